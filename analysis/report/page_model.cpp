#include "analysis/report/page_model.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/fans.hpp"
#include "analysis/hours.hpp"
#include "analysis/points.hpp"
#include "analysis/ranking.hpp"
#include "analysis/report/assumptions.hpp"

namespace analysis::report {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
// How much of a large file is looked at where a number takes all its weeks or histograms: the report is about as long to
// make for 10 000 runs as for 500.
constexpr std::size_t most_runs_by_week = 256;
constexpr std::size_t most_resampled = 512;       // replicates that rankings and frontiers are resampled from
constexpr std::size_t most_drawn = 8;             // arms in one picture
constexpr std::size_t most_small_multiples = 6;   // labels of an axis that is shown week by week

// Axes that the report splits by, and where their labels stand in the model's list of groups.
struct axes_shown {
    std::vector<std::string> names;
    std::map<std::string, std::size_t> first;   // place of an axis's first label in `groups`; everybody is 0
    [[nodiscard]] std::size_t place(const std::string& axis, std::size_t label, std::size_t labels) const {
        return label == labels ? 0 : first.at(axis) + label;
    }
};

// How many replicates of each arm are looked at week by week, and for histograms.
std::size_t replicates_by_week(const observed& file) {
    return std::clamp<std::size_t>(most_runs_by_week / file.arms().size(), 8, 128);
}

// Those that a measure other than money is told by.
axes_shown axes_of(const observed& file) {
    axes_shown out;
    std::size_t next = 1;
    for (const std::string& name : axes_of_measures(file)) {
        const bool told = std::ranges::any_of(file.measures(), [&](const sim::measure& m) {
            const variable* const over = file.find(m.over);
            return m.about != sim::role::money && over != nullptr &&
                   std::ranges::find(over->axes, name) != over->axes.end();
        });
        if (!told) continue;
        out.names.push_back(name);
        out.first[name] = next;
        next += file.axis_named(name).size();
    }
    return out;
}

const std::string& zh_of(const axis& of, std::size_t label) {
    return of.labels_zh.empty() ? of.labels[label] : of.labels_zh[label];
}

// What the labels that tables are split by mean, such as the ages of bands, in both languages: the first text along them.
std::vector<json> meanings_of(const observed& file, const std::string& axis) {
    std::vector<json> out;
    if (axis != file.groups()) return out;
    for (const std::string& text : file.coordinates_along(axis)) {
        const auto in_english = file.coordinate(text), in_chinese = file.coordinate(text + "_zh");
        for (std::size_t k = 0; k < in_english.size(); ++k)
            out.push_back(in_both(in_english[k], k < in_chinese.size() ? in_chinese[k] : ""));
        break;
    }
    return out;
}

json groups_of(const observed& file, const axes_shown& axes) {
    std::vector<std::string> names, names_zh;
    for (const std::string& name : axes.names)
        for (std::size_t k = 0; k < file.axis_named(name).size(); ++k) {
            names.push_back(file.axis_named(name).labels[k]);
            names_zh.push_back(zh_of(file.axis_named(name), k));
        }
    const std::string everybody = name_of_everybody(names);
    json out = json::array();
    out.push_back(
        label(everybody, everybody, std::ranges::find(names_zh, "全体") == names_zh.end() ? "全体" : "（全体）"));
    out.back()["axis"] = "";
    for (const std::string& name : axes.names) {
        const axis& of = file.axis_named(name);
        const auto meant = meanings_of(file, name);
        for (std::size_t k = 0; k < of.size(); ++k) {
            out.push_back(label(of.labels[k], of.labels[k], zh_of(of, k)));
            out.back()["axis"] = name;
            if (k < meant.size()) out.back()["meaning"] = meant[k];
        }
    }
    return out;
}

json axes_json(const observed& file, const axes_shown& axes) {
    json out = json::array();
    for (const std::string& name : axes.names) {
        const axis& of = file.axis_named(name);
        out.push_back(label(name, of.long_name, of.long_name_zh));
        // Further texts along it, such as the district of each place.
        out.back()["within"] = json::array();
        if (name == file.groups()) continue;   // these are explained, not parts of something
        for (const std::string& text : file.coordinates_along(name)) {
            json within = json::array();
            const auto labels = file.coordinate(text), labels_zh = file.coordinate(text + "_zh");
            for (std::size_t k = 0; k < labels.size(); ++k)
                within.push_back(in_both(labels[k], k < labels_zh.size() ? labels_zh[k] : ""));
            out.back()["within"].push_back({{"name", text}, {"labels", within}});
        }
    }
    return out;
}

json arms_of(const observed& file) {
    json out = json::array();
    for (std::size_t a = 0; a < file.arms().size(); ++a) {
        const arm& one = file.arms()[a];
        json entry = label(one.name, one.title, one.title_zh);
        entry["replicates"] = file.runs_of(a).size();
        entry["episodes"] = json::array();
        for (const episode& e : file.episodes(a)) {
            json told = label(e.name, e.name, e.name_zh);
            told["kind"] = e.kind;
            told["chosen"] = e.chosen;
            told["level"] = as_json(e.level);
            told["unit"] = e.unit;
            told["start"] = e.start;
            told["end"] = e.end;
            entry["episodes"].push_back(std::move(told));
        }
        out.push_back(std::move(entry));
    }
    return out;
}

json measures_json(const observed& file) {
    json out = json::array();
    for (const sim::measure& m : file.measures()) {
        json entry = label(m.name, m.label, m.label_zh);
        const variable* const over = file.find(m.over);
        entry["unit"] = m.unit;
        entry["digits"] = m.digits;
        entry["table"] = m.table;
        entry["relative"] = m.relative;
        entry["spread"] = m.is_spread();
        entry["at_end"] = m.window == "last_week";
        entry["percent"] = m.shown_as == 100;
        entry["money"] = m.about == sim::role::money;
        entry["people"] = over != nullptr && over->units == "person";
        out.push_back(std::move(entry));
    }
    return out;
}

// How many agents there are as the record begins: known where they are an observation, counted.
std::optional<double> agents_at_start(const observed& file, std::size_t baseline) {
    const variable* const v = file.find(file.agents());
    const auto& runs = file.runs_of(baseline);
    if (v == nullptr || !v->count || v->axes.size() < 2 || v->axes[1] == "year" || runs.empty() || file.steps() == 0)
        return {};
    const array found = file.weekly(v->name, std::span{runs}.first(1));
    const auto a_step = static_cast<std::ptrdiff_t>(found.values.size() / file.steps());
    return std::accumulate(found.values.begin(), found.values.begin() + a_step, 0.0);
}

json about(const observed& file, const options& how) {
    json out;
    out["title"] = in_both(file.title(), file.title_zh());
    out["language"] = how.language;
    out["model"] = file.model();
    out["model_version"] = file.model_version();
    out["source"] = file.source();
    out["burn_in"] = file.burn_in();
    out["step"] = file.step_name();
    out["steps"] = file.steps();
    out["steps_per_year"] = file.steps_per_year();
    out["years"] = file.years();
    out["last_year"] = file.steps_in("last_year");
    out["agents"] = file.agents();
    if (const auto many = agents_at_start(file, how.baseline)) out["agents_at_start"] = *many;
    out["baseline"] = how.baseline;
    out["groups"] = file.groups();
    out["runs"] = file.runs().size();
    out["failed"] = std::ranges::count_if(file.runs(), [](const run& r) { return r.status != 0; });
    out["replicates"] = file.runs_of(how.baseline).size();
    out["replicates_by_week"] = std::min(replicates_by_week(file), file.runs_of(how.baseline).size());
    out["points"] = file.points();
    if (!file.factors().empty()) {
        out["design"] = file.design_kind();
        out["point"] = file.point();
        out["point_asked_for"] = how.point_asked_for;
        json at = json::array();
        for (const factor& f : file.factors()) at.push_back({{"factor", f.key}, {"value", f.texts[file.point()]}});
        out["factors_at_point"] = std::move(at);
    }
    return out;
}

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
                    }
            }
            if (split == file.groups())
                for (const drift& one : found.drifts) {
                    const double as = file.measures()[one.measure].shown_as;
                    drifts.push_back({{"measure", one.measure},
                                      {"a_year", one.a_year.mean * as},
                                      {"half_width", one.a_year.half_width * as},
                                      {"arms", one.arms}});
                }
        }
    return out;
}

