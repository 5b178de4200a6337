#pragma once
// Means, intervals and slopes over replicates.

#include <cstddef>
#include <span>
#include <vector>

namespace analysis {

// A mean over independent replicates with its 95 % interval (Student). With fewer than two replicates there is no
// interval: half_width is nan.
struct estimate {
    double mean = 0;
    double half_width = 0;
    std::size_t replicates = 0;
    [[nodiscard]] double low() const { return mean - half_width; }
    [[nodiscard]] double high() const { return mean + half_width; }
    [[nodiscard]] bool excludes_zero() const { return low() > 0 || high() < 0; }
};

// Two-sided 95 % quantile of Student's t with n - 1 degrees of freedom.
[[nodiscard]] double student_95(std::size_t n);

[[nodiscard]] estimate mean_of(std::span<const double> values);

// Paired differences a - b under common random numbers: D +- t s_D / sqrt(R).
[[nodiscard]] estimate paired_difference(std::span<const double> a, std::span<const double> b);

// Two-sided p-value of the hypothesis that an estimate's true value is 0 (Student); nan without an interval.
[[nodiscard]] double p_value(const estimate& of);

// Holm's (1979) adjusted p-values: with the smallest m of n p-values multiplied by n, n - 1, ..., and never below an
// earlier one. Those at most 0.05 hold together with an error rate of 5 % for the whole family. nan stays and does not count.
[[nodiscard]] std::vector<double> holm(std::span<const double> p);

// About how many pairs a 95 % interval of this difference needs to exclude 0, if its mean and spread are as found; 0 where
// nobody can say (a mean of 0, no interval).
[[nodiscard]] std::size_t replicates_to_tell(const estimate& difference);

// (s_a^2 + s_b^2) / s_D^2: how many times fewer replicates the common luck needs; infinity where differences do not vary.
[[nodiscard]] double variance_reduction(std::span<const double> a, std::span<const double> b);

// Least-squares slope of a series, per step.
[[nodiscard]] double slope(std::span<const double> series);

}   // namespace analysis
