#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/inference/emulator.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace {

using analysis::emulator;
using analysis::matrix;
using Eigen::Index;

matrix normal_inputs(Index rows, Index inputs, std::uint64_t seed) {
    matrix out(rows, inputs);
    for (Index i = 0; i < rows; ++i)
        for (Index k = 0; k < inputs; ++k)
            out(i, k) = sim::draw{seed, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), 1}.normal();
    return out;
}

template <class Of>
matrix outputs_of(const matrix& x, double noise, std::uint64_t seed, Of of) {
    matrix out(x.rows(), 1);
    for (Index i = 0; i < x.rows(); ++i)
        out(i, 0) = of(x.row(i)) + noise * sim::draw{seed, static_cast<std::uint32_t>(i), 0, 2}.normal();
    return out;
}

double quadratic(const auto& x) {
    double sum = 2;
    for (Index a = 0; a < x.size(); ++a)
        for (Index b = a; b < x.size(); ++b) sum += std::sin(static_cast<double>(a + 7 * b)) * x[a] * x[b];
    return sum + x[0] - 0.5 * x[1];
}
double sparse_quadratic(const auto& x) { return 3 + x[0] - 2 * x[1] + 0.5 * x[2] * x[2] + x[1] * x[3]; }
double wavy(const auto& x) { return std::sin(2 * x[0]) + std::exp(0.5 * x[1]) + 0.3 * x[2] * x[3]; }

double error_on_others(const emulator& of, Index inputs, double noise, double (*truth)(const Eigen::RowVectorXd&)) {
    const matrix x = normal_inputs(20'000, inputs, 99);
    const matrix y = outputs_of(x, noise, 98, [&](const auto& row) { return truth(row); });
    return std::sqrt((of.predict(x) - y).squaredNorm() / static_cast<double>(x.rows()));
}

}   // namespace

TEST(Emulator, QuadraticsAreTheirOwnEmulators) {
    const matrix x = normal_inputs(90, 5, 1), others = normal_inputs(50, 5, 2);
    const auto all = emulator::fit(x, outputs_of(x, 0, 3, [](const auto& row) { return quadratic(row); }));
    ASSERT_TRUE(all);
    EXPECT_EQ(all->terms(0), 21U);
    EXPECT_GT(all->quality(0).r2, 1 - 1e-10);
    const matrix told = all->predict(others);
    for (Index i = 0; i < others.rows(); ++i) EXPECT_NEAR(told(i, 0), quadratic(others.row(i)), 1e-6);
}

// Fewer rows than the 136 terms: those that there are, and no others, are found.
TEST(Emulator, FewTermsAreFoundInFewRows) {
    const matrix x = normal_inputs(100, 15, 1), others = normal_inputs(50, 15, 2);
    const auto found = emulator::fit(x, outputs_of(x, 0, 3, [](const auto& row) { return sparse_quadratic(row); }));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->terms(0), 5U);
    const matrix told = found->predict(others);
    for (Index i = 0; i < others.rows(); ++i) EXPECT_NEAR(told(i, 0), sparse_quadratic(others.row(i)), 1e-6);
}

// What is told of the error on rows not seen is what 20,000 others show. Its relative standard error is about 6 % of 500
// rows; five of them are exceeded less often than once in a million.
TEST(Emulator, TheErrorToldIsThatOnRowsNotSeen) {
    for (const Index inputs : {4, 30}) {   // all terms, and chosen ones
        const matrix x = normal_inputs(500, inputs, 1);
        const auto found = emulator::fit(x, outputs_of(x, 0.2, 3, [](const auto& row) { return wavy(row); }));
        ASSERT_TRUE(found);
        const double error =
            error_on_others(*found, inputs, 0.2, [](const Eigen::RowVectorXd& row) { return wavy(row); });
        EXPECT_NEAR(found->quality(0).residual_sd / error, 1, 0.3) << inputs;
        EXPECT_GT(error, 0.3);   // it is no quadratic
    }
}

TEST(Emulator, QualityOfSomeRowsIsThatNearThem) {
    const matrix x = normal_inputs(600, 2, 1);
    const matrix y =
        outputs_of(x, 0.1, 3, [](const auto& row) { return row[0] + (row[1] > 1 ? 3 * std::sin(9 * row[0]) : 0); });
    const auto found = emulator::fit(x, y);
    ASSERT_TRUE(found);
    std::vector<double> wild(600), tame(600);
    for (std::size_t i = 0; i < 600; ++i) (x(static_cast<Index>(i), 1) > 1 ? wild : tame)[i] = 1;
    EXPECT_GT(found->quality(0, wild).residual_sd, 2 * found->quality(0, tame).residual_sd);
    EXPECT_NEAR(found->quality(0, tame).rows, std::accumulate(tame.begin(), tame.end(), 0.0), 1e-9);
}

