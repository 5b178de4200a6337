#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

#include "sim/text/toml.hpp"
#include "tests/support/scratch.hpp"

namespace {

using sim::assignment;
using sim::mistakes;
using sim::node;

const sim::model_keys no_paths{{}, {"lever"}};
const sim::model_keys population_path{{"population"}, {"lever"}};

node parse(const std::string& text) {
    mistakes wrong;
    node tree = sim::parse_toml(text, "s.toml", wrong);
    EXPECT_TRUE(wrong.empty()) << sim::describe(wrong);
    return tree;
}

mistakes wrong_in(const std::string& text) {
    mistakes wrong;
    (void)sim::parse_toml(text, "s.toml", wrong);
    return wrong;
}

// The tree after --set KEY=VALUE, as TOML.
std::string after(const std::string& text, const std::vector<assignment>& set, mistakes& wrong) {
    const test::scratch folder;
    return sim::to_toml(sim::read_toml(folder.write("s.toml", text), set, no_paths, wrong));
}
std::string after(const std::string& text, const std::vector<assignment>& set) {
    mistakes wrong;
    std::string made = after(text, set, wrong);
    EXPECT_TRUE(wrong.empty()) << sim::describe(wrong);
    return made;
}
std::string refused(const std::string& text, const std::string& key, const std::string& value) {
    mistakes wrong;
    const std::string unchanged = after(text, {});
    EXPECT_EQ(after(text, {{key, value}}, wrong), unchanged);
    if (wrong.size() != 1) return "not one mistake";
    EXPECT_EQ(wrong[0].where, sim::place{});
    EXPECT_TRUE(wrong[0].what.starts_with("--set " + key + "=" + value + ": ")) << wrong[0].what;
    return wrong[0].what;
}

#define EXPECT_SAYS(text, words) EXPECT_NE(std::string{text}.find(words), std::string::npos) << text

bool equal(const node& a, const node& b);
bool equal(const node::array& a, const node::array& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const node& x, const node& y) { return equal(x, y); });
}
bool equal(const node& a, const node& b) {
    if (a.value.index() != b.value.index()) return false;
    if (a.as_array() != nullptr) return equal(*a.as_array(), *b.as_array());
    if (a.as_table() == nullptr) {
        if (const auto* const x = std::get_if<double>(&a.value)) return *x == std::get<double>(b.value);
        if (const auto* const x = std::get_if<std::int64_t>(&a.value)) return *x == std::get<std::int64_t>(b.value);
        if (const auto* const x = std::get_if<bool>(&a.value)) return *x == std::get<bool>(b.value);
        return *a.as_string() == *b.as_string();
    }
    return std::equal(
        a.as_table()->begin(), a.as_table()->end(), b.as_table()->begin(), b.as_table()->end(),
        [](const node::entry& x, const node::entry& y) { return x.key == y.key && equal(x.value, y.value); });
}

// ---- reading

TEST(Toml, KeepsTheOrderOfTheFile) {
    const node tree = parse("zebra = 1\napple = 2\n[tables.b]\nx = 1\n[middle]\n[tables.a]\n");
    std::string order;
    for (const auto& one : *tree.as_table()) order += one.key + " ";
    EXPECT_EQ(order, "zebra apple tables middle ");
    EXPECT_EQ(tree.find("tables")->as_table()->front().key, "b");
}

TEST(Toml, PlacesCountCodePoints) {
    const node tree = parse("\"标题\" = \"勃利\"\n[p]\n  habit_rate = 0.1\n");
    EXPECT_EQ(tree.as_table()->front().where, (sim::place{"s.toml", 1, 1}));
    EXPECT_EQ(tree.find("标题")->where, (sim::place{"s.toml", 1, 8}));
    EXPECT_EQ(tree.find("p")->find("habit_rate")->where, (sim::place{"s.toml", 3, 16}));
}

