#pragma once
// Sequential replication: how many replicates until every difference is known as closely as somebody wants.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/observation.hpp"
#include "sim/text/result.hpp"

namespace analysis {

// How closely differences in a measure are to be known: half the width of the 95 % intervals of their means, or of a
// quantile. Across worlds that is the Monte Carlo error.
struct precision {
    std::size_t measure = 0;               // index into the measures
    double half_width = 0;                 // in the measure's own unit (a share: 0.0005 for 0.05 percentage points), or
    bool relative = false;                 // as a share of the difference
    std::optional<double> quantile = {};   // 0.95 of "participation q95 ± 0.2pp"
};

// Reads "participation ± 0.05pp", "waiting +- 0.1" or "participation ± 5%" (relative; also without spaces, +/- for
// ±), and "participation q95 ± 0.2pp" of a quantile in percent. Measures shown in percent take pp. A mistake says
// what is expected.
[[nodiscard]] sim::result<precision> read_precision(const std::string& text, std::span<const sim::measure> measures);

struct next_look {
    bool enough = false;
    std::size_t replicates = 0;   // in all, to make before the next look
    std::string refused;          // why no number of replicates will do, or more than `most`; "" otherwise
};

inline constexpr std::size_t replicates_at_first = 32;

// Whether replicates suffice, given the paired differences of each comparison, by replicate; across worlds, whether
// worlds do (`called`), by world. It follows the procedure from its first look on, so that the answer hangs on the
// numbers alone, not on where somebody was stopped. Looks are taken at multiples of 16, from 32 on, and never at more
// than twice as many as before; how many are needed is told from the variance so far. Absolute: t s / sqrt(n) <= w
// (Chow & Robbins 1965). Relative: t s / sqrt(n) <= |mean| g / (1 + g), which makes the error at most the share g
// (Law & Kelton 1982); refused where the interval of a difference includes 0. A difference that is the same in all
// replicates has no interval and meets no goal; those that are 0 in all are left out, unless there are no others.
// Since a sample that happens to vary little stops too soon, the goal must be met at two looks, 16 replicates apart.
// In 20,000 simulated procedures each, with 10 to 500 replicates needed, the mean +- w then held the truth in 95.6 %
// or more for normal, 95.3 % or more for exponential and 96.0 % or more for Student's t (3) differences, and the
// interval of the last look in 94.4 %, 92.8 % and 94.8 % or more; lognormal differences (skewness 6) reached 92.1 %
// and 87.7 % (tests/analysis/procedures/sequential_test.cpp). A quantile is known as closely as the farther end of
// of_quantile is from it: that of few replicates is not bounded.
[[nodiscard]] next_look look(std::span<const std::vector<double>> differences, const precision& wanted,
                             std::size_t most, std::string_view called = "replicate");

}   // namespace analysis
