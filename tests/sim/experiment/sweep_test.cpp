#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/experiment/packs.hpp"
#include "sim/experiment/sweep.hpp"
#include "sim/scenario/branching.hpp"

// A model that is no town: one number a run, moved each step by luck and, from its setting's step on, by the setting.
// The engine runs it without knowing what it is.
namespace {

constexpr sim::step burn_in = 5, weeks = 12;

std::uint64_t moved(std::uint64_t x, std::uint64_t seed, sim::step now, std::size_t setting, sim::step starts) {
    const sim::draw luck{seed, 0, static_cast<std::uint32_t>(now), 0};
    return x * 31 + luck.word(0) + (now >= starts ? setting : 0);
}

struct walk_world final : sim::world {
    std::vector<sim::step> starts;   // by setting: the step at which it begins to act
    sim::layout what;
    mutable std::atomic<std::uint64_t> advanced{0};   // lane-steps
    mutable std::atomic<int> made{0};

    explicit walk_world(std::vector<sim::step> of) : starts{std::move(of)} {
        what.dimensions = {{"place", "place", "地点", {"here"}, {"这里"}, 1}};
        what.observations = {{"x", "x", "x", "1", "week: point", {0}, sim::number_kind::count, sim::rhythm::step}};
        what.steps = weeks;
    }
    [[nodiscard]] const sim::layout& observed() const override { return what; }
    [[nodiscard]] std::unique_ptr<sim::batch> start(std::span<const sim::lane> lanes,
                                                    const sim::machine& on) const override;
    [[nodiscard]] std::size_t bytes_of_batch(std::size_t lanes, bool /*alike*/) const override { return 1000 * lanes; }
    [[nodiscard]] std::size_t bytes_shared() const override { return 0; }
    [[nodiscard]] std::size_t agents() const override { return 1; }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> provenance() const override { return {}; }
};

struct walk_study final : sim::study {
    std::shared_ptr<const walk_world> place;
    explicit walk_study(std::shared_ptr<const walk_world> of) : place{std::move(of)} {}
    [[nodiscard]] std::size_t settings() const override { return place->starts.size(); }
    [[nodiscard]] std::size_t baseline() const override { return 0; }
    [[nodiscard]] std::vector<sim::onset> onsets(std::size_t setting) const override {
        if (setting == 0) return {};
        return {{place->starts[setting], std::to_string(setting)}};
    }
    [[nodiscard]] std::string identity(std::size_t setting) const override { return std::to_string(setting); }
    [[nodiscard]] sim::layout observed() const override { return place->what; }
    [[nodiscard]] std::unique_ptr<sim::world> build() const override { return nullptr; }   // it is there
};

struct walk final : sim::batch {
    std::vector<sim::lane> lanes;
    std::vector<std::uint64_t> x;
    explicit walk(std::span<const sim::lane> of) : lanes(of.begin(), of.end()), x(of.size()) {}
    [[nodiscard]] std::unique_ptr<sim::batch> fork(std::span<const std::size_t> settings) const override {
        auto other = std::make_unique<walk>(*this);
        other->change(settings);
        return other;
    }
    void change(std::span<const std::size_t> settings) override {
        for (std::size_t l = 0; l < x.size(); ++l) lanes[l].setting = settings[l];
    }
    void advance(sim::step now, sim::recorder* into, std::size_t first_row) override {
        for (std::size_t l = 0; l < x.size(); ++l) {
            const auto& [place, setting, seed] = lanes[l];
            x[l] = moved(x[l], seed, now, setting, dynamic_cast<const walk_world&>(*place).starts[setting]);
            if (into != nullptr)
                *into->counts(0, first_row + l, static_cast<std::size_t>(now)) = static_cast<std::uint32_t>(x[l]);
        }
        dynamic_cast<const walk_world&>(*lanes.front().place).advanced += x.size();
    }
};

std::unique_ptr<sim::batch> walk_world::start(std::span<const sim::lane> lanes, const sim::machine& /*on*/) const {
    ++made;
    return std::make_unique<walk>(lanes);
}

// Worlds that differ in nothing, so that a group's runs are known.
sim::plan plan_of(const walk_world& place, std::size_t replicates, std::size_t groups = 1) {
    sim::plan out;
    const std::size_t settings = place.starts.size();
    const walk_study set{{std::shared_ptr<void>{}, &place}};
    for (std::size_t g = 0; g < groups; ++g)
        out.groups.push_back({std::vector<std::pair<std::uint32_t, std::uint32_t>>(settings),
                              sim::shared_steps(set, -burn_in, weeks), settings * (burn_in + weeks)});
    for (std::size_t block = 0; block * 16 < replicates; ++block)
        for (std::size_t k = 0; k < settings * groups; ++k) {
            const std::size_t s = k % settings, g = k / settings;
            const std::size_t first = block * 16, last = std::min(replicates, first + 16);
            out.batches.push_back({out.runs.size(), last - first, s, block, g});
            for (std::size_t r = first; r < last; ++r)
                out.runs.push_back({s, static_cast<std::uint32_t>(s), static_cast<std::uint32_t>(g),
                                    static_cast<std::uint32_t>(r), sim::run_seed(9 + g, r), "", g});
        }
    return out;
}

sim::group_maker at(const walk_world& place) {
    const std::shared_ptr<const walk_world> world{std::shared_ptr<void>{}, &place};
    return [world](std::size_t) { return sim::built_group{std::make_shared<walk_study>(world), world}; };
}

// Runs all steps of the plan and hands its batches to a function.
template <class Take>
bool sweep(const sim::plan& plan, const sim::group_maker& make, const sim::sweep_options& options, Take take) {
    sim::sink_to into{take};
    return sim::sweep(plan, make, -burn_in, weeks, options, into);
}

// What every run of the plan gives when it is run alone.
std::vector<std::vector<std::uint32_t>> alone(const sim::plan& plan, const walk_world& place) {
    std::vector<std::vector<std::uint32_t>> out;
    for (const sim::run& run : plan.runs) {
        std::uint64_t x = 0;
        out.emplace_back();
        for (sim::step t = -burn_in; t < weeks; ++t) {
            x = moved(x, run.seed, t, run.setting, place.starts[run.setting]);
            if (t >= 0) out.back().push_back(static_cast<std::uint32_t>(x));
        }
    }
    return out;
}

std::vector<std::vector<std::uint32_t>> swept(const sim::plan& plan, const walk_world& place, std::size_t lanes,
                                              std::size_t memory = 0) {
    std::vector<std::vector<std::uint32_t>> out(plan.runs.size());
    sim::sweep_options options;
    options.on.lanes = lanes;
    options.memory = memory;
    EXPECT_TRUE(sweep(plan, at(place), options, [&](const sim::plan_batch& which, const sim::recorder& rows) {
        EXPECT_EQ(rows.rows(), which.runs);
        for (std::size_t r = 0; r < which.runs; ++r) {
            const auto first = rows.all_counts(0).begin() + static_cast<std::ptrdiff_t>(r * weeks);
            EXPECT_TRUE(out[which.first_run + r].empty()) << "handed over twice";
            out[which.first_run + r].assign(first, first + weeks);
        }
    }));
    return out;
}

}   // namespace