TEST(Toml, DatesAreRefusedAndTheRestIsKept) {
    mistakes wrong;
    const node tree = sim::parse_toml("a = 2023-04-16\nb = 12:00:00\nc = 1\n", "s.toml", wrong);
    ASSERT_EQ(wrong.size(), 2U);
    EXPECT_EQ(wrong[0].where, (sim::place{"s.toml", 1, 5}));
    EXPECT_SAYS(wrong[0].what, "dates");
    EXPECT_EQ(tree.as_table()->size(), 1U);
}

TEST(Toml, AKeySaidTwiceIsNamed) {
    const auto wrong = wrong_in("weeks = 1\nburn_in = 2\nweeks = 3\n");
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong[0].where.line, 3);
    EXPECT_SAYS(wrong[0].what, "'weeks' is said twice");
    EXPECT_SAYS(wrong_in("[a]\n[a]\n")[0].what, "said twice");
}

TEST(Toml, AHeadingSaidTwiceIsToldOfDoubleBrackets) {
    EXPECT_NE(
        std::string{wrong_in("[arms.x.policies]\na = 1\n[arms.x.policies]\na = 2\n")[0].what}.find("double brackets"),
        std::string::npos);
    EXPECT_EQ(std::string{wrong_in("a = 1\na = 2\n")[0].what}.find("double brackets"), std::string::npos);
}

TEST(Toml, SyntaxErrorsHaveAPlaceAndAdvice) {
    const auto unquoted = wrong_in("weeks = 3\ndemography = off\n");
    ASSERT_EQ(unquoted.size(), 1U);
    EXPECT_EQ(unquoted[0].where, (sim::place{"s.toml", 2, 14}));
    EXPECT_SAYS(unquoted[0].what, "needs quotes");
    EXPECT_EQ(wrong_in("a = 1\n\"x\" . 勃利 = 1\n")[0].where, (sim::place{"s.toml", 2, 7}));
    EXPECT_SAYS(wrong_in("勃利 = 1\n")[0].what, "in quotes only");
    EXPECT_EQ(wrong_in("a = [1, 2\n").size(), 1U);
    EXPECT_EQ(wrong_in("a = 99999999999999999999\n")[0].where.line, 1);
    EXPECT_EQ(wrong_in("a = \"\xff\"\n").size(), 1U);
}

TEST(Toml, AQuoteThatIsNotClosedIsToldWhereItOpens) {
    const auto told = [](const std::string& text, int line, int column, const std::string& words) {
        const auto wrong = wrong_in(text);
        ASSERT_EQ(wrong.size(), 1U) << text;
        EXPECT_EQ(wrong[0].where, (sim::place{"s.toml", line, column})) << text << wrong[0].what;
        EXPECT_SAYS(wrong[0].what, words);
    };
    told("a = 1\ntitle = \"Boli\nweeks = 3\n", 2, 9, "not closed; put a \" where");
    told("title = 'Boli\n", 1, 9, "not closed; put a ' where");
    told("title = \"\"\"Boli\nweeks = 3\n", 1, 9, "three quotes are not closed");
    told("targets = [\"a\", \"b]\n", 1, 17, "not closed");
    told("title = \"勃利”\n", 1, 9, "a straight one");
    // An earlier quote than the last one is missing.
    told("targets = [\"a, \"b\"]\n", 1, 12, "close the quote where the text should end");
    told("targets = [\"东风, \"和平\"]\n", 1, 12, "close the quote where the text should end");
    // What comes before it is told first, and it does not take the blame.
    told("level = 50%\ntitle = \"Boli\n", 1, 11, "0.5");
}

