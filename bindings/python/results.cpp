// Recorded runs as Python has them: made here, read from a file, or taken from another simulator.

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <variant>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "analysis/answers.hpp"
#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/points.hpp"
#include "analysis/report/page.hpp"
#include "analysis/report/page_model.hpp"
#include "bindings/python/calls.hpp"
#include "bindings/python/other_runs.hpp"
#include "bindings/python/scenarios.hpp"
#include "models/registry.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace python {

namespace {

using analysis::observed;
using sim::recorded::variable;

// What runs were made of, here: with it they can be stored.
struct origin {
    std::shared_ptr<const scenario> from;
    std::optional<sim::experiment> what;
    sim::results_head head;
};

struct results {
    observed file;
    std::shared_ptr<const sim::recorded::source> in_memory;   // null of a file
    std::shared_ptr<const origin> made = {};                  // null of what was not made here
};

// A run of a plan, as it and those who wait for it share it.
struct run_under_way final : sim::sink {
    std::shared_ptr<errand> state = std::make_shared<errand>();
    std::shared_ptr<origin> made = std::make_shared<origin>();
    std::mutex guard;
    bool closed = false;   // nobody waits any more
    std::optional<sim::memory_results> kept;

    void take(const sim::plan_batch& which, const sim::recorder& rows, std::span<const std::string> messages) override {
        const std::scoped_lock lock{guard};
        if (!closed) kept->take(which, rows, messages);
    }
    // What is there; null where it did not come to any runs.
    [[nodiscard]] std::shared_ptr<const sim::recorded::source> close() {
        const std::scoped_lock lock{guard};
        closed = true;
        return kept ? kept->finish() : nullptr;
    }
};

// Must there not be more bytes of results than there is memory?
void be_sure_of_room(const sim::plan& runs, std::size_t memory) {
    const std::size_t one = sim::memory_results::bytes_of_a_run(runs.observed, sim::kept::all),
                      most = memory > 0 ? memory : sim::memory_to_use();
    if (most > 0 && one * runs.runs.size() > most)
        throw no_room{fmt::format(
            "{} take {} of memory, and {} may be used: take fewer replicates, weeks or points; or let cogov run store "
            "them in a file, which cogov.open reads",
            sim::counted(runs.runs.size(), "run"), sim::size_in_words(one * runs.runs.size()),
            sim::size_in_words(most))};
}

void make_runs(const std::shared_ptr<scenario>& from, bool sweeping, int threads, std::size_t memory,
               run_under_way& under_way) {
    sim::set_threads(threads);
    sim::design points;
    if (sweeping) points = value_of(sim::read_design(from->ready.what));
    origin& made = *under_way.made;
    made.from = from;
    made.what.emplace(value_of(sim::experiment::of(from->ready, std::move(points))));
    const sim::plan& plan = made.what->runs();
    be_sure_of_room(plan, memory);
    made.head = made.what->head(from->as_given);
    if (under_way.state->stop) return;
    {
        const std::scoped_lock lock{under_way.guard};
        if (under_way.closed) return;
        under_way.kept.emplace(plan.observed, plan, made.head);
    }
    under_way.state->planned = plan.runs.size();
    const std::size_t most = memory > 0 ? memory : sim::memory_to_use();
    static_cast<void>(made.what->run({{}, most, &under_way.state->stop, &under_way.state->done}, under_way));
}

// The runs of a scenario, and what Python raised meanwhile: None where all are there, else an exception. What there is of
// them is none where it did not come so far.
py::tuple run(const std::shared_ptr<scenario>& from, bool sweeping, int threads, std::size_t memory,
              const py::object& tick) {
    const auto under_way = std::make_shared<run_under_way>();
    const auto raised = wait_for(
        under_way->state, [=] { make_runs(from, sweeping, threads, memory, *under_way); }, tick);
    const auto there = under_way->close();
    py::object out = py::none();
    if (there) out = py::cast(std::make_shared<results>(results{observed{there}, there, under_way->made}));
    return py::make_tuple(out, raised ? py::object{raised->value()} : py::none());
}

std::shared_ptr<results> open(const std::string& path) {
    return value_from([path] { return std::make_shared<results>(results{value_of(observed::open(path)), nullptr}); });
}

// Stores runs that were made here as the program would have.
void save(const std::shared_ptr<const results>& of, const std::string& path, bool replace) {
    if (!of->made)
        throw py::value_error{
            fmt::format("{} was not made here by a scenario of cogov's: copy the file that it is from, "
                        "or store .dataset as netCDF",
                        of->file.path())};
    static_cast<void>(value_from([of, path, replace] {
        const sim::plan& plan = of->made->what->runs();
        const sim::layout& what = plan.observed;
        sim::results_writer writer{path, what, plan, of->made->head,
                                   replace ? sim::earlier::replace : sim::earlier::refuse};
        for (const sim::plan_batch& batch : plan.batches) {
            sim::recorder rows{what, batch.runs};
            for (std::size_t o = 0; o < what.observations.size(); ++o) {
                const variable* const known = of->file.find(what.observations[o].name);
                const auto lie = known == nullptr ? std::nullopt : of->in_memory->where_they_lie(*known);
                const auto copy = [&](const auto all, auto* to) {
                    const std::size_t one = all.size() / plan.runs.size();
                    if (one > 0) std::copy_n(all.data() + batch.first_run * one, batch.runs * one, to);
                };
                if (!lie || (lie->counts.empty() && lie->reals.empty())) continue;
                if (what.observations[o].kind == sim::number_kind::count) copy(lie->counts, rows.counts(o, 0, 0));
                else copy(lie->reals, rows.reals(o, 0, 0));
            }
            std::vector<std::string> messages;
            for (std::size_t r = 0; r < batch.runs; ++r)
                messages.push_back(of->file.runs()[batch.first_run + r].message);
            writer.take(batch, rows, messages);
        }
        writer.finish();
        return true;
    }));
}

// What there is of which arms, runs, axes and observations.
py::dict about(const results& of) {
    const observed& file = of.file;
    py::dict out;
    out["path"] = file.path();
    out["title"] = file.title();
    out["title_zh"] = file.title_zh();
    out["model"] = file.model();
    out["model_version"] = file.model_version();
    out["source"] = file.source();
    out["burn_in"] = file.burn_in();
    out["step"] = file.step_name();
    out["steps_per_year"] = file.steps_per_year();
    out["steps"] = file.steps();
    out["agents"] = file.agents();
    out["groups"] = file.groups();
    out["baseline"] = file.arms().empty() ? std::string{} : file.arms()[file.baseline()].name;
    py::list arms, runs, axes, texts, variables, measures, factors;
    for (const analysis::arm& one : file.arms()) arms.append(py::make_tuple(one.name, one.title, one.title_zh));
    for (const analysis::run& one : file.runs())
        runs.append(py::make_tuple(one.arm, one.point, one.replicate, one.seed, one.status, one.message));
    for (const analysis::axis& one : file.axes())
        axes.append(py::make_tuple(one.name, one.long_name,
                                   one.numbers.empty() ? py::cast(one.labels) : py::cast(one.numbers)));
    const std::set<std::string> named = [&] {
        std::set<std::string> names;
        for (const analysis::axis& one : file.axes())
            for (std::string& name : file.coordinates_along(one.name)) names.insert(std::move(name));
        return names;
    }();
    for (const std::string& name : named)
        if (const auto* const found = file.find_coordinate(name))
            texts.append(py::make_tuple(name, found->axis, found->long_name, found->labels));
    for (const auto* const all : {&file.weekly_variables(), &file.yearly_variables()})
        for (const variable& one : *all)
            variables.append(
                py::make_tuple(one.name, one.axes, one.long_name, one.long_name_zh, one.units, one.cell_methods));
    for (const sim::measure& one : file.measures())
        measures.append(
            py::make_tuple(one.name, one.label, one.unit, one.table, std::string{sim::name_of(one.better)}));
    for (const analysis::factor& one : file.factors()) {
        py::object values = one.numbers.empty() ? py::cast(one.texts) : py::cast(one.numbers);
        factors.append(py::make_tuple(one.key, std::move(values)));
    }
    out["arms"] = arms;
    out["runs"] = runs;
    out["axes"] = axes;
    out["texts"] = texts;
    out["variables"] = variables;
    out["measures"] = measures;
    out["factors"] = factors;
    out["design"] = file.design_kind();
    return out;
}

// An array of Python's whose memory is somebody else's, who lives as long; it is not to be written to.
template <class Number, class Owner>
py::array array_over(std::vector<std::size_t> shape, const Number* numbers, Owner owner) {
    const py::capsule keeps{new Owner{std::move(owner)}, [](void* one) { delete static_cast<Owner*>(one); }};
    std::vector<py::ssize_t> sizes{shape.begin(), shape.end()};
    py::array out{py::dtype::of<Number>(), std::move(sizes), numbers, keeps};
    out.attr("setflags")(py::arg("write") = false);
    return out;
}

// All runs' numbers of one observation; where they are in memory, these themselves.
py::array numbers(const std::shared_ptr<const results>& of, const std::string& name) {
    const variable* const what = of->file.find(name);
    if (what == nullptr) throw py::key_error{fmt::format("{} has no observation '{}'", of->file.path(), name)};
    if (of->in_memory) {
        std::vector<std::size_t> shape;
        for (const std::string& axis : what->axes) shape.push_back(of->file.axis_named(axis).size());
        if (const auto lie = of->in_memory->where_they_lie(*what))
            return what->count ? array_over(std::move(shape), lie->counts.data(), of->in_memory)
                               : array_over(std::move(shape), lie->reals.data(), of->in_memory);
    }
    const auto read = value_from([of, what] {
        std::vector<std::size_t> runs(of->file.runs().size());
        for (std::size_t r = 0; r < runs.size(); ++r) runs[r] = r;
        const bool weekly =
            std::ranges::any_of(of->file.weekly_variables(), [&](const variable& one) { return &one == what; });
        return std::make_shared<analysis::array>(weekly ? of->file.weekly(what->name, runs)
                                                        : of->file.yearly(what->name, runs));
    });
    if (!what->count) return array_over(read->shape, read->values.data(), read);
    const auto counts = std::make_shared<std::vector<std::uint32_t>>();
    for (const double x : read->values) counts->push_back(static_cast<std::uint32_t>(x));
    return array_over(read->shape, counts->data(), counts);
}

// What is drawn in each world: keys, and their values.
py::list draws(const results& of) {
    py::list out;
    for (const auto& one : of.file.worlds().drawn) out.append(py::make_tuple(one.key, one.values));
    return out;
}

// A table as columns: (key, values), of intervals with their ends, as CSV has them.
py::list as_columns(const analysis::table& of) {
    py::list out;
    for (const analysis::flat_column& one : analysis::flat(of)) {
        py::list values;
        for (const auto& cell : one.values)
            std::visit(
                [&](const auto& held) {
                    using kind = std::decay_t<decltype(held)>;
                    if constexpr (std::is_same_v<kind, std::monostate>) values.append(py::none());
                    else values.append(held);
                },
                cell);
        out.append(py::make_tuple(one.key, values));
    }
    return out;
}

std::size_t place_of(const std::string& name, const std::vector<std::string>& among, const char* what,
                     const std::string& path) {
    const auto found = std::ranges::find(among, name);
    if (found == among.end())
        throw py::value_error{fmt::format("{} has no {} '{}'{}", path, what, name, sim::with_all_of(name, among))};
    return static_cast<std::size_t>(found - among.begin());
}

std::size_t arm_of(const observed& file, const std::optional<std::string>& name) {
    std::vector<std::string> names;
    for (const analysis::arm& one : file.arms()) names.push_back(one.name);
    return name ? place_of(*name, names, "arm", file.path()) : file.baseline();
}

std::size_t measure_of(const observed& file, const std::optional<std::string>& name) {
    std::vector<std::string> names;
    for (const sim::measure& one : file.measures()) names.push_back(one.name);
    if (names.empty()) throw py::value_error{fmt::format("{} does not say what to compare its arms by", file.path())};
    return name ? place_of(*name, names, "measure", file.path()) : 0;
}

std::string axis_of(const observed& file, const std::optional<std::string>& name) {
    if (!name) return file.groups();
    std::vector<std::string> axes = analysis::axes_of_measures(file);
    axes.emplace_back("none");
    const std::size_t at = place_of(*name, axes, "axis of measures", file.path());
    return at + 1 == axes.size() ? "" : axes[at];
}

using period_given = std::variant<std::string, std::pair<std::int64_t, std::int64_t>>;
analysis::period period_of(const observed& file, const period_given& given) {
    using kind = analysis::period::kind;
    if (const auto* const range = std::get_if<std::pair<std::int64_t, std::int64_t>>(&given)) {
        if (range->first < 0 || range->first >= range->second ||
            range->second > static_cast<std::int64_t>(file.steps()))
            throw py::value_error{
                fmt::format("period = ({}, {}): expected the first {} and the one after the last, from 0 to {}",
                            range->first, range->second, file.step_name(), file.steps())};
        return {kind::range, static_cast<std::size_t>(range->first), static_cast<std::size_t>(range->second)};
    }
    const std::string& name = std::get<std::string>(given);
    const std::vector<std::string> names{"last_year", "all", "area"};
    const auto found = std::ranges::find(names, name);
    if (found == names.end())
        throw py::value_error{fmt::format("period = '{}': expected last_year, all, area or (FIRST, LAST){}", name,
                                          sim::did_you_mean(name, names))};
    return {found == names.begin() ? kind::last_year : found == names.begin() + 1 ? kind::all : kind::area};
}

observed at_point(const observed& file, const std::optional<std::int64_t>& point) {
    if (!point) return file;
    if (file.factors().empty()) throw py::value_error{fmt::format("point is of sweeps; {} has no design", file.path())};
    if (*point < 0 || *point >= static_cast<std::int64_t>(file.points()))
        throw py::value_error{
            fmt::format("point = {}: {} has the points 0 to {}", *point, file.path(), file.points() - 1)};
    return file.at_point(static_cast<std::size_t>(*point));
}

void must_have_runs(const observed& file, std::size_t baseline) {
    if (file.runs_of(baseline).empty())
        throw py::value_error{fmt::format("{} has no complete run of '{}', with which the others are compared",
                                          file.path(), file.arms()[baseline].name)};
}

using name_given = std::optional<std::string>;

// Levels and differences of arms from the baseline, of the measures of a table: of that which `by` is in where it is given.
py::list compare(const results& of, const std::string& table, const name_given& by, const name_given& split,
                 const period_given& period, const name_given& baseline_given, const std::optional<std::int64_t>& point,
                 bool simultaneous, bool luck) {
    const observed file = at_point(of.file, point);
    const std::size_t baseline = arm_of(file, baseline_given);
    const std::size_t measure = measure_of(file, by);
    const std::vector<std::string> tables{"main", "equity", "details"};
    const std::string name =
        by ? file.measures()[measure].table : tables[place_of(table, tables, "table", file.path())];
    must_have_runs(file, baseline);
    if (!file.factors().empty() && !point) {
        if (split || simultaneous || luck || period != period_given{"last_year"})
            throw py::value_error{
                fmt::format("{} is a sweep: split, period, simultaneous and luck go with point = N", file.path())};
        return as_columns(
            value_from([=] { return analysis::table_of(file, analysis::compare_points(file, baseline, name)); }));
    }
    if (luck && analysis::worlds_among(file, file.runs_of(baseline)) == file.runs_of(baseline).size())
        throw py::value_error{
            "luck = True takes several runs of each world: lucks = 2, or more, under [uncertain] makes them"};
    if (simultaneous && file.worlds().any())
        throw py::value_error{"simultaneous = True is of intervals of means, and these are ranges over worlds"};
    analysis::comparison_options how{baseline, axis_of(file, split), period_of(file, period), simultaneous, name};
    how.luck = luck;
    return as_columns(value_from([=] { return analysis::table_of(file, analysis::compare(file, how)); }));
}

py::list drivers(const results& of, const name_given& by, const period_given& period, const name_given& baseline_given,
                 const std::optional<std::int64_t>& point) {
    const observed file = at_point(of.file, point);
    const std::size_t baseline = arm_of(file, baseline_given), measure = measure_of(file, by);
    const bool all_points = !file.factors().empty() && !point;
    if (!all_points && !file.worlds().any())
        throw py::value_error{
            fmt::format("drivers are told of possible worlds, or of the points of a sweep, and the "
                        "replicates of {} differ by luck alone: [uncertain] makes worlds",
                        file.path())};
    must_have_runs(file, baseline);
    const auto when = period_of(file, period);
    return as_columns(value_from(
        [=] { return analysis::table_of(file, analysis::drivers_of(file, baseline, measure, when, all_points)); }));
}

py::list decision(const results& of, const name_given& by, const std::optional<std::pair<double, double>>& worth,
                  const period_given& period, const name_given& baseline_given,
                  const std::optional<std::int64_t>& point, bool smallest_first) {
    const observed file = at_point(of.file, point);
    const std::size_t baseline = arm_of(file, baseline_given), measure = measure_of(file, by);
    if (!file.factors().empty() && !point)
        throw py::value_error{fmt::format("{} is a sweep: a decision is of one of its points, point = N", file.path())};
    if (!file.worlds().any())
        throw py::value_error{
            fmt::format("a decision takes possible worlds, and the replicates of {} differ by luck alone: [uncertain] "
                        "makes worlds",
                        file.path())};
    if (!analysis::tells_decisions(file, measure))
        throw py::value_error{
            fmt::format("{} counts nothing of which one more could be worth money, or no arm spends any; by another "
                        "measure",
                        file.measures()[measure].label)};
    const auto when = period_of(file, period);
    if (when.what == analysis::period::kind::area)
        throw py::value_error{"a decision is of means over a period, not of areas"};
    if (worth && !(worth->first >= 0 && worth->second >= worth->first))
        throw py::value_error{"worth = (LOW, HIGH): CNY for one more, not below 0"};
    must_have_runs(file, baseline);
    return as_columns(value_from([=] {
        return analysis::table_of(file, analysis::decide_over(file, baseline, measure, smallest_first, worth, when));
    }));
}

// Writes the page; returns nothing.
void report(const results& of, const std::string& path, const name_given& language, const name_given& baseline,
            const std::optional<std::int64_t>& point) {
    if (!analysis::report::has_page())
        throw std::runtime_error{"this cogov was built without the report's page (COGOV_REPORT=OFF)"};
    if (language && *language != "en" && *language != "zh")
        throw py::value_error{fmt::format("language = '{}': there are: en, zh", *language)};
    static_cast<void>(measure_of(of.file, std::nullopt));
    const observed file = point ? at_point(of.file, point) : of.file.at_point(analysis::middle_point(of.file));
    analysis::report::options how;
    how.baseline = arm_of(file, baseline);
    must_have_runs(file, how.baseline);
    how.language =
        language.value_or(analysis::report::language_of(file.title().empty() ? file.title_zh() : file.title()));
    how.point_asked_for = point.has_value();
    how.known_instruments = analysis::report::known_instruments_of(file, models::all());
    static_cast<void>(value_from([=] {
        sim::write_file_safely(path, sim::bytes_of(analysis::report::page_of(analysis::report::model_of(file, how))));
        return true;
    }));
}

std::shared_ptr<results> from_arrays(const py::dict& about, const py::dict& numbers) {
    const auto there = other_runs(about, numbers);
    return std::make_shared<results>(results{observed{there}, there});
}

}   // namespace

