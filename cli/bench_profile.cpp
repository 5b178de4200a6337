#include "cli/bench_profile.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/profile.hpp"
#include "cli/sheet.hpp"
#include "cli/stored.hpp"
#include "sim/results.hpp"
#include "sim/sweep.hpp"

namespace cli {

namespace {

bench::profile measure(const sim::world& place, std::size_t lanes, double seconds, const sim::machine& on) {
    const double a_step =
        static_cast<double>(place.agents() * lanes) / bench::profile_of(place, lanes, 2, 1, on).whole.rate;
    const auto most = static_cast<sim::step>(place.observed().steps) - 2;   // two are not timed
    // Whole years where they do not take much longer, so that what is done once a year has its share.
    const auto year = static_cast<double>(std::max<std::size_t>(1, place.observed().steps_per_year));
    double wanted = seconds / a_step;
    if (year * a_step < 4 * seconds) wanted = std::ceil(wanted / year) * year;
    return bench::profile_of(place, lanes, std::clamp(static_cast<sim::step>(wanted), 2, most), 3, on);
}

// Seconds an agent and step that storing takes, of runs computed for it: parts, and the file that they are joined to.
double storing(sim::ready& scenario, const std::string& path, const std::string& results, const sim::machine& on) {
    const sim::plan plan = plan_of(scenario, false);
    const auto set = sim::study_of(scenario, plan, 0);
    const std::shared_ptr<const sim::world> place = set->build();
    sim::results_writer writer{results, plan.observed, plan, head_of(scenario, *place, path), sim::earlier::refuse};
    sim::sweep_options options;
    options.on = on;
    sim::sweep(
        plan,
        [&](std::size_t) {
            return sim::built_group{set, place};
        },
        0, scenario.what.weeks, options,
        [&](const sim::plan_batch& which, const sim::recorder& rows) { writer.write_part(which, rows); });
    writer.finish();
    return writer.seconds() / (static_cast<double>(place->agents() * plan.runs.size()) * scenario.what.weeks);
}

struct row {
    std::string phase;
    double sixteen = 0, one = 0;   // nanoseconds an agent and step
};

double nanoseconds(const bench::profile& of, const std::string& phase) {
    double all = 0, here = 0;
    for (const auto& [name, seconds] : of.by_phase.seconds) {
        all += seconds;
        if (name == phase) here = seconds;
    }
    return all > 0 ? here / all * 1e9 / of.whole.rate : 0;
}

}   // namespace

std::string profile_of(sim::ready& scenario, const std::string& path, const std::string& folder,
                       const bench::limits& one_thread, double seconds, const sim::machine& on,
                       const std::string& format) {
    const std::shared_ptr<const sim::world> place = scenario.set->build();
    const bench::profile sixteen = measure(*place, 16, seconds, on), one = measure(*place, 1, seconds, on);
    const auto agents = static_cast<double>(place->agents());
    const double shared = static_cast<double>(place->bytes_shared()) / agents,
                 a_lane = static_cast<double>(place->bytes_per_lane()) / agents;
    std::vector<row> rows;
    // Each is timed over as many steps as there is time for, so only one of them may have met a phase.
    for (const auto* of : {&sixteen.by_phase.seconds, &one.by_phase.seconds})
        for (const auto& [phase, took] : *of)
            if (std::ranges::find(rows, phase, &row::phase) == rows.end())
                rows.push_back({phase, nanoseconds(sixteen, phase), nanoseconds(one, phase)});
    const row whole{"a week", 1e9 / sixteen.whole.rate, 1e9 / one.whole.rate};
    const double stored = 1e9 * storing(scenario, path, folder + "/profile.h5", on);
    // What all runs share is read once for all lanes; state is read and written.
    const double moved[2] = {shared / 16 + 2 * a_lane, shared + 2 * a_lane},
                 of_copying[2] = {moved[0] * sixteen.whole.rate / one_thread.copied,
                                  moved[1] * one.whole.rate / one_thread.copied};
    if (format == "json") {
        nlohmann::ordered_json all{{"agents", place->agents()}, {"instruction_set", sim::name_of(on.isa)}};
        for (const row& r : rows)
            all["nanoseconds"].push_back({{"phase", r.phase}, {"sixteen_runs", r.sixteen}, {"one_run", r.one}});
        all["whole"] = {{"sixteen_runs", whole.sixteen}, {"one_run", whole.one}, {"storage", stored}};
        all["bytes_moved"] = {{"sixteen_runs", moved[0]}, {"one_run", moved[1]}};
        all["copied_bytes_a_second"] = one_thread.copied;
        return all.dump(2) + "\n";
    }
    const std::string& step = place->observed().step_name;
    std::string text = fmt::format("One thread, {}, {} {}: nanoseconds of each one's {} in a run\n\n",
                                   sim::name_of(on.isa), place->agents(), place->observed().agents, step);
    std::vector<sheet_row> table{{"phase", "sixteen runs", "%", "one run", "%"}};
    const auto line = [&](const row& r) {
        table.push_back({r.phase, number(r.sixteen, 2), number(100 * r.sixteen / whole.sixteen, 1), number(r.one, 2),
                         number(100 * r.one / whole.one, 1)});
    };
    for (const row& r : rows) line(r);
    line({"in all", whole.sixteen, whole.one});
    line({"storage, besides", stored, stored});
    text += in_columns(table, 1);
    if (rows.empty()) text += "This model does not tell its phases.\n";
    return text + fmt::format(
                      "\nBytes moved at least (state read and written, what runs share read): {:.0f} and {:.0f}, that "
                      "is {:.1f} and {:.1f} GB/s, {:.0f} and {:.0f} % of what copying reaches here ({:.1f} GB/s).\n"
                      "Neighbouring phases overlap in the processor; what belongs to which is about right.\n",
                      moved[0], moved[1], moved[0] * sixteen.whole.rate / 1e9, moved[1] * one.whole.rate / 1e9,
                      100 * of_copying[0], 100 * of_copying[1], one_thread.copied / 1e9);
}

}   // namespace cli
