// What kernels say of the operations that they need (sim::world::operations), against the kernels themselves, compiled in
// lanes that count.
#define COGOV_ISA counting

#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "sim/engine/lanes.hpp"
#include "sim/engine/memory.hpp"

namespace sim {
inline namespace counting {

inline std::size_t operations = 0;

// Sixteen numbers, or truths.
template <class T>
struct counted {
    T x[16];
    counted() = default;
    counted(T one) {
        for (T& each : x) each = one;
    }
    template <class Out, class Do>
    [[nodiscard]] counted<Out> with(const counted& other, Do what) const {
        ++operations;
        counted<Out> out;
        for (std::size_t l = 0; l < 16; ++l) out.x[l] = static_cast<Out>(what(x[l], other.x[l]));
        return out;
    }
    friend counted operator+(const counted& a, const counted& b) {
        return a.template with<T>(b, [](T p, T q) { return p + q; });
    }
    friend counted operator-(const counted& a, const counted& b) {
        return a.template with<T>(b, [](T p, T q) { return p - q; });
    }
    friend counted operator*(const counted& a, const counted& b) {
        return a.template with<T>(b, [](T p, T q) { return p * q; });
    }
    friend counted operator/(const counted& a, const counted& b) {
        return a.template with<T>(b, [](T p, T q) { return p / q; });
    }
    friend counted operator&(const counted& a, const counted& b) {
        return a.template with<T>(b, [](T p, T q) { return p & q; });
    }
    friend counted operator|(const counted& a, const counted& b) {
        return a.template with<T>(b, [](T p, T q) { return p | q; });
    }
    friend counted operator^(const counted& a, const counted& b) {
        return a.template with<T>(b, [](T p, T q) { return p ^ q; });
    }
    friend counted operator<<(const counted& a, int n) {
        return a.template with<T>(a, [n](T p, T) { return p << n; });
    }
    friend counted operator>>(const counted& a, int n) {
        return a.template with<T>(a, [n](T p, T) { return p >> n; });
    }
    friend counted operator!(const counted& a) {
        return a.template with<T>(a, [](T p, T) { return !p; });
    }
    friend counted<bool> operator<(const counted& a, const counted& b) {
        return a.template with<bool>(b, [](T p, T q) { return p < q; });
    }
    friend counted<bool> operator>(const counted& a, const counted& b) { return b < a; }
    friend counted<bool> operator==(const counted& a, const counted& b) {
        return a.template with<bool>(b, [](T p, T q) { return p == q; });
    }
    friend counted<bool> operator!=(const counted& a, const counted& b) {
        return a.template with<bool>(b, [](T p, T q) { return p != q; });
    }
};
using counted_real = counted<float>;
using counted_word = counted<std::uint32_t>;
using counted_mask = counted<bool>;
struct counted_pack {
    using real = counted_real;
    using word = counted_word;
    using mask = counted_mask;
    static constexpr std::size_t lanes = 16;
};

// What is one instruction of a whole vector is one operation, and what only takes bits for something else is none.
template <class T>
counted<T> select(const counted_mask& m, const counted<T>& yes, const counted<T>& no) {
    ++operations;
    counted<T> out;
    for (std::size_t l = 0; l < 16; ++l) out.x[l] = m.x[l] ? yes.x[l] : no.x[l];
    return out;
}
template <class T>
counted<T> min(const counted<T>& a, const counted<T>& b) {
    return a.template with<T>(b, [](T p, T q) { return p < q ? p : q; });
}
template <class T>
counted<T> max(const counted<T>& a, const counted<T>& b) {
    return a.template with<T>(b, [](T p, T q) { return q < p ? p : q; });
}
inline bool any(const counted_mask& m) {
    bool some = false;
    for (const bool one : m.x) some = some || one;
    return some;
}
inline counted_real add_exact_product(const counted_real& a, const counted_real& b, const counted_real& c) {
    --operations;   // one instruction with its addition
    return a * b + c;
}
inline counted_real to_real(const counted_word& x) {
    return x.with<float>(x, [](std::uint32_t p, std::uint32_t) { return to_real(p); });
}
inline counted_word to_word(const counted_real& x) {
    return x.with<std::uint32_t>(x, [](float p, float) { return to_word(p); });
}
inline counted_word bits_of(const counted_real& x) {
    counted_word out;
    for (std::size_t l = 0; l < 16; ++l) out.x[l] = bits_of(x.x[l]);
    return out;
}
inline counted_real real_of_bits(const counted_word& x) {
    counted_real out;
    for (std::size_t l = 0; l < 16; ++l) out.x[l] = real_of_bits(x.x[l]);
    return out;
}

// Philox goes through even and odd lanes apart, so an operation on all of them is two.
struct counted_wide {
    counted_word of;
};
inline counted_wide widened(const counted_word& x) {
    operations += 1;   // odd lanes moved to where even ones are
    return {x};
}
inline counted_word narrowed(const counted_wide& x) {
    operations += 2;   // moved back, and put together
    return x.of;
}
inline void philox_round(four_words<counted_wide>& c, const counted_wide& k0, const counted_wide& k1) {
    operations += std::size_t{2} * (2 + 2 + 4);   // products, shifts of their upper halves, exclusive ors
    for (std::size_t l = 0; l < 16; ++l) {
        four_words<std::uint32_t> one{{c.w[0].of.x[l], c.w[1].of.x[l], c.w[2].of.x[l], c.w[3].of.x[l]}};
        philox_round(one, k0.of.x[l], k1.of.x[l]);
        for (std::size_t w = 0; w < 4; ++w) c.w[w].of.x[l] = one.w[w];
    }
}

}   // namespace counting
}   // namespace sim

