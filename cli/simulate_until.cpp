#include "cli/simulate_until.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "analysis/points.hpp"
#include "analysis/procedures/sequential.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/status.hpp"
#include "sim/results/results.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

// How many replicates a results file or a stopped run has already; 0 where there is neither.
int replicates_there(const std::string& output) {
    std::uint32_t most = 0;
    const std::string folder = sim::folder_of_parts(output);
    for (const std::string& path : {output, folder + "/plan.h5"}) {
        if (!sim::is_there(path)) continue;
        const auto file = analysis::observed::open(path);
        for (std::size_t r = 0; file && r < file->runs().size(); ++r)
            most = std::max(most, file->runs()[r].replicate + 1);
    }
    return static_cast<int>(most);
}

}   // namespace

void set_replicates(sim::ready& scenario, std::size_t count) {
    scenario.what.replicates = static_cast<int>(count);
    sim::mistakes none;
    sim::assign(scenario.what.tree, "replicates", sim::node{{}, static_cast<std::int64_t>(count)}, {}, {}, none);
}

std::optional<int> simulate_until(const session& s, sim::ready& scenario, totals& sum,
                                  std::optional<analysis::observed>& made) {
    const run_options& o = s.options;
    if (!o.shard.empty())
        throw wrong_input{
            "--until looks at all replicates together and --shard makes some of them: give one of the two"};
    const auto measures = scenario.set->observed().measures;
    if (measures.empty())
        throw wrong_input{fmt::format("the model '{}' compares nothing, so --until has no goal", scenario.how->name())};
    const auto wanted = analysis::read_precision(o.until, measures);
    if (!wanted) throw wrong_input{sim::describe(wanted.wrong())};
    const sim::measure& goal = measures[wanted->measure];
    if (goal.relative)
        throw wrong_input{
            fmt::format("--until {}: {} is 1 of everybody in every run, and has no interval", o.until, goal.name)};
    if (goal.is_yearly() && static_cast<std::size_t>(scenario.what.weeks) < scenario.set->observed().steps_per_year)
        throw wrong_input{fmt::format(
            "--until {}: {} is observed at the end of each year, and no year ends in {}", o.until, goal.name,
            sim::counted(static_cast<std::size_t>(scenario.what.weeks), scenario.set->observed().step_name))};
    const auto most = static_cast<std::size_t>(whole_number(o.at_most, "--at-most", 32, 1'000'000));
    const auto start = std::max(scenario.what.replicates, o.resume ? replicates_there(s.output) : 0);
    if (static_cast<std::size_t>(start) > most)
        throw wrong_input{
            fmt::format("--at-most {} is fewer than the {} replicates that {}", most, start,
                        start > scenario.what.replicates ? "are there already" : "the scenario asks for")};
    set_replicates(scenario, std::clamp<std::size_t>((static_cast<std::size_t>(start) + 15) / 16 * 16,
                                                     analysis::replicates_at_first, most));
    for (bool first_round = true;; first_round = false) {
        const auto stopped = simulate(s, scenario, first_round, sum, made);
        if (stopped) return stopped;
        const auto differences = analysis::all_differences(*made, made->baseline(), wanted->measure);
        // Across worlds these are what there must be enough of, each with its lucks.
        const std::size_t lucks = made->worlds().any() ? made->worlds().lucks : 1;
        const std::string called = made->worlds().any() ? "world" : "replicate";
        const analysis::next_look next = analysis::look(differences, *wanted, most / lucks, called);
        if (!next.refused.empty()) {
            say("--until {}: {}\n", o.until, next.refused);
            return failed;
        }
        const auto now = static_cast<std::size_t>(scenario.what.replicates) / lucks;
        if (next.enough) {
            if (!o.machine.quiet) say("{} suffice for {}\n", sim::counted(now, called), o.until);
            return std::nullopt;
        }
        if (!o.machine.quiet)
            say("{} do not suffice yet; going on to {}\n", sim::counted(now, called), next.replicates);
        set_replicates(scenario, next.replicates * lucks);
    }
}

}   // namespace cli
