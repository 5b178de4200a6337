#pragma once
// Arithmetic alone, compiled for each instruction set as the kernels of models are.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace bench {

struct limits_kernels {
    // x <- x * a + b of `numbers` floats, on registers, in every round; each product and each sum is rounded. Returns the sum
    // of all x, added up in their order.
    float (*arithmetic)(const float* starts, float a, float b, std::uint64_t rounds);
    std::size_t numbers;   // a multiplication and an addition of each in a round
};
// The number of lanes (1 or 16) does not matter here.
[[nodiscard]] const limits_kernels& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace bench
