#pragma once
// One resident's week in words, from a trace.

#include <cstdint>
#include <string>

#include "sim/result.hpp"
#include "sim/trace.hpp"

namespace participation {

// What the resident with this id lived through in a traced week: what they heard, whom they know, what each channel cost
// and promised, what came of it. A mistake where the trace has no such resident or week.
[[nodiscard]] sim::result<std::string> explain(const sim::trace_reader& trace, std::uint64_t id, int week);

}   // namespace participation
