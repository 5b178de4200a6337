#include "sim/text/toml.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <type_traits>
#include <unordered_map>

#include "sim/text/read_text.hpp"
#include "sim/text/toml_parts.hpp"

// toml++ walks its own trees by recursion; these limits come before its.
#define TOML_MAX_NESTED_VALUES 40   // NOLINT(readability-identifier-naming): the library's name
#include <toml++/toml.h>

namespace sim {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_file = 16'000'000;   // bytes

place place_of(const toml::source_position& at, const std::string& file) {
    return {file, static_cast<int>(at.line), static_cast<int>(at.column)};
}

// Where in a text a place is.
std::size_t offset_of(std::string_view text, const place& where) {
    std::size_t at = 0;
    for (int line = 1; line < where.line && at < text.size(); ++line)
        at = std::min(text.find('\n', at), text.size() - 1) + 1;
    const auto goes_on = [&] { return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; };
    for (int column = 1; column < where.column && at < text.size() && text[at] != '\n'; ++column)
        for (++at; goes_on();) ++at;
    return at;
}

// toml++'s sentence without its preface, and what to do about the commonest slips.
std::string said_plainly(std::string_view description) {
    std::string text{description};
    if (text.starts_with("Error while parsing ")) {
        if (const auto colon = text.find(": "); colon != std::string::npos) text.erase(0, colon + 2);
    }
    const auto contains = [&](std::string_view words) { return text.find(words) != std::string::npos; };
    if (contains("cannot redefine existing")) {
        const auto quote = text.find('\'');
        const std::string name = quote == std::string::npos ? "a key" : text.substr(quote);
        if (contains("existing table"))
            return name +
                   " is said twice; keep one of them, or where there are several of a kind put each heading into "
                   "double brackets, as in [[arms.relief.policies]]";
        return name + " is said twice; keep one of them";
    }
    if (contains("could not determine value type")) text = "this is not a value; a text needs quotes, as in \"on\"";
    return "not valid TOML: " + text;
}

class converter {
public:
    converter(const std::string& file, mistakes& wrong) : file_{file}, wrong_{wrong} {}

    std::optional<node> value(const toml::node& from, std::size_t level) {
        node made{place_of(from.source().begin, file_), false};
        if (level > parts::deepest) {
            wrong_.push_back({made.where, "tables and arrays nest too deeply here; at most " +
                                              std::to_string(parts::deepest) + " levels are read"});
            return std::nullopt;
        }
        if (const auto* table = from.as_table()) {
            made.value = entries(*table, level);
        } else if (const auto* list = from.as_array()) {
            node::array items;
            items.reserve(list->size());
            for (const toml::node& item : *list)
                if (auto one = value(item, level + 1)) items.push_back(std::move(*one));
            made.value = std::move(items);
        } else if (const auto* text = from.as_string()) {
            made.value = text->get();
        } else if (const auto* whole = from.as_integer()) {
            made.value = whole->get();
        } else if (const auto* real = from.as_floating_point()) {
            made.value = real->get();
        } else if (const auto* flag = from.as_boolean()) {
            made.value = flag->get();
        } else {
            wrong_.push_back(
                {made.where,
                 "dates and times are not used in a scenario; weeks are whole numbers, texts stand in quotes"});
            return std::nullopt;
        }
        return made;
    }

private:
    // toml++ sorts by name; people's order is the order of the places where keys were first said.
    node::table entries(const toml::table& from, std::size_t level) {
        node::table made;
        made.reserve(from.size());
        for (auto&& [key, content] : from)
            if (auto one = value(content, level + 1))
                made.push_back({std::string{key.str()}, place_of(key.source().begin, file_), std::move(*one)});
        std::stable_sort(made.begin(), made.end(), [](const node::entry& a, const node::entry& b) {
            return std::pair{a.where.line, a.where.column} < std::pair{b.where.line, b.where.column};
        });
        return made;
    }

