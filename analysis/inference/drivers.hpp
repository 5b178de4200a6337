#pragma once
// Which inputs drive a number.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/inference/matrix.hpp"

namespace analysis {

// What independent repetitions say: their mean, and its 95 % interval (Student); nan of fewer than two.
struct repeated {
    double mean = 0, low = 0, high = 0;
};

// A number at the rows of two independent samples of all inputs, and at the rows of the first with one input from the second
// (Saltelli 2002).
struct saltelli_sample {
    std::vector<double> a, b;
    std::vector<std::vector<double>> a_but_one;   // by input
};
// Shares of the number's variance: of an input alone (Saltelli et al. 2010), and with all that it takes part in (Jansen
// 1999). Right where inputs are independent; nan where the number does not vary.
struct sobol_index {
    repeated first, total;
};
// By input, from samples that are independent of one another, as scramblings of one sequence are.
[[nodiscard]] std::vector<sobol_index> sobol_indices(std::span<const saltelli_sample> samples);

// What a number changes by when one input moves by a step, the same for all inputs, from many places (Morris 1991): the
// mean size of the changes, and their standard deviation, which is large where the rest decides what the input does.
struct morris_effect {
    repeated size;
    double deviation = 0;
};
// `changes` are by trajectory, each upward.
[[nodiscard]] morris_effect morris_effect_of(std::span<const double> changes);

// What a group of inputs tells of an output, or one input: as shares of its variance, less what as many columns that have
// nothing to do with it would tell on average, so that it may be a little below 0. `added` is what it tells more than all
// other groups; of an input, than the rest of its group. nan where there are too few rows for so many columns.
struct told_share {
    double alone = 0, added = 0;
    double alone_by_chance = 0, added_by_chance = 0;   // what it must exceed to be beyond chance
    [[nodiscard]] bool beyond_chance() const { return alone > alone_by_chance || added > added_by_chance; }
};
struct told_shares {
    double by_all = 0;   // what all inputs tell, each by itself; the rest is in what they do together, or luck
    std::vector<told_share> groups, inputs;
};
// Of each output, by least squares on each input and its square (where rows are too few for both, on inputs alone). Inputs
// may be correlated; every one is in one of the groups. Of a kind, groups or inputs, as much as `by_chance` was told by the
// best one of all in none of so many permutations of the rows: that something is beyond chance while nothing has to do
// with the output happens in one of permutations + 1 cases, for alone and added each.
[[nodiscard]] std::vector<told_shares> shares_told(const matrix& inputs, const matrix& outputs,
                                                   std::span<const std::vector<std::size_t>> groups,
                                                   std::size_t permutations, std::uint64_t seed);
// Are there rows enough to tell what so many inputs do? So many, or so many to each of them.
inline constexpr std::size_t rows_enough = 512, rows_to_each = 20;
[[nodiscard]] constexpr bool enough_rows(std::size_t rows, std::size_t inputs) {
    return rows >= 2 * inputs + 2 && (rows >= rows_enough || rows >= rows_to_each * inputs);
}

}   // namespace analysis
