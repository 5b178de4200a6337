#include <chrono>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/decided.hpp"
#include "analysis/procedures/package_runs.hpp"
#include "analysis/procedures/waves.hpp"
#include "cli/commands.hpp"
#include "cli/decided_table.hpp"
#include "cli/files.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/run_options.hpp"
#include "cli/signals.hpp"
#include "cli/simulate.hpp"
#include "cli/simulate_until.hpp"
#include "cli/status.hpp"
#include "sim/engine/draws.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;
using clock = std::chrono::steady_clock;

struct decide_options {
    run_options run;
    std::string within, time, at_most;
    bool guarantee = false;
};

double since(clock::time_point begin) { return std::chrono::duration<double>(clock::now() - begin).count(); }

// Seconds of "90s", "10min", "2h"; infinite where nothing is said.
double seconds_of(const std::string& text) {
    if (text.empty()) return std::numeric_limits<double>::infinity();
    for (const auto& [unit, seconds] : {std::pair{"min", 60.0}, {"m", 60.0}, {"h", 3600.0}, {"s", 1.0}})
        if (text.ends_with(unit)) {
            const auto amount = sim::finite_number(
                sim::trimmed(std::string_view{text}.substr(0, text.size() - std::string_view{unit}.size())));
            if (amount && *amount > 0) return *amount * seconds;
            break;
        }
    throw wrong_input{fmt::format("--time {}: expected a time such as 90s, 10min or 2h", text)};
}

// A gain in the measure's natural scale, of "0.05pp", "0.05" or "2 %".
double gain_of(const std::string& text, const sim::measure& m) {
    if (text.empty()) return 0;
    std::string_view number = sim::trimmed(text);
    for (const std::string& unit : {m.unit_of_differences(), m.unit})
        if (!unit.empty() && number.ends_with(unit)) {
            number = sim::trimmed(number.substr(0, number.size() - unit.size()));
            break;
        }
    const auto amount = sim::finite_number(number);
    if (!amount || *amount < 0)
        throw wrong_input{fmt::format("--within {}: expected a difference in {}, such as 0.05{}{}", text, m.name,
                                      m.unit_of_differences() == "pp" ? "" : " ", m.unit_of_differences())};
    return *amount / m.shown_as;
}

// Why worlds cannot be ones that a guarantee holds of; "" where they can.
std::string why_no_guarantee(const sim::ready& scenario, std::size_t most) {
    const sim::decision_question& q = *scenario.what.question;
    if (q.cautious) return "it is of means, and attitude is \"cautious\": leave one of them out";
    if (scenario.uncertain.any() && scenario.uncertain.from == "priors")
        return "it takes worlds that are independent, and those from priors are points of one sequence: take a file of "
               "draws, as cogov calibrate makes";
    if (scenario.uncertain.any() && !scenario.uncertain.drawn.empty() &&
        scenario.uncertain.drawn.front().given.size() * scenario.uncertain.lucks < most)
        return fmt::format("it may take {}, and {} has {} rows: give fewer with --at-most, or make more draws",
                           sim::counted(most, "replicate"), scenario.uncertain.from,
                           scenario.uncertain.drawn.front().given.size());
    return "";
}

// Seeds of scenarios are signed.
void with_other_luck(sim::ready& scenario) {
    constexpr std::uint64_t other = 0x1dec1deU;
    scenario.what.seed = sim::mix(scenario.what.seed ^ other) >> 1U;
    sim::mistakes none;
    sim::assign(scenario.what.tree, "seed", sim::node{{}, static_cast<std::int64_t>(scenario.what.seed)}, {}, {}, none);
}

