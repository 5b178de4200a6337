#include <algorithm>
#include <span>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "analysis/compare.hpp"
#include "cli/commands.hpp"
#include "cli/comparison_table.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/points_table.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

struct compare_options {
    std::string file, show, baseline, by, point, split, period, worth, format;
    bool smallest = false, simultaneous = false;
};

// A table that --show names, and which options mean something there.
struct shown {
    std::string_view name;
    bool by, split, period, simultaneous, smallest;
    bool worth = false;
};
constexpr shown tables[] = {
    {"differences", false, true, true, true, false}, {"equity", false, true, true, true, false},
    {"details", false, true, true, true, false},     {"order", true, false, true, false, true},
    {"weekly", true, true, false, true, false},      {"costs", true, false, true, false, true},
    {"lasting", true, false, false, false, false},   {"luck", false, true, true, false, false},
    {"drivers", true, false, true, false, false},    {"decision", true, false, true, false, true, true}};
constexpr shown tables_of_sweep[] = {{"points", true, false, false, false, true},
                                     {"effects", true, false, false, false, false},
                                     {"drivers", true, false, false, false, false},
                                     {"equity", false, false, false, false, false},
                                     {"details", false, false, false, false, false}};

// Tables that are of measures of their own; the others are of the main ones.
bool has_measures_of_its_own(std::string_view table) { return table == "equity" || table == "details"; }

// The axis that tables are split by; "none" is everybody alone.
std::string axis_of(const analysis::observed& file, const compare_options& o) {
    if (o.split.empty()) return file.groups();
    std::vector<std::string> axes = analysis::axes_of_measures(file);
    axes.emplace_back("none");
    const std::size_t at = place_of(o.split, axes, "axis of measures", o.file);
    return at + 1 == axes.size() ? "" : axes[at];
}

// last_year, all, area, or FIRST:LAST: weeks FIRST, ..., LAST - 1, as a policy's start and end.
analysis::period period_of(const analysis::observed& file, const std::string& text) {
    using kind = analysis::period::kind;
    if (text.empty() || text == "last_year") return {kind::last_year};
    if (text == "all") return {kind::all};
    if (text == "area") return {kind::area};
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos)
        throw wrong_input{fmt::format("--period {}: expected last_year, all, area, or FIRST:LAST{}", text,
                                      sim::did_you_mean(text, std::vector<std::string>{"last_year", "all", "area"}))};
    const auto steps = static_cast<std::int64_t>(file.steps());
    const std::int64_t first = whole_number(text.substr(0, colon), "--period FIRST:LAST, FIRST", 0, steps - 1);
    const std::int64_t last = whole_number(text.substr(colon + 1), "--period FIRST:LAST, LAST", 1, steps);
    if (first >= last)
        throw wrong_input{
            fmt::format("--period {}: FIRST must be less than LAST, the {} after the last one that counts", text,
                        file.step_name())};
    return {kind::range, static_cast<std::size_t>(first), static_cast<std::size_t>(last)};
}

// What luck alone does is told by runs of the same world.
void must_have_lucks(const analysis::observed& file, std::size_t baseline) {
    const auto& runs = file.runs_of(baseline);
    const std::size_t worlds = analysis::worlds_among(file, runs);
    if (worlds > 0 && worlds == runs.size())
        throw wrong_input{fmt::format(
            "--show luck takes several runs of each world, and {} has one of each of its {}: lucks = 2, or more, under "
            "[uncertain] makes them; so does a scenario without worlds (worlds = \"off\")",
            file.path(), sim::counted(worlds, "world"))};
}

