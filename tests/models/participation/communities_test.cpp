#include <cmath>

#include <gtest/gtest.h>

#include "models/participation/communities.hpp"

namespace {

using namespace participation;

// 10,000 residents, 17 posts of which 16 are held.
community_before town_hall() {
    community_before k;
    k.residents = 10000;
    k.base_posts = 17;
    k.present = 16;
    k.skill_sum = 16 * 0.9;
    k.open = 60;
    k.builders_employed = 20;
    k.builders_other = 140;
    k.sharers = 500;
    k.recruit_weight = 12000;
    k.room = 0.9;
    return k;
}

}   // namespace

TEST(Communities, WeekFollowsTheEquations) {
    const parameters p = standard_parameters();
    const community_week w = community_step(p, town_hall(), false);
    EXPECT_NEAR(w.hours, 640, 1e-3);
    EXPECT_NEAR(w.admin, 17 * 40 * 0.7, 1e-3);   // 476: the vacant post's load remains
    EXPECT_NEAR(w.load, 476.0 / 640, 1e-6);
    EXPECT_NEAR(w.free, 164, 1e-3);
    EXPECT_NEAR(w.volunteer_hours, 480, 1e-9);
    EXPECT_NEAR(w.coordination, 24, 1e-6);   // 480 / 20, below 0.3 * 164
    EXPECT_NEAR(w.coordinated_share, 1, 1e-9);
    EXPECT_NEAR(w.effective_hours, (164 - 24) * 0.9, 1e-3);       // 126
    EXPECT_NEAR(w.effective_volunteer_hours, 0.25 * 480, 1e-5);   // 120
    EXPECT_NEAR(w.need, 2.2 * 60, 1e-4);                          // 132
    EXPECT_NEAR(w.capacity, 0.6 * 126 + 0.6 * 120, 1e-3);         // 147.6
    EXPECT_NEAR(w.service_chance, 1 - std::exp(-147.6 / 132), 1e-6);
    EXPECT_NEAR(w.service, 132 * (1 - std::exp(-147.6 / 132)), 1e-3);
    EXPECT_NEAR(w.outreach, 246 - w.service, 1e-3);
    EXPECT_NEAR(w.outreach_chance, 1 - std::exp(-12 * w.outreach / 10000), 1e-6);
    EXPECT_NEAR(w.room, 0.9 + 0.25 * (400.0 / 500 - 0.9), 1e-6);
    EXPECT_EQ(w.recruit, 0.0);
}

TEST(Communities, VolunteersBeyondCoordinationAreWorthLess) {
    const parameters p = standard_parameters();
    auto k = town_hall();
    k.builders_other = 600;   // 1860 h: 93 h of coordination wanted, 0.3 * 164 = 49.2 given
    const community_week w = community_step(p, k, false);
    EXPECT_NEAR(w.coordination, 49.2, 1e-3);
    EXPECT_NEAR(w.coordinated_share, 49.2 * 20 / 1860, 1e-6);
    EXPECT_NEAR(w.effective_volunteer_hours, 0.25 * 1860 * (0.3 + 0.7 * w.coordinated_share), 1e-3);
}

TEST(Communities, LoadMayExceedTheHoursButDiscretionRemains) {
    parameters p = standard_parameters();
    p.admin_share = 1;
    auto k = town_hall();
    k.present = 2;
    k.skill_sum = 2;
    const community_week w = community_step(p, k, false);
    EXPECT_NEAR(w.load, 2, 1e-9);
    EXPECT_NEAR(w.free, 0.08 * 80, 1e-5);
}

TEST(Communities, WithoutWorkersOrNeedsNothingDividesByNothing) {
    parameters p = standard_parameters();
    auto k = town_hall();
    k.present = 0;
    k.skill_sum = 0;
    k.open = 0;
    k.builders_employed = k.builders_other = 0;
    k.sharers = 0;
    k.recruit_weight = 0;
    p.recruit = 1;
    const community_week w = community_step(p, k, false);
    EXPECT_EQ(w.hours, 0);
    EXPECT_EQ(w.load, 2);
    EXPECT_EQ(w.free, 0);
    EXPECT_EQ(w.coordinated_share, 1);
    EXPECT_EQ(w.service_chance, 1);
    EXPECT_EQ(w.service, 0);
    EXPECT_EQ(w.outreach_chance, 0);
    EXPECT_NEAR(w.room, 0.9 + 0.25 * 0.1, 1e-9);
    EXPECT_EQ(w.recruit, 0);
}

TEST(Communities, AnEmergencyAddsLoadAndAPlanTakesItAway) {
    parameters p = standard_parameters();
    EXPECT_NEAR(community_step(p, town_hall(), true).admin, 680 * 1.2, 1e-3);
    p.prepared = 0.6F;
    EXPECT_NEAR(community_step(p, town_hall(), true).admin, 680 * 0.9, 1e-3);
    EXPECT_NEAR(community_step(p, town_hall(), false).admin, 680 * 0.7, 1e-3);
}

TEST(Communities, PostsThatAPolicyAddsCarryNoMoreLoad) {
    parameters p = standard_parameters();
    p.workers_per_1000 = 2.05F;
    auto k = town_hall();
    k.present = 20;
    EXPECT_NEAR(community_step(p, k, false).admin, 476, 1e-3);
}

TEST(Communities, BoughtHoursAndPartnersAdd) {
    parameters p = standard_parameters();
    p.contracted = 8;
    p.partner_hours = 4;
    p.handling = 0.6F;
    p.recruit = 2;
    p.flexible_volunteering = 0.4F;
    const community_week w = community_step(p, town_hall(), false);
    EXPECT_NEAR(w.volunteer_hours, 20 * 3 * 0.8 + 140 * 3, 1e-4);
    EXPECT_NEAR(w.effective_hours, (164 - 468 / 20.0) * 0.9 + 80, 1e-3);
    EXPECT_NEAR(w.effective_volunteer_hours, 0.25 * (1 - 0.2 * 0.4) * 468, 1e-3);
    EXPECT_NEAR(w.need, 2.2 / 1.6 * 60, 1e-4);
    EXPECT_NEAR(w.outreach, w.effective_hours + w.effective_volunteer_hours - w.service + 40, 1e-6);
    EXPECT_NEAR(w.recruit, 2 * 10.0 / 12000, 1e-12);
}
