// The residents' week, ODD "Residents": one pass over a block does trust, service, awareness, choice, habit and
// volunteering for each resident in turn, so that a neighbour's word is fetched once. Compiled for each instruction set
// and for one and sixteen runs; nothing of the standard library may be instantiated here (sim/engine/lanes.hpp says why).

#include "models/participation/week.kernel.hpp"

#include "models/participation/choice.hpp"
#include "models/participation/service.hpp"
#include "models/participation/trust.hpp"
#include "models/participation/volunteers.hpp"
#include "sim/engine/lanes.hpp"
#include "sim/engine/rows.hpp"

namespace participation {
inline namespace COGOV_ISA {

// Counts of a block in ten-bit fields, three to a word; weeks waited are one sum.
enum counter : unsigned char { took_part, party_took_part, joined_in, requests, reach, groups, waits, counters };

template <class Pack>
struct block_sums {
    typename Pack::word counts[band_count][counters];
    typename Pack::word reals[band_count][total_count - total_aware];
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
    for (std::size_t b = 0; b < band_count; ++b) {
        std::uint64_t* const out = totals + b * total_count * W;
        const auto spread = [&]<std::size_t N>(const typename Pack::word& from, const total(&to)[N]) {
            sim::store(lane, from);
            for (std::size_t f = 0; f < N; ++f)
                for (std::size_t l = 0; l < W; ++l)
                    out[static_cast<std::size_t>(to[f]) * W + l] = (lane[l] >> (10 * f)) & 1023U;
        };
        const auto& counts = sums.counts[b];
        spread(counts[party_took_part], {total_party_build, total_party_govern, total_party_share});
        spread(counts[took_part] - counts[party_took_part],   // field by field: none of them is less
               {total_others_build, total_others_govern, total_others_share});
        spread(counts[joined_in], {total_volunteers, total_opened});
        spread(counts[requests], {total_served, total_unmet, total_open});
        spread(counts[reach], {total_reached, total_reached_build, total_contacted});
        spread(counts[groups], {total_female, total_employed, total_carer});
        sim::store(lane, sums.counts[b][waits]);
        for (std::size_t l = 0; l < W; ++l) out[total_waits * W + l] = lane[l];
        for (std::size_t k = total_aware; k < total_count; ++k) {
            sim::store(lane, sums.reals[b][k - total_aware]);
            for (std::size_t l = 0; l < W; ++l) out[k * W + l] = lane[l];
        }
    }
}

// Asks for the numbers of resident i; those of their ties are asked for where ties are gone through.
template <class Pack>
[[gnu::always_inline]] inline void prefetch_resident(const batch_arrays& a, std::size_t i) {
    if constexpr (Pack::lanes == 1) return;   // sixteen residents share a line
    __builtin_prefetch(a.own + i * Pack::lanes, 1);
    __builtin_prefetch(a.years + i * Pack::lanes, 1);
    __builtin_prefetch(a.institution_trust + i * Pack::lanes, 1);
    __builtin_prefetch(a.next + i * Pack::lanes, 1);
}

// Reads the processor's clock between phases, for whoever wants to know. Compiler and processor let neighbouring phases
// overlap, so what belongs to which is about right, the whole exact.
class lap_clock {
public:
    explicit lap_clock(std::uint64_t* into) : into_{into}, last_{into == nullptr ? 0 : now()} {}
    [[gnu::always_inline]] void lap(resident_phase phase) {
        if (into_ == nullptr) return;
        const std::uint64_t at = now();
        into_[phase] += at - last_;
        last_ = at;
    }

private:
    static std::uint64_t now() {
#if defined(__x86_64__)
        return __rdtsc();
#else
        return 0;
#endif
    }
    std::uint64_t* into_;
    std::uint64_t last_;
};

// Parameters that differ from lane to lane.
template <class Pack>
using parameters_by_lane = parameters_of<typename Pack::real>;
template <class Pack>
[[gnu::always_inline]] inline parameters_by_lane<Pack> by_lane(const parameters* of_lanes) {
    static_assert(sizeof(parameters_by_lane<Pack>) == parameter_count * sizeof(typename Pack::real));
    parameters_by_lane<Pack> all;
    alignas(64) float lane[Pack::lanes];
    for (std::size_t x = 0; x < parameter_count; ++x) {
        for (std::size_t l = 0; l < Pack::lanes; ++l)
            __builtin_memcpy(&lane[l], reinterpret_cast<const char*>(of_lanes + l) + x * sizeof(float), sizeof(float));
        __builtin_memcpy(reinterpret_cast<char*>(&all) + x * sizeof lane, lane, sizeof lane);
    }
    return all;
}

// What the week of a block has in common: `Value` is a number where parameters are the same in all lanes.
template <class Pack, class Value>
struct block_week {
    Value open_chance[band_count + 1];   // by band; sim::pick takes tables of four
    Value rest[band_count + 1];          // of institution trust, by band
    Value recruited[4];                  // the weight of recruiting: members of the party 1, the older 2 further
    typename Pack::real service_chance, unvisited, crowd, recruit, experience_rate;
};
[[gnu::always_inline]] constexpr std::size_t recruited_as(bool party_member, std::size_t band) {
    return (party_member ? 1U : 0U) + (band == older ? 2U : 0U);
}

template <class Pack, class Rules, class Value>
[[gnu::always_inline]] inline block_week<Pack, Value> week_of(const Rules& p, const Value& demand,
                                                              const week_block& block) {
    const community_lanes& here = block.community;
    const Value one(1.0F), zero(0.0F);
    return {.open_chance = {sim::min(one, p.request_young * demand), sim::min(one, p.request_middle * demand),
                            sim::min(one, p.request_older * demand), zero},
            .rest = {sim::clip(p.v_prior_young + p.v_shift, 0.0F, 1.0F),
                     sim::clip(p.v_prior_middle + p.v_shift, 0.0F, 1.0F),
                     sim::clip(p.v_prior_older + p.v_shift, 0.0F, 1.0F), zero},
            .recruited = {recruit_weight(p, false, false), recruit_weight(p, true, false),
                          recruit_weight(p, false, true), recruit_weight(p, true, true)},
            .service_chance = sim::load<Pack>(here.service_chance),
            .unvisited = sim::load<Pack>(here.unvisited),
            .crowd = sim::load<Pack>(here.crowd),
            .recruit = sim::load<Pack>(here.recruit),
            .experience_rate = sim::load<Pack>(here.experience_rate)};
}

// One resident in all runs of a pack, or sixteen residents of one run: what they start the week with ...
template <class Pack>
struct starting {
    typename Pack::word before, own, years;
    typename Pack::real institution_trust;
    surroundings<Pack> others;
    sim::four_words<typename Pack::word> luck;
};

// ... and what becomes of them.
template <class Pack>
struct lived {
    typename Pack::word next, own, years, channel, waited, since, since_build;
    typename Pack::real p_contact, p_heard, aware, engaged, recruit_chance;   // engaged as stored
    typename Pack::mask hard;                                                 // before
    typename Pack::mask contacted, takes_part, builds, volunteers;
    own_past<Pack> past;
    service_outcome<Pack> service;
    utilities<Pack> utility, chances;
};

// `standing`: three channels' standing utility and the chance not to hear; `recruited`: the weight of recruiting.
template <class Pack, class Rules, class Week, class Standing>
[[gnu::always_inline]] inline lived<Pack> live(const Rules& p, const Week& here, const starting<Pack>& from,
                                               const Standing& standing, const typename Pack::real& open_chance,
                                               const typename Pack::real& rest, const typename Pack::real& recruited,
                                               lap_clock& clock) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    using mask = typename Pack::mask;
    lived<Pack> to;
    own_past<Pack>& past = to.past;
    past.volunteer = is_in<field::volunteer>(from.before);
    past.recruited = is_in<field::recruited>(from.years);
    past.engagement = sim::to_real(number_in<field::engagement>(from.before)) * real(engagement_unit);
    past.experience = sim::to_real(number_in<field::experience>(from.years)) * real(experience_unit);
    past.fatigue = sim::to_real(number_in<field::fatigue>(from.own)) * real(fatigue_unit);
    to.waited = number_in<field::waiting>(from.before);
    to.hard = is_in<field::hard>(from.before);
    to.service = serve<Pack>(p, to.waited, to.hard, from.institution_trust, here.service_chance, open_chance, rest,
                             sim::uniform(from.luck.w[luck_request]));
    clock.lap(phase_service);
    const real uncontacted = not_contacted<Pack>(p, here.unvisited, from.others.asked, from.others.asked_at_home);
    const real unheard = not_heard<Pack>(p, real(standing[standing_unheard]), past.engagement, past.volunteer);
    to.p_contact = real(1.0F) - uncontacted;
    to.p_heard = real(1.0F) - unheard;
    to.aware = real(1.0F) - uncontacted * unheard;
    to.contacted = mask(sim::uniform(from.luck.w[luck_contact]) < to.p_contact);
    const mask forced = mask(real(standing[standing_unheard]) < real(0.0F));
    if (sim::any(forced)) {
        to.contacted = to.contacted | forced;
        to.p_contact = sim::select(forced, real(1.0F), to.p_contact);
        to.aware = sim::select(forced, real(1.0F), to.aware);
    }
    clock.lap(phase_awareness);
    to.utility =
        utilities_of<Pack>(p, standing, from.others, to.service.institution_trust, past, to.contacted, here.crowd);
    to.chances = choice_probabilities<Pack>(sim::select(to.contacted, real(1.0F), to.p_heard), to.utility);
    const real u_channel = sim::uniform(from.luck.w[luck_channel]);
    to.channel = choose<Pack>(to.chances, u_channel);
    clock.lap(phase_choice);
    to.takes_part = to.channel != word(none);
    to.builds = to.channel == word(build);

    const real one_or_none = sim::select(to.takes_part, real(1.0F), real(0.0F));
    const real engaged = move_to(past.engagement, p.habit_rate, one_or_none);
    const real experienced = move_to(past.experience, here.experience_rate, one_or_none);
    to.recruit_chance = sim::min(real(1.0F), here.recruit * recruited);
    // Build comes first in what u_channel picks from, so below P(build) it is uniform there.
    const volunteering<Pack> then = next_volunteer<Pack>(
        p, past.volunteer, past.recruited, mask(u_channel < to.chances.build * real(p.register_rate)), past.fatigue,
        to.recruit_chance, sim::uniform(from.luck.w[luck_leave_or_recruit]));
    to.volunteers = then.volunteers;
    const real tired = move_to(past.fatigue, p.fatigue_rate, sim::select(to.builds, real(1.0F), real(0.0F)));

    const word engaged_word = in_steps<Pack>(engaged, engagement_one);
    to.engaged = sim::to_real(engaged_word) * real(engagement_unit);
    to.next =
        put_in<field::engagement>(engaged_word) | sim::select(to.service.hard, word(bits_of(field::hard)), word(0U)) |
        put_in<field::waiting>(to.service.waiting) |
        sim::select(to.volunteers, word(bits_of(field::volunteer)), word(0U)) | put_in<field::channel>(to.channel);
    to.years = put_in<field::experience>(in_steps<Pack>(experienced, experience_one)) |
               sim::select(then.recruited, word(bits_of(field::recruited)), word(0U));
    const auto weeks_since = [&](const word& since, const mask& now) {
        return sim::select(now, word(0U), sim::select(since < word(largest(field::since)), since + word(1U), since));
    };
    to.since = weeks_since(number_in<field::since>(from.own), to.takes_part);
    to.since_build = weeks_since(number_in<field::since_build>(from.own), to.builds);
    to.own = put_in<field::fatigue>(in_steps<Pack>(tired, fatigue_one)) |
             (from.own & word(bits_of(field::took_part_last_year))) | put_in<field::since_build>(to.since_build) |
             put_in<field::since>(to.since);
    clock.lap(phase_habit);
    return to;
}

// One resident's intermediate numbers, kept as they were computed; a draw that another decides too as it is within that.
inline void tell(const resident_trace& t, std::size_t i, const parameters& p,
                 const block_week<sim::pack<1>, float>& here, float open_chance, const starting<sim::pack<1>>& from,
                 const lived<sim::pack<1>>& week) {
    const surroundings<sim::pack<1>>& others = from.others;
    const own_past<sim::pack<1>>& past = week.past;
    const bool open = week.waited != 0U, volunteer = past.volunteer.bits;
    t.exposure[i] = others.exposure;
    t.asked[i] = others.asked;
    t.asked_at_home[i] = others.asked_at_home;
    for (std::size_t c = 0; c < channel_count; ++c)
        t.company[i * channel_count + c] = sim::select(others.company[c], 1.0F, 0.0F);
    t.trust_in_others[i] = others.trust_in_others;
    t.p_served[i] = open ? (week.hard.bits ? p.hard_factor : 1.0F) * here.service_chance : 0.0F;
    t.p_open[i] = open ? 0.0F : open_chance;
    t.p_hard[i] = open ? 0.0F : p.hard_share;
    t.p_contact[i] = week.p_contact;
    t.p_heard[i] = week.p_heard;
    t.aware[i] = week.aware;
    t.contacted[i] = sim::select(week.contacted, 1.0F, 0.0F);
    const auto by_channel = [&](float* to, const utilities<sim::pack<1>>& of) {
        to[i * channel_count + index_of(build)] = of.build;
        to[i * channel_count + index_of(govern)] = of.govern;
        to[i * channel_count + index_of(share)] = of.share;
    };
    by_channel(t.utility, week.utility);
    by_channel(t.p_channel, week.chances);
    t.p_leave[i] = volunteer ? leave_chance<sim::pack<1>>(p, past.fatigue) : 0.0F;
    t.p_register[i] = volunteer ? 0.0F : p.register_rate;
    t.p_recruit[i] = volunteer ? 0.0F : week.recruit_chance;
    t.u_request[i] = sim::uniform(from.luck.w[luck_request]);
    t.u_hard[i] = open_chance > 0.0F ? t.u_request[i] / open_chance : 1.0F;
    t.u_channel[i] = sim::uniform(from.luck.w[luck_channel]);
    t.u_contact[i] = sim::uniform(from.luck.w[luck_contact]);
    t.u_leave[i] = t.u_recruit[i] = sim::uniform(from.luck.w[luck_leave_or_recruit]);
    t.u_register[i] = week.chances.build > 0.0F ? t.u_channel[i] / week.chances.build : 1.0F;
}

// Adds a week lived to the sums: of all lanes, or of those that count.
template <class Pack, bool Masked>
[[gnu::always_inline]] inline void add_up(typename Pack::word (&counts)[counters],
                                          typename Pack::word (&reals)[total_count - total_aware],
                                          const lived<Pack>& week, const surroundings<Pack>& others,
                                          const typename Pack::mask& counting, const typename Pack::mask& party,
                                          const typename Pack::word& in_groups) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    using mask = typename Pack::mask;
    const auto one = [&](const mask& yes, int shift) { return sim::select(yes, word(1U << shift), word(0U)); };
    const auto count = [&](counter which, const word& x) {
        counts[which] = counts[which] + (Masked ? sim::select(counting, x, word(0U)) : x);
    };
    const word taken =
        one(week.builds, 0) + one(week.channel == word(govern), 10) + one(week.channel == word(share), 20);
    count(took_part, taken);
    count(party_took_part, sim::select(party, taken, word(0U)));
    count(joined_in, one(week.volunteers, 0) + one(week.service.opened, 10));
    count(requests,
          one(week.service.served, 0) + one(week.service.unmet, 10) + one(week.service.waiting != word(0U), 20));
    count(reach, one(week.since < word(52U), 0) + one(week.since_build < word(52U), 10) + one(week.contacted, 20));
    count(groups, sim::select(week.takes_part, in_groups, word(0U)));
    count(waits, sim::select(week.service.served, week.waited, word(0U)));
    const auto sum = [&](total which, const real& x, float step) {
        word& into = reals[which - total_aware];
        const word steps = sim::to_word(sim::add_exact_product(x, real(step), real(0.5F)));   // a power of two
        into = into + (Masked ? sim::select(counting, steps, word(0U)) : steps);
    };
    const real& trust = week.service.institution_trust;
    sum(total_aware, week.aware, real_step);
    sum(total_engagement, week.engaged, real_step);
    sum(total_engagement_sq, week.engaged * week.engaged, real_step);
    sum(total_institution, trust, real_step);
    sum(total_institution_sq, trust * trust, real_step);
    sum(total_others, others.trust_in_others, real_step);
    sum(total_others_sq, others.trust_in_others * others.trust_in_others, real_step);
    sum(total_neighbour, others.neighbour_trust, neighbour_step);
}

