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

namespace {

std::vector<double> less(std::span<const double> a, std::span<const double> b) {
    std::vector<double> out;
    for (std::size_t i = 0; i < a.size(); ++i) out.push_back(a[i] - b[i]);
    return out;
}

// The share of 20,000 samples of eight pairs whose interval holds the truth. draw(shared, normal) gives a pair.
template <class Draw, class Holds>
double share_covered(std::uint64_t seed, Draw draw, Holds holds) {
    std::mt19937_64 rng{seed};
    std::normal_distribution<double> normal;
    const auto luck = [&] { return normal(rng); };
    int covered = 0;
    const int samples = 20000;
    for (int s = 0; s < samples; ++s) {
        double a[8], b[8];
        for (int r = 0; r < 8; ++r) draw(luck(), luck, a[r], b[r]);
        covered += holds(a, b) ? 1 : 0;
    }
    return static_cast<double>(covered) / samples;
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

// What does not vary says nothing of how far off it may be: no interval, no star, no p.
TEST(Statistics, ReplicatesThatAreAlikeHaveNoInterval) {
    const std::vector<double> two(2, 1.64), many(100, 0.1 + 0.2), nothing(5, 0.0);
    for (const auto* const values : {&two, &many, &nothing}) {
        const auto e = analysis::mean_of(*values);
        EXPECT_TRUE(e.alike());
        EXPECT_TRUE(std::isnan(e.half_width));
        EXPECT_FALSE(e.excludes_zero());
        EXPECT_TRUE(std::isnan(analysis::p_value(e)));
        EXPECT_EQ(analysis::replicates_to_tell(e), 0U);
    }
    EXPECT_DOUBLE_EQ(analysis::mean_of(two).mean, 1.64);
    // Alike but for the last bits, of themselves or of what they are differences of.
    const double sums[] = {0.1 + 0.2, 0.3, 0.3};
    EXPECT_TRUE(analysis::mean_of(sums).alike());
    const double differences[] = {65520.1 - 65520.1, (0.1 + 0.2) - 0.3, 0.3 - (0.1 + 0.2)};
    EXPECT_FALSE(analysis::mean_of(differences).alike());
    EXPECT_TRUE(analysis::mean_of(differences, 0.3).alike());
    EXPECT_EQ(analysis::mean_of(differences, 0.3).mean, 0);
    const double close[] = {1, 1 + 1e-9, 1};   // differs
    EXPECT_FALSE(analysis::mean_of(close).alike());
    EXPECT_FALSE(analysis::mean_of(std::vector<double>{1.0}).alike());   // one: nothing is alike
    EXPECT_FALSE(analysis::mean_of(std::vector<double>{1.0, std::nan("")}).alike());
}

TEST(Statistics, RatiosThatAreAlikeHaveNoInterval) {
    const double cost[] = {4715.4, 5186.94, 5658.48}, gain[] = {10, 11, 12}, fixed[] = {2, 2, 2};
    const auto same = analysis::ratio_of_means(cost, gain);
    EXPECT_DOUBLE_EQ(same.value, 471.54);
    EXPECT_TRUE(std::isnan(same.low) && std::isnan(same.high));
    EXPECT_TRUE(std::isnan(analysis::ratio_of_means(cost, fixed).value));   // is the gain 0? Nobody knows
    const auto fixed_cost = analysis::ratio_of_means(fixed, gain);
    EXPECT_LT(fixed_cost.low, fixed_cost.value);   // the gain varies
    EXPECT_GT(fixed_cost.high, fixed_cost.value);
}

// A hundred fixed samples of two replicates that tie by chance once in 50: whatever is told has an interval that is not empty.
TEST(Statistics, OfTwoReplicatesNothingIsCertain) {
    std::mt19937_64 rng{17};
    std::uniform_int_distribution<int> any{0, 9};
    int ties = 0;
    for (int s = 0; s < 100; ++s) {
        const double pair[] = {any(rng) / 10.0 + 1, any(rng) / 10.0 + 1};
        const auto e = analysis::mean_of(pair);
        ties += e.alike() ? 1 : 0;
        EXPECT_EQ(e.alike(), pair[0] == pair[1]);
        if (!e.alike()) {
            EXPECT_GT(e.half_width, 0);
            EXPECT_GT(analysis::p_value(e), 0);
        }
    }
    EXPECT_GT(ties, 0);
}

TEST(Statistics, SlopeOfALineIsItsSlope) {
    const double line[] = {1, 1.5, 2, 2.5, 3};
    EXPECT_DOUBLE_EQ(analysis::slope(line), 0.5);
    const double flat[] = {2.0};
    EXPECT_EQ(analysis::slope(flat), 0.0);
}

// 95 % intervals hold the truth in 95 % of 20,000 samples; standard error 0.0015, bound 5.3 of them (false alarm 1e-7).
TEST(Statistics, IntervalsCoverTheTruthAsOftenAsTheySay) {
    const double covered = share_covered(
        11,
        [](double shared, auto luck, double& a, double& b) {
            a = 0.3 + shared + 0.2 * luck();
            b = shared + 0.2 * luck();
        },
        [](std::span<const double> a, std::span<const double> b) {
            const auto e = analysis::mean_of(less(a, b));
            return e.low() <= 0.3 && 0.3 <= e.high();
        });
    EXPECT_NEAR(covered, 0.95, 5.3 * 0.00155);
}

TEST(Statistics, PValuesAreStudents) {
    const double a[] = {3, 5, 4, 6}, b[] = {1, 2, 3, 2};   // t = 2.5 / (1.29099 / 2) = 3.873 with 3 degrees of freedom
    EXPECT_NEAR(analysis::p_value(analysis::mean_of(less(a, b))), 0.030466, 1e-5);
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
    for (const double mean : {0.05, 0.3, 1.0, 2.0, 9.0})   // spread 1, from two pairs: the first number that is enough
        for (std::size_t n = 2;; ++n)
            if (analysis::student_95(n) / std::sqrt(static_cast<double>(n)) <= mean) {
                EXPECT_EQ(analysis::replicates_to_tell({mean, analysis::student_95(2) / std::sqrt(2.0), 2}), n) << mean;
                break;
            }
}

// The ends of the interval of a ratio of means solve (a - r b)^2 = t^2 (va - 2 r cov + r^2 vb).
TEST(Statistics, FiellersIntervalSolvesItsQuadratic) {
    const double over[] = {9, 11, 10, 14}, under[] = {5, 5.5, 4.5, 7};
    const auto found = analysis::ratio_of_means(over, under);
    EXPECT_DOUBLE_EQ(found.value, 2.0);
    const double t = analysis::student_95(4), a = 11, b = 5.5;
    const double va = 14.0 / 3 / 4, vb = 3.5 / 3 / 4, cov = (-2 * -0.5 + 0 + -1 * -1 + 3 * 1.5) / 3 / 4;
    for (const double r : {found.low, found.high})
        EXPECT_NEAR((a - r * b) * (a - r * b), t * t * (va - 2 * r * cov + r * r * vb), 1e-9);
    EXPECT_LT(found.low, 2.0);
    EXPECT_GT(found.high, 2.0);
    const double near_zero[] = {-1, 1, 2, -1};
    EXPECT_TRUE(std::isnan(analysis::ratio_of_means(over, near_zero).value));
}

// Fieller's interval holds the true ratio in 95 % of 20,000 samples; standard error 0.00154, bound 5.3 of them (false alarm
// 1e-7), and as much again for the samples whose denominator cannot be told from 0 (none with these numbers: 5 / 0.35).
TEST(Statistics, FiellersIntervalsCoverTheRatioAsOftenAsTheySay) {
    const double covered = share_covered(
        12,
        [](double shared, auto luck, double& a, double& b) {
            b = 5 + shared;
            a = 3 * 5 + 2 * shared + luck();
        },
        [](std::span<const double> a, std::span<const double> b) {
            const auto found = analysis::ratio_of_means(a, b);
            return found.low <= 3 && 3 <= found.high;
        });
    EXPECT_NEAR(covered, 0.95, 5.3 * 0.00154);
}

// Simultaneous intervals of correlated means hold all truths together in about 95 % of 1,000 samples: 94.7 % of 10 means of
// 32 replicates, 92.6 % of 40 of 16, 93.2 % of 5 of 8 (with few replicates the bootstrap sees too little of what means have
// in common). Standard error 0.0069; bounds 5 of them below 0.94 and 5 of 0.0044 above 0.98 (false alarm below 1e-6).
TEST(Statistics, SimultaneousIntervalsHoldTogether) {
    std::mt19937_64 rng{13};
    std::normal_distribution<double> normal;
    struct family {
        std::size_t means, replicates;
    };
    for (const family& f : {family{10, 32}, family{40, 16}, family{5, 8}}) {
        int together = 0, alone = 0;
        const int samples = 1000;
        for (int s = 0; s < samples; ++s) {
            std::vector<double> values(f.means * f.replicates);
            for (std::size_t r = 0; r < f.replicates; ++r) {
                const double shared = normal(rng);
                for (std::size_t m = 0; m < f.means; ++m) values[r * f.means + m] = 0.5 * shared + normal(rng);
            }
            const double multiplier = analysis::simultaneous_95(values, f.means, 1000);
            bool all = true, each = true;
            for (std::size_t m = 0; m < f.means; ++m) {
                std::vector<double> column;
                for (std::size_t r = 0; r < f.replicates; ++r) column.push_back(values[r * f.means + m]);
                const auto e = analysis::mean_of(column);
                each = each && std::abs(e.mean) <= e.half_width;
                all = all && std::abs(e.mean) <= e.half_width / analysis::student_95(f.replicates) * multiplier;
            }
            together += all ? 1 : 0;
            alone += each ? 1 : 0;
        }
        EXPECT_GT(together / 1000.0, 0.94 - 5 * 0.0069) << f.means;
        EXPECT_LT(together / 1000.0, 0.98 + 5 * 0.0044) << f.means;
        EXPECT_LT(alone, together - 50);
    }
}

TEST(Statistics, SimultaneousIntervalsOfOneMeanAreStudents) {
    std::vector<double> values;
    for (int r = 0; r < 16; ++r) values.push_back(r % 5);
    EXPECT_GE(analysis::simultaneous_95(values, 1), analysis::student_95(16));
    EXPECT_TRUE(std::isnan(analysis::simultaneous_95(std::vector<double>(7, 1.0), 1)));    // too few
    EXPECT_TRUE(std::isnan(analysis::simultaneous_95(std::vector<double>(16, 1.0), 1)));   // nothing varies
}

TEST(Equity, GiniAndTopTenthByHand) {
    const double alike[] = {0, 8, 0};
    EXPECT_NEAR(analysis::gini_of(alike), 0, 1e-12);
    EXPECT_NEAR(analysis::top_tenth_of(alike), 0.1, 1e-12);
    // Nine with 0.5 and one with 3.5: mean 0.8; Gini = 9 * 1 * 3 / (10 * 10 * 0.8) = 0.3375.
    const double one_has_most[] = {9, 0, 0, 1};
    EXPECT_NEAR(analysis::gini_of(one_has_most), 0.3375, 1e-12);
    EXPECT_NEAR(analysis::top_tenth_of(one_has_most), 3.5 / 8, 1e-12);
    const double cut[] = {10, 10};   // the tenth are two of the ten who have 1.5
    EXPECT_NEAR(analysis::top_tenth_of(cut), 3.0 / 20, 1e-12);
    EXPECT_TRUE(std::isnan(analysis::gini_of(std::vector<double>(4, 0.0))));
}
