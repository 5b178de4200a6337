#include "sim/results/recorded.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "sim/text/storage.hpp"

namespace sim::recorded {

void description::arrange() {
    if (stands_for.size() != points * arms.size())
        throw storage_error{fmt::format("{} does not say which runs belong to which point of its design", path)};
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::size_t>> made;   // by point and arm
    for (std::size_t r = 0; r < runs.size(); ++r)
        if (runs[r].status == 0) made[{runs[r].point, runs[r].arm}].push_back(r);
    const auto replicate_of = [&](std::size_t r) { return runs[r].replicate; };
    for (auto& [where, of] : made) {
        std::ranges::stable_sort(of, {}, replicate_of);
        const auto twice = std::ranges::adjacent_find(of, {}, replicate_of);
        if (twice != of.end())
            throw storage_error{fmt::format("{} has replicate {} of an arm twice: runs {} and {}", path,
                                            replicate_of(*twice), *twice, *std::next(twice))};
    }
    runs_of.clear();
    for (std::size_t at = 0; at < stands_for.size(); ++at) runs_of.push_back(made[{stands_for[at], at % arms.size()}]);
}

std::vector<double> sums_of_cells(std::span<const double> values, std::size_t cells) {
    std::vector<double> sums(cells > 0 ? values.size() / cells : 0, 0.0);
    for (std::size_t i = 0; i < sums.size(); ++i)
        for (std::size_t c = 0; c < cells; ++c) sums[i] += values[i * cells + c];
    return sums;
}

array source::weekly_totals(const variable& what, std::span<const std::size_t> runs) const {
    array all = weekly(what, runs);
    std::size_t cells = 1;
    for (std::size_t x = 2; x < all.shape.size(); ++x) cells *= all.shape[x];
    return {{all.axes[0], all.axes[1]}, {all.shape[0], all.shape[1]}, sums_of_cells(all.values, cells)};
}

}   // namespace sim::recorded
