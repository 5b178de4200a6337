#include "analysis/inference/drivers.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/inference/emulator.hpp"
#include "analysis/inference/importance.hpp"
#include "analysis/statistics.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace analysis {

namespace {

using Eigen::Index;

repeated repeated_of(std::span<const double> values) {
    const estimate e = mean_of(values);
    return {e.mean, e.mean - e.half_width, e.mean + e.half_width};
}

matrix columns(const matrix& of, std::span<const std::size_t> which) {
    matrix out(of.rows(), static_cast<Index>(which.size()));
    for (std::size_t c = 0; c < which.size(); ++c)
        out.col(static_cast<Index>(c)) = of.col(static_cast<Index>(which[c]));
    return out;
}

double share_told(const matrix& inputs, const matrix& values) {
    if (inputs.cols() == 0) return 0;
    const auto fitted = emulator::fit(inputs, values);
    return fitted ? std::max(0.0, fitted->quality(0).r2) : std::numeric_limits<double>::quiet_NaN();
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

std::vector<group_share> shares_by_group(const matrix& inputs, std::span<const double> values,
                                         std::span<const std::vector<std::size_t>> groups, std::size_t permutations,
                                         std::uint64_t seed) {
    assert(values.size() == rows_of(inputs));
    const matrix y = Eigen::Map<const Eigen::VectorXd>{values.data(), inputs.rows()};
    const double by_all = share_told(inputs, y);
    std::vector<group_share> out(groups.size());
    sim::for_each_index(groups.size(), [&](std::size_t g) {
        std::vector<std::size_t> others;
        for (std::size_t c = 0; c < columns_of(inputs); ++c)
            if (std::ranges::find(groups[g], c) == groups[g].end()) others.push_back(c);
        const double by_others = share_told(columns(inputs, others), y);
        out[g].alone = share_told(columns(inputs, groups[g]), y);
        out[g].added = std::max(0.0, by_all - by_others);
        for (std::size_t p = 0; p < permutations; ++p) {
            std::vector<std::size_t> order(values.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            order = shuffled(std::move(order), sim::mix(seed) ^ sim::mix(p));
            matrix permuted = inputs;
            for (const std::size_t c : groups[g])
                for (std::size_t i = 0; i < order.size(); ++i)
                    permuted(static_cast<Index>(i), static_cast<Index>(c)) =
                        inputs(static_cast<Index>(order[i]), static_cast<Index>(c));
            out[g].alone_by_chance = std::max(out[g].alone_by_chance, share_told(columns(permuted, groups[g]), y));
            out[g].added_by_chance = std::max(out[g].added_by_chance, share_told(permuted, y) - by_others);
        }
    });
    return out;
}

}   // namespace analysis