// Measures that are told week by week, and of everybody.
bool weekly(const observed& file, std::size_t measure) {
    const sim::measure& m = file.measures()[measure];
    return m.table == "main" && !m.relative && !m.is_spread() && file.steps() > 1;
}

table weeks_of(const observed& file, const axes_shown& axes, std::size_t baseline,
               const std::vector<std::size_t>& drawn) {
    table out{{place_column("measure", "measures"),
               {"axis"},
               place_column("group", "groups"),
               place_column("arm", "arms"),
               {file.step_name()},
               {"low_95"},
               {"low_50"},
               {"median"},
               {"high_50"},
               {"high_95"},
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
                        difference = interval{shown(d.mean), shown(d.low()), shown(d.high())};
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

json ranking_of(const observed& file) {
    json out = json::array();
    const auto measures = measures_in(file, "main");
    if (measures.empty() || file.arms().size() < 2) return out;
    for (const ranked_arm& one : rank(file, measures.front(), false)) {
        const double as = file.measures()[measures.front()].shown_as;
        const auto number = [&](double x) { return as_json(x * as); };
        out.push_back({{"measure", measures.front()},
                       {"arm", one.arm},
                       {"level", number(one.level.mean)},
                       {"best", as_json(one.best)},
                       {"may_be_first", one.may_be_first},
                       {"over_next", number(one.over_next.mean)},
                       {"over_next_low", number(one.over_next.low())},
                       {"over_next_high", number(one.over_next.high())},
                       {"more_replicates", one.more}});
    }
    return out;
}

// Arms that there is room for in pictures of many curves: the baseline, and those that differ most from it in what
// arms are ranked by.
std::vector<std::size_t> drawn_of(const observed& file, std::size_t baseline, const json& ranking) {
    std::vector<std::size_t> out;
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) out.push_back(arm);
    if (out.size() <= most_drawn) return out;
    std::vector<double> level(out.size(), unknown);
    for (const json& one : ranking)
        if (!one.at("level").is_null()) level[one.at("arm").get<std::size_t>()] = one.at("level").get<double>();
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

// Measures that costs are set against: those that count people, else the first that is not money.
std::vector<std::size_t> bought(const observed& file) {
    std::vector<std::size_t> people, others;
    for (const std::size_t m : measures_in(file, "main")) {
        const sim::measure& what = file.measures()[m];
        const variable* const over = file.find(what.over);
        if (over == nullptr || what.about == sim::role::money || what.relative) continue;
        (over->units == "person" ? people : others).push_back(m);
    }
    if (people.empty() && !others.empty()) people.push_back(others.front());
    return people;
}

void add_costs(const observed& file, std::size_t baseline, page_model& model) {
    table plane{{place_column("measure", "measures"),
                 place_column("arm", "arms"),
                 interval_column("spending"),
                 interval_column("further_cost"),
                 interval_column("effect"),
                 interval_column("count"),
                 interval_column("cny_for_one_more"),
                 interval_column("cny_from_before"),
                 {"efficient"},
                 {"share_efficient"},
                 {"counts"},
                 {"a_year"},
                 place_column("better", "arms"),
                 {"better_shown"},
                 place_column("no_more", "arms"),
                 place_column("after", "arms")}};
    table instruments{{place_column("arm", "arms"), place_column("lever", "levers"), interval_column("spending")}};
    table purchases{{place_column("arm", "arms"), place_column("lever", "levers"), place_column("what", "things"),
                     interval_column("paid_for"), interval_column("there")}};
    model.labels["levers"] = json::array();
    model.labels["things"] = json::array();
    json& about = model.about;
    about["ended"] = json::array();
    if (tells_costs(file)) {
        const auto measures = bought(file);
        for (const std::size_t m : measures) {
            const double as = file.measures()[m].shown_as;
            const costs found = costs_of(file, baseline, m, false, {}, file.runs_of(baseline).size() <= most_resampled);
            for (const costs_of_arm& arm : found.arms) {
                const bool base = arm.arm == baseline;
                const bool counted = !base && found.counts;
                plane.rows.push_back({m, arm.arm, in_unit(arm.total), base ? interval{} : in_unit(arm.cost),
                                      base ? interval{} : in_unit(arm.effect, as),
                                      counted ? cell{in_unit(arm.count)} : cell{}, counted ? cell{arm.of_one} : cell{},
                                      in_unit(arm.from_before, 1 / as), std::size_t{arm.efficient}, arm.share_efficient,
                                      std::size_t{found.counts}, std::size_t{found.at_end}, arm.better,
                                      std::size_t{arm.better_shown}, arm.no_more, arm.after});
            }
            if (m != measures.front()) continue;
            about["ended"] = found.ended;
            for (std::size_t l = 0; l < found.labels.size(); ++l) {
                const axis& of = file.axis_named(found.axis);
                model.labels["levers"].push_back(label(of.labels[l], of.labels[l], zh_of(of, l)));
                for (const costs_of_arm& arm : found.arms)
                    if (arm.by_label[l].mean != 0) instruments.rows.push_back({arm.arm, l, in_unit(arm.by_label[l])});
            }
            for (std::size_t p = 0; p < found.purchases.size(); ++p) {
                const purchase& one = found.purchases[p];
                const variable& v = *file.find(one.what);
                model.labels["things"].push_back(label(one.what, v.long_name, v.long_name_zh));
                for (const costs_of_arm& arm : found.arms)
                    if (arm.paid_for[p].mean != 0 || arm.there[p].mean != 0)
                        purchases.rows.push_back(
                            {arm.arm, one.label, p, in_unit(arm.paid_for[p]), in_unit(arm.there[p])});
            }
        }
    }
    model.add("costs", std::move(plane));
    model.add("spending", std::move(instruments));
    model.add("purchases", std::move(purchases));
}

void add_hours(const observed& file, std::size_t baseline, page_model& model) {
    table out{{place_column("arm", "arms"),
               place_column("part", "parts"),
               interval_column("before"),
               interval_column("hours"),
               interval_column("difference"),
               {"share"}}};
    const auto parts = parts_of_hours(file);
    model.labels["parts"] = json::array();
    for (const std::string& part : parts) {
        const variable& v = *file.find(part);
        model.labels["parts"].push_back(label(part, v.long_name, v.long_name_zh));
    }
    if (!parts.empty())
        for (const hours_of_arm& arm : hours_of(file, baseline, parts)) {
            double whole = 0;
            for (const estimate& e : arm.level) whole += e.mean;
            for (std::size_t p = 0; p < parts.size(); ++p)
                out.rows.push_back({arm.arm, p, arm.before.empty() ? cell{} : cell{in_unit(arm.before[p])},
                                    in_unit(arm.level[p]),
                                    arm.difference.empty() ? cell{} : cell{in_unit(arm.difference[p])},
                                    whole > 0 ? arm.level[p].mean / whole * 100 : unknown});
        }
    model.add("hours", std::move(out));
}

// A point of the design with its mean response, and the values there of factors that can change the arm.
json at_point(const observed& file, const extreme_point& at, std::size_t arm, std::size_t baseline, double as) {
    json values = json::array();
    for (std::size_t f = 0; f < file.factors().size(); ++f)
        if (moves(file.factors()[f], arm, baseline))
            values.push_back({{"factor", f}, {"value", file.factors()[f].texts[at.point]}});
    return {{"point", at.point},
            {"mean", as_json(at.mean.mean * as)},
            {"mean_low", as_json(at.mean.low() * as)},
            {"mean_high", as_json(at.mean.high() * as)},
            {"as_far", at.as_far},
            {"values", std::move(values)}};
}

void add_sweep(const observed& file, std::size_t baseline, page_model& model) {
    const column measure = place_column("measure", "measures"), by_arm = place_column("arm", "arms");
    table effects{{measure,
                   by_arm,
                   place_column("factor", "factors"),
                   place_column("with", "factors"),
                   interval_column("size"),
                   {"p_holm"}}};
    table partial{
        {measure, by_arm, place_column("factor", "factors"), {"values"}, {"points"}, interval_column("mean")}};
    table surface{{measure,
                   by_arm,
                   place_column("across", "factors"),
                   {"across_values"},
                   place_column("up", "factors"),
                   {"up_values"},
                   {"points"},
                   interval_column("mean")}};
    json factors = json::array(), explained = json::array();
    std::map<std::string, std::size_t> place;
    for (const factor& f : file.factors()) {
        place[f.key] = factors.size();
        factors.push_back(label(f.key, f.key, f.key));
        factors.back()["numbers"] = !f.numbers.empty();
    }
    for (std::size_t m = 0; m < file.measures().size() && !factors.empty(); ++m) {
        if (file.measures()[m].relative || file.measures()[m].is_spread()) continue;
        const double as = file.measures()[m].shown_as;
        for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
            const factor_effects found = effects_of_factors(file, baseline, arm, m);
            if (found.points == 0) continue;
            explained.push_back({{"measure", m},
                                 {"arm", arm},
                                 {"points", found.points},
                                 {"names", found.names},
                                 {"highest", at_point(file, found.highest, arm, baseline, as)},
                                 {"difference", found.difference},
                                 {"interactions", found.interactions},
                                 {"explained", as_json(found.explained)}});
            for (const effect& term : found.terms) {
                const std::size_t at = term.name.find(" x ");
                effects.rows.push_back({m, arm, place.at(term.name.substr(0, at)),
                                        at == std::string::npos ? cell{} : cell{place.at(term.name.substr(at + 3))},
                                        in_unit(term.size, as), term.p_holm});
            }
            for (const partial_effect& one : found.partial)
                partial.rows.push_back({m, arm, one.factor, one.values, one.points, in_unit(one.mean, as)});
            for (const surface_cell& one : found.surface)
                surface.rows.push_back(
                    {m, arm, one.across, one.across_values, one.up, one.up_values, one.points, in_unit(one.mean, as)});
        }
    }
    model.labels["factors"] = std::move(factors);
    model.about["explained"] = std::move(explained);
    model.add("effects", std::move(effects));
    model.add("partial", std::move(partial));
    model.add("surface", std::move(surface));
}

}   // namespace

void page_model::add(std::string name, table numbers) { tables.emplace_back(std::move(name), std::move(numbers)); }

std::string page_model::as_json() const {
    const auto written = [](const json& one) { return one.dump(-1, ' ', false, json::error_handler_t::replace); };
    std::string out = R"({"about":)" + written(about) + R"(,"labels":)" + written(labels) + R"(,"tables":{)";
    for (const auto& [name, numbers] : tables)   // one after the other: they are large
        out += (name == tables.front().first ? "" : ",") + written(name) + ":" + written(columns_of(numbers));
    return out + "}}";
}

std::string page_model::csv_of(const table& numbers) const {
    return "\xEF\xBB\xBF" + analysis::csv_of(numbers, "\r\n", [&](const std::string& list, std::size_t at) {
               return labels.at(list).at(at).at("name").get<std::string>();
           });
}

page_model model_of(const observed& file, const options& how) {
    const axes_shown axes = axes_of(file);
    page_model model;
    model.about = about(file, how);
    model.labels["arms"] = arms_of(file);
    model.labels["measures"] = measures_json(file);
    model.labels["groups"] = groups_of(file, axes);
    model.about["axes"] = axes_json(file, axes);
    json drifts = json::array(), twins = json::array();
    model.add("differences", differences_of(file, axes, how.baseline, drifts, twins));
    model.about["drifts"] = std::move(drifts);
    model.about["twins"] = std::move(twins);
    model.about["ranking"] = ranking_of(file);
    const auto drawn = drawn_of(file, how.baseline, model.about["ranking"]);
    model.about["drawn"] = drawn;
    model.add("weekly", weeks_of(file, axes, how.baseline, drawn));
    add_costs(file, how.baseline, model);
    add_hours(file, how.baseline, model);
    add_sweep(file, how.baseline, model);
    add_assumptions(file, model);
    return model;
}

}   // namespace analysis::report
