#include "analysis/decided.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/answers.hpp"
#include "analysis/costs.hpp"
#include "analysis/inference/decision.hpp"
#include "analysis/procedures/package_runs.hpp"

namespace analysis {

namespace {

using Eigen::Index;
using json = nlohmann::ordered_json;

constexpr std::size_t first_of_guarantee = 16;
constexpr double alpha_of_guarantee = 0.05;

double number_of(const json& x) { return x.is_number() ? x.get<double>() : unknown; }

// What was asked and searched, without what the file's runs say. `arms` are the names of packages after the first.
struct stored_question {
    decided out;
    std::vector<std::pair<std::string, package>> packages;   // by name of the arm
    std::string measure;
};

stored_question read_question(const observed& file) {
    stored_question q;
    try {
        const json all = json::parse(file.provenance(decision_provenance));
        decided& out = q.out;
        q.measure = all.at("measure").get<std::string>();
        out.within = all.at("within").get<double>();
        out.guaranteed = all.at("guaranteed").get<bool>();
        out.problem.budgets = all.at("budgets").get<std::vector<double>>();
        out.problem.how = all.at("cautious").get<bool>() ? attitude::cautious : attitude::expected;
        if (all.at("surely").is_number()) out.problem.surely = all.at("surely").get<double>();
        out.problem.sign = all.at("less_is_better").get<bool>() ? -1 : 1;
        for (const json& one : all.at("conditions")) {
            out.conditions.push_back(
                {one.at("measure"), one.at("axis"), one.at("group"), one.at("at_most"), one.at("change")});
            out.problem.conditions.push_back({out.conditions.back().at_most, out.conditions.back().change});
        }
        for (const json& one : all.at("things")) {
            out.things.push_back({one.at("name"), one.at("name_zh"), one.at("unit"), one.at("unit_zh"),
                                  one.at("places").get<std::vector<std::string>>(), one.at("low"), one.at("high"),
                                  one.at("step")});
            out.problem.levels.push_back({out.things.back().low, out.things.back().high, out.things.back().step});
        }
        for (const json& one : all.at("packages"))
            q.packages.emplace_back(one.at("arm"), one.at("levels").get<package>());
        for (const json& one : all.at("tried")) {
            tried_package made{one.at("levels").get<package>(), one.at("value"), one.at("cost"), {}};
            for (const json& change : one.at("changes")) made.changes.push_back(number_of(change));
            out.tried.push_back(std::move(made));
        }
        out.surface_error = number_of(all.at("surface_error"));
        out.surface_r2 = number_of(all.at("surface_r2"));
        out.cut_short = all.at("cut_short");
        out.tried_worlds = all.at("worlds");
        bool sound = !out.things.empty();
        for (const auto& [arm, levels] : q.packages) sound = sound && levels.size() == out.things.size();
        for (const tried_package& one : out.tried)
            sound = sound && one.levels.size() == out.things.size() && one.changes.size() == out.conditions.size();
        if (!sound) throw sim::storage_error{"levels are missing"};
    } catch (const std::exception& e) {
        throw sim::storage_error{
            fmt::format("{}: what it keeps of the decision cannot be read ({}); cogov decide makes it anew",
                        file.path(), e.what())};
    }
    return q;
}

std::size_t place_of(const std::vector<std::string>& among, const std::string& name) {
    return static_cast<std::size_t>(std::ranges::find(among, name) - among.begin());
}

// Numbers by world, of which an estimate is made as everywhere.
estimate told(const observed& file, const std::vector<double>& by_world) {
    return file.worlds().any() ? over_worlds(by_world) : mean_of(by_world);
}

// The question of the file as numbers_of() asks it.
sim::decision_question asked_of(const observed& file, const decided& of) {
    sim::decision_question out;
    out.measure = of.measure;
    for (const decided::condition& one : of.conditions) {
        const auto at = std::ranges::find(file.measures(), one.measure, &sim::measure::name);
        const bool group = one.axis.empty() || std::ranges::find(file.axis_named(one.axis).labels, one.group) !=
                                                   file.axis_named(one.axis).labels.end();
        if (at == file.measures().end() || !group)
            throw sim::storage_error{
                fmt::format("{} has not observed what its decision must hold to: {}", file.path(), one.measure)};
        out.conditions.push_back(
            {static_cast<std::size_t>(at - file.measures().begin()), one.axis, one.group, one.at_most, one.change, {}});
    }
    return out;
}

bool same(const package& a, const package& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::abs(a[i] - b[i]) > 1e-9 * std::max({1.0, std::abs(a[i]), std::abs(b[i])})) return false;
    return true;
}

// The measure by which fairness is told: one of inequality, of which less is better; none where there is no such.
std::optional<std::size_t> measure_of_inequality(const observed& file) {
    for (std::size_t m = 0; m < file.measures().size(); ++m) {
        const sim::measure& one = file.measures()[m];
        if (one.about == sim::role::inequality && one.better == sim::direction::less && !one.relative &&
            (!one.is_yearly() || file.years() > 0))
            return m;
    }
    return {};
}

}   // namespace

