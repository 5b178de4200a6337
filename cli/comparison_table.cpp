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

std::string level_text(const comparison_cell& cell, const measure& m) {
    return cell.known ? number(cell.level.mean * m.shown_as, m.digits) : "";
}

// "+0.42 ±0.03 *": the star marks an interval that excludes 0, among all that are told together.
std::string difference_text(const comparison_cell& cell, const measure& m, bool simultaneous) {
    if (!cell.known || !std::isfinite(cell.difference.mean)) return "";   // or the baseline's own is not known
    const std::string text = with_interval(cell.difference, m.shown_as, m.digits);
    if (text == "0") return text + "   ";
    if (!std::isfinite(cell.difference.half_width)) return text + " ";
    return text + mark_of(cell.difference, simultaneous || cell.p_holm <= 0.05);
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

sheet_row header(const analysis::observed& file, const comparison& found, bool difference) {
    sheet_row row{"arm", found.axis};
    for (const std::size_t m : found.measures)
        row.push_back(fmt::format("{}, {}{}", file.measures()[m].label,
                                  unit_of(file, file.measures()[m], found.when, difference), difference ? "   " : ""));
    return row;
}

std::string as_text(const analysis::observed& file, const comparison& found) {
    const auto measure_at = [&](std::size_t place) -> const measure& { return file.measures()[found.measures[place]]; };
    const std::size_t replicates = file.runs_of(found.baseline).size();
    std::string text = title_line(file);
    text += fmt::format("{}, {}.\n\n", period_text(file, found), sim::counted(replicates, "replicate"));

    const auto group_name = [&](std::size_t g) { return found.axis.empty() ? std::string{} : found.groups[g]; };
    std::vector<sheet_row> rows{header(file, found, false)};
    for (const auto& arm : found.arms)
        for (std::size_t b = 0; b < found.groups.size(); ++b) {
            sheet_row row{b == 0 ? file.arms()[arm.arm].name : "", group_name(b)};
            for (std::size_t m = 0; m < found.measures.size(); ++m)
                row.push_back(level_text(arm.cells[b][m], measure_at(m)));
            rows.push_back(row);
        }
    text += in_columns(rows);

    if (found.arms.size() > 1) {
        text += fmt::format("\nDifference from '{}' under the same luck, with {}\n\n", file.arms()[found.baseline].name,
                            intervals_text(found, replicates));
        rows = {header(file, found, true)};
        bool alike = false;
        for (const auto& arm : found.arms) {
            if (arm.arm == found.baseline) continue;
            for (std::size_t b = 0; b < found.groups.size(); ++b) {
                sheet_row row{b == 0 ? file.arms()[arm.arm].name : "", group_name(b)};
                for (std::size_t m = 0; m < found.measures.size(); ++m) {
                    row.push_back(difference_text(arm.cells[b][m], measure_at(m), found.simultaneous));
                    alike = alike || (arm.cells[b][m].known && is_marked_alike(arm.cells[b][m].difference));
                }
                rows.push_back(row);
            }
        }
        text += in_columns(rows) + remark_of_alike(alike);
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
    std::string text = "arm," + (found.axis.empty() ? std::string{"group"} : csv_cell(found.axis)) +
                       ",measure,unit,replicates,level,level_low,level_high,difference,difference_low,difference_high,"
                       "excludes_zero,p,p_holm\n";
    for (const auto& arm : found.arms)
        for (std::size_t b = 0; b < found.groups.size(); ++b)
            for (std::size_t place = 0; place < found.measures.size(); ++place) {
                const comparison_cell& c = arm.cells[b][place];
                const measure& m = file.measures()[found.measures[place]];
                if (!c.known) continue;
                text += fmt::format("{},{},{},{},{},{}", csv_cell(file.arms()[arm.arm].name), csv_cell(found.groups[b]),
                                    csv_cell(m.name), csv_cell(csv_unit(file, m, found)), c.level.replicates,
                                    csv_fields(c.level));
                if (arm.arm == found.baseline) text += ",,,,,,\n";
                else
                    text += fmt::format(",{},{},{},{}\n", csv_fields(c.difference),
                                        !c.compared                    ? ""
                                        : c.difference.excludes_zero() ? "1"
                                                                       : "0",
                                        known_number(c.p), known_number(c.p_holm));
            }
    return text;
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
