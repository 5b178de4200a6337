#include <algorithm>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "sim/text/text.hpp"
#include "sim/text/toml.hpp"
#include "sim/text/toml_parts.hpp"

namespace sim {

namespace {

// Units that only say "a plain number".
bool goes_without_saying(std::string_view unit) { return unit.empty() || unit == "1"; }

std::string limits(double low, double high) {
    if (std::isinf(high)) return "at least " + shortest(low);
    if (std::isinf(low)) return "at most " + shortest(high);
    return shortest(low) + " to " + shortest(high);
}

std::string limits(std::int64_t low, std::int64_t high) { return std::to_string(low) + " to " + std::to_string(high); }

template <class Limit>
std::string allowed(Limit low, Limit high, std::string_view unit, std::string_view meaning) {
    if constexpr (std::is_floating_point_v<Limit>)
        if (std::isinf(low) && std::isinf(high)) return std::string{meaning};
    return fmt::format("{}{}{}{}", meaning, meaning.empty() ? "" : ", ", limits(low, high),
                       goes_without_saying(unit) ? std::string{} : fmt::format(" ({})", unit));
}

// What to write in place of what was found where a number is needed; nothing where nobody knows.
std::string number_instead(const node& found, bool whole) {
    if (const auto* const real = std::get_if<double>(&found.value); real != nullptr && whole && std::abs(*real) < 1e15)
        return *real == std::floor(*real) ? fmt::format("; write {:.0f}", *real) : "";
    const auto* const text = found.as_string();
    if (text == nullptr) return {};
    mistakes none;
    const node bare = parse_value(*text, {}, none);
    if (bare.as_string() == nullptr && bare.as_table() == nullptr && bare.as_array() == nullptr)
        return std::holds_alternative<bool>(bare.value)
                   ? ""
                   : fmt::format("; numbers stand without quotes: write {}", *text);
    const auto meant = parts::number_meant(*text);
    return meant ? "; " + *meant : "";
}

// 70 where a share is needed is 70 %.
std::string share_instead(double said, double low, double high) {
    return low == 0 && high == 1 && said >= 2 && said <= 100
               ? fmt::format("; if {} % is meant, write {}", shortest(said), shortest(said / 100))
               : "";
}

}   // namespace

std::string parts::found(const node& value) {
    if (const auto* const text = value.as_string()) {
        constexpr std::size_t most = 60;
        if (text->size() <= most) return "the text '" + *text + "'";
        std::size_t end = most;
        while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0U) == 0x80U) --end;   // not within a letter
        return "the text '" + text->substr(0, end) + "…'";
    }
    if (const auto* const whole = std::get_if<std::int64_t>(&value.value))
        return "the number " + std::to_string(*whole);
    if (const auto* const real = std::get_if<double>(&value.value)) {
        const bool looks_whole = std::isfinite(*real) && shortest(*real).find_first_of(".e") == std::string::npos;
        return "the number " + shortest(*real) + (looks_whole ? ".0" : "");
    }
    if (const auto* const flag = std::get_if<bool>(&value.value)) return *flag ? "true" : "false";
    return value.as_array() != nullptr ? "an array" : "a table";
}

table_reader::table_reader(const node& table, std::string name, mistakes& wrong)
    : table_{&table}, name_{std::move(name)}, wrong_{&wrong} {
    if (table.as_table() == nullptr)
        wrong_->push_back({table.where, name_ + " must be a table; found " + parts::found(table)});
}

table_reader::table_reader(const table_reader& within, const node& table, std::string_view key, std::string name)
    : table_{&table},
      path_{within.path_of(key)},
      name_{std::move(name)},
      wrong_{within.wrong_},
      elsewhere_{within.elsewhere_} {
    if (table.as_table() == nullptr)
        wrong_->push_back(
            {table.where, fmt::format("{} must be a table, under the heading [{}]{}; found {}", name_, path_,
                                      table.as_array() != nullptr ? " in single brackets" : "", parts::found(table))});
}

std::string table_reader::path_of(std::string_view key) const {
    return path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key);
}

const node* table_reader::any(std::string_view key) {
    if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
    return table_->find(key);
}

bool table_reader::lacks(std::string_view key) const {
    const auto* const entries = table_->as_table();
    if (entries == nullptr) return false;
    return std::ranges::none_of(*entries, [&](const node::entry& one) {
        const bool unknown = std::ranges::find(known_, one.key) == known_.end();
        return one.key == key || (unknown && nearest(one.key, known_) == key);
    });
}

std::optional<std::string> table_reader::text(std::string_view key) {
    const node* const value = any(key);
    if (value == nullptr) return std::nullopt;
    if (const auto* const said = value->as_string()) return *said;
    wrong(value->where, fmt::format("{} must be a text in quotes; found {}", key, parts::found(*value)));
    return std::nullopt;
}

