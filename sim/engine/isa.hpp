#pragma once
// Instruction sets that kernels are compiled for; the best that the machine has is chosen at start. The results are the
// same bytes on each.

#include <optional>
#include <string_view>
#include <vector>

namespace sim {

enum class instruction_set : unsigned char { plain, v2, v3, v4 };   // plain: not x86-64

[[nodiscard]] std::string_view name_of(instruction_set set);                                 // "x86-64-v3"
[[nodiscard]] std::optional<instruction_set> instruction_set_named(std::string_view name);   // "v3" or "x86-64-v3"
[[nodiscard]] std::vector<instruction_set> instruction_sets();   // built in and able to run here
[[nodiscard]] instruction_set best_instruction_set();

}   // namespace sim