bool decided::at_budget::buys_nothing() const { return !kept_by.empty() && kept_by.front() == 0; }

std::vector<std::size_t> packages_on(const package_search& found) {
    std::vector<std::size_t> out;
    for (const candidate& one : found.shortlist)
        if (one.package != 0 && std::ranges::find(out, one.package) == out.end()) out.push_back(one.package);
    return out;
}

std::string decision_text(const sim::ready& asked, const package_search& found, const std::vector<package>& packages,
                          const std::vector<std::string>& names, double within, bool guaranteed, std::size_t worlds) {
    const sim::decision_question& q = *asked.what.question;
    const auto measures = asked.set->observed().measures;
    const auto instruments = asked.how->instruments();
    json all{{"measure", measures[q.measure].name},
             {"less_is_better", q.better == sim::direction::less},
             {"budgets", q.budgets},
             {"cautious", q.cautious},
             {"surely", q.surely ? json(*q.surely) : json(nullptr)},
             {"within", within},
             {"guaranteed", guaranteed},
             {"conditions", json::array()},
             {"things", json::array()},
             {"packages", json::array()},
             {"tried", json::array()},
             {"surface_error", as_json(found.surface_error)},
             {"surface_r2", as_json(found.surface_r2)},
             {"cut_short", found.cut_short},
             {"worlds", worlds}};
    for (const sim::condition& one : q.conditions)
        all["conditions"].push_back({{"measure", measures[one.measure].name},
                                     {"axis", one.axis},
                                     {"group", one.group},
                                     {"at_most", one.at_most},
                                     {"change", one.change}});
    for (std::size_t i = 0; i < q.choices.size(); ++i) {
        const sim::instrument_row& row = instruments[q.choices[i].instrument];
        all["things"].push_back({{"name", row.name},
                                 {"name_zh", row.label_zh},
                                 {"unit", row.unit.en},
                                 {"unit_zh", row.unit.zh},
                                 {"places", q.choices[i].places},
                                 {"low", found.levels[i].low},
                                 {"high", found.levels[i].high},
                                 {"step", found.levels[i].step}});
    }
    for (std::size_t p = 0; p < packages.size(); ++p)
        all["packages"].push_back({{"arm", names[p]}, {"levels", packages[p]}});
    for (std::size_t p = 0; p < found.ran; ++p) {
        const tried_package& one = found.packages[p];
        json made{{"levels", one.levels}, {"value", one.value}, {"cost", one.cost}, {"changes", json::array()}};
        for (const double x : one.changes) made["changes"].push_back(as_json(x));
        all["tried"].push_back(std::move(made));
    }
    return all.dump();
}

bool is_decision(const observed& file) {
    const auto names = file.provenance_names();
    return std::ranges::find(names, decision_provenance) != names.end();
}

