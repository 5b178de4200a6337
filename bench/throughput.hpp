#pragma once
// How fast runs advance: agent-steps a second of a world's batches, without writing.

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "sim/experiment/experiment.hpp"

namespace bench {

struct speed {
    std::size_t agents = 0, lanes = 0, steps = 0;
    int threads = 0;
    double rate = 0, slowest = 0,
           fastest = 0;            // agent-steps a second of all lanes: the median of the repetitions, and both ends
    std::vector<double> samples;   // of every repetition, in their order
    double seconds = 0, cpu_seconds = 0;   // of all repetitions: passed, and spent by this process on all its threads
};

// Bytes that a world and some batches of it, with what they record, take.
[[nodiscard]] std::size_t bytes_of(const sim::world& place, std::size_t lanes, std::size_t batches);

// Steps are those that are timed: of a history from its third step on, and of as many further ones from their start as
// it takes. The world must record three steps at least.

// As a sweep does it: every thread has a batch of sixteen runs of its own over one world.
[[nodiscard]] speed sweep_speed(const sim::world& place, int threads, sim::step steps, int repetitions,
                                sim::machine on);

// One run, whose blocks all threads share.
[[nodiscard]] speed single_speed(const sim::world& place, int threads, sim::step steps, int repetitions,
                                 sim::machine on);

// Sixteen possible worlds side by side on one thread: worlds whose runs may be lanes of one batch
// (sim::study::side_by_side).
[[nodiscard]] speed worlds_speed(std::span<const std::shared_ptr<const sim::world>> sixteen, sim::step steps,
                                 int repetitions, sim::machine on);

// All runs of two experiments, results kept in memory: first one, then the other, so many times. What else than steps it
// takes, such as making worlds, counts; a step that settings share counts as a step of each.
struct two_speeds {
    speed first, second;
};
[[nodiscard]] two_speeds speeds_in_turn(const sim::experiment& first, const sim::experiment& second, int repetitions,
                                        const sim::sweep_options& options);

}   // namespace bench
