#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace voter {

struct kernel_table {
    // Agents first ... last - 1 of `agents` each take the opinion (0 or 1, [agent][lane]) of somebody drawn at random;
    // ones[lane] gets how many then hold opinion 1.
    void (*copy)(std::size_t agents, std::size_t first, std::size_t last, std::uint32_t now,
                 const std::uint32_t* key_low, const std::uint32_t* key_high, const std::uint32_t* opinion,
                 std::uint32_t* next, std::uint32_t* ones);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace voter
