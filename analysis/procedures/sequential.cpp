#include "analysis/procedures/sequential.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "analysis/statistics.hpp"
#include "sim/text/text.hpp"

namespace analysis {

namespace {

constexpr std::size_t step = 16;   // replicates are made in blocks of so many

struct judgement {
    bool met = true;
    bool alike = false;   // is there a difference without an interval, since all replicates are alike?
    double needed = 0;    // replicates, about
    std::string refused;
};

// A quantile with half the width of its interval: how far the farther end is, infinite where there is none.
estimate quantile_of(std::span<const double> values, double q) {
    const std::vector<double> all(values.begin(), values.end());
    const double at = quantile(all, q);
    const ends known = of_quantile(all, q);
    const bool bounded = std::isfinite(known.low) && std::isfinite(known.high);
    return {at, bounded ? std::max(at - known.low, known.high - at) : std::numeric_limits<double>::infinity(),
            values.size()};
}

// The first `now` replicates of every comparison against the goal.
judgement judge(std::span<const std::vector<double>> differences, std::size_t now, const precision& wanted,
                const std::string& called) {
    judgement out;
    bool told = false;
    for (const auto& of : differences) {
        const auto first = std::span{of}.first(now);
        estimate e = mean_of(first);
        if (e.alike()) {
            // What does not vary is not known closely. Where there is no difference at all, as from a level of 0, others
            // decide.
            if (e.mean != 0) out.alike = true;
            continue;
        }
        told = true;
        if (!std::isfinite(e.half_width)) {
            out.refused = fmt::format(
                "after {} a difference has no number in some of them: there was nothing to "
                "divide by, and more {} will not change that",
                sim::counted(now, called), sim::plural_of(called));
            return out;
        }
        if (wanted.quantile) e = quantile_of(first, *wanted.quantile);
        if (std::isinf(e.half_width)) {   // too few to bound it
            out.met = false;
            out.needed = std::max(out.needed, 2.0 * static_cast<double>(now));
            continue;
        }
        double width = wanted.half_width;
        if (wanted.relative) {
            if (!e.excludes_zero()) {
                out.refused = fmt::format(
                    "after {} a difference may still be 0, and a share of nothing is no goal; give the "
                    "width "
                    "in absolute numbers",
                    sim::counted(now, called));
                return out;
            }
            width = std::abs(e.mean) * wanted.half_width / (1 + wanted.half_width);
        }
        out.met = out.met && e.half_width <= width;
        out.needed = std::max(out.needed, static_cast<double>(now) * std::pow(e.half_width / width, 2));
    }
    out.alike = out.alike || !told;
    if (out.alike) {
        out.met = false;
        out.needed = std::max(out.needed, 2.0 * static_cast<double>(now));
    }
    return out;
}

std::size_t rounded_up(double replicates) {
    return static_cast<std::size_t>(std::ceil(replicates / static_cast<double>(step))) * step;
}

}   // namespace

sim::result<precision> read_precision(const std::string& text, std::span<const sim::measure> measures) {
    const auto wrong = [&](const std::string& why) {
        return sim::mistake{
            {},
            fmt::format("--until '{}': {}; expected a measure and half the width of its interval, as in "
                        "'{} ± {}' or '{} ± 5%' (of the difference); 'q95' behind the measure for a quantile",
                        text, why, measures.front().name, measures.front().shown_as == 100 ? "0.05pp" : "0.1",
                        measures.front().name)};
    };
    std::size_t at = std::string::npos, length = 0;
    for (const std::string_view sign : {"±", "+/-", "+-"})
        if (const std::size_t found = text.find(sign); found != std::string::npos && at == std::string::npos) {
            at = found;
            length = sign.size();
        }
    if (at == std::string::npos) return wrong("there is no ±");
    std::string name{sim::trimmed(std::string_view{text}.substr(0, at))};
    const std::string_view amount = sim::trimmed(std::string_view{text}.substr(at + length));
    precision made;
    // "participation q95"
    if (const std::size_t q = name.rfind(" q"); q != std::string::npos) {
        const std::string_view digits = std::string_view{name}.substr(q + 2);
        double percent = 0;
        const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
        if (failed != std::errc{} || end != digits.data() + digits.size() || !(percent > 0 && percent < 100))
            return wrong(
                fmt::format("'q{}' is no quantile, which is q and a number of percent between 0 and 100, such "
                            "as q5, q50 or q95",
                            digits));
        made.quantile = percent / 100;
        name.resize(name.find_last_not_of(' ', q) + 1);
    }
    const auto measure = std::ranges::find(measures, name, &sim::measure::name);
    if (measure == measures.end()) {
        std::vector<std::string> names;
        for (const sim::measure& one : measures) names.push_back(one.name);
        return wrong(fmt::format("there is no measure '{}'{}", name, sim::with_all_of(name, names)));
    }
    made.measure = static_cast<std::size_t>(measure - measures.begin());
    double number = 0;
    const auto [end, failed] = std::from_chars(amount.data(), amount.data() + amount.size(), number);
    const std::string_view unit = sim::trimmed(amount.substr(static_cast<std::size_t>(end - amount.data())));
    if (failed != std::errc{} || !(number > 0) || !std::isfinite(number)) return wrong("the width must be more than 0");
    const bool share = measure->shown_as == 100;
    if (unit == "%") {
        made.relative = true;
        made.half_width = number / 100;
        if (made.half_width >= 1) return wrong("a relative width is less than 100 %");
    } else if (share && unit == "pp") {
        made.half_width = number / 100;
    } else if (share) {
        return wrong(fmt::format("{} is a share: give its width in percentage points (pp)", name));
    } else if (unit.empty()) {
        made.half_width = number / measure->shown_as;
    } else {
        return wrong(fmt::format("{} has the unit '{}': give the number alone", name, measure->unit));
    }
    return made;
}

next_look look(std::span<const std::vector<double>> differences, const precision& wanted, std::size_t most,
               std::string_view called) {
    next_look out;
    std::size_t there = SIZE_MAX;
    for (const auto& of : differences) there = std::min(there, of.size());
    bool met_before = false;
    for (std::size_t now = replicates_at_first; now <= there;) {
        const judgement found = judge(differences, now, wanted, std::string{called});
        out.refused = found.refused;
        out.enough = found.met && met_before;
        if (out.enough || !out.refused.empty()) return out;
        // Never more than twice as many: an early variance is a rough guess.
        const double next =
            std::clamp(found.needed, static_cast<double>(now + step), std::max(2.0 * static_cast<double>(now), 32.0));
        out.replicates = found.met ? now + step : rounded_up(next);
        if (out.replicates > most) {
            if (now >= most && found.alike) {
                out.refused = fmt::format(
                    "a difference is the same in all {}, so nothing is known of how close it is; --at-most "
                    "allows more, where they may differ",
                    sim::counted(now, called));
                return out;
            }
            if (now >= most) {
                out.refused =
                    fmt::format("{} are not enough, about {:.0f} would be; --at-most allows more",
                                sim::counted(now, called), std::max(found.needed, static_cast<double>(now + step)));
                return out;
            }
            out.replicates = most;
        }
        met_before = found.met;
        now = out.replicates;
    }
    out.replicates = std::max(out.replicates, replicates_at_first);
    return out;
}

}   // namespace analysis
