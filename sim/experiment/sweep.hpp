#pragma once
// Runs a plan: batches over cores, what settings have in common run once, results to a writer as each batch ends.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include "sim/results/sink.hpp"
#include "sim/scenario/model.hpp"
#include "sim/scenario/plan.hpp"

namespace sim {

// How often something was done, and how long it took on all threads that did it.
struct spent {
    std::atomic<std::uint64_t> times{0}, nanoseconds{0};
};

// What is done so far; may be read while a sweep runs.
struct progress {
    std::atomic<std::uint64_t> runs{0};          // finished and handed to the writer
    std::atomic<std::uint64_t> agent_steps{0};   // computed, of all lanes
    spent making;                                // worlds
    spent starting;                              // batches begun, or copied where settings part
    spent stepping;                              // steps of one lane
    spent storing;                               // plan_batches handed to the writer, with the time of waiting for it
    std::atomic<std::size_t> chains{0};          // of work, side by side
};

struct sweep_options {
    machine on;
    std::size_t memory = 0;                    // bytes that worlds and batches may take; 0: no limit
    const std::atomic<bool>* stop = nullptr;   // ends the sweep at the next step when it turns true
    progress* done = nullptr;
};

// A group's settings and its world: made when its first batch begins, let go when its last has ended. May be called by
// several threads at once, once for each group.
struct built_group {
    std::shared_ptr<const study> set;
    std::shared_ptr<const world> place;
};
using group_maker = std::function<built_group(std::size_t group)>;

// How many agent-steps a plan's batches take with what is shared run once, and without; of a group of which some batches
// are done already about.
struct plan_size {
    std::uint64_t agent_steps = 0, agent_steps_unshared = 0;
};
[[nodiscard]] plan_size size_of(const plan& runs, std::size_t agents, const machine& on);
// How many groups of lanes it begins, each of all settings over its world that are still to be run; and how many states
// these are at most, with the copies of those that part.
struct plan_starts {
    std::size_t jobs = 0, states = 0;
};
[[nodiscard]] plan_starts starts_of(const plan& runs, const machine& on);

// Runs steps first ... last - 1 of every run of the plan's batches; steps from 0 are recorded. Returns false where it was
// stopped.
bool sweep(const plan& runs, const group_maker& make, step first, step last, const sweep_options& options, sink& into);

}   // namespace sim
