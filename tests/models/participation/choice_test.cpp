#include <cmath>

#include <gtest/gtest.h>

#include "models/participation/choice.hpp"
#include "models/participation/trust.hpp"

namespace {

using one = sim::pack<1>;
using namespace participation;

// What the numbers below are worked out from, whatever the standard values become.
parameters example() {
    parameters p = standard_parameters();
    p.leisure_base = 52;
    p.leisure_floor = 6;
    p.work_factor = 0.7F;
    p.time_weight = 8;
    p.schedule_mismatch = 0.6F;
    p.base_build = -3.55F;
    p.base_govern = -5.2F;
    p.base_share = -3.5F;
    p.band_older_build = 0.1F;
    p.band_older_govern = 0.8F;
    p.band_older_share = 0.85F;
    p.b_unit = 0.4F;
    p.b_party = 0.6F;
    p.taste_sd = 1.5F;
    p.taste_common = 0.64F;   // 0.8 of what all channels share, 0.6 of each one's own
    p.notice = 0.15F;
    p.digital_reach = 0.1F;
    p.emergency_closure = 2;
    p.emergency_solidarity = 0.8F;
    p.invite = 0.25F;
    p.invite_household = 1.5F;
    p.habit_awareness = 0.9F;
    p.volunteer_awareness = 0.35F;
    p.b_social = 1;
    p.b_neighbour = 1;
    p.b_institution = 1.2F;
    p.b_habit = 2;
    p.b_experience = 0.5F;
    p.b_contact = 0.9F;
    p.b_company = 1.25F;
    p.b_volunteer = 1.5F;
    p.b_fatigue = 2;
    p.recruit_drive = 0.6F;
    return p;
}

// middle, employed by a unit, party, online; and older, free
const person worker{1, true, true, true, true, 40, 10, 0.5F, {1, -0.5F, 2}};
const person pensioner{2, false, false, false, false, 0, 0, -1, {0, 0, 0}};

// What the ties of the week bring, without company.
surroundings<one> others() {
    surroundings<one> out{};
    out.exposure = 0.3F;
    out.trust_in_others = 0.6F;
    return out;
}

constexpr float standing[] = {-4.0F, -5.0F, -3.0F};

utilities<one> utilities_at(const parameters& p, const surroundings<one>& around, const own_past<one>& own,
                            bool contacted) {
    return utilities_of<one>(p, standing, around, 0.7F, own, one::mask{contacted}, -0.1F);
}

}   // namespace

TEST(Choice, LeisureIsWhatWorkAndCareLeave) {
    const parameters p = example();
    EXPECT_FLOAT_EQ(leisure(p, worker), 52 - 0.7F * 40 - 10);
    EXPECT_FLOAT_EQ(leisure(p, pensioner), 52);
    person busy = worker;
    busy.work_hours = 70;
    EXPECT_FLOAT_EQ(leisure(p, busy), 6);
}

TEST(Choice, StandingUtilityAddsUpItsParts) {
    parameters p = example();
    p.flexible = 0.25F;
    p.employer_link = 0.5F;
    p.party_drive = 0.5F;
    p.incentive_govern = 0.2F;
    const auto s = standing_of(p, worker, false);
    const double scale = 8.0 * (1 + 0.6 * 0.75) / 14.0;
    const double person = 0.6 * 1.5 + 1.5 * 0.8 * 0.5, own = 1.5 * 0.6;
    EXPECT_NEAR(s.utility[0], -3.55 + 0 + 0 - scale * 3.0 * (1 - 0.1 * 0.0) + person + own * 1, 1e-5);
    EXPECT_NEAR(s.utility[1], -5.2 + 0 + 0.2 - scale * 2.0 * (1 - 0.1 * 0.5) + person + own * -0.5 - 0.4 * 0.5, 1e-5);
    EXPECT_NEAR(s.utility[2], -3.5 + 0 + 0 - scale * 1.5 * (1 - 0.1 * 0.25) + person + own * 2 - 0.4 * 0.5, 1e-5);
    EXPECT_NEAR(s.unheard, 0.85 * 0.9, 1e-6);

    const auto old = standing_of(p, pensioner, false);
    EXPECT_NEAR(old.utility[0], -3.55 + 0.1 - 8.0 * 3.0 / 52 - 1.2, 1e-5);
    EXPECT_NEAR(old.utility[1], -5.2 + 0.8 + 0.2 - 8.0 * 2.0 / 52 - 1.2, 1e-5);
    EXPECT_NEAR(old.utility[2], -3.5 + 0.85 - 8.0 * 1.5 / 52 - 1.2, 1e-5);
    EXPECT_NEAR(old.unheard, 0.85, 1e-6);
}

