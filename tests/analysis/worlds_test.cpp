// Answers across possible worlds: ranges in place of intervals, how often, and how closely that is known.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/export.hpp"
#include "analysis/fans.hpp"
#include "analysis/points.hpp"
#include "analysis/ranking.hpp"
#include "analysis/statistics.hpp"
#include "analysis/weekly.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

using analysis::estimate;
using analysis::over_worlds;

std::vector<double> numbers_up_to(std::size_t n) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(static_cast<double>((i * 37) % n + 1));   // 37: in no order
    return values;
}

TEST(Worlds, AreTheirMedianAndThe90PercentAroundIt) {
    const estimate e = over_worlds(numbers_up_to(100));
    ASSERT_TRUE(e.is_range());
    EXPECT_EQ(e.value(), 50.5);
    EXPECT_EQ(e.low(), 5);
    EXPECT_EQ(e.high(), 96);   // as far from its end as the low one
    EXPECT_EQ(e.mean, 50.5);
    // Of 100 draws 0 to 10 are below the 5 % quantile with 97.5 % on either side (binomial tables).
    EXPECT_EQ(e.over.of_low.low, 1);
    EXPECT_EQ(e.over.of_low.high, 11);
    EXPECT_EQ(e.over.of_high.low, 90);
    EXPECT_EQ(e.over.of_high.high, 100);
    EXPECT_TRUE(std::isnan(analysis::p_value(e)));
}

TEST(Worlds, OfFewAreCountsAndTheLeastAndTheMost) {
    const estimate few = over_worlds(numbers_up_to(31)), enough = over_worlds(numbers_up_to(32));
    EXPECT_EQ(few.low(), 1);
    EXPECT_EQ(few.high(), 31);
    EXPECT_EQ(few.value(), 16);
    EXPECT_TRUE(std::isnan(few.over.of_low.high));
    EXPECT_EQ(enough.low(), 2);
    EXPECT_EQ(enough.high(), 31);
    EXPECT_TRUE(std::isnan(enough.over.of_low.low));   // 32 draws do not bound it
    EXPECT_TRUE(std::isfinite(enough.over.of_low.high));
    const estimate mixed = over_worlds(std::vector<double>{-1, 0, 2, 3, 4});
    EXPECT_DOUBLE_EQ(mixed.share_above(), 0.6);
    EXPECT_DOUBLE_EQ(mixed.share_below(), 0.2);
    EXPECT_FALSE(mixed.excludes_zero());
}

// What is left of sums that cancel, such as an interaction that is not there, is no number above 0.
TEST(Worlds, WhatRoundingLeavesIsNothing) {
    std::vector<double> values;
    for (int w = 0; w < 40; ++w) values.push_back(w < 20 ? 1e-17 * (w + 1) : 0.1 * w);
    const estimate e = over_worlds(values, 5.0);
    EXPECT_EQ(e.over.low, 0);
    EXPECT_EQ(e.over.above, 20U);
    EXPECT_FALSE(e.excludes_zero());
    EXPECT_TRUE(over_worlds(values).excludes_zero());   // of what nobody knows to be a difference, all counts
}

TEST(Worlds, ThatAreAlikeOrSingleHaveNoRange) {
    for (const std::vector<double>& values : {std::vector<double>{2, 2, 2}, std::vector<double>{2}}) {
        const estimate e = over_worlds(values);
        EXPECT_EQ(e.value(), 2);
        EXPECT_TRUE(std::isnan(e.low()) && std::isnan(e.high()));
        EXPECT_EQ(e.share_above(), 1);
        EXPECT_FALSE(e.excludes_zero());
    }
}

