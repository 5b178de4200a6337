#pragma once
// What the engine runs: a world that all runs share, and batches of runs over it that advance in lockstep. The engine knows
// nothing of what is simulated.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/isa.hpp"
#include "sim/engine/memory.hpp"
#include "sim/engine/observation.hpp"
#include "sim/engine/phase_clock.hpp"
#include "sim/engine/traced.hpp"

namespace sim {

// Steps count from the end of the burn-in: -burn_in ... weeks - 1.
using step = int;

inline constexpr std::size_t most_lanes = 16;   // of a batch

// W runs that advance in lockstep over what their worlds have in common, each with its own seed.
class batch {
public:
    batch() = default;
    batch(const batch&) = default;
    batch& operator=(const batch&) = delete;
    virtual ~batch() = default;
    // The same state, to go on under other settings, one a lane, that agree with these so far.
    [[nodiscard]] virtual std::unique_ptr<batch> fork(std::span<const std::size_t> settings) const = 0;
    // Goes on under other settings itself, without a copy.
    virtual void change(std::span<const std::size_t> settings) = 0;
    // One step. Where `into` is given, what is observed goes to its rows first_row ... first_row + W - 1.
    virtual void advance(step now, recorder* into, std::size_t first_row) = 0;
    // The same step of a batch of one lane, with all that was computed in it; nothing where a model keeps no traces.
    [[nodiscard]] virtual std::optional<traced_step> trace(step /*now*/) { return std::nullopt; }
};

// Where and how a batch is computed; never what comes out.
struct machine {
    instruction_set isa = best_instruction_set();
    std::size_t lanes = 0;          // 1 or most_lanes; 0: whichever is faster for the number of runs
    phase_clock* clock = nullptr;   // where a batch leaves how long the phases of its steps took, if its model tells
};

// Seeds of W runs as kernels take them, [lane].
struct lane_keys {
    sim::aligned_vector<std::uint32_t> low, high;
    explicit lane_keys(std::span<const std::uint64_t> seeds) {
        for (const std::uint64_t seed : seeds) {
            low.push_back(static_cast<std::uint32_t>(seed));
            high.push_back(static_cast<std::uint32_t>(seed >> 32U));
        }
    }
    [[nodiscard]] std::size_t lanes() const { return low.size(); }
};

// What one lane is to run: a setting (an arm at a point) of a world.
class world;
struct lane {
    const world* place = nullptr;
    std::size_t setting = 0;
    std::uint64_t seed = 0;
};

// One scenario made ready to run. Shared by all runs; const members may be called from many threads.
class world {
public:
    world() = default;
    world(const world&) = delete;
    world& operator=(const world&) = delete;
    virtual ~world() = default;
    [[nodiscard]] virtual const layout& observed() const = 0;
    // Runs, 1 or most_lanes: all of one setting of this world, or of any of worlds that may go side by side
    // (sim::study::side_by_side), this the first of them.
    [[nodiscard]] virtual std::unique_ptr<batch> start(std::span<const lane> lanes, const machine& on) const = 0;
    [[nodiscard]] std::unique_ptr<batch> start(std::size_t setting, std::span<const std::uint64_t> seeds,
                                               const machine& on) const {
        std::vector<lane> lanes;
        for (const std::uint64_t seed : seeds) lanes.push_back({this, setting, seed});
        return start(lanes, on);
    }
    // State that a batch keeps; `alike`: are all lanes runs of one setting?
    [[nodiscard]] virtual std::size_t bytes_of_batch(std::size_t lanes, bool alike) const = 0;
    [[nodiscard]] virtual std::size_t bytes_shared() const = 0;   // of the world, once for all batches
    // What a step of a batch cannot do without reading or writing, of its state and of what is shared; 0 where the model does
    // not tell.
    [[nodiscard]] virtual std::size_t bytes_moved(std::size_t /*lanes*/) const { return 0; }
    // Operations on 32-bit numbers (arithmetic, comparisons, choices, bits) that a step of one of sixteen runs side by side
    // cannot do without; 0 where the model does not tell.
    [[nodiscard]] virtual std::size_t operations() const { return 0; }
    [[nodiscard]] virtual std::size_t agents() const = 0;
    // What traces of this world have in common.
    [[nodiscard]] virtual trace_frame traced() const { return {}; }
    // Texts for /provenance of a result: name -> text ("parameters.csv", "population/communities.csv", "population_fit").
    [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> provenance() const = 0;
};

}   // namespace sim