TEST(Sweep, GivesEveryRunAsIfItHadBeenAlone) {
    const walk_world place{{0, 0, 4, 4, 9}};
    for (const std::size_t replicates : {1UL, 5UL, 16UL, 37UL}) {
        const sim::plan plan = plan_of(place, replicates);
        const auto expected = alone(plan, place);
        for (const std::size_t lanes : {0UL, 1UL, 16UL})   // 0: as it suits
            for (const int threads : {1, 4}) {
                sim::set_threads(threads);
                EXPECT_EQ(swept(plan, place, lanes), expected) << replicates << " replicates, " << lanes << " lanes";
            }
    }
    sim::set_threads(0);
}

namespace {

// Groups that may go side by side, all of the same world.
sim::plan side_by_side(const walk_world& place, std::size_t replicates, std::size_t groups) {
    sim::plan plan = plan_of(place, replicates, groups);
    for (sim::plan_group& group : plan.groups) group.side_by_side = 7;
    return plan;
}

}   // namespace

TEST(Sweep, FillsLanesWithRunsOfAnyGroupAndTheyAreAsIfAlone) {
    const walk_world place{{0, 0, 4, 4, 9}};
    for (const std::size_t replicates : {1UL, 2UL, 5UL, 20UL})
        for (const std::size_t groups : {1UL, 3UL, 17UL}) {
            const sim::plan plan = side_by_side(place, replicates, groups);
            const auto expected = alone(plan, place);
            for (const std::size_t lanes : {0UL, 1UL, 16UL})
                for (const int threads : {1, 4}) {
                    sim::set_threads(threads);
                    EXPECT_EQ(swept(plan, place, lanes), expected)
                        << replicates << " replicates, " << groups << " groups, " << lanes << " lanes";
                }
        }
    sim::set_threads(0);
}

