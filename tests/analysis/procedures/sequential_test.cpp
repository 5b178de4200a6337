#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "analysis/procedures/sequential.hpp"
#include "analysis/statistics.hpp"

namespace {

const std::vector<sim::measure> measures{
    {"participation", "weekly participation", "每周参与率", "%", "participants", "residents", "last_year", 100, 2,
     true},
    {"waiting", "waiting", "等待周数", "weeks", "waits", "requests_served", "last_year", 1, 3, false}};

std::string mistake_of(const std::string& text) {
    const auto read = analysis::read_precision(text, measures);
    return read ? "" : read.wrong().front().what;
}

TEST(Sequential, GoalsAreReadAsPeopleWriteThem) {
    for (const std::string text :
         {"participation ± 0.05pp", "participation±0.05 pp", "participation +- 0.05pp", "participation +/- 0.05pp "}) {
        const auto read = analysis::read_precision(text, measures);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(read->measure, 0U);
        EXPECT_DOUBLE_EQ(read->half_width, 0.0005);
        EXPECT_FALSE(read->relative);
    }
    const auto waiting = analysis::read_precision("waiting ± 0.1", measures),
               relative = analysis::read_precision("waiting±5%", measures);
    ASSERT_TRUE(waiting && relative);
    EXPECT_DOUBLE_EQ(waiting->half_width, 0.1);
    EXPECT_TRUE(relative->relative);
    EXPECT_DOUBLE_EQ(relative->half_width, 0.05);
}

TEST(Sequential, AGoalMayBeOfAQuantile) {
    const auto read = analysis::read_precision("participation q95 ± 0.2pp", measures);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->measure, 0U);
    EXPECT_DOUBLE_EQ(read->quantile.value(), 0.95);
    EXPECT_FALSE(analysis::read_precision("participation ± 0.2pp", measures)->quantile);
    EXPECT_NE(mistake_of("participation q100 ± 0.2pp").find("'q100' is no quantile"), std::string::npos);
    EXPECT_NE(mistake_of("participation qx ± 0.2pp").find("'qx' is no quantile"), std::string::npos);
}

// Numbers 0 to n - 1 over n, in no order: the interval of the 95 % quantile is about ±1.96 √(0.95 0.05 / n), and few
// numbers do not bound it.
TEST(Sequential, AQuantileIsKnownWhenItsOrderStatisticsAreClose) {
    std::vector<double> values;
    for (std::size_t i = 0; i < 1024; ++i) values.push_back(static_cast<double>(i * 389 % 1024) / 1024);
    const auto goal = [](double half) { return analysis::precision{0, half, false, 0.95}; };
    const std::vector<std::vector<double>> few{{values.begin(), values.begin() + 32}}, all{values};
    EXPECT_FALSE(analysis::look(few, goal(10), 5000).enough);   // whatever the width
    EXPECT_TRUE(analysis::look(all, goal(0.02), 5000).enough);
    const auto next = analysis::look(all, goal(0.005), 5000, "world");
    EXPECT_FALSE(next.enough);
    EXPECT_GT(next.replicates, 1024U);
    EXPECT_NE(analysis::look(all, goal(0.005), 1024, "world").refused.find("1024 worlds are not enough"),
              std::string::npos);
}

TEST(Sequential, MistakesInGoalsAreSentences) {
    EXPECT_NE(mistake_of("participation 0.05pp").find("there is no ±"), std::string::npos);
    EXPECT_NE(mistake_of("particpation ± 0.05pp").find("did you mean 'participation'?"), std::string::npos);
    EXPECT_NE(mistake_of("participation ± 0.05").find("percentage points (pp)"), std::string::npos);
    EXPECT_NE(mistake_of("waiting ± 0.1pp").find("give the number alone"), std::string::npos);
    EXPECT_NE(mistake_of("waiting ± 0").find("more than 0"), std::string::npos);
    EXPECT_NE(mistake_of("waiting ± x").find("more than 0"), std::string::npos);
    EXPECT_NE(mistake_of("waiting ± 100%").find("less than 100 %"), std::string::npos);
}

std::vector<double> alternating(std::size_t n, double mean, double by) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(mean + (i % 2 == 0 ? by : -by));
    return values;
}

using comparisons = std::vector<std::vector<double>>;

TEST(Sequential, TheGoalMustBeMetTwice) {
    const analysis::precision wanted{0, 0.05, false};
    const auto first = analysis::look(comparisons{alternating(32, 1, 0.1)}, wanted, 1000);
    EXPECT_FALSE(first.enough);
    EXPECT_EQ(first.replicates, 48U);
    EXPECT_TRUE(analysis::look(comparisons{alternating(48, 1, 0.1)}, wanted, 1000).enough);
    // More than were asked for do no harm: those that decided are the same.
    EXPECT_TRUE(analysis::look(comparisons{alternating(400, 1, 0.1)}, wanted, 1000).enough);
}

