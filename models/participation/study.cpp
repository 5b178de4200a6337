// What decides the results of a scenario as read.

#include "models/participation/study.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/participation/observe.hpp"
#include "models/participation/spending.hpp"
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

std::size_t row_of(float parameters::*which) {
    const auto row = std::ranges::find(about_parameters, which, [](const auto& r) { return r.where; });
    return static_cast<std::size_t>(row - about_parameters.begin());
}

bool study_data::is_stated(float parameters::*which) const {
    const std::size_t row = row_of(which);
    return row < stated.size() && stated[row];
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

sim::layout layout_of(const study_data& data) {
    sim::layout out = layout_of(data.communities(), data.used_levers(), data.moved(), data.weeks, data.values);
    if (data.start_year) {
        sim::coordinate calendar{"calendar_year", "year", "calendar year", "日历年份", {}};
        for (std::size_t y = 0; y < out.years; ++y)
            calendar.labels.push_back(std::to_string(*data.start_year + static_cast<int>(y)));
        out.coordinates.push_back(calendar);
    }
    return out;
}

std::vector<moved_people> study_data::moved() const {
    std::vector<moved_people> all;
    for (const setting& s : settings)
        for (const forced& f : s.moved)
            if (std::ranges::find(all, f.who) == all.end()) all.push_back(f.who);
    return all;
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
    const std::vector<std::size_t> used = data.used_levers();
    for (const std::size_t l : used)
        all += fmt::format("cost {} {}\n", levers[l].name, sim::shortest(data.of_levers.costs[l]));
    static const std::vector<policy> nothing;
    const std::vector<policy>& there = data.settings.empty() ? nothing : data.settings.front().there;
    for (std::size_t c = 0; c < coefficient_count; ++c) {
        const auto has_it = [c](std::size_t l) { return belongs_to(about_coefficients[c], levers[l]); };
        if (std::ranges::any_of(used, has_it) || std::ranges::any_of(there, has_it, &policy::lever))
            all += fmt::format("{} {}\n", about_coefficients[c].name, sim::shortest(data.of_levers.coefficients[c]));
    }
    for (const policy& p : there) all += fmt::format("there already: {}\n", identity_of(p));
    for (const moved_people& who : data.moved()) all += fmt::format("followed {}\n", identity_of(who));
    return all;
}

std::string identity_of(const setting& arm) {
    std::string text;
    for (const policy& p : arm.policies) text += identity_of(p) + '\n';
    for (const emergency& e : arm.emergencies) text += fmt::format("emergency {} {}\n", e.start, e.weeks);
    for (const forced& f : arm.moved) text += identity_of(f) + '\n';
    return text;
}

std::vector<std::pair<std::string, std::string>> tables_of(const study_data& data) {
    std::string rows =
        "name,value,default,unit,low,high,meaning,source,provenance,meaning_zh,group,prior,prior_low,prior_mode,"
        "prior_high\n";
    const auto add = [&](const sim::parameter_row& row, const std::string& value) {
        const sim::prior& believed = row.believed;
        const bool any = believed.form != sim::shape::none;
        const auto end = [&](double x) { return any ? sim::shortest(x) : std::string{}; };
        rows += fmt::format("{},{},{},\"{}\",{},{},\"{}\",\"{}\",{},\"{}\",{},{},{},{},{}\n", row.name, value,
                            sim::shortest(row.standard), row.unit, sim::shortest(row.low), sim::shortest(row.high),
                            row.meaning.en, row.source, sim::name_of(row.from), row.meaning.zh, row.group,
                            any ? sim::name_of(believed.form) : "", end(believed.low), end(believed.mode),
                            end(believed.high));
    };
    for (const auto& row : about_parameters) add(row, sim::shortest(data.values.*row.where));
    for (std::size_t c = 0; c < coefficient_count; ++c)
        add(about_coefficients[c], sim::shortest(data.of_levers.coefficients[c]));
    for (std::size_t l = 0; l < lever_count; ++l) add(about_costs()[l], sim::shortest(data.of_levers.costs[l]));
    std::string costs = "lever,unit_cost_yuan,cost_base,cost_period,unit,unit_zh,effect,effect_zh,source,source_zh\n";
    for (std::size_t l = 0; l < lever_count; ++l) {
        const told_effect effect = effect_of(l, data.of_levers);
        costs += fmt::format("{},{},{},{},\"{}\",\"{}\",\"{}\",\"{}\",\"{}\",\"{}\"\n", levers[l].name,
                             sim::shortest(data.of_levers.costs[l]), levers[l].cost_base, levers[l].cost_period,
                             unit_of_cost(levers[l]), unit_of_cost_zh(levers[l]), effect.en, effect.zh,
                             levers[l].cost_source.en, levers[l].cost_source.zh);
    }
    return {{"parameters.csv", rows}, {"costs.csv", costs}};
}

}   // namespace participation
