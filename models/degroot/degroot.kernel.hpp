#pragma once
// One step of averaging as compiled for each instruction set. Arrays [x][lane] are read as x * W + lane.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace degroot {

enum purpose : std::uint32_t { luck_of_start };

// Who listens to whom, shared by all runs: agent i's weights are weight[first[i]] ... weight[first[i + 1] - 1], of the
// opinions of `to`; they add up to 1.
struct listeners {
    const std::uint32_t* first;
    const std::uint32_t* to;
    const float* weight;
    const float* susceptibility;
};

struct kernel_table {
    // Opinions at the start, uniform in [0, 1).
    void (*start)(std::size_t first, std::size_t last, const std::uint32_t* key_low, const std::uint32_t* key_high,
                  float* opinion);
    // next = susceptibility * average of now + (1 - susceptibility) * anchor, for agents first ... last - 1. sums[0] and
    // sums[1] get the sum of next and of its squares, [2] and [3] the least and the largest.
    void (*listen)(const listeners& whom, std::size_t first, std::size_t last, const float* now, const float* anchor,
                   float* next, float* sums);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace degroot