decided decided_of(const observed& file) {
    stored_question q = read_question(file);
    decided out = std::move(q.out);
    const auto at = std::ranges::find(file.measures(), q.measure, &sim::measure::name);
    if (at == file.measures().end() || (!q.packages.empty() && !tells_costs(file)))
        throw sim::storage_error{fmt::format("{} has not observed {} and what is spent, which its decision is about",
                                             file.path(), q.measure)};
    out.measure = static_cast<std::size_t>(at - file.measures().begin());
    std::vector<std::string> arms;
    for (const arm& one : file.arms()) arms.push_back(one.name);
    const std::vector<matrix> numbers = numbers_of(file, asked_of(file, out));
    std::vector<std::size_t> place_in_numbers(arms.size());
    {
        std::size_t next = 1;
        for (std::size_t a = 0; a < arms.size(); ++a) place_in_numbers[a] = a == file.baseline() ? 0 : next++;
    }
    costs spent;
    if (tells_costs(file)) spent = costs_of(file, file.baseline(), out.measure, out.problem.sign < 0, {}, false);
    const auto year = static_cast<double>(file.steps_per_year());
    std::vector<std::vector<double>> gains, money;   // [package][world]
    const auto look = [&](std::size_t arm, const package& levels) {
        const matrix &own = numbers[place_in_numbers[arm]], &nothing = numbers[0];
        if (own.rows() != nothing.rows())
            throw sim::storage_error{fmt::format("{}: runs of arm '{}' are missing", file.path(), arms[arm])};
        decided::looked_at one{arm, judged_package(out.problem, levels, nothing, own), {}, {}, 0, {}, 0};
        std::vector<double> gain, cost;
        for (Index w = 0; w < own.rows(); ++w) {
            gain.push_back(out.problem.sign * (own(w, 0) - nothing(w, 0)));
            cost.push_back(own(w, 1) - nothing(w, 1));
        }
        one.gain = told(file, gain);
        one.cost = told(file, cost);
        one.above_nothing = static_cast<double>(std::ranges::count_if(gain, [](double x) { return x > 0; })) /
                            static_cast<double>(gain.size());
        for (const decided::thing& t : out.things) {
            const std::size_t l = place_of(spent.labels, t.name);
            one.cost_by_thing.push_back(
                l == spent.labels.size()
                    ? unknown
                    : (spent.arms[arm].by_label[l].mean - spent.arms[file.baseline()].by_label[l].mean) * year);
        }
        one.things = static_cast<std::size_t>(std::ranges::count_if(levels, [](double x) { return x != 0; }));
        out.packages.push_back(std::move(one));
        gains.push_back(std::move(gain));
        money.push_back(std::move(cost));
    };
    look(file.baseline(), package(out.things.size(), 0.0));
    for (const auto& [name, levels] : q.packages) {
        const std::size_t arm = place_of(arms, name);
        if (arm == arms.size() || arm == file.baseline())
            throw sim::storage_error{fmt::format("{} has no arm '{}' of its decision", file.path(), name)};
        look(arm, levels);
    }
    const std::size_t worlds = gains.front().size();
    // Which values the worlds have, in the order of the rows above.
    const paired_effects by_world =
        paired_effects_of(file, file.baseline(), measured{file, "", {}}.values(file.measures()[out.measure]), false);
    std::vector<double> unequal;   // by package; less is fairer
    if (const auto m = measure_of_inequality(file)) {
        measured all{file, "", {}};
        const by_run values = all.values(file.measures()[*m]);
        for (const decided::looked_at& one : out.packages) {
            double sum = 0;
            for (const std::size_t r : file.runs_of(one.arm)) sum += values.all(r);
            unequal.push_back(sum / static_cast<double>(file.runs_of(one.arm).size()));
        }
    }
    const auto differences = [&](std::size_t a, std::size_t b) {
        std::vector<double> all(worlds);
        for (std::size_t w = 0; w < worlds; ++w) all[w] = gains[a][w] - gains[b][w];
        return all;
    };
    const auto better = [&](std::size_t a, std::size_t b) {
        const tried_package &x = out.packages[a].found, &y = out.packages[b].found;
        if (std::abs(x.value - y.value) > 1e-9 * std::max(std::abs(x.value), std::abs(y.value)))
            return x.value > y.value;
        if (x.cost != y.cost) return x.cost < y.cost;
        return out.packages[a].things < out.packages[b].things;
    };
    for (const double budget : out.problem.budgets) {
        decided::at_budget one;
        one.money = budget;
        for (std::size_t p = 0; p < out.packages.size(); ++p)
            if (keeps(out.problem, out.packages[p].found, budget)) one.kept_by.push_back(p);
        std::ranges::stable_sort(one.kept_by, better);
        const auto side_by_side_of = [&](const std::vector<std::size_t>& packages) {
            matrix values(static_cast<Index>(worlds), static_cast<Index>(packages.size()));
            for (std::size_t k = 0; k < packages.size(); ++k)
                for (std::size_t w = 0; w < worlds; ++w)
                    values(static_cast<Index>(w), static_cast<Index>(k)) = gains[packages[k]][w];
            return values;
        };
        if (one.any()) {
            if (out.guaranteed) {   // what the procedure has left comes first
                const auto left = left_by_kim_nelson(side_by_side_of(one.kept_by), first_of_guarantee, out.within,
                                                     alpha_of_guarantee);
                std::vector<std::size_t> order, others;
                for (std::size_t k = 0; k < one.kept_by.size(); ++k)
                    (left[k] ? order : others).push_back(one.kept_by[k]);
                one.left = order.size();
                order.insert(order.end(), others.begin(), others.end());
                one.kept_by = std::move(order);
            }
            const matrix values = side_by_side_of(one.kept_by);
            one.among = contest_of(values, out.problem.how, out.within);
            one.knowing_all = decide(values).perfect_information.value;
            if (out.problem.how == attitude::expected && by_world.rows.size() == worlds) {
                const std::vector<double> once{1.0};
                const auto learnt =
                    worth_of_inputs(by_world, {values, matrix::Zero(values.rows(), values.cols())}, once);
                for (const worth_of_input& input : learnt.inputs)
                    if (input.at.front().beyond_chance())
                        one.to_learn.push_back({input.name, input.group, input.at.front().value});
                std::ranges::stable_sort(one.to_learn, std::greater{},
                                         [](const auto& input) { return input.more.value; });
            }
            const std::size_t best = one.kept_by.front();
            one.kept_in = static_cast<double>(std::ranges::count_if(
                              money[best], [&](double x) { return x <= budget + 1e-9 * budget; })) /
                          static_cast<double>(worlds);
            const auto least = [&](auto of) {
                std::optional<std::size_t> found;
                for (std::size_t k = 0; k < one.kept_by.size(); ++k)
                    if (one.among.may_be_best[k] && (!found || of(one.kept_by[k]) < of(one.kept_by[*found]))) found = k;
                return found;
            };
            one.cheapest = least([&](std::size_t p) { return out.packages[p].found.cost; });
            one.fewest = least([&](std::size_t p) { return static_cast<double>(out.packages[p].things); });
            for (std::size_t i = 0; i < out.things.size(); ++i) {
                std::size_t with = 0, of = 0;
                for (std::size_t k = 0; k < one.kept_by.size(); ++k) {
                    if (!one.among.may_be_best[k]) continue;
                    ++of;
                    if (out.packages[one.kept_by[k]].found.levels[i] != 0) ++with;
                }
                if (with == of) one.in_all.push_back(i);
                if (with == 0) one.in_none.push_back(i);
            }
            if (!unequal.empty()) one.fairest = least([&](std::size_t p) { return unequal[p]; });
            for (std::size_t i = 0; i < out.things.size(); ++i) {
                package fewer = out.packages[best].found.levels;
                if (fewer[i] == 0) continue;
                fewer[i] = 0;
                for (std::size_t p = 0; p < out.packages.size(); ++p)
                    if (same(out.packages[p].found.levels, fewer)) {
                        one.without_thing.push_back({i, p, told(file, differences(best, p))});
                        break;
                    }
            }
        }
        for (std::size_t c = 0; c < out.conditions.size(); ++c) {
            std::optional<std::size_t> freed;
            for (std::size_t p = 0; p < out.packages.size(); ++p)
                if (keeps(out.problem, out.packages[p].found, budget, c) && (!freed || better(p, *freed))) freed = p;
            const std::size_t best = one.any() ? one.kept_by.front() : 0;   // nothing, where no package keeps all
            if (freed && *freed != best)
                one.without_condition.push_back({c, *freed, told(file, differences(best, *freed))});
        }
        out.budgets.push_back(std::move(one));
    }
    return out;
}

