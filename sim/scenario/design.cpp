#include "sim/scenario/design.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "sim/scenario/design_kinds.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

std::vector<std::string> names_of_kinds() {
    std::vector<std::string> names;
    for (const design_kind& one : design_kinds()) names.emplace_back(one.name);
    return names;
}

// Keys of [design] whatever its kind.
std::vector<std::string_view> keys_of_all_kinds() {
    std::vector<std::string_view> keys{"kind", "factors"};
    for (const design_kind& one : design_kinds()) keys.insert(keys.end(), one.keys.begin(), one.keys.end());
    return keys;
}

std::string kind_meant(const std::string& said) {
    std::string name = said;
    for (char& c : name) c = c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    for (const design_kind& one : design_kinds())
        if (std::ranges::find(one.other_names, name) != one.other_names.end())
            return fmt::format("; did you mean '{}'?", one.name);
    return with_all_of(name, names_of_kinds());
}

// The keys and values that dots without quotes made tables of: "parameters.reach" of { reach = { low, high } }.
void undotted(const std::string& path, const node& value, std::vector<std::pair<std::string, const node*>>& into) {
    const auto* const table = value.as_table();
    const bool range = table == nullptr || table->empty() || std::ranges::any_of(*table, [](const node::entry& one) {
                           return one.key == "low" || one.key == "high";
                       });
    if (range) {
        into.emplace_back(path, &value);
        return;
    }
    for (const node::entry& one : *table) undotted(path + "." + one.key, one.value, into);
}

class reader {
public:
    reader(scenario& s, mistakes& wrong) : s_{s}, wrong_{wrong} {}

    design read() {
        node::table& keys = *s_.tree.as_table();
        const auto at = std::ranges::find(keys, "design", &node::entry::key);
        if (at == keys.end()) {
            wrong_.push_back(
                {{s_.file, 0, 0},
                 "this scenario has no [design], which says what a sweep varies; cogov run runs its arms"});
            return {};
        }
        node& said = at->value;
        table_reader from{said, "[design]", wrong_};
        if (said.as_table() == nullptr) return {};
        out_.kind = from.text("kind").value_or("");
        kind_ = design_kind_named(out_.kind);
        if (kind_ == nullptr)   // whose keys the others are nobody knows
            for (const std::string_view key : keys_of_all_kinds()) (void)from.any(key);
        if (kind_ == nullptr && from.lacks("kind"))
            from.wrong(from.where("kind"),
                       fmt::format("[design] does not say its kind: one of {}", fmt::join(names_of_kinds(), ", ")));
        else if (kind_ == nullptr && !out_.kind.empty())
            from.wrong(from.where("kind"),
                       fmt::format("unknown kind of design '{}'{}", out_.kind, kind_meant(out_.kind)));
        if (kind_ != nullptr && std::ranges::find(kind_->keys, "file") != kind_->keys.end() &&
            from.any("file") != nullptr)
            take_in_file(said, from);
        read_factors(from, said);
        if (kind_ != nullptr) out_.values = kind_->make({from, wrong_, out_.factors, levels_});
        from.done();
        return std::move(out_);
    }

private:
    void say(const place& where, std::string what) { wrong_.push_back({where, std::move(what)}); }

    // Replaces design.file by the lists that it holds.
    void take_in_file(node& said, table_reader& from) {
        const auto path = from.text("file");
        if (!path) return;
        if (from.any("factors") != nullptr)
            from.wrong(from.where("factors"), "[design] has a file and factors: the file's header names the factors");
        const csv file = csv::read(*path, wrong_);
        node::table factors;
        const std::vector<std::string> keys = file.columns();
        for (std::size_t c = 0; c < keys.size(); ++c) {
            node::array column;
            for (std::size_t row = 0; row < file.rows(); ++row)
                column.push_back(parse_value(file.text(row, c), file.where(row, c), wrong_));
            const place where = file.where_column(c);
            factors.push_back({keys[c], where, {where, std::move(column)}});
        }
        if (file.rows() == 0) say({*path, 0, 0}, "there is no point in this file; each line below the header is one");
        node::table& keys_of_design = *said.as_table();
        std::erase_if(keys_of_design, [](const node::entry& one) { return one.key == "file" || one.key == "factors"; });
        keys_of_design.push_back({"factors", {*path, 1, 1}, {{*path, 1, 1}, std::move(factors)}});
    }

    // A factor whose key has dots and no quotes, or one outside [design.factors].
    bool told_as_factor(const node::entry& one, bool outside) {
        std::vector<std::pair<std::string, const node*>> meant;
        undotted(one.key, one.value, meant);
        if (!outside && meant.size() == 1 && meant.front().second == &one.value) return false;
        for (const auto& [key, value] : meant) {
            const std::string text = value_text(*value);
            say(one.where, fmt::format("{}: \"{}\" = {}",
                                       outside ? "what is varied stands under [design.factors], its key in quotes"
                                               : "the key of a factor has dots, so it stands in quotes",
                                       key, text.size() > 60 ? "..." : text));
        }
        return true;
    }

