#include "models/participation/people/synthesis.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <span>

#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

using sim::draw;

// First place whose running sum exceeds u of the whole; `summed` ends with the whole.
std::size_t place_of(std::span<const double> summed, double u) {
    const auto at = std::upper_bound(summed.begin(), summed.end(), u * summed.back());
    if (at != summed.end()) return static_cast<std::size_t>(at - summed.begin());
    return static_cast<std::size_t>(std::lower_bound(summed.begin(), summed.end(), summed.back()) -
                                    summed.begin());   // u * whole rounded up
}

// How many households of each type every community has, so that its adults come out exactly: whole numbers nearest to
// the shares, what is over or short of a type being carried into the next community.
std::vector<std::uint32_t> count_households(const marginals& tables, const std::vector<double>& share) {
    const std::size_t types = share.size();
    std::vector<double> carried(types, 0.0);
    std::vector<std::uint32_t> counts;
    double adults_of_one = 0;
    std::size_t alone = 0;   // the commonest type with one adult
    for (std::size_t t = 0; t < types; ++t) {
        adults_of_one += share[t] * tables.households[t].adults;
        const bool first = tables.households[alone].adults != 1;
        if (tables.households[t].adults == 1 && (first || share[t] > share[alone])) alone = t;
    }
    assert(tables.households[alone].adults == 1);   // read_marginals asks for one
    for (const std::uint32_t adults : tables.adults) {
        std::vector<std::uint32_t> of(types);
        std::vector<double> wanted(types);
        std::int64_t left = adults;
        for (std::size_t t = 0; t < types; ++t) {
            wanted[t] = adults / adults_of_one * share[t] + carried[t];
            of[t] = static_cast<std::uint32_t>(std::max(0.0, std::floor(wanted[t])));
            left -= std::int64_t{of[t]} * tables.households[t].adults;
        }
        std::vector<std::size_t> order(types);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return wanted[a] - of[a] > wanted[b] - of[b]; });
        for (const std::size_t t : order) {
            if (share[t] > 0 && tables.households[t].adults <= left) {
                ++of[t];
                left -= tables.households[t].adults;
            }
        }
        for (auto t = order.rbegin(); t != order.rend() && left < 0;
             ++t) {   // what was carried can overshoot in a tiny community
            while (left < 0 && of[*t] > 0) {
                --of[*t];
                left += tables.households[*t].adults;
            }
        }
        of[alone] += static_cast<std::uint32_t>(left);
        for (std::size_t t = 0; t < types; ++t) carried[t] = wanted[t] - of[t];
        counts.insert(counts.end(), of.begin(), of.end());
    }
    return counts;
}

struct planned {
    std::uint32_t type = 0, number = 0;   // the number-th household of the type in this community
};

