#pragma once
// What deciding now is worth, and what knowing more would be worth first.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/inference/matrix.hpp"

namespace analysis {

// A number with its Monte Carlo standard error.
struct with_error {
    double value = 0, error = 0;
};

// Options by what each brings, net of costs, in every world: [world][option], in one unit.
struct decision {
    std::vector<with_error> net;         // mean, by option
    std::vector<double> best_in;         // share of worlds in which it is the best; equal ones share
    std::vector<double> expected_loss;   // against the best of each world
    std::size_t best = 0;                // by mean: the acceptability frontier is best_in of it
    with_error perfect_information;      // what knowing the world before deciding is worth: the least expected loss
};
[[nodiscard]] decision decide(const matrix& net);

// What options bring in every world where one of what they bring is worth so much: worth * effect - cost.
struct options {
    matrix effect, cost;   // [world][option]
    [[nodiscard]] matrix net(double worth) const { return worth * effect - cost; }
};

// What knowing some inputs before deciding is worth (Strong, Oakley & Brennan 2014): what options bring, told by these
// inputs, decides. The fit finds something in nothing too: `by_chance` is what it finds on average when worlds are
// permuted, and is taken off.
struct partial_information {
    with_error value;   // less by_chance; may be below 0
    double by_chance = 0, most_by_chance = 0;
    [[nodiscard]] bool beyond_chance() const { return value.value + by_chance > most_by_chance; }
};
// Of each of some groups of inputs [world][input], at each worth: [group][worth]. Effects and costs are told by powers of
// each input: the first three of one that is alone, of several two or, where rows are few, one. `most_by_chance` is the
// most that any of the groups came to beside its own mean: none of several that tell nothing is beyond chance but once in
// permutations + 1 cases.
[[nodiscard]] std::vector<std::vector<partial_information>> worth_of_knowing(
    const options& what, std::span<const double> worths, const matrix& inputs,
    std::span<const std::vector<std::size_t>> groups, std::size_t permutations, std::uint64_t seed);

}   // namespace analysis
