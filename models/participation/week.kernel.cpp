// The residents' week, ODD "Residents": one pass over a block does trust, service, awareness, choice, habit and
// volunteering for each resident in turn, so that a neighbour's word is fetched once. Compiled for each instruction set
// and for one and sixteen runs; nothing of the standard library may be instantiated here (sim/lanes.hpp says why).

#include "models/participation/choice.hpp"
#include "models/participation/service.hpp"
#include "models/participation/trust.hpp"
#include "models/participation/volunteers.hpp"
#include "models/participation/week_kernel.hpp"
#include "sim/lanes.hpp"

namespace participation {
inline namespace COGOV_ISA {

// Counts of a block in ten-bit fields: three to a word.
enum counter : unsigned char { took_part, joined_in, requests, reach, waits, counters };

template <class Pack>
struct block_sums {
    typename Pack::word counts[3][counters];
    typename Pack::word reals[3][total_count - total_aware];
};

template <class Pack>
[[gnu::always_inline]] inline void add(typename Pack::word& sum, const typename Pack::mask& yes, std::uint32_t one) {
    sum = sum + sim::select(yes, typename Pack::word(one), typename Pack::word(0U));
}

// A real in [0, 1] in whole steps, rounded.
template <class Pack>
[[gnu::always_inline]] inline typename Pack::word in_steps(const typename Pack::real& x, float step) {
    return sim::to_word(x * typename Pack::real(step) + typename Pack::real(0.5F));
}

template <class Pack>
void write_totals(const block_sums<Pack>& sums, std::uint64_t* totals) {
    constexpr std::size_t W = Pack::lanes;
    alignas(64) std::uint32_t lane[W];
    for (std::size_t b = 0; b < 3; ++b) {
        std::uint64_t* const out = totals + b * total_count * W;
        const auto spread = [&](counter from, const int(&to)[3]) {
            sim::store(lane, sums.counts[b][from]);
            for (int f = 0; f < 3; ++f)
                if (to[f] >= 0)
                    for (std::size_t l = 0; l < W; ++l)
                        out[static_cast<std::size_t>(to[f]) * W + l] = (lane[l] >> (10 * f)) & 1023U;
        };
        spread(took_part, {total_build, total_govern, total_share});
        spread(joined_in, {total_party, total_volunteers, total_opened});
        spread(requests, {total_served, total_unmet, total_open});
        spread(reach, {total_reached, total_reached_build, -1});
        sim::store(lane, sums.counts[b][waits]);
        for (std::size_t l = 0; l < W; ++l) out[total_waits * W + l] = lane[l];
        for (std::size_t k = total_aware; k < total_count; ++k) {
            sim::store(lane, sums.reals[b][k - total_aware]);
            for (std::size_t l = 0; l < W; ++l) out[k * W + l] = lane[l];
        }
    }
}

// Asks for the words of everybody that resident i is tied to.
template <class Pack>
[[gnu::always_inline]] inline void prefetch_others(const batch_arrays& a, std::size_t i) {
    for (std::size_t k = a.first[i * 4], end = a.first[i * 4 + 4]; k < end; ++k)
        __builtin_prefetch(a.last + static_cast<std::size_t>(a.to[k]) * Pack::lanes);
}

// One resident's intermediate numbers, kept as they were computed.
inline void tell(const resident_trace& t, std::size_t i, const surroundings<sim::pack<1>>& others, bool open,
                 float service_chance, float open_chance, float aware, const utilities<sim::pack<1>>& utility,
                 const utilities<sim::pack<1>>& chances, float leave, float recruit, bool volunteer,
                 const sim::four_words<std::uint32_t>& luck) {
    t.exposure[i] = others.exposure;
    t.asked[i] = others.asked;
    t.trust_in_others[i] = others.trust_in_others;
    t.p_served[i] = open ? service_chance : 0.0F;
    t.p_open[i] = open ? 0.0F : open_chance;
    t.aware[i] = aware;
    t.utility[i * 3] = utility.build;
    t.utility[i * 3 + 1] = utility.govern;
    t.utility[i * 3 + 2] = utility.share;
    t.p_channel[i * 3] = chances.build;
    t.p_channel[i * 3 + 1] = chances.govern;
    t.p_channel[i * 3 + 2] = chances.share;
    t.p_leave[i] = volunteer ? leave : 0.0F;
    t.p_recruit[i] = volunteer ? 0.0F : recruit;
    float* const uniforms[4] = {t.u_request, t.u_channel, t.u_leave, t.u_recruit};
    for (int n = 0; n < 4; ++n) uniforms[n][i] = sim::uniform(luck.w[n]);
}

template <class Pack>
void residents_week(const batch_arrays& a, const week_block& block, const resident_trace* told) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    using mask = typename Pack::mask;
    constexpr std::size_t W = Pack::lanes;
    const parameters& p = *block.in_force;
    const float demand = block.emergency ? 1.0F + p.emergency_demand : 1.0F;
    const float open_chance[3] = {sim::min(1.0F, p.request_young * demand), sim::min(1.0F, p.request_middle * demand),
                                  sim::min(1.0F, p.request_older * demand)};
    const word key_low = sim::load<Pack>(a.key_low), key_high = sim::load<Pack>(a.key_high);
    const real service_chance = sim::load<Pack>(block.community.service_chance),
               unheard = sim::load<Pack>(block.community.unheard);
    const real crowd = sim::load<Pack>(block.community.crowd), recruit = sim::load<Pack>(block.community.recruit);

    block_sums<Pack> sums;
    for (auto& band : sums.counts)
        for (auto& sum : band) sum = word(0U);
    for (auto& band : sums.reals)
        for (auto& sum : band) sum = word(0U);

    for (std::size_t i = block.first; i < block.last; ++i) {
        if (i + 2 < block.last) prefetch_others<Pack>(a, i + 2);
        const word before = sim::load<Pack>(a.last + i * W);
        const word own = sim::load<Pack>(a.own + i * W);
        const mask volunteer = (before & word(volunteer_bit)) != word(0U);
        const word waited = (before >> waiting_shift) & word(waiting_mask);
        const real engagement = sim::to_real(before >> engagement_shift) * real(engagement_unit);
        const real fatigue = sim::to_real(own >> fatigue_shift) * real(fatigue_unit);
        const std::size_t band = a.band[i];
        const bool party = a.party_member[i] != 0;

        const surroundings<Pack> others = meet_others<Pack>(p, i, before, a.first, a.to, a.last, a.trust);

        const auto luck = sim::philox_lanes<word>(a.id[i], block.week, luck_of_week, 0, key_low, key_high);
        const service_outcome<Pack> service = serve<Pack>(p, waited, sim::load<Pack>(a.institution_trust + i * W),
                                                          service_chance, open_chance[band], sim::uniform(luck.w[0]));
        sim::store(a.institution_trust + i * W, service.institution_trust);

        const float* const standing = a.standing + i * 4;
        const real aware = awareness<Pack>(p, standing[3], unheard, others.asked, engagement, volunteer);
        const utilities<Pack> utility =
            utilities_of<Pack>(p, standing, others.exposure, others.trust_in_others, service.institution_trust,
                               engagement, volunteer, fatigue, crowd);
        const utilities<Pack> chances = choice_probabilities<Pack>(aware, utility);
        const word channel = choose<Pack>(chances, sim::uniform(luck.w[1]));
        const mask takes_part = channel != word(none), builds = channel == word(build);

        const real engaged = move_to(engagement, p.habit_rate, sim::select(takes_part, real(1.0F), real(0.0F)));
        const real recruit_chance = sim::min(real(1.0F), recruit * real(recruit_weight(p, party, band == 2)));
        const mask volunteers = next_volunteer<Pack>(p, volunteer, builds, fatigue, recruit_chance,
                                                     sim::uniform(luck.w[2]), sim::uniform(luck.w[3]));
        const real tired = move_to(fatigue, p.fatigue_rate, sim::select(builds, real(1.0F), real(0.0F)));

        if constexpr (W == 1)
            if (told != nullptr)
                tell(*told, i, others, waited != 0U, service_chance, open_chance[band], aware, utility, chances,
                     leave_chance<Pack>(p, fatigue), recruit_chance, volunteer.bits, luck);

        const word engaged_word = in_steps<Pack>(engaged, engagement_one);
        sim::store(a.next + i * W, (engaged_word << engagement_shift) | (service.waiting << waiting_shift) |
                                       sim::select(volunteers, word(volunteer_bit), word(0U)) | channel);

        const auto weeks_since = [&](const word& since, const mask& now) {
            return sim::select(now, word(0U), sim::select(since < word(since_mask), since + word(1U), since));
        };
        const word since = weeks_since(own & word(since_mask), takes_part);
        const word since_build = weeks_since((own >> since_build_shift) & word(since_mask), builds);
        sim::store(a.own + i * W, (in_steps<Pack>(tired, fatigue_one) << fatigue_shift) | (own & word(last_year_bit)) |
                                      (since_build << since_build_shift) | since);

        word(&counts)[counters] = sums.counts[band];
        counts[took_part] = counts[took_part] + sim::select(builds, word(1U), word(0U)) +
                            sim::select(channel == word(govern), word(1U << 10U), word(0U)) +
                            sim::select(channel == word(share), word(1U << 20U), word(0U));
        if (party) add<Pack>(counts[joined_in], takes_part, 1U);
        add<Pack>(counts[joined_in], volunteers, 1U << 10U);
        add<Pack>(counts[joined_in], service.opened, 1U << 20U);
        add<Pack>(counts[requests], service.served, 1U);
        add<Pack>(counts[requests], service.unmet, 1U << 10U);
        add<Pack>(counts[requests], service.waiting != word(0U), 1U << 20U);
        add<Pack>(counts[reach], since < word(52U), 1U);
        add<Pack>(counts[reach], since_build < word(52U), 1U << 10U);
        counts[waits] = counts[waits] + sim::select(service.served, waited, word(0U));
        word(&reals)[total_count - total_aware] = sums.reals[band];
        const auto sum = [&](total which, const real& x, float step) {
            reals[which - total_aware] = reals[which - total_aware] + in_steps<Pack>(x, step);
        };
        const real stored = sim::to_real(engaged_word) * real(engagement_unit);
        sum(total_aware, aware, real_step);
        sum(total_engagement, stored, real_step);
        sum(total_engagement_sq, stored * stored, real_step);
        sum(total_institution, service.institution_trust, real_step);
        sum(total_institution_sq, service.institution_trust * service.institution_trust, real_step);
        sum(total_others, others.trust_in_others, real_step);
        sum(total_others_sq, others.trust_in_others * others.trust_in_others, real_step);
        sum(total_neighbour, others.neighbour_trust, neighbour_step);
    }
    write_totals<Pack>(sums, block.totals);
}

template <class Pack>
void tally(const batch_arrays& a, std::size_t first, std::size_t last, tallies* into) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    word counts[class_count], volunteers[class_count];
    for (std::size_t c = 0; c < class_count; ++c) counts[c] = volunteers[c] = word(0U);
    for (std::size_t i = first; i < last; ++i) {
        const word before = sim::load<Pack>(a.last + i * W);
        const word channel = before & word(channel_mask);
        word& count = counts[a.kind[i]];
        add<Pack>(count, (before & word(waiting_mask << waiting_shift)) != word(0U), 1U);
        add<Pack>(count, channel == word(build), 1U << 10U);
        add<Pack>(count, channel == word(share), 1U << 20U);
        add<Pack>(volunteers[a.kind[i]], (before & word(volunteer_bit)) != word(0U), 1U);
    }
    alignas(64) std::uint32_t lane[W];
    for (std::size_t c = 0; c < class_count; ++c) {
        sim::store(lane, counts[c]);
        for (std::size_t l = 0; l < W; ++l) {
            into[l].open[c] = lane[l] & 1023U;
            into[l].builders[c] = (lane[l] >> 10U) & 1023U;
            into[l].sharers[c] = lane[l] >> 20U;
        }
        sim::store(lane, volunteers[c]);
        for (std::size_t l = 0; l < W; ++l) into[l].volunteers[c] = lane[l];
    }
}