TEST(Sweep, LanesOfOneBatchMayPartAtDifferentSteps) {
    const walk_world early{{0, 1, 2}}, late{{0, 6, 9, 9, 3}}, never{{5, 99}};
    const walk_world* const places[] = {&early, &late, &never};
    sim::plan plan;
    for (std::size_t g = 0; g < 3; ++g) {
        sim::plan one = side_by_side(*places[g], 7, 1);
        for (sim::plan_batch& batch : one.batches) batch.first_run += plan.runs.size();
        for (sim::run& run : one.runs) {
            run.group = g;
            run.point = static_cast<std::uint32_t>(g);
        }
        plan.groups.push_back(one.groups.front());
        std::ranges::copy(one.runs, std::back_inserter(plan.runs));
        std::ranges::copy(one.batches, std::back_inserter(plan.batches));
    }
    const auto make = [&](std::size_t g) { return at(*places[g])(g); };
    for (const std::size_t lanes : {0UL, 1UL, 16UL}) {
        sim::sweep_options options;
        options.on.lanes = lanes;
        std::vector<std::vector<std::uint32_t>> out(plan.runs.size());
        EXPECT_TRUE(sweep(plan, make, options, [&](const sim::plan_batch& which, const sim::recorder& rows) {
            for (std::size_t r = 0; r < which.runs; ++r) {
                const auto first = rows.all_counts(0).begin() + static_cast<std::ptrdiff_t>(r * weeks);
                out[which.first_run + r].assign(first, first + weeks);
            }
        }));
        for (std::size_t r = 0; r < plan.runs.size(); ++r) {
            std::uint64_t x = 0;
            std::vector<std::uint32_t> expected;
            const sim::run& run = plan.runs[r];
            for (sim::step t = -burn_in; t < weeks; ++t) {
                x = moved(x, run.seed, t, run.setting, places[run.group]->starts[run.setting]);
                if (t >= 0) expected.push_back(static_cast<std::uint32_t>(x));
            }
            EXPECT_EQ(out[r], expected) << "run " << r << ", " << lanes << " lanes";
        }
    }
}

TEST(Sweep, PacksSixteenRunsAndPartsSettingsWhereFewAreLeft) {
    const walk_world place{{0, 4, 4, 4}};
    const sim::machine on;
    const auto packs = [&](std::size_t replicates, std::size_t groups) {
        return sim::packs_of(side_by_side(place, replicates, groups), on).packs;
    };
    // Points with one replicate fill lanes as replicates of one point do.
    ASSERT_EQ(packs(1, 32).size(), 2U);
    EXPECT_EQ(packs(1, 32)[0].count, 16U);
    EXPECT_EQ(packs(1, 32)[0].settings, 4U);
    EXPECT_EQ(packs(16, 2).size(), 2U);
    // Four runs of four settings are sixteen lanes of one.
    ASSERT_EQ(packs(4, 1).size(), 1U);
    EXPECT_EQ(packs(4, 1)[0].count, 16U);
    EXPECT_EQ(packs(4, 1)[0].settings, 1U);
    // Five are fifteen lanes of two, at most.
    EXPECT_EQ(packs(1, 5)[0].count, 10U);
    EXPECT_EQ(packs(1, 5)[0].settings, 2U);
    // Of one setting, up to four go one by one; more take as long as sixteen.
    const walk_world single{{0}};
    EXPECT_EQ(sim::packs_of(side_by_side(single, 1, 4), on).packs.size(), 4U);
    EXPECT_EQ(sim::packs_of(side_by_side(single, 1, 6), on).packs.size(), 1U);
    // Where lanes must be runs of one setting, each group has batches of its own.
    EXPECT_EQ(sim::packs_of(plan_of(place, 16, 3), on).packs.size(), 3U);
    EXPECT_EQ(sim::packs_of(plan_of(place, 1, 3), on).packs.size(), 3U);
}

TEST(Sweep, CountsTheStepsOfLanesFromDifferentGroups) {
    const walk_world place{{0, 4, 4}};
    for (const std::size_t replicates : {1UL, 5UL, 16UL, 20UL}) {
        const sim::plan plan = side_by_side(place, replicates, 3);
        sim::progress done;
        sim::sweep_options options;
        options.done = &done;
        EXPECT_TRUE(sweep(plan, at(place), options, [](const sim::plan_batch&, const sim::recorder&) {}));
        EXPECT_EQ(done.stepping.times.load(), sim::size_of(plan, 1, options.on).agent_steps) << replicates;
        EXPECT_EQ(done.starting.times.load(), sim::starts_of(plan, options.on).states) << replicates;
        EXPECT_EQ(done.runs.load(), plan.runs.size());
    }
}

