// Keys of the command line and of designs: a dotted path into the tree, and what is put there.

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>
#include <utf8proc.h>

#include "sim/text/text.hpp"
#include "sim/text/toml.hpp"
#include "sim/text/toml_parts.hpp"

namespace sim {

namespace {

using keys = std::span<const std::string>;   // what selectors are said as

// What a table of an array is called by: what it says under the first selector that it has; nothing without.
const std::string* name_of(const node& item, keys selectors) {
    for (const std::string& key : selectors)
        if (const node* const said = item.find(key); said != nullptr && said->as_string() != nullptr)
            return said->as_string();
    return nullptr;
}

// One step of a path: a name and, in brackets, which of several.
struct part {
    std::string name;
    std::optional<std::size_t> index;
};

using problem = std::optional<std::string>;   // what is wrong with a path; nothing where it is right

problem split(std::string_view key, std::vector<part>& into) {
    for (std::size_t i = 0;;) {
        part one;
        while (i < key.size() && key[i] == ' ') ++i;
        if (i < key.size() && (key[i] == '"' || key[i] == '\'')) {
            const std::size_t close = key.find(key[i], i + 1);
            if (close == std::string_view::npos) return "a quote in the key is not closed";
            one.name = key.substr(i + 1, close - i - 1);
            i = close + 1;
        } else {
            const std::size_t end = std::min(key.find_first_of(".[", i), key.size());
            one.name = trimmed(key.substr(i, end - i));
            if (one.name.empty()) return "a part of the key is empty";
            i = end;
        }
        if (i < key.size() && key[i] == '[') {
            const std::size_t close = std::min(key.find(']', i), key.size());
            std::size_t number = 0;
            const auto [end, failed] = std::from_chars(key.data() + i + 1, key.data() + close, number);
            if (close == key.size() || failed != std::errc{} || end != key.data() + close)
                return "brackets hold which one is meant, counted from 0, as in " + one.name + "[1]";
            one.index = number;
            i = close + 1;
        }
        into.push_back(std::move(one));
        while (i < key.size() && key[i] == ' ') ++i;
        if (i == key.size()) return std::nullopt;
        if (key[i] != '.') return "parts of a key are separated by dots";
        ++i;
    }
}

// The table in `list` that is called as the part is, or the n-th of them.
problem select(node::array& list, const part& by, keys selectors, node*& into) {
    std::vector<node*> fitting;
    std::vector<std::string> names;
    for (node& item : list) {
        const std::string* const name = name_of(item, selectors);
        if (name == nullptr) continue;
        names.push_back(*name);
        if (*name == by.name) fitting.push_back(&item);
    }
    if (fitting.empty()) {
        std::string known;
        for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
        return "there is no '" + by.name + "' among " +
               (list.empty()    ? "an empty array"
                : known.empty() ? "tables without names"
                                : known) +
               did_you_mean(by.name, names);
    }
    if (!by.index && fitting.size() > 1)
        return "there are " + counted(fitting.size(), "table") + " of '" + by.name + "'; say which, as in " + by.name +
               "[0]";
    const std::size_t which = by.index.value_or(0);
    if (which >= fitting.size())
        return "'" + by.name + "[" + std::to_string(which) + "]' is not there: " + counted(fitting.size(), "table") +
               " of it, counted from 0";
    into = fitting[which];
    return std::nullopt;
}

problem item_of(node& value, const part& by, node*& into) {
    auto* const list = std::get_if<node::array>(&value.value);
    if (list == nullptr)
        return "'" + by.name + "' is " + parts::found(value) + ", so [" + std::to_string(*by.index) +
               "] is nothing of it";
    if (*by.index >= list->size())
        return "'" + by.name + "[" + std::to_string(*by.index) + "]' is not there: " + "the array has " +
               std::to_string(list->size()) + ", counted from 0";
    into = &(*list)[*by.index];
    return std::nullopt;
}

problem put(node& root, const std::string& key, const node& value, const place& said, keys selectors) {
    std::vector<part> path;
    if (auto bad = split(key, path)) return bad;
    if (path.front().name == "include") return "include can only be said in a file";
    if (path.size() + parts::depth(value) > parts::deepest) return "this nests too deeply";

    node::table* grown = nullptr;   // where the first missing table was added, to take it back when the rest is wrong
    const auto walk = [&]() -> problem {
        node* at = &root;
        for (std::size_t i = 0; i < path.size(); ++i) {
            const part& one = path[i];
            node* next = nullptr;
            if (auto* const list = std::get_if<node::array>(&at->value)) {
                if (auto bad = select(*list, one, selectors, next)) return bad;
            } else if (auto* const table = at->as_table()) {
                node::entry* found = parts::entry_of(*at, one.name);
                if (found == nullptr) {
                    if (one.index)
                        return "there is no '" + one.name + "' to take [" + std::to_string(*one.index) + "] of";
                    if (grown == nullptr) grown = table;
                    table->push_back({one.name, said, {said, node::table{}}});
                    found = &table->back();
                }
                if (i + 1 == path.size()) found->where = said;
                next = &found->value;
                if (one.index)
                    if (auto bad = item_of(found->value, one, next)) return bad;
            } else {
                return "'" + path[i - 1].name + "' is " + parts::found(*at) + " and has no '" + one.name + "'";
            }
            at = next;
        }
        *at = value;
        return std::nullopt;
    };
    auto bad = walk();
    if (bad && grown != nullptr) grown->pop_back();
    return bad;
}

// The keys of all that is no table below `at`, as put() takes them. What only files say is left out.
void add_keys(const node& at, const std::string& path, keys selectors, std::vector<std::string>& into) {
    constexpr std::size_t most = 10'000;
    if (into.size() >= most) return;
    const auto below = [&](const std::string& name) { return path.empty() ? name : path + "." + name; };
    if (const auto* const table = at.as_table()) {
        for (const node::entry& one : *table)
            if (!path.empty() || (one.key != "design" && one.key != "include"))
                add_keys(one.value, below(one.key), selectors, into);
        return;
    }
    const auto* const list = at.as_array();
    const bool tables = list != nullptr && !list->empty() && list->front().as_table() != nullptr;
    if (!tables) {
        if (!path.empty()) into.push_back(path);
        return;
    }
    std::map<std::string, std::size_t> seen, all;   // tables of each name
    const auto called = [&](const node& item) {
        const std::string* const name = name_of(item, selectors);
        return name != nullptr ? *name : std::string{};
    };
    for (const node& item : *list) ++all[called(item)];
    for (std::size_t i = 0; i < list->size(); ++i) {
        const std::string name = called((*list)[i]);
        const std::size_t nth = seen[name]++;
        if (name.empty()) add_keys((*list)[i], fmt::format("{}[{}]", path, i), selectors, into);
        else if (all[name] == 1) add_keys((*list)[i], below(name), selectors, into);
        else add_keys((*list)[i], fmt::format("{}[{}]", below(name), nth), selectors, into);
    }
}

// The key that was probably meant, where what is wrong with this one does not say.
std::string instead_of(const std::string& key, const std::string& bad, const node& root, keys selectors) {
    return bad.find("did you mean") == std::string::npos ? did_you_mean_by_words(key, keys_in(root, selectors)) : "";
}

// A key that names a table with keys of its own, which no value can take the place of.
problem key_within(const std::string& key, const node& root, keys selectors) {
    std::vector<std::string> inside;
    for (std::string& one : keys_in(root, selectors))
        if (one.starts_with(key + ".")) inside.push_back(std::move(one));
    if (inside.empty()) return std::nullopt;
    const auto own = std::ranges::find_if(inside, [&](const std::string& one) {   // no selector, which is in the key
        return std::ranges::none_of(selectors, [&](const std::string& name) { return one == key + "." + name; });
    });
    return "this is a table of keys: say which of them, as in " + (own != inside.end() ? *own : inside.front());
}

void place_everywhere(node& value, const place& where) {
    value.where = where;
    if (auto* const list = std::get_if<node::array>(&value.value)) {
        for (node& item : *list) place_everywhere(item, where);
    } else if (auto* const table = value.as_table()) {
        for (node::entry& one : *table) {
            one.where = where;
            place_everywhere(one.value, where);
        }
    }
}

bool is_utf8(std::string_view text) {
    const auto* byte = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t letter = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate(byte, left, &letter);
        if (taken <= 0) return false;
        byte += taken;
        left -= taken;
    }
    return true;
}

// TOML where it is TOML; otherwise a text, unless it sets out as a quoted text, an array or a table.
problem value_of(const std::string& said, node& into) {
    if (!is_utf8(said)) return "the value is not UTF-8";
    mistakes slips;
    node tree = parse_toml("value = " + said, "", slips);
    if (slips.empty() && tree.as_table()->size() == 1) {
        into = std::move(tree.as_table()->front().value);
        place_everywhere(into, {});
        return std::nullopt;
    }
    const std::string bare{trimmed(said)};
    if (!bare.empty() && std::string_view{"\"'[{"}.find(bare.front()) != std::string_view::npos)
        return slips.empty() ? "the value has more than one line" : slips.front().what;
    into = {{}, bare};
    return std::nullopt;
}

}   // namespace

