#include "analysis/inference/emulator.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>

#include <Eigen/Cholesky>
#include <Eigen/Dense>
#include <fmt/format.h>

#include "analysis/statistics.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/engine/kernels.hpp"
#include "sim/engine/math.hpp"

namespace analysis {

namespace polynomial {
COGOV_KERNELS(kernel_table)
}   // namespace polynomial

namespace {

using by_column = Eigen::MatrixXd;
using vector = Eigen::VectorXd;
using Eigen::Index;

constexpr std::size_t least_rows = 20;
constexpr std::size_t folds = 10;
constexpr std::size_t rows_a_term = 3;     // with fewer, terms are chosen
constexpr std::size_t rows_a_chosen = 6;   // and no more of them than one for so many rows
// Ridge strengths, as shares of what a standardised quadratic term has in the matrix of squares.
constexpr std::array strengths{1e-8, 1e-3, 1e-2, 1e-1, 1.0};
constexpr double of_linear = 0.01;

// The two inputs whose product a term is, plus one; x[0] = 1.
struct term {
    std::uint32_t row = 0, entry = 0;
};

std::vector<term> terms_of(std::size_t inputs) {   // the constant first, then linear ones
    std::vector<term> out;
    for (std::uint32_t a = 0; a <= inputs; ++a)
        for (std::uint32_t b = a; b <= inputs; ++b) out.push_back({a, b});
    return out;
}

// Rows with their terms, standardised, and outputs; all times the root of the row's weight. The matrix of squares has
// about the number of rows in its diagonal.
struct regression {
    std::vector<std::size_t> rows;   // of those given
    vector root;                     // of their weights, of mean 1
    by_column x, y;                  // [row][term], [row][output]
    vector centre, scale;            // of terms
    by_column squares, products;     // x'x, x'y
};

regression regression_of(const matrix& inputs, const matrix& outputs, std::vector<std::size_t> rows,
                         std::span<const std::size_t> which, std::span<const double> weights,
                         const std::vector<term>& terms) {
    regression of;
    of.rows = std::move(rows);
    const auto n = static_cast<Index>(of.rows.size()), p = static_cast<Index>(terms.size());
    of.root = vector::Ones(n);
    double sum = static_cast<double>(n);
    if (!weights.empty()) {
        sum = 0;
        for (const std::size_t row : of.rows) sum += weights[row];
        for (Index i = 0; i < n; ++i)
            of.root[i] = std::sqrt(weights[of.rows[static_cast<std::size_t>(i)]] / sum * static_cast<double>(n));
    }
    const vector share = of.root.array().square() / static_cast<double>(n);
    by_column with_one(n, inputs.cols() + 1);
    for (Index i = 0; i < n; ++i) {
        with_one(i, 0) = 1;
        with_one.row(i).tail(inputs.cols()) = inputs.row(static_cast<Index>(of.rows[static_cast<std::size_t>(i)]));
    }
    of.x.resize(n, p);
    of.centre = vector::Zero(p);
    of.scale = vector::Ones(p);
    of.x.col(0) = of.root;
    sim::for_each_range(terms.size() - 1, 64, [&](sim::block b) {
        for (std::size_t t = b.first + 1; t <= b.last; ++t) {
            const auto c = static_cast<Index>(t);
            auto column = of.x.col(c);
            column = with_one.col(terms[t].row).cwiseProduct(with_one.col(terms[t].entry));
            const double centre = column.dot(share);
            column.array() -= centre;
            const double scale = std::sqrt(column.cwiseAbs2().dot(share));
            if (scale > 1e-12 * (1 + std::abs(centre))) {
                of.centre[c] = centre;
                of.scale[c] = scale;
                column = column.cwiseProduct(of.root) / scale;
            } else {
                column.setZero();   // the same in all rows: nothing can be told by it
            }
        }
    });
    of.y.resize(n, static_cast<Index>(which.size()));
    for (Index i = 0; i < n; ++i)
        for (std::size_t j = 0; j < which.size(); ++j)
            of.y(i, static_cast<Index>(j)) =
                of.root[i] *
                outputs(static_cast<Index>(of.rows[static_cast<std::size_t>(i)]), static_cast<Index>(which[j]));
    of.squares.resize(p, p);
    sim::for_each_range(terms.size(), 128, [&](sim::block b) {   // below the diagonal, and mirrored
        const auto first = static_cast<Index>(b.first), size = static_cast<Index>(b.size());
        of.squares.block(first, first, p - first, size).noalias() =
            of.x.rightCols(p - first).transpose() * of.x.middleCols(first, size);
    });
    of.squares.triangularView<Eigen::StrictlyUpper>() = of.squares.transpose();
    of.products.noalias() = of.x.transpose() * of.y;
    return of;
}

// What a way to fit makes of an output: coefficients of standardised terms, and what it says, wrongly, of rows without
// them, times their root weights.
struct told {
    vector coefficients, residuals;
    double error = std::numeric_limits<double>::infinity();   // sum of squared residuals
};

// Ridge regression on all terms, for each output with the strength of the least error of leaving one row out.
std::vector<told> by_ridge(const regression& of, std::size_t inputs) {
    const Index n = of.x.rows(), p = of.x.cols();
    std::vector<told> best(static_cast<std::size_t>(of.y.cols()));
    for (const double strength : strengths) {
        by_column squares = of.squares;
        const auto linear = static_cast<Index>(inputs);
        const double added = strength * static_cast<double>(n);
        squares.diagonal().segment(1, linear).array() += added * of_linear;
        squares.diagonal().tail(p - 1 - linear).array() += added;
        const Eigen::LLT<by_column> root{squares};
        if (root.info() != Eigen::Success) continue;   // terms that say the same
        const by_column coefficients = root.solve(of.products);
        by_column residuals(n, of.y.cols());
        sim::for_each_range(static_cast<std::size_t>(n), 256, [&](sim::block b) {
            const auto first = static_cast<Index>(b.first), size = static_cast<Index>(b.size());
            auto left = residuals.middleRows(first, size);
            left = of.y.middleRows(first, size) - of.x.middleRows(first, size) * coefficients;
            by_column solved = of.x.middleRows(first, size).transpose();
            root.matrixL().solveInPlace(solved);
            // How much a row says of itself: without it, it would be off by so much more.
            const vector without = 1 - solved.colwise().squaredNorm().transpose().array();
            left.array().colwise() /= without.cwiseMax(1e-9).array();
        });
        for (std::size_t j = 0; j < best.size(); ++j) {
            const auto c = static_cast<Index>(j);
            const double error = residuals.col(c).squaredNorm();
            if (error < best[j].error) best[j] = {coefficients.col(c), residuals.col(c), error};
        }
    }
    return best;
}

// Terms of one output, chosen one after another from sums of squares and products alone.
class forward_selection {
public:
    forward_selection(const by_column& squares, const vector& products, double sum_of_squares, std::size_t rows)
        : squares_{squares},
          correlation_{products},
          free_{squares.diagonal()},
          root_(16, squares.cols()),
          all_{sum_of_squares},
          left_{sum_of_squares},
          rows_{static_cast<double>(rows)} {}

