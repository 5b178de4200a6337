#include <map>

#include <gtest/gtest.h>

#include "models/participation/spending.hpp"
#include "tests/support/small_town.hpp"

namespace {

using namespace participation;

lever paid_for(std::string_view base, std::string_view period) {
    lever l{};
    l.cost_base = base;
    l.cost_period = period;
    return l;
}

policy act(const char* name, float level) {
    policy p;
    p.lever = lever_named(name);
    p.level = level;
    return p;
}

// Yuan of the first used lever in a community's weeks.
double spent(sim::recorder& rows, const sim::layout& what, std::size_t week, std::size_t community) {
    return rows.reals(support::named(what, "spending"), 0, week)[community];
}

}   // namespace

// ODD 7.11: a strength of 0.5 at 3 yuan a unit in a community of 500 of the town's 2000 residents.
TEST(Spending, IsStrengthTimesPriceTimesBase) {
    parameters base = standard_parameters();
    base.hours_per_post = 40;
    base.admin_share = 0.6F;
    base.seats = 30;
    community here;
    here.grids = 7;
    here.last = 500;
    const cost_facts facts{.base = base,
                           .here = here,
                           .town_residents = 2000,
                           .base_posts = 2,
                           .young = 120,
                           .volunteers = 11,
                           .posts = 3,
                           .posts_paid = 5,
                           .participants = 13};
    const std::map<std::string_view, double> bases{{"hour_cleared", 2 * 40 * 0.6},
                                                   {"per_1000_residents", 0.5},
                                                   {"captain", 0.5},
                                                   {"young", 120},
                                                   {"active_volunteer", 11},
                                                   {"post", 3},
                                                   {"added_post", 10},   // 5 posts, whatever the strength
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

TEST(Spending, EveryLeversUnitIsSaidInBothLanguages) {
    EXPECT_EQ(unit_of_cost(levers[lever_named("hire_workers")]), "yuan per post added and year");
    EXPECT_EQ(unit_of_cost_zh(levers[lever_named("points")]), "元/参与人次·周");
    ASSERT_EQ(about_costs().size(), lever_count);
    for (std::size_t l = 0; l < lever_count; ++l) {
        EXPECT_EQ(about_costs()[l].name, std::string{levers[l].name} + ".cost");
        EXPECT_FALSE(base_of(levers[l]).words.zh.empty());
    }
}

// Of any level, target and ramp: what is paid for is what is there, community by community.
TEST(Spending, OnPostsIsOnThoseThatAreThere) {
    const study_data quiet = support::small_study(4, 700, 9);
    double paid = 0;
    for (const float level : {0.05F, 0.35F, 1.0F, 2.0F})
        for (const float ramp : {1.0F, 7.0F})
            for (const auto& targets : {std::vector<std::uint32_t>{}, {0, 2}})
                for (const float already : {0.0F, 0.4F}) {
                    study_data data = quiet;
                    data.settings.resize(2);
                    data.settings[1].policies = {act("hire_workers", level)};
                    data.settings[1].policies[0].ramp = ramp;
                    data.settings[1].policies[0].communities = targets;
                    for (setting& s : data.settings)
                        if (already > 0) s.there = {act("hire_workers", already)};
                    const town place{data};
                    const auto& what = place.observed();
                    sim::recorder base = support::run(place, 0, support::seeds(1)),
                                  more = support::run(place, 1, support::seeds(1));
                    const std::size_t posts = support::named(what, "posts");
                    for (std::size_t t = 0; t < 9; ++t)
                        for (std::size_t k = 0; k < 4; ++k) {
                            const double there = static_cast<double>(more.counts(posts, 0, t)[k]) -
                                                 static_cast<double>(base.counts(posts, 0, t)[k]);
                            EXPECT_NEAR(spent(more, what, t, k), there * 48000 / 52, 1e-6) << level << ' ' << t;
                            EXPECT_EQ(spent(base, what, t, k), 0);
                            paid += spent(more, what, t, k);
                        }
                }
    EXPECT_GT(paid, 0);
}

TEST(Spending, OfALeverThatIsThereAlreadyIsTheStepFromIt) {
    study_data data = support::small_study(2, 400, 3);
    data.settings.resize(2);
    for (setting& s : data.settings) s.there = {act("flexible_hours", 0.75F)};
    data.settings[0].there[0].communities = data.settings[1].there[0].communities = {1};
    data.settings[1].policies = {act("flexible_hours", 0.5F)};
    const town place{data};
    sim::recorder rows = support::run(place, 1, support::seeds(1));
    EXPECT_NEAR(spent(rows, place.observed(), 0, 0), 0.5 * 18000 / 52, 1e-9);
    EXPECT_NEAR(spent(rows, place.observed(), 0, 1), 0.25 * 18000 / 52, 1e-9);   // the range ends at 1
}
