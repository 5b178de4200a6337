#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <functional>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/machine.hpp"
#include "bench/throughput.hpp"
#include "cli/bench_profile.hpp"
#include "cli/commands.hpp"
#include "cli/machine_options.hpp"
#include "cli/new_scenario.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/passing_folder.hpp"
#include "cli/scenario_options.hpp"
#include "cli/sheet.hpp"
#include "cli/status.hpp"
#include "cli/stored.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/experiment/packs.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

constexpr std::size_t boli = 92'000;
constexpr int weeks = 106;   // of every measured world: two years, so that residents age once
constexpr std::size_t usual_points = 64, town_of_points = 10'000;

struct bench_options {
    machine_options machine;
    scenario_options scenario;
    std::string residents, points, seconds = "1", format;
    bool large = false, profile = false;
};

std::string town_file(std::size_t residents) { return fmt::format("town{}/bench.toml", residents); }

// Towns of communities as large as Boli's, from the tables of `cogov new`; each is written once.
sim::ready town_of(const passing_folder& place, std::size_t residents, const std::string& replicates = {}) {
    const std::string name = fmt::format("town{}", residents), scenario = place.path(town_file(residents));
    if (std::filesystem::exists(scenario)) return read({scenario, {}, {}, {}, {}, replicates, {}});
    write_new_scenario(place.path(name));
    const std::size_t communities = std::max<std::size_t>(1, (residents * 11 + boli / 2) / boli);
    std::string table = "subdistrict,subdistrict_zh,community,community_zh,adults,households,grids,seats_per_1000\n";
    for (std::size_t k = 0; k < communities; ++k) {
        const std::size_t adults = residents * (k + 1) / communities - residents * k / communities;
        table += fmt::format("s{0},s{0},c{1},c{1},{2},{3},{4},40\n", k / 4, k, adults,
                             std::max<std::size_t>(1, adults * 515 / 1000), std::max<std::size_t>(1, adults / 550));
    }
    place.write(name + "/population/communities.csv", table);
    place.write(
        town_file(residents),
        fmt::format("population = \"population\"\nburn_in = 0\nweeks = {}\nreplicates = 16\n[arms.base]\n", weeks));
    return read({scenario, {}, {}, {}, {}, replicates, {}});
}

// The share of what as many threads reach that a speed takes; nothing where the model does not tell what a step needs.
std::optional<double> share_of(const std::vector<bench::limits>& limits, double bench::limits::*what,
                               const bench::speed& of, double needed) {
    const auto reached = std::ranges::find(limits, of.threads, &bench::limits::threads);
    if (needed == 0 || reached == limits.end()) return std::nullopt;
    return of.rate * needed / ((*reached).*what);
}

struct measured_town {
    std::size_t residents = 0;
    std::string agents, step_name;             // what the model calls them
    bool scaled = false;                       // is the sweep measured on every number of threads?
    double making = 0;                         // seconds
    double shared = 0, a_lane = 0;             // bytes a resident
    double moved = 0;                          // bytes a resident's week in one of sixteen runs; 0: not told
    double operations = 0;                     // the same of operations on 32-bit numbers
    std::vector<bench::speed> sweep, single;   // by number of threads
    std::optional<bench::speed> worlds;        // sixteen of them on one thread; none where a model knows no priors

    [[nodiscard]] std::string unit() const { return fmt::format("M {}-{}s/s", one_of(agents), step_name); }
    [[nodiscard]] double gain(const bench::speed& of) const { return of.rate / sweep.front().rate; }
    [[nodiscard]] double efficiency(const bench::speed& of) const { return gain(of) / of.threads; }
    // Of what as many threads copy, or add and multiply.
    [[nodiscard]] std::optional<double> of_copying(const bench::speed& of,
                                                   const std::vector<bench::limits>& limits) const {
        return share_of(limits, &bench::limits::copied, of, moved);
    }
    [[nodiscard]] std::optional<double> of_arithmetic(const bench::speed& of,
                                                      const std::vector<bench::limits>& limits) const {
        return share_of(limits, &bench::limits::arithmetic, of, operations);
    }
};

// As many weeks as take about so long, from a few that are measured first; `a_step` are the agents of all lanes.
template <class Speed>
bench::speed measure(Speed speed, double a_step, double seconds) {
    const double a_week = a_step / speed(2, 1).rate;
    constexpr double most = 1e9;   // of a scenario of a few agents
    return speed(static_cast<sim::step>(std::clamp(seconds / a_week, 2.0, most)), 3);
}