template <class Pack>
[[gnu::always_inline]] inline void clear(block_sums<Pack>& sums) {
    for (auto& band : sums.counts)
        for (auto& sum : band) sum = typename Pack::word(0U);
    for (auto& band : sums.reals)
        for (auto& sum : band) sum = typename Pack::word(0U);
}

// The standing utilities of resident i: the same in all lanes, or each lane's own.
struct standing_by_lane {
    sim::reals of[standing_count];
    [[gnu::always_inline]] const sim::reals& operator[](std::size_t x) const { return of[x]; }
};
[[gnu::always_inline]] inline const float* standing_at(const batch_arrays& a, std::size_t i, const parameters&) {
    return a.standing + i * standing_count;
}
[[gnu::always_inline]] inline standing_by_lane standing_at(const batch_arrays& a, std::size_t i,
                                                           const parameters_by_lane<sixteen>&) {
    standing_by_lane out;
    for (std::size_t x = 0; x < standing_count; ++x)
        out.of[x] = sim::load<sixteen>(a.standing + (i * standing_count + x) * sixteen::lanes);
    return out;
}

// Residents first ... last - 1 one after another, each in all runs of the pack.
template <class Pack, class Rules, class Value>
[[gnu::always_inline]] inline void residents_in_turn(const batch_arrays& a, const week_block& block, const Rules& p,
                                                     const Value& demand, std::size_t first, std::size_t last,
                                                     block_sums<Pack>& sums, const resident_trace* told) {
    using real = typename Pack::real;
    using mask = typename Pack::mask;
    constexpr std::size_t W = Pack::lanes;
    const block_week<Pack, Value> here = week_of<Pack>(p, demand, block);
    const auto key_low = sim::load<Pack>(a.key_low), key_high = sim::load<Pack>(a.key_high);
    const real nothing(0.0F);
    const mask all = nothing < real(1.0F), nobody = real(1.0F) < nothing;
    const std::size_t until = a.first[last * layer_count];
    lap_clock clock{block.ticks};
    for (std::size_t i = first; i < last; ++i) {
        if (i + 4 < last) prefetch_resident<Pack>(a, i + 4);
        starting<Pack> from;
        from.before = sim::load<Pack>(a.last + i * W);
        from.own = sim::load<Pack>(a.own + i * W);
        from.years = sim::load<Pack>(a.years + i * W);
        from.institution_trust = sim::load<Pack>(a.institution_trust + i * W);
        from.others = meet_others<Pack>(p, i, from.before, a.first, a.to, a.last, a.trust, until);
        clock.lap(phase_trust);
        from.luck = sim::philox_lanes<typename Pack::word>(a.id[i], block.week, luck_of_week, 0, key_low, key_high);
        clock.lap(phase_luck);
        const std::size_t band = a.band[i];
        const bool party = a.party_member[i] != 0;
        const lived<Pack> week =
            live<Pack>(p, here, from, standing_at(a, i, p), real(here.open_chance[band]), real(here.rest[band]),
                       real(here.recruited[recruited_as(party, band)]), clock);
        sim::store(a.institution_trust + i * W, week.service.institution_trust);
        sim::store(a.next + i * W, week.next);
        sim::store(a.own + i * W, week.own);
        sim::store(a.years + i * W, week.years);
        if constexpr (W == 1)
            if (told != nullptr) tell(*told, i, p, here, here.open_chance[band], from, week);
        add_up<Pack, false>(sums.counts[band], sums.reals[band], week, from.others, all, party ? all : nobody,
                            typename Pack::word(a.groups[i]));
        clock.lap(phase_sums);
    }
}

