#include "analysis/statistics.hpp"

#include <cassert>
#include <cmath>
#include <limits>

#include <boost/math/distributions/students_t.hpp>

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

estimate mean_of(std::span<const double> values) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    if (values.empty()) return {unknown, unknown, 0};
    estimate out{mean(values), unknown, values.size()};
    if (values.size() >= 2) {
        const auto n = static_cast<double>(values.size());
        out.half_width = student_95(values.size()) * std::sqrt(variance(values, out.mean) / n);
    }
    return out;
}

estimate paired_difference(std::span<const double> a, std::span<const double> b) { return mean_of(differences(a, b)); }

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
