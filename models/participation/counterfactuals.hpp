#pragma once
// What a few residents would have done, had they been moved: numbers that experiments elsewhere have measured, and that
// targets can name (docs/calibration.md).

#include <span>

#include "sim/scenario/counterfactual.hpp"

namespace participation {

[[nodiscard]] std::span<const sim::counterfactual> counterfactuals();

}   // namespace participation
