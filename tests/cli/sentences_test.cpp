// The sentences of tables on the terminal, each beside the numbers that lead to it.

#include <limits>

#include <gtest/gtest.h>

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
    ends_with(verdict(arm), "not efficient: 'arm2' costs no more and does as much as far as can be told");
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

}   // namespace
