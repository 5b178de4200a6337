#pragma once
// Settings that tell Sobol' indices (Saltelli 2002): samples of K + 2 rows each, of which the first two are draws of all
// inputs and each other one is the first with one input from the second.

#include <cstddef>
#include <string_view>

namespace sim {

inline constexpr std::string_view saltelli_kind = "saltelli";
// Samples take turns in so many scramblings of one sequence, which are independent of one another: how far their indices
// differ says how far off they are.
inline constexpr std::size_t scramblings = 8;

[[nodiscard]] constexpr std::size_t rows_of_sample(std::size_t inputs) { return inputs + 2; }

// Which of the two draws of a sample an input has in a row of it.
[[nodiscard]] constexpr bool from_second(std::size_t row, std::size_t input) { return row == 1 || row == input + 2; }

}   // namespace sim