    void read_factors(table_reader& from, const node& said) {
        const auto can_be_factor = [own = keys_of_all_kinds()](const node::entry& one) {
            return (one.value.as_table() != nullptr || one.value.as_array() != nullptr) &&
                   std::ranges::find(own, one.key) == own.end();
        };
        bool outside = false;
        for (const node::entry& one : *said.as_table())
            if (can_be_factor(one) && from.lacks("factors")) {
                (void)from.any(one.key);
                outside = told_as_factor(one, true);
            }
        if (outside) return;
        const node* const table = from.table("factors");
        if (table == nullptr || table->as_table()->empty()) {
            if (wrong_.empty())
                from.wrong(from.where("factors"),
                           "[design.factors] says which keys are varied, as in "
                           "\"parameters.NAME\" = { low = 1.0, high = 3.0 }");
            return;
        }
        for (const node::entry& one : *table->as_table()) {
            if (told_as_factor(one, false)) continue;
            const std::size_t before = wrong_.size();
            factor made{one.key, one.where, arm_of(one)};
            levels_of_factor levels = one.value.as_array() != nullptr ? list(one) : range(one);
            if (wrong_.size() > before) continue;
            out_.factors.push_back(std::move(made));
            levels_.push_back(std::move(levels));
        }
        check_together();
    }

    // A key of an arm that can be varied, to show what is asked for.
    [[nodiscard]] std::string key_within(const std::string& arm) const {
        std::vector<std::string> fixed = s_.selectors;
        fixed.insert(fixed.end(), {"title", "title_zh"});
        for (std::string& key : keys_in(s_.tree, s_.selectors))
            if (key.starts_with(arm + ".") && std::ranges::find(fixed, key.substr(key.rfind('.') + 1)) == fixed.end())
                return std::move(key);
        return arm + ".KEY";
    }

    // The arm that a key is about; a mistake where it names none.
    std::optional<std::size_t> arm_of(const node::entry& one) {
        const std::size_t dot = one.key.find_first_of(".[");
        const std::string first = one.key.substr(0, dot);
        for (const std::string_view same : {"weeks", "burn_in", "replicates", "seed", "model", "title", "title_zh",
                                            "include", "design", "status", "key", "message"})
            if (first == same)
                say(one.where, fmt::format("'{}' cannot be varied: it is the same for all runs of a sweep", one.key));
        if (first != "arms") return std::nullopt;
        const std::size_t start = dot == std::string::npos ? one.key.size() : dot + 1,
                          end = std::min(one.key.find('.', start), one.key.size());
        const std::string name = one.key.substr(start, end - start);
        if (arms_.empty())
            for (std::size_t a = 0; a < s_.arms.size(); ++a) arms_.emplace(s_.arms[a].name, a);
        const auto arm = arms_.find(name);
        if (arm == arms_.end()) {
            wrong_.say(one.where, fmt::format("there is no arm '{}' to vary anything of", name), [&] {
                std::vector<std::string> names;
                for (const sim::arm& other : s_.arms) names.push_back(other.name);
                return with_all_of(name, names);
            });
            return std::nullopt;
        }
        const std::string what = end < one.key.size() ? one.key.substr(end + 1) : std::string{};
        if (what.empty()) {
            say(one.where, fmt::format("'{}' is a whole arm: name what of it is varied, as in {}", one.key,
                                       key_within("arms." + name)));
            return std::nullopt;
        }
        if (what == "title" || what == "title_zh")
            say(one.where, "a title changes no run, so there is nothing to vary");
        return arm->second;
    }

    levels_of_factor list(const node::entry& one) {
        levels_of_factor made;
        made.where = one.where;
        made.listed = *one.value.as_array();
        if (made.listed.empty()) say(one.value.where, fmt::format("'{}' has no levels", one.key));
        std::set<std::string> seen;
        for (const node& level : made.listed) {
            if (!seen.insert(same_text(level)).second && every_level())
                say(level.where, fmt::format("'{}' has the level {} twice", one.key, as_text(level)));
        }
        return made;
    }

