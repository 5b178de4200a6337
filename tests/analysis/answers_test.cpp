#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/answers.hpp"
#include "sim/engine/draws.hpp"
#include "tests/support/small_results.hpp"

namespace {

using analysis::observed;

double normal(std::uint32_t who, std::uint32_t what) { return sim::draw{31, who, what, 0}.normal(); }

// Two arms over worlds: the second has so many people more, of a baseline of a million in 1000, and costs so much.
observed file_of(std::size_t worlds, std::size_t lucks, const std::function<double(std::size_t replicate)>& more,
                 std::vector<sim::recorded::draw> drawn, double cost = 10, std::size_t populations = 1,
                 const std::string& kind = "") {
    auto what = test::layout_with_costs();
    what.steps = 1;
    what.years = 0;
    const test::effects_by_replicate filled{
        [&](std::size_t arm, std::size_t replicate) {
            return static_cast<std::uint32_t>(std::floor(1e6 + (arm == 0 ? 0 : more(replicate)) + 0.5));
        },
        {0, cost}};
    sim::recorded::worlds over{worlds, lucks, "posterior.csv", std::move(drawn)};
    over.populations = populations;
    over.kind = kind;
    return observed{std::make_shared<test::in_worlds>(test::small_in_memory(what, 2, worlds * lucks, filled), over)};
}

std::vector<sim::recorded::draw> drawn_of(std::size_t worlds, std::uint32_t keys) {
    std::vector<sim::recorded::draw> out;
    for (std::uint32_t k = 0; k < keys; ++k) {
        out.push_back({"parameters.x" + std::to_string(k), {}});
        for (std::size_t w = 0; w < worlds; ++w) out.back().values.push_back(normal(static_cast<std::uint32_t>(w), k));
    }
    return out;
}

}   // namespace

// The measure is people by 1000, so variances are (people / 1000)^2. Within 6 standard errors.
TEST(Answers, LuckIsAveragedAndItsVarianceTold) {
    constexpr std::size_t worlds = 2000, lucks = 4;
    const auto more = [](std::size_t r) {
        const auto run = static_cast<std::uint32_t>(r);
        return 5000 + 400 * normal(run / lucks, 0) + 100 * normal(run, 1000);
    };
    const observed file = file_of(worlds, lucks, more, drawn_of(worlds, 1));
    const auto found = analysis::drivers_of(file, 0, 0);
    const auto& of = found.arms[0].of;
    EXPECT_EQ(found.rows, worlds);
    EXPECT_EQ(found.lucks, lucks);
    EXPECT_NEAR(of.luck.value, 0.01, 6 * of.luck.error);
    EXPECT_NEAR(of.parameters.value, 0.16, 6 * of.parameters.error);
    EXPECT_NEAR(of.all.value, 0.16 + 0.01 / lucks, 6 * of.all.error);
    EXPECT_TRUE(std::isnan(of.people.value));
    EXPECT_LT(of.parameters.error, 0.01);
    // 16 of 16.25 of the variance of the means are told by the only key.
    EXPECT_NEAR(found.arms[0].shares.by_all, 16 / 16.25, 0.01);
    EXPECT_TRUE(found.arms[0].shares.inputs[0].beyond_chance());
    const observed once = file_of(64, 1, more, drawn_of(64, 1));
    const auto one = analysis::drivers_of(once, 0, 0);
    EXPECT_TRUE(std::isnan(one.arms[0].of.luck.value));
    EXPECT_TRUE(std::isnan(one.arms[0].of.parameters.value));
    EXPECT_GT(one.arms[0].of.all.value, 0);
}

// Of 32 populations the variance between is chi^2 of 31 degrees of freedom: from 0.2 to 2.9 of it but in one of 5 million.
TEST(Answers, PeopleAreToldApartFromParameters) {
    constexpr std::size_t worlds = 3200, populations = 32;
    const auto more = [](std::size_t r) {
        const auto run = static_cast<std::uint32_t>(r);
        return 5000 + 100 * normal(run / 2, 0) + 50 * normal(run / 2 / 16 % populations, 2000) + 20 * normal(run, 1000);
    };
    const auto of =
        analysis::drivers_of(file_of(worlds, 2, more, drawn_of(worlds, 1), 10, populations), 0, 0).arms[0].of;
    EXPECT_GT(of.people.value, 0.2 * 0.0025);
    EXPECT_LT(of.people.value, 2.9 * 0.0025);
    EXPECT_NEAR(of.parameters.value, 0.01, 6 * of.parameters.error);
    EXPECT_NEAR(of.luck.value, 0.0004, 6 * of.luck.error);
}

// A threshold that the best of a hundred exceeds in one of a hundred tables each exceeds in one of ten thousand, by what it
// tells alone and what it adds; that more than three do has a probability below 1e-8.
TEST(Answers, AmongAHundredKeysThatDoNothingTheOneThatDoesIsNamed) {
    constexpr std::size_t worlds = 600;
    auto drawn = drawn_of(worlds, 101);
    const observed file = file_of(
        worlds, 2,
        [](std::size_t r) {
            const auto run = static_cast<std::uint32_t>(r);
            return 500 + 400 * normal(run / 2, 100) + 100 * normal(run, 1000);
        },
        std::move(drawn), 10);
    const auto found = analysis::drivers_of(file, 0, 0);
    ASSERT_EQ(found.how, analysis::drivers::by::shares);
    int others = 0;
    for (std::size_t k = 0; k < 100; ++k) others += found.arms[0].shares.inputs[k].beyond_chance() ? 1 : 0;
    EXPECT_LE(others, 3);
    EXPECT_TRUE(found.arms[0].shares.inputs[100].beyond_chance());
    EXPECT_GT(found.arms[0].shares.inputs[100].added, 0.9);
    // Worth 20 or so for one more, the decision is open: 500 more cost 10000 a step.
    const auto decided = analysis::decide_by(file, 0, 0, false, std::vector<double>{0.02});
    ASSERT_EQ(decided.inputs.size(), 101U);
    int worth_knowing = 0;
    for (std::size_t k = 0; k < 100; ++k) worth_knowing += decided.inputs[k].at[0].beyond_chance() ? 1 : 0;
    EXPECT_LE(worth_knowing, 3);
    EXPECT_TRUE(decided.inputs[100].at[0].beyond_chance());
    // The mean gain is 0.02 * 500 - 10 = 0, give or take; knowing the key is worth 0.02 * 400 * E max(0, Z) a step, 52 a year.
    const double exact = 52 * 0.02 * 400 * 0.3989422804;
    EXPECT_NEAR(decided.inputs[100].at[0].value.value, exact, 6 * decided.inputs[100].at[0].value.error);
    EXPECT_NEAR(decided.at[0].perfect_information.value, exact, 6 * decided.at[0].perfect_information.error);
    EXPECT_EQ(decided.lucks, 2U);
}

