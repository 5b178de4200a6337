// What a result rests on: parameters and where their values come from, prices, the fit of the population, seeds.

#include <algorithm>
#include <cmath>

#include "analysis/report/subjects.hpp"
#include "analysis/stored_table.hpp"
#include "sim/results/old_meanings.hpp"
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

table parameters_of(const observed& file) {
    table out{{{"name"}, {"meaning"}, {"meaning_zh"}, {"value"}, {"default"}, {"unit"}, {"kind"}, {"source"}}};
    const stored_table in{file, "parameters.csv", "name"};
    for (std::size_t r = 0; r < in.rows(); ++r) {
        const std::string source = in.text(r, "source"), told = in.text(r, "provenance");
        out.rows.push_back({in.text(r, "name"), in.text(r, "meaning"), in.text(r, "meaning_zh"), in.number(r, "value"),
                            in.number(r, "default"), in.text(r, "unit"),
                            kind_of(told.empty() ? sim::old_meanings::provenance(source) : std::string_view{told}),
                            source});
    }
    return out;
}

// By table of the population: how far the people made are from the shares asked for, over all cells of the town.
table fit_of(const observed& file) {
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
    table out{{{"table"}, {"cells"}, {"mean_miss"}, {"largest_miss"}, {"where"}, {"largest_miss_of_a_place"}}};
    for (const gap& one : gaps)
        out.rows.push_back({one.table, one.cells, one.mean / static_cast<double>(one.cells), one.largest, one.worst,
                            one.largest_of_place});
    return out;
}

// What a price is for, what that does and where the price comes from are told in words where the file has them.
table prices_of(const observed& file) {
    table out{{{"lever"}, {"unit_cost_yuan"}, {"cost_base"}, {"cost_period"}}};
    for (const char* const words : {"unit", "unit_zh", "effect", "effect_zh", "source", "source_zh"})
        out.columns.push_back({words});
    const stored_table in{file, "costs.csv", "lever"};
    for (std::size_t r = 0; r < in.rows(); ++r) {
        auto& row = out.rows.emplace_back();
        for (const column& one : out.columns)
            row.push_back(one.key == "unit_cost_yuan" ? cell{in.number(r, one.key)} : cell{in.text(r, one.key)});
    }
    return out;
}

}   // namespace

void add_assumptions(const observed& file, page_model& model) {
    model.add("parameters", parameters_of(file));
    model.add("population_fit", fit_of(file));
    model.add("prices", prices_of(file));
    json& about = model.about;
    if (!has_provenance(file, "scenario.toml")) return;
    const std::string scenario = file.provenance("scenario.toml");
    sim::mistakes wrong;
    const sim::node said = sim::parse_toml(scenario, "scenario.toml", wrong);
    for (const char* const key : {"seed", "population_seed", "population"})
        if (const sim::node* const value = said.find(key)) about[key] = sim::value_text(*value);
    about["scenario"] = scenario;
}

}   // namespace analysis::report
