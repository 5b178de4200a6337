#include "cli/points_table.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/measured.hpp"
#include "cli/sheet.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

using analysis::estimate;
using analysis::point_row;
using sim::measure;

constexpr std::size_t most_rows = 40;

// "relief.admin_relief.level" of "arms.relief.policies.admin_relief.level": what distinguishes keys, for headings.
std::string short_key(const std::string& key) {
    std::string text = key;
    for (const std::string_view part : {"parameters.", "arms."})
        if (text.starts_with(part)) text.erase(0, part.size());
    if (const std::size_t at = text.find(".policies."); at != std::string::npos) text.erase(at, 9);
    return text;
}

cell value_of(const analysis::factor& f, std::size_t point) {
    return f.numbers.empty() ? cell{f.texts[point]} : cell{f.numbers[point]};
}

std::string text_of(const analysis::factor& f, std::size_t point) {
    return f.numbers.empty() ? f.texts[point] : setting(f.numbers[point]);
}

sign sign_of(bool difference) { return difference ? sign::of_difference : sign::none; }

bool has_differences(const analysis::points_comparison& found) {
    return std::ranges::any_of(found.rows, [&](const point_row& row) { return row.arm != found.baseline; });
}

std::string as_text(const analysis::observed& file, const analysis::points_comparison& found, std::size_t by,
                    bool smallest_first) {
    const bool differences = has_differences(found);
    std::vector<const point_row*> rows;
    for (const point_row& row : found.rows)
        if (!differences || row.arm != found.baseline) rows.push_back(&row);
    const std::size_t all = rows.size();
    const auto place = static_cast<std::size_t>(std::ranges::find(found.measures, by) - found.measures.begin());
    const auto value = [&](const point_row* row) {
        const double x = (differences ? row->difference : row->level)[place].value();
        return std::isfinite(x) ? x : 0.0;
    };
    if (all > most_rows) {
        std::ranges::stable_sort(rows, {},
                                 [&](const point_row* row) { return smallest_first ? value(row) : -value(row); });
        rows.erase(rows.begin() + most_rows / 2, rows.end() - most_rows / 2);
    }
    std::vector<measure> measures;
    for (const std::size_t m : found.measures) measures.push_back(file.measures()[m]);
    std::string text = title_line(file);
    const std::size_t replicates = file.runs_of(found.baseline).size(),
                      worlds = analysis::worlds_among(file, file.runs_of(found.baseline));
    text += fmt::format("{} ({}), {}.", sim::counted(file.points(), "point"), file.design_kind(),
                        counted_runs(file, file.runs_of(found.baseline)));
    text += differences ? fmt::format(" Difference from '{}' {}, with ", file.arms()[found.baseline].name,
                                      worlds > 0 ? "in the same worlds" : "under the same luck")
                        : std::string{" Levels with "};
    if (worlds > 0) text += ranges_text(worlds) + "\n";
    else if (replicates < 2) text += "one run of each: how far off they may be (?) is not known\n";
    else
        text += differences
                    ? "95 % intervals; * excludes 0, (*) does so alone but not among so many comparisons (Holm)\n"
                    : "95 % intervals\n";
    if (rows.size() < all)
        text += fmt::format("Of {} rows the {} with most and with least {}; --format csv has all\n", all, most_rows / 2,
                            measures[place].label);
    using kind = column::kind;
    table sheet{{{"", "arm"}}};
    for (std::size_t f = 0; f < file.factors().size(); ++f) {
        sheet.columns.push_back({"", fmt::format("[{}]", f + 1), kind::setting});
        sheet.columns.back().foldable = true;
    }
    for (const measure& m : measures)
        sheet.columns.push_back({"", m.label, differences ? kind::difference : kind::spread,
                                 differences ? m.unit_of_differences() : m.unit, m.shown_as, m.digits});
    std::size_t last_arm = file.arms().size();
    for (const point_row* row : rows) {
        std::vector<cell> cells{row->arm == last_arm ? "" : file.arms()[row->arm].name};
        last_arm = all > most_rows ? last_arm : row->arm;
        for (const analysis::factor& f : file.factors()) cells.push_back(value_of(f, row->point));
        for (std::size_t m = 0; m < measures.size(); ++m) {
            const bool among_all = row->p_holm[m] <= 0.05;
            cells.push_back(differences ? cell{row->difference[m], mark_of(row->difference[m], among_all)}
                                        : cell{row->level[m]});
        }
        sheet.rows.push_back(std::move(cells));
    }
    const auto [lines, gone] = in_terminal(sheet);
    for (std::size_t f = 0; f < file.factors().size() - gone; ++f)
        text += fmt::format("{}[{}] {}", f == 0 ? "Factors: " : "; ", f + 1, short_key(file.factors()[f].key));
    text += fmt::format("{}\n\n", gone > 0 ? fmt::format("; ... [{}]", file.factors().size()) : "");
    return text + lines + remark_of_alike(sheet);
}

