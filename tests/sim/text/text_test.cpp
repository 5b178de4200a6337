#include <array>
#include <charconv>
#include <limits>

#include <gtest/gtest.h>

#include "sim/text/text.hpp"

namespace {

const std::array<std::string, 4> levers{"admin_relief", "add_volunteers", "points", "venues"};

TEST(Nearest, FindsAWordWithTwoLettersSwapped) { EXPECT_EQ(sim::nearest("admin_releif", levers), "admin_relief"); }

TEST(Nearest, IgnoresCaseInAscii) { EXPECT_EQ(sim::nearest("VENUES", levers), "venues"); }

TEST(Nearest, AllowsAThirdOfTheLongerWord) {
    EXPECT_EQ(sim::nearest("poin", levers), "points");      // 2 of 6
    EXPECT_EQ(sim::nearest("poi", levers), std::nullopt);   // 3 of 6
}

TEST(Nearest, CountsCodePointsNotBytes) {
    const std::array<std::string, 2> places{"新华", "太平"};
    EXPECT_EQ(sim::nearest("新化", places), "新华");
    EXPECT_EQ(sim::nearest("铁西", places), std::nullopt);
}

TEST(Nearest, OfNothingIsNothing) {
    EXPECT_EQ(sim::nearest("", levers), std::nullopt);
    EXPECT_EQ(sim::nearest("points", {}), std::nullopt);
}

TEST(Nearest, SurvivesAVeryLongWord) { EXPECT_EQ(sim::nearest(std::string(1'000'000, 'a'), levers), std::nullopt); }

TEST(DidYouMean, IsASentenceEndOrNothing) {
    EXPECT_EQ(sim::did_you_mean("point", levers), "; did you mean 'points'?");
    EXPECT_EQ(sim::did_you_mean("something else", levers), "");
}

TEST(DisplayWidth, CountsChineseTwice) {
    EXPECT_EQ(sim::display_width("abc"), 3U);
    EXPECT_EQ(sim::display_width("勃利县"), 6U);
    EXPECT_EQ(sim::display_width("e\u0301"), 1U);   // a letter and an accent
    EXPECT_EQ(sim::display_width("，"), 2U);
    EXPECT_EQ(sim::display_width("\xff"), 1U);   // not UTF-8
}

TEST(Pad, FillsToAWidthAndNeverCuts) {
    EXPECT_EQ(sim::pad_right("太平", 6), "太平  ");
    EXPECT_EQ(sim::pad_left("太平", 6), "  太平");
    EXPECT_EQ(sim::pad_left("longer", 3), "longer");
}

TEST(FiniteNumber, IsTheWholeTextAndFinite) {
    EXPECT_EQ(sim::finite_number("0.5"), 0.5);
    EXPECT_EQ(sim::finite_number("+2"), 2.0);
    EXPECT_EQ(sim::finite_number("1e-320"), 1e-320);   // below the smallest normal number
    for (const char* const text : {"", "+", "+-2", "1e308x", " 1", "1e309", "1e-400", "inf", "nan", "two"})
        EXPECT_FALSE(sim::finite_number(text)) << text;
}

TEST(Shortest, IsWrittenAsPeopleWriteIt) {
    EXPECT_EQ(sim::shortest(0.7), "0.7");
    EXPECT_EQ(sim::shortest(0.7F), "0.7");
    EXPECT_EQ(sim::shortest(1e-9), "1e-09");
    EXPECT_EQ(sim::shortest(20230416.0), "20230416");
    EXPECT_EQ(sim::shortest(100000.0), "100000");
    EXPECT_EQ(sim::shortest(0.0001), "0.0001");
    EXPECT_EQ(sim::shortest(0.0), "0");
    EXPECT_EQ(sim::shortest(-3.55F), "-3.55");
}

TEST(Words, OfWhatWasSaidAreFoundInAnyPlace) {
    const std::vector<std::string> keys{"population",
                                        "population_seed",
                                        "seed",
                                        "arms.hire.policies.hire_workers.level",
                                        "arms.hire.policies.hire_workers.lever",
                                        "parameters.admin_share"};
    const auto found = [&](std::string_view said) { return sim::with_words_of(said, keys); };
    EXPECT_EQ(found("--population-seed"), std::vector{keys[1]});
    EXPECT_EQ(found("seed"), std::vector{keys[2]});
    EXPECT_EQ(found("arms.hire.level"), std::vector{keys[3]});
    EXPECT_EQ(found("admin_share"), std::vector{keys[5]});
    EXPECT_EQ(found("param.admin"), std::vector{keys[5]});
    EXPECT_TRUE(found("population.colour").empty());
    EXPECT_TRUE(found("").empty());
    EXPECT_EQ(sim::did_you_mean_by_words("hire.workers", keys),
              "; did you mean 'arms.hire.policies.hire_workers.level' or 'arms.hire.policies.hire_workers.lever'?");
}

TEST(Counted, EndsAsEnglishDoes) {
    EXPECT_EQ(sim::counted(1, "run"), "1 run");
    EXPECT_EQ(sim::counted(0, "run"), "0 runs");
    EXPECT_EQ(sim::counted(2, "community"), "2 communities");
    const std::vector<std::pair<std::size_t, std::string>> ordinals{
        {1, "1st"},   {2, "2nd"},   {3, "3rd"},   {4, "4th"},     {11, "11th"},  {12, "12th"},
        {13, "13th"}, {21, "21st"}, {52, "52nd"}, {103, "103rd"}, {112, "112th"}};
    for (const auto& [number, text] : ordinals) EXPECT_EQ(sim::ordinal(number), text);
}

TEST(Text, Utf8EndsBeforeTheFirstByteThatIsNot) {
    EXPECT_EQ(sim::utf8_prefix(""), 0U);
    EXPECT_EQ(sim::utf8_prefix("a勃利"), 7U);
    EXPECT_EQ(sim::utf8_prefix("a\xB2\xAA"), 1U);        // GBK
    EXPECT_EQ(sim::utf8_prefix("\xFF\xFE[\x01"), 0U);    // UTF-16
    EXPECT_EQ(sim::utf8_prefix("ab\xE5\x8B"), 2U);       // cut off
    EXPECT_EQ(sim::utf8_prefix("ab\xED\xA0\x80"), 2U);   // a surrogate
}

TEST(Text, WhatATerminalWouldObeyIsShown) {
    EXPECT_EQ(sim::visible("plain, 勃利县 ± é"), "plain, 勃利县 ± é");
    EXPECT_EQ(sim::visible("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
    EXPECT_EQ(sim::visible("a\tb\nc\rd"), "a\tb\nc\\rd");
    EXPECT_EQ(sim::visible("a\tb\nc", ""), "a\\tb\\nc");
    EXPECT_EQ(sim::visible(std::string_view{"\0\x7f", 2}), "\\x00\\x7f");
    EXPECT_EQ(sim::visible("\xC2\x9B"
                           "31m"),
              "\\x9b31m");   // a control character beyond ASCII
    EXPECT_EQ(sim::visible("\x9B"
                           "31m"),
              "\\x9b31m");                                             // a byte that a terminal may take for it
    EXPECT_EQ(sim::visible("a\u202Eb\u2066c"), "a\\u202eb\\u2066c");   // turns what follows around
    const std::string once = sim::visible("\x1b\u202e");
    EXPECT_EQ(sim::visible(once), once);
}

TEST(Text, JsonMeansTheSameWhenItIsMadeVisible) {
    EXPECT_EQ(sim::visible_json("{\n  \"a\": \"勃利\"\n}\n"), "{\n  \"a\": \"勃利\"\n}\n");
    EXPECT_EQ(sim::visible_json("\"a\x7f\u202Eb\xC2\x9B\""), "\"a\\u007f\\u202eb\\u009b\"");
}

TEST(Text, NamesAreToldApartFromLabelsOfTables) {
    for (const std::string name : {"base", "All", "all of it", "和平", "Chang'an"})
        EXPECT_EQ(sim::why_no_name(name), "") << name;
    for (const std::string name : {"", "all", "everybody", "全体", "a\x1b[1m", "two\nlines", "\u202Eabc", "\xFF"})
        EXPECT_NE(sim::why_no_name(name), "") << name;
    EXPECT_EQ(sim::why_no_title(""), "");
    EXPECT_EQ(sim::why_no_title("all"), "");
    EXPECT_NE(sim::why_no_title("a\x07").find("\\x07"), std::string::npos);
}

TEST(Shortest, ReadsBackAsTheSameNumber) {
    for (const double value :
         {0.1, 1.0 / 3, 1e15, 123456789012345.67, 1e300, 5e-324, std::numeric_limits<double>::max(), -2.5e-4}) {
        const std::string text = sim::shortest(value);
        double back = 0;
        std::from_chars(text.data(), text.data() + text.size(), back);
        EXPECT_EQ(back, value) << text;
    }
    for (const float value : {0.1F, 1.0F / 3, 1e7F, 16777216.0F, 1e38F, 1e-45F}) {
        const std::string text = sim::shortest(value);
        float back = 0;
        std::from_chars(text.data(), text.data() + text.size(), back);
        EXPECT_EQ(back, value) << text;
    }
}

}   // namespace