#include "models/logit_contagion/logit_contagion.kernel.cpp"   // NOLINT(bugprone-suspicious-include): counted as it is
#include "models/participation/week.kernel.cpp"                // NOLINT(bugprone-suspicious-include)

namespace {

template <class Work>
std::size_t operations_of(Work work) {
    const std::size_t before = sim::operations;
    work();
    return sim::operations - before;
}

// That a small change of a kernel is not told is no matter; a twentieth is.
void expect_about(std::size_t told, std::size_t counted, const char* what) {
    EXPECT_NEAR(static_cast<double>(told), static_cast<double>(counted), static_cast<double>(counted) / 20)
        << what << ": the kernel does " << counted << " of them; say so beside it and in docs/benchmarks.md";
}

constexpr std::size_t lanes = 16;
alignas(64) constexpr std::uint32_t keys[lanes] = {1, 2, 3};

// Of the week of some residents, each with so many ties of one layer.
std::size_t operations_of_week(std::uint32_t residents, std::size_t layer, std::uint32_t ties) {
    using namespace participation;
    using pack = sim::counted_pack;
    std::vector<std::uint32_t> id(residents), groups(residents), first{0}, to(std::size_t{residents} * ties);
    std::vector<std::uint8_t> zeros(residents);
    for (std::uint32_t i = 0; i < residents; ++i)
        for (std::size_t l = 0; l < layer_count; ++l) first.push_back(first.back() + (l == layer ? ties : 0));
    sim::aligned_vector<std::uint32_t> last(residents * lanes), next(last), own(last), years(last);
    sim::aligned_vector<float> standing(residents * standing_count), trust_in_institutions(residents * lanes),
        trust((to.size() + 1) * lanes), community(lanes);
    const batch_arrays a{.id = id.data(),
                         .band = zeros.data(),
                         .party_member = zeros.data(),
                         .groups = groups.data(),
                         .kind = zeros.data(),
                         .standing = standing.data(),
                         .first = first.data(),
                         .to = to.data(),
                         .last = last.data(),
                         .next = next.data(),
                         .own = own.data(),
                         .years = years.data(),
                         .institution_trust = trust_in_institutions.data(),
                         .trust = trust.data(),
                         .key_low = keys,
                         .key_high = keys};
    const float* const x = community.data();
    const week_block block{
        .last = residents,
        .community = {
            .service_chance = x, .unvisited = x, .crowd = x, .recruit = x, .experience_rate = x, .demand = x}};
    block_sums<pack> sums;
    clear(sums);
    std::vector<tallies> counts(lanes);
    return operations_of([&] {
        tally<pack>(a, 0, residents, counts.data());
        residents_in_turn<pack>(a, block, parameters{}, 1.0F, 0, residents, sums, nullptr);
    });
}

std::size_t operations_of_choices(std::uint32_t agents, std::uint32_t ties) {
    std::vector<std::uint32_t> first{0}, to(std::size_t{agents} * ties);
    for (std::uint32_t i = 0; i < agents; ++i) first.push_back(first.back() + ties);
    const std::vector<float> weight(to.size());
    const sim::aligned_vector<float> habit(agents * lanes);
    sim::aligned_vector<float> next(agents * lanes), sum(lanes);
    sim::aligned_vector<std::uint32_t> took_part(lanes);
    return operations_of([&] {
        logit_contagion::choose<sim::counted_pack>({first.data(), to.data(), weight.data()}, {}, 0, agents, 0, keys,
                                                   keys, habit.data(), next.data(), took_part.data(), sum.data());
    });
}

}   // namespace

TEST(Operations, OfAWeekAreThoseThatTheKernelsDo) {
    using namespace participation;
    const std::size_t one = operations_of_week(1, 0, 0), two = operations_of_week(2, 0, 0);
    expect_about(operations_of_resident, two - one, "operations_of_resident");
    for (std::size_t l = 0; l < layer_count; ++l)
        expect_about(operations_of_tie[l], (operations_of_week(1, l, 10) - one) / 10, "operations_of_tie");
}

TEST(Operations, OfAContagionAreThoseThatTheKernelDoes) {
    using namespace logit_contagion;
    const std::size_t four = operations_of_choices(4, 0), eight = operations_of_choices(8, 0),
                      three = operations_of_choices(3, 0);
    expect_about(operations_of_agent, four - three, "operations_of_agent");
    expect_about(operations_of_draw, eight - four - 4 * (four - three), "operations_of_draw");
    expect_about(operations_of_tie, (operations_of_choices(1, 10) - operations_of_choices(1, 0)) / 10,
                 "operations_of_tie");
}
