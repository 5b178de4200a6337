#pragma once
// ODD "Trust in others": one resident's ties in a week.

#include <cstddef>
#include <cstdint>

#include "models/participation/parameters.hpp"
#include "models/participation/state.hpp"
#include "sim/lanes.hpp"

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

// w <- w + (gain * meet + gain_help * helped) (1 - w) - decay (w - rest), clipped to [0, 1].
template <class Pack>
[[gnu::always_inline]] inline typename Pack::real next_trust(const typename Pack::real& w,
                                                             const typename Pack::real& gain,
                                                             const typename Pack::real& decay,
                                                             const typename Pack::real& rest) {
    using real = typename Pack::real;
    return sim::clip(w + gain * (real(1.0F) - w) - decay * (w - rest), 0.0F, 1.0F);
}

// Updates the trust on the ties of resident i (rows first[i * 4] ... of `trust`) and sums up what they bring. `own` is
// the resident's word of last week; `words` those of everybody.
template <class Pack>
[[gnu::always_inline]] inline surroundings<Pack> meet_others(const parameters& p, std::size_t i,
                                                             const typename Pack::word& own, const std::uint32_t* first,
                                                             const std::uint32_t* to, const std::uint32_t* words,
                                                             float* trust) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const float gains[4] = {p.gain_household, p.gain_neighbour, p.gain_friend, p.gain_work};
    const float rests[4] = {p.trust_household, p.trust_neighbour + p.neighbour_lift, p.trust_friend, p.trust_work};
    const word channel = own & word(channel_mask);
    const word met_in =
        sim::select(channel == word(none), word(channel_mask + 1), channel);   // nobody is met in no channel

    real weight(0.0F), weighted(0.0F), asked(0.0F), outside(0.0F), neighbours(0.0F);
    for (std::size_t layer = 0; layer < 4; ++layer) {
        const std::size_t begin = first[i * 4 + layer], end = first[i * 4 + layer + 1];
        real in_layer(0.0F);
        for (std::size_t k = begin; k < end; ++k) {
            const word other = sim::load<Pack>(words + static_cast<std::size_t>(to[k]) * W);
            const word in = other & word(channel_mask);
            real gain = sim::select(in == met_in, real(gains[layer]), real(0.0F));
            if (layer == 1) gain = gain + sim::select(in == word(build), real(p.gain_help), real(0.0F));
            const real w =
                next_trust<Pack>(sim::load<Pack>(trust + k * W), gain, real(p.trust_decay), real(rests[layer]));
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

}   // namespace COGOV_ISA
}   // namespace participation
