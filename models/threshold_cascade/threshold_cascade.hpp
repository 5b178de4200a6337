#pragma once

#include "sim/scenario/model.hpp"

namespace threshold_cascade {

// docs/models/threshold_cascade.md
[[nodiscard]] const sim::model& model();

}   // namespace threshold_cascade
