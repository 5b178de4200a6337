#include "analysis/procedures/package_search.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "analysis/inference/emulator.hpp"
#include "analysis/statistics.hpp"
#include "sim/engine/draws.hpp"

namespace analysis {

namespace {

using Eigen::Index;
using counts = std::vector<int>;   // of steps bought, by thing

constexpr std::size_t steps_of_a_budget = 20;
constexpr std::size_t few_enough = 40;   // packages, to run all of them
constexpr std::size_t least_for_surface = 22, most_for_surface = 44;
// Money is left over for what another luck may cost more: packages are proposed that keep to this share of a budget.
constexpr double share_of_budget = 0.998;
constexpr double well_told = 0.9;              // R2 of a surface that proposes alone
constexpr std::size_t promising_a_round = 4;   // of one budget; of each of several half as many
constexpr double whole_grid_told = 20'000;     // points: so many are told all, of more the ways to the best

// 1, 2 or 5 times a power of ten, not above x.
double rounded_below(double x) {
    double unit = 1;
    while (unit > x) unit /= 10;
    while (unit * 10 <= x) unit *= 10;
    return 5 * unit <= x ? 5 * unit : 2 * unit <= x ? 2 * unit : unit;
}

// The level that costs so much, by a price a x + b x^2 through two levels whose costs are known; the lower level where that
// says nothing.
double bought_by(double money, double level, double cost, double higher, double dearer) {
    if (!(level > 0 && cost > 0 && higher > level)) return level;
    const double b = (dearer / higher - cost / level) / (higher - level), a = cost / level - b * level;
    const double root = a * a + 4 * b * money;
    const double x = 2 * money / (a + std::sqrt(std::max(0.0, root)));
    return root >= 0 && x > 0 && std::isfinite(x) ? x : level;
}

class search {
public:
    search(const package_problem& of, const package_runner& run, const search_limits& limits)
        : of_{of}, run_{run}, limits_{limits} {}

