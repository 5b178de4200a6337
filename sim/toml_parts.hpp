#pragma once
// What the sources behind sim/toml.hpp share; nobody else includes this.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/toml.hpp"

namespace sim::parts {

// No scenario needs more levels of tables and arrays; the limit keeps recursion over a tree harmless.
inline constexpr std::size_t deepest = 32;

// A tree, and whether every file it is made of could be read. Where not, checking the keys of the rest only misleads.
struct reading {
    node root;
    bool whole = true;
};
[[nodiscard]] reading read_files(const std::string& path, std::span<const assignment> set,
                                 std::span<const std::string> path_keys, mistakes& wrong);

// Why toml++ must not be given a text; nothing where it may have it.
[[nodiscard]] std::optional<mistake> unfit(std::string_view text, const std::string& file);

// Levels of tables and arrays in a value: 0 for a number.
[[nodiscard]] std::size_t depth(const node& value);

// One assignment of the command line.
void assign(node& root, const assignment& set, mistakes& wrong);

// "the text 'abc'", "the number 1.5", "a table": what a message says was found.
[[nodiscard]] std::string found(const node& value);

[[nodiscard]] node::entry* entry_of(node& table, std::string_view key);

}   // namespace sim::parts
