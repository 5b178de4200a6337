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

TEST(Ranking, RanksArmsAndSaysHowSure) {
    const test::scratch scratch;
    auto what = test::small_layout();
    what.measures = {{"mean", "mean", "均", "1", "residents", std::string{sim::per_step}, "last_year", 1, 1, false}};
    test::write_small(scratch.path("x.h5"), what, test::small_plan(3, 8), 3);
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    const auto up = analysis::rank(*opened, 0, false), down = analysis::rank(*opened, 0, true);
    ASSERT_EQ(up.size(), 3U);
    double all = 0;
    for (const auto& one : up) all += one.best;
    EXPECT_NEAR(all, 1, 1e-12);
    EXPECT_GE(up[0].level.mean, up[1].level.mean);
    EXPECT_GE(up[1].level.mean, up[2].level.mean);
    EXPECT_EQ(up[0].arm, down[2].arm);
    EXPECT_EQ(up[0].over_next.replicates, 8U);
    EXPECT_NEAR(up[0].over_next.mean, up[0].level.mean - up[1].level.mean, 1e-9);
    const auto other = analysis::compare(*opened, 2);
    EXPECT_EQ(other.baseline, 2U);
    const auto usual = analysis::compare(*opened);
    EXPECT_NEAR(other.arms[0].cells[0][0].difference.mean, -usual.arms[2].cells[0][0].difference.mean, 1e-9);
}

// Of four arms +20, +19 and +5 with luck: the first two cannot be told apart, the others can.
TEST(Ranking, SaysWhichArmsMayBeFirst) {
    const test::scratch scratch;
    test::write_small(scratch.path("x.h5"), test::layout_with_costs(), test::small_plan(4, 32), 4,
                      test::effects_and_costs{{0, 20, 19, 5}, {0, 10338, 2077, 1000}});
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    std::map<std::size_t, bool> may;
    for (const auto& one : analysis::rank(*opened, 0, false)) may[one.arm] = one.may_be_first;
    EXPECT_EQ(may, (std::map<std::size_t, bool>{{0, false}, {1, true}, {2, true}, {3, false}}));
    for (const auto& one : analysis::rank(*opened, 0, true)) EXPECT_EQ(one.may_be_first, one.arm == 0);
}

TEST(Ranking, OfOneReplicateAnyArmMayBeFirst) {
    const test::scratch scratch;
    test::write_small(scratch.path("x.h5"), test::layout_with_costs(), test::small_plan(2, 1), 2,
                      test::effects_and_costs{{0, 50}, {0, 1}});
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    for (const auto& one : analysis::rank(*opened, 0, false)) EXPECT_TRUE(one.may_be_first);
}

TEST(Ranking, FewReplicatesDoNotSayWhichArmIsFirst) {
    const test::scratch scratch;
    auto what = test::small_layout();
    what.measures = {{"mean", "mean", "均", "1", "residents", std::string{sim::per_step}, "last_year", 1, 1, false}};
    test::write_small(scratch.path("x.h5"), what, test::small_plan(3, 2), 3);
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    for (const auto& one : analysis::rank(*opened, 0, false)) {
        EXPECT_TRUE(std::isnan(one.best));
        EXPECT_TRUE(std::isfinite(one.level.mean));
    }
}