// Of 64 worlds the range goes from the 4th to the 61st, so the part of the true distribution between its ends is
// Beta(57, 8), whatever the distribution; and the intervals of 100 worlds' ends hold the true quantiles as often as
// the binomial says. 4000 repetitions; each mean lies within 5 of its standard errors but for one seed in 1.7
// million, so false alarm < 1e-6.
TEST(Worlds, RangesHoldWhatTheyShould) {
    constexpr int repetitions = 4000;
    std::mt19937_64 rng{21};
    std::lognormal_distribution<double> effects{0.5, 0.8};
    const auto below = [](double x) {   // of all effects
        return boost::math::cdf(boost::math::normal{0.5, 0.8}, std::log(x));
    };
    double held = 0, ends_held = 0;
    for (int k = 0; k < repetitions; ++k) {
        std::vector<double> worlds(64), more(100);
        for (double& x : worlds) x = effects(rng);
        for (double& x : more) x = effects(rng);
        const estimate e = over_worlds(worlds), other = over_worlds(more);
        held += (below(e.high()) - below(e.low())) / repetitions;
        ends_held +=
            below(other.over.of_low.low) < 0.05 && 0.05 < below(other.over.of_low.high) ? 1.0 / repetitions : 0;
    }
    const boost::math::beta_distribution<> between{57, 8};
    EXPECT_NEAR(held, boost::math::mean(between), 5 * std::sqrt(boost::math::variance(between) / repetitions));
    const boost::math::binomial lower{100, 0.05};
    const double truth = boost::math::cdf(lower, 10) - boost::math::cdf(lower, 0);
    EXPECT_GE(truth, 0.95);
    EXPECT_NEAR(ends_held, truth, 5 * std::sqrt(truth * (1 - truth) / repetitions));
}

// Exactly, without luck: how often the interval of a share of 64 worlds holds the true probability.
TEST(Worlds, SharesHaveTheirMonteCarloError) {
    const analysis::ends of_31 = analysis::of_share(31, 64);
    EXPECT_NEAR((of_31.high - of_31.low) / 2, 0.12, 0.005);   // 48 % ± 12
    EXPECT_EQ(analysis::of_share(0, 64).low, 0);
    EXPECT_EQ(analysis::of_share(64, 64).high, 1);
    EXPECT_GT(analysis::of_share(0, 64).high, 0.02);
    double covered = 0;
    int tried = 0;
    for (double p = 0.03; p < 0.98; p += 0.01, ++tried)
        for (int k = 0; k <= 64; ++k)
            if (const auto e = analysis::of_share(k, 64); e.low <= p && p <= e.high)
                covered += boost::math::pdf(boost::math::binomial{64, p}, k);
    EXPECT_NEAR(covered / tried, 0.95, 0.01);
}

// Two arms beside the baseline: the first's effect is 15 people of 1000 in every world, the second's normal with mean
// 20 and deviation 30, rounded down to whole people. 10 000 worlds, 5 standard errors: false alarm < 1e-6 each.
TEST(Worlds, TellHowOftenAnArmIsBetterAndTheBest) {
    constexpr std::size_t worlds = 10'000;
    std::mt19937_64 rng{22};
    std::normal_distribution<double> effect{20, 30};
    std::vector<std::uint32_t> second;
    for (std::size_t w = 0; w < worlds; ++w)
        second.push_back(static_cast<std::uint32_t>(std::clamp(std::floor(effect(rng)) + 100, 0.0, 800.0)));
    auto what = test::layout_with_costs();
    what.steps = 1;
    what.years = 0;
    const test::effects_by_replicate filled{[&](std::size_t arm, std::size_t replicate) {
                                                return arm == 0 ? 100U : arm == 1 ? 115U : second[replicate];
                                            },
                                            {0, 10, 20}};
    const analysis::observed file{
        std::make_shared<test::in_worlds>(test::small_in_memory(what, 3, worlds, filled), worlds)};
    const auto found = analysis::compare(file);
    EXPECT_EQ(found.worlds, worlds);
    const auto share_above = [](double x) {   // of floor(effect), so more than x is x + 1 or more
        return boost::math::cdf(boost::math::complement(boost::math::normal{20, 30}, x + 1));
    };
    const auto near = [](double share, double truth) {
        EXPECT_NEAR(share, truth, 5 * std::sqrt(truth * (1 - truth) / worlds));
    };
    const auto& of_second = found.arms[2].cells.back()[0];
    near(analysis::share_better(of_second.difference, file.measures()[0]), share_above(0));
    // Ties with the first share a world.
    const double alone = share_above(15), tied = share_above(14) - alone;
    near(of_second.best, alone + tied / 2);
    near(found.arms[1].cells.back()[0].best, 1 - alone - tied / 2);
    EXPECT_EQ(found.arms[0].cells.back()[0].best, 0);
    EXPECT_NEAR(of_second.difference.value(), 0.0195, 0.002);
    EXPECT_TRUE(std::isnan(of_second.p_holm));
    // Less spending is better: nothing is the best choice.
    EXPECT_EQ(found.arms[0].cells.back()[1].best, 1);
    EXPECT_EQ(analysis::share_better(found.arms[1].cells.back()[1].difference, file.measures()[1]), 0);
    const auto order = analysis::rank(file, 0, false);
    for (const analysis::ranked_arm& one : order) EXPECT_EQ(one.best, found.arms[one.arm].cells.back()[0].best);
    EXPECT_EQ(order[0].arm, 2U);
    EXPECT_TRUE(order[1].may_be_first);
    EXPECT_EQ(order[0].more, 0U);
}

