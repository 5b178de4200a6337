#include "cli/common.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <list>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/stored.hpp"
#include "models/registry.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

std::atomic<bool> stop{false}, heeded{false};
std::atomic<int> signal_seen{0};
std::atomic<const std::string*> last_words{nullptr};
constexpr unsigned patience = 1;   // seconds

[[noreturn]] void go(int number) {
    if (const std::string* const words = last_words.load()) tell_from_a_handler(*words);
    _exit(128 + number);
}

extern "C" void on_signal(int number) {
    if (!heeded.load() || stop.load()) go(number);   // nobody looks, or asked twice
    signal_seen.store(number);
    stop.store(true);
    alarm(patience);
}

extern "C" void on_alarm(int /*number*/) { go(signal_seen.load()); }

sim::assignment split(const std::string& text) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos || at == 0)
        throw wrong_input{fmt::format("--set {}: expected KEY=VALUE, such as --set parameters.admin_share=0.5", text)};
    return {text.substr(0, at), text.substr(at + 1)};
}

}   // namespace

void scenario_options::add_people_to(CLI::App& command) {
    command.add_option("SCENARIO", path, "scenario file (TOML), or a results file whose scenario is repeated")
        ->type_name("FILE")
        ->required();
    command.add_option("--set", set, "set any key of the scenario: KEY=VALUE (may be repeated)")
        ->allow_extra_args(false)
        ->type_name("KEY=VALUE");
    command.add_option("--population", population, "folder of marginals, or population file (.h5)")
        ->type_name("PATH")
        ->check(not_empty());
}

void scenario_options::add_to(CLI::App& command) {
    add_people_to(command);
    command.add_option("--seed", seed, "seed of the runs' luck")->type_name("N")->check(not_empty());
    command.add_option("--weeks", weeks, "weeks after the burn-in")->type_name("N")->check(not_empty());
    command.add_option("--burn-in", burn_in, "weeks before week 0")->type_name("N")->check(not_empty());
    command.add_option("--replicates", replicates, "runs of each arm")->type_name("N")->check(not_empty());
}

sim::ready read(const scenario_options& options) {
    std::vector<sim::assignment> set;
    for (const std::string& text : options.set) set.push_back(split(text));
    const auto also = [&](const char* key, const std::string& value, const char* option) {
        if (value.empty()) return;
        if (std::string_view{key} != "population") static_cast<void>(whole_number(value, option, 0, INT64_MAX));
        set.push_back({key, value});
    };
    also("seed", options.seed, "--seed");
    also("weeks", options.weeks, "--weeks");
    also("burn_in", options.burn_in, "--burn-in");
    also("replicates", options.replicates, "--replicates");
    also("population", options.population, "--population");
    if (sim::hdf5::is_hdf5(options.path)) return read_stored(options.path, std::move(set));
    auto scenario = sim::read_scenario(options.path, set, models::all());
    if (!scenario) throw wrong_input{sim::describe(scenario.wrong())};
    return std::move(*scenario);
}

void tell_remarks(const sim::ready& scenario) {
    if (!scenario.kept && !scenario.remarks.empty())
        say("{}", sim::describe_remarks(scenario.remarks));   // of a file of people's
}

std::int64_t whole_number(const std::string& text, const std::string& option, std::int64_t low, std::int64_t high) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
        const std::string range =
            high == INT64_MAX ? fmt::format("of at least {}", low) : fmt::format("from {} to {}", low, high);
        throw wrong_input{fmt::format("{} {}: expected a whole number {}", option, text, range)};
    }
    return value;
}

std::size_t place_of(const std::string& name, const std::vector<std::string>& among, const std::string& what,
                     const std::string& file) {
    for (std::size_t i = 0; i < among.size(); ++i)
        if (among[i] == name) return i;
    throw wrong_input{fmt::format("{} has no {} '{}'{}", file, what, name, sim::with_all_of(name, among))};
}

std::string one_of(const std::string& agents) { return agents.substr(0, agents.size() - 1); }

void machine_options::add_limits_to(CLI::App& command) {
    command.add_option("--threads", threads, "threads; all cores when absent")->type_name("N")->check(not_empty());
    command
        .add_option("--memory", memory,
                    "most memory that runs may take, such as 8G; four fifths of what is free when absent")
        ->type_name("SIZE")
        ->check(not_empty());
    command
        .add_option("--instruction-set", instruction_set,
                    "instructions of x86-64; the best of this machine when absent")
        ->type_name("v2|v3|v4")
        ->check(not_empty());
    command.add_flag("--quiet", quiet, "print the table alone");
}

