#include "sim/experiment/sweep.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <mutex>
#include <set>
#include <span>

#include "sim/engine/blocks.hpp"
#include "sim/experiment/packs.hpp"
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

// Rows of finished runs by the batch of the plan that they belong to, handed over when its last run is in.
class collector {
public:
    collector(const plan& runs, const sweep_options& options, sink& into)
        : options_{options}, into_{into}, batches_{runs.batches} {
        std::ranges::sort(batches_, {}, &plan_batch::first_run);
    }
    // `run` and its row of `rows`.
    void take(std::size_t run, const layout& what, const recorder& rows, std::size_t row) {
        const plan_batch& which = *std::prev(std::ranges::upper_bound(batches_, run, {}, &plan_batch::first_run));
        const std::scoped_lock lock{sinking_};
        auto& [gathered, count] = gathered_[which.first_run];
        if (gathered.rows() == 0) gathered = recorder{what, which.runs};
        gathered.copy_row(rows, row, run - which.first_run);
        if (++count < which.runs) return;
        const stopwatch watch{options_.done, &progress::storing, 1};
        into_.take(which, gathered);
        gathered_.erase(which.first_run);
        if (options_.done != nullptr) options_.done->runs += which.runs;
    }

private:
    const sweep_options& options_;
    sink& into_;
    std::vector<plan_batch> batches_;   // by first run
    std::mutex sinking_;
    std::map<std::size_t, std::pair<recorder, std::size_t>> gathered_;   // by first run
};

// A pack under way.
class pack_runner {
public:
    pack_runner(const plan& runs, const packing& all, const pack& what, std::span<const built_group> groups, step first,
                step last, const sweep_options& options, collector& into, const std::atomic<bool>& failed)
        : runs_{runs},
          all_{all},
          pack_{what},
          groups_{groups},
          first_{first},
          last_{last},
          options_{options},
          into_{into},
          failed_{failed} {}

    void go() {
        lanes at_start(pack_.width);
        std::vector<lane> starts;
        for (std::size_t l = 0; l < pack_.width; ++l) {   // lanes beyond those that are wanted repeat the last
            const lane_runs& mine = lane_of(std::min(l, pack_.count - 1));
            if (l < pack_.count) {
                std::vector<std::size_t> settings;
                for (std::size_t x = 0; x < mine.count; ++x) settings.push_back(run_of(mine, x).setting);
                trees_.emplace_back(*groups_[l].set, settings, last_);
                at_start[l] = &trees_.back().root();
            }
            starts.push_back({groups_[std::min(l, pack_.count - 1)].place.get(), 0, run_of(mine, 0).seed});
        }
        const std::vector<std::size_t> settings = settings_of(at_start, {});
        for (std::size_t l = 0; l < pack_.width; ++l) starts[l].setting = settings[l];
        auto [state, rows] = [&] {
            const stopwatch watch{options_.done, &progress::starting, 1};
            return std::pair{place().start(starts, options_.on), recorder{place().observed(), pack_.width}};
        }();
        follow(std::move(state), std::move(rows), std::move(at_start), settings, first_);
    }

private:
    // Where each lane is in the tree of its settings; null where nothing of it is wanted any more.
    using lanes = std::vector<const branching::node*>;

    [[nodiscard]] const lane_runs& lane_of(std::size_t l) const { return all_.lanes[pack_.first + l]; }
    [[nodiscard]] std::size_t place_of(const lane_runs& of, std::size_t x) const { return all_.runs[of.first + x]; }
    [[nodiscard]] const run& run_of(const lane_runs& of, std::size_t x) const { return runs_.runs[place_of(of, x)]; }
    [[nodiscard]] const world& place() const { return *groups_.front().place; }
    [[nodiscard]] const branching::node& child(std::size_t l, std::size_t n) const { return trees_[l][n]; }

    // Those of lanes that are not wanted stay what they were; at the start they are the last lane's.
    [[nodiscard]] std::vector<std::size_t> settings_of(const lanes& at, std::vector<std::size_t> before) const {
        std::vector<std::size_t> settings(pack_.width);
        for (std::size_t l = 0; l < pack_.width; ++l)
            settings[l] = at[l] != nullptr   ? run_of(lane_of(l), at[l]->leader).setting
                          : l >= pack_.count ? settings[pack_.count - 1]
                                             : before[l];
        return settings;
    }

