#pragma once
// What deciding now is worth, and what knowing more would be worth first.

#include <cstddef>
#include <cstdint>
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

// What knowing some inputs [world][input] before deciding is worth (Strong, Oakley & Brennan 2014): net differences from
// the best option, told by an emulator of these inputs, decide. The fit finds something in nothing too: `by_chance` is
// what it finds on average when worlds are permuted, and is taken off; `most_by_chance` is the most.
struct partial_information {
    with_error value;   // less by_chance; may be below 0
    double by_chance = 0, most_by_chance = 0;
    [[nodiscard]] bool beyond_chance() const { return value.value + by_chance > most_by_chance; }
};
[[nodiscard]] partial_information worth_of_knowing(const matrix& net, const matrix& inputs, std::size_t permutations,
                                                   std::uint64_t seed);

}   // namespace analysis
