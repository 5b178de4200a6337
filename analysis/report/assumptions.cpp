#include "analysis/report/assumptions.hpp"

#include <algorithm>
#include <cmath>

#include "sim/results/earlier_files.hpp"
#include "analysis/stored_table.hpp"
#include "sim/scenario/parameters.hpp"
#include "sim/text/toml.hpp"

namespace analysis::report {

namespace {

// What the page calls a provenance. It tells no papers from other sources that a value was derived from.
std::string kind_of(std::string_view provenance) {
    if (provenance.empty()) return "untold";
    if (provenance == sim::name_of(sim::provenance::definition)) return "neutral";
    if (provenance == sim::name_of(sim::provenance::paper)) provenance = sim::name_of(sim::provenance::derived);
    return std::string{provenance};
}

json parameters_of(const observed& file) {
    table out{
        {{"name", ""}, {"meaning", ""}, {"value", ""}, {"default", ""}, {"unit", ""}, {"kind", ""}, {"source", ""}}};
    const stored_table in{file, "parameters.csv", "name"};
    for (std::size_t r = 0; r < in.rows(); ++r) {
        const std::string source = in.text(r, "source"), told = in.text(r, "provenance");
        out.row()
            .add(in.text(r, "name"))
            .add(in.text(r, "meaning"))
            .add(in.number(r, "value"))
            .add(in.number(r, "default"))
            .add(in.text(r, "unit"))
            .add(kind_of(told.empty() ? sim::earlier::provenance(source) : std::string_view{told}))
            .add(source);
    }
    return out.as_json();
}

// By table of the population: how far the people made are from the shares asked for, over all cells of the town.
json fit_of(const observed& file) {
    struct gap {
        std::string table;
        std::size_t cells = 0;
        double mean = 0, largest = 0, largest_of_place = 0;
        std::string worst;
    };
    std::vector<gap> gaps;
    const stored_table in{file, "population_fit.csv", "wanted"};
    for (std::size_t r = 0; r < in.rows(); ++r) {
        const std::string name = in.text(r, "table");
        const double miss = std::abs(in.number(r, "found") - in.number(r, "wanted"));
        if (!std::isfinite(miss)) continue;
        auto found = std::ranges::find(gaps, name, &gap::table);
        if (found == gaps.end()) found = gaps.insert(gaps.end(), {name, 0, 0, 0, 0, ""});
        ++found->cells;
        found->mean += miss;
        if (found->worst.empty() || miss > found->largest) {
            found->largest = miss;
            found->worst = in.text(r, "cell");
        }
        if (const double place = in.number(r, "largest_miss"); place > found->largest_of_place)
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

json prices_of(const observed& file) {
    table out{{{"lever", ""}, {"unit_cost_yuan", ""}, {"cost_base", ""}, {"cost_period", ""}}};
    const stored_table in{file, "costs.csv", "lever"};
    for (std::size_t r = 0; r < in.rows(); ++r)
        out.row()
            .add(in.text(r, "lever"))
            .add(in.number(r, "unit_cost_yuan"))
            .add(in.text(r, "cost_base"))
            .add(in.text(r, "cost_period"));
    return out.as_json();
}

}   // namespace

void add_assumptions(const observed& file, json& model) {
    model["tables"]["parameters"] = parameters_of(file);
    model["tables"]["population_fit"] = fit_of(file);
    model["tables"]["prices"] = prices_of(file);
    json& about = model["about"];
    if (!has_provenance(file, "scenario.toml")) return;
    const std::string scenario = file.provenance("scenario.toml");
    sim::mistakes wrong;
    const sim::node said = sim::parse_toml(scenario, "scenario.toml", wrong);
    for (const char* const key : {"seed", "population_seed", "population"})
        if (const sim::node* const value = said.find(key)) about[key] = sim::value_text(*value);
    about["scenario"] = scenario;
}

}   // namespace analysis::report
