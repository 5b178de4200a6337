#pragma once
// Tables as people read them in a terminal, and numbers as tables, CSV and JSON hold them.

#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "analysis/observed.hpp"
#include "analysis/statistics.hpp"
#include "sim/text/csv.hpp"

namespace cli {

using sheet_row = std::vector<std::string>;

// Columns as wide as their widest cell, numbers to the right; the first `texts`, and a sentence at the end, to the left.
// Empty columns are left out.
enum class ends_in : unsigned char { number, sentence };
[[nodiscard]] std::string in_columns(const std::vector<sheet_row>& rows, std::size_t texts = 2,
                                     ends_in end = ends_in::number);

// Columns of a table that may be left out where it is too wide to be read: the first of [first, last) stay, eight or as many as
// fit into the terminal, or into 200 letters where there is none. Returns how many went.
std::size_t fold(std::vector<sheet_row>& rows, std::size_t first, std::size_t last);
// "11 columns are left out here; --format csv has all" with a line's end; nothing where none are.
[[nodiscard]] std::string remark_of_folding(std::size_t columns);

[[nodiscard]] std::string number(double x, int digits);
// Nothing where there is no number, such as the ends of an interval from one replicate.
[[nodiscard]] std::string known_number(double x);
// "+0.42 ±0.03"; "+0.42 ?" without an interval, nothing without a number; "0" where that is so in all replicates.
[[nodiscard]] std::string with_interval(const analysis::estimate& e, double shown_as, int digits);
using sim::csv_cell;
// mean, low and high as three fields of a CSV line.
[[nodiscard]] std::string csv_fields(const analysis::estimate& e);
[[nodiscard]] nlohmann::ordered_json as_json(const analysis::estimate& e);   // nan becomes null

[[nodiscard]] nlohmann::ordered_json as_json(const analysis::ratio& r);
// " * " where an estimate is not 0, among all that are told; "(*)" where it is not 0 only alone.
[[nodiscard]] std::string mark_of(const analysis::estimate& e, bool among_all);
// "12.3 (10 to 15)", "12.3 ?" without an interval, "-" without a number.
[[nodiscard]] std::string ratio_text(const analysis::ratio& r, double shown_as, int digits);
// A line about numbers that have no interval since all replicates are alike, where there are such: where `?` stands for that.
[[nodiscard]] std::string remark_of_alike(bool any);
[[nodiscard]] inline bool is_marked_alike(const analysis::estimate& e) { return e.alike() && e.mean != 0; }
// The first line of tables: the title in both languages.
[[nodiscard]] std::string title_line(const analysis::observed& file);

// One table in all formats. An estimate is "+0.42 ±0.03 *" in text, three columns of CSV (KEY, KEY_low, KEY_high) and an
// object in JSON; a ratio likewise.
struct column {
    enum class kind : unsigned char { text, number, level, difference, ratio };
    std::string key;       // in CSV and JSON; "" only in text
    std::string heading;   // in text; "" not there
    kind what = kind::text;
    double shown_as = 1;   // factor in text
    int digits = 2;        // in text
};
using table_cell = std::variant<std::monostate, std::string, double, analysis::estimate, analysis::ratio>;
struct table {
    std::vector<column> columns;
    std::vector<std::vector<table_cell>> rows;   // with as many cells as there are columns; an empty one has no number
};
[[nodiscard]] bool has_alike(const table& of);
// `texts` columns from the left, and a sentence at the end, are set to the left in text. Of too wide a text the columns
// [texts, foldable_to) may be left out.
[[nodiscard]] std::string table_as(const std::string& format, const table& of, std::size_t texts = 2,
                                   ends_in end = ends_in::number, std::size_t foldable_to = 0);

}   // namespace cli
