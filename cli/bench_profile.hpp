#pragma once
// cogov bench --profile: where the time of a week goes.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "bench/machine.hpp"
#include "sim/scenario/model.hpp"
#include "sim/scenario/scenario.hpp"

namespace cli {

// Of sixteen runs side by side, and of one.
struct two_ways {
    double sixteen = 0, one = 0;
};

struct profiled {
    std::size_t residents = 0;
    std::string agents, step_name, instruction_set;
    std::vector<std::pair<std::string, two_ways>> phases;   // nanoseconds of an agent's step in a run; none: not told
    two_ways whole;                                         // of all phases
    double storing = 0;                                     // besides
    double cpu_seconds = 0, seconds = 0;                    // of the one thread, while it was measured
    two_ways moved;   // bytes that an agent's step in a run cannot do without; 0: not told
};

// On one thread, each measured for about `seconds`; storing is that of sixteen runs, at most, of every arm of the scenario,
// read from `path`, in `folder`. Throws wrong_input where sixteen runs take more than `room` bytes (0: no limit).
[[nodiscard]] profiled profile_of(sim::ready& scenario, const std::string& path, const std::string& folder,
                                  double seconds, const sim::machine& on, std::size_t room);

[[nodiscard]] std::string as_text(const profiled& found, const bench::limits& one_thread);
// Put behind what `head` says.
[[nodiscard]] std::string as_json(const profiled& found, const bench::limits& one_thread, nlohmann::ordered_json head);

}   // namespace cli