// One community: its households in a random row, their adults one after the other.
void house_community(std::size_t k, std::span<const std::uint32_t> count, const raked_types& types,
                     std::uint32_t first_household, std::uint32_t first_grid, population& town) {
    const community& c = town.communities[k];
    std::vector<planned> row;
    for (std::uint32_t t = 0; t < count.size(); ++t) {
        for (std::uint32_t n = 0; n < count[t]; ++n) row.push_back({t, n});
    }
    for (auto n = static_cast<std::uint32_t>(row.size()); n > 1; --n) {   // Fisher & Yates
        const draw luck{town.seed, first_household + n - 1, 0, purpose(from_town::household_order)};
        std::swap(row[n - 1], row[luck.below(n)]);
    }
    std::uint32_t i = c.first;
    for (std::size_t h = 0; h < row.size(); ++h) {
        const auto [type, number] = row[h];
        const auto household = first_household + static_cast<std::uint32_t>(h);
        const auto& roles = types.roles[type];
        std::array<std::pair<std::uint8_t, std::uint8_t>, 20> born{};   // sex, age
        for (std::size_t r = 0; r < roles.size(); ++r, ++i) {
            if (r ==
                0) {   // one of each count[type]-th part of the ages, so that every community has its share of each
                const double within = draw{town.seed, household, 0, purpose(from_town::first_adult)}.uniform();
                const std::size_t at = place_of(types.first_summed[type], (number + within) / count[type]);
                born[0] = {static_cast<std::uint8_t>(at / age_count), static_cast<std::uint8_t>(at % age_count)};
            } else {
                const role_chances& role = roles[r];
                const auto [of_sex, of_age] = born[role.follows];
                const draw luck{town.seed, i, 0, purpose(from_town::further_adult)};
                double male = role.sex == role::sexes::male     ? 1
                              : role.sex == role::sexes::female ? 0
                              : role.sex == role::sexes::other  ? 1 - of_sex
                                                                : role.p_male;
                const double men = male * role.sex_weight[1][of_age], women = (1 - male) * role.sex_weight[0][of_age];
                if (men + women > 0) male = men / (men + women);
                const std::uint8_t sex = luck.uniform() < male ? 1 : 0;
                const std::span<const double> chances{&role.summed[sex][of_age * age_count], age_count};
                born[r] = {sex, static_cast<std::uint8_t>(place_of(chances, luck.other_uniform()))};
            }
            town.id[i] = i;
            town.community_of[i] = static_cast<std::uint32_t>(k);
            town.household[i] = household;
            town.grid[i] = first_grid + static_cast<std::uint32_t>(h * c.grids / row.size());
            town.start.sex[i] = born[r].first;
            town.start.age[i] = born[r].second;
        }
    }
    assert(i == c.last);
}

}   // namespace

void attributes::resize(std::size_t residents) {
    for (auto* field : {&age, &sex, &band, &employed, &unit, &party_member, &digital}) field->resize(residents);
    for (auto* field : {&work_hours, &care_hours, &taste}) field->resize(residents);
    for (auto& field : channel_taste) field.resize(residents);
}

std::vector<std::uint32_t> house(const marginals& tables, const raked_types& types, population& town) {
    const std::size_t kinds = types.share.size(), places = tables.communities.size();
    auto counts = count_households(tables, types.share);
    town.communities = tables.communities;
    std::vector<std::uint32_t> first_household(places), first_grid(places);
    std::uint32_t residents = 0, households = 0, grids = 0;
    for (std::size_t k = 0; k < places; ++k) {
        community& c = town.communities[k];
        c.first = residents;
        residents += tables.adults[k];
        c.last = residents;
        first_household[k] = households;
        first_grid[k] = grids;
        c.households = std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(k * kinds),
                                       counts.begin() + static_cast<std::ptrdiff_t>((k + 1) * kinds), std::uint32_t{0});
        households += c.households;
        grids += c.grids;
    }
    for (auto* field : {&town.id, &town.community_of, &town.household, &town.grid}) field->resize(residents);
    town.start.resize(residents);
    sim::for_each_index(places, [&](std::size_t k) {
        house_community(k, std::span{counts}.subspan(k * kinds, kinds), types, first_household[k], first_grid[k], town);
    });
    return counts;
}

std::string text_of(const people_parameters& p) {
    std::string text;
    for (const auto member : parameters_of_people) text += sim::shortest(p.*member) + " ";
    return text;
}

population synthesise(const marginals& tables, const people_parameters& p, std::uint64_t seed) {
    assert(!tables.communities.empty() && !tables.households.empty() && !tables.age_sex.empty());
    population town;
    town.seed = seed;
    town.tables = tables;
    town.has_tables =
        !tables.demography.empty() && !tables.employment.empty() && !tables.care.empty() && !tables.membership.empty();
    const raked_types types = rake(tables);
    double given = 0;
    for (const auto& type : tables.households) given += type.share;
    for (std::size_t t = 0; t < types.share.size(); ++t) {
        town.reweighted.emplace_back(tables.households[t].name, types.share[t] - tables.households[t].share / given);
    }
    const auto counts = house(tables, types, town);
    give_attributes(tables, p, town);
    town.ties = tie(town, p);
    town.fit = fit_of_types(tables, types, counts);
    measure_fit(town, p);
    return town;
}

}   // namespace participation
