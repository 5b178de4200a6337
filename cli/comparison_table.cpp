#include "cli/comparison_table.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/sheet.hpp"

namespace cli {

namespace {

using analysis::comparison;
using analysis::comparison_cell;
using sim::measure;

std::string number(double x, int digits) { return fmt::format("{:.{}f}", x, digits); }

std::string level_text(const comparison_cell& cell, const measure& m) {
    return cell.known ? number(cell.level.mean * m.shown_as, m.digits) : "";
}

// "+0.42 ±0.03 *": the star marks an interval that excludes nothing at all.
std::string difference_text(const comparison_cell& cell, const measure& m) {
    if (!cell.known || !std::isfinite(cell.difference.mean)) return "";   // or the baseline's own is not known
    const double mean = cell.difference.mean * m.shown_as, half = cell.difference.half_width * m.shown_as;
    if (!std::isfinite(half)) return fmt::format("{:+.{}f} ?  ", mean, m.digits);
    if (mean == 0 && half == 0) return "0    ";
    return fmt::format("{:+.{}f} ±{:.{}f} {}", mean, m.digits, half, m.digits,
                       !cell.difference.excludes_zero() ? "   "
                       : cell.p_holm <= 0.05            ? "*  "
                                                        : "(*)");
}

sheet_row header(const analysis::results& file, bool difference) {
    sheet_row row{"arm", file.groups()};
    for (const measure& m : file.measures())
        row.push_back(fmt::format("{}, {}{}", m.label, difference && m.shown_as == 100 ? "pp" : m.unit,
                                  difference ? "    " : ""));
    return row;
}

std::string costs_text(const analysis::results& file, const comparison& found) {
    std::vector<sheet_row> rows{{"arm", "", "participants a week", "CNY per further participant-week",
                                 "residents reached a year", "CNY per further resident reached"}};
    const auto cost = [](double x) { return std::isfinite(x) ? number(x, 2) : std::string{"-"}; };
    for (const auto& arm : found.arms)
        if (arm.arm != found.baseline)
            rows.push_back({file.arms()[arm.arm].name, "", fmt::format("{:+.1f}", arm.participants_gained),
                            cost(arm.cost_a_participant), fmt::format("{:+.1f}", arm.reached_gained),
                            cost(arm.cost_a_reached)});
    return "\nWhat an effect costs (- where the interval of the gain includes 0)\n\n" + in_columns(rows);
}

std::string as_text(const analysis::results& file, const comparison& found) {
    const auto& measures = file.measures();
    const std::size_t replicates = file.runs_of(found.baseline).size();
    std::string text = fmt::format("{}{}{}\n", file.title(), file.title_zh().empty() ? "" : "  ", file.title_zh());
    std::string at_the_end;
    for (const measure& m : measures)
        if (m.window == "last_week") at_the_end += (at_the_end.empty() ? "" : ", ") + m.name;
    if (!at_the_end.empty()) at_the_end = fmt::format(" ({}: at their end)", at_the_end);
    text += found.weeks == 1 ? fmt::format("The last {}, {} replicates.\n\n", file.step_name(), replicates)
                             : fmt::format("Means over the last {} {}s{}, {} replicates.\n\n", found.weeks,
                                           file.step_name(), at_the_end, replicates);

    const auto group_name = [&](std::size_t g) { return file.groups().empty() ? std::string{} : found.groups[g]; };
    std::vector<sheet_row> rows{header(file, false)};
    for (const auto& arm : found.arms)
        for (std::size_t b = 0; b < found.groups.size(); ++b) {
            sheet_row row{b == 0 ? file.arms()[arm.arm].name : "", group_name(b)};
            for (std::size_t m = 0; m < measures.size(); ++m) row.push_back(level_text(arm.cells[b][m], measures[m]));
            rows.push_back(row);
        }
    text += in_columns(rows);

    if (found.arms.size() > 1) {
        text += fmt::format(
            "\nDifference from '{}' under the same luck, with 95 % intervals; * excludes 0, (*) does so alone but "
            "not among so many comparisons (Holm)\n\n",
            file.arms()[found.baseline].name);
        rows = {header(file, true)};
        for (const auto& arm : found.arms) {
            if (arm.arm == found.baseline) continue;
            for (std::size_t b = 0; b < found.groups.size(); ++b) {
                sheet_row row{b == 0 ? file.arms()[arm.arm].name : "", group_name(b)};
                for (std::size_t m = 0; m < measures.size(); ++m)
                    row.push_back(difference_text(arm.cells[b][m], measures[m]));
                rows.push_back(row);
            }
        }
        text += in_columns(rows);

        if (found.costs) text += costs_text(file, found);
    }
    if (found.drifts.empty()) return text;
    text += "\nThe baseline still drifts, by its own slope over the last year:";
    for (const auto& d : found.drifts) {
        const measure& m = measures[d.measure];
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
            measures[d.measure].label, names);
    }
    return text;
}

std::string as_csv(const analysis::results& file, const comparison& found) {
    std::string text = "arm," + (file.groups().empty() ? std::string{"group"} : file.groups()) +
                       ",measure,unit,replicates,level,level_low,level_high,difference,difference_low,difference_high,"
                       "excludes_zero,p,p_holm\n";
    for (const auto& arm : found.arms)
        for (std::size_t b = 0; b < found.groups.size(); ++b)
            for (std::size_t m = 0; m < file.measures().size(); ++m) {
                const comparison_cell& c = arm.cells[b][m];
                if (!c.known) continue;
                text += fmt::format(
                    "{},{},{},{},{},{},{},{}", file.arms()[arm.arm].name, found.groups[b], file.measures()[m].name,
                    file.measures()[m].shown_as == 100 ? "1" : file.measures()[m].unit, c.level.replicates,
                    known_number(c.level.mean), known_number(c.level.low()), known_number(c.level.high()));
                if (arm.arm == found.baseline) text += ",,,,,,\n";
                else
                    text +=
                        fmt::format(",{},{},{},{},{},{}\n", known_number(c.difference.mean),
                                    known_number(c.difference.low()), known_number(c.difference.high()),
                                    c.difference.excludes_zero() ? 1 : 0, known_number(c.p), known_number(c.p_holm));
            }
    return text;
}

nlohmann::ordered_json as_json(const analysis::estimate& e) {
    nlohmann::ordered_json one{{"mean", e.mean}, {"low", e.low()}, {"high", e.high()}};   // nan becomes null
    return one;
}

std::string as_json(const analysis::results& file, const comparison& found) {
    nlohmann::ordered_json all{{"title", file.title()},
                               {"title_zh", file.title_zh()},
                               {"baseline", file.arms()[found.baseline].name},
                               {"weeks", found.weeks}};
    auto& arms = all["arms"] = nlohmann::ordered_json::array();
    for (const auto& arm : found.arms) {
        nlohmann::ordered_json one{{"arm", file.arms()[arm.arm].name}, {"replicates", file.runs_of(arm.arm).size()}};
        if (found.costs && arm.arm != found.baseline) {
            one["participants_gained"] = arm.participants_gained;
            one["cny_per_participant_week"] = arm.cost_a_participant;
            one["reached_gained"] = arm.reached_gained;
            one["cny_per_resident_reached"] = arm.cost_a_reached;
        }
        for (std::size_t b = 0; b < found.groups.size(); ++b)
            for (std::size_t m = 0; m < file.measures().size(); ++m) {
                const comparison_cell& c = arm.cells[b][m];
                if (!c.known) continue;
                auto& cell = one[file.groups().empty() ? "groups" : file.groups() + "s"][found.groups[b]]
                                [file.measures()[m].name];
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

std::string comparison_table(const analysis::results& file, const comparison& found, const std::string& format) {
    if (format == "csv") return as_csv(file, found);
    if (format == "json") return as_json(file, found);
    return as_text(file, found);
}

std::string ranking_table(const analysis::results& file, const std::vector<analysis::ranked_arm>& ranking,
                          std::size_t measure, bool smallest_first, const std::string& format) {
    const sim::measure& m = file.measures()[measure];
    const auto name = [&](std::size_t k) { return file.arms()[ranking[k].arm].name; };
    const auto sure = [&](std::size_t k) { return ranking[k].over_next.excludes_zero(); };
    if (format == "csv") {
        std::string text =
            "measure,rank,arm,level,level_low,level_high,best,over_next,over_next_low,over_next_high,"
            "replicates_to_tell\n";
        for (std::size_t k = 0; k < ranking.size(); ++k) {
            const analysis::ranked_arm& r = ranking[k];
            const bool last = k + 1 == ranking.size();
            text += fmt::format(
                "{},{},{},{},{},{},{},{},{},{},{}\n", m.name, k + 1, name(k), known_number(r.level.mean),
                known_number(r.level.low()), known_number(r.level.high()), known_number(r.best),
                last ? "" : known_number(r.over_next.mean), last ? "" : known_number(r.over_next.low()),
                last ? "" : known_number(r.over_next.high()), r.enough == 0 ? "" : std::to_string(r.enough));
        }
        return text;
    }
    if (format == "json") {
        auto all = nlohmann::ordered_json::array();
        for (std::size_t k = 0; k < ranking.size(); ++k) {
            const analysis::ranked_arm& r = ranking[k];
            nlohmann::ordered_json one{
                {"measure", m.name}, {"rank", k + 1}, {"arm", name(k)}, {"level", as_json(r.level)}, {"best", r.best}};
            if (k + 1 < ranking.size()) {
                one["over_next"] = as_json(r.over_next);
                if (r.enough > 0) one["replicates_to_tell"] = r.enough;
            }
            all.push_back(one);
        }
        return all.dump(2) + "\n";
    }
    std::vector<sheet_row> rows{{"arm", "", fmt::format("{}, {}", m.label, m.unit), "first in", "against the next"}};
    for (std::size_t k = 0; k < ranking.size(); ++k) {
        const analysis::ranked_arm& r = ranking[k];
        std::string next;
        if (k + 1 < ranking.size() && r.over_next.replicates > 1) {
            const std::string by = fmt::format("{:+.{}f} ±{:.{}f}", r.over_next.mean * m.shown_as, m.digits,
                                               r.over_next.half_width * m.shown_as, m.digits);
            next = sure(k)         ? fmt::format("differs from {}, sure at 95 %: {}", name(k + 1), by)
                   : r.enough == 0 ? fmt::format("cannot be told from {}", name(k + 1))
                                   : fmt::format("cannot be told from {}: {}; about {} replicates would", name(k + 1),
                                                 by, r.enough);
        }
        rows.push_back({name(k), "", number(r.level.mean * m.shown_as, m.digits),
                        std::isfinite(r.best) ? fmt::format("{:.1f} %", 100 * r.best) : "", next});
    }
    return fmt::format(
               "Ranked by {}, the {} first; share of 10,000 bootstrap samples in which each is first; each against the "
               "next, taken alone\n\n",
               m.label, smallest_first ? "smallest" : "largest") +
           in_columns(rows);
}

}   // namespace cli
