#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/machine.hpp"
#include "bench/throughput.hpp"
#include "cli/bench_profile.hpp"
#include "cli/common.hpp"
#include "cli/new_scenario.hpp"
#include "cli/passing_folder.hpp"
#include "cli/sheet.hpp"
#include "sim/blocks.hpp"
#include "sim/text.hpp"

namespace cli {

namespace {

constexpr std::size_t boli = 92'000;
constexpr int weeks = 106;   // of every measured world: two years, so that residents age once

struct bench_options {
    machine_options machine;
    scenario_options scenario;
    std::string residents, seconds = "1", format;
    bool large = false, profile = false;
};

std::string town_file(std::size_t residents) { return fmt::format("town{}/bench.toml", residents); }

// Towns of communities as large as Boli's, from the tables of `cogov new`.
sim::ready town_of(const passing_folder& place, std::size_t residents) {
    const std::string name = fmt::format("town{}", residents);
    write_new_scenario(place.path(name));
    const std::size_t communities = std::max<std::size_t>(1, (residents * 11 + boli / 2) / boli);
    std::string table = "subdistrict,subdistrict_zh,community,community_zh,adults,households,grids,seats_per_1000\n";
    for (std::size_t k = 0; k < communities; ++k) {
        const std::size_t adults = residents * (k + 1) / communities - residents * k / communities;
        table += fmt::format("s{0},s{0},c{1},c{1},{2},{3},{4},40\n", k / 4, k, adults,
                             std::max<std::size_t>(1, adults * 515 / 1000), std::max<std::size_t>(1, adults / 550));
    }
    place.write(name + "/population/communities.csv", table);
    const std::string scenario = place.write(
        town_file(residents),
        fmt::format("population = \"population\"\nburn_in = 0\nweeks = {}\nreplicates = 16\n[arms.base]\n", weeks));
    return read({scenario, {}, {}, {}, {}, {}, {}});
}

struct measured_town {
    std::size_t residents = 0;
    double making = 0;                         // seconds
    double shared = 0, a_lane = 0;             // bytes a resident
    std::vector<bench::speed> sweep, single;   // by number of threads
};

// As many weeks as take about so long, from a few that are measured first.
bench::speed measure(const sim::world& place, int threads, std::size_t lanes, double seconds, const sim::machine& on) {
    const auto speed = [&](sim::step steps, int repetitions) {
        return lanes == 1 ? bench::single_speed(place, threads, steps, repetitions, on)
                          : bench::sweep_speed(place, threads, steps, repetitions, on);
    };
    const double pilot = speed(2, 1).rate,
                 a_week = static_cast<double>(place.agents() * lanes) * (lanes == 1 ? 1 : threads) / pilot;
    const auto most = static_cast<sim::step>(place.observed().steps) - 2;   // two are not timed
    return speed(std::clamp(static_cast<sim::step>(seconds / a_week), 2, most), 3);
}

std::vector<int> thread_counts(int all) {
    std::vector<int> counts;
    for (int t = 1; t < all; t *= 2) counts.push_back(t);
    counts.push_back(all);
    return counts;
}

// Bytes that some batches over a world take.
double bytes_of(const sim::world& place, std::size_t lanes, int batches) {
    const double rows = static_cast<double>(sim::recorder{place.observed(), 1}.bytes());
    return static_cast<double>(place.bytes_shared()) +
           (static_cast<double>(place.bytes_per_lane()) + rows) * static_cast<double>(lanes) * batches;
}

measured_town measure_town(const std::function<std::shared_ptr<const sim::world>()>& make, bool every_count,
                           double seconds, int threads, const machine_options& options) {
    const sim::machine on = options.machine();
    const auto room = static_cast<double>(options.memory_bytes());
    sim::set_threads(threads);
    measured_town out;
    const auto begin = std::chrono::steady_clock::now();
    const auto place = make();
    out.making = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    out.residents = place->agents();
    const auto people = static_cast<double>(place->agents());
    out.shared = static_cast<double>(place->bytes_shared()) / people;
    out.a_lane = static_cast<double>(place->bytes_per_lane()) / people;
    for (const int t : every_count ? thread_counts(threads) : std::vector<int>{1})
        if (bytes_of(*place, 16, t) < room) out.sweep.push_back(measure(*place, t, 16, seconds, on));
    for (const int t : threads == 1 ? std::vector<int>{1} : std::vector<int>{1, threads})
        if (bytes_of(*place, 1, 1) < room) out.single.push_back(measure(*place, t, 1, seconds, on));
    return out;
}

std::string millions(double x) { return fmt::format("{:.1f}", x / 1e6); }

const bench::speed* of_threads(const std::vector<bench::speed>& all, int threads) {
    const auto found = std::ranges::find(all, threads, &bench::speed::threads);
    return found == all.end() ? nullptr : &*found;
}

std::string as_text(const bench::machine_facts& machine, const sim::machine& on,
                    const std::vector<bench::limits>& limits, const std::vector<measured_town>& towns) {
    std::string caches;
    for (const bench::cache& c : machine.caches) {
        const bool large = c.bytes >= std::uint64_t{1} << 20U;
        caches += fmt::format(", {} {} {}", c.name, c.bytes >> (large ? 20U : 10U), large ? "MiB" : "KiB");
    }
    std::string text = fmt::format(
        "cogov {} on {}, {} cores{}, {} of memory, {}; {}, {}{}\n\nWhat this machine reaches without the model\n\n",
        COGOV_VERSION, machine.processor, machine.cores, caches, sim::size_in_words(machine.memory), machine.system,
        machine.compiler, sim::name_of(on.isa), machine.huge_pages ? "" : ", no huge pages");
    std::vector<sheet_row> rows{
        {"threads", "copying memory, GB/s", "lines of 64 bytes anywhere, M/s", "additions and multiplications, G/s"}};
    for (const bench::limits& l : limits)
        rows.push_back(
            {std::to_string(l.threads), number(l.copied / 1e9, 1), millions(l.lines), number(l.arithmetic / 1e9, 1)});
    text += in_columns(rows, 0);
    const measured_town* whole = nullptr;
    for (const measured_town& town : towns)
        if (town.sweep.size() > 1 || whole == nullptr) whole = &town;
    if (whole != nullptr && !whole->sweep.empty()) {
        text +=
            fmt::format("\nSweep: sixteen runs of {} residents side by side on every thread, M resident-weeks/s\n\n",
                        whole->residents);
        rows = {{"threads", "median of 3", "slowest", "fastest", "over one thread", "efficiency, %",
                 "memory traffic, % of copying"}};
        for (const bench::speed& s : whole->sweep) {
            const double gain = s.rate / whole->sweep.front().rate;
            const auto limit = std::ranges::find(limits, s.threads, &bench::limits::threads);
            rows.push_back({std::to_string(s.threads), millions(s.rate), millions(s.slowest), millions(s.fastest),
                            number(gain, 2), number(100 * gain / s.threads, 1),
                            limit == limits.end() ? "" : number(100 * s.rate * 2 * whole->a_lane / limit->copied, 0)});
        }
        text += in_columns(rows, 0) + "Traffic: every run's state is read and written once a week, at the least.\n";
    }
    text += "\nOne thread, M resident-weeks/s by size\n\n";
    rows = {{"residents", "sixteen runs", "one run", "one run on all threads", "bytes a resident", "and run",
             "making people and ties, s"}};
    for (const measured_town& town : towns) {
        const bench::speed *sweep = of_threads(town.sweep, 1), *one = of_threads(town.single, 1);
        rows.push_back({std::to_string(town.residents), sweep == nullptr ? "no room" : millions(sweep->rate),
                        one == nullptr ? "no room" : millions(one->rate),
                        town.single.size() < 2 ? "" : millions(town.single.back().rate), number(town.shared, 0),
                        number(town.a_lane, 0), number(town.making, 2)});
    }
    return text + in_columns(rows, 0);
}

nlohmann::ordered_json as_json(const bench::speed& s) {
    return {{"residents", s.agents}, {"runs_side_by_side", s.lanes},      {"threads", s.threads},
            {"weeks", s.steps},      {"resident_weeks_a_second", s.rate}, {"slowest", s.slowest},
            {"fastest", s.fastest}};
}

std::string as_json(const bench::machine_facts& machine, const sim::machine& on,
                    const std::vector<bench::limits>& limits, const std::vector<measured_town>& towns) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    nlohmann::ordered_json all{
        {"cogov", COGOV_VERSION},
        {"date", fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday)},
        {"machine",
         {{"processor", machine.processor},
          {"cores", machine.cores},
          {"memory", machine.memory},
          {"system", machine.system},
          {"huge_pages", machine.huge_pages}}},
        {"compiler", machine.compiler},
        {"instruction_set", sim::name_of(on.isa)}};
    for (const bench::cache& c : machine.caches) all["machine"]["caches"][c.name] = c.bytes;
    for (const bench::limits& l : limits)
        all["limits"].push_back({{"threads", l.threads},
                                 {"copied_bytes_a_second", l.copied},
                                 {"random_lines_a_second", l.lines},
                                 {"float_operations_a_second", l.arithmetic}});
    for (const measured_town& town : towns) {
        nlohmann::ordered_json one{{"residents", town.residents},
                                   {"bytes_a_resident", town.shared},
                                   {"bytes_a_resident_and_run", town.a_lane},
                                   {"seconds_to_make", town.making}};
        for (const bench::speed& s : town.sweep) one["sweep"].push_back(as_json(s));
        for (const bench::speed& s : town.single) one["one_run"].push_back(as_json(s));
        all["towns"].push_back(std::move(one));
    }
    return all.dump(2) + "\n";
}