// Sixteen possible worlds of a scenario, its own or of all that has a prior; none where they cannot go side by side.
std::vector<std::shared_ptr<const sim::world>> sixteen_worlds(const sim::ready& scenario) {
    sim::mistakes none;
    sim::node tree = scenario.what.tree;
    const auto say = [&](const std::string& key, auto value) {
        sim::assign(tree, key, {tree.where, value}, tree.where, scenario.what.selectors, none);
    };
    if (!scenario.uncertain.any()) say("uncertain.priors", std::string{"all"});
    say("uncertain.worlds", true);
    say("uncertain.lucks", std::int64_t{1});
    say("replicates", std::int64_t{sim::most_lanes});
    const auto read = sim::read_scenario(std::move(tree), scenario.what, std::span{&scenario.how, 1});
    if (!none.empty() || !read || read->set->side_by_side().empty()) return {};
    const auto plan = sim::make_plan(*read);
    if (!plan || plan->groups.size() != sim::most_lanes) return {};
    std::vector<std::shared_ptr<const sim::world>> all;
    for (std::size_t g = 0; g < plan->groups.size(); ++g) all.push_back(sim::study_of(*read, *plan, g)->build());
    return all;
}

std::vector<int> thread_counts(int all) {
    std::vector<int> counts;
    for (int t = 1; t < all; t *= 2) counts.push_back(t);
    counts.push_back(all);
    return counts;
}

measured_town measure_town(const std::function<sim::ready()>& read, bool scaled, double seconds, int threads,
                           const machine_options& options) {
    const sim::machine on = options.machine();
    sim::set_threads(threads);
    measured_town out;
    const std::size_t room = options.memory_bytes();
    const auto begin = std::chrono::steady_clock::now();
    const sim::ready scenario = read();
    const std::shared_ptr<const sim::world> place = scenario.set->build();
    out.making = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    out.residents = place->agents();
    out.agents = place->observed().agents;
    out.step_name = place->observed().step_name;
    out.scaled = scaled;
    const auto people = static_cast<double>(place->agents());
    out.shared = static_cast<double>(place->bytes_shared()) / people;
    out.a_lane = static_cast<double>(place->bytes_of_batch(16, true)) / people / 16;
    out.moved = static_cast<double>(place->bytes_moved(16)) / people / 16;
    out.operations = static_cast<double>(place->operations()) / people;
    const auto fits = [&](std::size_t lanes, int batches) {
        return room == 0 || bench::bytes_of(*place, lanes, static_cast<std::size_t>(batches)) < room;
    };
    for (const int t : scaled ? thread_counts(threads) : std::vector<int>{1})
        if (fits(16, t))
            out.sweep.push_back(measure(
                [&](sim::step steps, int repetitions) { return bench::sweep_speed(*place, t, steps, repetitions, on); },
                16 * people * t, seconds));
    if (fits(16, 1))
        if (const auto worlds = sixteen_worlds(scenario); !worlds.empty())
            out.worlds = measure(
                [&](sim::step steps, int repetitions) { return bench::worlds_speed(worlds, steps, repetitions, on); },
                16 * people, seconds);
    for (const int t : threads == 1 ? std::vector<int>{1} : std::vector<int>{1, threads})
        if (fits(1, 1))
            out.single.push_back(
                measure([&](sim::step steps,
                            int repetitions) { return bench::single_speed(*place, t, steps, repetitions, on); },
                        people, seconds));
    return out;
}

// Points of a design with one replicate each, and as many replicates of one setting, over one town.
struct measured_points {
    std::size_t residents = 0, points = 0;
    bench::two_speeds speeds;   // of the points, and of the replicates
    // The median of the pairs that were measured one behind the other.
    [[nodiscard]] double ratio() const {
        std::vector<double> all;
        for (std::size_t r = 0; r < speeds.first.samples.size(); ++r)
            all.push_back(speeds.first.samples[r] / speeds.second.samples[r]);
        std::ranges::sort(all);
        return all[all.size() / 2];
    }
};

