#pragma once
// What models for tests have in common that know parameters and nothing else.

#include <cstddef>
#include <vector>

#include "models/parameter_model.hpp"

namespace test {

struct parameters_alone : models::parameter_defaults {
    struct common {
        std::size_t agents = 1;
    };
    static std::vector<sim::key_row> keys() { return {}; }
    static void read(const sim::scenario& /*s*/, sim::table_reader& /*root*/, common& /*into*/,
                     sim::mistakes& /*wrong*/) {}
    static std::size_t bytes_per_lane(const common& /*all*/) { return 8; }

    template <class Values>
    struct place_of {
        Values of;
        place_of(const common& /*all*/, const Values& one) : of{one} {}
        [[nodiscard]] static std::size_t bytes() { return sizeof(place_of); }
    };
};

}   // namespace test