// The quantile at u from a table of equal steps, linear in between; lane by lane, since tables are looked up rarely.
template <class Pack>
typename Pack::real quantile(const float* table, const typename Pack::word& luck) {
    constexpr std::size_t W = Pack::lanes;
    alignas(64) std::uint32_t bits[W];
    alignas(64) float low[W], high[W];
    sim::store(bits, luck);
    for (std::size_t l = 0; l < W; ++l) {
        const std::uint32_t at = bits[l] >> 20U;   // 12 bits choose the step, 20 the place in it
        low[l] = table[at];
        high[l] = table[at + 1];
    }
    using real = typename Pack::real;
    const real within = sim::to_real(luck & typename Pack::word(0xFFFFFU)) * real(0x1p-20F);
    const real a = sim::load<Pack>(low), b = sim::load<Pack>(high);
    return a + (b - a) * within;
}

template <class Pack>
void start_residents(const batch_arrays& a, std::size_t first, std::size_t last, std::uint32_t week,
                     float volunteer_share, const float* institution_quantiles) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word key_low = sim::load<Pack>(a.key_low), key_high = sim::load<Pack>(a.key_high);
    for (std::size_t i = first; i < last; ++i) {
        const auto luck = sim::philox_lanes<word>(a.id[i], week, luck_of_start, 0, key_low, key_high);
        sim::store(a.institution_trust + i * W, quantile<Pack>(institution_quantiles, luck.w[0]));
        sim::store(a.next + i * W, sim::select(sim::uniform(luck.w[1]) < typename Pack::real(volunteer_share),
                                               word(volunteer_bit), word(0U)));
        sim::store(a.own + i * W, word(never));
    }
}

template <class Pack>
void start_trust(const batch_arrays& a, std::uint32_t from, std::size_t first, std::size_t last, std::uint32_t layer,
                 std::uint32_t week, const float* quantiles) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word key_low = sim::load<Pack>(a.key_low), key_high = sim::load<Pack>(a.key_high);
    for (std::size_t k = first; k < last; ++k) {
        const auto luck =
            sim::philox_lanes<word>(a.id[from], week, luck_of_trust + (layer << 8U), a.id[a.to[k]], key_low, key_high);
        sim::store(a.trust + k * W, quantile<Pack>(quantiles, luck.w[0]));
    }
}

const week_kernels one_run{residents_week<sim::pack<1>>, tally<sim::pack<1>>, start_residents<sim::pack<1>>,
                           start_trust<sim::pack<1>>};
const week_kernels sixteen_runs{residents_week<sim::pack<16>>, tally<sim::pack<16>>, start_residents<sim::pack<16>>,
                                start_trust<sim::pack<16>>};

const week_kernels& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace participation
