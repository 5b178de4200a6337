#pragma once
// Forced arms: some people are moved as no policy could move them, and they, those they live with and all others are
// followed apart. For evidence alone: experiments need people who are moved. ODD "Forced arms".

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/participation/choice.hpp"
#include "models/participation/people/population.hpp"
#include "sim/text/toml.hpp"

namespace participation {

// What is done to them. The first three make them take that channel in one week; contact is being asked in person in one
// week, and hear is knowing of an opportunity in it; who is freed has no work from the week on.
enum class forcing : std::uint8_t { build, govern, share, contact, hear, free };
inline constexpr std::array<std::string_view, 6> forcing_names{"build", "govern", "share", "contact", "hear", "free"};

// Who they are: a share of these residents, as they are in week 0; of couples one each. Those of another number are other
// people.
struct moved_people {
    enum class among : std::uint8_t { all, young, middle, older, employed, couples };
    int group = 1;
    among of = among::all;
    float share = 1;
    std::array<int, 2> ages{0, 255};
    bool operator==(const moved_people&) const = default;
};
inline constexpr std::array<std::string_view, 6> moved_names{"all", "young", "middle", "older", "employed", "couples"};
[[nodiscard]] std::string identity_of(const moved_people& who);

struct forced {
    int week = 0;
    forcing what = forcing::contact;
    moved_people who;
    bool operator==(const forced&) const = default;
};

// One table of [[arms.NAME.forced]]: week, do, group, of, share, ages. Appends mistakes; its week is one of the run's.
[[nodiscard]] forced read_forced(sim::table_reader& from, int burn_in, int weeks);
[[nodiscard]] std::string identity_of(const forced& f);

// By resident. Values beyond these are of further groups of moved people, two for each.
enum class followed_as : std::uint8_t { others, moved, housemate };
inline constexpr int most_groups_moved = 16;
[[nodiscard]] constexpr followed_as moved_in(std::size_t group) { return static_cast<followed_as>(1 + 2 * group); }
[[nodiscard]] constexpr followed_as housemate_in(std::size_t group) { return static_cast<followed_as>(2 + 2 * group); }
// "moved", "moved_2" ..., by the group's number.
[[nodiscard]] std::string name_in_group(std::string_view name, int group);
// "others", "moved", "housemates", "moved_2", "housemates_2" ..., in the order of the values.
[[nodiscard]] std::vector<std::string> followed_names(std::span<const moved_people> groups);
[[nodiscard]] std::vector<std::string> followed_names_zh(std::span<const moved_people> groups);
// Drawn from the population's seed: the same people in every arm and run. Groups are drawn in turn, each among those whom
// no earlier one took; who lives with people of several groups counts with the first.
[[nodiscard]] std::vector<followed_as> followed_of(const population& town, std::span<const moved_people> groups,
                                                   const people_parameters& p);

// Is it at work in this week?
[[nodiscard]] inline bool at_work(const forced& f, int now) {
    return f.what == forcing::free ? now >= f.week : now == f.week;
}
// A person as forced: without work where freed ...
void force(const forced& f, person& who);
// ... and their standing part: a channel that nothing outweighs, and known for certain; asked for certain.
void force(const forced& f, standing_part& of);

}   // namespace participation
