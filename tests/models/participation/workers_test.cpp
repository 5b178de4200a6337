#include <cmath>

#include <gtest/gtest.h>

#include "models/participation/workers.hpp"
#include "tests/support/small_town.hpp"

namespace {
using namespace participation;
}   // namespace

TEST(Workers, MoraleFollowsPayAndLoad) {
    parameters p = standard_parameters();
    EXPECT_NEAR(target_morale(p, 0.75), 0.5, 1e-6);
    EXPECT_NEAR(target_morale(p, 0.35), 0.5 + 0.9 * 0.4, 1e-6);
    p.pay = 1.3F;
    EXPECT_NEAR(target_morale(p, 0.75), 0.68, 1e-6);
    EXPECT_EQ(target_morale(p, 2), 0.0);
    p.pay = 5;
    EXPECT_EQ(target_morale(p, 0.3), 1.0);
}

TEST(Workers, QuitMoreAtLowMorale) {
    const parameters p = standard_parameters();
    EXPECT_NEAR(quit_chance(p, 0.6), 0.0035, 1e-8);
    EXPECT_NEAR(quit_chance(p, 0.1), 0.0035 * std::exp(1.0), 1e-7);
    parameters restless = p;
    restless.quit = 1;
    EXPECT_EQ(quit_chance(restless, 0), 1.0);
}

TEST(Workers, MoveTowardsTheirTargetsAndAVacantPostRests) {
    parameters p = standard_parameters();
    p.quit = 0;
    posts k{1};
    start_posts(k, 0, 2, support::seeds(1).front(), p, 0, 0);
    k.skill = {0.8F, 0.7F};
    k.morale = {0.6F, 0.6F};
    k.vacant_weeks = {0, 2};
    move_workers(k, 0, 1, p, 0.75, 0, 0);
    EXPECT_FLOAT_EQ(k.skill[0], 0.8F + 0.002F * 0.3F);
    EXPECT_FLOAT_EQ(k.morale[0], 0.6F + 0.05F * -0.1F);
    EXPECT_EQ(k.vacant_weeks[1], 1);
    EXPECT_EQ(sum_of(k, 0).present, 1U);
    move_workers(k, 0, 1, p, 0.75, 0, 1);
    EXPECT_EQ(sum_of(k, 0).present, 2U);   // filled by a beginner
    EXPECT_FLOAT_EQ(k.skill[1], 0.7F);
}

TEST(Workers, AQuitLeavesThePostVacantForTheNextWeeks) {
    parameters p = standard_parameters();
    p.quit = 1;
    p.morale_rate = 0;
    p.vacancy = 3;
    posts k{1};
    start_posts(k, 0, 1, support::seeds(1).front(), p, 0, 0);
    std::string held;
    for (std::uint32_t t = 0; t < 8; ++t) {
        held += sum_of(k, 0).present == 1 ? 'w' : '.';
        move_workers(k, 0, 1, p, 0.75, 0, t);
    }
    EXPECT_EQ(held, "w...w...");
}

// Alternating renewal: vacancy share q v / (1 + q v); 4,000 posts, 400 weeks. Standard error about 0.0006 (weeks of a
// post are correlated over about 14 weeks); bound 5.3 of them (false alarm 1e-7).
TEST(Workers, VacancyShareIsThatOfARenewalProcess) {
    parameters p = standard_parameters();
    p.morale_rate = 0;
    posts k{1};
    start_posts(k, 0, 4000, support::seeds(1).front(), p, 0, 0);
    double vacant = 0, weeks = 0;
    for (std::uint32_t t = 0; t < 800; ++t) {
        move_workers(k, 0, support::seeds(1)[0], p, 0.75, 0, t);
        if (t < 400) continue;
        vacant += 4000.0 - sum_of(k, 0).present;
        weeks += 4000;
    }
    const double qv = 0.0035 * 14;
    EXPECT_NEAR(vacant / weeks, qv / (1 + qv), 5.3 * 0.0006);
}

TEST(Workers, AddedPostsAreFilledByBeginnersAndGoFirst) {
    parameters p = standard_parameters();
    posts k{1};
    start_posts(k, 0, 3, support::seeds(1).front(), p, 0, 0);
    const auto before = k.skill;
    k.resize(0, 5, p);
    EXPECT_EQ(sum_of(k, 0).present, 5U);
    EXPECT_FLOAT_EQ(k.skill[4], 0.7F);
    k.skill[4] = 1.2F;
    k.vacant_weeks[3] = 5;
    k.resize(0, 3, p);
    EXPECT_EQ(k.skill, before);
    k.resize(0, 5, p);   // one that appears again is held, by a beginner
    EXPECT_EQ(sum_of(k, 0).present, 5U);
    EXPECT_FLOAT_EQ(k.skill[3], 0.7F);
    EXPECT_FLOAT_EQ(k.skill[4], 0.7F);
    EXPECT_FLOAT_EQ(k.morale[4], 0.6F);
}

TEST(Workers, EachRunHasPostsOfItsOwnNumber) {
    const parameters p = standard_parameters();
    posts k{2};
    start_posts(k, 0, 3, support::seeds(1).front(), p, 0, 0);
    start_posts(k, 1, 3, support::seeds(1).front(), p, 0, 0);
    k.resize(1, 5, p);
    EXPECT_EQ(sum_of(k, 0).present, 3U);
    EXPECT_EQ(sum_of(k, 1).present, 5U);
    k.vacant_weeks[3 * 2] = 9;   // no post of the first run: nobody looks there
    EXPECT_EQ(sum_of(k, 0).present, 3U);
    const float held = k.skill[4];
    k.resize(1, 2, p);
    EXPECT_EQ(sum_of(k, 0).present, 3U);
    EXPECT_EQ(sum_of(k, 1).present, 2U);
    EXPECT_FLOAT_EQ(k.skill[4], held);
    k.resize(0, 4, p);
    EXPECT_EQ(sum_of(k, 0).present, 4U);   // the place that was written to is a beginner's now
    EXPECT_EQ(sum_of(k, 1).present, 2U);
}
