// What decides the results of a scenario as read.

#include "models/participation/study.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/participation/communities.hpp"
#include "sim/text/hash.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

std::uint64_t hash_of(const population& people) {
    std::uint64_t h = people.seed;
    for (const community& k : people.communities)
        h = sim::hash_text(fmt::format("{}|{}|{}|{}|{}", k.name, k.subdistrict, k.grids, k.seats_per_1000, k.posts), h);
    const attributes& a = people.start;
    h = sim::hash_vector(people.community_of, h);
    h = sim::hash_vector(people.id, h);
    for (const auto* bytes : {&a.age, &a.sex, &a.employed, &a.unit, &a.party_member, &a.digital})
        h = sim::hash_vector(*bytes, h);
    for (const auto* reals : {&a.work_hours, &a.care_hours, &a.taste}) h = sim::hash_vector(*reals, h);
    for (const auto& tastes : a.channel_taste) h = sim::hash_vector(tastes, h);
    h = sim::hash_vector(people.ties.first, h);
    h = sim::hash_vector(people.ties.to, h);
    for (const auto& [name, text] : people.tables.source) h = sim::hash_text(text, sim::hash_text(name, h));
    return h;
}

}   // namespace

known_people::known_people(population people) : who{std::move(people)}, hash{hash_of(who)} {}

bool study_data::is_stated(float parameters::*which) const {
    const auto row = std::ranges::find(about_parameters, which, [](const auto& r) { return r.where; });
    const auto at = static_cast<std::size_t>(row - about_parameters.begin());
    return at < stated.size() && stated[at];
}

std::vector<std::size_t> study_data::used_levers() const {
    std::vector<std::size_t> used;
    for (std::size_t l = 0; l < lever_count; ++l)
        if (std::any_of(settings.begin(), settings.end(), [l](const setting& s) {
                return std::any_of(s.policies.begin(), s.policies.end(), [l](const policy& p) { return p.lever == l; });
            }))
            used.push_back(l);
    return used;
}

std::optional<posts_of_policies> posts_paid_for(const study_data& data, std::size_t setting) {
    static const std::size_t hire = lever_named("hire_workers");
    const participation::setting& arm = data.settings[setting];
    week last = -1;
    for (const policy& p : arm.policies)
        if (p.lever == hire && p.start < data.weeks) last = std::max(last, std::min(p.end, data.weeks) - 1);
    if (last < 0) return {};
    posts_of_policies out{last};
    const std::size_t places = data.tables ? data.tables->adults.size() : data.people->who.communities.size();
    for (std::uint32_t k = 0; k < places; ++k) {
        const double residents = data.tables ? data.tables->adults[k] : data.people->who.communities[k].residents();
        out.paid_for += paid_strengths_in(arm, k, last)[hire] * residents / 1000;
        out.there += static_cast<double>(posts_of(in_force(data.values, strengths_in(arm, k, last)), residents)) -
                     posts_of(data.values, residents);
    }
    return out;
}

std::optional<moved_people> study_data::moved() const {
    for (const setting& s : settings)
        if (!s.moved.empty()) return s.moved.front().who;
    return {};
}

namespace {
std::uint64_t hash_of_people(const study_data& data) {
    if (data.people) return data.people->hash;
    std::uint64_t people = data.population_seed;
    for (const auto& [name, text] : data.tables->source) people = sim::hash_text(text, sim::hash_text(name, people));
    return people;
}
}   // namespace

std::string people_identity(const study_data& data) {
    return fmt::format("{} {}", sim::hexadecimal(hash_of_people(data)), text_of(data.values));
}

std::string common_identity(const study_data& data) {
    std::string all = fmt::format("population {}\ndemography {}\nstated: seats {}, workers {}\n",
                                  sim::hexadecimal(hash_of_people(data)), data.demography,
                                  data.is_stated(&parameters::seats), data.is_stated(&parameters::workers_per_1000));
    for (const auto& row : about_parameters)
        all += fmt::format("{} {}\n", row.name, sim::shortest(data.values.*row.where));
    for (const std::size_t l : data.used_levers())
        all += fmt::format("cost {} {}\n", levers[l].name, sim::shortest(data.costs[l]));
    return all;
}

std::string identity_of(const setting& arm) {
    std::string text;
    for (const policy& p : arm.policies) text += identity_of(p) + '\n';
    for (const emergency& e : arm.emergencies) text += fmt::format("emergency {} {}\n", e.start, e.weeks);
    for (const forced& f : arm.moved) text += identity_of(f) + '\n';
    return text;
}

}   // namespace participation
