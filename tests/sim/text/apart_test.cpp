#include <atomic>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "sim/text/apart.hpp"

namespace {

std::string done(const std::function<std::string()>& work) { return sim::done_apart(work, "it", {}); }

TEST(Apart, ReturnsWhatWasFound) {
    int here = 1;
    EXPECT_EQ(done([&] {
                  here = 2;
                  return std::string(100'000, 'x');
              }),
              std::string(100'000, 'x'));
    EXPECT_EQ(here, 1);   // another process
    EXPECT_EQ(done([] { return std::string{}; }), "");
    EXPECT_EQ(done([]() -> std::string { throw std::runtime_error{"thrown"}; }), "thrown");
}

TEST(Apart, TellsACrash) {
    EXPECT_EQ(done([]() -> std::string {
                  std::raise(SIGSEGV);
                  return "";
              }),
              "it crashes");
    EXPECT_EQ(done([]() -> std::string { std::abort(); }), "it crashes");
    EXPECT_EQ(done([]() -> std::string { std::_Exit(3); }), "it crashes");
}

TEST(Apart, TellsWorkWithoutAnEnd) {
    const std::string said = sim::done_apart(
        []() -> std::string {
            std::atomic<unsigned> count{0};
            while (true) ++count;
        },
        "it", {0.05, std::uint64_t{300} << 20U});
    EXPECT_EQ(said, "it takes too long");
}

#if defined(__SANITIZE_ADDRESS__)
#define COGOV_TESTED_BY_ADDRESS_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COGOV_TESTED_BY_ADDRESS_SANITIZER
#endif
#endif

TEST(Apart, TellsTooMuchMemory) {
    const std::string said = sim::done_apart(
        []() -> std::string {
            std::vector<std::unique_ptr<std::vector<char>>> all;
            for (int i = 0; i < 4000; ++i) all.push_back(std::make_unique<std::vector<char>>(1U << 20U, 'x'));
            return std::to_string(all.size());
        },
        "it", {20, std::uint64_t{300} << 20U});
#ifdef COGOV_TESTED_BY_ADDRESS_SANITIZER
    // The sanitizer ends a process that runs out of memory, or, with none left, hangs over its own report of it.
    EXPECT_TRUE(said == "it asks for too much memory" || said == "it crashes" || said == "it takes too long") << said;
#else
    EXPECT_EQ(said, "it asks for too much memory");
#endif
}

}   // namespace
