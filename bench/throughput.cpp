#include "bench/throughput.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "sim/blocks.hpp"
#include "sim/draws.hpp"

namespace bench {

namespace {

using clock = std::chrono::steady_clock;

// Batches that each go through steps 0 ... steps - 1, recorded, once for each repetition; a few steps before are not timed.
speed measure(const sim::world& place, int threads, std::size_t batches, sim::step steps, int repetitions,
              sim::machine on) {
    if (on.lanes == 0) on.lanes = 16;
    constexpr sim::step before = 2;
    speed out{place.agents(), on.lanes, static_cast<std::size_t>(steps), threads, 0, 0, 0};
    sim::set_threads(threads);
    std::vector<double> rates;
    for (int r = 0; r < repetitions; ++r) {
        std::vector<std::unique_ptr<sim::batch>> states(batches);
        std::vector<sim::recorder> rows(batches);
        const auto advance = [&](sim::step first, sim::step last) {
            sim::run_side_by_side(batches, [&](std::size_t b) {
                for (sim::step now = first; now < last; ++now) states[b]->advance(now, &rows[b], 0);
            });
        };
        sim::run_side_by_side(batches, [&](std::size_t b) {
            std::vector<std::uint64_t> seeds;
            for (std::size_t l = 0; l < on.lanes; ++l) seeds.push_back(sim::run_seed(1, b * on.lanes + l));
            states[b] = place.start(0, seeds, on);
            rows[b] = sim::recorder{place.observed(), on.lanes};
        });
        advance(0, before);
        const auto begin = clock::now();
        advance(before, before + steps);
        const double seconds = std::chrono::duration<double>(clock::now() - begin).count();
        rates.push_back(static_cast<double>(place.agents() * on.lanes * batches) * static_cast<double>(steps) /
                        seconds);
    }
    std::ranges::sort(rates);
    out.slowest = rates.front();
    out.fastest = rates.back();
    out.rate = rates[rates.size() / 2];
    return out;
}

}   // namespace

speed sweep_speed(const sim::world& place, int threads, sim::step steps, int repetitions, const sim::machine& on) {
    return measure(place, threads, static_cast<std::size_t>(threads), steps, repetitions, on);
}

speed single_speed(const sim::world& place, int threads, sim::step steps, int repetitions, sim::machine on) {
    on.lanes = 1;
    return measure(place, threads, 1, steps, repetitions, on);
}

}   // namespace bench
