#pragma once
// A table that people read: in a terminal (cli/sheet.hpp), as CSV, as JSON and on the report's page. Its cells are
// values, with the ends of their intervals where there are any: only what writes a table makes text of them.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "analysis/statistics.hpp"

namespace analysis {

// A value with the ends of its interval or range; nan is what nobody knows.
struct interval {
    double value = 0, low = 0, high = 0;
};
// In a unit of which one of the estimate's has so many, such as 100 for %. All three are nan of no replicates.
[[nodiscard]] interval in_unit(const estimate& e, double shown_as = 1);
[[nodiscard]] interval in_unit(const ratio& r, double shown_as = 1);

// A share of so many worlds, with its Monte Carlo interval (of_share); all nan where it is not known.
[[nodiscard]] interval share_among(double share, std::size_t worlds);

struct cell {
    // Nothing, a text, a count or place in a list of names, a number (nan: not known), a mean with its interval or a
    // median with its range, any other value with its own.
    using held = std::variant<std::monostate, std::string, std::size_t, double, estimate, interval>;
    held value;
    std::string_view mark;   // stands behind it in text, such as " *" or " %"; is not copied

    cell() = default;
    template <class Value>
    // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): no cell is what a cell is made of
    requires std::constructible_from<held, Value> cell(Value&& of, std::string_view mark_of_it = {})
        : value{std::forward<Value>(of)}, mark{mark_of_it} {}
    cell(const ratio& of) : value{in_unit(of)} {}
    template <class Value>
    cell(const std::optional<Value>& of) {
        if (of) value = *of;
    }
};

struct column {
    // What text makes of a cell: itself to the left; a number to the right, one of people's own as short as it can
    // be; of an estimate its mean, "0.42 ±0.03", "+0.42 ±0.03"; "12.3 (10 to 15)". The last four have three columns
    // of CSV.
    enum class kind : unsigned char { text, number, setting, level, spread, difference, ratio };
    std::string key;         // in CSV, JSON and on the page; "" only in text
    std::string heading{};   // in text; "" not there
    kind what = kind::text;
    std::string unit{};      // behind the heading
    double shown_as = 1;     // factor in text
    int digits = 2;          // in text
    bool foldable = false;   // may be left out of a text that is too wide, with all that are to the right of it
    std::string labels{};    // the list of names that its numbers are places in

    [[nodiscard]] bool has_interval() const { return what >= kind::level; }
};
// A column without a heading, of places in a list of names, and of intervals: KEY, KEY_low, KEY_high.
[[nodiscard]] column place_column(std::string key, std::string labels);
[[nodiscard]] column interval_column(std::string key);

struct table {
    std::vector<column> columns;
    std::vector<std::vector<cell>> rows{};   // with as many cells as there are columns
    bool headed = true;                      // in text and CSV
    // Of estimates over possible worlds: how many of these, and what their intervals are; CSV has both in columns of
    // their own, and the 95 % intervals of the ends of ranges.
    std::size_t worlds = 0;
    std::string_view intervals{};
};
// What the intervals of estimates over so many worlds are called, and those of luck alone.
[[nodiscard]] std::string_view name_of_ranges(std::size_t worlds);
inline constexpr std::string_view luck_within_worlds = "luck within worlds";

// What stands in a column, by row: nothing, a text, a count, or a number, of intervals one of their ends.
struct flat_column {
    std::string key;
    std::vector<std::variant<std::monostate, std::string, std::size_t, double>> values;
};
// Who has columns of places tells what they are called there.
using name_of_place = std::function<std::string(const std::string& labels, std::size_t place)>;
// What programs read: the columns with a key, each interval as KEY, KEY_low and KEY_high, over worlds with the ends of
// these ends; then what the intervals are and over how many worlds.
[[nodiscard]] std::vector<flat_column> flat(const table& of, const name_of_place& called = {});
// The same as lines of CSV, a header first where there is one.
[[nodiscard]] std::string csv_of(const table& of, std::string_view end_of_line = "\n",
                                 const name_of_place& called = {});

// An object a row: without what holds nothing, and null where there is no finite number, which JSON cannot say.
[[nodiscard]] nlohmann::ordered_json rows_of(const table& of);
// A list of columns, as the page reads it: {name, labels, values}.
[[nodiscard]] nlohmann::ordered_json columns_of(const table& of);

[[nodiscard]] nlohmann::ordered_json as_json(double x);   // null where it is not finite
[[nodiscard]] nlohmann::ordered_json as_json(const interval& x);
// {mean, low, high}; over worlds {median, low, high}, with what is known of its ends.
[[nodiscard]] nlohmann::ordered_json as_json(const estimate& e);

}   // namespace analysis
