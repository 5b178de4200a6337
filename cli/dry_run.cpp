#include "cli/dry_run.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/output.hpp"
#include "cli/sheet.hpp"
#include "sim/blocks.hpp"
#include "sim/isa.hpp"
#include "sim/results_file.hpp"
#include "sim/storage.hpp"
#include "sim/text.hpp"

namespace cli {

namespace {

constexpr double packed = 3.0;   // times that packing makes results smaller, about: 3.5 for Boli
constexpr std::chrono::milliseconds measured{2000};

std::uint64_t bytes_a_run(const sim::plan& plan) {
    std::uint64_t bytes = 0;
    for (const sim::stored_array& one : sim::arrays_of(plan.observed, sim::replicates_a_block))
        bytes += one.bytes_a_run();
    return bytes;
}

// Agent-steps a second over the plan's first seconds; nothing is kept of them.
double speed(const sim::ready& scenario, const sim::plan& plan, const sim::group_maker& make, const sim::machine& on,
             std::size_t memory) {
    std::atomic<bool> stop{false};
    std::mutex guard;
    std::condition_variable ended;
    bool over = false;
    std::thread clock{[&] {
        std::unique_lock lock{guard};
        ended.wait_for(lock, measured, [&] { return over; });
        stop = true;
    }};
    sim::progress done;
    const auto begin = std::chrono::steady_clock::now();
    sim::sweep(plan, make, -scenario.what.burn_in, scenario.what.weeks, {on, memory, &stop, &done},
               [](const sim::plan_batch&, const sim::recorder&) {});
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    {
        const std::scoped_lock lock{guard};
        over = true;
    }
    ended.notify_one();
    clock.join();
    return static_cast<double>(done.agent_steps.load()) / seconds;
}

std::string in_words(double seconds) {
    if (seconds < 180) return fmt::format("{:.0f} s", std::max(1.0, seconds));
    if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
    if (seconds < 48 * 3600) return fmt::format("{:.1f} h", seconds / 3600);
    return fmt::format("{:.1f} days", seconds / 86400);
}

std::string value_at(const sim::plan& plan, std::size_t point, std::size_t factor) {
    return sim::as_text(plan.points.values[point][factor]);
}

std::string as_csv(const sim::ready& scenario, const sim::plan& plan) {
    std::string text = "run,arm,point,replicate,seed,key";
    for (const sim::factor& one : plan.points.factors) text += "," + csv_cell(one.key);
    text += "\n";
    for (std::size_t r = 0; r < plan.runs.size(); ++r) {
        const sim::run& one = plan.runs[r];
        text += fmt::format("{},{},{},{},{},{}", r, scenario.what.arms[one.arm].name, one.point, one.replicate,
                            one.seed, one.key);
        for (std::size_t f = 0; f < plan.points.factors.size(); ++f)
            text += "," + (plan.points.factors[f].changes(one.arm) ? csv_cell(value_at(plan, one.point, f)) : "");
        text += "\n";
    }
    return text;
}

}   // namespace

std::string dry_run(const sim::ready& scenario, const sim::plan& plan, const sim::group_maker& make,
                    const sim::world& first, const sim::machine& on, std::size_t memory, const std::string& format) {
    if (format == "csv") return as_csv(scenario, plan);
    const sim::plan_size size = sim::size_of(plan, first.agents(), on);
    const double rate = speed(scenario, plan, make, on, memory);
    const double seconds = static_cast<double>(size.agent_steps) / rate;
    const std::uint64_t bytes = bytes_a_run(plan) * plan.runs.size();
    const auto& factors = plan.points.factors;
    std::size_t settings = 0;
    for (const sim::plan_group& group : plan.groups) settings += group.settings.size();
    if (format == "json") {
        nlohmann::ordered_json all{
            {"design", plan.points.kind},
            {"points", plan.points.points()},
            {"arms", scenario.what.arms.size()},
            {"settings", settings},
            {"replicates", scenario.what.replicates},
            {"runs", plan.runs.size()},
            {"parts", plan.batches.size()},
            {"worlds", plan.groups.size()},
            {"agents", first.agents()},
            {"agent_steps", size.agent_steps},
            {"agent_steps_unshared", size.agent_steps_unshared},
            {"bytes_raw", bytes},
            {"bytes_packed_about", static_cast<std::uint64_t>(static_cast<double>(bytes) / packed)},
            {"agent_steps_a_second", rate},
            {"seconds_about", seconds}};
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
        text += fmt::format("  arm '{}' is run at {}\n", scenario.what.arms[a].name,
                            sim::counted(points_of[a], "point"));
    const std::string &agents = plan.observed.agents, &step = plan.observed.step_name,
                      agent = agents.substr(0, agents.size() - 1);
    text += fmt::format(
        "Runs: {} ({}, {}) in {} over {} of {} {}\n"
        "Work: {:.3g} {}-{}s; {:.3g} without sharing what settings have in common ({:.2f} times)\n"
        "Results: about {} packed, {} unpacked; twice as much on the disk while parts are joined\n"
        "Time: about {} on this machine ({}, {}, {:.1f} M {}-{}s/s measured over {} s of it)\n",
        plan.runs.size(), sim::counted(settings, "setting"),
        sim::counted(static_cast<std::size_t>(scenario.what.replicates), "replicate"),
        sim::counted(plan.batches.size(), "part"), sim::counted(plan.groups.size(), "world"), first.agents(), agents, static_cast<double>(size.agent_steps), agent, step,
        static_cast<double>(size.agent_steps_unshared),
        static_cast<double>(size.agent_steps_unshared) / static_cast<double>(size.agent_steps),
        sim::size_in_words(static_cast<std::uint64_t>(static_cast<double>(bytes) / packed)), sim::size_in_words(bytes),
        rate > 0 ? in_words(seconds) : "an unknown time", sim::counted(static_cast<std::size_t>(sim::threads()), "thread"),
        sim::name_of(on.isa), rate / 1e6, agent, step, measured.count() / 1000);
    return text;
}

void warn_of_little_room(const std::string& output, const sim::plan& plan, std::size_t runs) {
    const auto need =
        static_cast<std::uint64_t>(static_cast<double>(bytes_a_run(plan) * (runs + plan.runs.size())) / packed);
    const std::uint64_t room = sim::free_space(sim::folder_of(output));
    if (need > room)
        say("the disk may be too small: parts and results take about {}, and {} are free; finished runs are kept "
            "whatever happens\n",
            sim::size_in_words(need), sim::size_in_words(room));
}

}   // namespace cli
