// Of a sweep: what its factors are called, and what each does.

#include <algorithm>
#include <map>

#include "analysis/points.hpp"
#include "analysis/report/subjects.hpp"
#include "analysis/stored_table.hpp"
#include "sim/text/toml.hpp"

namespace analysis::report {

namespace {

// What is in force in arms or can be, by the name that a scenario has for it: levers and their names.
std::map<std::string, json> things_of(const observed& file) {
    std::map<std::string, json> out;
    for (const axis& of : file.axes())
        if (of.kind == sim::axis_kind::instrument)
            for (std::size_t k = 0; k < of.size(); ++k) out.try_emplace(of.labels[k], label_of(of, k));
    for (std::size_t a = 0; a < file.arms().size(); ++a)
        for (const episode& e : file.episodes(a)) out.try_emplace(e.name, label(e.name, e.name, e.name_zh));
    return out;
}

// What a table says that it is of: the first of its texts that names a thing, and under which key.
struct said_to_be {
    std::string key;
    const json* thing = nullptr;
};
said_to_be thing_in(const sim::node& at, const std::map<std::string, json>& things) {
    if (const sim::node::table* const table = at.as_table())
        for (const sim::node::entry& one : *table)
            if (const std::string* const text = one.value.as_string())
                if (const auto found = things.find(*text); found != things.end()) return {one.key, &found->second};
    return {};
}

// The keys under which tables of lists say what they are of: by these, keys of factors lead to them.
void find_selectors(const sim::node& at, const std::map<std::string, json>& things, std::vector<std::string>& found) {
    if (const sim::node::table* const table = at.as_table())
        for (const sim::node::entry& one : *table) find_selectors(one.value, things, found);
    if (const sim::node::array* const list = at.as_array())
        for (const sim::node& one : *list) {
            if (const said_to_be is = thing_in(one, things); is.thing != nullptr) found.push_back(is.key);
            find_selectors(one, things, found);
        }
}

// Where a value stands in a scenario: the keys that lead to it, the last one first, and the thing that the tables on the
// way are of.
struct place_in_scenario {
    std::vector<std::string> keys;
    const json* thing = nullptr;
};
bool find(const sim::node& value, const sim::node& at, const std::map<std::string, json>& things,
          place_in_scenario& found) {
    if (at.where == value.where) return true;
    if (const sim::node::table* const table = at.as_table())
        for (const sim::node::entry& one : *table)
            if (find(value, one.value, things, found)) {
                found.keys.push_back(one.key);
                return true;
            }
    if (const sim::node::array* const list = at.as_array())
        for (const sim::node& one : *list)
            if (find(value, one, things, found)) {
                if (found.thing == nullptr) found.thing = thing_in(one, things).thing;
                return true;
            }
    return false;
}

// What is at a place: a key of a thing, be it a table's of a list or that of a table of its name ("costs.venues"), or a
// parameter. Of other places nothing is told.
void tell_of(const place_in_scenario& found, const factor& f, const std::map<std::string, json>& things, json& told) {
    const std::vector<std::string>& keys = found.keys;
    if (found.thing != nullptr) {
        told["of"] = *found.thing;
        told["key"] = keys.front();
    } else if (keys.size() == 2 && keys.back() == "parameters") {
        told["key"] = keys.front();
    } else if (const auto named =
                   std::ranges::find_if(keys, [&](const std::string& key) { return things.contains(key); });
               !f.arm && keys.size() > 1 && named != keys.end()) {
        told["of"] = things.at(*named);
        told["key"] = named == keys.begin() ? keys[1] : keys.front();
    }
}

// The factors: what they are of, and which key of that. A factor's key is led into the scenario that was run, as --set
// leads it, and the tables that it comes to say what they are.
json factors_of(const observed& file) {
    json out = json::array();
    if (file.factors().empty()) return out;
    const auto things = things_of(file);
    sim::mistakes wrong;
    sim::node scenario;
    if (has_provenance(file, "scenario.toml"))
        scenario = sim::parse_toml(file.provenance("scenario.toml"), "scenario.toml", wrong);
    if (sim::node::table* const table = scenario.as_table())   // may list many points
        std::erase_if(*table, [](const sim::node::entry& one) { return one.key == "design"; });
    std::vector<std::string> selectors;
    find_selectors(scenario, things, selectors);
    for (const factor& f : file.factors()) {
        json told = label(f.key, f.key, f.key);
        told["numbers"] = !f.numbers.empty();
        if (f.arm) told["arm"] = *f.arm;
        sim::node tree = scenario;
        const sim::node value{{"the factor", 1, 1}, false};
        place_in_scenario found;
        sim::assign(tree, f.key, value, {}, selectors, wrong);
        if (find(value, tree, things, found) && !found.keys.empty()) tell_of(found, f, things, told);
        out.push_back(std::move(told));
    }
    return out;
}

// A point of the design with its mean response, and the values there of factors that can change the arm.
json at_point(const observed& file, const extreme_point& at, std::size_t arm, std::size_t baseline, double as) {
    json values = json::array();
    for (std::size_t f = 0; f < file.factors().size(); ++f)
        if (moves(file.factors()[f], arm, baseline))
            values.push_back({{"factor", f}, {"value", file.factors()[f].texts[at.point]}});
    return {{"point", at.point},
            {"mean", as_json(at.mean.value() * as)},
            {"mean_low", as_json(at.mean.low() * as)},
            {"mean_high", as_json(at.mean.high() * as)},
            {"as_far", at.as_far},
            {"values", std::move(values)}};
}

}   // namespace

void add_design(const observed& file, std::size_t baseline, page_model& model) {
    const column measure = place_column("measure", "measures"), by_arm = place_column("arm", "arms");
    table effects{{measure,
                   by_arm,
                   place_column("factor", "factors"),
                   place_column("with", "factors"),
                   interval_column("size"),
                   {"p_holm"}}};
    table partial{
        {measure, by_arm, place_column("factor", "factors"), {"values"}, {"points"}, interval_column("mean")}};
    table surface{{measure,
                   by_arm,
                   place_column("across", "factors"),
                   {"across_values"},
                   place_column("up", "factors"),
                   {"up_values"},
                   {"points"},
                   interval_column("mean")}};
    json explained = json::array();
    std::map<std::string, std::size_t> place;
    for (std::size_t f = 0; f < file.factors().size(); ++f) place[file.factors()[f].key] = f;
    for (std::size_t m = 0; m < file.measures().size() && !place.empty(); ++m) {
        if (file.measures()[m].table != "main" || file.measures()[m].relative || file.measures()[m].is_yearly())
            continue;
        const double as = file.measures()[m].shown_as;
        for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
            const factor_effects found = effects_of_factors(file, baseline, arm, m);
            if (found.points == 0) continue;
            explained.push_back({{"measure", m},
                                 {"arm", arm},
                                 {"points", found.points},
                                 {"names", found.names},
                                 {"highest", at_point(file, found.highest, arm, baseline, as)},
                                 {"lowest", at_point(file, found.lowest, arm, baseline, as)},
                                 {"difference", found.difference},
                                 {"interactions", found.interactions},
                                 {"explained", as_json(found.explained)}});
            for (const effect& term : found.terms) {
                const std::size_t at = term.name.find(" x ");
                effects.rows.push_back({m, arm, place.at(term.name.substr(0, at)),
                                        at == std::string::npos ? cell{} : cell{place.at(term.name.substr(at + 3))},
                                        in_unit(term.size, as), term.p_holm});
            }
            for (const partial_effect& one : found.partial)
                partial.rows.push_back({m, arm, one.factor, one.values, one.points, in_unit(one.mean, as)});
            for (const surface_cell& one : found.surface)
                surface.rows.push_back(
                    {m, arm, one.across, one.across_values, one.up, one.up_values, one.points, in_unit(one.mean, as)});
        }
    }
    model.labels["factors"] = factors_of(file);
    model.about["explained"] = std::move(explained);
    model.add("effects", std::move(effects));
    model.add("partial", std::move(partial));
    model.add("surface", std::move(surface));
}

}   // namespace analysis::report
