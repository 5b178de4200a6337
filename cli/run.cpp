#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "analysis/compare.hpp"
#include "cli/common.hpp"
#include "cli/comparison_table.hpp"
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
    bool force = false, resume = false;
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

int run(const run_options& o) {
    const sim::machine on = o.machine.machine();
    const std::size_t memory = o.machine.memory_bytes();
    o.machine.use_threads();
    if (o.force && o.resume) throw wrong_input{"--force starts again and --resume goes on: give one of them"};
    const shard mine = read_shard(o.shard);
    if (std::error_code none;
        !o.output.empty() && fs::equivalent(o.output, o.scenario.path, none) && !sim::hdf5::is_hdf5(o.output))
        throw wrong_input{fmt::format("-o {} is the scenario itself; choose another name", o.output)};
    std::string output = o.output.empty() ? fs::path{o.scenario.path}.stem().string() + ".h5" : o.output;
    if (!o.shard.empty()) {   // shards write beside one another
        const std::string name = output.ends_with(".h5") ? output.substr(0, output.size() - 3) : output;
        output = fmt::format("{}.shard-{}-of-{}.h5", name, mine.number, mine.of);
    }
    const auto begin = std::chrono::steady_clock::now();
    const sim::ready scenario = read(o.scenario);
    if (!o.force && !o.resume && fs::exists(output))
        throw wrong_input{fmt::format(
            "{} exists already; --force replaces it, --resume takes over what is in it, -o names another", output)};
    const std::unique_ptr<sim::world> built = scenario.set->build();
    const auto ready_at = std::chrono::steady_clock::now();

    const sim::plan plan = sim::make_plan(scenario, *built);
    if (sim::hdf5::is_hdf5(o.scenario.path)) {
        const auto known = keys_of(o.scenario.path);
        const auto other =
            std::ranges::count_if(plan.runs, [&](const sim::run& one) { return !known.contains(one.key); });
        if (other > 0)
            fmt::print(
                stderr,
                "{} of {} runs are not those of {}: something was set, a file that it names has changed, or this is "
                "another version of the model\n",
                other, plan.runs.size(), o.scenario.path);
    }
    if (o.trace.wanted()) trace(o.trace, scenario, *built, plan, on, o.force || o.resume, o.machine.quiet);
    const sim::step first = -scenario.what.burn_in, last = scenario.what.weeks;
    sim::results_writer writer{output, built->observed(), plan, head_of(scenario, *built, o.scenario.path),
                               o.force    ? sim::earlier::replace
                               : o.resume ? sim::earlier::resume
                                          : sim::earlier::refuse};
    sim::plan left = writer.remaining();
    std::erase_if(left.batches, [&](const sim::plan_batch& b) { return b.block % mine.of != mine.number; });
    std::size_t to_do = 0;
    for (const sim::plan_batch& b : left.batches) to_do += b.runs;
    const sim::plan_size size = sim::size_of(left, *built, first, last, on);
    const std::size_t taken_over = writer.taken_over().runs;
    if (o.resume) tell_taken_over(writer, plan.runs.size(), o.machine.quiet);
    sim::progress done;
    sim::sweep_options options{on, memory, &interrupted(), &done};
    bool complete = false;
    {
        const progress_bar bar{done, to_do, size.agent_steps, !o.machine.quiet && !o.machine.no_progress};
        complete = sim::sweep(
            left, *built, first, last, options,
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

    const auto file = analysis::results::open(output);
    if (!file) throw std::runtime_error{sim::describe(file.wrong())};
    const analysis::comparison found = analysis::compare(*file);
    fmt::print("{}", comparison_table(*file, found, o.format));
    std::fflush(stdout);   // before what follows on standard error
    const auto end = std::chrono::steady_clock::now();
    const std::string& agents = built->observed().agents;    // "residents"
    const std::string& step = built->observed().step_name;   // "week"
    const std::string agent = agents.substr(0, agents.size() - 1);
    if (!o.machine.quiet) {
        const double simulating = seconds{written_at - ready_at}.count();
        fmt::print(stderr,
                   "\n{} runs of {} {} and {} + {} {}s in {:.1f} s: {:.1f} M {}-{}s/s on {} thread{}.\nResults: {}\n",
                   to_do, built->agents(), agents, scenario.what.burn_in, scenario.what.weeks, step,
                   seconds{end - begin}.count(), static_cast<double>(size.agent_steps) / simulating / 1e6, agent, step,
                   sim::threads(), sim::threads() == 1 ? "" : "s", output);
    }
    if (o.machine.verbose) {
        fmt::print(stderr,
                   "scenario and population {:.3f} s, runs and writing {:.2f} s (writing {:.2f} s), table {:.3f} s\n"
                   "computed {} {}-{}s; without sharing what arms have in common it would be {} ({:.2f} times)\n"
                   "memory: {:.0f} bytes a {} and run in flight, {:.0f} bytes a {} shared; {} lanes, {}\n",
                   seconds{ready_at - begin}.count(), seconds{written_at - ready_at}.count(), writer.seconds(),
                   seconds{end - written_at}.count(), size.agent_steps, agent, step, size.agent_steps_unshared,
                   static_cast<double>(size.agent_steps_unshared) / static_cast<double>(size.agent_steps),
                   static_cast<double>(built->bytes_per_lane()) / static_cast<double>(built->agents()), agent,
                   static_cast<double>(built->bytes_shared()) / static_cast<double>(built->agents()), agent, on.lanes,
                   sim::name_of(on.isa));
    }
    return cli::done;
}

}   // namespace

// cogov run SCENARIO [-o FILE.h5]: every arm, replicated; a table of arms and bands, and the results file.
void add_run(CLI::App& app, int& status) {
    auto* const command = app.add_subcommand("run", "run every arm of a scenario and compare them");
    auto o = std::make_shared<run_options>();
    o->scenario.add_to(*command);
    o->machine.add_to(*command);
    o->trace.add_to(*command);
    command->add_option("-o,--output", o->output, "results file; the scenario's name with .h5 when absent")
        ->type_name("FILE.h5");
    command->add_flag("--force", o->force, "replace the results file where it exists");
    command
        ->add_option("--shard", o->shard,
                     "only every N-th block of 16 replicates, from the I-th on (from 0): for the N jobs of a cluster")
        ->type_name("I/N")
        ->check(not_empty());
    command->add_flag("--resume", o->resume, "go on after a stop: runs that are there already are not done again");
    add_format(*command, o->format, {"text", "csv", "json"});
    command->callback([o, &status] { status = run(*o); });
}

}   // namespace cli
