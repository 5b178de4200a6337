#pragma once
// The machine that a command may use.

#include <cstddef>
#include <string>

#include "sim/scenario/model.hpp"

namespace CLI {
class App;
}   // namespace CLI

namespace cli {

// Sets the number of threads from --threads; all cores where it is absent.
void use_threads(const std::string& threads);

struct machine_options {
    std::string threads, memory, instruction_set, lanes;
    bool quiet = false, verbose = false, no_progress = false;
    void add_to(CLI::App& command);                   // all of them
    void add_limits_to(CLI::App& command);            // those of what may be used, and --quiet
    [[nodiscard]] sim::machine machine() const;       // throws wrong_input
    [[nodiscard]] std::size_t memory_bytes() const;   // --memory, else four fifths of what is free
    void use_threads() const { cli::use_threads(threads); }
};

}   // namespace cli
