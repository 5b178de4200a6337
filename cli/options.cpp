#include "cli/options.hpp"

#include <algorithm>
#include <charconv>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/status.hpp"
#include "sim/text/text.hpp"

namespace cli {

CLI::Validator not_empty() {
    return {[](const std::string& given) {
                return given.empty() ? std::string{"is empty; give it a value, or leave it out"} : std::string{};
            },
            ""};
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

}   // namespace cli
