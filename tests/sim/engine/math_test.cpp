#include <cmath>
#include <random>

#include <boost/math/distributions/beta.hpp>
#include <gtest/gtest.h>

#include "sim/engine/math.hpp"

TEST(Math, ExpAndLogAgreeWithTheStandardLibraryToFifteenDigits) {
    std::mt19937_64 rng{1};
    std::uniform_real_distribution<double> exponent{-700, 700};
    for (int i = 0; i < 100000; ++i) {
        const double x = exponent(rng);
        ASSERT_NEAR(sim::exp(x) / std::exp(x), 1.0, 1e-14) << x;
        const double y = std::exp(x);
        ASSERT_NEAR(sim::log(y), std::log(y), 1e-14 * std::max(1.0, std::abs(std::log(y)))) << y;
    }
    for (const double x : {1e-9, 0.5, 1.0, 1.0000001, 0.9999999, 2.0, 1e-310})
        EXPECT_NEAR(sim::log(x), std::log(x), 1e-15 * std::max(1.0, std::abs(std::log(x)))) << x;
}

TEST(Math, ExpAndLogHoldAtTheirEnds) {
    EXPECT_EQ(sim::exp(0), 1.0);
    EXPECT_EQ(sim::exp(-1e9), 0.0);
    EXPECT_TRUE(std::isinf(sim::exp(1e9)));
    EXPECT_TRUE(std::isnan(sim::exp(std::nan(""))));
    EXPECT_EQ(sim::log(1), 0.0);
    EXPECT_TRUE(std::isinf(sim::log(0)));
    EXPECT_TRUE(std::isnan(sim::log(-1)));
    EXPECT_DOUBLE_EQ(sim::exp2(-1), 0.5);
    EXPECT_NEAR(sim::pow(2, 10), 1024, 1e-11);
}

TEST(Math, NormalQuantileInvertsTheDistributionFunction) {
    for (const double u : {1e-12, 1e-6, 0.001, 0.0749, 0.3, 0.5, 0.7, 0.925, 0.99999, 1 - 1e-12})
        EXPECT_NEAR(0.5 * std::erfc(-sim::normal_quantile(u) / std::sqrt(2.0)), u, 1e-13 + 1e-10 * u) << u;
    EXPECT_NEAR(sim::normal_quantile(0.975), 1.959963984540054, 1e-14);
}

TEST(Math, LogGammaAgreesWithTheStandardLibrary) {
    for (const double x : {0.05, 0.3, 0.6, 1.0, 2.0, 5.4, 40.0, 500.0})
        EXPECT_NEAR(sim::log_gamma(x), std::lgamma(x), 1e-12 * std::max(1.0, std::abs(std::lgamma(x)))) << x;
}

TEST(Math, BetaDistributionHasItsKnownValues) {
    for (const double x : {0.1, 0.25, 0.5, 0.9}) {
        EXPECT_NEAR(sim::beta_cdf(x, 1, 1), x, 1e-13);
        EXPECT_NEAR(sim::beta_cdf(x, 2, 1), x * x, 1e-13);
        EXPECT_NEAR(sim::beta_cdf(x, 1, 3), 1 - (1 - x) * (1 - x) * (1 - x), 1e-13);
        EXPECT_NEAR(sim::beta_cdf(x, 0.5, 0.5), 2 / M_PI * std::asin(std::sqrt(x)), 1e-12);
    }
}

TEST(Math, BetaQuantilesAreThoseOfAnotherLibrary) {
    for (const double a : {0.3, 2.7, 3.0, 3.72, 5.4, 40.0})
        for (const double b : {0.6, 2.28, 3.0, 3.3}) {
            const boost::math::beta_distribution<> law{a, b};
            for (const std::size_t first : {std::size_t{0}, std::size_t{777}}) {
                std::vector<double> found(1001 - first);
                sim::beta_quantiles(first, 1000, a, b, found);
                EXPECT_EQ(found.back(), 1);
                for (std::size_t i = 0; i + 1 < found.size(); ++i) {
                    const double u = static_cast<double>(first + i) / 1000;
                    EXPECT_NEAR(found[i], u > 0 ? boost::math::quantile(law, u) : 0, 1e-11)
                        << a << ", " << b << ", " << u;
                }
            }
        }
}
