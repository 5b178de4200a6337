#include "models/participation/levers.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "sim/text/text.hpp"

namespace participation {

namespace {

constexpr bool moves_what_levers_may(const lever_move& m) {
    return m.what == nullptr || std::ranges::any_of(about_parameters, [&](const auto& row) {
               return row.where == m.what && row.lever == by_lever::yes;
           });
}
static_assert(std::ranges::all_of(levers, [](const lever& l) {
    return std::ranges::all_of(l.moves, moves_what_levers_may) &&
           (l.helper.name.empty() || lever_named(l.helper.name) < lever_count);
}));

std::string name_of(float parameters::*what) {
    const auto row = std::ranges::find_if(about_parameters, [&](const auto& one) { return one.where == what; });
    return std::string{row->name};
}

// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string>& words) {
    std::string text = words.front();
    for (std::size_t i = 1; i < words.size(); ++i) text += (i + 1 < words.size() ? ", " : " and ") + words[i];
    return text;
}

// "x", "4x", "1 - 0.5x"; of what is added alone two decimals, "0.60x".
std::string amount(const lever_move& m, std::string_view strength, bool alone) {
    const float by = m.how == change::factor ? std::abs(m.by) : m.by;
    std::string number = sim::shortest(by);
    if (m.how == change::add && alone && by != std::round(by)) number = fmt::format("{:.2f}", by);
    if (by == 1) number.clear();
    return fmt::format("{}{}{}", m.how == change::add ? "" : m.by < 0 ? "1 - " : "1 + ", number, strength);
}

std::string_view verb(change how, bool several) {
    if (how == change::add) return several ? "grow" : "grows";
    return several ? "are multiplied" : "is multiplied";
}

std::string share(float x) {
    const float parts = 1 / x;
    return x < 1 && parts == std::round(parts) ? fmt::format("1/{}", parts) : sim::shortest(x);
}

}   // namespace

std::string effect_of(const lever& l) {
    const std::string_view x = l.helper.name.empty() ? "x" : "z";
    std::string text;
    if (!l.helper.name.empty())
        text = fmt::format("with z = x ({} + {} {} there): ", share(l.helper.alone), share(1 - l.helper.alone),
                           l.helper.name);
    const auto last = std::ranges::find(l.moves, nullptr, &lever_move::what);
    for (auto first = l.moves.begin(); first != last;) {
        const change how = first->how;   // moves of one kind share a verb
        const auto end = std::find_if(first, last, [&](const lever_move& m) { return m.how != how; });
        const auto of_kind = end - first;
        const bool alike = std::all_of(first, end, [&](const lever_move& m) { return m.by == first->by; });
        const bool list = of_kind > 2 || (of_kind == 2 && alike);
        if (first != l.moves.begin()) text += list ? "; " : ", ";
        std::vector<std::string> names, amounts;
        for (auto m = first; m != end; ++m) {
            names.push_back(name_of(m->what));
            amounts.push_back(amount(*m, x, alike || !list));
        }
        if (list) {
            text +=
                fmt::format("{} {} by {}", listed(names), verb(how, true), alike ? amounts.front() : listed(amounts));
        } else {
            const bool plural = names[0].ends_with('s') && !names[0].ends_with("ss");
            text += fmt::format("{} {} by {}", names[0], verb(how, plural), amounts[0]);
            for (std::size_t i = 1; i < names.size(); ++i) text += fmt::format(", {} by {}", names[i], amounts[i]);
        }
        first = end;
    }
    if (!l.effect.empty()) text += fmt::format("{}{}", text.empty() ? "" : ": ", l.effect);
    return text;
}

}   // namespace participation
