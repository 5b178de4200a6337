#include "sim/text/csv.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "sim/text/read_text.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

constexpr std::uint64_t largest_file = 256'000'000;   // bytes
constexpr std::size_t most_cells = 20'000'000;        // about two gigabytes of them

void say(mistakes& wrong, place where, std::string what) {
    wrong.push_back(mistake{std::move(where), std::move(what)});
}

// Length of the sequence that starts at `at` of a text that is UTF-8.
std::size_t sequence_length(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    return lead < 0x80U ? 1 : lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
}

// Walks through a text and knows line and column (in code points) of where it stands.
class cursor {
public:
    explicit cursor(std::string_view text) : text_{text} {}
    [[nodiscard]] bool done() const { return at_ >= text_.size(); }
    [[nodiscard]] char now() const { return text_[at_]; }
    [[nodiscard]] bool ends_line() const { return done() || now() == '\n' || now() == '\r'; }
    [[nodiscard]] int line() const { return line_; }
    [[nodiscard]] int column() const { return column_; }
    // One code point on; CR LF counts as one end of line.
    void step(std::string* into = nullptr) {
        if (now() == '\r' || now() == '\n') {
            if (now() == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
            if (into != nullptr) into->push_back('\n');
            ++at_;
            ++line_;
            column_ = 1;
            return;
        }
        const std::size_t length = sequence_length(text_, at_);
        if (into != nullptr) into->append(text_.substr(at_, length));
        at_ += length;
        ++column_;
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    int line_ = 1, column_ = 1;
};

bool blank(char c) { return c == ' ' || c == '\t'; }

// First place that is not UTF-8, or a zero byte; nothing where all is well.
std::optional<place> first_bad_byte(std::string_view text, const std::string& file) {
    const std::size_t bad = std::min(utf8_prefix(text), text.find('\0'));
    if (bad == text.size()) return std::nullopt;
    int line = 1, column = 1;
    for (std::size_t at = 0; at < bad; at += sequence_length(text, at)) {
        const bool end = text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'));
        line += end ? 1 : 0;
        column = end ? 1 : column + 1;
    }
    return place{file, line, column};
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

// Where a table is missing: the workbook that people have in its place.
std::string workbook_beside(const std::string& path) {
    for (const char* const ending : {".xlsx", ".xls", ".ods"}) {
        const std::filesystem::path other = std::filesystem::path{path}.replace_extension(ending);
        std::error_code none;
        if (std::filesystem::exists(other, none))
            return "; " + other.filename().string() + " lies there: save its table as \"CSV UTF-8\" under this name";
    }
    return {};
}

}   // namespace

csv csv::read(const std::string& path, mistakes& wrong) {
    csv nothing;
    nothing.file_ = path;
    auto text = read_text(path, largest_file);
    if (!text) {
        say(wrong, {path, 0, 0}, text.wrong().front().what + "; a CSV file is needed here" + workbook_beside(path));
        return nothing;
    }
    if (const std::string other = what_else_it_is(*text); !other.empty()) {
        say(wrong, {path, 0, 0},
            "this is " + other + ", not CSV; open it in a spreadsheet and save the table as \"CSV UTF-8\"");
        return nothing;
    }
    return parse(std::move(*text), path, wrong);
}

csv csv::parse(std::string text, std::string file, mistakes& wrong) {
    csv table;
    table.file_ = std::move(file);
    table.text_ = std::move(text);
    std::string_view rest = table.text_;
    if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);   // a byte order mark, as spreadsheets write it
    if (const auto bad = first_bad_byte(rest, table.file_)) {
        say(wrong, *bad,
            "this is not UTF-8 text (it may be GBK, as spreadsheets save \"CSV\"); save the file as \"CSV UTF-8\"");
        return table;
    }
    cursor at{rest};
    bool header_seen = false;
    std::size_t cells = 0;
    while (!at.done()) {
        if (cells > most_cells) {
            say(wrong, {table.file_, at.line(), 1},
                "this table has more than " + std::to_string(most_cells) + " cells; take fewer rows or columns");
            return table;
        }
        while (!header_seen && !at.done() && blank(at.now())) at.step();
        if (!header_seen && !at.done() && at.now() == '#') {
            const place here{table.file_, at.line(), at.column()};
            std::string said;
            for (at.step(); !at.ends_line();) at.step(&said);
            table.comments_.push_back({std::string{trim(said)}, here});
            if (!at.done()) at.step();
            continue;
        }
        std::vector<cell> row;
        const int line = at.line();
        bool good = true;
        for (bool more = true; more;) {
            while (!at.done() && blank(at.now())) at.step();
            cell c{{}, at.line(), at.column()};
            if (!at.done() && at.now() == '"') {
                const place opened{table.file_, at.line(), at.column()};
                at.step();
                c.line = at.line();
                c.column = at.column();
                bool closed = false;
                while (!at.done() && !closed) {
                    if (at.now() != '"') {
                        at.step(&c.text);
                        continue;
                    }
                    at.step();
                    closed = at.done() || at.now() != '"';
                    if (!closed) at.step(&c.text);
                }
                while (!at.done() && blank(at.now())) at.step();
                if (!closed) {
                    say(wrong, opened, "this quote is never closed; add a \" after the cell");
                    good = false;
                } else if (!at.ends_line() && at.now() != ',') {
                    say(wrong, {table.file_, at.line(), at.column()},
                        "text follows the closing quote of a cell; put a comma here, or write \"\" for a quote inside");
                    good = false;
                    while (!at.ends_line() && at.now() != ',') at.step();
                }
            } else {
                while (!at.ends_line() && at.now() != ',') at.step(&c.text);
                c.text = std::string{trim(c.text)};
            }
            row.push_back(std::move(c));
            ++cells;
            more = !at.ends_line();
            if (!at.done()) at.step();   // the comma, or the end of the line
        }
        if (row.size() == 1 && row.front().text.empty() && good) continue;   // an empty line
        if (!header_seen) {
            table.header_ = std::move(row);
            header_seen = true;
        } else if (good && row.size() != table.header_.size()) {
            say(wrong, {table.file_, line, 1},
                "this row has " + counted(row.size(), "cell") + ", the header has " +
                    std::to_string(table.header_.size()) + "; give every column one cell");
        } else if (good) {
            table.cells_.push_back(std::move(row));
        }
    }
    if (!header_seen) say(wrong, {table.file_, 0, 0}, "this file is empty; its first line should name the columns");
    std::set<std::string_view> names;
    for (std::size_t k = 0; k < table.header_.size(); ++k) {
        const cell& name = table.header_[k];
        const place here{table.file_, name.line, name.column};
        if (name.text.empty()) say(wrong, here, "this column has no name; name it in the first line or remove it");
        else if (!names.insert(name.text).second)
            say(wrong, here, "column '" + name.text + "' appears twice; keep one of them");
    }
    return table;
}

std::vector<std::string> csv::columns() const {
    std::vector<std::string> names;
    for (const cell& one : header_) names.push_back(one.text);
    return names;
}

place csv::where_column(std::size_t column) const { return {file_, header_[column].line, header_[column].column}; }

std::optional<std::size_t> csv::column(std::string_view name, mistakes& wrong) const {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < header_.size(); ++k) {
        if (header_[k].text == name) return k;
        names.push_back(header_[k].text);
    }
    if (header_.empty()) return std::nullopt;   // the file could not be read: said already
    std::string what = "there is no column '" + std::string{name} + "'";
    if (const auto near = did_you_mean(name, names); !near.empty()) {
        what += near;
    } else if (header_.size() == 1 && header_.front().text.find_first_of(";\t") != std::string::npos) {
        what += "; separate columns by commas";
    } else {
        what += "; add it to the first line and to every row";
    }
    say(wrong, {file_, header_.front().line, 0}, std::move(what));
    return std::nullopt;
}

