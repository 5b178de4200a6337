#pragma once
// Forced arms: some people are moved as no policy could move them, and they, those they live with and all others are
// followed apart. For evidence alone: experiments need people who are moved. ODD "Forced arms".

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/participation/choice.hpp"
#include "models/participation/people/population.hpp"
#include "sim/text/toml.hpp"

namespace participation {

// What is done to them. The first three make them take that channel in one week; contact is being asked in person in one
// week, and hear is knowing of an opportunity in it; who is freed has no work from the week on.
enum class forcing : std::uint8_t { build, govern, share, contact, hear, free };
inline constexpr std::array<std::string_view, 6> forcing_names{"build", "govern", "share", "contact", "hear", "free"};

// Who they are: a share of these residents, as they are in week 0; of couples one each.
struct moved_people {
    enum class among : std::uint8_t { all, young, middle, older, employed, couples };
    among of = among::all;
    float share = 1;
    std::array<int, 2> ages{0, 255};
    bool operator==(const moved_people&) const = default;
};
inline constexpr std::array<std::string_view, 6> moved_names{"all", "young", "middle", "older", "employed", "couples"};
[[nodiscard]] std::string identity_of(const moved_people& who);
// "5 % of all", "employed, 55 to 59"; and in Chinese.
[[nodiscard]] std::pair<std::string, std::string> described(const moved_people& who);

struct forced {
    int week = 0;
    forcing what = forcing::contact;
    moved_people who;
    bool operator==(const forced&) const = default;
};

// One table of [[arms.NAME.forced]]: week, do, of, share, ages. Appends mistakes; its week is one of the run's.
[[nodiscard]] forced read_forced(sim::table_reader& from, int burn_in, int weeks);
[[nodiscard]] std::string identity_of(const forced& f);

// By resident.
enum class followed_as : std::uint8_t { others, moved, housemate };
inline constexpr std::array<std::string_view, 3> followed_names{"others", "moved", "housemates"};
// Drawn from the population's seed: the same people in every arm and run.
[[nodiscard]] std::vector<followed_as> followed_of(const population& town, const moved_people& who,
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
