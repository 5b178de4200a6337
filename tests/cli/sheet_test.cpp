// Tables and numbers as they stand in a terminal.

#include <limits>

#include <gtest/gtest.h>

#include "cli/sheet.hpp"

namespace {

using analysis::estimate;
using cli::cell;
using cli::marked;
using cli::table;
using kind = cli::column::kind;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

TEST(Sheet, PutsTextsToTheLeftAndNumbersToTheRight) {
    table t{{{"", "arm"}, {"", "level", kind::level, "%", 100, 1}, {"", "what is said"}}};
    t.rows.push_back({"base", estimate{0.123, 0.01, 4}, "long enough"});
    t.rows.push_back({"行政", estimate{1.5, 0.01, 4}, ""});   // takes four letters of a terminal
    EXPECT_EQ(cli::table_as("text", t),
              "arm   level, %  what is said\n"
              "base      12.3  long enough\n"
              "行政     150.0\n");
}

TEST(Sheet, MarksDifferencesThatAreNotZero) {
    table t{{{"", "x", kind::difference, "pp", 100, 2}}};
    t.rows.push_back({marked({0.5, 0.25, 4})});
    t.rows.push_back({cell{estimate{0.5, 0.25, 4}, cli::mark_of({0.5, 0.25, 4}, false)}});
    t.rows.push_back({marked({-0.5, 0.75, 4})});
    t.rows.push_back({marked({0.5, unknown, 1})});
    t.rows.push_back({marked({0, unknown, 4})});   // in all replicates
    t.rows.push_back({marked({unknown, unknown, 0})});
    EXPECT_EQ(cli::table_as("text", t),
              "        x, pp\n"
              "+50.00 ±25.00 *\n"
              "+50.00 ±25.00(*)\n"
              "-50.00 ±75.00\n"
              "     +50.00 ?\n"
              "            0\n"
              "\n");
}

TEST(Sheet, LeavesOutColumnsThatHaveNoHeadingOrHoldNothing) {
    table t{{{"a", ""}, {"b", "b", kind::number, "", 1, 0}, {"", " "}, {"c", "c", kind::setting}}};
    t.rows.push_back({"hidden", 1.0, {}, 0.123456});
    t.rows.push_back({"hidden", unknown, {}, "name"});
    EXPECT_EQ(cli::table_as("text", t).find("hidden"), std::string::npos);
    t.headed = false;
    EXPECT_EQ(cli::table_as("text", t), "1  0.1235\n-    name\n");
}

TEST(Sheet, FoldsWhatIsTooWide) {
    table t{{{"", "arm"}}};
    for (int c = 0; c < 12; ++c) t.columns.push_back({"", std::string(100, 'x'), kind::number, "", 1, 2, true});
    t.columns.push_back({"", "in all", kind::number, "", 1, 0});
    t.rows.emplace_back();
    t.rows[0].emplace_back("base");
    for (int c = 0; c < 12; ++c) t.rows[0].emplace_back(1.0);
    t.rows[0].emplace_back(12.0);
    const cli::printed folded = cli::in_terminal(t);
    EXPECT_EQ(folded.left_out, 4U);   // eight stay, whatever their width
    EXPECT_TRUE(folded.text.ends_with(
        "      12\n4 columns are left out here, where there is no room for them; --format csv has all\n"))
        << folded.text;
    t.columns.resize(9);
    t.rows[0].resize(9);
    EXPECT_EQ(cli::in_terminal(t).left_out, 0U);
}

TEST(Sheet, SaysWhatAQuestionMarkStandsFor) {
    table t{{{"", "x", kind::difference}, {"hidden", "", kind::difference}, {"", "level", kind::level}}};
    const estimate alike{0.5, unknown, 4}, none{0, unknown, 4};
    t.rows.push_back({marked(none), marked(alike), alike});   // none of these shows one
    EXPECT_EQ(cli::remark_of_alike(t), "");
    t.rows.push_back({marked(alike), {}, {}});
    EXPECT_NE(cli::remark_of_alike(t).find("? All replicates are alike here"), std::string::npos);
    table prices{{{"", "price", kind::ratio}}};
    prices.rows.push_back({analysis::ratio{2, 1, 3}});
    EXPECT_EQ(cli::remark_of_alike(prices), "");
    prices.rows.push_back({analysis::ratio{2, unknown, unknown}});
    EXPECT_NE(cli::remark_of_alike(prices), "");
}

TEST(Sheet, WritesRatiosAndIntervals) {
    EXPECT_EQ(cli::ratio_text({2, 1, 4}, 100, 0), "200 (100 to 400)");
    EXPECT_EQ(cli::ratio_text({2, unknown, unknown}, 1, 1), "2.0 ?");
    EXPECT_EQ(cli::ratio_text({unknown, unknown, unknown}, 1, 1), "-");
    EXPECT_EQ(cli::with_interval({0.5, 0.25, 4}, 1, 2), "+0.50 ±0.25");
    EXPECT_EQ(cli::with_interval({0.5, 0.25, 4}, 1, 2, cli::sign::none), "0.50 ±0.25");
    EXPECT_EQ(cli::with_interval({0, unknown, 4}, 1, 2), "0");
    EXPECT_EQ(cli::with_interval({0, unknown, 4}, 1, 2, cli::sign::none), "0.00 ?");
}

TEST(Sheet, IsMarkdownWhereAskedFor) {
    table t{{{"", "name"}, {"", "a | b"}}};
    t.rows.push_back({"x", "one\ntwo"});
    EXPECT_EQ(cli::table_as("markdown", t), "| name | a \\| b |\n|---|---|\n| x | one\ntwo |\n");
}

}   // namespace
