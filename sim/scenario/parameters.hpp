#pragma once
// What is said of a parameter, in one row: reading, checking, printing and storing a table of them need no more.

#include <array>
#include <cstddef>
#include <string_view>

#include "sim/text/in_both.hpp"

namespace sim {

enum class by_instrument : unsigned char { no, yes };   // may what a setting does change it?
enum class number : unsigned char { real, whole };

// Where a standard value comes from, and so how far to trust it; the row's `source` says it in words.
enum class provenance : unsigned char {
    assumed,      // a judgement
    calibrated,   // set so that results come near what is known of them
    definition,   // switched off, or what others are counted from
    derived,      // from data, with steps between
    paper,        // of the size that a paper found elsewhere
    measured
};
[[nodiscard]] constexpr std::string_view name_of(provenance from) {
    constexpr std::array<std::string_view, 6> names{"assumed", "calibrated", "definition",
                                                    "derived", "paper",      "measured"};
    return names[static_cast<std::size_t>(from)];
}

// What is believed of a value before any data of the place: a triangle from low over mode to high, of the value or of
// its logarithm; no shape where it is a definition, or settled.
enum class shape : unsigned char { none, triangular, log_triangular };
[[nodiscard]] constexpr std::string_view name_of(shape form) {
    return form == shape::triangular ? "triangular" : form == shape::log_triangular ? "log-triangular" : "";
}
struct prior {
    shape form = shape::none;
    double low = 0, mode = 0, high = 0;
};

// One parameter as people see it; low and high are inclusive. `group` names the subject that it belongs to.
struct parameter_row {
    std::string_view name;
    float standard;
    std::string_view unit;
    float low, high;
    by_instrument movable;
    number kind;
    in_both meaning;
    provenance from;
    std::string_view source;
    std::string_view group = {};
    prior believed = {};
};

// The row of one member of a struct of floats.
template <class Values>
struct about : parameter_row {
    float Values::*where;
};

// The values that hold where a scenario says nothing; `table` has a row of each.
template <class Table>
[[nodiscard]] auto standard_values(const Table& table) {
    const auto values_of = []<class Values>(const about<Values>&) { return Values{}; };
    auto all = values_of(*table.begin());
    for (const auto& row : table) all.*row.where = row.standard;
    return all;
}

}   // namespace sim
