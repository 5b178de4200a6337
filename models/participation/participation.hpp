#pragma once
// The participation model, as the engine and the program see it.

#include "models/participation/study.hpp"
#include "sim/scenario/model.hpp"

namespace participation {

[[nodiscard]] const sim::model& model();

// What was read of a scenario of this model (for `cogov synth`, which needs the people alone).
[[nodiscard]] const study_data& data_of(const sim::study& s);

}   // namespace participation
