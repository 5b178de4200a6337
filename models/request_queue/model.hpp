#pragma once

#include "sim/model.hpp"

namespace request_queue {

// docs/models/request_queue.md
[[nodiscard]] const sim::model& model();

}   // namespace request_queue
