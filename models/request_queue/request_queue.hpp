#pragma once

#include "sim/scenario/model.hpp"

namespace request_queue {

// docs/models/request_queue.md
[[nodiscard]] const sim::model& model();

}   // namespace request_queue
