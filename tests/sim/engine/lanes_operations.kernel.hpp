#pragma once
// Every operation on lanes applied to arrays, compiled for each instruction set by lanes_operations.kernel.cpp.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

// One operation: its name, and a loop that writes its results as bits. Inputs are aligned to 64 bytes, `count` a
// multiple of 16.
struct lanes_result {
    const char* name;
    void (*run)(const float* a, const float* b, const std::uint32_t* m, const std::uint32_t* n, std::uint32_t* out,
                std::size_t count);
};
constexpr std::size_t lanes_operation_count = 21;
struct lanes_operations {
    lanes_result one[lanes_operation_count], sixteen[lanes_operation_count];
    void (*to_columns)(const std::uint32_t* rows, const std::uint32_t (&begin)[16], std::size_t count,
                       std::uint32_t* columns);
    void (*to_rows)(const std::uint32_t* columns, const std::uint32_t (&begin)[16], std::size_t count,
                    std::uint32_t* rows);
};
const lanes_operations& lanes_operations_for(sim::instruction_set isa);
