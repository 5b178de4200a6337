#include <chrono>
#include <cmath>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/machine_options.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/scenario_options.hpp"
#include "cli/status.hpp"
#include "models/participation/participation.hpp"
#include "models/participation/town.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

void print_fit(const participation::population& people, bool all) {
    show("{}, {}, {}\n\n", sim::counted(people.residents(), "resident"),
         sim::counted(people.communities.size(), "community"), sim::counted(people.ties.size(), "tie"));
    // Worst miss of each table, and every cell with --verbose.
    show("{}  {}  {}  {}\n", sim::pad_right("fit to", 22), sim::pad_left("cells", 6),
         sim::pad_left("worst in the town", 18), sim::pad_left("worst in a community", 21));
    for (std::size_t first = 0; first < people.fit.size();) {
        std::size_t last = first, worst = first;
        double local = 0;
        for (; last < people.fit.size() && people.fit[last].table == people.fit[first].table; ++last) {
            if (std::abs(people.fit[last].found - people.fit[last].wanted) >
                std::abs(people.fit[worst].found - people.fit[worst].wanted))
                worst = last;
            local = std::max(local, people.fit[last].largest_miss);
        }
        const auto& row = people.fit[worst];
        show("{}  {:>6}  {:>+15.2f} pp  {:>18.2f} pp   {}\n", sim::pad_right(row.table, 22), last - first,
             100 * (row.found - row.wanted), 100 * local, row.cell);
        if (all)
            for (std::size_t r = first; r < last; ++r)
                show("    {}  wanted {:>8.4f}  found {:>8.4f}  worst in a community {:>6.2f} pp\n",
                     sim::pad_right(people.fit[r].cell, 26), people.fit[r].wanted, people.fit[r].found,
                     100 * people.fit[r].largest_miss);
        first = last;
    }
    show("\n{}  {:>8}  {:>8}  {:>10}  {:>11}  {:>14}\n", sim::pad_right("ties", 12), "others", "wanted", "clustering",
         "age correl.", "same community");
    for (const auto& l : people.layers)
        show("{}  {:>8.2f}  {:>8.2f}  {:>10.3f}  {:>11.3f}  {:>13.1f} %\n", sim::pad_right(l.layer, 12), l.mean_degree,
             l.wanted_degree, l.clustering, l.age_correlation, 100 * l.same_community);
    if (!people.reweighted.empty()) {
        show("\nhousehold types, share moved by raking to the pyramid (percentage points)\n");
        for (const auto& [type, moved] : people.reweighted)
            show("  {}  {:>+7.2f}\n", sim::pad_right(type, 26), 100 * moved);
    }
}

}   // namespace

// cogov synth SCENARIO [-o FILE.h5]: the synthetic population alone, with its fit to every marginal.
void add_synth(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("synth", "make a scenario's population and say how it fits its marginals");
    struct options {
        scenario_options scenario;
        std::string threads;
        bool quiet = false, verbose = false;
        std::string output;
        bool force = false;
    };
    auto o = std::make_shared<options>();
    o->scenario.add_people_to(*command);
    command->add_option("--threads", o->threads, "threads; all cores when absent")->type_name("N")->check(not_empty());
    command->add_flag("--quiet", o->quiet, "print nothing");
    command->add_flag("--verbose", o->verbose, "print the fit to every cell of every table");
    command->add_option("-o,--output", o->output, "population file to write")->type_name("FILE.h5")->check(not_empty());
    command->add_flag("--force", o->force, "replace the file where it exists");
    command->callback([o] {
        use_threads(o->threads);
        if (!o->output.empty()) be_sure_of_ending(o->output, "-o", written::population);
        if (!o->output.empty())
            be_sure_it_may_be_replaced(o->output, "population file", o->force, "-o", of_kind("population"));
        const sim::ready scenario = read(o->scenario);
        if (scenario.how != &participation::model())
            throw wrong_input{
                fmt::format("{}: the model '{}' has no population to make", o->scenario.path, scenario.how->name())};
        const participation::study_data& data = participation::data_of(*scenario.set);
        const auto begin = std::chrono::steady_clock::now();
        participation::population people =
            data.tables ? participation::synthesise(*data.tables, data.values, data.population_seed) : data.people->who;
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        participation::measure_fit(people, data.values);
        if (!o->quiet) print_fit(people, o->verbose);
        if (o->verbose) say("made in {:.3f} s\n", took.count());
        if (!o->output.empty()) {
            participation::write_population(people, o->output);
            if (!o->quiet) show("\nwritten to {}; a scenario uses it with population = \"{}\"\n", o->output, o->output);
        }
    });
}

}   // namespace cli
