#pragma once
// What residents, ties and choices are told apart by: one enum each, for kernels, people and observation alike. Kernels
// include this, so nothing of the standard library but its types.

#include <cstddef>
#include <cstdint>

namespace participation {

// Layers of ties; a resident's rows of ties are in this order.
enum layer : std::uint8_t { household_layer, neighbour_layer, friend_layer, work_layer };
inline constexpr std::size_t layer_count = 4;

// Bands of age.
enum band : std::uint8_t { young, middle, older };
inline constexpr std::size_t band_count = 3;
inline constexpr const char* band_names[band_count] = {"young", "middle", "older"};

// Channels as stored; in arrays, traces and results, which have none of none, build is 0.
enum channel : std::uint32_t { none, build, govern, share };
inline constexpr std::size_t channel_count = 3;
inline constexpr const char* channel_names[channel_count] = {"build", "govern", "share"};
[[nodiscard, gnu::always_inline]] constexpr std::size_t index_of(channel c) { return c - build; }

// What of a resident's choice changes only with policies and years: by channel its standing utility, and the chance not
// to hear from notices or online.
inline constexpr std::size_t standing_unheard = channel_count, standing_count = channel_count + 1;

// Residents differ in what the community step needs to know of them by class: these added up.
enum class_part : std::uint8_t { class_employed = 1, class_party_member = 2, class_older = 4 };
inline constexpr std::size_t class_count = 8;

// What the four numbers of a resident's luck of a week decide. The first also says whether a request that opens is hard,
// the second whether who builds registers: within what it has decided, a number is as uniform as before. Volunteers leave,
// others are recruited, by the last.
enum week_luck : std::uint8_t { luck_request, luck_channel, luck_contact, luck_leave_or_recruit };

// Members of the party and all others, as axes of results have them: others are told too, so that readers may set one
// beside the other.
inline constexpr std::size_t membership_count = 2;
inline constexpr const char* membership_names[membership_count] = {"party", "others"};

// Residents of the groups that are counted beside bands, as ten-bit fields of one word: whoever is in a group has a 1 there.
enum class group : std::uint8_t { female, employed, carer };
inline constexpr int group_bits = 10;
[[nodiscard, gnu::always_inline]] constexpr std::uint32_t in_group(group g) {
    return 1U << (group_bits * static_cast<unsigned>(g));
}

}   // namespace participation
