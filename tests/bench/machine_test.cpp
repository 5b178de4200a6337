#include <vector>

#include <gtest/gtest.h>

#include "bench/limits.kernel.hpp"
#include "bench/machine.hpp"

// Counted operations that a compiler has left out would make a machine look faster than it is.
TEST(Limits, ArithmeticDoesAllThatIsCounted) {
    constexpr float a = 0.75F, b = 0.3F;
    for (const sim::instruction_set isa : sim::instruction_sets()) {
        const bench::limits_kernels& kernel = bench::kernels_for(isa, 16);
        for (const std::uint64_t rounds : {0U, 1U, 7U}) {
            std::vector<float> starts;
            for (std::size_t n = 0; n < kernel.numbers; ++n) starts.push_back(0.1F + static_cast<float>(n) / 7);
            float sum = 0;
            for (float x : starts) {
                for (std::uint64_t r = 0; r < rounds; ++r) x = x * a + b;
                sum += x;
            }
            EXPECT_EQ(kernel.arithmetic(starts.data(), a, b, rounds), sum) << sim::name_of(isa) << ' ' << rounds;
        }
    }
}

TEST(Limits, KeepToTheRoomThereIs) {
    constexpr std::size_t room = std::size_t{8} << 20U;
    const bench::limits found = bench::measure_limits(2, sim::best_instruction_set(), room);
    EXPECT_EQ(found.array_bytes, room / 4);   // two threads share a half
    EXPECT_GT(found.copied, 0);
    EXPECT_GT(found.lines, 0);
    EXPECT_GT(found.arithmetic, 0);
}
