#pragma once
// Parallel loops whose result cannot depend on the number of threads: the pieces follow from the data, never from the
// machine, and each writes its own part only.

#include <cstddef>
#include <functional>

namespace sim {

// Half-open range of agents.
struct block {
    std::size_t first = 0, last = 0;
    [[nodiscard]] std::size_t size() const { return last - first; }
    bool operator==(const block&) const = default;
};

// How many cores this process may use: of a machine, a container's share or `taskset`, at least 1.
[[nodiscard]] int cores();

// Four fifths of the memory that is free, in bytes: what runs may take where nobody says how much; 0 where the system
// does not tell.
[[nodiscard]] std::size_t memory_to_use();

// How many threads parallel loops may use; 0 is as many as there are cores.
void set_threads(int threads);
[[nodiscard]] int threads();

// Calls work(0) ... work(count - 1), in any order, on any thread; returns when all are done, also where an outer loop has
// failed meanwhile. May be nested. An exception thrown by work ends this loop, and is passed on after the calls under way.
void for_each_index(std::size_t count, const std::function<void(std::size_t)>& work);

// The same for whole pieces of work that use parallel loops themselves: a thread whose piece is done helps in the loops
// of the others.
void run_side_by_side(std::size_t count, const std::function<void(std::size_t)>& work);

// How many ranges of `grain` indices, the last of them perhaps shorter, make `count`.
[[nodiscard]] constexpr std::size_t ranges(std::size_t count, std::size_t grain) { return (count + grain - 1) / grain; }

// for_each_index over these ranges: work(block).
void for_each_range(std::size_t count, std::size_t grain, const std::function<void(block)>& work);

}   // namespace sim
