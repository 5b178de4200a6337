#pragma once
// cogov run --trace: everything that one run computes in chosen weeks, into a file of its own.

#include <string>

#include "sim/experiment/experiment.hpp"

namespace CLI {
class App;
}   // namespace CLI

namespace cli {

struct trace_options {
    std::string path, weeks, run;   // weeks "0,1,52", from the end of the burn-in; run: its row in the results
    void add_to(CLI::App& command);
    [[nodiscard]] bool wanted() const { return !path.empty() || !weeks.empty() || !run.empty(); }
};

// Computes the run again, alone, up to the last of the weeks, and writes the trace. Throws wrong_input.
void trace(const trace_options& options, const sim::experiment& what, const sim::machine& on, bool overwrite,
           bool quiet);

}   // namespace cli
