#include "models/threshold_cascade/threshold_cascade.kernel.hpp"

#include "sim/engine/lanes.hpp"

namespace threshold_cascade {
inline namespace COGOV_ISA {

template <class Pack>
void draw(std::size_t first, std::size_t last, const std::uint32_t* key_low, const std::uint32_t* key_high,
          std::uint32_t* start, std::uint32_t* threshold) {
    using word = typename Pack::word;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high);
    for (std::size_t i = first; i < last; ++i) {
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i), 0, luck_of_start, 0, low, high);
        sim::store(start + i * Pack::lanes, luck.w[0]);
        sim::store(threshold + i * Pack::lanes, luck.w[1]);
    }
}

template <class Pack>
void spread(const std::uint32_t* first_tie, const std::uint32_t* to, std::size_t first, std::size_t last,
            const float* threshold, const std::uint32_t* now, std::uint32_t* next, std::uint32_t* active) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    word all(0U);
    for (std::size_t i = first; i < last; ++i) {
        word others(0U);
        const std::size_t begin = first_tie[i], end = first_tie[i + 1];
        for (std::size_t k = begin; k < end; ++k)
            others = others + sim::load<Pack>(now + static_cast<std::size_t>(to[k]) * W);
        const auto degree = static_cast<float>(end > begin ? end - begin : 1);
        const typename Pack::mask below = sim::to_real(others) / real(degree) < sim::load<Pack>(threshold + i * W);
        const word is = sim::load<Pack>(now + i * W) | sim::select(below, word(0U), word(1U));
        sim::store(next + i * W, is);
        all = all + is;
    }
    sim::store(active, all);
}

const kernel_table one_run{draw<sim::pack<1>>, spread<sim::pack<1>>};
const kernel_table sixteen_runs{draw<sim::pack<16>>, spread<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace threshold_cascade
