#pragma once

#include "sim/scenario/model.hpp"

namespace worker_posts {

// docs/models/worker_posts.md
[[nodiscard]] const sim::model& model();

}   // namespace worker_posts
