#pragma once
// Policies and emergencies of an arm, their strength over time, and what is in force in a community in a week; ODD
// "Levers".

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "models/participation/forced.hpp"
#include "models/participation/levers.hpp"
#include "models/participation/participation_parameters.hpp"
#include "sim/scenario/model.hpp"

namespace participation {

using week = int;   // counted from the end of the burn-in

// A lever with target and dates.
struct policy {
    std::size_t lever = 0;                    // index into levers
    float level = 0;                          // in the lever's unit
    std::vector<std::uint32_t> communities;   // targets, ascending; empty: all
    week start = 0;
    week end = std::numeric_limits<week>::max();   // the first week without it
    float ramp = 1;                                // weeks until it is at full strength
    float sustain = 1;                             // share that is institutionalised
    float half_life = 26;                          // weeks, of the rest
    bool operator==(const policy&) const = default;
};

// A window of weeks [start, start + weeks); may lie in the burn-in.
struct emergency {
    week start = 0;
    int weeks = 0;
    bool operator==(const emergency&) const = default;
};

// What an arm does, and what is there already, in every arm and week: lever, level and target of those count.
struct setting {
    std::vector<policy> policies;
    std::vector<policy> there = {};
    std::vector<emergency> emergencies;
    std::vector<forced> moved;
};

// x(t) = x * min(1, (t + 1) / max(1, r)) * (iota + (1 - iota) * 2^(-t / eta)), t weeks after the start; 0 outside
// [start, end). ODD "Levers".
[[nodiscard]] double strength(const policy& p, week now);
// The same without the fading: what is paid for.
[[nodiscard]] double paid_strength(const policy& p, week now);

[[nodiscard]] bool in_emergency(const setting& s, week now);

// Strength of every lever in one community: policies of the same lever add up to those that are there already, clipped to
// the lever's range.
using strengths = std::array<double, lever_count>;
[[nodiscard]] strengths strengths_in(const setting& s, std::uint32_t community, week now);
// The same without any fading, and of those that are there already alone: what is paid for is the step between them.
[[nodiscard]] strengths unfaded_strengths_in(const setting& s, std::uint32_t community, week now);
[[nodiscard]] strengths strengths_there(const setting& s, std::uint32_t community);
[[nodiscard]] strengths paid_strengths_in(const setting& s, std::uint32_t community, week now);

// The parameters in force: (base + adds) * factors, each clipped to its range. Without any
// strength, the base itself.
[[nodiscard]] parameters in_force(const parameters& base, const lever_values& values, const strengths& x);

// Sorts the policies, so that neither their order in a file nor that of files can show in a sum.
void put_in_order(setting& s);

// One policy, or the beginning or end of an emergency, in words: equal texts, equal effects.
[[nodiscard]] std::string identity_of(const policy& p);
// What begins or ends when in weeks first ... last - 1 (sim::study::onsets). Policies count from their start: what happens
// later in them is part of their identity.
[[nodiscard]] std::vector<sim::onset> onsets_of(const setting& s, week first, week last);

}   // namespace participation
