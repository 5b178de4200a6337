#pragma once
// `cogov run FILE.h5`: the scenario that a results file holds, with the tables that it was made from.

#include <set>
#include <string>
#include <vector>

#include "analysis/observed.hpp"
#include "sim/experiment/experiment.hpp"

namespace cli {

// A results file, or wrong_input with what is wrong with it.
[[nodiscard]] analysis::observed open_results(const std::string& path);
// --point N: a sweep, seen from this point of its design. wrong_input where there is none.
[[nodiscard]] analysis::observed at_point(const analysis::observed& file, const std::string& point);
[[nodiscard]] std::set<std::string> keys_of(const std::string& path);   // of its runs

// Reads the scenario as it was resolved then, its tables as they were then; `set` comes on top. Files that it only named
// (a population file) are read from where they were. Throws wrong_input with every mistake.
[[nodiscard]] sim::ready read_stored(const std::string& path, std::vector<sim::assignment> set);

// Whether a results file, or the plan of a running sweep, has a design: `cogov sweep` made it.
[[nodiscard]] bool is_of_sweep(const std::string& path);

// The runs of a scenario: its arms, or with `sweeping` those at the points of its [design]. Throws wrong_input with every
// mistake. The scenario must outlive them.
[[nodiscard]] sim::experiment experiment_of(sim::ready& scenario, bool sweeping);

// What a results file says besides numbers, for a scenario read from `path` (a scenario or a results file).
[[nodiscard]] sim::results_head head_of(const sim::experiment& what, const std::string& path);

}   // namespace cli
