// The reference, as tables whose numbers are numbers.

#include <vector>

#include <fmt/format.h>
#include <pybind11/stl.h>

#include "bindings/python/calls.hpp"
#include "models/registry.hpp"
#include "sim/scenario/design_kinds.hpp"
#include "sim/text/text.hpp"

namespace python {

namespace {

const sim::model& model_named(const std::string& name) {
    std::vector<std::string> names;
    for (const sim::model* const one : models::all()) {
        if (one->name() == name) return *one;
        names.emplace_back(one->name());
    }
    throw py::value_error{fmt::format("there is no model '{}'{}", name, sim::with_all_of(name, names))};
}

py::list parameters(const std::string& model) {
    const sim::model& m = model_named(model);
    auto all = m.parameters();
    std::ranges::move(m.instrument_parameters(), std::back_inserter(all));
    py::list out;
    for (const sim::parameter_row& p : all) {
        py::dict row;
        row["name"] = std::string{p.name};
        row["default"] = sim::finite_number(sim::shortest(p.standard));   // 0.7, not the double nearest to the float
        row["unit"] = std::string{p.unit};
        row["low"] = sim::finite_number(sim::shortest(p.low));
        row["high"] = sim::finite_number(sim::shortest(p.high));
        row["by_lever"] = p.movable == sim::by_instrument::yes;
        row["meaning"] = std::string{p.meaning.en};
        row["meaning_zh"] = std::string{p.meaning.zh};
        row["provenance"] = std::string{sim::name_of(p.from)};
        row["source"] = std::string{p.source};
        row["group"] = std::string{p.group};
        row["prior"] = std::string{sim::name_of(p.believed.form)};
        const bool drawn = p.believed.form != sim::shape::none;
        row["prior_low"] = drawn ? py::object{py::float_(p.believed.low)} : py::none();
        row["prior_mode"] = drawn ? py::object{py::float_(p.believed.mode)} : py::none();
        row["prior_high"] = drawn ? py::object{py::float_(p.believed.high)} : py::none();
        out.append(row);
    }
    return out;
}

py::list levers(const std::string& model) {
    py::list out;
    for (const sim::instrument_row& l : model_named(model).instruments()) {
        py::dict row;
        row["name"] = std::string{l.name};
        row["label_zh"] = std::string{l.label_zh};
        row["unit"] = std::string{l.unit.en};
        row["unit_zh"] = std::string{l.unit.zh};
        row["low"] = sim::finite_number(sim::shortest(l.low));
        row["high"] = sim::finite_number(sim::shortest(l.high));
        row["demonstration"] = sim::finite_number(sim::shortest(l.demonstration));
        row["effect"] = std::string{l.effect.en};
        row["effect_zh"] = std::string{l.effect.zh};
        row["cost"] = l.cost;
        row["cost_for"] = std::string{l.cost_base};
        row["cost_in"] = std::string{l.cost_period};
        row["provenance"] = std::string{sim::name_of(l.cost_from)};
        row["source"] = std::string{l.cost_source.en};
        row["source_zh"] = std::string{l.cost_source.zh};
        out.append(row);
    }
    return out;
}

py::list observations(const std::string& model) {
    const sim::layout all = model_named(model).observations();
    py::list out;
    for (const sim::observation& o : all.observations) {
        py::dict row;
        std::vector<std::string> by;
        for (const std::size_t d : o.dimensions) by.push_back(all.dimensions[d].name);
        row["name"] = o.name;
        row["unit"] = o.units;
        row["by"] = fmt::format("{}", fmt::join(by, ", "));
        row["each"] = o.when == sim::rhythm::step ? all.step_name : "year";
        row["meaning"] = o.long_name;
        row["meaning_zh"] = o.long_name_zh;
        out.append(row);
    }
    return out;
}

py::list measures(const std::string& model) {
    py::list out;
    for (const sim::measure& m : model_named(model).observations().measures) {
        py::dict row;
        row["name"] = m.name;
        row["label"] = m.label;
        row["label_zh"] = m.label_zh;
        row["unit"] = m.unit;
        row["over"] = m.over;
        row["under"] = m.under;
        row["window"] = m.window;
        row["shown_as"] = m.shown_as;
        row["table"] = m.table;
        row["role"] = std::string{sim::name_of(m.about)};
        row["better"] = std::string{sim::name_of(m.better)};
        out.append(row);
    }
    return out;
}

py::list all_models() {
    py::list out;
    for (const sim::model* const m : models::all()) {
        py::dict row;
        row["name"] = std::string{m->name()};
        row["version"] = m->version();
        row["meaning"] = std::string{m->sentence().en};
        row["meaning_zh"] = std::string{m->sentence().zh};
        out.append(row);
    }
    return out;
}

py::list designs() {
    py::list out;
    for (const sim::design_kind& one : sim::design_kinds()) {
        py::dict row;
        row["name"] = std::string{one.name};
        row["called"] = std::string{one.called.en};
        row["called_zh"] = std::string{one.called.zh};
        row["keys"] = fmt::format("{}", fmt::join(one.keys, ", "));
        row["points"] = std::string{one.points.en};
        row["points_zh"] = std::string{one.points.zh};
        out.append(row);
    }
    return out;
}

}   // namespace

void add_descriptions(py::module_& to) {
    to.def("parameters", &parameters, py::arg("model"));
    to.def("levers", &levers, py::arg("model"));
    to.def("observations", &observations, py::arg("model"));
    to.def("measures", &measures, py::arg("model"));
    to.def("models", &all_models);
    to.def("designs", &designs);
}

}   // namespace python
