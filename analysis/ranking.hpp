#pragma once
// Arms in the order of a measure: which is first, how sure, and what would tell it from the next.

#include <vector>

#include "analysis/measured.hpp"
#include "analysis/statistics.hpp"

namespace analysis {

// One arm's place by a measure of everybody, the largest mean first; across worlds, the largest median.
struct ranked_arm {
    std::size_t arm = 0;
    estimate level;
    // Share of worlds in which it is first; without worlds share of 10,000 bootstrap samples of replicates in which its
    // mean is the largest, nan where there are too few to resample, or what arms differ by does not vary.
    double best = 0;
    estimate over_next;   // paired difference from the arm behind; of the last nothing
    bool may_be_first =
        true;   // is it the first, or not told from it? Told are those whose paired difference from the first
                // has a p-value of at most 0.05 among all arms' (Holm). The arm that is truly first is
                // among those that may be in 95 % of samples or more (subsets that hold the best, Hsu
                // 1984, Ann. Statist. 12). Across worlds: does the range of its difference
                // from the first hold 0?
    std::size_t more = 0;   // further pairs that would tell it from the arm behind, where these do not; 0: unknown
};
// With fewer than two replicates that all of them have, nothing is said but the order (nan); arms whose measure is not
// known come last. `measure` is an index into the file's measures, `smallest_first` turns the order.
[[nodiscard]] std::vector<ranked_arm> rank(const observed& file, std::size_t measure, bool smallest_first,
                                           const period& when = {});

}   // namespace analysis