void run_bench(const bench_options& o) {
    const sim::machine on = o.machine.machine();
    o.machine.use_threads();
    const int threads = sim::threads();
    double seconds = 0;
    try {
        std::size_t used = 0;
        seconds = std::stod(o.seconds, &used);
        if (used != o.seconds.size() || !(seconds > 0 && seconds <= 60)) throw std::invalid_argument{""};
    } catch (const std::exception&) {
        throw wrong_input{fmt::format("--seconds {}: expected a number above 0, at most 60", o.seconds)};
    }
    if (!o.scenario.path.empty() && (o.large || !o.residents.empty()))
        throw wrong_input{"--residents and --large are sizes of towns; a scenario has its own"};
    std::vector<std::size_t> sizes{10'000, boli, 1'000'000};
    if (o.large) sizes.push_back(10'000'000);
    if (!o.residents.empty()) {
        if (o.large) throw wrong_input{"--residents says which sizes; --large is for the usual ones"};
        sizes = {static_cast<std::size_t>(whole_number(o.residents, "--residents", 500, 100'000'000))};
    }
    if (o.profile && o.large) throw wrong_input{"--profile looks at one town; --residents says how large"};
    std::vector<bench::limits> limits;
    const auto say = [&](const std::string& what) {
        if (!o.machine.quiet) fmt::print(stderr, "measuring {} ...\n", what);
    };
    const passing_folder folder;
    if (o.profile) {
        say("the machine");
        const bench::limits one_thread = bench::measure_limits(1, on.isa);
        const bool own = !o.scenario.path.empty();
        const std::size_t size = o.residents.empty() ? boli : sizes.front();
        sim::ready scenario = own ? read(o.scenario) : town_of(folder, size);
        say(own ? o.scenario.path : fmt::format("a town of {}", size));
        sim::set_threads(1);
        fmt::print("{}", profile_of(scenario, own ? o.scenario.path : folder.path(town_file(size)), folder.path("."),
                                    one_thread, seconds, on, o.format));
        return;
    }
    say("the machine");
    for (const int t : thread_counts(threads)) limits.push_back(bench::measure_limits(t, on.isa));
    std::vector<measured_town> towns;
    if (!o.scenario.path.empty()) {
        sim::ready scenario = read(o.scenario);
        if (scenario.what.weeks < 4)
            throw wrong_input{fmt::format("a benchmark takes 4 {}s at least; {} has {}",
                                          scenario.set->observed().step_name, o.scenario.path, scenario.what.weeks)};
        say(o.scenario.path);
        towns.push_back(measure_town([&] { return scenario.set->build(); }, true, seconds, threads, o.machine));
    } else {
        for (const std::size_t size : sizes) {
            say(fmt::format("a town of {}", size));
            towns.push_back(measure_town([&] { return town_of(folder, size).set->build(); },
                                         size == boli || sizes.size() == 1, seconds, threads, o.machine));
        }
    }
    const bench::machine_facts machine = bench::this_machine();
    fmt::print("{}", o.format == "json" ? as_json(machine, on, limits, towns) : as_text(machine, on, limits, towns));
}

}   // namespace

// cogov bench: how fast this machine runs the model, beside what it reaches without it.
void add_bench(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("bench", "how fast this machine runs the model, and how that scales");
    auto o = std::make_shared<bench_options>();
    command->add_option("SCENARIO", o->scenario.path, "measure this scenario in place of towns of several sizes")
        ->type_name("FILE");
    o->machine.add_to(*command);
    command->add_option("--residents", o->residents, "only a town of this size; 10000, 92000 and 1000000 when absent")
        ->type_name("N")
        ->check(not_empty());
    command->add_option("--seconds", o->seconds, "about how long each of three repetitions takes; 1 when absent")
        ->type_name("S")
        ->check(not_empty());
    command->add_flag("--large", o->large, "a town of ten million too; takes minutes and about 8 GB");
    command->add_flag("--profile", o->profile,
                      "where the time of a week goes, by phase, and what moves through memory");
    add_format(*command, o->format, {"text", "json"});
    command->callback([o] { run_bench(*o); });
}

}   // namespace cli
