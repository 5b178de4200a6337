#pragma once
// Settings that tell what a number changes by where one input alone moves (Morris 1991): trajectories of K + 1 rows, each of
// which but the first moves one input by half of what it may be, until all have moved once.

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/engine/draws.hpp"

namespace sim {

inline constexpr std::string_view morris_kind = "morris";

[[nodiscard]] constexpr std::size_t rows_of_trajectory(std::size_t inputs) { return inputs + 1; }

// The inputs of a trajectory in the order in which they move (Fisher & Yates).
[[nodiscard]] inline std::vector<std::uint32_t> order_of_moves(std::uint64_t seed, std::uint32_t trajectory,
                                                               std::size_t inputs) {
    std::vector<std::uint32_t> order(inputs);
    std::iota(order.begin(), order.end(), 0U);
    for (std::uint32_t k = 0; k < inputs; ++k)
        std::swap(order[k], order[k + draw{seed, trajectory, k, 1}.below(static_cast<std::uint32_t>(inputs) - k)]);
    return order;
}

}   // namespace sim
