#pragma once
// Arithmetic alone, compiled for each instruction set as the kernels of models are.

#include <cstddef>
#include <cstdint>

#include "sim/isa.hpp"

namespace bench {

struct limits_kernels {
    // 2 * 8 * lanes floating point operations a round, on registers; returns a number that depends on all of them.
    float (*arithmetic)(std::uint64_t rounds);
};
[[nodiscard]] const limits_kernels& kernels_for(sim::instruction_set isa, std::size_t lanes);

inline constexpr std::uint64_t operations_a_round = 16;   // of one lane

}   // namespace bench
