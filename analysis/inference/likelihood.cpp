#include "analysis/inference/likelihood.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>

#include "sim/engine/math.hpp"

namespace analysis {

namespace {

constexpr double log_two_pi = 1.8378770664093453;
constexpr double log_three_eighths = -0.98082925301172619;   // of Student's t with 4 degrees of freedom at 0, scale 1
constexpr double negligible = 36;                            // e^-36 of a sum does not count

}   // namespace

double observed_target::own_variance() const {
    return observation_sd * observation_sd + discrepancy_sd * discrepancy_sd + emulator_sd * emulator_sd +
           luck_sd * luck_sd;
}

target_likelihood::target_likelihood(std::span<const observed_target> targets, error_tails tails)
    : targets_{targets.begin(), targets.end()}, tails_{tails} {
    std::map<std::size_t, std::size_t> of_source;   // its block
    for (std::size_t j = 0; j < targets_.size(); ++j) {
        const observed_target& t = targets_[j];
        variance_.push_back(t.own_variance());
        assert(variance_.back() > 0);
        const bool alone = t.source == observed_target::none || !(t.source_sd > 0);
        const auto [at, is_new] =
            alone ? std::pair{of_source.end(), true} : of_source.try_emplace(t.source, blocks_.size());
        if (is_new) blocks_.emplace_back();
        block& b = alone ? blocks_.back() : blocks_[at->second];
        b.targets.push_back(j);
        // The integrand has poles at 2 sd / source_sd beside the real line; the trapezoidal rule's error falls with
        // exp(-2 pi of it / step) (Trefethen & Weideman 2014, SIAM Review 56).
        if (!alone) {
            const double fine = std::min(0.5, 0.6 * std::sqrt(variance_[j]) / t.source_sd);
            b.step = b.step > 0 ? std::min(b.step, fine) : fine;
        }
    }
    for (block& b : blocks_) {
        double common = 0;   // sum of source_sd^2 / variance
        for (const std::size_t j : b.targets) {
            const double half_log = 0.5 * sim::log(variance_[j]);
            b.constant += tails_ == error_tails::normal ? -0.5 * log_two_pi - half_log : log_three_eighths - half_log;
            if (b.step > 0) common += targets_[j].source_sd * targets_[j].source_sd / variance_[j];
        }
        if (b.step > 0)
            b.constant +=
                tails_ == error_tails::normal ? -0.5 * sim::log(1 + common) : sim::log(b.step) - 0.5 * log_two_pi;
    }
}

// Of residuals r with variances v and shared parts s of them: the covariance is diag(v) + s s', whose inverse and
// determinant Sherman & Morrison (1950) give.
double target_likelihood::of_normal(const block& b, const double* told, double* gradient) const {
    double squares = 0, along = 0, common = 1;
    for (const std::size_t j : b.targets) {
        const double r = told[j] - targets_[j].value;
        squares += r * r / variance_[j];
        if (b.step > 0) {
            const double s = targets_[j].source_sd;
            along += s * r / variance_[j];
            common += s * s / variance_[j];
        }
    }
    if (gradient != nullptr)
        for (const std::size_t j : b.targets) {
            const double shared = b.step > 0 ? targets_[j].source_sd * along / common : 0;
            gradient[j] = -(told[j] - targets_[j].value - shared) / variance_[j];
        }
    return b.constant - 0.5 * (squares - along * along / common);
}

// The product of (1 + (r - s u)^2 / 4 v)^(-5/2) over targets, for u = 0 or summed over u with its normal density.
double target_likelihood::of_student(const block& b, const double* told, double* gradient,
                                     std::vector<double>& room) const {
    const auto add_gradient_at = [&](double u, double weight) {
        for (const std::size_t j : b.targets) {
            const double r = told[j] - targets_[j].value - (b.step > 0 ? targets_[j].source_sd * u : 0);
            gradient[j] -= weight * 1.25 * r / variance_[j] / (1 + 0.25 * r * r / variance_[j]);
        }
    };
    if (gradient != nullptr)
        for (const std::size_t j : b.targets) gradient[j] = 0;
    const auto log_at = [&](double u) {
        double sum = 0, product = 1;
        for (const std::size_t j : b.targets) {
            const double r = told[j] - targets_[j].value - (b.step > 0 ? targets_[j].source_sd * u : 0);
            product *= 1 + 0.25 * r * r / variance_[j];
            if (product > 1e150) {
                sum += sim::log(product);
                product = 1;
            }
        }
        return -0.5 * u * u - 2.5 * (sum + sim::log(product));
    };
    const double at_0 = log_at(0);
    if (!(b.step > 0)) {
        if (gradient != nullptr) add_gradient_at(0, 1);
        return b.constant + at_0;
    }
    // Outside what the targets ask for the integrand falls as the normal density does; and nowhere can it gain more than
    // all of them ask.
    double low = 0, high = 0;
    for (const std::size_t j : b.targets) {
        const double asked = (told[j] - targets_[j].value) / targets_[j].source_sd;
        low = std::min(low, asked);
        high = std::max(high, asked);
    }
    const double most = std::sqrt(2 * (negligible - at_0)), beyond = std::sqrt(2 * negligible);
    const auto first = static_cast<long>(std::floor(std::max(low - beyond, -most) / b.step));
    const auto last = static_cast<long>(std::ceil(std::min(high + beyond, most) / b.step));
    room.clear();
    double largest = -std::numeric_limits<double>::infinity();
    for (long n = first; n <= last; ++n) {
        room.push_back(log_at(static_cast<double>(n) * b.step));
        largest = std::max(largest, room.back());
    }
    double sum = 0;
    for (double& x : room) sum += x = sim::exp(x - largest);
    if (gradient != nullptr)
        for (long n = first; n <= last; ++n)
            add_gradient_at(static_cast<double>(n) * b.step, room[static_cast<std::size_t>(n - first)] / sum);
    return b.constant + largest + sim::log(sum);
}

void target_likelihood::log_density(const matrix& told, std::span<double> out, matrix* gradient) const {
    assert(columns_of(told) == targets_.size() && out.size() == rows_of(told));
    std::vector<double> room;
    if (gradient != nullptr) gradient->resize(told.rows(), told.cols());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double* const row = told.data() + i * targets_.size();
        double* const to = gradient == nullptr ? nullptr : gradient->data() + i * targets_.size();
        out[i] = 0;
        if (!std::all_of(row, row + targets_.size(), [](double x) { return std::isfinite(x); })) {
            out[i] = -std::numeric_limits<double>::infinity();
            if (to != nullptr) std::fill_n(to, targets_.size(), 0.0);
            continue;
        }
        for (const block& b : blocks_)
            out[i] += tails_ == error_tails::normal ? of_normal(b, row, to) : of_student(b, row, to, room);
    }
}

}   // namespace analysis
