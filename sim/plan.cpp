#include "sim/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/draws.hpp"
#include "sim/hash.hpp"

namespace sim {

plan make_plan(const ready& scenario, const world& built) {
    const auto replicates = static_cast<std::size_t>(scenario.what.replicates);
    plan out;
    out.blocks = (replicates + replicates_a_block - 1) / replicates_a_block;
    std::vector<std::uint64_t> identities;
    for (std::size_t s = 0; s < built.settings(); ++s)
        identities.push_back(
            hash_text(fmt::format("{} {} weeks {} burn-in {}\n{}", scenario.how->name(), scenario.how->version(),
                                  scenario.what.weeks, scenario.what.burn_in, built.identity(s))));
    for (std::size_t block = 0; block < out.blocks; ++block)
        for (std::size_t s = 0; s < built.settings(); ++s) {
            const std::size_t first = block * replicates_a_block,
                              last = std::min(replicates, first + replicates_a_block);
            out.batches.push_back({out.runs.size(), last - first, s, block});
            for (std::size_t r = first; r < last; ++r) {
                run one{
                    s, static_cast<std::uint32_t>(s), 0, static_cast<std::uint32_t>(r), run_seed(scenario.what.seed, r),
                    {}};
                one.key = hexadecimal(hash_bytes(&one.seed, sizeof one.seed, identities[s]));
                out.runs.push_back(one);
            }
        }
    return out;
}

}   // namespace sim
