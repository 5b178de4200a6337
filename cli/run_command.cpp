#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "analysis/compare.hpp"
#include "analysis/points.hpp"
#include "analysis/procedures/sequential.hpp"
#include "cli/commands.hpp"
#include "cli/comparison_table.hpp"
#include "cli/dry_run.hpp"
#include "cli/files.hpp"
#include "cli/forecast.hpp"
#include "cli/machine_options.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/points_table.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_options.hpp"
#include "cli/signals.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "cli/trace_options.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/results/results.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;
using seconds = std::chrono::duration<double>;

struct run_options {
    scenario_options scenario;
    machine_options machine;
    trace_options trace;
    std::string output, format, until, at_most = "1024";
    bool force = false, resume = false, dry_run = false;
    std::string shard;   // "0/4"
};

// One of so many parts of a plan, from 0 on.
struct shard {
    std::size_t number = 0, of = 1;
};

shard read_shard(const std::string& text) {
    if (text.empty()) return {};
    const std::size_t at = text.find('/');
    if (at == std::string::npos)
        throw wrong_input{fmt::format("--shard {}: expected I/N, such as 0/4 for the first of four", text)};
    const std::int64_t of = whole_number(text.substr(at + 1), "--shard I/N: N", 1, 1'000'000);
    const std::int64_t number = whole_number(text.substr(0, at), "--shard I/N: I", 0, of - 1);
    return {static_cast<std::size_t>(number), static_cast<std::size_t>(of)};
}

// What a resumed run need not do again, and what it could not take over.
void tell_taken_over(const sim::results_writer& writer, std::size_t runs, bool quiet) {
    for (const std::string& why : writer.taken_over().dropped) say("not taken over: {}\n", why);
    if (!quiet) say("resuming: {} of {} are there already\n", writer.taken_over().runs, sim::counted(runs, "run"));
}

// Leaves the batches of one shard.
void keep_shard(sim::plan& plan, const shard& mine) {
    std::erase_if(plan.batches, [&](const sim::plan_batch& b) {
        return (b.block * plan.groups.size() + b.group) % mine.of != mine.number;
    });
}

// The file that is written, or wrong_input where it must not be.
std::string output_of(const run_options& o, const shard& mine) {
    if (o.force && o.resume) throw wrong_input{"--force starts again and --resume goes on: give one of them"};
    if (std::error_code none;
        !o.output.empty() && fs::equivalent(o.output, o.scenario.path, none) && !sim::hdf5::is_hdf5(o.output))
        throw wrong_input{fmt::format("-o {} is the scenario itself; choose another name", o.output)};
    if (!o.output.empty()) be_sure_of_ending(o.output, "-o", written::results);
    std::string output = o.output.empty() ? fs::path{o.scenario.path}.stem().string() + ".h5" : o.output;
    if (!o.shard.empty()) {   // shards write beside one another
        const std::string name = output.ends_with(".h5") ? output.substr(0, output.size() - 3) : output;
        output = fmt::format("{}.shard-{}-of-{}.h5", name, mine.number, mine.of);
    }
    return sim::behind_links(output);   // parts lie beside the file itself
}

// Says how many runs of a stored scenario are not the stored ones.
void tell_others(const std::string& path, const sim::plan& plan) {
    const auto known = keys_of(path);
    const auto other = std::ranges::count_if(plan.runs, [&](const sim::run& one) { return !known.contains(one.key); });
    if (other > 0)
        say("{} of {} are not those of {}: something was set, a file that it names has changed, or this is "
            "another version of the model\n",
            other, sim::counted(plan.runs.size(), "run"), path);
}

// What rounds of simulating have added up to.
struct totals {
    std::size_t runs = 0, agents = 0;
    std::uint64_t computed = 0, unshared = 0;   // agent-steps
    double preparing = 0, simulating = 0, writing = 0;
};

// A results file under way: everything about it that does not change from one round of replicates to the next.
struct session {
    const run_options& options;
    shard mine;
    std::string output;
    bool sweeping = false;
    sim::machine on;
    std::size_t memory = 0;
};

std::string how_to_go_on(const run_options& o) {
    return fmt::format("--resume goes on with them: give the same command once more with it{}",
                       o.force ? " in place of --force" : "");
}

sim::earlier with_earlier(const run_options& o) {
    return o.force ? sim::earlier::replace : o.resume ? sim::earlier::resume : sim::earlier::refuse;
}

