#pragma once
// Runs of another simulator, as Python hands them over.

#include <memory>

#include <pybind11/pybind11.h>

#include "sim/results/recorded.hpp"

namespace python {

// `about` says what there is of which arms, axes, observations and measures; `numbers` has an array of float64 of each
// observation, in C order. Both as cogov/_other.py makes them. Throws ValueError with what does not fit together.
[[nodiscard]] std::shared_ptr<const sim::recorded::source> other_runs(const pybind11::dict& about,
                                                                      const pybind11::dict& numbers);

}   // namespace python
