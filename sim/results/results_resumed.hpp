#pragma once
// Results that are there already: whether a file of theirs may be replaced or gone on with, and their runs, found by key.

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/results/results_file.hpp"

namespace sim {

// Results of another format or version of the model: they are kept, and nothing is done with them.
class other_version : public storage_error {
public:
    using storage_error::storage_error;
};

// A file that is to be replaced or resumed must be one of results: a slip in -o must not cost anybody a scenario or a
// population. One that is damaged, or has no checksums to show that it is not, may be replaced but not resumed. Throws
// storage_error otherwise.
void be_sure_it_is_ours(const std::string& path, const results_head& head, earlier with_earlier);

// Complete runs of earlier files with the same observations. What it is made from must outlive it.
class stored_runs {
public:
    stored_runs(const layout& what, const results_head& head, std::span<const stored_array> arrays)
        : what_{&what}, head_{&head}, arrays_{arrays} {}
    // Takes in a part or a joined file. Returns why nothing can be taken from it; nothing where something can. Throws
    // other_version. Of a file that is not `whole` some runs may still be read, but none are where they lie.
    std::optional<std::string> add(const std::string& path, bool whole);
    // The same answer without taking anything in.
    [[nodiscard]] std::optional<std::string> why_of_no_use(const std::string& path) const;
    // Takes in a part that is known to be whole and to hold these runs in this order, observed alike: it is not opened.
    void add_known(const std::string& path, std::span<const std::string> keys);
    [[nodiscard]] std::size_t size() const { return place_of_.size(); }
    [[nodiscard]] std::size_t not_among(std::span<const run> runs) const;   // how many are none of these
    [[nodiscard]] bool hold(std::span<const run> runs) const;               // all of these?
    // Where they lie in one file, one behind the other; nothing where they do not.
    struct rows_of_file {
        std::string path;
        std::size_t first_row = 0;
        bool all_of_it = true;   // has the file no others?
    };
    [[nodiscard]] std::optional<rows_of_file> in_one_file(std::span<const run> runs) const;
    // Their numbers, one row each. All must be held; throws storage_error where a file is damaged.
    [[nodiscard]] recorder read(std::span<const run> runs) const;

private:
    struct place {
        std::size_t file = 0, row = 0;
    };
    const layout* what_;
    const results_head* head_;
    std::span<const stored_array> arrays_;
    std::vector<std::string> files_;
    std::vector<bool> whole_;                 // by file
    std::vector<std::size_t> rows_;           // by file
    std::map<std::string, place> place_of_;   // by key
};

}   // namespace sim
