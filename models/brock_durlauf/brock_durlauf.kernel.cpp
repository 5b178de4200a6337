#include "models/brock_durlauf/brock_durlauf.kernel.hpp"

#include "sim/engine/lanes.hpp"

namespace brock_durlauf {
inline namespace COGOV_ISA {

template <class Pack>
void choose(std::size_t first, std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
            const std::uint32_t* key_high, const float* below, std::size_t channels, std::uint32_t* chosen) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high);
    real limit[most_channels];
    word count[most_channels];
    for (std::size_t c = 0; c < channels; ++c) {
        limit[c] = sim::load<Pack>(below + c * W);
        count[c] = word(0U);
    }
    for (std::size_t i = first; i < last; i += 4) {   // four agents share one draw
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i / 4), now, luck_of_choice, 0, low, high);
        for (std::size_t k = 0; k < 4 && i + k < last; ++k) {
            const real u = sim::uniform(luck.w[k]);
            for (std::size_t c = 0; c < channels; ++c)
                count[c] = count[c] + sim::select(u < limit[c], word(1U), word(0U));
        }
    }
    for (std::size_t c = 0; c < channels; ++c) sim::store(chosen + c * W, count[c]);
}

const kernel_table one_run{choose<sim::pack<1>>};
const kernel_table sixteen_runs{choose<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace brock_durlauf
