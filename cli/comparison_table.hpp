#pragma once
// Comparisons as people read them in a terminal, and as CSV or JSON.

#include <string>

#include "analysis/answers.hpp"
#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/ranking.hpp"
#include "analysis/weekly.hpp"

namespace cli {

// Levels and paired differences by arm and group, and the baseline's drift. `format` is text, csv or json, here and below.
[[nodiscard]] std::string comparison_table(const analysis::observed& file, const analysis::comparison& found,
                                           const std::string& format);

// Which arm is first by a measure of everybody, how sure, and what separates each from the next.
[[nodiscard]] std::string ranking_table(const analysis::observed& file,
                                        const std::vector<analysis::ranked_arm>& ranking, std::size_t measure,
                                        bool smallest_first, const std::string& format,
                                        const analysis::period& when = {});

// Differences week by week; as text one week of each quarter and the last.
[[nodiscard]] std::string weekly_table(const analysis::observed& file, const analysis::weekly_comparison& found,
                                       const std::string& format);

// What remains of each arm's effect after its policies have ended.
[[nodiscard]] std::string lasting_table(const analysis::observed& file, const std::vector<analysis::lasting>& found,
                                        std::size_t baseline, std::size_t measure, const std::string& format);

// What arms cost by lever, what one more of the measure costs, and which arms are efficient.
[[nodiscard]] std::string costs_table(const analysis::observed& file, const analysis::costs& found,
                                      const std::string& format, const analysis::period& when = {});
// In short, for measures that count agents: what one more costs. Nothing where none does, or costs are not told.
[[nodiscard]] std::string costs_in_short(const analysis::observed& file, std::size_t baseline,
                                         const analysis::period& when = {});

// What drives the effects of arms across worlds or points.
[[nodiscard]] std::string drivers_table(const analysis::observed& file, const analysis::drivers& found,
                                        const std::string& format);
// Which arm is best at each worth, what is lost, and what would be worth finding out.
[[nodiscard]] std::string decision_table(const analysis::observed& file, const analysis::decisions& found,
                                         const std::string& format);

// What tables call the unit of a measure, or of differences in it: "%", "pp", of areas under a curve "% x weeks".
[[nodiscard]] std::string unit_of(const analysis::observed& file, const sim::measure& m, const analysis::period& when,
                                  bool difference);

}   // namespace cli