template <class Pack>
void residents_week(const batch_arrays& a, const week_block& block, const resident_trace* told) {
    block_sums<Pack> sums;
    clear(sums);
    const auto live_by = [&](const auto& rules, const auto& demand) {
        residents_in_turn<Pack>(a, block, rules, demand, block.first, block.last, sums, told);
    };
    bool done = false;
    if constexpr (Pack::lanes > 1) {
        if (block.by_lane) {
            live_by(by_lane<Pack>(block.in_force), sim::load<Pack>(block.community.demand));
            done = true;
        }
    }
    if (!done) live_by(*block.in_force, block.community.demand[0]);
    write_totals<Pack>(sums, block.totals);
}

// --- one run: sixteen residents side by side -----------------------------------------------------------------------

// Sums over the lanes: whole numbers, so their order does not matter.
inline void add_lanes(const block_sums<sixteen>& from, block_sums<sim::pack<1>>& into) {
    const auto total = [](const sim::words& x) {
        alignas(64) std::uint32_t lane[16];
        sim::store(lane, x);
        std::uint32_t sum = 0;
        for (const std::uint32_t one : lane) sum += one;
        return sum;
    };
    for (std::size_t b = 0; b < band_count; ++b) {
        for (std::size_t c = 0; c < counters; ++c) into.counts[b][c] += total(from.counts[b][c]);
        for (std::size_t c = 0; c < total_count - total_aware; ++c) into.reals[b][c] += total(from.reals[b][c]);
    }
}

