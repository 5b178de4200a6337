#pragma once
// Answers across possible worlds, and over the points of a design: what effects come from, what to decide, and what
// would be worth finding out first. docs/how-sure.md.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/inference/decision.hpp"
#include "analysis/inference/drivers.hpp"
#include "analysis/measured.hpp"
#include "analysis/table.hpp"

namespace analysis {

// Something that differs between worlds or points: a key of the scenario, and the subject that the table of parameters
// puts it under; the key itself where that has none.
struct uncertain_input {
    std::string key, group;
};

// What arms do beside the baseline, in every world and at every point that all arms have, each the mean over its runs.
struct paired_effects {
    struct row {
        std::size_t point = 0, world = 0;   // without worlds of no meaning
        std::size_t runs = 0;               // with different luck
    };
    std::size_t baseline = 0;
    std::vector<std::size_t> arms;   // all but the baseline
    std::vector<row> rows;           // by point, then world
    matrix values;                   // [row][arm]
    std::vector<uncertain_input> inputs;
    matrix input;                   // [row][input]: factors that are numbers, then draws
    std::vector<with_error> luck;   // by arm: the variance of one run's effect by luck alone; nan with one run a row
    std::size_t points = 1, worlds = 0;   // 0: replicates differ by luck alone
    [[nodiscard]] std::size_t fewest_runs() const;
};
// Of numbers by run, at the file's point or at all of a design.
[[nodiscard]] paired_effects paired_effects_of(const observed& file, std::size_t baseline, const by_run& of,
                                               bool all_points);

// What the variance of an arm's effect is made of: the luck of one run, who happens to live there, and parameters, or
// what a design varies. nan where the runs do not tell: luck takes two runs of a world, people eight populations. `all`
// is that between worlds or points, in which luck counts as far as runs do not average it out.
struct variance_components {
    with_error all, luck, people, parameters;
};

// What drives an arm's effect, by place in drivers::inputs.
struct driven_effect {
    std::size_t arm = 0;
    variance_components of;
    told_shares shares;                 // by subject and by input, where they are told by shares
    std::vector<sobol_index> indices;   // by subject where samples move all inputs of one together
    std::vector<morris_effect> changes;
};
struct drivers {
    // By Sobol' indices where worlds or points are of a design for them, by Morris's changes where points are; else by
    // shares, where there are rows enough.
    enum class by : unsigned char { nothing, shares, indices, changes };
    by how = by::nothing;
    std::size_t baseline = 0, measure = 0;
    std::size_t rows = 0, points = 1, worlds = 0, lucks = 1;   // lucks: the fewest runs of a row
    std::vector<uncertain_input> inputs;                       // that differ
    std::vector<std::string> groups;                           // their subjects, in the order of inputs
    bool by_subject = false;                                   // do indices tell subjects, and not inputs?
    std::vector<driven_effect> arms;
};
[[nodiscard]] drivers drivers_of(const observed& file, std::size_t baseline, std::size_t measure,
                                 const period& when = {}, bool all_points = false);

// What knowing an input, or all of a subject, is worth at each worth of decisions.
struct worth_of_input {
    std::string name, group;   // of a subject both the same
    std::vector<partial_information> at;
};
// Of choosing between some options in the worlds of `rows`; nothing where these are too few to tell.
struct known_worth {
    std::vector<worth_of_input> groups, inputs;
};
[[nodiscard]] known_worth worth_of_inputs(paired_effects rows, const options& what, std::span<const double> worths);

// Deciding between the arms, the baseline among them, where one more of what the measure counts (fewer, where less is
// better) is worth so much. All money is a year's.
struct decisions {
    enum class by : unsigned char { asked, stated, nobody };   // who says what one more is worth
    by said = by::asked;
    std::size_t baseline = 0, measure = 0;
    bool at_end = false;                 // is it counted once a year's end, or every step?
    std::size_t worlds = 0, lucks = 1;   // the fewest runs of a world: with one, luck is taken for something knowable
    std::vector<double> worths;
    std::vector<decision> at;             // by worth; options are the file's arms
    std::vector<worth_of_input> groups;   // empty where worlds are too few to tell
    std::vector<worth_of_input> inputs;
};
// Can it be asked? It takes possible worlds, money that is spent, and a measure that counts.
[[nodiscard]] bool tells_decisions(const observed& file, std::size_t measure);
[[nodiscard]] decisions decide_by(const observed& file, std::size_t baseline, std::size_t measure, bool smallest_first,
                                  std::span<const double> worths, const period& when = {});
// The same over a range of worths: that which was asked for; else what the file states of this measure; else from 0 to
// worth_in_question().
[[nodiscard]] decisions decide_over(const observed& file, std::size_t baseline, std::size_t measure,
                                    bool smallest_first, std::optional<std::pair<double, double>> asked,
                                    const period& when = {});

// Eleven from one to the other, or one where they are the same.
[[nodiscard]] std::vector<double> worths_between(double low, double high);
// Where nobody has said a worth: up to twice what one more costs by the arm that buys it cheapest on average, rounded;
// 1 where no arm buys any.
[[nodiscard]] double worth_in_question(const observed& file, std::size_t baseline, std::size_t measure,
                                       bool smallest_first, const period& when = {});

[[nodiscard]] interval interval_of(const repeated& of);
// All of it, a row for each arm and thing: what CSV, JSON and `cogov export` have.
[[nodiscard]] table table_of(const observed& file, const drivers& of);
[[nodiscard]] table table_of(const observed& file, const decisions& of);

}   // namespace analysis
