#include "models/participation/spending.hpp"

#include <algorithm>

#include "models/participation/communities.hpp"

namespace participation {

namespace {

// What a lever's cost is paid for, by the name in its row.
struct cost_base {
    std::string_view name;
    double (*count)(const cost_facts& of);
};
constexpr std::array cost_bases{
    cost_base{"hour_cleared",   // administrative hours without the lever
              [](const cost_facts& of) {
                  return posts_of(of.base, of.here.residents()) * static_cast<double>(of.base.hours_per_post) *
                         static_cast<double>(of.base.admin_share);
              }},
    cost_base{"per_1000_residents", [](const cost_facts& of) { return of.here.residents() / 1000.0; }},
    cost_base{"active_volunteer", [](const cost_facts& of) { return of.volunteers; }},
    cost_base{"post", [](const cost_facts& of) { return of.posts; }},
    cost_base{"grid", [](const cost_facts& of) { return static_cast<double>(of.here.grids); }},
    cost_base{"county_share", [](const cost_facts& of) { return of.here.residents() / of.town_residents; }},
    cost_base{"community", [](const cost_facts&) { return 1.0; }},
    cost_base{"participant", [](const cost_facts& of) { return of.participants; }},
    cost_base{"seat",   // without the lever
              [](const cost_facts& of) { return static_cast<double>(of.base.seats) * (of.here.residents() / 1000.0); }},
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

double spending(const lever& l, double paid, double price, const cost_facts& facts) {
    return paid * price * named(cost_bases, l.cost_base).count(facts) / named(cost_periods, l.cost_period).weeks;
}

}   // namespace participation
