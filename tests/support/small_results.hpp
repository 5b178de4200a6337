#pragma once
// A layout, plan and numbers for tests of results files: made up, but a pure function of run, step and cell.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/results/memory_results.hpp"
#include "sim/results/recorded.hpp"
#include "sim/results/results.hpp"

namespace test {

inline sim::layout small_layout(std::size_t steps = 60, std::size_t communities = 2) {
    sim::layout what;
    sim::dimension community{"community", "community",          "社区", {"Chang'an", "Taiping"}, {"长安", "太平"},
                             communities, sim::axis_kind::place};
    for (std::size_t c = 2; c < communities; ++c) {
        community.labels.push_back("c" + std::to_string(c));
        community.labels_zh.push_back("社区" + std::to_string(c));
    }
    what.dimensions = {
        community,
        {"band",
         "age band",
         "年龄组",
         {"young", "middle", "older"},
         {"青年", "中年", "老年"},
         3,
         sim::axis_kind::group},
        {"channel",
         "channel",
         "渠道",
         {"build", "govern", "share"},
         {"共建", "共治", "共享"},
         3,
         sim::axis_kind::choice},
        {"lever", "lever", "措施", {"admin_relief", "venues"}, {"行政减负", "活动场所"}, 2, sim::axis_kind::instrument},
        {"bin", "bin", "区间", {}, {}, 4, sim::axis_kind::bins}};
    what.coordinates = {
        {"subdistrict", "community", "subdistrict", "街道", std::vector<std::string>(communities, "Xinhua")}};
    using k = sim::number_kind;
    using w = sim::rhythm;
    what.observations = {
        {"residents", "residents", "居民数", "person", "week: point", {0, 1}, k::count, w::step},
        {"participants", "participants", "参与人数", "person", "week: sum", {0, 1, 2}, k::count, w::step},
        {"engagement", "engagement", "参与习惯之和", "1", "week: point", {0, 1}, k::real, w::step},
        {"volunteer_hours",
         "volunteer hours",
         "志愿服务工时",
         "h",
         "week: sum",
         {0},
         k::real,
         w::step,
         sim::role::hours},
        {"spending", "spending", "支出", "CNY", "week: sum", {0, 3}, k::real, w::step, sim::role::money},
        {"engagement_histogram", "histogram", "直方图", "person", "year: point", {0, 1, 4}, k::count, w::year},
        {"stayed", "stayed", "持续参与者", "person", "year: point", {0, 1}, k::count, w::year}};
    what.steps = steps;
    what.years = steps / 52;
    return what;
}

// Two arms or more; 16 replicates a block.
inline sim::plan small_plan(std::size_t arms, std::size_t replicates) {
    sim::plan out;
    for (std::size_t block = 0; block * 16 < replicates; ++block)
        for (std::size_t arm = 0; arm < arms; ++arm) {
            const std::size_t first = block * 16, last = std::min(replicates, first + 16);
            out.batches.push_back({out.runs.size(), last - first, arm, block});
            for (std::size_t r = first; r < last; ++r)
                out.runs.push_back({arm, static_cast<std::uint32_t>(arm), 0, static_cast<std::uint32_t>(r),
                                    0x9e3779b97f4a7c15ULL + r, "key" + std::to_string(arm) + "-" + std::to_string(r)});
        }
    return out;
}

// So many worlds with two values of their own each.
inline sim::possible_worlds small_worlds(std::size_t count) {
    sim::possible_worlds out;
    out.from = "priors";
    for (const char* const key : {"parameters.reach", "levers.points.cost"}) {
        sim::uncertain_key& one = out.drawn.emplace_back();
        one.key = key;
    }
    for (std::size_t w = 0; w < count; ++w) out.values.push_back({2.5 + static_cast<double>(w), 0.25});
    return out;
}

inline sim::results_head small_head(std::size_t arms) {
    sim::results_head head;
    head.title = "A small town";
    head.title_zh = "一个小镇";
    for (std::size_t a = 0; a < arms; ++a) {
        head.arm_names.push_back(a == 0 ? "base" : "arm" + std::to_string(a));
        head.arm_titles.push_back("Arm " + std::to_string(a));
        head.arm_titles_zh.push_back("方案" + std::to_string(a));
    }
    head.provenance = {{"scenario.toml", "title = \"A small town\"\n"},
                       {"population/communities.csv", "community\nChang'an\n"}};
    head.model = "participation";
    head.model_version = 1;
    head.burn_in = 4;
    return head;
}

inline std::uint32_t count_at(std::size_t o, std::size_t run, std::size_t step, std::size_t cell) {
    return static_cast<std::uint32_t>((o * 1000003 + run * 7919 + step * 31 + cell * 7) % 1000);
}
inline double real_at(std::size_t o, std::size_t run, std::size_t step, std::size_t cell) {
    return count_at(o, run, step, cell) / 7.0;
}

inline sim::recorder fill(const sim::layout& what, const sim::plan_batch& which) {
    sim::recorder rows{what, which.runs};
    for (std::size_t o = 0; o < what.observations.size(); ++o) {
        const bool weekly = what.observations[o].when == sim::rhythm::step;
        for (std::size_t r = 0; r < which.runs; ++r)
            for (std::size_t t = 0; t < (weekly ? what.steps : what.years); ++t)
                for (std::size_t c = 0; c < what.cells(o); ++c) {
                    if (what.observations[o].kind == sim::number_kind::count)
                        rows.counts(o, r, t)[c] = count_at(o, which.first_run + r, t, c);
                    else rows.reals(o, r, t)[c] = real_at(o, which.first_run + r, t, c);
                }
    }
    return rows;
}

template <class Fill>
void write_small(const std::string& path, const sim::layout& what, const sim::plan& plan, std::size_t arms,
                 Fill filled) {
    sim::results_writer writer{path, what, plan, small_head(arms), sim::earlier::refuse};
    for (const sim::plan_batch& b : plan.batches) writer.take(b, filled(what, b));
    writer.finish();
}
inline void write_small(const std::string& path, const sim::layout& what, const sim::plan& plan, std::size_t arms) {
    write_small(path, what, plan, arms, fill);
}

// Arms of known effect and cost: of 1000 residents `effects[arm]` more take part than in an arm without effect, and
// `costs[arm]` is spent a step. With luck another 0 to 15 take part in each replicate, of 16 replicates each number once, so
// that means are as told; between two arms the standard deviation of this is about 6.
struct effects_and_costs {
    std::vector<std::uint32_t> effects;
    std::vector<double> costs;
    bool luck = true;

