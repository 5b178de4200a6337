#include "analysis/inference/decision.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include <Eigen/Cholesky>

#include "analysis/inference/importance.hpp"
#include "analysis/inference/powers.hpp"
#include "analysis/statistics.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace analysis {

namespace {

using Eigen::Index;

with_error mean_with_error(const Eigen::VectorXd& values) {
    const double mean = values.mean();
    const auto n = static_cast<double>(values.size());
    return {mean, std::sqrt((values.array() - mean).square().sum() / std::max(1.0, n - 1) / n)};
}

// What is told of options by some columns: means, and how far off these a world is.
class told_options {
public:
    told_options(const options& what, std::span<const double> worths)
        : worths_{worths}, count_{what.effect.cols()}, y_(what.effect.rows(), 2 * count_) {
        y_ << what.effect, what.cost;
        mean_ = y_.colwise().mean();
        y_.rowwise() -= mean_;
        for (const double worth : worths) {
            Index best = 0;
            (worth * mean_.head(count_) - mean_.tail(count_)).maxCoeff(&best);
            best_.push_back(best);
        }
    }

    // What the best option by these orthonormal columns brings more than the one that is best without them, at each
    // worth; worlds as they come, or in another order.
    [[nodiscard]] std::vector<with_error> gained(const Eigen::MatrixXd& columns,
                                                 std::span<const std::size_t> order = {}) const {
        Eigen::MatrixXd y = y_;
        for (std::size_t i = 0; i < order.size(); ++i)
            y.row(static_cast<Index>(i)) = y_.row(static_cast<Index>(order[i]));
        const Eigen::MatrixXd products = columns.transpose() * y;
        std::vector<double> sum(worths_.size(), 0.0), squares(worths_.size(), 0.0);
        constexpr Index tile = 512;
        Eigen::MatrixXd told(tile, 2 * count_);
        Eigen::ArrayXd most(tile), own(tile);
        for (Index first = 0; first < y.rows(); first += tile) {
            const Index n = std::min(tile, y.rows() - first);
            told.topRows(n).noalias() = columns.middleRows(first, n) * products;
            told.topRows(n).rowwise() += mean_;
            for (std::size_t w = 0; w < worths_.size(); ++w) {
                const auto net = [&](Index option) {
                    return worths_[w] * told.col(option).head(n).array() - told.col(count_ + option).head(n).array();
                };
                most.head(n) = net(0);
                for (Index option = 1; option < count_; ++option) most.head(n) = most.head(n).max(net(option));
                own.head(n) = most.head(n) - net(best_[w]);
                sum[w] += own.head(n).sum();
                squares[w] += own.head(n).square().sum();
            }
        }
        const auto n = static_cast<double>(y.rows());
        std::vector<with_error> out;
        for (std::size_t w = 0; w < worths_.size(); ++w) {
            const double mean = sum[w] / n, off = std::max(0.0, squares[w] / n - mean * mean);
            out.push_back({mean, std::sqrt(off / std::max(1.0, n - 1))});
        }
        return out;
    }

private:
    std::span<const double> worths_;
    Index count_;
    Eigen::MatrixXd y_;   // [world][effect of each option, then cost]
    Eigen::RowVectorXd mean_;
    std::vector<Index> best_;   // by worth
};

// The same space, told by columns that are orthogonal to one another.
Eigen::MatrixXd orthonormal(const Eigen::MatrixXd& columns) {
    if (columns.cols() == 0) return columns;
    Eigen::MatrixXd squares = columns.transpose() * columns;
    squares.diagonal().array() += 1e-9;   // columns that say the same
    const Eigen::LLT<Eigen::MatrixXd> root{squares};
    return root.matrixL().solve(columns.transpose()).transpose();
}

}   // namespace

decision decide(const matrix& net) {
    assert(net.rows() > 0 && net.cols() > 0);
    decision out;
    const Eigen::VectorXd most = net.rowwise().maxCoeff();
    for (Index o = 0; o < net.cols(); ++o) {
        out.net.push_back(mean_with_error(net.col(o)));
        out.expected_loss.push_back((most - net.col(o)).mean());
        if (out.net.back().value > out.net[out.best].value) out.best = static_cast<std::size_t>(o);
    }
    out.best_in = shares_of_first({net.data(), static_cast<std::size_t>(net.size())}, columns_of(net));
    out.perfect_information = mean_with_error(most - net.col(static_cast<Index>(out.best)));
    return out;
}

std::vector<std::vector<partial_information>> worth_of_knowing(const options& what, std::span<const double> worths,
                                                               const matrix& inputs,
                                                               std::span<const std::vector<std::size_t>> groups,
                                                               std::size_t permutations, std::uint64_t seed) {
    assert(what.effect.rows() == inputs.rows() && what.cost.rows() == inputs.rows());
    same_sums_everywhere();
    constexpr std::size_t rows_a_column = 20;   // of several inputs, where there are squares among them
    const told_options told{what, worths};
    std::vector<std::vector<std::size_t>> orders(permutations);
    for (std::size_t p = 0; p < permutations; ++p) {
        orders[p].resize(rows_of(inputs));
        std::iota(orders[p].begin(), orders[p].end(), std::size_t{0});
        orders[p] = shuffled(std::move(orders[p]), sim::mix(seed) ^ sim::mix(p));
    }
    std::vector<std::vector<partial_information>> out(groups.size());
    std::vector<std::vector<std::vector<with_error>>> permuted(groups.size());   // [group][permutation][worth]
    sim::for_each_index(groups.size(), [&](std::size_t g) {
        matrix own(inputs.rows(), static_cast<Index>(groups[g].size()));
        for (std::size_t k = 0; k < groups[g].size(); ++k)
            own.col(static_cast<Index>(k)) = inputs.col(static_cast<Index>(groups[g][k]));
        const std::size_t degree = groups[g].size() == 1                                  ? 3
                                   : rows_of(own) >= rows_a_column * 2 * groups[g].size() ? 2
                                                                                          : 1;
        const Eigen::MatrixXd columns = orthonormal(powers_of(own, degree).columns);
        for (const auto& order : orders) permuted[g].push_back(told.gained(columns, order));
        const std::vector<with_error> found = told.gained(columns);
        for (std::size_t w = 0; w < worths.size(); ++w) {
            partial_information one{found[w], 0, 0};
            double squares = 0;
            for (const auto& by : permuted[g]) one.by_chance += by[w].value / static_cast<double>(permutations);
            for (const auto& by : permuted[g])
                squares +=
                    (by[w].value - one.by_chance) * (by[w].value - one.by_chance) / static_cast<double>(permutations);
            one.value.value -= one.by_chance;
            one.value.error = std::sqrt(one.value.error * one.value.error + squares);
            out[g].push_back(one);
        }
    });
    for (std::size_t w = 0; w < worths.size(); ++w) {
        double most = 0;   // above its own mean
        for (std::size_t g = 0; g < groups.size(); ++g)
            for (const auto& by : permuted[g]) most = std::max(most, by[w].value - out[g][w].by_chance);
        for (auto& of : out) of[w].most_by_chance = of[w].by_chance + most;
    }
    return out;
}

}   // namespace analysis
