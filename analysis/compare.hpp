#pragma once
// Arms against the baseline under the same luck: levels, paired differences with 95 % intervals, what an effect costs,
// and how far the baseline itself still drifts.

#include <string>
#include <vector>

#include "analysis/results.hpp"
#include "analysis/statistics.hpp"

namespace analysis {

// One quantity that people compare. Rates are over the last year (52 weeks) of a run, reach is at its end.
struct measure {
    std::string name, label, label_zh, unit;
    double shown_as = 1;   // 100: a share shown in percent, its differences in percentage points
    int digits = 2;
    bool by_band = true;   // else known for the whole town only
};
[[nodiscard]] const std::vector<measure>& measures();

// A measure in one arm and band; the last band is everybody.
struct comparison_cell {
    estimate level;
    estimate difference;   // from the baseline, pairs of replicates; of the baseline itself nothing
    bool known = false;    // false where a measure has no such band, or nobody was served
};

struct arm_comparison {
    std::size_t arm = 0;                                 // index into results::arms
    std::vector<std::vector<comparison_cell>> cells;     // [band, then all][measure]
    double participants_gained = 0;                      // per week over the last year, from the baseline
    double reached_gained = 0;                           // residents a year
    double cost_a_participant = 0, cost_a_reached = 0;   // CNY of further cost per further participant-week, and per
        // further resident reached; nan where the gain's interval includes 0
};

// Slope of a measure of the whole town in the baseline over the last year, as change in a year.
struct drift {
    std::size_t measure = 0;
    estimate a_year;
    std::vector<std::size_t> arms;   // whose effect is less than ten times this drift, where both are not nothing
};

struct comparison {
    std::size_t baseline = 0;
    std::vector<std::string> bands, bands_zh;   // with "all" last
    std::vector<arm_comparison> arms;           // in the file's order, the baseline among them
    std::vector<drift> drifts;
    std::size_t weeks = 0;   // of the last year that the file has
};

[[nodiscard]] comparison compare(const results& file);

}   // namespace analysis
