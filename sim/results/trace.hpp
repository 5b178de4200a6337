#pragma once
// Trace files: everything that one run computed in chosen steps, so that anybody can compute it again (docs/results.md,
// "Traces").

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/traced.hpp"

namespace sim {

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
