#pragma once
// Which runs there are: points of a design x arms x replicates, in a fixed order, each with a key. Where something is
// uncertain, replicates are possible worlds.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/design.hpp"
#include "sim/scenario/model.hpp"

namespace sim {

inline constexpr std::size_t replicates_a_block = most_lanes;
inline constexpr std::size_t most_runs = 10'000'000;   // of a plan, which takes about a gigabyte then
inline constexpr std::size_t most_numbers =
    1'000'000'000;   // observed in a run: the memory of one is filled before it is stored

// One simulated history. Its row in the results is its place in the plan.
struct run {
    std::size_t setting = 0;   // of the world of its group
    std::uint32_t arm = 0, point = 0, replicate = 0;
    std::uint64_t seed = 0;
    std::string key;         // hash of everything that decides its result
    std::size_t group = 0;   // of the plan
};

// Runs of one arm at one point in one block of replicates: one part file.
struct plan_batch {
    std::size_t first_run = 0, runs = 0;
    std::size_t setting = 0;
    std::size_t block = 0;   // of replicates
    std::size_t piece =
        0;   // of work, as shards share it out: a block of replicates of points that differ in arms alone
};

// Settings over one world: what differs between them are arms alone, not people or parameters. All worlds that are
// drawn have the same groups, one world's after the other's.
struct plan_group {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> settings;   // arm and point of each
    std::uint64_t steps = 0, steps_unshared = 0;   // of one lane through all of them, what they share run once or not
    std::uint64_t made_of = 0;                     // hash of study::made_of(); groups of one are run in turn
    std::uint64_t side_by_side = 0;                // hash of study::side_by_side(); 0 where there is none
    std::uint32_t world = 0;                       // of plan::worlds
};

// What is in force in an arm at a point.
struct plan_episode {
    std::uint32_t arm = 0, point = 0;
    episode what;
};

struct plan {
    std::vector<run> runs;   // by block of replicates, then point, then arm, then replicate
    std::vector<plan_batch> batches;
    std::vector<plan_group> groups;
    possible_worlds worlds;                  // none where nothing is uncertain
    design points;                           // one point where nothing is varied
    std::vector<std::uint32_t> stands_for;   // [point][arm]: the point whose runs are this arm's at this point: an arm
                                             // that no factor changes is run once
    std::vector<plan_episode> episodes;      // by point, then arm, of those that are run
    layout observed;                         // the same in all groups
};

// The plan of a scenario, or all mistakes of its points.
[[nodiscard]] result<plan> make_plan(const ready& scenario, design points = {});

// What a group's settings are, read from the scenario with the values of its points and its world. The scenario must
// outlive it.
[[nodiscard]] std::shared_ptr<const study> study_of(const ready& scenario, const plan& runs, std::size_t group);

}   // namespace sim