TEST(Toml, SlipsAreToldWithWhatToWrite) {
    const std::vector<std::pair<std::string, std::string>> slips{
        {"level = 50%", "a share is written as a number: 0.5"},
        {"level = 12.5 %", "a share is written as a number: 0.125"},
        {"level = .5", "write 0.5"},
        {"level = 0,5", "write 0.5"},
        {"weeks = 1,000", "write 1000"},
        {"level = 1/2", "write 0.5"},
        {"ramp = 3 weeks", "without its unit: write 3"},
        {"ramp = 3weeks", "without its unit: write 3"},
        {"weeks = 052", "write 52"},
        {"level = 0.5;", "leave out the ;"},
        {"level = 0.5 // half", "begins with #"},
        {"level = 0.5 ramp = 3", "move 'ramp' to a line of its own"},
        {"level = 0.5, ramp = 3", "each key stands on a line of its own"},
        {"demography = True", "write true"},
        {"demography = off", "write \"off\""},
        {"demography = yes", "is written \"on\""},
        {"title: \"x\"", "joined by =, not by a colon"},
        {"targets = [Heping]", "write \"Heping\""},
        {"population = \"C:\\Users\\town\"", "write paths with /"},
        {"x = { a = 1,\n b = 2 }", "stands on one line"},
        {"[arms.my arm]", "letters a to z, digits, - and _ alone"},
        {"[arms.x", "this heading is not closed"},
        {"title = “x”", "another quote than TOML's"},
        {"title ＝ 1", "write ="},
        {"title：1", "write ="},
        {"targets = [\"a\"，\"b\"]", "write ,"},
        {"targets = [\"a\"、\"b\"]", "write ,"},
        {"level = ０", "write 0"},
        {"［arms.base］", "write ["},
        {"level = 50％", "a share is written as a number, 0.5 for 50 %"},
        {"level\u3000= 1", "plain"},
    };
    for (const auto& [text, words] : slips) {
        const auto wrong = wrong_in("a = 1\n" + text + "\n");
        ASSERT_EQ(wrong.size(), 1U) << text;
        EXPECT_EQ(wrong[0].where.line, 2) << text;
        EXPECT_SAYS(wrong[0].what, words) << " " << text;
    }
}

TEST(TableReader, ANumberThatIsNoneIsToldWithTheOneToWrite) {
    const auto told = [](const std::string& text) {
        mistakes wrong;
        const node tree = parse(text);
        sim::table_reader from{tree, "the scenario", wrong};
        (void)from.number("level", 0, 1, "share", "how far");
        (void)from.whole("weeks", 0, 10, "weeks", "how long");
        return wrong.size() == 1 ? wrong[0].what : "not one mistake";
    };
    EXPECT_SAYS(told("level = \"50%\"\n"), "a share is written as a number: 0.5");
    EXPECT_SAYS(told("level = \"0.5\"\n"), "numbers stand without quotes: write 0.5");
    EXPECT_SAYS(told("level = 70\n"), "if 70 % is meant, write 0.7");
    EXPECT_SAYS(told("weeks = \"3 weeks\"\n"), "without its unit: write 3");
    EXPECT_SAYS(told("weeks = 2.0\n"), "found the number 2.0; write 2");
    EXPECT_EQ(told("level = 1.5\n").find("write"), std::string::npos);
}

TEST(TableReader, HeadingsAreToldWithTheirWholePath) {
    mistakes wrong;
    const node tree = parse("[arms.x.policies]\nlever = 'points'\n");
    sim::table_reader root{tree, "the scenario", wrong};
    sim::table_reader arm{root, *tree.find("arms")->find("x"), "arms.x", "arm 'x'"};
    (void)arm.tables("policies");
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_SAYS(wrong[0].what, "double brackets: [[arms.x.policies]]");
}

TEST(TableReader, AMisspeltKeyIsNotToldAsMissingToo) {
    mistakes wrong;
    const node tree = parse("levl = 0.5\n");
    sim::table_reader from{tree, "a policy", wrong};
    (void)from.any("level");
    (void)from.any("start");
    EXPECT_FALSE(from.lacks("level"));
    EXPECT_TRUE(from.lacks("start"));
}

TEST(Toml, DeepNestingIsAMistakeNotACrash) {
    std::string dotted = "a", opened = "a = ", tables = "a = ", header = "[a", hidden = "x = \"\"\"\"a\"\"\"\"\na";
    for (int i = 0; i < 200'000; ++i) {
        dotted += ".a";
        opened += "[";
        tables += "{a=";
        header += ".'a'";
        hidden += " . a";
    }
    for (const std::string& text : {dotted + " = 1", opened, tables, header + "]", hidden + " = 1"})
        EXPECT_EQ(wrong_in(text).size(), 1U) << text.substr(0, 20);
    std::string lists = "1";
    for (int i = 0; i < 38; ++i) lists = "[" + lists + "]";
    EXPECT_SAYS(wrong_in("x = 1\na = " + lists)[0].what, "deeply");
}

