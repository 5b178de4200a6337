#pragma once
// One step of the choice model as compiled for each instruction set. Arrays [x][lane] are read as x * W + lane.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace brock_durlauf {

inline constexpr std::size_t most_channels = 3;
enum purpose : std::uint32_t { luck_of_choice };

struct kernel_table {
    // Agents first ... last - 1 choose in step `now`, each alike: a uniform below below[c] is a choice of channel c or
    // one before it. chosen[c] gets how many were below. first is a multiple of four.
    void (*choose)(std::size_t first, std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
                   const std::uint32_t* key_high, const float* below, std::size_t channels, std::uint32_t* chosen);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace brock_durlauf
