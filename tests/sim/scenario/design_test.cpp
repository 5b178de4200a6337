#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "sim/scenario/design.hpp"
#include "sim/scenario/design_kinds.hpp"
#include "sim/scenario/plan.hpp"
#include "tests/support/scratch.hpp"

// A model with a size for all, which makes another world, and a pull for each arm, which acts from week 3 on.
namespace {

class pulling final : public sim::model {
public:
    struct numbers {
        double size = 1, height = 1;
        std::vector<double> pull;
        int weeks = 0;
    };
    class of final : public sim::study {
    public:
        explicit of(numbers said) : said_{std::move(said)} {}
        [[nodiscard]] std::size_t settings() const override { return said_.pull.size(); }
        [[nodiscard]] std::size_t baseline() const override { return 0; }
        [[nodiscard]] std::vector<sim::onset> onsets(std::size_t s) const override {
            return {{3, std::to_string(said_.pull[s])}};
        }
        [[nodiscard]] std::string identity(std::size_t s) const override {
            return std::to_string(said_.size) + " " + std::to_string(said_.height) + " " +
                   std::to_string(said_.pull[s]);
        }
        [[nodiscard]] sim::layout observed() const override {
            sim::layout all;
            all.steps = static_cast<std::size_t>(said_.weeks);
            if (said_.height > 5) all.dimensions = {{"floor", "floor", "层", {}, {}, 6}};
            if (said_.height == 10) {   // a model of giants
                all.dimensions.front().size = std::size_t{1} << 32U;
                all.groups = "floor";
                all.observations = {{"n", "n", "n", "1", "week: point", {0}}};
            }
            return all;
        }
        [[nodiscard]] std::unique_ptr<sim::world> build() const override { return nullptr; }

