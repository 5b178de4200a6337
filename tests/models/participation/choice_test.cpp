#include <cmath>

#include <gtest/gtest.h>

#include "models/participation/choice.hpp"

namespace {

using one = sim::pack<1>;
using namespace participation;

const person worker{1, true, true, true, true, 40, 10, 0.5F};      // middle, employed by a unit, party, online
const person pensioner{2, false, false, false, false, 0, 0, -1};   // older, free

}   // namespace

TEST(Choice, LeisureIsWhatWorkAndCareLeave) {
    const parameters p = standard_parameters();
    EXPECT_FLOAT_EQ(leisure(p, worker), 52 - 0.7F * 40 - 10);
    EXPECT_FLOAT_EQ(leisure(p, pensioner), 52);
    person busy = worker;
    busy.work_hours = 70;
    EXPECT_FLOAT_EQ(leisure(p, busy), 6);
}

TEST(Choice, StandingUtilityAddsUpItsParts) {
    parameters p = standard_parameters();
    p.flexible = 0.25F;
    p.employer_link = 0.5F;
    p.party_drive = 0.5F;
    p.incentive_govern = 0.2F;
    const auto s = standing_of(p, worker, false);
    const double scale = 8.0 * (1 + 0.6 * 0.75) / 14.0;
    const double person = 0.6 * 1.5 + 1.4 * 0.5;
    EXPECT_NEAR(s.utility[0], -3.55 + 0 + 0 - scale * 3.0 * (1 - 0.1 * 0.0) + person, 1e-5);
    EXPECT_NEAR(s.utility[1], -5.2 + 0 + 0.2 - scale * 2.0 * (1 - 0.1 * 0.5) + person - 0.4 * 0.5, 1e-5);
    EXPECT_NEAR(s.utility[2], -3.5 + 0 + 0 - scale * 1.5 * (1 - 0.1 * 0.25) + person - 0.4 * 0.5, 1e-5);
    EXPECT_NEAR(s.unheard, 0.85 * 0.9, 1e-6);

    const auto old = standing_of(p, pensioner, false);
    EXPECT_NEAR(old.utility[0], -3.55 + 0.1 - 8.0 * 3.0 / 52 - 1.4, 1e-5);
    EXPECT_NEAR(old.utility[1], -5.2 + 0.8 + 0.2 - 8.0 * 2.0 / 52 - 1.4, 1e-5);
    EXPECT_NEAR(old.utility[2], -3.5 + 0.85 - 8.0 * 1.5 / 52 - 1.4, 1e-5);
    EXPECT_NEAR(old.unheard, 0.85, 1e-6);
}

TEST(Choice, FlexibleVolunteeringShortensBuildForTheEmployed) {
    parameters p = standard_parameters();
    p.flexible_volunteering = 0.5F;
    EXPECT_FLOAT_EQ(hours_of_build(p, true), 3.0F * 0.75F);
    EXPECT_FLOAT_EQ(hours_of_build(p, false), 3.0F);
    const float before = standing_of(standard_parameters(), worker, false).utility[0],
                after = standing_of(p, worker, false).utility[0];
    EXPECT_NEAR(after - before, 8.0 * 1.6 / 14.0 * 0.75, 1e-5);
}

TEST(Choice, YouthProgrammesAreForTheYoung) {
    parameters p = standard_parameters();
    p.youth_offer = 0.7F;
    person student = pensioner;
    student.band = 0;
    for (int c = 0; c < 3; ++c) {
        EXPECT_NEAR(
            standing_of(p, student, false).utility[c] - standing_of(standard_parameters(), student, false).utility[c],
            0.7, 1e-5);
        EXPECT_EQ(standing_of(p, pensioner, false).utility[c],
                  standing_of(standard_parameters(), pensioner, false).utility[c]);
    }
}

