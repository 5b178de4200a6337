#include "analysis/procedures/package_runs.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "analysis/measured.hpp"
#include "analysis/procedures/waves.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/hash.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace analysis {

namespace {

using Eigen::Index;

constexpr std::size_t quick_runs = 16;

const sim::decision_question& question_of(const sim::ready& of) { return *of.what.question; }

void put(sim::node& table, std::string_view key, sim::node value) {
    std::erase_if(*table.as_table(), [&](const sim::node::entry& one) { return one.key == key; });
    table.as_table()->push_back({std::string{key}, value.where, std::move(value)});
}

// What a package pulls; what it leaves alone is not there.
std::vector<sim::pulled> pulled_by(const sim::ready& of, const package& what) {
    std::vector<sim::pulled> out;
    const auto& choices = question_of(of).choices;
    for (std::size_t i = 0; i < choices.size(); ++i)
        if (what[i] != 0) out.push_back({choices[i].instrument, what[i], choices[i].places, choices[i].more});
    return out;
}

}   // namespace

package_problem problem_of(const sim::decision_question& asked) {
    package_problem out;
    for (const sim::choice& one : asked.choices) out.levels.push_back({one.low, one.high, one.step});
    out.budgets = asked.budgets;
    out.how = asked.cautious ? attitude::cautious : attitude::expected;
    out.surely = asked.surely;
    out.sign = asked.better == sim::direction::less ? -1 : 1;
    for (const sim::condition& one : asked.conditions) out.conditions.push_back({one.at_most, one.change});
    return out;
}

std::string title_of(const sim::ready& of, const package& what, bool chinese) {
    const auto instruments = of.how->instruments();
    const auto& choices = question_of(of).choices;
    std::string out;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (what[i] == 0) continue;
        const sim::instrument_row& row = instruments[choices[i].instrument];
        std::string_view name = row.name;
        if (chinese) name = row.label_zh.substr(0, row.label_zh.find("（"));
        if (!out.empty()) out += chinese ? "、" : ", ";
        out += fmt::format("{} {}", name, sim::shortest(what[i]));
        if (!choices[i].places.empty())
            out += chinese ? fmt::format("（{}）", fmt::join(choices[i].places, "、"))
                           : fmt::format(" ({})", fmt::join(choices[i].places, ", "));
    }
    if (out.empty()) out = chinese ? "不做任何事" : "nothing";
    return out;
}

sim::result<sim::ready> scenario_of_packages(const sim::ready& of, std::span<const package> packages,
                                             std::span<const std::string> names) {
    sim::node tree = of.what.tree;
    std::erase_if(*tree.as_table(), [](const sim::node::entry& one) { return one.key == "design"; });
    const sim::place here{of.what.file, 0, 0};
    const sim::arm& base = of.what.arms[of.set->baseline()];
    const sim::node nothing = base.table != nullptr ? *base.table : sim::node{base.where, sim::node::table{}};
    sim::node arms{here, sim::node::table{}};
    arms.as_table()->push_back({base.name, base.where, nothing});
    for (std::size_t p = 0; p < packages.size(); ++p) {
        sim::node arm = nothing;
        arm.where = here;
        of.how->pull(arm, pulled_by(of, packages[p]));
        put(arm, "title", {here, title_of(of, packages[p], false)});
        put(arm, "title_zh", {here, title_of(of, packages[p], true)});
        std::string name = names.empty() ? fmt::format("p{}", p + 1) : names[p];
        while (name == base.name) name += "_";
        arms.as_table()->push_back({name, here, std::move(arm)});
    }
    put(tree, "arms", std::move(arms));
    return sim::read_scenario(std::move(tree), of.what, std::span{&of.how, 1});
}

std::vector<matrix> numbers_of(const observed& runs, const sim::decision_question& asked) {
    const auto& measures = runs.measures();
    const auto money = std::ranges::find(measures, sim::role::money, &sim::measure::about);
    measured all{runs, "", {}};
    std::vector<std::pair<by_run, std::size_t>> outputs;   // and the group of each that is meant
    outputs.emplace_back(all.values(measures[asked.measure]), 0);
    by_run spent = outputs.front().first;
    if (money == measures.end() || runs.find(money->over) == nullptr)
        spent.values.assign(spent.values.size(), 0.0);   // no arm buys anything
    else spent = all.sums(money->over, false);
    for (double& x : spent.values) x *= static_cast<double>(runs.steps_per_year()) / all.weeks();
    outputs.emplace_back(std::move(spent), 0);
    for (const sim::condition& one : asked.conditions) {
        measured split{runs, one.axis, {}};
        by_run values = split.values(measures[one.measure]);
        std::size_t group = values.groups - 1;
        if (!one.axis.empty()) {
            const auto& labels = runs.axis_named(one.axis).labels;
            group = static_cast<std::size_t>(std::ranges::find(labels, one.group) - labels.begin());
        }
        outputs.emplace_back(std::move(values), group);
    }
    for (std::size_t o = 0; o < 2; ++o) outputs[o].second = outputs[o].first.groups - 1;
    std::vector<matrix> out;
    std::vector<std::size_t> order{runs.baseline()};
    for (std::size_t a = 0; a < runs.arms().size(); ++a)
        if (a != runs.baseline()) order.push_back(a);
    for (const std::size_t a : order) {
        const std::vector<std::size_t>& of_arm = runs.runs_of(a);
        std::vector<double> values;
        for (const std::size_t r : of_arm)
            for (const auto& [of, group] : outputs) values.push_back(of.at(r, group));
        const std::vector<double> told = by_world(runs, of_arm, values, outputs.size());
        out.emplace_back(Eigen::Map<const matrix>(told.data(), static_cast<Index>(told.size() / outputs.size()),
                                                  static_cast<Index>(outputs.size())));
    }
    return out;
}