std::vector<package> not_looked_at(const decided& of) {
    std::vector<package> out;
    for (const decided::at_budget& one : of.budgets) {
        if (!one.any()) continue;
        const package& best = of.chosen(one).found.levels;
        for (std::size_t i = 0; i < best.size(); ++i) {
            package fewer = best;
            fewer[i] = 0;
            const auto is_there = [&](const decided::looked_at& p) { return same(p.found.levels, fewer); };
            if (best[i] != 0 && std::ranges::none_of(of.packages, is_there) &&
                std::ranges::none_of(out, [&](const package& p) { return same(p, fewer); }))
                out.push_back(std::move(fewer));
        }
    }
    return out;
}

std::vector<decided::group_gain> who_gains(const observed& file, const decided& of, std::size_t which) {
    std::vector<decided::group_gain> out;
    if (file.groups().empty() || which == 0) return out;
    measured split{file, file.groups(), {}};
    by_run values = split.values(file.measures()[of.measure]);
    for (double& x : values.values) x *= of.problem.sign;
    const auto pairs = pairs_of(file, of.packages[which].arm, file.baseline());
    const auto& axis = file.axis_named(file.groups());
    for (std::size_t g = 0; g + 1 < values.groups; ++g)
        out.push_back({axis.labels[g], g < axis.labels_zh.size() ? axis.labels_zh[g] : axis.labels[g],
                       difference_of(file, pairs, values, g)});
    return out;
}