// Intervals that hold together are resampled from replicates, which takes some.
void must_be_enough(const analysis::observed& file) {
    if (file.worlds().any())
        throw wrong_input{fmt::format(
            "--simultaneous is of intervals of means, and {} tells ranges over worlds: leave it out", file.path())};
    std::vector<std::size_t> arms;
    for (std::size_t a = 0; a < file.arms().size(); ++a) arms.push_back(a);
    const std::size_t there = analysis::common_runs(file, arms).size();
    if (there < analysis::least_to_resample)
        throw wrong_input{fmt::format("--simultaneous resamples replicates that all arms have, at least {}; {} has {}",
                                      analysis::least_to_resample, file.path(), there)};
}

// The table asked for, or wrong_input where there is none of that name or an option has no meaning there.
const shown& table_of(std::span<const shown> among, const compare_options& o, std::string_view otherwise) {
    const std::string name{o.show.empty() ? otherwise : o.show};
    const auto found = std::ranges::find(among, name, &shown::name);
    if (found == among.end()) {
        std::vector<std::string> names;
        for (const shown& one : among) names.emplace_back(one.name);
        throw wrong_input{fmt::format("{} has no table '{}'{}", o.file, name, sim::with_all_of(name, names))};
    }
    const auto refuse = [&](const char* option, bool given, bool known) {
        if (given && !known) throw wrong_input{fmt::format("--show {} does not go with {}", name, option)};
    };
    refuse("--by", !o.by.empty(), found->by);
    refuse("--split", !o.split.empty(), found->split);
    refuse("--period", !o.period.empty(), found->period);
    refuse("--simultaneous", o.simultaneous, found->simultaneous);
    refuse("--worth", !o.worth.empty(), found->worth);
    refuse("--smallest-first", o.smallest, found->smallest || (o.show.empty() && (o.by.empty() || o.format == "text")));
    return *found;
}

std::string everybody_is_one(const sim::measure& m) {
    return fmt::format(
        "{} is a group's value over that of everybody, which is always 1 of everybody: --show equity has it "
        "by group",
        m.label);
}

// Measures that a table cannot be of.
void refuse_measure(const analysis::observed& file, std::string_view table, const sim::measure& m, bool grouped) {
    if (m.relative && !(table == "weekly" && grouped)) throw wrong_input{everybody_is_one(m)};
    if (m.is_yearly() && (table == "weekly" || table == "lasting"))
        throw wrong_input{
            fmt::format("{} is known at the end of each year only, not by {}; --period and --show {} tell of years",
                        m.label, file.step_name(), m.table)};
    if ((table == "costs" || table == "decision") && m.about == sim::role::money)
        throw wrong_input{fmt::format("{} is what is paid, not what it buys; --by another measure", m.label)};
}

// A worth, or two with a colon between.
std::pair<double, double> worths_of(const std::string& text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto low = sim::finite_number(text.substr(0, colon)),
               high = colon < text.size() ? sim::finite_number(text.substr(colon + 1)) : low;
    if (!low || !high || *low < 0 || *low > *high)
        throw wrong_input{
            fmt::format("--worth {}: expected CNY for one more, or LOW:HIGH, not below 0, such as 0:100", text)};
    return {*low, *high};
}

// What to decide where one more is worth so much, as the command says, or the scenario; else over some range.
void show_decision(const analysis::observed& file, const compare_options& o, std::size_t baseline, std::size_t by,
                   const analysis::period& when) {
    const sim::measure& m = file.measures()[by];
    if (!file.worlds().any())
        throw wrong_input{
            fmt::format("--show decision takes possible worlds, and the replicates of {} differ by luck alone: "
                        "[uncertain] makes worlds (docs/how-sure.md)",
                        o.file)};
    if (!analysis::tells_costs(file)) throw wrong_input{fmt::format("no arm of {} spends anything", o.file)};
    if (!analysis::is_count(file, m))
        throw wrong_input{
            fmt::format("{} counts nothing of which one more could be worth money; --by another measure", m.label)};
    if (when.what == analysis::period::kind::area)
        throw wrong_input{"--show decision is of means over a period, not of areas"};
    std::optional<std::pair<double, double>> asked;
    if (!o.worth.empty()) asked = worths_of(o.worth);
    const bool smallest_first = o.smallest || m.better == sim::direction::less;
    show_as(o.format,
            decision_table(file, analysis::decide_over(file, baseline, by, smallest_first, asked, when), o.format));
}

