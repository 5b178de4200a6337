#include <cmath>
#include <vector>

#include <boost/math/distributions/students_t.hpp>
#include <gtest/gtest.h>

#include "analysis/inference/drivers.hpp"
#include "sim/engine/draws.hpp"

namespace {

using analysis::matrix;
using Eigen::Index;

constexpr double pi = 3.14159265358979324;

// Ishigami and Homma's (1990) function of three uniform numbers from -pi to pi, a = 7, b = 0.1.
double ishigami(const std::vector<double>& u) {
    const auto x = [&](std::size_t i) { return pi * (2 * u[i] - 1); };
    return std::sin(x(0)) + 7 * std::sin(x(1)) * std::sin(x(1)) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
}

analysis::saltelli_sample sample_of(std::uint64_t seed, std::uint32_t rows) {
    analysis::saltelli_sample out;
    out.a_but_one.resize(3);
    for (std::uint32_t i = 0; i < rows; ++i) {
        std::vector<double> a, b;
        for (std::uint32_t k = 0; k < 3; ++k) {
            const sim::draw d{seed, i, k, 0};
            a.push_back(d.uniform());
            b.push_back(d.other_uniform());
        }
        out.a.push_back(ishigami(a));
        out.b.push_back(ishigami(b));
        for (std::size_t k = 0; k < 3; ++k) {
            std::vector<double> mixed = a;
            mixed[k] = b[k];
            out.a_but_one[k].push_back(ishigami(mixed));
        }
    }
    return out;
}

}   // namespace

// Within so many standard errors that each of six is missed once in ten million (Student, 15 degrees of freedom).
TEST(Drivers, SobolIndicesAreTheExactOnes) {
    std::vector<analysis::saltelli_sample> samples;
    for (std::uint64_t s = 0; s < 16; ++s) samples.push_back(sample_of(s, 4000));
    const auto found = analysis::sobol_indices(samples);
    const double first[] = {0.313905191148, 0.442411144790, 0},
                 total[] = {0.557588855210, 0.442411144790, 0.243683664062};
    const boost::math::students_t t{15};
    const double reach = quantile(t, 1 - 5e-8) / quantile(t, 0.975);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(found[i].first.mean, first[i], reach * (found[i].first.high - found[i].first.mean)) << i;
        EXPECT_NEAR(found[i].total.mean, total[i], reach * (found[i].total.high - found[i].total.mean)) << i;
        EXPECT_LT(found[i].total.high - found[i].total.low, 0.05);
    }
    const auto one = analysis::sobol_indices({samples.data(), 1});
    EXPECT_TRUE(std::isnan(one[0].first.low));
}

// y = 2 x0 + x2 + noise of variance 1, of independent inputs: shares 4/6 and 1/6. A share of 2,000 rows is within 0.1: more
// than 6 standard errors.
TEST(Drivers, SharesByGroupAreThoseOfTheVariance) {
    matrix x(2000, 5), y(2000, 1);
    for (Index i = 0; i < x.rows(); ++i) {
        for (Index k = 0; k < 5; ++k)
            x(i, k) = sim::draw{5, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), 0}.normal();
        y(i, 0) = 2 * x(i, 0) + x(i, 2) + sim::draw{5, static_cast<std::uint32_t>(i), 9, 0}.normal();
    }
    const std::vector<std::vector<std::size_t>> groups{{0, 1}, {2}, {3, 4}};
    const auto found = analysis::shares_told(x, y, groups, 9, 1).front();
    EXPECT_NEAR(found.by_all, 5.0 / 6, 0.1);
    EXPECT_NEAR(found.groups[0].alone, 4.0 / 6, 0.1);
    EXPECT_NEAR(found.groups[0].added, 4.0 / 6, 0.1);
    EXPECT_NEAR(found.groups[1].alone, 1.0 / 6, 0.1);
    EXPECT_NEAR(found.groups[2].alone, 0, 0.02);
    EXPECT_NEAR(found.inputs[0].added, 4.0 / 6, 0.1);
    EXPECT_NEAR(found.inputs[1].alone, 0, 0.02);
    EXPECT_TRUE(found.groups[0].beyond_chance() && found.groups[1].beyond_chance());
    // Correlated inputs: what x1 tells alone is x0's, and it adds nothing.
    x.col(1) = x.col(0);
    for (Index i = 0; i < x.rows(); ++i) x(i, 1) += 0.3 * sim::draw{5, static_cast<std::uint32_t>(i), 10, 0}.normal();
    const auto correlated = analysis::shares_told(x, y, groups, 9, 1).front();
    EXPECT_GT(correlated.inputs[1].alone, 0.5);
    EXPECT_LT(correlated.inputs[1].added, 0.02);
    // One that says the very same adds nothing either, nor does the one that it repeats.
    x.col(1) = x.col(0);
    const auto twice = analysis::shares_told(x, y, groups, 9, 1).front();
    EXPECT_LT(std::abs(twice.inputs[0].added), 0.02);
    EXPECT_LT(std::abs(twice.inputs[1].added), 0.02);
    EXPECT_NEAR(twice.groups[0].alone, 4.0 / 6, 0.1);
}

