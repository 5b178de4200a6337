#include "sim/text/file_set.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include <fmt/format.h>

#include "sim/text/storage.hpp"

namespace sim {

namespace {

namespace fs = std::filesystem;

// A list begins with one of these; names follow, one a line.
std::string first_line(std::string_view command, bool finished) {
    return finished ? fmt::format(
                          "Files that {} wrote here: with --force it replaces them, and removes those that it "
                          "does not write again. It touches no others.",
                          command)
                    : fmt::format("{} did not finish: these files may be of different results. Repeat it with --force.",
                                  command);
}

bool is_table_or_picture(const std::string& name) {
    return std::ranges::any_of(std::vector<std::string_view>{".csv", ".svg", ".pdf"},
                               [&](std::string_view ending) { return name.ends_with(ending); });
}

// A list may have come from elsewhere: it must not lead out of the folder, nor to other kinds of files.
bool is_plain(const std::string& name) {
    return !name.starts_with('.') && name.find('/') == std::string::npos && is_table_or_picture(name);
}

}   // namespace

file_set::file_set(std::string folder, std::string_view command)
    : folder_{std::move(folder)}, command_{command}, list_{command} {
    list_.erase(std::remove(list_.begin(), list_.end(), '-'), list_.end());
    std::ranges::replace(list_, ' ', '-');
    list_ += ".txt";
    if (!is_there(path_of(list_))) return;
    std::istringstream lines{is_folder(path_of(list_)) ? std::string{} : read_file(path_of(list_))};
    std::string line;
    std::getline(lines, line);
    if (line != first_line(command_, true) && line != first_line(command_, false))
        throw storage_error{
            fmt::format("{} is in the way: {} keeps a list of its files under that name; rename it, or "
                        "choose another folder",
                        path_of(list_), command_)};
    while (std::getline(lines, line))
        if (is_plain(line)) before_.push_back(line);
}

file_set::~file_set() {
    std::error_code ignored;
    for (const auto& [temporary, name] : unplaced_) fs::remove(temporary, ignored);
}

std::string file_set::start(const std::string& name) {
    unplaced_.emplace_back(temporary_name(path_of(name)), name);
    names_.push_back(name);
    return unplaced_.back().first;
}

void file_set::write_list(bool finished, const std::vector<std::string>& names) const {
    std::string text = first_line(command_, finished) + "\n";
    for (const std::string& name : names) text += name + "\n";
    write_file_safely(path_of(list_), bytes_of(text));
}

void file_set::put_in_place() {
    const auto is_new = [&](const std::string& name) { return std::ranges::find(names_, name) != names_.end(); };
    std::vector<std::string> gone, all = names_;
    std::ranges::copy_if(before_, std::back_inserter(gone), [&](const std::string& name) { return !is_new(name); });
    all.insert(all.end(), gone.begin(), gone.end());
    write_list(false, all);
    while (!unplaced_.empty()) {
        sim::put_in_place(unplaced_.front().first, path_of(unplaced_.front().second));
        unplaced_.erase(unplaced_.begin());
    }
    std::vector<std::string> listed = names_;
    for (const std::string& name : gone) {
        std::error_code problem;
        if (fs::is_regular_file(fs::symlink_status(path_of(name), problem))) fs::remove(path_of(name), problem);
        if (problem && is_there(path_of(name))) listed.push_back(name);   // it cannot be removed: the next may
    }
    write_list(true, listed);
}

std::vector<std::string> file_set::others() const {
    std::vector<std::string> found;
    std::error_code problem;
    for (fs::directory_iterator at{folder_, problem}, end; !problem && at != end; at.increment(problem)) {
        const std::string name = at->path().filename().string();
        if (is_table_or_picture(name) && std::ranges::find(names_, name) == names_.end()) found.push_back(name);
    }
    std::ranges::sort(found);
    return found;
}

std::string some_of(std::span<const std::string> names) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t k = 0; k < std::min(most, names.size()); ++k) text += (k == 0 ? "" : ", ") + names[k];
    return names.size() > most ? fmt::format("{} and {} more", text, names.size() - most) : text;
}

}   // namespace sim
