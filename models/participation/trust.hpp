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
    typename Pack::real exposure;                 // S_i
    typename Pack::real asked;                    // I_i
    typename Pack::real asked_at_home;            // I0_i
    typename Pack::real trust_in_others;          // T_i
    typename Pack::real neighbour_trust;          // sum of w over neighbour ties
    typename Pack::mask company[channel_count];   // K_ic
};

// What ties of each layer gain where two have met, and where trust on them comes to rest.
template <class Rules>
struct tie_rules {
    decltype(Rules::gain_work) gain[layer_count], rest[layer_count];
    explicit tie_rules(const Rules& p)
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

// Updates the trust on the ties of resident i (rows first[i * layer_count] ... of `trust`) and sums up what they bring.
// `own` is the resident's word of last week; `words` those of everybody. Ties before `until` will be gone through next.
template <class Pack, class Rules>
[[gnu::always_inline]] inline surroundings<Pack> meet_others(const Rules& p, std::size_t i,
                                                             const typename Pack::word& own, const std::uint32_t* first,
                                                             const std::uint32_t* to, const std::uint32_t* words,
                                                             float* trust, std::size_t until) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const tie_rules rules{p};
    const word channel = number_in<field::channel>(own);
    const word nowhere(largest(field::channel) + 1U), met_in = sim::select(channel == word(none), nowhere, channel);

