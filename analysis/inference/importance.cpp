#include "analysis/inference/importance.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "sim/engine/draws.hpp"
#include "sim/engine/math.hpp"

namespace analysis {

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

struct pareto {
    double shape = 0, scale = 0;
    [[nodiscard]] double quantile(double u) const {
        const double none_above = -sim::log(1 - u);
        return shape == 0 ? scale * none_above : scale * (sim::exp(shape * none_above) - 1) / shape;
    }
};

// Zhang & Stephens (2009), Technometrics 51: the posterior mean over a grid of theta = -shape / scale; and the shape drawn
// towards 1/2 as ten more values would (Vehtari et al. 2024). `above` are ascending, from 0 on, the last more than 0.
pareto fitted_to(std::span<const double> above) {
    const std::size_t n = above.size();
    const auto count = static_cast<double>(n);
    const auto grid = static_cast<std::size_t>(30 + std::floor(std::sqrt(count)));
    const double quarter = above[static_cast<std::size_t>(std::floor(count / 4 + 0.5)) - 1];
    // Where a quarter are 0 but for rounding, the grid would have no end.
    const double first = std::max(quarter, 1e-12 * above.back());
    const auto shape_at = [&](double theta) {
        double sum = 0;
        for (const double x : above) sum += sim::log(1 - theta * x);
        return sum / count;
    };
    std::vector<double> theta(grid), log_likelihood(grid);
    for (std::size_t i = 0; i < grid; ++i) {
        theta[i] = 1 / above.back() +
                   (1 - std::sqrt(static_cast<double>(grid) / (static_cast<double>(i) + 0.5))) / (3 * first);
        const double k = shape_at(theta[i]);
        log_likelihood[i] = count * (sim::log(-theta[i] / k) - k - 1);
    }
    double mean = 0, sum = 0;
    const double most = *std::ranges::max_element(log_likelihood);
    for (std::size_t i = 0; i < grid; ++i) {
        const double w = sim::exp(log_likelihood[i] - most);
        mean += w * theta[i];
        sum += w;
    }
    mean /= sum;
    const double k = shape_at(mean), scale = -k / mean;
    return {(k * count + 10 * 0.5) / (count + 10), scale};
}

void scale_to_sum_1(std::vector<double>& weights) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& w : weights) w = sum > 0 ? w / sum : 0;
}

}   // namespace

double kish_effective_size(std::span<const double> weights) {
    double sum = 0, squares = 0;
    for (const double w : weights) {
        sum += w;
        squares += w * w;
    }
    return squares > 0 ? sum * sum / squares : 0;
}

std::string k_hat_in_words(double k_hat) {
    if (std::isfinite(k_hat)) return fmt::format("k-hat {:.2f}", k_hat);
    return k_hat < 0 ? "no k-hat, since the weights are alike" : "no k-hat, since too few weigh anything";
}

smoothed_weights pareto_smoothed(std::span<const double> log_weights) {
    const std::size_t n = log_weights.size();
    smoothed_weights out;
    out.weights.assign(n, 0.0);
    double largest = -infinite;
    for (const double w : log_weights) largest = std::max(largest, w == w ? w : -infinite);
    if (!std::isfinite(largest)) {   // nothing weighs anything
        out.k_hat = infinite;
        return out;
    }
    for (std::size_t i = 0; i < n; ++i)
        if (log_weights[i] > -infinite) out.weights[i] = sim::exp(log_weights[i] - largest);
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return out.weights[a] < out.weights[b]; });
    const auto tail = static_cast<std::size_t>(
        std::ceil(std::min(0.2 * static_cast<double>(n), 3 * std::sqrt(static_cast<double>(n)))));
    if (tail < 5 || tail >= n) {
        out.k_hat = infinite;
    } else {
        const double cut = out.weights[order[n - tail - 1]];
        std::vector<double> above;
        for (std::size_t i = n - tail; i < n; ++i) above.push_back(out.weights[order[i]] - cut);
        if (!(above.back() > 1e-12)) {
            out.k_hat = -infinite;   // all alike: nothing to smooth
        } else {
            const pareto fit = fitted_to(above);
            out.k_hat = fit.shape;
            if (std::isfinite(fit.shape))
                for (std::size_t i = 0; i < tail; ++i)   // none above the largest that there was
                    out.weights[order[n - tail + i]] =
                        std::min(1.0, cut + fit.quantile((static_cast<double>(i) + 0.5) / static_cast<double>(tail)));
        }
    }
    scale_to_sum_1(out.weights);
    out.effective = kish_effective_size(out.weights);
    return out;
}

std::vector<std::size_t> shuffled(std::vector<std::size_t> which, std::uint64_t seed) {
    constexpr std::uint32_t for_order = 1;
    for (std::size_t i = which.size(); i > 1; --i) {
        const auto left = static_cast<std::uint32_t>(i);
        std::swap(which[i - 1], which[sim::draw{seed, left, 0, for_order}.below(left)]);
    }
    return which;
}

resampled resample_systematically(std::span<const double> weights, std::size_t count, std::uint64_t seed) {
    constexpr std::uint32_t for_start = 2;
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    assert(sum > 0 && std::isfinite(sum));
    const double start = sim::draw{seed, 0, 0, for_start}.uniform();
    resampled out;
    double up_to = 0;
    std::size_t last = 0;   // that weighs anything
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] > 0)) continue;
        last = i;
        up_to += weights[i] / sum * static_cast<double>(count);
        const std::size_t before = out.which.size();
        while (out.which.size() < count && static_cast<double>(out.which.size()) + start < up_to)
            out.which.push_back(i);
        if (out.which.size() > before) out.repeats += out.which.size() - before - 1;
    }
    while (out.which.size() < count) {   // of rounding
        out.which.push_back(last);
        out.repeats += out.which.size() > 1 && out.which[out.which.size() - 2] == last ? 1 : 0;
    }
    out.which = shuffled(std::move(out.which), seed);
    return out;
}

}   // namespace analysis