TEST(Choice, TastesOfChannelsWeighNothingWhereAllTasteIsCommon) {
    parameters p = example();
    p.taste_common = 1;
    person other = worker;
    other.channel_taste[0] = -3;
    other.channel_taste[2] = 3;
    const auto s = standing_of(p, worker, false), t = standing_of(p, other, false);
    for (std::size_t c = 0; c < channel_count; ++c) EXPECT_EQ(s.utility[c], t.utility[c]);
    person keen = worker;
    keen.taste += 1;
    EXPECT_NEAR(standing_of(p, keen, false).utility[1] - s.utility[1], 1.5, 1e-5);
    p.taste_common = 0;
    EXPECT_NEAR(standing_of(p, keen, false).utility[1] - standing_of(p, worker, false).utility[1], 0, 1e-6);
}

TEST(Choice, FlexibleVolunteeringShortensBuildForTheEmployed) {
    parameters p = example();
    p.flexible_volunteering = 0.5F;
    EXPECT_FLOAT_EQ(hours_of_build(p, true), 3.0F * 0.75F);
    EXPECT_FLOAT_EQ(hours_of_build(p, false), 3.0F);
    const float before = standing_of(example(), worker, false).utility[0],
                after = standing_of(p, worker, false).utility[0];
    EXPECT_NEAR(after - before, 8.0 * 1.6 / 14.0 * 0.75, 1e-5);
}

TEST(Choice, YouthProgrammesAreForTheYoung) {
    parameters p = example();
    p.youth_offer = 0.7F;
    person student = pensioner;
    student.band = 0;
    for (int c = 0; c < 3; ++c) {
        EXPECT_NEAR(standing_of(p, student, false).utility[c] - standing_of(example(), student, false).utility[c], 0.7,
                    1e-5);
        EXPECT_EQ(standing_of(p, pensioner, false).utility[c], standing_of(example(), pensioner, false).utility[c]);
    }
}

TEST(Choice, DeliberationDrawsToGovernAndMatchedOffersAllButTheOlderToShare) {
    parameters p = example();
    p.deliberation = 0.25F;
    p.match_offer = 0.2F;
    const auto gain = [&](const person& who, std::size_t c) {
        return standing_of(p, who, false).utility[c] - standing_of(example(), who, false).utility[c];
    };
    for (const person& who : {worker, pensioner}) {
        EXPECT_EQ(gain(who, 0), 0);
        EXPECT_NEAR(gain(who, 1), 0.25, 1e-5);
    }
    EXPECT_NEAR(gain(worker, 2), 0.2, 1e-5);
    EXPECT_EQ(gain(pensioner, 2), 0);
}

TEST(Choice, AnEmergencyClosesGatheringsAndCallsForHelp) {
    const parameters p = example();
    const auto calm = standing_of(p, pensioner, false), crisis = standing_of(p, pensioner, true);
    EXPECT_NEAR(crisis.utility[0] - calm.utility[0], 0.8, 1e-5);
    EXPECT_NEAR(crisis.utility[1] - calm.utility[1], -2.0, 1e-5);
    EXPECT_NEAR(crisis.utility[2] - calm.utility[2], -2.0, 1e-5);
}

