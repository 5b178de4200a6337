#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "analysis/inference/decision.hpp"
#include "sim/engine/draws.hpp"

namespace {

using analysis::matrix;
using Eigen::Index;

matrix normal_inputs(Index worlds, Index inputs) {
    matrix out(worlds, inputs);
    for (Index i = 0; i < worlds; ++i)
        for (Index k = 0; k < inputs; ++k)
            out(i, k) = sim::draw{9, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), 0}.normal();
    return out;
}

// E max(0, X) - max(0, E X) of a normal X.
double worth(double mean, double sd) {
    const boost::math::normal n;
    return sd * pdf(n, mean / sd) + mean * cdf(n, mean / sd) - std::max(0.0, mean);
}

}   // namespace

TEST(Decision, CountsWorldsLossesAndWhatIsBest) {
    matrix net(4, 3);
    net << 0, 1, -1,   //
        0, 3, 3,       //
        0, -2, 1,      //
        0, 2, -4;
    const auto d = analysis::decide(net);
    EXPECT_EQ(d.best, 1U);
    EXPECT_DOUBLE_EQ(d.net[1].value, 1);
    EXPECT_DOUBLE_EQ(d.best_in[1], 2.5 / 4);   // the second world is shared
    EXPECT_DOUBLE_EQ(d.best_in[2], 1.5 / 4);
    EXPECT_DOUBLE_EQ(d.expected_loss[0], 7.0 / 4);
    EXPECT_DOUBLE_EQ(d.perfect_information.value, 3.0 / 4);   // 1 in place of -2, in one world of four
    EXPECT_DOUBLE_EQ(d.perfect_information.error, 3.0 / 4);
}

// Nothing, or an option that brings 0.3 + x0 + 0.5 x1 + noise: what is worth knowing has a formula. Within 6 standard errors.
TEST(Decision, InformationIsWorthWhatTheLinearModelSays) {
    const matrix x = normal_inputs(8000, 4);
    matrix net = matrix::Zero(8000, 2);
    net.col(1) = 0.3 + x.col(0).array() + 0.5 * x.col(1).array() + x.col(3).array();
    const auto perfect = analysis::decide(net).perfect_information;
    EXPECT_NEAR(perfect.value, worth(0.3, 1.5), 6 * perfect.error);
    const double sd[] = {1, 0.5, 0};
    for (Index k = 0; k < 3; ++k) {
        const auto found = analysis::worth_of_knowing(net, x.col(k), 9, 1);
        EXPECT_NEAR(found.value.value, k == 2 ? 0 : worth(0.3, sd[k]), 6 * found.value.error + 0.002) << k;
        EXPECT_LT(found.value.error, 0.02);
        if (k < 2) {
            EXPECT_TRUE(found.beyond_chance()) << k;
        }
    }
    const auto both = analysis::worth_of_knowing(net, x.leftCols(2), 9, 1);
    EXPECT_NEAR(both.value.value, worth(0.3, std::sqrt(1.25)), 6 * both.value.error);
}

// Of 100 inputs that do nothing the worth, less chance, is 0 on average: within 6 standard errors of their mean.
TEST(Decision, AHundredInputsThatDoNothingAreWorthNothing) {
    const matrix x = normal_inputs(256, 101);
    matrix net = matrix::Zero(256, 2);
    net.col(1) = 0.05 + x.col(100).array();
    double sum = 0, squares = 0, chance = 0;
    for (Index k = 0; k < 100; ++k) {
        const auto found = analysis::worth_of_knowing(net, x.col(k), 19, 1);
        sum += found.value.value / 100;
        squares += found.value.value * found.value.value / 100;
        chance += found.by_chance / 100;
    }
    EXPECT_NEAR(sum, 0, 6 * std::sqrt(squares / 100));
    EXPECT_GT(chance, 0);   // what would be sold without the null
}
