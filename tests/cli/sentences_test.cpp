// The sentences of tables on the terminal, each beside the numbers that lead to it.

#include <limits>

#include <gtest/gtest.h>

#include "analysis/compare.hpp"
#include "cli/comparison_table.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

class Sentences : public testing::Test {
protected:
    Sentences() {
        test::write_small(scratch_.path("x.h5"), test::layout_with_costs(), test::small_plan(3, 2), 3,
                          test::effects_and_costs{{0, 1, 2}, {0, 10, 20}});
        auto opened = analysis::observed::open(scratch_.path("x.h5"));
        file_.emplace(std::move(*opened));
    }
    // What is said of arm 1 beside arm 2 on the plane of effect and cost.
    [[nodiscard]] std::string verdict(const analysis::costs_of_arm& arm, bool smallest_first = false,
                                      bool told = true) const {
        analysis::costs found;
        found.smallest_first = smallest_first;
        found.told = told;
        found.counts = true;
        found.arms.push_back(arm);
        found.arms.back().arm = 1;
        const std::string text = cli::costs_table(*file_, found, "text");
        const std::size_t line = text.rfind("\narm1 ");
        return text.substr(line + 1, text.find('\n', line + 1) - line - 1);
    }
    [[nodiscard]] std::string order(const std::vector<analysis::ranked_arm>& ranking) const {
        return cli::ranking_table(*file_, ranking, 0, false, "text");
    }
    static analysis::ranked_arm ranked(std::size_t arm, bool may_be_first, const analysis::estimate& over_next,
                                       std::size_t more = 0) {
        return {arm, {0.1, 0.01, 32}, unknown, over_next, may_be_first, more};
    }
    test::scratch scratch_;
    std::optional<analysis::observed> file_;
};

void ends_with(const std::string& text, const std::string& end) {
    EXPECT_TRUE(text.ends_with(end)) << text << "\ndoes not end with\n" << end;
}

