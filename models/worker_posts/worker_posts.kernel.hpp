#pragma once
// One week of posts as compiled for each instruction set. Arrays [x][lane] are read as x * W + lane.

#include <cstddef>
#include <cstdint>

#include "sim/engine/isa.hpp"

namespace worker_posts {

enum purpose : std::uint32_t { luck_of_quitting };
enum total : std::size_t { vacant, quits, totals };

// Parameters as the kernel reads them; docs/models/worker_posts.md has the equations.
struct rates {
    float quit, quit_slope, morale_neutral, morale_rate, target_morale, skill_rate, skill_target, start_morale,
        start_skill;
    std::uint32_t vacancy;   // weeks
};

struct kernel_table {
    // The week of posts first ... last - 1. vacant_for: weeks that a post stays vacant, 0 where it is held. counts[total]
    // and sums[morale, skill] are of the posts held at the week's start.
    void (*work)(const rates& r, std::size_t first, std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
                 const std::uint32_t* key_high, std::uint32_t* vacant_for, float* morale, float* skill,
                 std::uint32_t* counts, float* sums);
};
[[nodiscard]] const kernel_table& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace worker_posts
