#include "models/participation/levers.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/text/text.hpp"

namespace participation {

namespace {

// The coefficient of each move, and what each second lever does: indices, coefficient_count where it is 1 or there is none.
struct places_of_coefficients {
    std::array<std::size_t, std::tuple_size_v<decltype(lever::moves)>> moves{};
    std::size_t alone = coefficient_count, relieved = coefficient_count;
};
constexpr auto places = [] {
    std::array<places_of_coefficients, lever_count> all{};
    for (std::size_t l = 0; l < lever_count; ++l) {
        all[l].moves.fill(coefficient_count);
        for (std::size_t m = 0; m < levers[l].moves.size() && levers[l].moves[m].what != nullptr; ++m)
            for (std::size_t c = 0; c < coefficient_count; ++c)
                if (belongs_to(about_coefficients[c], levers[l]) &&
                    about_coefficients[c].name.substr(levers[l].name.size() + 1) == name_of(levers[l].moves[m].what))
                    all[l].moves[m] = c;
        all[l].alone = coefficient_named(levers[l].helper.alone);
        all[l].relieved = coefficient_named(levers[l].helper.relieved);
    }
    return all;
}();

constexpr bool moves_what_levers_may(const lever_move& m) {
    return m.what == nullptr || std::ranges::any_of(about_parameters, [&](const auto& row) {
               return row.where == m.what && row.movable == by_lever::yes;
           });
}
static_assert(std::ranges::all_of(levers, [](const lever& l) {
    return std::ranges::all_of(l.moves, moves_what_levers_may) &&
           (l.helper.name.empty() ||
            (lever_named(l.helper.name) < lever_count && coefficient_named(l.helper.alone) < coefficient_count &&
             coefficient_named(l.helper.relieved) < coefficient_count));
}));
// A coefficient that nothing is multiplied by would be a slip in its name.
static_assert([] {
    for (std::size_t c = 0; c < coefficient_count; ++c)
        if (std::ranges::none_of(places, [c](const places_of_coefficients& of) {
                return of.alone == c || of.relieved == c || std::ranges::find(of.moves, c) != of.moves.end();
            }))
            return false;
    return true;
}());

float at(std::size_t coefficient, const lever_values& values) {
    return coefficient < coefficient_count ? values.coefficients[coefficient] : 1.0F;
}

// What a move adds, or multiplies by: "x", "4x", "1 - 0.5x", "0.03x (1 - 0.5y)".
std::string amount(std::size_t l, std::size_t move, const lever_values& values) {
    const lever_move& m = levers[l].moves[move];
    const float k = at(places[l].moves[move], values);
    std::string text = k == 1 ? "" : sim::shortest(k);
    text += m.with == second::completes ? "z" : "x";
    if (m.with == second::relieves) text += fmt::format(" (1 - {}y)", sim::shortest(at(places[l].relieved, values)));
    return (m.how == change::add ? "" : m.how == change::raise ? "1 + " : "1 - ") + text;
}

// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string_view>& words, std::string_view comma, std::string_view last) {
    std::string text{words.front()};
    for (std::size_t i = 1; i < words.size(); ++i)
        text += fmt::format("{}{}", i + 1 < words.size() ? comma : last, words[i]);
    return text;
}

std::string_view verb(change how, bool several) {
    if (how == change::add) return several ? "grow" : "grows";
    return several ? "are multiplied" : "is multiplied";
}

}   // namespace

lever_values standard_lever_values() {
    lever_values all{};
    for (std::size_t c = 0; c < coefficient_count; ++c) all.coefficients[c] = about_coefficients[c].standard;
    for (std::size_t l = 0; l < lever_count; ++l) all.costs[l] = levers[l].cost;
    return all;
}

float coefficient_of(std::size_t l, std::size_t move, const lever_values& values, float y) {
    const float k = at(places[l].moves[move], values), alone = at(places[l].alone, values);
    switch (levers[l].moves[move].with) {
        case second::completes:
            return k * (alone + (1.0F - alone) * y);
        case second::relieves:
            return k * (1.0F - at(places[l].relieved, values) * y);
        default:
            return k;
    }
}

told_effect effect_of(std::size_t lever, const lever_values& values) {
    const participation::lever& l = levers[lever];
    told_effect text;
    if (!l.helper.name.empty()) {
        const double alone = sim::as_written(at(places[lever].alone, values));
        const std::string z = fmt::format("x ({} + {}y)", sim::shortest(alone), fmt::format("{:.6g}", 1 - alone));
        text.en = fmt::format("with y the strength of {} there and z = {}: ", l.helper.name, z);
        text.zh = fmt::format("设 y 为同一社区 {} 的力度，z = {}：", l.helper.name, z);
    }
    // Neighbours that are moved by the same amount share a clause.
    std::vector<std::string> en, zh;
    for (std::size_t m = 0; m < l.moves.size() && l.moves[m].what != nullptr;) {
        std::vector<std::string_view> names;
        const std::string by = amount(lever, m, values);
        const change how = l.moves[m].how;
        for (; m < l.moves.size() && l.moves[m].what != nullptr && l.moves[m].how == how &&
               amount(lever, m, values) == by;
             ++m)
            names.push_back(name_of(l.moves[m].what));
        const bool several = names.size() > 1 || (names[0].ends_with('s') && !names[0].ends_with("ss"));
        en.push_back(fmt::format("{} {} by {}", listed(names, ", ", " and "), verb(how, several), by));
        zh.push_back(fmt::format("{} {} {}", listed(names, "、", "、"), how == change::add ? "增加" : "乘以", by));
    }
    text.en += fmt::format("{}", fmt::join(en, "; "));
    text.zh += fmt::format("{}", fmt::join(zh, "；"));
    if (!l.effect.en.empty()) {
        text.en += fmt::format("{}{}", en.empty() ? "" : ": ", l.effect.en);
        text.zh += fmt::format("{}{}", zh.empty() ? "" : "：", l.effect.zh);
    }
    return text;
}

}   // namespace participation