node parse_value(const std::string& said, const place& where, mistakes& wrong) {
    node value;
    if (const auto bad = value_of(said, value)) wrong.push_back({where, *bad});
    place_everywhere(value, where);
    return value;
}

void assign(node& root, const std::string& key, const node& value, const place& said, keys selectors, mistakes& wrong) {
    if (const auto bad = put(root, key, value, said, selectors))
        wrong.push_back({said, "cannot set '" + key + "': " + *bad + instead_of(key, *bad, root, selectors)});
}

std::vector<std::string> keys_in(const node& root, keys selectors) {
    std::vector<std::string> found;
    add_keys(root, {}, selectors, found);
    return found;
}

void parts::assign(node& root, const assignment& set, keys selectors, mistakes& wrong) {
    node value;
    auto bad = value_of(set.value, value);
    if (!bad && !is_utf8(set.key)) bad = "the key is not UTF-8";
    if (!bad && value.as_table() == nullptr) bad = key_within(set.key, root, selectors);
    if (!bad) {
        place_everywhere(value, set.where);
        bad = put(root, set.key, value, set.where, selectors);
        if (bad) *bad += instead_of(set.key, *bad, root, selectors);
    }
    if (bad && set.where == place{}) wrong.push_back({{}, "--set " + set.key + "=" + set.value + ": " + *bad});
    else if (bad) wrong.push_back({set.where, "cannot set '" + set.key + "' to " + set.value + ": " + *bad});
}

}   // namespace sim
