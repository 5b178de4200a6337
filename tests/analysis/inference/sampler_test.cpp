#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <Eigen/Dense>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "analysis/inference/emulator.hpp"
#include "analysis/inference/likelihood.hpp"
#include "analysis/inference/sampler.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace {

using analysis::matrix;
using Eigen::Index;
using vector = Eigen::VectorXd;

constexpr double infinite = std::numeric_limits<double>::infinity();

double normal(std::uint32_t who, std::uint32_t what_for, std::uint64_t seed) {
    return sim::draw{seed, who, 0, what_for}.normal();
}

// Observations of linear functions of the first coordinates, with normal errors.
struct linear_observations {
    Eigen::MatrixXd by;   // [observation][coordinate]
    vector seen;
    double sd = 0.2;
    [[nodiscard]] analysis::batch_log_likelihood likelihood() const {
        return [this](const matrix& points, std::span<double> out, matrix& gradient) {
            for (Index i = 0; i < points.rows(); ++i) {
                const vector off = seen - by * points.row(i).transpose();
                out[static_cast<std::size_t>(i)] = -0.5 * off.squaredNorm() / (sd * sd);
                gradient.row(i) = (by.transpose() * off / (sd * sd)).transpose();
            }
        };
    }
};

linear_observations four_of_ten() {
    linear_observations out{Eigen::MatrixXd::Zero(4, 10), vector::Zero(4)};
    for (Index a = 0; a < 4; ++a) {
        out.seen[a] = static_cast<double>(a) - 1;
        for (Index b = 0; b < 6; ++b) out.by(a, b) = std::sin(static_cast<double>(1 + a + 5 * b));
    }
    return out;
}

// The largest distance between the distribution of some numbers and the standard normal one.
double distance_from_normal(std::vector<double> x) {
    std::ranges::sort(x);
    const boost::math::normal n;
    double most = 0;
    const auto count = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double p = cdf(n, x[i]);
        most = std::max({most, p - static_cast<double>(i) / count, static_cast<double>(i + 1) / count - p});
    }
    return most;
}

std::vector<double> column(const matrix& of, Index c) {
    std::vector<double> out;
    for (Index i = 0; i < of.rows(); ++i) out.push_back(of(i, c));
    return out;
}

}   // namespace

// Means and covariances of ten coordinates within 6 standard errors of the known ones: 65 of them, each beyond once in 5e8.
// Half of the effective size is counted on, since that of products is smaller.
TEST(Sampler, ALinearNormalPosteriorIsExact) {
    const auto of = four_of_ten();
    const auto found = analysis::sample(of.likelihood(), {.coordinates = 10, .draws = 8000, .seed = 3});
    ASSERT_TRUE(found.converged);
    EXPECT_LE(found.mixed.worst_r_hat(), 1.01);
    ASSERT_EQ(found.points.rows(), 8000);
    const Eigen::MatrixXd covariance =
        (Eigen::MatrixXd::Identity(10, 10) + of.by.transpose() * of.by / (of.sd * of.sd)).inverse();
    const vector mean = covariance * of.by.transpose() * of.seen / (of.sd * of.sd);
    const vector found_mean = found.points.colwise().mean();
    const matrix around = found.points.rowwise() - found_mean.transpose();
    const Eigen::MatrixXd found_covariance = around.transpose() * around / 8000.0;
    const double draws = std::min(8000.0, found.mixed.least_effective()) / 2;
    for (Index a = 0; a < 10; ++a) {
        EXPECT_NEAR(found_mean[a], mean[a], 6 * std::sqrt(covariance(a, a) / draws)) << a;
        for (Index b = a; b < 10; ++b)
            EXPECT_NEAR(
                found_covariance(a, b), covariance(a, b),
                6 * std::sqrt((covariance(a, a) * covariance(b, b) + covariance(a, b) * covariance(a, b)) / draws))
                << a << ' ' << b;
    }
    std::vector<double> out(1);
    matrix gradient(1, 10);
    of.likelihood()(found.points.row(5), out, gradient);
    EXPECT_NEAR(found.log_likelihood[5], out[0], 1e-9);
}

// Kolmogorov and Smirnov's distance of four coordinates, each too large once in 1e8; as many draws are counted on as half of
// those that are effective.
TEST(Sampler, CoordinatesWithoutDataKeepTheirPrior) {
    const auto of = four_of_ten();
    const auto found = analysis::sample(of.likelihood(), {.coordinates = 10, .draws = 4000, .seed = 5});
    ASSERT_TRUE(found.converged);
    const double draws = std::min(4000.0, found.mixed.least_effective()) / 2;
    for (Index c = 6; c < 10; ++c)
        EXPECT_LT(distance_from_normal(column(found.points, c)), std::sqrt(0.5 * std::log(2 / 1e-8) / draws)) << c;
}

