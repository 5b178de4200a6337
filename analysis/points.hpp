#pragma once
// The points of a sweep: arms against the baseline at each, and what each factor does over all of them.

#include <string>
#include <vector>

#include "analysis/observed.hpp"
#include "analysis/statistics.hpp"
#include "analysis/table.hpp"

namespace analysis {

// An arm at a point, by place in points_comparison::measures.
struct point_row {
    std::size_t point = 0, arm = 0;
    std::vector<estimate> level, difference;   // from the baseline at the same point, pairs of replicates
    std::vector<double> p_holm;                // of the difference, among all differences told; of worlds nan
    std::vector<double>
        best;   // share of worlds in which the arm is the best of all at the point, the baseline among them;
                // nan without worlds, or where neither more nor less is better
};

struct points_comparison {
    std::size_t baseline = 0;
    std::vector<std::size_t> measures;   // indices into the file's
    std::vector<point_row> rows;   // by point, then arm; the baseline's own rows have no differences. An arm whose runs
                                   // and whose baseline's runs stand for several points has a row at the first
};
// By the measures of a table that everybody has a value of (none relative to all).
[[nodiscard]] points_comparison compare_points(const observed& file, std::size_t baseline,
                                               const std::string& table = "main");

// All of it, a row for each point, arm and measure: what CSV has.
[[nodiscard]] table table_of(const observed& file, const points_comparison& of);

// The point nearest to the middle of a design: by the sum of squared distances of its factors that are numbers from the
// middle of each one's range, in units of that range; of points as near the last.
[[nodiscard]] std::size_t middle_point(const observed& file);

// Paired differences in a measure of every arm from the baseline at every point where either is run anew, by
// replicate or world; of a file with one arm its levels.
[[nodiscard]] std::vector<std::vector<double>> all_differences(const observed& file, std::size_t baseline,
                                                               std::size_t measure);

// A term of the linear model of an arm's response on the factors that are numbers, each scaled to -1 at its lowest and +1
// at its highest value: what the response changes by from one end to the other (for interactions: half the difference
// between the factor's effect at the other's two ends). From a fit to each replicate, so that intervals are Student's.
struct effect {
    std::string name;   // a factor's key, or two with " x " between
    estimate size;
    double p_holm = 0;   // among all terms
};

// The mean response where a factor has one value, or values in one range, over all points that have it.
struct partial_effect {
    std::size_t factor = 0;
    std::string values;   // "0.5", "0.2 to 0.4"
    std::size_t points = 0;
    estimate mean;
};

// The same where two factors each have a value: a cell of a map of the response.
struct surface_cell {
    std::size_t across = 0, up = 0;   // factors
    std::string across_values, up_values;
    std::size_t points = 0;
    estimate mean;
};

// Can a factor change what an arm is compared by: the arm, or the baseline that it is compared with?
[[nodiscard]] bool moves(const factor& f, std::size_t arm, std::size_t baseline);

// The point where the response is largest, or smallest, by its mean.
struct extreme_point {
    std::size_t point = 0;
    estimate mean;
    std::size_t as_far = 0;   // other points that are not told from it: of their paired differences from it the p-value
                              // among all (Holm) is above 0.05, or there is none; across worlds, their range holds 0
};

struct factor_effects {
    bool difference = false;     // is the response the difference from the baseline, or the arm's level?
    std::vector<effect> terms;   // main effects, then interactions where there are points enough for all
    double explained = 0;   // share of the variance between points' mean responses that the terms explain (R squared);
                            // nan where there are as many terms as points, or no variance
    bool interactions = false;        // are they in the model?
    std::vector<std::size_t> names;   // factors with several values that are not numbers: not in the model
    std::vector<partial_effect> partial;
    std::vector<surface_cell> surface;   // of each two factors, the first values first; of six factors at most
    std::size_t points = 0,
                replicates = 0;   // that all of this is from: where the arm is run anew; that have all points
    extreme_point highest, lowest;
};
// `arm` is an index into the file's arms, `measure` into its measures. Nothing where factors change neither the arm nor what
// it is compared with, or where no replicate has all points, two of them or more; of one replicate nothing has an interval.
[[nodiscard]] factor_effects effects_of_factors(const observed& file, std::size_t baseline, std::size_t arm,
                                                std::size_t measure);

}   // namespace analysis
