#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Dense>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <gtest/gtest.h>

#include "analysis/inference/likelihood.hpp"

namespace {

using analysis::error_tails;
using analysis::matrix;
using analysis::observed_target;

// Seven targets; 1, 4 and 5 share an error, 2 and 6 another.
std::vector<observed_target> seven() {
    std::vector<observed_target> out(7);
    for (std::size_t j = 0; j < out.size(); ++j) {
        const auto x = static_cast<double>(j);
        out[j] = {.value = 0.3 * x,
                  .observation_sd = 0.1 + 0.05 * x,
                  .discrepancy_sd = 0.1,
                  .emulator_sd = 0.02 * x,
                  .luck_sd = 0.01};
    }
    out[1].source = out[4].source = out[5].source = 8;
    out[1].source_sd = 0.4;
    out[4].source_sd = 1.2;
    out[5].source_sd = 0.05;
    out[2].source = out[6].source = 3;
    out[2].source_sd = out[6].source_sd = 0.3;
    return out;
}

matrix told() {
    matrix out(4, 7);
    for (Eigen::Index i = 0; i < out.rows(); ++i)
        for (Eigen::Index j = 0; j < 7; ++j)
            out(i, j) = std::sin(static_cast<double>(3 * i + j * j)) * (i == 3 ? 20 : 1);
    return out;
}

std::vector<double> densities(error_tails tails, const matrix& of) {
    std::vector<double> out(static_cast<std::size_t>(of.rows()));
    analysis::target_likelihood{seven(), tails}.log_density(of, out);
    return out;
}

}   // namespace

TEST(TargetLikelihood, SharedNormalErrorsAreADenseNormalDistribution) {
    const auto targets = seven();
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(7, 7);
    for (Eigen::Index a = 0; a < 7; ++a)
        for (Eigen::Index b = 0; b < 7; ++b) {
            const auto &s = targets[static_cast<std::size_t>(a)], &t = targets[static_cast<std::size_t>(b)];
            if (a == b) covariance(a, b) += s.own_variance();
            if (s.source == t.source && s.source != observed_target::none)
                covariance(a, b) += s.source_sd * t.source_sd;
        }
    const auto found = densities(error_tails::normal, told());
    for (Eigen::Index i = 0; i < 4; ++i) {
        Eigen::VectorXd r = told().row(i).transpose();
        for (Eigen::Index j = 0; j < 7; ++j) r[j] -= targets[static_cast<std::size_t>(j)].value;
        const double expected = -0.5 * r.dot(covariance.inverse() * r) - 0.5 * std::log(covariance.determinant()) -
                                3.5 * std::log(2 * 3.14159265358979324);
        EXPECT_NEAR(found[static_cast<std::size_t>(i)], expected, 1e-9 * std::abs(expected));
    }
}

TEST(TargetLikelihood, StudentsErrorsShareANormalOneThatIsIntegratedOut) {
    const auto targets = seven();
    const boost::math::students_t t4{4};
    const auto found = densities(error_tails::student, told());
    for (Eigen::Index i = 0; i < 4; ++i) {
        const auto density = [&](std::size_t j, double u) {
            const double sd = std::sqrt(targets[j].own_variance());
            return pdf(t4,
                       (told()(i, static_cast<Eigen::Index>(j)) - targets[j].value - targets[j].source_sd * u) / sd) /
                   sd;
        };
        const auto shared = [&](const std::vector<std::size_t>& which) {
            double sum = 0;   // in pieces, since the integrand may have several peaks
            for (int piece = -400; piece < 400; ++piece)
                sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
                    [&](double u) {
                        double product = std::exp(-0.5 * u * u) / std::sqrt(2 * 3.14159265358979324);
                        for (const std::size_t j : which) product *= density(j, u);
                        return product;
                    },
                    piece * 0.05, piece * 0.05 + 0.05, 0, 0);
            return std::log(sum);
        };
        const double expected = std::log(density(0, 0)) + std::log(density(3, 0)) + shared({1, 4, 5}) + shared({2, 6});
        EXPECT_NEAR(found[static_cast<std::size_t>(i)], expected, 1e-6) << i;
    }
}

TEST(TargetLikelihood, DerivativesAreThoseOfTheDensity) {
    for (const auto tails : {error_tails::normal, error_tails::student}) {
        const analysis::target_likelihood of{seven(), tails};
        matrix gradient;
        std::vector<double> out(4);
        of.log_density(told(), out, &gradient);
        EXPECT_EQ(out, densities(tails, told()));
        for (Eigen::Index j = 0; j < 7; ++j) {
            constexpr double step = 1e-5;
            matrix up = told(), down = told();
            up.col(j).array() += step;
            down.col(j).array() -= step;
            const auto above = densities(tails, up), below = densities(tails, down);
            for (Eigen::Index i = 0; i < 4; ++i) {
                const auto row = static_cast<std::size_t>(i);
                EXPECT_NEAR(gradient(i, j), (above[row] - below[row]) / (2 * step),
                            1e-4 * (1 + std::abs(gradient(i, j))));
            }
        }
    }
}

TEST(TargetLikelihood, WhatIsNotANumberIsImpossible) {
    matrix of = told();
    of(1, 2) = std::nan("");
    for (const auto tails : {error_tails::normal, error_tails::student}) {
        const auto found = densities(tails, of);
        EXPECT_EQ(found[1], -std::numeric_limits<double>::infinity());
        EXPECT_EQ(found[0], densities(tails, told())[0]);
    }
}

TEST(TargetLikelihood, StudentsTailsForgiveWhatNormalOnesDoNot) {
    matrix near = told().topRows(1), far = near;
    far(0, 0) += 10;
    EXPECT_LT(densities(error_tails::normal, far)[0], densities(error_tails::normal, near)[0] - 1000);
    EXPECT_GT(densities(error_tails::student, far)[0], densities(error_tails::student, near)[0] - 25);
}