TEST(Choice, AnEmergencyClosesGatheringsAndCallsForHelp) {
    const parameters p = standard_parameters();
    const auto calm = standing_of(p, pensioner, false), crisis = standing_of(p, pensioner, true);
    EXPECT_NEAR(crisis.utility[0] - calm.utility[0], 0.8, 1e-5);
    EXPECT_NEAR(crisis.utility[1] - calm.utility[1], -2.0, 1e-5);
    EXPECT_NEAR(crisis.utility[2] - calm.utility[2], -2.0, 1e-5);
}

TEST(Awareness, IsTheChanceThatAtLeastOneWayOfHearingWorks) {
    const parameters p = standard_parameters();
    const float standing = 0.85F * 0.9F, unheard = 0.7F;
    const float with = awareness<one>(p, standing, unheard, 2.0F, 0.5F, true),
                without = awareness<one>(p, standing, unheard, 2.0F, 0.5F, false);
    const double missed = 0.85 * 0.9 * 0.7 * std::exp(-0.25 * 2.0) * (1 - 0.9 * 0.5);
    EXPECT_NEAR(without, 1 - missed, 1e-6);
    EXPECT_NEAR(with, 1 - missed * 0.65, 1e-6);
}

TEST(Choice, UtilitiesAddWhatTheWeekBrings) {
    const parameters p = standard_parameters();
    const float standing[] = {-4.0F, -5.0F, -3.0F};
    const auto u = utilities_of<one>(p, standing, 0.3F, 0.6F, 0.7F, 0.2F, true, 0.25F, -0.1F);
    const double common = 1.0 * 0.3 + 1.0 * 0.1 + 1.2 * 0.2 + 2.0 * 0.2;
    EXPECT_NEAR(u.build, -4 + common + 1.5 - 2.0 * 0.25, 1e-5);
    EXPECT_NEAR(u.govern, -5 + common, 1e-5);
    EXPECT_NEAR(u.share, -3 + common - 0.1, 1e-5);
    parameters supported = p;
    supported.support = 0.5F;
    EXPECT_NEAR(utilities_of<one>(supported, standing, 0.3F, 0.6F, 0.7F, 0.2F, false, 0.25F, -0.1F).build,
                -4 + common - 0.25, 1e-5);
}

TEST(Choice, ProbabilitiesAreALogitAmongTheAware) {
    const utilities<one> u{-1.0F, -2.0F, 0.5F};
    const auto p = choice_probabilities<one>(0.4F, u);
    const double sum = 1 + std::exp(-1.0) + std::exp(-2.0) + std::exp(0.5);
    EXPECT_NEAR(p.build, 0.4 * std::exp(-1.0) / sum, 1e-7);
    EXPECT_NEAR(p.govern, 0.4 * std::exp(-2.0) / sum, 1e-7);
    EXPECT_NEAR(p.share, 0.4 * std::exp(0.5) / sum, 1e-7);
}

TEST(Choice, HugeUtilitiesGiveProbabilitiesStill) {
    const auto p = choice_probabilities<one>(1.0F, utilities<one>{300.0F, 300.0F, -300.0F});
    EXPECT_FLOAT_EQ(p.build, 0.5F);
    EXPECT_FLOAT_EQ(p.govern, 0.5F);
    EXPECT_LT(p.share, 1e-30F);
    const auto q = choice_probabilities<one>(1.0F, utilities<one>{-300.0F, -300.0F, -300.0F});
    EXPECT_LT(q.build + q.govern + q.share, 1e-30F);
}

TEST(Choice, OneNumberPicksInTheOrderBuildGovernShareNone) {
    const utilities<one> p{0.2F, 0.1F, 0.3F};
    EXPECT_EQ(choose<one>(p, 0.0F), build);
    EXPECT_EQ(choose<one>(p, 0.19F), build);
    EXPECT_EQ(choose<one>(p, 0.21F), govern);
    EXPECT_EQ(choose<one>(p, 0.31F), share);
    EXPECT_EQ(choose<one>(p, 0.61F), none);
}