TEST(Emulator, AHundredInputsThatDoNothingAreLeftOut) {
    const matrix x = normal_inputs(250, 104, 1);
    const auto found = emulator::fit(x, outputs_of(x, 0.5, 3, [](const auto& row) { return sparse_quadratic(row); }));
    ASSERT_TRUE(found);
    EXPECT_GT(found->quality(0).r2, 0.9);
    EXPECT_LT(found->terms(0), 12U);
    EXPECT_LT(error_on_others(*found, 104, 0.5, [](const Eigen::RowVectorXd& row) { return sparse_quadratic(row); }),
              0.7);
}

TEST(Emulator, RowsWithoutANumberAreLeftOutOfTheirOutput) {
    const matrix x = normal_inputs(100, 3, 1);
    matrix y(100, 2);
    y.col(0) = x.col(0);
    y.col(1) = x.col(1);
    for (Index i = 0; i < 40; ++i) y(i, 1) = std::nan("");
    const auto found = emulator::fit(x, y);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->quality(0).rows, 100, 1e-9);
    EXPECT_NEAR(found->quality(1).rows, 60, 1e-9);
    EXPECT_TRUE(std::isnan(found->residuals()(3, 1)));
    EXPECT_NEAR(found->predict(x)(3, 1), x(3, 1), 1e-6);
    // A row of no weight is as one that is not there.
    std::vector<double> weights(100, 2.0);
    for (std::size_t i = 0; i < 40; ++i) weights[i] = 0;
    y.col(1) = x.col(1);
    y.topRows(40).setConstant(1e6);
    const auto weighed = emulator::fit(x, y, weights);
    ASSERT_TRUE(weighed);
    EXPECT_NEAR(weighed->predict(x)(3, 1), x(3, 1), 1e-6);
}

TEST(Emulator, TooFewRowsAreAMistakeThatNamesTheOutput) {
    matrix y = matrix::Zero(30, 2);
    for (Index i = 5; i < 30; ++i) y(i, 1) = std::nan("");
    const std::vector<std::string> names{"reach", "waiting"};
    const auto found = emulator::fit(normal_inputs(30, 2, 1), y, {}, names);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.wrong().size(), 1U);
    EXPECT_EQ(found.wrong().front().what,
              "waiting: 5 of 30 runs have a number; what it comes from cannot be learnt from fewer than 20. Make more "
              "runs, or "
              "leave it out");
}

TEST(Emulator, AnOutputThatNeverChangesIsThatNumber) {
    const matrix x = normal_inputs(50, 3, 1);
    const auto found = emulator::fit(x, matrix::Constant(50, 1, 4.25));
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->predict(normal_inputs(5, 3, 2))(4, 0), 4.25, 1e-9);
    EXPECT_TRUE(std::isnan(found->quality(0).r2));
}

TEST(Emulator, DerivativesAreThoseOfWhatItTells) {
    const matrix x = normal_inputs(90, 5, 1), at = normal_inputs(40, 5, 2);
    matrix y(90, 2);
    y.col(0) = outputs_of(x, 0, 3, [](const auto& row) { return quadratic(row); });
    y.col(1) = outputs_of(x, 0, 3, [](const auto& row) { return sparse_quadratic(row); });
    const auto found = emulator::fit(x, y);
    ASSERT_TRUE(found);
    matrix weights = normal_inputs(40, 2, 4);
    const matrix gradient = found->gradient(at, weights);
    for (Index k = 0; k < 5; ++k) {
        constexpr double step = 1e-4;
        matrix up = at, down = at;
        up.col(k).array() += step;
        down.col(k).array() -= step;
        const matrix rise = (found->predict(up) - found->predict(down)) / (2 * step);
        for (Index i = 0; i < 40; ++i) EXPECT_NEAR(gradient(i, k), rise.row(i).dot(weights.row(i)), 1e-6);
    }
}

// On one thread and on many, alone and among others: the same bytes.
TEST(Emulator, IsTheSameOnOneThreadAndOnMany) {
    const matrix x = normal_inputs(200, 12, 1), others = normal_inputs(2000, 12, 2);
    matrix y(200, 2);
    y.col(0) = outputs_of(x, 0.1, 3, [](const auto& row) { return wavy(row); });
    y.col(1) = outputs_of(x, 0.1, 4, [](const auto& row) { return quadratic(row); });
    const int before = sim::threads();
    sim::set_threads(1);
    const auto one = emulator::fit(x, y);
    const matrix told = one->predict(others);
    sim::set_threads(4);
    const auto many = emulator::fit(x, y);
    EXPECT_EQ(told, many->predict(others));
    EXPECT_EQ(one->residuals(), many->residuals());
    sim::set_threads(before);
    EXPECT_EQ(many->predict(others.middleRows(777, 1)), told.middleRows(777, 1));
}
