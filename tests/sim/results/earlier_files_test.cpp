#include <gtest/gtest.h>

#include "sim/results/earlier_files.hpp"

namespace {

// The same by the names of then, where a file of an earlier version says nothing of it.
TEST(EarlierFiles, MeantByNamesWhatFilesSayNow) {
    namespace earlier_files = sim::earlier_files;
    EXPECT_EQ(earlier_files::measure("cost", "CNY/week").about, sim::role::money);
    EXPECT_EQ(earlier_files::measure("waiting", "weeks").about, sim::role::service);
    EXPECT_EQ(earlier_files::measure("waiting", "weeks").better, sim::direction::less);
    EXPECT_EQ(earlier_files::measure("of somebody's own", "1").about, sim::role::other);
    EXPECT_EQ(earlier_files::observation("spending", "CNY").about, sim::role::money);
    EXPECT_EQ(earlier_files::observation("hours_admin", "h").part_of,
              earlier_files::observation("hours_service", "h").part_of);
    EXPECT_EQ(earlier_files::observation("volunteer_hours", "h").about, sim::role::hours);
    EXPECT_EQ(earlier_files::observation("volunteer_hours", "h").part_of, "");
    EXPECT_EQ(earlier_files::axis("channel"), sim::axis_kind::choice);
    EXPECT_EQ(earlier_files::axis("agent"), sim::axis_kind::other);
    EXPECT_TRUE(earlier_files::chosen("policy"));
    EXPECT_FALSE(earlier_files::chosen("emergency"));
    EXPECT_EQ(earlier_files::provenance("assumed; kept below bistability"), "assumed");
    EXPECT_EQ(earlier_files::provenance("none in the baseline"), "definition");
    EXPECT_EQ(earlier_files::provenance("half of it assumed"), "derived");
    EXPECT_EQ(earlier_files::provenance("statutory"), "measured");
    EXPECT_EQ(earlier_files::provenance(""), "");
}

}   // namespace
