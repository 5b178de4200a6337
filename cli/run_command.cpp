#include <chrono>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/compare.hpp"
#include "analysis/points.hpp"
#include "cli/commands.hpp"
#include "cli/comparison_table.hpp"
#include "cli/dry_run.hpp"
#include "cli/forecast.hpp"
#include "cli/output.hpp"
#include "cli/points_table.hpp"
#include "cli/run_options.hpp"
#include "cli/signals.hpp"
#include "cli/simulate.hpp"
#include "cli/simulate_until.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

using seconds = std::chrono::duration<double>;

void print_table(const session& s, const analysis::observed& file) {
    const std::string& format = s.options.format;
    if (file.factors().empty()) {
        show_as(format, comparison_table(file, analysis::compare(file), format));
        if (format == "text") show_as(format, costs_in_short(file, file.baseline()));
    } else {
        show_as(format, points_table(file, analysis::compare_points(file, file.baseline()), 0, false, format));
    }
    flush_output();   // before what follows on standard error
}

// What --dry-run says. Returns what the program ends with.
int tell_beforehand(const session& s, sim::ready& scenario) {
    const run_options& o = s.options;
    const auto begin = std::chrono::steady_clock::now();
    const sim::experiment what = experiment_of(scenario, s.sweeping);
    sim::plan plan = what.runs();
    const std::string empty = about_empty_shards(plan, s.mine.of);
    keep_shard(plan, s.mine);
    const auto planned_at = std::chrono::steady_clock::now();
    static_cast<void>(what.first());
    const auto made_at = std::chrono::steady_clock::now();
    const auto told = dry_run({what, plan, seconds{planned_at - begin}.count(), seconds{made_at - planned_at}.count(),
                               s.on, s.memory, head_of(what, o.scenario.path), s.output},
                              o.format);
    if (!told) {
        say("stopped before any run was made\n");
        return 128 + interrupt_signal();
    }
    show_as(o.format, *told);
    if (!o.machine.quiet) say("{}", empty);
    return cli::done;
}

int run(const run_options& o, bool sweeping) {
    session s{o, read_shard(o.shard), {}, sweeping, o.machine.machine(), o.machine.memory_bytes()};
    o.machine.use_threads();
    s.output = output_of(o, s.mine);
    const auto begin = std::chrono::steady_clock::now();
    when_stopped("stopped before any run was made");
    sim::ready scenario = read(o.scenario);
    if (!o.machine.quiet) tell_remarks(scenario);
    if (!o.force && !o.resume && !o.dry_run && sim::is_there(s.output))
        throw wrong_input{fmt::format(
            "{} exists already; --force replaces it, --resume takes over what is in it, -o names another", s.output)};
    if (sim::hdf5::is_hdf5(o.scenario.path)) s.sweeping = s.sweeping || is_of_sweep(o.scenario.path);
    if (o.until.empty() && o.at_most != run_options{}.at_most)
        throw wrong_input{"--at-most bounds the replicates that --until adds; without it --replicates says how many"};
    if (o.dry_run && (!o.until.empty() || o.trace.wanted()))
        throw wrong_input{"--dry-run tells of the runs as the scenario says them: leave --until and --trace out"};
    if (o.resume && !s.sweeping)
        for (const std::string& path : {s.output, sim::folder_of_parts(s.output) + "/plan.h5"}) {
            // What is no results file, or a damaged one, is told by the writer.
            const auto there = analysis::observed::open(path);
            if (there && !there->factors().empty())
                throw wrong_input{
                    fmt::format("{} holds a sweep, most of which this run would lose: cogov sweep --resume goes on "
                                "with it, and -o names another file",
                                path)};
        }
    if (o.dry_run) return tell_beforehand(s, scenario);
    totals sum;
    sum.preparing = seconds{std::chrono::steady_clock::now() - begin}.count();
    std::optional<analysis::observed> made;
    const auto ended =
        o.until.empty() ? simulate(s, scenario, true, sum, made) : simulate_until(s, scenario, sum, made);
    if (ended && (*ended != failed || o.until.empty())) return *ended;
    const auto table_at = std::chrono::steady_clock::now();
    print_table(s, *made);
    const auto end = std::chrono::steady_clock::now();
    const sim::layout what = scenario.set->observed();
    const std::string agent = one_of(what.agents), &step = what.step_name;
    if (!o.machine.quiet)
        say("\n{} of {} {} and {} + {} in {:.1f} s: {:.1f} M {}-{}s/s on {}.\nResults: {}\n",
            sim::counted(sum.runs, "run"), sum.agents, what.agents, scenario.what.burn_in,
            sim::counted(static_cast<std::size_t>(scenario.what.weeks), step), seconds{end - begin}.count(),
            static_cast<double>(sum.computed) / sum.simulating / 1e6, agent, step,
            sim::counted(static_cast<std::size_t>(sim::threads()), "thread"), s.output);
    if (o.machine.verbose && sum.computed > 0)
        say("scenario and population {:.3f} s, runs and writing {:.2f} s (writing {:.2f} s), table {:.3f} s\n"
            "computed {} {}-{}s; without sharing what settings have in common it would be {} ({:.2f} times)\n",
            sum.preparing, sum.simulating, sum.writing, seconds{end - table_at}.count(), sum.computed, agent, step,
            sum.unshared, static_cast<double>(sum.unshared) / static_cast<double>(sum.computed));
    return ended.value_or(cli::done);
}

}   // namespace

// cogov run SCENARIO [-o FILE.h5]: every arm, replicated; a table of arms and bands, and the results file.
void add_run(CLI::App& app, int& status) {
    auto* const command = app.add_subcommand("run", "run every arm of a scenario and compare them");
    auto o = std::make_shared<run_options>();
    o->add_to(*command);
    o->trace.add_to(*command);
    command->callback([o, &status] { status = run(*o, false); });
}

// cogov sweep SCENARIO [-o FILE.h5]: the same at every point of the scenario's [design].
void add_sweep(CLI::App& app, int& status) {
    auto* const command = app.add_subcommand("sweep", "run a scenario at every point of its [design]");
    auto o = std::make_shared<run_options>();
    o->add_to(*command);
    command->callback([o, &status] { status = run(*o, true); });
}

}   // namespace cli
