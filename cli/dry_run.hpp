#pragma once
// What a run or sweep would do, how large its results are, and how long it takes on this machine.

#include <string>

#include "sim/sweep.hpp"

namespace cli {

// The plan in words; as csv or json every run of it. The time comes from two seconds of its own work, measured now; `make`
// gives the worlds, `first` is that of the first group.
[[nodiscard]] std::string dry_run(const sim::ready& scenario, const sim::plan& plan, const sim::group_maker& make,
                                  const sim::world& first, const sim::machine& on, std::size_t memory,
                                  const std::string& format);

// Says so where the results of so many runs will hardly find room.
void warn_of_little_room(const std::string& output, const sim::plan& plan, std::size_t runs);

}   // namespace cli
