#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/new_scenario.hpp"
#include "cli/output.hpp"
#include "sim/text/storage.hpp"

namespace cli {

// cogov new DIR: a commented scenario with a small population to start from.
void add_new(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("new", "write a small commented scenario to start from");
    auto folder = std::make_shared<std::string>();
    command->add_option("DIR", *folder, "folder to write it to; made where missing")->type_name("DIR")->required();
    command->callback([folder] {
        if (!sim::is_there(*folder)) be_sure_of_ending(*folder, "cogov new", written::scenario);
        write_new_scenario(*folder);
        show("{0}/scenario.toml is a small scenario with comments. Run it with\n    cogov run {0}/scenario.toml\n",
             *folder);
    });
}

}   // namespace cli