nlohmann::ordered_json value_as_json(const analysis::factor& f, std::size_t point) {
    if (!f.numbers.empty()) return f.numbers[point];
    return f.texts[point];
}

std::string points_as_json(const analysis::observed& file, const analysis::points_comparison& found) {
    nlohmann::ordered_json all{{"title", file.title()},
                               {"title_zh", file.title_zh()},
                               {"baseline", file.arms()[found.baseline].name},
                               {"design", file.design_kind()}};
    auto& rows = all["points"] = nlohmann::ordered_json::array();
    for (const point_row& row : found.rows) {
        nlohmann::ordered_json one{{"point", row.point}, {"arm", file.arms()[row.arm].name}};
        for (const analysis::factor& f : file.factors()) one["factors"][f.key] = value_as_json(f, row.point);
        for (std::size_t m = 0; m < found.measures.size(); ++m) {
            auto& cell = one["measures"][file.measures()[found.measures[m]].name];
            cell["level"] = as_json(row.level[m]);
            if (row.level[m].is_range())
                add_shares(cell, row.difference[m], file.measures()[found.measures[m]], row.best[m],
                           row.level[m].over.worlds);
            if (row.arm == found.baseline) continue;
            cell["difference"] = as_json(row.difference[m]);
            if (!row.difference[m].is_range()) cell["difference"]["p_holm"] = row.p_holm[m];
        }
        rows.push_back(std::move(one));
    }
    return all.dump(2) + "\n";
}

// "point 17 (reach = 0.4, admin_relief.level = 1)", by the factors that can change the arm.
std::string where(const analysis::observed& file, std::size_t point, std::size_t arm, std::size_t baseline) {
    constexpr std::size_t most_named = 6;
    std::vector<std::string> values;
    for (const analysis::factor& f : file.factors())
        if (analysis::moves(f, arm, baseline))
            values.push_back(fmt::format("{} = {}", short_key(f.key), text_of(f, point)));
    const std::size_t more = values.size() - std::min(values.size(), most_named);
    values.resize(values.size() - more);
    return fmt::format("point {} ({}{})", point, fmt::join(values, ", "),
                       more == 0 ? "" : fmt::format(" and {} more", more));
}

std::string as_far(const analysis::factor_effects& found, const analysis::extreme_point& at, const char* what) {
    if (found.replicates < 2) return "";
    if (at.as_far == 0 && at.mean.is_range()) return fmt::format("; all others are {} in nearly all worlds", what);
    if (at.as_far == 0) return fmt::format("; all others are {}, also among so many comparisons (Holm)", what);
    return fmt::format("; {} of the other {} {} not told from it", at.as_far, found.points - 1,
                       at.as_far == 1 ? "is" : "are");
}

std::string effects_as_text(const analysis::observed& file, const analysis::factor_effects& found, std::size_t baseline,
                            std::size_t arm, const measure& m) {
    const std::string response = found.difference
                                     ? fmt::format("the effect of '{}' on {}", file.arms()[arm].name, m.label)
                                     : fmt::format("{} in '{}'", m.label, file.arms()[arm].name);
    using kind = column::kind;
    std::string text;
    if (!found.terms.empty()) {
        const std::string model =
            found.interactions ? "linear with interactions" : "linear, points too few for interactions";
        text += fmt::format("\nWhat moves {}, {}: from each factor's lowest to its highest value ({}; {})\n\n",
                            response, m.unit_of_differences(), model,
                            std::isfinite(found.explained)
                                ? fmt::format("explains {:.1f} % of the variance between points", 100 * found.explained)
                                : "as many terms as points, or nothing to explain");
        table sheet{{{"", "term"}, {"", "effect", kind::difference, "", m.shown_as, m.digits}}};
        sheet.headed = false;
        for (const analysis::effect& e : found.terms) {
            std::string name = short_key(e.name);
            if (const std::size_t at = e.name.find(" x "); at != std::string::npos)
                name = short_key(e.name.substr(0, at)) + " x " + short_key(e.name.substr(at + 3));
            sheet.rows.push_back({name, cell{e.size, mark_of(e.size, e.p_holm <= 0.05)}});
        }
        text += table_as("text", sheet) + remark_of_alike(sheet);
        if (!found.names.empty()) {
            std::vector<std::string> names;
            for (const std::size_t f : found.names) names.push_back(short_key(file.factors()[f].key));
            text += fmt::format("\nNot in this model, since values that are names have no lowest and highest: {}\n",
                                fmt::join(names, ", "));
        }
    }
    text += fmt::format("\nMean of {} at each value of a factor, over all points that have it, {}\n\n", response,
                        found.difference ? m.unit_of_differences() : m.unit);
    table sheet{{{"", "factor"},
                 {"", "value"},
                 {"", "mean", found.difference ? kind::difference : kind::spread, "", m.shown_as, m.digits},
                 {"", "points", kind::number}}};
    sheet.headed = false;
    std::size_t last = file.factors().size();
    for (const analysis::partial_effect& p : found.partial) {
        sheet.rows.push_back({p.factor == last ? "" : short_key(file.factors()[p.factor].key), p.values, p.mean,
                              cell{p.points, p.points == 1 ? " point" : " points"}});
        last = p.factor;
    }
    text += table_as("text", sheet) + remark_of_alike(sheet);
    const auto mean_at = [&](const analysis::extreme_point& at) {
        return with_interval(at.mean, m.shown_as, m.digits, sign_of(found.difference));
    };
    text += fmt::format("\nOf {} points {} is highest at {}: {}{}\n", found.points, response,
                        where(file, found.highest.point, arm, baseline), mean_at(found.highest),
                        as_far(found, found.highest, "lower"));
    text += fmt::format("and lowest at {}: {}{}\n", where(file, found.lowest.point, arm, baseline),
                        mean_at(found.lowest), as_far(found, found.lowest, "higher"));
    if (found.replicates < 2)
        text +=
            "? Every point was run once, so nothing is known of how far off this may be; replicates of two or more "
            "give intervals.\n";
    return text;
}

