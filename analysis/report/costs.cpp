// What arms spend, and what that buys.

#include "analysis/costs.hpp"

#include <algorithm>
#include <optional>

#include "analysis/compare.hpp"
#include "analysis/report/subjects.hpp"

namespace analysis::report {

namespace {

constexpr std::size_t most_resampled = 512;   // replicates that rankings and frontiers are resampled from

// Measures that costs are set against: those that count people, else the first that is not money.
std::vector<std::size_t> bought(const observed& file) {
    std::vector<std::size_t> people, others;
    for (const std::size_t m : measures_in(file, "main")) {
        const sim::measure& what = file.measures()[m];
        const variable* const over = file.find(what.over);
        if (over == nullptr || what.about == sim::role::money || what.relative) continue;
        (over->units == "person" ? people : others).push_back(m);
    }
    if (people.empty() && !others.empty()) people.push_back(others.front());
    return people;
}

// What one more must be worth, CNY, for an efficient arm to be the best use of money: what it costs from the efficient arm
// before it. Of means over worlds, since these decide; nan where nothing is before it, or nothing is counted.
double pays_from(const costs& found, const costs_of_arm& arm, double periods) {
    if (!arm.efficient || !arm.after || !found.counts) return unknown;
    const costs_of_arm& before = found.arms[*arm.after];
    const double further = (found.smallest_first ? -1 : 1) * (arm.count.mean - before.count.mean);
    return further > 0 ? periods * (arm.cost.mean - before.cost.mean) / further : unknown;
}

}   // namespace

void add_costs(const observed& file, std::size_t baseline, page_model& model) {
    table plane{{place_column("measure", "measures"),
                 place_column("arm", "arms"),
                 interval_column("spending"),
                 interval_column("further_cost"),
                 interval_column("effect"),
                 interval_column("count"),
                 interval_column("cny_for_one_more"),
                 interval_column("cny_from_before"),
                 {"pays_from"},
                 {"efficient"},
                 {"share_efficient"},
                 {"counts"},
                 {"a_year"},
                 place_column("better", "arms"),
                 {"better_shown"},
                 place_column("no_more", "arms"),
                 place_column("after", "arms")}};
    table instruments{{place_column("arm", "arms"), place_column("lever", "levers"), interval_column("spending")}};
    table purchases{{place_column("arm", "arms"), place_column("lever", "levers"), place_column("what", "things"),
                     interval_column("paid_for"), interval_column("there")}};
    model.labels["levers"] = json::array();
    model.labels["things"] = json::array();
    json& about = model.about;
    about["ended"] = json::array();
    if (tells_costs(file)) {
        const auto measures = bought(file);
        for (const std::size_t m : measures) {
            const double as = file.measures()[m].shown_as;
            const sim::direction better = file.measures()[m].better;
            const costs found = costs_of(file, baseline, m, better == sim::direction::less, {},
                                         file.worlds().any() || file.runs_of(baseline).size() <= most_resampled);
            for (costs_of_arm arm : found.arms) {
                // Where no effect is wanted, none is bought well.
                if (better == sim::direction::neither) {
                    arm.efficient = arm.better_shown = false;
                    arm.share_efficient = unknown;
                    arm.from_before = {unknown, unknown, unknown};
                    arm.better = arm.no_more = arm.after = std::nullopt;
                }
                const bool base = arm.arm == baseline;
                const bool counted = !base && found.counts;
                plane.rows.push_back(
                    {m, arm.arm, in_unit(arm.total), base ? interval{} : in_unit(arm.cost),
                     base ? interval{} : in_unit(arm.effect, as), counted ? cell{in_unit(arm.count)} : cell{},
                     counted ? cell{arm.of_one} : cell{}, in_unit(arm.from_before, 1 / as),
                     pays_from(found, arm, found.at_end ? static_cast<double>(file.steps_per_year()) : 1),
                     std::size_t{arm.efficient}, arm.share_efficient, std::size_t{found.counts},
                     std::size_t{found.at_end}, arm.better, std::size_t{arm.better_shown}, arm.no_more, arm.after});
            }
            if (m != measures.front()) continue;
            about["ended"] = found.ended;
            for (std::size_t l = 0; l < found.labels.size(); ++l) {
                const axis& of = file.axis_named(found.axis);
                model.labels["levers"].push_back(label_of(of, l));
                for (const costs_of_arm& arm : found.arms)
                    if (arm.by_label[l].value() != 0)
                        instruments.rows.push_back({arm.arm, l, in_unit(arm.by_label[l])});
            }
            for (std::size_t p = 0; p < found.purchases.size(); ++p) {
                const purchase& one = found.purchases[p];
                const variable& v = *file.find(one.what);
                model.labels["things"].push_back(label(one.what, v.long_name, v.long_name_zh));
                for (const costs_of_arm& arm : found.arms)
                    if (arm.paid_for[p].value() != 0 || arm.there[p].value() != 0)
                        purchases.rows.push_back(
                            {arm.arm, one.label, p, in_unit(arm.paid_for[p]), in_unit(arm.there[p])});
            }
        }
    }
    model.add("costs", std::move(plane));
    model.add("spending", std::move(instruments));
    model.add("purchases", std::move(purchases));
}

}   // namespace analysis::report
