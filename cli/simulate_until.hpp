#pragma once
// --until: rounds of replicates, each looked at.

#include <optional>

#include "cli/simulate.hpp"

namespace cli {

void set_replicates(sim::ready& scenario, std::size_t count);

// Adds replicates until differences are known as closely as --until says. Returns what the program ends with where it was
// stopped, or where no number of replicates will do: the results are there all the same.
[[nodiscard]] std::optional<int> simulate_until(const session& s, sim::ready& scenario, totals& sum,
                                                std::optional<analysis::observed>& made);

}   // namespace cli