void residents_week_of_one_run(const batch_arrays& a, const week_block& block, const resident_trace* told) {
    using sim::reals;
    using sim::words;
    if (told != nullptr) return residents_week<sim::pack<1>>(a, block, told);
    const parameters& p = *block.in_force;
    const float demand = block.community.demand[0];
    const block_week<sim::pack<1>, float> one = week_of<sim::pack<1>>(p, demand, block);
    block_week<sixteen, float> here{.open_chance = {},
                                    .rest = {},
                                    .recruited = {},
                                    .service_chance = reals(one.service_chance),
                                    .unvisited = reals(one.unvisited),
                                    .crowd = reals(one.crowd),
                                    .recruit = reals(one.recruit),
                                    .experience_rate = reals(one.experience_rate)};
    for (std::size_t x = 0; x < 4; ++x) {
        here.open_chance[x] = one.open_chance[x];
        here.rest[x] = one.rest[x];
        here.recruited[x] = one.recruited[x];
    }
    block_sums<sim::pack<1>> sums;
    block_sums<sixteen> wide;
    clear(sums);
    clear(wide);
    ties_of_sixteen ties{};
    lap_clock clock{block.ticks};
    std::size_t i = block.first;
    for (; i + 16 <= block.last; i += 16) {
        starting<sixteen> from;
        from.before = sim::load_anywhere<words>(a.last + i);
        if (!meet_side_by_side(p, a, i, block.last, from.before, ties, from.others)) {
            residents_in_turn<sim::pack<1>>(a, block, p, demand, i, i + 16, sums, nullptr);
            clock = lap_clock{block.ticks};
            continue;
        }
        clock.lap(phase_trust);
        alignas(64) std::uint32_t bands[16], parties[16];
        for (std::size_t r = 0; r < 16; ++r) {
            bands[r] = a.band[i + r];
            parties[r] = a.party_member[i + r];
        }
        const words band = sim::load<sixteen>(bands), party = sim::load<sixteen>(parties);
        const sim::masks is_party = party != words(0U);
        from.own = sim::load_anywhere<words>(a.own + i);
        from.years = sim::load_anywhere<words>(a.years + i);
        from.institution_trust = sim::load_anywhere<reals>(a.institution_trust + i);
        from.luck = sim::philox_counters(sim::load_anywhere<words>(a.id + i), block.week, luck_of_week, 0, *a.key_low,
                                         *a.key_high);
        clock.lap(phase_luck);
        reals standing[standing_count];
        alignas(64) float turned[standing_count][16];
        sim::turn_table(a.standing + i * standing_count, turned);
        for (std::size_t c = 0; c < standing_count; ++c) standing[c] = sim::load<sixteen>(turned[c]);
        const words weighing =
            sim::select(is_party, words(1U), words(0U)) + sim::select(band == words(older), words(2U), words(0U));
        const lived<sixteen> week =
            live<sixteen>(p, here, from, standing, sim::pick(here.open_chance, band), sim::pick(here.rest, band),
                          sim::pick(here.recruited, weighing), clock);
        sim::store_anywhere(a.institution_trust + i, week.service.institution_trust);
        sim::store_anywhere(a.next + i, week.next);
        sim::store_anywhere(a.own + i, week.own);
        sim::store_anywhere(a.years + i, week.years);
        const words in_groups = sim::load_anywhere<words>(a.groups + i);
        for (std::uint32_t b = 0; b < band_count; ++b)
            add_up<sixteen, true>(wide.counts[b], wide.reals[b], week, from.others, band == words(b), is_party,
                                  in_groups);
        clock.lap(phase_sums);
    }
    residents_in_turn<sim::pack<1>>(a, block, p, demand, i, block.last, sums, nullptr);
    add_lanes(wide, sums);
    write_totals<sim::pack<1>>(sums, block.totals);
}

