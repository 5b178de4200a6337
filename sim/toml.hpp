#pragma once
// Scenario files as a tree of values that know where they were said. Includes are merged, --set applied, order kept.
// No other source includes toml++.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/result.hpp"

namespace sim {

// One value of a scenario file. Tables keep the order in which their keys were said.
struct node {
    using array = std::vector<node>;
    struct entry;
    using table = std::vector<entry>;

    place where;   // of the value
    std::variant<bool, std::int64_t, double, std::string, array, table> value;

    [[nodiscard]] const table* as_table() const { return std::get_if<table>(&value); }
    [[nodiscard]] table* as_table() { return std::get_if<table>(&value); }
    [[nodiscard]] const array* as_array() const { return std::get_if<array>(&value); }
    [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&value); }
    [[nodiscard]] const node* find(std::string_view key) const;   // of a table; null where missing or not a table
};

struct node::entry {
    std::string key;
    place where;   // of the key
    node value;
};

// KEY=VALUE of the command line: KEY is a dotted path ("parameters.b_social", "arms.relief.policies.admin_relief.level",
// "arms.relief.policies.admin_relief[1].level"), VALUE is TOML or a bare string.
struct assignment {
    std::string key, value;
};

// Reads a file with its includes (an included file's tables merge key by key, arrays are replaced whole), then applies
// the assignments. A relative path under a key in `path_keys` is made relative to the file that says it. All mistakes
// are appended (syntax, missing files, include cycles, bad assignments); the tree holds what could be read.
[[nodiscard]] node read_toml(const std::string& path, std::span<const assignment> set,
                             std::span<const std::string> path_keys, mistakes& wrong);
[[nodiscard]] node parse_toml(const std::string& text, const std::string& file, mistakes& wrong);

// A value as people type one: TOML where it is TOML, else a text without quotes.
[[nodiscard]] node parse_value(const std::string& said, const place& where, mistakes& wrong);

// Sets one key of a tree to a value, as an assignment does; the place of the value is kept.
void assign(node& root, const std::string& key, const node& value, mistakes& wrong);

// The tree as TOML text that reads back as an equal tree, in its order; the same bytes for equal trees.
[[nodiscard]] std::string to_toml(const node& root);
[[nodiscard]] std::string value_text(const node& value);   // one value, on one line

// Reads the keys of one table against what is expected; every mistake is appended with its place. Keys that nobody
// asked for are mistakes with the nearest known name, told by done().
class table_reader {
public:
    // `name` is how people call the table in messages: "the scenario", "arm 'relief'", "policy 'admin_relief'".
    table_reader(const node& table, std::string name, mistakes& wrong);

    std::optional<std::string> text(std::string_view key);
    std::optional<bool> flag(std::string_view key);   // true, false, "on" or "off"
    // A finite number within [low, high], with the unit and meaning named in the message.
    std::optional<double> number(std::string_view key, double low, double high, std::string_view unit,
                                 std::string_view meaning);
    std::optional<std::int64_t> whole(std::string_view key, std::int64_t low, std::int64_t high, std::string_view unit,
                                      std::string_view meaning);
    const node* table(std::string_view key);           // null where absent; a mistake where not a table
    const node::array* tables(std::string_view key);   // an array of tables
    const node::array* array(std::string_view key);
    const node* any(std::string_view key);                   // whatever it is
    [[nodiscard]] place where(std::string_view key) const;   // of the value, or of the table where absent
    void wrong(place where, std::string what);
    [[nodiscard]] mistakes& all_wrong() { return *wrong_; }
    void done();   // unknown keys

private:
    const node* table_;
    std::string name_;
    mistakes* wrong_;
    std::vector<std::string> known_;
};

// "file:line:column: what" for each mistake, in order of place, with the source line and a caret under the column
// (East Asian wide characters count two). `file` "" is the command line.
[[nodiscard]] std::string describe(const mistakes& wrong);

}   // namespace sim
