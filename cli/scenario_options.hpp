#pragma once
// The scenario that a command is about.

#include <string>
#include <vector>

#include "sim/scenario/model.hpp"

namespace CLI {
class App;
}   // namespace CLI

namespace cli {

// A scenario and the options that change its keys.
struct scenario_options {
    std::string path;
    std::vector<std::string> set;   // KEY=VALUE
    std::string seed, weeks, burn_in, replicates, population;
    void add_to(CLI::App& command);          // all of them
    void add_people_to(CLI::App& command);   // those that decide who lives there
};
// Reads it, or throws wrong_input with every mistake.
[[nodiscard]] sim::ready read(const scenario_options& options);

// Says what is right in it and yet hardly meant.
void tell_remarks(const sim::ready& scenario);

[[nodiscard]] std::string one_of(const std::string& agents);   // "residents": "resident"

}   // namespace cli
