#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "sim/engine/commons.hpp"

namespace {

using made = std::vector<std::pair<std::string, std::size_t>>;

TEST(Commons, MakeAThingOnceHoweverManyAskAtOnce) {
    sim::commons shared;
    std::atomic<int> times{0};
    std::vector<std::thread> askers;
    for (int t = 0; t < 8; ++t)
        askers.emplace_back([&] {
            const auto found = shared.get<int>("number", "seven", [&] {
                ++times;
                std::this_thread::sleep_for(std::chrono::milliseconds{20});
                return 7;
            });
            EXPECT_EQ(*found, 7);
        });
    for (auto& asker : askers) asker.join();
    EXPECT_EQ(times.load(), 1);
    EXPECT_EQ(shared.made(), (made{{"number", 1}}));
}

TEST(Commons, KeepTheLastTwoOfAKindAndWhatIsInUse) {
    sim::commons shared;
    const auto ask = [&](int x) { return shared.get<int>("number", std::to_string(x), [x] { return x; }); };
    const auto held = ask(0);
    for (int x = 1; x <= 3; ++x) EXPECT_EQ(*ask(x), x);
    EXPECT_EQ(shared.made(), (made{{"number", 4}}));
    static_cast<void>(ask(3));
    static_cast<void>(ask(2));
    EXPECT_EQ(ask(0), held);
    EXPECT_EQ(shared.made(), (made{{"number", 4}}));
    static_cast<void>(ask(1));
    EXPECT_EQ(shared.made(), (made{{"number", 5}}));
}

TEST(Commons, ArePutTogetherByKindAndIdentity) {
    sim::commons shared;
    EXPECT_EQ(*shared.get<int>("a", "x", [] { return 1; }), 1);
    EXPECT_EQ(*shared.get<int>("b", "x", [] { return 2; }), 2);
    EXPECT_EQ(*shared.get<int>("a", "x", [] { return 3; }), 1);
}

TEST(Commons, AreMadeAnewAfterAFailure) {
    sim::commons shared;
    EXPECT_THROW(static_cast<void>(shared.get<int>("a", "x", []() -> int { throw std::runtime_error{"no"}; })),
                 std::runtime_error);
    EXPECT_EQ(*shared.get<int>("a", "x", [] { return 5; }), 5);
    EXPECT_EQ(shared.made(), (made{{"a", 1}}));
}

}   // namespace