TEST(Toml, WhatTomlPlusPlusCannotStandIsAMistake) {
    for (const std::string text : {"[=",
                                   "[#",
                                   "[[[",
                                   "[[ [a]]",
                                   "[ [a]]",
                                   "[\n]",
                                   "[",
                                   "[[",
                                   "[]",
                                   "[.a]",
                                   "x = 1\n  [[=]]",
                                   "a = £",
                                   "a = [「]",
                                   "「 = 1",
                                   "[「]",
                                   "a = \"\\「\"",
                                   "a = \"\"\"\\「\"\"\"",
                                   "a = \"\"\"x\\\n  「\"\"\"",
                                   "a = \"\"\"x\\ 「\"\"\"",
                                   "a = \"x\\",
                                   "a = \"x\\\n",
                                   "a = \"\"\"x\\\n"})
        EXPECT_EQ(wrong_in(text).size(), 1U) << text;
    EXPECT_EQ(parse("a = [\n  [1],\n[[2]]]\nb = {x = [\n[3]]}\n['c']\n[ \"d\" ]\n[[ e ]]\n").as_table()->size(), 5U);
    EXPECT_EQ(*parse("\xEF\xBB\xBF# £\na = \"£「\\\"「\" # 「\nb = '\\「'\nc = \"\"\"「\n「\\\n  x\\\\「\"\"\"\n")
                   .find("c")
                   ->as_string(),
              "「\n「x\\「");
}

