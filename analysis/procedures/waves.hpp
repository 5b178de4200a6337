#pragma once
// Runs of one scenario under values that a procedure chooses, wave by wave, of which only what targets ask for is kept, in a
// folder, so that whoever goes on after a stop does nothing twice.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analysis/inference/matrix.hpp"
#include "analysis/inference/targets.hpp"
#include "sim/experiment/sweep.hpp"
#include "sim/scenario/model.hpp"

namespace analysis {

inline constexpr std::size_t runs_a_wave = 128;

// The baseline of a scenario, the arms that targets name, and one in which people are moved where counterfactuals ask for
// it, with nothing drawn or varied; of `agents` where not 0. Mistakes are those of the scenario that this makes.
[[nodiscard]] sim::result<sim::ready> scenario_of_targets(const sim::ready& of, const targets& wanted,
                                                          std::size_t agents);
// The name of the arm in which people are moved.
[[nodiscard]] std::string moved_arm(const sim::ready& of);

// As folders of finished runs have numbers, to be read back as the same; of what nobody knows "nan".
[[nodiscard]] std::string kept_number(double x);

struct stopped {};   // by whoever asked; finished waves are kept

class waves {
public:
    // `keys` are what each world has values of. `identity` tells these runs from all others; a folder with runs of another
    // is refused by a storage_error.
    waves(sim::ready scenario, const targets& wanted, std::string moved, std::vector<sim::uncertain_key> keys,
          std::string folder, const sim::sweep_options& how);
    // Runs wave `number` or takes it over. Throws `stopped`, and storage_error where it cannot be kept. All waves have other
    // luck.
    [[nodiscard]] matrix run(std::size_t number, const matrix& values);

    [[nodiscard]] std::size_t agents() const { return agents_; }

private:
    [[nodiscard]] std::string file_of(std::size_t number) const;
    [[nodiscard]] std::string mark_of(std::size_t number, const matrix& values) const;

    sim::ready scenario_;
    const targets& wanted_;
    std::string moved_, folder_, identity_;
    sim::sweep_options how_;
    std::size_t agents_ = 0;
};

}   // namespace analysis
