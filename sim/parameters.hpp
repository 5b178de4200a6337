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

}   // namespace sim
