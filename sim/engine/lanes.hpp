#pragma once
// W runs side by side: one source text is the program for one run (float, uint32_t, truth) and for sixteen (reals,
// words, masks: hardware vectors). Every operation does the same to each lane and the bits are the same on every
// instruction set: only IEEE + - * / and comparisons (* and + fused where the product is
// exact, which changes no bit), whole-number arithmetic, and polynomials of our own.
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
#if defined(__x86_64__)   // one instruction each, defined just so
[[gnu::always_inline]] inline reals min(const reals& a, const reals& b) {
    reals out;
    for (std::size_t i = 0; i < vectors; ++i) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
        out.v[i] = static_cast<real_vector>(_mm512_min_ps(static_cast<__m512>(a.v[i]), static_cast<__m512>(b.v[i])));
#elif defined(__AVX2__)
        out.v[i] = static_cast<real_vector>(_mm256_min_ps(static_cast<__m256>(a.v[i]), static_cast<__m256>(b.v[i])));
#else
        out.v[i] = static_cast<real_vector>(_mm_min_ps(static_cast<__m128>(a.v[i]), static_cast<__m128>(b.v[i])));
#endif
    }
    return out;
}
[[gnu::always_inline]] inline reals max(const reals& a, const reals& b) {
    reals out;
    for (std::size_t i = 0; i < vectors; ++i) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
        out.v[i] = static_cast<real_vector>(_mm512_max_ps(static_cast<__m512>(a.v[i]), static_cast<__m512>(b.v[i])));
#elif defined(__AVX2__)
        out.v[i] = static_cast<real_vector>(_mm256_max_ps(static_cast<__m256>(a.v[i]), static_cast<__m256>(b.v[i])));
#else
        out.v[i] = static_cast<real_vector>(_mm_max_ps(static_cast<__m128>(a.v[i]), static_cast<__m128>(b.v[i])));
#endif
    }
    return out;
}
#endif
template <class Real>
[[gnu::always_inline]] inline Real clip(const Real& x, float low, float high) {
    return min(max(x, Real(low)), Real(high));
}

// Lane by lane: for what is worked out rarely.
[[gnu::always_inline]] inline float square_root(float x) { return __builtin_sqrtf(x); }
[[gnu::always_inline]] inline reals square_root(const reals& x) {
    alignas(64) float lane[16];
    __builtin_memcpy(lane, &x, sizeof lane);
    for (float& one : lane) one = __builtin_sqrtf(one);
    reals out;
    __builtin_memcpy(&out, lane, sizeof lane);
    return out;
}

// a * b + c where a * b has no rounding, such as by a power of two: then one instruction does what two do, to the bit.
[[gnu::always_inline]] inline float add_exact_product(float a, float b, float c) { return a * b + c; }
[[gnu::always_inline]] inline reals add_exact_product(const reals& a, const reals& b, const reals& c) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
    reals out;
    out.v[0] = static_cast<real_vector>(
        _mm512_fmadd_ps(static_cast<__m512>(a.v[0]), static_cast<__m512>(b.v[0]), static_cast<__m512>(c.v[0])));
    return out;
#elif defined(__AVX2__) && defined(__FMA__)
    reals out;
    for (std::size_t i = 0; i < vectors; ++i)
        out.v[i] = static_cast<real_vector>(
            _mm256_fmadd_ps(static_cast<__m256>(a.v[i]), static_cast<__m256>(b.v[i]), static_cast<__m256>(c.v[i])));
    return out;
#else
    return a * b + c;
#endif
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
    const Real r =   // Cody & Waite; k has 7 bits and their first constant 9
        add_exact_product(k, Real(-0.693359375F), x) - k * Real(-2.12194440e-4F);
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

// --- random numbers ----------------------------------------------------------------------------------------------

// Sixteen words as products of 32 by 32 bits take them: in the low halves of 64-bit numbers, even lanes apart from odd
// ones. What is in the high halves does not matter.
using long_vector __attribute__((vector_size(vector_bytes))) = std::uint64_t;
struct wide_words {
    long_vector even[vectors], odd[vectors];
};
[[gnu::always_inline]] inline wide_words widened(const words& x) {
    wide_words out;
    for (std::size_t i = 0; i < vectors; ++i) {
        out.even[i] = reinterpret_cast<long_vector>(x.v[i]);
        out.odd[i] = out.even[i] >> 32;
    }
    return out;
}
[[gnu::always_inline]] inline words narrowed(const wide_words& x) {
    words out;
    for (std::size_t i = 0; i < vectors; ++i) {
        const long_vector odd = x.odd[i] << 32;
#if defined(__AVX512F__) && defined(__AVX512DQ__)
        out.v[i] = reinterpret_cast<word_vector>(
            _mm512_mask_blend_epi32(0xAAAA, reinterpret_cast<__m512i>(x.even[i]), reinterpret_cast<__m512i>(odd)));
#elif defined(__AVX2__)
        out.v[i] = reinterpret_cast<word_vector>(
            _mm256_blend_epi32(reinterpret_cast<__m256i>(x.even[i]), reinterpret_cast<__m256i>(odd), 0xAA));
#else
        out.v[i] = reinterpret_cast<word_vector>((x.even[i] & 0xFFFFFFFFU) | odd);
#endif
    }
    return out;
}
// The products of the low halves and m, whole.
[[gnu::always_inline]] inline long_vector product(const long_vector& a, std::uint32_t m) {
#if defined(__AVX512F__) && defined(__AVX512DQ__)
    return reinterpret_cast<long_vector>(
        _mm512_mul_epu32(reinterpret_cast<__m512i>(a), _mm512_set1_epi64(static_cast<long long>(m))));
#elif defined(__AVX2__)
    return reinterpret_cast<long_vector>(
        _mm256_mul_epu32(reinterpret_cast<__m256i>(a), _mm256_set1_epi64x(static_cast<long long>(m))));
#elif defined(__x86_64__)
    return reinterpret_cast<long_vector>(
        _mm_mul_epu32(reinterpret_cast<__m128i>(a), _mm_set1_epi64x(static_cast<long long>(m))));
#else
    return (a & 0xFFFFFFFFU) * m;
#endif
}
struct wide_word {
    std::uint32_t high, low;
};
[[gnu::always_inline]] inline wide_word product(std::uint32_t a, std::uint32_t m) {
    const std::uint64_t both = static_cast<std::uint64_t>(a) * m;
    return {static_cast<std::uint32_t>(both >> 32U), static_cast<std::uint32_t>(both)};
}

