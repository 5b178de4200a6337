#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/machine_options.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "sim/results/results.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

struct merge_options {
    std::string output, threads;
    std::vector<std::string> shards;
    bool force = false, delete_parts = false;
};

// The file of a shard that says what is to be run: a folder's plan, or a results file itself.
std::string plan_file_of(const std::string& shard) {
    if (const std::string why = sim::why_unreadable(shard, sim::kind_of_path::either); !why.empty())
        throw wrong_input{fmt::format("the shard {} cannot be read: {}", shard, why)};
    if (!sim::is_folder(shard)) return shard;
    std::string plan = shard + "/plan.h5";
    if (!sim::is_there(plan))
        throw wrong_input{
            fmt::format("{} is no folder of a run: it has no plan.h5; name folders ending in .cogov", shard)};
    return plan;
}

// "base: within replicates 16 to 31; relief: within replicates 16 to 31, points 3 to 7", the first few arms.
std::string missing(const sim::plan& left, const std::vector<std::string>& arms) {
    struct extent {
        std::uint32_t first = UINT32_MAX, last = 0;
        void take_in(std::uint32_t x) {
            first = std::min(first, x);
            last = std::max(last, x);
        }
    };
    std::map<std::uint32_t, std::pair<extent, extent>> span;   // replicates and points by arm
    for (const sim::plan_batch& b : left.batches)
        for (std::size_t r = b.first_run; r < b.first_run + b.runs; ++r) {
            span[left.runs[r].arm].first.take_in(left.runs[r].replicate);
            span[left.runs[r].arm].second.take_in(left.runs[r].point);
        }
    std::string text;
    std::size_t told = 0;
    for (const auto& [arm, of] : span) {
        if (++told > 4) return text + fmt::format("; and of {} more arms", span.size() - 4);
        text += fmt::format("{}{}: within replicates {} to {}", text.empty() ? "" : "; ", arms[arm], of.first.first,
                            of.first.last);
        if (left.points.points() > 1) text += fmt::format(", points {} to {}", of.second.first, of.second.last);
    }
    return text;
}

// Not while somebody goes on with it.
void remove_shard(const std::string& folder) {
    try {
        const sim::folder_lock mine{folder + "/lock"};
        sim::remove_folder_of_parts(folder);
    } catch (const sim::storage_error& held) {
        say("{} is kept: {}\n", folder, held.what());
    }
}

int merge(merge_options o) {
    use_threads(o.threads);
    be_sure_of_ending(o.output, "cogov merge", written::results);
    o.output = sim::behind_links(o.output);
    if (!o.force && sim::is_there(o.output))
        throw wrong_input{fmt::format("{} exists already; --force replaces it", o.output)};
    // Parts are gathered in a folder of the output's name: what it holds already is somebody's finished work.
    const std::string gathering = sim::folder_of_parts(o.output);
    if (sim::is_there(gathering + "/plan.h5"))
        throw wrong_input{
            fmt::format("{} holds the results of an interrupted run, and joining to {} would use the same folder: "
                        "join to a file of another name, go on with that run (cogov run --resume), or "
                        "remove the folder",
                        gathering, o.output)};
    const std::string first = plan_file_of(o.shards.front());
    sim::ready scenario = read_stored(first, {});
    const sim::experiment what = experiment_of(scenario, is_of_sweep(first));
    const sim::plan& plan = what.runs();
    std::set<std::string> wanted;
    for (const sim::run& one : plan.runs) wanted.insert(one.key);
    for (const std::string& shard : o.shards) {
        const auto keys = keys_of(plan_file_of(shard));
        if (!std::ranges::all_of(keys, [&](const std::string& key) { return wanted.contains(key); }))
            throw wrong_input{
                fmt::format("{} does not belong with {}: its runs are of another scenario, of changed tables, or of "
                            "another version of "
                            "the model",
                            shard, o.shards.front())};
    }
    const sim::results_head head = head_of(what, first);
    sim::results_writer writer{
        o.output, plan.observed, plan, head, o.force ? sim::earlier::replace : sim::earlier::refuse, o.shards};
    for (const std::string& why : writer.taken_over().dropped) say("left out: {}\n", why);
    const sim::plan left = writer.remaining();
    if (!left.batches.empty()) {
        std::size_t runs = 0;
        for (const sim::plan_batch& b : left.batches) runs += b.runs;
        const std::string which = missing(left, head.arm_names);
        writer.abandon();
        say("{} is not written: {} of {} are in none of these shards ({}). Run the shards that are missing, or "
            "give those that are not named here\n",
            o.output, runs, sim::counted(plan.runs.size(), "run"), which);
        return failed;
    }
    try {
        writer.finish();
    } catch (const sim::storage_error&) {
        writer.abandon();   // copies: the shards are as they were
        throw;
    }
    say("{} of {} are in {}\n", sim::counted(plan.runs.size(), "run"), sim::counted(o.shards.size(), "shard"),
        o.output);
    if (o.delete_parts)
        for (const std::string& shard : o.shards) {
            if (sim::is_folder(shard)) remove_shard(shard);
        }
    return done;
}

}   // namespace

// cogov merge FILE.h5 FOLDER...: the shards of one plan, joined to the file that a run of all of it leaves.
void add_merge(CLI::App& app, int& status) {
    auto* const command =
        app.add_subcommand("merge", "join the shards of a run (cogov run --shard) to one results file");
    auto o = std::make_shared<merge_options>();
    command->add_option("FILE", o->output, "results file to be made")->type_name("FILE.h5")->required();
    command->add_option("SHARDS", o->shards, "folders that the shards left (NAME.shard-I-of-N.cogov), or results files")
        ->type_name("PATH")
        ->required();
    command->add_option("--threads", o->threads, "threads; all cores when absent")->type_name("N")->check(not_empty());
    command->add_flag("--force", o->force, "replace the results file where it exists");
    command->add_flag("--delete-parts", o->delete_parts,
                      "remove the shards' folders once the file is written and verified");
    command->callback([o, &status] { status = merge(*o); });
}

}   // namespace cli
