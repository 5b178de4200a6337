#pragma once
// Tables as people read them in a terminal, and numbers as people read them anywhere.

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "analysis/compare.hpp"
#include "analysis/observed.hpp"
#include "analysis/statistics.hpp"
#include "analysis/table.hpp"
#include "sim/text/csv.hpp"

namespace cli {

using analysis::cell;
using analysis::column;
using analysis::columns_of_shares;
using analysis::shares_of;
using analysis::table;
using analysis::tell_worlds;
using sim::csv_cell;

[[nodiscard]] std::string number(double x, int digits);
// What people set, with the digits that tell it from others: "0.4", "12".
[[nodiscard]] std::string setting(double x);
// "+0.42 ±0.03", over worlds "+0.42 (0.11 to 0.83)"; "+0.42 ?" without either, nothing without a number; a difference
// that is 0 in all replicates is "0".
enum class sign : unsigned char { of_difference, none };
[[nodiscard]] std::string with_interval(const analysis::estimate& e, double shown_as, int digits,
                                        sign before = sign::of_difference);
// "12.3 (10 to 15)", "12.3 ?" without an interval, "-" without a number.
[[nodiscard]] std::string ratio_text(const analysis::interval& of, double shown_as, int digits);
// " * " where an estimate is not 0, among all that are told; "(*)" where it is not 0 only alone; never of worlds.
[[nodiscard]] std::string_view mark_of(const analysis::estimate& e, bool among_all);
// A difference with the mark of one that is told alone.
[[nodiscard]] inline cell marked(const analysis::estimate& e) { return {e, mark_of(e, true)}; }

// How many worlds of all: "97 %", of fewer than ranges take "9 of 10"; "-" where that is not known.
[[nodiscard]] std::string share_of_worlds(double share, std::size_t worlds);
// "64 worlds", "64 worlds of 2 lucks each", or "32 replicates" where these differ by luck alone.
[[nodiscard]] std::string counted_runs(const analysis::observed& file, const std::vector<std::size_t>& runs);
// "median and 90 % range over 64 worlds, given this model", "median, least and most of 10 worlds, given this model".
[[nodiscard]] std::string ranges_text(std::size_t worlds);
// How often a difference is above 0 and for the better, and its arm the best of all (analysis::shares_of), as members of
// an object.
void add_shares(nlohmann::ordered_json& to, const analysis::estimate& difference, const sim::measure& m, double best,
                std::size_t worlds);

// A table in a terminal: columns as wide as their widest cell, empty ones left out; and so are foldable ones, from
// the right, where there are more than eight and they do not fit into the terminal, or into 200 letters where there
// is none.
struct printed {
    std::string text;
    std::size_t left_out = 0;   // columns, which the text says
};
[[nodiscard]] printed in_terminal(const table& of);
// As text, csv, json or markdown.
[[nodiscard]] std::string table_as(const std::string& format, const table& of);

// A line about numbers that have no interval since all replicates are alike, where there are such: where `?` stands
// for that.
[[nodiscard]] std::string remark_of_alike(const table& of);
// The first line of tables: the title in both languages.
[[nodiscard]] std::string title_line(const analysis::observed& file);

}   // namespace cli
