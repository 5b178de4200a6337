#pragma once
// How a run's state lies in memory. Per resident and lane: one word that neighbours read (double-buffered: last week's
// is read while this week's is written), one word of its own, institution trust; per tie and lane: trust.

#include <cstddef>
#include <cstdint>

namespace participation {

// Channels as stored; the traces and results count build 0, govern 1, share 2.
inline constexpr std::uint32_t none = 0, build = 1, govern = 2, share = 3;
inline constexpr std::size_t channel_count = 3;

// The word that neighbours read:   engagement 22 bits | waiting 7 | volunteer 1 | channel 2
inline constexpr std::uint32_t channel_mask = 3, volunteer_bit = 4, waiting_mask = 127;
inline constexpr int waiting_shift = 3, engagement_shift = 10;
inline constexpr float engagement_one = 4194303.0F;   // the whole number that stands for 1
inline constexpr float engagement_unit = 1.0F / engagement_one;
static_assert(engagement_one * engagement_unit == 1.0F);

// The resident's own word:   fatigue 19 bits | took part last year 1 | weeks since build 6 | weeks since any channel 6
// Weeks since count 0 for this week and stop at 63; only whether they are below 52 matters.
inline constexpr std::uint32_t since_mask = 63, last_year_bit = 1U << 12U;
inline constexpr int since_build_shift = 6, fatigue_shift = 13;
inline constexpr float fatigue_one = 524287.0F;
inline constexpr float fatigue_unit = 1.0F / fatigue_one;
static_assert(fatigue_one * fatigue_unit == 1.0F);
inline constexpr std::uint32_t never = since_mask | (since_mask << 6U);   // rested, has not taken part

// What luck is for; the third word of the counter. A new purpose goes last.
inline constexpr std::uint32_t luck_of_week = 0, luck_of_start = 1, luck_of_trust = 2, luck_of_post = 3,
                               luck_of_quitting = 4;

// What the residents' week adds up, by band, as whole numbers; ODD "Observation". Reals are in steps of 2^-20 a
// resident, neighbour trust in steps of 2^-16.
enum total : std::uint8_t {
    total_build,
    total_govern,
    total_share,
    total_party,
    total_volunteers,
    total_opened,
    total_served,
    total_unmet,
    total_open,
    total_reached,
    total_reached_build,
    total_waits,
    total_aware,
    total_engagement,
    total_engagement_sq,
    total_institution,
    total_institution_sq,
    total_others,
    total_others_sq,
    total_neighbour,
    total_count
};
inline constexpr float real_step = 1048576.0F, neighbour_step = 65536.0F;

// A block of residents of one community is small enough for ten-bit counts and for 32-bit sums of reals.
inline constexpr std::size_t block_residents = 1000, block_neighbour_ties = 60000;
inline constexpr std::size_t most_neighbours = 30000;   // of a resident: trust in them all is one sum below 2^31

// Residents differ in what the community step needs to know of them by class: employed + 2 * party member + 4 * older.
inline constexpr std::size_t class_count = 8;
// By class: requests open, builders, sharers, and residents who are not volunteers; last week's.
struct tallies {
    std::uint32_t open[class_count], builders[class_count], sharers[class_count], volunteers[class_count];
};

}   // namespace participation