// What tables tell of is kept while runs are made, where that takes no more than this; else it is read from the file.
constexpr std::size_t most_kept = 512'000'000;   // bytes

// Makes the scenario's runs and leaves them in the results file, or a shard of them in its folder; `made` is what tables tell of.
// Returns what the program ends with where it was stopped.
std::optional<int> simulate(const session& s, sim::ready& scenario, bool first_round, totals& sum,
                            std::optional<analysis::observed>& made) {
    const run_options& o = s.options;
    const auto begin = std::chrono::steady_clock::now();
    const sim::experiment what = experiment_of(scenario, s.sweeping);
    const sim::plan& plan = what.runs();
    const sim::world& built = what.first();
    const auto ready_at = std::chrono::steady_clock::now();
    sum.preparing += seconds{ready_at - begin}.count();
    if (first_round && sim::hdf5::is_hdf5(o.scenario.path)) tell_others(o.scenario.path, plan);
    if (first_round && o.trace.wanted())
        trace(o.trace, what, s.on, o.force || o.resume, o.machine.quiet);   // the same again, resumed
    const sim::results_head head = head_of(what, o.scenario.path);
    sim::results_writer writer{s.output, plan.observed, plan, head,
                               first_round ? with_earlier(o) : sim::earlier::resume};
    when_stopped(fmt::format("stopped; {} is not written, the finished runs are in {}\n{}", s.output, writer.folder(),
                             how_to_go_on(o)));
    sim::plan left = writer.remaining();
    keep_shard(left, s.mine);
    std::size_t to_do = 0;
    for (const sim::plan_batch& b : left.batches) to_do += b.runs;
    const sim::plan_size size = sim::size_of(left, built.agents(), s.on);
    if (first_round && o.resume) tell_taken_over(writer, plan.runs.size(), o.machine.quiet);
    warn_of_little_room(s.output, plan, to_do);
    if (first_round && !o.machine.quiet)
        say("{}{}", about_empty_shards(plan, s.mine.of),
            o.until.empty() ? about_free_replicates(static_cast<std::size_t>(scenario.what.replicates), s.on) : "");
    constexpr auto for_tables = sim::kept::for_tables;
    std::optional<sim::memory_results> told;
    std::optional<sim::both> writer_and_told;
    if (o.shard.empty() &&
        sim::memory_results::bytes_of_a_run(plan.observed, for_tables) * plan.runs.size() <= most_kept) {
        told.emplace(plan.observed, plan, head, for_tables, s.output);
        writer_and_told.emplace(writer, *told);
    }
    const std::vector<std::string> there = writer.finished_parts();   // told of last: runs need not wait for it
    sim::sink& into = told ? static_cast<sim::sink&>(*writer_and_told) : writer;
    sim::progress done;
    sim::sweep_options options{s.on, s.memory, &interrupted(), &done};
    bool complete = false;
    {
        const heeding_signals heed;
        const progress_bar bar{done, to_do, size.agent_steps,
                               fmt::format("{}-{}", one_of(plan.observed.agents), plan.observed.step_name),
                               !o.machine.quiet && !o.machine.no_progress};
        complete = what.run(left, options, into);
    }
    if (!complete) {
        say("stopped after {} of {}; {} is not written, the finished runs are in {}\n{}\n",
            writer.taken_over().runs + done.runs.load(), sim::counted(plan.runs.size(), "run"), s.output,
            writer.folder(), how_to_go_on(o));
        return 128 + interrupt_signal();
    }
    if (!o.shard.empty()) {
        say("shard {} is done: {} in {}\ncogov merge FILE.h5 FOLDER... joins the folders of all {}\n", o.shard,
            sim::counted(writer.finished_runs(), "run"), writer.folder(), sim::counted(s.mine.of, "shard"));
        return cli::done;
    }
    try {
        for (std::size_t p = 0; told && p < there.size(); ++p) told->take_from(there[p]);
    } catch (const sim::storage_error&) {   // joining says what is wrong with a part, and what to do
        told.reset();
    }
    writer.finish();
    made = told ? analysis::observed{told->finish()} : open_results(s.output);
    when_stopped(fmt::format("stopped before everything was told; the results are in {}", s.output));
    sum.runs += to_do;
    sum.agents = built.agents();
    sum.computed += done.agent_steps.load();
    sum.unshared += size.agent_steps_unshared;
    sum.simulating += seconds{std::chrono::steady_clock::now() - ready_at}.count();
    sum.writing += writer.seconds();
    const std::size_t lanes = sim::lanes_for(plan.batches.front().runs, s.on);
    if (o.machine.verbose) {
        std::string shared;
        for (const auto& [kind, count] : scenario.what.shared->made()) shared += fmt::format(", {} {}", count, kind);
        say("made: {}{}\n", sim::counted(static_cast<std::size_t>(done.making.times.load()) + 1, "world"), shared);
    }
    if (o.machine.verbose && first_round)
        say("memory: {:.0f} bytes a {} and run in flight, {:.0f} bytes a {} shared; {} lanes, {}\n",
            static_cast<double>(built.bytes_of_batch(lanes)) / static_cast<double>(built.agents() * lanes),
            one_of(plan.observed.agents),
            static_cast<double>(built.bytes_shared()) / static_cast<double>(built.agents()),
            one_of(plan.observed.agents), lanes, sim::name_of(s.on.isa));
    return std::nullopt;
}

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

