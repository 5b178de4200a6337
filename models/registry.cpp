#include "models/registry.hpp"

#include <array>

#include "models/participation/model.hpp"

namespace models {

std::span<const sim::model* const> all() {
    static const std::array<const sim::model*, 1> known{&participation::model()};
    return known;
}

}   // namespace models
