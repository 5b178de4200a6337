#pragma once
// Rows of different lengths, one behind the other in memory as the ties of agents are, sixteen of them side by side:
// column j holds what is j-th in each of the sixteen rows. A part of kernels, so it lives in their namespace.

#include <cstddef>
#include <cstdint>
#include <utility>

#include "sim/engine/lanes.hpp"

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

// Numbers of a and b in turn, from the lower halves of every 128 bits of theirs, or from the upper ones.
template <bool Upper, class Vector, int... Place>
[[gnu::always_inline]] inline Vector interleaved(const Vector& a, const Vector& b,
                                                 std::integer_sequence<int, Place...> /*all places*/) {
    constexpr int all = sizeof(Vector) / sizeof(a[0]), part = 16 / sizeof(a[0]);
    return __builtin_shufflevector(
        a, b, (Place / part * part + Place % part / 2 + (Upper ? part / 2 : 0) + Place % 2 * all)...);
}

// Four rows of four numbers in every 128 bits of the four vectors, turned: what was q-th in each row is in x[q].
[[gnu::always_inline]] inline void turn(word_vector (&x)[4]) {
    constexpr std::make_integer_sequence<int, vector_numbers> numbers{};
    constexpr std::make_integer_sequence<int, vector_numbers / 2> pairs{};
    long_vector low[2], high[2];   // of rows 0 and 1, and of 2 and 3: pairs of numbers
    for (std::size_t two = 0; two < 2; ++two) {
        const word_vector &a = x[2 * two], &b = x[2 * two + 1];
        low[two] = reinterpret_cast<long_vector>(interleaved<false>(a, b, numbers));
        high[two] = reinterpret_cast<long_vector>(interleaved<true>(a, b, numbers));
    }
    x[0] = reinterpret_cast<word_vector>(interleaved<false>(low[0], low[1], pairs));
    x[1] = reinterpret_cast<word_vector>(interleaved<true>(low[0], low[1], pairs));
    x[2] = reinterpret_cast<word_vector>(interleaved<false>(high[0], high[1], pairs));
    x[3] = reinterpret_cast<word_vector>(interleaved<true>(high[0], high[1], pairs));
}

// Four numbers of each of as many rows as a vector has room for, every fourth from begin[0] on.
template <class Number>
[[gnu::always_inline]] inline word_vector fours(const Number* rows, const std::uint32_t* begin) {
    word_vector x;
#if defined(__AVX512F__) && defined(__AVX512DQ__)
    const auto at = [&](int r) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows + begin[r])); };
    x = reinterpret_cast<word_vector>(_mm512_inserti32x4(
        _mm512_inserti32x4(_mm512_inserti32x4(_mm512_castsi128_si512(at(0)), at(4), 1), at(8), 2), at(12), 3));
#elif defined(__AVX2__)
    const auto at = [&](int r) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows + begin[r])); };
    x = reinterpret_cast<word_vector>(_mm256_inserti128_si256(_mm256_castsi128_si256(at(0)), at(4), 1));
#else
    __builtin_memcpy(&x, rows + begin[0], sizeof x);
#endif
    return x;
}

// columns[j * 16 + r] = rows[begin[r] + j] for the first `count` columns, and up to three more. What lies beyond the end
// of a row is read too.
template <class Number>
[[gnu::always_inline]] inline void to_columns(const Number* rows, const std::uint32_t (&begin)[16], std::size_t count,
                                              Number* columns) {
    static_assert(sizeof(Number) == 4);
    for (std::size_t j = 0; j < count; j += 4)
        for (std::size_t r = 0; r < 16; r += vector_numbers) {
            word_vector x[4];
            for (std::size_t q = 0; q < 4; ++q) x[q] = fours(rows + j, begin + r + q);
            turn(x);
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
        for (std::size_t r = 0; r < 16; r += vector_numbers) {
            word_vector x[4];
            for (std::size_t q = 0; q < 4; ++q) __builtin_memcpy(&x[q], columns + (end - 4 + q) * 16 + r, sizeof x[q]);
            turn(x);
            for (std::size_t part = 0; part < vector_bytes / 16; ++part)
                for (std::size_t q = 0; q < 4; ++q)
                    __builtin_memcpy(rows + begin[r + 4 * part + q] + end - 4,
                                     reinterpret_cast<const char*>(&x[q]) + 16 * part, 16);
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
