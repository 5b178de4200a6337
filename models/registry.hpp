#pragma once
// Every model that a scenario may name.

#include <span>

#include "sim/scenario/model.hpp"

namespace models {

[[nodiscard]] std::span<const sim::model* const> all();

}   // namespace models
