// What the page is made of; its numbers are compared with NumPy in tests/report/.

#include <limits>

#include <gtest/gtest.h>

#include "analysis/report/page_model.hpp"

namespace {

using analysis::report::json;

analysis::report::page_model with_one_table() {
    analysis::report::page_model model;
    model.about["title"] = "\xFF";   // not UTF-8
    model.labels["arms"] = {analysis::report::label("base", "As today", "现状"),
                            analysis::report::label("a, b", "", "")};
    analysis::table one{{analysis::place_column("arm", "arms"), {"note"}, {"value"}}};
    one.rows.push_back({std::size_t{0}, "say \"so\"", 0.1});
    one.rows.push_back({std::size_t{1}, "plain", std::numeric_limits<double>::quiet_NaN()});
    model.add("one", std::move(one));
    model.add("none", {{{"x"}}});
    return model;
}

TEST(ReportModel, IsJsonOfWhatItIsAboutItsLabelsAndTables) {
    const json told = json::parse(with_one_table().as_json());
    EXPECT_EQ(told["about"]["title"], "\uFFFD");
    EXPECT_EQ(told["labels"]["arms"][1]["name"], "a, b");
    EXPECT_EQ(told["tables"]["one"][1]["values"], json({"say \"so\"", "plain"}));
    EXPECT_EQ(told["tables"]["one"][2]["values"], json({0.1, nullptr}));
    EXPECT_EQ(told["tables"]["none"][0]["values"], json::array());
}

TEST(ReportModel, HasTablesAsCsvForASpreadsheet) {
    const analysis::report::page_model model = with_one_table();
    EXPECT_EQ(model.csv_of(model.tables.front().second),
              "\xEF\xBB\xBF"
              "arm,note,value\r\nbase,\"say \"\"so\"\"\",0.1\r\n\"a, b\",plain,\r\n");
}

}   // namespace
