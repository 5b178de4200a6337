#include "cli/common.hpp"

#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <list>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/stored.hpp"
#include "models/registry.hpp"
#include "sim/blocks.hpp"
#include "sim/hdf5.hpp"
#include "sim/storage.hpp"
#include "sim/text.hpp"

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
    throw wrong_input{fmt::format("{} has no {} '{}'{}; there are: {}", file, what, name,
                                  sim::did_you_mean(name, among), fmt::join(among, ", "))};
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
    std::string digits = memory;
    std::size_t unit = 1;
    const std::string_view units = "KMGT";
    if (const std::size_t at = units.find(static_cast<char>(std::toupper(static_cast<unsigned char>(digits.back()))));
        at != std::string_view::npos) {
        unit = std::size_t{1} << (10 * (at + 1));
        digits.pop_back();
    }
    std::size_t count = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || count == 0 ||
        count > (std::size_t{1} << 50U) / unit)
        throw wrong_input{fmt::format("--memory {}: expected a size such as 500M or 8G", memory)};
    return count * unit;
}

void use_threads(const std::string& threads) {
    sim::set_threads(threads.empty() ? 0 : static_cast<int>(whole_number(threads, "--threads", 1, 4096)));
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
            return fmt::format("unknown format '{}'{}; there are: {}", given, sim::did_you_mean(given, choices),
                               fmt::join(choices, ", "));
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