// Two runs of each of 40 worlds: +w people in world w, and luck of +5 or -5 that a world's two runs average away.
analysis::observed with_lucks() {
    auto what = test::layout_with_costs();
    const test::effects_by_replicate filled{
        [](std::size_t arm, std::size_t replicate) -> std::uint32_t {
            const std::size_t world = replicate / 2;
            return static_cast<std::uint32_t>(arm == 0 ? 50 : 50 + world + (replicate % 2 == 0 ? 5 : 0));
        },
        {0, 400}};
    return analysis::observed{std::make_shared<test::in_worlds>(test::small_in_memory(what, 2, 80, filled), 40, 2)};
}

TEST(Worlds, AreAveragedOverTheirLucksFirst) {
    const analysis::observed file = with_lucks();
    const auto found = analysis::compare(file);
    const estimate& e = found.arms[1].cells.back()[0].difference;
    EXPECT_EQ(e.replicates, 40U);
    EXPECT_NEAR(e.value(), (19.5 + 2.5) / 1000, 1e-12);
    EXPECT_NEAR(e.low(), (1 + 2.5) / 1000, 1e-12);   // the second of 40
    EXPECT_NEAR(e.high(), (38 + 2.5) / 1000, 1e-12);
    EXPECT_EQ(e.share_above(), 1);
    const auto weeks = analysis::compare_weeks(file, {0, "", {}, false, "main"}, 0);
    EXPECT_NEAR(weeks.series[1].difference[3].low(), e.low(), 1e-12);
    const auto fans = analysis::fans_of(file, {}, 0);   // levels: 150 + 2.5 + w people, the second and the 38th of 40
    EXPECT_NEAR(fans.all[1].quantiles[0][0], (152.5 + 1) / 1000, 1e-12);
    EXPECT_NEAR(fans.all[1].quantiles[0][4], (152.5 + 37) / 1000, 1e-12);
    const auto points = analysis::compare_points(file, 0);
    EXPECT_NEAR(points.rows[1].difference[0].low(), e.low(), 1e-12);
    EXPECT_EQ(points.rows[1].best[0], 1);
    EXPECT_TRUE(std::isnan(points.rows[1].p_holm[0]));
    EXPECT_EQ(analysis::all_differences(file, 0, 0).at(0).size(), 40U);
    // 400 CNY for 2.5 + w people: a median of ratios, not a ratio of medians.
    const auto costs = analysis::costs_of(file, 0, 0, false);
    EXPECT_NEAR(costs.arms[1].of_one.value, (400 / 21.5 + 400 / 22.5) / 2, 1e-9);
    EXPECT_NEAR(costs.arms[1].of_one.low, 400 / 40.5, 1e-9);
    EXPECT_EQ(costs.arms[1].share_efficient, 1);
}

