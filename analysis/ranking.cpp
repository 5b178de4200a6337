#include "analysis/ranking.hpp"

#include <algorithm>
#include <cmath>

namespace analysis {

namespace {

// Does resampling tell anything: are there enough replicates, and do the differences of the first arm from the others vary,
// but for arms that are the same? `values` are [replicate][arm].
bool worth_resampling(const std::vector<double>& values, std::size_t arms) {
    const std::size_t replicates = values.size() / arms;
    if (replicates < least_to_resample) return false;
    for (std::size_t a = 1; a < arms; ++a) {
        std::vector<double> over;
        for (std::size_t r = 0; r < replicates; ++r) over.push_back(values[r * arms] - values[r * arms + a]);
        if (const estimate e = mean_of(over, size_of(values)); e.alike() && e.mean != 0) return false;
    }
    return true;
}

}   // namespace

std::vector<ranked_arm> rank(const observed& file, std::size_t measure, bool smallest_first, const period& when) {
    constexpr estimate nothing{unknown, unknown, 0};
    measured m{file, "", when, runs_at_point(file)};
    const by_run found = m.values(file.measures()[measure]);
    const double sign = smallest_first ? -1 : 1;
    std::vector<ranked_arm> order, unknown_ones;
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        std::vector<double> values;
        for (const std::size_t run : file.runs_of(arm)) values.push_back(found.all(run));
        const ranked_arm one{arm, answer(file, file.runs_of(arm), values), unknown, nothing, true, 0};
        (std::isfinite(one.level.mean) ? order : unknown_ones).push_back(one);
    }
    std::ranges::stable_sort(order, {}, [&](const ranked_arm& one) { return -sign * one.level.value(); });
    std::vector<std::size_t> arms;
    for (const ranked_arm& one : order) arms.push_back(one.arm);
    const auto rows = common_runs(file, arms);
    std::vector<double> values = side_by_side(file, rows, found, 0);   // [replicate or world][place]
    for (double& x : values) x *= sign;
    if (file.worlds().any()) {
        const std::vector<double> best = shares_of_first(values, order.size());
        for (std::size_t k = 0; k < order.size() && !rows.empty(); ++k) {
            order[k].best = best[k];
            if (k + 1 < order.size())
                order[k].over_next = difference_of(file, pairs_of(file, order[k].arm, order[k + 1].arm), found, 0);
            if (k == 0) continue;
            const estimate behind = difference_of(file, pairs_of(file, order[0].arm, order[k].arm), found, 0);
            order[k].may_be_first = !behind.excludes_zero() && !(behind.alike() && behind.mean != 0);
        }
    } else if (rows.size() > 1) {
        const bool resampled = worth_resampling(values, order.size());
        if (resampled)
            for (ranked_arm& one : order) one.best = 0;
        for_bootstrap_sums(values, order.size(), resampled ? bootstrap_samples : 0,
                           [&](const std::vector<double>& sum) {
                               const double most = *std::ranges::max_element(sum);
                               const auto ties = static_cast<double>(std::ranges::count(sum, most));
                               for (std::size_t at = 0; at < order.size(); ++at)
                                   if (sum[at] == most) order[at].best += 1 / ties;
                           });
        for (ranked_arm& one : order) one.best /= static_cast<double>(bootstrap_samples);
        for (std::size_t k = 0; k + 1 < order.size(); ++k) {
            order[k].over_next = difference_of(file, pairs_of(file, order[k].arm, order[k + 1].arm), found, 0);
            if (order[k].over_next.excludes_zero()) continue;
            const std::size_t enough = replicates_to_tell(order[k].over_next);
            if (enough > 0)
                order[k].more = std::max(enough, order[k].over_next.replicates + 1) - order[k].over_next.replicates;
        }
        std::vector<double> behind;
        for (std::size_t k = 1; k < order.size(); ++k)
            behind.push_back(p_value(difference_of(file, pairs_of(file, order[0].arm, order[k].arm), found, 0)));
        const std::vector<double> among_all = holm(behind);
        for (std::size_t k = 1; k < order.size(); ++k) order[k].may_be_first = !(among_all[k - 1] <= 0.05);
    }
    order.insert(order.end(), unknown_ones.begin(), unknown_ones.end());
    return order;
}

}   // namespace analysis
