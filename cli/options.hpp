#pragma once
// What options have in common: their values, and what is said where one is wrong.

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
class Validator;
}   // namespace CLI

namespace cli {

// Refuses "", as an unset variable of a script gives: absent and empty are not the same.
[[nodiscard]] CLI::Validator not_empty();

// A whole decimal number in [low, high], or wrong_input naming the option.
[[nodiscard]] std::int64_t whole_number(const std::string& text, const std::string& option, std::int64_t low,
                                        std::int64_t high);

// The place of a name among some, or wrong_input with the nearest: "town.h5 has no arm 'relif'; did you mean ...".
[[nodiscard]] std::size_t place_of(const std::string& name, const std::vector<std::string>& among,
                                   const std::string& what, const std::string& file);

// Adds --format with the given choices; the first is the default. The remark ends the sentence of --help.
void add_format(CLI::App& command, std::string& format, const std::vector<std::string>& choices,
                const std::string& remark = "");

}   // namespace cli
