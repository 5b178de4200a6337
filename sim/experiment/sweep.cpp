#include "sim/experiment/sweep.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <numeric>

#include "sim/engine/blocks.hpp"
#include "sim/scenario/branching.hpp"

namespace sim {

namespace {

struct stopped {};

// Adds to what was spent until its end.
class stopwatch {
public:
    stopwatch(progress* all, spent progress::*on, std::uint64_t times) : all_{all}, on_{on}, times_{times} {}
    stopwatch(const stopwatch&) = delete;
    stopwatch& operator=(const stopwatch&) = delete;
    ~stopwatch() {
        if (all_ == nullptr) return;
        (all_->*on_).times += times_;
        (all_->*on_).nanoseconds += static_cast<std::uint64_t>((std::chrono::steady_clock::now() - begin_).count());
    }

private:
    progress* all_;
    spent progress::*on_;
    std::uint64_t times_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Batches of one group and one block of replicates: those of their rows that the group has.
struct unit {
    std::vector<const plan_batch*> batches;
    std::size_t of = 0, first = 0, rows = 0;   // group, and rows of each batch
    [[nodiscard]] std::size_t group() const { return of; }
    [[nodiscard]] std::size_t runs() const { return rows; }   // of each batch
};

std::size_t lanes_of(const unit& one, const machine& on) { return lanes_for(one.runs(), on); }

// The work, largest groups first: what begins last should be short. Of those of one size, such as are made of the same in turn.
std::vector<unit> units_of(const plan& runs) {
    std::map<std::pair<std::size_t, std::size_t>, unit> by_group_and_block;
    std::map<std::size_t, std::size_t> batches_of;
    for (const plan_batch& batch : runs.batches) {
        const auto group_at = [&](std::size_t row) {
            return runs.worlds.any() ? runs.runs[batch.first_run + row].group : batch.group;
        };
        for (std::size_t row = 0; row < batch.runs;) {
            const std::size_t group = group_at(row);
            unit& one = by_group_and_block[{group, batch.block}];
            one.of = group;
            one.first = row;
            one.batches.push_back(&batch);
            for (one.rows = 0; row < batch.runs && group_at(row) == group; ++row) ++one.rows;
            ++batches_of[group];
        }
    }
    std::vector<unit> units;
    for (auto& [where, one] : by_group_and_block) units.push_back(std::move(one));
    std::ranges::stable_sort(units, std::greater<>{}, [&](const unit& one) {
        return std::pair{batches_of[one.group()], runs.groups[one.group()].made_of};
    });
    return units;
}

// A unit under way: its recorders, filled by groups of lanes, handed over when the last has finished.
using rows_gathered = std::map<std::size_t, std::pair<recorder, std::size_t>>;   // by first run of the batch
class unit_runner {
public:
    unit_runner(const plan& runs, const unit& what, step first, step last, const sweep_options& options, sink& into,
                std::mutex& sinking, rows_gathered& gathered, const std::atomic<bool>& failed)
        : runs_{runs},
          unit_{what},
          first_{first},
          last_{last},
          options_{options},
          into_{into},
          sinking_{sinking},
          gathered_{gathered},
          failed_{failed} {}

