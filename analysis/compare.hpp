#pragma once
// Arms against the baseline in the same worlds or under the same luck: levels, paired differences with their ranges
// or 95 % intervals, and how far the baseline itself still drifts.

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/measured.hpp"
#include "analysis/observed.hpp"
#include "analysis/statistics.hpp"
#include "analysis/table.hpp"

namespace analysis {

// A measure of the file in one arm and group; the last group is everybody.
struct comparison_cell {
    estimate level;
    estimate difference;        // from the baseline, pairs of replicates; of the baseline itself nothing
    double p = 0, p_holm = 0;   // that there is none: alone, and among all differences of the comparison (Holm); of
                                // worlds nan
    // Share of worlds in which the arm is the best of all, the baseline among them; nan without worlds, and where
    // neither more nor less is better.
    double best = std::numeric_limits<double>::quiet_NaN();
    bool known = false;      // false where a measure is not told by group, or nothing divides it (nobody was served)
    bool compared = false;   // is there an interval of the difference?
};

struct arm_comparison {
    std::size_t arm = 0;                               // index into observed::arms
    std::vector<std::vector<comparison_cell>> cells;   // [group, then all][place in comparison::measures]
};

// Slope of a measure over all groups in the baseline over the last year, as change in a year; of its first 128 replicates.
struct drift {
    std::size_t measure = 0;
    estimate a_year;
    std::vector<std::size_t> arms;   // whose effect is less than ten times this drift, where both are not nothing
};

struct comparison_options {
    std::size_t baseline = 0;   // index into the file's arms
    std::string axis;           // that the tables are split by; "" for everybody alone
    period when;
    bool simultaneous = false;                // intervals that hold together for all differences
    std::string table = "main";               // whose measures are compared
    std::size_t most_replicates = SIZE_MAX;   // of each arm, the first ones
    bool luck = false;                        // of worlds: intervals of luck alone (by_luck), in place of ranges
};

struct comparison {
    std::size_t baseline = 0;
    std::string axis;
    period when;
    std::vector<std::size_t> measures;            // indices into the file's
    std::vector<std::string> groups, groups_zh;   // with "all" last
    std::vector<arm_comparison> arms;             // in the file's order, the baseline among them
    std::vector<drift> drifts;
    std::size_t weeks = 0;    // of the period
    std::size_t family = 0;   // differences that there is an interval of
    bool simultaneous = false;
    double multiplier = 0;    // of simultaneous intervals, in standard errors; nan where there are too few replicates
    std::size_t worlds = 0;   // that the baseline is told over; 0 where replicates differ by luck alone
    bool luck = false;        // of worlds: is luck alone told?
};

// A difference between an arm and the baseline, among others that are told together.
struct told_together {
    std::size_t arm = 0;
    std::function<double(std::size_t run)> value;
    estimate* difference = nullptr;   // has an interval
};
// Makes Student's intervals as wide as holds for all together (simultaneous_95), from the replicates that all arms have.
// Returns how many standard errors that is; nan, and nothing is changed, where it cannot be told.
double hold_together(const observed& file, std::size_t baseline, std::span<const told_together> family);

// Share of worlds in which a difference is for the better; nan without worlds, and where neither more nor less is.
[[nodiscard]] double share_better(const estimate& difference, const sim::measure& m);

// Arms with the same observations as the baseline in each of its replicates, to the last bit, but for money: what they do
// differently changed nothing. Indices into observed::arms.
[[nodiscard]] std::vector<std::size_t> twins_of_baseline(const observed& file, const comparison& found);

// Measures that a table has, indices into the file's.
[[nodiscard]] std::vector<std::size_t> measures_in(const observed& file, std::string_view table);

[[nodiscard]] comparison compare(const observed& file, const comparison_options& options);
// Split by the file's own groups, over the last year.
[[nodiscard]] inline comparison compare(const observed& file, std::size_t baseline) {
    return compare(file, {baseline, file.groups(), {}, false, "main"});
}
[[nodiscard]] inline comparison compare(const observed& file) { return compare(file, file.baseline()); }

// All of it, a row for each arm, group and measure: what CSV has.
[[nodiscard]] table table_of(const observed& file, const comparison& of);

// What a table of estimates over worlds is to have in CSV.
void tell_worlds(table& of, std::size_t worlds);
// Columns of how often a difference is above 0 and for the better, and its arm the best of all, each with its Monte
// Carlo interval; and what stands in them. Of the baseline there is no difference.
[[nodiscard]] std::vector<column> columns_of_shares();
[[nodiscard]] std::vector<cell> shares_of(const estimate& difference, const sim::measure& m, double best,
                                          std::size_t worlds);

}   // namespace analysis
