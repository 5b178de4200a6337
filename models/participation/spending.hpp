#pragma once
// ODD "Costs": what a lever costs in a community and week.

#include "models/participation/levers.hpp"
#include "models/participation/people/population.hpp"

namespace participation {

// A community in one run and week, as costs are counted.
struct cost_facts {
    const parameters& base;   // without levers
    const community& here;
    double town_residents = 0;
    double volunteers = 0;     // last week's
    double posts = 0;          // with those of levers
    double participants = 0;   // this week's
};

// Yuan for a lever whose strength that is paid for is `paid`, at a price for one unit.
[[nodiscard]] double spending(const lever& l, double paid, double price, const cost_facts& facts);

}   // namespace participation