    package_search made() {
        find_ranges();
        run({counts(of_.levels.size(), 0)});
        if (grid_size() <= few_enough) run(whole_grid());
        else {
            run(first_packages());
            propose();
        }
        out_.ran = out_.packages.size();
        make_shortlist();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::size_t things() const { return of_.levels.size(); }
    [[nodiscard]] package levels_of(const counts& k) const {
        package out(things());
        for (std::size_t i = 0; i < things(); ++i) {
            // As people write it: 0.3, not 0.30000000000000004.
            const double level = out_.levels[i].low + k[i] * out_.levels[i].step;
            out[i] = std::round(level * 1e9) / 1e9;
        }
        return out;
    }

    // What a unit of each costs, and from that how far it is worth looking and in which steps.
    void find_ranges() {
        out_.levels = of_.levels;
        most_.assign(things(), 0);
        price_.assign(things(), 0.0);
        std::vector<package> single;
        package nothing(things(), 0.0);
        single.push_back(nothing);
        for (std::size_t i = 0; i < things(); ++i) {
            package one = nothing;
            one[i] = of_.levels[i].high;
            single.push_back(one);
        }
        const std::vector<matrix> found = run_(single, true);
        const double money = of_.budgets.empty() ? 0 : of_.budgets.back();
        // Of what is too dear in full, what the money would buy if prices were straight is looked at too: points cost more
        // by each, since more people come for them.
        std::vector<package> less{nothing};
        std::vector<std::size_t> dear;
        std::vector<double> in_full(things());
        for (std::size_t i = 0; i < things(); ++i) {
            in_full[i] = judged_package(of_, single[i + 1], found[0], found[i + 1]).cost;
            if (!(in_full[i] > money && money > 0)) continue;
            dear.push_back(i);
            less.push_back(nothing);
            less.back()[i] = out_.levels[i].high * money / in_full[i];
        }
        const std::vector<matrix> found_of_less = dear.empty() ? std::vector<matrix>{} : run_(less, true);
        for (std::size_t i = 0; i < things(); ++i) {
            level_range& range = out_.levels[i];
            const double all = in_full[i];
            if (const auto at = std::ranges::find(dear, i); at != dear.end()) {
                const std::size_t p = static_cast<std::size_t>(at - dear.begin()) + 1;
                const double cost = judged_package(of_, less[p], found_of_less[0], found_of_less[p]).cost;
                range.high = std::clamp(bought_by(money, less[p][i], cost, range.high, all), range.low, range.high);
            } else if (all > money) {
                range.high = range.low;
            }
            if (range.high <= range.low) continue;
            if (range.step == 0) range.step = rounded_below((range.high - range.low) / steps_of_a_budget);
            most_[i] = static_cast<int>(std::floor((range.high - range.low) / range.step + 1e-9));
            const bool is_dear = std::ranges::find(dear, i) != dear.end();
            price_[i] = (is_dear ? money / range.high : all / of_.levels[i].high) * range.step;
            range.high = range.low + most_[i] * range.step;
        }
        for (std::size_t i = 0; i < things(); ++i)
            if (most_[i] > 0) active_.push_back(i);
    }

    [[nodiscard]] double grid_size() const {
        double all = 1;
        for (const std::size_t i : active_) all *= most_[i] + 1;
        return all;
    }
    [[nodiscard]] std::vector<counts> whole_grid() const {
        std::vector<counts> all{counts(things(), 0)};
        for (const std::size_t i : active_) {
            std::vector<counts> more;
            for (const counts& one : all)
                for (int k = 0; k <= most_[i]; ++k) {
                    more.push_back(one);
                    more.back()[i] = k;
                }
            all = std::move(more);
        }
        return all;
    }

    // Runs what was not run, in the order given. False where there was no time, and nothing was run.
    bool run(const std::vector<counts>& wanted) {
        std::vector<counts> fresh;
        std::vector<package> packages;
        for (const counts& one : wanted) {
            if (known_.contains(one) || std::ranges::find(fresh, one) != fresh.end()) continue;
            fresh.push_back(one);
            packages.push_back(levels_of(one));
        }
        // What buys nothing is against which all others are told, whatever may be the least that is bought.
        const bool first = out_.packages.empty();
        if (first) packages.insert(packages.begin(), package(things(), 0.0));
        if (packages.empty()) return true;
        if (!first && !limits_.time_for(packages.size())) {
            out_.cut_short = true;
            return false;
        }
        const std::vector<matrix> found = run_(packages, false);
        if (first) {
            nothing_ = found[0];
            out_.packages.push_back(judged_package(of_, packages[0], nothing_, nothing_));
            bought_.emplace_back(things(), 0);
        }
        for (std::size_t p = 0; p < fresh.size(); ++p) {
            const std::size_t at = p + (first ? 1 : 0);
            if (first && packages[at] == packages[0]) {   // nothing is the least that is bought
                known_[fresh[p]] = 0;
                continue;
            }
            known_[fresh[p]] = out_.packages.size();
            out_.packages.push_back(judged_package(of_, packages[at], nothing_, found[at]));
            bought_.push_back(fresh[p]);
        }
        return true;
    }

    // A number of luck's in (0, 1).
    double uniform() { return sim::draw{0xdec1deU, drawn_++, 0, 0}.uniform(); }

    // Everything cut down to some share of what its range holds, by weights that add up to 1.
    [[nodiscard]] counts shared(const std::vector<double>& weight) const {
        counts out(things(), 0);
        for (std::size_t a = 0; a < active_.size(); ++a)
            out[active_[a]] =
                std::clamp(static_cast<int>(std::lround(weight[a] * most_[active_[a]])), 0, most_[active_[a]]);
        return out;
    }

    // Each thing alone, all together, all but one, and mixtures of some of them for more or less money.
    std::vector<counts> first_packages() {
        const std::size_t n = active_.size(), terms = 1 + n + n * (n + 1) / 2;
        const std::size_t wanted =
            std::max(std::clamp(terms + 4, least_for_surface, most_for_surface), 2 * n + least_for_surface / 2);
        std::vector<counts> all;
        std::vector<double> weight(n, 0.0);
        for (std::size_t a = 0; a < n; ++a) {
            weight.assign(n, 0.0);
            weight[a] = 1;
            all.push_back(shared(weight));
        }
        weight.assign(n, 1.0 / static_cast<double>(n));
        all.push_back(shared(weight));
        for (std::size_t a = 0; n > 2 && a < n; ++a) {
            weight.assign(n, 1.0 / static_cast<double>(n - 1));
            weight[a] = 0;
            all.push_back(shared(weight));
        }
        for (std::size_t tries = 0; all.size() + 1 < wanted && tries < 50 * wanted; ++tries) {
            double sum = 0;
            for (double& one : weight) {
                one = uniform() < 1.0 / 3 ? 0 : -std::log(uniform());
                sum += one;
            }
            const double money = std::sqrt(uniform());
            if (sum == 0) continue;
            for (double& one : weight) one *= money / sum;
            const counts made = shared(weight);
            if (std::ranges::find(all, made) == all.end()) all.push_back(made);
        }
        // Of few levels few mixtures keep to the budget: what is beyond it tells the surface as much.
        for (std::size_t tries = 0; all.size() + 1 < wanted && tries < 50 * wanted; ++tries) {
            counts made(things(), 0);
            for (const std::size_t i : active_) made[i] = static_cast<int>(uniform() * (most_[i] + 1));
            if (std::ranges::find(all, made) == all.end()) all.push_back(made);
        }
        return all;
    }

    // A point of the surface: shares of ranges, or their roots, which tell what saturates; -1 to 1.
    [[nodiscard]] matrix inputs_of(std::span<const counts> points, bool rooted) const {
        matrix out(static_cast<Index>(points.size()), static_cast<Index>(active_.size()));
        for (std::size_t p = 0; p < points.size(); ++p)
            for (std::size_t a = 0; a < active_.size(); ++a) {
                const double share = static_cast<double>(points[p][active_[a]]) / most_[active_[a]];
                out(static_cast<Index>(p), static_cast<Index>(a)) = 2 * (rooted ? std::sqrt(share) : share) - 1;
            }
        return out;
    }

    bool fit() {
        matrix outputs(static_cast<Index>(bought_.size()), static_cast<Index>(2 + of_.conditions.size()));
        for (std::size_t p = 0; p < bought_.size(); ++p) {
            const tried_package& one = out_.packages[p];
            const auto row = static_cast<Index>(p);
            outputs(row, 0) = one.value;
            outputs(row, 1) = one.cost;
            for (std::size_t c = 0; c < one.changes.size(); ++c)
                outputs(row, static_cast<Index>(2 + c)) = one.changes[c];
        }
        surface_.reset();
        // Of two scales that which tells better the value of packages that it was not fitted to.
        for (const bool rooted : {false, true}) {
            auto made = emulator::fit(inputs_of(bought_, rooted), outputs);
            if (!made) return false;
            const emulator_quality q = made->quality(0);
            if (surface_ && !(q.residual_sd < out_.surface_error)) continue;
            surface_.emplace(std::move(*made));
            rooted_ = rooted;
            out_.surface_error = q.residual_sd;
            out_.surface_r2 = q.r2;
        }
        return true;
    }

    // How good points are by the surface: what they bring where they keep budget and conditions; else less than nothing by
    // how far they are from that.
    [[nodiscard]] std::vector<double> scores(std::span<const counts> points, double budget,
                                             std::optional<std::size_t> but) const {
        const matrix told = surface_->predict(inputs_of(points, rooted_));
        std::vector<double> out(points.size());
        for (std::size_t p = 0; p < points.size(); ++p) {
            const auto row = static_cast<Index>(p);
            double wrong = std::max(0.0, told(row, 1) - share_of_budget * budget) / std::max(budget, 1.0);
            for (std::size_t c = 0; c < of_.conditions.size(); ++c) {
                if (but == c) continue;
                const double change = told(row, static_cast<Index>(2 + c));
                const auto& condition = of_.conditions[c];
                wrong += std::max(0.0, condition.at_most ? change - condition.change : condition.change - change) /
                         std::max(1e-12, scale_of_condition(c));
            }
            out[p] = wrong > 0 ? -1e9 * (1 + wrong) : told(row, 0);
        }
        return out;
    }
    [[nodiscard]] double scale_of_condition(std::size_t c) const {
        double most = 0;
        for (const tried_package& one : out_.packages) most = std::max(most, std::abs(one.changes[c]));
        return most;
    }

    // The best point by the surface, by changes of one level, or one up and another down, from several beginnings.
    counts best_point(double budget, const std::vector<bool>& without, std::optional<std::size_t> but) {
        const auto allowed = [&](counts one) {
            for (std::size_t i = 0; i < things(); ++i)
                if (without[i]) one[i] = 0;
            return one;
        };
        std::vector<counts> starts{counts(things(), 0)};
        for (const std::size_t i : active_)
            for (const int part : {1, 2}) {
                counts one(things(), 0);
                one[i] = most_[i] / part;
                starts.push_back(allowed(one));
            }
        std::vector<std::size_t> order;
        for (std::size_t p = 0; p < bought_.size(); ++p)
            if (keeps(of_, out_.packages[p], share_of_budget * budget, but)) order.push_back(p);
        std::ranges::stable_sort(order, std::greater{}, [&](std::size_t p) { return out_.packages[p].value; });
        for (std::size_t p = 0; p < std::min<std::size_t>(order.size(), 6); ++p)
            starts.push_back(allowed(bought_[order[p]]));
        std::vector<double> begun = scores(starts, budget, but);
        std::vector<std::size_t> best_starts(starts.size());
        for (std::size_t s = 0; s < starts.size(); ++s) best_starts[s] = s;
        std::ranges::stable_sort(best_starts, std::greater{}, [&](std::size_t s) { return begun[s]; });
        if (best_starts.size() > 8) best_starts.resize(8);
        counts best = starts[best_starts.front()];
        double most = -std::numeric_limits<double>::infinity();
        for (const std::size_t s : best_starts) {
            counts at = starts[s];
            double score = begun[s];
            for (int turn = 0; turn < 200; ++turn) {
                const std::vector<counts> near = neighbours(at, without);
                if (near.empty()) break;
                const std::vector<double> there = scores(near, budget, but);
                const auto top = std::ranges::max_element(there);
                if (!(*top > score + 1e-12 * std::abs(score))) break;
                score = *top;
                at = near[static_cast<std::size_t>(top - there.begin())];
            }
            if (score > most) {
                most = score;
                best = at;
            }
        }
        return best;
    }

    [[nodiscard]] std::vector<counts> neighbours(const counts& at, const std::vector<bool>& without) const {
        std::vector<counts> out;
        for (const std::size_t i : active_) {
            if (without[i]) continue;
            for (int k = 0; k <= most_[i]; ++k)
                if (k != at[i]) {
                    out.push_back(at);
                    out.back()[i] = k;
                }
            for (const std::size_t j : active_) {
                if (j == i || at[j] == 0) continue;
                for (const int up : {1, 2, 4, 8})
                    for (const int down : {1, 2, 4, 8, at[j]}) {
                        if (at[i] + up > most_[i] || down > at[j]) continue;
                        out.push_back(at);
                        out.back()[i] += up;
                        out.back()[j] -= down;
                    }
            }
        }
        return out;
    }

    // Points that nobody ran and that may be better than the best that was run, as far as the surface is right: those that it
    // holds for the best, in ways that differ.
    [[nodiscard]] std::vector<counts> promising(const std::map<counts, double>& told, const counts& at,
                                                double value) const {
        std::vector<std::pair<double, const counts*>> order;
        for (const auto& [point, score] : told)
            if (score > value - 2 * out_.surface_error && !known_.contains(point)) order.emplace_back(score, &point);
        std::ranges::stable_sort(order, std::greater{}, [](const auto& one) { return one.first; });
        std::vector<counts> out;
        for (const auto& [score, point] : order) {
            if (out.size() == (of_.budgets.size() == 1 ? promising_a_round : promising_a_round / 2)) break;
            // Not three times the same thing by one step more.
            if (std::ranges::none_of(out, [&, &point = point](const counts& one) { return same_way(at, one, *point); }))
                out.push_back(*point);
        }
        return out;
    }
    static bool same_way(const counts& from, const counts& a, const counts& b) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            const int x = a[i] - from[i], y = b[i] - from[i];
            if ((x > 0) != (y > 0) || (x < 0) != (y < 0)) return false;
        }
        return true;
    }

