#include <cmath>

#include <gtest/gtest.h>

#include "models/participation/communities.hpp"

namespace {

using namespace participation;

// What the numbers below are worked out from.
parameters example() {
    parameters p = standard_parameters();
    p.reach = 12;
    p.volunteer_efficiency = 0.25F;
    p.hard_factor = 0.2F;
    p.relief_fidelity = 0.5F;
    p.relief_use = 0.6F;
    p.load_per_post = 0.3F;
    return p;
}

// 10,000 residents, 17 posts of which 16 are held.
community_before town_hall() {
    community_before k;
    k.residents = 10000;
    k.grids = 30;
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
    const parameters p = example();
    const community_week w = community_step(p, town_hall(), false);
    EXPECT_NEAR(w.hours, 640, 1e-3);
    EXPECT_NEAR(w.admin, 17 * 40 * 0.7, 1e-3);   // 476: the vacant post's load remains
    EXPECT_NEAR(w.load, 476.0 / 640, 1e-6);
    EXPECT_NEAR(w.spare, 164, 1e-3);
    EXPECT_EQ(w.other, 0);
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
    const parameters p = example();
    auto k = town_hall();
    k.builders_other = 600;   // 1860 h: 93 h of coordination wanted, 0.3 * 164 = 49.2 given
    const community_week w = community_step(p, k, false);
    EXPECT_NEAR(w.coordination, 49.2, 1e-3);
    EXPECT_NEAR(w.coordinated_share, 49.2 * 20 / 1860, 1e-6);
    EXPECT_NEAR(w.effective_volunteer_hours, 0.25 * 1860 * (0.3 + 0.7 * w.coordinated_share), 1e-3);
}

TEST(Communities, LoadMayExceedTheHoursButDiscretionRemains) {
    parameters p = example();
    p.admin_share = 1;
    auto k = town_hall();
    k.present = 2;
    k.skill_sum = 2;
    const community_week w = community_step(p, k, false);
    EXPECT_NEAR(w.load, 2, 1e-9);
    EXPECT_NEAR(w.free, 0.08 * 80, 1e-5);
}

TEST(Communities, WithoutWorkersOrNeedsNothingDividesByNothing) {
    parameters p = example();
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
    parameters p = example();
    EXPECT_NEAR(community_step(p, town_hall(), true).admin, 680 * 1.2, 1e-3);
    p.prepared = 0.6F;
    EXPECT_NEAR(community_step(p, town_hall(), true).admin, 680 * 0.9, 1e-3);
    EXPECT_NEAR(community_step(p, town_hall(), false).admin, 680 * 0.7, 1e-3);
}

TEST(Communities, ReliefReboundsAndReachesResidentsInPart) {
    parameters p = example();
    p.relief = 0.4F;
    const community_week w = community_step(p, town_hall(), false);
    EXPECT_NEAR(w.admin, 476 - 476 * 0.5 * 0.4, 1e-3);   // 95.2 h stay cleared
    EXPECT_NEAR(w.spare, 164 + 95.2, 1e-3);
    EXPECT_NEAR(w.other, 0.4 * 95.2, 1e-3);
    EXPECT_NEAR(w.free, 164 + 0.6 * 95.2, 1e-3);
    // Where load exceeds the hours, relief frees only what is beyond the discretion that there was.
    auto k = town_hall();
    k.present = 11;   // 440 h, of which 0.08 * 440 = 35.2 are left before relief
    k.skill_sum = 11;
    const community_week few = community_step(p, k, false);
    EXPECT_NEAR(few.spare, 440 - 380.8, 1e-3);
    EXPECT_NEAR(few.other, 0.4 * (59.2 - 35.2), 1e-3);
    EXPECT_NEAR(few.free, 59.2 - 9.6, 1e-3);
    // All of it, where nothing comes back and all goes to residents.
    p.relief_fidelity = p.relief_use = 1;
    const community_week whole = community_step(p, town_hall(), false);
    EXPECT_NEAR(whole.admin, 476 * 0.6, 1e-3);
    EXPECT_EQ(whole.other, 0);
    EXPECT_NEAR(whole.free, 640 - 476 * 0.6, 1e-3);
}

TEST(Communities, AddedTasksAreLoadThatReliefDoesNotClear) {
    parameters p = example();
    p.added_load = 0.1F;
    EXPECT_NEAR(community_step(p, town_hall(), false).admin, 680 * 0.8, 1e-3);
    p.relief = 1;   // of 476 h half stay cleared; the added tasks are none of these
    EXPECT_NEAR(community_step(p, town_hall(), false).admin, 680 * 0.8 - 238, 1e-3);
    p.relief_fidelity = 1;
    EXPECT_NEAR(community_step(p, town_hall(), false).admin, 68, 1e-3);
}

TEST(Communities, PostsThatAPolicyAddsDrawAShareOfAPostsLoad) {
    parameters p = example();
    auto k = town_hall();
    k.present = 20;
    k.added_posts = 4;
    EXPECT_NEAR(community_step(p, k, false).admin, 476 + 0.3 * 0.7 * 40 * 4, 1e-3);
    EXPECT_NEAR(community_step(p, k, true).admin, 680 * 1.2 + 33.6, 1e-3);   // of what an emergency adds, nothing
    p.relief = 1;                                                            // what is cleared is of the others' load
    EXPECT_NEAR(community_step(p, k, false).admin, 238 + 33.6, 1e-3);
    p.load_per_post = 0;
    p.relief = 0;
    EXPECT_NEAR(community_step(p, k, false).admin, 476, 1e-3);
}

TEST(Communities, HardRequestsNeedFewerOfTheHours) {
    auto k = town_hall();
    k.hard = 10;   // of 60 that are open
    const community_week w = community_step(example(), k, false);
    EXPECT_NEAR(w.need, 2.2 * (50 + 0.2 * 10), 1e-3);
    EXPECT_NEAR(w.service_chance, 1 - std::exp(-147.6 / 114.4), 1e-6);
    // Hours booked are those of the requests expected to be served: 50 with the chance, 10 with a fifth of it.
    EXPECT_NEAR(w.service, 2.2 * (50 * w.service_chance + 10 * 0.2 * w.service_chance), 1e-3);
}

TEST(Communities, GridHeadsAndBuildingCaptainsTalkToPeople) {
    parameters p = example();
    const community_week before = community_step(p, town_hall(), false);
    EXPECT_EQ(before.contact_hours, 0);
    p.grid_heads = 0.5F;
    p.grid_hours = 5;
    p.building_captains = 8;
    p.captain_hours = 1.5F;
    const community_week w = community_step(p, town_hall(), false);
    EXPECT_NEAR(w.contact_hours, 1.5 * 8 * 10 + 5 * 0.5 * 30, 1e-3);   // 195
    EXPECT_NEAR(w.outreach, before.outreach + 195, 1e-3);
    EXPECT_NEAR(w.outreach_chance, 1 - std::exp(-12 * w.outreach / 10000), 1e-6);
    EXPECT_EQ(w.service, before.service);   // they serve no requests
}

TEST(Communities, BoughtHoursAndPartnersAdd) {
    parameters p = example();
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
