#include "bench/throughput.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/results/memory_results.hpp"

namespace bench {

namespace {

using clock = std::chrono::steady_clock;

// A few steps before those that are timed, while memory is touched for the first time.
constexpr sim::step before = 2;

// Of all threads of this process.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// What its samples say.
void sum_up(speed& of) {
    std::vector<double> rates = of.samples;
    std::ranges::sort(rates);
    of.slowest = rates.front();
    of.fastest = rates.back();
    of.rate = rates[rates.size() / 2];
}

// A world for each lane, or one for all.
using worlds = std::span<const sim::world* const>;

// Batches that each go through so many steps, recorded, once for each repetition.
speed measure(worlds of, int threads, std::size_t batches, sim::step steps, int repetitions, const sim::machine& on) {
    const sim::world& place = *of.front();
    speed out{place.agents(), on.lanes, static_cast<std::size_t>(steps), threads, 0, 0, 0, {}, 0, 0};
    sim::set_threads(threads);
    const auto most = static_cast<sim::step>(place.observed().steps) - before;
    std::vector<std::unique_ptr<sim::batch>> states(batches);
    std::vector<sim::recorder> rows(batches);
    const auto advance = [&](sim::step first, sim::step last) {
        sim::run_side_by_side(batches, [&](std::size_t b) {
            for (sim::step now = first; now < last; ++now) states[b]->advance(now, &rows[b], 0);
        });
    };
    for (int r = 0; r < repetitions; ++r) {
        double seconds = 0;
        for (sim::step left = steps; left > 0; left -= std::min(left, most)) {
            sim::run_side_by_side(batches, [&](std::size_t b) {
                std::vector<sim::lane> lanes;
                for (std::size_t l = 0; l < on.lanes; ++l)
                    lanes.push_back({of[l % of.size()], 0, sim::run_seed(1, b * on.lanes + l)});
                states[b] = place.start(lanes, on);
                if (rows[b].rows() == 0) rows[b] = sim::recorder{place.observed(), on.lanes};
            });
            advance(0, before);
            const double cpu = cpu_seconds();
            const auto begin = clock::now();
            advance(before, before + std::min(left, most));
            seconds += std::chrono::duration<double>(clock::now() - begin).count();
            out.cpu_seconds += cpu_seconds() - cpu;
        }
        out.seconds += seconds;
        out.samples.push_back(static_cast<double>(place.agents() * on.lanes * batches) * static_cast<double>(steps) /
                              seconds);
    }
    sum_up(out);
    return out;
}

}   // namespace

std::size_t bytes_of(const sim::world& place, std::size_t lanes, std::size_t batches) {
    return place.bytes_shared() +
           (place.bytes_of_batch(lanes, true) + sim::recorder{place.observed(), 1}.bytes() * lanes) * batches;
}

speed sweep_speed(const sim::world& place, int threads, sim::step steps, int repetitions, sim::machine on) {
    on.lanes = sim::most_lanes;
    return measure(std::array{&place}, threads, static_cast<std::size_t>(threads), steps, repetitions, on);
}

speed worlds_speed(std::span<const std::shared_ptr<const sim::world>> sixteen, sim::step steps, int repetitions,
                   sim::machine on) {
    on.lanes = sim::most_lanes;
    std::vector<const sim::world*> all;
    for (const auto& one : sixteen) all.push_back(one.get());
    return measure(all, 1, 1, steps, repetitions, on);
}

speed single_speed(const sim::world& place, int threads, sim::step steps, int repetitions, sim::machine on) {
    on.lanes = 1;
    return measure(std::array{&place}, threads, 1, steps, repetitions, on);
}

two_speeds speeds_in_turn(const sim::experiment& first, const sim::experiment& second, int repetitions,
                          const sim::sweep_options& options) {
    const auto start = [](const sim::experiment& what) {
        const sim::scenario& of = what.scenario().what;
        return speed{
            what.first().agents(),   // made here, so in none of the times
            sim::most_lanes,       static_cast<std::size_t>(of.burn_in + of.weeks), sim::threads(), 0, 0, 0, {}, 0, 0};
    };
    const auto run = [&](const sim::experiment& what, speed& out) {
        const sim::plan& runs = what.runs();
        const double cpu = cpu_seconds();
        const auto begin = clock::now();
        sim::memory_results into{runs.observed, runs, what.head({}), sim::kept::for_tables};
        static_cast<void>(what.run(options, into));   // nobody stops it
        const double took = std::chrono::duration<double>(clock::now() - begin).count();
        out.seconds += took;
        out.cpu_seconds += cpu_seconds() - cpu;
        out.samples.push_back(static_cast<double>(out.agents * out.steps * runs.runs.size()) / took);
    };
    two_speeds out{start(first), start(second)};
    for (int r = 0; r < repetitions; ++r) {
        run(first, out.first);
        run(second, out.second);
    }
    sum_up(out.first);
    sum_up(out.second);
    return out;
}

}   // namespace bench
