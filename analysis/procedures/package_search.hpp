#pragma once
// Which packages are worth a look: a response surface over the levels that money can buy proposes, runs decide. Knows
// packages and numbers by world alone, not what runs them. docs/decide.md.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/inference/matrix.hpp"
#include "analysis/inference/selection.hpp"

namespace analysis {

// What may be bought of one thing: nothing beyond low, or low + k step up to high. A step of 0 is chosen to suit the
// budget: a twentieth of what it buys, rounded to 1, 2 or 5 times a power of ten.
struct level_range {
    double low = 0, high = 0, step = 0;
};

struct package_problem {
    std::vector<level_range> levels;
    std::vector<double> budgets;   // money a year, ascending
    attitude how = attitude::expected;
    std::optional<double> surely;   // the share of worlds in which a budget is kept; nothing: on average
    double sign = 1;                // -1 where less of the objective is better
    struct condition {
        bool at_most = false;
        double change = 0;
    };
    std::vector<condition> conditions;   // on the mean change over worlds
};

using package = std::vector<double>;   // levels

// What a package was found to be over the worlds: against nothing bought, with the same luck.
struct tried_package {
    package levels;
    double value = 0;              // gain in the objective, judged; more is better
    double cost = 0;               // a year, as a budget counts it: the mean over worlds, or the quantile
    std::vector<double> changes;   // of what the conditions are on, mean over worlds
};

// Why a package is looked at again in the end.
struct candidate {
    enum class why : unsigned char { best, near, without_one, without_condition };
    std::size_t package = 0;   // of `packages`
    std::size_t budget = 0;
    why reason = why::best;
    std::size_t of = 0;   // the thing, or the condition, that it does without
};

struct package_search {
    std::vector<level_range> levels;       // as they were searched, with steps, up to what the largest budget buys
    std::vector<tried_package> packages;   // all that were run, the first of which buys nothing
    std::vector<candidate>
        shortlist;         // of each budget the best first; packages that were not run among `packages` too
    std::size_t ran = 0;   // of packages: the first so many were
    double surface_error = 0, surface_r2 = 0;   // of the value, out of sample; nan without a surface
    bool cut_short = false;                     // was time up before nothing better was proposed?
};

// The numbers of some packages: of each [world][output], outputs being the objective, money a year, and what each
// condition is on. `quick` asks for few worlds, to learn prices.
using package_runner = std::function<std::vector<matrix>(std::span<const package>, bool quick)>;

struct search_limits {
    std::size_t rounds = 6;                                                       // of proposals
    std::function<std::size_t()> most_at_last = [] { return std::size_t{24}; };   // packages on the shortlist
    std::function<bool(std::size_t packages)> time_for = [](std::size_t) { return true; };
};

// Throws what the runner throws.
[[nodiscard]] package_search search_packages(const package_problem& of, const package_runner& run,
                                             const search_limits& limits = {});

// A package's numbers against those of nothing bought.
[[nodiscard]] tried_package judged_package(const package_problem& of, package levels, const matrix& nothing,
                                           const matrix& own);
// Does it keep the budget, and all conditions but one (`but`; none: all)?
[[nodiscard]] bool keeps(const package_problem& of, const tried_package& one, double budget,
                         std::optional<std::size_t> but = {});

}   // namespace analysis
