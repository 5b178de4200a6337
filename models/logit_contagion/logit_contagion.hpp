#pragma once

#include "sim/scenario/model.hpp"

namespace logit_contagion {

// docs/models/logit_contagion.md
[[nodiscard]] const sim::model& model();

}   // namespace logit_contagion
