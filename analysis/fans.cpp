#include "analysis/fans.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "analysis/measured.hpp"

namespace analysis {

namespace {

std::vector<std::size_t> weeks_shown(std::size_t weeks, std::size_t most) {
    const std::size_t every = std::max<std::size_t>(1, (weeks + most - 1) / most);
    std::vector<std::size_t> out;
    for (std::size_t back = 0; back < weeks; back += every) out.push_back(weeks - 1 - back);
    std::ranges::reverse(out);
    return out;
}

std::array<double, fan_quantiles.size()> quantiles_of(const observed& file, const std::vector<double>& values) {
    const auto& shares = file.worlds().any() ? fan_quantiles_of_worlds : fan_quantiles;
    std::array<double, fan_quantiles.size()> out{};
    out.fill(std::numeric_limits<double>::quiet_NaN());
    if (values.empty()) return out;
    for (std::size_t q = 0; q < out.size(); ++q) out[q] = quantile(values, shares[q]);
    return out;
}

}   // namespace

fans fans_of(const observed& file, const fan_options& options, std::size_t measure) {
    fans out{options.baseline, measure, options.axis, weeks_shown(file.steps(), options.most_weeks), {}};
    std::vector<std::size_t> runs;
    std::vector<std::vector<std::size_t>> of_arm;
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        of_arm.push_back(file.runs_of(arm));
        of_arm.back().resize(std::min(of_arm.back().size(), options.most_replicates));
        runs.insert(runs.end(), of_arm.back().begin(), of_arm.back().end());
    }
    std::ranges::sort(runs);
    std::map<std::size_t, std::size_t> place;
    for (std::size_t k = 0; k < runs.size(); ++k) place[runs[k]] = k;
    const by_week values = weekly_values(file, file.measures()[measure], options.axis, runs);
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        auto pairs = pairs_of(file, arm, options.baseline);
        std::erase_if(pairs,
                      [&](const auto& one) { return !place.contains(one.first) || !place.contains(one.second); });
        const auto of_pairs = first_of(pairs);
        for (std::size_t g = 0; g < values.groups; ++g) {
            fan one{arm, g, {}, {}};
            bool known = false;
            for (const std::size_t t : out.weeks) {
                std::vector<double> level, difference, both;
                for (const std::size_t run : of_arm[arm]) level.push_back(values.at(place.at(run), t, g));
                level = by_world(file, of_arm[arm], level);
                std::erase_if(level, [](double x) { return !std::isfinite(x); });
                known = known || !level.empty();
                one.quantiles.push_back(quantiles_of(file, level));
                if (arm == options.baseline) continue;
                for (const auto& [here, there] : pairs) {
                    both.insert(both.end(), {values.at(place.at(here), t, g), values.at(place.at(there), t, g)});
                    difference.push_back(both[both.size() - 2] - both.back());
                }
                one.difference.push_back(answer(file, of_pairs, difference, size_of(both)));
            }
            if (known) out.all.push_back(std::move(one));
        }
    }
    return out;
}

}   // namespace analysis
