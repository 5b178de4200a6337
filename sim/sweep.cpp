#include "sim/sweep.hpp"

#include <algorithm>
#include <cassert>
#include <exception>
#include <map>
#include <mutex>

#include "sim/blocks.hpp"

namespace sim {

namespace {

struct stopped {};

// Settings that agree up to some step and then part.
using members = std::vector<std::size_t>;

// The step at which the first of some settings parts from another, or `last`.
step parting(const study& set, const members& together, step last) {
    step at = last;
    for (std::size_t m = 1; m < together.size(); ++m)
        at = std::min(at, set.first_difference(together.front(), together[m]).value_or(last));
    return at;
}

// Splits settings that agree before step `at` into groups that agree beyond it, the largest last: it goes on with the
// state that the others copy, so that never more copies are alive than the settings can be halved.
std::vector<members> split(const study& set, const members& together, step at, step last) {
    std::vector<members> groups;
    for (const std::size_t setting : together) {
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const members& g) {
            return set.first_difference(g.front(), setting).value_or(last) > at;
        });
        if (same == groups.end()) groups.push_back({setting});
        else same->push_back(setting);
    }
    std::ranges::stable_sort(groups, {}, &members::size);
    return groups;
}

std::uint64_t shared_steps(const study& set, const members& together, step now, step last) {
    const step at = parting(set, together, last);
    auto steps = static_cast<std::uint64_t>(at - now);
    if (at < last)
        for (const members& group : split(set, together, at, last)) steps += shared_steps(set, group, at, last);
    return steps;
}

// How many states are alive at most while these settings are run.
std::size_t states_at_once(const study& set, const members& together, step last) {
    const step at = parting(set, together, last);
    if (at == last) return 1;
    std::size_t most = 1;
    const auto groups = split(set, together, at, last);
    for (std::size_t g = 0; g + 1 < groups.size(); ++g) most = std::max(most, 1 + states_at_once(set, groups[g], last));
    return std::max(most, states_at_once(set, groups.back(), last));
}

// Batches of one group and one block of replicates.
struct unit {
    std::vector<const plan_batch*> batches;
    [[nodiscard]] std::size_t group() const { return batches.front()->group; }
    [[nodiscard]] std::size_t runs() const { return batches.front()->runs; }   // of each batch
};

std::size_t lanes_of(const unit& one, const machine& on) { return lanes_for(one.runs(), on); }

// The work, largest groups first: what begins last should be short.
std::vector<unit> units_of(const plan& runs) {
    std::map<std::pair<std::size_t, std::size_t>, unit> by_group_and_block;
    std::map<std::size_t, std::size_t> batches_of;
    for (const plan_batch& batch : runs.batches) {
        by_group_and_block[{batch.group, batch.block}].batches.push_back(&batch);
        ++batches_of[batch.group];
    }
    std::vector<unit> units;
    for (auto& [where, one] : by_group_and_block) units.push_back(std::move(one));
    std::ranges::stable_sort(units, std::greater<>{}, [&](const unit& one) { return batches_of[one.group()]; });
    return units;
}

// A unit under way: its recorders, filled by groups of lanes, handed over when the last has finished.
class unit_runner {
public:
    unit_runner(const plan& runs, const unit& what, step first, step last, const sweep_options& options,
                const batch_sink& sink, std::mutex& sinking, const std::atomic<bool>& failed)
        : runs_{runs},
          unit_{what},
          first_{first},
          last_{last},
          options_{options},
          sink_{sink},
          sinking_{sinking},
          failed_{failed} {}

    // Runs `lanes` replicates from `first_row` of the block on.
    void go(const built_group& in, std::size_t first_row) {
        const std::size_t lanes = lanes_of(unit_, options_.on);
        std::vector<std::uint64_t> seeds;
        for (std::size_t l = 0; l < lanes; ++l) {   // lanes beyond the last replicate repeat it and are not stored
            const std::size_t row = std::min(first_row + l, unit_.runs() - 1);
            seeds.push_back(runs_.runs[unit_.batches.front()->first_run + row].seed);
        }
        members all;
        for (const plan_batch* batch : unit_.batches) all.push_back(batch->setting);
        follow(in, in.place->start(all.front(), seeds, options_.on), recorder{in.place->observed(), lanes}, all, first_,
               first_row);
    }

private:
    void follow(const built_group& in, std::unique_ptr<batch> state, recorder rows, const members& together, step now,
                std::size_t first_row) {
        const step at = parting(*in.set, together, last_);
        for (; now < at; ++now) {
            if (failed_.load() || (options_.stop != nullptr && options_.stop->load())) throw stopped{};
            state->advance(now, now >= 0 ? &rows : nullptr, 0);
            if (options_.done != nullptr) options_.done->agent_steps += in.place->agents() * rows.rows();
        }
        if (at == last_) {
            for (const std::size_t setting : together) hand_over(in, setting, rows, first_row);
            return;
        }
        const auto groups = split(*in.set, together, at, last_);
        for (std::size_t g = 0; g + 1 < groups.size(); ++g)
            follow(in, state->fork(groups[g].front()), rows, groups[g], at, first_row);
        state->change(groups.back().front());
        follow(in, std::move(state), std::move(rows), groups.back(), at, first_row);
    }

