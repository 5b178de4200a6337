#pragma once
// ODD "Trust in others": a resident's ties in a week, in all runs of a pack or of sixteen residents of one run.

#include <cstddef>
#include <cstdint>

#include "models/participation/participation_parameters.hpp"
#include "models/participation/state.hpp"
#include "models/participation/week.kernel.hpp"
#include "sim/engine/lanes.hpp"
#include "sim/engine/rows.hpp"

namespace participation {
inline namespace COGOV_ISA {

// What a resident's ties amount to this week, with this week's trust and the others' last week.
template <class Pack>
struct surroundings {
    typename Pack::real exposure;          // S_i
    typename Pack::real asked;             // I_i
    typename Pack::real trust_in_others;   // T_i
    typename Pack::real neighbour_trust;   // sum of w over neighbour ties
};

// What ties of each layer gain where two have met, and where trust on them comes to rest.
struct tie_rules {
    float gain[4], rest[4];
    explicit tie_rules(const parameters& p)
        : gain{p.gain_household, p.gain_neighbour, p.gain_friend, p.gain_work},
          rest{p.trust_household, p.trust_neighbour + p.neighbour_lift, p.trust_friend, p.trust_work} {}
};

// w <- w + (gain * meet + gain_help * helped) (1 - w) - decay (w - rest), clipped to [0, 1].
template <class Pack>
[[gnu::always_inline]] inline typename Pack::real next_trust(const typename Pack::real& w,
                                                             const typename Pack::real& gain,
                                                             const typename Pack::real& decay,
                                                             const typename Pack::real& rest) {
    using real = typename Pack::real;
    return sim::clip(w + gain * (real(1.0F) - w) - decay * (w - rest), 0.0F, 1.0F);
}

// So far ahead, about four residents, data of ties is asked for: what lies in order, the processor would ask for itself,
// but only once it is needed.
constexpr std::size_t ties_ahead = 48;

// Updates the trust on the ties of resident i (rows first[i * 4] ... of `trust`) and sums up what they bring. `own` is
// the resident's word of last week; `words` those of everybody. Ties before `until` will be gone through next.
template <class Pack>
[[gnu::always_inline]] inline surroundings<Pack> meet_others(const parameters& p, std::size_t i,
                                                             const typename Pack::word& own, const std::uint32_t* first,
                                                             const std::uint32_t* to, const std::uint32_t* words,
                                                             float* trust, std::size_t until) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const tie_rules rules{p};
    const word channel = own & word(channel_mask);
    const word met_in =
        sim::select(channel == word(none), word(channel_mask + 1), channel);   // nobody is met in no channel

    real weight(0.0F), weighted(0.0F), asked(0.0F), outside(0.0F), neighbours(0.0F);
    for (std::size_t layer = 0; layer < 4; ++layer) {
        const std::size_t begin = first[i * 4 + layer], end = first[i * 4 + layer + 1];
        real in_layer(0.0F);
        for (std::size_t k = begin; k < end; ++k) {
            if (k + ties_ahead < until) {
                __builtin_prefetch(words + static_cast<std::size_t>(to[k + ties_ahead]) * W);
                if constexpr (W > 1) __builtin_prefetch(trust + (k + ties_ahead) * W, 1);
            }
            const word other = sim::load<Pack>(words + static_cast<std::size_t>(to[k]) * W);
            const word in = other & word(channel_mask);
            real gain = sim::select(in == met_in, real(rules.gain[layer]), real(0.0F));
            if (layer == 1) gain = gain + sim::select(in == word(build), real(p.gain_help), real(0.0F));
            const real w =
                next_trust<Pack>(sim::load<Pack>(trust + k * W), gain, real(p.trust_decay), real(rules.rest[layer]));
            sim::store(trust + k * W, w);
            in_layer = in_layer + w;
            weighted = weighted + w * sim::to_real(other >> engagement_shift);
            asked = asked + sim::select(in == word(none), real(0.0F), w);
        }
        weight = weight + in_layer;
        if (layer != 0) outside = outside + in_layer;
        if (layer == 1) neighbours = in_layer;
    }
    const std::size_t ties_outside = first[i * 4 + 4] - first[i * 4 + 1];
    return {sim::select(weight > real(0.0F), weighted * real(engagement_unit) / weight, real(0.0F)), asked,
            ties_outside == 0 ? real(0.5F) : outside / real(static_cast<float>(ties_outside)), neighbours};
}

// One run, sixteen residents side by side.
using sixteen = sim::pack<16>;

// The ties of sixteen residents, as rows behind one another and as columns.
struct ties_of_sixteen {
    static constexpr std::size_t most_ties = 16 * sim::most_columns;
    alignas(64) std::uint32_t words[most_ties + sim::beyond_rows];   // of the others, in rows; beyond them anything
    alignas(64) float trust[most_ties + sim::beyond_rows];           // in rows, before and after the week
    alignas(64) std::uint32_t word_columns[most_ties];
    alignas(64) float trust_columns[most_ties];
};

// What meet_others does for each of residents i ... i + 15, in its order, so that sums are its, bit for bit. False, and
// nothing done, where one of them has too many ties.
[[gnu::always_inline]] inline bool meet_side_by_side(const parameters& p, const batch_arrays& a, std::size_t i,
                                                     std::size_t last, const sim::words& before, ties_of_sixteen& ties,
                                                     surroundings<sixteen>& out) {
    using sim::reals;
    using sim::select;
    using sim::words;
    sim::sixteen_rows rows;
    sim::find_rows(a.first + i * 4, 4, rows);
    const std::uint32_t most = rows.longest;
    if (most > sim::most_columns) return false;
    const std::size_t begins = a.first[i * 4], count = a.first[(i + 16) * 4] - begins;
    if (a.beyond_cache)
        for (std::size_t k = a.first[(i + 16) * 4], end = a.first[(i + 32 < last ? i + 32 : last) * 4]; k < end; ++k)
            __builtin_prefetch(a.last + a.to[k]);
    float* const trust = a.trust + begins;   // what lies beyond these ties may be another thread's
    std::size_t k = 0;
    for (; k + 16 <= count; k += 16) {
        sim::store_anywhere(ties.words + k, sim::gather<words>(a.last, sim::load_anywhere<words>(a.to + begins + k)));
        sim::store_anywhere(ties.trust + k, sim::load_anywhere<reals>(trust + k));
    }
    for (; k < count; ++k) {
        ties.words[k] = a.last[a.to[begins + k]];
        ties.trust[k] = trust[k];
    }
    sim::to_columns(ties.words, rows.begin, most, ties.word_columns);
    sim::to_columns(ties.trust, rows.begin, most, ties.trust_columns);

    const tie_rules rules{p};
    alignas(64) std::uint32_t first[4][16];
    sim::turn_table(a.first + i * 4, first);
    const words own_begin = sim::load<sixteen>(first[0]);
    const words ends[4] = {sim::load<sixteen>(first[1]) - own_begin, sim::load<sixteen>(first[2]) - own_begin,
                           sim::load<sixteen>(first[3]) - own_begin, sim::load<sixteen>(rows.length)};
    const words channel = before & words(channel_mask),
                met_in = select(channel == words(none), words(channel_mask + 1), channel);
    const reals zero(0.0F);
    reals weighted = zero, asked = zero, in_layer[4] = {zero, zero, zero, zero};
    for (std::size_t j = 0; j < most; ++j) {
        const words other = sim::load<sixteen>(ties.word_columns + j * 16), in = other & words(channel_mask),
                    at(static_cast<std::uint32_t>(j));
        const sim::masks before_end[4] = {at < ends[0], at < ends[1], at < ends[2], at < ends[3]};
        const sim::masks of_layer[4] = {before_end[0], before_end[1] & !before_end[0], before_end[2] & !before_end[1],
                                        before_end[3] & !before_end[2]};
        const auto by_layer = [&](const float(&table)[4]) {
            return select(
                before_end[0], reals(table[0]),
                select(before_end[1], reals(table[1]), select(before_end[2], reals(table[2]), reals(table[3]))));
        };
        const reals gain = select(in == met_in, by_layer(rules.gain), zero) +
                           select(of_layer[1] & (in == words(build)), reals(p.gain_help), zero);
        const reals w = next_trust<sixteen>(sim::load<sixteen>(ties.trust_columns + j * 16), gain, reals(p.trust_decay),
                                            by_layer(rules.rest));
        sim::store(ties.trust_columns + j * 16, w);
        const auto add = [](reals& sum, const sim::masks& where, const reals& x) { sum = select(where, sum + x, sum); };
        for (std::size_t layer = 0; layer < 4; ++layer) add(in_layer[layer], of_layer[layer], w);
        add(weighted, before_end[3], w * sim::to_real(other >> engagement_shift));
        add(asked, before_end[3] & (in != words(none)), w);
    }
    sim::to_rows(ties.trust_columns, rows.begin, most, ties.trust);
    for (k = 0; k + 16 <= count; k += 16) sim::store_anywhere(trust + k, sim::load_anywhere<reals>(ties.trust + k));
    for (; k < count; ++k) trust[k] = ties.trust[k];

    const reals weight = ((in_layer[0] + in_layer[1]) + in_layer[2]) + in_layer[3],
                outside = (in_layer[1] + in_layer[2]) + in_layer[3], ties_outside = sim::to_real(ends[3] - ends[0]);
    out = {select(weight > zero, weighted * reals(engagement_unit) / weight, zero), asked,
           select(ties_outside > zero, outside / ties_outside, reals(0.5F)), in_layer[1]};
    return true;
}

}   // namespace COGOV_ISA
}   // namespace participation
