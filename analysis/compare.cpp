#include "analysis/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace analysis {

namespace {

std::vector<drift> drifts_of(const observed& file, const comparison& found) {
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
        drift one{m, answer(file, runs, slopes), {}};
        if (!std::isfinite(one.a_year.mean)) continue;   // something had nothing to be divided by
        if (one.a_year.excludes_zero())
            for (const arm_comparison& arm : found.arms) {
                const comparison_cell& all = arm.cells.back()[place];
                if (arm.arm != found.baseline && all.difference.excludes_zero() &&
                    std::abs(one.a_year.value()) > 0.1 * std::abs(all.difference.value()))
                    one.arms.push_back(arm.arm);
            }
        out.push_back(std::move(one));
    }
    return out;
}

// How often each arm is the best of all: what there is to say across worlds beside ranges.
void tell_best(const observed& file, const std::vector<by_run>& values, std::size_t most_replicates, comparison& out) {
    std::vector<std::size_t> arms(file.arms().size());
    std::iota(arms.begin(), arms.end(), std::size_t{0});
    auto rows = common_runs(file, arms);
    rows.resize(std::min(rows.size(), most_replicates));
    for (std::size_t place = 0; place < values.size(); ++place)
        for (std::size_t g = 0; g < out.groups.size(); ++g) {
            const auto best = best_in_worlds(file, rows, values[place], g, file.measures()[out.measures[place]].better);
            for (std::size_t arm = 0; arm < best.size(); ++arm) out.arms[arm].cells[g][place].best = best[arm];
        }
}

}   // namespace

double hold_together(const observed& file, std::size_t baseline, std::span<const told_together> family) {
    std::vector<std::size_t> arms(file.arms().size());
    std::iota(arms.begin(), arms.end(), std::size_t{0});
    std::vector<double> differences;   // [replicate][difference]
    for (const auto& row : common_runs(file, arms))
        for (const told_together& one : family)
            differences.push_back(one.value(row[one.arm]) - one.value(row[baseline]));
    const double multiplier = simultaneous_95(differences, family.size());
    if (std::isfinite(multiplier))
        for (const told_together& one : family)
            one.difference->half_width *= multiplier / student_95(one.difference->replicates);
    return multiplier;
}

double share_better(const estimate& difference, const sim::measure& m) {
    if (m.better == sim::direction::neither) return std::numeric_limits<double>::quiet_NaN();
    return m.better == sim::direction::more ? difference.share_above() : difference.share_below();
}

std::vector<std::size_t> measures_in(const observed& file, std::string_view table) {
    std::vector<std::size_t> places;
    for (std::size_t m = 0; m < file.measures().size(); ++m)
        if (file.measures()[m].table == table) places.push_back(m);
    return places;
}

std::vector<std::size_t> twins_of_baseline(const observed& file, const comparison& found) {
    std::vector<std::size_t> twins;
    for (const arm_comparison& one : found.arms) {
        bool may_be = one.arm != found.baseline && !file.runs_of(one.arm).empty() &&
                      file.runs_of(one.arm).size() == file.runs_of(found.baseline).size();
        for (const auto& group : one.cells)
            for (std::size_t m = 0; m < group.size() && may_be; ++m)
                may_be = file.measures()[found.measures[m]].about == sim::role::money || !group[m].known ||
                         !(std::abs(group[m].difference.mean) > 0);
        if (may_be) twins.push_back(one.arm);
    }
    if (twins.empty()) return twins;   // as nearly always: nothing more is read
    for (const variable& what : file.weekly_variables()) {
        if (what.about == sim::role::money) continue;
        const array sums = file.summary(what.name, "all");
        const std::size_t cells = sums.values.size() / std::max<std::size_t>(1, file.runs().size());
        const auto of_run = [&](std::size_t run) { return std::span{sums.values}.subspan(run * cells, cells); };
        std::erase_if(twins, [&](std::size_t arm) {
            const auto &own = file.runs_of(arm), &base = file.runs_of(found.baseline);
            for (std::size_t r = 0; r < own.size(); ++r)
                if (!std::ranges::equal(of_run(own[r]), of_run(base[r]),
                                        [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }))
                    return true;
            return false;
        });
    }
    return twins;
}

comparison compare(const observed& file, const comparison_options& options) {
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
    out.groups.push_back(name_of_everybody(out.groups));
    out.groups_zh.emplace_back("全体");
    out.weeks = weeks_of(file, out.when);
    std::vector<std::vector<std::size_t>> runs_of;
    std::vector<std::size_t> all_runs;
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        runs_of.push_back(file.runs_of(arm));
        runs_of.back().resize(std::min(runs_of.back().size(), options.most_replicates));
        all_runs.insert(all_runs.end(), runs_of.back().begin(), runs_of.back().end());
    }
    measured m{file, out.axis, out.when, all_runs};
    std::vector<by_run> values;
    values.reserve(out.measures.size());
    for (const std::size_t one : out.measures) values.push_back(m.values(file.measures()[one]));

    out.worlds = worlds_among(file, runs_of[out.baseline]);
    out.luck = options.luck && out.worlds > 0;
    of_runs* const said = options.luck ? by_luck : answer;
    std::vector<double> all;
    std::vector<comparison_cell*> cells;
    std::vector<told_together> family;
    out.arms.resize(file.arms().size());
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        out.arms[arm].arm = arm;
        out.arms[arm].cells.assign(out.groups.size(), std::vector<comparison_cell>(values.size()));
        auto pairs = pairs_of(file, arm, out.baseline);
        pairs.resize(std::min(pairs.size(), options.most_replicates));
        const auto& runs = runs_of[arm];
        for (std::size_t g = 0; g < out.groups.size(); ++g)
            for (std::size_t place = 0; place < values.size(); ++place) {
                comparison_cell& cell = out.arms[arm].cells[g][place];
                const estimate level = level_of(file, runs, values[place], g, said);
                cell.known = std::isfinite(level.mean);
                if (!cell.known) continue;
                cell.level = level;
                if (arm == out.baseline) continue;
                cell.difference = difference_of(file, pairs, values[place], g, said);
                cell.p = out.worlds > 0 ? std::numeric_limits<double>::quiet_NaN() : p_value(cell.difference);
                cell.compared = cell.difference.half_width > 0;
                if (cell.compared)
                    family.push_back(
                        {arm, [&of = values[place], g](std::size_t run) { return of.at(run, g); }, &cell.difference});
                all.push_back(cell.p);
                cells.push_back(&cell);
            }
    }
    const std::vector<double> adjusted = holm(all);
    for (std::size_t c = 0; c < cells.size(); ++c) cells[c]->p_holm = adjusted[c];
    out.family = family.size();
    if (out.worlds > 0 && !out.luck) tell_best(file, values, options.most_replicates, out);
    if (out.when.what == period::kind::last_year) out.drifts = drifts_of(file, out);
    out.simultaneous = options.simultaneous;
    if (out.simultaneous) out.multiplier = hold_together(file, out.baseline, family);
    return out;
}

}   // namespace analysis
