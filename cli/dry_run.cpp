#include "cli/dry_run.hpp"

#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/output.hpp"
#include "cli/sheet.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/isa.hpp"
#include "sim/experiment/packs.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

std::string in_words(double seconds) {
    if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
    if (seconds < 180) return fmt::format("{:.0f} s", seconds);
    if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
    if (seconds < 48 * 3600) return fmt::format("{:.1f} h", seconds / 3600);
    return fmt::format("{:.1f} days", seconds / 86400);
}

std::string value_at(const sim::plan& plan, std::size_t point, std::size_t factor) {
    return sim::as_text(plan.points.values[point][factor]);
}

// A line for each run. Some at a time, since a plan may have millions.
std::string as_csv(const sim::ready& scenario, const sim::plan& plan) {
    constexpr std::size_t some = 10'000;
    const auto& factors = plan.points.factors;
    table runs;
    for (const char* const key : {"run", "arm", "point", "replicate", "seed", "key"}) runs.columns.push_back({key});
    for (const sim::factor& one : factors) runs.columns.push_back({one.key});
    std::string text;
    for (std::size_t r = 0; r < plan.runs.size(); ++r) {
        const sim::run& one = plan.runs[r];
        std::vector<cell>& row = runs.rows.emplace_back();
        row = {r,      scenario.what.arms[one.arm].name, std::size_t{one.point}, std::size_t{one.replicate}, one.seed,
               one.key};
        for (std::size_t f = 0; f < factors.size(); ++f)
            row.push_back(factors[f].changes(one.arm) ? cell{value_at(plan, one.point, f)} : cell{});
        if (runs.rows.size() < some && r + 1 < plan.runs.size()) continue;
        text += table_as("csv", runs);
        runs.rows.clear();
        runs.headed = false;
    }
    return text;
}

}   // namespace

std::size_t pieces_of(const sim::plan& plan) {
    std::size_t pieces = 0;
    for (const sim::plan_batch& one : plan.batches) pieces = std::max(pieces, one.piece + 1);
    return pieces;
}

std::string about_empty_shards(const sim::plan& plan, std::size_t shards) {
    const std::size_t pieces = pieces_of(plan);
    if (shards <= pieces) return "";
    return fmt::format(
        "this plan has {} piece{} of work (blocks of {} replicates times worlds): shard{} of {} {} nothing to do\n",
        pieces, pieces == 1 ? "" : "s", sim::replicates_a_block,
        pieces + 1 == shards ? fmt::format(" {}", pieces) : fmt::format("s {} to {}", pieces, shards - 1), shards,
        pieces + 1 == shards ? "has" : "have");
}

std::size_t free_replicates(const sim::plan& plan, std::size_t replicates, const sim::machine& on) {
    const sim::packing packed = sim::packs_of(plan, on);
    if (packed.packs.empty() || replicates == 0) return 0;
    sim::machine one_by_one = on;
    one_by_one.lanes = 1;
    // Lanes that a replicate takes: of each group of points, and of each share of its settings.
    const std::size_t all = sim::packs_of(plan, one_by_one).packs.size(),
                      a_replicate = (all + replicates - 1) / replicates;
    const sim::pack& last = packed.packs.back();
    const std::size_t settings = plan.groups[packed.lanes[last.first].group].settings.size(),
                      shares = (settings + last.settings - 1) / last.settings;
    return (last.width - last.count) / shares / a_replicate;
}

std::string about_free_replicates(const sim::plan& plan, std::size_t replicates, const sim::machine& on) {
    const std::size_t free = free_replicates(plan, replicates, on);
    if (free == 0) return "";
    return fmt::format("{} more replicate{} would take no longer: {} runs advance together (--replicates {})\n", free,
                       free == 1 ? "" : "s", sim::most_lanes, replicates + free);
}

