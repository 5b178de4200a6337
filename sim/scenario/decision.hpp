#pragma once
// [decision] of a scenario: what one more is worth to who decides, and what is to be decided with how much money.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/observation.hpp"
#include "sim/text/toml.hpp"

namespace sim {

class model;
class study;
struct scenario;

// worth: what one more of what a measure counts is worth, in money.
struct worth {
    std::string measure;
    double low = 0, high = 0;
    std::string source;   // who says so
};

// An instrument that money may go to, in some places, and how far: levels from low to high in steps (0: such as suit the
// budget). `more` are further keys of its table in an arm, such as ramp.
struct choice {
    std::size_t instrument = 0;        // of the model's
    std::vector<std::string> places;   // none: everywhere
    double low = 0, high = 0, step = 0;
    std::vector<node::entry> more;
    place where;
};

// What a decision must hold to: a measure, of everybody or one group, changes by so much at least, or at most.
struct condition {
    std::size_t measure = 0;
    std::string axis, group;   // "": everybody
    bool at_most = false;
    double change = 0;   // natural scale
    place where;
};

// What to do with so much money a year.
struct decision_question {
    std::vector<double> budgets;   // ascending
    std::size_t measure = 0;
    direction better = direction::more;
    std::vector<choice> choices;
    std::vector<condition> conditions;
    bool cautious = false;          // by the mean of the worst fifth of worlds, not by that of all
    std::optional<double> surely;   // the probability with which a budget is kept; nothing: on average
    place where;
};

// Reads [decision] into a scenario, by what its model observes and can do. Mistakes are appended.
void read_decision(scenario& s, const model& how, const study* set, table_reader& root, mistakes& wrong);

}   // namespace sim
