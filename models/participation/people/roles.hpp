#pragma once
// Who lives in a household of some type, and how old they are: the rules of households.csv (docs/population.md).

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/participation/people/population.hpp"

namespace participation {

inline constexpr int youngest = 18;                    // adults only
inline constexpr int usual_oldest = 100;               // where a rule or a table does not say otherwise
inline constexpr int oldest = 120;                     // no rule or table goes beyond
inline constexpr std::size_t age_count = oldest + 1;   // tables by whole years are indexed by the age itself

// One adult of a household. The first has an age of the pyramid; later ones may follow somebody named before them.
struct role {
    enum class sexes : std::uint8_t { female, male, drawn, other };
    std::string name;
    std::optional<std::size_t> follows;   // an earlier role; none: an age of the pyramid in [low, high]
    double shift = 0, spread = 0;         // age = age of the other + shift + N(0, spread), within [low, high]
    int low = youngest, high = usual_oldest;
    sexes sex = sexes::drawn;   // other: not that of `follows`
    double p_male = 0.5;        // where drawn; even where the rules do not say
};

struct household_rules {
    std::vector<role> roles;
    std::array<double, age_count> weight{};   // by age of the first role, beside the pyramid
};

// Reads the rules of a type; every mistake is placed at its column.
[[nodiscard]] household_rules parse_rules(const marginals::household_type& type, sim::mistakes& wrong);

// Share of each age among the adults of one sex by the pyramid: even within a row; from the start of the last row on,
// ages fall off as the death rates have it. Sums to the sex's share of all adults.
[[nodiscard]] std::array<double, age_count> ages_of_pyramid(const marginals& tables, std::uint8_t sex);

// How residents of an open-ended row are spread over its years: each year (1 - death rate) of the year before. Indexed
// by years after `from`; sums to 1.
[[nodiscard]] std::vector<double> falling_off(const std::vector<marginals::row>& demography, int from, int to,
                                              std::uint8_t sex);

}   // namespace participation
