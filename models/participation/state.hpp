#pragma once
// How a run's state lies in memory. Per resident and lane: one word that neighbours read (double-buffered: last week's
// is read while this week's is written), two words of its own, institution trust; per tie and lane: trust.

#include <cstddef>
#include <cstdint>

#include "models/participation/fields.hpp"
#include "sim/engine/lanes.hpp"

namespace participation {

// The fields of the words, each word's from its lowest bit on. Weeks since count 0 for this week and stop at the largest
// number that fits; only whether they are below 52 matters.
enum class word_of : std::uint8_t { neighbours, own, years };
struct bit_field {
    const char* name;
    word_of word;
    int shift, bits;
};
enum class field : std::uint8_t {
    channel,
    volunteer,
    waiting,
    hard,
    engagement,
    since,
    since_build,
    took_part_last_year,
    fatigue,
    recruited,
    experience
};
inline constexpr bit_field bit_fields[] = {
    {"channel", word_of::neighbours, 0, 2},      {"volunteer", word_of::neighbours, 2, 1},
    {"waiting", word_of::neighbours, 3, 7},      {"hard", word_of::neighbours, 10, 1},
    {"engagement", word_of::neighbours, 11, 21}, {"weeks since any channel", word_of::own, 0, 6},
    {"weeks since build", word_of::own, 6, 6},   {"took part last year", word_of::own, 12, 1},
    {"fatigue", word_of::own, 13, 19},           {"recruited", word_of::years, 0, 1},
    {"experience", word_of::years, 8, 24},
};

[[nodiscard, gnu::always_inline]] constexpr bit_field about(field f) { return bit_fields[static_cast<std::size_t>(f)]; }
// The largest number that a field holds, and the bits that it takes in its word.
[[nodiscard, gnu::always_inline]] constexpr std::uint32_t largest(field f) {
    return (1U << static_cast<unsigned>(about(f).bits)) - 1U;
}
[[nodiscard, gnu::always_inline]] constexpr std::uint32_t bits_of(field f) {
    return largest(f) << static_cast<unsigned>(about(f).shift);
}

// Fields do not lap over one another, and stay within their words.
[[nodiscard]] constexpr bool fit_their_words() {
    int end = 0;
    word_of last = word_of::neighbours;
    for (const bit_field& f : bit_fields) {
        if (f.shift < (f.word == last ? end : 0) || f.shift + f.bits > 32) return false;
        end = f.shift + f.bits;
        last = f.word;
    }
    return true;
}
static_assert(sizeof(bit_fields) / sizeof(bit_field) == static_cast<std::size_t>(field::experience) + 1 &&
              fit_their_words());

inline namespace COGOV_ISA {

// The number in a field of a word: of one run, or of all lanes.
template <field F, class Word>
[[gnu::always_inline]] inline Word number_in(const Word& word) {
    constexpr bit_field f = about(F);
    if constexpr (f.shift + f.bits == 32) return word >> f.shift;
    else if constexpr (f.shift == 0) return word & Word(largest(F));
    else return (word >> f.shift) & Word(largest(F));
}

// A number that fits, moved to where its field is.
template <field F, class Word>
[[gnu::always_inline]] inline Word put_in(const Word& number) {
    if constexpr (about(F).shift == 0) return number;
    else return number << about(F).shift;
}

// Is the number another than 0?
template <field F, class Word>
[[gnu::always_inline]] inline auto is_in(const Word& word) {
    return (word & Word(bits_of(F))) != Word(0U);
}

}   // namespace COGOV_ISA

// The whole numbers that stand for 1.
inline constexpr auto engagement_one = static_cast<float>(largest(field::engagement));
inline constexpr float engagement_unit = 1.0F / engagement_one;
static_assert(engagement_one * engagement_unit == 1.0F);
inline constexpr auto fatigue_one = static_cast<float>(largest(field::fatigue));
inline constexpr float fatigue_unit = 1.0F / fatigue_one;
static_assert(fatigue_one * fatigue_unit == 1.0F);
inline constexpr auto experience_one = static_cast<float>(largest(field::experience));
inline constexpr float experience_unit = 1.0F / experience_one;
static_assert(experience_one * experience_unit == 1.0F);
inline constexpr std::uint32_t never =
    bits_of(field::since) | bits_of(field::since_build);   // rested, has not taken part

// What luck is for; the third word of the counter. A new purpose goes last.
inline constexpr std::uint32_t luck_of_week = 0, luck_of_start = 1, luck_of_trust = 2, luck_of_post = 3,
                               luck_of_quitting = 4;

// What the residents' week adds up, by band, as whole numbers; ODD "Observation". Reals are in steps of 2^-20 a
// resident, neighbour trust in steps of 2^-16.
enum total : std::uint8_t {
    total_party_build,   // by membership, then channel
    total_party_govern,
    total_party_share,
    total_others_build,
    total_others_govern,
    total_others_share,
    total_volunteers,
    total_opened,
    total_served,
    total_unmet,
    total_open,
    total_reached,
    total_reached_build,
    total_contacted,
    total_female,
    total_employed,
    total_carer,
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

// By class: requests open, those of them that are hard, builders, sharers and volunteers; last week's.
struct tallies {
    std::uint32_t open[class_count], builders[class_count], sharers[class_count], volunteers[class_count],
        hard[class_count];
};

}   // namespace participation
