#include <chrono>
#include <cmath>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/inference/importance.hpp"
#include "analysis/procedures/calibrate.hpp"
#include "analysis/procedures/waves.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/machine_options.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_options.hpp"
#include "cli/sheet.hpp"
#include "cli/signals.hpp"
#include "cli/status.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;
using analysis::calibration;
using clock = std::chrono::steady_clock;

struct calibrate_options {
    scenario_options scenario;
    machine_options machine;
    std::string output = "posterior.csv", runs, draws, residents, format;
    bool force = false;
};

double since(clock::time_point begin) { return std::chrono::duration<double>(clock::now() - begin).count(); }

// Stages as they begin, and how far each is: on a terminal at every wave, elsewhere every ten seconds.
class stages {
public:
    explicit stages(bool quiet) : quiet_{quiet} {}
    void begin(const std::string& stage, std::size_t runs) {
        end();
        if (quiet_) return;
        runs_ = runs;
        stage_ = stage;
        at_ = told_ = clock::now();
        if (runs == 0) say("{} ...\n", stage);
    }
    void advance(std::size_t runs) {
        if (quiet_ || since(told_) < 2) return;
        told_ = clock::now();
        const double share = static_cast<double>(runs) / static_cast<double>(runs_);
        say("{}: {} of {} worlds, {} left\n", stage_, runs, runs_, clock_text(since(at_) / share * (1 - share)));
    }
    void end() {
        if (!quiet_ && runs_ > 0) say("{}: {} worlds in {}\n", stage_, runs_, clock_text(since(at_)));
        runs_ = 0;
    }

private:
    bool quiet_;
    std::string stage_;
    std::size_t runs_ = 0;
    clock::time_point at_, told_;
};

// The digits that tell a number from its neighbours.
std::string short_number(double x) {
    if (!std::isfinite(x)) return "-";
    return fmt::format("{:.3g}", x);
}
std::string range(const analysis::spread& of) {
    return fmt::format("{} ({} to {})", short_number(of.median), short_number(of.low), short_number(of.high));
}

table targets_table(const calibration& found) {
    using kind = column::kind;
    table out;
    out.columns = {{"target", "target"},
                   {"use", "use"},
                   {"observed", "observed", kind::text},
                   {"before", "what is believed says", kind::text},
                   {"after", "draws say", kind::text},
                   {"miss", "miss", kind::number, "errors", 1, 1},
                   {"r2", "emulator's R2", kind::number, "", 1, 2}};
    for (const analysis::calibrated_target& one : found.targets)
        out.rows.push_back({one.what.name, std::string{analysis::name_of(one.what.use)}, short_number(one.what.value),
                            range(one.before), range(one.after) + (one.told_by_emulator ? " e" : ""), one.miss,
                            one.emulator_r2});
    return out;
}

// Those that data narrowed most, first.
std::vector<const analysis::calibrated_input*> by_narrowing(const calibration& found) {
    std::vector<const analysis::calibrated_input*> order;
    for (const analysis::calibrated_input& one : found.inputs)
        if (one.felt && !one.solved) order.push_back(&one);
    std::ranges::stable_sort(order, {}, [](const auto* one) { return one->left; });
    return order;
}

table inputs_table(const calibration& found, std::size_t most) {
    using kind = column::kind;
    table out;
    out.columns = {{"parameter", "parameter"},
                   {"group", "group"},
                   {"before", "believed", kind::text},
                   {"after", "draws", kind::text},
                   {"left", "spread left", kind::number, "%", 100, 0},
                   {"narrowed", "narrowed"}};
    for (const analysis::calibrated_input* const one : by_narrowing(found)) {
        if (out.rows.size() == most) break;
        out.rows.push_back({one->key, one->group, range(one->before), range(one->after), one->left,
                            std::string{analysis::name_of(one->how)}});
    }
    return out;
}

std::string sentence_of(analysis::doubt what, const calibration& found) {
    switch (what) {
        case analysis::doubt::chains:
            return fmt::format("the chains do not agree yet (R-hat {:.3f}, at most 1.01 is wanted)", found.r_hat);
        case analysis::doubt::tail:
            return fmt::format(
                "weights of the candidates have a heavy tail ({}, less than 0.7 is wanted): "
                "the draws are not to be relied on; take more runs (--runs)",
                analysis::k_hat_in_words(found.k_hat));
        case analysis::doubt::few:
            return fmt::format("the {} candidates are worth {:.0f} draws: take more runs (--runs)", found.candidates,
                               found.kish);
        case analysis::doubt::repeats:
            break;
    }
    return fmt::format("{} of {} draws stand there twice or more: take fewer draws, or more runs", found.repeats,
                       found.draws.rows());
}

