#pragma once
// W runs side by side: one source text is the program for one run (float, uint32_t, truth) and for sixteen (reals,
// words, masks: hardware vectors). Every operation does the same to each lane and the bits are the same on every
// instruction set: only IEEE + - * / and comparisons, whole-number arithmetic, and polynomials of our own.
//
// Kernel files (*.kernel.cpp) are compiled once for each instruction set with COGOV_ISA naming it; all that they define
// lives in an inline namespace of that name, so that a linker cannot mix code of different sets.

#include <bit>
#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#ifndef COGOV_ISA
#define COGOV_ISA common
#endif

namespace sim {
inline namespace COGOV_ISA {

#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr std::size_t vector_bytes = 64;
#elif defined(__AVX2__)
inline constexpr std::size_t vector_bytes = 32;
#else
inline constexpr std::size_t vector_bytes = 16;
#endif
inline constexpr std::size_t vector_numbers = vector_bytes / 4;   // 32-bit numbers in a hardware vector
inline constexpr std::size_t vectors = 16 / vector_numbers;       // hardware vectors in sixteen lanes

using real_vector __attribute__((vector_size(vector_bytes))) = float;
using word_vector __attribute__((vector_size(vector_bytes))) = std::uint32_t;
using int_vector __attribute__((vector_size(vector_bytes))) = std::int32_t;

// Sixteen floats. A scalar converts to sixteen equal ones.
struct reals {
    real_vector v[vectors];
    reals() = default;
    [[gnu::always_inline]] reals(float x) {
        for (auto& part : v) part = x - real_vector{};
    }
};
// Sixteen 32-bit words.
struct words {
    word_vector v[vectors];
    words() = default;
    [[gnu::always_inline]] words(std::uint32_t x) {
        for (auto& part : v) part = x - word_vector{};
    }
};

#if defined(__AVX512F__) && defined(__AVX512DQ__)
inline constexpr bool mask_registers = true;
struct masks {
    __mmask16 bits;
};
#else
inline constexpr bool mask_registers = false;
// Sixteen truths, each all ones or all zeros.
struct masks {
    int_vector v[vectors];
};
#endif

// One truth, with the operators of sixteen.
struct truth {
    bool bits;
    truth() = default;
    constexpr truth(bool b) : bits{b} {}
    [[gnu::always_inline]] friend truth operator&(truth a, truth b) { return a.bits && b.bits; }
    [[gnu::always_inline]] friend truth operator|(truth a, truth b) { return a.bits || b.bits; }
    [[gnu::always_inline]] friend truth operator!(truth a) { return !a.bits; }
};

// What a kernel is written in: pack<1> for one run, pack<16> for sixteen.
template <std::size_t W>
struct pack;
template <>
struct pack<1> {
    using real = float;
    using word = std::uint32_t;
    using mask = truth;
    static constexpr std::size_t lanes = 1;
};
template <>
struct pack<16> {
    using real = reals;
    using word = words;
    using mask = masks;
    static constexpr std::size_t lanes = 16;
};

// --- arithmetic --------------------------------------------------------------------------------------------------

[[gnu::always_inline]] inline reals operator+(reals a, const reals& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] += b.v[i];
    return a;
}
[[gnu::always_inline]] inline reals operator-(reals a, const reals& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] -= b.v[i];
    return a;
}
[[gnu::always_inline]] inline reals operator*(reals a, const reals& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] *= b.v[i];
    return a;
}
[[gnu::always_inline]] inline reals operator/(reals a, const reals& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] /= b.v[i];
    return a;
}
[[gnu::always_inline]] inline words operator+(words a, const words& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] += b.v[i];
    return a;
}
[[gnu::always_inline]] inline words operator-(words a, const words& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] -= b.v[i];
    return a;
}
[[gnu::always_inline]] inline words operator&(words a, const words& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] &= b.v[i];
    return a;
}
[[gnu::always_inline]] inline words operator|(words a, const words& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] |= b.v[i];
    return a;
}
[[gnu::always_inline]] inline words operator^(words a, const words& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] ^= b.v[i];
    return a;
}
[[gnu::always_inline]] inline words operator<<(words a, int n) {
    for (auto& part : a.v) part <<= n;
    return a;
}
[[gnu::always_inline]] inline words operator>>(words a, int n) {
    for (auto& part : a.v) part >>= n;
    return a;
}

