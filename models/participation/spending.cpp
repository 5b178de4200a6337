#include "models/participation/spending.hpp"

#include <algorithm>

#include "models/participation/communities.hpp"

namespace participation {

namespace {

// What a lever's cost is paid for, by the name in its row; people call one of it `label`.
struct cost_base {
    std::string_view name;
    sim::in_both label;
    double (*count)(const cost_facts& of);
};
constexpr std::array cost_bases{
    cost_base{"hour_cleared",
              {"hour cleared", "减少的工时（小时）"},
              [](const cost_facts& of) {   // administrative hours without the lever
                  return posts_of(of.base, of.here.residents()) * static_cast<double>(of.base.hours_per_post) *
                         static_cast<double>(of.base.admin_share);
              }},
    cost_base{"per_1000_residents",
              {"1000 residents", "千名居民"},
              [](const cost_facts& of) { return of.here.residents() / 1000.0; }},
    cost_base{
        "active_volunteer", {"active volunteer", "名活跃志愿者"}, [](const cost_facts& of) { return of.volunteers; }},
    cost_base{"post", {"post", "个岗位"}, [](const cost_facts& of) { return of.posts; }},
    cost_base{"grid", {"grid", "个网格"}, [](const cost_facts& of) { return static_cast<double>(of.here.grids); }},
    cost_base{"county_share",
              {"county share", "份全县分摊"},
              [](const cost_facts& of) { return of.here.residents() / of.town_residents; }},
    cost_base{"community", {"community", "个社区"}, [](const cost_facts&) { return 1.0; }},
    cost_base{"participant", {"participant", "名参与者"}, [](const cost_facts& of) { return of.participants; }},
    cost_base{"seat",
              {"seat", "个座位"},
              [](const cost_facts& of) {   // without the lever
                  return static_cast<double>(of.base.seats) * (of.here.residents() / 1000.0);
              }},
};

struct cost_period {
    std::string_view name;
    double weeks;
};
constexpr std::array cost_periods{cost_period{"week", 1.0}, cost_period{"year", 52.0}};

// A row's name that no table has stops the compiler here.
constexpr const auto& named(const auto& table, std::string_view name) {
    return *std::ranges::find_if(table, [&](const auto& row) { return row.name == name; });
}
static_assert(std::ranges::all_of(levers, [](const lever& l) {
    return named(cost_bases, l.cost_base).count != nullptr && named(cost_periods, l.cost_period).weeks > 0;
}));

}   // namespace

sim::in_both cost_base_of(const lever& l) { return named(cost_bases, l.cost_base).label; }

double spending(const lever& l, double paid, double price, const cost_facts& facts) {
    return paid * price * named(cost_bases, l.cost_base).count(facts) / named(cost_periods, l.cost_period).weeks;
}

}   // namespace participation
