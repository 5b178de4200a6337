#pragma once
// What the names in results files meant before the files said it themselves (cogov 0.1.0 before roles): the only place
// that knows words of a model. Nothing is added here for new files.

#include <string_view>

#include "sim/engine/observation.hpp"

namespace sim::old_meanings {

struct measure_then {
    sim::role about = sim::role::other;
    sim::direction better = sim::direction::neither;
};
[[nodiscard]] measure_then measure(std::string_view name, std::string_view unit);

struct observation_then {
    sim::role about = sim::role::other;
    std::string_view part_of;
};
[[nodiscard]] observation_then observation(std::string_view name, std::string_view unit);

[[nodiscard]] sim::axis_kind axis(std::string_view name);
[[nodiscard]] bool chosen(std::string_view kind_of_episode);
// The provenance of a parameter by the words that its source begins with.
[[nodiscard]] std::string_view provenance(std::string_view source);

}   // namespace sim::old_meanings