package_runs::package_runs(const sim::ready& scenario, std::string folder, const sim::sweep_options& how)
    : scenario_{scenario}, folder_{std::move(folder)}, how_{how} {
    const sim::decision_question& asked = question_of(scenario);
    const auto measures = scenario.set->observed().measures;
    std::string all = measures[asked.measure].name;
    for (const sim::condition& one : asked.conditions)
        all += fmt::format("\n{} {} {}", measures[one.measure].name, one.axis, one.group);
    mark_ = fmt::format("# numbers of packages by run keys, asked {}\n", sim::hexadecimal(sim::hash_text(all)));
    sim::make_folder(folder_);
    sim::remove_leftovers_in(folder_);
    read_kept();
}

// What is of another question is left alone; what is damaged is run again.
void package_runs::read_kept() {
    for (;; ++files_) {
        const std::string path = fmt::format("{}/packages_{:05}.csv", folder_, files_);
        if (!sim::is_there(path)) return;
        const std::string text = sim::read_file(path);
        if (!text.starts_with(mark_)) continue;
        sim::mistakes wrong;
        const sim::csv file = sim::csv::parse(text, path, wrong);
        if (!wrong.empty() || file.columns().size() < 4) continue;
        std::map<std::string, std::vector<double>> found;
        bool whole = true;
        for (std::size_t r = 0; r < file.rows(); ++r)
            for (std::size_t c = 2; c < file.columns().size(); ++c) {
                const std::string& said = file.text(r, c);
                double x = std::numeric_limits<double>::quiet_NaN();
                whole = whole && std::from_chars(said.data(), said.data() + said.size(), x).ec == std::errc{};
                found[file.text(r, 0)].push_back(x);
            }
        const std::size_t columns = file.columns().size() - 2;
        for (const auto& [key, values] : found)
            if (whole)
                known_[key] = Eigen::Map<const matrix>(values.data(), static_cast<Index>(values.size() / columns),
                                                       static_cast<Index>(columns));
    }
}

void package_runs::keep(const std::vector<std::string>& keys, const std::vector<matrix>& found) {
    std::string text = mark_ + "package,world";
    for (Index o = 0; o < found.front().cols(); ++o) text += fmt::format(",output_{}", o);
    text += '\n';
    for (std::size_t p = 0; p < keys.size(); ++p)
        for (Index w = 0; w < found[p].rows(); ++w) {
            text += fmt::format("{},{}", keys[p], w);
            for (Index o = 0; o < found[p].cols(); ++o) text += "," + kept_number(found[p](w, o));
            text += '\n';
        }
    sim::write_file_safely(fmt::format("{}/packages_{:05}.csv", folder_, files_++), sim::bytes_of(text));
}

std::vector<matrix> package_runs::run(std::span<const package> packages, bool quick) {
    std::vector<package> left{packages.begin(), packages.end()};
    std::vector<std::string> keys;   // of all that are asked for
    // First it is looked which are known, then those that are not are planned alone.
    for (bool looking = true;; looking = false) {
        auto made = scenario_of_packages(scenario_, left);
        if (!made) throw sim::storage_error{sim::describe(made.wrong())};
        if (quick) {
            const std::size_t lucks = made->uncertain.any() ? made->uncertain.lucks : 1;
            made->what.replicates = std::min(made->what.replicates, static_cast<int>(quick_runs * lucks));
        }
        const auto what = sim::experiment::of(*made);
        if (!what) throw sim::storage_error{sim::describe(what.wrong())};
        std::vector<std::string> of_arm(left.size());
        for (const sim::run& one : what->runs().runs)
            if (one.arm > 0) of_arm[one.arm - 1] += one.key;
        for (std::string& one : of_arm) one = sim::hexadecimal(sim::hash_text(one));
        if (looking) {
            keys = of_arm;
            std::vector<package> missing;
            std::vector<std::string> seen;
            for (std::size_t p = 0; p < left.size(); ++p)
                if (!known_.contains(keys[p]) && std::ranges::find(seen, keys[p]) == seen.end()) {
                    missing.push_back(left[p]);
                    seen.push_back(keys[p]);
                }
            left = std::move(missing);
            if (left.empty()) break;
            continue;
        }
        begins(left.size(), static_cast<std::size_t>(made->what.replicates));
        sim::memory_results kept{what->runs().observed, what->runs(), what->head(""), sim::kept::for_tables};
        if (!what->run(how_, kept)) throw stopped{};
        std::vector<matrix> found = numbers_of(observed{kept.finish()}, question_of(scenario_));
        found.erase(found.begin());   // the baseline's: nothing bought is a package like any other
        keep(of_arm, found);
        for (std::size_t p = 0; p < left.size(); ++p) known_[of_arm[p]] = std::move(found[p]);
        ends();
        break;
    }
    std::vector<matrix> out;
    for (const std::string& key : keys) out.push_back(known_.at(key));
    return out;
}

}   // namespace analysis
