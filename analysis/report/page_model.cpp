#include "analysis/report/page_model.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>

#include "analysis/measured.hpp"
#include "analysis/report/subjects.hpp"
#include "sim/scenario/design_kinds.hpp"

namespace analysis::report {

namespace {

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
        entry["better"] = sim::name_of(m.better);
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
    // Over possible worlds: their number, and the things that are drawn. 0 where replicates differ by luck alone.
    out["worlds"] = worlds_among(file, file.runs_of(how.baseline));
    out["drawn_values"] = file.worlds().drawn.size();
    out["replicates_by_week"] = std::min(replicates_by_week(file), file.runs_of(how.baseline).size());
    out["points"] = file.points();
    if (!file.factors().empty()) {
        const sim::design_kind* const kind = sim::design_kind_named(file.design_kind());
        out["design"] = kind == nullptr
                            ? label(file.design_kind(), "", "")
                            : label(file.design_kind(), std::string{kind->called.en}, std::string{kind->called.zh});
        out["point"] = file.point();
        out["point_asked_for"] = how.point_asked_for;
        json at = json::array();
        for (const factor& f : file.factors()) at.push_back({{"factor", f.key}, {"value", f.texts[file.point()]}});
        out["factors_at_point"] = std::move(at);
    }
    return out;
}

}   // namespace

std::vector<known_instrument> known_instruments_of(const observed& file, std::span<const sim::model* const> models) {
    std::vector<known_instrument> out;
    for (const sim::model* const model : models) {
        if (model->name() != file.model() || model->version() != file.model_version()) continue;
        const auto rows = model->instruments();
        for (std::size_t l = 0; l < rows.size(); ++l)
            for (std::size_t arm = 0; arm < file.arms().size(); ++arm)
                if (std::ranges::any_of(file.episodes(arm),
                                        [&](const episode& one) { return one.chosen && one.name == rows[l].name; })) {
                    out.push_back({std::string{rows[l].name}, std::string{rows[l].label_zh}, model->known_of(l)});
                    break;
                }
    }
    return out;
}

std::string language_of(const std::string& title) {
    return std::ranges::any_of(title, [](char c) { return c >= '\xE3' && c <= '\xE9'; }) ? "zh" : "en";
}

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
    add_groups(file, axes, model);
    add_comparisons(file, axes, how.baseline, model);
    add_answer(file, axes, how, model);
    add_package(file, model);
    add_costs(file, how.baseline, model);
    add_hours(file, how.baseline, model);
    add_design(file, how.baseline, model);
    add_assumptions(file, model);
    return model;
}

}   // namespace analysis::report
