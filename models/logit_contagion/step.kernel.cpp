#include "models/logit_contagion/step.hpp"

#include "models/uniform_start.hpp"
#include "sim/lanes.hpp"

namespace logit_contagion {
inline namespace COGOV_ISA {

template <class Pack>
void start(std::size_t first, std::size_t last, const std::uint32_t* key_low, const std::uint32_t* key_high,
           float* habit) {
    models::uniform_start<Pack>(first, last, luck_of_start, key_low, key_high, habit);
}

template <class Pack>
[[gnu::always_inline]] inline void prefetch_seen(const surroundings& of, const float* habit, std::size_t i) {
    for (std::size_t k = of.first[i]; k < of.first[i + 1]; ++k)
        __builtin_prefetch(habit + static_cast<std::size_t>(of.to[k]) * Pack::lanes);
}

template <class Pack>
void choose(const surroundings& of, const wishes& with, std::size_t first, std::size_t last, std::uint32_t now,
            const std::uint32_t* key_low, const std::uint32_t* key_high, const float* habit, float* next,
            std::uint32_t* took_part, float* sum) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high);
    word count(0U);
    real habits(0.0F);
    for (std::size_t i = first; i < last; i += 4) {   // four agents share one draw
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i / 4), now, luck_of_choice, 0, low, high);
        for (std::size_t a = i; a < i + 4 && a < last; ++a) {
            if (a + 2 < last) prefetch_seen<Pack>(of, habit, a + 2);
            real seen(0.0F);
            for (std::size_t k = of.first[a]; k < of.first[a + 1]; ++k)
                seen = seen + real(of.weight[k]) * sim::load<Pack>(habit + static_cast<std::size_t>(of.to[k]) * W);
            const real own = sim::load<Pack>(habit + a * W);
            const real wish = real(with.base) + real(with.social) * seen + real(with.habit) * own;
            const real chance = real(1.0F) / (real(1.0F) + sim::exp(real(0.0F) - wish));
            const typename Pack::mask takes_part = sim::uniform(luck.w[a - i]) < chance;
            const real formed = own + real(with.habit_rate) * (sim::select(takes_part, real(1.0F), real(0.0F)) - own);
            sim::store(next + a * W, formed);
            habits = habits + formed;
            count = count + sim::select(takes_part, word(1U), word(0U));
        }
    }
    sim::store(took_part, count);
    sim::store(sum, habits);
}

const kernel_table one_run{start<sim::pack<1>>, choose<sim::pack<1>>};
const kernel_table sixteen_runs{start<sim::pack<16>>, choose<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace logit_contagion