// Philox 4x32-10 (sim/engine/draws.hpp has the scalar program and the source).
inline constexpr std::uint32_t philox_factor_0 = 0xD2511F53U, philox_factor_1 = 0xCD9E8D57U,
                               philox_step_0 = 0x9E3779B9U, philox_step_1 = 0xBB67AE85U;
template <class Word>
struct four_words {
    Word w[4];
};

// A round of one number, ...
[[gnu::always_inline]] inline void philox_round(four_words<std::uint32_t>& c, std::uint32_t k0, std::uint32_t k1) {
    const wide_word a = product(c.w[0], philox_factor_0), b = product(c.w[2], philox_factor_1);
    c = {{b.high ^ c.w[1] ^ k0, b.low, a.high ^ c.w[3] ^ k1, a.low}};
}
// ... and of sixteen.
[[gnu::always_inline]] inline void philox_round(four_words<wide_words>& c, const wide_words& k0, const wide_words& k1) {
    const auto half = [&](long_vector(wide_words::*which)[vectors]) {
        for (std::size_t i = 0; i < vectors; ++i) {
            const long_vector a = product((c.w[0].*which)[i], philox_factor_0),
                              b = product((c.w[2].*which)[i], philox_factor_1);
            (c.w[0].*which)[i] = (b >> 32) ^ (c.w[1].*which)[i] ^ (k0.*which)[i];
            (c.w[1].*which)[i] = b;
            (c.w[2].*which)[i] = (a >> 32) ^ (c.w[3].*which)[i] ^ (k1.*which)[i];
            (c.w[3].*which)[i] = a;
        }
    };
    half(&wide_words::even);
    half(&wide_words::odd);
}
[[gnu::always_inline]] inline std::uint32_t widened(std::uint32_t x) { return x; }
[[gnu::always_inline]] inline std::uint32_t narrowed(std::uint32_t x) { return x; }

// One counter under W keys.
template <class Word>
[[gnu::always_inline]] inline four_words<Word> philox_lanes(std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
                                                            std::uint32_t c3, const Word& key_low,
                                                            const Word& key_high) {
    // The first round's products are the same in every lane.
    const wide_word a = product(c0, philox_factor_0), b = product(c2, philox_factor_1);
    Word k0 = key_low, k1 = key_high;
    four_words<decltype(widened(k0))> c{
        {widened(k0 ^ Word(b.high ^ c1)), widened(Word(b.low)), widened(k1 ^ Word(a.high ^ c3)), widened(Word(a.low))}};
    for (int round = 1; round < 10; ++round) {
        k0 = k0 + Word(philox_step_0);
        k1 = k1 + Word(philox_step_1);
        philox_round(c, widened(k0), widened(k1));
    }
    return {{narrowed(c.w[0]), narrowed(c.w[1]), narrowed(c.w[2]), narrowed(c.w[3])}};
}

// A counter of its own in each lane, under one key.
[[gnu::always_inline]] inline four_words<words> philox_counters(const words& c0, std::uint32_t c1, std::uint32_t c2,
                                                                std::uint32_t c3, std::uint32_t k0, std::uint32_t k1) {
    four_words<wide_words> c{{widened(c0), widened(words(c1)), widened(words(c2)), widened(words(c3))}};
    for (int round = 0; round < 10; ++round) {
        philox_round(c, widened(words(k0)), widened(words(k1)));
        k0 += philox_step_0;
        k1 += philox_step_1;
    }
    return {{narrowed(c.w[0]), narrowed(c.w[1]), narrowed(c.w[2]), narrowed(c.w[3])}};
}

// Uniform in [0, 1) with 24 bits.
template <class Word>
[[gnu::always_inline]] inline auto uniform(const Word& bits) {
    return to_real(bits >> 8) * decltype(to_real(bits))(0x1p-24F);
}

}   // namespace COGOV_ISA
}   // namespace sim