    // Runs `lanes` replicates from `first_row` of the block on.
    void go(const built_group& in, std::size_t first_row) {
        const std::size_t lanes = lanes_of(unit_, options_.on);
        std::vector<std::uint64_t> seeds;
        for (std::size_t l = 0; l < lanes; ++l) {   // lanes beyond the last replicate repeat it and are not stored
            const std::size_t row = std::min(first_row + l, unit_.runs() - 1);
            seeds.push_back(runs_.runs[unit_.batches.front()->first_run + unit_.first + row].seed);
        }
        std::vector<std::size_t> settings;
        for (const plan_batch* batch : unit_.batches) settings.push_back(batch->setting);
        const branching tree{*in.set, settings, last_};
        auto [state, rows] = [&] {
            const stopwatch watch{options_.done, &progress::starting, 1};
            return std::pair{in.place->start(settings.front(), seeds, options_.on),
                             recorder{in.place->observed(), lanes}};
        }();
        follow(in, std::move(state), std::move(rows), tree, &tree.root(), first_, first_row);
    }

private:
    // A call goes on with the largest branch itself, so calls are nested no deeper than the settings can be halved.
    void follow(const built_group& in, std::unique_ptr<batch> state, recorder rows, const branching& tree,
                const branching::node* together, step now, std::size_t first_row) {
        const auto setting_of = [&](std::size_t n) { return unit_.batches[tree[n].leader]->setting; };
        while (true) {
            for (; now < together->at; ++now) {
                if (failed_.load() || (options_.stop != nullptr && options_.stop->load())) throw stopped{};
                const stopwatch watch{options_.done, &progress::stepping, rows.rows()};
                state->advance(now, now >= 0 ? &rows : nullptr, 0);
                if (options_.done != nullptr) options_.done->agent_steps += in.place->agents() * rows.rows();
            }
            const auto& branches = together->children;
            if (branches.empty()) break;
            for (std::size_t b = 0; b + 1 < branches.size(); ++b) {
                auto [other, copied] = [&] {
                    const stopwatch watch{options_.done, &progress::starting, 1};
                    return std::pair{state->fork(setting_of(branches[b])), rows};
                }();
                follow(in, std::move(other), std::move(copied), tree, &tree[branches[b]], now, first_row);
            }
            state->change(setting_of(branches.back()));
            together = &tree[branches.back()];
        }
        for (std::size_t i = 0; i < together->settings; ++i)
            hand_over(in, *unit_.batches[tree.in_order()[together->first + i]], rows, first_row);
    }

    // Rows of a group of lanes; with one lane a group, the batch is handed over when its last run is in.
    void hand_over(const built_group& in, const plan_batch& which, const recorder& rows, std::size_t first_row) {
        const std::size_t wanted = std::min(rows.rows(), unit_.runs() - first_row);
        const stopwatch watch{options_.done, &progress::storing,
                              unit_.first + first_row + wanted == which.runs ? 1U : 0U};
        const std::scoped_lock lock{sinking_};
        auto& [gathered, count] = gathered_[which.first_run];
        if (gathered.rows() == 0) gathered = recorder{in.place->observed(), which.runs};
        for (std::size_t row = 0; row < wanted; ++row) gathered.copy_row(rows, row, unit_.first + first_row + row);
        count += wanted;
        if (count < which.runs) return;
        into_.take(which, gathered);
        gathered_.erase(which.first_run);
        if (options_.done != nullptr) options_.done->runs += which.runs;
    }

    const plan& runs_;
    const unit& unit_;
    step first_, last_;
    const sweep_options& options_;
    sink& into_;
    std::mutex& sinking_;
    rows_gathered& gathered_;
    const std::atomic<bool>& failed_;   // elsewhere: what is under way here is of no use any more
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

}   // namespace

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

plan_starts starts_of(const plan& runs, const machine& on) {
    plan_starts all;
    for (const unit& one : units_of(runs)) {
        const std::size_t jobs = ranges(one.runs(), lanes_of(one, on));
        all.jobs += jobs;
        all.states += jobs * one.batches.size();
    }
    return all;
}

bool sweep(const plan& runs, const group_maker& make, step first, step last, const sweep_options& options, sink& into) {
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
        const std::size_t states = branching{*one.set, all_settings(*one.set), last}.root().states,
                          batches = states * (one.place->bytes_of_batch(widest) +
                                              recorder{one.place->observed(), widest}.bytes()),
                          world = one.place->bytes_shared();
        // Chains over one world share it; where there are more worlds, each may have its own.
        const bool own = groups.size() > 1;
        const std::size_t together = own ? 0 : world, each = batches + (own ? world : 0),
                          left = options.memory > together ? options.memory - together : 0;
        chains = std::clamp<std::size_t>(left / each, 1, std::max<std::size_t>(1, chains));
    }
    if (options.done != nullptr) options.done->chains = chains;
    std::mutex sinking;
    rows_gathered gathered;
    std::atomic<bool> failed{false};
    std::vector<std::unique_ptr<unit_runner>> runners;
    for (const unit& one : units)
        runners.push_back(
            std::make_unique<unit_runner>(runs, one, first, last, options, into, sinking, gathered, failed));
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
