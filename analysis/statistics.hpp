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

// (s_a^2 + s_b^2) / s_D^2: how many times fewer replicates the common luck needs; infinity where differences do not vary.
[[nodiscard]] double variance_reduction(std::span<const double> a, std::span<const double> b);

// Least-squares slope of a series, per step.
[[nodiscard]] double slope(std::span<const double> series);

}   // namespace analysis
