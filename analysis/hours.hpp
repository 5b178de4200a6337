#pragma once
// How somebody's hours divide: observations that are hours and parts of one whole.

#include <string>
#include <vector>

#include "analysis/measured.hpp"

namespace analysis {

// The names of the parts, in the file's order; of several wholes the one with most parts. Nothing where there is none.
[[nodiscard]] std::vector<std::string> parts_of_hours(const observed& file);

struct hours_of_arm {
    std::size_t arm = 0;
    std::vector<estimate> level;        // hours a step, by part
    std::vector<estimate> difference;   // from the baseline, pairs of replicates; of the baseline itself nothing
    std::vector<estimate> before;       // of arms that begin to do something later: the year before, or what there is
};
[[nodiscard]] std::vector<hours_of_arm> hours_of(const observed& file, std::size_t baseline,
                                                 const std::vector<std::string>& parts, const period& when = {});

}   // namespace analysis
