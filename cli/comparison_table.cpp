#include "cli/comparison_table.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/sheet.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

using analysis::comparison;
using analysis::comparison_cell;
using sim::measure;

// The star marks an interval that excludes 0, among all that are told together.
cell difference_cell(const comparison_cell& of, bool simultaneous) {
    if (!of.known) return {};
    const analysis::estimate& e = of.difference;
    const bool has_interval = std::isfinite(e.half_width) || (e.alike() && e.mean == 0);
    return {e, has_interval ? mark_of(e, simultaneous || of.p_holm <= 0.05) : " "};
}

bool is_area(const analysis::period& when) { return when.what == analysis::period::kind::area; }

// "Means over the last 52 weeks (reach: at their end)", "Weeks 52 to 103", ...
std::string period_text(const analysis::observed& file, const comparison& found) {
    using kind = analysis::period::kind;
    const std::string& step = file.step_name();
    if (is_area(found.when))
        return fmt::format("Areas under the curve: weekly values added up over all {}",
                           sim::counted(found.weeks, step));
    std::string at_the_end;
    for (const std::size_t place : found.measures)
        if (const measure& m = file.measures()[place]; m.window == "last_week")
            at_the_end += (at_the_end.empty() ? "" : ", ") + m.name;
    if (!at_the_end.empty()) at_the_end = fmt::format(" ({}: at their end)", at_the_end);
    const auto year = analysis::year_in(file, found.when);
    std::string yearly;
    for (const std::size_t place : found.measures)
        if (const measure& m = file.measures()[place]; m.is_spread() && year)
            yearly += (yearly.empty() ? "" : ", ") + m.name;
    if (!yearly.empty())
        at_the_end += fmt::format(" ({}: at the end of {} {})", yearly, step, (*year + 1) * file.steps_per_year() - 1);
    if (found.when.what == kind::range)
        return found.weeks == 1
                   ? fmt::format("Only {} {}", step, found.when.first)
                   : fmt::format("Means over {}s {} to {}{}", step, found.when.first, found.when.last - 1, at_the_end);
    if (found.weeks == 1) return fmt::format("The last {}", step);
    return fmt::format("Means over {} {}{}", found.when.what == kind::all ? "all" : "the last",
                       sim::counted(found.weeks, step), at_the_end);
}

std::string intervals_text(const comparison& found, std::size_t replicates) {
    if (replicates < 2) return "one run of each: how far off they may be (?) is not known";
    if (!found.simultaneous)
        return "95 % intervals; * excludes 0, (*) does so alone but not among so many comparisons (Holm)";
    return fmt::format(
        "95 % intervals that hold for all {} together (max-t bootstrap: {} standard errors); * excludes 0",
        found.family, std::isfinite(found.multiplier) ? number(found.multiplier, 2) : "no");
}

// Of arms and groups a row, of measures a column.
table wide(const analysis::observed& file, const comparison& found, bool difference) {
    using kind = column::kind;
    table out{{{"", "arm"}, {"", found.axis}}};
    for (const std::size_t place : found.measures) {
        const measure& m = file.measures()[place];
        out.columns.push_back({"", m.label, difference ? kind::difference : kind::level,
                               unit_of(file, m, found.when, difference), m.shown_as, m.digits});
    }
    for (const auto& arm : found.arms) {
        if (difference && arm.arm == found.baseline) continue;
        for (std::size_t b = 0; b < found.groups.size(); ++b) {
            auto& row =
                out.rows.emplace_back(std::vector<cell>{b == 0 ? file.arms()[arm.arm].name : "", found.groups[b]});
            for (const comparison_cell& one : arm.cells[b])
                row.push_back(difference  ? difference_cell(one, found.simultaneous)
                              : one.known ? cell{one.level}
                                          : cell{});
        }
    }
    return out;
}

std::string as_text(const analysis::observed& file, const comparison& found) {
    const std::size_t replicates = file.runs_of(found.baseline).size();
    std::string text = title_line(file);
    text += fmt::format("{}, {}.\n\n", period_text(file, found), sim::counted(replicates, "replicate"));

    text += in_terminal(wide(file, found, false)).text;

    if (found.arms.size() > 1) {
        text += fmt::format("\nDifference from '{}' under the same luck, with {}\n\n", file.arms()[found.baseline].name,
                            intervals_text(found, replicates));
        const table differences = wide(file, found, true);
        text += in_terminal(differences).text + remark_of_alike(differences);
        for (const std::size_t twin : analysis::twins_of_baseline(file, found))
            text += fmt::format(
                "\nArm '{}' is the same as '{}' in every run, to the last bit: what it does differently changed "
                "nothing but what is spent.\n",
                file.arms()[twin].name, file.arms()[found.baseline].name);
    }
    if (found.drifts.empty()) return text;
    text += fmt::format("\nThe baseline still drifts, by its own slope over the last year{}:",
                        found.drifts.front().a_year.replicates < replicates
                            ? fmt::format(" (of {})", sim::counted(found.drifts.front().a_year.replicates, "replicate"))
                            : "");
    for (const auto& d : found.drifts) {
        const measure& m = file.measures()[d.measure];
        const std::string half =
            std::isfinite(d.a_year.half_width) ? number(d.a_year.half_width * m.shown_as, m.digits + 1) : "?";
        text += fmt::format("{} {} {:+.{}f} ±{} {}", &d == &found.drifts.front() ? "" : ";", m.label,
                            d.a_year.mean * m.shown_as, m.digits + 1, half, m.shown_as == 100 ? "pp a year" : "a year");
    }
    text += ".\n";
    for (const auto& d : found.drifts) {
        if (d.arms.empty()) continue;
        std::string names;
        for (const std::size_t a : d.arms) names += (names.empty() ? "" : ", ") + file.arms()[a].name;
        text += fmt::format(
            "Careful: the drift of {} is more than a tenth of the effect of {}. Effects are differences in the same "
            "weeks; a longer burn_in makes the drift smaller.\n",
            file.measures()[d.measure].label, names);
    }
    return text;
}