    const auto nobody = real(1.0F) < real(0.0F);
    surroundings<Pack> out;
    out.company[0] = out.company[1] = out.company[2] = nobody;
    real weight(0.0F), weighted(0.0F), asked(0.0F), outside(0.0F);
    for (std::size_t layer = 0; layer < layer_count; ++layer) {
        const std::size_t begin = first[i * layer_count + layer], end = first[i * layer_count + layer + 1];
        real in_layer(0.0F);
        for (std::size_t k = begin; k < end; ++k) {
            if (k + ties_ahead < until) {
                __builtin_prefetch(words + static_cast<std::size_t>(to[k + ties_ahead]) * W);
                if constexpr (W > 1) __builtin_prefetch(trust + (k + ties_ahead) * W, 1);
            }
            const word other = sim::load<Pack>(words + static_cast<std::size_t>(to[k]) * W);
            const word in = number_in<field::channel>(other);
            real gain = sim::select(in == met_in, real(rules.gain[layer]), real(0.0F));
            if (layer == neighbour_layer) gain = gain + sim::select(in == word(build), real(p.gain_help), real(0.0F));
            const real w =
                next_trust<Pack>(sim::load<Pack>(trust + k * W), gain, real(p.trust_decay), real(rules.rest[layer]));
            sim::store(trust + k * W, w);
            in_layer = in_layer + w;
            weighted = weighted + w * sim::to_real(number_in<field::engagement>(other));
            asked = asked + sim::select(in == word(none), real(0.0F), w);
            if (layer == household_layer)
                for (const enum channel c : {build, govern, share})
                    out.company[index_of(c)] = out.company[index_of(c)] | (in == word(c));
        }
        weight = weight + in_layer;
        if (layer == household_layer) {
            out.asked_at_home = asked;
            asked = real(0.0F);
        } else {
            outside = outside + in_layer;
        }
        if (layer == neighbour_layer) out.neighbour_trust = in_layer;
    }
    const std::size_t ties_outside = first[(i + 1) * layer_count] - first[i * layer_count + neighbour_layer];
    out.exposure = sim::select(weight > real(0.0F), weighted * real(engagement_unit) / weight, real(0.0F));
    out.asked = asked;
    out.trust_in_others = ties_outside == 0 ? real(0.5F) : outside / real(static_cast<float>(ties_outside));
    return out;
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
    sim::find_rows(a.first + i * layer_count, layer_count, rows);
    const std::uint32_t most = rows.longest;
    if (most > sim::most_columns) return false;
    const std::size_t begins = a.first[i * layer_count], count = a.first[(i + 16) * layer_count] - begins;
    if (a.beyond_cache)
        for (std::size_t k = a.first[(i + 16) * layer_count],
                         end = a.first[(i + 32 < last ? i + 32 : last) * layer_count];
             k < end; ++k)
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
    alignas(64) std::uint32_t first[layer_count][16];
    sim::turn_table(a.first + i * layer_count, first);
    // A layer ends where the next one begins, the last with the row.
    const words own_begin = sim::load<sixteen>(first[household_layer]);
    const words ends[layer_count] = {
        sim::load<sixteen>(first[neighbour_layer]) - own_begin, sim::load<sixteen>(first[friend_layer]) - own_begin,
        sim::load<sixteen>(first[work_layer]) - own_begin, sim::load<sixteen>(rows.length)};
    const words channel = number_in<field::channel>(before),
                met_in = select(channel == words(none), words(largest(field::channel) + 1U), channel);
    const reals zero(0.0F);
    const sim::masks nobody = reals(1.0F) < zero;
    out.company[0] = out.company[1] = out.company[2] = nobody;
    reals weighted = zero, asked = zero, asked_at_home = zero, in_layer[layer_count] = {zero, zero, zero, zero};
    for (std::size_t j = 0; j < most; ++j) {
        const words other = sim::load<sixteen>(ties.word_columns + j * 16), in = number_in<field::channel>(other),
                    at(static_cast<std::uint32_t>(j));
        const sim::masks before_end[layer_count] = {at < ends[household_layer], at < ends[neighbour_layer],
                                                    at < ends[friend_layer], at < ends[work_layer]};
        const sim::masks of_layer[layer_count] = {before_end[household_layer],
                                                  before_end[neighbour_layer] & !before_end[household_layer],
                                                  before_end[friend_layer] & !before_end[neighbour_layer],
                                                  before_end[work_layer] & !before_end[friend_layer]};
        const auto by_layer = [&](const float(&table)[layer_count]) {
            return select(
                before_end[household_layer], reals(table[household_layer]),
                select(before_end[neighbour_layer], reals(table[neighbour_layer]),
                       select(before_end[friend_layer], reals(table[friend_layer]), reals(table[work_layer]))));
        };
        const reals gain = select(in == met_in, by_layer(rules.gain), zero) +
                           select(of_layer[neighbour_layer] & (in == words(build)), reals(p.gain_help), zero);
        const reals w = next_trust<sixteen>(sim::load<sixteen>(ties.trust_columns + j * 16), gain, reals(p.trust_decay),
                                            by_layer(rules.rest));
        sim::store(ties.trust_columns + j * 16, w);
        const auto add = [](reals& sum, const sim::masks& where, const reals& x) { sum = select(where, sum + x, sum); };
        for (std::size_t layer = 0; layer < layer_count; ++layer) add(in_layer[layer], of_layer[layer], w);
        add(weighted, before_end[work_layer], w * sim::to_real(number_in<field::engagement>(other)));
        const sim::masks takes_part = in != words(none);
        add(asked, before_end[work_layer] & (!before_end[household_layer]) & takes_part, w);
        if (sim::any(before_end[household_layer])) {   // the first columns
            add(asked_at_home, before_end[household_layer] & takes_part, w);
            for (const enum channel c : {build, govern, share})
                out.company[index_of(c)] = out.company[index_of(c)] | (before_end[household_layer] & (in == words(c)));
        }
    }
    sim::to_rows(ties.trust_columns, rows.begin, most, ties.trust);
    for (k = 0; k + 16 <= count; k += 16) sim::store_anywhere(trust + k, sim::load_anywhere<reals>(ties.trust + k));
    for (; k < count; ++k) trust[k] = ties.trust[k];

    const reals weight = ((in_layer[household_layer] + in_layer[neighbour_layer]) + in_layer[friend_layer]) +
                         in_layer[work_layer],
                outside = (in_layer[neighbour_layer] + in_layer[friend_layer]) + in_layer[work_layer],
                ties_outside = sim::to_real(ends[work_layer] - ends[household_layer]);
    out.exposure = select(weight > zero, weighted * reals(engagement_unit) / weight, zero);
    out.asked = asked;
    out.asked_at_home = asked_at_home;
    out.trust_in_others = select(ties_outside > zero, outside / ties_outside, reals(0.5F));
    out.neighbour_trust = in_layer[neighbour_layer];
    return true;
}

}   // namespace COGOV_ISA
}   // namespace participation