TEST(Sweep, RunsWhatSettingsShareOnce) {
    const walk_world place{{0, 0, 4, 4, 9}};
    const sim::plan plan = plan_of(place, 32);
    sim::machine on;
    const sim::plan_size size = sim::size_of(plan, place.agents(), on);
    EXPECT_EQ(size.agent_steps_unshared, 5U * 32 * (burn_in + weeks));
    swept(plan, place, 16);
    EXPECT_EQ(place.advanced.load(), size.agent_steps);
    // 5 weeks of burn-in for all; setting 1 parts at 0, settings 2 and 3 at 4, setting 4 at 9.
    EXPECT_EQ(size.agent_steps, 32U * (5 + 12 + 12 + 8 + 8 + 3));
    EXPECT_EQ(place.made.load(), 2);
}

TEST(Sweep, DoesAsMuchAsItsPlanCounts) {
    const walk_world place{{0, 4, 9}};   // no two settings alike
    for (const std::size_t replicates : {2U, 7U, 32U, 37U})
        for (const std::size_t lanes : {1U, 16U}) {
            const sim::plan plan = plan_of(place, replicates, 2);
            sim::progress done;
            sim::sweep_options options;
            options.on.lanes = lanes;
            options.done = &done;
            EXPECT_TRUE(sweep(plan, at(place), options, [](const sim::plan_batch&, const sim::recorder&) {}));
            const sim::plan_starts starts = sim::starts_of(plan, options.on);
            EXPECT_EQ(done.starting.times.load(), starts.states) << replicates << " replicates, " << lanes << " lanes";
            EXPECT_EQ(done.stepping.times.load(), sim::size_of(plan, 1, options.on).agent_steps);
            EXPECT_EQ(done.storing.times.load(), plan.batches.size());
            EXPECT_EQ(done.chains.load(), std::min(starts.jobs, static_cast<std::size_t>(sim::threads())));
        }
}

namespace {

// Pair by pair, as it is meant: settings go together to the first step at which one of them parts from another.
std::uint64_t pair_by_pair(const std::vector<std::vector<sim::onset>>& all, const std::vector<std::size_t>& together,
                           sim::step now, sim::step last) {
    sim::step at = last;
    for (const std::size_t one : together)
        at = std::min(at, sim::first_difference(all[together.front()], all[one]).value_or(last));
    auto steps = static_cast<std::uint64_t>(at - now);
    if (at == last) return steps;
    std::vector<std::vector<std::size_t>> groups;
    for (const std::size_t one : together) {
        const auto same = std::ranges::find_if(groups, [&](const auto& group) {
            return sim::first_difference(all[group.front()], all[one]).value_or(last) > at;
        });
        if (same == groups.end()) groups.push_back({one});
        else same->push_back(one);
    }
    for (const auto& group : groups) steps += pair_by_pair(all, group, at, last);
    return steps;
}

// Settings that are not run.
struct listed_study final : sim::study {
    std::vector<std::vector<sim::onset>> of;
    mutable std::size_t asked = 0;
    [[nodiscard]] std::size_t settings() const override { return of.size(); }
    [[nodiscard]] std::size_t baseline() const override { return 0; }
    [[nodiscard]] std::vector<sim::onset> onsets(std::size_t setting) const override {
        ++asked;
        return of[setting];
    }
    [[nodiscard]] std::string identity(std::size_t setting) const override { return std::to_string(setting); }
    [[nodiscard]] sim::layout observed() const override { return {}; }
    [[nodiscard]] std::unique_ptr<sim::world> build() const override { return nullptr; }
};

}   // namespace

TEST(Sweep, FindsWhatSettingsShareAsPairByPair) {
    for (std::uint32_t round = 0; round < 200; ++round) {
        listed_study set;
        for (std::uint32_t s = 0; s < 1 + round % 23; ++s) {
            set.of.emplace_back();
            sim::draw luck{99, round, s, 0};
            for (std::uint32_t k = 0; k < luck.word(0) % 4; ++k) {
                const sim::draw more{99, round, s, 1 + k};
                set.of.back().push_back({static_cast<sim::step>(more.word(0) % 6) - 2,
                                         std::string(1, static_cast<char>('a' + more.word(1) % 2))});
            }
            std::ranges::sort(set.of.back());
        }
        std::vector<std::size_t> all(set.of.size());
        for (std::size_t s = 0; s < all.size(); ++s) all[s] = s;
        auto before = set.of;   // what sets in when all is over matters to nobody
        for (auto& of : before) std::erase_if(of, [](const sim::onset& one) { return one.at >= 3; });
        EXPECT_EQ(sim::shared_steps(set, -4, 3), pair_by_pair(before, all, -4, 3)) << round;
    }
}