TEST(Toml, ALongFileIsRead) {
    std::string text;
    for (int i = 0; i < 30'000; ++i) text += "key_" + std::to_string(i) + " = [1.5, 2.5, 3.5]   # a.b.c.d.e\n";
    EXPECT_EQ(parse(text).as_table()->size(), 30'000U);
}

TEST(Toml, DotsInStringsAndCommentsAreNotKeys) {
    const std::string dots(500, '.');
    const node tree = parse("a = \"" + dots + "\\\"" + dots + "\" # " + dots + "\nb = '" + dots + "'\nc = \"\"\"\n" +
                            dots + "\"\"\"\"\n");
    EXPECT_EQ(tree.as_table()->size(), 3U);
}

// ---- including

TEST(Include, MergesTablesAndReplacesArrays) {
    const test::scratch folder;
    folder.write("base.toml",
                 "title = \"base\"\nweeks = 10\n[arms.base]\n[arms.relief]\npolicies = [{ lever = \"a\" }, { lever = "
                 "\"b\" }]\n[parameters]\nx = 1\ny = 2\n");
    const auto file = folder.write("top.toml",
                                   "include = \"base.toml\"\nseed = 3\nweeks = 20\n[parameters]\ny = 3\nz = "
                                   "4\n[arms.relief]\npolicies = [{ lever = \"c\" }]\n");
    mistakes wrong;
    const node tree = sim::read_toml(file, {}, no_paths, wrong);
    EXPECT_TRUE(wrong.empty()) << sim::describe(wrong);
    const node wanted = parse(
        "title = \"base\"\nweeks = 20\narms = { base = {}, relief = { policies = [{ lever = \"c\" }] } }\nparameters = "
        "{ x = 1, y = 3, z = 4 }\nseed = 3\n");
    EXPECT_EQ(sim::to_toml(tree), sim::to_toml(wanted));
    EXPECT_EQ(tree.find("parameters")->find("x")->where.file, folder.path("base.toml"));
    EXPECT_EQ(tree.find("parameters")->find("y")->where, (sim::place{file, 5, 5}));
}

TEST(Include, TakesSeveralFilesTheLaterOverTheEarlier) {
    const test::scratch folder;
    folder.write("a.toml", "x = 1\ny = 1\n");
    folder.write("b.toml", "y = 2\nz = 2\n");
    mistakes wrong;
    const node tree =
        sim::read_toml(folder.write("top.toml", "include = [\"a.toml\", \"b.toml\"]\nz = 3\n"), {}, no_paths, wrong);
    EXPECT_TRUE(wrong.empty());
    EXPECT_EQ(sim::to_toml(tree), "x = 1\ny = 2\nz = 3\n");
}

TEST(Include, MakesPathsRelativeToTheFileThatSaysThem) {
    const test::scratch folder;
    folder.write("boli/base.toml", "population = \"./people/\"\n");
    const auto file = folder.write("mine/top.toml", "include = \"../boli/base.toml\"\n");
    mistakes wrong;
    const node tree = sim::read_toml(file, {}, population_path, wrong);
    EXPECT_EQ(*tree.find("population")->as_string(), folder.path("boli/people"));
    const std::vector<assignment> set{{"population", "elsewhere/people"}};
    EXPECT_EQ(*sim::read_toml(file, set, population_path, wrong).find("population")->as_string(), "elsewhere/people");
    const auto fixed = folder.write("fixed.toml", "population = \"/data/x\"\n");
    EXPECT_EQ(*sim::read_toml(fixed, {}, population_path, wrong).find("population")->as_string(), "/data/x");
    EXPECT_TRUE(wrong.empty());
}

TEST(Include, OfItselfNamesTheCircle) {
    const test::scratch folder;
    folder.write("a.toml", "include = \"b.toml\"\n");
    const auto b = folder.write("b.toml", "x = 1\ninclude = \"./a.toml\"\n");
    mistakes wrong;
    (void)sim::read_toml(folder.path("a.toml"), {}, no_paths, wrong);
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong[0].where, (sim::place{b, 2, 11}));
    EXPECT_SAYS(wrong[0].what, "b.toml' includes '" + folder.path("a.toml") + "'");
}

TEST(Include, OfAMissingFileIsSaidWhereItIsNamed) {
    const test::scratch folder;
    const auto file = folder.write("a.toml", "x = 1\ninclude = [\"gone.toml\", 3]\n");
    mistakes wrong;
    (void)sim::read_toml(file, {}, no_paths, wrong);
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong[0].where, (sim::place{file, 2, 25}));
    folder.write("a.toml", "x = 1\ninclude = [\"gone.toml\", \"\\u0001also\"]\n");
    wrong = {};
    (void)sim::read_toml(file, {}, no_paths, wrong);
    ASSERT_EQ(wrong.size(), 2U);
    EXPECT_EQ(wrong[0].where, (sim::place{file, 2, 12}));
    EXPECT_SAYS(wrong[0].what, "no such file");
}

TEST(Include, TwiceOfOneFileIsNoCircleAndTakesNoTime) {
    const test::scratch folder;
    folder.write("0.toml", "x = 1\n");
    for (int i = 1; i < 30; ++i)
        folder.write(std::to_string(i) + ".toml",
                     "include = [\"" + std::to_string(i - 1) + ".toml\", \"" + std::to_string(i - 1) + ".toml\"]\n");
    mistakes wrong;
    EXPECT_EQ(sim::to_toml(sim::read_toml(folder.path("29.toml"), {}, no_paths, wrong)), "x = 1\n");
    EXPECT_TRUE(wrong.empty());
}

TEST(Toml, AMissingFileOrAFolderIsAMistake) {
    const test::scratch folder;
    for (const std::string& name : {folder.path("none.toml"), folder.path()}) {
        mistakes wrong;
        (void)sim::read_toml(name, {}, no_paths, wrong);
        ASSERT_EQ(wrong.size(), 1U);
        EXPECT_EQ(wrong[0].where, (sim::place{name, 0, 0}));
    }
}

// ---- assigning

const std::string arms = R"(weeks = 10
[arms.base]
[arms.relief]
title = "x"
[[arms.relief.policies]]
lever = "admin_relief"
level = 0.5
[[arms.relief.policies]]
lever = "points"
level = 0.1
[[arms.relief.policies]]
lever = "points"
level = 0.2
)";

