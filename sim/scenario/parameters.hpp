#pragma once
// What is said of a parameter, in one row: reading, checking, printing and storing a table of them need no more.

#include <string_view>

namespace sim {

enum class by_lever : unsigned char { no, yes };   // may a policy change it?
enum class number : unsigned char { real, whole };

// One parameter as people see it; low and high are inclusive.
struct parameter_row {
    std::string_view name;
    float standard;
    std::string_view unit;
    float low, high;
    by_lever lever;
    number kind;
    std::string_view meaning;
    std::string_view source;
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
