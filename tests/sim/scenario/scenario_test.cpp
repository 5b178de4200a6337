#include <array>

#include <gtest/gtest.h>

#include "sim/scenario/model.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/scratch.hpp"

namespace {

using sim::mistakes;

// A model that knows three keys.
class toy : public sim::model {
public:
    class nothing : public sim::study {
        [[nodiscard]] std::size_t settings() const override { return 1; }
        [[nodiscard]] std::size_t baseline() const override { return 0; }
        [[nodiscard]] std::vector<sim::onset> onsets(std::size_t) const override { return {}; }
        [[nodiscard]] std::string identity(std::size_t) const override { return ""; }
        [[nodiscard]] sim::layout observed() const override { return {}; }
        [[nodiscard]] std::unique_ptr<sim::world> build() const override { return nullptr; }
    };
    [[nodiscard]] std::string_view name() const override { return "toy"; }
    [[nodiscard]] sim::in_both sentence() const override { return {"a model for tests", "测试用模型"}; }
    [[nodiscard]] int version() const override { return 1; }
    [[nodiscard]] std::vector<sim::parameter_row> parameters() const override { return {}; }
    [[nodiscard]] sim::layout observations() const override { return {}; }
    [[nodiscard]] std::unique_ptr<sim::study> read(const sim::scenario&, sim::table_reader& root,
                                                   mistakes&) const override {
        (void)root.number("size", 0.5, 10, "m", "how large it is");
        (void)root.flag("light");
        (void)root.tables("parts");
        return std::make_unique<nothing>();
    }
};

const toy model;
const std::array<const sim::model*, 1> known{&model};

sim::result<sim::ready> read(const std::string& text, const std::vector<sim::assignment>& set = {}) {
    const test::scratch folder;
    return sim::read_scenario(folder.write("s.toml", "model = \"toy\"\n" + text), set, known);
}

TEST(Scenario, OfATextIsThatOfAFileOfItsName) {
    const test::scratch folder;
    const std::string text = "include = \"more.toml\"\nmodel = \"toy\"\nweeks = 7\n",
                      name = folder.write("s.toml", text);
    (void)folder.write("more.toml", "burn_in = 3\n");
    const auto of_file = sim::read_scenario(name, {}, known);
    const auto of_text = sim::read_scenario_text(text, name, {}, known);
    ASSERT_TRUE(of_file && of_text);
    EXPECT_EQ(of_text->what.resolved(), of_file->what.resolved());
    EXPECT_EQ(of_text->what.burn_in, 3);
    const auto wrong = sim::read_scenario_text("model = \"toy\"\nweeks = 0\n", "nowhere/s.toml", {}, known);
    ASSERT_EQ(wrong.wrong().size(), 1U);
    EXPECT_EQ(wrong.wrong()[0].where, (sim::place{"nowhere/s.toml", 2, 9}));
    // What is said can be read also where it is wrong.
    sim::mistakes none;
    const sim::node said =
        sim::what_is_said("s.toml", "weeks = 0\n", std::vector<sim::assignment>{{"seed", "5"}}, known, none);
    EXPECT_TRUE(none.empty());
    EXPECT_EQ(said.as_table()->size(), 2U);
}

struct slip {
    std::string text;   // line 2 of a scenario
    int column;
    std::string words;
};

TEST(Scenario, MistakesHavePlaceAndSentence) {
    const std::vector<slip> slips{
        {"weeks = 0", 9, "weeks 0 is out of range: what is recorded after the burn-in, 1 to 5200 (weeks)"},
        {"weeks = 5201", 9, "1 to 5200"},
        {"weeks = 12.5", 9, "must be a whole number"},
        {"weeks = 12.0", 9, "found the number 12"},
        {"weeks = \"12\"", 9, "found the text '12'"},
        {"burn_in = -1", 11, "burn_in -1 is out of range"},
        {"burn_in = inf", 11, "found the number inf"},
        {"replicates = 0", 14, "replicates 0 is out of range"},
        {"replicates = 1000001", 14, "1 to 1000000"},
        {"seed = -5", 8, "seed -5 is out of range"},
        {"title = 3", 9, "title must be a text in quotes; found the number 3"},
        {"title_zh = [\"a\"]", 12, "found an array"},
        {"wekes = 3", 1, "unknown key 'wekes' in the scenario; did you mean 'weeks'?"},
        {"something_else = 3", 1, "unknown key 'something_else' in the scenario"},
        {"arms = 3", 8, "arms must be a table"},
        {"arms = {}", 8, "[arms] is empty"},
        {"arms = { \"a b\" = {} }", 10, "'a b' cannot be the name of an arm"},
        {"arms = { a = 3 }", 14, "arm 'a' must be a table, under the heading [arms.a]; found the number 3"},
        {"arms = { a = { title = true } }", 24, "found true"},
        {"size = nan", 8, "size must be a finite number: how large it is, 0.5 to 10 (m); found nan"},
        {"size = 11", 8, "size 11 is out of range: how large it is, 0.5 to 10 (m)"},
        {"size = \"big\"", 8, "size must be a number"},
        {"light = \"maybe\"", 9, "light must be \"on\" or \"off\"; found the text 'maybe'"},
        {"parts = [1, {}]", 10, "double brackets: [[parts]]; found the number 1"},
        {"parts = { x = 1 }", 9, "found a table"},
    };
    for (const slip& one : slips) {
        const auto made = read(one.text + "\n");
        ASSERT_EQ(made.wrong().size(), 1U) << one.text << "\n" << sim::describe(made.wrong());
        EXPECT_EQ(made.wrong()[0].where.line, 2) << one.text;
        EXPECT_EQ(made.wrong()[0].where.column, one.column) << one.text << ": " << made.wrong()[0].what;
        EXPECT_TRUE(made.wrong()[0].where.file.ends_with("/s.toml"));
        EXPECT_NE(made.wrong()[0].what.find(one.words), std::string::npos) << one.text << ": " << made.wrong()[0].what;
    }
}

TEST(Scenario, ReadsTheCommonKeys) {
    auto made = read(
        "title = \"T\"\ntitle_zh = \"题\"\nweeks = 5\nburn_in = 0\nreplicates = 1\nseed = 9223372036854775807\nsize = "
        "2\nlight = \"on\"\n"
        "[arms.z-1]\ntitle = \"Z\"\n[arms.a_2]\n[design]\nwhatever = 1\n");
    ASSERT_TRUE(made) << sim::describe(made.wrong());
    const auto& s = made->what;
    EXPECT_EQ(s.title, "T");
    EXPECT_EQ(s.title_zh, "题");
    EXPECT_EQ(s.weeks, 5);
    EXPECT_EQ(s.burn_in, 0);
    EXPECT_EQ(s.replicates, 1);
    EXPECT_EQ(s.seed, 9223372036854775807U);
    EXPECT_EQ(made->how, &model);
    ASSERT_EQ(s.arms.size(), 2U);
    EXPECT_EQ(s.arms[0].name, "z-1");
    EXPECT_EQ(s.arms[0].title, "Z");
    EXPECT_EQ(s.arms[1].title, "a_2");
    EXPECT_EQ(s.arms[0].table, s.tree.find("arms")->find("z-1"));   // after all the moving
}

TEST(Scenario, WithoutArmsHasOneCalledBase) {
    auto made = read("");
    ASSERT_TRUE(made);
    ASSERT_EQ(made->what.arms.size(), 1U);
    EXPECT_EQ(made->what.arms[0].name, "base");
    EXPECT_EQ(made->what.arms[0].table, nullptr);
    EXPECT_EQ(made->what.title, "s");
    EXPECT_EQ(made->what.weeks, 156);
}

TEST(Scenario, UnknownModelsAreSuggestedOrListed) {
    const test::scratch folder;
    const auto near = sim::read_scenario(folder.write("s.toml", "model = \"toi\"\nother = 1\n"), {}, known);
    ASSERT_EQ(near.wrong().size(), 1U);
    EXPECT_EQ(near.wrong()[0].what, "unknown model 'toi'; did you mean 'toy'?");
    const auto far = sim::read_scenario(folder.write("s.toml", "x = 1\n"), {}, known);
    ASSERT_EQ(far.wrong().size(), 1U);
    EXPECT_EQ(far.wrong()[0].what, "unknown model 'participation'; there are: toy");
}

TEST(Scenario, TellsAllMistakesAtOnce) {
    const auto made = read("weeks = 0\nburn_in = 1.5\nsize = 99\nnonsense = 1\nwhen = 2020-01-01\n[arms.\"x y\"]\n",
                           {{"seed", "-1"}, {"weeks.x", "1"}});
    EXPECT_EQ(made.wrong().size(), 8U) << sim::describe(made.wrong());
    const std::string text = sim::describe(made.wrong());
    EXPECT_NE(text.find("command line: seed -1 is out of range"), std::string::npos) << text;
    EXPECT_NE(text.find("command line: --set weeks.x=1: 'weeks' is the number 0"), std::string::npos) << text;
}

TEST(Scenario, ThatIsNotTomlIsOneMistake) {
    EXPECT_EQ(read("weeks = \n[[[\n").wrong().size(), 1U);
    EXPECT_EQ(read("include = \"none.toml\"\nwekes = 3\n").wrong().size(), 1U);
}

TEST(Scenario, OfADeviceIsRefused) {
    const auto made = read("include = \"/dev/zero\"\n");
    ASSERT_EQ(made.wrong().size(), 1U);
    EXPECT_EQ(made.wrong()[0].what, "'/dev/zero' cannot be read: it is a device; name a file or a pipe");
}

TEST(Scenario, ManyUnknownKeysAreCounted) {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "k" + std::to_string(i) + " = 1\n";
    const auto made = read(text);
    EXPECT_EQ(made.wrong().size(), 1000U);
    EXPECT_EQ(made.wrong().untold(), 980U);
    const std::string told = sim::describe(made.wrong());
    EXPECT_TRUE(told.ends_with("and 980 more; mend these first\n")) << told;
    EXPECT_NE(told.find("unknown key 'k19'"), std::string::npos) << told;
    EXPECT_EQ(told.find("unknown key 'k20'"), std::string::npos) << told;
}

TEST(Scenario, ResolvedReadsBackAsTheSame) {
    const test::scratch folder;
    folder.write("base.toml", "model = \"toy\"\nsize = 3\n[arms.base]\n[arms.more]\ntitle = \"M\"\n");
    const auto first = sim::read_scenario(folder.write("s.toml", "include = \"base.toml\"\nweeks = 7\n"), {}, known);
    ASSERT_TRUE(first);
    const auto second = sim::read_scenario(folder.write("again.toml", first->what.resolved()), {}, known);
    ASSERT_TRUE(second) << sim::describe(second.wrong());
    EXPECT_EQ(second->what.resolved(), first->what.resolved());
    EXPECT_EQ(second->what.weeks, 7);
}

// ---- remarks: what is right and yet hardly meant

std::vector<std::string> remarks_on(const std::string& base, const std::string& top) {
    const test::scratch folder;
    folder.write("base.toml", "model = \"toy\"\n" + base);
    const auto made = sim::read_scenario(folder.write("top.toml", "include = \"base.toml\"\n" + top), {}, known);
    std::vector<std::string> all;
    if (!made) return {sim::describe(made.wrong())};
    for (const sim::mistake& one : made->remarks) {
        EXPECT_TRUE(one.where.file.ends_with("top.toml")) << one.where.file;
        EXPECT_GT(one.where.line, 1);
        all.push_back(one.what);
    }
    return all;
}

TEST(Remarks, AnArmThatAnIncludeReplacedKeepsNoTitleUnnoticed) {
    const std::string base = "[arms.a]\ntitle = \"Half\"\ntitle_zh = \"一半\"\n[[arms.a.policies]]\nx = 1\n";
    const std::string other = "[[arms.a.policies]]\nx = 2\n";
    const auto told = remarks_on(base, other);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].find("arm 'a' does something else here than in"), std::string::npos) << told[0];
    EXPECT_NE(told[0].find("title = \"Half\", title_zh = \"一半\""), std::string::npos) << told[0];
    EXPECT_NE(told[0].find("say under [arms.a] what it is now"), std::string::npos) << told[0];
    const auto half = remarks_on(base, "[arms.a]\ntitle = \"All\"\n" + other);
    ASSERT_EQ(half.size(), 1U);
    EXPECT_EQ(half[0].find("title = "), std::string::npos) << half[0];
    const std::string acts = "[[arms.a.acts]]\nx = ";   // whatever a model calls what an arm does
    EXPECT_EQ(remarks_on("[arms.a]\ntitle = \"Half\"\n" + acts + "1\n", acts + "2\n").size(), 1U);
    EXPECT_TRUE(remarks_on(base, "[arms.a]\ntitle = \"All\"\ntitle_zh = \"全部\"\n" + other).empty());
    EXPECT_TRUE(remarks_on("[arms.a]\n[[arms.a.policies]]\nx = 1\n", other).empty());
    EXPECT_TRUE(remarks_on("[arms.a]\ntitle = \"Half\"\n", other).empty());   // nothing was replaced
    EXPECT_TRUE(remarks_on(base, "weeks = 3\n").empty());
}