    // A package with more of each thing in turn, by a quarter of the money or an eighth, the rest cut down to pay for it: where
    // things are many or the surface tells them badly, runs find the way without it.
    [[nodiscard]] std::vector<counts> with_more(const counts& now, double money, double part) const {
        std::vector<counts> out;
        for (const std::size_t i : active_) {
            counts more = now;
            const int steps = price_[i] > 0 ? static_cast<int>(money * part / price_[i]) : most_[i];
            more[i] = std::min(most_[i], now[i] + std::max(1, steps));
            double others = 0;
            for (const std::size_t j : active_)
                if (j != i) others += price_[j] * more[j];
            const double left = share_of_budget * money - price_[i] * more[i];
            if (others > left)
                for (const std::size_t j : active_)
                    if (j != i && price_[j] > 0)
                        more[j] = static_cast<int>(std::floor(more[j] * std::max(0.0, left) / others));
            if (more != now) out.push_back(std::move(more));
        }
        return out;
    }

    // A package with what the money that it leaves over buys of one thing more, as measured of both: where money is nearly
    // spent the surface is not exact enough. Those by which the surface gains most, if it gains anything.
    [[nodiscard]] std::vector<counts> filled(const counts& now, double money, double spent) const {
        constexpr double any = std::numeric_limits<double>::max();
        std::vector<counts> fuller;
        for (const std::size_t i : active_) {
            const double left = share_of_budget * money - spent;
            const int steps = price_[i] > 0 ? static_cast<int>(std::clamp(left / price_[i], 0.0, 1e6)) : most_[i];
            counts one = now;
            one[i] = std::min(most_[i], now[i] + steps);
            if (one != now && !known_.contains(one)) fuller.push_back(std::move(one));
        }
        if (fuller.empty()) return fuller;
        const std::vector<double> there = scores(fuller, any, {});
        const double here = scores(std::span{&now, 1}, any, {}).front();
        std::vector<std::pair<double, std::size_t>> order;
        for (std::size_t f = 0; f < fuller.size(); ++f)
            if (there[f] > here) order.emplace_back(there[f], f);
        std::ranges::stable_sort(order, std::greater{}, [](const auto& one) { return one.first; });
        std::vector<counts> out;
        for (std::size_t k = 0; k < std::min<std::size_t>(2, order.size()); ++k) out.push_back(fuller[order[k].second]);
        return out;
    }

