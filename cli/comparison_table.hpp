#pragma once
// A comparison as people read it in a terminal, and as CSV or JSON.

#include <string>

#include "analysis/compare.hpp"
#include "analysis/ranking.hpp"

namespace cli {

// Levels and paired differences by arm and band, what effects cost, and the baseline's drift. `format` is text, csv or
// json.
[[nodiscard]] std::string comparison_table(const analysis::results& file, const analysis::comparison& found,
                                           const std::string& format);

// Which arm is first by a measure of everybody, how sure, and what separates each from the next.
[[nodiscard]] std::string ranking_table(const analysis::results& file, const std::vector<analysis::ranked_arm>& ranking,
                                        std::size_t measure, bool smallest_first, const std::string& format,
                                        const analysis::period& when = {});

// What tables call the unit of a measure, or of differences in it: "%", "pp", of areas under a curve "% x weeks".
[[nodiscard]] std::string unit_of(const analysis::results& file, const sim::measure& m, const analysis::period& when,
                                  bool difference);

}   // namespace cli
