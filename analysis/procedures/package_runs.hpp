#pragma once
// Packages of what a scenario's model can do, as arms beside its baseline, run over the same worlds. What was run is kept in
// a folder, so that whoever goes on after a stop does nothing twice.

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "analysis/observed.hpp"
#include "analysis/procedures/package_search.hpp"
#include "sim/experiment/sweep.hpp"
#include "sim/scenario/model.hpp"

namespace analysis {

// The scenario's question as numbers to search by.
[[nodiscard]] package_problem problem_of(const sim::decision_question& asked);

// The scenario's baseline and an arm for each package, named "p1", "p2", ... or as `names` say, and called by what it does,
// in both languages. Mistakes are those of the tables that this makes.
[[nodiscard]] sim::result<sim::ready> scenario_of_packages(const sim::ready& of, std::span<const package> packages,
                                                           std::span<const std::string> names = {});
// What a package is called: "points 1, volunteer_support 0.5"; or that it is nothing.
[[nodiscard]] std::string title_of(const sim::ready& of, const package& what, bool chinese);

// The numbers of every arm of some runs, as package_runner gives them; the first is the baseline's.
[[nodiscard]] std::vector<matrix> numbers_of(const observed& runs, const sim::decision_question& asked);

class package_runs {
public:
    // `begins` and `ends` are told how many packages are run over how many runs of each. Throws storage_error where the
    // folder cannot be used.
    package_runs(const sim::ready& scenario, std::string folder, const sim::sweep_options& how);
    std::function<void(std::size_t packages, std::size_t runs_of_each)> begins = [](std::size_t, std::size_t) {};
    std::function<void()> ends = [] {};

    // As package_runner. Throws `stopped`, and storage_error.
    [[nodiscard]] std::vector<matrix> run(std::span<const package> packages, bool quick);

private:
    void read_kept();
    void keep(const std::vector<std::string>& keys, const std::vector<matrix>& found);

    const sim::ready& scenario_;
    std::string folder_, mark_;
    sim::sweep_options how_;
    std::map<std::string, matrix> known_;   // by the keys of runs
    std::size_t files_ = 0;
};

}   // namespace analysis