    // Rows of a group of lanes; with one lane a group, the batch is handed over when its last run is in.
    void hand_over(const built_group& in, std::size_t setting, const recorder& rows, std::size_t first_row) {
        const plan_batch& which = **std::ranges::find(unit_.batches, setting, &plan_batch::setting);
        const std::size_t wanted = std::min(rows.rows(), which.runs - first_row);
        const std::scoped_lock lock{sinking_};
        auto& [gathered, count] = gathered_[which.first_run];
        if (gathered.rows() == 0) gathered = recorder{in.place->observed(), which.runs};
        for (std::size_t row = 0; row < wanted; ++row) gathered.copy_row(rows, row, first_row + row);
        count += wanted;
        if (count < which.runs) return;
        sink_(which, gathered);
        gathered_.erase(which.first_run);
        if (options_.done != nullptr) options_.done->runs += which.runs;
    }

    const plan& runs_;
    const unit& unit_;
    step first_, last_;
    const sweep_options& options_;
    const batch_sink& sink_;
    std::mutex& sinking_;
    const std::atomic<bool>& failed_;   // elsewhere: what is under way here is of no use any more
    std::map<std::size_t, std::pair<recorder, std::size_t>> gathered_;   // by first run of the batch
};

// A group's world from its first batch to its last.
class shared_group {
public:
    void expect() { ++left_; }
    built_group take(const group_maker& make, std::size_t group) {
        const std::scoped_lock lock{making_};
        if (made_.place == nullptr) made_ = make(group);
        return made_;
    }
    void leave() {
        const std::scoped_lock lock{making_};
        if (--left_ == 0) made_ = {};
    }

private:
    std::mutex making_;
    built_group made_;
    std::size_t left_ = 0;
};

members all_settings(const study& set) {
    members all(set.settings());
    for (std::size_t s = 0; s < all.size(); ++s) all[s] = s;
    return all;
}

}   // namespace

std::uint64_t shared_steps(const study& set, step first, step last) {
    return shared_steps(set, all_settings(set), first, last);
}

plan_size size_of(const plan& runs, std::size_t agents, const machine& on) {
    plan_size size;
    for (const unit& one : units_of(runs)) {
        const plan_group& group = runs.groups[one.group()];
        const std::uint64_t together = lanes_of(one, on), lanes = (one.runs() + together - 1) / together * together,
                            each = lanes * agents, settings = group.settings.size(), left = one.batches.size();
        size.agent_steps += each * group.steps * left / settings;
        size.agent_steps_unshared += each * group.steps_unshared * left / settings;
    }
    return size;
}

bool sweep(const plan& runs, const group_maker& make, step first, step last, const sweep_options& options,
           const batch_sink& sink) {
    // Chains of work: each takes the next group of lanes when it has finished one. Threads without a chain of their own
    // help inside a batch's step.
    struct job {
        std::size_t unit, first_row;
    };
    const auto units = units_of(runs);
    if (units.empty()) return true;
    std::vector<job> jobs;
    std::map<std::size_t, shared_group> groups;
    for (std::size_t u = 0; u < units.size(); ++u)
        for (std::size_t row = 0; row < units[u].runs(); row += lanes_of(units[u], options.on)) {
            jobs.push_back({u, row});
            groups[units[u].group()].expect();
        }
    std::size_t chains = std::min<std::size_t>(jobs.size(), static_cast<std::size_t>(threads()));
    if (options.memory > 0) {
        std::size_t widest = 1;
        for (const unit& unit : units) widest = std::max(widest, lanes_of(unit, options.on));
        const built_group one = groups[units.front().group()].take(make, units.front().group());
        const std::size_t states = states_at_once(*one.set, all_settings(*one.set), last),
                          batches = states * (one.place->bytes_of_batch(widest) +
                                              recorder{one.place->observed(), widest}.bytes()),
                          world = one.place->bytes_shared();
        // Chains over one world share it; where there are more worlds, each may have its own.
        const bool own = groups.size() > 1;
        const std::size_t together = own ? 0 : world, each = batches + (own ? world : 0),
                          left = options.memory > together ? options.memory - together : 0;
        chains = std::clamp<std::size_t>(left / each, 1, std::max<std::size_t>(1, chains));
    }
    std::mutex sinking;
    std::atomic<bool> failed{false};
    std::vector<std::unique_ptr<unit_runner>> runners;
    for (const unit& one : units)
        runners.push_back(std::make_unique<unit_runner>(runs, one, first, last, options, sink, sinking, failed));
    std::atomic<std::size_t> next{0};
    std::atomic<bool> halted{false};
    std::exception_ptr failure;
    std::mutex failing;
    run_side_by_side(chains, [&](std::size_t) {
        try {
            for (std::size_t j = next++; j < jobs.size(); j = next++) {
                shared_group& group = groups.at(units[jobs[j].unit].group());
                runners[jobs[j].unit]->go(group.take(make, units[jobs[j].unit].group()), jobs[j].first_row);
                group.leave();
            }
        } catch (const stopped&) {
            halted.store(true);
        } catch (...) {
            const std::scoped_lock lock{failing};
            if (!failure) failure = std::current_exception();
            failed.store(true);
        }
    });
    if (failure) std::rethrow_exception(failure);
    return !halted.load();
}

}   // namespace sim