TEST(Remarks, ATitleSaidAnewInOneLanguageIsToldInTheOther) {
    const std::string base = "title = \"Town\"\ntitle_zh = \"镇\"\n[arms.a]\ntitle = \"Half\"\ntitle_zh = \"一半\"\n";
    const auto english = remarks_on(base, "title = \"City\"\n");
    ASSERT_EQ(english.size(), 1U);
    EXPECT_NE(english[0].find("title_zh still is that of "), std::string::npos) << english[0];
    EXPECT_NE(english[0].find("\"镇\": say it here too"), std::string::npos) << english[0];
    const auto chinese = remarks_on(base, "title_zh = \"市\"\n");
    ASSERT_EQ(chinese.size(), 1U);
    EXPECT_NE(chinese[0].find("title still is that of "), std::string::npos) << chinese[0];
    const auto arm = remarks_on(base, "[arms.a]\ntitle = \"All\"\n");
    ASSERT_EQ(arm.size(), 1U);
    EXPECT_NE(arm[0].find("title_zh of arm 'a' still is that of "), std::string::npos) << arm[0];
    EXPECT_TRUE(remarks_on(base, "title = \"City\"\ntitle_zh = \"市\"\n").empty());
    EXPECT_TRUE(remarks_on(base, "weeks = 3\n").empty());
}

TEST(Scenario, UnknownKeysAreSoughtElsewhere) {
    const auto told = [](const std::string& text) {
        const auto made = read(text);
        return made ? std::string{} : made.wrong()[0].what;
    };
    EXPECT_NE(told("[base]\n").find("if it is an arm, its heading is [arms.base]"), std::string::npos);
}

}   // namespace
