#include "models/logit_contagion/logit_contagion.kernel.hpp"

#include "models/uniform_start.hpp"
#include "sim/engine/lanes.hpp"
#include "sim/engine/rows.hpp"

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

// What becomes of an agent in all runs of a pack, or of sixteen agents of one run; `takes_part` gets who takes part.
template <class Pack>
[[gnu::always_inline]] inline typename Pack::real choose_one(const wishes& with, const typename Pack::real& seen,
                                                             const typename Pack::real& own,
                                                             const typename Pack::word& luck,
                                                             typename Pack::mask& takes_part) {
    using real = typename Pack::real;
    const real wish = real(with.base) + real(with.social) * seen + real(with.habit) * own;
    const real chance = real(1.0F) / (real(1.0F) + sim::exp(real(0.0F) - wish));
    takes_part = sim::uniform(luck) < chance;
    return own + real(with.habit_rate) * (sim::select(takes_part, real(1.0F), real(0.0F)) - own);
}

template <class Pack>
[[gnu::always_inline]] inline void in_turn(const surroundings& of, const wishes& with, std::size_t first,
                                           std::size_t last, std::uint32_t now, const std::uint32_t* key_low,
                                           const std::uint32_t* key_high, const float* habit, float* next,
                                           typename Pack::word& count, typename Pack::real& habits) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    constexpr std::size_t W = Pack::lanes;
    const word low = sim::load<Pack>(key_low), high = sim::load<Pack>(key_high);
    for (std::size_t i = first; i < last; i += 4) {   // four agents share one draw
        const auto luck = sim::philox_lanes<word>(static_cast<std::uint32_t>(i / 4), now, luck_of_choice, 0, low, high);
        for (std::size_t a = i; a < i + 4 && a < last; ++a) {
            if (a + 2 < last) prefetch_seen<Pack>(of, habit, a + 2);
            real seen(0.0F);
            for (std::size_t k = of.first[a]; k < of.first[a + 1]; ++k)
                seen = seen + real(of.weight[k]) * sim::load<Pack>(habit + static_cast<std::size_t>(of.to[k]) * W);
            typename Pack::mask takes_part;
            const real formed = choose_one<Pack>(with, seen, sim::load<Pack>(habit + a * W), luck.w[a - i], takes_part);
            sim::store(next + a * W, formed);
            habits = habits + formed;
            count = count + sim::select(takes_part, word(1U), word(0U));
        }
    }
}

template <class Pack>
void choose(const surroundings& of, const wishes& with, std::size_t first, std::size_t last, std::uint32_t now,
            const std::uint32_t* key_low, const std::uint32_t* key_high, const float* habit, float* next,
            std::uint32_t* took_part, float* sum) {
    typename Pack::word count(0U);
    typename Pack::real habits(0.0F);
    in_turn<Pack>(of, with, first, last, now, key_low, key_high, habit, next, count, habits);
    sim::store(took_part, count);
    sim::store(sum, habits);
}

// One run, sixteen agents side by side: each agent's sum is taken in its lane in the order of its ties, and the sum of
// habits from agent to agent, so that both are in_turn's, bit for bit.
void choose_side_by_side(const surroundings& of, const wishes& with, std::size_t first, std::size_t last,
                         std::uint32_t now, const std::uint32_t* key_low, const std::uint32_t* key_high,
                         const float* habit, float* next, std::uint32_t* took_part, float* sum) {
    using pack = sim::pack<16>;
    using sim::reals;
    using sim::words;
    constexpr std::size_t most_ties = 16 * sim::most_columns;
    alignas(64) float products[most_ties + sim::beyond_rows] = {}, columns[most_ties];
    alignas(64) std::uint32_t luck[16], draws[4][16];
    sim::sixteen_rows rows;
    alignas(64) const std::uint32_t steps[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    std::uint32_t count = 0;
    float habits = 0.0F;
    std::size_t i = first;
    for (; i + 16 <= last; i += 16) {
        const std::size_t draw = (i - first) / 4 % 16;
        if (draw == 0) {   // sixteen draws, of four agents each
            const auto drawn = sim::philox_counters(words(static_cast<std::uint32_t>(i / 4)) + sim::load<pack>(steps),
                                                    now, luck_of_choice, 0, *key_low, *key_high);
            for (std::size_t a = 0; a < 4; ++a) sim::store(draws[a], drawn.w[a]);
        }
        const std::size_t begins = of.first[i], ties = of.first[i + 16] - begins;
        sim::find_rows(of.first + i, 1, rows);
        if (rows.longest > sim::most_columns) {
            in_turn<sim::pack<1>>(of, with, i, i + 16, now, key_low, key_high, habit, next, count, habits);
            continue;
        }
        std::size_t k = 0;
        for (; k + 16 <= ties; k += 16)
            sim::store_anywhere(products + k,
                                sim::load_anywhere<reals>(of.weight + begins + k) *
                                    sim::gather<reals>(habit, sim::load_anywhere<words>(of.to + begins + k)));
        for (; k < ties; ++k) products[k] = of.weight[begins + k] * habit[of.to[begins + k]];
        sim::to_columns(products, rows.begin, rows.longest, columns);
        reals seen(0.0F);
        std::size_t j = 0;
        for (; j < rows.shortest; ++j) seen = seen + sim::load<pack>(columns + j * 16);
        const words end = sim::load<pack>(rows.length);
        for (; j < rows.longest; ++j)
            seen =
                sim::select(words(static_cast<std::uint32_t>(j)) < end, seen + sim::load<pack>(columns + j * 16), seen);
        for (std::size_t q = 0; q < 4; ++q)
            for (std::size_t a = 0; a < 4; ++a) luck[4 * q + a] = draws[a][draw + q];
        sim::masks takes_part;
        const reals formed =
            choose_one<pack>(with, seen, sim::load_anywhere<reals>(habit + i), sim::load<pack>(luck), takes_part);
        sim::store_anywhere(next + i, formed);
        for (std::size_t r = 0; r < 16; ++r) habits = habits + next[i + r];
        count += sim::how_many(takes_part);
    }
    in_turn<sim::pack<1>>(of, with, i, last, now, key_low, key_high, habit, next, count, habits);
    *took_part = count;
    *sum = habits;
}

const kernel_table one_run{start<sim::pack<1>>, choose_side_by_side};
const kernel_table sixteen_runs{start<sim::pack<16>>, choose<sim::pack<16>>};

const kernel_table& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace logit_contagion
