#include "sim/engine/math.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace sim {

namespace {
template <std::size_t N>
double horner(const std::array<double, N>& c, double x) {   // coefficients, highest power first
    double sum = 0;
    for (const double a : c) sum = sum * x + a;
    return sum;
}
}   // namespace

double normal_quantile(double u) {
    assert(u > 0 && u < 1);
    const double q = u - 0.5;
    if (q >= -0.425 && q <= 0.425) {
        const double r = 0.180625 - q * q;
        return q *
               horner<8>(
                   {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
                    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0},
                   r) /
               horner<8>(
                   {5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
                    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0},
                   r);
    }
    double r = std::sqrt(-log(q < 0 ? u : 1.0 - u));
    double x = 0;
    if (r <= 5.0) {
        r -= 1.6;
        x = horner<8>({7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
                       1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
                       4.63033784615654529590e0, 1.42343711074968357734e0},
                      r) /
            horner<8>({1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
                       1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
                       2.05319162663775882187e0, 1.0},
                      r);
    } else {
        r -= 5.0;
        x = horner<8>({2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
                       2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
                       5.46378491116411436990e0, 6.65790464350110377720e0},
                      r) /
            horner<8>({2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
                       7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
                       5.99832206555887937690e-1, 1.0},
                      r);
    }
    return q < 0 ? -x : x;
}

double log_gamma(double x) {
    assert(x > 0);
    constexpr std::array<double, 9> c{0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
                                      771.32342877765313,   -176.61502916214059,   12.507343278686905,
                                      -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
    if (x < 0.5) return log_gamma(x + 1.0) - log(x);
    const double y = x - 1.0, t = y + 7.5;
    double sum = c[0];
    for (std::size_t i = 1; i < c.size(); ++i) sum += c[i] / (y + static_cast<double>(i));
    return 0.91893853320467274178 + (y + 0.5) * log(t) - t + log(sum);
}

namespace {

// Beta(a, b), with what all its values have in common.
class beta_law {
public:
    beta_law(double a, double b) : a_{a}, b_{b}, scale_{log_gamma(a + b) - log_gamma(a) - log_gamma(b)} {}

    [[nodiscard]] double cdf(double x) const {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        return x > (a_ + 1) / (a_ + b_ + 2) ? 1 - lower(1 - x, b_, a_) : lower(x, a_, b_);
    }
    [[nodiscard]] double density(double x) const { return exp(scale_ + (a_ - 1) * log(x) + (b_ - 1) * log(1 - x)); }
    [[nodiscard]] double mean() const { return a_ / (a_ + b_); }
    // Newton's steps from x, kept within a bracket that every evaluation narrows.
    [[nodiscard]] double quantile(double u, double x) const {
        constexpr double near = 1e-6;   // relative: the step after it is its square
        double low = 0, high = 1;
        for (int i = 0; i < 200 && high - low > 1e-12; ++i) {
            const double miss = cdf(x) - u;
            (miss < 0 ? low : high) = x;
            const double next = x - miss / density(x), step = next > x ? next - x : x - next;
            const bool within = next > low && next < high;
            if ((within && step < near * std::min(x, 1 - x)) || step < 1e-13) return within ? next : x;
            x = within ? next : 0.5 * (low + high);
        }
        return x;
    }

private:
    [[nodiscard]] double lower(double x, double a, double b) const {
        const double front = exp(scale_ + a * log(x) + b * log(1 - x)) / a;
        constexpr double tiny = 1e-300;
        const auto away_from_zero = [](double v) { return v < tiny && v > -tiny ? tiny : v; };
        double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), f = d;
        for (int m = 1; m <= 300; ++m) {
            const double k = m;
            const double even = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k));
            d = 1 / away_from_zero(1 + even * d);
            c = away_from_zero(1 + even / c);
            f *= c * d;
            const double odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1));
            d = 1 / away_from_zero(1 + odd * d);
            c = away_from_zero(1 + odd / c);
            const double step = c * d;
            f *= step;
            if (step > 1 - 1e-15 && step < 1 + 1e-15) break;
        }
        return front * f;
    }
    double a_, b_, scale_;
};

}   // namespace

double beta_cdf(double x, double a, double b) { return beta_law{a, b}.cdf(x); }

void beta_quantiles(std::size_t first, std::size_t of, double a, double b, std::span<double> into) {
    const beta_law law{a, b};
    double guess = law.mean();
    for (std::size_t i = 0; i < into.size(); ++i) {
        const double u = static_cast<double>(first + i) / static_cast<double>(of);
        if (u <= 0 || u >= 1) {
            into[i] = u <= 0 ? 0 : 1;
            continue;
        }
        const double x = law.quantile(u, guess);
        into[i] = x;
        // Two terms of the inverse function's series.
        const double by = 1 / (static_cast<double>(of) * law.density(x)), bend = (a - 1) / x - (b - 1) / (1 - x),
                     next = x + by - 0.5 * bend * by * by;
        guess = next > x && next < 1 ? next : x;
    }
}

}   // namespace sim
