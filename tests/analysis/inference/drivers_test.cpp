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
    matrix x(2000, 5);
    std::vector<double> y;
    for (Index i = 0; i < x.rows(); ++i) {
        for (Index k = 0; k < 5; ++k)
            x(i, k) = sim::draw{5, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(k), 0}.normal();
        y.push_back(2 * x(i, 0) + x(i, 2) + sim::draw{5, static_cast<std::uint32_t>(i), 9, 0}.normal());
    }
    const std::vector<std::vector<std::size_t>> groups{{0, 1}, {2}, {3, 4}};
    const auto found = analysis::shares_by_group(x, y, groups, 9, 1);
    EXPECT_NEAR(found[0].alone, 4.0 / 6, 0.1);
    EXPECT_NEAR(found[0].added, 4.0 / 6, 0.1);
    EXPECT_NEAR(found[1].alone, 1.0 / 6, 0.1);
    EXPECT_NEAR(found[2].alone, 0, 0.02);
    EXPECT_TRUE(found[0].beyond_chance() && found[1].beyond_chance());
    // Correlated inputs: what x1 tells alone is x0's, and it adds nothing.
    x.col(1) = x.col(0);
    for (Index i = 0; i < x.rows(); ++i) x(i, 1) += 0.3 * sim::draw{5, static_cast<std::uint32_t>(i), 10, 0}.normal();
    const auto correlated = analysis::shares_by_group(x, y, std::vector<std::vector<std::size_t>>{{1}}, 1, 1);
    EXPECT_GT(correlated[0].alone, 0.5);
    EXPECT_LT(correlated[0].added, 0.02);
}
