#pragma once
// Traces: everything that one run computed in chosen steps, as named arrays, so that anybody can compute them again. The
// model names and fills the arrays; here they are carried, written to HDF5 and read back (docs/results.md, "Traces").

#include <cstdint>
#include <memory>
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

struct trace {
    std::vector<std::pair<std::string, std::string>> facts;   // of the run: title, model, arm, ...
    trace_frame frame;
    std::string step_name = "week";   // steps are groups week_0, week_-3, ...
    std::vector<traced_step> steps;
};

// Writes a trace file whole or not at all. Throws sim::storage_error with a sentence.
void write_trace(const trace& what, const std::string& path);

// Reads arrays of a trace file as doubles, as they are asked for. Throws sim::storage_error where the file is none.
class trace_reader {
public:
    explicit trace_reader(const std::string& path);
    ~trace_reader();
    trace_reader(const trace_reader&) = delete;
    trace_reader& operator=(const trace_reader&) = delete;
    [[nodiscard]] const std::string& path() const;
    [[nodiscard]] std::string fact(const std::string& name) const;   // of the run; empty where there is none
    [[nodiscard]] std::vector<int> steps() const;                    // ascending
    [[nodiscard]] std::uint64_t fact(int of, const std::string& name) const;
    [[nodiscard]] std::vector<double> frame(const std::string& name) const;
    [[nodiscard]] std::vector<std::string> labels(const std::string& dimension) const;
    [[nodiscard]] std::vector<double> array(int of, const std::string& name) const;
    [[nodiscard]] bool has(int of, const std::string& name) const;   // traces of earlier versions may lack an array

private:
    struct inside;
    std::unique_ptr<inside> in_;
};

}   // namespace sim