void machine_options::add_to(CLI::App& command) {
    add_limits_to(command);
    command
        .add_option("--lanes", lanes,
                    "runs that advance together; whichever is faster when absent; never changes a result")
        ->type_name("1|16")
        ->check(not_empty());
    command.add_flag("--verbose", verbose, "print also what was done and how long it took");
    command.add_flag("--no-progress", no_progress, "no progress bar");
}

sim::machine machine_options::machine() const {
    sim::machine on;
    if (!instruction_set.empty()) {
        const auto named = sim::instruction_set_named(instruction_set);
        const auto able = sim::instruction_sets();
        if (!named || std::find(able.begin(), able.end(), *named) == able.end()) {
            std::string list;
            for (const auto set : able) list += fmt::format("{}{}", list.empty() ? "" : ", ", sim::name_of(set));
            throw wrong_input{fmt::format("--instruction-set {}: this machine has {}", instruction_set, list)};
        }
        on.isa = *named;
    }
    if (!lanes.empty()) {
        if (lanes != "1" && lanes != "16")
            throw wrong_input{fmt::format("--lanes {}: runs advance one at a time or 16 together: 1 or 16", lanes)};
        on.lanes = lanes == "1" ? 1 : 16;
    }
    return on;
}

std::size_t machine_options::memory_bytes() const {
    if (memory.empty()) {
        std::ifstream info{"/proc/meminfo"};
        for (std::string word; info >> word;)
            if (word == "MemAvailable:") {
                std::size_t kilobytes = 0;
                info >> kilobytes;
                return kilobytes * 1024 / 5 * 4;
            }
        return 0;
    }
    // 8G, 8GB, 8GiB and "0.5 g"; a number alone counts bytes, and so few are a unit that was forgotten.
    constexpr double least = 65536;
    const auto refuse = [&](const std::string& why) { throw wrong_input{fmt::format("--memory {}: {}", memory, why)}; };
    double count = 0;
    const auto [end, error] = std::from_chars(memory.data(), memory.data() + memory.size(), count);
    std::string unit{
        sim::trimmed(std::string_view{end, static_cast<std::size_t>(memory.data() + memory.size() - end)})};
    for (char& c : unit) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    const std::string_view units = "KMGT";
    const std::size_t which = unit.empty() ? std::string_view::npos : units.find(unit.front());
    const bool right =
        unit.empty() || unit == "B" ||
        (which != std::string_view::npos && (unit.size() == 1 || unit.substr(1) == "B" || unit.substr(1) == "IB"));
    const double bytes =
        count * (which == std::string_view::npos ? 1.0 : static_cast<double>(std::uint64_t{1} << (10 * (which + 1))));
    if (error != std::errc{} || !right || !(count > 0) || bytes > static_cast<double>(std::uint64_t{1} << 50U))
        refuse("expected a size such as 500M or 8G");
    if (bytes < least && unit.empty())
        refuse(fmt::format("that would be {} bytes; say the unit: {}G for gigabytes, {}M for megabytes", memory, memory,
                           memory));
    if (bytes < least) refuse("this is too little for any run; expected a size such as 500M or 8G");
    return static_cast<std::size_t>(bytes);
}

void use_threads(const std::string& threads) {
    sim::set_threads(threads.empty() ? 0 : static_cast<int>(whole_number(threads, "--threads", 1, 4096)));
}