    // What the surface tells of all points where they are few, else of those near a package, and near that which it holds
    // for the best.
    [[nodiscard]] std::map<counts, double> told_near(const counts& at, const counts& best, double budget) const {
        std::map<counts, double> out;
        const auto add = [&](const std::vector<counts>& points) {
            const std::vector<double> there = scores(points, budget, {});
            for (std::size_t p = 0; p < points.size(); ++p) out[points[p]] = there[p];
        };
        const std::vector<bool> none(things(), false);
        if (grid_size() <= whole_grid_told) {
            add(whole_grid());
            return out;
        }
        add(neighbours(at, none));
        add(neighbours(best, none));
        return out;
    }

    // Rounds of packages that the surface holds for the best: of each budget, without each thing that is in it, without
    // each condition; and of the best that was run, without what hardly brings anything.
    void propose() {
        for (std::size_t round = 0; round < limits_.rounds; ++round) {
            if (!fit()) return;
            std::vector<counts> wanted;
            const std::vector<bool> none(things(), false);
            for (std::size_t b = 0; b < of_.budgets.size(); ++b) {
                const double money = of_.budgets[b];
                const counts best = best_point(money, none, {});
                wanted.push_back(best);
                for (std::size_t c = 0; c < of_.conditions.size(); ++c) wanted.push_back(best_point(money, none, c));
                if (round == 0 && of_.budgets.size() == 1)
                    for (const std::size_t i : active_) {
                        if (best[i] == 0) continue;
                        std::vector<bool> but_one = none;
                        but_one[i] = true;
                        wanted.push_back(best_point(money, but_one, {}));
                    }
                if (const auto top = best_of(money)) {
                    const counts now = bought_[*top];
                    const std::map<counts, double> told = told_near(now, best, money);
                    for (const counts& one : promising(told, now, out_.packages[*top].value)) wanted.push_back(one);
                    std::ranges::move(filled(now, money, out_.packages[*top].cost), std::back_inserter(wanted));
                    if (!(out_.surface_r2 >= well_told))
                        std::ranges::move(with_more(now, money, round < 3 ? 0.25 : 0.125), std::back_inserter(wanted));
                    std::vector<counts> fewer;
                    for (const std::size_t i : active_)
                        if (now[i] > 0) {
                            fewer.push_back(now);
                            fewer.back()[i] = 0;
                        }
                    fewer.push_back(now);
                    const std::vector<double> without = scores(fewer, std::numeric_limits<double>::max(), {});
                    for (std::size_t f = 0; f + 1 < fewer.size(); ++f)
                        if (without.back() - without[f] < 2 * out_.surface_error) wanted.push_back(fewer[f]);
                }
            }
            std::erase_if(wanted, [&](const counts& one) { return known_.contains(one); });
            if (wanted.empty() || !run(wanted)) return;
        }
        (void)fit();   // what is told of the surface is of all that was run
    }

