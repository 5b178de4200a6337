#include "analysis/inference/decision.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/inference/emulator.hpp"
#include "analysis/inference/importance.hpp"
#include "analysis/statistics.hpp"
#include "sim/engine/draws.hpp"

namespace analysis {

namespace {

using Eigen::Index;

with_error mean_with_error(const Eigen::VectorXd& values) {
    const double mean = values.mean();
    const auto n = static_cast<double>(values.size());
    return {mean, std::sqrt((values.array() - mean).square().sum() / std::max(1.0, n - 1) / n)};
}

// What the best option by these inputs brings more than the one that is best without them, by world.
Eigen::VectorXd gained(const matrix& differences, const matrix& inputs) {
    const auto fitted = emulator::fit(inputs, differences);
    if (!fitted) return Eigen::VectorXd::Constant(inputs.rows(), std::numeric_limits<double>::quiet_NaN());
    return fitted->predict(inputs).rowwise().maxCoeff().cwiseMax(0.0);
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

partial_information worth_of_knowing(const matrix& net, const matrix& inputs, std::size_t permutations,
                                     std::uint64_t seed) {
    assert(net.rows() == inputs.rows());
    const auto best = static_cast<Index>(decide(net).best);
    matrix differences(net.rows(), net.cols() - 1);
    for (Index o = 0, to = 0; o < net.cols(); ++o)
        if (o != best) differences.col(to++) = net.col(o) - net.col(best);
    partial_information out;
    if (differences.cols() == 0) return out;
    out.value = mean_with_error(gained(differences, inputs));
    std::vector<double> found;
    for (std::size_t p = 0; p < permutations; ++p) {
        std::vector<std::size_t> order(rows_of(inputs));
        std::iota(order.begin(), order.end(), std::size_t{0});
        order = shuffled(std::move(order), sim::mix(seed) ^ sim::mix(p));
        matrix permuted(inputs.rows(), inputs.cols());
        for (std::size_t i = 0; i < order.size(); ++i)
            permuted.row(static_cast<Index>(i)) = inputs.row(static_cast<Index>(order[i]));
        found.push_back(gained(differences, permuted).mean());
    }
    if (found.empty()) return out;
    out.by_chance = std::accumulate(found.begin(), found.end(), 0.0) / static_cast<double>(found.size());
    out.most_by_chance = *std::ranges::max_element(found);
    double squares = 0;
    for (const double x : found)
        squares += (x - out.by_chance) * (x - out.by_chance) / static_cast<double>(found.size());
    out.value.value -= out.by_chance;
    out.value.error = std::sqrt(out.value.error * out.value.error + squares);
    return out;
}

}   // namespace analysis
