#pragma once
// What a model can say of itself beyond what it records: numbers that follow from values and agents alone, and what a few
// agents would have done, had they been moved.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/text/in_both.hpp"

namespace sim {

// Labels along some axes of an observation: {"band", "older"}. An axis that an observation lacks restricts nothing.
using along_axes = std::span<const std::pair<std::string_view, std::string_view>>;

// A run of an arm in which some agents are moved, beside the baseline's under the same luck.
class moved_and_not {
public:
    moved_and_not() = default;
    moved_and_not(const moved_and_not&) = delete;
    moved_and_not& operator=(const moved_and_not&) = delete;
    virtual ~moved_and_not() = default;
    // An observation of every step, summed over steps first ... last - 1 and everything along the axes that is not named.
    [[nodiscard]] virtual double sum(bool moved, std::string_view observation, along_axes where, std::size_t first,
                                     std::size_t last) const = 0;
    [[nodiscard]] virtual std::size_t steps() const = 0;
};

struct counterfactual {
    std::string_view name;
    in_both meaning;
    // What the arm's table has for it, in TOML; one arm can have those of all.
    std::string tables;
    std::size_t steps = 0;   // that must be recorded at least
    double (*value)(const moved_and_not& runs, along_axes where);
};

// A number that follows without any run.
struct input_row {
    std::string_view name;
    in_both meaning;
    std::string_view unit;
    std::vector<std::string_view> of;   // of which agents: "all" first
};

}   // namespace sim
