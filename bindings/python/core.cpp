// The module cogov._core: what the package `cogov` (bindings/python/cogov) is made around. Nobody else calls it.

#include "bindings/python/calls.hpp"

PYBIND11_MODULE(_core, m) {
    m.attr("version") = COGOV_VERSION;
    python::add_calls(m);
    python::add_scenarios(m);
    python::add_results(m);
    python::add_calibrations(m);
    python::add_descriptions(m);
}