TEST(Worlds, LuckIsToldByRunsOfOneWorld) {
    const analysis::observed file = with_lucks();
    analysis::comparison_options how{0, "", {}, false, "main"};
    how.luck = true;
    const auto found = analysis::compare(file, how);
    const estimate& e = found.arms[1].cells.back()[0].difference;
    EXPECT_FALSE(e.is_range());
    EXPECT_EQ(e.replicates, 80U);
    // Each run is 2.5 people off its world's mean: a variance of 80 2.5² / 40 with 40 degrees of freedom.
    EXPECT_NEAR(e.half_width, analysis::student_95(41) * std::sqrt(80 * 2.5 * 2.5 / 40 / 80) / 1000, 1e-12);
    EXPECT_TRUE(std::isnan(found.arms[1].cells.back()[0].p));
}

TEST(Worlds, AreExportedWithWhatWasDrawn) {
    const test::scratch scratch;
    const auto runs = test::small_in_memory(test::layout_with_costs(), 1, 4, test::effects_and_costs{{0}, {0}});
    const analysis::observed file{std::make_shared<test::in_worlds>(
        runs, sim::recorded::worlds{2, 2, "priors", {{"parameters.reach", {2.5, 7}}}})};
    ASSERT_TRUE(analysis::export_csv(file, scratch.path("csv"), false));
    const auto text = [&](const std::string& name) {
        std::ifstream from{scratch.path("csv/" + name), std::ios::binary};
        return std::string{std::istreambuf_iterator<char>{from}, {}};
    };
    EXPECT_EQ(text("draws.csv"), "\xEF\xBB\xBFworld,parameters.reach\n0,2.5\n1,7\n");
    EXPECT_EQ(text("runs.csv").substr(3, 23), "run,arm,replicate,world");
    EXPECT_NE(text("runs.csv").find("\n3,base,3,1,"), std::string::npos);
}

// Where less is better, an arm that has less of it is worth what it costs, and one that has more is not.
TEST(Worlds, AreExportedWithDecisionsForWhatIsBetter) {
    for (const bool less : {true, false}) {
        const test::scratch scratch;
        sim::layout what = test::layout_with_costs();
        what.measures[0].better = less ? sim::direction::less : sim::direction::more;
        const auto runs = test::small_in_memory(what, 2, 4, test::effects_and_costs{{50, 0}, {0, 10}, false});
        analysis::observed file{std::make_shared<test::in_worlds>(
            runs, sim::recorded::worlds{4, 1, "priors", {{"parameters.reach", {1, 2, 3, 4}}}})};
        ASSERT_TRUE(analysis::export_csv(file, scratch.path("csv"), false));
        std::ifstream from{scratch.path("csv/decision.csv"), std::ios::binary};
        const std::string text{std::istreambuf_iterator<char>{from}, {}};
        // At the largest worth: 50 fewer each week for 10 CNY.
        const std::size_t last = text.rfind(",option,arm1,");
        ASSERT_NE(last, std::string::npos) << text;
        EXPECT_EQ(text.substr(last, text.find('\n', last) - last).find(",option,arm1,,-") == std::string::npos, less)
            << text;
    }
}

TEST(Worlds, RatiosAreTakenWorldByWorld) {
    std::vector<double> over(40, 10.0), under;
    for (std::size_t w = 0; w < 40; ++w) under.push_back(static_cast<double>(w));   // nothing in the first
    const analysis::ratio r = analysis::ratio_over_worlds(over, under);
    EXPECT_NEAR(r.value, (10 / 19.0 + 10 / 20.0) / 2, 1e-12);
    EXPECT_NEAR(r.low, 10 / 38.0, 1e-12);
    EXPECT_NEAR(r.high, 10 / 1.0, 1e-12);   // the first counts as more than any
    for (double& x : under) x -= 5;
    EXPECT_TRUE(std::isnan(analysis::ratio_over_worlds(over, under).value));   // the range of the gain holds 0
}

}   // namespace