template <class Pack>
void tally(const batch_arrays& a, std::size_t first, std::size_t last, tallies* into) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    word counts[class_count], volunteers[class_count];   // in ten-bit fields
    for (std::size_t c = 0; c < class_count; ++c) counts[c] = volunteers[c] = word(0U);
    for (std::size_t i = first; i < last; ++i) {
        const word before = sim::load<Pack>(a.last + i * W);
        const word channel = number_in<field::channel>(before);
        word& count = counts[a.kind[i]];
        add<Pack>(count, is_in<field::waiting>(before), 1U);
        add<Pack>(count, channel == word(build), 1U << 10U);
        add<Pack>(count, channel == word(share), 1U << 20U);
        add<Pack>(volunteers[a.kind[i]], is_in<field::volunteer>(before), 1U);
        add<Pack>(volunteers[a.kind[i]], is_in<field::hard>(before), 1U << 10U);
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
        for (std::size_t l = 0; l < W; ++l) {
            into[l].volunteers[c] = lane[l] & 1023U;
            into[l].hard[c] = lane[l] >> 10U;
        }
    }
}

// The quantile at u from each lane's table of equal steps, linear in between; lane by lane, since tables are looked up
// rarely.
template <class Pack, class TableOf>
typename Pack::real quantile(const TableOf& table_of, const typename Pack::word& luck) {
    constexpr std::size_t W = Pack::lanes;
    alignas(64) std::uint32_t bits[W];
    alignas(64) float low[W], high[W];
    sim::store(bits, luck);
    for (std::size_t l = 0; l < W; ++l) {
        const std::uint32_t at = bits[l] >> 20U;   // 12 bits choose the step, 20 the place in it
        const float* const table = table_of(l);
        low[l] = table[at];
        high[l] = table[at + 1];
    }
    using real = typename Pack::real;
    const real within = sim::to_real(luck & typename Pack::word(0xFFFFFU)) * real(0x1p-20F);
    const real a = sim::load<Pack>(low), b = sim::load<Pack>(high);
    return a + (b - a) * within;
}

