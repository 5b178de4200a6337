#include <stdexcept>

#include "models/participation/week_kernel.hpp"

namespace participation {

#if defined(__x86_64__)
namespace v2 {
const week_kernels& kernels(std::size_t lanes);
}   // namespace v2
namespace v3 {
const week_kernels& kernels(std::size_t lanes);
}   // namespace v3
namespace v4 {
const week_kernels& kernels(std::size_t lanes);
}   // namespace v4
#else
namespace plain {
const week_kernels& kernels(std::size_t lanes);
}   // namespace plain
#endif

const week_kernels& kernels_for(sim::instruction_set isa, std::size_t lanes) {
#if defined(__x86_64__)
    switch (isa) {
        case sim::instruction_set::v2:
            return v2::kernels(lanes);
        case sim::instruction_set::v3:
            return v3::kernels(lanes);
        case sim::instruction_set::v4:
            return v4::kernels(lanes);
        case sim::instruction_set::plain:
            break;
    }
    throw std::runtime_error{"this machine lacks the instructions of x86-64-v2 (SSE4.2) that cogov needs"};
#else
    static_cast<void>(isa);
    return plain::kernels(lanes);
#endif
}

}   // namespace participation
