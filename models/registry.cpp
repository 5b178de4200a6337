#include "models/registry.hpp"

#include <array>

#include "models/ageing/model.hpp"
#include "models/brock_durlauf/model.hpp"
#include "models/degroot/model.hpp"
#include "models/logit_contagion/model.hpp"
#include "models/participation/model.hpp"
#include "models/request_queue/model.hpp"
#include "models/threshold_cascade/model.hpp"
#include "models/worker_posts/model.hpp"

namespace models {

std::span<const sim::model* const> all() {
    static const std::array known{
        &participation::model(), &brock_durlauf::model(), &degroot::model(), &threshold_cascade::model(),
        &request_queue::model(), &worker_posts::model(),  &ageing::model(),  &logit_contagion::model()};
    return known;
}

}   // namespace models
