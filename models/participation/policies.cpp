#include "models/participation/policies.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/math.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

bool targets(const policy& p, std::uint32_t community) {
    return p.communities.empty() || std::binary_search(p.communities.begin(), p.communities.end(), community);
}

template <class Strength>
strengths sum_up(const setting& s, std::uint32_t community, week now, const Strength& of) {
    strengths x{};
    for (const policy& p : s.there)
        if (targets(p, community)) x[p.lever] += static_cast<double>(p.level);
    for (const policy& p : s.policies)
        if (targets(p, community)) x[p.lever] += of(p, now);
    for (std::size_t l = 0; l < lever_count; ++l)
        x[l] = std::clamp(x[l], static_cast<double>(levers[l].low), static_cast<double>(levers[l].high));
    return x;
}

auto in_order(const policy& p) {
    return std::tie(p.lever, p.start, p.end, p.level, p.ramp, p.sustain, p.half_life, p.communities);
}

}   // namespace

double paid_strength(const policy& p, week now) {
    if (now < p.start || now >= p.end) return 0;
    const double t = now - p.start;   // 0 in the first week
    return static_cast<double>(p.level) * std::min(1.0, (t + 1) / std::max(1.0, static_cast<double>(p.ramp)));
}

double strength(const policy& p, week now) {
    const double paid = paid_strength(p, now);
    if (paid == 0) return 0;
    const double t = now - p.start, kept = static_cast<double>(p.sustain);
    return paid * (kept + (1 - kept) * sim::exp2(-t / static_cast<double>(p.half_life)));
}

bool in_emergency(const setting& s, week now) {
    return std::any_of(s.emergencies.begin(), s.emergencies.end(),
                       [now](const emergency& e) { return now >= e.start && now < e.start + e.weeks; });
}

strengths strengths_in(const setting& s, std::uint32_t community, week now) {
    return sum_up(s, community, now, strength);
}

strengths unfaded_strengths_in(const setting& s, std::uint32_t community, week now) {
    return sum_up(s, community, now, paid_strength);
}

strengths strengths_there(const setting& s, std::uint32_t community) {
    return sum_up(s, community, 0, [](const policy&, week) { return 0.0; });
}

strengths paid_strengths_in(const setting& s, std::uint32_t community, week now) {
    strengths x = unfaded_strengths_in(s, community, now);
    const strengths there = strengths_there(s, community);
    for (std::size_t l = 0; l < lever_count; ++l) x[l] -= there[l];
    return x;
}

parameters in_force(const parameters& base, const lever_values& values, const strengths& x) {
    parameters add{}, factor{};
    for (const auto& row : about_parameters) factor.*row.where = 1.0F;
    bool any = false;
    for (std::size_t l = 0; l < lever_count; ++l) {
        if (x[l] == 0) continue;
        const lever& pulled = levers[l];
        const float y = pulled.helper.name.empty() ? 0.0F : static_cast<float>(x[lever_named(pulled.helper.name)]);
        for (std::size_t m = 0; m < pulled.moves.size() && pulled.moves[m].what != nullptr; ++m) {
            const float by = coefficient_of(l, m, values, y) * static_cast<float>(x[l]);
            if (pulled.moves[m].how == change::add) add.*pulled.moves[m].what += by;
            else factor.*pulled.moves[m].what *= pulled.moves[m].how == change::raise ? 1.0F + by : 1.0F - by;
        }
        any = true;
    }
    if (!any) return base;
    parameters p = base;
    for (const auto& row : about_parameters)
        if (row.movable == by_lever::yes)
            p.*row.where = std::clamp((base.*row.where + add.*row.where) * factor.*row.where, row.low, row.high);
    return p;
}

std::string identity_of(const policy& p) {
    const auto real = [](float x) { return sim::shortest(x + 0.0F); };   // no -0
    std::string text = fmt::format("policy {} {} {} {} {} {} {}", levers[p.lever].name, real(p.level), p.start, p.end,
                                   real(p.ramp), real(p.sustain), real(p.half_life));
    for (const std::uint32_t k : p.communities) text += ' ' + std::to_string(k);
    return text;
}

std::vector<sim::onset> onsets_of(const setting& s, week first, week last) {
    std::vector<sim::onset> all;
    for (const policy& p : s.policies)
        if (p.start < last) all.push_back({std::max(first, p.start), identity_of(p)});
    // Emergencies one after another are one.
    std::vector<std::pair<week, week>> windows;
    for (const emergency& e : s.emergencies) windows.emplace_back(std::max(first, e.start), e.start + e.weeks);
    std::ranges::sort(windows);
    for (std::size_t i = 0; i < windows.size();) {
        const week begin = windows[i].first;
        week end = begin;
        for (; i < windows.size() && windows[i].first <= std::max(begin, end); ++i)
            end = std::max(end, windows[i].second);
        if (begin < end && begin < last) all.push_back({begin, "emergency"});
        if (begin < end && end < last) all.push_back({end, "no emergency"});
    }
    for (const forced& f : s.moved)
        if (f.week < last) all.push_back({std::max(first, f.week), identity_of(f)});
    std::ranges::sort(all);
    return all;
}

void put_in_order(setting& s) {
    for (auto* const list : {&s.there, &s.policies})
        std::ranges::sort(*list, [](const policy& p, const policy& q) { return in_order(p) < in_order(q); });
}

}   // namespace participation
