// Reads the keys of a scenario that are this model's: who lives there, parameters, costs, what each arm does.

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include <fmt/format.h>

#include "models/participation/arms_read.hpp"
#include "models/participation/spending.hpp"
#include "models/participation/study.hpp"
#include "sim/scenario/read_parameters.hpp"
#include "sim/text/read_text.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

namespace fs = std::filesystem;

void read_parameters(const sim::scenario& s, sim::table_reader& root, study_data& into) {
    into.stated.assign(about_parameters.size(), false);
    const sim::node* const said = root.table("parameters");
    if (said == nullptr) return;
    sim::table_reader from{root, *said, "parameters", "[parameters]"};
    into.stated = sim::read_parameters<parameters>(from, about_parameters, into.values);
    if (std::ranges::find(s.drawn, "parameters.seats") != s.drawn.end())   // of what is known of each community
        into.stated[row_of(&parameters::seats)] = false;
    if (into.values.band_cut_middle >= into.values.band_cut_older)
        from.wrong(
            from.where(said->find("band_cut_middle") != nullptr ? "band_cut_middle" : "band_cut_older"),
            fmt::format(
                "band_cut_middle {} must be less than band_cut_older {}: the middle band begins before the older one",
                into.values.band_cut_middle, into.values.band_cut_older));
    from.done();
}

// [levers.NAME]: what the lever's coefficients are, and what a unit of it costs.
void read_lever(sim::table_reader& from, std::size_t l, study_data& into) {
    for (std::size_t c = 0; c < coefficient_count; ++c) {
        const sim::parameter_row& row = about_coefficients[c];
        if (!belongs_to(row, levers[l])) continue;
        const auto value = from.number(row.name.substr(levers[l].name.size() + 1), sim::as_written(row.low),
                                       sim::as_written(row.high), row.unit, row.meaning.en);
        if (value) into.of_levers.coefficients[c] = static_cast<float>(*value);
    }
    const auto cost = from.number("cost", 0, highest_cost, unit_of_cost(levers[l]), about_costs()[l].meaning.en);
    if (cost) into.of_levers.costs[l] = *cost;
    from.done();
}

void read_levers(sim::table_reader& root, study_data& into) {
    const sim::node *const said = root.table("levers"), *const costs = root.table("costs");
    if (said != nullptr) {
        sim::table_reader from{root, *said, "levers", "[levers], which has a table for each lever"};
        for (std::size_t l = 0; l < lever_count; ++l)
            if (const sim::node* const one = from.table(levers[l].name)) {
                sim::table_reader table{from, *one, levers[l].name, fmt::format("[levers.{}]", levers[l].name)};
                read_lever(table, l, into);
            }
        from.done();
    }
    if (costs == nullptr) return;
    sim::table_reader from{root, *costs, "costs", "[costs], which has a key for each lever"};
    for (std::size_t l = 0; l < lever_count; ++l) {
        const lever& one = levers[l];
        const auto cost =
            from.number(one.name, 0, highest_cost, unit_of_cost(one) + ", at level 1", "what the lever costs");
        if (!cost) continue;
        into.of_levers.costs[l] = *cost;
        const sim::node* const table = said != nullptr ? said->find(one.name) : nullptr;
        if (table != nullptr && table->find("cost") != nullptr)
            from.wrong(
                from.where(one.name),
                fmt::format("what '{0}' costs is said twice, here and as levers.{0}.cost; keep one of them", one.name));
    }
    from.done();
}

bool is_population_file(const std::string& path) { return fs::path{path}.extension() == ".h5"; }

// What a folder or a file holds, and what is wrong with it, for all that read it.
struct read_tables {
    marginals tables;
    sim::mistakes wrong;
};
struct read_people_file {
    std::shared_ptr<const known_people> people;
    sim::mistakes wrong;
};

