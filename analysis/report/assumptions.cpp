#include "analysis/report/assumptions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/csv.hpp"
#include "sim/text.hpp"
#include "sim/toml.hpp"

namespace analysis::report {

namespace {

bool has(const results& file, const std::string& name) {
    const auto names = file.provenance_names();
    return std::ranges::find(names, name) != names.end();
}

// A table that the run was made from; without rows where the file has none of this name.
sim::csv stored(const results& file, const std::string& name) {
    sim::mistakes wrong;
    return sim::csv::parse(has(file, name) ? file.provenance(name) : "none\n", name, wrong);
}

// The place of a column; rows() tells nothing where it is missing.
std::optional<std::size_t> place_of(const sim::csv& in, const std::string& name) {
    const auto columns = in.columns();
    const auto found = std::ranges::find(columns, name);
    if (found == columns.end()) return {};
    return static_cast<std::size_t>(found - columns.begin());
}

std::string text_in(const sim::csv& in, std::size_t row, const std::string& column) {
    const auto at = place_of(in, column);
    return at ? in.text(row, *at) : std::string{};
}

double number_in(const sim::csv& in, std::size_t row, const std::string& column) {
    return sim::finite_number(text_in(in, row, column)).value_or(std::numeric_limits<double>::quiet_NaN());
}

// The kind of a source by the words that tables of parameters use: "assumed", "calibrated", "derived from ...". A value
// that only says that something is off, or what the others are relative to, is a choice of how to count.
std::string kind_of(const std::string& source) {
    const auto begins = [&](std::string_view word) { return source.starts_with(word); };
    if (source.empty()) return "untold";
    if (begins("assumed")) return "assumed";
    if (begins("calibrated")) return "calibrated";
    if (begins("none") || begins("no ") || begins("reference") || begins("today")) return "neutral";
    if (begins("derived") || begins("order of magnitude") || source.find("assumed") != std::string::npos)
        return "derived";
    return "measured";
}

json parameters_of(const results& file) {
    table out{
        {{"name", ""}, {"meaning", ""}, {"value", ""}, {"default", ""}, {"unit", ""}, {"kind", ""}, {"source", ""}}};
    const sim::csv in = stored(file, "parameters.csv");
    for (std::size_t r = 0; place_of(in, "name") && r < in.rows(); ++r) {
        const std::string source = text_in(in, r, "source");
        out.row()
            .add(text_in(in, r, "name"))
            .add(text_in(in, r, "meaning"))
            .add(number_in(in, r, "value"))
            .add(number_in(in, r, "default"))
            .add(text_in(in, r, "unit"))
            .add(kind_of(source))
            .add(source);
    }
    return out.as_json();
}

// By table of the population: how far the people made are from the shares asked for, over all cells of the town.
json fit_of(const results& file) {
    struct gap {
        std::string table;
        std::size_t cells = 0;
        double mean = 0, largest = 0, largest_of_place = 0;
        std::string worst;
    };
    std::vector<gap> gaps;
    const sim::csv in = stored(file, "population_fit.csv");
    for (std::size_t r = 0; place_of(in, "wanted") && r < in.rows(); ++r) {
        const std::string name = text_in(in, r, "table");
        const double miss = std::abs(number_in(in, r, "found") - number_in(in, r, "wanted"));
        if (!std::isfinite(miss)) continue;
        auto found = std::ranges::find(gaps, name, &gap::table);
        if (found == gaps.end()) found = gaps.insert(gaps.end(), {name, 0, 0, 0, 0, ""});
        ++found->cells;
        found->mean += miss;
        if (found->worst.empty() || miss > found->largest) {
            found->largest = miss;
            found->worst = text_in(in, r, "cell");
        }
        if (const double place = number_in(in, r, "largest_miss"); place > found->largest_of_place)
            found->largest_of_place = place;
    }
    table out{{{"table", ""},
               {"cells", ""},
               {"mean_miss", ""},
               {"largest_miss", ""},
               {"where", ""},
               {"largest_miss_of_a_place", ""}}};
    for (const gap& one : gaps)
        out.row()
            .add(one.table)
            .add(one.cells)
            .add(one.mean / static_cast<double>(one.cells))
            .add(one.largest)
            .add(one.worst)
            .add(one.largest_of_place);
    return out.as_json();
}

json prices_of(const results& file) {
    table out{{{"lever", ""}, {"unit_cost_yuan", ""}, {"cost_base", ""}, {"cost_period", ""}}};
    const sim::csv in = stored(file, "costs.csv");
    for (std::size_t r = 0; place_of(in, "lever") && r < in.rows(); ++r)
        out.row()
            .add(text_in(in, r, "lever"))
            .add(number_in(in, r, "unit_cost_yuan"))
            .add(text_in(in, r, "cost_base"))
            .add(text_in(in, r, "cost_period"));
    return out.as_json();
}

}   // namespace

void add_assumptions(const results& file, json& model) {
    model["tables"]["parameters"] = parameters_of(file);
    model["tables"]["population_fit"] = fit_of(file);
    model["tables"]["prices"] = prices_of(file);
    json& about = model["about"];
    if (!has(file, "scenario.toml")) return;
    const std::string scenario = file.provenance("scenario.toml");
    sim::mistakes wrong;
    const sim::node said = sim::parse_toml(scenario, "scenario.toml", wrong);
    for (const char* const key : {"seed", "population_seed", "population"})
        if (const sim::node* const value = said.find(key)) about[key] = sim::value_text(*value);
    about["scenario"] = scenario;
}

}   // namespace analysis::report
