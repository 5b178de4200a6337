#pragma once
// What a run computed in a step, as named arrays that a model fills (docs/results.md, "Traces").

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sim {

// Numbers of one kind; the kind is kept in the file.
using traced_values =
    std::variant<std::vector<std::int8_t>, std::vector<std::uint8_t>, std::vector<std::uint16_t>,
                 std::vector<std::uint32_t>, std::vector<std::uint64_t>, std::vector<float>, std::vector<double>>;

struct traced_array {
    std::string name;   // "before/engagement"; no slash: of the step itself
    std::vector<std::string> dimensions;
    std::string units, long_name;
    traced_values values;
};

struct traced_dimension {
    std::string name;
    std::size_t length = 0;
    std::vector<std::string> labels;   // empty: numbered
};

// What is the same in all steps of a run, at the file's root.
struct trace_frame {
    std::vector<traced_dimension> dimensions;
    std::vector<traced_array> arrays;
};

// One step. Dimensions are the frame's and its own.
struct traced_step {
    int now = 0;                                                // counted as sim::step
    std::vector<std::pair<std::string, std::uint64_t>> facts;   // attributes of the step's group
    std::vector<traced_dimension> dimensions;
    std::vector<traced_array> arrays;
};

}   // namespace sim
