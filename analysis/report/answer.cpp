// What the page's first screen is made of besides comparisons and costs: how the worlds lie, who gains most, and what
// the program knows of the levers that are pulled.

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/answers.hpp"
#include "analysis/compare.hpp"
#include "analysis/report/subjects.hpp"

namespace analysis::report {

namespace {

constexpr std::size_t most_dots = 100;   // of one arm: each is a world, or one in a hundred of them

// The first measure that is neither money nor a ratio of groups.
std::size_t first_measure(const observed& file) {
    const auto among = measures_in(file, "main");
    const auto found = std::ranges::find_if(among, [&](std::size_t m) {
        return file.measures()[m].about != sim::role::money && !file.measures()[m].relative;
    });
    return found == among.end() ? file.measures().size() : *found;
}

// The worlds in their order, or as many of their quantiles as people can count.
std::vector<double> dots_of(std::vector<double> values) {
    std::erase_if(values, [](double x) { return !std::isfinite(x); });
    std::ranges::sort(values);
    if (values.size() <= most_dots) return values;
    std::vector<double> out;
    for (std::size_t k = 0; k < most_dots; ++k) out.push_back(values[(2 * k + 1) * values.size() / (2 * most_dots)]);
    return out;
}

// The group whose difference is the largest towards where everybody's goes. Across worlds: that which it is most often,
// and in which share. Of luck alone: that which is told from all others; else none.
struct gaining {
    std::size_t group = 0;
    double share = unknown;
    bool known = false;
};
gaining gains_most(const observed& file, const run_pairs& pairs, const by_run& of) {
    const std::size_t groups = of.groups - 1;
    const double sign = difference_of(file, pairs, of, groups).value() < 0 ? -1 : 1;
    std::vector<std::vector<double>> by_group;
    for (std::size_t g = 0; g < groups; ++g) by_group.push_back(differences_in(file, pairs, of, g));
    const std::size_t count = groups < 2 ? 0 : by_group.front().size();
    std::vector<double> side, sum(groups);   // [world or replicate][group]
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t g = 0; g < groups; ++g) {
            side.push_back(sign * by_group[g][r]);
            sum[g] += side.back();
        }
    if (count == 0 || !std::ranges::all_of(side, [](double x) { return std::isfinite(x); })) return {};
    const bool worlds = file.worlds().any();
    const auto order = worlds ? shares_of_first(side, groups) : sum;
    gaining out;
    out.group = static_cast<std::size_t>(std::ranges::max_element(order) - order.begin());
    out.known = true;
    if (worlds) out.share = order[out.group];
    for (std::size_t g = 0; g < groups && !worlds; ++g) {
        std::vector<double> over;
        for (std::size_t r = 0; r < count; ++r) over.push_back(side[r * groups + out.group] - side[r * groups + g]);
        if (g != out.group && !(mean_of(over, size_of(side)).low() > 0)) out.known = false;
    }
    return out;
}

// What knowing before deciding is worth, CNY a year, by what one more is worth: everything at once; every subject; and those
// parameters that are told from chance at some worth.
void add_knowing(const observed& file, std::size_t measure, std::size_t baseline, page_model& model) {
    table out{{{"of"}, {"name"}, {"worth"}, {"value"}, {"standard_error"}, {"beyond_chance"}}};
    const bool smallest_first = file.measures()[measure].better == sim::direction::less;
    if (tells_decisions(file, measure) && file.arms().size() > 1 &&
        file.measures()[measure].better != sim::direction::neither) {
        const decisions found = decide_over(file, baseline, measure, smallest_first, {});
        const std::vector<double>& worths = found.worths;
        model.about["worth"] = {{"low", worths.front()}, {"high", worths.back()}};
        if (found.said == decisions::by::stated) model.about["worth"]["source"] = file.worth()->source;
        for (std::size_t w = 0; w < found.at.size(); ++w)
            out.rows.push_back({"all", "", worths[w], found.at[w].perfect_information.value,
                                found.at[w].perfect_information.error, cell{}});
        for (const auto& [of, list] : {std::pair{"subject", &found.groups}, {"parameter", &found.inputs}})
            for (const worth_of_input& one : *list) {
                if (list == &found.inputs &&
                    (one.name == one.group || std::ranges::none_of(one.at, &partial_information::beyond_chance)))
                    continue;
                for (std::size_t w = 0; w < one.at.size(); ++w)
                    out.rows.push_back({of, one.name, worths[w], one.at[w].value.value, one.at[w].value.error,
                                        std::size_t{one.at[w].beyond_chance()}});
            }
    }
    model.add("knowing", std::move(out));
}

}   // namespace

void add_answer(const observed& file, const axes_shown& axes, const options& how, page_model& model) {
    table spread{{place_column("arm", "arms"), {"difference"}}};
    table gains{{place_column("arm", "arms"), place_column("group", "groups"), {"share"}}};
    if (const std::size_t first = first_measure(file); first < file.measures().size()) {
        add_knowing(file, first, how.baseline, model);
        model.about["first"] = first;
        const sim::measure& what = file.measures()[first];
        measured by_group{file, file.groups(), {}, runs_at_point(file)};
        const by_run of = by_group.values(what);
        for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
            if (arm == how.baseline) continue;
            const auto pairs = pairs_of(file, arm, how.baseline);
            for (const double x : dots_of(differences_in(file, pairs, of, of.groups - 1)))
                spread.rows.push_back({arm, shortened(x * what.shown_as)});
            if (const gaining most = gains_most(file, pairs, of); most.known)
                gains.rows.push_back({arm, axes.place(file.groups(), most.group, of.groups - 1), most.share});
        }
    }
    model.add("spread", std::move(spread));
    model.add("gains", std::move(gains));

    table known{{{"instrument"}, {"instrument_zh"}, {"heading"}, {"heading_zh"}, {"text"}, {"text_zh"}}};
    for (const known_instrument& one : how.known_instruments)
        for (const sim::instrument_fact& fact : one.facts)
            known.rows.push_back(
                {one.name, one.name_zh, std::string{fact.heading.en}, std::string{fact.heading.zh}, fact.en, fact.zh});
    model.add("instruments", std::move(known));
}

}   // namespace analysis::report
