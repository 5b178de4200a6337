#pragma once
// What an arm of a scenario says: policies, their targets and dates, emergencies. Part of reading a scenario.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/participation/people/population.hpp"
#include "models/participation/policies.hpp"
#include "sim/scenario/model.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/text/toml.hpp"

namespace participation {

// The run that arms are part of. Communities are missing where they could not be read: targets then go unchecked.
struct setup {
    int burn_in = 0, weeks = 0;
    std::optional<std::vector<community>> communities;
};

// Windows of the scenario itself, in force in every arm.
[[nodiscard]] std::vector<emergency> read_emergencies(sim::table_reader& from, const setup& run,
                                                      std::span<const emergency> also);

// One arm of a scenario; `common` are the scenario's emergencies.
[[nodiscard]] setting read_arm(const sim::arm& arm, std::span<const sim::arm> all, const setup& run,
                               std::span<const emergency> common, const sim::table_reader& root);

// The scenario's [[policies]], which are there already in every arm.
[[nodiscard]] std::vector<policy> read_policies_there(sim::table_reader& root, const setup& run);

// Adds policies to the table of an arm.
void pull(sim::node& arm, std::span<const sim::pulled> what);
// Keys of a policy that say when and how fast.
[[nodiscard]] std::vector<std::string> date_keys();

// Policies of an arm that change nothing in any week, whatever happens, with why. `made` has them in the arm's order.
void remark_on(const sim::arm& arm, const setting& made, const setup& run, const parameters& base,
               const lever_values& values, sim::mistakes& remarks);
// The same of those that are there already and change nothing in any arm; `said` is their list.
void remark_on_there(const sim::node& said, std::span<const setting> arms, const setup& run, const parameters& base,
                     const lever_values& values, sim::mistakes& remarks);

// The lever that people call this, by its name or its Chinese label; lever_count where there is none.
[[nodiscard]] std::size_t lever_called(std::string_view word);

}   // namespace participation