    // A call goes on with the largest branches itself, so calls are nested no deeper than the settings can be halved.
    void follow(std::unique_ptr<batch> state, recorder rows, lanes at, std::vector<std::size_t> settings, step now) {
        while (true) {
            step until = last_;
            for (const branching::node* const one : at)
                if (one != nullptr) until = std::min(until, one->at);
            for (; now < until; ++now) {
                if (failed_.load() || (options_.stop != nullptr && options_.stop->load())) throw stopped{};
                const stopwatch watch{options_.done, &progress::stepping, rows.rows()};
                state->advance(now, now >= 0 ? &rows : nullptr, 0);
                if (options_.done != nullptr) options_.done->agent_steps += place().agents() * rows.rows();
            }
            if (until == last_) break;
            // Each lane that parts now has branches, the others go on as one; the largest of all lanes go together.
            std::size_t most = 1;
            const auto parts = [&](std::size_t l) { return at[l] != nullptr && at[l]->at == until; };
            for (std::size_t l = 0; l < at.size(); ++l)
                if (parts(l)) most = std::max(most, at[l]->children.size());
            const auto branches = [&](std::size_t from_the_largest) {
                lanes next(at.size());
                for (std::size_t l = 0; l < at.size(); ++l) {
                    if (!parts(l)) {
                        next[l] = from_the_largest == 0 ? at[l] : nullptr;
                        continue;
                    }
                    const auto& children = at[l]->children;
                    if (from_the_largest < children.size())
                        next[l] = &child(l, children[children.size() - 1 - from_the_largest]);
                }
                return next;
            };
            for (std::size_t b = most; b-- > 1;) {
                lanes next = branches(b);
                auto their_settings = settings_of(next, settings);
                auto [other, copied] = [&] {
                    const stopwatch watch{options_.done, &progress::starting, 1};
                    return std::pair{state->fork(their_settings), rows};
                }();
                follow(std::move(other), std::move(copied), std::move(next), std::move(their_settings), now);
            }
            at = branches(0);
            settings = settings_of(at, std::move(settings));
            state->change(settings);
        }
        for (std::size_t l = 0; l < at.size(); ++l) {
            if (at[l] == nullptr) continue;
            for (std::size_t i = 0; i < at[l]->settings; ++i)
                into_.take(place_of(lane_of(l), trees_[l].in_order()[at[l]->first + i]), place().observed(), rows, l);
        }
    }

    const plan& runs_;
    const packing& all_;
    const pack& pack_;
    std::span<const built_group> groups_;   // by lane that is wanted
    step first_, last_;
    const sweep_options& options_;
    collector& into_;
    const std::atomic<bool>& failed_;   // elsewhere: what is under way here is of no use any more
    std::vector<branching> trees_;      // by lane that is wanted
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
    const packing all = packs_of(runs, on);
    for (const pack& one : all.packs) {
        const plan_group& group = runs.groups[all.lanes[one.first].group];
        const std::uint64_t each = one.width * agents;
        size.agent_steps += each * steps_of(group, one.settings);
        size.agent_steps_unshared += each * steps_unshared_of(group, one.settings);
    }
    return size;
}

plan_starts starts_of(const plan& runs, const machine& on) {
    plan_starts all;
    for (const pack& one : packs_of(runs, on).packs) {
        ++all.jobs;
        all.states += one.settings;
    }
    return all;
}

bool sweep(const plan& runs, const group_maker& make, step first, step last, const sweep_options& options, sink& into) {
    // Chains of work: each takes the next pack when it has finished one. Threads without a chain of their own help inside a
    // batch's step.
    const packing all = packs_of(runs, options.on);
    if (all.packs.empty()) return true;
    std::map<std::size_t, shared_group> groups;
    const auto groups_of = [&](const pack& one) {
        std::set<std::size_t> different;
        for (std::size_t l = 0; l < one.count; ++l) different.insert(all.lanes[one.first + l].group);
        return different;
    };
    for (const pack& one : all.packs)
        for (const std::size_t g : groups_of(one)) groups[g].expect();
    std::size_t chains = std::min<std::size_t>(all.packs.size(), static_cast<std::size_t>(threads()));
    if (options.memory > 0) {
        std::size_t widest = 1;
        bool alike = true;   // are the lanes of every pack runs of one setting at a time?
        std::set<std::uint64_t> made_of;
        for (const pack& one : all.packs) {
            widest = std::max(widest, one.width);
            alike = alike && groups_of(one).size() == 1;
            for (const std::size_t g : groups_of(one)) made_of.insert(runs.groups[g].made_of);
        }
        const std::size_t largest = all.lanes[all.packs.front().first].group;
        const built_group one = groups[largest].take(make, largest);
        const std::size_t states = branching{*one.set, all_settings(*one.set), last}.root().states,
                          batches = states * (one.place->bytes_of_batch(widest, alike) +
                                              recorder{one.place->observed(), widest}.bytes()),
                          world = one.place->bytes_shared();
        // Chains over one world share it; where there are more worlds, each may have its own.
        const bool own = made_of.size() > 1;
        const std::size_t together = own ? 0 : world, each = batches + (own ? world : 0),
                          left = options.memory > together ? options.memory - together : 0;
        chains = std::clamp<std::size_t>(left / each, 1, std::max<std::size_t>(1, chains));
    }
    if (options.done != nullptr) options.done->chains = chains;
    std::atomic<bool> failed{false};
    collector finished{runs, options, into};
    std::atomic<std::size_t> next{0};
    std::atomic<bool> halted{false};
    std::exception_ptr failure;
    std::mutex failing;
    run_side_by_side(chains, [&](std::size_t) {
        try {
            for (std::size_t p = next++; p < all.packs.size(); p = next++) {
                const pack& one = all.packs[p];
                {
                    std::vector<built_group> of_lanes;
                    for (std::size_t l = 0; l < one.count; ++l) {
                        const std::size_t g = all.lanes[one.first + l].group;
                        of_lanes.push_back(groups.at(g).take(make, g));
                    }
                    pack_runner{runs, all, one, of_lanes, first, last, options, finished, failed}.go();
                }
                for (const std::size_t g : groups_of(one)) groups.at(g).leave();
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