// What is told in squares is told.
TEST(Drivers, SharesSeeWhatIsCurved) {
    matrix x(1000, 2), y(1000, 1);
    for (Index i = 0; i < x.rows(); ++i) {
        for (Index k = 0; k < 2; ++k)
            x(i, k) = sim::draw{6, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), 0}.normal();
        y(i, 0) = x(i, 0) * x(i, 0);
    }
    const auto found = analysis::shares_told(x, y, std::vector<std::vector<std::size_t>>{{0}, {1}}, 9, 1).front();
    EXPECT_NEAR(found.inputs[0].alone, 1, 1e-6);
    EXPECT_FALSE(found.inputs[1].beyond_chance());
}

// Inputs that have nothing to do with the output are named in one of 20 samples each by what they tell alone and by what
// they add: of 60 samples in 3, and in more than 16 with a probability below 1e-8 (binomial).
TEST(Drivers, AHundredInputsThatDoNothingAreNamedAsOftenAsIsSaid) {
    constexpr std::uint32_t samples = 60;
    int alone = 0, added = 0;
    std::vector<std::vector<std::size_t>> groups(10);
    for (std::size_t k = 0; k < 100; ++k) groups[k / 10].push_back(k);
    for (std::uint32_t sample = 0; sample < samples; ++sample) {
        matrix x(512, 100), y(512, 1);
        for (Index i = 0; i < x.rows(); ++i) {
            for (Index k = 0; k < 100; ++k)
                x(i, k) = sim::draw{7, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), sample}.normal();
            const double noise = sim::draw{7, static_cast<std::uint32_t>(i), 100, sample}.normal();
            y(i, 0) = noise * noise * noise;   // tails that no bell has
        }
        const auto found = analysis::shares_told(x, y, groups, 19, sample).front();
        bool some_alone = false, some_added = false;
        for (const auto& one : found.inputs) {
            some_alone = some_alone || one.alone > one.alone_by_chance;
            some_added = some_added || one.added > one.added_by_chance;
        }
        alone += some_alone ? 1 : 0;
        added += some_added ? 1 : 0;
    }
    EXPECT_LE(alone, 16);
    EXPECT_LE(added, 16);
}

TEST(Drivers, TooFewRowsAreSaidToBe) {
    EXPECT_FALSE(analysis::enough_rows(256, 117));
    EXPECT_TRUE(analysis::enough_rows(512, 117));
    EXPECT_TRUE(analysis::enough_rows(64, 3));
    const matrix x = matrix::Random(16, 20), y = matrix::Random(16, 1);
    std::vector<std::vector<std::size_t>> groups(1);
    for (std::size_t k = 0; k < 20; ++k) groups[0].push_back(k);
    const auto found = analysis::shares_told(x, y, groups, 3, 1).front();
    EXPECT_TRUE(std::isnan(found.by_all));
    EXPECT_TRUE(std::isnan(found.groups[0].added));
}

TEST(Drivers, MorrisTellsSizesAndHowTheyDiffer) {
    const auto found = analysis::morris_effect_of(std::vector<double>{1, -3, 2, -4});
    EXPECT_DOUBLE_EQ(found.size.mean, 2.5);
    EXPECT_DOUBLE_EQ(found.deviation, std::sqrt(26.0 / 3));
}
