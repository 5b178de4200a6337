#include "analysis/answers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include "analysis/costs.hpp"
#include "analysis/points.hpp"
#include "analysis/stored_table.hpp"
#include "sim/scenario/morris.hpp"
#include "sim/scenario/saltelli.hpp"

namespace analysis {

namespace {

using Eigen::Index;

constexpr with_error not_told{unknown, unknown};
constexpr std::size_t permutations_of_shares = 99, permutations_of_worths = 39;
constexpr std::size_t fewest_populations = 8;

std::size_t place(Index i) { return static_cast<std::size_t>(i); }
Index index(std::size_t i) { return static_cast<Index>(i); }

std::vector<uncertain_input> inputs_of(const observed& file, const std::vector<std::string>& keys) {
    std::map<std::string, std::string> groups;
    const stored_table in{file, "parameters.csv", "name"};
    for (std::size_t r = 0; r < in.rows(); ++r) groups[in.text(r, "name")] = in.text(r, "group");
    const auto name_of = [](const std::string& key) { return key.substr(key.find('.') + 1); };
    for (const sim::recorded::draw& one : file.worlds().drawn)
        if (!one.subject.empty()) groups[name_of(one.key)] = one.subject;
    std::vector<uncertain_input> out;
    for (const std::string& key : keys) {
        const auto found = groups.find(name_of(key));   // parameters.NAME, or of an instrument
        out.push_back({key, found == groups.end() || found->second.empty() ? key : found->second});
    }
    return out;
}

// Runs of one world, or without worlds of one point, with different luck.
struct run_effects {
    paired_effects::row where;
    std::vector<std::vector<double>> by_arm;
};

// Those of the point that a file is seen from.
void add_rows(const observed& there, std::size_t baseline, const std::vector<std::size_t>& others, const by_run& of,
              std::vector<run_effects>& to) {
    std::vector<std::size_t> arms{baseline};
    arms.insert(arms.end(), others.begin(), others.end());
    std::optional<std::size_t> last;
    for (const auto& runs : common_runs(there, arms)) {
        const std::size_t world = there.worlds().any() ? there.worlds().of(there.runs()[runs.front()].replicate) : 0;
        if (last != world) to.push_back({{there.point(), world, 0}, std::vector<std::vector<double>>(others.size())});
        last = world;
        ++to.back().where.runs;
        for (std::size_t a = 0; a < others.size(); ++a)
            to.back().by_arm[a].push_back(of.all(runs[a + 1]) - of.all(runs.front()));
    }
}

// The variance of numbers, with the standard error that its fourth moment gives.
with_error variance_of(const Eigen::VectorXd& values, std::size_t means) {
    const auto n = static_cast<double>(values.size());
    const double free = n - static_cast<double>(means);
    if (free < 1) return not_told;
    const double square = values.squaredNorm() / free, fourth = values.array().square().square().sum() / n;
    return {square, std::sqrt(std::max(0.0, fourth - square * square) / n)};
}

variance_components components_of(const observed& file, const paired_effects& all, std::size_t arm) {
    variance_components out{not_told, all.luck[arm], not_told, not_told};
    if (all.rows.size() < 2) return out;
    const Eigen::VectorXd values = all.values.col(index(arm));
    Eigen::VectorXd off = values.array() - values.mean();
    out.all = variance_of(off, 1);
    std::size_t means = 1;
    double between = unknown, size = 0;   // mean square between populations, and rows of each
    const std::size_t populations = file.worlds().populations;
    if (all.worlds > 0 && all.points == 1 && populations >= fewest_populations) {
        std::vector<double> sum(populations, 0.0), count(populations, 0.0);
        const auto of = [&](std::size_t row) { return file.worlds().people_of(all.rows[row].world); };
        for (std::size_t r = 0; r < all.rows.size(); ++r) {
            sum[of(r)] += off[index(r)];
            ++count[of(r)];
        }
        const auto there = static_cast<std::size_t>(std::ranges::count_if(count, [](double n) { return n > 0; }));
        if (there >= fewest_populations && all.rows.size() > 2 * there) {
            const auto n = static_cast<double>(all.rows.size()), p = static_cast<double>(there);
            double squares = 0;
            between = 0;
            for (std::size_t k = 0; k < populations; ++k) {
                if (count[k] == 0) continue;
                between += sum[k] * sum[k] / count[k] / (p - 1);
                squares += count[k] * count[k];
            }
            size = (n - squares / n) / (p - 1);
            for (std::size_t r = 0; r < all.rows.size(); ++r) off[index(r)] -= sum[of(r)] / count[of(r)];
            means = there;
        }
    }
    const with_error within = variance_of(off, means);
    if (size > 0) {
        const double free = static_cast<double>(means) - 1;
        out.people = {(between - within.value) / size,
                      std::sqrt(2 * between * between / free + within.error * within.error) / size};
    }
    if (!std::isfinite(out.luck.value)) return out;   // it is in what is left, nobody knows how much
    double runs = 0;                                  // of a row, harmonic mean
    for (const auto& row : all.rows) runs += 1 / static_cast<double>(row.runs) / static_cast<double>(all.rows.size());
    out.parameters = {within.value - out.luck.value * runs,
                      std::sqrt(within.error * within.error + out.luck.error * out.luck.error * runs * runs)};
    return out;
}

// Rows of samples that tell Sobol' indices, of one arm, by their place among points or worlds; `inputs` is how many of what
// moves by itself there are.
std::vector<saltelli_sample> samples_of(const std::vector<double>& by_place, std::size_t inputs) {
    std::vector<saltelli_sample> out(sim::scramblings);
    for (saltelli_sample& one : out) one.a_but_one.resize(inputs);
    const std::size_t rows = sim::rows_of_sample(inputs);
    for (std::size_t first = 0, sample = 0; first + rows <= by_place.size(); first += rows, ++sample) {
        const std::span<const double> own{by_place.data() + first, rows};
        if (!std::ranges::all_of(own, [](double x) { return std::isfinite(x); })) continue;   // a run has failed
        saltelli_sample& to = out[sample % sim::scramblings];
        to.a.push_back(own[0]);
        to.b.push_back(own[1]);
        for (std::size_t k = 0; k < inputs; ++k) to.a_but_one[k].push_back(own[2 + k]);
    }
    std::erase_if(out, [](const saltelli_sample& one) { return one.a.empty(); });
    return out;
}

// What an arm's effect changes by where a trajectory moves an input, upward, by input. `moves(k, row)` says which way input
// k moves behind a row: 1, -1, or 0 where it stays. All inputs of a trajectory move; what moves from a whole number to the
// same one, and the effect with it, is a change of nothing.
template <class Moves>
std::vector<std::vector<double>> changes_of(const std::vector<double>& by_place, std::size_t inputs, Moves moves) {
    std::vector<std::vector<double>> out(inputs);
    const std::size_t rows = sim::rows_of_trajectory(inputs);
    for (std::size_t first = 0; first + rows <= by_place.size(); first += rows) {
        std::vector<bool> moved(inputs, false);
        for (std::size_t row = first; row + 1 < first + rows; ++row)
            for (std::size_t k = 0; k < inputs; ++k) {
                const int way = moves(k, row);
                if (way == 0) continue;
                moved[k] = true;
                const double change = way * (by_place[row + 1] - by_place[row]);
                if (std::isfinite(change)) out[k].push_back(change);
            }
        for (std::size_t k = 0; k < inputs; ++k)
            if (!moved[k]) out[k].push_back(0);
    }
    return out;
}

// An arm's effect at each point, the mean over its worlds, or in each world of the only point; nan where there is none.
std::vector<double> by_place(const paired_effects& all, std::size_t arm, bool by_point, std::size_t count) {
    std::vector<double> sum(count, 0.0), rows(count, 0.0);
    for (std::size_t r = 0; r < all.rows.size(); ++r) {
        const std::size_t at = by_point ? all.rows[r].point : all.rows[r].world;
        sum[at] += all.values(index(r), index(arm));
        ++rows[at];
    }
    for (std::size_t i = 0; i < count; ++i) sum[i] /= rows[i];
    return sum;
}

// Only inputs that differ between rows, and the groups that they make.
void leave_what_differs(paired_effects& of) {
    std::vector<Index> which;
    std::vector<uncertain_input> inputs;
    for (Index k = 0; k < of.input.cols(); ++k)
        if (of.input.rows() > 0 && of.input.col(k).minCoeff() < of.input.col(k).maxCoeff()) {
            which.push_back(k);
            inputs.push_back(std::move(of.inputs[place(k)]));
        }
    of.input = matrix{of.input(Eigen::all, which)};
    of.inputs = std::move(inputs);
}

std::vector<std::string> groups_of(const std::vector<uncertain_input>& inputs,
                                   std::vector<std::vector<std::size_t>>& members) {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        const auto found = std::ranges::find(names, inputs[k].group);
        const auto at = static_cast<std::size_t>(found - names.begin());
        if (found == names.end()) {
            names.push_back(inputs[k].group);
            members.emplace_back();
        }
        members[at].push_back(k);
    }
    return names;
}

// Of points that a design moves, or of the worlds of the only one: what moving one input alone does, or all of a subject.
void tell_moves(const observed& file, const paired_effects& all, bool of_points, bool morris, drivers& out) {
    out.how = morris ? drivers::by::changes : drivers::by::indices;
    std::vector<std::string> keys;
    if (of_points)
        for (const factor& f : file.factors()) keys.push_back(f.key);
    else
        for (const sim::recorded::draw& one : file.worlds().drawn) keys.push_back(one.key);
    out.inputs = inputs_of(file, keys);
    std::vector<std::vector<std::size_t>> members;
    out.groups = groups_of(out.inputs, members);
    const std::size_t moved = of_points ? keys.size() : sim::together(file.worlds().drawn).count;
    out.by_subject = moved < keys.size();
    const auto way = [&](std::size_t k, std::size_t row) {
        if (!of_points) {
            const std::vector<double>& values = file.worlds().drawn[k].values;
            return values[row + 1] > values[row] ? 1 : values[row + 1] < values[row] ? -1 : 0;
        }
        const factor& one = file.factors()[k];
        if (one.texts[row] == one.texts[row + 1]) return 0;
        return !one.numbers.empty() && one.numbers[row + 1] < one.numbers[row] ? -1 : 1;
    };
    for (std::size_t a = 0; a < all.arms.size(); ++a) {
        const auto values = by_place(all, a, of_points, of_points ? all.points : all.worlds);
        if (morris)
            for (const auto& of : changes_of(values, moved, way)) out.arms[a].changes.push_back(morris_effect_of(of));
        else if (const auto samples = samples_of(values, moved); !samples.empty())
            out.arms[a].indices = sobol_indices(samples);
    }
}

// Of decisions: what options bring and cost a year, by world.
struct known_options {
    paired_effects rows;   // of what is counted
    options what;          // [world][arm of the file]
    bool at_end = false;
};

known_options options_of(const observed& file, std::size_t baseline, std::size_t measure, bool smallest_first,
                         const period& when) {
    const spent_and_counted by = spent_and_counted_by(file, measure, when);
    known_options out{paired_effects_of(file, baseline, by.count, false), {}, by.at_end};
    paired_effects spent = paired_effects_of(file, baseline, by.cost, false);
    const std::string& kind = file.worlds().kind;
    if (kind == sim::saltelli_kind ||
        kind == sim::morris_kind) {   // worlds that differ in one input alone tell little new
        const std::size_t moved = sim::together(file.worlds().drawn).count;
        const std::size_t rows = kind == sim::morris_kind ? sim::rows_of_trajectory(moved) : sim::rows_of_sample(moved),
                          fair = kind == sim::morris_kind ? 1 : 2;
        std::vector<Index> which;
        for (std::size_t r = 0; r < out.rows.rows.size(); ++r)
            if (out.rows.rows[r].world % rows < fair) which.push_back(index(r));
        for (paired_effects* const one : {&out.rows, &spent}) {
            one->values = matrix{one->values(which, Eigen::all)};
            one->input = matrix{one->input(which, Eigen::all)};
            std::vector<paired_effects::row> left;
            for (const Index r : which) left.push_back(one->rows[place(r)]);
            one->rows = std::move(left);
        }
    }
    const auto a_year = static_cast<double>(file.steps_per_year());
    const Index worlds = index(out.rows.rows.size()), arms = index(file.arms().size());
    out.what.effect = out.what.cost = matrix::Zero(worlds, arms);
    for (std::size_t a = 0; a < out.rows.arms.size(); ++a) {
        out.what.effect.col(index(out.rows.arms[a])) =
            (smallest_first ? -1 : 1) * (by.at_end ? 1 : a_year) * out.rows.values.col(index(a));
        out.what.cost.col(index(out.rows.arms[a])) = a_year * spent.values.col(index(a));
    }
    return out;
}

decisions decide_at(known_options known, std::size_t measure, std::span<const double> worths) {
    decisions out;
    out.baseline = known.rows.baseline;
    out.measure = measure;
    out.at_end = known.at_end;
    out.worlds = known.rows.rows.size();
    out.lucks = known.rows.fewest_runs();
    out.worths.assign(worths.begin(), worths.end());
    if (out.worlds == 0) return out;
    for (const double worth : worths) out.at.push_back(decide(known.what.net(worth)));
    auto [groups, inputs] = worth_of_inputs(std::move(known.rows), known.what, worths);
    out.groups = std::move(groups);
    out.inputs = std::move(inputs);
    return out;
}

double worth_in_question(const known_options& known) {
    double cheapest = std::numeric_limits<double>::infinity();
    for (Index a = 0; a < known.what.effect.cols() && known.what.effect.rows() > 0; ++a) {
        const double effect = known.what.effect.col(a).mean(), cost = known.what.cost.col(a).mean();
        if (effect > 0 && cost > 0) cheapest = std::min(cheapest, cost / effect);
    }
    if (!std::isfinite(cheapest)) return 1;
    double unit = 1;
    while (unit > 2 * cheapest) unit /= 10;
    while (unit * 10 <= 2 * cheapest) unit *= 10;
    for (const double times : {1.0, 2.0, 5.0})
        if (times * unit >= 2 * cheapest) return times * unit;
    return 10 * unit;
}

}   // namespace