    // The best of a budget among those that were run; of equals the cheapest.
    [[nodiscard]] std::optional<std::size_t> best_of(double money, std::optional<std::size_t> but = {}) const {
        std::optional<std::size_t> best;
        for (std::size_t p = 0; p < bought_.size(); ++p) {
            const tried_package& one = out_.packages[p];
            if (!keeps(of_, one, share_of_budget * money, but)) continue;
            if (!best || better(p, *best)) best = p;
        }
        return best;
    }
    [[nodiscard]] bool better(std::size_t a, std::size_t b) const {
        const tried_package &one = out_.packages[a], &other = out_.packages[b];
        const double tiny = 1e-9 * std::max(std::abs(one.value), std::abs(other.value));
        if (std::abs(one.value - other.value) > tiny) return one.value > other.value;
        if (one.cost != other.cost) return one.cost < other.cost;
        const auto things_in = [&](std::size_t p) {
            return std::ranges::count_if(bought_[p], [](int k) { return k > 0; });
        };
        return things_in(a) < things_in(b);
    }

    // Are two packages much the same: the same things, each within two steps?
    [[nodiscard]] bool alike(std::size_t a, std::size_t b) const {
        for (std::size_t i = 0; i < things(); ++i)
            if (std::abs(bought_[a][i] - bought_[b][i]) > 2 || (bought_[a][i] == 0) != (bought_[b][i] == 0))
                return false;
        return true;
    }

