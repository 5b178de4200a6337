#pragma once
// The stages of synthesise(), each in its own file, and what they draw. docs/population.md tells the whole in words.

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/participation/people/population.hpp"
#include "models/participation/people/roles.hpp"
#include "sim/engine/draws.hpp"

namespace participation {

// What a number from the population's seed is for. Add at the end: the numbers of the others must not shift.
enum class from_town : std::uint32_t {
    household_order = 0x70000000U,
    first_adult,
    further_adult,
    quota,
    employment,
    care,
    membership,
    taste,
    hours_start,
    neighbour_tie,
    friend_tie,
    closing_tie,
    friend_top_up,
    workplace_order,
    workplace_size,
    work_tie,
    year_leave,
    year_work,
    year_care,
    year_newcomer,
    year_newcomer_sex,
    channel_taste,
    neighbour_closing_tie,
    forced
};
[[nodiscard]] constexpr std::uint32_t purpose(from_town p) { return static_cast<std::uint32_t>(p); }

// A resident's own liking of a channel: of the start, or of whoever came at the end of year `step`.
[[nodiscard]] inline float channel_taste_of(std::uint64_t seed, std::uint32_t id, std::size_t channel,
                                            std::uint32_t step = 0) {
    return static_cast<float>(
        sim::draw{seed, id, step, purpose(from_town::channel_taste), static_cast<std::uint32_t>(channel)}.normal());
}

// Row of a table for every age and sex, looked up once: [sex][age].
using row_index = std::array<std::array<std::uint16_t, 256>, 2>;
[[nodiscard]] row_index index_rows(const std::vector<marginals::row>& table);

// A role made ready: chances of an age given the age of the adult that is followed. Ages of the first adult, and of
// others taken from the pyramid, do not depend on anybody's.
struct role_chances {
    std::size_t follows = 0;   // the first adult where nobody is followed
    role::sexes sex = role::sexes::drawn;
    double p_male = 0;
    int low = 0, high = 0;
    std::array<std::vector<double>, 2>
        age;   // [sex][age of the other * age_count + age]; of followers the same for both
    std::vector<std::pair<std::size_t, std::size_t>>
        possible;   // by age of the other: first and last age with any chance
    // After raking: chances within (sex, age of the other), summed up over age; and the weight of each sex there.
    std::array<std::vector<double>, 2> summed;
    std::array<std::array<double, age_count>, 2> sex_weight{};
};

// The household types after raking: their shares of households and how to draw one of each.
struct raked_types {
    std::vector<double> share;
    std::vector<std::vector<role_chances>> roles;   // by type; first the adult whose age comes from the pyramid
    std::vector<std::vector<double>>
        first_summed;   // by type: chances of sex * age_count + age of the first, summed up
    int iterations = 0;
    double largest_miss = 0;   // of a row of the pyramid, as a share of all adults
};
[[nodiscard]] raked_types rake(const marginals& tables);

// People in households: community, household, grid, id, age, sex. Returns how many households of each type there are
// in each community ([community * types + type]).
std::vector<std::uint32_t> house(const marginals& tables, const raked_types& types, population& town);

// Everything else that a resident has.
void give_attributes(const marginals& tables, const people_parameters& p, population& town);

// The four layers.
[[nodiscard]] sim::ties tie(const population& town, const people_parameters& p);

// Two residents, the smaller index in front; sorted, these run through ties in the order of both ends.
using pair = std::uint64_t;
[[nodiscard]] constexpr pair pair_of(std::uint32_t a, std::uint32_t b) {
    return a < b ? (std::uint64_t{a} << 32U) | b : (std::uint64_t{b} << 32U) | a;
}
[[nodiscard]] constexpr std::uint32_t lower(pair p) { return static_cast<std::uint32_t>(p >> 32U); }
[[nodiscard]] constexpr std::uint32_t upper(pair p) { return static_cast<std::uint32_t>(p); }
[[nodiscard]] std::vector<pair> neighbour_pairs(const population& town, const people_parameters& p);
[[nodiscard]] std::vector<pair> friend_pairs(const population& town, const people_parameters& p);
[[nodiscard]] std::vector<pair> work_pairs(const population& town, const people_parameters& p);

// Sorts pairs and leaves each once, in time proportional to their number, on all cores.
void sort_once(std::vector<pair>& pairs, std::size_t residents);

// Rows for the fit of household types, which the residents alone do not show.
[[nodiscard]] std::vector<fit_row> fit_of_types(const marginals& tables, const raked_types& types,
                                                const std::vector<std::uint32_t>& households_by_type);

[[nodiscard]] constexpr std::uint8_t band_of(int age, const people_parameters& p) {
    const auto years = static_cast<float>(age);
    return years < p.band_cut_middle ? young : years < p.band_cut_older ? middle : older;
}

}   // namespace participation