// --- comparison and choice ---------------------------------------------------------------------------------------

#if defined(__AVX512F__) && defined(__AVX512DQ__)
[[gnu::always_inline]] inline masks operator<(const reals& a, const reals& b) {
    return {_mm512_cmp_ps_mask(static_cast<__m512>(a.v[0]), static_cast<__m512>(b.v[0]), _CMP_LT_OQ)};
}
[[gnu::always_inline]] inline masks operator>(const reals& a, const reals& b) { return b < a; }
[[gnu::always_inline]] inline masks operator==(const words& a, const words& b) {
    return {_mm512_cmpeq_epi32_mask(reinterpret_cast<__m512i>(a.v[0]), reinterpret_cast<__m512i>(b.v[0]))};
}
[[gnu::always_inline]] inline masks operator!=(const words& a, const words& b) {
    return {_mm512_cmpneq_epi32_mask(reinterpret_cast<__m512i>(a.v[0]), reinterpret_cast<__m512i>(b.v[0]))};
}
[[gnu::always_inline]] inline masks operator<(const words& a, const words& b) {
    return {_mm512_cmplt_epu32_mask(reinterpret_cast<__m512i>(a.v[0]), reinterpret_cast<__m512i>(b.v[0]))};
}
[[gnu::always_inline]] inline masks operator&(const masks& a, const masks& b) {
    return {static_cast<__mmask16>(a.bits & b.bits)};
}
[[gnu::always_inline]] inline masks operator|(const masks& a, const masks& b) {
    return {static_cast<__mmask16>(a.bits | b.bits)};
}
[[gnu::always_inline]] inline masks operator!(const masks& a) { return {static_cast<__mmask16>(~a.bits)}; }
[[gnu::always_inline]] inline bool any(const masks& a) { return a.bits != 0; }
[[gnu::always_inline]] inline std::uint32_t how_many(const masks& a) {
    return static_cast<std::uint32_t>(__builtin_popcount(a.bits));
}
[[gnu::always_inline]] inline reals select(const masks& m, const reals& yes, const reals& no) {
    reals out;
    out.v[0] = static_cast<real_vector>(
        _mm512_mask_blend_ps(m.bits, static_cast<__m512>(no.v[0]), static_cast<__m512>(yes.v[0])));
    return out;
}
[[gnu::always_inline]] inline words select(const masks& m, const words& yes, const words& no) {
    words out;
    out.v[0] = reinterpret_cast<word_vector>(
        _mm512_mask_blend_epi32(m.bits, reinterpret_cast<__m512i>(no.v[0]), reinterpret_cast<__m512i>(yes.v[0])));
    return out;
}
#else
[[gnu::always_inline]] inline masks operator<(const reals& a, const reals& b) {
    masks m;
    for (std::size_t i = 0; i < vectors; ++i) m.v[i] = a.v[i] < b.v[i];
    return m;
}
[[gnu::always_inline]] inline masks operator>(const reals& a, const reals& b) { return b < a; }
[[gnu::always_inline]] inline masks operator==(const words& a, const words& b) {
    masks m;
    for (std::size_t i = 0; i < vectors; ++i) m.v[i] = a.v[i] == b.v[i];
    return m;
}
[[gnu::always_inline]] inline masks operator!=(const words& a, const words& b) {
    masks m;
    for (std::size_t i = 0; i < vectors; ++i) m.v[i] = a.v[i] != b.v[i];
    return m;
}
[[gnu::always_inline]] inline masks operator<(const words& a, const words& b) {
    masks m;
    for (std::size_t i = 0; i < vectors; ++i) m.v[i] = a.v[i] < b.v[i];
    return m;
}
[[gnu::always_inline]] inline masks operator&(masks a, const masks& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] &= b.v[i];
    return a;
}
[[gnu::always_inline]] inline masks operator|(masks a, const masks& b) {
    for (std::size_t i = 0; i < vectors; ++i) a.v[i] |= b.v[i];
    return a;
}
[[gnu::always_inline]] inline masks operator!(masks a) {
    for (auto& part : a.v) part = ~part;
    return a;
}
[[gnu::always_inline]] inline bool any(const masks& a) {
    int_vector all = a.v[0];
    for (std::size_t i = 1; i < vectors; ++i) all |= a.v[i];
    std::int32_t one = 0;
    for (std::size_t i = 0; i < vector_numbers; ++i) one |= all[i];
    return one != 0;
}
[[gnu::always_inline]] inline std::uint32_t how_many(const masks& a) {
    std::uint32_t lanes = 0;
    for (const int_vector& part : a.v)
        for (std::size_t i = 0; i < vector_numbers; ++i) lanes += part[i] != 0 ? 1U : 0U;
    return lanes;
}
[[gnu::always_inline]] inline reals select(const masks& m, const reals& yes, const reals& no) {
    reals out;
    for (std::size_t i = 0; i < vectors; ++i) out.v[i] = m.v[i] ? yes.v[i] : no.v[i];
    return out;
}
[[gnu::always_inline]] inline words select(const masks& m, const words& yes, const words& no) {
    words out;
    for (std::size_t i = 0; i < vectors; ++i) out.v[i] = m.v[i] ? yes.v[i] : no.v[i];
    return out;
}
#endif

