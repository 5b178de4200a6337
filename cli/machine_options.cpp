#include "cli/machine_options.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/options.hpp"
#include "cli/status.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/text/text.hpp"

namespace cli {

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
    if (memory.empty()) return sim::memory_to_use();
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

}   // namespace cli
