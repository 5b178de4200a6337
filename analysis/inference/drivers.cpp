#include "analysis/inference/drivers.hpp"

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
using Eigen::MatrixXd;
using Eigen::VectorXd;

repeated repeated_of(std::span<const double> values) {
    const estimate e = mean_of(values);
    return {e.mean, e.mean - e.half_width, e.mean + e.half_width};
}

// Solves with sums of squares and products. Columns that say the same are told apart by nothing, which a little more in
// the diagonal bears.
MatrixXd inverse_of(MatrixXd squares) {
    squares.diagonal().array() += 1e-9;
    return squares.llt().solve(MatrixXd::Identity(squares.rows(), squares.cols()));
}

// Some columns of a model, and what is needed to say how much they take off a sum of squares beyond the other ones in it.
struct part {
    std::vector<Index> in_model;   // places of its columns in the model's
    MatrixXd beyond;               // inverse of their block of the model's inverse
};
// A model: some of all columns.
struct linear_model {
    std::vector<Index> columns;
    MatrixXd inverse;

    linear_model(std::vector<Index> which, const MatrixXd& squares)
        : columns{std::move(which)}, inverse{inverse_of(squares(columns, columns))} {}
    [[nodiscard]] VectorXd coefficients(const VectorXd& products) const { return inverse * products(columns); }
    [[nodiscard]] part part_of(const std::vector<Index>& own) const {
        part out;
        for (const Index c : own) out.in_model.push_back(std::ranges::find(columns, c) - columns.begin());
        out.beyond = inverse_of(inverse(out.in_model, out.in_model));
        return out;
    }
};

double taken_by(const part& of, const VectorXd& coefficients) {
    const VectorXd own = coefficients(of.in_model);
    return own.dot(of.beyond * own);
}

// What columns take off a sum of squares beside what noise would let them.
struct taken {
    double share = 0;   // of all, less what noise takes
    double unit = 0;    // of the share: a standard deviation of what noise takes
    [[nodiscard]] double beside_noise() const { return share / unit; }
};

// `left` is what is left of `all` with these columns and those beside them, and `free` how many rows more there are.
taken beside_noise(double takes, std::size_t columns, double left, double free, double all) {
    const auto m = static_cast<double>(columns);
    if (m == 0 || !(all > 0)) return {0, unknown};
    const double noise = std::max(left, 1e-12 * all) / free;
    return {(takes - m * noise) / all, std::sqrt(2 * m) * noise / all};
}

struct item {
    taken alone, added;
};

class shares {
public:
    shares(const powers& x, std::span<const std::vector<std::size_t>> groups)
        : squares_{x.columns.transpose() * x.columns},
          rows_{static_cast<double>(x.columns.rows())},
          enough_{rows_ > static_cast<double>(x.columns.cols()) + 2},
          whole_{enough_ ? every(x) : std::vector<Index>{}, squares_},
          group_of_(x.first.size() - 1, 0),
          rest_(x.first.size() - 1) {
        for (std::size_t g = 0; g < groups.size(); ++g) {
            models_.emplace_back(columns_of(x, groups[g]), squares_);
            if (enough_) beyond_.push_back(whole_.part_of(models_.back().columns));
            for (const std::size_t k : groups[g]) {
                own_.resize(std::max(own_.size(), k + 1));
                own_[k] = columns_of(x, {&k, 1});
                group_of_[k] = g;
                rest_[k] = models_.back().part_of(own_[k]);
            }
        }
    }

    // Of an output, from its products with the columns and its sum of squares.
    void tell(const VectorXd& products, double all, std::vector<item>& groups, std::vector<item>& inputs) const {
        groups.assign(models_.size(), {});
        inputs.assign(own_.size(), {});
        double left = unknown;
        VectorXd by_all;
        if (enough_) {
            by_all = whole_.coefficients(products);
            left = all - by_all.dot(products);
        }
        std::vector<VectorXd> by_group;
        std::vector<double> left_of(models_.size());
        for (std::size_t g = 0; g < models_.size(); ++g) {
            const std::size_t m = models_[g].columns.size();
            by_group.push_back(models_[g].coefficients(products));
            const double takes = by_group[g].dot(products(models_[g].columns));
            left_of[g] = all - takes;
            groups[g].alone = beside_noise(takes, m, left_of[g], free(m), all);
            groups[g].added =
                enough_ ? beside_noise(taken_by(beyond_[g], by_all), m, left, free(whole_.columns.size()), all)
                        : taken{unknown, unknown};
        }
        for (std::size_t k = 0; k < own_.size(); ++k) {
            const std::size_t m = own_[k].size(), g = group_of_[k];
            const double takes = products(own_[k]).squaredNorm();   // its columns are orthogonal
            inputs[k].alone = beside_noise(takes, m, all - takes, free(m), all);
            inputs[k].added =
                beside_noise(taken_by(rest_[k], by_group[g]), m, left_of[g], free(models_[g].columns.size()), all);
        }
    }
    [[nodiscard]] double told_by_all(const VectorXd& products, double all) const {
        if (!enough_ || !(all > 0)) return unknown;
        const double takes = whole_.coefficients(products).dot(products);
        return beside_noise(takes, whole_.columns.size(), all - takes, free(whole_.columns.size()), all).share;
    }

private:
    static std::vector<Index> every(const powers& x) {
        std::vector<Index> out(static_cast<std::size_t>(x.columns.cols()));
        std::iota(out.begin(), out.end(), Index{0});
        return out;
    }
    [[nodiscard]] double free(std::size_t columns) const {
        return std::max(1.0, rows_ - 1 - static_cast<double>(columns));
    }

