#include <gtest/gtest.h>

#include "models/participation/service.hpp"

namespace {

using one = sim::pack<1>;
using namespace participation;

// What the numbers below are worked out from.
parameters example() {
    parameters p = standard_parameters();
    p.request_middle = 0.0035F;
    p.hard_share = 0.2F;
    p.hard_factor = 0.25F;
    return p;
}

// Served with 0.4; trust drifts to 0.58.
service_outcome<one> a_week(const parameters& p, std::uint32_t waiting, float trust, float u, bool hard = false) {
    return serve<one>(p, waiting, one::mask{hard}, trust, 0.4F, p.request_middle, 0.58F, u);
}

}   // namespace

TEST(Service, HelpRaisesTrustAndLateHelpLess) {
    const parameters p = example();
    // served at once: 0.5 + 0.1 * 0.5, then 0.004 of the way to 0.58
    const auto at_once = a_week(p, 1, 0.5F, 0.1F);
    EXPECT_TRUE(at_once.served.bits);
    EXPECT_EQ(at_once.waiting, 0U);
    EXPECT_FLOAT_EQ(at_once.institution_trust, 0.55F + 0.004F * (0.58F - 0.55F));
    // served in week 3: gain 0.1 exp(-2 / 2) = 0.0367879
    const auto late = a_week(p, 3, 0.5F, 0.1F);
    EXPECT_NEAR(late.institution_trust, 0.51839397 + 0.004 * (0.58 - 0.51839397), 1e-6);
}

TEST(Service, WaitingBeyondPatienceCostsTrust) {
    const parameters p = example();
    const auto patient = a_week(p, 2, 0.5F, 0.9F);
    EXPECT_EQ(patient.waiting, 3U);
    EXPECT_FLOAT_EQ(patient.institution_trust, 0.5F + 0.004F * 0.08F);
    const auto impatient = a_week(p, 3, 0.5F, 0.9F);
    EXPECT_EQ(impatient.waiting, 4U);
    EXPECT_FLOAT_EQ(impatient.institution_trust, 0.48F + 0.004F * 0.10F);
}

TEST(Service, IsDroppedAsUnmetAfterGivingUp) {
    const parameters p = example();
    const auto seven = a_week(p, 7, 0.5F, 0.9F);
    EXPECT_FALSE(seven.unmet.bits);
    EXPECT_EQ(seven.waiting, 8U);
    const auto eight = a_week(p, 8, 0.5F, 0.9F);
    EXPECT_TRUE(eight.unmet.bits);
    EXPECT_EQ(eight.waiting, 0U);
    EXPECT_FALSE(eight.opened.bits);                                                // no new request in the same week
    EXPECT_FLOAT_EQ(eight.institution_trust, 0.432F + 0.004F * (0.58F - 0.432F));   // 0.5 * 0.96 * 0.9
}

TEST(Service, OpensWhereNoneIsOpen) {
    const parameters p = example();
    const auto opens = a_week(p, 0, 0.6F, 0.0034F);
    EXPECT_TRUE(opens.opened.bits);
    EXPECT_EQ(opens.waiting, 1U);
    const auto quiet = a_week(p, 0, 0.6F, 0.0036F);
    EXPECT_FALSE(quiet.opened.bits);
    EXPECT_EQ(quiet.waiting, 0U);
    EXPECT_FLOAT_EQ(quiet.institution_trust, 0.6F - 0.004F * 0.02F);
}

TEST(Service, OfAHardRequestIsRarer) {
    const parameters p = example();
    EXPECT_TRUE(a_week(p, 1, 0.5F, 0.099F, true).served.bits);   // 0.25 * 0.4
    const auto waits = a_week(p, 1, 0.5F, 0.101F, true);
    EXPECT_FALSE(waits.served.bits);
    EXPECT_EQ(waits.waiting, 2U);
    EXPECT_TRUE(waits.hard.bits);   // what is open stays what it is
    EXPECT_FALSE(a_week(p, 1, 0.5F, 0.9F, false).hard.bits);
    EXPECT_TRUE(a_week(p, 1, 0.5F, 0.399F, false).served.bits);
    // Once it is gone, nothing hard is open.
    EXPECT_FALSE(a_week(p, 1, 0.5F, 0.05F, true).hard.bits);
    const auto dropped = a_week(p, 8, 0.5F, 0.9F, true);
    EXPECT_TRUE(dropped.unmet.bits);
    EXPECT_FALSE(dropped.hard.bits);
}

TEST(Service, AShareOfRequestsOpensHard) {
    const parameters p = example();
    const auto hard = a_week(p, 0, 0.5F, 0.0006F), ordinary = a_week(p, 0, 0.5F, 0.0008F),
               none = a_week(p, 0, 0.5F, 0.004F);
    EXPECT_TRUE(hard.opened.bits && hard.hard.bits);   // below 0.2 * 0.0035
    EXPECT_TRUE(ordinary.opened.bits);
    EXPECT_FALSE(ordinary.hard.bits);
    EXPECT_FALSE(none.opened.bits || none.hard.bits);
}

TEST(Service, TrustDriftsToWhatTheBandIsToldToHave) {
    const parameters p = example();
    const auto after = [&](float rest) {
        return serve<one>(p, 0U, one::mask{false}, 0.5F, 0.4F, p.request_middle, rest, 0.9F).institution_trust;
    };
    EXPECT_FLOAT_EQ(after(0.6F), 0.5F + 0.004F * 0.1F);
    EXPECT_FLOAT_EQ(after(0.4F), 0.5F - 0.004F * 0.1F);
}

TEST(Service, TrustStaysBetweenNothingAndOne) {
    parameters p = example();
    p.serve_gain = 1;
    p.wait_loss = 1;
    p.drop_loss = 1;
    for (std::uint32_t n = 0; n < 105; ++n)
        for (const float v : {0.0F, 0.5F, 1.0F})
            for (const float u : {0.0F, 0.5F, 0.999F}) {
                const float after = a_week(p, n, v, u).institution_trust;
                EXPECT_GE(after, 0.0F);
                EXPECT_LE(after, 1.0F);
            }
}
