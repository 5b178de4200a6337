#include "models/participation/spending.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace participation {

namespace {

double thousands_of(const community& here) { return here.residents() / 1000.0; }

constexpr std::array cost_bases{
    cost_base{"hour_cleared",   // administrative hours without the lever: what is cleared on paper is paid for
              {"hour cleared", "清理工时"},
              [](const cost_facts& of) {
                  return of.base_posts * static_cast<double>(of.base.hours_per_post) *
                         static_cast<double>(of.base.admin_share);
              }},
    cost_base{"per_1000_residents",
              {"1000 residents", "千名居民"},
              [](const cost_facts& of) { return thousands_of(of.here); }},
    cost_base{"captain", {"captain", "楼栋长"}, [](const cost_facts& of) { return thousands_of(of.here); }},
    cost_base{"young", {"young resident", "青年居民"}, [](const cost_facts& of) { return of.young; }},
    cost_base{
        "active_volunteer", {"active volunteer", "活跃志愿者"}, [](const cost_facts& of) { return of.volunteers; }},
    cost_base{"post", {"post", "岗位"}, [](const cost_facts& of) { return of.posts; }},
    cost_base{"added_post", {"post added", "新增岗位"}, [](const cost_facts& of) { return of.posts_paid; }, "posts"},
    cost_base{"grid", {"grid", "网格"}, [](const cost_facts& of) { return static_cast<double>(of.here.grids); }},
    cost_base{"county_share",   // a community bears its part by residents
              {"county", "全县"},
              [](const cost_facts& of) { return of.here.residents() / of.town_residents; }},
    cost_base{"community", {"community", "社区"}, [](const cost_facts&) { return 1.0; }},
    cost_base{"participant", {"participant", "参与人次"}, [](const cost_facts& of) { return of.participants; }},
    cost_base{"seat",   // without the lever
              {"seat", "座位"},
              [](const cost_facts& of) { return static_cast<double>(of.base.seats) * thousands_of(of.here); }},
};

struct cost_period {
    std::string_view name, name_zh;
    double weeks;
};
constexpr std::array cost_periods{cost_period{"week", "周", 1.0}, cost_period{"year", "年", 52.0}};

// A row's name that no table has stops the compiler here.
constexpr const auto& named(const auto& table, std::string_view name) {
    return *std::ranges::find_if(table, [&](const auto& row) { return row.name == name; });
}
static_assert(std::ranges::all_of(levers, [](const lever& l) {
    return named(cost_bases, l.cost_base).count != nullptr && named(cost_periods, l.cost_period).weeks > 0;
}));

}   // namespace

const cost_base& base_of(const lever& l) { return named(cost_bases, l.cost_base); }

std::string unit_of_cost(const lever& l) {
    return fmt::format("yuan per {} and {}", base_of(l).words.en, l.cost_period);
}

std::string unit_of_cost_zh(const lever& l) {
    return fmt::format("元/{}·{}", base_of(l).words.zh, named(cost_periods, l.cost_period).name_zh);
}

const std::vector<sim::parameter_row>& about_costs() {
    static const auto all = [] {
        static std::vector<std::string> texts;   // rows point into them
        texts.reserve(2 * lever_count);
        std::vector<sim::parameter_row> rows;
        for (const lever& l : levers) {
            texts.push_back(fmt::format("{}.cost", l.name));
            const std::string& name = texts.back();
            texts.push_back(unit_of_cost(l));
            rows.push_back({name,
                            static_cast<float>(l.cost),
                            texts.back(),
                            0.0F,
                            highest_cost,
                            by_lever::no,
                            number::real,
                            {"what the lever costs at level 1", "措施在级别为 1 时的费用"},
                            l.cost_from,
                            l.cost_source.en,
                            "costs",
                            l.cost_believed});
        }
        return rows;
    }();
    return all;
}

double spending(const lever& l, double paid, double price, const cost_facts& facts) {
    const cost_base& base = base_of(l);
    return (base.buys.empty() ? paid : 1.0) * price * base.count(facts) / named(cost_periods, l.cost_period).weeks;
}

}   // namespace participation
