#pragma once
// Which runs of a plan go through their steps side by side, in the lanes of one batch.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/engine/world.hpp"
#include "sim/scenario/plan.hpp"

namespace sim {

// One lane of a batch: runs of one replicate of one group that share their luck, and what their settings have in common.
struct lane_runs {
    std::size_t first = 0, count = 0;   // places in packing::runs
    std::size_t group = 0;
};

// A batch: lanes that advance together.
struct pack {
    std::size_t first = 0, count = 0;   // places in packing::lanes
    std::size_t width = 1;              // lanes that are computed; those beyond `count` are not wanted
    std::size_t settings = 1;           // most runs of a lane
};

struct packing {
    std::vector<std::size_t> runs;   // places in the plan
    std::vector<lane_runs> lanes;
    std::vector<pack> packs;   // in the order in which they are best begun: what takes long first
};

// The batches of runs that a plan has left. Any sixteen runs of groups that may go side by side fill one; others go with
// replicates of their own group and block. Where too few are left for sixteen lanes, the settings of each are shared out
// among several, or few are run one by one, whichever takes less.
[[nodiscard]] packing packs_of(const plan& runs, const machine& on);

// Steps of one lane through so many settings of a group, with what they share run once; and without.
[[nodiscard]] std::uint64_t steps_of(const plan_group& group, std::size_t settings);
[[nodiscard]] std::uint64_t steps_unshared_of(const plan_group& group, std::size_t settings);

}   // namespace sim
