// Tables of values: what programs and the page read of them. How they stand in a terminal: tests/cli/sheet_test.cpp.

#include <limits>
#include <optional>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "analysis/table.hpp"

namespace {

using analysis::cell;
using analysis::csv_of;
using analysis::estimate;
using analysis::interval;
using analysis::table;
using kind = analysis::column::kind;
using json = nlohmann::ordered_json;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

table of_all_kinds() {
    table t{{{"name"},
             {"count", "", kind::number},
             {"x", "", kind::number},
             {"effect", "", kind::difference},
             {"price", "", kind::ratio},
             {"", "only for people"}}};
    t.rows.push_back({"a, b", std::size_t{3}, 0.1, estimate{0.5, 0.25, 4}, analysis::ratio{2, 1, 4}, "a sentence"});
    t.rows.push_back({"c", {}, unknown, estimate{0.5, unknown, 1}, {}, {}});
    return t;
}

TEST(Table, IsCsvWithTheEndsOfIntervals) {
    EXPECT_EQ(csv_of(of_all_kinds()),
              "name,count,x,effect,effect_low,effect_high,price,price_low,price_high\n"
              "\"a, b\",3,0.1,0.5,0.25,0.75,2,1,4\n"
              "c,,,0.5,,,,,\n");
}

TEST(Table, OfWorldsSaysSoAndHowCloselyItsEndsAreKnown) {
    std::vector<double> values;
    for (int w = 1; w <= 100; ++w) values.push_back(w);
    table t{{{"arm"}, {"effect", "", kind::difference}, {"price", "", kind::ratio}}};
    t.rows.push_back({"a", analysis::over_worlds(values), analysis::ratio{2, 1, 4}});
    t.rows.push_back({"b", {}, {}});
    t.worlds = 100;
    t.intervals = analysis::name_of_ranges(100);
    EXPECT_EQ(csv_of(t),
              "arm,effect,effect_low,effect_high,effect_low_from,effect_low_to,effect_high_from,effect_high_to,price,"
              "price_low,price_high,interval,worlds\n"
              "a,50.5,5,96,1,11,90,100,2,1,4,range over worlds,100\n"
              "b,,,,,,,,,,,range over worlds,100\n");
    EXPECT_EQ(rows_of(t)[0]["effect"],
              json::parse(R"({"median": 50.5, "low": 5.0, "high": 96.0, "interval": "range over worlds", "worlds": 100,
                              "mean": 50.5, "above_zero": 100, "below_zero": 0, "low_from": 1.0, "low_to": 11.0,
                              "high_from": 90.0, "high_to": 100.0})"));
    EXPECT_EQ(analysis::name_of_ranges(31), "least and most of worlds");
}

TEST(Table, IsJsonWithoutWhatHoldsNothing) {
    EXPECT_EQ(rows_of(of_all_kinds()),
              json::parse(R"([{"name": "a, b", "count": 3, "x": 0.1, "effect": {"mean": 0.5, "low": 0.25, "high": 0.75},
                               "price": {"value": 2.0, "low": 1.0, "high": 4.0}},
                              {"name": "c", "x": null, "effect": {"mean": 0.5, "low": null, "high": null}}])"));
}

TEST(Table, HasAColumnOfThePageForEachEndOfAnInterval) {
    table t{{analysis::place_column("arm", "arms"), analysis::interval_column("level"), {"note"}}};
    t.rows.push_back({std::size_t{1}, in_unit(estimate{0.25, 0.0625, 4}, 100), "said"});
    t.rows.push_back({std::size_t{0}, in_unit(estimate{0.25, unknown, 1}), {}});
    t.rows.push_back({std::size_t{0}, in_unit(estimate{0, 0, 0}), {}});   // of no replicates
    EXPECT_EQ(columns_of(t), json::parse(R"([{"name": "arm", "labels": "arms", "values": [1, 0, 0]},
                                             {"name": "level", "values": [25.0, 0.25, null]},
                                             {"name": "level_low", "values": [18.75, null, null]},
                                             {"name": "level_high", "values": [31.25, null, null]},
                                             {"name": "note", "values": ["said", null, null]}])"));
}

TEST(Table, TellsColumnsOfThePageWithoutRows) {
    EXPECT_EQ(columns_of(table{{{"a"}}}), json::parse(R"([{"name": "a", "values": []}])"));
}

TEST(Table, CallsPlacesByTheirNamesInCsv) {
    table t{{analysis::place_column("better", "arms"), {"place"}}};
    t.rows.push_back({std::optional<std::size_t>{1}, std::size_t{1}});
    t.rows.push_back({std::optional<std::size_t>{}, std::size_t{0}});
    const auto called = [](const std::string& list, std::size_t at) { return list + "=" + std::to_string(at); };
    EXPECT_EQ(csv_of(t, "\r\n", called), "better,place\r\narms=1,1\r\n,0\r\n");
    t.headed = false;
    EXPECT_EQ(csv_of(t, "\n", called), "arms=1,1\n,0\n");
}

}   // namespace