// Nothing where there is no room for it.
std::optional<measured_points> measure_points(const passing_folder& place, std::size_t residents, std::size_t points,
                                              const machine_options& options) {
    sim::ready alike = town_of(place, residents, std::to_string(points));
    const std::string varied = place.write(fmt::format("town{}/points.toml", residents),
                                           fmt::format("include = \"bench.toml\"\n"
                                                       "replicates = 1\n"
                                                       "[design]\n"
                                                       "kind = \"latin_hypercube\"\n"
                                                       "points = {}\n"
                                                       "[design.factors]\n"
                                                       "\"parameters.b_social\" = {{ low = 0.6, high = 1.0 }}\n"
                                                       "\"parameters.habit_rate\" = {{ low = 0.05, high = 0.1 }}\n"
                                                       "\"parameters.reach\" = {{ low = 3.0, high = 5.0 }}\n",
                                                       points));
    sim::ready of_points = read({varied, {}, {}, {}, {}, {}, {}});
    const sim::experiment first = experiment_of(of_points, true), second = experiment_of(alike, false);
    const sim::sweep_options on{options.machine(), options.memory_bytes(), nullptr, nullptr};
    if (on.memory > 0 && bench::bytes_of(second.first(), 16, 1) >= on.memory) return std::nullopt;
    return measured_points{residents, points, bench::speeds_in_turn(first, second, 3, on)};
}

const bench::speed* of_threads(const std::vector<bench::speed>& all, int threads) {
    const auto found = std::ranges::find(all, threads, &bench::speed::threads);
    return found == all.end() ? nullptr : &*found;
}

// The machine and the program: a sentence, and the same for programs.
std::string head_as_text(const bench::machine_facts& machine, const sim::machine& on) {
    std::string caches;
    for (const bench::cache& c : machine.caches) {
        const bool large = c.bytes >= std::uint64_t{1} << 20U;
        caches += fmt::format(", {} {} {}", c.name, c.bytes >> (large ? 20U : 10U), large ? "MiB" : "KiB");
    }
    return fmt::format("cogov {} ({}) on {}, {} cores{}, {} of memory, {}; {}, {}{}\n\n", COGOV_VERSION, machine.commit,
                       machine.processor, machine.cores, caches, sim::size_in_words(machine.memory), machine.system,
                       machine.compiler, sim::name_of(on.isa), machine.huge_pages ? "" : ", no huge pages");
}

