// Calibration: from what is known of a place to draws of what nobody knows.

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "analysis/procedures/calibrate.hpp"
#include "bindings/python/calls.hpp"
#include "bindings/python/scenarios.hpp"
#include "sim/engine/blocks.hpp"

namespace python {

namespace {

using analysis::calibration;

struct how_to_calibrate {
    std::string targets, called;   // the table, and what messages call it
    std::size_t runs = 0, draws = 0, agents = 0;
    std::string folder;
    int threads = 0;
    std::size_t memory = 0;
};

// Mistakes in a table that was handed over as a file of no meaning to people.
sim::mistakes called_otherwise(const sim::mistakes& found, const std::string& file, const std::string& called) {
    sim::mistakes out;
    for (const sim::mistake& one : found) {
        sim::mistake told = one;
        if (told.where.file == file) told.where.file = called;
        for (std::size_t at = 0; (at = told.what.find(file)) != std::string::npos;)
            told.what.replace(at, file.size(), called);
        out.push_back(std::move(told));
    }
    return out;
}

// What was found, and the text of a file of its draws.
struct calibrated {
    calibration found;
    std::string draws;
};

calibrated calibrate(const scenario& from, const how_to_calibrate& said, errand& under_way) {
    const sim::ready& scenario = from.ready;
    sim::set_threads(said.threads);
    analysis::calibration_options how;
    if (said.runs > 0) how.runs = said.runs;
    if (said.draws > 0) how.draws = said.draws;
    how.agents = said.agents;
    how.candidates = std::max(how.candidates, 4 * how.draws);
    how.seed = scenario.uncertain.seed;
    how.folder = said.folder;
    const std::string& file = said.targets.empty() ? scenario.uncertain.targets : said.targets;
    if (file.empty())
        throw py::value_error{
            "nothing says what is known: targets = a table of numbers that were observed, with their errors, or the "
            "name of such a file; or targets under [uncertain] of the scenario"};
    if (const std::size_t fewest = analysis::fewest_runs(scenario.uncertain.drawn.size()); how.runs < fewest)
        throw py::value_error{fmt::format("runs = {}: {} parameters take {} runs at least", how.runs,
                                          scenario.uncertain.drawn.size(), fewest)};
    std::vector<std::string> arms;
    for (const sim::arm& one : scenario.what.arms) arms.push_back(one.name);
    std::swap(arms.front(), arms[scenario.set->baseline()]);
    auto wanted = analysis::read_targets(file, scenario.set->observed(), *scenario.how, arms);
    if (!wanted) throw wrong_input{called_otherwise(wanted.wrong(), said.targets, said.called)};
    how.begins = [&](const std::string& /*stage*/, std::size_t runs) {
        under_way.done.runs = 0;
        under_way.planned = runs;
    };
    how.advanced = [&](std::size_t runs) { under_way.done.runs = runs; };
    how.how = {{}, said.memory > 0 ? said.memory : sim::memory_to_use(), &under_way.stop, nullptr};
    auto found = analysis::calibrate(scenario, *wanted, how);
    if (!found) throw wrong_input{called_otherwise(found.wrong(), said.targets, said.called)};
    if (wanted->file == said.targets) wanted->file = said.called;
    std::string draws = analysis::csv_of(*found, scenario, *wanted, "cogov.calibrate in Python");
    return {std::move(*found), std::move(draws)};
}

void put_spread(py::dict& into, const char* name, const analysis::spread& of) {
    into[py::str(name)] = of.median;
    into[py::str(fmt::format("{}_low", name))] = of.low;
    into[py::str(fmt::format("{}_high", name))] = of.high;
}

py::dict dict_of(const calibrated& of) {
    const calibration& found = of.found;
    py::dict out;
    py::list keys, targets, parameters, doubts;
    for (const analysis::calibrated_input& one : found.inputs) {
        keys.append(one.key);
        py::dict row;
        row["key"] = one.key;
        row["group"] = one.group;
        row["felt"] = one.felt;
        row["solved"] = one.solved;
        put_spread(row, "before", one.before);
        put_spread(row, "after", one.after);
        row["left"] = one.left;
        row["narrowed"] = std::string{analysis::name_of(one.how)};
        parameters.append(row);
    }
    for (const analysis::calibrated_target& one : found.targets) {
        py::dict row;
        row["name"] = one.what.name;
        row["use"] = std::string{analysis::name_of(one.what.use)};
        row["observed"] = one.what.value;
        put_spread(row, "before", one.before);
        put_spread(row, "after", one.after);
        row["miss"] = one.miss;
        row["emulator_r2"] = one.emulator_r2;
        row["agreement"] = std::string{analysis::name_of(one.where)};
        targets.append(row);
    }
    for (const analysis::doubt one : found.doubts) doubts.append(std::string{analysis::name_of(one)});
    py::array_t<double> draws{std::vector<py::ssize_t>{found.draws.rows(), found.draws.cols()}};
    auto at = draws.mutable_unchecked<2>();
    for (py::ssize_t d = 0; d < found.draws.rows(); ++d)
        for (py::ssize_t k = 0; k < found.draws.cols(); ++k) at(d, k) = found.draws(d, k);
    out["keys"] = keys;
    out["draws"] = draws;
    out["file"] = of.draws;
    out["targets"] = targets;
    out["parameters"] = parameters;
    out["doubts"] = doubts;
    out["runs"] = found.runs;
    out["agents"] = found.agents;
    out["r_hat"] = found.r_hat;
    out["kish"] = found.kish;
    out["k_hat"] = found.k_hat;
    out["repeats"] = found.repeats;
    return out;
}

}   // namespace

void add_calibrations(py::module_& to) {
    to.def(
        "calibrate",
        [](const std::shared_ptr<scenario>& from, const std::string& targets, const std::string& called,
           std::size_t runs, std::size_t draws, std::size_t agents, const std::string& folder, int threads,
           std::size_t memory, const py::object& tick) {
            const auto state = std::make_shared<errand>();
            const auto made = std::make_shared<std::optional<calibrated>>();
            const how_to_calibrate how{targets, called, runs, draws, agents, folder, threads, memory};
            const auto raised = wait_for(
                state, [=] { made->emplace(calibrate(*from, how, *state)); }, tick);
            if (raised) throw py::error_already_set{*raised};
            return dict_of(**made);
        },
        py::arg("scenario").none(false), py::arg("targets"), py::arg("called"), py::arg("runs"), py::arg("draws"),
        py::arg("agents"), py::arg("folder"), py::arg("threads"), py::arg("memory"), py::arg("tick"));
}

}   // namespace python
