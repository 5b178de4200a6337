#include "bindings/python/other_runs.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace python {

namespace py = pybind11;

namespace {

using sim::recorded::array;
using sim::recorded::description;
using sim::recorded::variable;

// Numbers in memory, [run][step] and the other axes.
class other_source final : public sim::recorded::source {
public:
    other_source(description about, std::map<std::string, std::vector<double>> numbers)
        : source{std::move(about)}, numbers_{std::move(numbers)} {}

    [[nodiscard]] array weekly(const variable& what, std::span<const std::size_t> runs) const override {
        const std::vector<double>& all = numbers_.at(what.name);
        array out{what.axes, shape_of(what), {}};
        const std::size_t one = all.size() / out.shape[0];
        out.shape[0] = runs.size();
        for (const std::size_t r : runs) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(r * one);
            out.values.insert(out.values.end(), begin, begin + static_cast<std::ptrdiff_t>(one));
        }
        return out;
    }
    [[nodiscard]] array yearly(const variable& what, std::span<const std::size_t> /*runs*/) const override {
        throw sim::storage_error{fmt::format("{} has no yearly '{}'", about().path, what.name)};
    }
    [[nodiscard]] array summary(const variable& what, std::size_t window) const override {
        const std::vector<double>& all = numbers_.at(what.name);
        array out{what.axes, shape_of(what), {}};
        const std::size_t runs = out.shape[0], steps = out.shape[1], cells = all.size() / (runs * steps),
                          last = about().windows[window].steps;
        out.axes.erase(out.axes.begin() + 1);
        out.shape.erase(out.shape.begin() + 1);
        out.values.assign(runs * cells, 0.0);
        for (std::size_t r = 0; r < runs; ++r)
            for (std::size_t t = steps - last; t < steps; ++t)
                for (std::size_t c = 0; c < cells; ++c) out.values[r * cells + c] += all[(r * steps + t) * cells + c];
        return out;
    }
    [[nodiscard]] std::optional<in_place> where_they_lie(const variable& what) const override {
        return in_place{{}, numbers_.at(what.name)};
    }
    [[nodiscard]] std::vector<std::string> provenance_names() const override { return {}; }
    [[nodiscard]] std::string provenance(const std::string& name) const override {
        throw sim::storage_error{fmt::format("{} has no text '{}'", about().path, name)};
    }

private:
    [[nodiscard]] std::vector<std::size_t> shape_of(const variable& of) const {
        std::vector<std::size_t> shape;
        for (const std::string& name : of.axes)
            shape.push_back(std::ranges::find(about().axes, name, &sim::recorded::axis::name)->size());
        return shape;
    }
    std::map<std::string, std::vector<double>> numbers_;
};

template <class Value>
Value get(const py::dict& from, const char* key) {
    return from[key].cast<Value>();
}

// A measure, whose observations must be there.
sim::measure measure_of(const py::dict& said, const description& in) {
    sim::measure m;
    m.name = get<std::string>(said, "name");
    m.label = get<std::string>(said, "label");
    m.label_zh = get<std::string>(said, "label_zh");
    m.unit = get<std::string>(said, "unit");
    m.over = get<std::string>(said, "over");
    m.under = get<std::string>(said, "under");
    m.window = get<std::string>(said, "window");
    m.shown_as = get<double>(said, "shown_as");
    m.digits = get<int>(said, "digits");
    m.better = sim::direction_named(get<std::string>(said, "better"));
    m.about = sim::role_named(get<std::string>(said, "role"));
    std::vector<std::string> named{m.over}, known;
    for (const variable& one : in.weekly) known.push_back(one.name);
    if (m.under != sim::per_step && m.under != sim::per_cell) {
        if (m.is_spread())
            throw py::value_error{
                fmt::format("measure '{}': '{}' takes histograms, which a dataset does not tell", m.name, m.under)};
        for (std::string& one : m.summed_under()) named.push_back(std::move(one));
    }
    for (const std::string& one : named)
        if (std::ranges::find(known, one) == known.end())
            throw py::value_error{fmt::format("measure '{}': the dataset has no variable '{}'{}", m.name, one,
                                              sim::with_all_of(one, known))};
    if (m.window != "last_year" && m.window != "last_week")
        throw py::value_error{
            fmt::format("measure '{}': window is last_year or last_week, not '{}'", m.name, m.window)};
    return m;
}

}   // namespace

