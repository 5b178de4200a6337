#pragma once
// The turn of a year as compiled for each instruction set. Arrays [x][lane] are read as x * W + lane.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace ageing {

enum purpose : std::uint32_t { luck_of_start, luck_of_leaving };

struct kernel_table {
    // Ages of slots first ... last - 1, as rows of the tables, drawn where `replace_all` is set; else each gets a year older
    // or, with the chance leave[age], is taken by a newcomer. below is the distribution function of newcomers' ages over
    // `ages` rows; who reaches the last row's age stays in it. newcomers[lane] gets how many came.
    void (*turn)(std::size_t first, std::size_t last, std::uint32_t now, bool replace_all, const std::uint32_t* key_low,
                 const std::uint32_t* key_high, const float* leave, const float* below, std::uint32_t ages,
                 std::uint32_t* age, std::uint32_t* newcomers);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace ageing
