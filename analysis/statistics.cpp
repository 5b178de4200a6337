#include "analysis/statistics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include "sim/engine/draws.hpp"

namespace analysis {

namespace {

double variance(std::span<const double> values, double mean) {
    double sum = 0;
    for (const double x : values) sum += (x - mean) * (x - mean);
    return sum / static_cast<double>(values.size() - 1);
}

double mean(std::span<const double> values) {
    double sum = 0;
    for (const double x : values) sum += x;
    return sum / static_cast<double>(values.size());
}

constexpr double rounding = 1e-12;   // of sums of many numbers, relative to them

// The place, from 1 on, of the q-quantile among so many in their order; those of q and 1 - q are as far from either
// end.
std::size_t rank_of(double q, std::size_t among) {
    const auto from_end = [&](double share) {
        const double place = std::ceil(share * static_cast<double>(among) - rounding);
        return std::max<std::size_t>(1, static_cast<std::size_t>(place));
    };
    return q <= 0.5 ? from_end(q) : among + 1 - from_end(1 - q);
}

struct ranks {
    std::size_t low = 0, high = 0;   // 0, and one more than there are: not bounded
};
// Between which of so many in their order the q-quantile lies with 95 %.
ranks ranks_of(double q, std::size_t among) {
    const boost::math::binomial below{static_cast<double>(among), q};
    const auto from = [&](double share) {   // near where so large a share of the distribution ends
        return static_cast<std::size_t>(std::max(0.0, std::floor(boost::math::quantile(below, share))));
    };
    const auto up_to = [&](std::size_t k) { return boost::math::cdf(below, static_cast<double>(k)); };
    ranks out{from(0.025) + 1, from(0.975)};
    while (out.low > 0 && up_to(out.low - 1) > 0.025) --out.low;
    while (out.high > 0 && up_to(out.high - 1) >= 0.975) --out.high;
    while (out.high < among && up_to(out.high) < 0.975) ++out.high;
    ++out.high;
    return out;
}

// Puts the numbers of some ascending places, from 1 on, where they would stand in their order.
void put_in_order(std::vector<double>& values, std::span<const std::size_t> places) {
    auto from = values.begin();
    for (const std::size_t place : places) {
        const auto at = values.begin() + static_cast<std::ptrdiff_t>(place) - 1;
        if (at < from) continue;
        std::nth_element(from, at, values.end());
        from = at + 1;
    }
}

double at_rank(const std::vector<double>& ordered, std::size_t place) {
    return place == 0 || place > ordered.size() ? std::numeric_limits<double>::quiet_NaN() : ordered[place - 1];
}

// The middle of some numbers, and the range around it, with what is known of its ends.
world_range range_of(std::vector<double> values) {
    const std::size_t n = values.size();
    world_range out;
    out.worlds = n;
    for (const double x : values) {
        out.above += x > 0 ? 1 : 0;
        out.below += x < 0 ? 1 : 0;
    }
    const bool few = n < least_for_ranges;
    const std::size_t low = few ? 1 : rank_of(0.05, n), high = few ? n : rank_of(0.95, n);
    const ranks of_low = few ? ranks{0, 0} : ranks_of(0.05, n), of_high = few ? ranks{0, 0} : ranks_of(0.95, n);
    std::vector<std::size_t> places{low, high, (n + 1) / 2, n / 2 + 1};
    for (const std::size_t place : {of_low.low, of_low.high, of_high.low, of_high.high})
        if (place > 0 && place <= n) places.push_back(place);
    std::ranges::sort(places);
    put_in_order(values, places);
    const double below = at_rank(values, (n + 1) / 2), above = at_rank(values, n / 2 + 1);
    out.median = below == above ? below : (below + above) / 2;   // of infinite ones too
    out.low = at_rank(values, low);
    out.high = at_rank(values, high);
    out.of_low = {at_rank(values, of_low.low), at_rank(values, of_low.high)};
    out.of_high = {at_rank(values, of_high.low), at_rank(values, of_high.high)};
    return out;
}

std::vector<double> differences(std::span<const double> a, std::span<const double> b) {
    assert(a.size() == b.size());
    std::vector<double> d(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) d[i] = a[i] - b[i];
    return d;
}

}   // namespace

double student_95(std::size_t n) {
    assert(n >= 2);
    return boost::math::quantile(boost::math::students_t{static_cast<double>(n - 1)}, 0.975);
}

double size_of(std::span<const double> values) {
    double most = 0;
    for (const double x : values) most = std::max(most, std::abs(x));
    return most;
}

bool all_alike(std::span<const double> values, double size) {
    if (values.size() < 2) return true;
    const double centre = mean(values);
    return std::sqrt(variance(values, centre)) <= rounding * std::max(std::abs(centre), size);
}

estimate mean_of(std::span<const double> values, double size) {
    if (values.empty()) return {unknown, unknown, 0};
    estimate out{mean(values), unknown, values.size()};
    if (values.size() < 2) return out;
    if (all_alike(values, size)) {
        if (std::abs(out.mean) <= rounding * size) out.mean = 0;
    } else {
        const auto n = static_cast<double>(values.size());
        out.half_width = student_95(values.size()) * std::sqrt(variance(values, out.mean) / n);
    }
    return out;
}

estimate over_worlds(std::span<const double> values, double size) {
    estimate out = mean_of(values, size);
    if (values.empty()) return out;
    if (std::isfinite(out.half_width)) {
        std::vector<double> told(values.begin(), values.end());
        for (double& x : told)   // an end made of rounding would make 0 look excluded
            if (std::abs(x) <= rounding * size) x = 0;
        out.over = range_of(std::move(told));
        return out;
    }
    // One world, or all alike: there is no range, but a sign.
    out.over = {values.size(), out.mean, unknown, unknown, {unknown, unknown}, {unknown, unknown}, 0, 0};
    if (out.mean > 0) out.over.above = values.size();
    if (out.mean < 0) out.over.below = values.size();
    return out;
}

estimate divided(estimate e, double by) {
    for (double* const one : {&e.mean, &e.half_width, &e.over.median, &e.over.low, &e.over.high, &e.over.of_low.low,
                              &e.over.of_low.high, &e.over.of_high.low, &e.over.of_high.high})
        *one /= by;
    return e;
}

ends of_quantile(std::vector<double> values, double q) {
    const ranks which = ranks_of(q, values.size());
    std::ranges::sort(values);
    return {at_rank(values, which.low), at_rank(values, which.high)};
}

ends of_share(double count, std::size_t among) {
    const double n = static_cast<double>(among);
    if (among == 0) return {0, 1};
    const boost::math::beta_distribution<> share{count + 0.5, n - count + 0.5};
    return {count <= 0 ? 0 : boost::math::quantile(share, 0.025),
            count >= n ? 1 : boost::math::quantile(boost::math::complement(share, 0.025))};
}

std::vector<double> shares_of_first(std::span<const double> values, std::size_t columns) {
    std::vector<double> out(columns, 0.0);
    const std::size_t rows = columns == 0 ? 0 : values.size() / columns;
    for (std::size_t r = 0; r < rows; ++r) {
        const auto row = values.subspan(r * columns, columns);
        const double most = *std::ranges::max_element(row);
        const auto ties = static_cast<double>(std::ranges::count(row, most));
        for (std::size_t c = 0; c < columns; ++c)
            if (row[c] == most) out[c] += 1 / ties;
    }
    for (double& one : out) one /= static_cast<double>(rows);
    return out;
}

ratio ratio_over_worlds(std::span<const double> over, std::span<const double> under) {
    assert(over.size() == under.size());
    const estimate below = over_worlds(under);
    const bool all_alike_below = below.alike() && below.mean != 0;
    if (over.size() < 2 || !(below.excludes_zero() || all_alike_below)) return {unknown, unknown, unknown};
    std::vector<double> ratios;
    for (std::size_t w = 0; w < over.size(); ++w)
        ratios.push_back(under[w] * below.mean > 0 ? over[w] / under[w] : std::numeric_limits<double>::infinity());
    if (all_alike(ratios)) return {ratios.front(), unknown, unknown};
    const world_range found = range_of(std::move(ratios));
    return {found.median, found.low, found.high};
}

ratio ratio_of_means(std::span<const double> over, std::span<const double> under) {
    assert(over.size() == under.size());
    constexpr ratio nothing{unknown, unknown, unknown};
    if (over.size() < 2 || !mean_of(under).excludes_zero()) return nothing;
    const auto n = static_cast<double>(over.size());
    const double a = mean(over), b = mean(under), t = student_95(over.size());
    double covariance = 0;
    for (std::size_t i = 0; i < over.size(); ++i) covariance += (over[i] - a) * (under[i] - b) / (n - 1) / n;
    const double va = variance(over, a) / n, vb = variance(under, b) / n, value = a / b;
    std::vector<double> rest;
    for (std::size_t i = 0; i < over.size(); ++i) rest.push_back(over[i] - value * under[i]);
    if (all_alike(rest, size_of(over))) return {value, unknown, unknown};
    const double g = t * t * vb / (b * b);   // below 1, since the denominator's interval excludes 0
    const double inside = va - 2 * value * covariance + value * value * vb - g * (va - covariance * covariance / vb);
    const double centre = (value - g * covariance / vb) / (1 - g),
                 half = t / std::abs(b) / (1 - g) * std::sqrt(std::max(0.0, inside));
    return {value, centre - half, centre + half};
}

double p_value(const estimate& of) {
    if (of.is_range() || !(of.half_width > 0) || of.replicates < 2) return std::numeric_limits<double>::quiet_NaN();
    const double t = std::abs(of.mean) / of.half_width * student_95(of.replicates);
    const boost::math::students_t student{static_cast<double>(of.replicates - 1)};
    return 2 * boost::math::cdf(boost::math::complement(student, t));
}

std::vector<double> holm(std::span<const double> p) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (std::isfinite(p[i])) order.push_back(i);
    std::ranges::sort(order, {}, [&](std::size_t i) { return p[i]; });
    std::vector<double> adjusted(p.begin(), p.end());
    double least = 0;
    for (std::size_t k = 0; k < order.size(); ++k) {
        least = std::max(least, std::min(1.0, p[order[k]] * static_cast<double>(order.size() - k)));
        adjusted[order[k]] = least;
    }
    return adjusted;
}