TEST(Sequential, AsksForAsManyAsTheVarianceSaysButNotForMoreThanTwice) {
    const analysis::precision wanted{0, 0.03, false};
    // t s / sqrt(n) = 0.0366 at 32: (0.0366 / 0.03)^2 * 32 = 47.7, so 48.
    EXPECT_EQ(analysis::look(comparisons{alternating(32, 1, 0.1)}, wanted, 1000).replicates, 48U);
    EXPECT_EQ(analysis::look(comparisons{alternating(32, 1, 1)}, wanted, 1000).replicates, 64U);
    EXPECT_EQ(analysis::look(comparisons{alternating(64, 1, 1)}, wanted, 1000).replicates, 128U);
    // The comparison that varies most decides.
    EXPECT_EQ(analysis::look(comparisons{alternating(32, 1, 0.01), alternating(32, 1, 1)}, wanted, 1000).replicates,
              64U);
    // Fewer than 32 are too few to judge by.
    EXPECT_EQ(analysis::look(comparisons{alternating(4, 1, 0.001)}, wanted, 1000).replicates, 32U);
}

TEST(Sequential, RefusesWhatCannotBe) {
    const comparisons near_nothing{alternating(32, 0.001, 1)};
    EXPECT_NE(analysis::look(near_nothing, {0, 0.05, true}, 1000).refused.find("may still be 0"), std::string::npos);
    EXPECT_EQ(analysis::look(near_nothing, {0, 0.05, false}, 48).replicates, 48U);
    const comparisons at_most{alternating(48, 0.001, 1)};
    EXPECT_NE(analysis::look(at_most, {0, 0.05, false}, 48).refused.find("48 replicates are not enough"),
              std::string::npos);
}

// Replicates that are all alike have no interval, so they meet no goal.
TEST(Sequential, WhatDoesNotVaryIsNotKnownClosely) {
    const analysis::precision wanted{0, 0.05, false};
    const comparisons nothing{alternating(256, 0, 0)}, same{alternating(256, 1, 0), alternating(256, 1, 0.01)},
        noise{std::vector<double>(256, 0.1 + 0.2)};
    for (const auto* const of : {&nothing, &same, &noise}) {
        const auto next = analysis::look(*of, wanted, 1000);
        EXPECT_FALSE(next.enough);
        EXPECT_EQ(next.replicates, 512U);   // twice as many, which may differ
        EXPECT_NE(analysis::look(*of, wanted, 256).refused.find("the same in all 256 replicates"), std::string::npos);
    }
    // Beside differences that vary, one that is nothing in all replicates, as from a level of 0, does not hold up the others.
    EXPECT_TRUE(analysis::look(comparisons{alternating(48, 0, 0), alternating(48, 1, 0.1)}, wanted, 1000).enough);
}

// How often the mean +- w of a finished procedure holds the truth, and the interval of its last look.
struct coverage {
    double promised = 0, interval = 0;
};
template <class Draw>
coverage simulated(double need, double spread, double mean, bool relative, Draw draw) {
    constexpr int trials = 2000;
    std::mt19937_64 rng{static_cast<std::uint64_t>(need)};
    const double width = 1.96 * spread / std::sqrt(need);
    const analysis::precision wanted{0, relative ? width / mean : width, relative};
    coverage out;
    for (int k = 0; k < trials; ++k) {
        std::vector<std::vector<double>> differences(1);
        for (std::size_t n = analysis::replicates_at_first;;) {
            while (differences[0].size() < n) differences[0].push_back(mean + draw(rng));
            const auto next = analysis::look(differences, wanted, 100000);
            const auto e = analysis::mean_of(differences[0]);
            if (next.enough) {
                const double w = relative ? std::abs(e.mean) * wanted.half_width : wanted.half_width;
                out.promised += std::abs(e.mean - mean) <= w ? 1.0 / trials : 0;
                out.interval += std::abs(e.mean - mean) <= e.half_width ? 1.0 / trials : 0;
                break;
            }
            if (!next.refused.empty()) throw std::runtime_error{next.refused};
            n = next.replicates;
        }
    }
    return out;
}

// At least 94 %: a share of 94 % in 2000 procedures falls 5.3 standard errors below with a chance below 1e-7.
TEST(Sequential, ThePromisedIntervalCoversTheTruth) {
    constexpr double allowed = 0.94 - 5.3 * 0.0053;
    for (const double need : {10.0, 48.0, 100.0, 200.0}) {
        std::normal_distribution<double> normal;
        std::exponential_distribution<double> exponential;
        std::student_t_distribution<double> heavy(3);
        const auto a = simulated(need, 1, 0, false, normal);
        EXPECT_GE(a.promised, allowed) << need;
        EXPECT_GE(a.interval, allowed) << need;
        EXPECT_GE(simulated(need, 1, 0, false, [&](auto& rng) { return exponential(rng) - 1; }).promised, allowed)
            << need;
        EXPECT_GE(simulated(need, std::sqrt(3.0), 0, false, heavy).promised, allowed) << need;
        EXPECT_GE(simulated(need, 1, 5, true, normal).promised, allowed) << need;
        RecordProperty("normal, needed " + std::to_string(static_cast<int>(need)), std::to_string(a.promised));
    }
}

}   // namespace