std::optional<bool> table_reader::flag(std::string_view key) {
    const node* const value = any(key);
    if (value == nullptr) return std::nullopt;
    if (const auto* const said = std::get_if<bool>(&value->value)) return *said;
    if (const auto* const said = value->as_string()) {
        if (*said == "on") return true;
        if (*said == "off") return false;
    }
    wrong(value->where, fmt::format("{} must be \"on\" or \"off\"; found {}", key, parts::found(*value)));
    return std::nullopt;
}

std::optional<double> table_reader::number(std::string_view key, double low, double high, std::string_view unit,
                                           std::string_view meaning) {
    const node* const value = any(key);
    if (value == nullptr) return std::nullopt;
    double said = 0;
    if (const auto* const real = std::get_if<double>(&value->value)) {
        said = *real;
    } else if (const auto* const whole = std::get_if<std::int64_t>(&value->value)) {
        said = static_cast<double>(*whole);
    } else {
        wrong(value->where, fmt::format("{} must be a number: {}; found {}{}", key, allowed(low, high, unit, meaning),
                                        parts::found(*value), number_instead(*value, false)));
        return std::nullopt;
    }
    if (!std::isfinite(said)) {
        wrong(value->where, fmt::format("{} must be a finite number: {}; found {}", key,
                                        allowed(low, high, unit, meaning), shortest(said)));
        return std::nullopt;
    }
    if (said < low || said > high) {
        wrong(value->where, fmt::format("{} {} is out of range: {}{}", key, shortest(said),
                                        allowed(low, high, unit, meaning), share_instead(said, low, high)));
        return std::nullopt;
    }
    return said;
}

std::optional<std::int64_t> table_reader::whole(std::string_view key, std::int64_t low, std::int64_t high,
                                                std::string_view unit, std::string_view meaning) {
    const node* const value = any(key);
    if (value == nullptr) return std::nullopt;
    const auto* const said = std::get_if<std::int64_t>(&value->value);
    if (said == nullptr) {
        wrong(value->where,
              fmt::format("{} must be a whole number: {}; found {}{}", key, allowed(low, high, unit, meaning),
                          parts::found(*value), number_instead(*value, true)));
        return std::nullopt;
    }
    if (*said < low || *said > high) {
        wrong(value->where, fmt::format("{} {} is out of range: {}", key, *said, allowed(low, high, unit, meaning)));
        return std::nullopt;
    }
    return *said;
}

const node* table_reader::table(std::string_view key) {
    const node* const value = any(key);
    if (value == nullptr || value->as_table() != nullptr) return value;
    wrong(value->where,
          fmt::format("{} must be a table of keys, as under [{}]; found {}", key, path_of(key), parts::found(*value)));
    return nullptr;
}

const node::array* table_reader::array(std::string_view key) {
    const node* const value = any(key);
    if (value == nullptr) return nullptr;
    if (value->as_array() == nullptr)
        wrong(value->where,
              fmt::format("{} must be an array, {}; found {}", key,
                          value->as_string() != nullptr ? fmt::format("as in {} = [{}]", key, value_text(*value))
                                                        : "as in [1, 2]",
                          parts::found(*value)));
    return value->as_array();
}

const node::array* table_reader::tables(std::string_view key) {
    const node* const value = any(key);
    if (value == nullptr) return nullptr;
    const node* odd = value->as_array() == nullptr ? value : nullptr;
    if (odd == nullptr)
        for (const node& item : *value->as_array())
            if (odd == nullptr && item.as_table() == nullptr) odd = &item;
    if (odd == nullptr) return value->as_array();
    wrong(odd->where, fmt::format("{} must be tables, each under a heading in double brackets: [[{}]]; found {}", key,
                                  path_of(key), parts::found(*odd)));
    return nullptr;
}

place table_reader::where(std::string_view key) const {
    const node* const value = table_->find(key);
    return value != nullptr ? value->where : table_->where;
}

void table_reader::wrong(place where, std::string what) { wrong_->push_back({std::move(where), std::move(what)}); }

void table_reader::done() {
    const auto* const entries = table_->as_table();
    if (entries == nullptr) return;
    for (const node::entry& one : *entries)
        if (std::ranges::find(known_, one.key) == known_.end())
            wrong_->say(one.where, fmt::format("unknown key '{}' in {}", one.key, name_), [&] {
                // A key that is right in another place is meant before one that is a slip away here.
                std::string there = elsewhere_ ? elsewhere_(path_, one.key) : std::string{};
                if (there.ends_with(fmt::format(".{}'?", one.key))) return there;
                std::string near = did_you_mean(one.key, known_);
                if (near.empty()) near = did_you_mean_by_words(one.key, known_);
                return near.empty() ? there : near;
            });
}

}   // namespace sim
