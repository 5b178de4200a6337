#pragma once
// Scenario files as a tree of values that know where they were said. Includes are merged, --set applied, order kept.
// No other source includes toml++.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sim/text/result.hpp"

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
    place where = {};   // that says it, another program; nowhere: the command line
};

// What models say of keys: those that name files, whose relative paths count from the file that says them; and those
// that tell the tables of an array apart, so that a path leads into it by what one says there.
struct model_keys {
    std::vector<std::string> paths, selectors;
};

// Reads a file with its includes (an included file's tables merge key by key, arrays are replaced whole), then applies
// the assignments. A relative path is made relative to the file that says it. All mistakes are appended (syntax, missing
// files, include cycles, bad assignments); the tree holds what could be read.
[[nodiscard]] node read_toml(const std::string& path, std::span<const assignment> set, const model_keys& keys,
                             mistakes& wrong);
[[nodiscard]] node parse_toml(const std::string& text, const std::string& file, mistakes& wrong);

// A value as people type one: TOML where it is TOML, else a text without quotes.
[[nodiscard]] node parse_value(const std::string& said, const place& where, mistakes& wrong);

// Sets one key of a tree to a value, as an assignment does; the place of the value is kept, and `said` is that of the key.
void assign(node& root, const std::string& key, const node& value, const place& said,
            std::span<const std::string> selectors, mistakes& wrong);

// Keys by which assignments reach what a tree says: "weeks", "arms.relief.policies.admin_relief.level".
[[nodiscard]] std::vector<std::string> keys_in(const node& root, std::span<const std::string> selectors);

// The tree as TOML text that reads back as an equal tree, in its order; the same bytes for equal trees.
[[nodiscard]] std::string to_toml(const node& root);
[[nodiscard]] std::string value_text(const node& value);   // one value, on one line

// Reads the keys of one table against what is expected; every mistake is appended with its place. Keys that nobody
// asked for are mistakes with the nearest known name, told by done().
class table_reader {
public:
    // `name` is how people call the table in messages: "the scenario", "arm 'relief'", "policy 'admin_relief'".
    table_reader(const node& table, std::string name, mistakes& wrong);
    // A table within another one, under a key: headings in messages have the whole path.
    table_reader(const table_reader& within, const node& table, std::string_view key, std::string name);
    // What the end of a message about an unknown key says where its table has no key like it; of the tables within too.
    using hint = std::function<std::string(const std::string& path, const std::string& key)>;
    void seek_elsewhere(hint where) { elsewhere_ = std::move(where); }

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
    const node* any(std::string_view key);   // whatever it is
    // Is the key neither there nor, with a slip that done() will tell, among the keys that nobody asked for?
    [[nodiscard]] bool lacks(std::string_view key) const;
    [[nodiscard]] place where(std::string_view key) const;   // of the value, or of the table where absent
    void wrong(place where, std::string what);
    [[nodiscard]] mistakes& all_wrong() { return *wrong_; }
    void done();   // unknown keys

private:
    [[nodiscard]] std::string path_of(std::string_view key) const;

    const node* table_;
    std::string path_, name_;   // "arms.relief", "arm 'relief'"
    mistakes* wrong_;
    std::vector<std::string> known_;
    hint elsewhere_;
};

// "file:line:column: what" for each mistake, in order of place, with the source line and a caret under the column
// (East Asian wide characters count two). `file` "" is the command line.
[[nodiscard]] std::string describe(const mistakes& wrong);
// The same of remarks on what is right: "file:line:column: remark: what".
[[nodiscard]] std::string describe_remarks(const mistakes& remarks);

}   // namespace sim
