#pragma once
// Everything that the report shows, from a results file: numbers already drawn together (means, intervals, quantiles), and
// what things are called in both languages. Knows files, not models.

#include <cstddef>
#include <string>

#include "analysis/observed.hpp"
#include "analysis/report/table.hpp"

namespace analysis::report {

struct options {
    std::size_t baseline = 0;       // index into the file's arms
    std::string language = "en";    // that the page opens in: "en" or "zh"
    bool point_asked_for = false;   // of a sweep: is the file's point one that somebody named?
};

// Of a sweep the arms are compared at the file's point, which is left as it was. The model has
//   about    what the file is, its arms with their policies and emergencies, its measures
//   labels   lists of names that columns of tables refer to
//   tables   one for each figure, and those of assumptions (analysis/report/table.hpp)
[[nodiscard]] json model_of(const observed& file, const options& how);

}   // namespace analysis::report
