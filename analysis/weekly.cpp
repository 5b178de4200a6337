#include "analysis/weekly.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace analysis {

namespace {

// Where each run of a point stands among those that are read.
std::map<std::size_t, std::size_t> places_of(const std::vector<std::size_t>& runs) {
    std::map<std::size_t, std::size_t> places;
    for (std::size_t k = 0; k < runs.size(); ++k) places[runs[k]] = k;
    return places;
}

// The first week after all that an arm does; nothing where there is none, or one runs to the end.
std::optional<std::size_t> end_of_chosen(const observed& file, std::size_t arm) {
    std::optional<std::int32_t> end;
    for (const episode& e : file.episodes(arm))
        if (e.chosen) end = std::max(end.value_or(e.end), e.end);
    if (!end || *end <= 0 || static_cast<std::size_t>(*end) >= file.steps()) return {};
    return static_cast<std::size_t>(*end);
}

std::size_t start_of_chosen(const observed& file, std::size_t arm) {
    std::int32_t start = static_cast<std::int32_t>(file.steps());
    for (const episode& e : file.episodes(arm))
        if (e.chosen) start = std::min(start, e.start);
    return static_cast<std::size_t>(std::max(0, start));
}

}   // namespace

weekly_comparison compare_weeks(const observed& file, const comparison_options& options, std::size_t measure) {
    weekly_comparison out;
    out.baseline = options.baseline;
    out.measure = measure;
    out.axis = options.axis;
    if (!out.axis.empty()) out.groups = file.axis_named(out.axis).labels;
    out.groups.push_back(name_of_everybody(out.groups));
    const std::vector<std::size_t> runs = runs_at_point(file);
    const auto place = places_of(runs);
    const by_week values = weekly_values(file, file.measures()[measure], out.axis, runs);
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        const auto pairs = pairs_of(file, arm, out.baseline);
        const auto of_pairs = first_of(pairs);
        for (std::size_t g = 0; g < out.groups.size(); ++g) {
            weekly_series one{arm, g, {}, {}};
            for (std::size_t t = 0; t < values.weeks; ++t) {
                std::vector<double> level, difference, both;
                for (const std::size_t run : file.runs_of(arm)) level.push_back(values.at(place.at(run), t, g));
                one.level.push_back(answer(file, file.runs_of(arm), level));
                if (arm == out.baseline) continue;
                for (const auto& [here, there] : pairs) {
                    both.insert(both.end(), {values.at(place.at(here), t, g), values.at(place.at(there), t, g)});
                    difference.push_back(both[both.size() - 2] - both.back());
                }
                one.difference.push_back(answer(file, of_pairs, difference, size_of(both)));
            }
            if (!std::ranges::all_of(one.level, [](const estimate& e) { return std::isnan(e.mean); }))
                out.series.push_back(std::move(one));
        }
    }
    out.simultaneous = options.simultaneous;
    if (!out.simultaneous) return out;
    std::vector<told_together> family;
    for (weekly_series& one : out.series)
        for (std::size_t t = 0; t < one.difference.size(); ++t)
            if (std::isfinite(one.difference[t].half_width))
                family.push_back({one.arm,
                                  [&, t, g = one.group](std::size_t run) { return values.at(place.at(run), t, g); },
                                  &one.difference[t]});
    out.family = family.size();
    out.multiplier = hold_together(file, out.baseline, family);
    return out;
}

std::vector<lasting> lasting_effects(const observed& file, std::size_t baseline, std::size_t measure) {
    std::vector<lasting> out;
    const std::size_t year = file.steps_per_year();
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        const auto end = end_of_chosen(file, arm);
        const auto pairs = pairs_of(file, arm, baseline);
        if (arm == baseline || !end || pairs.empty()) continue;
        std::vector<std::size_t> runs = file.runs_of(arm);
        runs.insert(runs.end(), file.runs_of(baseline).begin(), file.runs_of(baseline).end());
        std::ranges::sort(runs);
        const auto place = places_of(runs);
        const by_week values = weekly_values(file, file.measures()[measure], "", runs);
        double size = 0;   // of what is taken from one another
        for (const double x : values.values)
            if (std::isfinite(x)) size = std::max(size, std::abs(x));
        const auto of_pairs = first_of(pairs);
        const auto means = [&](std::size_t first, std::size_t last) {
            std::vector<double> by_pair;
            for (const auto& [here, there] : pairs) {
                double sum = 0;
                for (std::size_t t = first; t < last; ++t)
                    sum += values.at(place.at(here), t, 0) - values.at(place.at(there), t, 0);
                by_pair.push_back(sum / static_cast<double>(last - first));
            }
            return by_pair;
        };
        lasting one;
        one.arm = arm;
        one.end = *end;
        one.during.last = *end;
        one.during.first = std::max(std::min(start_of_chosen(file, arm), *end - 1), *end > year ? *end - year : 0);
        const std::vector<double> during = means(one.during.first, one.during.last);
        one.during.difference = answer(file, of_pairs, during, size);
        one.during.left = {unknown, unknown, unknown};
        std::size_t first = *end;
        for (std::size_t k = 0; first < file.steps(); ++k) {
            const std::size_t length = k < 2 ? year / 4 : k == 2 ? year / 2 : year;
            const std::size_t last = std::min(file.steps(), first + std::max<std::size_t>(1, length));
            const std::vector<double> after = means(first, last);
            one.after.push_back({first, last, answer(file, of_pairs, after, size),
                                 ratio_in(file, by_world(file, of_pairs, after), by_world(file, of_pairs, during))});
            first = last;
        }
        out.push_back(std::move(one));
    }
    return out;
}

}   // namespace analysis