[[gnu::always_inline]] inline float select(truth m, float yes, float no) { return m.bits ? yes : no; }
[[gnu::always_inline]] inline std::uint32_t select(truth m, std::uint32_t yes, std::uint32_t no) {
    return m.bits ? yes : no;
}
[[gnu::always_inline]] inline bool any(truth m) { return m.bits; }

// a < b ? a : b, and its mirror: of two equal numbers the second.
template <class Real>
[[gnu::always_inline]] inline Real min(const Real& a, const Real& b) {
    return select(a < b, a, b);
}
template <class Real>
[[gnu::always_inline]] inline Real max(const Real& a, const Real& b) {
    return select(b < a, a, b);
}
template <class Real>
[[gnu::always_inline]] inline Real clip(const Real& x, float low, float high) {
    return min(max(x, Real(low)), Real(high));
}

// --- conversions (words below 2^31) ------------------------------------------------------------------------------

[[gnu::always_inline]] inline float to_real(std::uint32_t x) {
    return static_cast<float>(static_cast<std::int32_t>(x));
}
[[gnu::always_inline]] inline reals to_real(const words& x) {
    reals out;
    for (std::size_t i = 0; i < vectors; ++i)
        out.v[i] = __builtin_convertvector(reinterpret_cast<int_vector>(x.v[i]), real_vector);
    return out;
}
// Towards zero; x in [0, 2^31).
[[gnu::always_inline]] inline std::uint32_t to_word(float x) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(x));
}
[[gnu::always_inline]] inline words to_word(const reals& x) {
    words out;
    for (std::size_t i = 0; i < vectors; ++i) {
        out.v[i] = reinterpret_cast<word_vector>(__builtin_convertvector(x.v[i], int_vector));
    }
    return out;
}
[[gnu::always_inline]] inline std::uint32_t bits_of(float x) { return std::bit_cast<std::uint32_t>(x); }
[[gnu::always_inline]] inline words bits_of(const reals& x) {
    words out;
    for (std::size_t i = 0; i < vectors; ++i) out.v[i] = reinterpret_cast<word_vector>(x.v[i]);
    return out;
}
[[gnu::always_inline]] inline float real_of_bits(std::uint32_t x) { return std::bit_cast<float>(x); }
[[gnu::always_inline]] inline reals real_of_bits(const words& x) {
    reals out;
    for (std::size_t i = 0; i < vectors; ++i) out.v[i] = reinterpret_cast<real_vector>(x.v[i]);
    return out;
}

// --- memory ------------------------------------------------------------------------------------------------------