void be_sure_of_ending(const std::string& path, const std::string& option, written what) {
    using names = std::vector<std::string_view>;
    static const names hdf5{".h5", ".hdf5", ".hdf", ".nc", ".nc4"}, pages{".html", ".htm"},
        tables{".csv", ".tsv", ".xlsx", ".xls", ".ods"},
        others{".json", ".txt", ".md", ".toml", ".pdf", ".png", ".svg", ".zip", ".gz", ".parquet", ".mat", ".rds"};
    std::string ending = std::filesystem::path{path}.extension().string();
    for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto is = [&](const names& of) { return std::ranges::find(of, ending) != of.end(); };
    const bool folder = what == written::tables || what == written::scenario, page = what == written::page;
    const bool known = is(hdf5) || is(pages) || is(tables) || is(others);
    if (!known || (page ? is(pages) : !folder && is(hdf5) && (what != written::population || ending == ".h5"))) return;
    const std::string stem = std::filesystem::path{path}.replace_extension().string(), h5 = stem + ".h5";
    switch (what) {
        case written::results:
            throw wrong_input{fmt::format(
                "{} {}: results are an HDF5 file; name it {}{}", option, path, h5,
                is(tables) ? fmt::format(", and cogov export {} -o {} makes CSV tables of it", h5, stem)
                : is(pages) || ending == ".pdf" ? fmt::format(", and cogov report {} makes a page of it", h5)
                : ending == ".json"             ? fmt::format(", and cogov compare {} --format json prints it", h5)
                                                : "")};
        case written::population:
            throw wrong_input{
                fmt::format("{} {}: a population file is HDF5 and ends in .h5, by which scenarios know it; name it {}",
                            option, path, h5)};
        case written::trace:
            throw wrong_input{fmt::format("{} {}: a trace is an HDF5 file; name it {}", option, path, h5)};
        case written::page:
            throw wrong_input{fmt::format("{} {}: the report is a page (HTML); name it {}.html{}", option, path, stem,
                                          ending == ".pdf"   ? ", which a browser prints as PDF"
                                          : is(tables)       ? ", and cogov export makes CSV tables"
                                          : ending == ".svg" ? ", and --figures draws its figures as SVG"
                                                             : "")};
        case written::tables:
            throw wrong_input{
                fmt::format("{} {}: tables are written as several CSV files into a folder; name the folder {}", option,
                            path, stem)};
        case written::scenario:
            throw wrong_input{
                fmt::format("{}: a new scenario is a folder with its tables; name the folder {}", path, stem)};
    }
}

void be_sure_it_may_be_replaced(const std::string& path, const std::string& what, bool force, const std::string& option,
                                const std::function<bool(const std::string&)>& is_such) {
    sim::remove_leftovers(path);
    if (!sim::is_there(path)) return;
    if (sim::is_folder(path)) throw wrong_input{fmt::format("{} is a folder; {} names a file", path, option)};
    if (!force)
        throw wrong_input{fmt::format("{} exists already; --force replaces it, {} names another", path, option)};
    std::error_code none;
    if (std::filesystem::file_size(path, none) == 0 || is_such(path)) return;
    throw wrong_input{
        fmt::format("{} is not a {} of cogov, so it is not replaced; {} names another", path, what, option)};
}

std::function<bool(const std::string&)> of_kind(const std::string& kind) {
    return [kind](const std::string& path) {
        if (!sim::hdf5::is_hdf5(path)) return false;
        try {
            return sim::hdf5::file::open(path).root().text("cogov_kind") == kind;
        } catch (const sim::storage_error&) {
            return true;
        }
    };
}

CLI::Validator not_empty() {
    return {[](const std::string& given) {
                return given.empty() ? std::string{"is empty; give it a value, or leave it out"} : std::string{};
            },
            ""};
}

void add_format(CLI::App& command, std::string& format, const std::vector<std::string>& choices,
                const std::string& remark) {
    format = choices.front();
    command.add_option("--format", format, fmt::format("how it is printed; {} when absent{}", choices.front(), remark))
        ->type_name(fmt::format("{}", fmt::join(choices, "|")))
        ->check([choices](const std::string& given) {
            if (std::find(choices.begin(), choices.end(), given) != choices.end()) return std::string{};
            return fmt::format("unknown format '{}'{}", given, sim::with_all_of(given, choices));
        });
}

const std::atomic<bool>& interrupted() { return stop; }
heeding_signals::heeding_signals() { heeded.store(true); }
heeding_signals::~heeding_signals() { heeded.store(false); }
int interrupt_signal() { return signal_seen.load(); }

void when_stopped(const std::string& sentence) {
    static std::list<std::string> all;   // a handler may be reading one while the next is put in its place
    const char* const fresh_line =
        isatty(STDERR_FILENO) == 1 ? "\n" : "";   // after a progress bar, or the terminal's ^C
    all.push_back(sim::visible(fresh_line + sentence + "\n"));
    last_words.store(&all.back());
}

void watch_signals() {
    when_stopped("stopped before it was done");
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, nullptr);
}

}   // namespace cli
