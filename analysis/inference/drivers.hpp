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
// 1999). Right where inputs are independent.
struct sobol_index {
    repeated first, total;
};
// By input, from samples that are independent of one another, as scramblings of one sequence are.
[[nodiscard]] std::vector<sobol_index> sobol_indices(std::span<const saltelli_sample> samples);

// What a group of inputs tells of a number, as shares of its variance in rows not seen (of `emulator`; below 0 counts as 0).
struct group_share {
    double alone = 0;                                  // by the group's inputs only
    double added = 0;                                  // by all inputs, more than by all but the group's
    double alone_by_chance = 0, added_by_chance = 0;   // the most that it came to with its rows permuted
    [[nodiscard]] bool beyond_chance() const { return alone > alone_by_chance || added > added_by_chance; }
};
// Of any rows, whose inputs may be correlated. Groups are lists of columns. The group's rows are permuted so many times: one
// that tells nothing is beyond chance once in permutations + 1 by each share.
[[nodiscard]] std::vector<group_share> shares_by_group(const matrix& inputs, std::span<const double> values,
                                                       std::span<const std::vector<std::size_t>> groups,
                                                       std::size_t permutations, std::uint64_t seed);

}   // namespace analysis
