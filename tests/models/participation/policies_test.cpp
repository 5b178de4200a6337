#include <gtest/gtest.h>

#include "models/participation/policies.hpp"
#include "sim/experiment/sweep.hpp"
#include "sim/scenario/branching.hpp"

namespace {

using namespace participation;

policy campaign(const char* lever, float level) {
    policy p;
    p.lever = lever_named(lever);
    p.level = level;
    return p;
}

}   // namespace

TEST(Policy, WithoutSustainHalvesEveryHalfLife) {
    policy p = campaign("youth_programme", 1);
    p.sustain = 0;
    p.half_life = 26;
    p.start = 10;
    EXPECT_EQ(strength(p, 9), 0.0);
    EXPECT_DOUBLE_EQ(strength(p, 10), 1.0);
    EXPECT_NEAR(strength(p, 36), 0.5, 1e-12);
    EXPECT_NEAR(strength(p, 62), 0.25, 1e-12);
    EXPECT_DOUBLE_EQ(paid_strength(p, 62), 1.0);   // a campaign that wears off is not cheaper
}

TEST(Policy, PartlySustainedFadesToThatPart) {
    policy p = campaign("admin_relief", 0.5F);
    p.sustain = 0.5F;
    EXPECT_NEAR(strength(p, 26), 0.5 * 0.75, 1e-12);
    EXPECT_NEAR(strength(p, 2600), 0.25, 1e-9);
}

TEST(Policy, RampsUpAndEnds) {
    policy p = campaign("admin_relief", 0.8F);
    p.ramp = 4;
    p.end = 10;
    EXPECT_NEAR(strength(p, 0), 0.2, 1e-7);
    EXPECT_NEAR(strength(p, 2), 0.6, 1e-7);
    EXPECT_NEAR(strength(p, 3), 0.8, 1e-7);
    EXPECT_NEAR(strength(p, 9), 0.8, 1e-7);
    EXPECT_EQ(strength(p, 10), 0.0);
    p.ramp = 0;
    EXPECT_NEAR(strength(p, 0), 0.8, 1e-7);
}

TEST(Policy, OfTheSameLeverAddUpToTheLeversRange) {
    setting s;
    s.policies = {campaign("admin_relief", 0.7F), campaign("admin_relief", 0.7F)};
    s.policies[1].communities = {2};
    EXPECT_NEAR(strengths_in(s, 1, 0)[lever_named("admin_relief")], 0.7, 1e-7);
    EXPECT_DOUBLE_EQ(strengths_in(s, 2, 0)[lever_named("admin_relief")], 1.0);
}

TEST(Policy, SplitInTwoHalvesIsTheSame) {
    setting whole, halves;
    whole.policies = {campaign("points", 0.3F)};
    halves.policies = {campaign("points", 0.15F), campaign("points", 0.15F)};
    EXPECT_EQ(strengths_in(whole, 0, 5), strengths_in(halves, 0, 5));
}

TEST(Policy, ThatIsThereAlreadyIsInForceInEveryWeekAndCostsNothing) {
    setting s;
    s.there = {campaign("points", 12)};
    s.there[0].communities = {1};
    const std::size_t points = lever_named("points");
    for (const week now : {-260, 0, 5000}) {
        EXPECT_EQ(strengths_in(s, 1, now)[points], 12.0);
        EXPECT_EQ(strengths_in(s, 0, now)[points], 0.0);
        EXPECT_EQ(paid_strengths_in(s, 1, now)[points], 0.0);
    }
    EXPECT_TRUE(onsets_of(s, -260, 100).empty());   // it tells no arm from another
}

