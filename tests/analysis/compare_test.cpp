#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "analysis/compare.hpp"
#include "analysis/statistics.hpp"

TEST(Statistics, StudentsQuantilesAreTheTables) {
    EXPECT_NEAR(analysis::student_95(2), 12.706, 1e-3);
    EXPECT_NEAR(analysis::student_95(20), 2.093, 1e-3);
    EXPECT_NEAR(analysis::student_95(32), 2.0395, 1e-4);
}

TEST(Statistics, IntervalOfPairedDifferences) {
    const double a[] = {3, 5, 4, 6}, b[] = {1, 2, 3, 2};   // differences 2 3 1 4: mean 2.5, s = 1.2910
    const auto e = analysis::paired_difference(a, b);
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
        const auto e = analysis::paired_difference(a, b);
        covered += e.low() <= 0.3 && 0.3 <= e.high() ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(covered) / samples, 0.95, 5.3 * 0.00155);
}
