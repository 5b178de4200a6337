#include "models/participation/lever_facts.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/participation/lever_effects.hpp"
#include "models/participation/levers.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

struct in_words {
    std::string en, zh;
};

// Amounts of something: hours, posts, people, seats. What else a lever may move is a coefficient.
constexpr std::array amounts{&parameters::relief,           &parameters::added_load,        &parameters::recruit,
                             &parameters::workers_per_1000, &parameters::contracted,        &parameters::partner_hours,
                             &parameters::grid_heads,       &parameters::building_captains, &parameters::seats};

// The lever that this one helps; lever_count where it helps none.
std::size_t helped_by(std::size_t lever) {
    const auto at = std::ranges::find_if(levers, [&](const auto& l) { return l.helper.name == levers[lever].name; });
    return static_cast<std::size_t>(at - levers.begin());
}

in_words how_it_acts(std::size_t lever) {
    if (const std::size_t helped = helped_by(lever); helped < lever_count) {
        const in_words by = how_it_acts(helped);
        return {fmt::format("through {}: {}", levers[helped].name, by.en),
                fmt::format("通过 {}：{}", levers[helped].name, by.zh)};
    }
    std::vector<std::string_view> budgets, coefficients;
    for (const lever_move& move : levers[lever].moves)
        if (move.what != nullptr)
            (std::ranges::count(amounts, move.what) > 0 ? budgets : coefficients).push_back(name_of(move.what));
    in_words out;
    const auto add = [&](std::string_view en, std::string_view zh, const std::vector<std::string_view>& names) {
        if (names.empty()) return;
        out.en += fmt::format("{}{}: {}", out.en.empty() ? "" : "; ", en, fmt::join(names, ", "));
        out.zh += fmt::format("{}{}：{}", out.zh.empty() ? "" : "；", zh, fmt::join(names, "、"));
    };
    add("budget, whose worth follows from the model", "投入，效果由模型得出", budgets);
    add("coefficient, an effect that is assumed", "系数，即假定的效果", coefficients);
    return out;
}

// "weekly participation +0.338 points: young +0.142, middle +0.272, older +0.581"; `half` are halves of intervals, or none.
in_words points(const by_band& effect, const by_band* half) {
    const auto one = [&](std::size_t i) {
        return half == nullptr ? fmt::format("{:+.3f}", effect[i])
                               : fmt::format("{:+.3f} ±{:.3f}", effect[i], (*half)[i]);
    };
    return {fmt::format("weekly participation {} points: young {}, middle {}, older {}", one(all_bands), one(0), one(1),
                        one(2)),
            fmt::format("每周参与率 {} 个百分点：青年 {}、中年 {}、老年 {}", one(all_bands), one(0), one(1), one(2))};
}

// What the simulated effect is counted from, where that is not the town as it is.
in_words counted_from(std::size_t lever) {
    if (levers[lever].in_emergency) return {"; after an emergency", "；突发事件之后"};
    if (const std::size_t helped = helped_by(lever); helped < lever_count)
        return {fmt::format("; beyond {} alone", levers[helped].name),
                fmt::format("；在仅有 {} 之外", levers[helped].name)};
    return {};
}

}   // namespace

std::vector<sim::instrument_fact> facts_of(std::size_t lever) {
    const in_words acts = how_it_acts(lever);
    std::vector<sim::instrument_fact> out{{{"acts by", "作用方式"}, acts.en, acts.zh}};
    const auto found = std::ranges::find(lever_effects, levers[lever].name, &lever_effect::lever);
    if (found == lever_effects.end()) return out;
    const auto tell = [&](sim::in_both heading, std::string en, std::string zh) {
        out.push_back({heading, std::move(en), std::move(zh)});
    };
    const in_words from = counted_from(lever);
    const std::string level = sim::shortest(found->level);
    if (found->by_hand) {
        tell({"put in", "投入量"},
             fmt::format("at {}: {}; outreach {:+.0f} h a week", level, found->put_in, found->outreach),
             fmt::format("级别 {}：{}；外联每周 {:+.0f} 小时", level, found->put_in, found->outreach));
        const in_words hand = points(*found->by_hand, nullptr);
        tell({"by hand", "手算"}, hand.en + from.en, hand.zh + from.zh);
    }
    const in_words simulated = points(found->simulated, &found->half_width);
    tell({"simulated", "模拟"}, simulated.en + from.en, simulated.zh + from.zh);
    if (found->by_hand)
        tell({"model adds", "模型增添"},
             fmt::format("{:+.3f} ±{:.3f} points", found->added, found->half_width[all_bands]),
             fmt::format("{:+.3f} ±{:.3f} 个百分点", found->added, found->half_width[all_bands]));
    tell({"found in", "测于"},
         fmt::format("Boli, {} residents, with what the town has already: the last 52 of {} weeks, "
                     "{} replicates, 95 % intervals, version {} of the model (docs/patterns.md)",
                     effects_of.residents, effects_of.weeks, effects_of.replicates, effects_of.model_version),
         fmt::format("勃利县，{} 名居民，含已有措施：{} 周中的最后 52 周，{} 次重复，95% 区间，模型第 {} 版"
                     "（docs/patterns.md）",
                     effects_of.residents, effects_of.weeks, effects_of.replicates, effects_of.model_version));
    return out;
}

}   // namespace participation
