#pragma once
// Where finished batches of runs go: parts of a results file, or memory.

#include <span>
#include <string>

#include "sim/engine/observation.hpp"
#include "sim/scenario/plan.hpp"

namespace sim {

class sink {
public:
    sink() = default;
    sink(const sink&) = delete;
    sink& operator=(const sink&) = delete;
    virtual ~sink() = default;
    // The rows of one batch, complete; a failed run has a message (by row of the batch; none need be given). One thread at a
    // time may call it. Throws sim::storage_error with a sentence where they cannot be kept.
    virtual void take(const plan_batch& which, const recorder& rows, std::span<const std::string> messages = {}) = 0;
};

}   // namespace sim
