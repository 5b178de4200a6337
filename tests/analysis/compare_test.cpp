#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "analysis/compare.hpp"
#include "analysis/ranking.hpp"
#include "analysis/results.hpp"
#include "analysis/statistics.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

std::vector<double> less(std::span<const double> a, std::span<const double> b) {
    std::vector<double> out;
    for (std::size_t i = 0; i < a.size(); ++i) out.push_back(a[i] - b[i]);
    return out;
}

}   // namespace

TEST(Statistics, StudentsQuantilesAreTheTables) {
    EXPECT_NEAR(analysis::student_95(2), 12.706, 1e-3);
    EXPECT_NEAR(analysis::student_95(20), 2.093, 1e-3);
    EXPECT_NEAR(analysis::student_95(32), 2.0395, 1e-4);
}

TEST(Statistics, IntervalOfPairedDifferences) {
    const double a[] = {3, 5, 4, 6}, b[] = {1, 2, 3, 2};   // differences 2 3 1 4: mean 2.5, s = 1.2910
    const auto e = analysis::mean_of(less(a, b));
    EXPECT_DOUBLE_EQ(e.mean, 2.5);
    EXPECT_NEAR(e.half_width, 3.18245 * 1.29099 / 2, 1e-4);
    EXPECT_TRUE(e.excludes_zero());
    EXPECT_NEAR(analysis::variance_reduction(a, b), (5.0 / 3 + 2.0 / 3) / (5.0 / 3), 1e-12);
}

TEST(Statistics, OneReplicateHasNoInterval) {
    const double one[] = {3.0};
    EXPECT_TRUE(std::isnan(analysis::mean_of(one).half_width));
    EXPECT_FALSE(analysis::mean_of(one).excludes_zero());
}

TEST(Statistics, SlopeOfALineIsItsSlope) {
    const double line[] = {1, 1.5, 2, 2.5, 3};
    EXPECT_DOUBLE_EQ(analysis::slope(line), 0.5);
    const double flat[] = {2.0};
    EXPECT_EQ(analysis::slope(flat), 0.0);
}

// 95 % intervals hold the truth in 95 % of 20,000 samples; standard error 0.0015, bound 5.3 of them (false alarm 1e-7).
TEST(Statistics, IntervalsCoverTheTruthAsOftenAsTheySay) {
    std::mt19937_64 rng{11};
    std::normal_distribution<double> normal;
    int covered = 0;
    const int samples = 20000;
    for (int s = 0; s < samples; ++s) {
        double a[8], b[8];
        for (int r = 0; r < 8; ++r) {
            const double shared = normal(rng);
            a[r] = 0.3 + shared + 0.2 * normal(rng);
            b[r] = shared + 0.2 * normal(rng);
        }
        const auto e = analysis::mean_of(less(a, b));
        covered += e.low() <= 0.3 && 0.3 <= e.high() ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(covered) / samples, 0.95, 5.3 * 0.00155);
}

// Every kind of measure of a made-up file, by hand from the sums that the file has.
TEST(Compare, MeasuresAreRatiosOfSumsAsTheFileSays) {
    const test::scratch scratch;
    auto what = test::small_layout();
    what.groups = "band";
    what.agents = "people";
    what.measures = {
        {"rate", "rate", "率", "%", "participants", "residents", "last_year", 100, 1, true},
        {"end", "end", "末", "1", "engagement", "residents", "last_week", 1, 3, false},
        {"hours", "hours", "工时", "h", "volunteer_hours", std::string{sim::per_step}, "last_year", 1, 0, false},
        {"each", "each", "各", "h", "volunteer_hours", std::string{sim::per_cell}, "last_year", 1, 0, false},
        {"gone", "gone", "无", "1", "left_out_as_empty", std::string{sim::per_step}, "last_year", 1, 0, false}};
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 3), 2);
    const auto opened = analysis::results::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->groups(), "band");
    EXPECT_EQ(opened->agents(), "people");
    ASSERT_EQ(opened->measures().size(), 5U);
    EXPECT_EQ(opened->measures()[0].label_zh, "率");
    EXPECT_EQ(opened->measures()[0].shown_as, 100);
    EXPECT_EQ(opened->measures()[1].window, "last_week");
    EXPECT_TRUE(opened->measures()[0].drifts);

    const auto found = analysis::compare(*opened);
    EXPECT_EQ(found.groups, (std::vector<std::string>{"young", "middle", "older", "all"}));
    // Runs 0 to 2 are the first arm's, weeks 8 to 59 the last year; axes community (2), band (3), channel (3).
    double rate = 0, end = 0, hours = 0;
    for (std::size_t run = 0; run < 3; ++run) {
        double took_part = 0, people = 0, engaged = 0, people_at_end = 0;
        for (std::size_t week = 8; week < 60; ++week)
            for (std::size_t c = 0; c < 2; ++c) {
                for (std::size_t channel = 0; channel < 3; ++channel)
                    took_part += test::count_at(1, run, week, (c * 3 + 1) * 3 + channel);
                people += test::count_at(0, run, week, c * 3 + 1);
                hours += test::real_at(3, run, week, c) / 52 / 3;
            }
        for (std::size_t cell = 0; cell < 6; ++cell) {
            engaged += test::real_at(2, run, 59, cell);
            people_at_end += test::count_at(0, run, 59, cell);
        }
        rate += took_part / people / 3;
        end += engaged / people_at_end / 3;
    }
    const auto& cells = found.arms[0].cells;
    EXPECT_NEAR(cells[1][0].level.mean, rate, 1e-12);
    EXPECT_NEAR(cells[3][1].level.mean, end, 1e-12);
    EXPECT_NEAR(cells[3][2].level.mean, hours, 1e-9);
    EXPECT_NEAR(cells[3][3].level.mean, hours / 2, 1e-9);
    EXPECT_EQ(cells[3][4].level.mean, 0);
    EXPECT_FALSE(cells[0][2].known);   // hours are of communities, not of bands
    EXPECT_EQ(found.drifts.size(), 1U);
}

