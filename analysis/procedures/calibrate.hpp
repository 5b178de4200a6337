#pragma once
// From what is known of a town to its posterior: values of everything uncertain that are drawn as often as what was
// observed and what was believed make them likely. docs/calibration.md; ODD "Calibration".

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "analysis/inference/matrix.hpp"
#include "analysis/inference/targets.hpp"
#include "analysis/statistics.hpp"
#include "sim/experiment/sweep.hpp"
#include "sim/results/posterior_file.hpp"
#include "sim/scenario/model.hpp"

namespace analysis {

struct calibration_options {
    std::size_t runs = 2560;         // from the prior
    std::size_t candidates = 2048;   // run to check a round
    std::size_t draws = 512;         // wanted
    std::size_t most_rounds = 2;
    std::size_t agents = 0;   // of a smaller or larger town of the same tables; 0: as the scenario says
    std::uint64_t seed = 1;
    std::string folder;   // of finished runs
    sim::sweep_options how;
    // Called before each stage, with the runs that it needs at most; 0 where it runs nothing.
    std::function<void(const std::string& stage, std::size_t runs)> begins;
    std::function<void(std::size_t runs)> advanced;   // runs of the stage that are there
};

// Where a target lies: where draws say; pulled away by other targets or by what is believed; where no run came near it.
enum class standing : std::uint8_t { agrees, pulled, out_of_reach };

struct calibrated_target {
    target what;
    standing where = standing::agrees;
    spread before, after;            // over worlds from the prior, and from the posterior; natural scale
    double emulator_sd = 0;          // of what the emulator told of candidates, on the target's scale
    double emulator_r2 = 0;          // of prior runs
    bool told_by_emulator = false;   // since one run says too little of it
    double miss = 0;                 // what was observed less the mean of draws, over the errors of both, on the scale
    double nearest = 0;              // of all runs to what was observed, natural scale
};

enum class narrowing : std::uint8_t { not_at_all, somewhat, one_side, identified };

struct calibrated_input {
    std::string key, group;
    bool felt = true;      // by what targets are formed from; else drawn from its prior
    bool solved = false;   // no prior: follows from the rates
    spread before, after;
    double left = 1;    // standard deviation of its normal score, of 1 before
    double moved = 0;   // mean of it, of 0 before
    narrowing how = narrowing::not_at_all;
};

struct ridge {
    std::size_t one = 0, other = 0;   // inputs
    double correlation = 0;
};

// What is to be known before the draws are used.
enum class doubt : std::uint8_t {
    chains,   // they do not agree yet
    tail,     // weights of candidates have a heavy one
    few,      // candidates are worth too few draws
    repeats   // too many draws stand there twice
};

struct calibration {
    std::vector<calibrated_input> inputs;   // in the order of columns of draws
    std::vector<calibrated_target> targets;
    matrix draws;                // [draw][input]
    matrix told;                 // [draw][target], natural scale, as run
    matrix told_before;          // [world][target], of runs from the prior
    std::vector<ridge> ridges;   // the strongest
    std::size_t runs = 0, candidates = 0, rounds = 0, agents = 0, repeats = 0;
    double r_hat = 0, effective = 0;   // of the sampler
    double kish = 0, k_hat = 0;        // of the candidates' weights
    std::vector<doubt> doubts;
    [[nodiscard]] bool reliable() const;
};

// Fewest runs from the prior that so many inputs can be learnt from.
[[nodiscard]] std::size_t fewest_runs(std::size_t inputs);

// What is drawn of a scenario with priors, felt by targets or not, and what is solved. Mistakes say what the scenario and its
// targets do not fit in.
struct calibration_plan {
    std::vector<sim::uncertain_key> felt, not_felt, solved;
    std::vector<std::size_t> rates;   // targets with use = prior
};
[[nodiscard]] sim::result<calibration_plan> plan_calibration(const sim::ready& scenario, const sim::ready& to_run,
                                                             const targets& wanted);

// Runs it all. Throws `stopped` and storage_error as waves do; finished runs are kept in the folder.
[[nodiscard]] sim::result<calibration> calibrate(const sim::ready& scenario, const targets& wanted,
                                                 const calibration_options& how);

// As a file of draws, with comment lines of where it comes from.
[[nodiscard]] std::string csv_of(const calibration& found, const sim::ready& scenario, const targets& wanted,
                                 const std::string& command);

// With everything that is to be known of them: targets, parameters, ridges, diagnostics.
[[nodiscard]] sim::posterior_file file_of(const calibration& found, const sim::ready& scenario, const targets& wanted,
                                          const std::string& command);
[[nodiscard]] std::string_view name_of(narrowing how);
[[nodiscard]] std::string_view name_of(standing where);
[[nodiscard]] std::string_view name_of(doubt what);

}   // namespace analysis
