#pragma once
// What `cogov describe lever NAME` tells besides the row: how a lever acts, what it does by hand and simulated.

#include <cstddef>
#include <vector>

#include "sim/scenario/model.hpp"

namespace participation {

[[nodiscard]] std::vector<sim::instrument_fact> facts_of(std::size_t lever);

}   // namespace participation