TEST(Sweep, AsksOnceWhatASettingDoes) {
    listed_study set;
    constexpr std::size_t many = 20000;
    for (std::size_t s = 0; s < many; ++s) set.of.push_back({{static_cast<sim::step>(s % 500), std::to_string(s)}});
    // All part from the others at their own step, and go to the end from there on.
    EXPECT_EQ(sim::shared_steps(set, -10, 500), 10 + 500 + many / 500 * (500 * 501 / 2) - 1);
    EXPECT_EQ(set.asked, many);
}

TEST(Sweep, HandsOverTheSmallestBranchesFirstAndThoseAlikeInTheirOrder) {
    const walk_world place{{0, 0, 4, 4, 9}};
    const sim::plan plan = plan_of(place, 16);
    sim::set_threads(1);
    std::vector<std::size_t> order;
    EXPECT_TRUE(sweep(plan, at(place), {},
                      [&](const sim::plan_batch& which, const sim::recorder&) { order.push_back(which.setting); }));
    EXPECT_EQ(order, (std::vector<std::size_t>{1, 2, 3, 0, 4}));
    sim::set_threads(0);
}

TEST(Sweep, MakesAWorldForEachGroupOnceAndLetsItGo) {
    const walk_world place{{0, 0, 4}};
    const sim::plan plan = plan_of(place, 37, 5);
    for (const int threads : {1, 4}) {
        sim::set_threads(threads);
        std::mutex guard;
        std::map<std::size_t, int> made;
        std::vector<std::weak_ptr<const sim::study>> alive;
        std::vector<std::vector<std::uint32_t>> out(plan.runs.size());
        std::size_t most = 0;
        EXPECT_TRUE(sweep(
            plan,
            [&](std::size_t group) {
                const std::scoped_lock lock{guard};
                ++made[group];
                auto one = at(place)(group);
                alive.push_back(one.set);
                return one;
            },
            {},
            [&](const sim::plan_batch& which, const sim::recorder& rows) {
                for (std::size_t r = 0; r < which.runs; ++r) {
                    const auto first = rows.all_counts(0).begin() + static_cast<std::ptrdiff_t>(r * weeks);
                    out[which.first_run + r].assign(first, first + weeks);
                }
                const std::scoped_lock lock{guard};
                most = std::max(most, static_cast<std::size_t>(std::ranges::count_if(
                                          alive, [](const auto& one) { return !one.expired(); })));
            }));
        EXPECT_EQ(out, alone(plan, place));
        EXPECT_EQ(made.size(), 5U);
        for (const auto& [group, times] : made) EXPECT_EQ(times, 1) << group;
        EXPECT_LE(most, static_cast<std::size_t>(threads) + 1);
    }
    sim::set_threads(0);
}

TEST(Sweep, TakesOneBatchAtATimeWhereMemoryIsShort) {
    const walk_world place{{0, 2}};
    const sim::plan plan = plan_of(place, 64);
    EXPECT_EQ(swept(plan, place, 16, 1), alone(plan, place));
}

TEST(Sweep, StopsWhenAskedAndKeepsWhatIsFinished) {
    const walk_world place{{0, 2}};
    const sim::plan plan = plan_of(place, 64);
    std::atomic<bool> stop{false};
    sim::progress done;
    sim::sweep_options options;
    options.stop = &stop;
    options.done = &done;
    std::size_t batches = 0;
    EXPECT_FALSE(sweep(plan, at(place), options, [&](const sim::plan_batch&, const sim::recorder&) {
        if (++batches == 1) stop = true;
    }));
    EXPECT_GE(batches, 1U);
    EXPECT_LT(batches, plan.batches.size());
    EXPECT_GE(done.runs.load(), 16U);
}

TEST(Sweep, EndsSoonAfterAFailureOnAnyThread) {
    const walk_world place{{0, 2}};
    const sim::plan plan = plan_of(place, 6400);
    sim::set_threads(4);
    std::size_t batches = 0;
    EXPECT_THROW(sweep(plan, at(place), {},
                       [&](const sim::plan_batch&, const sim::recorder&) {
                           if (++batches == 1) throw std::runtime_error{"disk full"};
                           std::this_thread::sleep_for(std::chrono::milliseconds{1});
                       }),
                 std::runtime_error);
    EXPECT_LT(batches, plan.batches.size());
    sim::set_threads(0);
}

TEST(Sweep, PassesAFailureOn) {
    const walk_world place{{0, 2}};
    const sim::plan plan = plan_of(place, 16);
    EXPECT_THROW(sweep(plan, at(place), {},
                       [](const sim::plan_batch&, const sim::recorder&) { throw std::runtime_error{"disk full"}; }),
                 std::runtime_error);
}
