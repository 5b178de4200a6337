#include <cmath>
#include <random>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/measured.hpp"
#include "analysis/observed.hpp"
#include "analysis/ranking.hpp"
#include "analysis/statistics.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

TEST(Measured, OfTheYearsEndWhatIsObservedThen) {
    const test::scratch scratch;
    auto what = test::small_layout();
    what.groups = "band";
    what.measures = {{"kept", "kept", "", "1", "stayed", "engagement_histogram", std::string{sim::year_end}},
                     {"wrong", "wrong", "", "1", "stayed", "residents", std::string{sim::year_end}}};
    test::write_small(scratch.path("x.h5"), what, test::small_plan(1, 1), 1);
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    double stayed[4] = {}, people[4] = {};
    for (std::size_t cell = 0; cell < 6; ++cell) {
        for (const std::size_t g : {cell % 3, std::size_t{3}}) {
            stayed[g] += test::count_at(6, 0, 0, cell);
            for (std::size_t bin = 0; bin < 4; ++bin) people[g] += test::count_at(5, 0, 0, cell * 4 + bin);
        }
    }
    analysis::measured m{*opened, "band", {}};
    const auto kept = m.values(opened->measures()[0]), wrong = m.values(opened->measures()[1]);
    for (std::size_t g = 0; g < 4; ++g) {
        EXPECT_NEAR(kept.at(0, g), stayed[g] / people[g], 1e-12);
        EXPECT_TRUE(std::isnan(wrong.at(0, g)));   // of every week
    }
    analysis::measured early{*opened, "", {analysis::period::kind::range, 0, 20}};
    EXPECT_TRUE(std::isnan(early.values(opened->measures()[0]).all(0)));   // no year ends
}

TEST(Measured, UnderMayBeSeveralAndGroupsRelative) {
    const test::scratch scratch;
    auto what = test::small_layout();
    what.groups = "band";
    what.measures = {
        {"share", "share", "", "1", "residents", "residents + participants", "last_year", 1, 2, false},
        {"relative", "relative", "", "1", "participants", "residents", "last_year", 1, 2, false, "equity", true},
        {"gini", "gini", "", "1", "engagement_histogram", std::string{sim::gini}, "last_year", 1, 2, false, "equity"}};
    test::write_small(scratch.path("x.h5"), what, test::small_plan(1, 1), 1);
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    double people[4] = {}, took_part[4] = {}, bins[4] = {};
    for (std::size_t cell = 0; cell < 6; ++cell) {
        for (std::size_t week = 8; week < 60; ++week) {
            people[cell % 3] += test::count_at(0, 0, week, cell);
            for (std::size_t channel = 0; channel < 3; ++channel)
                took_part[cell % 3] += test::count_at(1, 0, week, cell * 3 + channel);
        }
        for (std::size_t bin = 0; bin < 4 && cell % 3 == 2; ++bin) bins[bin] += test::count_at(5, 0, 0, cell * 4 + bin);
    }
    for (const std::size_t g : {0U, 1U, 2U}) {
        people[3] += people[g];
        took_part[3] += took_part[g];
    }
    analysis::measured m{*opened, "band", {}};
    const auto share = m.values(opened->measures()[0]), relative = m.values(opened->measures()[1]),
               gini = m.values(opened->measures()[2]);
    for (std::size_t g = 0; g < 4; ++g) {
        EXPECT_NEAR(share.at(0, g), people[g] / (people[g] + took_part[g]), 1e-12);
        EXPECT_NEAR(relative.at(0, g), took_part[g] / people[g] / (took_part[3] / people[3]), 1e-12);
    }
    EXPECT_NEAR(gini.at(0, 2), analysis::gini_of(bins), 1e-12);
    EXPECT_EQ(analysis::measures_in(*opened, "equity"), (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(analysis::axes_of_measures(*opened), (std::vector<std::string>{"community", "band", "channel"}));
    // A period that ends no year has no histogram.
    analysis::measured early{*opened, "", {analysis::period::kind::range, 0, 20}};
    EXPECT_TRUE(std::isnan(early.values(opened->measures()[2]).all(0)));
}