void set_replicates(sim::ready& scenario, std::size_t count) {
    scenario.what.replicates = static_cast<int>(count);
    sim::mistakes none;
    sim::assign(scenario.what.tree, "replicates", sim::node{{}, static_cast<std::int64_t>(count)}, {}, {}, none);
}

// Adds replicates until differences are known as closely as --until says. Returns what the program ends with where it was
// stopped, or where no number of replicates will do: the results are there all the same.
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
    if (goal.is_spread() && static_cast<std::size_t>(scenario.what.weeks) < scenario.set->observed().steps_per_year)
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
        const analysis::next_look next = analysis::look(differences, *wanted, most);
        if (!next.refused.empty()) {
            say("--until {}: {}\n", o.until, next.refused);
            return failed;
        }
        const auto now = static_cast<std::size_t>(scenario.what.replicates);
        if (next.enough) {
            if (!o.machine.quiet) say("{} replicates suffice for {}\n", now, o.until);
            return std::nullopt;
        }
        if (!o.machine.quiet) say("{} replicates do not suffice yet; going on to {}\n", now, next.replicates);
        set_replicates(scenario, next.replicates);
    }
}

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

void add_options(CLI::App& command, run_options& o) {
    o.scenario.add_to(command);
    o.machine.add_to(command);
    command.add_option("-o,--output", o.output, "results file; the scenario's name with .h5 when absent")
        ->type_name("FILE.h5")
        ->check(not_empty());
    command.add_flag("--force", o.force, "replace the results file where it exists");
    command
        .add_option(
            "--shard", o.shard,
            "only every N-th piece of the work (a block of 16 replicates over one world), from the I-th on (from "
            "0): for the N jobs of a cluster")
        ->type_name("I/N")
        ->check(not_empty());
    command.add_flag("--resume", o.resume, "go on after a stop: runs that are there already are not done again");
    command
        .add_option(
            "--until", o.until,
            "add replicates until every difference is known so closely: \"participation ± 0.05pp\", or relative: "
            "\"participation ± 5%\"")
        ->type_name("GOAL")
        ->check(not_empty());
    command.add_option("--at-most", o.at_most, "most replicates that --until may make; 1024 when absent")
        ->type_name("N")
        ->check(not_empty());
    command.add_flag("--dry-run", o.dry_run, "only say what would be run, how large it is and how long it will take");
    add_format(command, o.format, {"text", "csv", "json"});
}

}   // namespace

// cogov run SCENARIO [-o FILE.h5]: every arm, replicated; a table of arms and bands, and the results file.
void add_run(CLI::App& app, int& status) {
    auto* const command = app.add_subcommand("run", "run every arm of a scenario and compare them");
    auto o = std::make_shared<run_options>();
    add_options(*command, *o);
    o->trace.add_to(*command);
    command->callback([o, &status] { status = run(*o, false); });
}

// cogov sweep SCENARIO [-o FILE.h5]: the same at every point of the scenario's [design].
void add_sweep(CLI::App& app, int& status) {
    auto* const command = app.add_subcommand("sweep", "run a scenario at every point of its [design]");
    auto o = std::make_shared<run_options>();
    add_options(*command, *o);
    command->callback([o, &status] { status = run(*o, true); });
}

}   // namespace cli