// What programs read of one arm: rows of a table that all arms share, and an object.
void add_rows(table& to, const analysis::observed& file, const analysis::factor_effects& found, std::size_t arm,
              const measure& m) {
    const auto add = [&](const char* kind, const std::string& term, cell points, const estimate& e, cell p_holm) {
        to.rows.push_back({m.name, file.arms()[arm].name, found.difference ? "difference" : "level", kind, term,
                           std::move(points), e.value(), e.low(), e.high(), std::move(p_holm)});
    };
    for (const analysis::effect& e : found.terms) add("effect", e.name, {}, e.size, e.p_holm);
    for (const analysis::partial_effect& p : found.partial)
        add("partial", file.factors()[p.factor].key + " = " + p.values, p.points, p.mean, {});
    for (const auto& [kind, at] : {std::pair{"highest", found.highest}, {"lowest", found.lowest}})
        add(kind, fmt::format("point {}", at.point), at.as_far + 1, at.mean, {});
}

nlohmann::ordered_json effects_as_json(const analysis::observed& file, const analysis::factor_effects& found,
                                       std::size_t arm, const measure& m) {
    nlohmann::ordered_json one{{"measure", m.name},
                               {"arm", file.arms()[arm].name},
                               {"response", found.difference ? "difference" : "level"},
                               {"explained", found.explained},
                               {"interactions", found.interactions}};
    for (const analysis::effect& e : found.terms) {
        one["effects"][e.name] = as_json(e.size);
        if (!e.size.is_range()) one["effects"][e.name]["p_holm"] = e.p_holm;
    }
    for (const analysis::partial_effect& p : found.partial) {
        auto& mean = one["partial"][file.factors()[p.factor].key][p.values];
        mean = as_json(p.mean);
        mean["points"] = p.points;
    }
    for (const auto& [kind, at] : {std::pair{"highest", found.highest}, {"lowest", found.lowest}}) {
        one[kind] = as_json(at.mean);
        one[kind]["point"] = at.point;
        one[kind]["not_told_from_it"] = at.as_far;
    }
    return one;
}

}   // namespace

std::string points_table(const analysis::observed& file, const analysis::points_comparison& found, std::size_t measure,
                         bool smallest_first, const std::string& format) {
    if (format == "csv") return table_as("csv", analysis::table_of(file, found));
    if (format == "json") return points_as_json(file, found);
    return as_text(file, found, measure, smallest_first);
}

std::string effects_table(const analysis::observed& file, std::size_t baseline, std::size_t measure,
                          const std::string& format) {
    const sim::measure& m = file.measures()[measure];
    std::string text;
    const std::size_t worlds = analysis::worlds_among(file, file.runs_of(baseline));
    table rows{{{"measure"},
                {"arm"},
                {"response"},
                {"kind"},
                {"term"},
                {"points"},
                {worlds > 0 ? "median" : "mean"},
                {"low"},
                {"high"},
                {"p_holm"}}};
    tell_worlds(rows, worlds);
    auto json = nlohmann::ordered_json::array();
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        const analysis::factor_effects found = analysis::effects_of_factors(file, baseline, arm, measure);
        if (found.points == 0) continue;
        text += effects_as_text(file, found, baseline, arm, m);
        add_rows(rows, file, found, arm, m);
        json.push_back(effects_as_json(file, found, arm, m));
    }
    if (text.empty())
        text =
            "\nNothing is told of what factors do: it takes an arm that a factor changes, and a replicate that is "
            "complete at two of its points or more.\n";
    return format == "csv" ? table_as(format, rows) : format == "json" ? json.dump(2) + "\n" : text;
}

}   // namespace cli