int decide(const decide_options& given) {
    const auto begin = clock::now();
    run_options o = given.run;
    o.machine.use_threads();
    const std::string output = output_of(o, {});
    when_stopped("stopped before any run was made");
    sim::ready scenario = read(o.scenario);
    if (!o.machine.quiet) tell_remarks(scenario);
    if (!scenario.what.question)
        throw wrong_input{fmt::format(
            "{} does not say what is to be decided: under [decision], budget = 1_000_000 (money a year) and {} = "
            "[...], "
            "what it may go to (docs/decide.md)",
            o.scenario.path, scenario.how->instruments().empty() ? "levers" : scenario.how->instrument_heading())};
    const sim::decision_question& asked = *scenario.what.question;
    const sim::measure measure = scenario.set->observed().measures[asked.measure];
    if (asked.cautious && !scenario.uncertain.any())
        throw wrong_input{sim::describe(sim::mistakes{
            {asked.where,
             "attitude = \"cautious\" looks at the worst fifth of possible worlds, and nothing is uncertain "
             "here: add [uncertain], or take \"expected\""}})};
    const double within = gain_of(given.within, measure), time = seconds_of(given.time);
    const std::size_t at_most =
        given.at_most.empty()
            ? static_cast<std::size_t>(scenario.what.replicates)
            : static_cast<std::size_t>(whole_number(given.at_most, "--at-most", scenario.what.replicates, 1'000'000));
    if (given.guarantee) {
        if (within <= 0) throw wrong_input{"--guarantee needs --within: how far from the best is near enough"};
        if (const std::string why = why_no_guarantee(scenario, at_most); !why.empty())
            throw wrong_input{"--guarantee: " + why};
    }
    const std::string folder = fs::path{output}.replace_extension(".search").string();
    if (!o.force && sim::is_there(output) && !sim::is_there(folder))   // a finished one
        throw wrong_input{fmt::format("{} exists already; --force replaces it, -o names another", output)};
    // All that could be wrong with a table of an arm is wrong with that in which everything is done.
    analysis::package all;
    for (const sim::choice& one : asked.choices) all.push_back(one.high);
    if (const auto tried = analysis::scenario_of_packages(scenario, std::span{&all, 1}); !tried)
        throw wrong_input{sim::describe(tried.wrong())};

    if (o.force) fs::remove_all(folder);
    const std::string go_on = fmt::format("what was run is in {}: the same command once more goes on with it", folder);
    when_stopped(fmt::format("stopped; {}", go_on));
    analysis::package_runs runs{
        scenario, folder, {o.machine.machine(), o.machine.memory_bytes(), &interrupted(), nullptr}};
    // Seconds that a package takes over all worlds, as measured; a wave takes one more, of its baseline.
    double seconds = 0;
    std::size_t running = 0, of_each = 0;
    clock::time_point wave = begin;
    runs.begins = [&](std::size_t packages, std::size_t each) {
        running = packages;
        of_each = each;
        wave = clock::now();
        if (!o.machine.quiet)
            say("looking at {} over {} ...\n", sim::counted(packages, "package"), sim::counted(each, "run"));
    };
    runs.ends = [&] {
        if (of_each == static_cast<std::size_t>(scenario.what.replicates))
            seconds = since(wave) / static_cast<double>(running + 2);
        if (!o.machine.quiet) say("  {} in {}\n", sim::counted(running, "package"), clock_text(since(wave)));
    };
    constexpr double kept_for_the_end = 10;   // packages
    analysis::search_limits limits;
    limits.time_for = [&](std::size_t packages) {
        return since(begin) + seconds * (static_cast<double>(packages) + 2 + kept_for_the_end) < time;
    };
    limits.most_at_last = [&]() -> std::size_t {
        constexpr std::size_t usual = 24;
        if (!std::isfinite(time) || seconds == 0) return usual;
        const double left = (time - since(begin)) / seconds - 2;
        return std::min(usual, static_cast<std::size_t>(std::max(3.0, left)));
    };
    analysis::package_search found;
    try {
        const heeding_signals heed;
        found = analysis::search_packages(
            analysis::problem_of(asked),
            [&](std::span<const analysis::package> packages, bool quick) { return runs.run(packages, quick); }, limits);
    } catch (const analysis::stopped&) {
        say("stopped; {}\n", go_on);
        return 128 + interrupt_signal();
    }
    if (found.cut_short && found.ran <= 1)
        throw wrong_input{
            fmt::format("--time {}: time was up before any package was run; give more ({})", given.time, go_on)};

    // The packages in question once more, with another luck: what was chosen for its luck would look better than it is.
    std::vector<analysis::package> packages;
    for (const std::size_t p : analysis::packages_on(found)) packages.push_back(found.packages[p].levels);
    run_options& how = o;
    how.resume = !how.force && (sim::is_there(sim::folder_of_parts(output)) || sim::is_there(output));
    if (!how.machine.quiet) say("running {} again with other luck\n", sim::counted(packages.size(), "package"));
    totals sum;
    std::optional<analysis::observed> made;
    std::optional<analysis::decided> decision;
    auto replicates = static_cast<std::size_t>(scenario.what.replicates);
    for (bool first = true;; first = false) {
        std::vector<std::string> names;
        for (std::size_t p = 0; p < packages.size(); ++p) names.push_back(fmt::format("p{}", p + 1));
        auto last = analysis::scenario_of_packages(scenario, packages, names);
        if (!last) throw wrong_input{sim::describe(last.wrong())};
        with_other_luck(*last);
        set_replicates(*last, replicates);
        session s{o, {}, output, false, o.machine.machine(), o.machine.memory_bytes()};
        const std::size_t lucks = scenario.uncertain.any() ? scenario.uncertain.lucks : 1;
        s.also.emplace_back(analysis::decision_provenance,
                            analysis::decision_text(scenario, found, packages, names, within, given.guarantee,
                                                    static_cast<std::size_t>(scenario.what.replicates) / lucks));
        s.go_on = "the same command once more goes on with them";
        if (const auto ended = simulate(s, *last, first, sum, made)) return *ended;
        decision = analysis::decided_of(*made);
        how.force = false;
        how.resume = true;
        // Other luck may choose another package than the search did; what each thing in it brings is to be known too.
        const std::vector<analysis::package> missing = analysis::not_looked_at(*decision);
        if (!missing.empty() && since(begin) < time) {
            packages.insert(packages.end(), missing.begin(), missing.end());
            continue;
        }
        const bool told = std::ranges::all_of(decision->budgets, [&](const analysis::decided::at_budget& one) {
            return given.guarantee ? one.left <= 1 : std::ranges::count(one.among.may_be_best, true) <= 1;
        });
        if (told || replicates >= at_most || since(begin) >= time) break;
        replicates = std::min(at_most, 2 * replicates);
        if (!how.machine.quiet)
            say("packages cannot be told apart yet; going on to {}\n", sim::counted(replicates, "run"));
    }
    show_as(o.format, decided_table(*made, *decision, o.format));
    flush_output();
    fs::remove_all(folder);
    if (!o.machine.quiet)
        say("\n{} packages of {} {} in {}. Results: {} (cogov report)\n", decision->tried.size() + packages.size(),
            sum.agents, made->agents(), clock_text(since(begin)), output);
    return done;
}

}   // namespace