    // Chooses one more; false where none is worth it. The constant comes first.
    bool choose() {
        const auto k = static_cast<Index>(chosen_.size());
        Index next = 0;
        if (k > 0) {
            double most = 0;
            for (Index t = 0; t < free_.size(); ++t) {
                if (!(free_[t] > 1e-8 * rows_)) continue;   // chosen, or told by those chosen
                const double takes = correlation_[t] * correlation_[t] / free_[t];
                if (takes > most) {
                    most = takes;
                    next = t;
                }
            }
            const double noise = left_ / (rows_ - static_cast<double>(k));
            const bool nothing_left = left_ <= 1e-14 * all_;   // but rounding
            if (nothing_left || !(most > noise * sim::log(static_cast<double>(free_.size())))) return false;
        }
        if (k == root_.rows()) root_.conservativeResize(2 * k, Eigen::NoChange);
        const double scale = std::sqrt(free_[next]);
        auto row = root_.row(k);
        row = squares_.col(next).transpose();
        if (k > 0) row.noalias() -= root_.col(next).head(k).transpose() * root_.topRows(k);
        row /= scale;
        const double takes = correlation_[next] / scale;
        correlation_ -= takes * row.transpose();
        free_ -= row.transpose().cwiseAbs2();
        free_[next] = 0;
        left_ = std::max(0.0, left_ - takes * takes);
        chosen_.push_back(next);
        taken_.push_back(takes);
        return true;
    }