// A crescent: x1 + x0^2 is seen as 1, give or take 0.15. Its moments from sums over a grid; within 6 standard errors. It is
// thin beside its length, so chains take long to agree: to R-hat 1.01 ten times as long.
TEST(Sampler, ACrescentIsFollowed) {
    const analysis::batch_log_likelihood crescent = [](const matrix& points, std::span<double> out, matrix& gradient) {
        for (Index i = 0; i < points.rows(); ++i) {
            const double off = (points(i, 1) + points(i, 0) * points(i, 0) - 1) / 0.15;
            out[static_cast<std::size_t>(i)] = -0.5 * off * off;
            gradient(i, 0) = -off / 0.15 * 2 * points(i, 0);
            gradient(i, 1) = -off / 0.15;
        }
    };
    double sum = 0, mean = 0, square = 0, fourth = 0;
    for (double x = -5; x < 5; x += 0.01)
        for (double y = -6; y < 6; y += 0.01) {
            const double off = (y + x * x - 1) / 0.15, p = std::exp(-0.5 * (x * x + y * y + off * off));
            sum += p;
            mean += p * y;
            square += p * x * x;
            fourth += p * x * x * x * x;
        }
    mean /= sum;
    square /= sum;
    fourth /= sum;
    const auto found = analysis::sample(crescent, {.coordinates = 2, .draws = 1000, .seed = 2, .r_hat = 1.05});
    ASSERT_TRUE(found.converged);
    const double draws = std::min(1000.0, found.mixed.least_effective()) / 2;
    EXPECT_NEAR(found.points.col(0).mean(), 0, 6 * std::sqrt(square / draws));
    EXPECT_NEAR(found.points.col(0).squaredNorm() / 1000, square, 6 * std::sqrt((fourth - square * square) / draws));
    EXPECT_NEAR(found.points.col(1).mean(), mean, 6 * std::sqrt((fourth - square * square) / draws));   // y ~ 1 - x^2
}

TEST(Sampler, IsTheSameOnOneThreadAndOnMany) {
    const auto of = four_of_ten();
    const int before = sim::threads();
    sim::set_threads(1);
    const auto one = analysis::sample(of.likelihood(), {.coordinates = 10, .draws = 256, .r_hat = 2});
    sim::set_threads(4);
    const auto many = analysis::sample(of.likelihood(), {.coordinates = 10, .draws = 256, .r_hat = 2});
    sim::set_threads(before);
    EXPECT_EQ(one.points, many.points);
    EXPECT_EQ(one.mixed.r_hat, many.mixed.r_hat);
}

TEST(Sampler, StopsWhenAskedAndSaysWhenNothingIsPossible) {
    const auto of = four_of_ten();
    const std::atomic<bool> stop = true;
    const auto stopped = analysis::sample(of.likelihood(), {.coordinates = 10, .stop = &stop});
    EXPECT_TRUE(stopped.stopped);
    EXPECT_EQ(stopped.points.rows(), 0);
    const auto impossible = analysis::sample(
        [](const matrix&, std::span<double> out, matrix&) { std::ranges::fill(out, -infinite); }, {.coordinates = 3});
    EXPECT_TRUE(impossible.impossible);
    EXPECT_FALSE(impossible.converged);
}

// Regions that are impossible are left out: half of the plane.
TEST(Sampler, ImpossiblePointsAreNeverDrawn) {
    const auto found = analysis::sample(
        [](const matrix& points, std::span<double> out, matrix& gradient) {
            gradient.setZero();
            for (Index i = 0; i < points.rows(); ++i)
                out[static_cast<std::size_t>(i)] = points(i, 0) > 0 ? 0 : -infinite;
        },
        {.coordinates = 2, .draws = 2000});
    ASSERT_TRUE(found.converged);
    EXPECT_GT(found.points.col(0).minCoeff(), 0);
    EXPECT_NEAR(found.points.col(0).mean(), std::sqrt(2 / 3.14159265358979324), 6 * 0.603 / std::sqrt(1000));
}

TEST(Agreement, RHatIsLargeForChainsThatDisagree) {
    constexpr std::uint32_t chains = 16, steps = 400;
    const auto draws = [&](double shift, double spread) {   // of the last chain
        std::vector<double> out;
        for (std::uint32_t s = 0; s < steps; ++s)
            for (std::uint32_t c = 0; c < chains; ++c)
                out.push_back(normal(s, c, 4) * (c + 1 == chains ? spread : 1) + (c + 1 == chains ? shift : 0));
        return out;
    };
    EXPECT_LT(analysis::agreement_of(draws(0, 1), chains).r_hat, 1.01);
    EXPECT_GT(analysis::agreement_of(draws(1, 1), chains).r_hat, 1.02);
    EXPECT_GT(analysis::agreement_of(draws(0, 4), chains).r_hat, 1.02);   // the same middle
    std::vector<double> wander = draws(0, 1);                             // all together
    for (std::size_t n = 0; n < wander.size(); ++n)
        wander[n] += 2.0 * static_cast<double>(n) / static_cast<double>(wander.size());
    EXPECT_GT(analysis::agreement_of(wander, chains).r_hat, 1.05);
    std::vector<double> still;
    for (std::uint32_t n = 0; n < chains * steps; ++n) still.push_back(normal(n % chains, 0, 4));
    EXPECT_GT(analysis::agreement_of(still, chains).r_hat, 100);
}

