#include <map>

#include <gtest/gtest.h>

#include "models/participation/spending.hpp"

namespace {

using namespace participation;

lever paid_for(std::string_view base, std::string_view period) {
    lever l{};
    l.cost_base = base;
    l.cost_period = period;
    return l;
}

}   // namespace

// ODD 7.11: a strength of 0.5 at 3 yuan a unit in a community of 500 of the town's 2000 residents.
TEST(Spending, IsStrengthTimesPriceTimesBase) {
    parameters base = standard_parameters();
    base.workers_per_1000 = 4;   // two posts
    base.hours_per_post = 40;
    base.admin_share = 0.6F;
    base.seats = 30;
    community here;
    here.grids = 7;
    here.last = 500;
    const cost_facts facts{
        .base = base, .here = here, .town_residents = 2000, .volunteers = 11, .posts = 3, .participants = 13};
    const std::map<std::string_view, double> bases{{"hour_cleared", 2 * 40 * 0.6},
                                                   {"per_1000_residents", 0.5},
                                                   {"active_volunteer", 11},
                                                   {"post", 3},
                                                   {"grid", 7},
                                                   {"county_share", 0.25},
                                                   {"community", 1},
                                                   {"participant", 13},
                                                   {"seat", 15}};
    for (const auto& [name, count] : bases) {
        EXPECT_NEAR(spending(paid_for(name, "week"), 0.5, 3, facts), 1.5 * count, 1e-5) << name;
        EXPECT_NEAR(spending(paid_for(name, "year"), 0.5, 3, facts), 1.5 * count / 52, 1e-6) << name;
    }
}
