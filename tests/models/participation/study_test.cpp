#include <cmath>
#include <memory>

#include <gtest/gtest.h>

#include "models/participation/study.hpp"
#include "tests/support/small_town.hpp"

using namespace participation;

// Four hours each of work cost three of what there is, and nobody has less than the floor.
TEST(FreeTime, IsWhatWorkAndCareLeaveOfAWeek) {
    study_data data = support::small_study(1, 4, 4);
    const auto employ = [&](std::vector<std::uint8_t> who) {
        population people = support::small_population(1, 4);
        people.start.employed = std::move(who);
        people.start.work_hours = {40, 0, 60, 0};
        people.start.care_hours = {0, 0, 20, 14};
        data.people = std::make_shared<const known_people>(std::move(people));
    };
    employ({1, 0, 1, 0});
    data.values.leisure_base = 50;
    data.values.work_factor = 0.75F;
    data.values.leisure_floor = 6;
    EXPECT_DOUBLE_EQ(mean_free_time(data, false), (20 + 50 + 6 + 36) / 4.0);
    EXPECT_DOUBLE_EQ(mean_free_time(data, true), (20 + 6) / 2.0);
    employ({0, 0, 0, 0});
    EXPECT_TRUE(std::isnan(mean_free_time(data, true)));
}
