#include "analysis/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace analysis {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::vector<double> slopes_of(const results& file, const sim::measure& m, const std::vector<std::size_t>& runs,
                              std::size_t weeks) {
    const array over = file.weekly(m.over, runs), under = file.weekly(m.under, runs);
    const auto total = [](const array& a, std::size_t run, std::size_t week) {
        const std::size_t cells = a.values.size() / a.shape[0] / a.shape[1];
        const auto first = a.values.begin() + static_cast<std::ptrdiff_t>((run * a.shape[1] + week) * cells);
        return std::accumulate(first, first + static_cast<std::ptrdiff_t>(cells), 0.0);
    };
    std::vector<double> slopes;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        std::vector<double> series;
        for (std::size_t t = file.steps() - weeks; t < file.steps(); ++t)
            series.push_back(total(over, r, t) / total(under, r, t));
        slopes.push_back(slope(series) * static_cast<double>(file.steps_per_year()));
    }
    return slopes;
}

std::vector<drift> drifts_of(const results& file, const comparison& found) {
    constexpr std::size_t enough = 128, together = 16;   // replicates that are looked at, and read at a time
    std::vector<drift> out;
    const std::size_t weeks = file.steps_in("last_year");
    if (weeks < 2) return out;
    std::vector<std::size_t> runs = file.runs_of(found.baseline);
    runs.resize(std::min(enough, runs.size()));
    for (std::size_t m = 0; m < file.measures().size(); ++m) {
        if (!file.measures()[m].drifts) continue;
        std::vector<double> slopes;
        for (std::size_t k = 0; k < runs.size(); k += together) {
            const auto first = runs.begin() + static_cast<std::ptrdiff_t>(k);
            const std::vector<std::size_t> some{
                first, first + static_cast<std::ptrdiff_t>(std::min(together, runs.size() - k))};
            const auto more = slopes_of(file, file.measures()[m], some, weeks);
            slopes.insert(slopes.end(), more.begin(), more.end());
        }
        drift one{m, mean_of(slopes), {}};
        if (!std::isfinite(one.a_year.mean)) continue;   // something had nothing to be divided by
        if (one.a_year.excludes_zero())
            for (const arm_comparison& arm : found.arms) {
                const comparison_cell& all = arm.cells.back()[m];
                if (arm.arm != found.baseline && all.difference.excludes_zero() &&
                    std::abs(one.a_year.mean) > 0.1 * std::abs(all.difference.mean))
                    one.arms.push_back(arm.arm);
            }
        out.push_back(std::move(one));
    }
    return out;
}

// Costs and gains over the period, from the paired differences of everybody.
void tell_costs(const results& file, measured& m, estimate cost,
                const std::vector<std::pair<std::size_t, std::size_t>>& pairs, arm_comparison& arm) {
    const estimate participants = difference_of(pairs, m.sums("participants", false), m.groups() - 1),
                   reached = difference_of(pairs, m.sums("reached", true), m.groups() - 1);
    arm.participants_gained = participants.mean / m.weeks();
    arm.reached_gained = reached.mean;
    arm.cost_a_participant = participants.low() > 0 ? cost.mean / arm.participants_gained : unknown;
    arm.cost_a_reached =
        reached.low() > 0 ? cost.mean * static_cast<double>(file.steps_per_year()) / reached.mean : unknown;
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

comparison compare(const results& file, const comparison_options& options) {
    comparison out;
    const std::vector<sim::measure>& measures = file.measures();
    out.baseline = options.baseline;
    out.axis = options.axis;
    out.when = options.when;
    if (!out.axis.empty()) {
        const axis& groups = file.axis_named(out.axis);
        out.groups = groups.labels;
        out.groups_zh = groups.labels_zh.empty() ? groups.labels : groups.labels_zh;
    }
    out.groups.emplace_back("all");
    out.groups_zh.emplace_back("全体");
    out.weeks = weeks_of(file, out.when);
    measured m{file, out.axis, out.when};
    std::vector<by_run> values;
    values.reserve(measures.size());
    for (const sim::measure& one : measures) values.push_back(m.values(one));
    const auto cost = std::ranges::find(measures, std::string{"spending"}, &sim::measure::over);
    out.costs =
        cost != measures.end() && m.told("participants") && m.told("reached") && out.when.what != period::kind::area;

    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        arm_comparison one;
        one.arm = arm;
        const auto pairs = pairs_of(file, arm, out.baseline);
        const auto runs = file.runs_of(arm);
        for (std::size_t g = 0; g < out.groups.size(); ++g) {
            one.cells.emplace_back();
            for (const by_run& of : values) {
                comparison_cell cell;
                cell.level = level_of(runs, of, g);
                cell.known = std::isfinite(cell.level.mean);
                if (!cell.known) cell.level = {};
                if (cell.known && arm != out.baseline) {
                    cell.difference = difference_of(pairs, of, g);
                    cell.p = p_value(cell.difference);
                    cell.compared = std::isfinite(cell.p);
                }
                one.cells.back().push_back(cell);
            }
        }
        if (out.costs && arm != out.baseline)
            tell_costs(file, m, one.cells.back()[static_cast<std::size_t>(cost - measures.begin())].difference, pairs,
                       one);
        out.arms.push_back(std::move(one));
    }
    std::vector<double> all;
    std::vector<comparison_cell*> cells;
    for (arm_comparison& arm : out.arms)
        for (auto& group : arm.cells)
            for (comparison_cell& cell : group) {
                if (arm.arm == out.baseline || !cell.known) continue;
                all.push_back(cell.p);
                cells.push_back(&cell);
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
