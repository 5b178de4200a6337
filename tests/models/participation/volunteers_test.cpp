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

TEST(Volunteers, LeaveTheMoreTheTireder) {
    parameters p = standard_parameters();
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

TEST(Volunteers, StayJoinOrAreRecruited) {
    const parameters p = standard_parameters();
    const auto next = [&](bool volunteer, bool builds, float recruit, float u, float v) {
        return next_volunteer<one>(p, volunteer, builds, 0.0F, recruit, u, v).bits;
    };
    EXPECT_FALSE(
        next(true, true, 0.5F, 0.014F, 0.0F));   // leaves: neither building nor recruiting brings back the same week
    EXPECT_TRUE(next(true, false, 0.0F, 0.016F, 0.9F));   // stays
    EXPECT_TRUE(next(false, true, 0.0F, 0.079F, 0.9F));   // registers
    EXPECT_FALSE(next(false, true, 0.0F, 0.081F, 0.9F));
    EXPECT_FALSE(next(false, false, 0.0F, 0.0F, 0.9F));   // only builders register
    EXPECT_TRUE(next(false, false, 0.1F, 0.9F, 0.09F));   // recruited
    EXPECT_FALSE(next(false, false, 0.1F, 0.9F, 0.11F));
}
