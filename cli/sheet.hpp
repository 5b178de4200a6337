#pragma once
// Tables as people read them in a terminal, and numbers as tables, CSV and JSON hold them.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "analysis/statistics.hpp"

namespace cli {

using sheet_row = std::vector<std::string>;

// Columns as wide as their widest cell, numbers to the right; the first `texts`, and a sentence at the end, to the left.
// Empty columns are left out.
enum class ends_in : unsigned char { number, sentence };
[[nodiscard]] std::string in_columns(const std::vector<sheet_row>& rows, std::size_t texts = 2,
                                     ends_in end = ends_in::number);

[[nodiscard]] std::string number(double x, int digits);
// Nothing where there is no number, such as the ends of an interval from one replicate.
[[nodiscard]] std::string known_number(double x);
// "+0.42 ±0.03"; "+0.42 ?" without an interval, nothing without a number.
[[nodiscard]] std::string with_interval(const analysis::estimate& e, double shown_as, int digits);
// A text as a cell of CSV: in quotes where it has to be.
[[nodiscard]] std::string csv_cell(const std::string& text);
// mean, low and high as three fields of a CSV line.
[[nodiscard]] std::string csv_fields(const analysis::estimate& e);
[[nodiscard]] nlohmann::ordered_json as_json(const analysis::estimate& e);   // nan becomes null

}   // namespace cli
