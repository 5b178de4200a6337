#include "cli/trace_options.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/status.hpp"
#include "sim/results/trace.hpp"

namespace cli {

namespace {

std::set<sim::step> weeks_of(const std::string& text, const sim::scenario& s) {
    std::set<sim::step> weeks;
    std::istringstream list{text};
    for (std::string one; std::getline(list, one, ',');)
        weeks.insert(static_cast<sim::step>(whole_number(one, "--trace-weeks", -s.burn_in, s.weeks - 1)));
    if (weeks.empty()) throw wrong_input{"--trace-weeks is empty; expected weeks such as 0,1,52"};
    return weeks;
}

}   // namespace

void trace_options::add_to(CLI::App& command) {
    command.add_option("--trace", path, "write everything that one run computes in some weeks to this file")
        ->type_name("FILE.h5")
        ->check(not_empty());
    command
        .add_option("--trace-weeks", weeks,
                    "which weeks, such as 0,1,52; negative ones lie in the burn-in; 0 when absent")
        ->type_name("WEEKS")
        ->check(not_empty());
    command.add_option("--trace-run", run, "which run: its number in the results; 0 when absent")
        ->type_name("N")
        ->check(not_empty());
}

void trace(const trace_options& options, const sim::experiment& what, const sim::machine& on, bool overwrite,
           bool quiet) {
    const sim::ready& scenario = what.scenario();
    const sim::plan& plan = what.runs();
    if (options.path.empty())
        throw wrong_input{"--trace-weeks and --trace-run go with --trace FILE.h5, the file to write"};
    be_sure_of_ending(options.path, "--trace", written::trace);
    be_sure_it_may_be_replaced(options.path, "trace file", overwrite, "--trace", of_kind("trace"));
    const std::set<sim::step> weeks = weeks_of(options.weeks.empty() ? "0" : options.weeks, scenario.what);
    const auto number =
        static_cast<std::size_t>(options.run.empty() ? 0
                                                     : whole_number(options.run, "--trace-run", 0,
                                                                    static_cast<std::int64_t>(plan.runs.size()) - 1));
    const auto out = what.traced(number, weeks, on.isa);
    if (!out) throw wrong_input{fmt::format("the model '{}' keeps no traces", scenario.how->name())};
    sim::write_trace(*out, options.path);
    if (!quiet)
        say("Trace of run {} (arm '{}', replicate {}): {}\n", number, scenario.what.arms[plan.runs[number].arm].name,
            plan.runs[number].replicate, options.path);
}

}   // namespace cli
