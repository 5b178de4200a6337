#pragma once
// A comparison as people read it in a terminal, and as CSV or JSON.

#include <string>

#include "analysis/compare.hpp"

namespace cli {

// Levels and paired differences by arm and band, what effects cost, and the baseline's drift. `format` is text, csv or
// json.
[[nodiscard]] std::string comparison_table(const analysis::results& file, const analysis::comparison& found,
                                           const std::string& format);

// Which arm is first by a measure of everybody, how sure, and what separates each from the next.
[[nodiscard]] std::string ranking_table(const analysis::results& file, const std::vector<analysis::ranked_arm>& ranking,
                                        std::size_t measure, bool smallest_first, const std::string& format);

}   // namespace cli
