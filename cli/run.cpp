#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "analysis/compare.hpp"
#include "cli/common.hpp"
#include "cli/comparison_table.hpp"
#include "cli/dry_run.hpp"
#include "cli/points_table.hpp"
#include "cli/progress.hpp"
#include "cli/stored.hpp"
#include "cli/trace.hpp"
#include "sim/blocks.hpp"
#include "sim/hdf5.hpp"
#include "sim/results.hpp"
#include "sim/sweep.hpp"
#include "sim/text.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;
using seconds = std::chrono::duration<double>;

struct run_options {
    scenario_options scenario;
    machine_options machine;
    trace_options trace;
    std::string output, format;
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
    for (const std::string& why : writer.taken_over().dropped) fmt::print(stderr, "not taken over: {}\n", why);
    if (!quiet) fmt::print(stderr, "resuming: {} of {} runs are there already\n", writer.taken_over().runs, runs);
}

// Worlds of a plan's groups; the first is made at once, since results and estimates need it.
class worlds {
public:
    worlds(const sim::ready& scenario, const sim::plan& runs) : scenario_{scenario}, runs_{runs}, first_{build(0)} {}
    [[nodiscard]] const sim::world& first() const { return *first_.place; }
    [[nodiscard]] sim::built_group operator()(std::size_t group) const { return group == 0 ? first_ : build(group); }

private:
    [[nodiscard]] sim::built_group build(std::size_t group) const {
        auto set = sim::study_of(scenario_, runs_, group);
        return {set, set->build()};
    }
    const sim::ready& scenario_;
    const sim::plan& runs_;
    sim::built_group first_;
};

// The file that is written, or wrong_input where it must not be.
std::string output_of(const run_options& o, const shard& mine) {
    if (o.force && o.resume) throw wrong_input{"--force starts again and --resume goes on: give one of them"};
    if (std::error_code none;
        !o.output.empty() && fs::equivalent(o.output, o.scenario.path, none) && !sim::hdf5::is_hdf5(o.output))
        throw wrong_input{fmt::format("-o {} is the scenario itself; choose another name", o.output)};
    std::string output = o.output.empty() ? fs::path{o.scenario.path}.stem().string() + ".h5" : o.output;
    if (!o.shard.empty()) {   // shards write beside one another
        const std::string name = output.ends_with(".h5") ? output.substr(0, output.size() - 3) : output;
        output = fmt::format("{}.shard-{}-of-{}.h5", name, mine.number, mine.of);
    }
    return output;
}

// Says how many runs of a stored scenario are not the stored ones.
void tell_others(const std::string& path, const sim::plan& plan) {
    const auto known = keys_of(path);
    const auto other = std::ranges::count_if(plan.runs, [&](const sim::run& one) { return !known.contains(one.key); });
    if (other > 0)
        fmt::print(stderr,
                   "{} of {} runs are not those of {}: something was set, a file that it names has changed, or this is "
                   "another version of the model\n",
                   other, plan.runs.size(), path);
}

