#include <gtest/gtest.h>

#include "models/participation/volunteers.hpp"

namespace {
using one = sim::pack<1>;
using namespace participation;
}   // namespace

TEST(Habit, MovesTowardsWhatWasDone) {
    EXPECT_FLOAT_EQ(move_to(0.2F, 0.075F, 1.0F), 0.26F);
    EXPECT_FLOAT_EQ(move_to(0.2F, 0.075F, 0.0F), 0.185F);
    EXPECT_FLOAT_EQ(move_to(0.2F, 1.0F, 1.0F), 1.0F);
}

TEST(Experience, IsARunningMeanInTheBurnInAndForgetsBySlowDegrees) {
    parameters p = standard_parameters();
    p.experience_rate = 0.02F;
    // Weeks 0, 1, 2 of a burn-in of 260, one where 4 / (s + 5) is about to fall below the rate, and later.
    EXPECT_FLOAT_EQ(experience_rate(p, -260, 260), 4.0F / 5);
    EXPECT_FLOAT_EQ(experience_rate(p, -259, 260), 4.0F / 6);
    EXPECT_FLOAT_EQ(experience_rate(p, -258, 260), 4.0F / 7);
    EXPECT_FLOAT_EQ(experience_rate(p, -66, 260), 4.0F / 199);
    EXPECT_FLOAT_EQ(experience_rate(p, -64, 260), 0.02F);
    EXPECT_FLOAT_EQ(experience_rate(p, -1, 260), 0.02F);
    EXPECT_FLOAT_EQ(experience_rate(p, 0, 0), 0.02F);   // without a burn-in there is none of it
    EXPECT_FLOAT_EQ(experience_rate(p, -1, 1), 0.8F);
}

TEST(Volunteers, LeaveTheMoreTheTireder) {
    parameters p = standard_parameters();
    p.drop = 0.015F;
    p.drop_fatigue = 3;
    EXPECT_FLOAT_EQ(leave_chance<one>(p, 0.0F), 0.015F);
    EXPECT_FLOAT_EQ(leave_chance<one>(p, 0.5F), 0.015F * 2.5F);
    p.support = 0.5F;
    EXPECT_FLOAT_EQ(leave_chance<one>(p, 0.5F), 0.0075F * 2.5F);
    p.drop = 1;
    p.support = 0;
    EXPECT_FLOAT_EQ(leave_chance<one>(p, 1.0F), 1.0F);   // never above one
}

TEST(Volunteers, PartyMembersAndTheOlderAreRecruitedMore) {
    const parameters p = standard_parameters();
    EXPECT_FLOAT_EQ(recruit_weight(p, false, false), 1.0F);
    EXPECT_FLOAT_EQ(recruit_weight(p, true, false), 3.0F);
    EXPECT_FLOAT_EQ(recruit_weight(p, false, true), 2.0F);
    EXPECT_FLOAT_EQ(recruit_weight(p, true, true), 6.0F);
}

TEST(Volunteers, StayRegisterOrAreRecruited) {
    parameters p = standard_parameters();
    p.drop = 0.015F;
    // v volunteers, r recruited, - neither, before and after.
    const auto next = [&](char was, bool registers, float recruit, float u) {
        const auto now = next_volunteer<one>(p, one::mask{was != '-'}, one::mask{was == 'r'}, one::mask{registers},
                                             0.0F, recruit, u);
        return now.recruited.bits ? 'r' : now.volunteers.bits ? 'v' : '-';
    };
    // Leaves: neither building nor recruiting brings back the same week.
    EXPECT_EQ(next('v', true, 0.5F, 0.014F), '-');
    EXPECT_EQ(next('r', true, 0.5F, 0.014F), '-');
    EXPECT_EQ(next('v', false, 0.0F, 0.016F), 'v');   // stays
    EXPECT_EQ(next('v', false, 0.5F, 0.016F), 'v');   // came by themselves once, and no recruiting changes that
    EXPECT_EQ(next('r', true, 0.0F, 0.016F), 'r');    // recruited once, until leaving
    EXPECT_EQ(next('-', true, 0.0F, 0.9F), 'v');      // registers
    EXPECT_EQ(next('-', false, 0.0F, 0.0F), '-');
    EXPECT_EQ(next('-', false, 0.1F, 0.09F), 'r');   // recruited
    EXPECT_EQ(next('-', false, 0.1F, 0.11F), '-');
    EXPECT_EQ(next('-', true, 0.1F, 0.09F), 'v');   // by themselves, not by being recruited alone
}
