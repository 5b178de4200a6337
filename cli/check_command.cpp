#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/scenario_options.hpp"
#include "cli/stored.hpp"
#include "sim/text/text.hpp"

namespace cli {

// cogov check SCENARIO: everything that can be wrong with it, all at once; runs nothing.
void add_check(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("check", "say everything that is wrong with a scenario; runs nothing");
    auto options = std::make_shared<scenario_options>();
    options->add_to(*command);
    command->callback([options] {
        sim::ready scenario = read(*options);
        const bool sweeping = scenario.what.tree.find("design") != nullptr;
        const sim::experiment what = experiment_of(scenario, sweeping);
        const sim::plan& plan = what.runs();
        tell_remarks(scenario);
        show("{}: right. {}, {}, {} + {}.\n", options->path, sim::counted(scenario.what.arms.size(), "arm"),
             sim::counted(static_cast<std::size_t>(scenario.what.replicates), "replicate"), scenario.what.burn_in,
             sim::counted(static_cast<std::size_t>(scenario.what.weeks), scenario.how->observations().step_name));
        if (const sim::possible_worlds& worlds = plan.worlds; worlds.any())
            show("{}: {} of {} drawn from {}{}{}.\n", sim::counted(worlds.count(), "possible world"),
                 sim::counted(worlds.drawn.size(), "parameter"), worlds.drawn.size() + worlds.fixed.size(), worlds.from,
                 worlds.lucks > 1 ? fmt::format(", each world with {} lucks", worlds.lucks) : "",
                 worlds.fixed.empty() ? "" : fmt::format("; not drawn: {}", fmt::join(worlds.fixed, ", ")));
        if (sweeping)
            show("cogov sweep: {} of {}, {}.\n", sim::counted(plan.points.points(), "point"),
                 sim::counted(plan.points.factors.size(), "factor"), sim::counted(plan.runs.size(), "run"));
    });
}

}   // namespace cli