std::size_t paired_effects::fewest_runs() const {
    return rows.empty() ? 0 : std::ranges::min_element(rows, {}, &row::runs)->runs;
}

paired_effects paired_effects_of(const observed& file, std::size_t baseline, const by_run& of, bool all_points) {
    paired_effects out;
    out.baseline = baseline;
    for (std::size_t a = 0; a < file.arms().size(); ++a)
        if (a != baseline) out.arms.push_back(a);
    const bool several = all_points && !file.factors().empty();
    std::vector<run_effects> found;
    for (std::size_t p = several ? 0 : file.point(); p < (several ? file.points() : file.point() + 1); ++p)
        add_rows(file.at_point(p), baseline, out.arms, of, found);
    // What nobody knows of an arm in a world leaves nothing to compare there.
    std::erase_if(found, [](const run_effects& one) {
        return std::ranges::any_of(one.by_arm, [](const std::vector<double>& values) {
            return std::ranges::any_of(values, [](double x) { return !std::isfinite(x); });
        });
    });
    out.points = several ? file.points() : 1;
    out.worlds = file.worlds().any() ? file.worlds().count : 0;
    out.values.resize(index(found.size()), index(out.arms.size()));
    std::vector<double> squares(out.arms.size(), 0.0), fourth(out.arms.size(), 0.0);
    double free = 0;
    for (std::size_t r = 0; r < found.size(); ++r) {
        out.rows.push_back(found[r].where);
        free += static_cast<double>(found[r].where.runs) - 1;
        for (std::size_t a = 0; a < out.arms.size(); ++a) {
            const std::vector<double>& values = found[r].by_arm[a];
            const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
            out.values(index(r), index(a)) = mean;
            for (const double x : values) squares[a] += (x - mean) * (x - mean);
        }
    }
    for (const double sum : squares)
        out.luck.push_back(free > 0 ? with_error{sum / free, sum / free * std::sqrt(2 / free)} : not_told);
    std::vector<std::string> keys;
    std::vector<std::size_t> factors;
    for (std::size_t f = 0; several && f < file.factors().size(); ++f)
        if (!file.factors()[f].numbers.empty()) {
            factors.push_back(f);
            keys.push_back(file.factors()[f].key);
        }
    for (const sim::recorded::draw& one : file.worlds().drawn) keys.push_back(one.key);
    out.inputs = inputs_of(file, keys);
    out.input.resize(index(found.size()), index(keys.size()));
    for (std::size_t r = 0; r < out.rows.size(); ++r) {
        for (std::size_t f = 0; f < factors.size(); ++f)
            out.input(index(r), index(f)) = file.factors()[factors[f]].numbers[out.rows[r].point];
        for (std::size_t k = 0; k < file.worlds().drawn.size(); ++k)
            out.input(index(r), index(factors.size() + k)) = file.worlds().drawn[k].values[out.rows[r].world];
    }
    return out;
}

