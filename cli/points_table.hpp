#pragma once
// The points of a sweep side by side, and what its factors do.

#include <string>

#include "analysis/points.hpp"

namespace cli {

// Every measure of everybody at each point of the design: by arm the paired difference from the baseline, or the levels where
// there is one arm alone. `format` is text, csv or json; as text the points with the largest and smallest of `measure`, which
// must be among those compared, where there are many.
[[nodiscard]] std::string points_table(const analysis::observed& file, const analysis::points_comparison& found,
                                       std::size_t measure, bool smallest_first, const std::string& format);

// What factors do to a measure, of each arm that they change: main effects, interactions, partial effects.
[[nodiscard]] std::string effects_table(const analysis::observed& file, std::size_t baseline, std::size_t measure,
                                        const std::string& format);

}   // namespace cli
