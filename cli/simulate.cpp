#include "cli/simulate.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "cli/dry_run.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/signals.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "sim/experiment/packs.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/results/results.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

using seconds = std::chrono::duration<double>;

// What a resumed run need not do again, and what it could not take over.
void tell_taken_over(const sim::results_writer& writer, std::size_t runs, bool quiet) {
    for (const std::string& why : writer.taken_over().dropped) say("not taken over: {}\n", why);
    if (!quiet) say("resuming: {} of {} are there already\n", writer.taken_over().runs, sim::counted(runs, "run"));
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

std::string how_to_go_on(const run_options& o) {
    return fmt::format("--resume goes on with them: give the same command once more with it{}",
                       o.force ? " in place of --force" : "");
}

sim::earlier with_earlier(const run_options& o) {
    return o.force ? sim::earlier::replace : o.resume ? sim::earlier::resume : sim::earlier::refuse;
}

// What tables tell of is kept while runs are made, where that takes no more than this; else it is read from the file.
constexpr std::size_t most_kept = 512'000'000;   // bytes

}   // namespace

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
    sim::results_head head = head_of(what, o.scenario.path);
    head.provenance.insert(head.provenance.end(), s.also.begin(), s.also.end());
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
            o.until.empty() ? about_free_replicates(plan, static_cast<std::size_t>(scenario.what.replicates), s.on)
                            : "");
    constexpr auto for_tables = sim::kept::for_tables;
    std::optional<sim::memory_results> kept;
    std::optional<sim::both> writer_and_kept;
    if (o.shard.empty() &&
        sim::memory_results::bytes_of_a_run(plan.observed, for_tables) * plan.runs.size() <= most_kept) {
        kept.emplace(plan.observed, plan, head, for_tables, s.output);
        writer_and_kept.emplace(writer, *kept);
    }
    const std::vector<std::string> there = writer.finished_parts();   // told of last: runs need not wait for it
    sim::sink& into = kept ? static_cast<sim::sink&>(*writer_and_kept) : writer;
    sim::progress so_far;
    sim::sweep_options options{s.on, s.memory, &interrupted(), &so_far};
    bool complete = false;
    {
        const heeding_signals heed;
        const progress_bar bar{so_far, to_do, size.agent_steps,
                               fmt::format("{}-{}", one_of(plan.observed.agents), plan.observed.step_name),
                               !o.machine.quiet && !o.machine.no_progress};
        complete = what.run(left, options, into);
    }
    if (!complete) {
        say("stopped after {} of {}; {} is not written, the finished runs are in {}\n{}\n",
            writer.taken_over().runs + so_far.runs.load(), sim::counted(plan.runs.size(), "run"), s.output,
            writer.folder(), how_to_go_on(o));
        return 128 + interrupt_signal();
    }
    if (!o.shard.empty()) {
        say("shard {} is done: {} in {}\ncogov merge FILE.h5 FOLDER... joins the folders of all {}\n", o.shard,
            sim::counted(writer.finished_runs(), "run"), writer.folder(), sim::counted(s.mine.of, "shard"));
        return cli::done;
    }
    try {
        for (std::size_t p = 0; kept && p < there.size(); ++p) kept->take_from(there[p]);
    } catch (const sim::storage_error&) {   // joining says what is wrong with a part, and what to do
        kept.reset();
    }
    writer.finish();
    made = kept ? analysis::observed{kept->finish()} : open_results(s.output);
    when_stopped(fmt::format("stopped before everything was told; the results are in {}", s.output));
    sum.runs += to_do;
    sum.agents = built.agents();
    sum.computed += so_far.agent_steps.load();
    sum.unshared += size.agent_steps_unshared;
    sum.simulating += seconds{std::chrono::steady_clock::now() - ready_at}.count();
    sum.writing += writer.seconds();
    if (o.machine.verbose) {
        std::string shared;
        for (const auto& [kind, count] : scenario.what.shared->made()) shared += fmt::format(", {} {}", count, kind);
        say("made: {}{}\n", sim::counted(static_cast<std::size_t>(so_far.making.times.load()) + 1, "world"), shared);
    }
    if (o.machine.verbose && first_round) {
        std::size_t lanes = 1;
        for (const sim::pack& one : sim::packs_of(left, s.on).packs) lanes = std::max(lanes, one.width);
        say("memory: {:.0f} bytes a {} and run in flight, {:.0f} bytes a {} shared; {} lanes, {}\n",
            static_cast<double>(built.bytes_of_batch(lanes, true)) / static_cast<double>(built.agents() * lanes),
            one_of(plan.observed.agents),
            static_cast<double>(built.bytes_shared()) / static_cast<double>(built.agents()),
            one_of(plan.observed.agents), lanes, sim::name_of(s.on.isa));
    }
    return std::nullopt;
}

}   // namespace cli
