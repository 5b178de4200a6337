#pragma once
// What the page is told, a subject to a source: each adds its tables and names to a model, and what else it says of the
// file to `about`. page_model.cpp puts them together.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "analysis/observed.hpp"
#include "analysis/report/page_model.hpp"

namespace analysis::report {

// groups.cpp: axes that measures are told by, and where their labels stand in the model's list of groups.
struct axes_shown {
    std::vector<std::string> names;
    std::map<std::string, std::size_t> first;   // place of an axis's first label in `groups`; everybody is 0
    [[nodiscard]] std::size_t place(const std::string& axis, std::size_t label, std::size_t labels) const {
        return label == labels ? 0 : first.at(axis) + label;
    }
};
// Those that a measure other than money is told by.
[[nodiscard]] axes_shown axes_of(const observed& file);
void add_groups(const observed& file, const axes_shown& axes, page_model& model);
// The entry of a label of an axis in a list of names.
[[nodiscard]] json label_of(const axis& of, std::size_t place);

// comparisons.cpp: `differences`, `weekly`, the order of arms and which of them are drawn.
void add_comparisons(const observed& file, const axes_shown& axes, std::size_t baseline, page_model& model);
// How many replicates of each arm are looked at week by week, and for histograms.
[[nodiscard]] std::size_t replicates_by_week(const observed& file);

// answer.cpp: `spread`, how the worlds of each arm lie by the first measure; `gains`, who gains most; `levers`, what is
// known of those that arms pull; `knowing`, what it is worth to know more before deciding.
void add_answer(const observed& file, const axes_shown& axes, const options& how, page_model& model);

// package.cpp: of a decision about money `about.decision`: the package of each budget, what cannot be told from it, what was
// given up; and `tried`, all packages that were looked at.
void add_package(const observed& file, page_model& model);

// costs.cpp: `costs`, `spending` and `purchases`; hours.cpp: `hours`.
void add_costs(const observed& file, std::size_t baseline, page_model& model);
void add_hours(const observed& file, std::size_t baseline, page_model& model);

// design.cpp: of a sweep `effects`, `partial` and `surface`, and what its factors are called.
void add_design(const observed& file, std::size_t baseline, page_model& model);

// assumptions.cpp: what a result rests on: `parameters` and where their values come from, `population_fit`, `prices`, seeds and
// the scenario's text. What a file does not tell is left out.
void add_assumptions(const observed& file, page_model& model);

}   // namespace analysis::report