std::size_t replicates_to_tell(const estimate& difference) {
    if (difference.mean == 0 || !std::isfinite(difference.half_width)) return 0;
    const auto n = static_cast<double>(difference.replicates);
    const double spread = difference.half_width / student_95(difference.replicates) * std::sqrt(n);   // of one pair
    // The interval of so many pairs is narrower the more there are: the first that is narrow enough.
    const auto enough = [&](std::size_t pairs) {
        return student_95(pairs) * spread / std::sqrt(static_cast<double>(pairs)) <= std::abs(difference.mean);
    };
    std::size_t high = 2;
    while (!enough(high)) {
        if (high >= 1'000'000'000) return 1'000'000'000;
        high *= 2;
    }
    std::size_t low = high / 2;   // not enough, or 1
    while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

void resample(std::uint32_t sample, std::span<std::uint32_t> which) {
    const std::uint64_t n = which.size();
    for (std::size_t k = 0; k < which.size(); k += 4) {   // a draw has four words; bias below n / 2^32
        const sim::draw luck{0, static_cast<std::uint32_t>(k), sample, 0};
        for (std::size_t j = k; j < std::min(k + 4, which.size()); ++j)
            which[j] = static_cast<std::uint32_t>((luck.word(j - k) * n) >> 32U);
    }
}

double quantile(std::vector<double> values, double q) {
    assert(!values.empty());
    const double place = std::ceil(q * static_cast<double>(values.size())) - 1;
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max(0.0, place));
    std::ranges::nth_element(values, at);
    return *at;
}

spread spread_of(std::vector<double> values) {
    std::erase_if(values, [](double x) { return std::isnan(x); });
    if (values.empty()) return {unknown, unknown, unknown};
    return {quantile(values, 0.5), quantile(values, 0.05), quantile(values, 0.95)};
}

double simultaneous_95(std::span<const double> values, std::size_t means, std::uint32_t samples) {
    const std::size_t replicates = means == 0 ? 0 : values.size() / means;
    if (replicates < least_to_resample) return unknown;
    std::vector<std::vector<double>> columns;   // those that count, with mean 0 and variance 1
    for (std::size_t m = 0; m < means; ++m) {
        std::vector<double> column(replicates);
        for (std::size_t r = 0; r < replicates; ++r) column[r] = values[r * means + m];
        const double centre = mean(column), spread = std::sqrt(variance(column, centre));
        if (all_alike(column) || !std::isfinite(spread)) continue;
        for (double& x : column) x = (x - centre) / spread;
        columns.push_back(std::move(column));
    }
    if (columns.empty()) return unknown;
    std::vector<double> scaled;   // [replicate][column]
    for (std::size_t r = 0; r < replicates; ++r)
        for (const auto& column : columns) scaled.push_back(column[r]);
    std::vector<double> largest;   // of sums, whose variance over the samples is n - 1
    for_bootstrap_sums(scaled, columns.size(), samples, [&](const std::vector<double>& sum) {
        double most = 0;
        for (const double s : sum) most = std::max(most, std::abs(s));
        largest.push_back(most);
    });
    const double sup = quantile(std::move(largest), 0.95) / std::sqrt(static_cast<double>(replicates - 1));
    const double beyond =
        boost::math::cdf(boost::math::complement(boost::math::normal{}, sup));   // of one mean, one side
    const boost::math::students_t student{static_cast<double>(replicates - 1)};
    return std::max(student_95(replicates), boost::math::quantile(boost::math::complement(student, beyond)));
}

double variance_reduction(std::span<const double> a, std::span<const double> b) {
    const std::vector<double> d = differences(a, b);
    const double of_difference = variance(d, mean(d));
    if (of_difference == 0) return std::numeric_limits<double>::infinity();
    return (variance(a, mean(a)) + variance(b, mean(b))) / of_difference;
}

double slope(std::span<const double> series) {
    const auto n = static_cast<double>(series.size());
    const double middle = (n - 1) / 2, level = mean(series);
    double up = 0, across = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        const double t = static_cast<double>(i) - middle;
        up += t * (series[i] - level);
        across += t * t;
    }
    return across > 0 ? up / across : 0.0;
}

}   // namespace analysis
