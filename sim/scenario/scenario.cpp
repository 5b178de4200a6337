// The keys that every model's scenario has; ODD "Input data", docs/scenarios.md.

#include "sim/scenario/scenario.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <limits>

#include <fmt/format.h>

#include "sim/scenario/model.hpp"
#include "sim/text/text.hpp"
#include "sim/text/toml_parts.hpp"

namespace sim {

namespace {

constexpr std::int64_t most_weeks = 5200;   // a hundred years
constexpr std::int64_t most_replicates = 1'000'000;

const model* model_named(const std::string& name, std::span<const model* const> known) {
    const auto at = std::ranges::find_if(known, [&](const model* one) { return one->name() == name; });
    return at == known.end() ? nullptr : *at;
}

const model* read_model(scenario& s, table_reader& root, std::span<const model* const> known) {
    s.model = root.text("model").value_or(s.model);
    const model* const found = model_named(s.model, known);
    if (found == nullptr) {
        std::vector<std::string> names;
        std::string list;
        for (const model* const one : known) {
            names.emplace_back(one->name());
            list += (list.empty() ? "" : ", ") + names.back();
        }
        const std::string hint = did_you_mean(s.model, names);
        root.wrong(root.where("model"),
                   fmt::format("unknown model '{}'{}", s.model, hint.empty() ? "; there are: " + list : hint));
    }
    return found;
}

// A title under a key, if it can be shown.
std::optional<std::string> read_title(table_reader& from, std::string_view key) {
    auto said = from.text(key);
    if (const std::string why = why_no_title(said.value_or("")); !why.empty())
        from.wrong(from.where(key), fmt::format("{} {}", key, why));
    return said;
}

bool is_arm_name(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

void read_arms(scenario& s, table_reader& root) {
    const node* const arms = root.table("arms");
    if (arms == nullptr) {
        s.arms.push_back({"base", "base", "base", nullptr, {s.file, 0, 0}});
        return;
    }
    if (arms->as_table()->empty())
        root.wrong(arms->where, "[arms] is empty; add an arm, as in [arms.base], or leave [arms] out");
    std::vector<std::string> in_files;
    for (const node::entry& one : *arms->as_table())
        if (!one.where.file.empty()) in_files.push_back(one.key);
    for (const node::entry& one : *arms->as_table()) {
        if (one.where.file.empty()) {   // a slip in a name would otherwise make an arm that does nothing
            root.all_wrong().say(
                one.where, fmt::format("there is no arm '{}' to set anything of (arms are made in files)", one.key),
                [&] { return with_all_of(one.key, in_files); });
            continue;
        }
        if (!is_arm_name(one.key))
            root.wrong(one.where, fmt::format("'{}' cannot be the name of an arm: letters a to z, digits, - and _ "
                                              "only; title and title_zh take any text",
                                              one.key));
        else if (const std::string why = why_no_name(one.key); !why.empty())
            root.wrong(one.where, fmt::format("the name of the arm '{}' {}", one.key, why));
        const std::string name = fmt::format("arm '{}'", one.key);
        table_reader arms_of{root, *arms, "arms", "[arms]"};
        table_reader table{arms_of, one.value, one.key, name};
        if (one.value.as_table() == nullptr) continue;
        arm made{one.key, read_title(table, "title").value_or(one.key), {}, &one.value, one.where};
        made.title_zh = read_title(table, "title_zh").value_or(made.title);
        s.arms.push_back(std::move(made));
    }
}

void read_common(scenario& s, table_reader& root) {
    const std::string name = std::filesystem::path{s.file}.stem().string();
    s.title = read_title(root, "title").value_or(why_no_title(name).empty() ? name : "scenario");
    s.title_zh = read_title(root, "title_zh").value_or(s.title);
    const auto whole = [&](std::string_view key, std::int64_t low, std::int64_t high, std::string_view unit,
                           std::string_view meaning, int& into) {
        if (const auto said = root.whole(key, low, high, unit, meaning)) into = static_cast<int>(*said);
    };
    whole("weeks", 1, most_weeks, "weeks", "what is recorded after the burn-in", s.weeks);
    whole("burn_in", 0, most_weeks, "weeks", "what passes before week 0", s.burn_in);
    whole("replicates", 1, most_replicates, "runs of each arm", "two or more give intervals", s.replicates);
    const auto seed =
        root.whole("seed", 0, std::numeric_limits<std::int64_t>::max(), "", "where the luck of the weeks starts");
    if (seed) s.seed = static_cast<std::uint64_t>(*seed);
    (void)root.any("design");      // read by `cogov sweep`
    (void)root.any("uncertain");   // read when the model is known
}

// What people typed comes first, then the scenario, then the files that it names.
void put_in_order(mistakes& wrong, const std::string& file) {
    wrong.sort_by([&](const mistake& one) { return one.where.file.empty() ? 0 : one.where.file == file ? 1 : 2; });
}

bool is_array(const node& tree, const std::string& path) {
    const node* at = &tree;
    for (std::size_t first = 0; at != nullptr && first <= path.size();) {
        const std::size_t dot = std::min(path.find('.', first), path.size());
        at = at->find(path.substr(first, dot - first));
        first = dot + 1;
    }
    return at != nullptr && at->as_array() != nullptr;
}

// Where a key that a table does not know would be known: in another table, or deeper, as --set and files say it.
std::string elsewhere(const ready& scenario, const std::string& path, const std::string& key) {
    const node& tree = scenario.what.tree;
    std::vector<std::string> own{"include", "title", "title_zh", "model", "weeks", "burn_in", "replicates", "seed"};
    std::vector<std::string> keys;
    if (scenario.how != nullptr) {
        for (const key_row& row : scenario.how->keys())
            if (row.name.find_first_of(".[ ") == std::string_view::npos) own.emplace_back(row.name);
        for (const parameter_row& row : scenario.how->parameters())
            keys.push_back(fmt::format("parameters.{}", row.name));
        for (const parameter_row& row : scenario.how->instrument_parameters())
            keys.push_back(fmt::format("{}.{}", scenario.how->instrument_heading(), row.name));
    }
    if (!path.empty() && std::ranges::find(own, key) != own.end())
        return fmt::format("; '{}' is a key of the scenario itself: it stands above the first [heading]", key);
    if (std::ranges::find(keys, "parameters." + key) != keys.end())
        return fmt::format("; did you mean 'parameters.{}'?", key);
    const node* const said = path.empty() ? tree.find(key) : nullptr;
    const bool arm = said != nullptr && said->as_table() != nullptr && !said->where.file.empty();
    if (arm) return fmt::format("; if it is an arm, its heading is [arms.{}]", key);
    keys.insert(keys.end(), own.begin(), own.end());
    std::ranges::move(keys_in(tree, scenario.what.selectors), std::back_inserter(keys));   // the slip itself among them
    // A table that nobody asked for is a slip as long as what it holds: all of that is what was meant.
    const std::string slip = path.empty() ? key : path + "." + key;
    std::string whole = slip;
    for (const std::string& one : keys)
        if (one.starts_with(slip + ".")) whole = one;
    const bool of_several = is_array(tree, path);   // the slip's own key says which of them
    std::erase_if(keys, [&](const std::string& one) {
        return one == slip || one.starts_with(slip + ".") ||
               (of_several && one.starts_with(path) && one.ends_with("." + key));
    });
    const auto misplaced = scenario.how != nullptr ? scenario.how->misplaced(key) : std::nullopt;
    if (misplaced && whole == slip) whole += fmt::format(".{}", misplaced->key);
    if (std::string near = did_you_mean_by_words(whole, keys); !near.empty()) return near;
    return misplaced ? "; " + misplaced->advice : "";
}

// An arm that does something else than in the file that gave it its title: a list of what it does was put in place of another.
void remark_on_titles(const arm& one, std::span<const parts::replacement> replaced, mistakes& remarks) {
    if (one.table == nullptr) return;
    const auto at = std::ranges::find_if(replaced, [&](const parts::replacement& other) {
        return std::ranges::any_of(*one.table->as_table(),
                                   [&](const node::entry& own) { return own.value.where == other.now; });
    });
    if (at == replaced.end()) return;
    std::vector<std::string> kept;
    for (const char* const key : {"title", "title_zh"})
        if (const node* const said = one.table->find(key);
            said != nullptr && said->as_string() != nullptr && said->where.file == at->before.file)
            kept.push_back(fmt::format("{} = \"{}\"", key, *said->as_string()));
    if (!kept.empty())
        remarks.push_back(
            {at->now, fmt::format("arm '{0}' does something else here than in {1}, and is still called as there, {2}: "
                                  "say under [arms.{0}] what it is now",
                                  one.name, at->before.file, fmt::join(kept, ", "))});
}

// A title that the scenario says anew, while in the other language it still is that of an included file.
void remark_on_translations(const node& table, const std::string& top, const std::string& under, mistakes& remarks) {
    const node *const title = table.find("title"), *const translated = table.find("title_zh");
    if (title == nullptr || translated == nullptr || (title->where.file == top) == (translated->where.file == top))
        return;
    const bool english_is_new = title->where.file == top;
    const auto &now = english_is_new ? *title : *translated, &before = english_is_new ? *translated : *title;
    if (before.as_string() == nullptr || before.where.file.starts_with("--")) return;   // said on the command line
    const char* const other = english_is_new ? "title_zh" : "title";
    remarks.push_back({now.where, fmt::format("{} {}still is that of {}, \"{}\": say it here too", other, under,
                                              before.where.file, *before.as_string())});
}

std::vector<std::string> selectors_of(std::span<const model* const> known) {
    std::vector<std::string> all;
    for (const model* const one : known) std::ranges::move(one->selector_keys(), std::back_inserter(all));
    return all;
}

// `wrong` has what was wrong with the tree already.
result<ready> read_tree(node tree, const std::string& file, std::shared_ptr<commons> shared,
                        std::span<const model* const> known, mistakes wrong,
                        std::span<const parts::replacement> replaced, std::vector<std::string> drawn = {}) {
    ready made;
    made.what.file = file;
    made.what.drawn = std::move(drawn);
    made.what.tree = std::move(tree);
    made.what.shared = std::move(shared);
    made.what.selectors = selectors_of(known);
    table_reader root{made.what.tree, "the scenario", wrong};
    root.seek_elsewhere([&](const std::string& path, const std::string& key) { return elsewhere(made, path, key); });
    read_common(made.what, root);
    read_arms(made.what, root);
    made.how = read_model(made.what, root, known);
    if (made.how != nullptr) {
        made.set = made.how->read(made.what, root, wrong);
        made.uncertain = read_uncertain(made.what, *made.how, root, made.remarks);
        read_decision(made.what, *made.how, made.set.get(), root, wrong);
        root.done();
    }
    put_in_order(wrong, file);
    wrong.count_once();
    if (!wrong.empty()) return wrong;
    remark_on_translations(made.what.tree, file, "", made.remarks);
    for (const arm& one : made.what.arms) {
        const std::size_t before = made.remarks.size();
        remark_on_titles(one, replaced, made.remarks);
        if (one.table != nullptr && made.remarks.size() == before)
            remark_on_translations(*one.table, file, fmt::format("of arm '{}' ", one.name), made.remarks);
    }
    made.remarks.append(made.set->remarks());
    return made;
}

// What models say of keys, and which name files besides: they count from the file that says them.
model_keys keys_of(std::span<const model* const> known) {
    model_keys keys{{"design.file", "uncertain.draws", "uncertain.targets"}, selectors_of(known)};
    for (const model* const one : known) std::ranges::move(one->path_keys(), std::back_inserter(keys.paths));
    return keys;
}

result<ready> read(const std::string& path, const std::optional<std::string>& text, std::span<const assignment> set,
                   std::span<const model* const> known) {
    mistakes wrong;
    parts::reading files = parts::read_files(path, text, set, keys_of(known), wrong);
    if (!files.whole) return wrong;
    return read_tree(std::move(files.root), path, std::make_shared<commons>(), known, std::move(wrong), files.replaced);
}

}   // namespace

std::string scenario::resolved() const {
    if (told_as.empty()) return to_toml(tree);
    node told = tree;
    mistakes none;
    for (const auto& [key, text] : told_as) assign(told, key, node{{}, text}, {}, selectors, none);
    return to_toml(told);
}

result<ready> read_scenario(node tree, const scenario& from, std::span<const model* const> known,
                            std::vector<std::string> drawn) {
    return read_tree(std::move(tree), from.file, from.shared, known, {}, {}, std::move(drawn));
}

result<ready> read_scenario(const std::string& path, std::span<const assignment> set,
                            std::span<const model* const> known) {
    return read(path, std::nullopt, set, known);
}

result<ready> read_scenario_text(const std::string& text, const std::string& name, std::span<const assignment> set,
                                 std::span<const model* const> known) {
    return read(name, text, set, known);
}

node what_is_said(const std::string& path, const std::optional<std::string>& text, std::span<const assignment> set,
                  std::span<const model* const> known, mistakes& wrong) {
    return parts::read_files(path, text, set, keys_of(known), wrong).root;
}

}   // namespace sim
