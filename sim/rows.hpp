#pragma once
// Rows of different lengths, one behind the other in memory as the ties of agents are, sixteen of them side by side:
// column j holds what is j-th in each of the sixteen rows. A part of kernels, so it lives in their namespace.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sim/lanes.hpp"

namespace sim {
inline namespace COGOV_ISA {

// Columns that are made at most; where a row is longer, rows have to be taken one by one.
inline constexpr std::size_t most_columns = 64;
// Numbers beyond the last row that may be read (their values do not matter) and, where rows are written, written.
inline constexpr std::size_t beyond_rows = most_columns;

// Where sixteen rows begin, counted from the first one's beginning, and how long they are.
struct sixteen_rows {
    alignas(64) std::uint32_t begin[16], length[16];
    std::uint32_t shortest, longest;
};
// Row r is from first[r * step] to first[(r + 1) * step] - 1.
[[gnu::always_inline]] inline void find_rows(const std::uint32_t* first, std::size_t step, sixteen_rows& rows) {
    rows.shortest = 0xFFFFFFFFU;
    rows.longest = 0;
    for (std::size_t r = 0; r < 16; ++r) {
        rows.begin[r] = first[r * step] - first[0];
        rows.length[r] = first[(r + 1) * step] - first[r * step];
        rows.shortest = rows.length[r] < rows.shortest ? rows.length[r] : rows.shortest;
        rows.longest = rows.longest < rows.length[r] ? rows.length[r] : rows.longest;
    }
}

// Four numbers each of four rows, turned.
using four_numbers __attribute__((vector_size(16))) = std::uint32_t;
[[gnu::always_inline]] inline void turn(four_numbers& a, four_numbers& b, four_numbers& c, four_numbers& d) {
    const four_numbers ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5),
                       ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7),
                       bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5),
                       bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
    a = __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5);
    b = __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7);
    c = __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5);
    d = __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7);
}

// columns[j * 16 + r] = rows[begin[r] + j] for the first `count` columns, and up to three more. What lies beyond the end
// of a row is read too.
template <class Number>
[[gnu::always_inline]] inline void to_columns(const Number* rows, const std::uint32_t (&begin)[16], std::size_t count,
                                              Number* columns) {
    static_assert(sizeof(Number) == 4);
    for (std::size_t j = 0; j < count; j += 4)
        for (std::size_t r = 0; r < 16; r += 4) {
            four_numbers x[4];
            for (std::size_t q = 0; q < 4; ++q) __builtin_memcpy(&x[q], rows + begin[r + q] + j, sizeof x[q]);
            turn(x[0], x[1], x[2], x[3]);
            for (std::size_t q = 0; q < 4; ++q) __builtin_memcpy(columns + (j + q) * 16 + r, &x[q], sizeof x[q]);
        }
}

// The way back, for rows that begin in ascending order. Whatever is written beyond the end of a row belongs to rows that
// are written later: the last columns come first, and among them the first rows.
template <class Number>
[[gnu::always_inline]] inline void to_rows(const Number* columns, const std::uint32_t (&begin)[16], std::size_t count,
                                           Number* rows) {
    static_assert(sizeof(Number) == 4);
    for (std::size_t end = (count + 3) / 4 * 4; end > 0; end -= 4)
        for (std::size_t r = 0; r < 16; r += 4) {
            four_numbers x[4];
            for (std::size_t q = 0; q < 4; ++q) __builtin_memcpy(&x[q], columns + (end - 4 + q) * 16 + r, sizeof x[q]);
            turn(x[0], x[1], x[2], x[3]);
            for (std::size_t q = 0; q < 4; ++q) __builtin_memcpy(rows + begin[r + q] + end - 4, &x[q], sizeof x[q]);
        }
}

// Four numbers of each of sixteen agents, [16][4], turned to [4][16].
template <class Number>
[[gnu::always_inline]] inline void turn_table(const Number* table, Number (&columns)[4][16]) {
    const std::uint32_t begin[16] = {0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60};
    to_columns(table, begin, 4, &columns[0][0]);
}

}   // namespace COGOV_ISA
}   // namespace sim