const std::string& csv::text(std::size_t row, std::size_t column) const {
    assert(row < cells_.size() && column < cells_[row].size());
    return cells_[row][column].text;
}

std::optional<double> csv::number(std::size_t row, std::size_t column, double low, double high, bool whole,
                                  mistakes& wrong) const {
    const std::string_view given = trim(text(row, column));
    const auto value = finite_number(given);
    if (value && *value >= low && *value <= high && (!whole || *value == std::floor(*value))) return value;
    const std::string found = given.empty() ? "is empty" : "is '" + std::string{given} + "'";
    say(wrong, where(row, column),
        header_[column].text + ' ' + found + "; expected a " + (whole ? "whole " : "") + "number from " +
            shortest(low) + " to " + shortest(high));
    return std::nullopt;
}

place csv::where(std::size_t row, std::size_t column) const {
    assert(row < cells_.size() && column < cells_[row].size());
    return {file_, cells_[row][column].line, cells_[row][column].column};
}

std::string csv_cell(std::string_view text) {
    const bool computed = !text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos;
    std::string shown = visible(text, "\n");
    if (computed && !finite_number(text)) shown.insert(shown.begin(), '\'');
    if (shown.find_first_of(",\"\n") == std::string::npos) return shown;
    std::string cell = "\"";
    for (const char c : shown) {
        if (c == '"') cell += '"';
        cell += c;
    }
    return cell + '"';
}

}   // namespace sim