// Of a sweep: its points side by side, and what its factors do.
void compare_points(const analysis::observed& file, const compare_options& o, std::size_t baseline, std::size_t by) {
    if (std::ranges::find(tables, o.show, &shown::name) != std::end(tables) &&
        std::ranges::find(tables_of_sweep, o.show, &shown::name) == std::end(tables_of_sweep))
        throw wrong_input{
            fmt::format("{} is a sweep: --show {} is of one of its points, chosen by --point N", o.file, o.show)};
    if (!o.split.empty() || !o.period.empty() || o.simultaneous)
        throw wrong_input{fmt::format("{} is a sweep: --split, --period and --simultaneous go with --point N", o.file)};
    const std::string_view name = table_of(tables_of_sweep, o, o.by.empty() ? "points" : "effects").name;
    if (has_measures_of_its_own(name)) {
        const auto found = analysis::compare_points(file, baseline, std::string{name});
        if (found.measures.empty() && name == "details")
            throw wrong_input{fmt::format("{} has no measures of {}", o.file, name)};
        if (name == "equity" && (found.measures.empty() || file.years() == 0))
            throw wrong_input{
                fmt::format("{} does not tell how unequally people take part: that is observed at the end of "
                            "each year, so it takes {} {}s",
                            o.file, file.steps_per_year(), file.step_name())};
        show_as(o.format, points_table(file, found, found.measures.front(), false, o.format));
        return;
    }
    const sim::measure& m = file.measures()[by];
    if (m.relative) throw wrong_input{everybody_is_one(m)};
    const bool everything = o.show.empty() && o.format == "text";
    if (name == "points" || everything)
        show_as(o.format,
                points_table(file, analysis::compare_points(file, baseline, m.table), by, o.smallest, o.format));
    if (name == "drivers") {
        show_as(o.format, drivers_table(file, analysis::drivers_of(file, baseline, by, {}, true), o.format));
        return;
    }
    if (name == "effects" || everything) show_as(o.format, effects_table(file, baseline, by, o.format));
}

// Of arms at one point: the table asked for.
void compare_arms(const analysis::observed& file, const compare_options& o, std::size_t baseline, std::size_t by) {
    const std::string_view name = table_of(tables, o, o.by.empty() ? "differences" : "order").name;
    if (o.simultaneous) must_be_enough(file);
    const analysis::period when = period_of(file, o.period);
    const std::string axis =
        name == "weekly" && o.split.empty() ? "" : axis_of(file, o);   // weeks are many rows as it is
    analysis::comparison_options how{baseline, axis, when, o.simultaneous,
                                     has_measures_of_its_own(name) ? std::string{name} : "main"};
    how.luck = name == "luck";
    if (how.luck) must_have_lucks(file, baseline);
    const bool differences = name == "differences" || how.table == name || how.luck;
    if (!differences) refuse_measure(file, name, file.measures()[by], !axis.empty());
    const auto order = [&] {
        return ranking_table(file, analysis::rank(file, by, o.smallest, when), by, o.smallest, o.format, when);
    };
    if (name == "order") show_as(o.format, order());
    if (name == "weekly") show_as(o.format, weekly_table(file, analysis::compare_weeks(file, how, by), o.format));
    if (name == "lasting")
        show_as(o.format, lasting_table(file, analysis::lasting_effects(file, baseline, by), baseline, by, o.format));
    if (name == "costs") {
        if (!analysis::tells_costs(file)) throw wrong_input{fmt::format("no arm of {} spends anything", o.file)};
        if (when.what == analysis::period::kind::area)
            throw wrong_input{"--show costs is of means over a period, not of areas"};
        show_as(o.format, costs_table(file, analysis::costs_of(file, baseline, by, o.smallest, when), o.format, when));
    }
    if (name == "drivers") {
        if (!file.worlds().any())
            throw wrong_input{
                fmt::format("--show drivers takes possible worlds or the points of a sweep, and the replicates "
                            "of {} differ by luck alone: [uncertain] makes worlds (docs/how-sure.md)",
                            o.file)};
        show_as(o.format, drivers_table(file, analysis::drivers_of(file, baseline, by, when), o.format));
    }
    if (name == "decision") show_decision(file, o, baseline, by, when);
    if (!differences) return;
    if (analysis::measures_in(file, how.table).empty())
        throw wrong_input{fmt::format("{} has no measures of {}", o.file, name)};
    show_as(o.format, comparison_table(file, analysis::compare(file, how), o.format));
    if (name == "equity" && o.format == "text" && !analysis::year_in(file, when))
        show("\nHow unequally people take part is observed at the end of each {} {}: none is among these.\n",
             sim::ordinal(file.steps_per_year()), file.step_name());
    if (o.format == "text" && o.show.empty() && file.arms().size() > 1)
        show("{}\n{}", costs_in_short(file, baseline, when), order());
}

