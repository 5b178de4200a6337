#pragma once
// `cogov run FILE.h5`: the scenario that a results file holds, with the tables that it was made from.

#include <string>
#include <vector>

#include "sim/plan.hpp"
#include "sim/results.hpp"

namespace cli {

// Does it begin as an HDF5 file does? Then it is taken for a results file, and read_stored says if it is none.
[[nodiscard]] bool is_hdf5(const std::string& path);

// Reads the scenario as it was resolved then, its tables as they were then; `set` comes on top. Files that it only named
// (a population file) are read from where they were. Throws wrong_input with every mistake.
[[nodiscard]] sim::ready read_stored(const std::string& path, std::vector<sim::assignment> set);

// What a results file says besides numbers, for a scenario read from `path` (a scenario or a results file).
[[nodiscard]] sim::results_head head_of(const sim::ready& scenario, const sim::world& built, const std::string& path);

// How many of these runs are not among those of a results file.
[[nodiscard]] std::size_t runs_not_in(const std::string& path, const std::vector<sim::run>& runs);

// A text of /provenance; throws sim::storage_error where there is none.
[[nodiscard]] std::string provenance_of(const std::string& path, const std::string& name);

}   // namespace cli