known_worth worth_of_inputs(paired_effects rows, const options& what, std::span<const double> worths) {
    known_worth out;
    leave_what_differs(rows);
    if (rows.inputs.empty() || !enough_rows(rows.rows.size(), rows.inputs.size())) return out;
    std::vector<std::vector<std::size_t>> members, singles;
    const std::vector<std::string> groups = groups_of(rows.inputs, members);
    for (std::size_t k = 0; k < rows.inputs.size(); ++k) singles.push_back({k});
    auto of_groups = worth_of_knowing(what, worths, rows.input, members, permutations_of_worths, 1),
         of_inputs = worth_of_knowing(what, worths, rows.input, singles, permutations_of_worths, 2);
    for (std::size_t g = 0; g < groups.size(); ++g)
        out.groups.push_back({groups[g], groups[g], std::move(of_groups[g])});
    for (std::size_t k = 0; k < singles.size(); ++k)
        out.inputs.push_back({rows.inputs[k].key, rows.inputs[k].group, std::move(of_inputs[k])});
    return out;
}

drivers drivers_of(const observed& file, std::size_t baseline, std::size_t measure, const period& when,
                   bool all_points) {
    const bool several = all_points && !file.factors().empty();
    measured everybody{file, "", when, several ? std::vector<std::size_t>{} : runs_at_point(file)};
    paired_effects all = paired_effects_of(file, baseline, everybody.values(file.measures()[measure]), all_points);
    drivers out;
    out.baseline = baseline;
    out.measure = measure;
    out.rows = all.rows.size();
    out.points = all.points;
    out.worlds = all.worlds;
    out.lucks = all.fewest_runs();
    for (std::size_t a = 0; a < all.arms.size(); ++a) {
        out.arms.push_back({all.arms[a], components_of(file, all, a), {}, {}, {}});
    }
    const std::string& kind = several ? file.design_kind() : file.worlds().kind;
    if (kind == sim::saltelli_kind || kind == sim::morris_kind) {
        tell_moves(file, all, several, kind == sim::morris_kind, out);
        return out;
    }
    leave_what_differs(all);
    out.inputs = all.inputs;
    std::vector<std::vector<std::size_t>> members;
    out.groups = groups_of(out.inputs, members);
    if (out.inputs.empty() || all.arms.empty() || !enough_rows(out.rows, out.inputs.size())) return out;
    out.how = drivers::by::shares;
    auto shares = shares_told(all.input, all.values, members, permutations_of_shares, 1);
    for (std::size_t a = 0; a < shares.size(); ++a) out.arms[a].shares = std::move(shares[a]);
    return out;
}

