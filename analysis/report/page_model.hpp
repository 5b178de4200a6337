#pragma once
// Everything that the report shows, from a results file: numbers already drawn together (means, intervals, quantiles), and
// what things are called in both languages. Knows files, not models.

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/observed.hpp"
#include "analysis/report/labels.hpp"
#include "analysis/table.hpp"
#include "sim/results/posterior_file.hpp"
#include "sim/scenario/model.hpp"

namespace analysis::report {

// What is known of an instrument besides what the file says.
struct known_instrument {
    std::string name, name_zh;
    std::vector<sim::instrument_fact> facts;
};

// What is known of the instruments that arms use, of runs of this version of their model.
[[nodiscard]] std::vector<known_instrument> known_instruments_of(const observed& file,
                                                                 std::span<const sim::model* const> models);
// The language of people who would write such a title: "zh" where it is in Chinese characters (U+3000 to U+9FFF), else "en".
[[nodiscard]] std::string language_of(const std::string& title);

struct options {
    std::size_t baseline = 0;       // index into the file's arms
    std::string language = "en";    // that the page opens in: "en" or "zh"
    bool point_asked_for = false;   // of a sweep: is the file's point one that somebody named?
    std::vector<known_instrument> known_instruments = {};
};

struct page_model {
    json about;                     // what the file is, its arms with their policies and emergencies, its measures
    json labels = json::object();   // lists of names that columns of tables refer to
    std::vector<std::pair<std::string, table>>
        tables;   // one for each figure, and those of assumptions, with their names

    void add(std::string name, table numbers);
    // {about, labels, tables: {NAME: [columns]}}, from which the page makes its charts, its tables and its CSV.
    [[nodiscard]] std::string as_json() const;
    // For a spreadsheet: UTF-8 with a byte order mark, labels by the names that programs use.
    [[nodiscard]] std::string csv_of(const table& numbers) const;
};

// Of a sweep the arms are compared at the file's point, which is left as it was.
[[nodiscard]] page_model model_of(const observed& file, const options& how);
// calibration.cpp: of a posterior, which has a page of its own. Throws storage_error where it does not hold what it says.
[[nodiscard]] page_model model_of(const sim::posterior_file& file, const std::string& language);

}   // namespace analysis::report
