#include "analysis/procedures/waves.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "sim/engine/draws.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/hash.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace analysis {

namespace {

void take_out(sim::node& tree, std::string_view key) {
    std::erase_if(*tree.as_table(), [&](const sim::node::entry& one) { return one.key == key; });
}

// The arm of all counterfactuals that are asked for; several may ask for the same tables.
sim::node table_of_moved(const sim::model& how, const targets& wanted, const sim::place& where, sim::mistakes& wrong) {
    sim::node arm{where, sim::node::table{}};
    std::set<std::string> there;
    for (const std::size_t c : wanted.counterfactuals()) {
        const std::string& text = how.counterfactuals()[c].tables;
        if (!there.insert(text).second) continue;
        sim::node tables = sim::parse_toml(text, "counterfactual", wrong);
        for (sim::node::entry& one : *tables.as_table()) {
            const auto at = std::ranges::find(*arm.as_table(), one.key, &sim::node::entry::key);
            if (at == arm.as_table()->end()) arm.as_table()->push_back(std::move(one));
            else
                std::ranges::move(std::get<sim::node::array>(one.value.value),
                                  std::back_inserter(std::get<sim::node::array>(at->value.value)));
        }
    }
    return arm;
}

// By which key a scenario of a model says how many agents there are: what they are called, or "agents".
std::string key_of_agents(const sim::model& how) {
    const std::string called = how.observations().agents;
    const auto keys = how.keys();
    return std::ranges::find(keys, called, &sim::key_row::name) != keys.end() ? called : "agents";
}

}   // namespace

std::string kept_number(double x) { return std::isfinite(x) ? sim::shortest(x) : "nan"; }

std::string moved_arm(const sim::ready& of) {
    std::string name = "moved";
    while (std::ranges::find(of.what.arms, name, &sim::arm::name) != of.what.arms.end()) name += "_";
    return name;
}

sim::result<sim::ready> scenario_of_targets(const sim::ready& of, const targets& wanted, std::size_t agents) {
    sim::mistakes wrong;
    sim::node tree = of.what.tree;
    for (const char* const key : {"design", "uncertain"}) take_out(tree, key);
    const sim::place here{of.what.file, 0, 0};
    const std::string& baseline = of.what.arms[of.set->baseline()].name;
    const std::vector<std::string> named = wanted.arms();
    sim::node arms{here, sim::node::table{}};
    bool acts = false;   // does an arm besides the baseline?
    for (const sim::arm& one : of.what.arms) {
        const bool other = one.name != baseline;
        if (other && std::ranges::find(named, one.name) == named.end()) continue;
        acts = acts || other;
        arms.as_table()->push_back(
            {one.name, one.where, one.table != nullptr ? *one.table : sim::node{one.where, sim::node::table{}}});
    }
    if (!wanted.counterfactuals().empty())
        arms.as_table()->push_back({moved_arm(of), here, table_of_moved(*of.how, wanted, here, wrong)});
    take_out(tree, "arms");
    tree.as_table()->push_back({"arms", here, std::move(arms)});
    const auto set = [&](const char* key, std::size_t value) {
        sim::assign(tree, key, sim::node{{}, static_cast<std::int64_t>(value)}, {}, of.what.selectors, wrong);
    };
    // Where nothing happens but people being moved, weeks beyond those that targets need would be run for nothing.
    const std::size_t needed = wanted.steps(*of.how, of.set->observed().steps_per_year);
    if (!acts || static_cast<std::size_t>(of.what.weeks) < needed) set("weeks", needed);
    set("replicates", runs_a_wave);
    if (agents > 0) set(key_of_agents(*of.how).c_str(), agents);
    if (!wrong.empty()) return wrong;
    return sim::read_scenario(std::move(tree), of.what, std::span{&of.how, 1});
}

