#include <vector>

#include <gtest/gtest.h>

#include "models/participation/trust.hpp"

namespace {

using one = sim::pack<1>;
using namespace participation;

std::uint32_t word(std::uint32_t channel, float engagement, bool volunteer = false) {
    return put_in<field::engagement>(static_cast<std::uint32_t>(engagement * engagement_one + 0.5F)) |
           put_in<field::volunteer>(volunteer ? 1U : 0U) | channel;
}

// Resident 0 is tied to 1 in the household, to 1, 2 and 3 as neighbours, to 4 as a friend and to 5 at work.
struct corner {
    parameters p = standard_parameters();
    std::vector<std::uint32_t> first{0, 1, 4, 5, 6}, to{1, 1, 2, 3, 4, 5};
    std::vector<std::uint32_t> words{word(build, 0.2F),  word(build, 0.5F), word(share, 0.25F),
                                     word(none, 0.125F), word(build, 1.0F), word(govern, 0.75F)};
    std::vector<float> trust{0.9F, 0.4F, 0.5F, 0.6F, 0.7F, 0.3F};
    surroundings<one> meet() {
        return meet_others<one>(p, 0, words[0], first.data(), to.data(), words.data(), trust.data(), first.back());
    }
};

}   // namespace

TEST(Trust, GrowsWhereBothMetAndSeesANeighbourVolunteer) {
    corner c;
    c.meet();
    // household: met in build: 0.9 + 0.02 (1 - 0.9) - 0.01 (0.9 - 0.9)
    EXPECT_FLOAT_EQ(c.trust[0], 0.902F);
    // neighbour who builds: met and seen helping: 0.4 + (0.12 + 0.01) 0.6 - 0.01 (0.4 - 0.45)
    EXPECT_FLOAT_EQ(c.trust[1], 0.4785F);
    // neighbours elsewhere: only decay: 0.5 - 0.01 * 0.05; 0.6 - 0.01 * 0.15
    EXPECT_FLOAT_EQ(c.trust[2], 0.4995F);
    EXPECT_FLOAT_EQ(c.trust[3], 0.5985F);
    // a friend who builds is met, but seeing help is for neighbours: 0.7 + 0.06 * 0.3 - 0.01 (0.7 - 0.62)
    EXPECT_FLOAT_EQ(c.trust[4], 0.7172F);
    // a colleague in another channel: 0.3 - 0.01 (0.3 - 0.5)
    EXPECT_FLOAT_EQ(c.trust[5], 0.302F);
}

TEST(Trust, NobodyIsMetInNoChannelButANeighbourIsSeenHelping) {
    corner c;
    c.words[0] = word(none, 0.2F);
    c.meet();
    EXPECT_FLOAT_EQ(c.trust[0], 0.9F);
    EXPECT_FLOAT_EQ(c.trust[1], 0.4F + 0.01F * 0.6F + 0.01F * 0.05F);
    EXPECT_FLOAT_EQ(c.trust[3], 0.5985F);   // none meets none: no gain
}

TEST(Trust, NeighbourLiftRaisesWhereNeighbourTrustRests) {
    corner c;
    c.p.neighbour_lift = 0.1F;
    c.words[0] = word(none, 0.0F);
    c.meet();
    EXPECT_FLOAT_EQ(c.trust[2], 0.5F - 0.01F * (0.5F - 0.55F));
    EXPECT_FLOAT_EQ(c.trust[4], 0.7F - 0.01F * (0.7F - 0.62F));   // not that of friends
}

TEST(Trust, StaysBetweenNothingAndOne) {
    corner c;
    c.p.gain_household = 1;
    c.p.gain_neighbour = 1;
    c.p.gain_help = 1;
    c.p.trust_decay = 1;
    c.p.neighbour_lift = 0.5F;
    for (int week = 0; week < 50; ++week) {
        c.meet();
        for (const float w : c.trust) {
            EXPECT_GE(w, 0.0F);
            EXPECT_LE(w, 1.0F);
        }
    }
}

TEST(Trust, SumsUpWhatTiesBringWithTheNewTrust) {
    corner c;
    const auto s = c.meet();
    const float w[] = {0.902F, 0.4785F, 0.4995F, 0.5985F, 0.7172F, 0.302F};
    const float h[] = {0.5F, 0.5F, 0.25F, 0.125F, 1.0F, 0.75F};
    float weight = 0, weighted = 0;
    for (int k = 0; k < 6; ++k) {
        weight += w[k];
        weighted += w[k] * h[k];
    }
    EXPECT_NEAR(s.exposure, weighted / weight, 1e-6);
    EXPECT_NEAR(s.asked_at_home, w[0], 1e-6);
    // All others but the neighbour who takes part in nothing.
    EXPECT_NEAR(s.asked, weight - w[0] - w[3], 1e-6);
    EXPECT_NEAR(s.trust_in_others, (weight - w[0]) / 5, 1e-6);   // without the household
    EXPECT_NEAR(s.neighbour_trust, w[1] + w[2] + w[3], 1e-6);
}

TEST(Trust, HousematesAloneAreCompanyAndInTheirOwnChannel) {
    corner c;
    const auto company = [&] {
        const auto s = c.meet();
        std::string in;
        for (const auto channel : {build, govern, share})
            in += s.company[index_of(channel)].bits ? channel_names[index_of(channel)][0] : '.';
        return in;
    };
    EXPECT_EQ(company(), "b..");   // neighbours in share and colleagues in govern are none
    c.words[1] = word(none, 1.0F);
    EXPECT_EQ(company(), "...");
    // A household of three: 1 shares, 2 governs.
    c.first = {0, 2, 4, 5, 6};
    c.to = {1, 2, 2, 3, 4, 5};
    c.words[1] = word(share, 0.0F);
    c.words[2] = word(govern, 0.0F);
    EXPECT_EQ(company(), ".gs");
    c.words[0] = word(none, 0.0F);   // whatever one did oneself
    EXPECT_EQ(company(), ".gs");
}

TEST(Trust, WithoutTiesExposureIsNothingAndTrustAHalf) {
    corner c;
    c.first = {0, 0, 0, 0, 0};
    const auto s = c.meet();
    EXPECT_EQ(s.exposure, 0.0F);
    EXPECT_EQ(s.asked, 0.0F);
    EXPECT_EQ(s.asked_at_home, 0.0F);
    EXPECT_EQ(s.trust_in_others, 0.5F);
    EXPECT_EQ(s.neighbour_trust, 0.0F);
    c.first = {0, 1, 1, 1, 1};   // a household alone
    EXPECT_EQ(c.meet().trust_in_others, 0.5F);
    EXPECT_FLOAT_EQ(c.meet().exposure, 0.5F);
}