TEST(Awareness, ContactIsTheChanceThatAnybodyAsksAndHousematesAskMore) {
    const parameters p = example();
    // Nobody in outreach: 0.7; others who take part: trust 2; housemates: trust 0.9.
    EXPECT_NEAR(not_contacted<one>(p, 0.7F, 2.0F, 0.9F), 0.7 * std::exp(-0.25 * 2.0 - 1.5 * 0.9), 1e-6);
    EXPECT_NEAR(not_contacted<one>(p, 0.7F, 0.0F, 0.0F), 0.7, 1e-7);
    parameters alike = p;
    alike.invite_household = p.invite;   // housemates ask as others do
    EXPECT_NEAR(not_contacted<one>(alike, 0.7F, 2.0F, 0.9F), 0.7 * std::exp(-0.25 * 2.9), 1e-6);
}

TEST(Awareness, HearingIsTheChanceThatAtLeastOneWayOfItWorks) {
    const parameters p = example();
    const float two_ways = 0.85F * 0.9F;
    const double missed = 0.85 * 0.9 * (1 - 0.9 * 0.5);
    EXPECT_NEAR(not_heard<one>(p, two_ways, 0.5F, one::mask{false}), missed, 1e-6);
    EXPECT_NEAR(not_heard<one>(p, two_ways, 0.5F, one::mask{true}), missed * 0.65, 1e-6);
}

TEST(Choice, UtilitiesAddWhatTheWeekBrings) {
    const parameters p = example();
    const own_past<one> own{0.2F, 0.4F, 0.25F, one::mask{true}, one::mask{false}};
    const auto u = utilities_at(p, others(), own, false);
    const double common = 1.0 * 0.3 + 1.0 * 0.1 + 1.2 * 0.2 + 2.0 * 0.2 + 0.5 * 0.4;
    EXPECT_NEAR(u.build, -4 + common + 1.5 - 2.0 * 0.25, 1e-5);
    EXPECT_NEAR(u.govern, -5 + common, 1e-5);
    EXPECT_NEAR(u.share, -3 + common - 0.1, 1e-5);
    parameters supported = p;
    supported.support = 0.5F;
    EXPECT_NEAR(utilities_at(supported, others(), {0.2F, 0.4F, 0.25F, one::mask{false}, one::mask{false}}, false).build,
                -4 + common - 0.25, 1e-5);
}

TEST(Choice, BeingContactedRaisesEveryChannel) {
    const own_past<one> own{0.2F, 0.4F, 0.25F, one::mask{true}, one::mask{false}};
    const auto asked = utilities_at(example(), others(), own, true),
               unasked = utilities_at(example(), others(), own, false);
    EXPECT_NEAR(asked.build - unasked.build, 0.9, 1e-5);
    EXPECT_NEAR(asked.govern - unasked.govern, 0.9, 1e-5);
    EXPECT_NEAR(asked.share - unasked.share, 0.9, 1e-5);
}

TEST(Choice, AHousemateIsCompanyInTheChannelTheyTookAlone) {
    parameters p = example();
    const own_past<one> own{0.2F, 0.4F, 0.25F, one::mask{true}, one::mask{false}};
    const auto alone = utilities_at(p, others(), own, false);
    auto with = others();
    with.company[index_of(govern)] = one::mask{true};
    auto u = utilities_at(p, with, own, false);
    EXPECT_EQ(u.build, alone.build);
    EXPECT_NEAR(u.govern - alone.govern, 1.25, 1e-5);
    EXPECT_EQ(u.share, alone.share);
    p.company = 0.5F;   // family events
    u = utilities_at(p, with, own, false);
    EXPECT_NEAR(u.govern - alone.govern, 1.75, 1e-5);
    EXPECT_EQ(u.share, alone.share);
}

TEST(Choice, RecruitedVolunteersAreLessKeen) {
    const parameters p = example();
    const auto keenness = [&](bool volunteer, bool recruited) {
        const own_past<one> none{0, 0, 0, one::mask{false}, one::mask{false}},
            own{0, 0, 0, one::mask{volunteer}, one::mask{recruited}};
        return utilities_at(p, others(), own, false).build - utilities_at(p, others(), none, false).build;
    };
    EXPECT_NEAR(keenness(true, false), 1.5, 1e-5);
    EXPECT_NEAR(keenness(true, true), 1.5 * 0.6, 1e-5);
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
