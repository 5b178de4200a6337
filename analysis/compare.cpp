#include "analysis/compare.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

#include "sim/draws.hpp"

namespace analysis {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// The sums that measures are made of, by run and group (the last group is everybody), for one window.
class sums {
public:
    explicit sums(const results& file)
        : file_{&file}, groups_{file.groups().empty() ? 0 : file.axis_named(file.groups()).size()} {}

    // Sum over all other axes of an observation in a run, by group; groups() is everybody.
    double of(const std::string& name, const std::string& window, std::size_t run, std::size_t group) {
        if (!has(name)) return 0;   // left out of the file as empty
        const array& a = get(name, window);
        const std::size_t group_axis = axis_of_groups(a.axes);
        std::size_t inner = 1;
        const std::size_t a_run =
            std::accumulate(a.shape.begin() + 1, a.shape.end(), std::size_t{1}, std::multiplies<>{});
        for (std::size_t x = group_axis + 1; x < a.shape.size(); ++x) inner *= a.shape[x];
        double total = 0;
        for (std::size_t i = 0; i < a_run; ++i)
            if (group == groups_ || group_axis == a.shape.size() || i / inner % groups_ == group)
                total += a.values[run * a_run + i];
        return total;
    }
    double of(const sim::measure& m, std::size_t run, std::size_t group) {
        const double over = of(m.over, m.window, run, group);
        if (m.under == sim::per_step) return over / steps(m.window);
        if (m.under == sim::per_cell) return over / steps(m.window) / cells(m.over, m.window);
        const double under = of(m.under, m.window, run, group);
        return under > 0 ? over / under : unknown;
    }
    [[nodiscard]] std::size_t groups() const { return groups_; }
    [[nodiscard]] bool has(const std::string& name) const { return file_->find(name) != nullptr; }
    // Has an observation the axis of the groups?
    [[nodiscard]] bool grouped(const std::string& name) const {
        const variable* const v = file_->find(name);
        return v != nullptr && axis_of_groups(v->axes) < v->axes.size();
    }
    [[nodiscard]] double steps(const std::string& window) const { return static_cast<double>(file_->steps_in(window)); }

private:
    [[nodiscard]] std::size_t axis_of_groups(const std::vector<std::string>& axes) const {
        return static_cast<std::size_t>(std::ranges::find(axes, file_->groups()) - axes.begin());
    }
    double cells(const std::string& name, const std::string& window) {
        if (!has(name)) return 1;
        const array& a = get(name, window);
        return static_cast<double>(a.values.size()) / static_cast<double>(a.shape[0]);
    }
    const array& get(const std::string& name, const std::string& window) {
        const std::string key = window + "/" + name;
        auto found = arrays_.find(key);
        if (found == arrays_.end()) found = arrays_.emplace(key, file_->summary(name, window)).first;
        return found->second;
    }
    const results* file_;
    std::size_t groups_;
    std::map<std::string, array> arrays_;
};

// Weekly totals of an observation over the last `weeks` weeks of one run.
std::vector<double> series(const results& file, const std::string& name, std::size_t run, std::size_t weeks) {
    const std::size_t one[] = {run};
    const array a = file.weekly(name, one);
    const std::size_t steps = a.shape[1], cells = a.values.size() / steps;
    std::vector<double> out;
    for (std::size_t t = steps - weeks; t < steps; ++t)
        out.push_back(std::accumulate(a.values.begin() + static_cast<std::ptrdiff_t>(t * cells),
                                      a.values.begin() + static_cast<std::ptrdiff_t>((t + 1) * cells), 0.0));
    return out;
}

// Runs of the same luck in two arms: the same replicate. A run that failed in one of them is left out.
std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const results& file, std::size_t a, std::size_t b) {
    std::map<std::uint32_t, std::size_t> of_b;
    for (const std::size_t run : file.runs_of(b)) of_b[file.runs()[run].replicate] = run;
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const std::size_t run : file.runs_of(a))
        if (const auto at = of_b.find(file.runs()[run].replicate); at != of_b.end())
            pairs.emplace_back(run, at->second);
    return pairs;
}

