#include "cli/scenario_options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "models/registry.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

sim::assignment split(const std::string& text) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos || at == 0)
        throw wrong_input{fmt::format("--set {}: expected KEY=VALUE, such as --set parameters.admin_share=0.5", text)};
    return {text.substr(0, at), text.substr(at + 1)};
}

}   // namespace

void scenario_options::add_people_to(CLI::App& command) {
    command.add_option("SCENARIO", path, "scenario file (TOML), or a results file whose scenario is repeated")
        ->type_name("FILE")
        ->required();
    command.add_option("--set", set, "set any key of the scenario: KEY=VALUE (may be repeated)")
        ->allow_extra_args(false)
        ->type_name("KEY=VALUE");
    command.add_option("--population", population, "folder of marginals, or population file (.h5)")
        ->type_name("PATH")
        ->check(not_empty());
}

void scenario_options::add_to(CLI::App& command) {
    add_people_to(command);
    command.add_option("--seed", seed, "seed of the runs' luck")->type_name("N")->check(not_empty());
    command.add_option("--weeks", weeks, "weeks after the burn-in")->type_name("N")->check(not_empty());
    command.add_option("--burn-in", burn_in, "weeks before week 0")->type_name("N")->check(not_empty());
    command.add_option("--replicates", replicates, "runs of each arm")->type_name("N")->check(not_empty());
}

sim::ready read(const scenario_options& options) {
    std::vector<sim::assignment> set;
    for (const std::string& text : options.set) set.push_back(split(text));
    const auto also = [&](const char* key, const std::string& value, const char* option) {
        if (value.empty()) return;
        if (std::string_view{key} != "population") static_cast<void>(whole_number(value, option, 0, INT64_MAX));
        set.push_back({key, value});
    };
    also("seed", options.seed, "--seed");
    also("weeks", options.weeks, "--weeks");
    also("burn_in", options.burn_in, "--burn-in");
    also("replicates", options.replicates, "--replicates");
    also("population", options.population, "--population");
    if (sim::hdf5::is_hdf5(options.path)) return read_stored(options.path, std::move(set));
    auto scenario = sim::read_scenario(options.path, set, models::all());
    if (!scenario) throw wrong_input{sim::describe(scenario.wrong())};
    return std::move(*scenario);
}

void tell_remarks(const sim::ready& scenario) {
    if (!scenario.kept && !scenario.remarks.empty())
        say("{}", sim::describe_remarks(scenario.remarks));   // of a file of people's
}

std::string one_of(const std::string& agents) { return agents.substr(0, agents.size() - 1); }

}   // namespace cli
