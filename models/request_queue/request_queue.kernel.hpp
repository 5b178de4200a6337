#pragma once
// One week of the queue as compiled for each instruction set. Arrays [x][lane] are read as x * W + lane.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace request_queue {

enum purpose : std::uint32_t { luck_of_week };
enum total : std::size_t { opened, served, unmet, open, waits, totals };

struct kernel_table {
    // The week of residents first ... last - 1, all of one band. waiting: weeks that a resident's request has been open, 0
    // without one. sums[total][lane] of the block.
    void (*serve)(std::size_t first, std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
                  const std::uint32_t* key_high, float opening, const float* service_chance, std::uint32_t give_up,
                  std::uint32_t* waiting, std::uint32_t* sums);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace request_queue