// Reads W adjacent numbers; sixteen must be aligned to 64 bytes.
template <class Pack>
[[gnu::always_inline]] inline typename Pack::real load(const float* from) {
    typename Pack::real x;
    __builtin_memcpy(&x, __builtin_assume_aligned(from, 4 * Pack::lanes), sizeof x);
    return x;
}
template <class Pack>
[[gnu::always_inline]] inline typename Pack::word load(const std::uint32_t* from) {
    typename Pack::word x;
    __builtin_memcpy(&x, __builtin_assume_aligned(from, 4 * Pack::lanes), sizeof x);
    return x;
}
// The same from any place.
template <class Lanes, class Number>
[[gnu::always_inline]] inline Lanes load_anywhere(const Number* from) {
    static_assert(sizeof(Number) == 4);
    Lanes x;
    __builtin_memcpy(&x, from, sizeof x);
    return x;
}
template <class Number, class Lanes>
[[gnu::always_inline]] inline void store_anywhere(Number* to, const Lanes& x) {
    static_assert(sizeof(Number) == 4);
    __builtin_memcpy(to, &x, sizeof x);
}
// from[at] for each of sixteen lanes; at < 2^31.
template <class Lanes, class Number>
[[gnu::always_inline]] inline Lanes gather(const Number* from, const words& at) {
    static_assert(sizeof(Number) == 4);
    Lanes x;
#if defined(__AVX512F__) && defined(__AVX512DQ__)
    const __m512i found = _mm512_i32gather_epi32(reinterpret_cast<__m512i>(at.v[0]), from, 4);
    __builtin_memcpy(&x, &found, sizeof x);
#else
    alignas(64) std::uint32_t where[16];
    alignas(64) Number found[16];
    __builtin_memcpy(where, &at, sizeof where);
    for (std::size_t l = 0; l < 16; ++l) found[l] = from[where[l]];
    __builtin_memcpy(&x, found, sizeof x);
#endif
    return x;
}
// table[at] for each lane, at below 4: from registers.
[[gnu::always_inline]] inline reals pick(const float (&table)[4], const words& at) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
    const __m512 all = _mm512_broadcast_f32x4(_mm_loadu_ps(table));
    reals x;
    x.v[0] = static_cast<real_vector>(_mm512_permutexvar_ps(reinterpret_cast<__m512i>(at.v[0]), all));
    return x;
#else
    return select(at < words(2U), select(at == words(0U), reals(table[0]), reals(table[1])),
                  select(at == words(2U), reals(table[2]), reals(table[3])));
#endif
}
template <class Number, class Lanes>
[[gnu::always_inline]] inline void store(Number* to, const Lanes& x) {
    static_assert(sizeof(Number) == 4);
    __builtin_memcpy(__builtin_assume_aligned(to, sizeof x), &x, sizeof x);
}

// --- functions ---------------------------------------------------------------------------------------------------

// e^x; relative error below 2e-7 for x in [-87, 88], clipped to that range outside (so 1.6e-38 to 1.7e38).
template <class Real>
[[gnu::always_inline]] inline Real exp(const Real& argument) {
    const Real x = clip(argument, -87.0F, 88.0F);
    const Real shifted =
        x * Real(1.44269504F) + Real(12582912.0F);   // 1.5 * 2^23: the nearest whole number in the low bits
    const Real k = shifted - Real(12582912.0F);
    const Real r = (x - k * Real(0.693359375F)) - k * Real(-2.12194440e-4F);   // Cody & Waite
    Real p = Real(1.9875691500e-4F);   // minimax on |r| <= ln2 / 2 (Cephes expf)
    p = p * r + Real(1.3981999507e-3F);
    p = p * r + Real(8.3334519073e-3F);
    p = p * r + Real(4.1665795894e-2F);
    p = p * r + Real(1.6666665459e-1F);
    p = p * r + Real(5.0000001201e-1F);
    p = (p * (r * r) + r) + Real(1.0F);
    const auto power = (bits_of(shifted) << 23) + (127U << 23U);   // 2^k: the magic number's own bits are shifted out
    return p * real_of_bits(power);
}

// High and low halves of a * m.
struct wide_words {
    words high, low;
};
[[gnu::always_inline]] inline wide_words multiply_wide(const words& a, std::uint32_t m) {
    wide_words out;
    for (std::size_t i = 0; i < vectors; ++i) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
        const auto x = reinterpret_cast<__m512i>(a.v[i]);
        const __m512i factor = _mm512_set1_epi32(static_cast<int>(m));
        const __m512i even = _mm512_mul_epu32(x, factor), odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), factor);
        out.high.v[i] =
            reinterpret_cast<word_vector>(_mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd));
        out.low.v[i] = reinterpret_cast<word_vector>(_mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32)));
