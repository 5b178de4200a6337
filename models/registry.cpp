#include "models/registry.hpp"

#include <array>

#include "models/ageing/ageing.hpp"
#include "models/brock_durlauf/brock_durlauf.hpp"
#include "models/degroot/degroot.hpp"
#include "models/logit_contagion/logit_contagion.hpp"
#include "models/participation/participation.hpp"
#include "models/request_queue/request_queue.hpp"
#include "models/threshold_cascade/threshold_cascade.hpp"
#include "models/worker_posts/worker_posts.hpp"

namespace models {

std::span<const sim::model* const> all() {
    static const std::array known{
        &participation::model(), &brock_durlauf::model(), &degroot::model(), &threshold_cascade::model(),
        &request_queue::model(), &worker_posts::model(),  &ageing::model(),  &logit_contagion::model()};
    return known;
}

}   // namespace models
