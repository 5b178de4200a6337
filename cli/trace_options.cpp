#include "cli/trace_options.hpp"

#include <algorithm>
#include <cstdio>
#include <set>
#include <sstream>

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

void trace(const trace_options& options, const sim::ready& scenario, const sim::plan& plan,
           const sim::group_maker& make, const sim::machine& on, bool overwrite, bool quiet) {
    if (options.path.empty())
        throw wrong_input{"--trace-weeks and --trace-run go with --trace FILE.h5, the file to write"};
    be_sure_of_ending(options.path, "--trace", written::trace);
    be_sure_it_may_be_replaced(options.path, "trace file", overwrite, "--trace", of_kind("trace"));
    const std::set<sim::step> weeks = weeks_of(options.weeks.empty() ? "0" : options.weeks, scenario.what);
    const auto number =
        static_cast<std::size_t>(options.run.empty() ? 0
                                                     : whole_number(options.run, "--trace-run", 0,
                                                                    static_cast<std::int64_t>(plan.runs.size()) - 1));
    const sim::run& which = plan.runs[number];
    const sim::arm& arm = scenario.what.arms[which.arm];
    const sim::built_group in = make(which.group);

    sim::trace out;
    out.step_name = in.place->observed().step_name;
    out.facts = {{"title", scenario.what.title},
                 {"source", "cogov " COGOV_VERSION},
                 {"model", std::string{scenario.how->name()}},
                 {"arm", arm.name},
                 {"run", std::to_string(number)},
                 {"replicate", std::to_string(which.replicate)},
                 {"scenario", scenario.what.resolved()}};
    out.frame = in.place->traced();
    const auto state = in.place->start(which.setting, std::span{&which.seed, 1}, {on.isa, 1});
    for (sim::step now = -scenario.what.burn_in; now <= *weeks.rbegin(); ++now) {
        if (!weeks.contains(now)) {
            state->advance(now, nullptr, 0);
            continue;
        }
        auto told = state->trace(now);
        if (!told) throw wrong_input{fmt::format("the model '{}' keeps no traces", scenario.how->name())};
        out.steps.push_back(std::move(*told));
    }
    sim::write_trace(out, options.path);
    if (!quiet) say("Trace of run {} (arm '{}', replicate {}): {}\n", number, arm.name, which.replicate, options.path);
}

}   // namespace cli
