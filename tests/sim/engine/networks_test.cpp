#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/engine/networks.hpp"

namespace {

bool goes_both_ways(const sim::ties& net) {
    for (std::size_t i = 0; i < net.agents(); ++i)
        for (std::size_t k = net.begin(i, 0); k < net.end(i, 0); ++k) {
            const std::size_t j = net.to[k];
            const auto here = std::count(net.to.begin() + static_cast<std::ptrdiff_t>(net.begin(i, 0)),
                                         net.to.begin() + static_cast<std::ptrdiff_t>(net.end(i, 0)), j);
            const auto there = std::count(net.to.begin() + static_cast<std::ptrdiff_t>(net.begin(j, 0)),
                                          net.to.begin() + static_cast<std::ptrdiff_t>(net.end(j, 0)), i);
            if (here != there || j == i) return false;
        }
    return true;
}

}   // namespace

TEST(Networks, AConfigurationHasItsDegreesButForTiesToOneself) {
    std::vector<std::uint32_t> degrees(2000);
    for (std::size_t i = 0; i < degrees.size(); ++i) degrees[i] = static_cast<std::uint32_t>(i % 7);
    const sim::ties net = sim::configuration_network(degrees, 3);
    ASSERT_EQ(net.agents(), 2000U);
    std::size_t missing = 0;
    for (std::size_t i = 0; i < degrees.size(); ++i) {
        const std::size_t has = net.end(i, 0) - net.begin(i, 0);
        ASSERT_LE(has, degrees[i]);
        missing += degrees[i] - has;
        EXPECT_TRUE(std::is_sorted(net.to.begin() + static_cast<std::ptrdiff_t>(net.begin(i, 0)),
                                   net.to.begin() + static_cast<std::ptrdiff_t>(net.end(i, 0))));
    }
    EXPECT_LT(missing, 30U);   // about (<k^2> / <k> - 1) = 3.3 ties to oneself are expected: two stubs each
    EXPECT_TRUE(goes_both_ways(net));
    EXPECT_EQ(net.to, sim::configuration_network(degrees, 3).to);
    EXPECT_NE(net.to, sim::configuration_network(degrees, 4).to);
}

TEST(Networks, ARingHasItsNeighboursAndRewiringKeepsTheNumberOfTies) {
    const sim::ties ring = sim::small_world(50, 4, 0, 1);
    EXPECT_EQ(std::vector<std::uint32_t>(ring.to.begin(), ring.to.begin() + 4),
              (std::vector<std::uint32_t>{1, 2, 48, 49}));
    for (const double rewired : {0.0, 0.2, 1.0}) {
        const sim::ties net = sim::small_world(1000, 6, rewired, 1);
        EXPECT_EQ(net.size(), 6000U);
        EXPECT_TRUE(goes_both_ways(net));
        std::size_t far = 0;
        for (std::size_t i = 0; i < 1000; ++i)
            for (std::size_t k = net.begin(i, 0); k < net.end(i, 0); ++k) {
                const std::size_t away = (net.to[k] + 1000 - i) % 1000;
                far += std::min(away, 1000 - away) > 3 ? 1 : 0;
                EXPECT_TRUE(k == net.begin(i, 0) || net.to[k] != net.to[k - 1]) << "no tie twice";
            }
        // 3,000 ties, each moved with this probability to somebody mostly far away; six standard deviations.
        EXPECT_NEAR(static_cast<double>(far) / 2, 3000 * rewired * (1 - 6.0 / 1000), 6 * std::sqrt(3000 * 0.25) + 1);
    }
}

TEST(Networks, ARingOfEverybodyCannotBeRewired) {
    const sim::ties net = sim::small_world(5, 4, 1, 1);
    EXPECT_EQ(net.size(), 20U);
    EXPECT_TRUE(goes_both_ways(net));
}

// Mean and variance of 100,000 degrees, and nobody's share, within 5.5 standard errors.
TEST(Networks, DegreesArePoisson) {
    for (const double mean : {0.5, 4.0, 60.0}) {
        const auto degrees = sim::poisson_degrees(100000, mean, 2);
        double sum = 0, squares = 0;
        for (const std::uint32_t k : degrees) {
            sum += k;
            squares += static_cast<double>(k) * k;
        }
        const double n = 100000, found = sum / n;
        EXPECT_NEAR(found, mean, 5.5 * std::sqrt(mean / n));
        EXPECT_NEAR(squares / n - found * found, mean, 5.5 * std::sqrt((mean + 2 * mean * mean) / n));
        const double none = std::exp(-mean);
        EXPECT_NEAR(static_cast<double>(std::count(degrees.begin(), degrees.end(), 0U)) / n, none,
                    5.5 * std::sqrt(none / n) + 1e-9);
    }
}