table packages_table(const observed& file, const decided& of) {
    using kind = column::kind;
    const sim::measure& m = file.measures()[of.measure];
    table out;
    out.columns = {{"budget", "budget", kind::setting, "CNY"},
                   {"package", "package"},
                   {"what", "what"},
                   {"gain", "gain", kind::difference, m.unit_of_differences(), m.shown_as, m.digits + 1},
                   {"cost", "cost", kind::ratio, "CNY/year", 1, 0},
                   {"kept_in", "within budget in", kind::number, "%", 100, 0},
                   {"behind", "behind the best", kind::ratio, m.unit_of_differences(), m.shown_as, m.digits + 1},
                   {"may_be_best", "may be the best"},
                   {"things", "things", kind::number, "", 1, 0}};
    for (const decided::at_budget& one : of.budgets)
        for (std::size_t k = 0; k < one.kept_by.size(); ++k) {
            const decided::looked_at& p = of.packages[one.kept_by[k]];
            const auto& behind = one.among.behind[k];
            const arm& a = file.arms()[p.arm];
            out.rows.push_back({one.money, a.name, one.kept_by[k] == 0 ? std::string{"nothing"} : a.title, p.gain,
                                interval{p.cost.mean, p.cost.low(), p.cost.high()}, k == 0 ? cell{one.kept_in} : cell{},
                                interval{behind.value, behind.low, behind.high},
                                std::string{one.among.may_be_best[k] ? "yes" : "no"}, static_cast<double>(p.things)});
        }
    return out;
}

}   // namespace analysis