// Shares are not shown as percent: their unit is 1, and that of their area a week.
std::string csv_unit(const analysis::observed& file, const measure& m, const comparison& found) {
    if (!is_area(found.when)) return m.shown_as == 100 ? "1" : m.unit;
    return (m.shown_as == 100 ? "" : m.unit + " ") + file.step_name();
}

std::string as_csv(const analysis::observed& file, const comparison& found) {
    table out{{{"arm"},
               {found.axis.empty() ? "group" : found.axis},
               {"measure"},
               {"unit"},
               {"replicates"},
               analysis::interval_column("level"),
               analysis::interval_column("difference"),
               {"excludes_zero"},
               {"p"},
               {"p_holm"}}};
    for (const auto& arm : found.arms)
        for (std::size_t b = 0; b < found.groups.size(); ++b)
            for (std::size_t place = 0; place < found.measures.size(); ++place) {
                const comparison_cell& c = arm.cells[b][place];
                const measure& m = file.measures()[found.measures[place]];
                if (!c.known) continue;
                auto& row =
                    out.rows.emplace_back(std::vector<cell>{file.arms()[arm.arm].name, found.groups[b], m.name,
                                                            csv_unit(file, m, found), c.level.replicates, c.level});
                if (arm.arm != found.baseline)
                    row.insert(row.end(),
                               {c.difference, c.compared ? cell{std::size_t{c.difference.excludes_zero()}} : cell{},
                                c.p, c.p_holm});
                row.resize(out.columns.size());
            }
    return table_as("csv", out);
}

std::string period_name(const analysis::period& when) {
    using kind = analysis::period::kind;
    switch (when.what) {
        case kind::all:
            return "all";
        case kind::area:
            return "area";
        case kind::range:
            return fmt::format("{}:{}", when.first, when.last);
        case kind::last_year:
            break;
    }
    return "last_year";
}

std::string whole_json(const analysis::observed& file, const comparison& found) {
    nlohmann::ordered_json all{{"title", file.title()},
                               {"title_zh", file.title_zh()},
                               {"baseline", file.arms()[found.baseline].name},
                               {"weeks", found.weeks}};
    if (found.when.what != analysis::period::kind::last_year) all["period"] = period_name(found.when);
    if (found.simultaneous)
        all["simultaneous"] = {{"differences", found.family}, {"standard_errors", found.multiplier}};
    auto& arms = all["arms"] = nlohmann::ordered_json::array();
    for (const auto& arm : found.arms) {
        nlohmann::ordered_json one{{"arm", file.arms()[arm.arm].name}, {"replicates", file.runs_of(arm.arm).size()}};
        for (std::size_t b = 0; b < found.groups.size(); ++b)
            for (std::size_t m = 0; m < found.measures.size(); ++m) {
                const comparison_cell& c = arm.cells[b][m];
                if (!c.known) continue;
                auto& cell = one[found.axis.empty() ? "groups" : sim::plural_of(found.axis)][found.groups[b]]
                                [file.measures()[found.measures[m]].name];
                cell["level"] = as_json(c.level);
                if (arm.arm == found.baseline) continue;
                cell["difference"] = as_json(c.difference);
                cell["difference"]["p"] = c.p;
                cell["difference"]["p_holm"] = c.p_holm;
            }
        arms.push_back(one);
    }
    for (const auto& d : found.drifts)
        all["baseline_drift_a_year"][file.measures()[d.measure].name] = as_json(d.a_year);
    return all.dump(2) + "\n";
}

}   // namespace

std::string unit_of(const analysis::observed& file, const measure& m, const analysis::period& when, bool difference) {
    const std::string unit = difference ? m.unit_of_differences() : m.unit;
    return is_area(when) ? fmt::format("{} x {}s", unit, file.step_name()) : unit;
}

std::string comparison_table(const analysis::observed& file, const comparison& found, const std::string& format) {
    if (format == "csv") return as_csv(file, found);
    if (format == "json") return whole_json(file, found);
    return as_text(file, found);
}

}   // namespace cli
