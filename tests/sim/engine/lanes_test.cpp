#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "sim/engine/draws.hpp"
#include "sim/engine/lanes.hpp"
#include "sim/engine/memory.hpp"
#include "sim/engine/rows.hpp"
#include "tests/sim/engine/lanes_operations.kernel.hpp"

namespace lanes_test {
#if defined(__x86_64__) && !defined(COGOV_PLAIN)
namespace v2 {
const lanes_operations& operations();
}   // namespace v2
namespace v3 {
const lanes_operations& operations();
}   // namespace v3
namespace v4 {
const lanes_operations& operations();
}   // namespace v4
#else
namespace plain {
const lanes_operations& operations();
}   // namespace plain
#endif
}   // namespace lanes_test

const lanes_operations& lanes_operations_for(sim::instruction_set isa) {
#if defined(__x86_64__) && !defined(COGOV_PLAIN)
    if (isa == sim::instruction_set::v4) return lanes_test::v4::operations();
    if (isa == sim::instruction_set::v3) return lanes_test::v3::operations();
    return lanes_test::v2::operations();
#else
    static_cast<void>(isa);
    return lanes_test::plain::operations();
#endif
}

namespace {

constexpr std::size_t count = 16 * 512;

struct inputs {
    sim::aligned_vector<float> a, b;
    sim::aligned_vector<std::uint32_t> m, n;
    inputs() {
        std::mt19937 rng{3};
        std::normal_distribution<float> normal{0, 30};
        for (std::size_t i = 0; i < count; ++i) {
            a.push_back(i % 50 == 0 ? 0.0F : normal(rng));
            b.push_back(i % 100 == 0 ? -0.0F : i % 31 == 0 ? a.back() : normal(rng));   // of two zeros the sign tells
            m.push_back(static_cast<std::uint32_t>(rng()));
            n.push_back(i % 17 == 0 ? m.back() : static_cast<std::uint32_t>(rng()));
        }
    }
};

sim::aligned_vector<std::uint32_t> results(const lanes_result& operation, const inputs& in) {
    sim::aligned_vector<std::uint32_t> out(count);
    operation.run(in.a.data(), in.b.data(), in.m.data(), in.n.data(), out.data(), count);
    return out;
}

// There and back; the rows hold 0, 1, 2, ...
void expect_turned(const lanes_operations& here, const std::uint32_t (&lengths)[16]) {
    std::uint32_t begin[16], total = 0, most = 0;
    for (std::size_t r = 0; r < 16; ++r) {
        begin[r] = total;
        total += lengths[r];
        most = std::max(most, lengths[r]);
    }
    constexpr std::uint32_t beyond = 99999;
    std::vector<std::uint32_t> rows(total + sim::beyond_rows, beyond), columns(sim::most_columns * 16),
        back(total + sim::beyond_rows);
    for (std::uint32_t k = 0; k < total; ++k) rows[k] = k;
    here.to_columns(rows.data(), begin, most, columns.data());
    for (std::size_t r = 0; r < 16; ++r)
        for (std::uint32_t j = 0; j < lengths[r]; ++j) {
            EXPECT_EQ(columns[j * 16 + r], begin[r] + j);
            columns[j * 16 + r] += 1000;
        }
    here.to_rows(columns.data(), begin, most, back.data());
    for (std::uint32_t k = 0; k < total; ++k) EXPECT_EQ(back[k], k + 1000) << "longest " << most;
}

}   // namespace

TEST(Lanes, EveryOperationGivesTheScalarBitsOnEveryInstructionSet) {
    const inputs in;
    const auto& reference = lanes_operations_for(sim::instruction_sets().front()).one;
    for (const auto isa : sim::instruction_sets()) {
        const auto& here = lanes_operations_for(isa);
        for (std::size_t o = 0; o < lanes_operation_count; ++o) {
            const auto expected = results(reference[o], in);
            EXPECT_EQ(results(here.one[o], in), expected)
                << here.one[o].name << " on " << sim::name_of(isa) << ", one lane";
            EXPECT_EQ(results(here.sixteen[o], in), expected)
                << here.sixteen[o].name << " on " << sim::name_of(isa) << ", sixteen lanes";
        }
    }
}

TEST(Rows, BecomeColumnsAndRowsAgainWhateverTheirLengthsOnEveryInstructionSet) {
    for (const auto isa : sim::instruction_sets()) {
        const testing::ScopedTrace on{__FILE__, __LINE__, std::string{sim::name_of(isa)}};
        std::mt19937 rng{11};
        for (const std::uint32_t longest : {0U, 1U, 3U, 4U, 5U, 17U, 64U}) {
            std::uniform_int_distribution<std::uint32_t> length{0, longest};
            std::uint32_t lengths[16];
            for (std::uint32_t& one : lengths) one = length(rng);
            expect_turned(lanes_operations_for(isa), lengths);
        }
    }
}

TEST(Lanes, CountHowManyAreTrue) {
    for (std::uint32_t below = 0; below <= 16; ++below) {
        alignas(64) std::uint32_t all[16];
        for (std::uint32_t l = 0; l < 16; ++l) all[l] = l * 7 % 16;
        EXPECT_EQ(sim::how_many(sim::load<sim::pack<16>>(all) < sim::words(below)), below);
    }
}

TEST(Lanes, ArithmeticIsTheCompilersOwnScalarArithmetic) {
    const inputs in;
    const auto& one = lanes_operations_for(sim::best_instruction_set()).sixteen;
    const auto sum = results(one[0], in), product = results(one[2], in), quotient = results(one[3], in),
               whole = results(one[11], in);
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(sum[i], std::bit_cast<std::uint32_t>(in.a[i] + in.b[i]));
        ASSERT_EQ(product[i], std::bit_cast<std::uint32_t>(in.a[i] * in.b[i]));
        if (in.b[i] != 0) {
            ASSERT_EQ(quotient[i], std::bit_cast<std::uint32_t>(in.a[i] / in.b[i]));
        }
        ASSERT_EQ(whole[i], std::bit_cast<std::uint32_t>(static_cast<float>(in.m[i] >> 1U)));
    }
}

TEST(Lanes, PhiloxAgreesWithTheScalarProgram) {
    const inputs in;
    const auto found = results(lanes_operations_for(sim::best_instruction_set()).sixteen[14], in);
    for (std::size_t i = 0; i < count; ++i) {
        const auto four = sim::philox({7, 8, 9, 10}, in.m[i] | (static_cast<std::uint64_t>(in.n[i]) << 32U));
        ASSERT_EQ(found[i], four[0] ^ (four[1] << 1U) ^ (four[2] << 2U) ^ (four[3] << 3U));
    }
}

TEST(Lanes, ExpIsWithinTwoInTenMillion) {
    double worst = 0;
    for (float x = -86.9F; x < 87.9F; x += 0.00137F)
        worst = std::max(worst, std::abs(static_cast<double>(sim::exp(x)) / std::exp(static_cast<double>(x)) - 1));
    EXPECT_LT(worst, 2e-7);
    EXPECT_EQ(sim::exp(0.0F), 1.0F);
    EXPECT_GT(sim::exp(-1000.0F), 0.0F);
    EXPECT_LT(sim::exp(-1000.0F), 2e-38F);
    EXPECT_TRUE(std::isfinite(sim::exp(1000.0F)));
}
