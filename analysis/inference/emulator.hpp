#pragma once
// A stand-in for a simulator: every output as a quadratic polynomial of the inputs, learnt from runs by ridge regression.
// It answers a hundred thousand points in less than a second, and says how far off it is on runs that it has not seen.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "analysis/inference/matrix.hpp"
#include "analysis/inference/polynomial.kernel.hpp"
#include "sim/text/result.hpp"

namespace analysis {

// How well an output is told of rows that the polynomial was not fitted to, in the outputs' unit.
struct emulator_quality {
    double residual_sd = 0;   // root of the mean squared error
    double r2 = 0;            // 1 - mean squared error / variance
    double rows = 0;          // that count, by Kish's effective size of their weights
};

// 1 + d + d (d + 1) / 2 terms of d inputs, which come scaled to about [-1, 1] or as standard normal scores. An output is
// told by one of two sets of them, whichever predicts better rows that it has not seen:
// - all, where there are as many rows as terms: ridge regression on standardised terms, linear ones a hundredth as
//   strongly; of five strengths the one with the least error of leaving one row out.
// - chosen ones, where there are fewer than three rows to a term: one after another, each time the one that takes most of
//   the sum of squares that is left (orthogonal forward selection; of equals the first), at most one for six rows,
//   until nothing takes more than ln(terms) times what noise does; so many of these as predict best in ten-fold
//   cross-validation in which every fold chooses its own. By least squares.
class emulator {
public:
    // `outputs` have a row for each of `inputs`, on the scale on which they are to be told; rows with nan in an output are left
    // out of that output, rows of weight 0 of all. Mistakes name the outputs by `names`, or by number. The same bytes
    // whatever the number of threads.
    static sim::result<emulator> fit(const matrix& inputs, const matrix& outputs, std::span<const double> weights = {},
                                     std::span<const std::string> names = {});

    [[nodiscard]] std::size_t inputs() const { return inputs_; }
    [[nodiscard]] std::size_t outputs() const { return told_by_.size(); }
    // How many terms, the constant among them, tell an output.
    [[nodiscard]] std::size_t terms(std::size_t output) const { return told_by_[output].entry.size(); }

    // A row of outputs for each row of inputs; the same whatever rows stand beside it.
    [[nodiscard]] matrix predict(const matrix& inputs) const;
    // Derivatives by the inputs of the sum of outputs, each times its weight: weights [point][output] -> [point][input].
    [[nodiscard]] matrix gradient(const matrix& inputs, const matrix& weights) const;

    // Out of sample. With `weights`, a number for each row that it was fitted to, of some of them more than of others:
    // of those near where the emulator will be asked.
    [[nodiscard]] emulator_quality quality(std::size_t output, std::span<const double> weights = {}) const;
    // Fitted rows less what was told of each by a fit without it; nan where a row is left out.
    [[nodiscard]] const matrix& residuals() const { return residuals_; }

private:
    template <class Use>
    void for_tiles(const matrix& inputs, Use use) const;

    std::size_t inputs_ = 0;
    std::vector<polynomial::quadratic> told_by_;   // by output
    matrix fitted_, residuals_;                    // [row][output]: the outputs that it was fitted to
    std::vector<double> weights_;                  // by row
};

}   // namespace analysis
