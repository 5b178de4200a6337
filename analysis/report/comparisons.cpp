// Arms beside what they are compared with: over the last year, in their order, and week by week.

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "analysis/compare.hpp"
#include "analysis/fans.hpp"
#include "analysis/ranking.hpp"
#include "analysis/report/subjects.hpp"

namespace analysis::report {

namespace {

// How much of a large file is looked at where a number takes all its weeks or histograms: the report is about as long to
// make for 10 000 runs as for 500.
constexpr std::size_t most_runs_by_week = 256;
constexpr std::size_t most_drawn = 8;             // arms in one picture
constexpr std::size_t most_small_multiples = 6;   // labels of an axis that is shown week by week

// Levels and differences in the last year by measure, group and arm, in the measures' units.
table differences_of(const observed& file, const axes_shown& axes, std::size_t baseline, json& drifts, json& twins) {
    table out{{place_column("measure", "measures"),
               {"axis"},
               place_column("group", "groups"),
               place_column("arm", "arms"),
               {"unit"},
               interval_column("level"),
               interval_column("difference"),
               {"p_holm"},
               {"replicates"}}};
    const bool worlds = file.worlds().any();
    if (worlds)   // how often, and how closely that and the ends of ranges are known
        out.columns.insert(out.columns.end(), {interval_column("above"),
                                               interval_column("better"),
                                               interval_column("best"),
                                               {"difference_low_from"},
                                               {"difference_low_to"},
                                               {"difference_high_from"},
                                               {"difference_high_to"}});
    std::vector<std::string> splits{file.groups()};   // with everybody
    for (const std::string& name : axes.names)
        if (name != file.groups()) splits.push_back(name);
    for (const char* const which : {"main", "equity"})
        for (const std::string& split : splits) {
            if (which == std::string_view{"equity"} && split != file.groups()) continue;
            comparison_options o{baseline, split, {}, false, which};
            if (which == std::string_view{"equity"}) o.most_replicates = replicates_by_week(file);
            const comparison found = compare(file, o);
            if (which == std::string_view{"main"} && split == file.groups()) twins = twins_of_baseline(file, found);
            const std::size_t labels = found.groups.size() - 1;
            for (std::size_t place = 0; place < found.measures.size(); ++place) {
                const sim::measure& m = file.measures()[found.measures[place]];
                for (std::size_t g = 0; g <= labels; ++g)
                    for (const arm_comparison& arm : found.arms) {
                        const comparison_cell& one = arm.cells[g][place];
                        if (!one.known || (g == labels && (split != file.groups() || m.relative))) continue;
                        out.rows.push_back({found.measures[place], g == labels ? "" : split,
                                            axes.place(split, g, labels), arm.arm, m.unit,
                                            in_unit(one.level, m.shown_as), in_unit(one.difference, m.shown_as),
                                            one.compared ? one.p_holm : unknown, one.level.replicates});
                        if (!worlds) continue;
                        const estimate& d = one.difference;
                        const auto share = [&](double x) { return cell{share_among(x, d.over.worlds)}; };
                        const auto end = [&](double x) { return d.is_range() ? cell{x * m.shown_as} : cell{}; };
                        out.rows.back().insert(
                            out.rows.back().end(),
                            {share(d.share_above()), share(share_better(d, m)),
                             cell{share_among(one.best, one.level.over.worlds)}, end(d.over.of_low.low),
                             end(d.over.of_low.high), end(d.over.of_high.low), end(d.over.of_high.high)});
                    }
            }
            if (split == file.groups())
                for (const drift& one : found.drifts) {
                    const double as = file.measures()[one.measure].shown_as;
                    drifts.push_back({{"measure", one.measure},
                                      {"a_year", one.a_year.value() * as},
                                      {"half_width", one.a_year.half_width * as},
                                      {"arms", one.arms}});
                }
        }
    return out;
}

// Measures that are told week by week, and of everybody.
bool weekly(const observed& file, std::size_t measure) {
    const sim::measure& m = file.measures()[measure];
    return m.table == "main" && !m.relative && !m.is_yearly() && file.steps() > 1;
}

table weeks_of(const observed& file, const axes_shown& axes, std::size_t baseline,
               const std::vector<std::size_t>& drawn) {
    table out{{place_column("measure", "measures"),
               {"axis"},
               place_column("group", "groups"),
               place_column("arm", "arms"),
               {file.step_name()},
               {file.worlds().any() ? "low_90" : "low_95"},
               {"low_50"},
               {"median"},
               {"high_50"},
               {file.worlds().any() ? "high_90" : "high_95"},
               interval_column("difference")}};
    fan_options o;
    o.baseline = baseline;
    o.most_replicates = replicates_by_week(file);
    std::vector<std::string> splits{file.groups()};
    for (const std::string& name : axes.names)
        if (name != file.groups() && file.axis_named(name).size() <= most_small_multiples) splits.push_back(name);
    for (std::size_t m = 0; m < file.measures().size(); ++m) {
        if (!weekly(file, m)) continue;
        const sim::measure& what = file.measures()[m];
        const variable* const over = file.find(what.over);
        for (const std::string& split : splits) {
            if (split != file.groups() && (over == nullptr || std::ranges::find(over->axes, split) == over->axes.end()))
                continue;
            o.axis = split;
            const fans found = fans_of(file, o, m);
            const std::size_t labels = split.empty() ? 0 : file.axis_named(split).size();
            for (const fan& one : found.all) {
                if (one.group == labels && split != file.groups()) continue;
                if (one.group < labels &&
                    (labels > most_small_multiples || !std::ranges::binary_search(drawn, one.arm)))
                    continue;
                const auto shown = [&](double x) { return shortened(x * what.shown_as); };
                for (std::size_t t = 0; t < found.weeks.size(); ++t) {
                    const auto& q = one.quantiles[t];
                    cell difference;
                    if (!one.difference.empty() && one.group == labels) {
                        const estimate& d = one.difference[t];
                        difference = interval{shown(d.value()), shown(d.low()), shown(d.high())};
                    }
                    out.rows.push_back({m, one.group == labels ? "" : split, axes.place(split, one.group, labels),
                                        one.arm, found.weeks[t], shown(q[0]), shown(q[1]), shown(q[2]), shown(q[3]),
                                        shown(q[4]), std::move(difference)});
                }
            }
        }
    }
    return out;
}

// The first measure, by which arms are put in their order.
struct order {
    std::size_t measure = 0;
    std::vector<ranked_arm> arms;   // none where there is no measure, or one arm
};
order order_of(const observed& file) {
    const auto measures = measures_in(file, "main");
    if (measures.empty() || file.arms().size() < 2) return {};
    const bool smallest_first = file.measures()[measures.front()].better == sim::direction::less;
    return {measures.front(), rank(file, measures.front(), smallest_first)};
}

// The best first; nothing where neither more nor less of the measure is better.
json ranking_of(const observed& file, const order& found) {
    json out = json::array();
    for (const ranked_arm& one : found.arms) {
        const sim::measure& what = file.measures()[found.measure];
        if (what.better == sim::direction::neither) break;
        const auto number = [&](double x) { return as_json(x * what.shown_as); };
        out.push_back({{"measure", found.measure},
                       {"arm", one.arm},
                       {"level", number(one.level.value())},
                       {"best", as_json(one.best)},
                       {"may_be_first", one.may_be_first},
                       {"over_next", number(one.over_next.value())},
                       {"over_next_low", number(one.over_next.low())},
                       {"over_next_high", number(one.over_next.high())},
                       {"more_replicates", one.more}});
    }
    return out;
}

// Arms that there is room for in pictures of many curves: the baseline, and those that differ most from it in what
// arms are ordered by.
std::vector<std::size_t> drawn_of(const observed& file, std::size_t baseline, const order& found) {
    std::vector<std::size_t> out;
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) out.push_back(arm);
    if (out.size() <= most_drawn) return out;
    std::vector<double> level(out.size(), unknown);
    for (const ranked_arm& one : found.arms) level[one.arm] = one.level.value();
    const auto gap = [&](std::size_t arm) {
        if (arm == baseline) return std::numeric_limits<double>::infinity();
        const double x = std::abs(level[arm] - level[baseline]);
        return std::isfinite(x) ? x : -1;
    };
    std::ranges::stable_sort(out, std::ranges::greater{}, gap);
    out.resize(most_drawn);
    std::ranges::sort(out);
    return out;
}

}   // namespace

std::size_t replicates_by_week(const observed& file) {
    return std::clamp<std::size_t>(most_runs_by_week / file.arms().size(), 8, 128);
}

void add_comparisons(const observed& file, const axes_shown& axes, std::size_t baseline, page_model& model) {
    json drifts = json::array(), twins = json::array();
    model.add("differences", differences_of(file, axes, baseline, drifts, twins));
    model.about["drifts"] = std::move(drifts);
    model.about["twins"] = std::move(twins);
    const order found = order_of(file);
    model.about["ranking"] = ranking_of(file, found);
    const auto drawn = drawn_of(file, baseline, found);
    model.about["drawn"] = drawn;
    model.add("weekly", weeks_of(file, axes, baseline, drawn));
}

}   // namespace analysis::report
