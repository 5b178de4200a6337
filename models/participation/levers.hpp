#pragma once
// Every lever, one row each: name, label, level, what it does, what it costs. Reader, help, spending and reports walk
// this table.

#include <array>
#include <cstdint>

#include "models/participation/participation_parameters.hpp"
#include "sim/scenario/model.hpp"

namespace participation {

// What the base of a lever's cost is, in a community and week; ODD "Costs".
enum class spending_base : std::uint8_t {
    hour_cleared,   // administrative hours without the lever
    per_1000_residents,
    active_volunteer,   // last week
    post,
    grid,
    county_share,   // residents over all residents of the scenario
    community,
    participant,   // this week
    seat           // without the lever
};
enum class spending_period : std::uint8_t { week, year };

// What levers do to the parameters of a community: value = (base + add) * scale.
struct effects {
    parameters add{};     // all 0
    parameters scale{};   // all 1
};

struct lever : sim::lever_row {
    spending_base base;
    spending_period period;
    void (*act)(float x, float specialist, effects& on);   // specialist: strength of digital_specialist there
};

inline constexpr std::size_t lever_count = 20;
extern const std::array<lever, lever_count> levers;

// Index of a lever by name; lever_count where there is none.
[[nodiscard]] std::size_t lever_named(std::string_view name);

}   // namespace participation
