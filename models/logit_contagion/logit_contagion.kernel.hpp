#pragma once
// One step of the contagion as compiled for each instruction set. Arrays [x][lane] are read as x * W + lane.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace logit_contagion {

enum purpose : std::uint32_t { luck_of_start, luck_of_choice };

// Who sees whom, shared by all runs: agent i sees to[first[i]] ... to[first[i + 1] - 1] with weights that add up to 1.
struct surroundings {
    const std::uint32_t* first;
    const std::uint32_t* to;
    const float* weight;
};
struct wishes {
    float base, social, habit, habit_rate;
};

// Operations on 32-bit numbers in each of sixteen lanes: of an agent's choice, of a draw, which four agents share, and of a
// tie more.
inline constexpr std::size_t operations_of_agent = 43, operations_of_draw = 194, operations_of_tie = 2;

struct kernel_table {
    // Habits at the start, uniform in [0, 1).
    void (*start)(std::size_t first, std::size_t last, const std::uint32_t* key_low, const std::uint32_t* key_high,
                  float* habit);
    // Agents first ... last - 1 choose in step `now` from the habits of the step before, and form new ones. took_part gets
    // how many took part, sum the sum of the new habits. first is a multiple of four.
    void (*choose)(const surroundings& of, const wishes& with, std::size_t first, std::size_t last, std::uint32_t now,
                   const std::uint32_t* key_low, const std::uint32_t* key_high, const float* habit, float* next,
                   std::uint32_t* took_part, float* sum);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace logit_contagion
