#pragma once
// Measures of a results file by run and group, over any weeks: what all comparisons are made of.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/observed.hpp"
#include "analysis/statistics.hpp"

namespace analysis {

// Which weeks a comparison is about. `area` is the sum over all recorded weeks of a measure's weekly value; otherwise a
// measure is formed from sums over the period, and one of window last_week is taken at the period's last week.
struct period {
    enum class kind : unsigned char { last_year, all, range, area };
    kind what = kind::last_year;
    std::size_t first = 0, last = 0;   // of a range: weeks first, ..., last - 1
};

// The number of weeks that a period has in a file.
[[nodiscard]] std::size_t weeks_of(const observed& file, const period& when);

// The last year that ends within a period; nothing where none does, and for areas.
[[nodiscard]] std::optional<std::size_t> year_in(const observed& file, const period& when);

// Numbers by run, in the file's order, and group: the labels of an axis, then everybody. nan: not told there.
struct by_run {
    std::size_t groups = 1;       // everybody included
    std::vector<double> values;   // [run][group]
    [[nodiscard]] double at(std::size_t run, std::size_t group) const { return values[run * groups + group]; }
    [[nodiscard]] double all(std::size_t run) const { return at(run, groups - 1); }
};

// Axes that some measure can be split by: those of what the measures sum, but not the bins of histograms.
[[nodiscard]] std::vector<std::string> axes_of_measures(const observed& file);

// Measures over a period, split by an axis ("" for everybody alone). Sums over the last year and over all weeks are
// read from the file's summary, others from its weeks, sixteen runs at a time. What was read is kept as sums.
class measured {
public:
    // Only `runs` are read where weeks or years have to be; others may be nan. Without any, all of the file.
    measured(const observed& file, std::string axis, period when, std::vector<std::size_t> runs = {});

    // Sum over the period, or the number at the period's last week; an observation that the file left out as empty is
    // 0. nan in groups where the observation lacks the axis.
    const by_run& sums(const std::string& observation, bool at_end);
    // As sim::measure says, by group; an `under` that lacks the axis is that of everybody. nan where there is nothing to
    // divide by, or the period does not end a year that a histogram would be of.
    [[nodiscard]] by_run values(const sim::measure& m);

    [[nodiscard]] std::size_t groups() const { return groups_; }   // everybody included
    [[nodiscard]] double weeks() const { return static_cast<double>(weeks_of(*file_, when_)); }

private:
    [[nodiscard]] by_run nothing(double value) const;
    [[nodiscard]] by_run read(const std::string& observation, bool at_end) const;
    [[nodiscard]] by_run area(const sim::measure& m) const;
    [[nodiscard]] by_run at_year_end(const sim::measure& m) const;
    [[nodiscard]] by_run spread(const sim::measure& m) const;
    const observed* file_;
    std::string axis_;
    period when_;
    std::vector<std::size_t> runs_;
    std::size_t groups_;
    std::map<std::pair<std::string, bool>, by_run> kept_;
};

// A measure in every week, [place in `runs`][week][group], everybody last; nan where there is nothing to divide by, and
// for measures of histograms. `runs` must ascend.
struct by_week {
    std::size_t weeks = 0, groups = 1;
    std::vector<double> values;
    [[nodiscard]] double at(std::size_t place, std::size_t week, std::size_t group) const {
        return values[(place * weeks + week) * groups + group];
    }
};
[[nodiscard]] by_week weekly_values(const observed& file, const sim::measure& m, const std::string& axis,
                                    const std::vector<std::size_t>& runs);

// Gini's coefficient of numbers in bins of equal width from 0 on, all of a bin at its middle; nan where there are none.
[[nodiscard]] double gini_of(std::span<const double> bins);
// The share of the total that the tenth with most holds; a bin at its edge is cut.
[[nodiscard]] double top_tenth_of(std::span<const double> bins);

// Complete runs of all arms at the file's point, ascending.
[[nodiscard]] std::vector<std::size_t> runs_at_point(const observed& file);

// Runs of the same luck in two arms: the same replicate. A run that failed in one of them is left out.
using run_pairs = std::vector<std::pair<std::size_t, std::size_t>>;
[[nodiscard]] run_pairs pairs_of(const observed& file, std::size_t a, std::size_t b);
[[nodiscard]] std::vector<std::size_t> first_of(const run_pairs& pairs);

// An answer from a number of each of some runs, which ascend by replicate; here alone is decided what replicates are.
// Where they differ by luck alone it is the mean with its interval. Where they are possible worlds each world's runs
// are averaged first, and it is the range over worlds. `size` as mean_of has it.
[[nodiscard]] estimate answer(const observed& file, std::span<const std::size_t> runs, std::span<const double> values,
                              double size = 0);
// The mean with the interval that luck alone gives it, the worlds being what they are: from how runs of one world
// differ, so without an interval where no world has two. Without worlds the same as the answer.
[[nodiscard]] estimate by_luck(const observed& file, std::span<const std::size_t> runs, std::span<const double> values,
                               double size = 0);
// Numbers of runs as those of worlds, each the mean over its runs; as they are without worlds. `columns` of them each.
[[nodiscard]] std::vector<double> by_world(const observed& file, std::span<const std::size_t> runs,
                                           std::span<const double> values, std::size_t columns = 1);
// How many worlds some runs are in; 0 without worlds.
[[nodiscard]] std::size_t worlds_among(const observed& file, std::span<const std::size_t> runs);

using of_runs = estimate(const observed&, std::span<const std::size_t>, std::span<const double>, double);

// What some runs say of a group, and what pairs do of its difference.
[[nodiscard]] estimate level_of(const observed& file, const std::vector<std::size_t>& runs, const by_run& of,
                                std::size_t group, of_runs* said = answer);
[[nodiscard]] estimate difference_of(const observed& file, const run_pairs& pairs, const by_run& of, std::size_t group,
                                     of_runs* said = answer);
// The differences themselves, by replicate or world.
[[nodiscard]] std::vector<double> differences_in(const observed& file, const run_pairs& pairs, const by_run& of,
                                                 std::size_t group);
// The ratio of two of these.
[[nodiscard]] ratio ratio_in(const observed& file, std::span<const double> over, std::span<const double> under);

// What tables call everybody beside some groups: "all", but where a file of an earlier version has a group of that name.
[[nodiscard]] std::string name_of_everybody(const std::vector<std::string>& labels);

// Runs of the same luck in several arms, one row each with a run for every arm; those that failed in one are left out.
[[nodiscard]] std::vector<std::vector<std::size_t>> common_runs(const observed& file,
                                                                const std::vector<std::size_t>& arms);
// A group's numbers in such rows, [replicate or world][arm].
[[nodiscard]] std::vector<double> side_by_side(const observed& file, const std::vector<std::vector<std::size_t>>& rows,
                                               const by_run& of, std::size_t group);
// The share of worlds in which each arm of such rows is the best of all; nothing without worlds or a direction, and
// where an arm's number is not known.
[[nodiscard]] std::vector<double> best_in_worlds(const observed& file,
                                                 const std::vector<std::vector<std::size_t>>& rows, const by_run& of,
                                                 std::size_t group, sim::direction better);

}   // namespace analysis
