#include "analysis/costs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/stored_table.hpp"

namespace analysis {

namespace {

constexpr ratio no_ratio{unknown, unknown, unknown};

// The observation that is money: what a measure of money sums. Null where there is none.
const variable* money_of(const observed& file) {
    for (const sim::measure& m : file.measures())
        if (const variable* const v = file.find(m.over); m.about == sim::role::money && v != nullptr) return v;
    return nullptr;
}

// The axis of money that tells what it is paid for.
std::string axis_of_instruments(const observed& file, const variable& money) {
    for (std::size_t a = 2; a < money.axes.size(); ++a)
        if (file.axis_named(money.axes[a]).kind == sim::axis_kind::instrument) return money.axes[a];
    return "";
}

bool weekly(const observed& file, const std::string& name) {
    return std::ranges::find(file.weekly_variables(), name, &variable::name) != file.weekly_variables().end();
}

std::vector<purchase> purchases_of(const observed& file, const std::string& axis) {
    std::vector<purchase> out;
    const auto what = axis.empty() ? std::vector<std::string>{} : file.coordinate("pays_for");
    if (what.empty() || what.size() != file.axis_named(axis).size()) return out;
    const stored_table prices{file, "costs.csv", axis};   // its rows are named by the axis
    for (std::size_t r = 0; r < prices.rows(); ++r)
        for (std::size_t l = 0; l < what.size(); ++l) {
            if (prices.text(r, axis) != file.axis_named(axis).labels[l] || !weekly(file, what[l])) continue;
            const double price =
                prices.number(r, "unit_cost_yuan") /
                (prices.text(r, "cost_period") == "year" ? static_cast<double>(file.steps_per_year()) : 1);
            if (price > 0) out.push_back({l, what[l], price});
        }
    return out;
}

// How many a step, or at the end.
by_run count_of(measured& in, const sim::measure& m) {
    const bool at_end = m.window == "last_week";
    by_run out = in.sums(m.over, at_end);
    if (!at_end)
        for (double& x : out.values) x /= in.weeks();
    return out;
}

// Can replicates be resampled to say how sure the frontier is: are there enough, and do the effects of some arms vary
// beside those of the first, and of none by the same in all? `values` are [replicate][arm's effects, then costs].
bool effects_vary(const std::vector<double>& values, std::size_t arms) {
    const std::size_t replicates = values.size() / (2 * arms);
    if (replicates < least_to_resample) return false;
    bool vary = false;
    for (std::size_t a = 1; a < arms; ++a) {
        std::vector<double> over, effects;
        for (std::size_t r = 0; r < replicates; ++r) {
            effects.insert(effects.end(), {values[r * 2 * arms + a], values[r * 2 * arms]});
            over.push_back(values[r * 2 * arms + a] - values[r * 2 * arms]);
        }
        const estimate e = mean_of(over, size_of(effects));
        if (e.alike() && e.mean != 0) return false;
        vary = vary || !e.alike();
    }
    return vary;
}

// Which arms are efficient, why others are not, and what each efficient one costs from the one before.
void tell_frontier(const observed& file, const by_run& cost, const by_run& effect, double sign, bool resampled,
                   costs& out) {
    std::vector<std::size_t> arms(out.arms.size());
    std::iota(arms.begin(), arms.end(), std::size_t{0});
    const auto rows = common_runs(file, arms);
    std::vector<std::pair<double, double>> points(arms.size());   // (effect, cost), means over the same replicates
    std::vector<double> values;   // [replicate or world][arm, then arm][effect, then cost]
    const auto effects = side_by_side(file, rows, effect, effect.groups - 1),
               spent = side_by_side(file, rows, cost, cost.groups - 1);
    for (std::size_t row = 0; row < effects.size(); row += arms.size()) {
        for (std::size_t a = 0; a < arms.size(); ++a) values.push_back(sign * effects[row + a]);
        for (std::size_t a = 0; a < arms.size(); ++a) values.push_back(spent[row + a]);
    }
    const auto points_of = [&](const std::vector<double>& sum) {
        for (std::size_t a = 0; a < arms.size(); ++a) points[a] = {sum[a], sum[arms.size() + a]};
    };
    for (costs_of_arm& arm : out.arms) arm.share_efficient = unknown;
    if (rows.empty() || !std::ranges::all_of(values, [](double x) { return std::isfinite(x); })) return;
    out.told = values.size() > 2 * arms.size();
    std::size_t tried = 0;
    const auto try_one = [&](const std::vector<double>& sum) {
        points_of(sum);
        const auto efficient = efficient_frontier(points);
        for (std::size_t a = 0; a < arms.size(); ++a)
            out.arms[a].share_efficient = (tried == 0 ? 0 : out.arms[a].share_efficient) + (efficient[a] ? 1 : 0);
        ++tried;
    };
    if (resampled && file.worlds().any()) {
        for (auto row = values.begin(); row != values.end(); row += static_cast<std::ptrdiff_t>(2 * arms.size()))
            try_one({row, row + static_cast<std::ptrdiff_t>(2 * arms.size())});
    } else if (resampled && effects_vary(values, arms.size())) {
        for_bootstrap_sums(values, 2 * arms.size(), bootstrap_samples, try_one);
    }
    for (costs_of_arm& arm : out.arms) arm.share_efficient /= static_cast<double>(tried);
    std::vector<double> sum(2 * arms.size(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) sum[i % sum.size()] += values[i];
    points_of(sum);
    const auto efficient = efficient_frontier(points);
    const auto does_more = [&](std::size_t a, std::size_t b) {   // beyond what luck explains, or in nearly all worlds
        const estimate e = difference_of(file, pairs_of(file, a, b), effect, effect.groups - 1);
        return (sign > 0 ? e.low() : -e.high()) > 0;
    };
    std::vector<std::size_t> frontier;
    for (std::size_t a = 0; a < arms.size(); ++a) {
        costs_of_arm& arm = out.arms[a];
        for (std::size_t b = 0; b < arms.size(); ++b) {
            if (b == a) continue;
            if (efficient[a]) {
                if (points[b].second < points[a].second && !does_more(a, b) &&
                    (!arm.no_more || points[b].second < points[*arm.no_more].second))
                    arm.no_more = b;
            } else if (!arm.better_shown && points[b].first >= points[a].first &&
                       points[b].second <= points[a].second && points[b] != points[a]) {
                arm.better_shown = does_more(b, a);
                if (arm.better_shown || !arm.better) arm.better = b;
            }
        }
        arm.efficient = efficient[a] && !arm.no_more;
        if (arm.efficient) frontier.push_back(a);
    }
    std::ranges::stable_sort(frontier, {}, [&](std::size_t a) { return points[a].second; });
    for (std::size_t k = 1; k < frontier.size(); ++k) {
        costs_of_arm& arm = out.arms[frontier[k]];
        const std::size_t before = frontier[k - 1];
        arm.after = points[frontier[k]] == points[before] ? out.arms[before].after : before;   // arms alike
        if (!arm.after) continue;
        const auto pairs = pairs_of(file, frontier[k], *arm.after);
        std::vector<double> further = differences_in(file, pairs, effect, effect.groups - 1);
        for (double& x : further) x *= sign;
        arm.from_before = ratio_in(file, differences_in(file, pairs, cost, cost.groups - 1), further);
    }
}

}   // namespace

bool differ(const estimate& paid_for, const estimate& there) {
    return std::abs(paid_for.value() - there.value()) >= 0.5;
}

bool is_count(const observed& file, const sim::measure& m) {
    const variable* const counted = file.find(m.over);
    return counted != nullptr && counted->count && counted->axes[1] != "year";
}

bool tells_costs(const observed& file) { return money_of(file) != nullptr; }

std::vector<bool> efficient_frontier(const std::vector<std::pair<double, double>>& points) {
    std::vector<std::size_t> order(points.size()), hull;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return points[a].second < points[b].second ||
               (points[a].second == points[b].second && points[a].first > points[b].first);
    });
    for (const std::size_t next : order) {
        const auto& [effect, cost] = points[next];
        if (!hull.empty() && effect <= points[hull.back()].first) continue;
        while (hull.size() > 1) {
            const auto &last = points[hull.back()], &before = points[hull[hull.size() - 2]];
            if ((last.second - before.second) * (effect - last.first) <
                (cost - last.second) * (last.first - before.first))
                break;
            hull.pop_back();
        }
        hull.push_back(next);
    }
    std::vector<bool> on(points.size(), false);
    for (std::size_t a = 0; a < points.size(); ++a)
        on[a] = std::ranges::any_of(hull, [&](std::size_t h) { return points[h] == points[a]; });
    return on;
}