    private:
        numbers said_;
    };
    [[nodiscard]] std::string_view name() const override { return "pulling"; }
    [[nodiscard]] sim::in_both sentence() const override { return {"a model for tests", "测试用模型"}; }
    [[nodiscard]] int version() const override { return 1; }
    [[nodiscard]] std::vector<sim::parameter_row> parameters() const override { return {}; }
    [[nodiscard]] sim::layout observations() const override { return {}; }
    [[nodiscard]] std::vector<std::string> selector_keys() const override { return {"part"}; }
    [[nodiscard]] std::unique_ptr<sim::study> read(const sim::scenario& s, sim::table_reader& root,
                                                   sim::mistakes& wrong) const override {
        numbers said;
        said.weeks = s.weeks;
        said.size = root.number("size", 0, 10, "", "how large it is").value_or(1);
        said.height = root.number("height", 0, 10, "", "how high it is").value_or(1);
        for (const sim::arm& arm : s.arms) {
            said.pull.push_back(0);
            if (arm.table == nullptr) continue;
            sim::table_reader own{*arm.table, "arm '" + arm.name + "'", wrong};
            (void)own.any("title");
            (void)own.any("title_zh");
            said.pull.back() = own.number("pull", 0, 1, "", "how hard").value_or(0);
            (void)own.tables("parts");
            own.done();
        }
        return wrong.empty() ? std::make_unique<of>(std::move(said)) : nullptr;
    }
};

const pulling it;
const std::array<const sim::model*, 1> known{&it};

const std::string head =
    "model = \"pulling\"\nweeks = 10\nburn_in = 4\nreplicates = 20\n"
    "[arms.base]\n[arms.x]\npull = 0.5\n[arms.y]\npull = 0.1\n[[arms.y.parts]]\npart = \"a\"\nlevel = 1\n";

struct scene {
    test::scratch folder;
    sim::ready made;
    explicit scene(const std::string& design) {
        auto read = sim::read_scenario(folder.write("s.toml", head + design), {}, known);
        EXPECT_TRUE(read) << sim::describe(read.wrong());
        if (read) made = std::move(*read);
    }
};

// All mistakes of a design or of its points, in words.
std::string mistakes_of(const std::string& design) {
    scene s{design};
    const auto read = sim::read_design(s.made.what);
    if (!read) return sim::describe(read.wrong());
    const auto plan = sim::make_plan(s.made, *read);
    return plan ? "" : sim::describe(plan.wrong());
}

sim::design points_of(const std::string& design) {
    scene s{design};
    auto read = sim::read_design(s.made.what);
    EXPECT_TRUE(read) << sim::describe(read.wrong());
    return read ? std::move(*read) : sim::design{};
}

std::vector<std::vector<double>> numbers_of(const sim::design& d) {
    std::vector<std::vector<double>> out;
    for (const auto& point : d.values) {
        out.emplace_back();
        for (const auto& value : point) out.back().push_back(sim::as_number(value).value_or(-99));
    }
    return out;
}

TEST(Design, FactorialTakesEveryCombination) {
    const auto d = points_of(
        "[design]\nkind = \"factorial\"\n[design.factors]\n\"arms.x.pull\" = [0, 0.5, 1]\n"
        "size = { low = 2, high = 8, levels = 4 }\n");
    const auto values = numbers_of(d);
    ASSERT_EQ(values.size(), 12U);
    EXPECT_EQ(values[0], (std::vector<double>{0, 2}));
    EXPECT_EQ(values[1], (std::vector<double>{0, 4}));
    EXPECT_EQ(values[11], (std::vector<double>{1, 8}));
    EXPECT_EQ(std::set<std::vector<double>>(values.begin(), values.end()).size(), 12U);
    EXPECT_EQ(d.factors[0].arm, 1U);
    EXPECT_FALSE(d.factors[1].arm);
}

TEST(Design, LatinHypercubeHasOnePointInEverySlice) {
    const auto values = numbers_of(
        points_of("[design]\nkind = \"latin_hypercube\"\npoints = 40\nseed = 7\n"
                  "[design.factors]\nsize = { low = 0, high = 10 }\n"
                  "height = { low = 0.01, high = 1, log = true }\n\"arms.x.pull\" = [0, 0.25, 0.5, 0.75]\n"));
    ASSERT_EQ(values.size(), 40U);
    std::set<int> size, height;
    std::map<double, int> pull;
    for (const auto& p : values) {
        size.insert(static_cast<int>(p[0] / 10 * 40));
        height.insert(static_cast<int>((std::log10(p[1]) + 2) / 2 * 40));
        ++pull[p[2]];
    }
    EXPECT_EQ(size.size(), 40U);
    EXPECT_EQ(height.size(), 40U);
    EXPECT_EQ(pull, (std::map<double, int>{{0, 10}, {0.25, 10}, {0.5, 10}, {0.75, 10}}));
}

TEST(Design, LatinHypercubeIsMoreSpreadOutThanThoseItLeaves) {
    const auto nearest = [](const std::vector<std::vector<double>>& values) {
        double least = 1e9;
        for (std::size_t a = 0; a < values.size(); ++a)
            for (std::size_t b = a + 1; b < values.size(); ++b)
                least = std::min(least, std::hypot(values[a][0] - values[b][0], (values[a][1] - values[b][1]) * 10));
        return least;
    };
    // Of 50 tries the best: the median of single tries of this size is about a third of what the best has.
    const std::string text =
        "[design]\nkind = \"latin_hypercube\"\npoints = 20\nseed = {}\n[design.factors]\nsize = { low = 0, high = 10 "
        "}\n"
        "\"arms.x.pull\" = { low = 0, high = 1 }\n";
    for (int seed = 1; seed <= 5; ++seed) {
        std::string one = text;
        one.replace(one.find("{}"), 2, std::to_string(seed));
        EXPECT_GT(nearest(numbers_of(points_of(one))), 0.7) << seed;
    }
}

TEST(Design, SobolPointsAreThoseOfJoeAndKuo) {
    const auto values =
        numbers_of(points_of("[design]\nkind = \"sobol\"\npoints = 8\n[design.factors]\nsize = { low = 0, high = 8 }\n"
                             "height = { low = 0, high = 1 }\n\"arms.x.pull\" = { low = 0, high = 1 }\n"));
    // The first points of new-joe-kuo-6.21201 in three dimensions.
    const std::vector<std::vector<double>> expected{{0, 0, 0},         {4, 0.5, 0.5},     {6, 0.25, 0.25},
                                                    {2, 0.75, 0.75},   {3, 0.375, 0.625}, {7, 0.875, 0.125},
                                                    {5, 0.125, 0.875}, {1, 0.625, 0.375}};
    EXPECT_EQ(values, expected);
}

TEST(Design, MorrisChangesOneFactorAtATimeByHalfTheGrid) {
    const auto values = numbers_of(points_of(
        "[design]\nkind = \"morris\"\ntrajectories = 12\nlevels = 4\n[design.factors]\n"
        "size = { low = 0, high = 3 }\nheight = { low = 0, high = 3 }\n\"arms.x.pull\" = { low = 0, high = 1 }\n"));
    ASSERT_EQ(values.size(), 12U * 4);
    for (std::size_t t = 0; t < 12; ++t) {
        std::set<std::size_t> moved;
        for (std::size_t k = 1; k < 4; ++k) {
            const auto &before = values[t * 4 + k - 1], &after = values[t * 4 + k];
            std::size_t changes = 0;
            for (std::size_t f = 0; f < 3; ++f)
                if (before[f] != after[f]) {
                    ++changes;
                    moved.insert(f);
                    EXPECT_NEAR(std::abs(after[f] - before[f]), f == 2 ? 2.0 / 3 : 2.0, 1e-12);
                }
            EXPECT_EQ(changes, 1U);
        }
        EXPECT_EQ(moved.size(), 3U);
    }
}

TEST(Design, SaltelliHasTwoPointsAndTheFirstWithEachFactorOfTheSecond) {
    const auto values = numbers_of(
        points_of("[design]\nkind = \"saltelli\"\nsamples = 4\n[design.factors]\nsize = { low = 0, high = 8 }\n"
                  "height = { low = 0, high = 1 }\n\"arms.x.pull\" = { low = 0, high = 1 }\n"));
    ASSERT_EQ(values.size(), 8U * 4 * 5);
    std::set<double> seen;
    for (std::size_t p = 0; p < values.size(); p += 5) {
        for (std::size_t f = 0; f < 3; ++f)
            for (std::size_t other = 0; other < 3; ++other)
                EXPECT_EQ(values[p + 2 + f][other], values[p + (f == other ? 1 : 0)][other]);
        seen.insert({values[p][1], values[p + 1][1]});
    }
    EXPECT_EQ(seen.size(), 64U);
}

TEST(Design, PointsMayBeListedOrComeFromAFile) {
    const auto listed = numbers_of(
        points_of("[design]\nkind = \"points\"\n[design.factors]\nsize = [1, 2, 2.5]\n\"arms.x.pull\" = [0, 1, 0]\n"));
    EXPECT_EQ(listed, (std::vector<std::vector<double>>{{1, 0}, {2, 1}, {2.5, 0}}));
    scene s{"[design]\nkind = \"points\"\nfile = \"" + test::scratch{}.path("gone.csv") + "\"\n"};
    EXPECT_FALSE(sim::read_design(s.made.what));
    const test::scratch folder;
    const std::string csv = folder.write("p.csv", "size,arms.x.pull\n1,0\n2,1\n2.5,0\n");
    scene t{"[design]\nkind = \"points\"\nfile = \"" + csv + "\"\n"};
    const auto read = sim::read_design(t.made.what);
    ASSERT_TRUE(read) << sim::describe(read.wrong());
    EXPECT_EQ(numbers_of(*read), listed);
    // The scenario as resolved holds the points, so that it can be repeated without the file.
    EXPECT_EQ(t.made.what.resolved().find("p.csv"), std::string::npos);
    scene again{t.made.what.resolved().substr(t.made.what.resolved().find("[design]"))};
    const auto once_more = sim::read_design(again.made.what);
    ASSERT_TRUE(once_more) << sim::describe(once_more.wrong());
    EXPECT_EQ(numbers_of(*once_more), listed);
}

TEST(Design, WholeRangesAndListsOfTextsHaveTheirKind) {
    const auto d = points_of(
        "[design]\nkind = \"sobol\"\npoints = 64\n[design.factors]\nsize = { low = 1, high = 3, whole = true }\n"
        "\"arms.x.title_en\" = [\"a\", \"b\"]\n");
    std::map<std::int64_t, int> seen;
    for (const auto& point : d.values) ++seen[std::get<std::int64_t>(point[0].value)];
    EXPECT_EQ(seen.size(), 3U);
    EXPECT_EQ(seen.begin()->first, 1);
    EXPECT_TRUE(d.is_number(0));
    EXPECT_FALSE(d.is_number(1));
}

std::string many_factors(int count) {
    std::string text;
    for (int f = 0; f < count; ++f) text += "k" + std::to_string(f) + " = { low = 0.0, high = 1.0 }\n";
    return text;
}

TEST(Design, MistakesAreToldWithTheirPlace) {
    const std::string f = "[design]\nkind = \"factorial\"\n[design.factors]\n";
    const std::vector<std::pair<std::string, std::string>> slips{
        {"", "has no [design]"},
        {"[design]\nkind = \"factrial\"\n", "unknown kind of design 'factrial'; did you mean 'factorial'?"},
        {"[design]\n[design.factors]\nsize = [1]\n", "does not say its kind: one of factorial"},
        {"[design]\nkind = \"factorial\"\n", "says which keys are varied"},
        {"[design]\nkind = \"sobol\"\n[design.factors]\nsize = [1]\n", "does not say how many points"},
        {"[design]\nkind = \"sobol\"\npoints = 0\n[design.factors]\nsize = [1]\n", "points 0 is out of range"},
        {"[design]\nkind = \"morris\"\n[design.factors]\nsize = [1]\n", "does not say how many trajectories"},
        {"[design]\nkind = \"morris\"\ntrajectories = 2\nlevels = 3\n[design.factors]\nsize = [1]\n",
         "levels must be even"},
        {"[design]\nkind = \"factorial\"\npoints = 3\n[design.factors]\nsize = [1]\n", "unknown key 'points'"},
        {f + "size = []\n", "'size' has no levels"},
        {f + "size = 3\n", "takes a list of levels"},
        {f + "size = { low = 1, high = 2 }\n", "has no levels: a factorial design"},
        {f + "size = { low = 2, high = 1, levels = 3 }\n", "high 1 must be more than low 2"},
        {f + "size = { low = 0, high = 1, levels = 3, log = true }\n", "more than 0 on a log scale"},
        {f + "size = { low = 0.5, high = 2, levels = 3, whole = true }\n", "whole numbers"},
        {f + "size = { low = 1, hihg = 2, levels = 3 }\n", "unknown key 'hihg'"},
        {f + "weeks = [1, 2]\n", "'weeks' cannot be varied"},
        {f + "seed = [1, 2]\n", "'seed' cannot be varied"},
        {f + "\"arms.z.pull\" = [1, 2]\n", "there is no arm 'z'"},
        {f + "\"arms.x.title\" = [\"a\"]\n", "a title changes no run"},
        {f + "\"arms.y.parts.b.level\" = [1, 2]\n", "there is no 'b' among a"},
        {f + "\"arms.x\" = [1, 2]\n", "'arms.x' is a whole arm: name what of it is varied, as in arms.x.pull"},
        {f + "\"arms.y\" = [1, 2]\n", "as in arms.y.pull"},
        {f + "\"arms.base\" = [1, 2]\n", "as in arms.base.KEY"},
        {f + "size = [1, 2, 1.0]\n", "has the level 1.0 twice"},
        {f + "size = { low = 1, high = 3, levels = 6, whole = true }\n",
         "there are 3 whole numbers from 1 to 3, not 6"},
        {f + "szie = [1, 2]\n", "unknown key 'szie' in the scenario; did you mean 'size'?"},
        {f + "size = [1, 11]\n", "size 11 is out of range"},
        {f + "\"arms.y.parts.a.level\" = [1, 2]\n\"arms.y.parts[0].level\" = [1, 2]\n",
         "is changed by another factor too"},
        {f + "height = [1, 6]\n", "are not observed alike: they differ in what lies along 'floor'"},
        {"[design]\nkind = \"points\"\n[design.factors]\nsize = [1, 2]\nheight = [1]\n",
         "has 1 value and 'size' has 2"},
        {"[design]\nkind = \"points\"\n[design.factors]\nsize = { low = 1, high = 2 }\n",
         "points are listed one by one"},
        {f + "size = { low = 1, high = 2, levels = 2000 }\nheight = { low = 1, high = 2, levels = 2000 }\n",
         "would be 4e+06 points; at most 1000000"},
        {f + "size = { low = 0, high = 1, levels = 100000 }\nheight = { low = 0, high = 1, levels = 100000 }\n"
             "\"arms.x.pull\" = { low = 0, high = 1, levels = 100000 }\n",
         "would be 1e+15 points; at most 1000000"},
        {"[design]\nkind = \"morris\"\ntrajectories = 100000\n[design.factors]\n" + many_factors(10),
         "these would be 1100000 points; at most 1000000"},
        {"[design]\nkind = \"sobol\"\npoints = 1000000\n[design.factors]\n" + many_factors(25),
         "25 factors at 1000000 points are 25000000 values; a design can have 20000000 at most"},
        {f + "size = { low = -1e308, high = 1e308, levels = 3 }\n", "is too wide"},
        {f + "size = { low = 1e-200, high = 1e200, levels = 3, log = true }\n", "is too wide"},
    };
    for (const auto& [text, words] : slips) {
        const std::string told = mistakes_of(text);
        EXPECT_NE(told.find(words), std::string::npos) << text << "\n" << told;
        EXPECT_NE(told.find("s.toml:"), std::string::npos) << told;
    }
}

TEST(Design, AKindTakesTheKeysOfItsRowAlone) {
    for (const sim::design_kind& kind : sim::design_kinds())
        for (const char* const key : {"points", "seed", "trajectories", "levels", "file"}) {
            const std::string told = mistakes_of("[design]\nkind = \"" + std::string{kind.name} + "\"\n" + key +
                                                 " = 2\n[design.factors]\nsize = [1, 2]\n");
            const bool own = std::ranges::find(kind.keys, key) != kind.keys.end();
            EXPECT_EQ(told.find("unknown key '" + std::string{key} + "'") == std::string::npos, own)
                << kind.name << "\n"
                << told;
        }
}

TEST(Design, ManyBadPointsAreToldOnceAndNotEndlessly) {
    const std::string told =
        mistakes_of("[design]\nkind = \"sobol\"\npoints = 500\n[design.factors]\nsize = { low = 11, high = 20 }\n");
    EXPECT_LT(std::ranges::count(told, '\n'), 100);
    EXPECT_NE(told.find("out of range"), std::string::npos);
}

TEST(Design, OneSlipIsOneMistake) {
    const std::vector<std::pair<std::string, std::string>> slips{
        {"[design]\nkind = \"lhs\"\npoints = 3\n[design.factors]\nsize = { low = 1, high = 2 }\n",
         "unknown kind of design 'lhs'; did you mean 'latin_hypercube'?"},
        {"[design]\nkind = \"Grid\"\n[design.factors]\nsize = { low = 1, high = 2, levels = 3 }\n",
         "did you mean 'factorial'?"},
        {"[design]\nkind = \"sobol\"\npoints = 3\n[design.factors]\narms.x.pull = { low = 0.0, high = 1.0 }\n",
         "the key of a factor has dots, so it stands in quotes: \"arms.x.pull\" = { low = 0.0, high = 1.0 }"},
        {"[design]\nkind = \"factorial\"\n[design.factors]\narms.x.pull = [0, 1]\n",
         "in quotes: \"arms.x.pull\" = [0, 1]"},
        {"[design]\nkind = \"sobol\"\npoints = 3\nsize = { low = 1, high = 2 }\n",
         "what is varied stands under [design.factors], its key in quotes: \"size\" = { low = 1, high = 2 }"},
        {"[design]\nkind = \"sobol\"\npoints = 3\n[design.factors]\nsize = { low = 1, high = 2, levels = 3 }\n",
         "levels of a range are for a factorial design; this one is sobol"},
    };
    for (const auto& [text, words] : slips) {
        const std::string told = mistakes_of(text);
        EXPECT_NE(told.find(words), std::string::npos) << text << told;
        EXPECT_EQ(told.find("s.toml:"), told.rfind("s.toml:")) << text << told;
    }
}

TEST(Plan, OfMoreThanCanBeListedIsRefusedWithTheNumber) {
    const auto refused = [](std::size_t points, int replicates, int further_arms = 0) {
        std::string arms;
        for (int a = 0; a < further_arms; ++a) arms += "[arms.a" + std::to_string(a) + "]\n";
        scene s{arms};
        s.made.what.replicates = replicates;
        sim::design made;
        made.factors = {{"arms.x.pull", {}, 1}};
        made.values.clear();
        for (std::size_t p = 0; p < points; ++p)
            made.values.push_back({{{}, static_cast<double>(p) / static_cast<double>(points)}});
        const auto plan = sim::make_plan(s.made, std::move(made));
        return plan ? std::to_string(plan->runs.size()) : plan.wrong().front().what;
    };
    EXPECT_EQ(refused(998, 1000), std::to_string(1000 * 1000));
    EXPECT_EQ(
        refused(998, 10001),
        "1000 settings (arms at points) with 10001 replicates each are 10001000 runs; a plan can have 10000000 at "
        "most: take fewer replicates or points");
    // Nothing of these is made: each would be gigabytes.
    EXPECT_EQ(
        refused(1000, 1000000),
        "1002 settings (arms at points) with 1000000 replicates each are 1002000000 runs; a plan can have 10000000 "
        "at most: take fewer replicates or points");
    EXPECT_EQ(
        refused(1000, 1, 10997),
        "1000 points of 11000 arms are 11000000 settings; a plan can have 10000000 at most: take fewer points, or "
        "leave out arms");
}

TEST(Plan, ManyBadPointsAreCounted) {
    scene s{"[design]\nkind = \"sobol\"\npoints = 10000\n[design.factors]\nsize = { low = 11, high = 20 }\n"};
    const auto plan = sim::make_plan(s.made, *sim::read_design(s.made.what));
    ASSERT_FALSE(plan);
    EXPECT_GT(plan.wrong().untold(), 9000U);
    EXPECT_EQ(std::distance(plan.wrong().begin(), plan.wrong().end()), 20);
}

TEST(Plan, OfRunsThatObserveTooMuchIsRefused) {
    const auto said = [](double height) {
        scene s{""};
        sim::design made;
        made.factors = {{"height", {}, std::nullopt}};
        made.values = {{{{}, height}}};
        const auto plan = sim::make_plan(s.made, std::move(made));
        return plan ? "" : plan.wrong().front().what;
    };
    EXPECT_EQ(said(9.5), "");
    EXPECT_EQ(said(10),
              "a run of 10 weeks would observe 4.29e+10 numbers, and one can keep 1000000000 at most: take fewer "
              "weeks, or divide less (there are 4294967296 along 'floor')");
}

TEST(Plan, RunsArmsThatNoFactorChangesOnce) {
    scene s{"[design]\nkind = \"factorial\"\n[design.factors]\n\"arms.x.pull\" = [0.1, 0.2, 0.3]\n"};
    const auto plan = sim::make_plan(s.made, *sim::read_design(s.made.what));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->groups.size(), 1U);
    EXPECT_EQ(plan->groups[0].settings.size(), 5U);   // base, y, and x three times
    EXPECT_EQ(plan->runs.size(), 5U * 20);
    EXPECT_EQ(plan->stands_for, (std::vector<std::uint32_t>{0, 0, 0, 0, 1, 0, 0, 2, 0}));
    // Blocks of replicates first, then points, then arms.
    EXPECT_EQ(plan->batches.size(), 10U);
    EXPECT_EQ(plan->batches[0].runs, 16U);
    EXPECT_EQ(plan->runs[16].arm, 1U);
    EXPECT_EQ(plan->runs[3 * 16].point, 1U);
    EXPECT_EQ(plan->runs[5 * 16].replicate, 16U);
    // 3 weeks and the burn-in for all; then three pulls that differ from one another and from base and y.
    EXPECT_EQ(plan->groups[0].steps, 7U + 5 * 7 - 7);   // y pulls 0.1 as x does at its first point
    EXPECT_EQ(plan->groups[0].steps_unshared, 5U * 14);
}

