#pragma once
// What is uncertain in a scenario. [uncertain] says which keys are drawn, and from what; a replicate is then a possible
// world: one draw of all of them, people, and a luck. The same draws on every machine; docs/scenarios.md.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario/parameters.hpp"
#include "sim/scenario/scenario.hpp"

namespace sim {

class model;
struct factor;

// A key whose value differs between worlds.
struct uncertain_key {
    std::string key;        // of the scenario: "parameters.NAME", or of an instrument
    place where;            // of what says that it is drawn
    bool by_name = false;   // is it named there, or one of all?
    number kind = number::real;
    prior believed;                // where its values are drawn
    std::uint32_t dimension = 0;   // of the sequence that they are drawn by
    std::vector<double> given;     // where they are not: by row of the file of draws
    std::string subject;           // whose keys samples move together, where they are by subject; else empty
};

// [uncertain] as read.
struct uncertainty {
    std::string from;   // "priors", or the file of draws; "" where nothing is uncertain
    place where;        // of that, of lucks and of population_seeds
    place where_lucks, where_people;
    std::uint64_t seed = 1;
    std::size_t lucks = 1, population_seeds = 1;
    std::string kind;          // "saltelli" or "morris", or empty: worlds one by one
    bool by_subject = false;   // do samples move all keys of a subject together?
    std::vector<uncertain_key> drawn;
    std::vector<std::string> fixed;   // keys with a prior that all worlds have one value of
    std::string text;                 // of the file of draws
    std::string targets;              // a file of what a calibration is to come near; "" where there is none
    place where_targets;
    [[nodiscard]] bool any() const { return !from.empty(); }
};

// Reads [uncertain] of a scenario. Mistakes are appended to those of `root`, what is right and may surprise to remarks.
[[nodiscard]] uncertainty read_uncertain(const scenario& s, const model& how, table_reader& root, mistakes& remarks);

// The draws of some worlds, whose number may grow: the first stay what they are.
struct possible_worlds {
    std::size_t lucks = 1;                     // runs of a world: replicate r is in world r / lucks
    std::string from;                          // as of uncertainty
    std::vector<uncertain_key> drawn;          // without their values
    std::vector<std::vector<double>> values;   // by world, then key
    std::vector<std::string> fixed;            // as of uncertainty, and keys that a design varies
    std::string kind;                          // as of uncertainty
    std::size_t populations = 1;               // that blocks of sixteen worlds take in turn
    [[nodiscard]] std::size_t count() const { return values.size(); }
    [[nodiscard]] bool any() const { return !values.empty(); }
    [[nodiscard]] std::size_t of(std::size_t replicate) const { return any() ? replicate / lucks : 0; }
    // Whose luck a replicate has: its own. But all worlds of a trajectory have that of the first, so that they differ in
    // nothing but the key that moves.
    [[nodiscard]] std::size_t luck_of(std::size_t replicate) const;
};

// The worlds of so many replicates; none where nothing is uncertain. A key that is drawn as one of all and varied by the
// design is left out.
[[nodiscard]] result<possible_worlds> make_worlds(const uncertainty& of, const model& how, std::size_t replicates,
                                                  std::span<const factor> varied);

// The value below which a share u of what is believed lies, 0 < u < 1.
[[nodiscard]] double quantile_of(const prior& believed, double u);

}   // namespace sim