TEST(Set, ValuesAreTomlOrBareText) {
    const auto value = [](const std::string& said) { return after("a = 0\n", {{"a", said}}); };
    EXPECT_EQ(value("3"), "a = 3\n");
    EXPECT_EQ(value(" 0.5 "), "a = 0.5\n");
    EXPECT_EQ(value("true"), "a = true\n");
    EXPECT_EQ(value("on"), "a = \"on\"\n");
    EXPECT_EQ(value("\"3\""), "a = \"3\"\n");
    EXPECT_EQ(value("[1, 2]"), "a = [1, 2]\n");
    EXPECT_EQ(value("{ low = 1.0 }"), "[a]\nlow = 1.0\n");
    EXPECT_EQ(value("新华 街道"), "a = \"新华 街道\"\n");
    EXPECT_EQ(value("2023-04-16"), "a = \"2023-04-16\"\n");
    EXPECT_EQ(value(""), "a = \"\"\n");
    EXPECT_EQ(value("1\nb = 2"), "a = \"1\\nb = 2\"\n");
}

TEST(Set, AnArrayOfTablesIsAddressedByLever) {
    const node tree = parse(after(arms, {{"arms.relief.policies.admin_relief.level", "0.75"},
                                         {"arms.relief.policies.points[1].level", "0.9"},
                                         {"arms.relief.policies[1].start", "4"},
                                         {"weeks", "20"}}));
    const auto& policies = *tree.find("arms")->find("relief")->find("policies")->as_array();
    EXPECT_EQ(std::get<double>(policies[0].find("level")->value), 0.75);
    EXPECT_EQ(std::get<double>(policies[1].find("level")->value), 0.1);
    EXPECT_EQ(std::get<double>(policies[2].find("level")->value), 0.9);
    EXPECT_EQ(std::get<std::int64_t>(policies[1].find("start")->value), 4);
    EXPECT_EQ(std::get<std::int64_t>(tree.find("weeks")->value), 20);
}

TEST(Set, MakesWhatIsNotThere) {
    EXPECT_EQ(after("weeks = 1\n", {{"parameters.b_social", "2"}, {"parameters.\"b c\"", "x"}}),
              "weeks = 1\n\n[parameters]\nb_social = 2\n\"b c\" = \"x\"\n");
}

