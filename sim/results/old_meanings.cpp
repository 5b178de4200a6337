#include "sim/results/old_meanings.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sim::old_meanings {

namespace {

using sim::axis_kind;
using sim::direction;
using sim::role;

// clang-format off
constexpr std::array<std::pair<std::string_view, measure_then>, 20> measures{{
    {"participation", {role::participation, direction::more}},
    {"reach", {role::participation, direction::more}},
    {"active", {role::participation, direction::more}},
    {"institution_trust", {role::trust, direction::more}},
    {"neighbour_trust", {role::trust, direction::more}},
    {"waiting", {role::service, direction::less}},
    {"unmet", {role::service, direction::less}},
    {"open", {role::service, direction::less}},
    {"service_chance", {role::service, direction::more}},
    {"load", {role::work, direction::less}},
    {"vacancy", {role::work, direction::less}},
    {"morale", {role::work, direction::more}},
    {"skill", {role::work, direction::more}},
    {"cost", {role::money, direction::less}},
    {"spending", {role::money, direction::less}},
    {"representation", {role::inequality, direction::neither}},
    {"reach_representation", {role::inequality, direction::neither}},
    {"top_tenth", {role::inequality, direction::less}},
    {"gini", {role::inequality, direction::less}},
    {"spread", {role::inequality, direction::neither}},
}};
constexpr std::array<std::pair<std::string_view, axis_kind>, 6> axes{{
    {"community", axis_kind::place},
    {"band", axis_kind::group},
    {"age", axis_kind::group},
    {"channel", axis_kind::choice},
    {"lever", axis_kind::instrument},
    {"bin", axis_kind::bins},
}};
// clang-format on

// The value beside a name in a table; nothing special where it has none.
template <class Table>
auto beside(const Table& table, std::string_view name) {
    const auto found = std::ranges::find(table, name, [](const auto& row) { return row.first; });
    return found == table.end() ? decltype(found->second){} : found->second;
}

}   // namespace

measure_then measure(std::string_view name, std::string_view unit) {
    return unit.starts_with("CNY") ? measure_then{role::money, direction::less} : beside(measures, name);
}

observation_then observation(std::string_view name, std::string_view unit) {
    if (unit.starts_with("CNY")) return {role::money, {}};
    if (unit != "h") return {};
    return {role::hours, name.starts_with("hours_") ? std::string_view{"hours of workers"} : std::string_view{}};
}

axis_kind axis(std::string_view name) { return beside(axes, name); }

bool chosen(std::string_view kind_of_episode) { return kind_of_episode == "policy"; }

std::string_view provenance(std::string_view source) {
    const auto begins = [&](std::string_view word) { return source.starts_with(word); };
    if (source.empty()) return "";
    if (begins("assumed")) return "assumed";
    if (begins("calibrated")) return "calibrated";
    // What only says that something is off, or what the others are relative to, is a choice of how to count.
    if (begins("none") || begins("no ") || begins("reference") || begins("today")) return "definition";
    if (begins("derived") || begins("order of magnitude") || source.find("assumed") != std::string_view::npos)
        return "derived";
    return "measured";
}

}   // namespace sim::old_meanings
