#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/inference/selection.hpp"
#include "sim/engine/draws.hpp"

namespace {

using analysis::attitude;
using analysis::contest_of;
using analysis::matrix;

// Options whose means are as given, over worlds that have something in common.
matrix options(const std::vector<double>& means, std::size_t worlds, double sd, std::uint64_t seed) {
    matrix out(static_cast<Eigen::Index>(worlds), static_cast<Eigen::Index>(means.size()));
    for (std::uint32_t w = 0; w < worlds; ++w) {
        const double common = 3 * sim::draw{seed, w, 0, 0}.normal();
        for (std::uint32_t o = 0; o < means.size(); ++o)
            out(w, o) = common + means[o] + sd * sim::draw{seed, w, 1, o}.normal();
    }
    return out;
}

TEST(Selection, ConstantsOfKimAndNelsonAreThoseOfTheirFormula) {
    // eta and h^2 by options, first rows and error, from an independent implementation.
    struct row {
        std::size_t options, first;
        double alpha, eta, h2;
    };
    for (const row& one :
         {row{2, 10, 0.05, 0.334050268600, 6.012904834801}, row{5, 20, 0.05, 0.237238315535, 9.015055990337},
          row{20, 30, 0.05, 0.218001621597, 12.644094052601}, row{3, 10, 0.01, 0.891279701104, 16.043034619864}}) {
        const auto found = analysis::kim_nelson_of(one.options, one.first, one.alpha);
        EXPECT_NEAR(found.eta, one.eta, 1e-11);
        EXPECT_NEAR(found.h2, one.h2, 1e-10);
    }
}

// 400 times five options, the best of which is better than the rest by the indifference: the hardest case that the guarantee
// covers. It is wrong in 5 % at most; more than 44 of 400 come in fewer than 10^-6 of cases at 5 %.
TEST(Selection, KimAndNelsonLeaveTheBestInNineteenOfTwentyCases) {
    std::size_t wrong = 0, ended = 0;
    for (std::uint64_t s = 0; s < 400; ++s) {
        const auto left = analysis::left_by_kim_nelson(options({0.5, 0, 0, 0, 0}, 600, 1, s), 16, 0.5, 0.05);
        if (std::ranges::count(left, true) == 1) ++ended;
        if (!left[0]) ++wrong;
    }
    EXPECT_EQ(ended, 400U);
    EXPECT_LE(wrong, 44U);
}

TEST(Selection, KimAndNelsonExcludeNobodyBeforeTheFirstRowsAreThere) {
    const auto left = analysis::left_by_kim_nelson(options({5, 0}, 10, 1, 1), 16, 0.5, 0.05);
    EXPECT_EQ(left, (std::vector{true, true}));
}

// 300 times six options of which two are equally good: both are kept with 95 %. More than 36 losses come in fewer than 10^-6 of
// cases at 5 %.
TEST(Selection, TheBestIsAmongThoseThatMayBe) {
    std::size_t lost = 0, excluded = 0;
    for (std::uint64_t s = 0; s < 300; ++s) {
        const auto found = contest_of(options({1, 1, 0.6, 0.3, 0, -2}, 64, 1, s), attitude::expected, 0);
        if (!found.may_be_best[0] || !found.may_be_best[1]) ++lost;
        if (!found.may_be_best[5]) ++excluded;
    }
    EXPECT_LE(lost, 36U);
    EXPECT_EQ(excluded, 300U);
}

TEST(Selection, WhatIsNoMoreThanTheMarginBehindIsKept) {
    const matrix values = options({1, 0.8}, 200, 0.05, 3);
    EXPECT_FALSE(contest_of(values, attitude::expected, 0).may_be_best[1]);
    EXPECT_TRUE(contest_of(values, attitude::expected, 0.25).may_be_best[1]);
    EXPECT_NEAR(contest_of(values, attitude::expected, 0).behind[1].value, 0.2, 0.02);
}

// 300 times three options that lie by exactly the margin behind the best: whatever is excluded is worse by more than it, in 95 %: wrong in at most 36.
TEST(Selection, WhatIsExcludedIsWorseByMoreThanTheMargin) {
    std::size_t wrong = 0;
    for (std::uint64_t s = 1000; s < 1300; ++s) {
        const auto found = contest_of(options({1, 0.7, 0.7, 0.7}, 64, 1, s), attitude::expected, 0.3);
        if (std::ranges::count(found.may_be_best, false) > 0) ++wrong;
    }
    EXPECT_LE(wrong, 36U);
}

TEST(Selection, EqualOptionsAreKeptAndOneThatIsWorseByTheSameInAllWorldsIsNot) {
    matrix values = options({1, 0, 0}, 32, 1, 4);
    values.col(1) = values.col(0);
    values.col(2) = values.col(0).array() - 0.001;
    const auto found = contest_of(values, attitude::expected, 0);
    EXPECT_EQ(found.may_be_best, (std::vector{true, true, false}));
    EXPECT_EQ(found.best, 0U);
}

TEST(Selection, TheCautiousLookAtTheWorstFifthOfWorlds) {
    // The first brings more on average, the second never brings little.
    matrix values(10, 2);
    for (Eigen::Index w = 0; w < 10; ++w) {
        values(w, 0) = w < 2 ? -5 : 5;
        values(w, 1) = 1;
    }
    EXPECT_EQ(contest_of(values, attitude::expected, 0).best, 0U);
    EXPECT_EQ(contest_of(values, attitude::cautious, 0).best, 1U);
    EXPECT_DOUBLE_EQ(analysis::judged(std::vector<double>{4, 1, 3, 2, 0, 9, 9, 9, 9, 9}, attitude::cautious), 0.5);
    EXPECT_DOUBLE_EQ(analysis::judged(std::vector<double>{4, 1}, attitude::cautious), 1);
}

TEST(Selection, FewWorldsExcludeNothing) {
    const auto found = contest_of(options({9, 0}, 7, 1, 5), attitude::expected, 0);
    EXPECT_EQ(found.may_be_best, (std::vector{true, true}));
}

}   // namespace
