#include "cli/bench_profile.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/profile.hpp"
#include "cli/sheet.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

bench::profile measure(const sim::world& place, std::size_t lanes, double seconds, const sim::machine& on) {
    const double a_step =
        static_cast<double>(place.agents() * lanes) / bench::profile_of(place, lanes, 2, 1, on).whole.rate;
    // Whole years where they do not take much longer, so that what is done once a year has its share.
    const auto year = static_cast<double>(std::max<std::size_t>(1, place.observed().steps_per_year));
    double wanted = seconds / a_step;
    if (year * a_step < 4 * seconds) wanted = std::ceil(wanted / year) * year;
    constexpr double most = 1e9;   // of a scenario of a few agents
    return bench::profile_of(place, lanes, static_cast<sim::step>(std::clamp(wanted, 2.0, most)), 3, on);
}

// Seconds an agent and step that storing takes, of runs computed for it: parts, and the file that they are joined to.
double storing(const sim::experiment& what, const std::string& path, const std::string& results,
               const sim::machine& on) {
    const sim::plan& plan = what.runs();
    sim::results_writer writer{results, plan.observed, plan, head_of(what, path), sim::earlier::refuse};
    sim::sweep_options options;
    options.on = on;
    static_cast<void>(what.run(options, writer));   // nobody stops it
    writer.finish();
    return writer.seconds() /
           (static_cast<double>(what.first().agents() * plan.runs.size()) * what.scenario().what.weeks);
}

double nanoseconds(const bench::profile& of, const std::string& phase) {
    double all = 0, here = 0;
    for (const auto& [name, seconds] : of.by_phase.seconds) {
        all += seconds;
        if (name == phase) here = seconds;
    }
    return all > 0 ? here / all * 1e9 / of.whole.rate : 0;
}

// Of what one thread copies.
two_ways of_copying(const profiled& found, const bench::limits& one_thread) {
    return {found.moved.sixteen / found.whole.sixteen * 1e9 / one_thread.copied,
            found.moved.one / found.whole.one * 1e9 / one_thread.copied};
}

}   // namespace

profiled profile_of(sim::ready& scenario, const std::string& path, const std::string& folder, double seconds,
                    const sim::machine& on, std::size_t room) {
    scenario.what.replicates = std::min(scenario.what.replicates, static_cast<int>(sim::replicates_a_block));
    const sim::experiment what = experiment_of(scenario, false);
    const sim::world& place = what.first();
    if (const std::size_t bytes = bench::bytes_of(place, 16, 1); room != 0 && bytes > room)
        throw wrong_input{
            fmt::format("sixteen runs of {} {} take {} of memory, and there are {} (--memory): profile fewer",
                        place.agents(), place.observed().agents, sim::size_in_words(bytes), sim::size_in_words(room))};
    const bench::profile sixteen = measure(place, 16, seconds, on), one = measure(place, 1, seconds, on);
    profiled out{place.agents(),
                 place.observed().agents,
                 place.observed().step_name,
                 std::string{sim::name_of(on.isa)},
                 {},
                 {1e9 / sixteen.whole.rate, 1e9 / one.whole.rate},
                 0,
                 0,
                 0,
                 {}};
    // Each is timed over as many steps as there is time for, so only one of them may have met a phase.
    for (const auto* of : {&sixteen.by_phase.seconds, &one.by_phase.seconds})
        for (const auto& met : *of) {
            const std::string phase{met.first};
            if (std::ranges::none_of(out.phases, [&](const auto& row) { return row.first == phase; }))
                out.phases.push_back({phase, {nanoseconds(sixteen, phase), nanoseconds(one, phase)}});
        }
    const auto agents = static_cast<double>(place.agents());
    out.moved = {static_cast<double>(place.bytes_moved(16)) / agents / 16,
                 static_cast<double>(place.bytes_moved(1)) / agents};
    for (const bench::profile* of : {&sixteen, &one}) {
        out.cpu_seconds += of->whole.cpu_seconds;
        out.seconds += of->whole.seconds;
    }
    out.storing = 1e9 * storing(what, path, folder + "/profile.h5", on);
    return out;
}

std::string as_text(const profiled& found, const bench::limits& one_thread) {
    std::string text = fmt::format("One thread, {}, {} {}: nanoseconds of each one's {} in a run\n\n",
                                   found.instruction_set, found.residents, found.agents, found.step_name);
    const auto in_nanoseconds = [](const char* heading) { return column{"", heading, column::kind::number}; };
    const column of_whole{"", "%", column::kind::number, "", 100, 1};
    table times{{{"", "phase"}, in_nanoseconds("sixteen runs"), of_whole, in_nanoseconds("one run"), of_whole}};
    const auto line = [&](const std::string& name, const two_ways& took) {
        times.rows.push_back(
            {name, took.sixteen, took.sixteen / found.whole.sixteen, took.one, took.one / found.whole.one});
    };
    for (const auto& [phase, took] : found.phases) line(phase, took);
    line("in all", found.whole);
    line("storage, besides", {found.storing, found.storing});
    text += table_as("text", times);
    if (found.phases.empty()) text += "This model does not tell its phases.\n";
    else text += "Neighbouring phases overlap in the processor; what belongs to which is about right.\n";
    if (found.moved.one == 0) return text + "This model does not tell what it moves through memory.\n";
    const two_ways share = of_copying(found, one_thread);
    return text + fmt::format(
                      "\nBytes that each one's {} in a run cannot do without (state read and written, what runs "
                      "share read): {:.0f} and {:.0f}, that is {:.1f} and {:.1f} GB/s, {:.0f} and {:.0f} % of "
                      "what copying reaches here ({:.1f} GB/s).\n",
                      found.step_name, found.moved.sixteen, found.moved.one, found.moved.sixteen / found.whole.sixteen,
                      found.moved.one / found.whole.one, 100 * share.sixteen, 100 * share.one, one_thread.copied / 1e9);
}

std::string as_json(const profiled& found, const bench::limits& one_thread, nlohmann::ordered_json head) {
    const auto both = [](const two_ways& x) {
        return nlohmann::ordered_json{{"sixteen_runs", x.sixteen}, {"one_run", x.one}};
    };
    head["residents"] = found.residents;
    head["nanoseconds"] = nlohmann::ordered_json::array();
    for (const auto& [phase, took] : found.phases) {
        nlohmann::ordered_json row{{"phase", phase}};
        row.update(both(took));
        head["nanoseconds"].push_back(std::move(row));
    }
    head["whole"] = both(found.whole);
    head["whole"]["storage"] = found.storing;
    head["copied_bytes_a_second"] = one_thread.copied;
    if (found.moved.one > 0) {
        head["bytes_moved"] = both(found.moved);
        head["of_copying"] = both(of_copying(found, one_thread));
    }
    return head.dump(2) + "\n";
}

}   // namespace cli
