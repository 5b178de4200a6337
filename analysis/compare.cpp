#include "analysis/compare.hpp"

#include <algorithm>
#include <cmath>

namespace analysis {

namespace {

std::vector<drift> drifts_of(const results& file, const comparison& found) {
    constexpr std::size_t enough = 128;   // replicates that are looked at
    std::vector<drift> out;
    const std::size_t weeks = file.steps_in("last_year");
    if (weeks < 2) return out;
    std::vector<std::size_t> runs = file.runs_of(found.baseline);
    runs.resize(std::min(enough, runs.size()));
    for (std::size_t place = 0; place < found.measures.size(); ++place) {
        const std::size_t m = found.measures[place];
        if (!file.measures()[m].drifts) continue;
        const by_week weekly = weekly_values(file, file.measures()[m], "", runs);
        std::vector<double> slopes;
        for (std::size_t r = 0; r < runs.size(); ++r) {
            std::vector<double> series;
            for (std::size_t t = file.steps() - weeks; t < file.steps(); ++t) series.push_back(weekly.at(r, t, 0));
            slopes.push_back(slope(series) * static_cast<double>(file.steps_per_year()));
        }
        drift one{m, mean_of(slopes), {}};
        if (!std::isfinite(one.a_year.mean)) continue;   // something had nothing to be divided by
        if (one.a_year.excludes_zero())
            for (const arm_comparison& arm : found.arms) {
                const comparison_cell& all = arm.cells.back()[place];
                if (arm.arm != found.baseline && all.difference.excludes_zero() &&
                    std::abs(one.a_year.mean) > 0.1 * std::abs(all.difference.mean))
                    one.arms.push_back(arm.arm);
            }
        out.push_back(std::move(one));
    }
    return out;
}

// Replaces Student's intervals by those that hold for all cells together; cell k of the family is (group, measure) of
// an arm.
void hold_together(const results& file, const std::vector<by_run>& values, comparison& found) {
    std::vector<std::size_t> arms{found.baseline};
    for (const arm_comparison& arm : found.arms)
        if (arm.arm != found.baseline) arms.push_back(arm.arm);
    std::vector<double> differences;   // [replicate][cell of the family]
    const auto rows = common_runs(file, arms);
    for (const auto& row : rows)
        for (std::size_t a = 1; a < arms.size(); ++a)
            for (std::size_t g = 0; g < found.groups.size(); ++g)
                for (std::size_t m = 0; m < values.size(); ++m)
                    if (found.arms[arms[a]].cells[g][m].compared)
                        differences.push_back(values[m].at(row[a], g) - values[m].at(row[0], g));
    found.multiplier = simultaneous_95(differences, rows.empty() ? 0 : differences.size() / rows.size());
    if (!std::isfinite(found.multiplier)) return;
    for (arm_comparison& arm : found.arms)
        for (auto& group : arm.cells)
            for (comparison_cell& cell : group)
                if (cell.compared)
                    cell.difference.half_width *= found.multiplier / student_95(cell.difference.replicates);
}

}   // namespace

std::vector<std::size_t> measures_in(const results& file, std::string_view table) {
    std::vector<std::size_t> places;
    for (std::size_t m = 0; m < file.measures().size(); ++m)
        if (file.measures()[m].table == table) places.push_back(m);
    return places;
}

comparison compare(const results& file, const comparison_options& options) {
    comparison out;
    out.baseline = options.baseline;
    out.axis = options.axis;
    out.when = options.when;
    out.measures = measures_in(file, options.table);
    if (!out.axis.empty()) {
        const axis& groups = file.axis_named(out.axis);
        out.groups = groups.labels;
        out.groups_zh = groups.labels_zh.empty() ? groups.labels : groups.labels_zh;
    }
    out.groups.emplace_back("all");
    out.groups_zh.emplace_back("全体");
    out.weeks = weeks_of(file, out.when);
    measured m{file, out.axis, out.when, runs_at_point(file)};
    std::vector<by_run> values;
    values.reserve(out.measures.size());
    for (const std::size_t one : out.measures) values.push_back(m.values(file.measures()[one]));

    std::vector<double> all;
    std::vector<comparison_cell*> cells;
    out.arms.resize(file.arms().size());
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        out.arms[arm].arm = arm;
        out.arms[arm].cells.assign(out.groups.size(), std::vector<comparison_cell>(values.size()));
        const auto pairs = pairs_of(file, arm, out.baseline);
        const auto& runs = file.runs_of(arm);
        for (std::size_t g = 0; g < out.groups.size(); ++g)
            for (std::size_t place = 0; place < values.size(); ++place) {
                comparison_cell& cell = out.arms[arm].cells[g][place];
                const estimate level = level_of(runs, values[place], g);
                cell.known = std::isfinite(level.mean);
                if (!cell.known) continue;
                cell.level = level;
                if (arm == out.baseline) continue;
                cell.difference = difference_of(pairs, values[place], g);
                cell.p = p_value(cell.difference);
                cell.compared = std::isfinite(cell.p);
                all.push_back(cell.p);
                cells.push_back(&cell);
            }
    }
    const std::vector<double> adjusted = holm(all);
    for (std::size_t c = 0; c < cells.size(); ++c) {
        cells[c]->p_holm = adjusted[c];
        if (cells[c]->compared) ++out.family;
    }
    if (out.when.what == period::kind::last_year) out.drifts = drifts_of(file, out);
    out.simultaneous = options.simultaneous;
    if (out.simultaneous) hold_together(file, values, out);
    return out;
}

}   // namespace analysis
