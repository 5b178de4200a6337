#pragma once
// How a measure spreads over replicates week by week: the middle, the middle half, and 95 % of the runs of an arm;
// across worlds 90 %, as ranges have it.

#include <array>
#include <string>
#include <vector>

#include "analysis/observed.hpp"
#include "analysis/statistics.hpp"

namespace analysis {

inline constexpr std::array fan_quantiles{0.025, 0.25, 0.5, 0.75, 0.975};
inline constexpr std::array fan_quantiles_of_worlds{0.05, 0.25, 0.5, 0.75, 0.95};

struct fan {
    std::size_t arm = 0, group = 0;                                    // of the axis, everybody last
    std::vector<std::array<double, fan_quantiles.size()>> quantiles;   // [place in fans::weeks]
    std::vector<estimate> difference;   // likewise; from the baseline, pairs of replicates; of the baseline nothing
};
struct fans {
    std::size_t baseline = 0, measure = 0;
    std::string axis;
    std::vector<std::size_t> weeks;
    std::vector<fan> all;   // by arm, then group; groups that the measure is not told of are left out
};
struct fan_options {
    std::size_t baseline = 0;
    std::string axis;                    // "" for everybody alone
    std::size_t most_replicates = 128;   // of each arm, the first ones
    std::size_t most_weeks = 105;        // every so many weeks where there are more, the last among them
};
// At the file's point. `measure` is an index into the file's.
[[nodiscard]] fans fans_of(const observed& file, const fan_options& options, std::size_t measure);

}   // namespace analysis
