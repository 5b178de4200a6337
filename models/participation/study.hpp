#pragma once
// A scenario of the participation model as read: parameters, costs, population, and what each arm does.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/participation/people/population.hpp"
#include "models/participation/policies.hpp"
#include "sim/scenario/model.hpp"

namespace participation {

// People who are not made here, and a hash of all that is known of them.
struct known_people {
    population who;
    std::uint64_t hash = 0;
    explicit known_people(population people);
};

// Of about_parameters.
[[nodiscard]] std::size_t row_of(float parameters::*which);

struct study_data {
    parameters values = standard_parameters();
    std::vector<bool> stated;   // by row of about_parameters: said in the scenario
    lever_values of_levers = standard_lever_values();
    std::string population_path;
    std::shared_ptr<const marginals> tables;      // of a folder
    std::shared_ptr<const known_people> people;   // of a population file
    std::uint64_t population_seed = 1;
    bool demography = true;
    int burn_in = 0, weeks = 0;
    std::optional<int> start_year;   // the calendar year that begins with week 0: a label
    std::vector<setting> settings;   // by arm
    sim::mistakes remarks;           // policies that can change nothing
    std::shared_ptr<sim::commons> shared = std::make_shared<sim::commons>();   // by worlds: people, tables of quantiles
    [[nodiscard]] const std::vector<community>& communities() const {
        return tables ? tables->communities : people->who.communities;
    }
    // Does the scenario state it? Of seats and workers that counts for all communities, in place of what is known of each.
    // A drawn number of seats is not stated: what is known of each is multiplied by it over the usual number.
    [[nodiscard]] bool is_stated(float parameters::*which) const;
    [[nodiscard]] std::vector<std::size_t> used_levers() const;   // by any arm, ascending; what is there already is not
    // Whom arms move, each once, in the arms' order; all of them are followed in every arm.
    [[nodiscard]] std::vector<moved_people> moved() const;
};

// What its worlds observe.
[[nodiscard]] sim::layout layout_of(const study_data& data);

// sim::study::identity of an arm is what all arms have in common (people, or the tables and seed that they are made from,
// parameters, levers, policies that are there already), and what it does itself, its policies in order.
[[nodiscard]] std::string common_identity(const study_data& data);
// sim::study::made_of: people, or what they are made from, and for how long.
[[nodiscard]] std::string people_identity(const study_data& data);
[[nodiscard]] std::string identity_of(const setting& arm);

// The tables of a result: parameters.csv (those of levers too, as "digital_platform.cost") and costs.csv.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> tables_of(const study_data& data);

// Reads the model's keys: population, population_seed, demography, [parameters], [levers], [costs], [[policies]],
// [[emergencies]], and of each arm policies and emergencies. Defined in study_read.cpp. Appends every mistake; the data holds what could be read.
[[nodiscard]] study_data read_study(const sim::scenario& s, sim::table_reader& root, sim::mistakes& wrong);

}   // namespace participation