#elif defined(__AVX2__)
        const auto x = reinterpret_cast<__m256i>(a.v[i]);
        const __m256i factor = _mm256_set1_epi32(static_cast<int>(m));
        const __m256i even = _mm256_mul_epu32(x, factor), odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor);
        out.high.v[i] = reinterpret_cast<word_vector>(_mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA));
        out.low.v[i] = reinterpret_cast<word_vector>(_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA));
#elif defined(__SSE4_1__)
        const auto x = reinterpret_cast<__m128i>(a.v[i]);
        const __m128i factor = _mm_set1_epi32(static_cast<int>(m));
        const __m128i even = _mm_mul_epu32(x, factor), odd = _mm_mul_epu32(_mm_srli_epi64(x, 32), factor);
        out.high.v[i] = reinterpret_cast<word_vector>(_mm_blend_epi16(_mm_srli_epi64(even, 32), odd, 0xCC));
        out.low.v[i] = reinterpret_cast<word_vector>(_mm_blend_epi16(even, _mm_slli_epi64(odd, 32), 0xCC));
#else
        for (std::size_t k = 0; k < vector_numbers; ++k) {
            const std::uint64_t product = static_cast<std::uint64_t>(a.v[i][k]) * m;
            out.high.v[i][k] = static_cast<std::uint32_t>(product >> 32U);
            out.low.v[i][k] = static_cast<std::uint32_t>(product);
        }
#endif
    }
    return out;
}
struct wide_word {
    std::uint32_t high, low;
};
[[gnu::always_inline]] inline wide_word multiply_wide(std::uint32_t a, std::uint32_t m) {
    const std::uint64_t product = static_cast<std::uint64_t>(a) * m;
    return {static_cast<std::uint32_t>(product >> 32U), static_cast<std::uint32_t>(product)};
}

// Philox 4x32-10 of one counter under W keys (sim/draws.hpp has the scalar program and the source).
template <class Word>
struct four_words {
    Word w[4];
};
template <class Word>
[[gnu::always_inline]] inline four_words<Word> philox_lanes(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
                                                            std::uint32_t c3, const Word& key_low,
                                                            const Word& key_high) {
    // The first round's products are the same in every lane.
    const wide_word a0 = multiply_wide(c0, 0xD2511F53U), b0 = multiply_wide(c2, 0xCD9E8D57U);
    Word k0 = key_low, k1 = key_high;
    four_words<Word> c{{k0 ^ Word(b0.high ^ c1), Word(b0.low), k1 ^ Word(a0.high ^ c3), Word(a0.low)}};
    for (int round = 1; round < 10; ++round) {
        k0 = k0 + Word(0x9E3779B9U);
        k1 = k1 + Word(0xBB67AE85U);
        const auto a = multiply_wide(c.w[0], 0xD2511F53U), b = multiply_wide(c.w[2], 0xCD9E8D57U);
        c = {{b.high ^ c.w[1] ^ k0, b.low, a.high ^ c.w[3] ^ k1, a.low}};
    }
    return c;
}

// The same of a counter of its own in each lane, under one key.
[[gnu::always_inline]] inline four_words<words> philox_counters(const words& c0, std::uint32_t c1, std::uint32_t c2,
                                                                std::uint32_t c3, std::uint32_t k0, std::uint32_t k1) {
    four_words<words> c{{c0, words(c1), words(c2), words(c3)}};
    for (int round = 0; round < 10; ++round) {
        const auto a = multiply_wide(c.w[0], 0xD2511F53U), b = multiply_wide(c.w[2], 0xCD9E8D57U);
        c = {{b.high ^ c.w[1] ^ words(k0), b.low, a.high ^ c.w[3] ^ words(k1), a.low}};
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    return c;
}

// Uniform in [0, 1) with 24 bits.
template <class Word>
[[gnu::always_inline]] inline auto uniform(const Word& bits) {
    return to_real(bits >> 8) * decltype(to_real(bits))(0x1p-24F);
}

}   // namespace COGOV_ISA
}   // namespace sim
