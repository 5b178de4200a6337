#include <gtest/gtest.h>

#include "bench/profile.hpp"
#include "models/registry.hpp"
#include "sim/text/storage.hpp"
#include "tests/support/scratch.hpp"

namespace {

std::unique_ptr<sim::world> eight_weeks(const test::scratch& place) {
    const std::string path =
        place.write("s.toml", "model = \"logit_contagion\"\nagents = 100\nburn_in = 0\nweeks = 8\nreplicates = 2\n");
    auto scenario = sim::read_scenario(path, {}, models::all());
    return scenario->set->build();
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

TEST(Throughput, CountsTheBytesOfEveryBatch) {
    const test::scratch folder;
    const auto place = eight_weeks(folder);
    const std::size_t one = bench::bytes_of(*place, 16, 1), three = bench::bytes_of(*place, 16, 3);
    EXPECT_EQ(three - one, one - bench::bytes_of(*place, 16, 0) + (one - bench::bytes_of(*place, 16, 0)));
    EXPECT_EQ(bench::bytes_of(*place, 16, 0), place->bytes_shared());
    EXPECT_EQ(place->bytes_moved(16) - place->bytes_moved(0), 16 * 100 * 2 * sizeof(float));
}