std::string sentence_of(const analysis::calibrated_target& one) {
    if (one.where == analysis::standing::out_of_reach)
        return fmt::format(
            "no run came near '{}': {} was observed, and the nearest is {}; what is believed, or the "
            "model, cannot give it",
            one.what.name, short_number(one.what.value), short_number(one.nearest));
    const bool held_out = one.what.use == analysis::target_use::hold_out;
    return fmt::format("'{}'{} was observed as {}, and draws say {}: {}", one.what.name, held_out ? ", held out," : "",
                       short_number(one.what.value), range(one.after),
                       held_out ? "the model is wrong about it, or its error is larger"
                                : "other targets or what is believed pull it away");
}

// What is to be known before the draws are used.
std::vector<std::string> sentences_of(const calibration& found) {
    std::vector<std::string> out;
    for (const analysis::doubt one : found.doubts) out.push_back(sentence_of(one, found));
    for (const analysis::calibrated_target& one : found.targets)
        if (one.where != analysis::standing::agrees && one.what.use != analysis::target_use::look_at)
            out.push_back(sentence_of(one));
    return out;
}

nlohmann::ordered_json json_of(const analysis::spread& of) {
    return {{"median", analysis::as_json(of.median)},
            {"low", analysis::as_json(of.low)},
            {"high", analysis::as_json(of.high)}};
}

nlohmann::ordered_json json_of(const calibration& found) {
    nlohmann::ordered_json all{{"runs", found.runs},
                               {"agents", found.agents},
                               {"rounds", found.rounds},
                               {"candidates", found.candidates},
                               {"draws", found.draws.rows()},
                               {"repeats", found.repeats},
                               {"r_hat", analysis::as_json(found.r_hat)},
                               {"effective_draws", analysis::as_json(found.effective)},
                               {"kish", analysis::as_json(found.kish)},
                               {"k_hat", analysis::as_json(found.k_hat)},
                               {"reliable", found.reliable()},
                               {"sentences", sentences_of(found)}};
    for (const analysis::calibrated_target& one : found.targets)
        all["targets"].push_back({{"name", one.what.name},
                                  {"use", analysis::name_of(one.what.use)},
                                  {"observed", one.what.value},
                                  {"before", json_of(one.before)},
                                  {"after", json_of(one.after)},
                                  {"miss", analysis::as_json(one.miss)},
                                  {"emulator_sd", analysis::as_json(one.emulator_sd)},
                                  {"agreement", analysis::name_of(one.where)},
                                  {"emulator_r2", analysis::as_json(one.emulator_r2)},
                                  {"told_by_emulator", one.told_by_emulator}});
    for (const analysis::calibrated_input& one : found.inputs)
        all["parameters"].push_back({{"key", one.key},
                                     {"group", one.group},
                                     {"felt", one.felt},
                                     {"solved", one.solved},
                                     {"before", json_of(one.before)},
                                     {"after", json_of(one.after)},
                                     {"left", analysis::as_json(one.left)},
                                     {"narrowed", analysis::name_of(one.how)}});
    for (const analysis::ridge& one : found.ridges)
        all["ridges"].push_back({{"one", found.inputs[one.one].key},
                                 {"other", found.inputs[one.other].key},
                                 {"correlation", one.correlation}});
    return all;
}

void show_text(const calibration& found) {
    show(
        "Targets, and what runs say: median and 90 % range; e: one run says too little of it, so draws are judged by "
        "the emulator\n\n{}\n",
        in_terminal(targets_table(found)).text);
    show("What data narrowed most\n\n{}\n", in_terminal(inputs_table(found, 12)).text);
    std::size_t not_at_all = 0, felt = 0;
    for (const analysis::calibrated_input& one : found.inputs)
        if (one.felt && !one.solved) {
            ++felt;
            if (one.how == analysis::narrowing::not_at_all) ++not_at_all;
        }
    show(
        "{} of {} parameters that targets can feel were not narrowed; {} that they cannot feel keep what is believed\n",
        not_at_all, felt, std::ranges::count_if(found.inputs, [](const auto& one) { return !one.felt; }));
    for (const analysis::ridge& one : found.ridges)
        if (&one - found.ridges.data() < 5)
            show("Told together: {} and {}, correlation {:+.2f}\n", found.inputs[one.one].key,
                 found.inputs[one.other].key, one.correlation);
    show(
        "R-hat {:.3f}; {} candidates run in the last round are worth {:.0f}; {}; {} of {} draws are "
        "repeats\n",
        found.r_hat, found.candidates, found.kish, analysis::k_hat_in_words(found.k_hat), found.repeats,
        found.draws.rows());
    for (const std::string& one : sentences_of(found)) show("Careful: {}.\n", one);
}

