#pragma once
// What a model is to the program: it describes itself, reads its part of a scenario, and builds the world that runs share.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/engine/observation.hpp"
#include "sim/engine/world.hpp"
#include "sim/scenario/counterfactual.hpp"
#include "sim/scenario/parameters.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/uncertain.hpp"
#include "sim/text/in_both.hpp"

namespace sim {

// What is in force in a setting for some steps: what charts shade, and when something ended.
struct episode {
    std::string kind;            // "policy", "emergency"
    std::string name, name_zh;   // "admin_relief"
    std::optional<double> level;
    std::string unit;          // of the level
    step first = 0, end = 0;   // the first step of it, and the first after it
    bool chosen = true;        // is it what the setting does, or what befalls it?
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
    // What its world is made of besides rules; worlds of equal texts share it (scenario::shared) and are best made in turn.
    [[nodiscard]] virtual std::string made_of() const { return {}; }
    // What worlds must have in common for their runs, of any setting, to be lanes of one batch; empty where lanes must be runs
    // of one setting.
    [[nodiscard]] virtual std::string side_by_side() const { return {}; }
    // One of model::inputs(), of one kind of agents; by their places there.
    [[nodiscard]] virtual double input(std::size_t /*which*/, std::size_t /*of*/) const { return 0; }
    // What is right and yet hardly meant: something that a setting does and that can change nothing.
    [[nodiscard]] virtual mistakes remarks() const { return {}; }
    [[nodiscard]] virtual std::unique_ptr<world> build() const = 0;
};

// What `cogov describe` prints of what a setting can do, as an axis of kind `instrument` has it.
struct instrument_row {
    std::string_view name, label_zh;
    in_both unit{"", ""};   // of its level
    float low, high, demonstration;
    in_both effect{"", ""};                    // what it does, in words
    double cost;                               // CNY for one unit of the level
    std::string_view cost_base, cost_period;   // for each of what, in a week or a year
    provenance cost_from = provenance::assumed;
    in_both cost_source{"", ""};
    prior cost_believed = {};
    in_both cost_for{"", ""};   // the base in words
};

// What an arm does with an instrument: how far, in which places ("none": everywhere), and what else its table says.
struct pulled {
    std::size_t instrument = 0;
    double level = 0;
    std::vector<std::string> places;
    std::vector<node::entry> more;
};

// What is known of an instrument besides its row: how it acts, what it was seen to do.
struct instrument_fact {
    in_both heading;
    std::string en, zh;
};

// A name of the model's own where a key should stand: which key below it was probably meant, and where it belongs.
struct misplaced_name {
    std::string_view key;
    std::string advice;
};

// A key of a scenario besides those that every model has.
struct key_row {
    std::string_view name;
    in_both meaning;
};

class model {
public:
    model() = default;
    model(const model&) = delete;
    model& operator=(const model&) = delete;
    virtual ~model() = default;
    [[nodiscard]] virtual std::string_view name() const = 0;
    [[nodiscard]] virtual in_both sentence() const = 0;   // what it is, in one sentence
    [[nodiscard]] virtual int version() const = 0;        // rises whenever results change
    [[nodiscard]] virtual std::vector<parameter_row> parameters() const = 0;
    [[nodiscard]] virtual std::vector<instrument_row> instruments() const { return {}; }
    // Adds to the table of an arm that it does something with instruments, by their places among them.
    virtual void pull(node& /*arm*/, std::span<const pulled> /*what*/) const {}
    // Keys besides how far and where that such a table of an arm may have: when, how fast.
    [[nodiscard]] virtual std::vector<std::string> keys_of_pulling() const { return {}; }
    // The heading of such tables, below the arm.
    [[nodiscard]] virtual std::string_view key_of_pulling() const { return {}; }
    // Of one instrument, by its place among them.
    [[nodiscard]] virtual std::vector<instrument_fact> known_of(std::size_t /*instrument*/) const { return {}; }
    // What may be set of instruments, by names as in "NAME.cost": coefficients and costs of a unit. A scenario has a table
    // of each instrument below the heading that the model gives them.
    [[nodiscard]] virtual std::vector<parameter_row> instrument_parameters() const { return {}; }
    [[nodiscard]] virtual std::string_view instrument_heading() const { return {}; }
    // Names of parameters that decide who there is: possible worlds share their people, so no draw may change them.
    [[nodiscard]] virtual std::vector<std::string_view> parameters_of_agents() const { return {}; }
    [[nodiscard]] virtual std::vector<key_row> keys() const { return {}; }   // besides [parameters]
    [[nodiscard]] virtual layout observations() const = 0;   // with axis lengths of 0 where they follow from a scenario
    [[nodiscard]] virtual std::vector<input_row> inputs() const { return {}; }
    [[nodiscard]] virtual std::span<const counterfactual> counterfactuals() const { return {}; }
    // Keys of a scenario that name files: a relative path counts from the file that says it.
    [[nodiscard]] virtual std::vector<std::string> path_keys() const { return {}; }
    // Keys that tell the tables of an array apart: by what one says there, --set and factors of a design reach it.
    [[nodiscard]] virtual std::vector<std::string> selector_keys() const { return {}; }
    // Nothing where it is no name of the model's.
    [[nodiscard]] virtual std::optional<misplaced_name> misplaced(const std::string& /*name*/) const { return {}; }
    // Reads the model's keys of a scenario; `root` has read the common ones. All mistakes are appended; null where any.
    [[nodiscard]] virtual std::unique_ptr<study> read(const scenario& s, table_reader& root, mistakes& wrong) const = 0;
};

// Reads a scenario's common keys; the model named in it must be among `known`. Returns the scenario and what its model
// read of it, or all mistakes of both.
struct ready {
    scenario what;
    const model* how = nullptr;
    std::shared_ptr<const study> set;   // where nothing is drawn or varied
    uncertainty uncertain;
    mistakes remarks;                   // on what is right and yet hardly meant
    std::shared_ptr<const void> kept;   // what must last as long: the folder of a stored scenario's files
};
[[nodiscard]] result<ready> read_scenario(const std::string& path, std::span<const assignment> set,
                                          std::span<const model* const> known);
// The same of a text, which messages call `name`; relative paths count from where such a file would be.
[[nodiscard]] result<ready> read_scenario_text(const std::string& text, const std::string& name,
                                               std::span<const assignment> set, std::span<const model* const> known);
// What such a scenario says, merged and assigned, right or not, as far as it can be read.
[[nodiscard]] node what_is_said(const std::string& path, const std::optional<std::string>& text,
                                std::span<const assignment> set, std::span<const model* const> known, mistakes& wrong);
// The same of a tree that was made from that of another scenario, whose file and shared things it has; the values of some
// of its keys may be draws.
[[nodiscard]] result<ready> read_scenario(node tree, const scenario& from, std::span<const model* const> known,
                                          std::vector<std::string> drawn = {});

}   // namespace sim
