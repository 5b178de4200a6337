#pragma once
// The subcommands: each adds itself, in a file of its own.

namespace CLI {
class App;
}   // namespace CLI

namespace cli {

using adds_command = void(CLI::App& app, int& status);   // what the program ends with
adds_command add_run, add_sweep, add_check, add_describe, add_new, add_synth, add_bench, add_compare, add_report,
    add_merge, add_export, add_explain, add_calibrate, add_decide;
// As --help lists them.
inline constexpr adds_command* commands[]{add_run,      add_sweep, add_calibrate, add_decide, add_check,
                                          add_describe, add_new,   add_synth,     add_bench,  add_compare,
                                          add_report,   add_merge, add_export,    add_explain};

}   // namespace cli
