#include <cmath>
#include <set>

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include "sim/engine/draws.hpp"

TEST(Philox, GivesRandom123sNumbers) {
    r123::Philox4x32 known;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const std::uint64_t key = sim::mix(i);
        const r123::Philox4x32::ctr_type counter{{i, i * 77, ~i, 3}};
        const r123::Philox4x32::ukey_type seed{
            {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32U)}};
        const auto expected = known(counter, seed);
        const auto found = sim::philox({i, i * 77, ~i, 3}, key);
        for (std::size_t w = 0; w < 4; ++w) ASSERT_EQ(found[w], expected[w]);
    }
}

TEST(Philox, GivesThePublishedAnswers) {   // Random123's kat_vectors, philox4x32 10
    const auto zeros = sim::philox({0, 0, 0, 0}, 0);
    EXPECT_EQ(zeros, (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    const auto ones = sim::philox({~0U, ~0U, ~0U, ~0U}, ~0ULL);
    EXPECT_EQ(ones, (std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

// Means over n draws, within 5.3 standard errors (false alarm 1e-7 each).
TEST(Draw, UniformsNormalsAndExponentialsHaveTheirMeans) {
    const int n = 200000;
    double uniform = 0, other = 0, normal = 0, square = 0, exponential = 0, product = 0;
    for (int i = 0; i < n; ++i) {
        const sim::draw d{7, static_cast<std::uint32_t>(i), 3, 1};
        ASSERT_GT(d.uniform(), 0.0);
        ASSERT_LT(d.uniform(), 1.0);
        uniform += d.uniform();
        other += d.other_uniform();
        product += (d.uniform() - 0.5) * (d.other_uniform() - 0.5);
        normal += d.normal();
        square += d.normal() * d.normal();
        exponential += d.exponential();
    }
    const double error = 5.3 / std::sqrt(n);
    EXPECT_NEAR(uniform / n, 0.5, error * std::sqrt(1.0 / 12));
    EXPECT_NEAR(other / n, 0.5, error * std::sqrt(1.0 / 12));
    EXPECT_NEAR(product / n, 0.0, error / 12);
    EXPECT_NEAR(normal / n, 0.0, error);
    EXPECT_NEAR(square / n, 1.0, error * std::sqrt(2.0));
    EXPECT_NEAR(exponential / n, 1.0, error);
}

TEST(Draw, ChangesWithEachOfItsArguments) {
    std::set<std::uint32_t> seen;
    for (const auto& d : {sim::draw{1, 2, 3, 4, 5}, sim::draw{2, 2, 3, 4, 5}, sim::draw{1, 3, 3, 4, 5},
                          sim::draw{1, 2, 4, 4, 5}, sim::draw{1, 2, 3, 5, 5}, sim::draw{1, 2, 3, 4, 6}})
        seen.insert(d.word(0));
    EXPECT_EQ(seen.size(), 6U);
}

TEST(RunSeed, DependsOnScenarioSeedAndReplicateAlone) {
    EXPECT_EQ(sim::run_seed(5, 0), sim::run_seed(5, 0));
    std::set<std::uint64_t> seen;
    for (std::uint64_t s = 0; s < 50; ++s)
        for (std::uint64_t r = 0; r < 50; ++r) seen.insert(sim::run_seed(s, r));
    EXPECT_EQ(seen.size(), 2500U);
}
