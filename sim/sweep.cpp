#include "sim/sweep.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>

#include "sim/blocks.hpp"

namespace sim {

namespace {

struct stopped {};

// The batches of one block of replicates, as settings that agree up to some step and then part.
using members = std::vector<const plan_batch*>;

// The step at which the first of some batches parts from another, or `last`.
step parting(const world& built, const members& together, step last) {
    step at = last;
    for (std::size_t m = 1; m < together.size(); ++m)
        at = std::min(at, built.first_difference(together.front()->setting, together[m]->setting).value_or(last));
    return at;
}

// Splits batches that agree before step `at` into groups that agree beyond it; the first group is the first batch's.
std::vector<members> split(const world& built, const members& together, step at, step last) {
    std::vector<members> groups;
    for (const plan_batch* batch : together) {
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const members& g) {
            return built.first_difference(g.front()->setting, batch->setting).value_or(last) > at;
        });
        if (same == groups.end()) groups.push_back({batch});
        else same->push_back(batch);
    }
    return groups;
}

std::uint64_t shared_steps(const world& built, const members& together, step now, step last) {
    const step at = parting(built, together, last);
    auto steps = static_cast<std::uint64_t>(at - now);
    if (at < last)
        for (const members& group : split(built, together, at, last)) steps += shared_steps(built, group, at, last);
    return steps;
}

std::vector<members> blocks_of(const plan& runs) {
    std::vector<members> blocks(runs.blocks);
    for (const plan_batch& batch : runs.batches) blocks[batch.block].push_back(&batch);
    std::erase_if(blocks, [](const members& block) { return block.empty(); });   // all of it is there already
    return blocks;
}

// One block of replicates under way: its recorders, filled by groups of lanes, handed over when the last has finished.
class block_runner {
public:
    block_runner(const plan& runs, const world& built, step first, step last, const sweep_options& options,
                 const batch_sink& sink, std::mutex& sinking)
        : runs_{runs}, built_{built}, first_{first}, last_{last}, options_{options}, sink_{sink}, sinking_{sinking} {}

    // Runs `lanes` replicates from `first_row` of the block on.
    void go(const members& block, std::size_t first_row) {
        const std::size_t lanes = options_.on.lanes;
        std::vector<std::uint64_t> seeds;
        for (std::size_t l = 0; l < lanes; ++l) {   // lanes beyond the last replicate repeat it and are not stored
            const std::size_t row = std::min(first_row + l, block.front()->runs - 1);
            seeds.push_back(runs_.runs[block.front()->first_run + row].seed);
        }
        follow(built_.start(block.front()->setting, seeds, options_.on), recorder{built_.observed(), lanes}, block,
               first_, first_row);
    }

private:
    void follow(std::unique_ptr<batch> state, recorder rows, const members& together, step now, std::size_t first_row) {
        const step at = parting(built_, together, last_);
        for (; now < at; ++now) {
            if (options_.stop != nullptr && options_.stop->load()) throw stopped{};
            state->advance(now, now >= 0 ? &rows : nullptr, 0);
            if (options_.done != nullptr) options_.done->agent_steps += built_.agents() * options_.on.lanes;
        }
        if (at == last_) {
            for (const plan_batch* batch : together) hand_over(*batch, rows, first_row);
            return;
        }
        const auto groups = split(built_, together, at, last_);
        for (std::size_t g = 1; g < groups.size(); ++g)
            follow(state->fork(groups[g].front()->setting), rows, groups[g], at, first_row);
        follow(std::move(state), std::move(rows), groups.front(), at, first_row);
    }

    // Rows of a group of lanes; with one lane a group, the batch is handed over when its last run is in.
    void hand_over(const plan_batch& which, const recorder& rows, std::size_t first_row) {
        const std::size_t wanted = std::min(rows.rows(), which.runs - first_row);
        const std::scoped_lock lock{sinking_};
        auto& [gathered, count] = gathered_[which.first_run];
        if (gathered.rows() == 0) gathered = recorder{built_.observed(), which.runs};
        for (std::size_t row = 0; row < wanted; ++row) gathered.copy_row(rows, row, first_row + row);
        count += wanted;
        if (count < which.runs) return;
        sink_(which, gathered);
        gathered_.erase(which.first_run);
        if (options_.done != nullptr) options_.done->runs += which.runs;
    }

    const plan& runs_;
    const world& built_;
    step first_, last_;
    const sweep_options& options_;
    const batch_sink& sink_;
    std::mutex& sinking_;
    std::map<std::size_t, std::pair<recorder, std::size_t>> gathered_;   // by first run of the batch
};

}   // namespace

plan_size size_of(const plan& runs, const world& built, step first, step last, const machine& on) {
    plan_size size;
    for (const members& block : blocks_of(runs)) {
        const std::uint64_t groups = (block.front()->runs + on.lanes - 1) / on.lanes,
                            each = groups * on.lanes * built.agents();
        size.agent_steps += each * shared_steps(built, block, first, last);
        size.agent_steps_unshared += each * block.size() * static_cast<std::uint64_t>(last - first);
    }
    return size;
}

bool sweep(const plan& runs, const world& built, step first, step last, const sweep_options& options,
           const batch_sink& sink) {
    // Chains of work: each takes the next group of lanes when it has finished one. Threads without a chain of their own
    // help inside a batch's step.
    struct group {
        std::size_t block, first_row;
    };
    const auto blocks = blocks_of(runs);
    std::vector<group> groups;
    for (std::size_t b = 0; b < blocks.size(); ++b)
        for (std::size_t row = 0; row < blocks[b].front()->runs; row += options.on.lanes) groups.push_back({b, row});
    std::size_t chains = std::min<std::size_t>(groups.size(), static_cast<std::size_t>(threads()));
    if (options.memory > 0) {
        // A chain holds the state that others branch from and the one that advances, each with its recorder.
        const std::size_t each =
            2 * options.on.lanes * (built.bytes_per_lane() + recorder{built.observed(), 1}.bytes());
        const std::size_t left = options.memory > built.bytes_shared() ? options.memory - built.bytes_shared() : 0;
        chains = std::clamp<std::size_t>(left / each, 1, std::max<std::size_t>(1, chains));
    }
    std::mutex sinking;
    std::vector<std::unique_ptr<block_runner>> runners;
    for (std::size_t b = 0; b < blocks.size(); ++b)
        runners.push_back(std::make_unique<block_runner>(runs, built, first, last, options, sink, sinking));
    std::atomic<std::size_t> next{0};
    try {
        run_side_by_side(chains, [&](std::size_t) {
            for (std::size_t g = next++; g < groups.size(); g = next++)
                runners[groups[g].block]->go(blocks[groups[g].block], groups[g].first_row);
        });
    } catch (const stopped&) {
        return false;
    }
    return true;
}

}   // namespace sim
