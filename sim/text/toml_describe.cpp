// Mistakes as people see them: the sentence, the line, a caret.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <utf8proc.h>

#include "sim/text/text.hpp"
#include "sim/text/toml.hpp"

namespace sim {

namespace {

// One letter of a text, as bytes; the bytes of a broken letter come one by one.
std::vector<std::string_view> letters_of(std::string_view text) {
    std::vector<std::string_view> letters;
    while (!text.empty()) {
        utf8proc_int32_t letter = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                        static_cast<utf8proc_ssize_t>(text.size()), &letter);
        const auto length = static_cast<std::size_t>(std::max<utf8proc_ssize_t>(1, taken));
        letters.push_back(text.substr(0, length));
        text.remove_prefix(length);
    }
    return letters;
}

// A file may hold anything; a terminal must not act on it. A tab becomes a space.
std::string harmless(std::string_view letter) { return letter == "\t" ? " " : visible(letter, ""); }

// The lines that mistakes point at, file by file, each file read once and not beyond the last line asked for.
class sources {
public:
    void want(const place& where) {
        if (!where.file.empty() && where.line > 0) lines_[where.file][where.line];
    }
    void read() {
        for (auto& [file, lines] : lines_) {
            std::error_code none;
            if (!std::filesystem::is_regular_file(file, none)) continue;   // what was read of a pipe is gone
            std::ifstream stream{file, std::ios::binary};
            std::string text;
            for (int line = 1; line <= lines.rbegin()->first && std::getline(stream, text); ++line)
                if (const auto at = lines.find(line); at != lines.end()) at->second = text;
        }
    }
    [[nodiscard]] std::string line(const place& where) const {
        const auto file = lines_.find(where.file);
        return file == lines_.end() || where.line <= 0 ? std::string{} : file->second.at(where.line);
    }

private:
    std::map<std::string, std::map<int, std::string>> lines_;
};

// The line with its number, and a caret under the column. Of a long line only what stands around the column.
std::string quotation(std::string line, const place& where) {
    if (line.ends_with('\r')) line.pop_back();
    if (where.line == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (line.find_first_not_of(" \t") == std::string::npos) return {};
    constexpr std::size_t before = 60, most = 100;   // letters
    const auto letters = letters_of(line);
    const std::size_t column = where.column > 0 ? static_cast<std::size_t>(where.column) - 1 : 0;
    const std::size_t first = letters.size() > most && column > before ? std::min(column, letters.size()) - before : 0;
    const std::size_t last = std::min(letters.size(), first + most);
    std::string shown = first > 0 ? "…" : "", under = first > 0 ? " " : "";
    for (std::size_t i = first; i < last; ++i) {
        shown += harmless(letters[i]);
        if (i < column) under.append(display_width(harmless(letters[i])), ' ');
    }
    if (last < letters.size()) shown += "…";
    std::string made = fmt::format("{:>5} | {}\n", where.line, shown);
    if (where.column > 0) made += fmt::format("{:>5} | {}^\n", "", under);
    return made;
}

std::string heading(const place& where) {
    if (where.file.empty()) return "command line: ";
    std::string text = visible(where.file, "");
    if (where.line > 0) text += ":" + std::to_string(where.line);
    if (where.line > 0 && where.column > 0) text += ":" + std::to_string(where.column);
    return text + ": ";
}

std::string described(const mistakes& wrong, std::string_view kind) {
    std::map<std::string, std::size_t> order;   // files in the order in which they first come
    sources files;
    for (const mistake& one : wrong) {
        order.emplace(one.where.file, order.size());
        files.want(one.where);
    }
    files.read();
    mistakes sorted = wrong;
    sorted.sort_by([&](const mistake& one) {
        return std::tuple{order.at(one.where.file), one.where.line, one.where.column};
    });
    std::string text;
    for (const mistake& one : sorted)
        text += heading(one.where) + std::string{kind} + visible(one.what, "") + "\n" +
                quotation(files.line(one.where), one.where);
    if (const std::size_t more = wrong.untold(); more > 0)
        text += fmt::format("and {} more{}\n", more, kind.empty() ? "; mend these first" : "");
    return text;
}

}   // namespace

std::string describe(const mistakes& wrong) { return described(wrong, {}); }
std::string describe_remarks(const mistakes& remarks) { return described(remarks, "remark: "); }

}   // namespace sim
