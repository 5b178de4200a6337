#pragma once
// Where finished batches of runs go: parts of a results file, or memory.

#include <span>
#include <string>
#include <utility>

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

// A sink that hands batches on to a function.
template <class Take>
class sink_to final : public sink {
public:
    explicit sink_to(Take take) : take_{std::move(take)} {}
    void take(const plan_batch& which, const recorder& rows, std::span<const std::string> /*messages*/) override {
        take_(which, rows);
    }

private:
    Take take_;
};

// Two sinks, of which each takes every batch: a file and what is told of it.
class both final : public sink {
public:
    both(sink& first, sink& second) : first_{first}, second_{second} {}
    void take(const plan_batch& which, const recorder& rows, std::span<const std::string> messages) override {
        first_.take(which, rows, messages);
        second_.take(which, rows, messages);
    }

private:
    sink &first_, &second_;
};

}   // namespace sim
