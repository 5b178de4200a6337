#pragma once
// Which settings a sweep visits: the factors of a scenario's [design], and their values at each point. The same points on
// every machine; docs/sweeps.md.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace sim {

// One key of the scenario that is varied.
struct factor {
    std::string key;   // "parameters.b_social", "arms.relief.policies.admin_relief.level"
    place where;
    std::optional<std::size_t> arm;   // the only one that it changes; all are changed where there is none
    [[nodiscard]] bool changes(std::size_t other) const { return !arm || *arm == other; }
};

struct design {
    std::string kind = "none";   // or the name of one of sim/scenario/design_kinds.hpp
    std::vector<factor> factors;
    std::vector<std::vector<node>> values{{}};   // by point, then factor; without factors there is one point
    [[nodiscard]] std::size_t points() const { return values.size(); }
    // A factor whose values are all numbers.
    [[nodiscard]] bool is_number(std::size_t factor) const;
};

// Reads the [design] of a scenario and makes its points, or gives all mistakes. Points of a CSV file are put into the
// scenario's tree in place of the file's name, so that the scenario as resolved holds them.
[[nodiscard]] result<design> read_design(scenario& s);

// A number as it was given, whole or not.
[[nodiscard]] std::optional<double> as_number(const node& value);
// A value as people read it: a text without its quotes, anything else as TOML.
[[nodiscard]] std::string as_text(const node& value);
// Equal values have equal texts: 0 and 0.0 do.
[[nodiscard]] std::string same_text(const node& value);

}   // namespace sim
