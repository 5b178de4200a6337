#pragma once
// Which runs there are: arms x replicates (x points, with designs), in a fixed order, each with a key.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/model.hpp"

namespace sim {

inline constexpr std::size_t replicates_a_block = 16;

// One simulated history. Its row in the results is its place in the plan.
struct run {
    std::size_t setting = 0;   // of the world
    std::uint32_t arm = 0, point = 0, replicate = 0;
    std::uint64_t seed = 0;
    std::string key;   // hash of everything that decides its result
};

// Runs of one setting in one block of replicates: one part file.
struct plan_batch {
    std::size_t first_run = 0, runs = 0;
    std::size_t setting = 0;
    std::size_t block = 0;   // of replicates; batches of a block share what they have in common
};

struct plan {
    std::vector<run> runs;   // by block of replicates, then point, then arm, then replicate
    std::vector<plan_batch> batches;
    std::size_t blocks = 0;
};

[[nodiscard]] plan make_plan(const ready& scenario, const world& built);

}   // namespace sim