TEST(Plan, PointsOfOtherParametersAreGroupsOfTheirOwn) {
    scene s{"[design]\nkind = \"factorial\"\n[design.factors]\nsize = [1, 2]\n\"arms.x.pull\" = [0.1, 0.2]\n"};
    const auto plan = sim::make_plan(s.made, *sim::read_design(s.made.what));
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->groups.size(), 2U);
    EXPECT_EQ(plan->groups[1].settings,
              (std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 2}, {1, 2}, {2, 2}, {1, 3}}));
    EXPECT_EQ(plan->runs.size(), 8U * 20);
    EXPECT_EQ(sim::study_of(s.made, *plan, 1)->identity(3), "2.000000 1.000000 0.200000");
}

TEST(Plan, WholeNumbersAreToldApartToTheLastDigit) {
    const auto text = [](auto x) { return sim::same_text(sim::node{{}, x}); };
    constexpr std::int64_t beyond = std::int64_t{1} << 53U;
    EXPECT_NE(text(beyond), text(beyond + 1));
    EXPECT_EQ(text(std::int64_t{4}), text(4.0));
    EXPECT_EQ(text(std::int64_t{0}), text(-0.0));
}

TEST(Plan, KeysAreThoseOfTheSameRunsWithoutADesign) {
    scene plain{""}, varied{"[design]\nkind = \"factorial\"\n[design.factors]\n\"arms.x.pull\" = [0.2, 0.5]\n"};
    const auto one = sim::make_plan(plain.made), two = sim::make_plan(varied.made, *sim::read_design(varied.made.what));
    ASSERT_TRUE(one && two);
    std::set<std::string> keys;
    for (const sim::run& r : two->runs) keys.insert(r.key);
    EXPECT_EQ(keys.size(), two->runs.size());
    for (const sim::run& r : one->runs) EXPECT_TRUE(keys.contains(r.key));
}

}   // namespace
