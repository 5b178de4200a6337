#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/comparison_table.hpp"
#include "cli/sheet.hpp"

namespace cli {

namespace {

using kind = column::kind;

// How an arm stands on the plane of effect and cost, in words.
std::string verdict(const analysis::observed& file, const analysis::costs& found, const analysis::costs_of_arm& arm,
                    const sim::measure& m) {
    const auto name = [&](std::size_t a) { return file.arms()[a].name; };
    if (!found.told && !arm.efficient) return "";
    if (arm.efficient && !arm.after) return "efficient: the least cost";
    if (arm.efficient)
        return fmt::format("efficient: {} CNY a {} for one {} {} than '{}'",
                           ratio_text(analysis::in_unit(arm.from_before), 1 / m.shown_as, 0), file.step_name(),
                           found.smallest_first ? "less" : "more", m.unit_of_differences(), name(*arm.after));
    if (arm.no_more) return fmt::format("cannot be told: '{}' costs less and may do as much", name(*arm.no_more));
    if (arm.better_shown) return fmt::format("not efficient: '{}' does more for no more money", name(*arm.better));
    if (arm.better)
        return fmt::format("not efficient: '{}' costs no more, and this is not sure to do more", name(*arm.better));
    return "not efficient: by the means, a mix of two other arms does as much for no more money";
}

// What is paid for beside what is there, where they differ.
std::string remark_of_purchases(const analysis::observed& file, const analysis::costs& found) {
    std::string out;
    for (std::size_t p = 0; p < found.purchases.size(); ++p)
        for (const analysis::costs_of_arm& arm : found.arms)
            if (const auto& paid = arm.paid_for[p], &there = arm.there[p]; analysis::differ(paid, there))
                out += fmt::format("{} of '{}': {:.1f} more {} are paid for than in '{}', {:.1f} more are there\n",
                                   found.labels[found.purchases[p].label], file.arms()[arm.arm].name, paid.value(),
                                   found.purchases[p].what, file.arms()[found.baseline].name, there.value());
    if (out.empty()) return out;
    return "\n" + out + "(They come whole in each place, and what has faded is still paid for.)\n";
}

// Where policies ended, the weeks of the table hold their effect but not what they cost.
std::string caution(const analysis::observed& file, const analysis::costs& found) {
    if (found.ended.empty()) return "";
    std::string names;
    for (const std::size_t a : found.ended) names += (names.empty() ? "" : ", ") + file.arms()[a].name;
    return fmt::format(
        "Careful: policies of {} ended before or in these {}s, which may hold more of their effect than of "
        "what they cost; cogov compare --show costs --period all counts both.\n",
        names, file.step_name());
}

}   // namespace

std::string costs_table(const analysis::observed& file, const analysis::costs& found, const std::string& format,
                        const analysis::period& when) {
    const sim::measure& m = file.measures()[found.measure];
    const std::string a_week = " a " + file.step_name();
    table levers{{{"", "arm"}}};
    for (const std::string& lever : found.labels) {
        levers.columns.push_back({"", lever, kind::level, "", 1, 0});
        levers.columns.back().foldable = true;
    }
    levers.columns.push_back({"", "in all", kind::level, "", 1, 0});
    const std::string one = found.smallest_first ? "one less" : "one more",
                      one_more = found.at_end ? "CNY a year for " + one : fmt::format("CNY for {}{}", one, a_week);
    table plane{{{"measure"},
                 {"arm", "arm"},
                 {"total", "", kind::level},
                 {"further_cost", "further cost", kind::difference, "CNY" + a_week, 1, 0},
                 {"effect", m.label, kind::difference, unit_of(file, m, when, true), m.shown_as, m.digits},
                 {"count", "", kind::difference},
                 {"cny_for_one_more", found.counts ? one_more : "", kind::ratio, "", 1, 2},
                 {"efficient", "", kind::number},
                 {"share_efficient", "efficient in", kind::number, "%", 100, 1},
                 {"better"},
                 {"no_more_than"},
                 {"after"},
                 {"cny_from_before", "", kind::ratio},
                 {"", "on the plane of effect and cost"}}};
    for (const std::string& lever : found.labels) plane.columns.push_back({"cost_" + lever, "", kind::level});
    for (const analysis::purchase& bought : found.purchases) {
        plane.columns.push_back({bought.what + "_paid_for", "", kind::difference});
        plane.columns.push_back({bought.what + "_there", "", kind::difference});
    }
    const auto named = [&](const std::optional<std::size_t>& arm) {
        return arm ? cell{file.arms()[*arm].name} : cell{};
    };
    for (const analysis::costs_of_arm& arm : found.arms) {
        const std::string& name = file.arms()[arm.arm].name;
        const bool base = arm.arm == found.baseline;
        levers.rows.push_back({name});
        for (const analysis::estimate& e : arm.by_label) levers.rows.back().emplace_back(e);
        levers.rows.back().emplace_back(arm.total);
        std::vector<cell> row{m.name,
                              name,
                              arm.total,
                              base ? cell{} : marked(arm.cost),
                              base ? cell{} : marked(arm.effect),
                              base || !found.counts ? cell{} : cell{arm.count},
                              base || !found.counts ? cell{} : cell{arm.of_one},
                              arm.efficient ? 1.0 : 0.0,
                              arm.share_efficient,
                              named(arm.better),
                              named(arm.no_more),
                              named(arm.after),
                              arm.after ? cell{arm.from_before} : cell{},
                              verdict(file, found, arm, m)};
        for (const analysis::estimate& e : arm.by_label) row.emplace_back(e);
        for (std::size_t p = 0; p < found.purchases.size(); ++p) row.insert(row.end(), {arm.paid_for[p], arm.there[p]});
        plane.rows.push_back(std::move(row));
    }
    const std::size_t worlds = analysis::worlds_among(file, file.runs_of(found.baseline));
    tell_worlds(plane, worlds);
    if (format != "text") return table_as(format, plane);
    const std::string sure =
        worlds > 0 ? fmt::format(
                         "in the same worlds: {} (of ratios - where that of the gain includes 0); which arms are "
                         "efficient by the means, and in how many worlds",
                         ranges_text(worlds))
                   : std::string{
                         "under the same luck with 95 % intervals (of ratios Fieller's; - where the gain's interval "
                         "includes 0), and which arms are efficient, also in how many of 10,000 bootstrap samples (- "
                         "where these cannot tell)"};
    return title_line(file) + fmt::format("What is spent, CNY{}, by lever\n\n", a_week) + table_as(format, levers) +
           remark_of_purchases(file, found) +
           fmt::format("\nWhat it buys: differences from '{}' {}\n\n", file.arms()[found.baseline].name, sure) +
           table_as(format, plane) + remark_of_alike(plane) + caution(file, found);
}

std::string costs_in_short(const analysis::observed& file, std::size_t baseline, const analysis::period& when) {
    if (!analysis::tells_costs(file) || file.arms().size() < 2 || when.what == analysis::period::kind::area) return "";
    table all{{{"", "arm"}}};
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm)
        if (arm != baseline) all.rows.push_back({file.arms()[arm].name});
    std::string careful;
    for (const std::size_t place : analysis::measures_in(file, "main")) {
        const sim::measure& m = file.measures()[place];
        const analysis::variable* const counted = file.find(m.over);
        if (counted == nullptr || counted->units != "person") continue;
        const analysis::costs found = analysis::costs_of(file, baseline, place, false, when, false);
        careful = caution(file, found);
        const std::string often = found.at_end ? " a year" : " a " + file.step_name();
        all.columns.push_back({"", m.label, kind::difference, file.agents() + (found.at_end ? "" : often), 1, 1});
        all.columns.push_back({"", fmt::format("CNY{} for one more", often), kind::ratio, "", 1, 2});
        std::size_t row = 0;
        for (const analysis::costs_of_arm& arm : found.arms)
            if (arm.arm != baseline) {
                all.rows[row].push_back(marked(arm.count));
                all.rows[row++].emplace_back(arm.of_one);
            }
    }
    if (all.columns.size() == 1) return "";
    const std::size_t worlds = analysis::worlds_among(file, file.runs_of(baseline));
    return fmt::format("\nWhat an effect costs, with {} (- where that of the gain includes 0)\n\n",
                       worlds > 0 ? ranges_text(worlds) : "95 % intervals") +
           table_as("text", all) + remark_of_alike(all) + careful;
}

}   // namespace cli
