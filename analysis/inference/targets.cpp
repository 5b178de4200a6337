// What runs tell of targets, docs/calibration.md.

#include "analysis/inference/targets.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

#include "analysis/measured.hpp"
#include "sim/engine/math.hpp"

namespace analysis {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// Observations of some runs, each read once, and their sums over parts of them.
class sums {
public:
    sums(const observed& file, std::vector<std::size_t> runs) : file_{file}, runs_{std::move(runs)} {}

    // Of every run, over steps first ... last - 1 and the labels; axes that the observation lacks restrict nothing.
    [[nodiscard]] std::vector<double> of(const std::string& name, sim::along_axes where, std::size_t first,
                                         std::size_t last) {
        std::vector<double> out(runs_.size(), 0.0);
        if (file_.find(name) == nullptr) return out;   // left out as empty
        const array& all = read(name);
        const std::vector<char> counted = mask(all, where);
        const std::size_t cells = counted.size(), steps = all.shape[1];
        for (std::size_t r = 0; r < runs_.size(); ++r)
            for (std::size_t s = first; s < std::min(last, steps); ++s) {
                const double* const at = &all.values[(r * steps + s) * cells];
                for (std::size_t c = 0; c < cells; ++c)
                    if (counted[c] != 0) out[r] += at[c];
            }
        return out;
    }
    [[nodiscard]] std::size_t cells_of(const std::string& name, sim::along_axes where) {
        if (file_.find(name) == nullptr) return 0;
        return static_cast<std::size_t>(std::ranges::count(mask(read(name), where), 1));
    }

private:
    const array& read(const std::string& name) {
        const auto at = kept_.find(name);
        return at != kept_.end() ? at->second : kept_.emplace(name, file_.weekly(name, runs_)).first->second;
    }
    [[nodiscard]] std::vector<char> mask(const array& all, sim::along_axes where) const {
        std::size_t cells = 1;
        for (std::size_t a = 2; a < all.shape.size(); ++a) cells *= all.shape[a];
        std::vector<char> counted(cells, 1);
        std::size_t below = cells;
        for (std::size_t a = 2; a < all.axes.size(); ++a) {
            below /= all.shape[a];
            for (const auto& [axis, label] : where) {
                if (axis != all.axes[a]) continue;
                const auto& labels = file_.axis_named(axis).labels;
                const auto wanted = static_cast<std::size_t>(std::ranges::find(labels, label) - labels.begin());
                for (std::size_t c = 0; c < cells; ++c)
                    if (c / below % all.shape[a] != wanted) counted[c] = 0;
            }
        }
        return counted;
    }
    const observed& file_;
    std::vector<std::size_t> runs_;
    std::map<std::string, array> kept_;
};

// Of one pair of runs, from the sums of both arms.
class one_pair final : public sim::moved_and_not {
public:
    one_pair(sums& moved, sums& base, std::size_t run, std::size_t steps,
             std::map<std::string, std::vector<double>>& kept)
        : moved_{moved}, base_{base}, run_{run}, steps_{steps}, kept_{kept} {}
    [[nodiscard]] double sum(bool moved, std::string_view observation, sim::along_axes where, std::size_t first,
                             std::size_t last) const override {
        std::string key = fmt::format("{} {} {} {}", moved, observation, first, last);
        for (const auto& [axis, label] : where) key += fmt::format(" {}={}", axis, label);
        const auto at = kept_.find(key);
        if (at != kept_.end()) return at->second[run_];
        return kept_.emplace(key, (moved ? moved_ : base_).of(std::string{observation}, where, first, last))
            .first->second[run_];
    }
    [[nodiscard]] std::size_t steps() const override { return steps_; }

private:
    sums &moved_, &base_;
    std::size_t run_, steps_;
    std::map<std::string, std::vector<double>>& kept_;
};

class teller {
public:
    teller(const targets& wanted, const sim::model& how, const observed& runs, const std::string& moved)
        : wanted_{wanted}, how_{how}, runs_{runs}, moved_{moved} {
        for (const arm& one : runs.arms()) {
            const auto a = static_cast<std::size_t>(&one - runs.arms().data());
            by_arm_.emplace(one.name, sums{runs, runs.runs_of(a)});
        }
    }

    matrix tell() {
        const std::size_t count = runs_.runs_of(runs_.baseline()).size();
        matrix out =
            matrix::Constant(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(wanted_.all.size()), nothing);
        std::map<std::string, std::vector<double>> kept;   // sums of counterfactuals
        for (std::size_t t = 0; t < wanted_.all.size(); ++t) {
            const target& one = wanted_.all[t];
            std::vector<double> told;
            if (one.what == target::kind::measure) told = of_measure(one);
            if (one.what == target::kind::counterfactual) told = of_counterfactual(one, count, kept);
            for (std::size_t r = 0; r < told.size() && r < count; ++r)
                out(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(t)) = told[r];
        }
        return out;
    }

private:
    [[nodiscard]] const std::string& baseline() const { return runs_.arms()[runs_.baseline()].name; }