// Of a chain whose steps are correlated by 0.6 a quarter counts. The estimate of 128 chains of 400 is within a tenth: its
// standard error is below 2 %.
TEST(Agreement, EffectiveSizeCountsWhatCorrelatedStepsAreWorth) {
    constexpr std::uint32_t chains = 128, steps = 400;
    std::vector<double> out(chains * steps);
    for (std::uint32_t c = 0; c < chains; ++c) {
        double x = normal(0, c, 6);
        for (std::uint32_t s = 0; s < steps; ++s) {
            out[s * chains + c] = x;
            x = 0.6 * x + 0.8 * normal(s + 1, c, 6);
        }
    }
    EXPECT_NEAR(analysis::agreement_of(out, chains).effective / (chains * steps), 0.25, 0.025);
}

// The whole way: runs shared by all truths, an emulator, targets with errors and discrepancies, draws; what is asked is a
// number that no target shows. 90 % ranges must hold 360 truths in 90 %: fewer or more than the bounds once in a million;
// ranges that hold 75 % are found with a probability above 0.99. Ranks are uniform by chi-squared, once in a million.
TEST(Calibration, RangesHoldTheTruthAsOftenAsTheySay) {
    constexpr int truths = 360;
    constexpr Index inputs = 4, outputs = 5, runs = 300;
    const auto simulate = [&](const auto& x, Index j) {
        const auto k = static_cast<double>(j);
        const double line = std::sin(k + 1) * x[0] + std::cos(2 * k) * x[1] + std::sin(3 * k) * x[2] + 0.4 * x[3];
        return line + 0.1 * line * line + 0.15 * std::sin(x[1] + k);
    };
    const auto asked = [](const auto& x) { return x[0] + 0.5 * x[1] * x[3] + 0.3 * x[2] * x[2]; };
    matrix x(runs, inputs), y(runs, outputs);
    for (Index i = 0; i < runs; ++i) {
        for (Index k = 0; k < inputs; ++k)
            x(i, k) = normal(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), 100);
        for (Index j = 0; j < outputs; ++j)   // with luck
            y(i, j) = simulate(x.row(i), j) +
                      0.05 * normal(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), 101);
    }
    const auto emulator = analysis::emulator::fit(x, y);
    ASSERT_TRUE(emulator);
    std::vector<char> held(truths, 0);
    std::vector<std::size_t> rank(truths, 0);
    sim::for_each_index(truths, [&](std::size_t t) {
        const auto who = static_cast<std::uint32_t>(t);
        vector truth(inputs);
        for (Index k = 0; k < inputs; ++k) truth[k] = normal(who, static_cast<std::uint32_t>(k), 102);
        std::vector<analysis::observed_target> targets;
        const double shared = normal(who, 99, 103);
        for (Index j = 0; j < outputs; ++j) {
            analysis::observed_target one{.observation_sd = 0.2, .discrepancy_sd = 0.15, .luck_sd = 0.05};
            one.emulator_sd = emulator->quality(static_cast<std::size_t>(j)).residual_sd;   // luck is in it: once
            one.luck_sd = 0;
            double off =
                std::sqrt(0.2 * 0.2 + 0.15 * 0.15 + 0.05 * 0.05) * normal(who, static_cast<std::uint32_t>(j), 104);
            if (j < 2) {
                one.source = 0;
                one.source_sd = 0.2;
                off += 0.2 * shared;
            }
            one.value = simulate(truth, j) + off;
            targets.push_back(one);
        }
        const analysis::target_likelihood density{targets, analysis::error_tails::normal};
        const auto found = analysis::sample(
            [&](const matrix& points, std::span<double> out, matrix& gradient) {
                matrix by_output;
                density.log_density(emulator->predict(points), out, &by_output);
                gradient = emulator->gradient(points, by_output);
            },
            {.coordinates = inputs, .draws = 999, .seed = t + 1, .r_hat = 1.05});
        const double sought = asked(truth);
        for (Index i = 0; i < found.points.rows(); ++i) rank[t] += asked(found.points.row(i)) < sought ? 1 : 0;
        held[t] = rank[t] >= 50 && rank[t] <= 949 && found.converged ? 1 : 0;
    });
    const boost::math::binomial right{truths, 0.9}, wrong{truths, 0.75};
    const double least = quantile(right, 5e-7), most = quantile(complement(right, 5e-7));
    EXPECT_GT(cdf(wrong, least - 1), 0.99);   // the power of this test
    const auto times = static_cast<double>(std::ranges::count(held, 1));
    EXPECT_GE(times, least);
    EXPECT_LE(times, most);
    std::vector<double> bins(10, 0.0);
    for (const std::size_t r : rank) bins[r * 10 / 1000] += 1;
    double chi_squared = 0;
    for (const double n : bins) chi_squared += (n - truths / 10.0) * (n - truths / 10.0) / (truths / 10.0);
    EXPECT_LT(chi_squared, quantile(complement(boost::math::chi_squared{9}, 1e-6)));
}
