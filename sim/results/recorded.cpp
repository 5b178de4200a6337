#include "sim/results/recorded.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include <fmt/format.h>

#include "sim/results/results_file.hpp"
#include "sim/results/results_schema.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace sim::recorded {

namespace {

axis numbered(std::string name, std::size_t size, long first, std::string long_name, std::string long_name_zh,
              std::string units) {
    axis made{std::move(name), std::move(long_name), std::move(long_name_zh), std::move(units), {}, {}, {}, {}};
    for (std::size_t i = 0; i < size; ++i) {
        made.numbers.push_back(static_cast<std::int32_t>(first + static_cast<long>(i)));
        made.labels.push_back(std::to_string(made.numbers.back()));
    }
    return made;
}

axis of_schema(const schema::entry& as, std::size_t size) {
    return numbered(as, size, 0, std::string{as.long_name}, std::string{as.long_name_zh}, std::string{as.units});
}

}   // namespace

std::vector<axis> axes_of(const layout& what, std::size_t runs) {
    std::vector<axis> axes{
        of_schema(schema::at("run"), runs),
        numbered(what.step_name, what.steps, what.first_step, what.step_name + " from the end of the burn-in",
                 what.step_name == "year" ? "自预热期结束起的年数" : "自预热期结束起的周数", what.step_unit)};
    for (const dimension& d : what.dimensions) {
        if (d.size == 0) continue;
        if (d.labels.empty()) axes.push_back(numbered(d.name, d.size, 0, d.long_name, d.long_name_zh, "1"));
        else axes.push_back({d.name, d.long_name, d.long_name_zh, "", d.labels, d.labels_zh, {}, {}});
        axes.back().kind = d.what;
    }
    if (what.years > 0) axes.push_back(of_schema(schema::at("year"), what.years));
    return axes;
}

std::vector<coordinate> coordinates_of(const layout& what) {
    std::vector<coordinate> out;
    for (const dimension& d : what.dimensions)
        if (!d.labels_zh.empty())
            out.push_back({d.name + "_zh", d.name, d.long_name + ", in Chinese", d.long_name_zh, d.labels_zh});
    for (const sim::coordinate& c : what.coordinates)
        if (const auto along = std::ranges::find(what.dimensions, c.dimension, &dimension::name);
            along != what.dimensions.end() ? along->size > 0 : c.dimension == "year" && what.years > 0)
            out.push_back({c.name, c.dimension, c.long_name, c.long_name_zh, c.labels});
    return out;
}

namespace {

std::vector<factor> factors_of(const design& points) {
    std::vector<factor> factors;
    for (std::size_t f = 0; f < points.factors.size(); ++f) {
        factor one{points.factors[f].key, {}, {}, points.factors[f].arm};
        for (const auto& point : points.values) {
            if (points.is_number(f)) {
                one.numbers.push_back(as_number(point[f]).value_or(0));
                one.texts.push_back(shortest(one.numbers.back()));
            } else {
                one.texts.push_back(as_text(point[f]));
            }
        }
        factors.push_back(std::move(one));
    }
    return factors;
}

}   // namespace

