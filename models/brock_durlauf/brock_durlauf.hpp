#pragma once

#include "sim/scenario/model.hpp"

namespace brock_durlauf {

// docs/models/brock_durlauf.md
[[nodiscard]] const sim::model& model();

}   // namespace brock_durlauf