    [[nodiscard]] const std::vector<Index>& chosen() const { return chosen_; }
    [[nodiscard]] double taken() const { return taken_.back(); }
    // The last one, made orthogonal to those before it, at rows of which `basis` holds these.
    void add_to(by_column& basis, const by_column& x) const {
        const auto k = static_cast<Index>(chosen_.size()) - 1;
        const Index last = chosen_.back();
        if (k >= basis.cols()) basis.conservativeResize(Eigen::NoChange, std::max<Index>(16, 2 * k));
        vector column = x.col(last);
        if (k > 0) column.noalias() -= basis.leftCols(k) * root_.col(last).head(k);
        basis.col(k) = column / root_(k, last);
    }
    [[nodiscard]] vector coefficients() const {
        const auto k = static_cast<Index>(chosen_.size());
        by_column square(k, k);
        for (Index c = 0; c < k; ++c) square.col(c) = root_.col(chosen_[static_cast<std::size_t>(c)]).head(k);
        const vector of_chosen =
            square.triangularView<Eigen::Upper>().solve(Eigen::Map<const vector>{taken_.data(), k});
        vector out = vector::Zero(squares_.cols());
        for (Index c = 0; c < k; ++c) out[chosen_[static_cast<std::size_t>(c)]] = of_chosen[c];
        return out;
    }

private:
    const by_column& squares_;
    vector correlation_, free_;   // of terms with what is left of the output, and of them by those chosen
    matrix root_;                 // [chosen][term]
    std::vector<Index> chosen_;
    std::vector<double> taken_;
    double all_, left_, rows_;
};

// Numbers of terms that are tried: every one of a few, then ever fewer.
std::vector<std::size_t> sizes_up_to(std::size_t most) {
    std::vector<std::size_t> out;
    for (std::size_t size = 1; size <= most; size += std::max<std::size_t>(1, size / 8)) out.push_back(size);
    return out;
}

std::vector<told> by_selection(const regression& of) {
    const Index n = of.x.rows();
    const auto rows = static_cast<std::size_t>(n), outputs = static_cast<std::size_t>(of.y.cols());
    const std::vector<std::size_t> sizes = sizes_up_to(std::max<std::size_t>(1, rows / rows_a_chosen));
    // Rows of a fold, from an order that has nothing to do with theirs.
    std::vector<Index> order(rows);
    std::iota(order.begin(), order.end(), Index{0});
    for (std::size_t i = rows - 1; i > 0; --i)
        std::swap(order[i],
                  order[sim::draw{0, static_cast<std::uint32_t>(i), 0, 0}.below(static_cast<std::uint32_t>(i + 1))]);
    // Residuals by output, [row][size].
    std::vector<by_column> residuals(outputs, by_column(n, static_cast<Index>(sizes.size())));
    for (std::size_t fold = 0; fold < folds; ++fold) {
        std::vector<Index> out;
        for (std::size_t i = fold; i < rows; i += folds) out.push_back(order[i]);
        const by_column x = of.x(out, Eigen::all), y = of.y(out, Eigen::all);
        by_column squares = of.squares;
        sim::for_each_range(static_cast<std::size_t>(squares.cols()), 128, [&](sim::block b) {
            const auto first = static_cast<Index>(b.first), size = static_cast<Index>(b.size());
            squares.middleCols(first, size).noalias() -= x.transpose() * x.middleCols(first, size);
        });
        const by_column products = of.products - x.transpose() * y;
        sim::for_each_index(outputs, [&](std::size_t j) {
            const auto c = static_cast<Index>(j);
            forward_selection choice{squares, products.col(c), of.y.col(c).squaredNorm() - y.col(c).squaredNorm(),
                                     rows - out.size()};
            vector left = y.col(c);
            by_column basis(x.rows(), 0);
            bool more = true;
            for (std::size_t s = 0; s < sizes.size(); ++s) {
                while (more && choice.chosen().size() < sizes[s]) {
                    more = choice.choose();
                    if (!more) break;
                    choice.add_to(basis, x);
                    left -= choice.taken() * basis.col(static_cast<Index>(choice.chosen().size()) - 1);
                }
                for (std::size_t i = 0; i < out.size(); ++i)
                    residuals[j](out[i], static_cast<Index>(s)) = left[static_cast<Index>(i)];
            }
        });
    }
    std::vector<told> best(outputs);
    sim::for_each_index(outputs, [&](std::size_t j) {
        const auto c = static_cast<Index>(j);
        Index size = 0;
        best[j].error = residuals[j].colwise().squaredNorm().minCoeff(&size);
        best[j].residuals = residuals[j].col(size);
        forward_selection choice{of.squares, of.products.col(c), of.y.col(c).squaredNorm(), rows};
        while (choice.chosen().size() < sizes[static_cast<std::size_t>(size)] && choice.choose()) {}
        best[j].coefficients = choice.coefficients();
    });
    return best;
}

constexpr std::size_t tile = polynomial::points;
const polynomial::kernel_table& kernels() {
    static const polynomial::kernel_table& best = polynomial::kernels_for(sim::best_instruction_set(), 16);
    return best;
}

polynomial::quadratic quadratic_of(const regression& of, vector coefficients, const std::vector<term>& terms) {
    const vector scaled = coefficients.cwiseQuotient(of.scale);
    coefficients[0] -= scaled.dot(of.centre);
    polynomial::quadratic out;
    for (std::size_t t = 0; t < terms.size(); ++t) {
        const double coefficient = t == 0 ? coefficients[0] : scaled[static_cast<Index>(t)];
        if (coefficient == 0 && t > 0) continue;
        if (out.row.empty() || out.row.back() != terms[t].row) {
            out.row.push_back(terms[t].row);
            out.first.push_back(out.entry.size());
        }
        out.entry.push_back(terms[t].entry);
        out.coefficient.push_back(coefficient);
        out.first.back() = out.entry.size();
    }
    return out;
}

}   // namespace

sim::result<emulator> emulator::fit(const matrix& inputs, const matrix& outputs, std::span<const double> weights,
                                    std::span<const std::string> names) {
    assert(inputs.rows() == outputs.rows() && (weights.empty() || weights.size() == rows_of(inputs)));
    assert(names.empty() || names.size() == columns_of(outputs));
    same_sums_everywhere();
    const std::size_t rows = rows_of(inputs), count = columns_of(outputs);
    // Outputs whose rows are the same are fitted together.
    std::map<std::vector<std::size_t>, std::vector<std::size_t>> together;
    sim::mistakes wrong;
    for (std::size_t j = 0; j < count; ++j) {
        std::vector<std::size_t> with;
        for (std::size_t i = 0; i < rows; ++i)
            if (std::isfinite(outputs(static_cast<Index>(i), static_cast<Index>(j))) &&
                (weights.empty() || weights[i] > 0))
                with.push_back(i);
        if (with.size() < least_rows)
            wrong.push_back(
                {{},
                 fmt::format("{}: {} of {} runs have a number; what it comes from cannot be learnt from fewer "
                             "than {}. Make more runs, or leave it out",
                             names.empty() ? fmt::format("output {}", j + 1) : names[j], with.size(), rows,
                             least_rows)});
        together[std::move(with)].push_back(j);
    }
    if (!wrong.empty()) return wrong;

    emulator out;
    out.inputs_ = columns_of(inputs);
    out.told_by_.resize(count);
    out.fitted_ = outputs;
    out.residuals_ = matrix::Constant(outputs.rows(), outputs.cols(), unknown);
    out.weights_.assign(weights.begin(), weights.end());
    if (weights.empty()) out.weights_.assign(rows, 1.0);
    const std::vector<term> terms = terms_of(out.inputs_);
    for (const auto& [with, which] : together) {
        const regression of = regression_of(inputs, outputs, with, which, weights, terms);
        std::vector<told> best(which.size());
        const auto take = [&](std::vector<told> others) {
            for (std::size_t j = 0; j < best.size(); ++j)
                if (others[j].error < best[j].error) best[j] = std::move(others[j]);
        };
        if (with.size() >= terms.size()) take(by_ridge(of, out.inputs_));
        if (with.size() < rows_a_term * terms.size()) take(by_selection(of));
        for (std::size_t j = 0; j < which.size(); ++j) {
            out.told_by_[which[j]] = quadratic_of(of, std::move(best[j].coefficients), terms);
            for (std::size_t i = 0; i < with.size(); ++i)
                out.residuals_(static_cast<Index>(with[i]), static_cast<Index>(which[j])) =
                    best[j].residuals[static_cast<Index>(i)] / of.root[static_cast<Index>(i)];
        }
    }
    return out;
}

// Calls use(first, last, x) of points, a tile at a time, with x as kernels want it.
template <class Use>
void emulator::for_tiles(const matrix& inputs, Use use) const {
    assert(columns_of(inputs) == inputs_);
    sim::for_each_range(rows_of(inputs), 32 * tile, [&](sim::block b) {
        std::vector<double> x((inputs_ + 1) * tile, 0.0);
        std::fill_n(x.begin(), tile, 1.0);
        for (std::size_t first = b.first; first < b.last; first += tile) {
            const std::size_t last = std::min(first + tile, b.last);
            for (std::size_t p = first; p < last; ++p)
                for (std::size_t i = 0; i < inputs_; ++i)
                    x[(i + 1) * tile + p - first] = inputs(static_cast<Index>(p), static_cast<Index>(i));
            use(first, last, x.data());
        }
    });
}

matrix emulator::predict(const matrix& inputs) const {
    matrix out(inputs.rows(), static_cast<Index>(outputs()));
    for_tiles(inputs, [&](std::size_t first, std::size_t last, const double* x) {
        std::array<double, tile> said{};
        for (std::size_t j = 0; j < outputs(); ++j) {
            kernels().tell(told_by_[j], x, said.data());
            for (std::size_t p = first; p < last; ++p)
                out(static_cast<Index>(p), static_cast<Index>(j)) = said[p - first];
        }
    });
    return out;
}

matrix emulator::gradient(const matrix& inputs, const matrix& weights) const {
    assert(weights.rows() == inputs.rows() && columns_of(weights) == outputs());
    matrix out(inputs.rows(), inputs.cols());
    for_tiles(inputs, [&](std::size_t first, std::size_t last, const double* x) {
        std::vector<double> sum((inputs_ + 1) * tile, 0.0);
        std::array<double, tile> weight{};
        for (std::size_t j = 0; j < outputs(); ++j) {
            for (std::size_t p = first; p < last; ++p)
                weight[p - first] = weights(static_cast<Index>(p), static_cast<Index>(j));
            kernels().add_gradient(told_by_[j], x, weight.data(), sum.data());
        }
        for (std::size_t p = first; p < last; ++p)
            for (std::size_t i = 0; i < inputs_; ++i)
                out(static_cast<Index>(p), static_cast<Index>(i)) = sum[(i + 1) * tile + p - first];
    });
    return out;
}

emulator_quality emulator::quality(std::size_t output, std::span<const double> weights) const {
    if (weights.empty()) weights = weights_;
    assert(weights.size() == weights_.size());
    const auto j = static_cast<Index>(output);
    double sum = 0, squares = 0, mean = 0, error = 0, variance = 0;
    const auto over_rows = [&](auto use) {
        for (std::size_t i = 0; i < weights.size(); ++i)
            if (weights[i] > 0 && std::isfinite(residuals_(static_cast<Index>(i), j)))
                use(static_cast<Index>(i), weights[i]);
    };
    over_rows([&](Index i, double w) {
        sum += w;
        squares += w * w;
        mean += w * fitted_(i, j);
        error += w * residuals_(i, j) * residuals_(i, j);
    });
    if (!(sum > 0)) return {unknown, unknown, 0};
    mean /= sum;
    over_rows([&](Index i, double w) { variance += w * (fitted_(i, j) - mean) * (fitted_(i, j) - mean); });
    return {std::sqrt(error / sum), variance > 0 ? 1 - error / variance : unknown, sum * sum / squares};
}

}   // namespace analysis
