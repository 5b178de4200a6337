#pragma once
// Differences week by week, and what of them remains after a policy has ended.

#include <vector>

#include "analysis/compare.hpp"

namespace analysis {

// A measure in one arm and group, by week.
struct weekly_series {
    std::size_t arm = 0, group = 0;            // of the axis, everybody last
    std::vector<estimate> level, difference;   // [week]; from the baseline, pairs of replicates
};
struct weekly_comparison {
    std::size_t baseline = 0, measure = 0;
    std::string axis;
    std::vector<std::string> groups;     // with "all" last
    std::vector<weekly_series> series;   // by arm, then group; the baseline's own have no differences
    bool simultaneous = false;
    double multiplier = 0;    // of simultaneous intervals, in standard errors
    std::size_t family = 0;   // differences that hold together
};
// `options.when` and `table` do not count: all weeks of one measure.
[[nodiscard]] weekly_comparison compare_weeks(const observed& file, const comparison_options& options,
                                              std::size_t measure);

// The mean difference over some weeks, from `first` up to the one before `last`.
struct lasting_part {
    std::size_t first = 0, last = 0;
    estimate difference;
    ratio left;   // of what it was while the policies ran; nan where that cannot be told from 0
};
// An arm whose policies have all ended: what it did at the end of their time (a year, or as long as they ran), and after.
struct lasting {
    std::size_t arm = 0;
    std::size_t end = 0;               // the first week without any
    lasting_part during;               // its `left` means nothing
    std::vector<lasting_part> after;   // quarters of the first half-year, its other half, then years
};
// Arms without policies, and those whose policies still run at the end, are left out.
[[nodiscard]] std::vector<lasting> lasting_effects(const observed& file, std::size_t baseline, std::size_t measure);

}   // namespace analysis
