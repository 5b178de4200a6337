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

// Of options that cost nothing, one input or several that are known together.
analysis::partial_information worth_of(const matrix& net, const matrix& inputs, std::vector<std::size_t> known,
                                       std::size_t permutations) {
    const std::vector<std::vector<std::size_t>> groups{std::move(known)};
    return analysis::worth_of_knowing({net, matrix::Zero(net.rows(), net.cols())}, std::vector<double>{1}, inputs,
                                      groups, permutations, 1)[0][0];
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
        const auto found = worth_of(net, x, {static_cast<std::size_t>(k)}, 9);
        EXPECT_NEAR(found.value.value, k == 2 ? 0 : worth(0.3, sd[k]), 6 * found.value.error + 0.002) << k;
        EXPECT_LT(found.value.error, 0.02);
        if (k < 2) {
            EXPECT_TRUE(found.beyond_chance()) << k;
        }
    }
    const auto both = worth_of(net, x, {0, 1}, 9);
    EXPECT_NEAR(both.value.value, worth(0.3, std::sqrt(1.25)), 6 * both.value.error);
}

// Of 100 inputs that do nothing the worth, less chance, is 0 on average: within 6 standard errors of their mean.
TEST(Decision, AHundredInputsThatDoNothingAreWorthNothing) {
    const matrix x = normal_inputs(256, 101);
    matrix net = matrix::Zero(256, 2);
    net.col(1) = 0.05 + x.col(100).array();
    double sum = 0, squares = 0, chance = 0;
    for (Index k = 0; k < 100; ++k) {
        const auto found = worth_of(net, x, {static_cast<std::size_t>(k)}, 19);
        sum += found.value.value / 100;
        squares += found.value.value * found.value.value / 100;
        chance += found.by_chance / 100;
    }
    EXPECT_NEAR(sum, 0, 6 * std::sqrt(squares / 100));
    EXPECT_GT(chance, 0);   // what would be sold without the null
}

// At every worth as if it were asked alone: worth times effect, less cost.
TEST(Decision, InformationIsWorthWhatItIsAtEachWorth) {
    const matrix x = normal_inputs(4000, 2);
    analysis::options what{matrix::Zero(4000, 2), matrix::Zero(4000, 2)};
    what.effect.col(1) = 1 + x.col(0).array();
    what.cost.col(1).setConstant(3);
    const std::vector<double> worths{0, 3, 6};
    const std::vector<std::vector<std::size_t>> groups{{0}, {1}};
    const auto found = analysis::worth_of_knowing(what, worths, x, groups, 19, 1);
    for (std::size_t w = 0; w < worths.size(); ++w) {
        const double exact = worths[w] > 0 ? worth(worths[w] - 3, worths[w]) : 0;
        EXPECT_NEAR(found[0][w].value.value, exact, 6 * found[0][w].value.error + 0.01) << w;
        EXPECT_NEAR(found[1][w].value.value, 0, 6 * found[1][w].value.error + 0.01) << w;
    }
    EXPECT_TRUE(found[0][1].beyond_chance());
    EXPECT_FALSE(found[0][0].beyond_chance());   // nothing is bought, whatever is known
}
