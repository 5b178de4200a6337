// The report's tables; its numbers are compared with NumPy in tests/report/.

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "analysis/report/table.hpp"

namespace {

using analysis::report::json;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

json model_with(const analysis::report::table& one) {
    json model{{"labels", {{"arms", json::array()}}}, {"tables", {{"one", one.as_json()}}}};
    model["labels"]["arms"].push_back(analysis::report::label("base", "As today", "现状"));
    model["labels"]["arms"].push_back(analysis::report::label("a, b", "", ""));
    return model;
}

TEST(ReportTable, HasAColumnForEachEndOfAnInterval) {
    std::vector<analysis::report::column> columns{{"arm", "arms"}};
    analysis::report::add_interval(columns, "level");
    analysis::report::table t{columns};
    t.row().add(std::size_t{0}).add(analysis::estimate{0.25, 0.05, 4}, 100);
    t.row().add(std::size_t{1}).add(analysis::estimate{0.5, unknown, 1});
    const json told = t.as_json();
    ASSERT_EQ(told.size(), 4U);
    EXPECT_EQ(told[0]["labels"], "arms");
    EXPECT_EQ(told[2]["name"], "level_low");
    EXPECT_DOUBLE_EQ(told[1]["values"][0].get<double>(), 25);
    EXPECT_DOUBLE_EQ(told[2]["values"][0].get<double>(), 20);
    EXPECT_DOUBLE_EQ(told[3]["values"][0].get<double>(), 30);
    EXPECT_DOUBLE_EQ(told[1]["values"][1].get<double>(), 0.5);
    EXPECT_TRUE(told[2]["values"][1].is_null());
    EXPECT_EQ(told.dump().find("NaN"), std::string::npos);
}

TEST(ReportTable, LeavesOutWhatIsNotKnown) {
    std::vector<analysis::report::column> columns;
    analysis::report::add_interval(columns, "price");
    analysis::report::table t{columns};
    EXPECT_TRUE(t.empty());
    t.row().add(analysis::ratio{unknown, unknown, unknown});
    t.row().add(analysis::estimate{0, 0, 0});
    EXPECT_FALSE(t.empty());
    for (const json& column : t.as_json())
        for (const json& value : column["values"]) EXPECT_TRUE(value.is_null());
}

TEST(ReportTable, IsCsvForASpreadsheet) {
    analysis::report::table t{{{"arm", "arms"}, {"note", ""}, {"value", ""}}};
    t.row().add(std::size_t{0}).add(std::string{"say \"so\""}).add(0.1);
    t.row().add(std::size_t{1}).add(std::string{"plain"}).add(unknown);
    EXPECT_EQ(analysis::report::csv_of(model_with(t), "one"),
              "\xEF\xBB\xBF"
              "arm,note,value\r\nbase,\"say \"\"so\"\"\",0.1\r\n\"a, b\",plain,\r\n");
}

TEST(ReportTable, NamesThingsInBothLanguages) {
    const json both = analysis::report::label("base", "As today", "");
    EXPECT_EQ(both["en"], "As today");
    EXPECT_EQ(both["zh"], "As today");
    EXPECT_EQ(analysis::report::label("venues", "venues", "场地")["zh"], "场地");
    const json none = analysis::report::label("base", "", "");
    EXPECT_EQ(none["en"], "base");
    EXPECT_EQ(none["zh"], "base");
}

TEST(ReportTable, ShortensNumbersForPictures) {
    EXPECT_EQ(analysis::report::shortened(1.23456789), 1.23457);
    EXPECT_EQ(analysis::report::shortened(-123456789.0), -123457000.0);
    EXPECT_TRUE(std::isnan(analysis::report::shortened(unknown)));
}

}   // namespace