    sim::recorder operator()(const sim::layout& what, const sim::plan_batch& which) const {
        sim::recorder rows{what, which.runs};
        for (std::size_t r = 0; r < which.runs; ++r) {
            const std::size_t replicate = which.block * 16 + r;
            const auto shared = static_cast<std::uint32_t>(replicate * 7 % 11),
                       own = static_cast<std::uint32_t>(luck ? (replicate * 5 + which.setting * 3) % 16 : 0);
            for (std::size_t t = 0; t < what.steps; ++t) {
                rows.counts(0, r, t)[0] = 1000;
                rows.counts(1, r, t)[0] = 100 + effects[which.setting] + shared + own;
                rows.reals(4, r, t)[0] = costs[which.setting];
            }
        }
        return rows;
    }
};

// Recorded runs as those of possible worlds.
class in_worlds : public sim::recorded::source {
public:
    in_worlds(const std::shared_ptr<const sim::recorded::source>& from, sim::recorded::worlds over)
        : source{told(from->about(), std::move(over))}, from_{from} {}
    in_worlds(const std::shared_ptr<const sim::recorded::source>& from, std::size_t count, std::size_t lucks = 1)
        : in_worlds{from, {count, lucks, "priors", {}}} {}
    [[nodiscard]] sim::recorded::array weekly(const sim::recorded::variable& what,
                                              std::span<const std::size_t> runs) const override {
        return from_->weekly(what, runs);
    }
    [[nodiscard]] sim::recorded::array yearly(const sim::recorded::variable& what,
                                              std::span<const std::size_t> runs) const override {
        return from_->yearly(what, runs);
    }
    [[nodiscard]] sim::recorded::array weekly_totals(const sim::recorded::variable& what,
                                                     std::span<const std::size_t> runs) const override {
        return from_->weekly_totals(what, runs);
    }
    [[nodiscard]] sim::recorded::array summary(const sim::recorded::variable& what, std::size_t window) const override {
        return from_->summary(what, window);
    }
    [[nodiscard]] std::vector<std::string> provenance_names() const override { return from_->provenance_names(); }
    [[nodiscard]] std::string provenance(const std::string& name) const override { return from_->provenance(name); }

private:
    static sim::recorded::description told(sim::recorded::description about, sim::recorded::worlds over) {
        about.worlds = std::move(over);
        return about;
    }
    std::shared_ptr<const sim::recorded::source> from_;
};

// Arms in possible worlds: in a replicate `more(arm, replicate)` of 1000 residents beyond 100 take part, and
// `costs[arm]` is spent a step.
struct effects_by_replicate {
    std::function<std::uint32_t(std::size_t arm, std::size_t replicate)> more;
    std::vector<double> costs;

    sim::recorder operator()(const sim::layout& what, const sim::plan_batch& which) const {
        sim::recorder rows{what, which.runs};
        for (std::size_t r = 0; r < which.runs; ++r)
            for (std::size_t t = 0; t < what.steps; ++t) {
                rows.counts(0, r, t)[0] = 1000;
                rows.counts(1, r, t)[0] = 100 + more(which.setting, which.block * 16 + r);
                rows.reals(4, r, t)[0] = costs[which.setting];
            }
        return rows;
    }
};
template <class Fill>
std::shared_ptr<const sim::recorded::source> small_in_memory(const sim::layout& what, std::size_t arms,
                                                             std::size_t replicates, Fill filled) {
    const sim::plan plan = small_plan(arms, replicates);
    sim::memory_results kept{what, plan, small_head(arms)};
    for (const sim::plan_batch& b : plan.batches) kept.take(b, filled(what, b));
    return kept.finish();
}

// Two measures: people taking part, and money.
inline sim::layout layout_with_costs() {
    sim::layout what = small_layout();
    const std::string step{sim::per_step};
    what.measures = {{"participation", "participation", "参与率", "%", "participants", "residents", "last_year", 100, 2,
                      false, "main", false, sim::role::participation, sim::direction::more},
                     {"spending", "spending", "支出", "CNY/week", "spending", step, "last_year", 1, 0, false, "main",
                      false, sim::role::money, sim::direction::less}};
    return what;
}

}   // namespace test
