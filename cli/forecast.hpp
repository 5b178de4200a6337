#pragma once
// How long a plan will take on this machine, and how large its results will be. A sample of its own runs is made and stored
// beside the results' place, as the plan would; what making people, beginning a batch, a step, and storing and joining a part
// cost is measured apart and multiplied by how many of each there are.

#include <optional>
#include <string>

#include "sim/experiment/experiment.hpp"

namespace cli {

// What is known before the sample is made.
struct forecast_of {
    const sim::experiment& what;   // the world of its first group is made already
    const sim::plan& plan;         // its batches are those that would be run
    double planning = 0;           // seconds that reading and planning took
    double making_first = 0;       // seconds that its people took
    sim::machine on;
    std::size_t memory = 0;
    sim::results_head head;
    std::string output;
};

struct forecast {
    double planning = 0, making = 0, simulating = 0, storing = 0;   // seconds
    bool at_least = false;                                          // no step could be finished
    double rate = 0;                                                // agent-steps a second while weeks are simulated
    double measured = 0;                                            // seconds that the sample took
    std::uint64_t bytes = 0;                                        // of the results file
    [[nodiscard]] double seconds() const { return planning + making + simulating + storing; }
};

// Of the numbers of so many runs, and about how many are left of them in a file.
[[nodiscard]] std::uint64_t raw_bytes(const sim::plan& plan, std::size_t runs);
[[nodiscard]] double packed_bytes(const sim::plan& plan, std::size_t runs);

// Nothing where it was interrupted. Takes about three seconds; longer where one step, or making one world, does.
[[nodiscard]] std::optional<forecast> forecast_time(const forecast_of& what);

}   // namespace cli