waves::waves(sim::ready scenario, const targets& wanted, std::string moved, std::vector<sim::uncertain_key> keys,
             std::string folder, const sim::sweep_options& how)
    : scenario_{std::move(scenario)}, wanted_{wanted}, moved_{std::move(moved)}, folder_{std::move(folder)}, how_{how} {
    scenario_.uncertain = {};
    scenario_.uncertain.from = "values chosen by the procedure";
    scenario_.uncertain.drawn = std::move(keys);
    std::string all =
        fmt::format("{} {} seed {}\n", scenario_.how->name(), scenario_.how->version(), scenario_.what.seed);
    for (std::size_t s = 0; s < scenario_.set->settings(); ++s) all += scenario_.set->identity(s);
    for (const sim::uncertain_key& one : scenario_.uncertain.drawn) all += one.key + "\n";
    identity_ = sim::hexadecimal(sim::hash_text(all + wanted.source));
    const auto place = scenario_.set->build();   // its people are those of all runs, and made once
    agents_ = place->agents();
    sim::make_folder(folder_);
    sim::remove_leftovers_in(folder_);
}

std::string waves::file_of(std::size_t number) const { return fmt::format("{}/wave_{:05}.csv", folder_, number); }

std::string waves::mark_of(std::size_t number, const matrix& values) const {
    return fmt::format("# wave {} of calibration {}, values {}\n", number, identity_,
                       sim::checksum(std::as_bytes(std::span{values.data(), static_cast<std::size_t>(values.size())})));
}

matrix waves::run(std::size_t number, const matrix& values) {
    const std::size_t count = rows_of(values), targets = wanted_.all.size();
    const std::string path = file_of(number), mark = mark_of(number, values);
    matrix told(values.rows(), static_cast<Eigen::Index>(targets));
    if (sim::is_there(path)) {
        sim::mistakes wrong;
        const std::string text = sim::read_file(path);
        const std::string first = text.substr(0, text.find('\n') + 1);
        if (first.find("calibration " + identity_) == std::string::npos)
            throw sim::storage_error{fmt::format(
                "{} holds runs of another calibration: another scenario, other targets, or another version; --force "
                "starts again, -o names another file",
                folder_)};
        const sim::csv file = sim::csv::parse(text, path, wrong);
        if (first == mark && wrong.empty() && file.rows() == count && file.columns().size() == targets) {
            for (std::size_t r = 0; r < count; ++r)
                for (std::size_t t = 0; t < targets; ++t) {
                    const std::string& said = file.text(r, t);
                    double x = std::numeric_limits<double>::quiet_NaN();
                    std::from_chars(said.data(), said.data() + said.size(), x);
                    told(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(t)) = x;
                }
            return told;
        }
    }
    for (std::size_t k = 0; k < scenario_.uncertain.drawn.size(); ++k) {
        std::vector<double>& given = scenario_.uncertain.drawn[k].given;
        given.resize(count);
        for (std::size_t r = 0; r < count; ++r)
            given[r] = values(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(k));
    }
    const std::uint64_t seed = scenario_.what.seed;
    scenario_.what.replicates = static_cast<int>(count);
    scenario_.what.seed = sim::mix(seed ^ sim::mix(number));
    const auto made = sim::experiment::of(scenario_);
    scenario_.what.seed = seed;
    if (!made) throw sim::storage_error{sim::describe(made.wrong())};
    sim::memory_results kept{made->runs().observed, made->runs(), made->head("")};
    if (!made->run(how_, kept)) throw stopped{};
    const observed runs{kept.finish()};
    told = told_by_runs(wanted_, *scenario_.how, runs, moved_);
    for (std::size_t t = 0; t < targets; ++t)
        if (const target& one = wanted_.all[t]; one.what == target::kind::input)
            for (std::size_t r = 0; r < count; ++r)
                told(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(t)) =
                    sim::study_of(scenario_, made->runs(), r)->input(one.number, one.input_of);
    std::string text = mark;
    for (std::size_t t = 0; t < targets; ++t) text += (t == 0 ? "" : ",") + sim::csv_cell(wanted_.all[t].name);
    text += '\n';
    for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t t = 0; t < targets; ++t)
            text += (t == 0 ? "" : ",") + kept_number(told(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(t)));
        text += '\n';
    }
    sim::write_file_safely(path, sim::bytes_of(text));
    return told;
}

}   // namespace analysis
