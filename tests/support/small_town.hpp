#pragma once
// A town of a few residents, made in one line, for tests of the week.

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "models/participation/levers.hpp"
#include "models/participation/study.hpp"
#include "models/participation/town.hpp"
#include "sim/engine/draws.hpp"

namespace support {

struct tie {
    std::uint32_t from, to;
    participation::layer in;
};

// `per_community` residents in each of `communities`, with attributes and ties drawn from `seed`: bands, jobs, care,
// party, phones of every kind; a household of two, about four neighbours, friends and colleagues.
inline participation::population small_population(std::uint32_t communities, std::uint32_t per_community,
                                                  std::uint64_t seed = 1, const std::vector<tie>* ties = nullptr) {
    using namespace participation;
    population people;
    people.seed = seed;
    const std::uint32_t n = communities * per_community;
    attributes& a = people.start;
    for (std::uint32_t k = 0; k < communities; ++k) {
        community c;
        c.name = "Community " + std::to_string(k);
        c.name_zh = "社区" + std::to_string(k);
        c.subdistrict = k % 2 == 0 ? "East" : "West";
        c.subdistrict_zh = k % 2 == 0 ? "东" : "西";
        c.households = (per_community + 1) / 2;
        c.grids = 2;
        c.seats_per_1000 = 40;
        c.first = k * per_community;
        c.last = c.first + per_community;
        people.communities.push_back(c);
    }
    std::vector<std::set<std::uint32_t>> others(static_cast<std::size_t>(n) * layer_count);
    const auto join = [&](std::uint32_t i, std::uint32_t j, layer l) {
        if (i == j || i >= n || j >= n) return;
        others[i * layer_count + l].insert(j);
        others[j * layer_count + l].insert(i);
    };
    for (std::uint32_t i = 0; i < n; ++i) {
        const sim::draw one{seed, i, 0, 100}, two{seed, i, 0, 101};
        people.id.push_back(i);
        people.community_of.push_back(i / per_community);
        people.household.push_back(i / 2);
        people.grid.push_back(i * 2 / per_community);
        const auto age = static_cast<std::uint8_t>(18 + one.word(0) % 70);
        const bool employed = age < 65 && one.word(1) % 3 != 0;
        a.age.push_back(age);
        a.sex.push_back(static_cast<std::uint8_t>(one.word(2) % 2));
        a.band.push_back(age >= 60 ? older : age >= 35 ? middle : young);
        a.employed.push_back(employed ? 1 : 0);
        a.unit.push_back(employed && one.word(3) % 3 == 0 ? 1 : 0);
        a.party_member.push_back(two.word(0) % 7 == 0 ? 1 : 0);
        a.digital.push_back(two.word(1) % 4 != 0 ? 1 : 0);
        a.work_hours.push_back(employed ? 30.0F + static_cast<float>(two.word(2) % 30) : 0.0F);
        a.care_hours.push_back(two.word(3) % 3 == 0 ? 12.5F : 0.0F);
        a.taste.push_back(static_cast<float>(sim::draw{seed, i, 0, 102}.normal()));
        for (std::uint32_t c = 0; c < channel_count; ++c)
            a.channel_taste[c].push_back(static_cast<float>(sim::draw{seed, i, 0, 103, c}.normal()));
        if (ties == nullptr) {
            const std::uint32_t first = i / per_community * per_community;
            if (i % 2 == 0 && i + 1 < first + per_community) join(i, i + 1, household_layer);
            for (std::uint32_t d = 1; d <= 2; ++d)
                join(i, first + (i - first + 1 + one.word(d) % 9) % per_community, neighbour_layer);
            for (std::uint32_t d = 0; d < 2; ++d) join(i, two.word(d) % n, friend_layer);
            if (employed) join(i, two.word(3) % n, work_layer);
        }
    }
    if (ties != nullptr)
        for (const tie& t : *ties) join(t.from, t.to, t.in);
    people.ties.layers = layer_count;
    people.ties.first.push_back(0);
    for (const auto& row : others) {
        people.ties.to.insert(people.ties.to.end(), row.begin(), row.end());
        people.ties.first.push_back(static_cast<std::uint32_t>(people.ties.to.size()));
    }
    return people;
}

// A study of such a town with one arm that does nothing; no demography (there are no tables), no burn-in.
inline participation::study_data small_study(std::uint32_t communities, std::uint32_t per_community, int weeks,
                                             std::uint64_t seed = 1) {
    participation::study_data data;
    data.people =
        std::make_shared<const participation::known_people>(small_population(communities, per_community, seed));
    data.stated.assign(participation::about_parameters.size(), false);
    data.demography = false;
    data.weeks = weeks;
    data.settings.resize(1);
    static const auto shared =
        std::make_shared<sim::commons>();   // making tables of quantiles takes longer than most tests
    data.shared = shared;
    return data;
}

inline std::vector<std::uint64_t> seeds(std::size_t count, std::uint64_t of = 5) {
    std::vector<std::uint64_t> out;
    for (std::size_t r = 0; r < count; ++r) out.push_back(sim::run_seed(of, r));
    return out;
}

// All recorded weeks of runs of one setting.
inline sim::recorder run(const participation::town& place, std::size_t setting, std::span<const std::uint64_t> of,
                         const sim::machine& on = {}) {
    sim::recorder rows{place.observed(), of.size()};
    const std::size_t lanes = on.lanes != 0 ? on.lanes : of.size() % sim::most_lanes == 0 ? sim::most_lanes : 1;
    for (std::size_t first = 0; first < of.size(); first += lanes) {
        auto batch = place.start(setting, of.subspan(first, lanes), on);
        for (int t = -place.data().burn_in; t < place.data().weeks; ++t)
            batch->advance(t, t >= 0 ? &rows : nullptr, first);
    }
    return rows;
}

// Place of an observation by name.
inline std::size_t named(const sim::layout& what, const std::string& name) {
    return static_cast<std::size_t>(std::find_if(what.observations.begin(), what.observations.end(),
                                                 [&](const auto& o) { return o.name == name; }) -
                                    what.observations.begin());
}

inline bool same(const sim::layout& what, const sim::recorder& a, const sim::recorder& b) {
    for (std::size_t o = 0; o < what.observations.size(); ++o)
        if (a.all_counts(o) != b.all_counts(o) || a.all_reals(o) != b.all_reals(o)) return false;
    return true;
}

}   // namespace support
