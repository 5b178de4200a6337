#pragma once
// What the sources behind sim/text/toml.hpp share; nobody else includes this.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/text/toml.hpp"

namespace sim::parts {

// No scenario needs more levels of tables and arrays; the limit keeps recursion over a tree harmless.
inline constexpr std::size_t deepest = 32;

// An array of tables of an included file, and the one that another file put in its place.
struct replacement {
    place before, now;
};

// A tree, and whether every file it is made of could be read. Where not, checking the keys of the rest only misleads.
struct reading {
    node root;
    bool whole = true;
    std::vector<replacement> replaced;
};
// Of `path` the text is `given`, where it is, in place of the file's.
[[nodiscard]] reading read_files(const std::string& path, const std::optional<std::string>& given,
                                 std::span<const assignment> set, const model_keys& keys, mistakes& wrong);

// What is seen of a text before toml++ has it.
struct first_look {
    std::optional<mistake> unfit;   // why toml++ must not be given it
    std::optional<mistake>
        quote;   // the first quote that is not closed where it should be: toml++ stops somewhere behind it
};
[[nodiscard]] first_look look_at(std::string_view text, const std::string& file);

// What was probably meant where toml++ stops (an offset), saying so: a percentage, a unit behind a number, a colon.
[[nodiscard]] std::optional<std::string> slip_at(std::string_view text, std::size_t at, std::string_view said);
// "a share is written as a number: 0.5" of "50%"; nothing of what does not look like a number.
[[nodiscard]] std::optional<std::string> number_meant(std::string_view said);
// What to write in place of the sign beyond ASCII that a text begins with, outside quotes; nothing of letters.
[[nodiscard]] std::optional<std::string> sign_meant(std::string_view text);

// Levels of tables and arrays in a value: 0 for a number.
[[nodiscard]] std::size_t depth(const node& value);

// One assignment of the command line.
void assign(node& root, const assignment& set, std::span<const std::string> selectors, mistakes& wrong);

// "the text 'abc'", "the number 1.5", "a table": what a message says was found.
[[nodiscard]] std::string found(const node& value);

[[nodiscard]] node::entry* entry_of(node& table, std::string_view key);

}   // namespace sim::parts