    std::vector<double> of_measure(const target& one) {
        const std::size_t parts = 2;
        std::vector<std::vector<double>> sides;
        for (std::size_t side = 0; side < parts; ++side) {
            std::vector<std::pair<std::string_view, std::string_view>> where;
            bool two = one.arms.size() == 2;
            for (const target_group& group : one.groups) {
                two = two || group.labels.size() == 2;
                const std::string& label = group.labels[std::min(side, group.labels.size() - 1)];
                if (label != "all") where.emplace_back(group.axis, label);
            }
            if (side == 1 && !two) return sides.front();
            const std::string& arm = one.arms.empty() ? baseline() : one.arms[std::min(side, one.arms.size() - 1)];
            sides.push_back(level(one, arm, where));
            if (!one.measured.relative || one.measured.is_spread()) continue;
            const std::vector<double> of_all = level(one, arm, {});
            for (std::size_t r = 0; r < of_all.size(); ++r) sides.back()[r] /= of_all[r];
        }
        for (std::size_t r = 0; r < sides[0].size(); ++r)
            sides[0][r] = one.difference ? sides[0][r] - sides[1][r] : sides[0][r] / sides[1][r];
        return sides[0];
    }

    std::vector<double> level(const target& one, const std::string& arm, sim::along_axes where) {
        sums& from = by_arm_.at(arm);
        const sim::measure& m = one.measured;
        const std::size_t steps = runs_.steps(), year = std::min(steps, runs_.steps_per_year());
        std::size_t first = one.last_year ? steps - year : one.first, last = one.last_year ? steps : one.last;
        if (where.size() < 2 && one.last_year) return by_measured(one, arm, where);
        if (m.window == "last_week") first = last - 1;
        std::vector<double> over = from.of(m.over, where, first, last);
        if (m.under == sim::per_step || m.under == sim::per_cell) {
            const double by = static_cast<double>(last - first) *
                              (m.under == sim::per_cell ? static_cast<double>(from.cells_of(m.over, where)) : 1.0);
            for (double& x : over) x /= by;
            return over;
        }
        std::vector<double> under(over.size(), 0.0);
        for (const std::string& part : m.summed_under()) {
            const std::vector<double> more = from.of(part, where, first, last);
            for (std::size_t r = 0; r < under.size(); ++r) under[r] += more[r];
        }
        for (std::size_t r = 0; r < over.size(); ++r) over[r] /= under[r];
        return over;
    }

    // analysis::measured knows all measures, split by one axis at a time.
    std::vector<double> by_measured(const target& one, const std::string& arm, sim::along_axes where) {
        const auto at = std::ranges::find(runs_.arms(), arm, &analysis::arm::name);
        const std::vector<std::size_t>& of = runs_.runs_of(static_cast<std::size_t>(at - runs_.arms().begin()));
        const std::string axis = where.empty() ? "" : std::string{where[0].first};
        measured& from = measured_.try_emplace({arm, axis}, runs_, axis, period{}, of).first->second;
        const by_run values = from.values(one.measured);
        std::size_t group = values.groups - 1;
        if (!where.empty()) {
            const auto& labels = runs_.axis_named(axis).labels;
            group = static_cast<std::size_t>(std::ranges::find(labels, where[0].second) - labels.begin());
        }
        std::vector<double> out;
        for (const std::size_t r : of) out.push_back(values.at(r, group));
        return out;
    }

    std::vector<double> of_counterfactual(const target& one, std::size_t count,
                                          std::map<std::string, std::vector<double>>& kept) {
        const sim::counterfactual& what = how_.counterfactuals()[one.number];
        std::vector<std::pair<std::string_view, std::string_view>> where;
        for (const target_group& group : one.groups) where.emplace_back(group.axis, group.labels.front());
        std::vector<double> out;
        for (std::size_t r = 0; r < count; ++r)
            out.push_back(
                what.value(one_pair{by_arm_.at(moved_), by_arm_.at(baseline()), r, runs_.steps(), kept}, where));
        return out;
    }

    const targets& wanted_;
    const sim::model& how_;
    const observed& runs_;
    const std::string& moved_;
    std::map<std::string, sums> by_arm_;
    std::map<std::pair<std::string, std::string>, measured> measured_;   // by arm and axis: what was read is kept
};

}   // namespace

double on_scale(target_scale scale, double x) {
    if (scale == target_scale::identity) return x;
    if (!(x > 0) || (scale == target_scale::logit && !(x < 1))) return nothing;
    return scale == target_scale::log ? sim::log(x) : sim::log(x) - sim::log(1 - x);
}

double off_scale(target_scale scale, double y) {
    if (scale == target_scale::identity) return y;
    return scale == target_scale::log ? sim::exp(y) : 1 / (1 + sim::exp(-y));
}

std::vector<std::string> targets::arms() const {
    std::set<std::string> names;
    for (const target& one : all) names.insert(one.arms.begin(), one.arms.end());
    return {names.begin(), names.end()};
}

std::vector<std::size_t> targets::counterfactuals() const {
    std::set<std::size_t> numbers;
    for (const target& one : all)
        if (one.what == target::kind::counterfactual) numbers.insert(one.number);
    return {numbers.begin(), numbers.end()};
}

std::size_t targets::steps(const sim::model& how, std::size_t steps_per_year) const {
    std::size_t most = steps_per_year;
    for (const target& one : all) most = std::max(most, one.last);
    for (const std::size_t c : counterfactuals()) most = std::max(most, how.counterfactuals()[c].steps);
    return most;
}

matrix told_by_runs(const targets& wanted, const sim::model& how, const observed& runs, const std::string& moved) {
    return teller{wanted, how, runs, moved}.tell();
}

}   // namespace analysis
