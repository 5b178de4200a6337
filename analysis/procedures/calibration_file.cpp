// A calibration as a file (sim/results/posterior_file.hpp), which the report shows.

#include <array>
#include <map>

#include <fmt/format.h>

#include "analysis/procedures/calibrate.hpp"

namespace analysis {

namespace {

std::vector<double> flat(const matrix& of) { return {of.data(), of.data() + of.size()}; }

}   // namespace

std::string_view name_of(narrowing how) {
    constexpr std::array<std::string_view, 4> names{"not at all", "somewhat", "to one side", "identified"};
    return names[static_cast<std::size_t>(how)];
}

std::string_view name_of(standing where) {
    constexpr std::array<std::string_view, 3> names{"agrees", "pulled away", "out of reach"};
    return names[static_cast<std::size_t>(where)];
}

std::string_view name_of(doubt what) {
    constexpr std::array<std::string_view, 4> names{"chains", "tail", "few", "repeats"};
    return names[static_cast<std::size_t>(what)];
}

sim::posterior_file file_of(const calibration& found, const sim::ready& scenario, const targets& wanted,
                            const std::string& command) {
    sim::posterior_file out;
    out.facts = {{"model", std::string{scenario.how->name()}},
                 {"model_version", std::to_string(scenario.how->version())},
                 {"title", scenario.what.title},
                 {"title_zh", scenario.what.title_zh},
                 {"agents", scenario.set->observed().agents},
                 {"command", command},
                 {"scenario.toml", scenario.what.resolved()},
                 {"targets.csv", wanted.source}};
    out.numbers = {{"runs", static_cast<double>(found.runs)},
                   {"agents", static_cast<double>(found.agents)},
                   {"rounds", static_cast<double>(found.rounds)},
                   {"candidates", static_cast<double>(found.candidates)},
                   {"repeats", static_cast<double>(found.repeats)},
                   {"r_hat", found.r_hat},
                   {"effective_draws", found.effective},
                   {"kish", found.kish},
                   {"k_hat", found.k_hat}};
    sim::posterior_axis keys{"parameter", {}, 0}, names{"target", {}, 0}, ridges{"ridge", {}, found.ridges.size()},
        doubts{"doubt", {}, found.doubts.size()};
    for (const doubt one : found.doubts) doubts.labels.emplace_back(name_of(one));
    for (const calibrated_input& one : found.inputs) keys.labels.push_back(one.key);
    for (const calibrated_target& one : found.targets) names.labels.push_back(one.what.name);
    out.axes = {keys, names, {"draw", {}, rows_of(found.draws)}, {"world", {}, rows_of(found.told_before)}};
    if (!found.ridges.empty()) out.axes.push_back(ridges);
    if (!found.doubts.empty()) out.axes.push_back(doubts);
    const auto add = [&](std::string name, std::string what, std::string units, std::vector<std::string> along,
                         auto values) {
        out.arrays.push_back({std::move(name), std::move(what), std::move(units), std::move(along), std::move(values)});
    };
    add("draws", "draws of equal weight, any first of them a fair sample", "", {"draw", "parameter"},
        flat(found.draws));
    add("told", "what the run of each draw says of each target", "", {"draw", "target"}, flat(found.told));
    add("told_before", "what runs from what is believed say of each target", "", {"world", "target"},
        flat(found.told_before));
    const auto of_inputs = [&](const char* name, const char* what, auto get) {
        std::vector<std::invoke_result_t<decltype(get), const calibrated_input&>> values;
        for (const calibrated_input& one : found.inputs) values.push_back(get(one));
        add(name, what, "", {"parameter"}, values);
    };
    // What parameters are, in words, where the model has a row of them.
    std::map<std::string, sim::parameter_row> rows;
    for (const sim::parameter_row& row : scenario.how->parameters())
        rows.emplace(fmt::format("parameters.{}", row.name), row);
    for (const sim::parameter_row& row : scenario.how->instrument_parameters())
        rows.emplace(fmt::format("{}.{}", scenario.how->instrument_heading(), row.name), row);
    const auto in_words = [&](auto get) {
        return [&rows, get](const calibrated_input& one) {
            const auto at = rows.find(one.key);
            return at != rows.end() ? std::string{get(at->second)} : std::string{};
        };
    };
    of_inputs("meaning", "what the parameter is", in_words([](const auto& row) { return row.meaning.en; }));
    of_inputs("meaning_zh", "the same in Chinese", in_words([](const auto& row) { return row.meaning.zh; }));
    of_inputs("unit", "of its values", in_words([](const auto& row) { return row.unit; }));
    of_inputs("group", "subject of the parameter", [](const calibrated_input& one) { return one.group; });
    of_inputs("kind", "felt by targets, not felt, or solved from rates", [](const calibrated_input& one) {
        return std::string{one.solved ? "solved" : one.felt ? "felt" : "not felt"};
    });
    of_inputs("narrowed", "how far data narrowed it",
              [](const calibrated_input& one) { return std::string{name_of(one.how)}; });
    of_inputs("left", "standard deviation of its normal score, 1 before",
              [](const calibrated_input& one) { return one.left; });
    of_inputs("moved", "mean of its normal score, 0 before", [](const calibrated_input& one) { return one.moved; });
    for (const auto& [of, name] : {std::pair{&calibrated_input::before, "before"}, {&calibrated_input::after, "after"}})
        for (const auto& [part, end] :
             {std::pair{&spread::median, "median"}, {&spread::low, "low"}, {&spread::high, "high"}})
            of_inputs(fmt::format("parameter_{}_{}", name, end).c_str(), "its median, and the ends of its 90 % range",
                      [&, of = of, part = part](const calibrated_input& one) { return one.*of.*part; });
    const auto of_targets = [&](const char* name, const char* what, auto get) {
        std::vector<std::invoke_result_t<decltype(get), const calibrated_target&>> values;
        for (const calibrated_target& one : found.targets) values.push_back(get(one));
        add(name, what, "", {"target"}, values);
    };
    of_targets("use", "calibrate, prior, hold out or look at",
               [](const calibrated_target& one) { return std::string{name_of(one.what.use)}; });
    of_targets("scale", "on which errors are told",
               [](const calibrated_target& one) { return std::string{name_of(one.what.scale)}; });
    of_targets("source_text", "where the number comes from",
               [](const calibrated_target& one) { return one.what.text; });
    of_targets("observed", "what was observed", [](const calibrated_target& one) { return one.what.value; });
    of_targets("sd", "standard error of what was observed, on the scale",
               [](const calibrated_target& one) { return one.what.sd; });
    of_targets("discrepancy", "what no setting of the model gets right, on the scale",
               [](const calibrated_target& one) { return one.what.discrepancy; });
    of_targets("source_sd", "error that targets of one source share, on the scale",
               [](const calibrated_target& one) { return one.what.source_sd; });
    of_targets("emulator_sd", "error of the emulator, on the scale",
               [](const calibrated_target& one) { return one.emulator_sd; });
    of_targets("emulator_r2", "of what the emulator tells of runs that it has not seen",
               [](const calibrated_target& one) { return one.emulator_r2; });
    of_targets("told_by_emulator", "1: draws are judged by the emulator, since one run says too little",
               [](const calibrated_target& one) { return one.told_by_emulator ? 1.0 : 0.0; });
    of_targets("miss", "what was observed less what draws say, over the errors of both",
               [](const calibrated_target& one) { return one.miss; });
    of_targets("nearest", "of all runs to what was observed", [](const calibrated_target& one) { return one.nearest; });
    of_targets("agreement", "agrees, pulled away, or out of reach: no run came near it",
               [](const calibrated_target& one) { return std::string{name_of(one.where)}; });
    if (!found.ridges.empty()) {
        std::vector<std::string> one, other;
        std::vector<double> correlation;
        for (const ridge& r : found.ridges) {
            one.push_back(found.inputs[r.one].key);
            other.push_back(found.inputs[r.other].key);
            correlation.push_back(r.correlation);
        }
        add("ridge_one", "one of two parameters that draws tell together", "", {"ridge"}, one);
        add("ridge_other", "the other", "", {"ridge"}, other);
        add("ridge_correlation", "of their normal scores", "", {"ridge"}, correlation);
    }
    return out;
}

}   // namespace analysis