std::shared_ptr<const sim::recorded::source> other_runs(const py::dict& about, const py::dict& numbers) {
    description out;
    out.path = get<std::string>(about, "path");
    out.has_checksums = false;
    out.title = get<std::string>(about, "title");
    out.source = get<std::string>(about, "source");
    out.step_name = get<std::string>(about, "step");
    out.steps_per_year = get<std::size_t>(about, "steps_per_year");
    out.steps = get<std::size_t>(about, "steps");
    out.agents = get<std::string>(about, "agents");
    out.groups = get<std::string>(about, "groups");
    out.baseline = get<std::size_t>(about, "baseline");
    for (std::string& name : get<std::vector<std::string>>(about, "arms"))
        out.arms.push_back({std::move(name), "", ""});
    for (const auto& [arm, replicate] : get<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(about, "runs")) {
        if (arm >= out.arms.size()) throw py::value_error{"a run is of an arm that there is not"};
        out.runs.push_back({arm, 0, replicate, 0, "", "", 0});
    }
    if (out.runs.empty() || out.steps == 0 || out.steps_per_year == 0 || out.baseline >= out.arms.size())
        throw py::value_error{"a dataset without runs, steps or a baseline says nothing"};
    out.stands_for.assign(out.arms.size(), 0);
    for (const py::handle one : get<py::list>(about, "axes")) {
        const auto [name, long_name, labels, group] =
            one.cast<std::tuple<std::string, std::string, std::vector<std::string>, bool>>();
        sim::recorded::axis& made = out.axes.emplace_back();
        made.name = name;
        made.long_name = long_name;
        made.labels = labels;
        made.kind = group ? sim::axis_kind::group : sim::axis_kind::other;
        if (name == "run" || name == out.step_name)
            for (std::size_t i = 0; i < labels.size(); ++i) made.numbers.push_back(static_cast<std::int32_t>(i));
    }
    std::map<std::string, std::vector<double>> all;
    for (const py::handle one : get<py::list>(about, "variables")) {
        const auto [name, axes, long_name, units, cell_methods] =
            one.cast<std::tuple<std::string, std::vector<std::string>, std::string, std::string, std::string>>();
        variable& made = out.weekly.emplace_back();
        made.name = name;
        made.axes = axes;
        made.long_name = long_name;
        made.units = units;
        made.cell_methods = cell_methods;
        std::size_t size = 1;
        for (const std::string& axis : axes) {
            const auto found = std::ranges::find(out.axes, axis, &sim::recorded::axis::name);
            if (found == out.axes.end())
                throw py::value_error{fmt::format("'{}' is along '{}', of which nothing is said", name, axis)};
            size *= found->size();
        }
        const auto given = numbers[name.c_str()].cast<py::array_t<double, py::array::c_style | py::array::forcecast>>();
        if (axes.size() < 2 || axes[0] != "run" || axes[1] != out.step_name ||
            static_cast<std::size_t>(given.size()) != size)
            throw py::value_error{
                fmt::format("'{}' is not along run, {} and axes of the dataset", name, out.step_name)};
        all[name].assign(given.data(), given.data() + given.size());
    }
    const std::size_t year = std::min(out.steps, out.steps_per_year);
    out.windows = {{"last_week", 1}, {"last_year", year}, {"all", out.steps}};
    for (const py::handle one : get<py::list>(about, "measures"))
        out.measures.push_back(measure_of(one.cast<py::dict>(), out));
    if (!out.groups.empty() && std::ranges::find(out.axes, out.groups, &sim::recorded::axis::name) == out.axes.end())
        throw py::value_error{fmt::format("groups = '{}': the dataset has no such dimension", out.groups)};
    try {
        out.arrange();
    } catch (const sim::storage_error& twice) {
        throw py::value_error{twice.what()};
    }
    return std::make_shared<other_source>(std::move(out), std::move(all));
}

}   // namespace python