std::optional<std::string> dry_run(const forecast_of& what, const std::string& format) {
    const sim::ready& scenario = what.what.scenario();
    const sim::plan& plan = what.plan;
    if (format == "csv") return as_csv(scenario, plan);
    const sim::plan_size size = sim::size_of(plan, what.what.first().agents(), what.on);
    const auto time = forecast_time(what);
    if (!time) return std::nullopt;
    std::size_t runs = 0;
    for (const sim::plan_batch& one : plan.batches) runs += one.runs;
    const std::uint64_t bytes = raw_bytes(plan, runs), on_disk = time->bytes;
    const auto& factors = plan.points.factors;
    std::size_t settings = 0;
    for (const sim::plan_group& group : plan.groups) settings += group.settings.size();
    const auto replicates = static_cast<std::size_t>(scenario.what.replicates);
    if (format == "json") {
        nlohmann::ordered_json all{{"design", plan.points.kind},
                                   {"points", plan.points.points()},
                                   {"arms", scenario.what.arms.size()},
                                   {"settings", settings},
                                   {"replicates", scenario.what.replicates},
                                   {"runs", runs},
                                   {"parts", plan.batches.size()},
                                   {"worlds", plan.groups.size()},
                                   {"pieces", pieces_of(plan)},
                                   {"free_replicates", free_replicates(plan, replicates, what.on)},
                                   {"agents", what.what.first().agents()},
                                   {"agent_steps", size.agent_steps},
                                   {"agent_steps_unshared", size.agent_steps_unshared},
                                   {"bytes_raw", bytes},
                                   {"bytes_packed_about", on_disk},
                                   {"agent_steps_a_second", time->rate},
                                   {"seconds_about", time->seconds()},
                                   {"seconds_are_at_least", time->at_least},
                                   {"seconds_planning", time->planning},
                                   {"seconds_making_people", time->making},
                                   {"seconds_simulating", time->simulating},
                                   {"seconds_storing", time->storing}};
        for (std::size_t f = 0; f < factors.size(); ++f) {
            nlohmann::ordered_json one{{"key", factors[f].key}, {"values", nlohmann::ordered_json::array()}};
            for (std::size_t p = 0; p < plan.points.points(); ++p) {
                const auto number = sim::as_number(plan.points.values[p][f]);
                one["values"].push_back(number ? nlohmann::ordered_json(*number)
                                               : nlohmann::ordered_json(value_at(plan, p, f)));
            }
            all["factors"].push_back(one);
        }
        return all.dump(2) + "\n";
    }
    std::string text;
    if (!factors.empty()) {
        text += fmt::format("Design: {}, {} of {}\n", plan.points.kind, sim::counted(plan.points.points(), "point"),
                            sim::counted(factors.size(), "factor"));
        for (std::size_t f = 0; f < factors.size(); ++f) {
            std::set<std::string> seen;
            std::string some;
            for (std::size_t p = 0; p < plan.points.points(); ++p)
                if (const std::string value = value_at(plan, p, f); seen.insert(value).second && seen.size() <= 6)
                    some += (some.empty() ? "" : ", ") + value;
            text += fmt::format("  {}: {}{}\n", factors[f].key, some,
                                seen.size() > 6 ? fmt::format(", ... ({} values)", seen.size()) : std::string{});
        }
    }
    std::vector<std::size_t> points_of(scenario.what.arms.size());
    for (const sim::plan_group& group : plan.groups)
        for (const auto& [arm, point] : group.settings) ++points_of[arm];
    for (std::size_t a = 0; a < points_of.size() && !factors.empty(); ++a)
        text +=
            fmt::format("  arm '{}' is run at {}\n", scenario.what.arms[a].name, sim::counted(points_of[a], "point"));
    const std::string &agents = plan.observed.agents, &step = plan.observed.step_name,
                      agent = agents.substr(0, agents.size() - 1);
    text += fmt::format(
        "Runs: {} ({}, {}) in {} over {} of {} {}\n"
        "Work: {:.3g} {}-{}s; {:.3g} without sharing what settings have in common ({:.2f} times)\n"
        "Results: about {} packed, {} of numbers unpacked; twice as much on the disk while parts are joined\n",
        runs, sim::counted(settings, "setting"),
        sim::counted(static_cast<std::size_t>(scenario.what.replicates), "replicate"),
        sim::counted(plan.batches.size(), "part"), sim::counted(plan.groups.size(), "world"),
        what.what.first().agents(), agents, static_cast<double>(size.agent_steps), agent, step,
        static_cast<double>(size.agent_steps_unshared),
        size.agent_steps == 0 ? 1.0
                              : static_cast<double>(size.agent_steps_unshared) / static_cast<double>(size.agent_steps),
        sim::size_in_words(on_disk), sim::size_in_words(bytes));
    text += fmt::format(
        "Time: {} {} on this machine ({}, {}), told from {:.1f} s of it\n"
        "  planning {}, making people {}, {}s {}{}, storing {}\n",
        time->at_least ? "more than" : "about", in_words(time->seconds()),
        sim::counted(static_cast<std::size_t>(sim::threads()), "thread"), sim::name_of(what.on.isa), time->measured,
        in_words(time->planning), in_words(time->making), step, time->at_least ? "more than " : "",
        in_words(time->simulating) +
            (time->at_least ? "" : fmt::format(" ({:.1f} M {}-{}s/s)", time->rate / 1e6, agent, step)),
        in_words(time->storing));
    text += about_free_replicates(plan, replicates, what.on);
    if (pieces_of(plan) > 1)
        text += fmt::format("Shards: up to {} have something to do (--shard I/N)\n", pieces_of(plan));
    return text;
}

void warn_of_little_room(const std::string& output, const sim::plan& plan, std::size_t runs) {
    const auto need = static_cast<std::uint64_t>(packed_bytes(plan, runs + plan.runs.size()));
    const std::uint64_t room = sim::free_space(sim::folder_of(output));
    if (need > room)
        say("the disk may be too small: parts and results take about {}, and {} are free; finished runs are kept "
            "whatever happens\n",
            sim::size_in_words(need), sim::size_in_words(room));
}

}   // namespace cli
