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
cell difference_cell(const comparison_cell& of, bool simultaneous, bool luck) {
    if (!of.known) return {};
    const analysis::estimate& e = of.difference;
    const bool has_interval = std::isfinite(e.half_width) || (e.alike() && e.mean == 0);
    if (luck) return {e, "   "};
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
        if (const measure& m = file.measures()[place]; m.is_yearly() && year)
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
    if (found.luck)
        return fmt::format("means over {} with 95 % intervals of luck alone, from how runs of one world differ",
                           sim::counted(found.worlds, "world"));
    if (found.worlds > 0) return ranges_text(found.worlds);
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
                row.push_back(difference  ? difference_cell(one, found.simultaneous, found.luck)
                              : one.known ? cell{one.level}
                                          : cell{});
        }
    }
    return out;
}

// Of everybody in each arm: in how many worlds it is better than the baseline, and the best of all.
std::string shares_text(const analysis::observed& file, const comparison& found) {
    table out{{{"", "arm"}}};
    for (const std::size_t place : found.measures) {
        const measure& m = file.measures()[place];
        if (m.relative) continue;   // of everybody always 1
        out.columns.push_back(
            {"", m.label + (m.better == sim::direction::neither ? ", above 0" : ""), column::kind::number});
    }
    for (const auto& arm : found.arms) {
        auto& row = out.rows.emplace_back(std::vector<cell>{file.arms()[arm.arm].name});
        for (std::size_t place = 0; place < found.measures.size(); ++place) {
            const measure& m = file.measures()[found.measures[place]];
            if (m.relative) continue;
            const comparison_cell& one = arm.cells.back()[place];
            const bool base = arm.arm == found.baseline;
            const analysis::estimate& e = one.difference;
            const bool directed = m.better != sim::direction::neither;
            std::string text =
                base ? "" : share_of_worlds(directed ? analysis::share_better(e, m) : e.share_above(), found.worlds);
            if (std::isfinite(one.best))
                text += (base ? "best in " : ", best in ") + share_of_worlds(one.best, found.worlds);
            row.emplace_back(std::move(text));
        }
    }
    if (out.columns.size() == 1) return "";
    return fmt::format("\nHow often each is better than '{}', and the best of all {}\n\n",
                       file.arms()[found.baseline].name, found.arms.size()) +
           in_terminal(out).text;
}

// How closely so many worlds tell shares and the ends of ranges.
std::string monte_carlo_text(const analysis::observed& file, const comparison& found) {
    if (found.worlds < analysis::least_for_ranges)
        return fmt::format(
            "\nFewer than {} worlds: their number, and the least and the most of them, stand for shares and 90 % "
            "ranges.\n",
            analysis::least_for_ranges);
    const analysis::ends half = analysis::of_share(static_cast<double>(found.worlds) / 2, found.worlds);
    std::string text = fmt::format("\nWith {} a share of 50 % is known to ±{:.0f} points (95 %)",
                                   sim::counted(found.worlds, "world"), 100 * (half.high - 0.5));
    const measure& m = file.measures()[found.measures.front()];
    const auto end = [&](double x) { return std::isfinite(x) ? number(x * m.shown_as, m.digits) : "?"; };
    std::string ends;
    constexpr std::size_t most_named = 4;
    std::size_t named = 0;
    for (const auto& arm : found.arms) {
        const auto& e = arm.cells.back().front().difference;
        if (arm.arm == found.baseline || !e.is_range() || !std::isfinite(e.low()) || ++named > most_named) continue;
        ends += fmt::format("{} '{}' from {} to {} and from {} to {}", ends.empty() ? "" : ";",
                            file.arms()[arm.arm].name, end(e.over.of_low.low), end(e.over.of_low.high),
                            end(e.over.of_high.low), end(e.over.of_high.high));
    }
    if (!ends.empty()) text += fmt::format("; the ends of {}, {}:{}", m.label, m.unit_of_differences(), ends);
    return text + ". --format csv has all.\n";
}

std::string as_text(const analysis::observed& file, const comparison& found) {
    const std::size_t replicates = file.runs_of(found.baseline).size();
    std::string text = title_line(file);
    text += fmt::format("{}, {}{}.\n\n", period_text(file, found), counted_runs(file, file.runs_of(found.baseline)),
                        found.worlds > 0 && !found.luck ? " (their medians)" : "");

    text += in_terminal(wide(file, found, false)).text;

    if (found.arms.size() > 1) {
        text += fmt::format("\nDifference from '{}' {}, with {}\n\n", file.arms()[found.baseline].name,
                            found.worlds > 0 ? "in the same worlds" : "under the same luck",
                            intervals_text(found, replicates));
        const table differences = wide(file, found, true);
        text += in_terminal(differences).text + remark_of_alike(differences);
        if (found.worlds > 0 && !found.luck) text += shares_text(file, found) + monte_carlo_text(file, found);
        for (const std::size_t twin : analysis::twins_of_baseline(file, found))
            text += fmt::format(
                "\nArm '{}' is the same as '{}' in every run, to the last bit: what it does differently changed "
                "nothing but what is spent.\n",
                file.arms()[twin].name, file.arms()[found.baseline].name);
    }
    if (found.drifts.empty()) return text;
    text += fmt::format("\nThe baseline still drifts, by its own slope over the last year{}:",
                        found.drifts.front().a_year.replicates < (found.worlds > 0 ? found.worlds : replicates)
                            ? fmt::format(" (of {})", sim::counted(found.drifts.front().a_year.replicates,
                                                                   found.worlds > 0 ? "world" : "replicate"))
                            : "");
    for (const auto& d : found.drifts) {
        const measure& m = file.measures()[d.measure];
        const std::string half =
            std::isfinite(d.a_year.half_width) ? number(d.a_year.half_width * m.shown_as, m.digits + 1) : "?";
        const std::string how_much = d.a_year.is_range()
                                         ? with_interval(d.a_year, m.shown_as, m.digits + 1)
                                         : fmt::format("{:+.{}f} ±{}", d.a_year.mean * m.shown_as, m.digits + 1, half);
        text += fmt::format("{} {} {} {}", &d == &found.drifts.front() ? "" : ";", m.label, how_much,
                            m.shown_as == 100 ? "pp a year" : "a year");
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
    if (found.worlds > 0) {
        all["worlds"] = found.worlds;
        all["interval"] = found.luck ? analysis::luck_within_worlds : analysis::name_of_ranges(found.worlds);
    }
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
                if (found.worlds > 0 && !found.luck)
                    add_shares(cell, c.difference, file.measures()[found.measures[m]], c.best, found.worlds);
                if (arm.arm == found.baseline) continue;
                cell["difference"] = as_json(c.difference);
                if (found.worlds > 0) continue;
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
    if (format == "csv") return table_as("csv", analysis::table_of(file, found));
    if (format == "json") return whole_json(file, found);
    return as_text(file, found);
}

}   // namespace cli