    MatrixXd squares_;
    double rows_;
    bool enough_;
    linear_model whole_;
    std::vector<linear_model> models_;      // by group
    std::vector<part> beyond_;              // by group, in the whole
    std::vector<std::vector<Index>> own_;   // by input
    std::vector<std::size_t> group_of_;
    std::vector<part> rest_;   // by input, in its group
};

// What the best of several is beside noise: alone, and added.
std::pair<double, double> best_of(const std::vector<item>& items) {
    std::pair most{0.0, 0.0};
    for (const item& one : items) {
        if (const double x = one.alone.beside_noise(); x > most.first) most.first = x;
        if (const double x = one.added.beside_noise(); x > most.second) most.second = x;
    }
    return most;
}

std::vector<told_share> told(const std::vector<item>& items, std::pair<double, double> by_chance) {
    std::vector<told_share> out;
    for (const item& one : items)
        out.push_back(
            {one.alone.share, one.added.share, by_chance.first * one.alone.unit, by_chance.second * one.added.unit});
    return out;
}

}   // namespace

std::vector<sobol_index> sobol_indices(std::span<const saltelli_sample> samples) {
    assert(!samples.empty());
    std::vector<sobol_index> out;
    for (std::size_t input = 0; input < samples.front().a_but_one.size(); ++input) {
        std::vector<double> first, total;
        for (const saltelli_sample& s : samples) {
            const auto n = static_cast<double>(s.a.size());
            const double mean =
                (std::accumulate(s.a.begin(), s.a.end(), 0.0) + std::accumulate(s.b.begin(), s.b.end(), 0.0)) / (2 * n);
            double variance = 0, alone = 0, with_all = 0;
            for (std::size_t i = 0; i < s.a.size(); ++i) {
                const double a = s.a[i] - mean, b = s.b[i] - mean, one = s.a_but_one[input][i] - mean;
                variance += (a * a + b * b) / (2 * n);
                alone += b * (one - a) / n;
                with_all += (a - one) * (a - one) / (2 * n);
            }
            first.push_back(alone / variance);
            total.push_back(with_all / variance);
        }
        out.push_back({repeated_of(first), repeated_of(total)});
    }
    return out;
}

morris_effect morris_effect_of(std::span<const double> changes) {
    std::vector<double> sizes;
    double squares = 0;
    const double mean = mean_of(changes).mean;
    for (const double x : changes) {
        sizes.push_back(std::abs(x));
        squares += (x - mean) * (x - mean);
    }
    const double free = static_cast<double>(changes.size()) - 1;
    return {repeated_of(sizes), free > 0 ? std::sqrt(squares / free) : unknown};
}

std::vector<told_shares> shares_told(const matrix& inputs, const matrix& outputs,
                                     std::span<const std::vector<std::size_t>> groups, std::size_t permutations,
                                     std::uint64_t seed) {
    assert(inputs.rows() == outputs.rows());
    same_sums_everywhere();
    const powers x = powers_of(inputs, rows_of(inputs) >= 4 * columns_of(inputs) + 4 ? 2 : 1);
    const shares by{x, groups};
    MatrixXd y = outputs;
    y.rowwise() -= y.colwise().mean().eval();
    const VectorXd all = y.colwise().squaredNorm();
    const auto count = static_cast<std::size_t>(y.cols());
    // The best of all groups and of all inputs, by permutation and output.
    std::vector<std::pair<double, double>> of_groups(permutations * count), of_inputs(permutations * count);
    sim::for_each_index(permutations, [&](std::size_t p) {
        std::vector<std::size_t> order(rows_of(inputs));
        std::iota(order.begin(), order.end(), std::size_t{0});
        order = shuffled(std::move(order), sim::mix(seed) ^ sim::mix(p));
        MatrixXd permuted(y.rows(), y.cols());
        for (std::size_t i = 0; i < order.size(); ++i)
            permuted.row(static_cast<Index>(i)) = y.row(static_cast<Index>(order[i]));
        const MatrixXd products = x.columns.transpose() * permuted;
        std::vector<item> some, others;
        for (std::size_t j = 0; j < count; ++j) {
            by.tell(products.col(static_cast<Index>(j)), all[static_cast<Index>(j)], some, others);
            of_groups[p * count + j] = best_of(some);
            of_inputs[p * count + j] = best_of(others);
        }
    });
    const auto most = [&](const std::vector<std::pair<double, double>>& of, std::size_t j) {
        std::pair out{0.0, 0.0};
        for (std::size_t p = 0; p < permutations; ++p) {
            out.first = std::max(out.first, of[p * count + j].first);
            out.second = std::max(out.second, of[p * count + j].second);
        }
        return out;
    };
    const MatrixXd products = x.columns.transpose() * y;
    std::vector<told_shares> out;
    for (std::size_t j = 0; j < count; ++j) {
        const VectorXd own = products.col(static_cast<Index>(j));
        std::vector<item> some, others;
        by.tell(own, all[static_cast<Index>(j)], some, others);
        out.push_back({by.told_by_all(own, all[static_cast<Index>(j)]), told(some, most(of_groups, j)),
                       told(others, most(of_inputs, j))});
    }
    return out;
}

}   // namespace analysis