int run(const run_options& o, bool sweeping) {
    const sim::machine on = o.machine.machine();
    const std::size_t memory = o.machine.memory_bytes();
    o.machine.use_threads();
    const shard mine = read_shard(o.shard);
    const std::string output = output_of(o, mine);
    const bool stored = sim::hdf5::is_hdf5(o.scenario.path);
    const auto begin = std::chrono::steady_clock::now();
    sim::ready scenario = read(o.scenario);
    if (!o.force && !o.resume && !o.dry_run && fs::exists(output))
        throw wrong_input{fmt::format(
            "{} exists already; --force replaces it, --resume takes over what is in it, -o names another", output)};
    const sim::plan plan = plan_of(scenario, sweeping || (stored && is_of_sweep(o.scenario.path)));
    const worlds make{scenario, plan};
    const auto ready_at = std::chrono::steady_clock::now();
    const sim::world& built = make.first();
    if (o.dry_run) {
        fmt::print("{}", dry_run(scenario, plan, make, built, on, memory, o.format));
        return cli::done;
    }
    if (stored) tell_others(o.scenario.path, plan);
    if (o.trace.wanted()) trace(o.trace, scenario, plan, make, on, o.force || o.resume, o.machine.quiet);
    const sim::step first = -scenario.what.burn_in, last = scenario.what.weeks;
    sim::results_writer writer{output, plan.observed, plan, head_of(scenario, built, o.scenario.path),
                               o.force    ? sim::earlier::replace
                               : o.resume ? sim::earlier::resume
                                          : sim::earlier::refuse};
    sim::plan left = writer.remaining();
    std::erase_if(left.batches, [&](const sim::plan_batch& b) {
        return (b.block * plan.groups.size() + b.group) % mine.of != mine.number;
    });
    std::size_t to_do = 0;
    for (const sim::plan_batch& b : left.batches) to_do += b.runs;
    const sim::plan_size size = sim::size_of(left, built.agents(), on);
    const std::size_t taken_over = writer.taken_over().runs;
    if (o.resume) tell_taken_over(writer, plan.runs.size(), o.machine.quiet);
    warn_of_little_room(output, plan, to_do);
    sim::progress done;
    sim::sweep_options options{on, memory, &interrupted(), &done};
    bool complete = false;
    {
        const progress_bar bar{done, to_do, size.agent_steps, !o.machine.quiet && !o.machine.no_progress};
        complete = sim::sweep(
            left, std::cref(make), first, last, options,
            [&](const sim::plan_batch& which, const sim::recorder& rows) { writer.write_part(which, rows); });
    }
    if (!complete) {
        fmt::print(stderr,
                   "stopped after {} of {} runs; {} is not written, the finished runs are in {}\n"
                   "--resume goes on with them: give the same command once more with it{}\n",
                   taken_over + done.runs.load(), plan.runs.size(), output, writer.folder(),
                   o.force ? " in place of --force" : "");
        return 128 + interrupt_signal();
    }
    if (!o.shard.empty()) {
        fmt::print(
            stderr,
            "shard {} is done: {} runs are in {}\ncogov merge FILE.h5 FOLDER... joins the folders of all {} shards\n",
            o.shard, writer.finished_runs(), writer.folder(), mine.of);
        return cli::done;
    }
    writer.finish();
    const auto written_at = std::chrono::steady_clock::now();

    analysis::results file = open_results(output);
    if (file.factors().empty()) fmt::print("{}", comparison_table(file, analysis::compare(file), o.format));
    else fmt::print("{}", points_table(file, analysis::compare_points(file, file.baseline()), 0, o.format));
    std::fflush(stdout);   // before what follows on standard error
    const auto end = std::chrono::steady_clock::now();
    const std::string& agents = plan.observed.agents;    // "residents"
    const std::string& step = plan.observed.step_name;   // "week"
    const std::string agent = agents.substr(0, agents.size() - 1);
    const std::uint64_t computed = done.agent_steps.load();
    if (!o.machine.quiet) {
        const double simulating = seconds{written_at - ready_at}.count();
        fmt::print(stderr,
                   "\n{} runs of {} {} and {} + {} {}s in {:.1f} s: {:.1f} M {}-{}s/s on {} thread{}.\nResults: {}\n",
                   to_do, built.agents(), agents, scenario.what.burn_in, scenario.what.weeks, step,
                   seconds{end - begin}.count(), static_cast<double>(computed) / simulating / 1e6, agent, step,
                   sim::threads(), sim::threads() == 1 ? "" : "s", output);
    }
    if (o.machine.verbose) {
        fmt::print(stderr,
                   "scenario and population {:.3f} s, runs and writing {:.2f} s (writing {:.2f} s), table {:.3f} s\n"
                   "computed {} {}-{}s; without sharing what arms have in common it would be {} ({:.2f} times)\n"
                   "memory: {:.0f} bytes a {} and run in flight, {:.0f} bytes a {} shared; {} lanes, {}\n",
                   seconds{ready_at - begin}.count(), seconds{written_at - ready_at}.count(), writer.seconds(),
                   seconds{end - written_at}.count(), computed, agent, step, size.agent_steps_unshared,
                   static_cast<double>(size.agent_steps_unshared) / static_cast<double>(computed),
                   static_cast<double>(built.bytes_per_lane()) / static_cast<double>(built.agents()), agent,
                   static_cast<double>(built.bytes_shared()) / static_cast<double>(built.agents()), agent, on.lanes,
                   sim::name_of(on.isa));
    }
    return cli::done;
}

void add_options(CLI::App& command, run_options& o) {
    o.scenario.add_to(command);
    o.machine.add_to(command);
    command.add_option("-o,--output", o.output, "results file; the scenario's name with .h5 when absent")
        ->type_name("FILE.h5");
    command.add_flag("--force", o.force, "replace the results file where it exists");
    command
        .add_option(
            "--shard", o.shard,
            "only every N-th piece of the work (a block of 16 replicates over one world), from the I-th on (from "
            "0): for the N jobs of a cluster")
        ->type_name("I/N")
        ->check(not_empty());
    command.add_flag("--resume", o.resume, "go on after a stop: runs that are there already are not done again");
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
