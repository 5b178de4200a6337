#include "models/ageing/ageing.kernel.hpp"

#include "sim/engine/lanes.hpp"

namespace ageing {
inline namespace COGOV_ISA {

template <class Pack>
void turn(std::size_t first, std::size_t last, std::uint32_t now, bool replace_all, const std::uint32_t* key_low,
          const std::uint32_t* key_high, const float* leave, const float* below, std::uint32_t ages, std::uint32_t* age,
          std::uint32_t* newcomers) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high);
    alignas(64) float u[W], v[W];
    for (std::size_t l = 0; l < W; ++l) newcomers[l] = 0;
    for (std::size_t i = first; i < last; ++i) {
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i), now,
                                                  replace_all ? luck_of_start : luck_of_leaving, 0, low, high);
        sim::store(u, sim::uniform(luck.w[0]));
        sim::store(v, sim::uniform(luck.w[1]));
        for (std::size_t l = 0; l < W; ++l) {
            std::uint32_t a = age[i * W + l];
            if (replace_all || u[l] < leave[a]) {
                a = 0;
                while (a + 1 < ages && !(v[l] < below[a])) ++a;
                ++newcomers[l];
            } else if (a + 1 < ages) {
                ++a;
            }
            age[i * W + l] = a;
        }
    }
}

const kernel_table one_run{turn<sim::pack<1>>};
const kernel_table sixteen_runs{turn<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace ageing
