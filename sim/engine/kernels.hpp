#pragma once
// Chooses what a kernel file (*.kernel.cpp) defines for an instruction set. In a source file, inside the namespace of the
// kernels, COGOV_KERNELS(table) declares `const table& kernels(std::size_t lanes)` of every instruction set and defines
//
//     const table& kernels_for(sim::instruction_set isa, std::size_t lanes)
//
// lanes is 1 or 16. Throws std::runtime_error where the machine lacks all of them.

#include <cstddef>
#include <stdexcept>

#include "sim/engine/isa.hpp"

namespace sim {
[[noreturn]] inline void no_kernels() {
    throw std::runtime_error{"this machine lacks the instructions of x86-64-v2 (SSE4.2) that cogov needs"};
}
}   // namespace sim

// NOLINTBEGIN(cppcoreguidelines-macro-usage,bugprone-macro-parentheses): declarations in a namespace of the user's
#if defined(__x86_64__) && !defined(COGOV_PLAIN)
#define COGOV_KERNELS(table)                                                \
    namespace v2 {                                                          \
    const table& kernels(std::size_t lanes);                                \
    }                                                                       \
    namespace v3 {                                                          \
    const table& kernels(std::size_t lanes);                                \
    }                                                                       \
    namespace v4 {                                                          \
    const table& kernels(std::size_t lanes);                                \
    }                                                                       \
    const table& kernels_for(sim::instruction_set isa, std::size_t lanes) { \
        if (isa == sim::instruction_set::v2) return v2::kernels(lanes);     \
        if (isa == sim::instruction_set::v3) return v3::kernels(lanes);     \
        if (isa == sim::instruction_set::v4) return v4::kernels(lanes);     \
        sim::no_kernels();                                                  \
    }
#else
#define COGOV_KERNELS(table)                 \
    namespace plain {                        \
    const table& kernels(std::size_t lanes); \
    }                                        \
    const table& kernels_for(sim::instruction_set /*isa*/, std::size_t lanes) { return plain::kernels(lanes); }
#endif
// NOLINTEND(cppcoreguidelines-macro-usage,bugprone-macro-parentheses)
