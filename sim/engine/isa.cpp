#include "sim/engine/isa.hpp"

namespace sim {

std::string_view name_of(instruction_set set) {
    switch (set) {
        case instruction_set::v2:
            return "x86-64-v2";
        case instruction_set::v3:
            return "x86-64-v3";
        case instruction_set::v4:
            return "x86-64-v4";
        case instruction_set::plain:
            break;
    }
    return "plain";
}

std::optional<instruction_set> instruction_set_named(std::string_view name) {
    for (const auto set : {instruction_set::plain, instruction_set::v2, instruction_set::v3, instruction_set::v4}) {
        const std::string_view full = name_of(set);
        if (name == full || (full.starts_with("x86-64-") && name == full.substr(7))) return set;
    }
    return std::nullopt;
}

std::vector<instruction_set> instruction_sets() {
#if defined(__x86_64__) && !defined(COGOV_PLAIN)
    __builtin_cpu_init();
    std::vector<instruction_set> able;
    if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")) able.push_back(instruction_set::v2);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
        __builtin_cpu_supports("bmi2"))
        able.push_back(instruction_set::v3);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        able.push_back(instruction_set::v4);
    return able;
#else
    return {instruction_set::plain};
#endif
}

instruction_set best_instruction_set() {
    static const instruction_set best = [] {
        const auto able = instruction_sets();
        return able.empty() ? instruction_set::plain : able.back();
    }();
    return best;
}

}   // namespace sim