bool tells_decisions(const observed& file, std::size_t measure) {
    return file.worlds().any() && tells_costs(file) && is_count(file, file.measures()[measure]);
}

std::vector<double> worths_between(double low, double high) {
    constexpr std::size_t steps = 10;
    if (low == high) return {low};
    std::vector<double> out;
    for (std::size_t i = 0; i <= steps; ++i)
        out.push_back(i == steps ? high : low + (high - low) * static_cast<double>(i) / static_cast<double>(steps));
    return out;
}

decisions decide_by(const observed& file, std::size_t baseline, std::size_t measure, bool smallest_first,
                    std::span<const double> worths, const period& when) {
    return decide_at(options_of(file, baseline, measure, smallest_first, when), measure, worths);
}

decisions decide_over(const observed& file, std::size_t baseline, std::size_t measure, bool smallest_first,
                      std::optional<std::pair<double, double>> asked, const period& when) {
    using by = decisions::by;
    const auto& told = file.worth();
    const bool stated = !asked && told && told->of == file.measures()[measure].name;
    if (stated) asked = {told->low, told->high};
    const by said = stated ? by::stated : asked ? by::asked : by::nobody;
    known_options known = options_of(file, baseline, measure, smallest_first, when);
    if (!asked) asked = {0, worth_in_question(known)};
    decisions out = decide_at(std::move(known), measure, worths_between(asked->first, asked->second));
    out.said = said;
    return out;
}

double worth_in_question(const observed& file, std::size_t baseline, std::size_t measure, bool smallest_first,
                         const period& when) {
    return worth_in_question(options_of(file, baseline, measure, smallest_first, when));
}

}   // namespace analysis
