#pragma once
// Means, intervals and slopes over replicates.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace analysis {

// A number that nobody knows; an empty cell of tables.
inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Are numbers the same but for the rounding of what they were made of: numbers of this size, or their own where it is 0?
[[nodiscard]] bool all_alike(std::span<const double> values, double size = 0);
// The largest of some numbers, without its sign.
[[nodiscard]] double size_of(std::span<const double> values);

// Two ends; nan where nobody knows.
struct ends {
    double low = 0, high = 0;
};

// How far a number reaches over possible worlds, each of which has one: the middle, and the 90 % range around it. Of
// fewer worlds than least_for_ranges the ends are the least and the most.
struct world_range {
    std::size_t worlds = 0;   // none: replicates differ by luck alone
    double median = 0, low = 0, high = 0;
    ends of_low, of_high;               // 95 % intervals of the ends (of_quantile); of least and most nan
    std::size_t above = 0, below = 0;   // worlds in which the number is more than 0, and less
};
inline constexpr std::size_t least_for_ranges = 32;

// What replicates say of a number. Where they differ by luck alone: their mean with its 95 % interval (Student). With
// fewer than two replicates there is no interval: half_width is nan. Nor is there one where all replicates are alike:
// what does not vary says nothing of how far off it may be. Where they are possible worlds the answer is their range,
// and the mean is that of all worlds, with its Monte Carlo error.
struct estimate {
    double mean = 0;
    double half_width = 0;
    std::size_t replicates = 0;   // or worlds
    world_range over = {};
    [[nodiscard]] bool is_range() const { return over.worlds > 0; }
    [[nodiscard]] double value() const { return is_range() ? over.median : mean; }
    [[nodiscard]] double low() const { return is_range() ? over.low : mean - half_width; }
    [[nodiscard]] double high() const { return is_range() ? over.high : mean + half_width; }
    // In which share of worlds it is more than 0, and less; nan without worlds.
    [[nodiscard]] double share_above() const { return share_of(over.above); }
    [[nodiscard]] double share_below() const { return share_of(over.below); }
    [[nodiscard]] bool excludes_zero() const { return low() > 0 || high() < 0; }
    [[nodiscard]] bool alike() const { return replicates >= 2 && std::isfinite(mean) && !std::isfinite(half_width); }

private:
    [[nodiscard]] double share_of(std::size_t some) const {
        return is_range() ? static_cast<double>(some) / static_cast<double>(over.worlds) : unknown;
    }
};
[[nodiscard]] estimate divided(estimate e, double by);

// Two-sided 95 % quantile of Student's t with n - 1 degrees of freedom.
[[nodiscard]] double student_95(std::size_t n);

// Of differences, `size` is that of the numbers that were taken from one another, whose rounding is left in them.
[[nodiscard]] estimate mean_of(std::span<const double> values, double size = 0);

// What worlds say, of each of which there is a number. `size` as above.
[[nodiscard]] estimate over_worlds(std::span<const double> values, double size = 0);

// A 95 % interval of the q-quantile that ever more draws would come to: two of the draws, by their order (binomial), so
// whatever the distribution. nan at an end that so few draws do not bound.
[[nodiscard]] ends of_quantile(std::vector<double> values, double q);
// A 95 % interval of a probability of which `count` of `among` draws were (Jeffreys).
[[nodiscard]] ends of_share(double count, std::size_t among);

// In which share of rows each column holds the largest number of all; equal ones share. `values` are [row][column].
[[nodiscard]] std::vector<double> shares_of_first(std::span<const double> values, std::size_t columns);

// The ratio of the means of two numbers that every replicate has, with Fieller's (1954) 95 % interval. Where the
// denominator's own interval holds 0, or there is none, no bounded interval exists and all three are nan. Where the ratio is
// the same in all replicates, it has no interval: low and high are nan.
struct ratio {
    double value = 0, low = 0, high = 0;
};
[[nodiscard]] ratio ratio_of_means(std::span<const double> over, std::span<const double> under);
// The same over worlds: the median of their ratios with the range of an estimate. Nothing where the range of the
// denominator holds 0; where it does not, a world whose denominator has another sign, or is 0, counts as more than
// any.
[[nodiscard]] ratio ratio_over_worlds(std::span<const double> over, std::span<const double> under);

// Two-sided p-value of the hypothesis that an estimate's true value is 0 (Student); nan without an interval, and of
// worlds, where it would only say that there are many of them.
[[nodiscard]] double p_value(const estimate& of);

// Holm's (1979) adjusted p-values: with the smallest m of n p-values multiplied by n, n - 1, ..., and never below an
// earlier one. Those at most 0.05 hold together with an error rate of 5 % for the whole family. nan stays and does not count.
[[nodiscard]] std::vector<double> holm(std::span<const double> p);

// About how many pairs a 95 % interval of this difference needs to exclude 0, if its mean and spread are as found; 0 where
// nobody can say (a mean of 0, no interval).
[[nodiscard]] std::size_t replicates_to_tell(const estimate& difference);

// The bootstrap (Efron 1979) over replicates: a sample takes as many as there are, with replacement. Which ones is a pure
// function of the sample's number, so the same file always gives the same numbers.
inline constexpr std::uint32_t bootstrap_samples = 10'000;
inline constexpr std::size_t least_to_resample = 8;   // replicates: fewer cannot be resampled to any use
void resample(std::uint32_t sample, std::span<std::uint32_t> which);

// Calls `use` with the sums of every column over the replicates of each sample; `values` are [replicate][column], so what
// replicates have in common stays together.
template <class Use>
void for_bootstrap_sums(std::span<const double> values, std::size_t columns, std::uint32_t samples, Use use) {
    std::vector<std::uint32_t> which(values.size() / columns);
    std::vector<double> sum(columns);
    for (std::uint32_t sample = 0; sample < samples; ++sample) {
        resample(sample, which);
        sum.assign(columns, 0.0);
        for (const std::uint32_t r : which)
            for (std::size_t c = 0; c < columns; ++c) sum[c] += values[r * columns + c];
        use(sum);
    }
}

// The q-quantile of some numbers that have no order yet: the smallest that at least a share q of them do not exceed.
[[nodiscard]] double quantile(std::vector<double> values, double q);

// The middle and the 90 % range around it of those numbers that are known; nan where none is.
struct spread {
    double median = 0, low = 0, high = 0;
};
[[nodiscard]] spread spread_of(std::vector<double> values);

// How many standard errors the intervals of several means must reach to all sides to hold all their truths together with
// 95 %: the quantile of the largest |mean - its own| / standard error among them in bootstrap samples that take replicates
// whole (the sup-t band of Montiel Olea & Plagborg-Moller 2019, J. Appl. Econometrics 34), with Student's in place of
// normal tails: the standard errors are estimates. `values` are [replicate][mean]; means whose replicates are all alike, or
// hold nan, do not count. Never less than Student's own quantile for one mean. nan with fewer than least_to_resample
// replicates, or where nothing counts.
[[nodiscard]] double simultaneous_95(std::span<const double> values, std::size_t means,
                                     std::uint32_t samples = bootstrap_samples);

// (s_a^2 + s_b^2) / s_D^2: how many times fewer replicates the common luck needs; infinity where differences do not vary.
[[nodiscard]] double variance_reduction(std::span<const double> a, std::span<const double> b);

// Least-squares slope of a series, per step.
[[nodiscard]] double slope(std::span<const double> series);

}   // namespace analysis