TEST(Set, KeysThatLeadNowhereAreRefused) {
    EXPECT_SAYS(refused(arms, "arms.relief.policies.admin_releif.level", "1"), "did you mean 'admin_relief'?");
    EXPECT_SAYS(refused(arms, "arms.relief.policies.venues.level", "1"),
                "no 'venues' among admin_relief, points, points");
    EXPECT_SAYS(refused(arms, "arms.relief.policies.points.level", "1"), "2 tables of 'points'; say which");
    EXPECT_SAYS(refused(arms, "arms.relief.policies.points[2].level", "1"), "points[2]' is not there");
    EXPECT_SAYS(refused(arms, "arms.relief.policies[7].level", "1"), "the array has 3");
    EXPECT_SAYS(refused(arms, "weeks.more", "1"), "'weeks' is the number 10");
    EXPECT_SAYS(refused(arms, "weeks[0]", "1"), "'weeks' is the number 10");
    EXPECT_SAYS(refused(arms, "new.deep.list[0]", "1"), "no 'list'");
    EXPECT_SAYS(refused(arms, "", "1"), "empty");
    EXPECT_SAYS(refused(arms, "arms..x", "1"), "empty");
    EXPECT_SAYS(refused(arms, "arms.\"x", "1"), "quote");
    EXPECT_SAYS(refused(arms, "arms.relief.policies.points[x].level", "1"), "counted from 0");
    EXPECT_SAYS(refused(arms, "include", "x.toml"), "only be said in a file");
    EXPECT_SAYS(refused(arms, "title", "\"open"), "this quote is not closed");
    EXPECT_SAYS(refused(arms, "title", "\xff"), "UTF-8");
    std::string deep = "a";
    for (int i = 0; i < 100'000; ++i) deep += ".a";
    EXPECT_SAYS(refused(arms, deep, "1"), "deeply");
}

TEST(Set, OffersTheKeyThatWouldWork) {
    EXPECT_SAYS(refused(arms, "arms.relief.policies.level", "1"),
                "did you mean 'arms.relief.policies.admin_relief.level'");
    EXPECT_SAYS(refused(arms, "arms.relief.policies.admin_relief", "1"),
                "say which of them, as in arms.relief.policies.admin_relief.level");
}

TEST(Keys, OfATreeAreThoseThatReachIt) {
    const auto keys = sim::keys_in(parse(arms), no_paths.selectors);
    for (const std::string key :
         {"weeks", "arms.relief.policies.admin_relief.level", "arms.relief.policies.points[1].level"})
        EXPECT_NE(std::ranges::find(keys, key), keys.end()) << key;
    for (const std::string& key : keys) {
        mistakes wrong;
        after(arms, {{key, "1"}}, wrong);
        EXPECT_TRUE(wrong.empty()) << key << sim::describe(wrong);
    }
}

TEST(Set, LeadsIntoAnArrayByTheKeysThatAreSaidToTellItsTablesApart) {
    const std::string shops = "shops = [{ name = \"north\", rent = 1 }, { name = \"south\", rent = 2 }]\n";
    const test::scratch folder;
    const std::string file = folder.write("s.toml", shops);
    const std::vector<assignment> set{{"shops.south.rent", "3"}};
    mistakes wrong;
    const node tree = sim::read_toml(file, set, {{}, {"name"}}, wrong);
    EXPECT_TRUE(wrong.empty()) << sim::describe(wrong);
    EXPECT_EQ(sim::keys_in(tree, std::vector<std::string>{"name"})[3], "shops.south.rent");
    EXPECT_EQ(sim::keys_in(tree, {})[3], "shops[1].rent");
    (void)sim::read_toml(file, set, {}, wrong);
    EXPECT_EQ(wrong.size(), 1U);
}

TEST(Set, ValuesOfTheCommandLineHaveNoFile) {
    const test::scratch folder;
    mistakes wrong;
    const std::vector<assignment> set{{"p.x", "{ y = 1 }"}};
    const node tree = sim::read_toml(folder.write("s.toml", "[p]\nx = 3\n"), set, no_paths, wrong);
    EXPECT_EQ(tree.find("p")->as_table()->front().where, sim::place{});
    EXPECT_EQ(tree.find("p")->find("x")->find("y")->where, sim::place{});
    EXPECT_EQ(tree.find("p")->where.line, 1);
}

TEST(Set, ValuesOfAnotherProgramHaveItsPlace) {
    const test::scratch folder;
    mistakes wrong;
    const sim::place said{"town.py", 7, 0};
    const std::vector<assignment> set{{"p.x", "{ y = 1 }", said}, {"p.x.y.z", "2", said}};
    const node tree = sim::read_toml(folder.write("s.toml", "[p]\nx = 3\n"), set, no_paths, wrong);
    EXPECT_EQ(tree.find("p")->find("x")->find("y")->where, said);
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong[0].where, said);
    EXPECT_SAYS(wrong[0].what, "cannot set 'p.x.y.z' to 2: ");
}

TEST(Assign, OfADesignNamesThePlaceOfItsFactor) {
    node tree = parse(arms);
    mistakes wrong;
    sim::assign(tree, "arms.relief.policies.venues.level", node{{"s.toml", 9, 44}, 0.5}, {"s.toml", 9, 4},
                no_paths.selectors, wrong);
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_EQ(wrong[0].where, (sim::place{"s.toml", 9, 4}));
    EXPECT_SAYS(wrong[0].what, "cannot set 'arms.relief.policies.venues.level'");
}

