#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/status.hpp"
#include "models/participation/explain.hpp"
#include "sim/text/toml.hpp"

namespace cli {

// cogov explain TRACE.h5 --resident I --week T: one resident's week in words.
void add_explain(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("explain", "one resident's week in words, from a trace");
    struct options {
        std::string path, resident, week;
    };
    auto o = std::make_shared<options>();
    command->add_option("TRACE", o->path, "trace file, as cogov run --trace writes it")
        ->type_name("FILE.h5")
        ->required();
    command->add_option("--resident", o->resident, "the resident's id")->type_name("I")->required()->check(not_empty());
    command->add_option("--week", o->week, "one of the traced weeks")->type_name("T")->required()->check(not_empty());
    command->callback([o] {
        const auto id = static_cast<std::uint64_t>(whole_number(o->resident, "--resident", 0, INT64_MAX));
        const auto week = static_cast<int>(whole_number(o->week, "--week", INT32_MIN, INT32_MAX));
        const sim::trace_reader trace{o->path};
        if (const std::string model = trace.fact("model"); model != "participation")
            throw wrong_input{fmt::format("{}: there are no words for the model '{}'", o->path, model)};
        const auto text = participation::explain(trace, id, week);
        if (!text) throw wrong_input{sim::describe(text.wrong())};
        show("{}", *text);
    });
}

}   // namespace cli
