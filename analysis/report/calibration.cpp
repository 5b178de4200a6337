// What a calibration found, for its own page: targets beside what is believed and what draws say, parameters before and
// after, ridges, and how all of it was made.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "analysis/inference/targets.hpp"
#include "analysis/report/subjects.hpp"
#include "analysis/statistics.hpp"
#include "sim/text/storage.hpp"

namespace analysis::report {

namespace {

constexpr double half_range = 1.6448536269514722;   // of 90 % of a standard normal number
constexpr std::size_t most_points = 256;            // of a scatter of draws; any first ones are a fair sample

// Of column `c` of so many.
spread spread_of_column(const std::vector<double>& all, std::size_t c, std::size_t columns) {
    std::vector<double> values;
    for (std::size_t at = c; at < all.size(); at += columns) values.push_back(all[at]);
    return spread_of(std::move(values));
}

target_scale scale_named(const std::string& name) {
    for (const target_scale one : {target_scale::log, target_scale::logit})
        if (name == name_of(one)) return one;
    return target_scale::identity;
}

// A share of 0 has no log-odds, nor 0 a logarithm: it lies beyond any error, towards the side where it is.
double errors_from(double observed, double error, target_scale scale, double x) {
    if (std::isnan(x)) return unknown;
    const double there = on_scale(scale, x);
    if (std::isfinite(there)) return (there - on_scale(scale, observed)) / error;
    return x < observed ? -1e6 : 1e6;
}

void add_range(table& to, const std::string& name) {
    for (const char* const end : {"", "_low", "_high"}) to.columns.push_back({name + end});
}

table targets_of(const sim::posterior_file& in, const std::vector<std::string>& names, std::size_t draws,
                 std::size_t worlds) {
    const std::size_t n = names.size();
    const auto& told = in.reals("told", draws * n);
    const auto& told_before = in.reals("told_before", worlds * n);
    const auto& use = in.texts("use", n);
    const auto& scale = in.texts("scale", n);
    const auto& text = in.texts("source_text", n);
    const auto& where = in.texts("agreement", n);
    const auto& observed = in.reals("observed", n);
    const auto& sd = in.reals("sd", n);
    const auto& discrepancy = in.reals("discrepancy", n);
    const auto& shared = in.reals("source_sd", n);
    table out{{{"name"}, {"use"}, {"agreement"}, {"text"}, {"scale"}, {"sd"}, {"discrepancy"}, {"source_sd"}}};
    for (const char* const name : {"observed", "before", "after", "before_errors", "after_errors"})
        add_range(out, name);
    constexpr std::array<const char*, 5> told_by_file{"miss", "nearest", "emulator_sd", "emulator_r2",
                                                      "told_by_emulator"};
    for (const char* const name : told_by_file) out.columns.push_back({name});
    for (std::size_t t = 0; t < n; ++t) {
        const target_scale on = scale_named(scale[t]);
        const double error = std::hypot(sd[t], discrepancy[t], shared[t]), there = on_scale(on, observed[t]);
        std::vector<cell> row{names[t],
                              use[t],
                              where[t],
                              text[t],
                              scale[t],
                              sd[t],
                              discrepancy[t],
                              shared[t],
                              observed[t],
                              off_scale(on, there - half_range * error),
                              off_scale(on, there + half_range * error)};
        const spread before = spread_of_column(told_before, t, n), after = spread_of_column(told, t, n);
        for (const spread& one : {before, after})
            for (const double x : {one.median, one.low, one.high}) row.emplace_back(shortened(x));
        for (const spread& one : {before, after})
            for (const double x : {one.median, one.low, one.high})
                row.emplace_back(shortened(errors_from(observed[t], error, on, x)));
        for (const char* const name : told_by_file) row.emplace_back(in.reals(name, n)[t]);
        out.rows.push_back(std::move(row));
    }
    return out;
}

table parameters_of(const sim::posterior_file& in, const std::vector<std::string>& keys) {
    const std::size_t n = keys.size();
    table out{{{"name"}}};
    for (const char* const name : {"meaning", "meaning_zh", "unit", "group", "kind", "narrowed"})
        out.columns.push_back({name});
    for (const char* const name : {"left", "moved"}) out.columns.push_back({name});
    for (const char* const name : {"before", "after"}) add_range(out, name);
    for (std::size_t k = 0; k < n; ++k) {
        std::vector<cell> row{keys[k]};
        for (const char* const name : {"meaning", "meaning_zh", "unit", "group", "kind", "narrowed"})
            row.emplace_back(in.texts(name, n)[k]);
        for (const char* const name : {"left", "moved"}) row.emplace_back(shortened(in.reals(name, n)[k]));
        for (const char* const name : {"before", "after"})
            for (const char* const end : {"median", "low", "high"})
                row.emplace_back(shortened(in.reals(fmt::format("parameter_{}_{}", name, end), n)[k]));
        out.rows.push_back(std::move(row));
    }
    return out;
}

// The strongest pairs, and of each some draws.
void add_ridges(const sim::posterior_file& in, const std::vector<std::string>& keys, std::size_t draws,
                page_model& model) {
    table ridges{{{"one"}, {"other"}, {"correlation"}}}, points{{{"ridge"}, {"x"}, {"y"}}};
    const auto axis = std::ranges::find(in.axes, "ridge", &sim::posterior_axis::name);
    if (axis != in.axes.end()) {
        const auto& all = in.reals("draws", draws * keys.size());
        const auto place = [&](const std::string& key) {
            const auto at = std::ranges::find(keys, key);
            if (at == keys.end())
                throw sim::storage_error{
                    fmt::format("a ridge of this posterior is of '{}', which is none of its "
                                "parameters: the file is damaged; make it anew with cogov calibrate",
                                key)};
            return static_cast<std::size_t>(at - keys.begin());
        };
        for (std::size_t r = 0; r < axis->size; ++r) {
            const std::size_t one = place(in.texts("ridge_one", axis->size)[r]),
                              other = place(in.texts("ridge_other", axis->size)[r]);
            ridges.rows.push_back({one, other, in.reals("ridge_correlation", axis->size)[r]});
            for (std::size_t d = 0; d < std::min(draws, most_points); ++d)
                points.rows.push_back(
                    {r, shortened(all[d * keys.size() + one]), shortened(all[d * keys.size() + other])});
        }
    }
    model.add("ridges", std::move(ridges));
    model.add("points", std::move(points));
}

}   // namespace

page_model model_of(const sim::posterior_file& file, const std::string& language) {
    const sim::posterior_axis &keys = file.axis("parameter"), &names = file.axis("target");
    const std::size_t draws = file.axis("draw").size, worlds = file.axis("world").size;
    if (keys.labels.empty() || names.labels.empty() || draws == 0)
        throw sim::storage_error{
            "this posterior has no draws of named parameters and targets: the file is damaged; make it "
            "anew with cogov calibrate"};
    page_model model;
    json& about = model.about;
    about["page"] = "calibration";
    about["title"] = in_both(file.fact("title"), file.fact("title_zh"));
    about["language"] = language;
    for (const char* const name : {"model", "model_version", "agents", "command", "scenario.toml", "targets.csv"})
        about[name] = file.fact(name);
    about["numbers"] = json::object();
    for (const auto& [name, value] : file.numbers) about["numbers"][name] = as_json(value);
    about["numbers"]["draws"] = draws;
    about["doubts"] = json::array();
    for (const sim::posterior_axis& one : file.axes)
        if (one.name == "doubt") about["doubts"] = one.labels;
    about["drawn"] = json::array();   // arms: there are none
    for (const char* const name : {"arms", "measures", "groups"}) model.labels[name] = json::array();
    model.add("targets", targets_of(file, names.labels, draws, worlds));
    model.add("parameters", parameters_of(file, keys.labels));
    add_ridges(file, keys.labels, draws, model);
    return model;
}

}   // namespace analysis::report