TEST(Statistics, PValuesAreStudents) {
    const double a[] = {3, 5, 4, 6}, b[] = {1, 2, 3, 2};   // t = 2.5 / (1.29099 / 2) = 3.873 with 3 degrees of freedom
    EXPECT_NEAR(analysis::p_value(analysis::mean_of(less(a, b))), 0.030466, 1e-5);
    EXPECT_EQ(analysis::p_value({0, 0, 4}), 1);
    EXPECT_EQ(analysis::p_value({2, 0, 4}), 0);
    const double one[] = {3.0};
    EXPECT_TRUE(std::isnan(analysis::p_value(analysis::mean_of(one))));
}

TEST(Statistics, HolmsAdjustmentByHand) {
    const double p[] = {0.01, 0.04, std::nan(""), 0.03, 0.005};
    const auto adjusted = analysis::holm(p);   // 4 tests: 0.005 * 4, 0.01 * 3, 0.03 * 2, then never less: 0.06
    EXPECT_DOUBLE_EQ(adjusted[4], 0.02);
    EXPECT_DOUBLE_EQ(adjusted[0], 0.03);
    EXPECT_DOUBLE_EQ(adjusted[3], 0.06);
    EXPECT_DOUBLE_EQ(adjusted[1], 0.06);
    EXPECT_TRUE(std::isnan(adjusted[2]));
}

TEST(Statistics, AsManyReplicatesAsAreSaidTellADifference) {
    // spread 1 a pair, mean 0.5: t(n) / sqrt(n) <= 0.5 first at n = 18 (t = 2.110)
    const analysis::estimate found{0.5, analysis::student_95(8) / std::sqrt(8.0), 8};
    EXPECT_EQ(analysis::replicates_to_tell(found), 18U);
    EXPECT_EQ(analysis::replicates_to_tell({0, 1, 8}), 0U);
}

TEST(Compare, RanksArmsAndSaysHowSure) {
    const test::scratch scratch;
    auto what = test::small_layout();
    what.measures = {{"mean", "mean", "均", "1", "residents", std::string{sim::per_step}, "last_year", 1, 1, false}};
    test::write_small(scratch.path("x.h5"), what, test::small_plan(3, 6), 3);
    const auto opened = analysis::results::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    const auto up = analysis::rank(*opened, 0, false), down = analysis::rank(*opened, 0, true);
    ASSERT_EQ(up.size(), 3U);
    double all = 0;
    for (const auto& one : up) all += one.best;
    EXPECT_NEAR(all, 1, 1e-12);
    EXPECT_GE(up[0].level.mean, up[1].level.mean);
    EXPECT_GE(up[1].level.mean, up[2].level.mean);
    EXPECT_EQ(up[0].arm, down[2].arm);
    EXPECT_EQ(up[0].over_next.replicates, 6U);
    EXPECT_NEAR(up[0].over_next.mean, up[0].level.mean - up[1].level.mean, 1e-9);
    const auto other = analysis::compare(*opened, 2);
    EXPECT_EQ(other.baseline, 2U);
    const auto usual = analysis::compare(*opened);
    EXPECT_NEAR(other.arms[0].cells[0][0].difference.mean, -usual.arms[2].cells[0][0].difference.mean, 1e-9);
}