nlohmann::ordered_json head_as_json(const bench::machine_facts& machine, const sim::machine& on) {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    nlohmann::ordered_json head{
        {"cogov", COGOV_VERSION},
        {"date", fmt::format("{:04}-{:02}-{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday)},
        {"machine",
         {{"processor", machine.processor},
          {"cores", machine.cores},
          {"memory", machine.memory},
          {"system", machine.system},
          {"huge_pages", machine.huge_pages}}},
        {"commit", machine.commit},
        {"compiler", machine.compiler},
        {"instruction_set", sim::name_of(on.isa)}};
    for (const bench::cache& c : machine.caches) head["machine"]["caches"][c.name] = c.bytes;
    return head;
}

// How much of the processor's time that its threads wanted they had, while every one of them had work; 0 to 1.
struct time_had {
    double cpu = 0, wanted = 0;
    void add(const bench::speed& of) {
        cpu += of.cpu_seconds;
        wanted += of.seconds * of.threads;
    }
    [[nodiscard]] double share() const { return wanted > 0 ? std::min(1.0, cpu / wanted) : 1; }
};
time_had time_had_by(const std::vector<measured_town>& towns) {
    time_had all;
    for (const measured_town& town : towns) {
        for (const bench::speed& s : town.sweep) all.add(s);
        for (const bench::speed& s : town.single)   // of one small run more threads than one may wait
            if (s.threads == 1) all.add(s);
    }
    return all;
}

constexpr double enough = 0.95;   // of the time wanted, where a machine is one's own

// Why the numbers may be wrong, and what to do; nothing where the machine was this program's own.
std::string about_others(const time_had& had, const bench::machine_facts& machine) {
    const std::string load = fmt::format("the load average before it began was {:.2f}, of {} core{}", machine.load,
                                         machine.cores, machine.cores == 1 ? "" : "s");
    const char* const advice =
        "end what else runs, or wait, and measure again; where others cannot be helped, compare "
        "ratios of what was measured in turn, and the fastest of several";
    if (had.share() < enough)
        return fmt::format(
            "THE MACHINE WAS BUSY: threads had {:.0f} % of the time that they wanted, so alone they would be "
            "about {:.1f} times as fast ({}). What to do: {}.\n",
            100 * had.share(), 1 / had.share(), load, advice);
    if (machine.load > 0.5 * static_cast<double>(machine.cores))
        return fmt::format(
            "The machine may have been busy: {}, though threads had {:.0f} % of the time that they wanted. "
            "If the samples differ much: {}.\n",
            load, 100 * had.share(), advice);
    return "";
}

nlohmann::ordered_json as_json(const time_had& had, const bench::machine_facts& machine) {
    return {{"load_before", machine.load},
            {"cpu_seconds", had.cpu},
            {"cpu_seconds_wanted", had.wanted},
            {"share_had", had.share()},
            {"warning", about_others(had, machine)}};
}

std::string as_text(const std::vector<bench::limits>& limits, const std::vector<measured_town>& towns,
                    const std::optional<measured_points>& points) {
    using kind = column::kind;
    std::string text = "What this machine reaches without the model\n\n";
    table reached{{{"", "threads", kind::number},
                   {"", "copying memory", kind::number, "GB/s", 1e-9, 1},
                   {"", "lines of 64 bytes anywhere", kind::number, "M/s", 1e-6, 1},
                   {"", "additions and multiplications", kind::number, "G/s", 1e-9, 1}}};
    for (const bench::limits& l : limits)
        reached.rows.push_back({static_cast<std::size_t>(l.threads), l.copied, l.lines, l.arithmetic});
    text += table_as("text", reached);
    const auto scaled = std::ranges::find(towns, true, &measured_town::scaled);
    if (scaled != towns.end() && !scaled->sweep.empty()) {
        text += fmt::format("\nSweep: sixteen runs of {} {} side by side on every thread, {}\n\n", scaled->residents,
                            scaled->agents, scaled->unit());
        table sweep{{{"", "threads", kind::number},
                     {"", "median of 3", kind::number, "", 1e-6, 1},
                     {"", "slowest", kind::number, "", 1e-6, 1},
                     {"", "fastest", kind::number, "", 1e-6, 1},
                     {"", "over one thread", kind::number},
                     {"", "efficiency", kind::number, "%", 100, 1},
                     {"", "memory traffic", kind::number, "% of copying", 100, 0},
                     {"", "arithmetic", kind::number, "% of its limit", 100, 0}}};
        for (const bench::speed& s : scaled->sweep)
            sweep.rows.push_back({static_cast<std::size_t>(s.threads), s.rate, s.slowest, s.fastest, scaled->gain(s),
                                  scaled->efficiency(s), scaled->of_copying(s, limits),
                                  scaled->of_arithmetic(s, limits)});
        text += table_as("text", sweep);
        if (scaled->moved > 0)
            text += fmt::format("Traffic: the {:.0f} bytes that a {}'s {} in a run cannot do without.\n", scaled->moved,
                                one_of(scaled->agents), scaled->step_name);
        if (scaled->operations > 0)
            text += fmt::format(
                "Arithmetic: the {:.0f} operations on 32-bit numbers that it cannot do without, beside additions and "
                "multiplications.\n",
                scaled->operations);
    }
    if (points) {
        text += fmt::format(
            "\nPoints: {0} of a design with one replicate each, and {0} replicates of one setting, of {1} residents, "
            "{2}, "
            "worlds made and results kept in memory included\n\n",
            points->points, points->residents, towns.front().unit());
        text += table_as("text", table{{{"", "threads", kind::number},
                                        {"", "points", kind::number, "", 1e-6, 1},
                                        {"", "replicates", kind::number, "", 1e-6, 1},
                                        {"", "points over replicates", kind::number}},
                                       {{static_cast<std::size_t>(points->speeds.first.threads),
                                         points->speeds.first.rate, points->speeds.second.rate, points->ratio()}}});
    }
    text += fmt::format("\nOne thread, {} by size\n\n", towns.front().unit());
    table by_size{{{"", towns.front().agents, kind::number},
                   {"", "sixteen runs", kind::number, "", 1e-6, 1},
                   {"", "sixteen worlds", kind::number, "", 1e-6, 1},
                   {"", "one run", kind::number, "", 1e-6, 1},
                   {"", "one run on all threads", kind::number, "", 1e-6, 1},
                   {"", fmt::format("bytes a {}", one_of(towns.front().agents)), kind::number, "", 1, 0},
                   {"", "and run", kind::number, "", 1, 0},
                   {"", "reading and making", kind::number, "s"}}};
    for (const measured_town& town : towns) {
        const bench::speed *sweep = of_threads(town.sweep, 1), *one = of_threads(town.single, 1);
        by_size.rows.push_back(
            {town.residents, sweep == nullptr ? cell{"no room"} : cell{sweep->rate},
             town.worlds ? cell{town.worlds->rate} : cell{}, one == nullptr ? cell{"no room"} : cell{one->rate},
             town.single.size() < 2 ? cell{} : cell{town.single.back().rate}, town.shared, town.a_lane, town.making});
    }
    return text + table_as("text", by_size);
}

nlohmann::ordered_json as_json(const bench::speed& s) {
    return {{"residents", s.agents},
            {"runs_side_by_side", s.lanes},
            {"threads", s.threads},
            {"weeks", s.steps},
            {"resident_weeks_a_second", s.rate},
            {"slowest", s.slowest},
            {"fastest", s.fastest},
            {"samples", s.samples},
            {"seconds", s.seconds},
            {"cpu_seconds", s.cpu_seconds}};
}

std::string as_json(nlohmann::ordered_json all, const std::vector<bench::limits>& limits,
                    const std::vector<measured_town>& towns, const std::optional<measured_points>& points) {
    for (const bench::limits& l : limits)
        all["limits"].push_back({{"threads", l.threads},
                                 {"array_bytes_a_thread", l.array_bytes},
                                 {"copied_bytes_a_second", l.copied},
                                 {"random_lines_a_second", l.lines},
                                 {"float_operations_a_second", l.arithmetic}});
    for (const measured_town& town : towns) {
        nlohmann::ordered_json one{{"residents", town.residents},
                                   {"bytes_a_resident", town.shared},
                                   {"bytes_a_resident_and_run", town.a_lane},
                                   {"seconds_to_make", town.making}};
        if (town.moved > 0) one["bytes_moved_a_resident_week"] = town.moved;
        if (town.operations > 0) one["operations_a_resident_week"] = town.operations;
        for (const bench::speed& s : town.sweep) {
            nlohmann::ordered_json told = as_json(s);
            told["efficiency"] = town.efficiency(s);
            if (const auto traffic = town.of_copying(s, limits)) told["of_copying"] = *traffic;
            if (const auto arithmetic = town.of_arithmetic(s, limits)) told["of_arithmetic"] = *arithmetic;
            one["sweep"].push_back(std::move(told));
        }
        if (town.worlds) one["worlds"] = as_json(*town.worlds);
        for (const bench::speed& s : town.single) one["one_run"].push_back(as_json(s));
        all["towns"].push_back(std::move(one));
    }
    if (points)
        all["points"] = {{"residents", points->residents},
                         {"points", points->points},
                         {"one_replicate_each", as_json(points->speeds.first)},
                         {"replicates_of_one_setting", as_json(points->speeds.second)},
                         {"ratio", points->ratio()}};
    return all.dump(2) + "\n";
}

void run_bench(const bench_options& o) {
    const sim::machine on = o.machine.machine();
    o.machine.use_threads();
    const int threads = sim::threads();
    const double seconds = sim::finite_number(o.seconds).value_or(0);
    if (!(seconds > 0 && seconds <= 60))
        throw wrong_input{fmt::format("--seconds {}: expected a number above 0, at most 60", o.seconds)};
    if (!o.scenario.path.empty() && (o.large || !o.residents.empty()))
        throw wrong_input{"--residents and --large are sizes of towns; a scenario has its own"};
    std::vector<std::size_t> sizes{10'000, boli, 1'000'000};
    if (o.large) sizes.push_back(10'000'000);
    if (!o.residents.empty()) {
        if (o.large) throw wrong_input{"--residents says which sizes; --large is for the usual ones"};
        sizes = {static_cast<std::size_t>(whole_number(o.residents, "--residents", 500, 100'000'000))};
    }
    if (!o.points.empty() && (!o.scenario.path.empty() || o.profile))
        throw wrong_input{"--points are of a town of this command's own: give no scenario and no --profile"};
    const std::size_t points =
        o.points.empty() ? usual_points : static_cast<std::size_t>(whole_number(o.points, "--points", 2, 10'000));
    if (o.profile && o.large) throw wrong_input{"--profile looks at one town; --residents says how large"};
    const auto measuring = [&](const std::string& what) {
        if (!o.machine.quiet) say("measuring {} ...\n", what);
    };
    const passing_folder folder;
    const bool own = !o.scenario.path.empty(), json = o.format == "json";
    if (own) {
        const sim::ready scenario = read(o.scenario);
        if (scenario.what.weeks < 4)
            throw wrong_input{fmt::format("a benchmark takes 4 {}s at least; {} has {}",
                                          scenario.set->observed().step_name, o.scenario.path, scenario.what.weeks)};
    }
    const auto scenario_of = [&](std::size_t size) {
        measuring(own ? o.scenario.path : fmt::format("a town of {}", size));
        return own ? read(o.scenario) : town_of(folder, size);
    };
    const bench::machine_facts machine = bench::this_machine();
    const std::size_t room = o.machine.memory_bytes();
    measuring("the machine");
    if (o.profile) {
        sim::set_threads(1);
        const bench::limits one_thread = bench::measure_limits(1, on.isa, room);
        const std::size_t size = o.residents.empty() ? boli : sizes.front();
        sim::ready scenario = scenario_of(size);
        const profiled found = profile_of(scenario, own ? o.scenario.path : folder.path(town_file(size)),
                                          folder.path("."), seconds, on, room);
        const time_had had{found.cpu_seconds, found.seconds};
        const std::string busy = about_others(had, machine);
        nlohmann::ordered_json head = head_as_json(machine, on);
        head["others"] = as_json(had, machine);
        show_as(o.format,
                json ? as_json(found, one_thread, std::move(head))
                     : head_as_text(machine, on) + as_text(found, one_thread) + (busy.empty() ? "" : "\n" + busy));
        if (json) say("{}", busy);
        return;
    }
    std::vector<bench::limits> limits;
    for (const int t : thread_counts(threads)) limits.push_back(bench::measure_limits(t, on.isa, room));
    std::vector<measured_town> towns;
    if (own) sizes = {0};
    for (const std::size_t size : sizes)
        towns.push_back(measure_town([&] { return scenario_of(size); }, size == boli || sizes.size() == 1, seconds,
                                     threads, o.machine));
    std::optional<measured_points> of_points;
    if (!own) {
        std::size_t size = o.residents.empty() ? town_of_points : sizes.front();
        if (o.points.empty()) size = std::min(size, town_of_points);
        measuring(fmt::format("{} points in a town of {}", points, size));
        sim::set_threads(threads);
        of_points = measure_points(folder, size, points, o.machine);
    }
    const time_had had = time_had_by(towns);
    nlohmann::ordered_json head = head_as_json(machine, on);
    head["others"] = as_json(had, machine);
    const std::string busy = about_others(had, machine);
    show_as(o.format,
            json ? as_json(std::move(head), limits, towns, of_points)
                 : head_as_text(machine, on) + as_text(limits, towns, of_points) + (busy.empty() ? "" : "\n" + busy));
    if (json) say("{}", busy);
}

}   // namespace

// cogov bench: how fast this machine runs the model, beside what it reaches without it.
void add_bench(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("bench", "how fast this machine runs the model, and how that scales");
    auto o = std::make_shared<bench_options>();
    command->add_option("SCENARIO", o->scenario.path, "measure this scenario in place of towns of several sizes")
        ->type_name("FILE");
    o->machine.add_limits_to(*command);
    command->add_option("--residents", o->residents, "only a town of this size; 10000, 92000 and 1000000 when absent")
        ->type_name("N")
        ->check(not_empty());
    command
        ->add_option("--points", o->points,
                     "so many points of a design beside as many replicates of one setting, of a town of --residents; "
                     "64, in a town of 10000 at most, when absent")
        ->type_name("N")
        ->check(not_empty());
    command->add_option("--seconds", o->seconds, "about how long each of three repetitions takes; 1 when absent")
        ->type_name("S")
        ->check(not_empty());
    command->add_flag("--large", o->large, "a town of ten million too; takes minutes and about 12 GB");
    command->add_flag("--profile", o->profile,
                      "where the time of a week goes, by phase, and what moves through memory");
    add_format(*command, o->format, {"text", "json"});
    command->callback([o] { run_bench(*o); });
}

}   // namespace cli
