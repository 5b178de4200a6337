#include "models/request_queue/request_queue.kernel.hpp"

#include "sim/engine/lanes.hpp"

namespace request_queue {
inline namespace COGOV_ISA {

template <class Pack>
void serve(std::size_t first, std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
           const std::uint32_t* key_high, float opening, const float* service_chance, std::uint32_t give_up,
           std::uint32_t* waiting, std::uint32_t* sums) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    using mask = typename Pack::mask;
    constexpr std::size_t W = Pack::lanes;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high), none(0U), one(1U);
    const real chance = sim::load<Pack>(service_chance), opens(opening);
    word sum[totals] = {none, none, none, none, none};
    for (std::size_t four = first / 4; four * 4 < last; ++four) {   // four residents share one draw
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(four), now, luck_of_week, 0, low, high);
        for (std::size_t k = 0; k < 4; ++k) {
            const std::size_t i = four * 4 + k;
            if (i < first || i >= last) continue;   // of another block
            const real u = sim::uniform(luck.w[k]);
            const word before = sim::load<Pack>(waiting + i * W);
            const mask has = before != none, in_time = u < chance;
            const mask is_served = has & in_time, waits_on = before < word(give_up), wants = u < opens;
            const mask not_served = !is_served, too_long = !waits_on, has_none = !has;
            const mask is_unmet = has & not_served & too_long, is_opened = has_none & wants;
            const word after = sim::select(has, sim::select(is_served | is_unmet, none, before + one),
                                           sim::select(is_opened, one, none));
            sim::store(waiting + i * W, after);
            sum[opened] = sum[opened] + sim::select(is_opened, one, none);
            sum[served] = sum[served] + sim::select(is_served, one, none);
            sum[unmet] = sum[unmet] + sim::select(is_unmet, one, none);
            sum[open] = sum[open] + sim::select(after != none, one, none);
            sum[waits] = sum[waits] + sim::select(is_served, before, none);
        }
    }
    for (std::size_t t = 0; t < totals; ++t) sim::store(sums + t * W, sum[t]);
}

const kernel_table one_run{serve<sim::pack<1>>};
const kernel_table sixteen_runs{serve<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace request_queue
