#pragma once

#include "sim/model.hpp"

namespace threshold_cascade {

// docs/models/threshold_cascade.md
[[nodiscard]] const sim::model& model();

}   // namespace threshold_cascade
