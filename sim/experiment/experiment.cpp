#include "sim/experiment/experiment.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "sim/results/results_file.hpp"

namespace sim {

result<experiment> experiment::of(const ready& scenario, design points) {
    auto made = make_plan(scenario, std::move(points));
    if (!made) return made.wrong();
    return experiment{scenario, std::move(*made)};
}

built_group experiment::group(std::size_t number, progress* done) const {
    std::unique_lock lock{first_->making, std::defer_lock};
    if (number == 0) lock.lock();
    if (number == 0 && first_->made.place != nullptr) return first_->made;
    const auto begin = std::chrono::steady_clock::now();
    auto set = study_of(*scenario_, *runs_, number);
    built_group made{set, set->build()};
    if (done != nullptr) {
        ++done->making.times;
        done->making.nanoseconds += static_cast<std::uint64_t>((std::chrono::steady_clock::now() - begin).count());
    }
    if (number == 0) first_->made = made;
    return made;
}

const world& experiment::first() const { return *group(0, nullptr).place; }

results_head experiment::head(std::string as_given) const {
    results_head head;
    if (const auto& said = scenario().what.worth)
        head.worth = recorded::worth{said->measure, said->low, said->high, said->source};
    head.title = scenario_->what.title;
    head.title_zh = scenario_->what.title_zh;
    for (const arm& one : scenario_->what.arms) {
        head.arm_names.push_back(one.name);
        head.arm_titles.push_back(one.title);
        head.arm_titles_zh.push_back(one.title_zh);
    }
    head.baseline = static_cast<std::uint32_t>(scenario_->set->baseline());
    head.provenance = first().provenance();
    if (runs_->worlds.any())   // what is drawn is told as it usually is, not as in the first world
        for (auto& [name, text] : scenario_->set->build()->provenance()) {
            const auto told = std::ranges::find(head.provenance, name, &std::pair<std::string, std::string>::first);
            if (told != head.provenance.end()) told->second = std::move(text);
        }
    head.provenance.emplace_back("scenario_as_given.toml", std::move(as_given));
    head.provenance.emplace_back("scenario.toml", scenario_->what.resolved());
    head.model = scenario_->how->name();
    head.model_version = scenario_->how->version();
    head.burn_in = scenario_->what.burn_in;
    if (const std::string& draws = scenario_->uncertain.text; !draws.empty())
        head.provenance.emplace_back("uncertain.draws.csv", draws);
    return head;
}

bool experiment::run(const plan& some, const sweep_options& options, sink& into) const {
    return sweep(
        some, [&](std::size_t number) { return group(number, options.done); }, -scenario_->what.burn_in,
        scenario_->what.weeks, options, into);
}

std::optional<trace> experiment::traced(std::size_t run, const std::set<step>& steps, instruction_set isa) const {
    const sim::run& which = runs_->runs[run];
    const built_group in = group(which.group, nullptr);
    trace out;
    out.step_name = in.place->observed().step_name;
    out.facts = {{"title", scenario_->what.title},
                 {"source", program_version},
                 {"model", std::string{scenario_->how->name()}},
                 {"arm", scenario_->what.arms[which.arm].name},
                 {"run", std::to_string(run)},
                 {"replicate", std::to_string(which.replicate)},
                 {"scenario", scenario_->what.resolved()}};
    out.frame = in.place->traced();
    const auto state = in.place->start(which.setting, std::array{which.seed}, {isa, 1});
    for (step now = -scenario_->what.burn_in; !steps.empty() && now <= *steps.rbegin(); ++now) {
        if (!steps.contains(now)) {
            state->advance(now, nullptr, 0);
            continue;
        }
        auto told = state->trace(now);
        if (!told) return std::nullopt;
        out.steps.push_back(std::move(*told));
    }
    return out;
}

}   // namespace sim
