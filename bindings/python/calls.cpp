#include "bindings/python/calls.hpp"

#include <chrono>
#include <list>
#include <thread>

#include <pybind11/stl.h>

#include "sim/text/storage.hpp"
#include "sim/text/toml.hpp"

namespace python {

namespace {

using namespace std::chrono_literals;

constexpr auto between_looks = 50ms, patience = 600ms;   // the second that people are promised, with room to spare

// Threads that were not waited for; they are when the interpreter ends, since a thread must not outlive what it uses.
struct left_alone {
    std::mutex guard;
    std::list<std::thread> threads;
    void keep(std::thread one) {
        const std::scoped_lock lock{guard};
        threads.push_back(std::move(one));
    }
    void join() {
        const std::scoped_lock lock{guard};
        for (std::thread& one : threads) one.join();
        threads.clear();
    }
};
left_alone& stragglers() {
    static auto* const all = new left_alone;   // never destroyed: a thread of it may still run
    return *all;
}

std::mutex& turn() {
    static auto* const one_at_a_time = new std::mutex;
    return *one_at_a_time;
}

// What Python raises in a call, if anything.
std::optional<py::error_already_set> raised_by(const py::object& tick, const errand& under_way) {
    try {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set{};
        if (!tick.is_none()) tick(under_way.done.runs.load(), under_way.planned.load());
    } catch (py::error_already_set& raised) {
        return std::move(raised);
    }
    return std::nullopt;
}

void tell_mistakes(const wrong_input& of) {
    py::list all;
    for (const sim::mistake& one : of.all)
        all.append(py::make_tuple(one.where.file, one.where.line, one.where.column, one.what));
    const py::object kind = py::module_::import("cogov._errors").attr("Mistakes");
    PyErr_SetObject(kind.ptr(), kind(all, sim::describe(of.all), of.all.untold()).ptr());
}

}   // namespace

std::optional<py::error_already_set> wait_for(const std::shared_ptr<errand>& under_way, std::function<void()> work,
                                              const py::object& tick) {
    std::thread worker{[under_way, work = std::move(work)]() mutable {
        std::exception_ptr problem;
        {
            const std::scoped_lock my_turn{turn()};
            try {
                if (!under_way->stop) work();
            } catch (...) {
                problem = std::current_exception();
            }
            work = nullptr;   // what it owns is let go here, before anybody is told
        }
        const std::scoped_lock lock{under_way->guard};
        under_way->problem = problem;
        under_way->ended = true;
        under_way->changed.notify_all();
    }};
    const auto ends_within = [&](auto time) {
        const py::gil_scoped_release unlocked;
        std::unique_lock lock{under_way->guard};
        return under_way->changed.wait_for(lock, time, [&] { return under_way->ended; });
    };
    std::optional<py::error_already_set> raised;
    while (!raised && !ends_within(between_looks)) raised = raised_by(tick, *under_way);
    if (raised) {
        under_way->stop = true;
        if (!ends_within(patience)) {
            stragglers().keep(std::move(worker));
            return raised;
        }
    }
    {
        const py::gil_scoped_release unlocked;
        worker.join();
    }
    if (raised) return raised;
    if (under_way->problem) std::rethrow_exception(under_way->problem);
    return raised_by(tick, *under_way);
}

void add_calls(py::module_& to) {
    // NOLINTNEXTLINE(performance-unnecessary-value-param): a function of pybind11's
    py::register_exception_translator([](std::exception_ptr thrown) {
        try {
            std::rethrow_exception(thrown);
        } catch (const wrong_input& wrong) {
            tell_mistakes(wrong);
        } catch (const sim::storage_error& problem) {
            PyErr_SetString(PyExc_OSError, problem.what());
        } catch (const no_room& problem) {
            PyErr_SetString(PyExc_MemoryError, problem.what());
        }
    });
    to.def("wait_for_threads", [] {
        const py::gil_scoped_release unlocked;
        stragglers().join();
    });
}

}   // namespace python
