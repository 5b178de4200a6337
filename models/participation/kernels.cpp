#include "sim/kernels.hpp"

#include "models/participation/week_kernel.hpp"

namespace participation {

COGOV_KERNELS(week_kernels)

}   // namespace participation
