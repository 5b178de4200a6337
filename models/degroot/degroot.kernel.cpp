#include "models/degroot/degroot.kernel.hpp"

#include "models/uniform_start.hpp"
#include "sim/engine/lanes.hpp"

namespace degroot {
inline namespace COGOV_ISA {

template <class Pack>
void start(std::size_t first, std::size_t last, const std::uint32_t* key_low, const std::uint32_t* key_high,
           float* opinion) {
    models::uniform_start<Pack>(first, last, luck_of_start, key_low, key_high, opinion);
}

template <class Pack>
void listen(const listeners& whom, std::size_t first, std::size_t last, const float* now, const float* anchor,
            float* next, float* sums) {
    using real = typename Pack::real;
    constexpr std::size_t W = Pack::lanes;
    real sum(0.0F), squares(0.0F), least(2.0F), largest(-1.0F);
    for (std::size_t i = first; i < last; ++i) {
        real heard(0.0F);
        for (std::size_t k = whom.first[i]; k < whom.first[i + 1]; ++k)
            heard = heard + real(whom.weight[k]) * sim::load<Pack>(now + static_cast<std::size_t>(whom.to[k]) * W);
        const real open(whom.susceptibility[i]);
        const real x = open * heard + (real(1.0F) - open) * sim::load<Pack>(anchor + i * W);
        sim::store(next + i * W, x);
        sum = sum + x;
        squares = squares + x * x;
        least = sim::min(x, least);
        largest = sim::max(x, largest);
    }
    sim::store(sums, sum);
    sim::store(sums + W, squares);
    sim::store(sums + 2 * W, least);
    sim::store(sums + 3 * W, largest);
}

const kernel_table one_run{start<sim::pack<1>>, listen<sim::pack<1>>};
const kernel_table sixteen_runs{start<sim::pack<16>>, listen<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace degroot
