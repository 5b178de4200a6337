#include "analysis/inference/selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/statistics.hpp"

namespace analysis {

namespace {

using Eigen::Index;
Index index(std::size_t i) { return static_cast<Index>(i); }

double judged_of(std::vector<double>& values, attitude how) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::size_t count = values.size();
    if (how == attitude::cautious) {
        count = std::max<std::size_t>(1, count / 5);
        std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(count - 1));
        std::sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));   // one order of the sum
    }
    return std::accumulate(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count), 0.0) /
           static_cast<double>(count);
}

}   // namespace

double judged(std::span<const double> values, attitude how) {
    std::vector<double> all{values.begin(), values.end()};
    return judged_of(all, how);
}

contest contest_of(const matrix& values, attitude how, double within) {
    const std::size_t rows = rows_of(values), options = columns_of(values);
    contest out;
    const auto judge = [&](std::span<const std::uint32_t> which, std::vector<double>& into) {
        std::vector<double> column(rows);
        into.resize(options);
        for (std::size_t o = 0; o < options; ++o) {
            for (std::size_t r = 0; r < rows; ++r) column[r] = values(index(which.empty() ? r : which[r]), index(o));
            into[o] = judged_of(column, how);
        }
    };
    judge({}, out.value);
    out.best = static_cast<std::size_t>(std::ranges::max_element(out.value) - out.value.begin());
    out.behind.resize(options);
    out.may_be_best.assign(options, true);
    for (std::size_t o = 0; o < options; ++o) {
        const double gap = out.value[out.best] - out.value[o];
        out.behind[o] = {gap, gap, gap};
    }
    if (rows < least_to_resample) return out;
    std::vector<std::vector<double>> samples(contest_samples);
    std::vector<std::uint32_t> which(rows);
    for (std::uint32_t s = 0; s < contest_samples; ++s) {
        resample(s, which);
        judge(which, samples[s]);
    }
    // By pairs: the standard deviation of a difference between samples, none where it is the same in all of them.
    const auto spread_of_gap = [&](std::size_t a, std::size_t b) {
        double mean = 0, squares = 0;
        for (const auto& one : samples) mean += one[a] - one[b];
        mean /= contest_samples;
        for (const auto& one : samples) squares += (one[a] - one[b] - mean) * (one[a] - one[b] - mean);
        const double sd = std::sqrt(squares / (contest_samples - 1)),
                     size = std::max(std::abs(out.value[a]), std::abs(out.value[b]));
        return sd <= 1e-12 * size ? 0.0 : sd;
    };
    for (std::size_t o = 0; o < options; ++o) {
        std::vector<double> gaps;
        for (const auto& one : samples) gaps.push_back(one[out.best] - one[o]);
        out.behind[o].low = quantile(gaps, 0.025);
        out.behind[o].high = quantile(gaps, 0.975);
        double most = -std::numeric_limits<double>::infinity();
        bool beaten = false;   // by one that is better by the same in all worlds
        std::vector<double> largest(contest_samples, most);
        for (std::size_t other = 0; other < options; ++other) {
            if (other == o) continue;
            const double gap = out.value[other] - out.value[o], sd = spread_of_gap(other, o);
            if (sd == 0) {
                beaten = beaten || gap - within > 1e-12 * std::abs(out.value[other]);
                continue;
            }
            most = std::max(most, (gap - within) / sd);
            for (std::uint32_t s = 0; s < contest_samples; ++s)
                largest[s] = std::max(largest[s], (samples[s][other] - samples[s][o] - gap) / sd);
        }
        out.may_be_best[o] = !beaten && !(most > 0 && most > quantile(largest, 0.95));
    }
    return out;
}

kim_nelson_constants kim_nelson_of(std::size_t options, std::size_t first, double alpha) {
    const double free = static_cast<double>(first) - 1;
    const double eta = (std::pow(2 * alpha / (static_cast<double>(options) - 1), -2 / free) - 1) / 2;
    return {eta, 2 * eta * free};
}

std::vector<bool> left_by_kim_nelson(const matrix& values, std::size_t first, double indifference, double alpha) {
    const std::size_t rows = rows_of(values), options = columns_of(values);
    std::vector<bool> left(options, true);
    if (options < 2 || first < 2 || rows < first) return left;
    const double h2 = kim_nelson_of(options, first, alpha).h2;
    matrix variance(index(options), index(options));   // of differences in the first rows
    for (std::size_t a = 0; a < options; ++a)
        for (std::size_t b = 0; b < options; ++b) {
            const Eigen::VectorXd gap =
                values.col(index(a)).head(index(first)) - values.col(index(b)).head(index(first));
            variance(index(a), index(b)) = (gap.array() - gap.mean()).square().sum() / (static_cast<double>(first) - 1);
        }
    std::vector<double> sum(options, 0.0);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t o = 0; o < options; ++o) sum[o] += values(index(r), index(o));
        if (r + 1 < first) continue;
        const auto n = static_cast<double>(r + 1);
        const std::vector<bool> before = left;
        double longest = 0;   // rows after which the largest mean decides
        for (std::size_t a = 0; a < options; ++a)
            for (std::size_t b = 0; b < options && before[a]; ++b) {
                if (b == a || !before[b]) continue;
                const double v = variance(index(a), index(b));
                longest = std::max(longest, std::floor(h2 * v / (indifference * indifference)));
                const double slack =
                    std::max(0.0, indifference / (2 * n) * (h2 * v / (indifference * indifference) - n));
                if (sum[a] / n < sum[b] / n - slack) left[a] = false;
            }
        if (std::ranges::count(left, true) == 0) left = before;
        if (n > longest || std::ranges::count(left, true) == 1) {
            std::size_t best = 0;
            for (std::size_t o = 0; o < options; ++o)
                if (left[o] && (!left[best] || sum[o] > sum[best])) best = o;
            left.assign(options, false);
            left[best] = true;
            return left;
        }
    }
    return left;
}

}   // namespace analysis
