#include <cmath>
#include <random>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/measured.hpp"
#include "analysis/observed.hpp"
#include "analysis/ranking.hpp"
#include "analysis/statistics.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

TEST(Costs, TheFrontierIsTheHullOfWhatIsWorthItsMoney) {
    using points = std::vector<std::pair<double, double>>;   // effect, cost
    const auto on = [](const points& all) { return analysis::efficient_frontier(all); };
    EXPECT_EQ(on({{0, 0}, {1, 10}, {2, 15}, {3, 40}}), (std::vector<bool>{true, false, true, true}));   // a mix beats 1
    EXPECT_EQ(on({{0, 0}, {1, 10}, {2, 30}}), (std::vector<bool>{true, true, true}));
    EXPECT_EQ(on({{0, 0}, {-1, 10}, {1, -5}}), (std::vector<bool>{false, false, true}));   // cheaper and better
    EXPECT_EQ(on({{0, 0}, {1, 10}, {1, 10}}), (std::vector<bool>{true, true, true}));      // of two alike both
    EXPECT_EQ(on({{0, 0}, {1, 10}, {2, 20}}),
              (std::vector<bool>{true, false, true}));   // on the line: a mix does as well
}

TEST(Costs, WhatCannotBeToldFromSomethingCheaperIsNotCalledEfficient) {
    const test::scratch scratch;
    test::write_small(scratch.path("x.h5"), test::layout_with_costs(), test::small_plan(5, 32), 5,
                      test::effects_and_costs{{0, 21, 20, 5, 6}, {0, 10338, 2077, 1500, 3000}});
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    const auto found = analysis::costs_of(*opened, 0, 0, false);
    const auto& arms = found.arms;
    EXPECT_TRUE(arms[0].efficient);   // the least cost
    EXPECT_TRUE(arms[2].efficient);
    EXPECT_EQ(arms[2].after, 0U);
    EXPECT_FALSE(arms[1].efficient);   // by the means it is on the frontier
    EXPECT_EQ(arms[1].no_more, 2U);
    EXPECT_FALSE(arms[1].better);
    EXPECT_FALSE(arms[3].efficient);   // a mix of the first and the third
    EXPECT_FALSE(arms[3].no_more);
    EXPECT_FALSE(arms[3].better);
    EXPECT_FALSE(arms[4].efficient);
    EXPECT_EQ(arms[4].better, 2U);
    EXPECT_TRUE(arms[4].better_shown);
}

TEST(Costs, ABetterArmIsShownToBeSoWhereItsEffectIsSurelyMore) {
    const test::scratch scratch;
    test::write_small(scratch.path("x.h5"), test::layout_with_costs(), test::small_plan(3, 32), 3,
                      test::effects_and_costs{{0, 20, 19}, {0, 2000, 3000}});
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    const auto arms = analysis::costs_of(*opened, 0, 0, false).arms;
    EXPECT_EQ(arms[2].better, 1U);
    EXPECT_FALSE(arms[2].better_shown);
    // Where less is better, what does least is.
    const auto down = analysis::costs_of(*opened, 0, 0, true).arms;
    EXPECT_TRUE(down[0].efficient);
    EXPECT_EQ(down[1].better, 0U);
    EXPECT_TRUE(down[1].better_shown);
}
