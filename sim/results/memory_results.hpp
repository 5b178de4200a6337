#pragma once
// Results in memory: a sink whose runs are read as those of a file are.

#include <cstdint>
#include <memory>
#include <string>

#include "sim/results/recorded.hpp"
#include "sim/results/results.hpp"
#include "sim/results/sink.hpp"

namespace sim {

// What is kept of a run. The tables of arms and points, of the last year, read no weeks but the baseline's totals, of
// which they tell how they drift: some 20 kB a run of Boli, and 34 kB for each
// year of its histogram, instead of 5 kB a week.
enum class kept : std::uint8_t { all, for_tables };

class memory_results : public sink {
public:
    // `name` is what messages and tables call the file that these are instead of, or that is written beside.
    memory_results(const layout& what, const plan& runs, const results_head& head, kept of_a_run = kept::all,
                   std::string name = "results in memory");
    ~memory_results() override;

    void take(const plan_batch& which, const recorder& rows, std::span<const std::string> messages = {}) override;
    // Puts in complete runs of the plan, known by key, that a part or a results file of the same observations holds:
    // those of runs that were taken over. Returns how many. Throws storage_error where the file is damaged or of other
    // observations.
    std::size_t take_from(const std::string& path);

    [[nodiscard]] std::size_t runs() const;   // that are in
    // The most that is kept of one, in bytes.
    [[nodiscard]] static std::size_t bytes_of_a_run(const layout& what, kept of_a_run);
    // What is there, to be read from now on: nothing can be put in any more. Runs that never came are told as not
    // complete.
    [[nodiscard]] std::shared_ptr<const recorded::source> finish();

private:
    struct inside;
    std::unique_ptr<inside> in_;
};

}   // namespace sim
