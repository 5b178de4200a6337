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

// Every kind of measure of a made-up file, by hand from the sums that the file has.
TEST(Compare, MeasuresAreRatiosOfSumsAsTheFileSays) {
    const test::scratch scratch;
    auto what = test::small_layout();
    what.groups = "band";
    what.agents = "people";
    what.measures = {
        {"rate", "rate", "率", "%", "participants", "residents", "last_year", 100, 1, true},
        {"end", "end", "末", "1", "engagement", "residents", "last_week", 1, 3, false},
        {"hours", "hours", "工时", "h", "volunteer_hours", std::string{sim::per_step}, "last_year", 1, 0, false},
        {"each", "each", "各", "h", "volunteer_hours", std::string{sim::per_cell}, "last_year", 1, 0, false},
        {"gone", "gone", "无", "1", "left_out_as_empty", std::string{sim::per_step}, "last_year", 1, 0, false}};
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 3), 2);
    const auto opened = analysis::observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->groups(), "band");
    EXPECT_EQ(opened->agents(), "people");
    ASSERT_EQ(opened->measures().size(), 5U);
    EXPECT_EQ(opened->measures()[0].label_zh, "率");
    EXPECT_EQ(opened->measures()[0].shown_as, 100);
    EXPECT_EQ(opened->measures()[1].window, "last_week");
    EXPECT_TRUE(opened->measures()[0].drifts);

    const auto found = analysis::compare(*opened);
    EXPECT_EQ(found.groups, (std::vector<std::string>{"young", "middle", "older", "all"}));
    // Runs 0 to 2 are the first arm's, weeks 8 to 59 the last year; axes community (2), band (3), channel (3).
    double rate = 0, end = 0, hours = 0;
    for (std::size_t run = 0; run < 3; ++run) {
        double took_part = 0, people = 0, engaged = 0, people_at_end = 0;
        for (std::size_t week = 8; week < 60; ++week)
            for (std::size_t c = 0; c < 2; ++c) {
                for (std::size_t channel = 0; channel < 3; ++channel)
                    took_part += test::count_at(1, run, week, (c * 3 + 1) * 3 + channel);
                people += test::count_at(0, run, week, c * 3 + 1);
                hours += test::real_at(3, run, week, c) / 52 / 3;
            }
        for (std::size_t cell = 0; cell < 6; ++cell) {
            engaged += test::real_at(2, run, 59, cell);
            people_at_end += test::count_at(0, run, 59, cell);
        }
        rate += took_part / people / 3;
        end += engaged / people_at_end / 3;
    }
    const auto& cells = found.arms[0].cells;
    EXPECT_NEAR(cells[1][0].level.mean, rate, 1e-12);
    EXPECT_NEAR(cells[3][1].level.mean, end, 1e-12);
    EXPECT_NEAR(cells[3][2].level.mean, hours, 1e-9);
    EXPECT_NEAR(cells[3][3].level.mean, hours / 2, 1e-9);
    EXPECT_EQ(cells[3][4].level.mean, 0);
    EXPECT_FALSE(cells[0][2].known);   // hours are of communities, not of bands
    EXPECT_EQ(found.drifts.size(), 1U);
}

TEST(Compare, EverybodyIsCalledOtherwiseWhereAGroupHasTheName) {
    EXPECT_EQ(analysis::name_of_everybody({"north", "south"}), "all");
    EXPECT_EQ(analysis::name_of_everybody({"north", "all"}), "(all)");
    EXPECT_EQ(analysis::name_of_everybody({"(all)", "all"}), "((all))");
}
