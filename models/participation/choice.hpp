#pragma once
// ODD "Awareness" and "Choice": what a resident hears of and which channel they take.

#include "models/participation/participation_parameters.hpp"
#include "models/participation/state.hpp"
#include "models/participation/week.kernel.hpp"
#include "sim/engine/lanes.hpp"

namespace participation {
inline namespace COGOV_ISA {

// What of a resident's choice changes only with policies and years: the standing part of the utility of build, govern and
// share, the cost of time in it, and the chance not to hear from notices or online.
template <class Value>
struct standing_part_of {
    Value utility[channel_count];
    Value cost[channel_count];
    Value unheard;
};
using standing_part = standing_part_of<float>;
// In place of `unheard`: this week they are asked in person whatever happens (ODD "Forced arms").
inline constexpr float asked_for_certain = -1;

// leisure_i = max(leisure_floor, leisure_base - work_factor * work_hours - care_hours), h/week
template <class Rules>
[[nodiscard, gnu::always_inline]] inline auto leisure(const Rules& p, const person& who) {
    const auto free = p.leisure_base - p.work_factor * who.work_hours - who.care_hours;
    return sim::select(free < p.leisure_floor, p.leisure_floor, free);
}

// tau_build,i = tau_build (1 - flexible_time * flexible_volunteering * employed_i), h/week
template <class Rules>
[[nodiscard, gnu::always_inline]] inline auto hours_of_build(const Rules& p, bool employed) {
    return employed ? p.build_hours * (1.0F - p.flexible_time * p.flexible_volunteering) : p.build_hours;
}

// By how much tastes differ: what all channels have in common, and each channel's own.
template <class Value>
struct taste_scales {
    Value common, own;
};
template <class Rules>
[[nodiscard]] inline auto taste_scales_of(const Rules& p) {
    return taste_scales<decltype(Rules::taste_sd)>{p.taste_sd * sim::square_root(p.taste_common),
                                                   p.taste_sd * sim::square_root(1.0F - p.taste_common)};
}

// base + band + incentive - cost + party + tastes + youth programme, and what applies to single channels only.
// cost_ic = time_weight * tau_c (1 - digital_reach * digital * digital_mode_c) (1 + schedule_mismatch * employed (1 - flexible)) / leisure
// Of one run, or of each lane where rules and emergencies are theirs.
template <class Rules, class Mask, class Value>
[[nodiscard, gnu::always_inline]] inline standing_part_of<Value> standing_of(const Rules& p, const person& who,
                                                                             const Mask& emergency,
                                                                             const taste_scales<Value>& scales) {
    const Value nothing(0.0F), one(1.0F);
    const Value hours[channel_count] = {hours_of_build(p, who.employed), p.govern_hours, p.share_hours};
    const Value online[channel_count] = {p.digital_mode_build, p.digital_mode_govern, p.digital_mode_share};
    const Value base[channel_count] = {p.base_build, p.base_govern, p.base_share};
    const Value incentive[channel_count] = {p.incentive_build, p.incentive_govern, p.incentive_share};
    const auto of_band = [&](const Value& of_young, const Value& of_middle, const Value& of_older) {
        return who.band == young ? of_young : who.band == middle ? of_middle : of_older;
    };
    const Value band[channel_count] = {of_band(p.band_young_build, p.band_middle_build, p.band_older_build),
                                       of_band(p.band_young_govern, p.band_middle_govern, p.band_older_govern),
                                       of_band(p.band_young_share, p.band_middle_share, p.band_older_share)};
    const Value reached_online = who.digital ? p.digital_reach : nothing;
    const Value mismatch = who.employed ? one + p.schedule_mismatch * (one - p.flexible) : one;
    const Value unit = who.unit ? p.b_unit * (one - p.employer_link) : nothing;
    const Value closure = sim::select(emergency, p.emergency_closure, nothing);
    const Value of_person = (who.party_member ? p.b_party * (one + p.party_drive) : nothing) +
                            scales.common * who.taste + (who.band == young ? p.youth_offer : nothing);
    const Value of_channel[channel_count] = {sim::select(emergency, p.emergency_solidarity, nothing),
                                             p.deliberation - unit - closure,
                                             (who.band == older ? nothing : p.match_offer) - unit - closure};
    const Value scale = p.time_weight * mismatch / leisure(p, who);
    standing_part_of<Value> out{};
    for (std::size_t c = 0; c < channel_count; ++c) {
        out.cost[c] = scale * hours[c] * (one - reached_online * online[c]);
        out.utility[c] = base[c] + band[c] + incentive[c] - out.cost[c] + of_person + of_channel[c] +
                         scales.own * who.channel_taste[c];
    }
    out.unheard = (one - p.notice) * (one - reached_online);
    return out;
}
[[nodiscard]] inline standing_part standing_of(const parameters& p, const person& who, bool emergency) {
    return standing_of(p, who, sim::truth{emergency}, taste_scales_of(p));
}

// 1 - p_contact = (1 - A_k) exp(-invite I - invite_household I0): that nobody asks in person.
template <class Pack, class Rules>
[[gnu::always_inline]] inline typename Pack::real not_contacted(const Rules& p, const typename Pack::real& unvisited,
                                                                const typename Pack::real& asked,
                                                                const typename Pack::real& asked_at_home) {
    using real = typename Pack::real;
    return unvisited * sim::exp(real(0.0F - p.invite) * asked - real(p.invite_household) * asked_at_home);
}

// 1 - p_heard = (1 - notice)(1 - digital_reach * digital)(1 - habit_awareness h)(1 - volunteer_awareness * volunteer);
// `standing_unheard` are the first two.
template <class Pack, class Rules>
[[gnu::always_inline]] inline typename Pack::real not_heard(const Rules& p, const typename Pack::real& standing_unheard,
                                                            const typename Pack::real& engagement,
                                                            const typename Pack::mask& volunteer) {
    using real = typename Pack::real;
    const real others = standing_unheard * (real(1.0F) - real(p.habit_awareness) * engagement);
    return sim::select(volunteer, others * real(1.0F - p.volunteer_awareness), others);
}

template <class Pack>
struct utilities {
    typename Pack::real build, govern, share;
};

// What a resident brings to the choice from the weeks and years before.
template <class Pack>
struct own_past {
    typename Pack::real engagement, experience, fatigue;
    typename Pack::mask volunteer, recruited;
};

// U_ic of the three channels; `standing` are the standing parts, of one resident in all runs or of each lane.
template <class Pack, class Rules, class Standing, class Surroundings>
[[gnu::always_inline]] inline utilities<Pack> utilities_of(
    const Rules& p, const Standing& standing, const Surroundings& others, const typename Pack::real& institution_trust,
    const own_past<Pack>& own, const typename Pack::mask& contacted, const typename Pack::real& crowd) {
    using real = typename Pack::real;
    const real nothing(0.0F);
    const real common = real(p.b_social) * others.exposure +
                        real(p.b_neighbour) * (others.trust_in_others - real(0.5F)) +
                        real(p.b_institution) * (institution_trust - real(0.5F)) + real(p.b_habit) * own.engagement +
                        real(p.b_experience) * own.experience + sim::select(contacted, real(p.b_contact), nothing);
    const real tired = real(p.b_fatigue * (1.0F - p.support)) * own.fatigue;
    const real keen = sim::select(
        own.volunteer, sim::select(own.recruited, real(p.b_volunteer * p.recruit_drive), real(p.b_volunteer)), nothing);
    const auto company = [&](enum channel c) {
        return sim::select(others.company[index_of(c)], real(p.b_company + p.company), nothing);
    };
    return {real(standing[index_of(build)]) + common + company(build) + keen - tired,
            real(standing[index_of(govern)]) + common + company(govern),
            real(standing[index_of(share)]) + common + company(share) + crowd};
}

// P(c) = aware e^U_c / (1 + sum e^U_c'): a logit among the aware (McFadden 1974), with social interactions (Brock &
// Durlauf 2001). The largest exponent is taken out so that none overflows.
template <class Pack>
[[gnu::always_inline]] inline utilities<Pack> choice_probabilities(const typename Pack::real& aware,
                                                                   const utilities<Pack>& u) {
    using real = typename Pack::real;
    const real top = sim::max(sim::max(real(0.0F), u.build), sim::max(u.govern, u.share));
    const real b = sim::exp(u.build - top), g = sim::exp(u.govern - top), s = sim::exp(u.share - top);
    const real scale = aware / (sim::exp(real(0.0F) - top) + b + g + s);
    return {b * scale, g * scale, s * scale};
}

// The channel that u, uniform in [0, 1), picks: in the order build, govern, share, none.
template <class Pack>
[[gnu::always_inline]] inline typename Pack::word choose(const utilities<Pack>& p, const typename Pack::real& u) {
    using word = typename Pack::word;
    const auto first = p.build, second = p.build + p.govern, third = p.build + p.govern + p.share;
    return sim::select(u < first, word(build),
                       sim::select(u < second, word(govern), sim::select(u < third, word(share), word(none))));
}

}   // namespace COGOV_ISA
}   // namespace participation