void compare(const compare_options& o) {
    const analysis::observed file = open_results(o.file);
    if (file.measures().empty()) throw wrong_input{fmt::format("{} does not say what to compare its arms by", o.file)};
    std::vector<std::string> arms, measures;
    for (const analysis::arm& arm : file.arms()) arms.push_back(arm.name);
    for (const sim::measure& one : file.measures()) measures.push_back(one.name);
    const std::size_t baseline = o.baseline.empty() ? file.baseline() : place_of(o.baseline, arms, "arm", o.file);
    const std::size_t by = o.by.empty() ? 0 : place_of(o.by, measures, "measure", o.file);
    if (!file.factors().empty() && o.point.empty()) return compare_points(file, o, baseline, by);
    compare_arms(o.point.empty() ? file : at_point(file, o.point), o, baseline, by);
}

}   // namespace

// cogov compare FILE.h5: the arms of a results file, against any of them, and their order.
void add_compare(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("compare", "compare the arms of a results file, and put them in order");
    auto o = std::make_shared<compare_options>();
    const auto text = [&](const char* name, std::string& into, const char* type, const char* what) {
        command->add_option(name, into, what)->type_name(type)->check(not_empty());
    };
    command->add_option("FILE", o->file, "results file")->type_name("FILE.h5")->required();
    text("--baseline", o->baseline, "ARM", "the arm that the others are compared with; the file's own when absent");
    text("--point", o->point, "N", "of a sweep: compare the arms at this point of the design");
    text("--show", o->show,
         "differences|equity|details|order|weekly|costs|lasting|luck|drivers|decision|points|effects",
         "only this table; of a sweep points, effects, drivers, equity or details, else any but points and effects");
    text("--split", o->split, "AXIS",
         "split by this axis, such as community or channel, or none; the file's own when absent");
    text("--period", o->period, "PERIOD",
         "last_year (when absent), all, FIRST:LAST (weeks, LAST not among them), or area (weekly values added up)");
    command->add_flag("--simultaneous", o->simultaneous,
                      "intervals that hold for all differences together; not across worlds");
    text("--by", o->by, "MEASURE",
         "the measure of order, weekly, costs, lasting, drivers, decision and effects; alone, --show order (of a sweep "
         "effects)");
    text("--worth", o->worth, "LOW:HIGH",
         "of decision: CNY that one more is worth, or from and to; as the scenario's [decision] says when absent");
    command->add_flag("--smallest-first", o->smallest, "less is better: waiting, load, cost");
    add_format(*command, o->format, {"text", "csv", "json"});
    command->callback([o] { compare(*o); });
}

}   // namespace cli
