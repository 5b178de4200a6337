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
    // other_version.
    std::optional<std::string> add(const std::string& path);
    [[nodiscard]] std::size_t size() const { return place_of_.size(); }
    [[nodiscard]] std::size_t not_among(std::span<const run> runs) const;   // how many are none of these
    [[nodiscard]] bool hold(std::span<const run> runs) const;               // all of these?
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
    std::map<std::string, place> place_of_;   // by key
};

}   // namespace sim
