#pragma once
// What every command, test and benchmark runs: a scenario, its runs, and the worlds that they are over.

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "sim/experiment/sweep.hpp"
#include "sim/results/results.hpp"
#include "sim/results/trace.hpp"
#include "sim/scenario/plan.hpp"

namespace sim {

// Copies are of the same.
class experiment {
public:
    // The scenario's arms at the points of a design. Returns all mistakes of the points. The scenario must outlive it.
    [[nodiscard]] static result<experiment> of(const ready& scenario, design points = {});

    [[nodiscard]] const ready& scenario() const { return *scenario_; }
    [[nodiscard]] const plan& runs() const { return *runs_; }
    // The world of the first group, which is made when somebody asks for it, and kept.
    [[nodiscard]] const world& first() const;
    // What its results say besides numbers; `as_given` is the text of the scenario as people wrote it.
    [[nodiscard]] results_head head(std::string as_given) const;

    // Runs the whole plan into a sink. Returns false where it was stopped.
    [[nodiscard]] bool run(const sweep_options& options, sink& into) const { return run(runs(), options, into); }
    // The same of some of its runs: a plan with some of the batches, of the same groups.
    [[nodiscard]] bool run(const plan& some, const sweep_options& options, sink& into) const;
    // One of its runs again with all that it computes in some steps; nothing where the model keeps no traces.
    [[nodiscard]] std::optional<trace> traced(std::size_t run, const std::set<step>& steps, instruction_set isa) const;

private:
    experiment(const ready& scenario, plan runs)
        : scenario_{&scenario}, runs_{std::make_shared<const plan>(std::move(runs))} {}
    [[nodiscard]] built_group group(std::size_t number, progress* done) const;

    struct first_group {
        std::mutex making;
        built_group made;
    };
    const ready* scenario_;
    std::shared_ptr<const plan> runs_;
    std::shared_ptr<first_group> first_ = std::make_shared<first_group>();
};

}   // namespace sim