template <class Value>
estimate difference_of(const std::vector<std::pair<std::size_t, std::size_t>>& pairs, Value value) {
    std::vector<double> a, b;
    for (const auto& [here, there] : pairs) {
        a.push_back(value(here));
        b.push_back(value(there));
    }
    return paired_difference(a, b);
}

std::vector<drift> drifts_of(const results& file, const comparison& found) {
    std::vector<drift> out;
    const std::size_t weeks = file.steps_in("last_year");
    if (weeks < 2) return out;
    for (std::size_t m = 0; m < file.measures().size(); ++m) {
        const sim::measure& how = file.measures()[m];
        if (!how.drifts) continue;
        std::vector<double> slopes;
        for (const std::size_t run : file.runs_of(found.baseline)) {
            std::vector<double> over = series(file, how.over, run, weeks);
            const std::vector<double> under = series(file, how.under, run, weeks);
            for (std::size_t t = 0; t < over.size(); ++t) over[t] /= under[t];
            slopes.push_back(slope(over) * static_cast<double>(file.steps_per_year()));
        }
        drift one{m, mean_of(slopes), {}};
        if (!std::isfinite(one.a_year.mean)) continue;   // something had nothing to be divided by
        if (one.a_year.excludes_zero())
            for (const arm_comparison& arm : found.arms) {
                const comparison_cell& all = arm.cells.back()[m];
                if (arm.arm != found.baseline && all.difference.excludes_zero() &&
                    std::abs(one.a_year.mean) > 0.1 * std::abs(all.difference.mean))
                    one.arms.push_back(arm.arm);
            }
        out.push_back(std::move(one));
    }
    return out;
}

}   // namespace

comparison compare(const results& file, std::size_t baseline) {
    comparison out;
    const std::vector<sim::measure>& measures = file.measures();
    out.baseline = baseline;
    if (!file.groups().empty()) {
        const axis& groups = file.axis_named(file.groups());
        out.groups = groups.labels;
        out.groups_zh = groups.labels_zh.empty() ? groups.labels : groups.labels_zh;
    }
    out.groups.emplace_back("all");
    out.groups_zh.emplace_back("全体");
    out.weeks = file.steps_in("last_year");
    sums s{file};
    const auto cost = std::ranges::find(measures, std::string{"spending"}, &sim::measure::over);
    out.costs = cost != measures.end() && s.has("participants") && s.has("reached");

    // By replicate, in the same order in every arm.
    const auto values_of = [&](std::size_t arm, std::size_t group, std::size_t m) {
        std::vector<double> values;
        for (const std::size_t run : file.runs_of(arm)) values.push_back(s.of(measures[m], run, group));
        return values;
    };
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        arm_comparison one;
        one.arm = arm;
        const auto pairs = pairs_of(file, arm, out.baseline);
        for (std::size_t g = 0; g < out.groups.size(); ++g) {
            one.cells.emplace_back();
            for (std::size_t m = 0; m < measures.size(); ++m) {
                comparison_cell cell;
                if (g + 1 == out.groups.size() || s.grouped(measures[m].over)) {
                    const auto here = values_of(arm, g, m);
                    cell.level = mean_of(here);
                    cell.known = std::isfinite(cell.level.mean);
                    if (cell.known && arm != out.baseline)
                        cell.difference =
                            difference_of(pairs, [&](std::size_t run) { return s.of(measures[m], run, g); });
                }
                one.cells.back().push_back(cell);
            }
        }
        if (out.costs && arm != out.baseline) {
            const double further_cost =
                one.cells.back()[static_cast<std::size_t>(cost - measures.begin())].difference.mean;
            const auto gained = [&](const char* name, const char* window) {
                return difference_of(pairs, [&](std::size_t run) { return s.of(name, window, run, s.groups()); });
            };
            const estimate participants = gained("participants", "last_year"), reached = gained("reached", "last_week");
            one.participants_gained = participants.mean / s.steps("last_year");
            one.reached_gained = reached.mean;
            one.cost_a_participant = participants.low() > 0 ? further_cost / one.participants_gained : unknown;
            one.cost_a_reached =
                reached.low() > 0 ? further_cost * static_cast<double>(file.steps_per_year()) / reached.mean : unknown;
        }
        out.arms.push_back(std::move(one));
    }
    std::vector<double> all;
    std::vector<comparison_cell*> cells;
    for (arm_comparison& arm : out.arms)
        for (auto& group : arm.cells)
            for (comparison_cell& cell : group) {
                if (arm.arm == out.baseline || !cell.known) continue;
                cell.p = p_value(cell.difference);
                all.push_back(cell.p);
                cells.push_back(&cell);
            }
    const std::vector<double> adjusted = holm(all);
    for (std::size_t c = 0; c < cells.size(); ++c) cells[c]->p_holm = adjusted[c];
    out.drifts = drifts_of(file, out);
    return out;
}

