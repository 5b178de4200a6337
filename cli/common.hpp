#pragma once
// What the subcommands share: options of scenarios and machines, progress, and how trouble is told.

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/output.hpp"
#include "sim/scenario/model.hpp"

namespace cli {

// Exit statuses.
inline constexpr int done = 0, failed = 1, wrong_usage = 2;

// Mistakes in a scenario or on the command line, already gathered: printed as they are, status 2.
struct wrong_input {
    std::string text;
};

// A scenario and the options that change its keys.
struct scenario_options {
    std::string path;
    std::vector<std::string> set;   // KEY=VALUE
    std::string seed, weeks, burn_in, replicates, population;
    void add_to(CLI::App& command);          // all of them
    void add_people_to(CLI::App& command);   // those that decide who lives there
};
// Reads it, or throws wrong_input with every mistake.
[[nodiscard]] sim::ready read(const scenario_options& options);

// Says what is right in it and yet hardly meant.
void tell_remarks(const sim::ready& scenario);

// Sets the number of threads from --threads; all cores where it is absent.
void use_threads(const std::string& threads);

// Refuses "", as an unset variable of a script gives: absent and empty are not the same.
[[nodiscard]] CLI::Validator not_empty();

struct machine_options {
    std::string threads, memory, instruction_set, lanes;
    bool quiet = false, verbose = false, no_progress = false;
    void add_to(CLI::App& command);                   // all of them
    void add_limits_to(CLI::App& command);            // those of what may be used, and --quiet
    [[nodiscard]] sim::machine machine() const;       // throws wrong_input
    [[nodiscard]] std::size_t memory_bytes() const;   // --memory, else four fifths of what is free
    void use_threads() const { cli::use_threads(threads); }
};

[[nodiscard]] std::string one_of(const std::string& agents);   // "residents": "resident"

// A whole decimal number in [low, high], or wrong_input naming the option.
[[nodiscard]] std::int64_t whole_number(const std::string& text, const std::string& option, std::int64_t low,
                                        std::int64_t high);

// The place of a name among some, or wrong_input with the nearest: "town.h5 has no arm 'relif'; did you mean ...".
[[nodiscard]] std::size_t place_of(const std::string& name, const std::vector<std::string>& among,
                                   const std::string& what, const std::string& file);

// Refuses to write over what exists without `force`, and with it over what is neither empty nor such a file of cogov's.
// `what` is that for people ("page"), `option` what names another file.
void be_sure_it_may_be_replaced(const std::string& path, const std::string& what, bool force, const std::string& option,
                                const std::function<bool(const std::string&)>& is_such);
// What a command writes under a name that people choose: an HDF5 file, a page or a folder.
enum class written : unsigned char { results, population, trace, page, tables, scenario };
// Refuses a name whose ending is that of another kind of file, and says which command makes those.
void be_sure_of_ending(const std::string& path, const std::string& option, written what);
// Is it an HDF5 file of this kind (cogov_kind), or a damaged one, which nobody can read?
[[nodiscard]] std::function<bool(const std::string&)> of_kind(const std::string& kind);

// Adds --format with the given choices; the first is the default. The remark ends the sentence of --help.
void add_format(CLI::App& command, std::string& format, const std::vector<std::string>& choices,
                const std::string& remark = "");

// Ctrl-C and SIGTERM end the program at once, with a sentence, whatever it is doing: files are whole or absent anyway. While
// somebody heeds them, interrupted() turns true first, and the program ends by itself a second later where that has not
// helped: making a large town or one step of it may take longer.
[[nodiscard]] const std::atomic<bool>& interrupted();
[[nodiscard]] int interrupt_signal();
void watch_signals();
// The sentence from now on; until then "stopped before it was done".
void when_stopped(const std::string& sentence);
class heeding_signals {
public:
    heeding_signals();
    ~heeding_signals();
    heeding_signals(const heeding_signals&) = delete;
    heeding_signals& operator=(const heeding_signals&) = delete;
};

// Each subcommand adds itself; `status` is what the program ends with.
void add_run(CLI::App& app, int& status);
void add_sweep(CLI::App& app, int& status);
void add_check(CLI::App& app, int& status);
void add_describe(CLI::App& app, int& status);
void add_new(CLI::App& app, int& status);
void add_synth(CLI::App& app, int& status);
void add_compare(CLI::App& app, int& status);
void add_report(CLI::App& app, int& status);
void add_merge(CLI::App& app, int& status);
void add_export(CLI::App& app, int& status);
void add_explain(CLI::App& app, int& status);
void add_bench(CLI::App& app, int& status);

}   // namespace cli