int calibrate(const calibrate_options& o) {
    const auto begin = clock::now();
    o.machine.use_threads();
    be_sure_of_ending(o.output, "-o", written::draws);
    const std::string folder = fs::path{o.output}.replace_extension(".cogov").string();
    when_stopped("stopped before any run was made");
    const sim::ready scenario = read(o.scenario);
    if (!o.machine.quiet) tell_remarks(scenario);
    const auto number = [](const std::string& text, const char* option, std::int64_t least, std::int64_t most,
                           std::size_t otherwise) {
        return text.empty() ? otherwise : static_cast<std::size_t>(whole_number(text, option, least, most));
    };
    analysis::calibration_options how;
    how.runs = number(o.runs, "--runs", 1, 1'000'000, how.runs);
    how.draws = number(o.draws, "--draws", 1, 100'000, how.draws);
    how.agents = number(o.residents, "--residents", 1, 200'000'000, 0);
    how.candidates = std::max(how.candidates, 4 * how.draws);
    how.seed = scenario.uncertain.seed;
    how.folder = folder;
    if (scenario.uncertain.targets.empty())
        throw wrong_input{fmt::format(
            "{} does not say what is known: under [uncertain], targets = \"targets.csv\" names a table of numbers that "
            "were observed, with their errors",
            o.scenario.path)};
    if (const std::size_t fewest = analysis::fewest_runs(scenario.uncertain.drawn.size()); how.runs < fewest)
        throw wrong_input{fmt::format("--runs {}: {} parameters take {} runs at least", how.runs,
                                      scenario.uncertain.drawn.size(), fewest)};
    if (!o.force && sim::is_there(o.output))
        throw wrong_input{fmt::format("{} exists already; --force replaces it, -o names another", o.output)};
    if (o.force) fs::remove_all(folder);
    std::vector<std::string> arms;
    for (const sim::arm& one : scenario.what.arms) arms.push_back(one.name);
    std::swap(arms.front(), arms[scenario.set->baseline()]);
    const auto wanted =
        analysis::read_targets(scenario.uncertain.targets, scenario.set->observed(), *scenario.how, arms);
    if (!wanted) throw wrong_input{sim::describe(wanted.wrong())};
    if (!o.machine.quiet && !wanted->remarks.empty()) say("{}", sim::describe_remarks(wanted->remarks));
    stages told{o.machine.quiet};
    how.begins = [&](const std::string& stage, std::size_t runs) { told.begin(stage, runs); };
    how.advanced = [&](std::size_t runs) { told.advance(runs); };
    how.how = {o.machine.machine(), o.machine.memory_bytes(), &interrupted(), nullptr};
    const std::string go_on =
        fmt::format("the finished runs are in {}: the same command once more goes on with them", folder);
    when_stopped(fmt::format("stopped; {}", go_on));
    sim::result<calibration> found = sim::mistakes{};
    try {
        const heeding_signals heed;
        found = analysis::calibrate(scenario, *wanted, how);
    } catch (const analysis::stopped&) {
        say("stopped; {}\n", go_on);
        return 128 + interrupt_signal();
    }
    told.end();
    if (!found) throw wrong_input{sim::describe(found.wrong())};
    std::string command = fmt::format("cogov calibrate {}", o.scenario.path);
    for (const std::string& one : o.scenario.set) command += " --set " + one;
    for (const auto& [name, value] :
         {std::pair{"--runs", &o.runs}, {"--draws", &o.draws}, {"--residents", &o.residents}})
        if (!value->empty()) command += fmt::format(" {} {}", name, *value);
    sim::write_file_safely(o.output, sim::bytes_of(analysis::csv_of(*found, scenario, *wanted, command)));
    const std::string all = fs::path{o.output}.replace_extension(".h5").string();
    sim::write_posterior(analysis::file_of(*found, scenario, *wanted, command), all);
    if (o.format == "json") show_as("json", json_of(*found).dump(2) + "\n");
    else if (o.format == "csv") show_as("csv", table_as("csv", targets_table(*found)));
    else show_text(*found);
    flush_output();
    if (!o.machine.quiet)
        say("\n{} draws in {} from {} runs of {} {} in {}; {} has all that is known of them (cogov report)\n",
            found->draws.rows(), o.output, found->runs, found->agents, scenario.set->observed().agents,
            clock_text(since(begin)), all);
    return done;
}

}   // namespace

// cogov calibrate SCENARIO [-o posterior.csv]: values of what is uncertain that are in keeping with what is known.
void add_calibrate(CLI::App& app, int& status) {
    auto* const command =
        app.add_subcommand("calibrate", "draw everything uncertain so that runs come near what is known of the place");
    auto o = std::make_shared<calibrate_options>();
    o->scenario.add_people_to(*command);
    o->machine.add_to(*command);
    command->add_option("-o,--output", o->output, "file of draws; posterior.csv when absent")
        ->type_name("FILE.csv")
        ->check(not_empty());
    command->add_option("--runs", o->runs, "runs from what is believed; 2560 when absent")
        ->type_name("N")
        ->check(not_empty());
    command->add_option("--draws", o->draws, "draws that are wanted; 512 when absent")
        ->type_name("N")
        ->check(not_empty());
    command
        ->add_option("--residents", o->residents,
                     "run a town of so many residents with the same tables; as many as the scenario says when absent")
        ->type_name("N")
        ->check(not_empty());
    command->add_flag("--force", o->force, "start again, and replace the file of draws");
    add_format(*command, o->format, {"text", "csv", "json"});
    command->callback([o, &status] { status = calibrate(*o); });
}

}   // namespace cli
