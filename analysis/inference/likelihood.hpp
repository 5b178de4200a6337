#pragma once
// How likely what was observed is, given what a run or its emulator says of it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/inference/matrix.hpp"

namespace analysis {

enum class error_tails : std::uint8_t {
    normal,
    student,   // 4 degrees of freedom, with the standard deviation as its scale: as the normal in the middle
};

// A number observed, on the scale on which its errors are told.
struct observed_target {
    double value = 0;
    double observation_sd = 0;   // of what was observed
    double discrepancy_sd = 0;   // of what no setting of the model gets right
    double emulator_sd = 0;      // of the emulator, 0 for the simulator itself
    double luck_sd = 0;          // of one run
    std::size_t source =
        none;   // targets of one number share an error of this standard deviation each, fully correlated
    double source_sd = 0;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    [[nodiscard]] double own_variance() const;   // all but the source's
};

// The errors of targets are independent but for what targets of one source share: source_sd times one standard normal
// number, which is integrated out. For normal errors that is a normal density with covariance between them, exactly; for
// Student's, each target's own error has Student's tails and the shared one is normal, and the integral over it is taken
// numerically (error of the log below 1e-6).
class target_likelihood {
public:
    // Every target needs an own variance above 0.
    target_likelihood(std::span<const observed_target> targets, error_tails tails);

    [[nodiscard]] std::size_t targets() const { return targets_.size(); }
    // Of what is told of all targets: -infinity where any is not a number.
    [[nodiscard]] double log_density(std::span<const double> told) const;
    // Of every row of `told` [row][target].
    void log_density(const matrix& told, std::span<double> out) const;

private:
    struct shared {
        std::vector<std::size_t> targets;
        double step = 0;   // of the integral
    };
    [[nodiscard]] double of_block(const shared& block, std::span<const double> told) const;

    std::vector<observed_target> targets_;   // with all own variance in observation_sd
    std::vector<shared> blocks_;             // by source; a target without one is a block
    error_tails tails_ = error_tails::normal;
};

}   // namespace analysis
