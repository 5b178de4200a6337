// Policies that fade (ODD 7.1), recruiting and leaving (ODD 7.7).

#include <fmt/format.h>

#include "tests/verification/parts.hpp"

namespace verification {

namespace {

// x(t) = x min(1, (t + 1) / r) (u + (1 - u) 2^(-t / y)), as it reaches the parameter.
void fading(rows& out) {
    const std::vector<int> weeks{0, 2, 3, 26, 52, 104};
    participation::study_data data = still_town(1, 20, 105);
    participation::policy p;
    p.lever = participation::lever_named("flexible_hours");
    p.level = 0.8F;
    p.ramp = 4;
    p.sustain = 0.25F;
    p.half_life = 26;
    data.settings[0].policies = {p};
    const auto found = traced(data, weeks);
    for (std::size_t x = 0; x < weeks.size(); ++x) {
        const double expected =
            0.8 * std::min(1.0, (weeks[x] + 1) / 4.0) * (0.25 + 0.75 * std::pow(2.0, -weeks[x] / 26.0));
        out.push_back({"a policy that is not sustained (ODD 7.1)", "level 0.8, ramp 4, sustain 0.25, half-life 26",
                       fmt::format("strength in week {}", weeks[x]), expected, found[x]["parameters/flexible"][0], 0, 0,
                       1e-6});
    }
}

// Volunteers v <- v (1 - drop) + recruits: from none, recruits / drop * (1 - (1 - drop)^t).
void volunteers(rows& out) {
    constexpr int weeks = 120;
    constexpr double drop = 0.015, recruit = 2, residents = 50000;
    participation::study_data data = still_town(1, static_cast<std::uint32_t>(residents), weeks);
    data.values.recruit = static_cast<float>(recruit);
    data.values.drop = static_cast<float>(drop);
    for (const int t : {1, 20, weeks}) {
        const auto found = over_runs(data, 32, {[t](sim::recorder& seen, const sim::layout& what, std::size_t run) {
                                         return sum(seen, what, "volunteers", run, t - 1, t);
                                     }});
        out.push_back({"recruiting and leaving (ODD 7.7)", "recruit 2 per 1000 and week, drop 0.015",
                       fmt::format("volunteers after {} week{}", t, t == 1 ? "" : "s"),
                       recruit * residents / 1000 / drop * (1 - std::pow(1 - drop, t)), found[0].mean, found[0].error,
                       found[0].count});
    }
    // Who builds registers; a volunteer who is always tired leaves with drop (1 + drop_fatigue f).
    constexpr double build = 0.1, registering = 0.2;
    participation::study_data busy = still_town(1, static_cast<std::uint32_t>(residents), 30);
    take_part(busy.values, build, 0, 0);
    busy.values.register_rate = static_cast<float>(registering);
    busy.values.drop = static_cast<float>(drop);
    busy.values.drop_fatigue = 0;
    const double joining = build * registering;
    const auto found = over_runs(busy, 32, {[](sim::recorder& seen, const sim::layout& what, std::size_t run) {
                                     return sum(seen, what, "volunteers", run, 29, 30) / residents;
                                 }});
    out.push_back({"recruiting and leaving (ODD 7.7)", "build 0.1, register 0.2, drop 0.015",
                   "share of volunteers after 30 weeks",
                   joining / (joining + drop) * (1 - std::pow(1 - joining - drop, 30)), found[0].mean, found[0].error,
                   found[0].count});
}

}   // namespace

rows policies_and_volunteers() {
    rows out;
    fading(out);
    volunteers(out);
    return out;
}

}   // namespace verification
