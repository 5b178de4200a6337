#pragma once
// Makes the runs of a scenario, going on where they were stopped, and says how far it is.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/observed.hpp"
#include "cli/run_options.hpp"
#include "sim/experiment/experiment.hpp"

namespace cli {

// What rounds of simulating have added up to.
struct totals {
    std::size_t runs = 0, agents = 0;
    std::uint64_t computed = 0, unshared = 0;   // agent-steps
    double preparing = 0, simulating = 0, writing = 0;
};

// A results file under way: everything about it that does not change from one round of replicates to the next.
struct session {
    const run_options& options;
    shard mine;
    std::string output;
    bool sweeping = false;
    sim::machine on;
    std::size_t memory = 0;
    std::vector<std::pair<std::string, std::string>> also = {};   // texts to be kept in the file, by name
};

// Makes the scenario's runs and leaves them in the results file, or a shard of them in its folder; `made` is what tables
// tell of.
// Returns what the program ends with where it was stopped.
[[nodiscard]] std::optional<int> simulate(const session& s, sim::ready& scenario, bool first_round, totals& sum,
                                          std::optional<analysis::observed>& made);

}   // namespace cli
