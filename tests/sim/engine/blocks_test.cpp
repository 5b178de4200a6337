#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "sim/engine/blocks.hpp"

TEST(Blocks, ThereIsACoreAtLeastAndThreadsForEach) {
    EXPECT_GE(sim::cores(), 1);
    sim::set_threads(0);
    EXPECT_EQ(sim::threads(), sim::cores());
    sim::set_threads(3);
    EXPECT_EQ(sim::threads(), 3);
    sim::set_threads(0);
}

TEST(Blocks, EveryIndexIsVisitedOnceOnOneThreadAndOnMany) {
    for (const int threads : {1, 4}) {
        sim::set_threads(threads);
        std::vector<std::atomic<int>> visits(1000);
        sim::for_each_range(visits.size(), 7, [&](sim::block range) {
            for (std::size_t i = range.first; i < range.last; ++i) ++visits[i];
        });
        for (const auto& times : visits) EXPECT_EQ(times.load(), 1);
    }
    sim::set_threads(0);
}

// What is half done must not look done: whoever called the loop goes on with its result.
TEST(Blocks, AnInnerLoopEndsWholeAlsoWhereAnotherPieceHasFailed) {
    using namespace std::chrono_literals;
    sim::set_threads(4);
    std::atomic<bool> under_way{false}, failed{false};
    std::atomic<int> loops{0}, cut_short{0};
    const auto wait_for = [](const std::atomic<bool>& what) {   // not for ever: a machine may have one core
        for (int tick = 0; tick < 2000 && !what.load(); ++tick) std::this_thread::sleep_for(1ms);
    };
    EXPECT_THROW(sim::run_side_by_side(2,
                                       [&](std::size_t piece) {
                                           if (piece == 0) {
                                               wait_for(under_way);
                                               failed.store(true);
                                               throw std::runtime_error{"disk full"};
                                           }
                                           under_way.store(true);
                                           wait_for(failed);
                                           std::this_thread::sleep_for(20ms);   // until the loop has noticed
                                           for (int loop = 0; loop < 30; ++loop) {
                                               std::atomic<int> done{0};
                                               sim::for_each_index(100, [&](std::size_t) { ++done; });
                                               ++loops;
                                               if (done.load() != 100) ++cut_short;
                                           }
                                       }),
                 std::runtime_error);
    EXPECT_EQ(loops.load(), under_way.load() ? 30 : 0);
    EXPECT_EQ(cut_short.load(), 0);
    sim::set_threads(0);
}