TEST(Assign, AnUnknownKeyIsToldWhereTheKeyIsSaidAndAValueWhereItIs) {
    node tree = parse("weeks = 1\n");
    mistakes wrong;
    sim::assign(tree, "parameters.b_socal", node{{"points.csv", 3, 1}, 0.5}, {"points.csv", 1, 1}, {}, wrong);
    const node::entry& made = tree.find("parameters")->as_table()->front();
    EXPECT_EQ(made.where, (sim::place{"points.csv", 1, 1}));
    EXPECT_EQ(made.value.where, (sim::place{"points.csv", 3, 1}));
}

// ---- writing

TEST(ToToml, ReadsBackAsAnEqualTree) {
    const std::vector<std::string> texts{
        "",
        arms,
        "a = 1.0\nb = -0.0\nc = 1e-9\nd = 9007199254740993\ne = 1e300\nf = 60000.0\ng = -9223372036854775808\n",
        "s = \"quote \\\" back \\\\ line \\n tab \\t \\u0001 \\u007F 勃利\"\n\"\" = 1\n\"a.b\" = 2\n\"中\" = 3\n",
        "[b]\nx = 1\n[b.c]\ny = [[1, 2], [], [\"a\"]]\n[d]\n[e.f]\n[[g]]\n[[g]]\nx = {}\n[g.h]\nz = "
        "true\n[[g.i]]\n[[g.i]]\nk = 1\n",
        "a = [{}, {b = [{c = {}}]}, 3]\nempty = []\n"};
    for (const std::string& text : texts) {
        const node tree = parse(text);
        const std::string written = sim::to_toml(tree);
        EXPECT_TRUE(equal(tree, parse(written))) << text << "----\n" << written;
        EXPECT_EQ(sim::to_toml(parse(written)), written);
    }
}

TEST(ToToml, KeepsKeysThatFollowTables) {
    const node tree = parse("p.a = 1\np.t.b = 2\nl = [{x = 1}]\nn = {}\nlast = 1\n[q]\nc = 3\n[r.s]\n");
    EXPECT_EQ(sim::to_toml(tree), "p.a = 1\np.t.b = 2\nl = [{ x = 1 }]\nn = {}\nlast = 1\n\n[q]\nc = 3\n\n[r.s]\n");
    EXPECT_TRUE(equal(tree, parse(sim::to_toml(tree))));
}

TEST(ToToml, IsReadable) {
    EXPECT_EQ(sim::to_toml(parse(arms)).substr(0, 76),
              "weeks = 10\n\n[arms.base]\n\n[arms.relief]\ntitle = \"x\"\n\n[[arms.relief.policies]]");
}

// ---- describing

TEST(Describe, ShowsTheLineAndACaretUnderTheColumn) {
    const test::scratch folder;
    const auto file = folder.write("s.toml", "a = 1\ntitle = \"勃利县\", oops\n\tx = 2\r\n");
    EXPECT_EQ(sim::describe({{{file, 2, 14}, "not so"}}),
              file + ":2:14: not so\n    2 | title = \"勃利县\", oops\n      |                 ^\n");
    EXPECT_EQ(sim::describe({{{file, 3, 2}, "nor this"}}), file + ":3:2: nor this\n    3 |  x = 2\n      |  ^\n");
}

TEST(Describe, SortsByFileAndPlace) {
    EXPECT_EQ(sim::describe({{{"b", 9, 1}, "four"},
                             {{"b", 2, 7}, "three"},
                             {{"", 0, 0}, "six"},
                             {{"b", 2, 1}, "two"},
                             {{"a", 1, 1}, "seven"},
                             {{"b", 0, 0}, "one"},
                             {{"b", 9, 1}, "five"}}),
              "b: one\nb:2:1: two\nb:2:7: three\nb:9:1: four\nb:9:1: five\ncommand line: six\na:1:1: seven\n");
}

TEST(Describe, ShortensLongLinesAndDisarmsControlCharacters) {
    const test::scratch folder;
    const auto file =
        folder.write("s.toml", "x = \"" + std::string(5000, 'a') + "\" \x1b[31m" + std::string(5000, 'b') + "\n");
    const std::string text = sim::describe({{{file, 1, 5010}, "found '\x1b[31m\nred'"}});
    EXPECT_LT(text.size(), 500U);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
}

}   // namespace