template <class Pack>
void stand(const person* who, std::size_t people, const parameters* of_lanes, const std::uint32_t* emergency,
           float* standing) {
    const parameters_by_lane<Pack> p = by_lane<Pack>(of_lanes);
    const auto scales = taste_scales_of(p);
    const typename Pack::mask in_emergency = sim::load<Pack>(emergency) != typename Pack::word(0U);
    for (std::size_t i = 0; i < people; ++i) {
        const auto part = standing_of(p, who[i], in_emergency, scales);
        float* const to = standing + i * standing_count * Pack::lanes;
        for (std::size_t c = 0; c < channel_count; ++c) sim::store(to + c * Pack::lanes, part.utility[c]);
        sim::store(to + standing_unheard * Pack::lanes, part.unheard);
    }
}

template <class Pack>
void start_residents(const batch_arrays& a, std::size_t first, std::size_t last, std::uint32_t week,
                     const start_rules* of_lanes, bool may_volunteer) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    alignas(64) float shares[W];
    for (std::size_t l = 0; l < W; ++l) shares[l] = may_volunteer ? of_lanes[l].volunteer_share : 0.0F;
    const auto volunteer_share = sim::load<Pack>(shares);
    const word key_low = sim::load<Pack>(a.key_low), key_high = sim::load<Pack>(a.key_high);
    for (std::size_t i = first; i < last; ++i) {
        const auto luck = sim::philox_lanes<word>(a.id[i], week, luck_of_start, 0, key_low, key_high);
        sim::store(a.institution_trust + i * W,
                   quantile<Pack>([&](std::size_t l) { return of_lanes[l].institution[a.band[i]]; }, luck.w[0]));
        sim::store(a.next + i * W,
                   sim::select(sim::uniform(luck.w[1]) < volunteer_share, word(bits_of(field::volunteer)), word(0U)));
        sim::store(a.own + i * W, word(never));
        sim::store(a.years + i * W, word(0U));
    }
}

template <class Pack>
void start_trust(const batch_arrays& a, std::uint32_t from, std::size_t first, std::size_t last, std::uint32_t layer,
                 std::uint32_t week, const start_rules* of_lanes) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word key_low = sim::load<Pack>(a.key_low), key_high = sim::load<Pack>(a.key_high);
    for (std::size_t k = first; k < last; ++k) {
        const auto luck =
            sim::philox_lanes<word>(a.id[from], week, luck_of_trust + (layer << 8U), a.id[a.to[k]], key_low, key_high);
        sim::store(a.trust + k * W, quantile<Pack>([&](std::size_t l) { return of_lanes[l].trust[layer]; }, luck.w[0]));
    }
}

template <class Pack>
constexpr week_kernels kernels_of(decltype(week_kernels::residents) residents) {
    return {residents, stand<Pack>, tally<Pack>, start_residents<Pack>, start_trust<Pack>};
}
const week_kernels one_run = kernels_of<sim::pack<1>>(residents_week_of_one_run),
                   sixteen_runs = kernels_of<sim::pack<16>>(residents_week<sim::pack<16>>);

const week_kernels& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace participation
