#include "models/worker_posts/worker_posts.kernel.hpp"

#include "sim/engine/lanes.hpp"

namespace worker_posts {
inline namespace COGOV_ISA {

template <class Pack>
void work(const rates& r, std::size_t first, std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
          const std::uint32_t* key_high, std::uint32_t* vacant_for, float* morale, float* skill, std::uint32_t* counts,
          float* sums) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    using mask = typename Pack::mask;
    constexpr std::size_t W = Pack::lanes;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high), none(0U), one(1U);
    const real nothing(0.0F);
    word empty(0U), left(0U);
    real all_morale(0.0F), all_skill(0.0F);
    for (std::size_t i = first; i < last; ++i) {
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i), now, luck_of_quitting, 0, low, high);
        const word vacant_weeks = sim::load<Pack>(vacant_for + i * W);
        const real m = sim::load<Pack>(morale + i * W), s = sim::load<Pack>(skill + i * W);
        const mask held = vacant_weeks == none;
        empty = empty + sim::select(held, none, one);
        all_morale = all_morale + sim::select(held, m, nothing);
        all_skill = all_skill + sim::select(held, s, nothing);
        const real moved = m + real(r.morale_rate) * (real(r.target_morale) - m);
        const real learnt = s + real(r.skill_rate) * (real(r.skill_target) - s);
        const real hazard = real(r.quit) * sim::exp(real(r.quit_slope) * (real(r.morale_neutral) - moved));
        const mask quits_now = sim::uniform(luck.w[0]) < hazard, leaves = held & quits_now;
        left = left + sim::select(leaves, one, none);
        const word after = sim::select(leaves, word(r.vacancy), sim::select(held, none, vacant_weeks - one));
        // Whoever takes a post starts anew, whether it was left this week or has been vacant.
        const mask stays = held & !leaves;
        sim::store(vacant_for + i * W, after);
        sim::store(morale + i * W, sim::select(stays, moved, real(r.start_morale)));
        sim::store(skill + i * W, sim::select(stays, learnt, real(r.start_skill)));
    }
    sim::store(counts + vacant * W, empty);
    sim::store(counts + quits * W, left);
    sim::store(sums, all_morale);
    sim::store(sums + W, all_skill);
}

const kernel_table one_run{work<sim::pack<1>>};
const kernel_table sixteen_runs{work<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace worker_posts