// cogov decide SCENARIO [-o FILE.h5]: the package of what a town can do that brings most for a budget.
void add_decide(CLI::App& app, int& status) {
    auto* const command =
        app.add_subcommand("decide", "find the package that brings most for a budget, and what cannot be told from it");
    auto o = std::make_shared<decide_options>();
    o->run.scenario.add_to(*command);
    o->run.machine.add_to(*command);
    command->add_option("-o,--output", o->run.output, "results file; the scenario's name with .h5 when absent")
        ->type_name("FILE.h5")
        ->check(not_empty());
    command->add_flag("--force", o->run.force, "start again, and replace the results file where it exists");
    command
        ->add_option("--within", o->within,
                     "differences that do not matter: packages that lie no more behind the best are as good, such as "
                     "0.05pp; 0 when absent")
        ->type_name("GAIN")
        ->check(not_empty());
    command->add_option("--time", o->time, "end after about so long with the best that is known then: 90s, 10min, 2h")
        ->type_name("TIME")
        ->check(not_empty());
    command
        ->add_option("--at-most", o->at_most,
                     "add worlds, up to so many runs of each package, while packages cannot be told apart; none are "
                     "added when absent")
        ->type_name("N")
        ->check(not_empty());
    command->add_flag(
        "--guarantee", o->guarantee,
        "choose by Kim & Nelson's procedure: with 95 % the best, or within --within of it, of independent "
        "worlds");
    add_format(*command, o->run.format, {"text", "csv", "json"});
    command->callback([o, &status] { status = decide(*o); });
}

}   // namespace cli
