#pragma once
// ODD "Costs": what a lever costs in a community and week.

#include <string>
#include <string_view>
#include <vector>

#include "models/participation/levers.hpp"
#include "models/participation/people/population.hpp"

namespace participation {

// A community in one run and week, as costs are counted.
struct cost_facts {
    const parameters& base;   // without levers
    const community& here;
    double town_residents = 0;
    double base_posts = 0;     // without levers
    double young = 0;          // residents of the young band
    double volunteers = 0;     // last week's
    double posts = 0;          // with those of levers
    double posts_paid = 0;     // of those of levers, what is paid for
    double participants = 0;   // this week's
};

// What a lever's cost is paid for, by the name in its row.
struct cost_base {
    std::string_view name;
    sim::in_both words;   // one of it
    double (*count)(const cost_facts& of);
    // The observation that it pays for, where that is counted itself, in place of a unit for each of the strength.
    std::string_view buys = {};
};
[[nodiscard]] const cost_base& base_of(const lever& l);

// "yuan per post and year"
[[nodiscard]] std::string unit_of_cost(const lever& l);
[[nodiscard]] std::string unit_of_cost_zh(const lever& l);

// The costs of a unit as parameters, by lever: "venues.cost".
inline constexpr float highest_cost = 1e9F;   // the largest has six digits, and sums of squares stay numbers
[[nodiscard]] const std::vector<sim::parameter_row>& about_costs();

// Yuan for a lever whose strength that is paid for is `paid`, at a price for one unit.
[[nodiscard]] double spending(const lever& l, double paid, double price, const cost_facts& facts);

}   // namespace participation
