#pragma once
// Files that a command writes into a folder of people's, all or none, and a list that says which they are.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

// Files have temporary names until all are finished. Then they are put in place, and those that the same command left there
// before and did not write again are removed: they are on its list, a text file in the folder. Others are never touched.
class file_set {
public:
    // `command` is what people call ("cogov export"), the list is "cogov-export.txt". The folder must be there. Throws
    // storage_error where a file of that name is no such list.
    file_set(std::string folder, std::string_view command);
    ~file_set();   // what is not in place yet is gone
    file_set(const file_set&) = delete;
    file_set& operator=(const file_set&) = delete;

    // Where to write the file of a name (tables and pictures: .csv, .svg, .pdf).
    [[nodiscard]] std::string start(const std::string& name);
    [[nodiscard]] std::string path_of(const std::string& name) const { return folder_ + "/" + name; }
    void put_in_place();
    // Tables and pictures in the folder that are not of this set, by name.
    [[nodiscard]] std::vector<std::string> others() const;

private:
    void write_list(bool finished, const std::vector<std::string>& names) const;
    std::string folder_, command_, list_;
    std::vector<std::string> before_;                             // on the list that was there
    std::vector<std::pair<std::string, std::string>> unplaced_;   // temporary path, name
    std::vector<std::string> names_;
};

// "a.csv, b.csv and 3 more", for sentences.
[[nodiscard]] std::string some_of(std::span<const std::string> names);

}   // namespace sim
