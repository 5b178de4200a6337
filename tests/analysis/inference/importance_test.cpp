#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/inference/importance.hpp"
#include "sim/engine/draws.hpp"

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

double uniform(std::uint64_t seed, std::size_t i) {
    return sim::draw{seed, static_cast<std::uint32_t>(i), 0, 0}.uniform();
}

// Logs of weights of whose tail the shape is known: u^-shape.
std::vector<double> pareto_logs(double shape, std::size_t n) {
    std::vector<double> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(-shape * std::log(uniform(11, i)));
    return out;
}

}   // namespace

// The shape's standard error is about (1 + shape) / sqrt(2400), of the 2,400 largest; 5 of them are exceeded once in 1.7
// million. The pull towards 1/2 is below 0.002.
TEST(Importance, KHatIsTheShapeOfAParetoTail) {
    for (const double shape : {0.3, 0.8}) {
        const auto smoothed = analysis::pareto_smoothed(pareto_logs(shape, 640'000));
        EXPECT_NEAR(smoothed.k_hat, shape, 5 * (1 + shape) / std::sqrt(2400) + 0.002);
        EXPECT_EQ(smoothed.reliable(), shape < 0.7);
    }
}

TEST(Importance, SmoothedWeightsKeepTheirOrderAndAddUpToOne) {
    auto logs = pareto_logs(0.5, 1000);
    for (double& x : logs) x += 1e4;   // any constant
    logs[3] = -infinite;
    logs[4] = std::nan("");
    const auto smoothed = analysis::pareto_smoothed(logs);
    EXPECT_NEAR(std::accumulate(smoothed.weights.begin(), smoothed.weights.end(), 0.0), 1, 1e-12);
    EXPECT_EQ(smoothed.weights[3], 0);
    EXPECT_EQ(smoothed.weights[4], 0);
    for (std::size_t i = 5; i < logs.size(); ++i)
        for (const std::size_t j : {i - 5, (i * 7) % logs.size()})
            if (logs[i] > logs[j]) {
                EXPECT_GE(smoothed.weights[i], smoothed.weights[j]);
            }
    EXPECT_NEAR(smoothed.effective, analysis::kish_effective_size(smoothed.weights), 1e-9);
}

TEST(Importance, WeightsThatAreAlikeOrFewAreNotSmoothed) {
    const auto alike = analysis::pareto_smoothed(std::vector<double>(100, -7.0));
    EXPECT_EQ(alike.k_hat, -infinite);
    EXPECT_EQ(analysis::k_hat_in_words(alike.k_hat), "no k-hat, since the weights are alike");
    EXPECT_EQ(analysis::k_hat_in_words(0.274), "k-hat 0.27");
    EXPECT_NEAR(alike.effective, 100, 1e-9);
    EXPECT_EQ(analysis::pareto_smoothed(std::vector<double>{0, 1, 2}).k_hat, infinite);
    const auto nothing = analysis::pareto_smoothed(std::vector<double>(100, -infinite));
    EXPECT_FALSE(nothing.reliable());
    EXPECT_EQ(nothing.effective, 0);
}

TEST(Importance, KishsSizeCountsEqualWeights) {
    EXPECT_DOUBLE_EQ(analysis::kish_effective_size(std::vector<double>{2, 2, 2, 0}), 3);
    EXPECT_DOUBLE_EQ(analysis::kish_effective_size(std::vector<double>{3, 1}), 16.0 / 10);
}

// Every row as often as its weight says, rounded up or down; on average exactly, and first as often as its share. Over 4,000
// seeds a mean differs by 5.6 standard errors once in 46 million, 20 means are looked at.
TEST(Importance, ResamplingIsUnbiased) {
    const std::vector<double> weights{0.5, 1, 0, 3.3, 0.7, 2.2, 0.1, 1.9, 0.25, 0.05};   // sum 10
    constexpr std::size_t count = 7;
    constexpr int seeds = 4000;
    std::vector<double> times(weights.size(), 0.0), first(weights.size(), 0.0);
    for (int seed = 0; seed < seeds; ++seed) {
        const auto drawn = analysis::resample_systematically(weights, count, static_cast<std::uint64_t>(seed));
        ASSERT_EQ(drawn.which.size(), count);
        std::vector<std::size_t> counted(weights.size(), 0);
        for (const std::size_t i : drawn.which) ++counted[i];
        first[drawn.which.front()] += 1.0 / seeds;
        std::size_t repeats = 0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const double expected = weights[i] / 10 * count;
            EXPECT_LT(std::abs(static_cast<double>(counted[i]) - expected), 1);
            times[i] += static_cast<double>(counted[i]) / seeds;
            repeats += counted[i] > 0 ? counted[i] - 1 : 0;
        }
        EXPECT_EQ(drawn.repeats, repeats);
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double share = weights[i] / 10, expected = share * count, part = expected - std::floor(expected);
        EXPECT_NEAR(times[i], expected, 5.6 * std::sqrt(part * (1 - part) / seeds) + 1e-9) << i;
        EXPECT_NEAR(first[i], share, 5.6 * std::sqrt(share * (1 - share) / seeds) + 1e-9) << i;
    }
}

TEST(Importance, SaysWhenTooFewDrawsAreDistinct) {
    std::vector<double> weights(100, 1.0);
    EXPECT_FALSE(analysis::resample_systematically(weights, 100, 1).too_few());
    EXPECT_FALSE(analysis::resample_systematically(weights, 110, 1).too_few());   // 10 repeats
    EXPECT_TRUE(analysis::resample_systematically(weights, 120, 1).too_few());
    weights[17] = 50;
    const auto drawn = analysis::resample_systematically(weights, 100, 1);
    EXPECT_TRUE(drawn.too_few());
    EXPECT_GE(drawn.repeats, 32U);
}
