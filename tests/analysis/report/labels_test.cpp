// What the page calls things, and how it draws numbers.

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "analysis/report/labels.hpp"

namespace {

TEST(ReportLabels, NameThingsInBothLanguages) {
    const analysis::report::json both = analysis::report::label("base", "As today", "");
    EXPECT_EQ(both["en"], "As today");
    EXPECT_EQ(both["zh"], "As today");
    EXPECT_EQ(analysis::report::label("venues", "venues", "场地")["zh"], "场地");
    const analysis::report::json none = analysis::report::label("base", "", "");
    EXPECT_EQ(none["en"], "base");
    EXPECT_EQ(none["zh"], "base");
}

TEST(ReportLabels, ShortenNumbersForPictures) {
    EXPECT_EQ(analysis::report::shortened(1.23456789), 1.23457);
    EXPECT_EQ(analysis::report::shortened(-123456789.0), -123457000.0);
    EXPECT_EQ(analysis::report::shortened(1.23456789e-30), 1.23457e-30);
    EXPECT_EQ(analysis::report::shortened(0), 0);
    EXPECT_TRUE(std::isnan(analysis::report::shortened(std::numeric_limits<double>::quiet_NaN())));
}

}   // namespace