    void make_shortlist() {
        using why = candidate::why;
        const std::size_t budgets = of_.budgets.size();
        std::set<std::size_t> on;   // packages
        const std::size_t most = std::max(limits_.most_at_last(), budgets + 1);
        const auto add = [&](candidate one) {
            if (!on.contains(one.package) && on.size() >= most) return;
            on.insert(one.package);
            out_.shortlist.push_back(one);
        };
        std::vector<std::optional<std::size_t>> best(budgets);
        for (std::size_t b = 0; b < budgets; ++b)
            if ((best[b] = best_of(of_.budgets[b]))) add({*best[b], b, why::best, 0});
        // Another luck may have it cost more than the budget: then one that leaves more over is the best.
        constexpr double less = 0.95;
        for (std::size_t b = 0; b < budgets; ++b)
            if (const auto one = best_of(less * of_.budgets[b])) add({*one, b, why::near, 0});
        for (std::size_t b = 0; b < budgets; ++b)
            for (std::size_t c = 0; c < of_.conditions.size(); ++c)
                if (const auto one = best_of(of_.budgets[b], c); one && one != best[b])
                    add({*one, b, why::without_condition, c});
        for (std::size_t b = 0; b < budgets; ++b) {
            if (!best[b]) continue;
            for (std::size_t i = 0; i < things(); ++i) {
                if (bought_[*best[b]][i] == 0) continue;
                counts fewer = bought_[*best[b]];
                fewer[i] = 0;
                add({place_of(fewer), b, why::without_one, i});
            }
        }
        // The next best, of each budget in turn, such as differ from what is there.
        std::vector<std::vector<std::size_t>> next(budgets);
        for (std::size_t b = 0; b < budgets; ++b) {
            for (std::size_t p = 0; p < out_.ran; ++p)
                if (keeps(of_, out_.packages[p], share_of_budget * of_.budgets[b])) next[b].push_back(p);
            std::ranges::stable_sort(next[b], [&](std::size_t x, std::size_t y) { return better(x, y); });
        }
        const std::size_t each = std::max<std::size_t>(3, 8 / std::max<std::size_t>(1, budgets));
        std::vector<std::size_t> added(budgets, 0), at(budgets, 0);
        for (std::size_t turn = 0; turn < each; ++turn)
            for (std::size_t b = 0; b < budgets; ++b)
                for (; at[b] < next[b].size() && added[b] <= turn; ++at[b]) {
                    const std::size_t p = next[b][at[b]];
                    if (std::ranges::any_of(on, [&](std::size_t other) { return other == p || alike(other, p); }))
                        continue;
                    add({p, b, why::near, 0});
                    ++added[b];
                }
    }

