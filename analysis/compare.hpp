#pragma once
// Arms against the baseline under the same luck: levels, paired differences with 95 % intervals, what an effect costs,
// and how far the baseline itself still drifts.

#include <string>
#include <vector>

#include "analysis/results.hpp"
#include "analysis/statistics.hpp"

namespace analysis {

// A measure of the file in one arm and group; the last group is everybody.
struct comparison_cell {
    estimate level;
    estimate difference;        // from the baseline, pairs of replicates; of the baseline itself nothing
    double p = 0, p_holm = 0;   // that there is none: alone, and among all differences of the comparison (Holm)
    bool known = false;         // false where a measure is not told by group, or nothing divides it (nobody was served)
};

struct arm_comparison {
    std::size_t arm = 0;                               // index into results::arms
    std::vector<std::vector<comparison_cell>> cells;   // [group, then all][measure]
    // Where costs are told:
    double participants_gained = 0;                      // per week over the last year, from the baseline
    double reached_gained = 0;                           // residents a year
    double cost_a_participant = 0, cost_a_reached = 0;   // CNY of further cost per further participant-week, and per
        // further resident reached; nan where the gain's interval includes 0
};

// Slope of a measure over all groups in the baseline over the last year, as change in a year.
struct drift {
    std::size_t measure = 0;
    estimate a_year;
    std::vector<std::size_t> arms;   // whose effect is less than ten times this drift, where both are not nothing
};

struct comparison {
    std::size_t baseline = 0;
    std::vector<std::string> groups, groups_zh;   // with "all" last
    std::vector<arm_comparison> arms;             // in the file's order, the baseline among them
    std::vector<drift> drifts;
    bool costs = false;      // does the file tell participants, who was reached, and spending?
    std::size_t weeks = 0;   // of the last year that the file has
};

// `baseline` is an index into the file's arms.
[[nodiscard]] comparison compare(const results& file, std::size_t baseline);
[[nodiscard]] inline comparison compare(const results& file) { return compare(file, file.baseline()); }

// One arm's place by a measure of everybody, the largest mean first.
struct ranked_arm {
    std::size_t arm = 0;
    estimate level;
    double best = 0;          // share of 10,000 bootstrap samples of replicates in which its mean is the largest
    estimate over_next;       // paired difference from the arm behind; of the last nothing
    std::size_t enough = 0;   // pairs that would tell it from the arm behind, where these do not; 0: unknown
};
// With fewer than two replicates that all of them have, nothing is said but the order (nan); arms whose measure is not known
// come last. `measure` is an index into the file's measures, `smallest_first` turns the order.
[[nodiscard]] std::vector<ranked_arm> rank(const results& file, std::size_t measure, bool smallest_first);

}   // namespace analysis
