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
    // Of every row of `told` [row][target], -infinity where any is not a number; and, where asked, derivatives by what is told.
    void log_density(const matrix& told, std::span<double> out, matrix* gradient = nullptr) const;

private:
    struct block {   // targets that share an error, or one that shares none
        std::vector<std::size_t> targets;
        double constant = 0;   // what does not hang on what is told
        double step = 0;       // of the integral over the shared error, 0 where there is none
    };
    double of_normal(const block& b, const double* told, double* gradient) const;
    double of_student(const block& b, const double* told, double* gradient, std::vector<double>& room) const;

    std::vector<observed_target> targets_;
    std::vector<double> variance_;   // own, by target
    std::vector<block> blocks_;
    error_tails tails_ = error_tails::normal;
};

}   // namespace analysis
