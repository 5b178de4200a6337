#pragma once
// exp, log and their kin in double precision from our own polynomials: the C library's differ between machines, and
// a result must not. Only + - * /, sqrt and bit moves, so the same bits come out of every compiler and machine that
// does not contract (-ffp-contract=off).

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace sim {

// 2^k for whole k in [-1022, 1023].
[[nodiscard]] inline double power_of_two(std::int64_t k) {
    return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52U);
}

// e^x; relative error below 4e-16. 0 below -708, infinity above 709.
[[nodiscard]] inline double exp(double x) {
    if (!(x > -708.0)) return x != x ? x : 0.0;
    if (x > 709.0) return std::numeric_limits<double>::infinity();
    const double scaled = x * 1.4426950408889634;
    const double k = static_cast<double>(static_cast<std::int64_t>(scaled + (scaled >= 0 ? 0.5 : -0.5)));
    const double r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;   // Cody & Waite
    double sum = 1.0;   // Taylor series in |r| <= ln2 / 2 by Horner's rule
    for (int n = 14; n >= 1; --n) sum = 1.0 + sum * r / n;
    return sum * power_of_two(static_cast<std::int64_t>(k));
}

// ln x for x > 0 (normal numbers); relative error below 1e-15. -infinity for 0, nan below.
[[nodiscard]] inline double log(double x) {
    if (!(x > 0)) return x == 0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    if (x > std::numeric_limits<double>::max()) return x;
    double shift = 0;
    if (x < std::numeric_limits<double>::min()) {   // subnormal: scale up first
        x *= 18014398509481984.0;                   // 2^54
        shift = -54;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    auto k = static_cast<std::int64_t>(bits >> 52U) - 1023;
    double m = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);   // in [1, 2)
    if (m > 1.4142135623730951) {
        m *= 0.5;
        ++k;
    }
    const double s = (m - 1.0) / (m + 1.0), s2 = s * s;   // ln m = 2 artanh s, |s| < 0.172
    double sum = 0;
    for (int n = 21; n >= 3; n -= 2) sum = (sum + 1.0 / n) * s2;
    const double e = static_cast<double>(k) + shift;
    return e * 6.93147180369123816490e-01 + (2.0 * s + (2.0 * s * sum + e * 1.90821492927058770002e-10));
}

[[nodiscard]] inline double exp2(double x) { return exp(x * 0.6931471805599453); }

// x^y for x > 0.
[[nodiscard]] inline double pow(double x, double y) { return exp(y * log(x)); }

// Quantile of the standard normal distribution, 0 < u < 1: Wichura (1988), Applied Statistics 37, AS 241; relative
// error about 1e-15.
[[nodiscard]] double normal_quantile(double u);

// Natural log of the gamma function, x > 0 (Lanczos 1964, g = 7, 9 terms).
[[nodiscard]] double log_gamma(double x);

// Regularised incomplete beta function I_x(a, b): the distribution function of Beta(a, b). Continued fraction of
// Lentz (Numerical Recipes 6.4); relative error about 1e-12.
[[nodiscard]] double beta_cdf(double x, double a, double b);

// Quantiles of Beta(a, b) at first / of, (first + 1) / of and so on, none beyond 1, to 1e-11. Each is looked for where the one
// before and the density there say, which takes a third of the time.
void beta_quantiles(std::size_t first, std::size_t of, double a, double b, std::span<double> into);

}   // namespace sim
