// Of a decision about money: the package of each budget with what it brings, what cannot be told from it, what conditions
// cost, and every package that was looked at.

#include <algorithm>
#include <utility>

#include "analysis/decided.hpp"
#include "analysis/report/subjects.hpp"
#include "sim/text/text.hpp"

namespace analysis::report {

namespace {

// The mean, by which packages are judged, with the range; in a unit of tables.
json mean_json(const estimate& e, double shown_as = 1) {
    return as_json(interval{e.mean * shown_as, e.low() * shown_as, e.high() * shown_as});
}

// What an arm's package may be told by beside the best: places of arms, numbers in the units of tables.
json other_json(const decided& of, const decided::at_budget& one, std::size_t k, double shown_as) {
    const decided::looked_at& p = of.packages[one.kept_by[k]];
    const behind_best& behind = one.among.behind[k];
    return {{"arm", p.arm},
            {"gain", mean_json(p.gain, shown_as)},
            {"behind", as_json(interval{behind.value * shown_as, behind.low * shown_as, behind.high * shown_as})},
            {"cost", p.found.cost},
            {"cheapest", one.cheapest == k},
            {"fewest", one.fewest == k},
            {"fairest", one.fairest == k}};
}

json budget_json(const observed& file, const decided& of, const decided::at_budget& one) {
    const double shown_as = file.measures()[of.measure].shown_as;
    json out{{"money", one.money}, {"any", one.any()}, {"nothing", one.buys_nothing()}};
    if (!one.any()) return out;
    const decided::looked_at& best = of.chosen(one);
    out["arm"] = best.arm;
    out["gain"] = mean_json(best.gain, shown_as);
    out["cost"] = mean_json(best.cost);
    out["kept_in"] = one.kept_in;
    out["above_nothing"] = best.above_nothing;
    out["knowing_all"] = one.knowing_all * shown_as;
    out["to_learn"] = json::array();
    for (const auto& input : one.to_learn)
        out["to_learn"].push_back(
            {{"name", input.name}, {"more", input.more.value * shown_as}, {"error", input.more.error * shown_as}});
    out["levels"] = best.found.levels;
    out["brings"] = json::array();
    for (const decided::beside& b : one.without_thing)
        out["brings"].push_back({{"thing", b.what}, {"gain", mean_json(b.difference, shown_as)}});
    out["without"] = json::array();
    for (const decided::beside& b : one.without_condition)
        out["without"].push_back(
            {{"condition", b.what}, {"arm", of.packages[b.package].arm}, {"more", -b.difference.mean * shown_as}});
    out["gains"] = json::array();
    for (const decided::group_gain& g : who_gains(file, of, one.kept_by.front()))
        out["gains"].push_back({{"group", label(g.label, g.label, g.label_zh)}, {"gain", mean_json(g.gain, shown_as)}});
    out["others"] = json::array();
    out["like_nothing"] = false;
    for (std::size_t k = 1; k < one.kept_by.size(); ++k) {
        if (!one.among.may_be_best[k]) continue;
        if (one.kept_by[k] == 0) out["like_nothing"] = true;
        out["others"].push_back(other_json(of, one, k, shown_as));
    }
    out["compared"] = one.kept_by.size();
    out["in_all"] = one.in_all;
    out["in_none"] = one.in_none;
    return out;
}

}   // namespace

void add_package(const observed& file, page_model& model) {
    if (!is_decision(file)) return;
    const decided of = decided_of(file);
    const sim::measure& m = file.measures()[of.measure];
    json out{{"measure", of.measure},
             {"less", of.problem.sign < 0},
             {"cautious", of.problem.how == attitude::cautious},
             {"surely", of.problem.surely ? json(*of.problem.surely) : json(nullptr)},
             {"within", of.within * m.shown_as},
             {"tried", of.tried.size()},
             {"tried_worlds", of.tried_worlds},
             {"again", of.packages.size() - 1},
             {"surface_error", as_json(of.surface_error * m.shown_as)},
             {"cut_short", of.cut_short},
             {"things", json::array()},
             {"conditions", json::array()},
             {"budgets", json::array()}};
    for (const decided::thing& t : of.things) {
        json one = label(t.name, t.name, t.name_zh);
        one["unit"] = in_both(t.unit, t.unit_zh);
        one["places"] = t.places;
        out["things"].push_back(std::move(one));
    }
    for (const decided::condition& c : of.conditions) {
        const auto at = std::ranges::find(file.measures(), c.measure, &sim::measure::name);
        out["conditions"].push_back({{"measure", at - file.measures().begin()},
                                     {"group", c.group},
                                     {"at_most", c.at_most},
                                     {"change", c.change * at->shown_as}});
    }
    for (const decided::at_budget& one : of.budgets) {
        json made = budget_json(file, of, one);
        if (one.any()) {
            made["spent"] = json::array();   // by thing; null where several places share an instrument
            for (std::size_t i = 0; i < of.things.size(); ++i)
                made["spent"].push_back(of.things[i].places.empty() ? as_json(of.chosen(one).cost_by_thing[i])
                                                                    : json(nullptr));
        }
        out["budgets"].push_back(std::move(made));
    }
    model.about["decision"] = std::move(out);
    table tried{{{"cost"}, {"gain"}, {"what"}}};
    for (const tried_package& one : of.tried) {
        std::string what;
        for (std::size_t i = 0; i < of.things.size(); ++i)
            if (one.levels[i] != 0)
                what += (what.empty() ? "" : ", ") + of.things[i].name + " " + sim::shortest(one.levels[i]);
        tried.rows.push_back({one.cost, one.value * m.shown_as, what});
    }
    model.add("tried", std::move(tried));
}

}   // namespace analysis::report
