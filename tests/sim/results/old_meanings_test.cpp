#include <gtest/gtest.h>

#include "sim/results/old_meanings.hpp"

namespace {

// The same by the names of then, where a file of an earlier version says nothing of it.
TEST(OldMeanings, MeantByNamesWhatFilesSayNow) {
    namespace old_meanings = sim::old_meanings;
    EXPECT_EQ(old_meanings::measure("cost", "CNY/week").about, sim::role::money);
    EXPECT_EQ(old_meanings::measure("waiting", "weeks").about, sim::role::service);
    EXPECT_EQ(old_meanings::measure("waiting", "weeks").better, sim::direction::less);
    EXPECT_EQ(old_meanings::measure("of somebody's own", "1").about, sim::role::other);
    EXPECT_EQ(old_meanings::observation("spending", "CNY").about, sim::role::money);
    EXPECT_EQ(old_meanings::observation("hours_admin", "h").part_of,
              old_meanings::observation("hours_service", "h").part_of);
    EXPECT_EQ(old_meanings::observation("volunteer_hours", "h").about, sim::role::hours);
    EXPECT_EQ(old_meanings::observation("volunteer_hours", "h").part_of, "");
    EXPECT_EQ(old_meanings::axis("channel"), sim::axis_kind::choice);
    EXPECT_EQ(old_meanings::axis("agent"), sim::axis_kind::other);
    EXPECT_TRUE(old_meanings::chosen("policy"));
    EXPECT_FALSE(old_meanings::chosen("emergency"));
    EXPECT_EQ(old_meanings::provenance("assumed; kept below bistability"), "assumed");
    EXPECT_EQ(old_meanings::provenance("none in the baseline"), "definition");
    EXPECT_EQ(old_meanings::provenance("half of it assumed"), "derived");
    EXPECT_EQ(old_meanings::provenance("statutory"), "measured");
    EXPECT_EQ(old_meanings::provenance(""), "");
}

}   // namespace
