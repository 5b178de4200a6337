#pragma once

#include "sim/model.hpp"

namespace degroot {

// docs/models/degroot.md
[[nodiscard]] const sim::model& model();

}   // namespace degroot