    const std::string& file_;
    mistakes& wrong_;
};

// Nothing where the text is not TOML.
std::optional<node> parsed(const std::string& text, const std::string& file, mistakes& wrong) {
    auto seen = parts::look_at(text, file);
    if (seen.unfit) {
        wrong.push_back(std::move(*seen.unfit));
        return std::nullopt;
    }
    try {
        const toml::table read = toml::parse(std::string_view{text}, std::string_view{file});
        auto root = converter{file, wrong}.value(read, 0);
        root->where = {file, 0, 0};
        return root;
    } catch (const toml::parse_error& error) {
        place where = place_of(error.source().begin, file);
        const auto order = [](const place& at) { return std::pair{at.line, at.column}; };
        if (seen.quote && order(seen.quote->where) <= order(where)) wrong.push_back(std::move(*seen.quote));
        else if (auto slip = parts::slip_at(text, offset_of(text, where), error.description()))
            wrong.push_back({std::move(where), std::move(*slip)});
        else wrong.push_back({std::move(where), said_plainly(error.description())});
    }
    return std::nullopt;
}

// Puts `over` on top of `base`: tables merge key by key, everything else is replaced; new keys come last.
void merge(node& base, node&& over, std::vector<parts::replacement>& replaced) {
    if (base.as_table() == nullptr || over.as_table() == nullptr) {
        if (const auto* const list = base.as_array();
            list != nullptr && !list->empty() && list->front().as_table() != nullptr)
            replaced.push_back({base.where, over.where});
        base = std::move(over);
        return;
    }
    base.where = over.where;
    node::table& into = *base.as_table();
    std::unordered_map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < into.size(); ++i) known.emplace(into[i].key, i);
    for (node::entry& one : *over.as_table()) {
        if (const auto at = known.find(one.key); at != known.end()) {
            into[at->second].where = one.where;
            merge(into[at->second].value, std::move(one.value), replaced);
        } else {
            into.push_back(std::move(one));
        }
    }
}

// A path said in `file`, seen from where the program runs.
std::string seen_from_here(const std::string& said, const std::string& file) {
    if (said.empty()) return said;
    fs::path path = said;
    if (path.is_relative()) path = fs::path{file}.parent_path() / path;
    path = path.lexically_normal();
    if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();   // "population/"
    return path.string();
}

// The value at a dotted key, null where there is none.
node* value_at(node& root, const std::string& dotted) {
    node* at = &root;
    for (std::size_t first = 0; at != nullptr && first <= dotted.size();) {
        const std::size_t dot = std::min(dotted.find('.', first), dotted.size());
        node::entry* const one = parts::entry_of(*at, std::string_view{dotted}.substr(first, dot - first));
        at = one != nullptr ? &one->value : nullptr;
        first = dot + 1;
    }
    return at;
}

class loader {
public:
    // Of the file `path` the text is `given`, where it is.
    loader(const std::string& path, const std::optional<std::string>& given, std::span<const std::string> path_keys,
           mistakes& wrong)
        : path_{path}, given_{given}, path_keys_{path_keys}, wrong_{wrong} {}

    // The tree of a file with what it includes; `said` is where its name stands.
    std::optional<node> load(const std::string& file, const place& said) {
        std::error_code none;
        const std::string identity = fs::weakly_canonical(file, none).string();
        if (const auto before = std::ranges::find(open_, identity, &step::identity); before != open_.end()) {
            wrong_.push_back({said, "'" + file + "' includes itself: " + circle(before, file)});
            return std::nullopt;
        }
        if (const auto ready = done_.find(identity); ready != done_.end()) return ready->second;
        if (open_.size() >= parts::deepest) {
            wrong_.push_back({said, "files include one another too deeply; at most " + std::to_string(parts::deepest) +
                                        " levels are read"});
            return std::nullopt;
        }
        open_.push_back({identity, file});
        auto tree = with_includes(file, said);
        open_.pop_back();
        done_.emplace(identity, tree);
        return tree;
    }

    [[nodiscard]] std::vector<parts::replacement> replaced() && { return std::move(replaced_); }

private:
    struct step {
        std::string identity, file;
    };

    std::optional<std::string> text_of(const std::string& file, const place& said) {
        const auto refuse = [&](const std::string& why) {
            wrong_.push_back({said, "'" + file + "' cannot be read: " + why});
            return std::nullopt;
        };
        if (given_ && file == path_) {
            if (given_->size() <= largest_file) return given_;
            return refuse("it is too long");
        }
        auto text = read_text(file, largest_file);
        if (!text) {
            const fs::path inside = fs::path{file} / "scenario.toml";
            std::error_code none;
            return refuse(text.wrong().front().what +
                          (fs::exists(inside, none) ? "; did you mean '" + inside.string() + "'?" : ""));
        }
        if (fs::path{file}.extension() == ".csv")
            return refuse("it is a table (CSV); a scenario is a text (TOML), which names the folder of its tables");
        if (const std::string other = what_else_it_is(*text); !other.empty())
            return refuse("it is " + other + "; a scenario is a text (TOML) in UTF-8");
        return std::move(*text);
    }

