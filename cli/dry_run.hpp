#pragma once
// What a run or sweep would do, how large its results are, and how long it takes on this machine.

#include <optional>
#include <string>

#include "cli/forecast.hpp"

namespace cli {

// The plan in words; as csv or json every run of it. Nothing where it was interrupted.
[[nodiscard]] std::optional<std::string> dry_run(const forecast_of& what, const std::string& format);

// How many pieces a plan can be cut into for shards; a sentence where some of so many would have nothing to do, or nothing.
[[nodiscard]] std::size_t pieces_of(const sim::plan& plan);
[[nodiscard]] std::string about_empty_shards(const sim::plan& plan, std::size_t shards);

// How many more replicates would take no longer, since as many as fill a block advance together; a sentence of it, or nothing.
[[nodiscard]] std::size_t free_replicates(const sim::plan& plan, std::size_t replicates, const sim::machine& on);
[[nodiscard]] std::string about_free_replicates(const sim::plan& plan, std::size_t replicates, const sim::machine& on);

// Says so where the results of so many runs will hardly find room.
void warn_of_little_room(const std::string& output, const sim::plan& plan, std::size_t runs);

}   // namespace cli
