#pragma once
// A results file as recorded runs.

#include <memory>
#include <string>

#include "sim/results/recorded.hpp"
#include "sim/text/result.hpp"

namespace sim {

// Everything but the observations' numbers is read here, and sizes, indices and labels are held against one another, so
// that no index leads beyond an array, whatever a file says. A mistake says what is wrong with the file. Its numbers
// are read piece by piece, when they are asked for.
[[nodiscard]] result<std::shared_ptr<const recorded::source>> read_results(const std::string& path);

}   // namespace sim