description description_of(const layout& what, const plan& all, const results_head& head, std::string path) {
    description out;
    out.path = std::move(path);
    out.title = head.title;
    out.title_zh = head.title_zh;
    out.model = head.model;
    out.source = program_version;
    out.model_version = head.model_version;
    out.burn_in = head.burn_in;
    out.step_name = what.step_name;
    out.steps_per_year = what.steps_per_year;
    for (std::size_t a = 0; a < head.arm_names.size(); ++a)
        out.arms.push_back({head.arm_names[a], a < head.arm_titles.size() ? head.arm_titles[a] : "",
                            a < head.arm_titles_zh.size() ? head.arm_titles_zh[a] : ""});
    out.baseline = head.baseline;
    out.worth = head.worth;
    for (const sim::run& r : all.runs) out.runs.push_back({r.arm, r.point, r.replicate, r.seed, r.key, "", 0});
    out.worlds.count = all.worlds.count();
    out.worlds.lucks = all.worlds.lucks;
    out.worlds.from = all.worlds.from;
    out.worlds.kind = all.worlds.kind;
    out.worlds.populations = all.worlds.populations;
    for (std::size_t k = 0; k < all.worlds.drawn.size(); ++k) {
        draw& one = out.worlds.drawn.emplace_back(draw{all.worlds.drawn[k].key, {}, all.worlds.drawn[k].subject});
        for (const auto& world : all.worlds.values) one.values.push_back(world[k]);
    }
    if (all.points.factors.empty()) {
        out.stands_for.assign(out.arms.size(), 0);
    } else {
        out.design_kind = all.points.kind;
        out.factors = factors_of(all.points);
        out.points = all.points.points();
        out.stands_for.assign(all.stands_for.begin(), all.stands_for.end());
    }
    for (const plan_episode& e : all.episodes)
        out.episodes[{e.point, e.arm}].push_back({e.what.kind, e.what.name, e.what.name_zh, e.what.unit,
                                                  e.what.level.value_or(std::numeric_limits<double>::quiet_NaN()),
                                                  e.what.first, e.what.end, e.what.chosen});
    const auto or_name = [](auto& one) {
        if (one.long_name.empty()) one.long_name = one.name;
    };
    out.axes = axes_of(what, all.runs.size());
    for (axis& a : out.axes) {
        or_name(a);
        if (a.name == what.step_name) out.steps = a.size();
        if (a.name == "year") out.years = a.size();
    }
    out.coordinates = coordinates_of(what);
    std::ranges::for_each(out.coordinates, or_name);
    out.measures = what.measures;
    for (measure& m : out.measures) m.difference_unit = m.unit_of_differences();   // in full, as it is stored
    if (!out.measures.empty()) out.groups = what.groups;
    out.agents = what.agents;
    for (const stored_array& a : arrays_of(what, 1)) {
        const observation& o = what.observations[a.observation];
        if (a.summary) {
            if (out.windows.empty())
                for (std::size_t w = 0; w < summary_windows.size(); ++w)
                    out.windows.push_back({summary_windows[w], window_lengths(what)[w]});
            continue;
        }
        const bool weekly = o.when == rhythm::step;
        variable v{o.name,
                   o.long_name,
                   o.long_name_zh,
                   o.units,
                   o.cell_methods,
                   {"run", weekly ? what.step_name : "year"},
                   o.kind == number_kind::count,
                   o.about,
                   o.part_of};
        or_name(v);
        if (v.units.empty()) v.units = "1";
        for (const std::size_t d : o.dimensions) v.axes.push_back(what.dimensions[d].name);
        (weekly ? out.weekly : out.yearly).push_back(std::move(v));
    }
    out.arrange();
    return out;
}

void description::arrange() {
    if (stands_for.size() != points * arms.size())
        throw storage_error{fmt::format("{} does not say which runs belong to which point of its design", path)};
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> made;   // by point and arm
    for (std::size_t r = 0; r < runs.size(); ++r)
        if (runs[r].status == 0) made[{runs[r].point, runs[r].arm}].push_back(r);
    const auto replicate_of = [&](std::size_t r) { return runs[r].replicate; };
    for (auto& [where, of] : made) {
        std::ranges::stable_sort(of, {}, replicate_of);
        const auto twice = std::ranges::adjacent_find(of, {}, replicate_of);
        if (twice != of.end())
            throw storage_error{fmt::format("{} has replicate {} of an arm twice: runs {} and {}", path,
                                            replicate_of(*twice), *twice, *std::next(twice))};
    }
    runs_of.clear();
    for (std::size_t at = 0; at < stands_for.size(); ++at) runs_of.push_back(made[{stands_for[at], at % arms.size()}]);
}

array source::weekly_totals(const variable& what, std::span<const std::size_t> runs) const {
    array all = weekly(what, runs);
    std::size_t cells = 1;
    for (std::size_t x = 2; x < all.shape.size(); ++x) cells *= all.shape[x];
    return {{all.axes[0], all.axes[1]},
            {all.shape[0], all.shape[1]},
            sums_of_cells(std::span<const double>{all.values}, cells)};
}

}   // namespace sim::recorded
