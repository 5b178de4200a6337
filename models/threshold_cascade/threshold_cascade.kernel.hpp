#pragma once
// One step of the cascade as compiled for each instruction set. Arrays [x][lane] are read as x * W + lane.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace threshold_cascade {

enum purpose : std::uint32_t { luck_of_start };

struct kernel_table {
    // Words of luck, two an agent: who starts it, and the threshold.
    void (*draw)(std::size_t first, std::size_t last, const std::uint32_t* key_low, const std::uint32_t* key_high,
                 std::uint32_t* start, std::uint32_t* threshold);
    // next = 1 for agents first ... last - 1 that are active now, or of whose others (ties to[first_tie[i]] ...) at least
    // the share `threshold` is. active[lane] gets how many are.
    void (*spread)(const std::uint32_t* first_tie, const std::uint32_t* to, std::size_t first, std::size_t last,
                   const float* threshold, const std::uint32_t* now, std::uint32_t* next, std::uint32_t* active);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace threshold_cascade
