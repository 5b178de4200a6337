#pragma once
// Where the time of a step goes, by phase as the model names them.

#include "bench/throughput.hpp"
#include "sim/engine/phase_clock.hpp"

namespace bench {

struct profile {
    speed whole;                 // without looking at phases, one thread
    sim::phase_clock by_phase;   // of the same work done once more; empty where the model does not tell
};

// One batch of `lanes` runs (1 or 16) on one thread through so many steps, recorded (bench/throughput.hpp).
[[nodiscard]] profile profile_of(const sim::world& place, std::size_t lanes, sim::step steps, int repetitions,
                                 sim::machine on);

}   // namespace bench
