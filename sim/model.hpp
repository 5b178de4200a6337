#pragma once
// What a model is to the engine: it reads its part of a scenario, builds one world that all runs share, and starts
// batches of runs that advance in lockstep. The engine knows nothing of what is simulated.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/isa.hpp"
#include "sim/memory.hpp"
#include "sim/observation.hpp"
#include "sim/parameters.hpp"
#include "sim/phase_clock.hpp"
#include "sim/scenario.hpp"
#include "sim/trace.hpp"

namespace sim {

// Steps count from the end of the burn-in: -burn_in ... weeks - 1.
using step = int;

// W runs of one setting (an arm at a point) over one shared world, each with its own seed.
class batch {
public:
    batch() = default;
    batch(const batch&) = default;
    batch& operator=(const batch&) = delete;
    virtual ~batch() = default;
    // The same state, to go on under another setting that agrees with this one so far.
    [[nodiscard]] virtual std::unique_ptr<batch> fork(std::size_t setting) const = 0;
    // Goes on under another setting itself, without a copy.
    virtual void change(std::size_t setting) = 0;
    // One step. Where `into` is given, what is observed goes to its rows first_row ... first_row + W - 1.
    virtual void advance(step now, recorder* into, std::size_t first_row) = 0;
    // The same step of a batch of one lane, with all that was computed in it; nothing where a model keeps no traces.
    [[nodiscard]] virtual std::optional<traced_step> trace(step /*now*/) { return std::nullopt; }
};

// Where and how a batch is computed; never what comes out.
struct machine {
    instruction_set isa = best_instruction_set();
    std::size_t lanes = 0;          // 1 or 16; 0: whichever is faster for the number of runs
    phase_clock* clock = nullptr;   // where a batch leaves how long the phases of its steps took, if its model tells
};

// How many of some runs of one setting advance together. Sixteen take about as long as four to six one after another.
[[nodiscard]] constexpr std::size_t lanes_for(std::size_t runs, const machine& on) {
    if (on.lanes != 0) return on.lanes;
    return runs <= 4 ? 1 : 16;
}

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

// One scenario made ready to run. Shared by all runs; const members may be called from many threads.
class world {
public:
    world() = default;
    world(const world&) = delete;
    world& operator=(const world&) = delete;
    virtual ~world() = default;
    [[nodiscard]] virtual const layout& observed() const = 0;
    // Runs of one setting, one per seed; seeds.size() is 1 or 16.
    [[nodiscard]] virtual std::unique_ptr<batch> start(std::size_t setting, std::span<const std::uint64_t> seeds,
                                                       const machine& on) const = 0;
    [[nodiscard]] virtual std::size_t bytes_of_batch(std::size_t lanes) const = 0;   // state that a batch keeps
    [[nodiscard]] virtual std::size_t bytes_shared() const = 0;   // of the world, once for all batches
    // What a step of a batch cannot do without reading or writing, of its state and of what is shared; 0 where the model does
    // not tell.
    [[nodiscard]] virtual std::size_t bytes_moved(std::size_t /*lanes*/) const { return 0; }
    [[nodiscard]] virtual std::size_t agents() const = 0;
    // What traces of this world have in common.
    [[nodiscard]] virtual trace_frame traced() const { return {}; }
    // Texts for /provenance of a result: name -> text ("parameters.csv", "population/communities.csv", "population_fit").
    [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> provenance() const = 0;
};

// What is in force in a setting for some steps: what charts shade, and when something ended.
struct episode {
    std::string kind;            // "policy", "emergency"
    std::string name, name_zh;   // "admin_relief"
    std::optional<double> level;
    std::string unit;          // of the level
    step first = 0, end = 0;   // the first step of it, and the first after it
};

// Something of a setting that begins to matter at a step, in words that tell it from everything else that may begin then.
struct onset {
    step at = 0;
    std::string what;
    auto operator<=>(const onset&) const = default;   // NOLINT(modernize-use-nullptr): the check's mistake
};

// A scenario that has been read and found right, not yet built. Its settings are its arms, in their order.
class study {
public:
    study() = default;
    study(const study&) = delete;
    study& operator=(const study&) = delete;
    virtual ~study() = default;
    [[nodiscard]] virtual std::size_t settings() const = 0;
    // The arm that the others are compared with.
    [[nodiscard]] virtual std::size_t baseline() const = 0;
    // All that may make a setting another than the rest, ascending. Two settings give the same until the first step at which
    // one of them has something that the other has not; where they have the same, always.
    [[nodiscard]] virtual std::vector<onset> onsets(std::size_t setting) const = 0;
    // Everything of a setting that decides its results besides seed, weeks and model version; equal texts, equal results.
    [[nodiscard]] virtual std::string identity(std::size_t setting) const = 0;
    [[nodiscard]] virtual layout observed() const = 0;   // as of the world that it builds
    [[nodiscard]] virtual std::vector<episode> episodes(std::size_t /*setting*/) const { return {}; }
    // What is right and yet hardly meant: a policy that can change nothing.
    [[nodiscard]] virtual mistakes remarks() const { return {}; }
    [[nodiscard]] virtual std::unique_ptr<world> build() const = 0;
};

// What `cogov describe` prints of a lever; empty for models without.
struct lever_row {
    std::string_view name, label_zh, unit;
    float low, high, demonstration;
    std::string_view effect;   // what it does, in words
    double cost;               // CNY
    std::string_view cost_base, cost_period, cost_source;
};

// A key of a scenario besides those that every model has.
struct key_row {
    std::string_view name, meaning;
};

class model {
public:
    model() = default;
    model(const model&) = delete;
    model& operator=(const model&) = delete;
    virtual ~model() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual std::string_view sentence() const = 0;   // what it is, in one sentence
    [[nodiscard]] virtual int version() const = 0;                 // rises whenever results change
    [[nodiscard]] virtual std::vector<parameter_row> parameters() const = 0;
    [[nodiscard]] virtual std::vector<lever_row> levers() const { return {}; }
    [[nodiscard]] virtual std::vector<key_row> keys() const { return {}; }   // besides [parameters]
    [[nodiscard]] virtual layout observations() const = 0;   // with axis lengths of 0 where they follow from a scenario
    // Keys of a scenario that name files: a relative path counts from the file that says it.
    [[nodiscard]] virtual std::vector<std::string> path_keys() const { return {}; }
    // Reads the model's keys of a scenario; `root` has read the common ones. All mistakes are appended; null where any.
    [[nodiscard]] virtual std::unique_ptr<study> read(const scenario& s, table_reader& root, mistakes& wrong) const = 0;
};

// Reads a scenario's common keys; the model named in it must be among `known`. Returns the scenario and what its model
// read of it, or all mistakes of both.
struct ready {
    scenario what;
    const model* how = nullptr;
    std::shared_ptr<const study> set;
    mistakes remarks;                   // on what is right and yet hardly meant
    std::shared_ptr<const void> kept;   // what must last as long: the folder of a stored scenario's files
};
[[nodiscard]] result<ready> read_scenario(const std::string& path, std::span<const assignment> set,
                                          std::span<const model* const> known);
// The same of a tree that has been read already; `file` is where it came from.
[[nodiscard]] result<ready> read_scenario(node tree, const std::string& file, std::span<const model* const> known);

}   // namespace sim
