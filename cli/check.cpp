#include <fmt/format.h>

#include "cli/common.hpp"
#include "cli/stored.hpp"

namespace cli {

// cogov check SCENARIO: everything that can be wrong with it, all at once; runs nothing.
void add_check(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("check", "say everything that is wrong with a scenario; runs nothing");
    auto options = std::make_shared<scenario_options>();
    options->add_to(*command);
    command->callback([options] {
        sim::ready scenario = read(*options);
        const bool sweeping = scenario.what.tree.find("design") != nullptr;
        const sim::plan plan = plan_of(scenario, sweeping);
        show("{}: right. {} arm{}, {} replicates, {} + {} {}s.\n", options->path, scenario.what.arms.size(),
             scenario.what.arms.size() == 1 ? "" : "s", scenario.what.replicates, scenario.what.burn_in,
             scenario.what.weeks, scenario.how->observations().step_name);
        for (std::size_t arm = 0; !sweeping && arm < scenario.what.arms.size(); ++arm)
            if (const auto remark = scenario.set->remark(arm))
                show("Mind arm '{}': {}.\n", scenario.what.arms[arm].name, *remark);
        if (sweeping)
            show("cogov sweep: {} points of {} factor{}, {} runs.\n", plan.points.points(), plan.points.factors.size(),
                 plan.points.factors.size() == 1 ? "" : "s", plan.runs.size());
    });
}

}   // namespace cli
