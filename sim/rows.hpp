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

// Four rows of four numbers in every 128 bits of the four vectors, turned: what was q-th in each row is in x[q].
[[gnu::always_inline]] inline void turn(word_vector (&x)[4]) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
    const auto bits = [&](int q) { return reinterpret_cast<__m512i>(x[q]); };
    const __m512i low01 = _mm512_unpacklo_epi32(bits(0), bits(1)), high01 = _mm512_unpackhi_epi32(bits(0), bits(1)),
                  low23 = _mm512_unpacklo_epi32(bits(2), bits(3)), high23 = _mm512_unpackhi_epi32(bits(2), bits(3));
    x[0] = reinterpret_cast<word_vector>(_mm512_unpacklo_epi64(low01, low23));
    x[1] = reinterpret_cast<word_vector>(_mm512_unpackhi_epi64(low01, low23));
    x[2] = reinterpret_cast<word_vector>(_mm512_unpacklo_epi64(high01, high23));
    x[3] = reinterpret_cast<word_vector>(_mm512_unpackhi_epi64(high01, high23));
#elif defined(__AVX2__)
    const auto bits = [&](int q) { return reinterpret_cast<__m256i>(x[q]); };
    const __m256i low01 = _mm256_unpacklo_epi32(bits(0), bits(1)), high01 = _mm256_unpackhi_epi32(bits(0), bits(1)),
                  low23 = _mm256_unpacklo_epi32(bits(2), bits(3)), high23 = _mm256_unpackhi_epi32(bits(2), bits(3));
    x[0] = reinterpret_cast<word_vector>(_mm256_unpacklo_epi64(low01, low23));
    x[1] = reinterpret_cast<word_vector>(_mm256_unpackhi_epi64(low01, low23));
    x[2] = reinterpret_cast<word_vector>(_mm256_unpacklo_epi64(high01, high23));
    x[3] = reinterpret_cast<word_vector>(_mm256_unpackhi_epi64(high01, high23));
#else
    const word_vector low01 = __builtin_shufflevector(x[0], x[1], 0, 4, 1, 5),
                      high01 = __builtin_shufflevector(x[0], x[1], 2, 6, 3, 7),
                      low23 = __builtin_shufflevector(x[2], x[3], 0, 4, 1, 5),
                      high23 = __builtin_shufflevector(x[2], x[3], 2, 6, 3, 7);
    x[0] = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
    x[1] = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
    x[2] = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
    x[3] = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
#endif
}

// Four numbers from each of as many places as a vector has room for, one every fourth row; and to them.
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
            Number* const to = rows + end - 4;
#if defined(__AVX512F__) && defined(__AVX512DQ__)
            const auto put = [&](int q, std::size_t row, __m128i four) {
                _mm_storeu_si128(reinterpret_cast<__m128i*>(to + begin[row + static_cast<std::size_t>(q)]), four);
            };
            for (int q = 0; q < 4; ++q) put(q, r, _mm512_castsi512_si128(reinterpret_cast<__m512i>(x[q])));
            for (int q = 0; q < 4; ++q) put(q, r + 4, _mm512_extracti32x4_epi32(reinterpret_cast<__m512i>(x[q]), 1));
            for (int q = 0; q < 4; ++q) put(q, r + 8, _mm512_extracti32x4_epi32(reinterpret_cast<__m512i>(x[q]), 2));
            for (int q = 0; q < 4; ++q) put(q, r + 12, _mm512_extracti32x4_epi32(reinterpret_cast<__m512i>(x[q]), 3));
#else
            // Each fourth row is one hardware vector's part.
            for (std::size_t part = 0; part < vector_bytes / 16; ++part)
                for (std::size_t q = 0; q < 4; ++q)
                    __builtin_memcpy(to + begin[r + 4 * part + q], reinterpret_cast<const char*>(&x[q]) + 16 * part,
                                     16);
#endif
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