std::vector<ranked_arm> rank(const results& file, std::size_t measure, bool smallest_first) {
    constexpr std::size_t samples = 10000;
    constexpr estimate nothing{unknown, unknown, 0};
    sums s{file};
    const double sign = smallest_first ? -1 : 1;
    const auto value = [&](std::size_t run) { return s.of(file.measures()[measure], run, s.groups()); };
    std::vector<ranked_arm> order, unknown_ones;
    std::map<std::uint32_t, std::vector<double>> by_replicate;   // of arms whose measure is known
    std::vector<std::size_t> column(file.arms().size());
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        std::vector<double> values;
        for (const std::size_t run : file.runs_of(arm)) values.push_back(value(run));
        const ranked_arm one{arm, mean_of(values), unknown, nothing, 0};
        if (!std::isfinite(one.level.mean)) {
            unknown_ones.push_back(one);
            continue;
        }
        column[arm] = order.size();
        order.push_back(one);
        std::size_t at = 0;
        for (const std::size_t run : file.runs_of(arm)) {
            auto& row = by_replicate[file.runs()[run].replicate];
            row.resize(column[arm], unknown);
            row.push_back(values[at++]);
        }
    }
    std::vector<std::vector<double>> rows;   // replicates that every such arm has
    for (auto& [replicate, row] : by_replicate) {
        row.resize(order.size(), unknown);
        if (std::ranges::all_of(row, [](double x) { return std::isfinite(x); })) rows.push_back(row);
    }
    std::ranges::stable_sort(order, {}, [&](const ranked_arm& one) { return -sign * one.level.mean; });
    if (rows.size() > 1) {
        for (ranked_arm& one : order) one.best = 0;
        for (std::uint32_t sample = 0; sample < samples; ++sample) {   // the same replicates of every arm
            std::vector<double> sum(order.size(), 0.0);
            for (std::uint32_t k = 0; k < rows.size(); ++k) {
                const auto& row = rows[sim::draw{0, k, sample, 0}.below(static_cast<std::uint32_t>(rows.size()))];
                for (std::size_t at = 0; at < order.size(); ++at) sum[at] += sign * row[column[order[at].arm]];
            }
            const double most = *std::ranges::max_element(sum);
            const auto ties = static_cast<double>(std::ranges::count(sum, most));
            for (std::size_t at = 0; at < order.size(); ++at)
                if (sum[at] == most) order[at].best += 1 / ties;
        }
        for (ranked_arm& one : order) one.best /= static_cast<double>(samples);
        for (std::size_t k = 0; k + 1 < order.size(); ++k) {
            order[k].over_next = difference_of(pairs_of(file, order[k].arm, order[k + 1].arm), value);
            if (!order[k].over_next.excludes_zero()) order[k].enough = replicates_to_tell(order[k].over_next);
        }
    }
    order.insert(order.end(), unknown_ones.begin(), unknown_ones.end());
    return order;
}

}   // namespace analysis
