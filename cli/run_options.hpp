#pragma once
// What `cogov run` and `cogov sweep` can be told: the runs that are wanted, and where they go.

#include <cstddef>
#include <string>

#include "cli/machine_options.hpp"
#include "cli/scenario_options.hpp"
#include "cli/trace_options.hpp"
#include "sim/scenario/plan.hpp"

namespace CLI {
class App;
}   // namespace CLI

namespace cli {

struct run_options {
    scenario_options scenario;
    machine_options machine;
    trace_options trace;
    std::string output, format, until, at_most = "1024";
    bool force = false, resume = false, dry_run = false;
    std::string shard;                // "0/4"
    void add_to(CLI::App& command);   // all but those of a trace
};

// One of so many parts of a plan, from 0 on.
struct shard {
    std::size_t number = 0, of = 1;
};

// "I/N", or wrong_input; the whole where the text is empty.
[[nodiscard]] shard read_shard(const std::string& text);
// Leaves the batches of one shard.
void keep_shard(sim::plan& plan, const shard& mine);

// The file that is written, or wrong_input where it must not be.
[[nodiscard]] std::string output_of(const run_options& o, const shard& mine);

}   // namespace cli
