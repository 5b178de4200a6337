#pragma once
// How Python calls what takes long: on a thread of its own, while Python goes on hearing signals.

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <pybind11/pybind11.h>

#include "sim/experiment/sweep.hpp"
#include "sim/text/result.hpp"

namespace python {

namespace py = pybind11;

// Mistakes of people's, with their places; cogov.Mistakes in Python.
struct wrong_input : std::exception {
    explicit wrong_input(sim::mistakes found) : all{std::move(found)} {}
    [[nodiscard]] const char* what() const noexcept override { return "mistakes in what was given"; }
    sim::mistakes all;
};
// The value of a result, or its mistakes as an exception.
template <class Value>
[[nodiscard]] Value value_of(sim::result<Value> of) {
    if (!of) throw wrong_input{of.wrong()};
    return std::move(*of);
}

// More memory is asked for than there is; MemoryError in Python.
struct no_room : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Some work under way, as those see it who wait for it.
struct errand {
    std::atomic<bool> stop{false};   // asks the work to end early
    sim::progress done;
    std::atomic<std::size_t> planned{0};   // runs, once it is known how many
    std::mutex guard;
    std::condition_variable changed;
    bool ended = false;
    std::exception_ptr problem;
};

// Does the work on a thread of its own and waits for it, without Python's lock. One piece of work is done at a time, since
// each uses all cores; the others wait for their turn. Some ten times a second Python's signals are looked at, and `tick`
// is called with the runs that are finished and planned. Where a signal (Ctrl-C), or the tick, raises something, the work is asked to
// stop. Work that has not done so within `patience_ms` goes on alone: so it must own all that it touches.
// Throws what the work threw. Returns what was raised in Python, for the caller to throw when it has seen to what is there.
[[nodiscard]] std::optional<py::error_already_set> wait_for(const std::shared_ptr<errand>& under_way,
                                                            std::function<void()> work, const py::object& tick);

// The same of work that has a value and is of no use where it was stopped: then what Python raised is thrown.
template <class Work>
[[nodiscard]] auto value_from(Work work) {
    const auto made = std::make_shared<std::optional<decltype(work())>>();
    const auto raised = wait_for(
        std::make_shared<errand>(), [made, work = std::move(work)] { made->emplace(work()); }, py::none());
    if (raised) throw py::error_already_set{*raised};
    return std::move(**made);
}

void add_calls(py::module_& to);
void add_scenarios(py::module_& to);
void add_results(py::module_& to);
void add_calibrations(py::module_& to);
void add_descriptions(py::module_& to);

}   // namespace python
