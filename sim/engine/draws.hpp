#pragma once
// Luck without state: a random number is a pure function of (seed, who, when, what for). Nothing is drawn "next", so
// no mechanism shifts another's numbers, and the same agent meets the same luck in every arm.

#include <array>
#include <bit>
#include <cstdint>

#include "sim/engine/math.hpp"

namespace sim {

// Philox 4x32-10 (Salmon, Moraes, Dror & Shaw 2011): 128 random bits from a 128-bit counter and a 64-bit key. Random123
// is the known answer in the tests; sim/engine/lanes.hpp has the same for many keys at once.
[[nodiscard]] constexpr std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::uint64_t key) {
    auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32U);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = 0xD2511F53ULL * counter[0], b = 0xCD9E8D57ULL * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32U) ^ counter[1] ^ k0, static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32U) ^ counter[3] ^ k1, static_cast<std::uint32_t>(a)};
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return counter;
}

// Uniform in [0, 1) with 24 bits, the resolution at which kernels compare with probabilities.
[[nodiscard]] constexpr float uniform_float(std::uint32_t bits) { return static_cast<float>(bits >> 8U) * 0x1p-24F; }

// Uniform in (0, 1) with 52 bits from two words; never 0 or 1.
[[nodiscard]] constexpr double uniform_double(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 20U) | (low >> 12U);
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

// SplitMix64's finaliser (Steele, Lea & Flood 2014): spreads a number over 64 bits; used to derive seeds.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
}

// Seed of replicate r of a scenario: the same for every arm and point (common random numbers).
[[nodiscard]] constexpr std::uint64_t run_seed(std::uint64_t scenario_seed, std::uint64_t replicate) {
    return mix(mix(scenario_seed) ^ mix(replicate + 0x5eedULL));
}

// One place in the space of luck: up to four uniforms, one normal or one exponential, each a pure function of it.
class draw {
public:
    constexpr draw(std::uint64_t seed, std::uint32_t who, std::uint32_t when, std::uint32_t what_for,
                   std::uint32_t further = 0)
        : bits_{philox({who, when, what_for, further}, seed)} {}

    [[nodiscard]] constexpr std::uint32_t word(std::size_t n) const { return bits_[n]; }
    [[nodiscard]] constexpr double uniform() const { return uniform_double(bits_[0], bits_[1]); }   // (0, 1)
    [[nodiscard]] constexpr double other_uniform() const {
        return uniform_double(bits_[2], bits_[3]);
    }   // independent of uniform()
    [[nodiscard]] double normal() const { return normal_quantile(uniform()); }
    [[nodiscard]] double exponential() const { return -log(uniform()); }   // mean 1
    // Whole number in [0, count), count < 2^32, from uniform(); bias below 2^-20.
    [[nodiscard]] constexpr std::uint32_t below(std::uint32_t count) const {
        return static_cast<std::uint32_t>(uniform() * static_cast<double>(count));
    }

private:
    std::array<std::uint32_t, 4> bits_;
};

}   // namespace sim
