#pragma once
// One batch of runs of the participation model, advancing week by week.

#include <memory>
#include <span>

#include "models/participation/town.hpp"

namespace participation {

// Runs of one arm, one per seed, at the start of the burn-in; ODD "Initialization". `place` must outlive them.
[[nodiscard]] std::unique_ptr<sim::batch> start_week_batch(const town& place, std::size_t setting,
                                                           std::span<const std::uint64_t> seeds,
                                                           const sim::machine& on);

}   // namespace participation
