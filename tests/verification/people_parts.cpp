// Engagement, fatigue and trust under constant chances (ODD 7.3, 7.7).

#include <fmt/format.h>

#include "tests/verification/parts.hpp"

namespace verification {

namespace {

// h <- h + r (a - h), a a coin of chance p: mean p, variance p (1 - p) r / (2 - r), correlation (1 - r)^k over k weeks.
void smoothing(rows& out, const std::string& part, const std::string& what, double rate, double chance, bool fatigue) {
    const int weeks = static_cast<int>(8 / rate);
    participation::study_data data = still_town(1, 50000, weeks + 11);
    take_part(data.values, fatigue ? chance : 0, fatigue ? 0 : chance, 0);
    (fatigue ? data.values.fatigue_rate : data.values.habit_rate) = static_cast<float>(rate);
    const auto found = traced(data, {weeks, weeks + 10});
    const std::string name = fatigue ? "after/fatigue" : "after/engagement";
    const double variance = chance * (1 - chance) * rate / (2 - rate);
    const std::string setting = fmt::format("rate {}, chance {}", rate, chance);
    moments(out, part, setting, what, chance, variance, found[0][name]);
    std::vector<double> products;
    for (std::size_t i = 0; i < found[0][name].size(); ++i)
        products.push_back((found[0][name][i] - chance) * (found[1][name][i] - chance) / variance);
    const sample s = sample_of(products);
    out.push_back({part, setting, "correlation over 10 weeks", std::pow(1 - rate, 10), s.mean, s.error, s.count});
}

// One neighbour tie each; gains with their chances in a week. w <- w + g (1 - w) - d (w - rest) is affine in w, so its
// first two moments solve two linear equations.
void trust(rows& out, const std::string& setting, double build, double other, double gain, double help, double lift) {
    constexpr std::uint32_t residents = 40000;
    constexpr int weeks = 500;
    constexpr double decay = 0.02, rest = 0.45;
    std::vector<support::tie> pairs;
    for (std::uint32_t i = 0; i < residents; i += 2) pairs.push_back({i, i + 1, participation::neighbour_layer});
    participation::study_data data = still_town(1, residents, weeks, pairs);
    take_part(data.values, build, other, other);
    data.values.gain_neighbour = static_cast<float>(gain);
    data.values.gain_help = static_cast<float>(help);
    data.values.trust_decay = static_cast<float>(decay);
    data.values.trust_neighbour = static_cast<float>(rest);
    data.values.neighbour_lift = static_cast<float>(lift);

    const double both = build * build, meet = 2 * other * other;
    const std::pair<double, double> cases[] = {// chance, gain
                                               {both, gain + help},
                                               {build - both, help},
                                               {meet, gain},
                                               {1 - build - meet, 0.0}};
    double slope = 0, shift = 0, slope2 = 0, cross = 0, shift2 = 0;
    for (const auto& [chance, g] : cases) {
        const double a = 1 - g - decay, b = g + decay * (rest + lift);
        slope += chance * a;
        shift += chance * b;
        slope2 += chance * a * a;
        cross += chance * 2 * a * b;
        shift2 += chance * b * b;
    }
    const double mean = shift / (1 - slope), square = (cross * mean + shift2) / (1 - slope2);
    const auto found = traced(data, {weeks - 1});
    std::vector<double> one_way;   // the two directions of a tie share their meetings
    const auto& all = found[0]["after/trust_neighbour"];
    for (std::size_t x = 0; x < all.size(); x += 2) one_way.push_back(all[x]);
    moments(out, "trust between neighbours (ODD 7.3)", setting, "trust", mean, square - mean * mean, one_way);
}

// How trust begins: w ~ Beta(r a, (1 - r) a), mean r, variance r (1 - r) / (a + 1); V ~ N(m, s) clipped to [0, 1].
void start(rows& out) {
    constexpr std::uint32_t residents = 40000;
    std::vector<support::tie> pairs;
    for (std::uint32_t i = 0; i < residents; i += 2)
        for (std::size_t l = 0; l < participation::layer_count; ++l)
            pairs.push_back({i, i + 1, static_cast<participation::layer>(l)});
    const participation::study_data data = still_town(1, residents, 1, pairs);
    const participation::parameters& p = data.values;
    const auto found = traced(data, {0});
    const float rests[] = {p.trust_household, p.trust_neighbour, p.trust_friend, p.trust_work};
    for (std::size_t l = 0; l < participation::layer_count; ++l) {
        const auto r = static_cast<double>(rests[l]), a = static_cast<double>(p.trust_concentration);
        moments(out, "trust at the start (ODD 5)", fmt::format("{} layer", participation::layer_names[l]), "trust", r,
                r * (1 - r) / (a + 1), found[0][fmt::format("before/trust_{}", participation::layer_names[l])]);
    }
    // Where it starts lies more than three v_sd within [0, 1]: clipping moves the mean by less than 1e-4.
    const double priors[] = {static_cast<double>(p.v_prior_young), static_cast<double>(p.v_prior_middle),
                             static_cast<double>(p.v_prior_older)};
    double mean = static_cast<double>(p.v_start_shift);
    const std::vector<double>& bands = found[0]["before/band"];
    for (const double b : bands) mean += priors[static_cast<std::size_t>(b)] / static_cast<double>(bands.size());
    const sample v = sample_of(found[0]["before/institution_trust"]);
    out.push_back({"trust at the start (ODD 5)", "institutions", "mean of trust", mean, v.mean, v.error, v.count});
}

}   // namespace

rows habit_and_trust() {
    rows out;
    start(out);
    const std::string habit = "engagement (ODD 7.7)", tired = "fatigue (ODD 7.7)";
    smoothing(out, habit, "engagement", 0.02, 0.05, false);
    smoothing(out, habit, "engagement", 0.075, 0.05, false);
    smoothing(out, habit, "engagement", 0.075, 0.3, false);
    smoothing(out, habit, "engagement", 0.25, 0.5, false);
    smoothing(out, tired, "fatigue", 0.1, 0.1, true);
    trust(out, "meeting 5 %", 0, std::sqrt(0.025), 0.12, 0, 0);
    trust(out, "meeting 1 %, lifted", 0, std::sqrt(0.005), 0.12, 0, 0.1);
    trust(out, "seen to help 20 %, meeting 6 %", 0.2, 0.1, 0.06, 0.05, 0);
    return out;
}

}   // namespace verification
