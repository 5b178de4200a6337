#pragma once
// The kinds of designs: a row each, with the function that makes its points. Whoever reads or describes a design walks
// these rows.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/scenario/design.hpp"
#include "sim/text/in_both.hpp"

namespace sim {

// What the values of a factor are taken from: a list of levels, or a range.
struct levels_of_factor {
    std::vector<node> listed;
    double low = 0, high = 0;
    bool range = false, log = false, whole = false;
    std::int64_t count = 0;   // of evenly spaced values of a range, in a kind that takes every level
    place where;

    [[nodiscard]] std::size_t size() const { return range ? static_cast<std::size_t>(count) : listed.size(); }
    // The value at u in [0, 1]: 0 is the first or lowest, 1 the last or highest.
    [[nodiscard]] node at(double u) const;
    // One of its size().
    [[nodiscard]] node level(std::size_t number) const;
};

// What a kind of design makes its points of.
struct points_to_make {
    table_reader& from;   // [design], for the keys that are the kind's own
    mistakes& wrong;
    const std::vector<factor>& factors;
    const std::vector<levels_of_factor>& levels;   // by factor
};
using design_points = std::vector<std::vector<node>>;   // by point, then factor

struct design_kind {
    std::string_view name;                          // [design] kind
    in_both called, points;                         // what people call it, and what its points are
    std::vector<std::string_view> keys;             // of [design], its own
    std::vector<std::string_view> other_names;      // which are not taken, but told from a slip
    bool every_level;                               // does it take every level of each factor once?
    design_points (*make)(const points_to_make&);   // appends mistakes; what it returns then is not used
};

[[nodiscard]] std::span<const design_kind> design_kinds();
// Null where there is none of this name.
[[nodiscard]] const design_kind* design_kind_named(std::string_view name);

}   // namespace sim
