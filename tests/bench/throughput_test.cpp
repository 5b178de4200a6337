#include <tuple>
#include <utility>

#include <gtest/gtest.h>

#include "bench/profile.hpp"
#include "models/registry.hpp"
#include "sim/text/storage.hpp"
#include "tests/support/scratch.hpp"

namespace {

sim::ready eight_weeks_with(const test::scratch& place, const std::string& more) {
    const std::string path =
        place.write("s.toml", "model = \"logit_contagion\"\nagents = 100\nweeks = 8\nreplicates = 2\n" + more);
    auto made = sim::read_scenario(path, {}, models::all());
    return std::move(*made);
}

std::unique_ptr<sim::world> eight_weeks(const test::scratch& place) {
    return eight_weeks_with(place, "burn_in = 0\n").set->build();
}

}   // namespace

TEST(Throughput, TimesMoreStepsThanAHistoryHas) {
    const test::scratch folder;
    const auto place = eight_weeks(folder);
    sim::machine on;
    on.lanes = 1;   // says nothing here: both are measured
    const bench::speed sweep = bench::sweep_speed(*place, 2, 45, 3, on),
                       one = bench::single_speed(*place, 1, 45, 1, on);
    EXPECT_EQ(sweep.lanes, 16U);
    EXPECT_EQ(one.lanes, 1U);
    for (const bench::speed& s : {sweep, one}) {
        EXPECT_EQ(s.steps, 45U);
        EXPECT_EQ(s.agents, 100U);
        EXPECT_TRUE(0 < s.slowest && s.slowest <= s.rate && s.rate <= s.fastest);
    }
}

TEST(Throughput, ProfilesBothWaysOfRunning) {
    const test::scratch folder;
    const auto place = eight_weeks(folder);
    for (const std::size_t lanes : {1U, 16U}) EXPECT_EQ(bench::profile_of(*place, lanes, 10, 1, {}).whole.lanes, lanes);
}

// All runs of each, whatever they are: two replicates of three points with ten weeks in each, and of one with nine.
TEST(Throughput, TimesTwoExperimentsInTurn) {
    const test::scratch folder;
    sim::ready some = eight_weeks_with(folder,
                                       "burn_in = 2\n[design]\nkind = \"factorial\"\n"
                                       "[design.factors]\n\"parameters.social\" = [0.5, 1, 2]\n");
    const sim::ready other = eight_weeks_with(folder, "burn_in = 1\n");
    const auto first = sim::experiment::of(some, *sim::read_design(some.what)), second = sim::experiment::of(other);
    ASSERT_TRUE(first && second);
    const bench::two_speeds found = bench::speeds_in_turn(*first, *second, 3, {});
    for (const auto& [speed, steps, runs] : {std::tuple{found.first, 10, 6}, {found.second, 9, 2}}) {
        EXPECT_EQ(speed.agents, 100U);
        EXPECT_EQ(speed.steps, static_cast<std::size_t>(steps));
        ASSERT_EQ(speed.samples.size(), 3U);
        double seconds = 0;
        for (const double rate : speed.samples) seconds += 100.0 * steps * runs / rate;
        EXPECT_NEAR(seconds / speed.seconds, 1, 1e-9);
        EXPECT_TRUE(0 < speed.slowest && speed.slowest <= speed.rate && speed.rate <= speed.fastest);
    }
}

TEST(Throughput, CountsTheOperationsOfAgentsDrawsAndTies) {
    const test::scratch folder;
    EXPECT_EQ(eight_weeks(folder)->operations(), 100 * 43 + 25 * 194 + 100 * 12 * 2);
}

TEST(Throughput, CountsTheBytesOfEveryBatch) {
    const test::scratch folder;
    const auto place = eight_weeks(folder);
    const std::size_t one = bench::bytes_of(*place, 16, 1), three = bench::bytes_of(*place, 16, 3);
    EXPECT_EQ(three - one, one - bench::bytes_of(*place, 16, 0) + (one - bench::bytes_of(*place, 16, 0)));
    EXPECT_EQ(bench::bytes_of(*place, 16, 0), place->bytes_shared());
    EXPECT_EQ(place->bytes_moved(16) - place->bytes_moved(0), 16 * 100 * 2 * sizeof(float));
}