    levels_of_factor range(const node::entry& one) {
        levels_of_factor made;
        made.where = one.where;
        made.range = true;
        if (one.value.as_table() == nullptr) {
            say(one.value.where,
                fmt::format("'{}' takes a list of levels, as in [0.0, 0.5], or a range, as in {{ low = "
                            "0.0, high = 1.0 }}",
                            one.key));
            return made;
        }
        table_reader from{one.value, fmt::format("the range of '{}'", one.key), wrong_};
        constexpr double any = std::numeric_limits<double>::infinity();
        const auto low = from.number("low", -any, any, "", "the lowest value"),
                   high = from.number("high", -any, any, "", "the highest value");
        made.log = from.flag("log").value_or(false);
        made.whole = from.flag("whole").value_or(false);
        for (const char* const key : {"low", "high"})
            if (from.any(key) == nullptr)
                say(one.value.where, fmt::format("the range of '{}' has no {}", one.key, key));
        if (low && high) {
            made.low = *low;
            made.high = *high;
            if (!std::isfinite(*high - *low) || (made.log && *low > 0 && !std::isfinite(*high / *low)))
                say(from.where("high"),
                    fmt::format("the range from {} to {} is too wide to count in", shortest(*low), shortest(*high)));
            if (!(*low < *high))
                say(from.where("high"),
                    fmt::format("high {} must be more than low {}", shortest(*high), shortest(*low)));
            if (made.log && *low <= 0)
                say(from.where("low"), fmt::format("low {} must be more than 0 on a log scale", shortest(*low)));
            if (made.whole && (std::floor(*low) != *low || std::floor(*high) != *high || std::abs(*low) > 1e15 ||
                               std::abs(*high) > 1e15))
                say(from.where("low"), "the ends of a whole range are whole numbers");
            if (made.whole && made.log) say(from.where("log"), "a range is whole or on a log scale, not both");
        }
        if (every_level()) levels_of_range(one, from, made);
        else if (from.any("levels") != nullptr && kind_ != nullptr)
            say(from.where("levels"),
                fmt::format("levels of a range are for a factorial design; this one is {}", out_.kind));
        from.done();
        return made;
    }

    // A factorial design takes so many evenly spaced values of a range.
    void levels_of_range(const node::entry& one, table_reader& from, levels_of_factor& made) {
        const auto count = from.whole("levels", 2, 100000, "", "how many values a factorial design takes of the range");
        if (from.any("levels") == nullptr)
            say(one.value.where,
                fmt::format("the range of '{}' has no levels: a factorial design takes so many values of it", one.key));
        if (!count || made.low >= made.high) return;
        if (made.whole && static_cast<double>(*count - 1) > made.high - made.low)
            say(from.where("levels"),
                fmt::format("there are {:.0f} whole numbers from {} to {}, not {}", made.high - made.low + 1,
                            shortest(made.low), shortest(made.high), *count));
        made.count = *count;
    }

    // Each key leads to a place of its own: a factor must not be lost under another.
    void check_together() {
        if (!wrong_.empty()) return;
        node tree = s_.tree;
        const auto mark = [](std::size_t f) { return fmt::format("\x01{}\x01", f); };
        for (std::size_t f = 0; f < out_.factors.size(); ++f)
            assign(tree, out_.factors[f].key, node{out_.factors[f].where, mark(f)}, out_.factors[f].where, s_.selectors,
                   wrong_);
        if (!wrong_.empty()) return;
        std::set<std::string> there;
        texts_in(tree, there);
        for (std::size_t f = 0; f < out_.factors.size(); ++f)
            if (!there.contains(mark(f)))
                say(out_.factors[f].where,
                    fmt::format("'{}' is changed by another factor too: a key can be varied once",
                                out_.factors[f].key));
    }

    static void texts_in(const node& value, std::set<std::string>& into) {
        if (const auto* const text = value.as_string()) into.insert(*text);
        if (const auto* const table = value.as_table())
            for (const node::entry& one : *table) texts_in(one.value, into);
        if (const auto* const all = value.as_array())
            for (const node& one : *all) texts_in(one, into);
    }

    [[nodiscard]] bool every_level() const { return kind_ != nullptr && kind_->every_level; }

    scenario& s_;
    mistakes& wrong_;
    design out_;
    const design_kind* kind_ = nullptr;
    std::vector<levels_of_factor> levels_;                // by factor
    std::unordered_map<std::string, std::size_t> arms_;   // by name
};

}   // namespace

std::optional<double> as_number(const node& value) {
    if (const auto* const whole = std::get_if<std::int64_t>(&value.value)) return static_cast<double>(*whole);
    if (const auto* const real = std::get_if<double>(&value.value)) return *real;
    return std::nullopt;
}

std::string as_text(const node& value) { return value.as_string() != nullptr ? *value.as_string() : value_text(value); }

std::string same_text(const node& value) {
    // Whole numbers to their last digit: as doubles some of them are alike beyond 2^53.
    if (const auto* const whole = std::get_if<std::int64_t>(&value.value)) return std::to_string(*whole);
    const auto number = as_number(value);
    return number ? shortest(*number == 0 ? 0.0 : *number) : value_text(value);
}

bool design::is_number(std::size_t factor) const {
    return std::ranges::all_of(values, [&](const auto& point) { return as_number(point[factor]).has_value(); });
}

result<design> read_design(scenario& s) {
    mistakes wrong;
    design made = reader{s, wrong}.read();
    if (!wrong.empty()) return wrong;
    return made;
}

}   // namespace sim