void add_results(py::module_& to) {
    using sim::recorded::source;
    py::class_<results, std::shared_ptr<results>>(to, "Results")
        .def("about", &about)
        .def(
            "numbers", [](const std::shared_ptr<results>& of, const std::string& name) { return numbers(of, name); },
            py::arg("name"))   // with a name for one, None is no object of the method either
        .def("draws", &draws)
        .def("compare", &compare, py::arg("table"), py::arg("by"), py::arg("split"), py::arg("period"),
             py::arg("baseline"), py::arg("point"), py::arg("simultaneous"), py::arg("luck"))
        .def("drivers", &drivers, py::arg("by"), py::arg("period"), py::arg("baseline"), py::arg("point"))
        .def("decision", &decision, py::arg("by"), py::arg("worth"), py::arg("period"), py::arg("baseline"),
             py::arg("point"), py::arg("smallest_first"))
        .def("report", &report, py::arg("path"), py::arg("language"), py::arg("baseline"), py::arg("point"))
        .def(
            "save",
            [](const std::shared_ptr<results>& of, const std::string& path, bool replace) { save(of, path, replace); },
            py::arg("path"), py::arg("replace"))
        .def_property_readonly("made_here", [](const results& of) { return of.made != nullptr; });
    to.def("run", &run, py::arg("scenario").none(false), py::arg("sweeping"), py::arg("threads"), py::arg("memory"),
           py::arg("tick"));
    to.def("open", &open, py::arg("path"));
    to.def("from_arrays", &from_arrays, py::arg("about"), py::arg("numbers"));
}

}   // namespace python