spent_and_counted spent_and_counted_by(const observed& file, std::size_t measure, const period& when) {
    const sim::measure& what = file.measures()[measure];
    spent_and_counted out;
    out.at_end = what.window == "last_week";
    measured everybody{file, "", when, runs_at_point(file)};
    out.cost = everybody.sums(money_of(file)->name, false);
    for (double& x : out.cost.values) x /= everybody.weeks();
    out.count = count_of(everybody, what);
    return out;
}

costs costs_of(const observed& file, std::size_t baseline, std::size_t measure, bool smallest_first, const period& when,
               bool resampled) {
    const sim::measure& what = file.measures()[measure];
    const double sign = smallest_first ? -1 : 1;
    costs out;
    out.baseline = baseline;
    out.measure = measure;
    out.smallest_first = smallest_first;
    const variable& money = *money_of(file);
    out.axis = axis_of_instruments(file, money);
    if (!out.axis.empty()) out.labels = file.axis_named(out.axis).labels;
    measured by_label{file, out.axis, when, runs_at_point(file)};
    by_run cost = by_label.sums(money.name, false);   // [run][label, then all]
    for (double& x : cost.values) x /= by_label.weeks();
    measured everybody{file, "", when, runs_at_point(file)};
    const by_run effect = everybody.values(what);
    out.at_end = what.window == "last_week";
    out.counts = is_count(file, what);
    const by_run count = out.counts ? count_of(everybody, what) : by_run{};
    out.purchases = purchases_of(file, out.axis);
    std::vector<by_run> things;   // by purchase
    for (const purchase& one : out.purchases) {
        things.push_back(everybody.sums(one.what, false));
        for (double& x : things.back().values) x /= everybody.weeks();
    }
    const double weeks_a_cost = out.at_end ? static_cast<double>(file.steps_per_year()) : 1;
    for (std::size_t a = 0; a < file.arms().size(); ++a) {
        costs_of_arm arm;
        arm.arm = a;
        for (std::size_t l = 0; l < out.labels.size(); ++l)
            arm.by_label.push_back(level_of(file, file.runs_of(a), cost, l));
        arm.total = level_of(file, file.runs_of(a), cost, cost.groups - 1);
        const auto pairs = pairs_of(file, a, baseline);
        arm.cost = difference_of(file, pairs, cost, cost.groups - 1);
        arm.effect = difference_of(file, pairs, effect, 0);
        for (std::size_t p = 0; p < out.purchases.size(); ++p) {
            arm.paid_for.push_back(
                divided(difference_of(file, pairs, cost, out.purchases[p].label), out.purchases[p].price));
            arm.there.push_back(difference_of(file, pairs, things[p], 0));
        }
        arm.of_one = arm.from_before = no_ratio;
        if (out.counts) {
            arm.count = difference_of(file, pairs, count, 0);
            std::vector<double> further_cost = differences_in(file, pairs, cost, cost.groups - 1),
                                further = differences_in(file, pairs, count, 0);
            for (double& x : further_cost) x *= weeks_a_cost;
            for (double& x : further) x *= sign;
            if (a != baseline && sign * arm.count.value() > 0) arm.of_one = ratio_in(file, further_cost, further);
        }
        out.arms.push_back(std::move(arm));
    }
    tell_frontier(file, cost, effect, sign, resampled, out);
    const std::size_t last = when.what == period::kind::range ? when.last : file.steps(),
                      first = when.what == period::kind::all ? 0 : last - weeks_of(file, when);
    for (std::size_t a = 0; a < file.arms().size() && first > 0; ++a)
        if (std::ranges::any_of(file.episodes(a),
                                [&](const episode& e) { return e.chosen && e.end < static_cast<std::int32_t>(last); }))
            out.ended.push_back(a);
    return out;
}

}   // namespace analysis
