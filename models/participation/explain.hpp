#pragma once
// One resident's week in words, from a trace.

#include <cstdint>
#include <string>

#include "sim/results/trace.hpp"
#include "sim/text/result.hpp"

namespace participation {

// A traced week of the resident with this id in words: who it is, how the week began, the chances of hearing and of each
// channel with what they are made of, what the resident did, and how the week ended. A mistake where the trace has no such resident or week.
[[nodiscard]] sim::result<std::string> explain(const sim::trace_reader& trace, std::uint64_t id, int week);

}   // namespace participation
