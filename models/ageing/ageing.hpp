#pragma once

#include "sim/scenario/model.hpp"

namespace ageing {

// docs/models/ageing.md
[[nodiscard]] const sim::model& model();

}   // namespace ageing
