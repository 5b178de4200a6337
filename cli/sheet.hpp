#pragma once
// Tables as people and spreadsheets read them.

#include <string>
#include <vector>

namespace cli {

using sheet_row = std::vector<std::string>;

// Columns as wide as their widest cell; the first two to the left, numbers to the right. Empty columns are left out.
[[nodiscard]] std::string in_columns(const std::vector<sheet_row>& rows);

// A text as a cell of CSV: in quotes where it has to be.
[[nodiscard]] std::string csv_cell(const std::string& text);

// A number as a cell of CSV: nothing where it is not known.
[[nodiscard]] std::string known_number(double x);

}   // namespace cli
