#pragma once
// Posts of community workers, of all communities of a town at once: whole posts are shared out by largest remainder, so
// that a town has the posts that it pays for. ODD "Communities".

#include <cstdint>
#include <span>
#include <vector>

#include "models/participation/participation_parameters.hpp"
#include "models/participation/people/population.hpp"

namespace participation {

// Posts without policies: those that a community is known to have, else its part of the town's by residents; each has at
// least one. Where a scenario states workers_per_1000, known posts are scaled to that mean.
[[nodiscard]] std::vector<std::uint32_t> base_posts(std::span<const community> town, const parameters& p,
                                                    bool workers_stated);

// Posts that policies add, at so many posts per 1000 residents in each community: communities of equal rates share theirs
// among themselves, so no policy elsewhere changes them.
[[nodiscard]] std::vector<std::uint32_t> added_posts(std::span<const community> town, std::span<const double> rates);

}   // namespace participation