TEST_F(Sentences, SayOfMoneyWhatTheIntervalsAllow) {
    analysis::costs_of_arm arm;
    arm.share_efficient = 0.97;
    arm.efficient = true;
    ends_with(verdict(arm), "efficient: the least cost");
    arm.after = 2;
    arm.from_before = {100, 80, 130};
    ends_with(verdict(arm), "efficient: 1 (1 to 1) CNY a week for one more pp than 'arm2'");
    arm.from_before = {100'000, 80'000, 130'000};
    ends_with(verdict(arm), "efficient: 1000 (800 to 1300) CNY a week for one more pp than 'arm2'");
    ends_with(verdict(arm, true), "efficient: 1000 (800 to 1300) CNY a week for one less pp than 'arm2'");
    arm = {};
    arm.no_more = 2;
    ends_with(verdict(arm), "cannot be told: 'arm2' costs less and may do as much");
    arm = {};
    arm.better = 2;
    ends_with(verdict(arm), "not efficient: 'arm2' costs no more, and this is not sure to do more");
    arm.better_shown = true;
    ends_with(verdict(arm), "not efficient: 'arm2' does more for no more money");
    arm = {};
    ends_with(verdict(arm), "not efficient: by the means, a mix of two other arms does as much for no more money");
    EXPECT_EQ(verdict(arm, false, false).find("efficient"), std::string::npos);   // one replicate says nothing
}

TEST_F(Sentences, SayWhatMayBeFirst) {
    const analysis::estimate sure{0.02, 0.01, 32}, unsure{0.001, 0.01, 32}, none{unknown, unknown, 0},
        one{0.02, unknown, 1};
    const std::string clear = order({ranked(2, true, sure), ranked(1, false, sure), ranked(0, false, none)});
    EXPECT_NE(clear.find("arm2 is above arm1, sure at 95 %: +2.00 ±1.00"), std::string::npos) << clear;
    EXPECT_NE(clear.find("\narm2 is first beyond what luck explains, against all others (Holm).\n"), std::string::npos)
        << clear;
    const std::string tied = order({ranked(2, true, unsure, 3), ranked(1, true, sure), ranked(0, false, none)});
    EXPECT_NE(tied.find("cannot tell arm2 from arm1: +0.10 ±1.00; about 3 more replicates would"), std::string::npos)
        << tied;
    EXPECT_NE(tied.find("\nWhich is first cannot be told among 2: arm2, arm1 (Holm).\n"), std::string::npos) << tied;
    EXPECT_NE(order({ranked(2, true, unsure, 1), ranked(1, true, none)}).find("about 1 more replicate would"),
              std::string::npos);
    EXPECT_NE(order({ranked(2, true, unsure, 2'000'000), ranked(1, true, none)}).find("not even a million more"),
              std::string::npos);
    EXPECT_NE(
        order({ranked(2, true, {-0.02, 0.01, 32}), ranked(1, true, none)}).find("arm2 is below arm1, sure at 95 %"),
        std::string::npos);
    const std::string single = order({ranked(2, true, one), ranked(1, true, none)});   // one replicate says nothing
    EXPECT_EQ(single.find("first beyond"), std::string::npos) << single;
    EXPECT_EQ(single.find("cannot"), std::string::npos) << single;
}

// Of 1000 people arm 1 has w - 3 more taking part than the baseline in world w, arm 2 always 20 more.
analysis::observed file_of_worlds(std::size_t worlds, std::size_t lucks = 1) {
    const test::effects_by_replicate filled{[lucks](std::size_t arm, std::size_t replicate) {
                                                return static_cast<std::uint32_t>(arm == 0   ? 100
                                                                                  : arm == 1 ? 97 + replicate / lucks
                                                                                             : 120 + replicate % lucks);
                                            },
                                            {0, 10, 20}};
    return analysis::observed{std::make_shared<test::in_worlds>(
        test::small_in_memory(test::layout_with_costs(), 3, worlds * lucks, filled), worlds, lucks)};
}

void has(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text << "\ndoes not have\n" << part;
}
void has_not(const std::string& text, const std::string& part) {
    EXPECT_EQ(text.find(part), std::string::npos) << text << "\nhas\n" << part;
}

TEST(SentencesOfWorlds, AreRangesAndSharesWithoutStars) {
    const analysis::observed file = file_of_worlds(100);
    const analysis::comparison found = analysis::compare(file);
    const std::string text = cli::comparison_table(file, found, "text");
    has(text, ", 100 worlds (their medians).\n");
    has(text,
        "\nDifference from 'base' in the same worlds, with median and 90 % range over 100 worlds, given this model\n");
    has(text, "+4.65 (0.10 to 9.20)");
    has(text, "96 %, best in 7");   // above 0 from world 4 on; above 20 from 24 on, and as much in 23
    has(text, "\nHow often each is better than 'base', and the best of all 3\n");
    has(text,
        "\nWith 100 worlds a share of 50 % is known to ±10 points (95 %); the ends of participation, pp: 'arm1' from "
        "-0.30 to 0.70 and from 8.60 to 9.60.");
    for (const char* const never : {"*", "±0", "Holm", "95 % interval", "luck"}) has_not(text, never);
    const std::string csv = cli::comparison_table(file, found, "csv");
    has(csv,
        ",difference_high_to,probability_above_zero,probability_above_zero_low,probability_above_zero_high,"
        "probability_better,probability_better_low,probability_better_high,probability_best,probability_best_low,"
        "probability_best_high,interval,worlds\n");
    has_not(csv, "p_holm");
    const std::string json = cli::comparison_table(file, found, "json");
    has(json, "\"interval\": \"range over worlds\"");
    has(json, "\"probability_best\"");
    has_not(json, "p_holm");
}

TEST(SentencesOfWorlds, OfFewCountThem) {
    const analysis::observed file = file_of_worlds(10);
    const std::string text = cli::comparison_table(file, analysis::compare(file), "text");
    has(text, "with median, least and most of 10 worlds, given this model");
    has(text, "+0.15 (-0.30 to 0.60)");
    has(text, "6 of 10, best in 0 of 10");
    has(text, "\nFewer than 32 worlds: their number, and the least and the most of them, stand for shares");
    has(cli::comparison_table(file, analysis::compare(file), "csv"), "least and most of worlds,10\n");
}

TEST(SentencesOfWorlds, SayInHowManyEachIsFirst) {
    const analysis::observed file = file_of_worlds(100);
    const std::string up = cli::ranking_table(file, analysis::rank(file, 0, false), 0, false, "text"),
                      down = cli::ranking_table(file, analysis::rank(file, 0, true), 0, true, "text");
    has(up,
        "Ranked by participation, the largest first; its median and 90 % range over 100 worlds, given this model; in "
        "how "
        "many worlds each is first of all 3; each against the next\n");
    has(up, "arm1 is above arm2 in 76 % of worlds: +2.65 (-1.90 to 7.20)");
    has(up, "\nWhich is first depends on the world, among 2: arm1, arm2.\n");
    has(down, "base is below arm2 in 100 % of worlds: -2.00 ?");
    const analysis::observed few = file_of_worlds(10);
    has(cli::ranking_table(few, analysis::rank(few, 0, false), 0, false, "text"),
        "arm2 is above arm1 in 10 of 10 worlds: ");
    has_not(up + down, "sure at 95 %");
    has(cli::ranking_table(file, analysis::rank(file, 0, false), 0, false, "csv"),
        ",best_low,best_high,interval,worlds\n");
}

TEST(SentencesOfWorlds, SayWhatMoneyBuysWorldByWorld) {
    const analysis::observed file = file_of_worlds(100);
    const std::string text = cli::costs_table(file, analysis::costs_of(file, 0, 0, false), "text");
    has(text, "in the same worlds: median and 90 % range over 100 worlds, given this model");
    has_not(text, "bootstrap");
    has_not(text, "*");
    has(cli::costs_in_short(file, 0), "What an effect costs, with median and 90 % range over 100 worlds");
}

TEST(SentencesOfWorlds, TellLuckAlone) {
    const analysis::observed file = file_of_worlds(40, 2);
    analysis::comparison_options how{0, "", {}, false, "main"};
    has(cli::comparison_table(file, analysis::compare(file, how), "text"),
        ", 40 worlds of 2 lucks each (their medians).");
    how.luck = true;
    const std::string text = cli::comparison_table(file, analysis::compare(file, how), "text");
    has(text, "with means over 40 worlds with 95 % intervals of luck alone, from how runs of one world differ");
    has(text, "+2.05 ±0.02");   // 20 or 21 people more
    has_not(text, "*");
    has(cli::comparison_table(file, analysis::compare(file, how), "csv"), "luck within worlds,40\n");
}

TEST(SentencesOfWorlds, TellWeeksAndWhatLasts) {
    const analysis::observed file = file_of_worlds(100);
    const std::string weeks =
        cli::weekly_table(file, analysis::compare_weeks(file, {0, "", {}, false, "main"}, 0), "text");
    has(weeks,
        "the difference from 'base' in the same worlds, with median and 90 % range over 100 worlds, given this "
        "model. ");
    has_not(weeks, "*");
}

}   // namespace
