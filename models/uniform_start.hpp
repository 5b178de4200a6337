#pragma once
// For kernels: numbers uniform in [0, 1) at a run's start.

#include <cstddef>
#include <cstdint>

#include "sim/engine/lanes.hpp"

namespace models {
inline namespace COGOV_ISA {

// Agents first ... last - 1 in all runs of a pack, [agent][lane]; `purpose` is the third word of the counter.
template <class Pack>
[[gnu::always_inline]] inline void uniform_start(std::size_t first, std::size_t last, std::uint32_t purpose,
                                                 const std::uint32_t* key_low, const std::uint32_t* key_high,
                                                 float* into) {
    using word = typename Pack::word;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high);
    for (std::size_t i = first; i < last; ++i) {
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i), 0, purpose, 0, low, high);
        sim::store(into + i * Pack::lanes, sim::uniform(luck.w[0]));
    }
}

}   // namespace COGOV_ISA
}   // namespace models
