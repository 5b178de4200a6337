#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/export.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/output.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "sim/text/file_set.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"
#include "sim/text/toml.hpp"

namespace cli {

// cogov export FILE.h5 -o DIR: tables as CSV for a spreadsheet.
void add_export(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("export", "write the tables of a results file as CSV");
    struct options {
        std::string file, folder;
        bool force = false;
    };
    auto o = std::make_shared<options>();
    command->add_option("FILE", o->file, "results file")->type_name("FILE.h5")->required();
    command->add_option("-o,--output", o->folder, "folder for the tables; made where missing")
        ->required()
        ->type_name("DIR");
    command->add_flag("--force", o->force, "replace files that exist");
    command->callback([o] {
        if (!sim::is_folder(o->folder)) be_sure_of_ending(o->folder, "-o", written::tables);
        sim::remove_leftovers_in(o->folder);
        const auto written = analysis::export_csv(open_results(o->file), o->folder, o->force);
        if (!written) throw wrong_input{sim::describe(written.wrong())};
        for (const auto& table : written->tables) show("{}  {}\n", table.path, sim::counted(table.rows, "row"));
        if (!written->others.empty())
            say("{} has other tables or pictures, which this export did not write and left as they are: {}\n",
                o->folder, sim::some_of(written->others));
    });
}

}   // namespace cli