    std::optional<node> with_includes(const std::string& file, const place& said) {
        const auto text = text_of(file, said);
        if (!text) return std::nullopt;
        auto own = parsed(*text, file, wrong_);
        if (!own) return std::nullopt;
        for (const std::string& key : path_keys_)
            if (node* const path = value_at(*own, key); path != nullptr && path->as_string() != nullptr)
                path->value = seen_from_here(*path->as_string(), file);

        const auto bases = take_includes(*own);
        if (!bases) return std::nullopt;
        node tree{own->where, node::table{}};
        bool whole = true;
        for (const node& base : *bases) {
            auto below = load(seen_from_here(*base.as_string(), file), base.where);
            if (below) merge(tree, std::move(*below), replaced_);
            else whole = false;
        }
        merge(tree, std::move(*own), replaced_);
        if (!whole) return std::nullopt;
        return tree;
    }

    // Takes `include` out of a file's tree: the names in it, in order.
    std::optional<std::vector<node>> take_includes(node& own) {
        node::table& keys = *own.as_table();
        const auto at = std::ranges::find(keys, "include", &node::entry::key);
        if (at == keys.end()) return std::vector<node>{};
        std::vector<node> names;
        if (node::array* const list = std::get_if<node::array>(&at->value.value)) names = std::move(*list);
        else names.push_back(std::move(at->value));
        keys.erase(at);
        bool right = true;
        for (const node& name : names) {
            if (name.as_string() != nullptr && !name.as_string()->empty()) continue;
            wrong_.push_back(
                {name.where, "include names a file, or an array of files, in quotes; found " + parts::found(name)});
            right = false;
        }
        if (!right) return std::nullopt;
        return names;
    }

    std::string circle(std::vector<step>::const_iterator from, const std::string& again) const {
        std::string text;
        for (auto at = from; at != open_.end(); ++at) text += "'" + at->file + "' includes ";
        return text + "'" + again + "'";
    }

    const std::string& path_;
    const std::optional<std::string>& given_;
    std::span<const std::string> path_keys_;
    mistakes& wrong_;
    std::vector<step> open_;   // files being read, the outermost first
    std::map<std::string, std::optional<node>> done_;
    std::vector<parts::replacement> replaced_;
};

}   // namespace

const node* node::find(std::string_view key) const {
    const table* const entries = as_table();
    if (entries == nullptr) return nullptr;
    const auto at = std::ranges::find(*entries, key, &entry::key);
    return at == entries->end() ? nullptr : &at->value;
}

node::entry* parts::entry_of(node& table, std::string_view key) {
    node::table* const entries = table.as_table();
    if (entries == nullptr) return nullptr;
    const auto at = std::ranges::find(*entries, key, &node::entry::key);
    return at == entries->end() ? nullptr : &*at;
}

std::size_t parts::depth(const node& value) {
    std::size_t below = 0;
    if (const auto* const table = value.as_table()) {
        for (const auto& one : *table) below = std::max(below, depth(one.value));
        return below + 1;
    }
    if (const auto* const list = value.as_array()) {
        for (const node& one : *list) below = std::max(below, depth(one));
        return below + 1;
    }
    return 0;
}

node parse_toml(const std::string& text, const std::string& file, mistakes& wrong) {
    auto tree = parsed(text, file, wrong);
    return tree ? std::move(*tree) : node{{file, 0, 0}, node::table{}};
}

parts::reading parts::read_files(const std::string& path, const std::optional<std::string>& given,
                                 std::span<const assignment> set, const model_keys& keys, mistakes& wrong) {
    loader files{path, given, keys.paths, wrong};
    auto tree = files.load(path, {path, 0, 0});
    if (!tree) return {{{path, 0, 0}, node::table{}}, false, {}};
    for (const assignment& one : set) parts::assign(*tree, one, keys.selectors, wrong);
    return {std::move(*tree), true, std::move(files).replaced()};
}

node read_toml(const std::string& path, std::span<const assignment> set, const model_keys& keys, mistakes& wrong) {
    return parts::read_files(path, std::nullopt, set, keys, wrong).root;
}

}   // namespace sim
