#pragma once
// Which of several options is the best, as far as some worlds tell, and which of them may be.

#include <cstddef>
#include <span>
#include <vector>

#include "analysis/inference/matrix.hpp"

namespace analysis {

// How an option is judged by its numbers in all worlds: by their mean, or by that of the worst fifth of them (the
// expected shortfall at 20 %), a fifth being one world at least.
enum class attitude : unsigned char { expected, cautious };
[[nodiscard]] double judged(std::span<const double> values, attitude how);

// How far an option lies behind the best: judged with the same worlds, and a 95 % interval of it (bootstrap percentiles
// of whole worlds).
struct behind_best {
    double value = 0, low = 0, high = 0;
};

// Options by what each brings in every world, [world][option].
struct contest {
    std::vector<double> value;   // judged
    std::size_t best = 0;        // of equals the first
    std::vector<behind_best> behind;
    // May it be the best, or no more than `within` below it? With 95 % all that are so are among these (multiple
    // comparisons with the best, Hsu 1984, with the bootstrap's distribution of the largest studentised difference). All,
    // where the worlds are fewer than least_to_resample.
    std::vector<bool> may_be_best;
};
inline constexpr std::uint32_t contest_samples = 2000;
[[nodiscard]] contest contest_of(const matrix& values, attitude how, double within);

// Kim & Nelson's procedure (ACM TOMACS 11, 2001; c = 1) over the worlds so far, which are looked at one by one from the
// `first` on, by whose variances it is set up: which options are left. With independent, normal rows the one that is left
// at last is the best, or within `indifference` of it, with probability 1 - alpha at least.
[[nodiscard]] std::vector<bool> left_by_kim_nelson(const matrix& values, std::size_t first, double indifference,
                                                   double alpha);
// Its constants for k options and n0 first rows: eta, and h^2 = 2 eta (n0 - 1).
struct kim_nelson_constants {
    double eta = 0, h2 = 0;
};
[[nodiscard]] kim_nelson_constants kim_nelson_of(std::size_t options, std::size_t first, double alpha);

}   // namespace analysis
