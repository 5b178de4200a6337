#pragma once
// Importance sampling that knows when it fails: smoothed weights, how many draws they are worth, and equal draws of them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace analysis {

struct smoothed_weights {
    std::vector<double> weights;   // sum 1
    double k_hat = 0;              // shape of the raw weights' tail; above 0.7 they cannot be relied on
    double effective = 0;          // Kish's size of the smoothed weights
    [[nodiscard]] bool reliable() const { return k_hat < 0.7; }
};

// Pareto smoothing (Vehtari, Simpson, Gelman, Yao & Gabry 2024): the largest weights are replaced by quantiles of the
// generalised Pareto distribution fitted to them (Zhang & Stephens 2009). Log weights may have any constant added; nan and
// -infinity weigh nothing. k_hat is infinite where fewer than five weights are in the tail, -infinity where all in it are
// alike.
[[nodiscard]] smoothed_weights pareto_smoothed(std::span<const double> log_weights);

// "k-hat 0.27", or in words why there is none.
[[nodiscard]] std::string k_hat_in_words(double k_hat);

// (sum w)^2 / sum w^2 (Kish 1965).
[[nodiscard]] double kish_effective_size(std::span<const double> weights);

struct resampled {
    std::vector<std::size_t> which;   // shuffled: any first n are a fair sample
    std::size_t repeats = 0;          // draws that stand there once before
    // Fewer than nine in ten are distinct: more candidates are needed.
    [[nodiscard]] bool too_few() const { return repeats * 10 > which.size(); }
};

// `count` draws of equal weight: each row comes count w times, rounded up or down, by systematic resampling (Carpenter,
// Clifford & Fearnhead 1999).
[[nodiscard]] resampled resample_systematically(std::span<const double> weights, std::size_t count, std::uint64_t seed);

// In any order, each as likely (Fisher & Yates).
[[nodiscard]] std::vector<std::size_t> shuffled(std::vector<std::size_t> which, std::uint64_t seed);

}   // namespace analysis