TEST(Policy, AddsToWhatIsThereUpToTheLeversRange) {
    setting s;
    s.there = {campaign("points", 12)};
    s.policies = {campaign("points", 20)};
    s.policies[0].ramp = 2;
    s.policies[0].sustain = 0;
    const std::size_t points = lever_named("points");
    EXPECT_DOUBLE_EQ(strengths_in(s, 0, -1)[points], 12);
    EXPECT_DOUBLE_EQ(strengths_in(s, 0, 0)[points], 22);
    EXPECT_DOUBLE_EQ(paid_strengths_in(s, 0, 0)[points], 10);
    EXPECT_DOUBLE_EQ(strengths_in(s, 0, 1)[points], 30);   // of 31.5 after a week of fading
    EXPECT_DOUBLE_EQ(paid_strengths_in(s, 0, 1)[points], 18);
    EXPECT_DOUBLE_EQ(strengths_in(s, 0, 26)[points], 22);
    EXPECT_DOUBLE_EQ(paid_strengths_in(s, 0, 26)[points], 18);   // fading saves nothing
}

TEST(InForce, NoStrengthIsTheBaseItself) {
    const parameters base = standard_parameters();
    EXPECT_EQ(in_force(base, standard_lever_values(), strengths{}), base);
}

TEST(InForce, AddsComeBeforeFactorsAndResultsAreClipped) {
    parameters base = standard_parameters();
    lever_values values = standard_lever_values();
    base.handling = 0;
    strengths x{};
    x[lever_named("grid_management")] = 1;
    x[lever_named("digital_platform")] = 1;
    x[lever_named("one_stop_service")] = 1;
    const parameters p = in_force(base, values, x);
    EXPECT_FLOAT_EQ(p.digital_reach, base.digital_reach + 0.05F + 0.4F * 0.5F);   // half without a specialist
    EXPECT_FLOAT_EQ(p.handling, 0.15F + 0.6F);
    values.coefficients[coefficient_named("one_stop_service.handling")] = 1;
    EXPECT_FLOAT_EQ(in_force(base, values, x).handling, 0.15F + 1);
    base.pay = 4;
    strengths pay{};
    pay[lever_named("worker_pay")] = 2;
    EXPECT_FLOAT_EQ(in_force(base, values, pay).pay, 5.0F);
}

TEST(FirstDifference, IsTheStartOfWhatOnlyOneHas) {
    setting none, relief, both;
    relief.policies = {campaign("admin_relief", 0.5F)};
    relief.policies[0].start = 20;
    both.policies = {campaign("points", 0.3F), relief.policies[0]};
    both.policies[0].start = 40;
    const auto first_difference = [](const setting& a, const setting& b, week first, week last) {
        return sim::first_difference(onsets_of(a, first, last), onsets_of(b, first, last));
    };
    EXPECT_EQ(first_difference(none, none, -52, 100), std::nullopt);
    EXPECT_EQ(first_difference(none, relief, -52, 100), 20);
    EXPECT_EQ(first_difference(relief, both, -52, 100), 40);
    EXPECT_EQ(first_difference(none, both, -52, 100), 20);
    EXPECT_EQ(first_difference(none, relief, -52, 20), std::nullopt);
    setting crisis;
    crisis.emergencies = {{-10, 5}};
    EXPECT_EQ(first_difference(none, crisis, -52, 100), -10);
    setting longer, halves, before;
    longer.emergencies = {{-10, 7}};
    halves.emergencies = {{-10, 2}, {-8, 3}};
    before.emergencies = {{-200, 195}};
    EXPECT_EQ(first_difference(crisis, longer, -52, 100), -5);
    EXPECT_EQ(first_difference(crisis, halves, -52, 100), std::nullopt);
    EXPECT_EQ(first_difference(crisis, before, -52, 100), -52);
    EXPECT_EQ(first_difference(crisis, before, -10, 100), std::nullopt);
    EXPECT_EQ(first_difference(relief, both, -52, 30), std::nullopt);
}

TEST(Emergency, LastsItsWeeks) {
    setting s;
    s.emergencies = {{60, 12}};
    EXPECT_FALSE(in_emergency(s, 59));
    EXPECT_TRUE(in_emergency(s, 60));
    EXPECT_TRUE(in_emergency(s, 71));
    EXPECT_FALSE(in_emergency(s, 72));
}