// Tables of a folder, or people of a population file. Returns the communities where they are known for certain.
std::optional<std::vector<community>> read_people(sim::table_reader& root, sim::commons& shared, study_data& into,
                                                  sim::mistakes& wrong) {
    const sim::place where = root.where("population");
    if (const auto said = root.text("population")) {
        into.population_path = *said;
    } else {
        if (root.any("population") == nullptr)
            root.wrong(where,
                       "the scenario does not say who lives there; write population = \"population\" for a folder of "
                       "CSV tables, or name a population file ending in .h5");
        return std::nullopt;
    }
    if (const std::string why = sim::why_unreadable(into.population_path, sim::kind_of_path::either); !why.empty()) {
        root.wrong(where,
                   fmt::format("population '{}' cannot be read: {}; a relative path counts from the file that says it",
                               into.population_path, why));
        return std::nullopt;
    }
    if (is_population_file(into.population_path)) {
        const auto read = shared.get<read_people_file>("population file", into.population_path, [&] {
            read_people_file made;
            auto people = read_population(into.population_path);
            if (people) made.people = std::make_shared<const known_people>(std::move(*people));
            else made.wrong = people.wrong();
            return made;
        });
        wrong.append(read->wrong);
        if (read->people == nullptr) return std::nullopt;
        into.people = read->people;
    } else if (!sim::is_folder(into.population_path)) {
        const auto text = sim::read_text(into.population_path, 256'000'000);
        const std::string other = text ? sim::what_else_it_is(*text) : std::string{};
        root.wrong(
            where,
            fmt::format("population '{}' is {}neither a folder of CSV tables nor a population file ending in .h5{}",
                        into.population_path, other.empty() ? "" : other + ", ",
                        other.find("workbook") == std::string::npos
                            ? ""
                            : "; make a folder and save each of its tables there as \"CSV UTF-8\""));
        return std::nullopt;
    } else {
        const auto read = shared.get<read_tables>("population tables", into.population_path, [&] {
            read_tables made;
            made.tables = read_marginals(into.population_path, made.wrong);
            return made;
        });
        wrong.append(read->wrong);
        into.tables = {read, &read->tables};
        if (wrong.any_in((fs::path{into.population_path} / "communities.csv").string())) return std::nullopt;
    }
    auto communities = into.communities();
    if (communities.empty()) return std::nullopt;
    return communities;
}

void check_baseline(const sim::scenario& s, const study_data& read, sim::table_reader& root, sim::mistakes& wrong) {
    const auto acts = [&](std::size_t a) {
        if (a < read.settings.size() && !(read.settings[a].policies.empty() && read.settings[a].moved.empty()))
            return true;
        const sim::node* const table = s.arms[a].table;
        const sim::node* const policies = table != nullptr ? table->find("policies") : nullptr;
        return policies != nullptr && (policies->as_array() == nullptr || !policies->as_array()->empty());
    };
    for (std::size_t a = 0; a < s.arms.size(); ++a)
        if (!acts(a)) return;
    if (!s.arms.empty())
        wrong.push_back({root.where("arms"),
                         "every arm has policies, so there is nothing to compare them with; add an arm without, as in "
                         "[arms.base]"});
}

// Does a design give the arm other policies than stand in the file?
bool is_varied(const sim::scenario& s, const std::string& arm) {
    const sim::node* const design = s.tree.find("design");
    const sim::node* const factors = design != nullptr ? design->find("factors") : nullptr;
    if (design != nullptr && factors == nullptr) return true;   // a file has them
    return factors != nullptr && factors->as_table() != nullptr &&
           std::ranges::any_of(*factors->as_table(), [&](const sim::node::entry& one) {
               return one.key.starts_with("arms." + arm + ".") ||
                      std::ranges::any_of(std::array{"parameters.", "levers.", "policies."},
                                          [&](const char* all) { return one.key.starts_with(all); });
           });
}

}   // namespace

study_data read_study(const sim::scenario& s, sim::table_reader& root, sim::mistakes& wrong) {
    study_data made;
    made.burn_in = s.burn_in;
    made.weeks = s.weeks;
    made.shared = s.shared;
    const auto seed = root.whole("population_seed", 0, std::numeric_limits<std::int64_t>::max(), "",
                                 "where the luck of making people starts");
    if (seed) made.population_seed = static_cast<std::uint64_t>(*seed);
    if (const auto year = root.whole("start_year", 1900, 2999, "", "the calendar year that begins with week 0"))
        made.start_year = static_cast<int>(*year);
    made.demography = root.flag("demography").value_or(made.demography);
    read_parameters(s, root, made);
    read_levers(root, made);
    setup run{s.burn_in, s.weeks, read_people(root, *s.shared, made, wrong)};
    if (made.demography && made.people && !made.people->who.has_tables)
        root.wrong(root.where(root.any("demography") != nullptr ? "demography" : "population"),
                   fmt::format("population '{}' has no tables of deaths, moves, work and care, so its people cannot "
                               "age; write demography = \"off\"",
                               made.population_path));
    const auto common = read_emergencies(root, run, {});
    const std::vector<policy> there = read_policies_there(root, run);
    for (const sim::arm& arm : s.arms) {
        made.settings.push_back(read_arm(arm, s.arms, run, common, root));
        made.settings.back().there = there;
    }
    check_baseline(s, made, root, wrong);
    for (std::size_t a = 0; a < s.arms.size() && wrong.empty(); ++a)
        if (!is_varied(s, s.arms[a].name))
            remark_on(s.arms[a], made.settings[a], run, made.values, made.of_levers, made.remarks);
    if (wrong.empty() && !there.empty() &&
        std::ranges::none_of(s.arms, [&](const sim::arm& arm) { return is_varied(s, arm.name); }))
        remark_on_there(*s.tree.find("policies"), made.settings, run, made.values, made.of_levers, made.remarks);
    return made;
}

}   // namespace participation