// 100 x0 + 40 x0 x1 people more, in thousands. The second key of the last trajectory moves from a value to the same.
TEST(Answers, TrajectoriesTellWhatMovingOneKeyDoes) {
    const std::vector<double> x0{0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1}, x1{0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0};
    const observed file = file_of(
        12, 1, [&](std::size_t w) { return 100 * x0[w] + 40 * x0[w] * x1[w]; },
        {{"parameters.x0", x0}, {"parameters.x1", x1}}, 10, 1, "morris");
    const auto found = analysis::drivers_of(file, 0, 0);
    ASSERT_EQ(found.how, analysis::drivers::by::changes);
    const auto& changes = found.arms[0].changes;
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_NEAR(changes[0].size.mean, 0.1, 1e-9);
    EXPECT_NEAR(changes[0].deviation, 0, 1e-9);
    EXPECT_NEAR(changes[1].size.mean, 0.02, 1e-9);   // 40, 40, 0 and 0
    EXPECT_NEAR(changes[1].deviation, 0.04 / std::sqrt(3), 1e-9);
    // To decide by, each trajectory has one fair draw.
    EXPECT_EQ(analysis::decide_by(file, 0, 0, false, std::vector<double>{1}).worlds, 4U);
}

// Keys of one subject have in the third world of each sample what they have in the second, and do all that is done.
TEST(Answers, SamplesBySubjectTellWhatItsKeysDoTogether) {
    constexpr std::size_t samples = 32, worlds = 4 * samples;
    std::vector<sim::recorded::draw> drawn = drawn_of(worlds, 3);
    for (std::size_t k = 0; k < 3; ++k) {
        drawn[k].subject = k == 1 ? "other" : "one";
        for (std::size_t w = 0; w < worlds; w += 4) {
            drawn[k].values[w + 2] = drawn[k].values[w + (k == 1 ? 0 : 1)];
            drawn[k].values[w + 3] = drawn[k].values[w + (k == 1 ? 1 : 0)];
        }
    }
    const auto x = drawn;
    const observed file = file_of(
        worlds, 1, [&](std::size_t w) { return 9000 + 400 * x[0].values[w] + 300 * x[0].values[w] * x[2].values[w]; },
        drawn, 10, 1, "saltelli");
    const auto found = analysis::drivers_of(file, 0, 0);
    ASSERT_EQ(found.how, analysis::drivers::by::indices);
    EXPECT_TRUE(found.by_subject);
    EXPECT_EQ(found.groups, (std::vector<std::string>{"one", "other"}));
    const auto& indices = found.arms[0].indices;
    ASSERT_EQ(indices.size(), 2U);
    EXPECT_EQ(indices[1].first.mean, 0);
    EXPECT_EQ(indices[1].total.mean, 0);
    EXPECT_GT(indices[0].total.mean, 0.5);
    const auto rows = analysis::table_of(file, found).rows;
    ASSERT_EQ(rows.size(), 4U + 2U);   // parts of the variance, and subjects
    EXPECT_EQ(std::get<std::string>(rows[4][2].value), "group");
}

TEST(Answers, FewWorldsTellNoDriversButDecisions) {
    const observed file = file_of(
        100, 1, [](std::size_t r) { return 100 + 10 * normal(static_cast<std::uint32_t>(r), 0); }, drawn_of(100, 20));
    EXPECT_EQ(analysis::drivers_of(file, 0, 0).how, analysis::drivers::by::nothing);
    const auto decided = analysis::decide_by(file, 0, 0, false, std::vector<double>{0, 1});
    EXPECT_TRUE(decided.inputs.empty());
    EXPECT_EQ(decided.at[0].best, 0U);   // who gives nothing for it does nothing
    EXPECT_EQ(decided.at[1].best, 1U);
    EXPECT_NEAR(decided.at[0].expected_loss[1], 520, 1e-9);   // what it costs a year
    EXPECT_EQ(decided.lucks, 1U);
    EXPECT_TRUE(analysis::tells_decisions(file, 0));
    EXPECT_FALSE(analysis::tells_decisions(file, 1));   // money is not what it buys
}

TEST(Answers, WorthsThatNobodySaidReachBeyondTheCheapest) {
    const observed file = file_of(
        32, 1, [](std::size_t) { return 100; }, drawn_of(32, 1), 700);
    EXPECT_EQ(analysis::worth_in_question(file, 0, 0, false), 20);   // 7 CNY for one more, twice that, rounded
    EXPECT_EQ(analysis::worths_between(0, 20).size(), 11U);
    EXPECT_EQ(analysis::worths_between(5, 5), std::vector<double>{5});
}
