#include "models/participation/policies.hpp"

#include <algorithm>
#include <tuple>

#include "sim/math.hpp"

namespace participation {

namespace {

bool targets(const policy& p, std::uint32_t community) {
    return p.communities.empty() || std::binary_search(p.communities.begin(), p.communities.end(), community);
}

template <class Strength>
strengths sum_up(const setting& s, std::uint32_t community, week now, const Strength& of) {
    strengths x{};
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

strengths paid_strengths_in(const setting& s, std::uint32_t community, week now) {
    return sum_up(s, community, now, paid_strength);
}

parameters in_force(const parameters& base, const strengths& x) {
    static const std::size_t specialist = lever_named("digital_specialist");
    effects on;
    for (const auto& row : about_parameters) on.scale.*row.where = 1.0F;
    bool any = false;
    for (std::size_t l = 0; l < lever_count; ++l) {
        if (x[l] == 0) continue;
        levers[l].act(static_cast<float>(x[l]), static_cast<float>(x[specialist]), on);
        any = true;
    }
    if (!any) return base;
    parameters p = base;
    for (const auto& row : about_parameters)
        if (row.lever == by_lever::yes)
            p.*row.where = std::clamp((base.*row.where + on.add.*row.where) * on.scale.*row.where, row.low, row.high);
    return p;
}

std::optional<week> first_difference(const setting& a, const setting& b, week first, week last) {
    std::optional<week> when;
    const auto differs_at = [&](week t) {
        if (t < last) when = std::min(when.value_or(last), std::max(first, t));
    };
    // Policies that only one of them has (counted with multiplicity): from the start of the earliest.
    auto left = a.policies, right = b.policies;
    const auto before = [](const policy& p, const policy& q) { return in_order(p) < in_order(q); };
    std::sort(left.begin(), left.end(), before);
    std::sort(right.begin(), right.end(), before);
    std::vector<policy> only;
    std::set_symmetric_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only),
                                  before);
    for (const policy& p : only) differs_at(p.start);
    for (week t = first; t < last && a.emergencies != b.emergencies; ++t)
        if (in_emergency(a, t) != in_emergency(b, t)) {
            differs_at(t);
            break;
        }
    return when;
}

void put_in_order(setting& s) {
    std::sort(s.policies.begin(), s.policies.end(),
              [](const policy& p, const policy& q) { return in_order(p) < in_order(q); });
}

}   // namespace participation
