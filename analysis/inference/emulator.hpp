#pragma once
// A stand-in for a simulator: every output as a quadratic polynomial of the inputs, learnt from runs by ridge regression.
// It answers a hundred thousand points in less than a second, and says how far off it is on runs that it has not seen.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/inference/matrix.hpp"
#include "sim/text/result.hpp"

namespace analysis {

// How well an output is told of rows that the polynomial was not fitted to, in the outputs' unit.
struct emulator_quality {
    double residual_sd = 0;   // root of the mean squared error
    double r2 = 0;            // 1 - mean squared error / variance
    double rows = 0;          // that count, by Kish's effective size of their weights
};

// 1 + d + d (d + 1) / 2 terms of d inputs, which come scaled to about [-1, 1] or as standard normal scores.
//
// All terms are kept where there are at least three rows to a term. Where there are fewer, an output's terms are chosen
// one after another, each time the one that takes most of the sum of squared residuals that is left (orthogonal forward
// selection; ties go to the earlier term), at most as many as a third of the rows, and so many as predict best in
// ten-fold cross-validation in which every fold chooses its own terms. The chosen are fitted by ridge regression on
// standardised terms, linear ones a hundredth as strongly; of five strengths the one with the least error of leaving
// one row out.
class emulator {
public:
    // `outputs` have a row for each of `inputs`, on the scale on which they are to be told; rows with nan in an output are left
    // out of that output, rows of weight 0 of all. Mistakes name the outputs by `names`, or by number. The same bytes
    // whatever the number of threads.
    static sim::result<emulator> fit(const matrix& inputs, const matrix& outputs, std::span<const double> weights = {},
                                     std::span<const std::string> names = {});

    [[nodiscard]] std::size_t inputs() const { return inputs_; }
    [[nodiscard]] std::size_t outputs() const { return outputs_; }
    // How many terms, the constant among them, tell an output.
    [[nodiscard]] std::size_t terms(std::size_t output) const;

    // A row of outputs for each row of inputs; the same whatever rows stand beside it.
    [[nodiscard]] matrix predict(const matrix& inputs) const;

    // Out of sample. With `weights`, a number for each row that it was fitted to, of some of them more than of others:
    // of those near where the emulator will be asked.
    [[nodiscard]] emulator_quality quality(std::size_t output, std::span<const double> weights = {}) const;
    // Fitted rows less what was told of each by a fit without it; nan where a row is left out.
    [[nodiscard]] const matrix& residuals() const { return residuals_; }

private:
    struct term {
        std::uint32_t first = 0, second = 0;   // inputs multiplied, plus one; 0: none
    };
    std::size_t inputs_ = 0, outputs_ = 0;
    std::vector<term> terms_;              // those that any output has, the constant first
    std::vector<double> coefficients_;     // [output block][term][output of the block]
    std::vector<std::size_t> of_output_;   // terms by output
    matrix residuals_, fitted_;            // [row][output]; fitted_ are the outputs that they were fitted to
    std::vector<double> weights_;
};

}   // namespace analysis
