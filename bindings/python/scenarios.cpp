#include "bindings/python/scenarios.hpp"

#include <optional>
#include <tuple>
#include <vector>

#include <pybind11/stl.h>

#include "bindings/python/calls.hpp"
#include "models/registry.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/toml.hpp"

namespace python {

namespace {

using said_set = std::vector<std::tuple<std::string, std::string, std::string, int>>;   // key, value, file and line

std::vector<sim::assignment> assignments_of(const said_set& set) {
    std::vector<sim::assignment> out;
    for (const auto& [key, value, file, line] : set) out.push_back({key, value, {file, line, 0}});
    return out;
}

std::shared_ptr<scenario> read(const std::string& path, const std::optional<std::string>& text, const said_set& set) {
    return value_from([path, text, all = assignments_of(set)] {
        auto made = text ? sim::read_scenario_text(*text, path, all, models::all())
                         : sim::read_scenario(path, all, models::all());
        auto ready = value_of(std::move(made));
        return std::make_shared<scenario>(scenario{std::move(ready), text ? *text : sim::read_file(path)});
    });
}

py::object object_of(const sim::node& of) {
    if (const auto* const table = of.as_table()) {
        py::dict out;
        for (const sim::node::entry& one : *table) out[py::str(one.key)] = object_of(one.value);
        return out;
    }
    if (const auto* const list = of.as_array()) {
        py::list out;
        for (const sim::node& one : *list) out.append(object_of(one));
        return out;
    }
    if (const auto* const text = of.as_string()) return py::str(*text);
    if (const auto* const flag = std::get_if<bool>(&of.value)) return py::bool_(*flag);
    if (const auto* const whole = std::get_if<std::int64_t>(&of.value)) return py::int_(*whole);
    return py::float_(std::get<double>(of.value));
}

// What is said, as far as it can be read: what is wrong besides, check() tells.
py::object said(const std::string& path, const std::optional<std::string>& text, const said_set& set) {
    sim::mistakes wrong;
    const sim::node tree = sim::what_is_said(path, text, assignments_of(set), models::all(), wrong);
    if (!wrong.empty() && tree.as_table()->empty()) throw wrong_input{wrong};
    return object_of(tree);
}

std::vector<std::string> selectors() {
    std::vector<std::string> out;
    for (const sim::model* const one : models::all())
        for (std::string& key : one->selector_keys()) out.push_back(std::move(key));
    return out;
}

std::vector<std::string> arms_of(const scenario& of) {
    std::vector<std::string> out;
    for (const sim::arm& one : of.ready.what.arms) out.push_back(one.name);
    return out;
}

py::list remarks_of(const scenario& of) {
    py::list out;
    for (const sim::mistake& one : of.ready.remarks)
        out.append(py::make_tuple(one.where.file, one.where.line, one.where.column, one.what));
    return out;
}

}   // namespace

void add_scenarios(py::module_& to) {
    py::class_<scenario, std::shared_ptr<scenario>>(to, "Scenario")
        .def_property_readonly("title", [](const scenario& s) { return s.ready.what.title; })
        .def_property_readonly("model", [](const scenario& s) { return std::string{s.ready.how->name()}; })
        .def_property_readonly("replicates", [](const scenario& s) { return s.ready.what.replicates; })
        .def_property_readonly("arms", &arms_of)
        .def_property_readonly("remarks", &remarks_of)
        .def_property_readonly("resolved", [](const scenario& s) { return s.ready.what.resolved(); });
    to.def("read", &read, py::arg("path"), py::arg("text"), py::arg("set"));
    to.def("said", &said, py::arg("path"), py::arg("text"), py::arg("set"));
    to.def("selectors", &selectors);
}

}   // namespace python
