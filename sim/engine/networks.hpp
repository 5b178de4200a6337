#pragma once
// Networks made from a few numbers, as ties of one layer in both directions; the same network for the same seed.

#include <cstdint>
#include <span>
#include <vector>

#include "sim/engine/ties.hpp"

namespace sim {

// Everybody has a number of stubs, and stubs are joined at random (configuration model; Newman, Strogatz & Watts 2001).
// Ties to oneself are dropped, repeated ones are kept; of an odd number of stubs the last is dropped.
[[nodiscard]] ties configuration_network(std::span<const std::uint32_t> degrees, std::uint64_t seed);

// A ring in which everybody is tied to `degree` / 2 others on each side, each such tie moved with probability `rewired`
// to somebody at random whom the one it starts from is not tied to yet (Watts & Strogatz 1998). `degree` is even and less
// than `agents`.
[[nodiscard]] ties small_world(std::size_t agents, std::size_t degree, double rewired, std::uint64_t seed);

// Degrees drawn from Poisson's distribution with a mean above 0 and at most 500.
[[nodiscard]] std::vector<std::uint32_t> poisson_degrees(std::size_t agents, double mean, std::uint64_t seed);

}   // namespace sim
