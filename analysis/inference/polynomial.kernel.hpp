#pragma once
// Quadratic polynomials of many points side by side.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace analysis::polynomial {

inline constexpr std::size_t points = 32;   // told at once

// sum over rows of x[row] * (sum over the row's entries of coefficient * x[entry]), where x[0] = 1: constant and linear
// terms are of row 0.
struct quadratic {
    std::vector<std::uint32_t> row;      // inputs, plus one
    std::vector<std::size_t> first{0};   // entries of a row: first[r] to first[r + 1]
    std::vector<std::uint32_t> entry;    // inputs, plus one
    std::vector<double> coefficient;     // by entry
};

struct kernel_table {
    // x is [input, plus one][point], out [point].
    void (*tell)(const quadratic& of, const double* x, double* out);
    // Adds to `gradient` [input, plus one][point] the derivatives times the weight [point]; its first row means nothing.
    void (*add_gradient)(const quadratic& of, const double* x, const double* weight, double* gradient);
};

}   // namespace analysis::polynomial
