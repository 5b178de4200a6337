#pragma once
// What a result rests on: parameters and where their values come from, prices, the fit of the population, seeds.

#include "analysis/observed.hpp"
#include "analysis/report/page_model.hpp"

namespace analysis::report {

// Adds the tables `parameters`, `population_fit` and `prices` to a model, and seeds and the scenario's text to what it says
// about the file. What a file does not tell is left out.
void add_assumptions(const observed& file, page_model& model);

}   // namespace analysis::report