    // The place of a package, run or not.
    std::size_t place_of(const counts& one) {
        if (const auto at = known_.find(one); at != known_.end()) return at->second;
        known_[one] = out_.packages.size();
        bought_.push_back(one);
        out_.packages.push_back(
            {levels_of(one), unknown, unknown, std::vector<double>(of_.conditions.size(), unknown)});
        return out_.packages.size() - 1;
    }

    const package_problem& of_;
    const package_runner& run_;
    const search_limits& limits_;
    package_search out_{{}, {}, {}, 0, unknown, unknown, false};
    std::vector<int> most_;             // steps, by thing
    std::vector<double> price_;         // of a step, about
    std::vector<std::size_t> active_;   // things of which a step or more can be bought
    matrix nothing_;
    std::vector<counts> bought_;   // by package
    std::map<counts, std::size_t> known_;
    std::optional<emulator> surface_;
    bool rooted_ = false;
    std::uint32_t drawn_ = 0;
};

}   // namespace

tried_package judged_package(const package_problem& of, package levels, const matrix& nothing, const matrix& own) {
    tried_package out{std::move(levels), 0, 0, {}};
    std::vector<double> gains, spent;
    for (Index w = 0; w < own.rows(); ++w) {
        gains.push_back(of.sign * (own(w, 0) - nothing(w, 0)));
        spent.push_back(own(w, 1) - nothing(w, 1));
    }
    out.value = judged(gains, of.how);
    out.cost = of.surely ? quantile(spent, *of.surely) : judged(spent, attitude::expected);
    for (std::size_t c = 0; c < of.conditions.size(); ++c) {
        const auto column = static_cast<Index>(2 + c);
        out.changes.push_back(own.col(column).mean() - nothing.col(column).mean());
    }
    return out;
}

bool keeps(const package_problem& of, const tried_package& one, double budget, std::optional<std::size_t> but) {
    if (!(one.cost <= budget + 1e-9 * std::abs(budget))) return false;
    for (std::size_t c = 0; c < of.conditions.size(); ++c) {
        const auto& condition = of.conditions[c];
        if (but != c && !(condition.at_most ? one.changes[c] <= condition.change + 1e-12
                                            : one.changes[c] >= condition.change - 1e-12))
            return false;
    }
    return true;
}

package_search search_packages(const package_problem& of, const package_runner& run, const search_limits& limits) {
    return search{of, run, limits}.made();
}

}   // namespace analysis
