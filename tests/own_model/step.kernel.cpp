#include "tests/own_model/step.hpp"

#include "sim/engine/lanes.hpp"

namespace voter {
inline namespace COGOV_ISA {

template <class Pack>
void copy(std::size_t agents, std::size_t first, std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
          const std::uint32_t* key_high, const std::uint32_t* opinion, std::uint32_t* next, std::uint32_t* ones) {
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high);
    alignas(64) std::uint32_t luck_of_lane[W];
    for (std::size_t l = 0; l < W; ++l) ones[l] = 0;
    for (std::size_t i = first; i < last; ++i) {
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i), now, 0, 0, low, high);
        sim::store(luck_of_lane, luck.w[0]);
        for (std::size_t l = 0; l < W; ++l) {
            const std::size_t other = (static_cast<std::uint64_t>(luck_of_lane[l]) * agents) >> 32U;
            next[i * W + l] = opinion[other * W + l];
            ones[l] += next[i * W + l];
        }
    }
}

const kernel_table one_run{copy<sim::pack<1>>};
const kernel_table sixteen_runs{copy<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace voter
