#pragma once

#include "sim/scenario/model.hpp"

namespace degroot {

// docs/models/degroot.md
[[nodiscard]] const sim::model& model();

}   // namespace degroot
