#pragma once
// cogov bench --profile: where the time of a week goes.

#include <string>

#include "bench/machine.hpp"
#include "sim/model.hpp"
#include "sim/scenario.hpp"

namespace cli {

// Nanoseconds an agent and step by phase, of sixteen runs side by side and of one, on one thread, measured for about
// `seconds` each, and of storing the runs of the scenario, read from `path`, in `folder`; and the bytes moved, beside what copying reaches.
// `format` is text or json.
[[nodiscard]] std::string profile_of(sim::ready& scenario, const std::string& path, const std::string& folder,
                                     const bench::limits& one_thread, double seconds, const sim::machine& on,
                                     const std::string& format);

}   // namespace cli
