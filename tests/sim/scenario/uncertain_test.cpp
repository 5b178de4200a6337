#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "sim/scenario/plan.hpp"
#include "tests/support/scratch.hpp"

// A model of buses: parameters with priors and without, one that decides who there is, a lever, and people by a seed.
namespace {

using sim::by_instrument;
using sim::number;
using sim::parameter_row;
using sim::provenance;
using sim::shape;

class buses final : public sim::model {
public:
    struct values {
        std::map<std::string, double> of;
        std::vector<double> fares;   // by arm
        std::int64_t people = 1;
        std::vector<std::string> drawn;
    };
    class of final : public sim::study {
    public:
        explicit of(values said) : said_{std::move(said)} {}
        [[nodiscard]] std::size_t settings() const override { return said_.fares.size(); }
        [[nodiscard]] std::size_t baseline() const override { return 0; }
        [[nodiscard]] std::vector<sim::onset> onsets(std::size_t s) const override {
            return {{0, std::to_string(said_.fares[s])}};
        }
        [[nodiscard]] std::string identity(std::size_t s) const override {
            std::string text = made_of() + " fare " + std::to_string(said_.fares[s]);
            for (const auto& [name, x] : said_.of) text += " " + name + " " + std::to_string(x);
            return text;
        }
        [[nodiscard]] sim::layout observed() const override { return {}; }
        [[nodiscard]] std::string made_of() const override { return "people " + std::to_string(said_.people); }
        [[nodiscard]] std::unique_ptr<sim::world> build() const override { return nullptr; }
        [[nodiscard]] const values& said() const { return said_; }

    private:
        values said_;
    };
    [[nodiscard]] std::string_view name() const override { return "buses"; }
    [[nodiscard]] sim::in_both sentence() const override { return {"a model for tests", "测试用模型"}; }
    [[nodiscard]] int version() const override { return 3; }
    [[nodiscard]] std::vector<parameter_row> parameters() const override {
        const auto row = [](std::string_view name, float standard, float high, provenance from, sim::prior believed,
                            number kind = number::real, std::string_view group = "") {
            return parameter_row{name, standard, "1",   0,       high, by_instrument::no, kind, {"meaning", "含义"},
                                 from, "",       group, believed};
        };
        return {row("reach", 4, 200, provenance::assumed, {shape::log_triangular, 1.5, 4, 12}, number::real, "trips"),
                row("habit", 1, 5, provenance::assumed, {shape::triangular, 0, 1, 4}, number::real, "trips"),
                row("seats", 20, 100, provenance::assumed, {shape::triangular, 10, 20, 40}, number::whole),
                row("delay", 2, 9, provenance::assumed, {}),
                row("base", 3, 9, provenance::calibrated, {}),
                row("friends", 5, 50, provenance::assumed, {shape::triangular, 2, 5, 9})};
    }
    [[nodiscard]] std::string_view instrument_heading() const override { return "levers"; }
    [[nodiscard]] std::vector<parameter_row> instrument_parameters() const override {
        return {{"pass.pull",
                 0.5F,
                 "1",
                 0,
                 1,
                 by_instrument::no,
                 number::real,
                 {"pull", "拉力"},
                 provenance::assumed,
                 "",
                 "pass",
                 {shape::triangular, 0, 0.5, 1}},
                {"pass.cost",
                 30,
                 "CNY",
                 0,
                 1000,
                 by_instrument::no,
                 number::real,
                 {"price", "价格"},
                 provenance::assumed,
                 "",
                 "pass",
                 {shape::triangular, 10, 30, 80}}};
    }
    [[nodiscard]] std::vector<std::string_view> parameters_of_agents() const override { return {"friends"}; }
    [[nodiscard]] std::vector<sim::key_row> keys() const override { return {{"population_seed", {"", ""}}}; }
    [[nodiscard]] sim::layout observations() const override { return {}; }
    [[nodiscard]] std::unique_ptr<sim::study> read(const sim::scenario& s, sim::table_reader& root,
                                                   sim::mistakes& wrong) const override {
        values said;
        said.drawn = s.drawn;
        said.people = root.whole("population_seed", 0, INT64_MAX, "", "people").value_or(1);
        if (root.flag("real_people").value_or(false)) said.people = 0;
        const auto read_rows = [&](sim::table_reader& from, const std::vector<parameter_row>& rows,
                                   std::string_view before) {
            for (const parameter_row& row : rows) {
                const double low = row.low, high = row.high;
                const auto x =
                    row.kind == number::whole ? from.whole(row.name, 0, 100, "", "it") : std::optional<std::int64_t>{};
                const std::string_view key = row.name.substr(before.size());
                said.of[std::string{row.name}] = x ? static_cast<double>(*x)
                                                 : row.kind == number::whole
                                                     ? row.standard
                                                     : from.number(key, low, high, "", "it").value_or(row.standard);
            }
            from.done();
        };
        const sim::node none{{}, sim::node::table{}};
        const sim::node* const own = root.table("parameters");
        sim::table_reader from{own != nullptr ? *own : none, "[parameters]", wrong};
        read_rows(from, parameters(), "");
        const sim::node* const levers = root.table("levers");
        sim::table_reader all{levers != nullptr ? *levers : none, "[levers]", wrong};
        const sim::node* const pass = all.table("pass");
        sim::table_reader lever{pass != nullptr ? *pass : none, "[levers.pass]", wrong};
        read_rows(lever, instrument_parameters(), "pass.");
        all.done();
        if (const sim::node* const costs = root.table("costs")) (void)costs;
        for (const sim::arm& arm : s.arms) {
            said.fares.push_back(0);
            if (arm.table == nullptr) continue;
            sim::table_reader table{*arm.table, "arm", wrong};
            said.fares.back() = table.number("fare", 0, 9, "", "what a ride costs").value_or(0);
            (void)table.any("parameters");
            table.done();
        }
        return wrong.empty() ? std::make_unique<of>(std::move(said)) : nullptr;
    }
};

const buses it;
const std::array<const sim::model*, 1> known{&it};

const std::string head = "model = \"buses\"\nweeks = 10\nburn_in = 4\n";
const std::string arms = "[arms.base]\n[arms.x]\nfare = 2\n";

struct scene {
    test::scratch folder;
    std::string path;
    explicit scene(const std::string& first, const std::string& then) {
        path = folder.write("s.toml", head + first + arms + then);
    }
    [[nodiscard]] sim::ready read(const std::vector<sim::assignment>& set = {}) const {
        auto made = sim::read_scenario(path, set, known);
        EXPECT_TRUE(made) << sim::describe(made.wrong());
        return made ? std::move(*made) : sim::ready{};
    }
    // All mistakes, or the remarks where there are none; without the folder.
    [[nodiscard]] std::string told(const std::vector<sim::assignment>& set = {}) const {
        auto made = sim::read_scenario(path, set, known);
        std::string text = made ? "" : sim::describe(made.wrong());
        if (made) {
            const sim::node* const design = made->what.tree.find("design");
            auto points = design != nullptr ? sim::read_design(made->what) : sim::result<sim::design>{sim::design{}};
            const auto plan = sim::make_plan(*made, *points);
            text = plan ? sim::describe_remarks(made->remarks) : sim::describe(plan.wrong());
        }
        const std::string where = path.substr(0, path.rfind('/') + 1);
        for (std::size_t at = text.find(where); at != std::string::npos; at = text.find(where))
            text.erase(at, where.size());
        return text;
    }
};

// The first line of what is told.
std::string first_of(const std::string& first, const std::string& then, const std::vector<sim::assignment>& set = {}) {
    const std::string all = scene{first, then}.told(set);
    return all.substr(0, all.find('\n'));
}

sim::plan plan_of(const scene& s, const std::vector<sim::assignment>& set = {}) {
    auto made = sim::make_plan(s.read(set));
    EXPECT_TRUE(made) << sim::describe(made.wrong());
    return made ? std::move(*made) : sim::plan{};
}

std::vector<double> column(const sim::plan& of, const std::string& key) {
    const auto at = std::ranges::find(of.worlds.drawn, key, &sim::uncertain_key::key) - of.worlds.drawn.begin();
    std::vector<double> out;
    for (const auto& world : of.worlds.values) out.push_back(world.at(static_cast<std::size_t>(at)));
    return out;
}

const std::string all_priors = "[uncertain]\npriors = \"all\"\n";

TEST(Uncertain, NothingIsDrawnWithoutItOrWhereItIsOff) {
    const scene plain{"replicates = 20\n", ""}, uncertain{"replicates = 20\n", all_priors};
    const sim::plan none = plan_of(plain), off = plan_of(uncertain, {{"uncertain.worlds", "off"}});
    EXPECT_FALSE(none.worlds.any());
    EXPECT_FALSE(off.worlds.any());
    EXPECT_EQ(none.groups.size(), 1U);
    ASSERT_EQ(off.runs.size(), none.runs.size());
    for (std::size_t r = 0; r < none.runs.size(); ++r) EXPECT_EQ(off.runs[r].key, none.runs[r].key);
}

TEST(Uncertain, EveryReplicateIsAWorldForAllArms) {
    const scene s{"replicates = 20\n", all_priors};
    const sim::plan plain = plan_of(s, {{"uncertain.worlds", "off"}}), plan = plan_of(s);
    ASSERT_EQ(plan.worlds.count(), 20U);
    EXPECT_EQ(plan.groups.size(), 20U);
    std::set<std::string> keys;
    ASSERT_EQ(plan.runs.size(), plain.runs.size());
    for (std::size_t r = 0; r < plan.runs.size(); ++r) {   // the order of runs, and their luck, are as without
        EXPECT_EQ(plan.runs[r].group, plan.runs[r].replicate);
        EXPECT_EQ(plan.runs[r].arm, plain.runs[r].arm);
        EXPECT_EQ(plan.runs[r].replicate, plain.runs[r].replicate);
        EXPECT_EQ(plan.runs[r].seed, plain.runs[r].seed);
        keys.insert(plan.runs[r].key);
    }
    EXPECT_EQ(keys.size(), plan.runs.size());
    const auto set = sim::study_of(s.read(), plan, 7);
    const auto& own = dynamic_cast<const buses::of&>(*set).said();
    for (const sim::uncertain_key& one : plan.worlds.drawn) {
        const std::string name = one.key.substr(one.key.find('.') + 1);
        EXPECT_EQ(own.of.at(name), column(plan, one.key)[7]) << name;
    }
    EXPECT_EQ(own.of.at("delay"), 2);   // has no prior
    EXPECT_EQ(own.drawn.size(), 5U);    // the model is told which values nobody stated
}

TEST(Uncertain, AWorldStaysWhatItIsWhateverElseIsDrawn) {
    const scene s{"replicates = 8\n", all_priors};
    const auto some = plan_of(s), more = plan_of(s, {{"replicates", "40"}}),
               one = plan_of(s, {{"uncertain.priors", "[\"habit\"]"}}), other = plan_of(s, {{"uncertain.seed", "2"}});
    const auto first = column(some, "parameters.habit");
    auto longer = column(more, "parameters.habit");
    longer.resize(first.size());
    EXPECT_EQ(longer, first);
    EXPECT_EQ(column(one, "parameters.habit"), first);
    EXPECT_NE(column(other, "parameters.habit"), first);
    for (std::size_t r = 0; r < some.runs.size(); ++r) EXPECT_EQ(some.runs[r].key, more.runs[r / 8 * 16 + r % 8].key);
}

// Of the first 2^m worlds each of 2^m equal shares of what is believed has exactly one, of every key; the first two
// keys together fill a grid.
TEST(Uncertain, WorldsFillWhatIsBelievedEvenly) {
    const scene s{"replicates = 256\n", all_priors +
                                            "[uncertain.parameters]\nhabit = { low = 0, mode = 0, high = 1 }\n"
                                            "reach = { low = 0, mode = 0, high = 2 }\n"};
    const sim::plan plan = plan_of(s);
    const auto share = [](double x, double high) { return 1 - (1 - x / high) * (1 - x / high); };
    const auto habit = column(plan, "parameters.habit"), reach = column(plan, "parameters.reach");
    std::set<int> shares, cells;
    for (std::size_t w = 0; w < habit.size(); ++w) {
        const double x = share(habit[w], 1), y = share(reach[w], 2);
        shares.insert(static_cast<int>(x * 256));
        cells.insert(static_cast<int>(x * 16) * 16 + static_cast<int>(y * 16));
    }
    EXPECT_EQ(shares.size(), 256U);
    EXPECT_EQ(cells.size(), 256U);
}

TEST(Uncertain, QuantilesAreThoseOfTheTriangle) {
    const sim::prior plain{shape::triangular, 0, 1, 4}, log{shape::log_triangular, 1, 10, 100};
    EXPECT_DOUBLE_EQ(sim::quantile_of(plain, 0.25), 1);   // below the mode lies its share of the range
    EXPECT_DOUBLE_EQ(sim::quantile_of(plain, 0.0625), 0.5);
    EXPECT_DOUBLE_EQ(sim::quantile_of(plain, 1 - 1 / 12.0), 3);
    EXPECT_DOUBLE_EQ(sim::quantile_of(log, 0.5), 10);
    EXPECT_DOUBLE_EQ(sim::quantile_of(log, 0.125), std::sqrt(10.0));
    EXPECT_GE(sim::quantile_of(log, 0x1p-33), 1);
    EXPECT_LE(sim::quantile_of(log, 1 - 0x1p-33), 100);
}

TEST(Uncertain, DrawsAreTheSameOnEveryMachine) {
    const sim::plan plan = plan_of(scene{"replicates = 3\n", all_priors});
    EXPECT_EQ(column(plan, "parameters.reach"),
              (std::vector<double>{2.0449349424547805, 5.0106865314145734, 7.4985512331957436}));
    EXPECT_EQ(column(plan, "parameters.seats"), (std::vector<double>{14, 26, 20}));
    EXPECT_EQ(column(plan, "levers.pass.cost"),
              (std::vector<double>{41.519364540647139, 35.37116235082523, 11.94559247542419}));
}

// Five keys: samples of seven worlds, in eights.
TEST(Uncertain, SamplesHaveTwoDrawsAndTheFirstWithEachKeyOfTheSecond) {
    const scene s{"replicates = 112\n", all_priors + "kind = \"saltelli\"\n"};
    const sim::plan plan = plan_of(s), more = plan_of(s, {{"replicates", "168"}});
    EXPECT_EQ(plan.worlds.kind, "saltelli");
    const auto& values = plan.worlds.values;
    ASSERT_EQ(values.size(), 112U);
    std::set<double> first, second;   // of a key that is no whole number
    for (std::size_t w = 0; w < values.size(); w += 7) {
        for (std::size_t k = 0; k < 5; ++k)
            for (std::size_t other = 0; other < 5; ++other)
                EXPECT_EQ(values[w + 2 + k][other], values[w + (k == other ? 1 : 0)][other]);
        first.insert(values[w][0]);
        second.insert(values[w + 1][0]);
    }
    EXPECT_EQ(first.size(), 16U);   // scramblings and draws all differ
    second.merge(first);
    EXPECT_EQ(second.size(), 32U);
    for (std::size_t w = 0; w < values.size(); ++w) EXPECT_EQ(more.worlds.values[w], values[w]);
    EXPECT_EQ(first_of("replicates = 100\n", all_priors + "kind = \"saltelli\"\n"),
              "s.toml:9:10: samples of 5 drawn keys are 7 worlds each and come in 8s, so worlds come in 56s; there are "
              "100: take 112 replicates, or draw fewer keys");
    EXPECT_NE(first_of("replicates = 100\n", all_priors + "kind = \"sobol\"\n").find("unknown kind 'sobol'"),
              std::string::npos);
}

// Five keys: trajectories of six worlds, in which each key moves once, by half of what is believed of it, under one luck.
TEST(Uncertain, TrajectoriesMoveEachKeyOnce) {
    const scene s{"replicates = 24\n", all_priors + "kind = \"morris\"\nlucks = 2\n"};
    const sim::plan plan = plan_of(s), more = plan_of(s, {{"replicates", "60"}});
    EXPECT_EQ(plan.worlds.kind, "morris");
    const auto& values = plan.worlds.values;
    ASSERT_EQ(values.size(), 12U);
    std::map<std::size_t, std::uint64_t> seed;   // by replicate
    for (const sim::run& one : plan.runs) seed[one.replicate] = one.seed;
    std::set<std::uint64_t> seeds;
    for (std::size_t first = 0; first < 12; first += 6) {
        std::set<std::size_t> moved;
        for (std::size_t w = first; w + 1 < first + 6; ++w) {
            std::size_t count = 0;
            for (std::size_t k = 0; k < 5; ++k)
                if (values[w][k] != values[w + 1][k]) {
                    moved.insert(k);
                    ++count;
                }
            EXPECT_LE(count, 1U);
            for (const std::size_t luck : {0U, 1U}) EXPECT_EQ(seed[2 * w + luck], seed[2 * first + luck]);
        }
        EXPECT_GE(moved.size(), 4U);   // a whole number may have moved to itself
        // habit, a triangle from 0 over 1 to 4: of any two that lie half of it apart one is below its middle.
        const double middle = 4 - std::sqrt(6), low = std::min(values[first][1], values[first + 5][1]),
                     high = std::max(values[first][1], values[first + 5][1]);
        EXPECT_LE(low, middle);
        EXPECT_GE(high, middle);
        seeds.insert(seed[2 * first]);
        seeds.insert(seed[2 * first + 1]);
    }
    EXPECT_EQ(seeds.size(), 4U);
    for (std::size_t w = 0; w < values.size(); ++w) EXPECT_EQ(more.worlds.values[w], values[w]);
    const auto trajectories = [](const std::string& also) { return all_priors + "kind = \"morris\"\n" + also; };
    EXPECT_EQ(first_of("replicates = 100\n", trajectories("")),
              "s.toml:9:10: trajectories of 5 drawn keys are 6 worlds each; there are 100: take 102 replicates, or "
              "draw fewer "
              "keys");
    EXPECT_NE(first_of("replicates = 6\n", trajectories("population_seeds = 2\n")).find("have the same people"),
              std::string::npos);
}

// Two keys of one subject, two of another, and one of none, which moves alone.
TEST(Uncertain, SamplesBySubjectMoveItsKeysTogether) {
    const std::string by_subject = all_priors + "kind = \"saltelli\"\nby = \"subject\"\n";
    const sim::plan plan = plan_of(scene{"replicates = 40\n", by_subject});
    std::vector<std::string> subjects;
    for (const sim::uncertain_key& one : plan.worlds.drawn) subjects.push_back(one.subject);
    EXPECT_EQ(subjects, (std::vector<std::string>{"trips", "trips", "parameters.seats", "pass", "pass"}));
    const auto& values = plan.worlds.values;
    ASSERT_EQ(values.size(), 40U);
    const std::array<std::size_t, 5> moved{0, 0, 1, 2, 2};
    for (std::size_t w = 0; w < values.size(); w += 5)
        for (std::size_t g = 0; g < 3; ++g)
            for (std::size_t k = 0; k < 5; ++k) EXPECT_EQ(values[w + 2 + g][k], values[w + (moved[k] == g ? 1 : 0)][k]);
    EXPECT_NE(first_of("replicates = 56\n", by_subject).find("samples of 3 subjects are 5 worlds each"),
              std::string::npos);
    EXPECT_NE(first_of("replicates = 40\n", all_priors + "by = \"subject\"\n").find("by is of kind = \"saltelli\""),
              std::string::npos);
    EXPECT_NE(
        first_of("replicates = 40\n", all_priors + "kind = \"saltelli\"\nby = \"group\"\n").find("unknown by 'group'"),
        std::string::npos);
}

TEST(Uncertain, LucksAreRunsOfOneWorld) {
    const sim::plan plan = plan_of(scene{"replicates = 24\n", all_priors + "lucks = 3\n"});
    EXPECT_EQ(plan.worlds.count(), 8U);
    std::set<std::uint64_t> seeds;
    for (std::size_t r = 0; r < 16; ++r) {
        EXPECT_EQ(plan.runs[r].group, r / 3);
        seeds.insert(plan.runs[r].seed);
    }
    EXPECT_EQ(seeds.size(), 16U);
}

TEST(Uncertain, BlocksOfWorldsTakePopulationsInTurn) {
    const scene s{"replicates = 48\npopulation_seed = 7\n", all_priors + "population_seeds = 2\n"};
    const sim::ready made = s.read();
    const auto plan = sim::make_plan(made);
    ASSERT_TRUE(plan);
    for (const auto& [world, people] : {std::pair{0, "people 7"}, {15, "people 7"}, {16, "people 8"}, {32, "people 7"}})
        EXPECT_EQ(sim::study_of(made, *plan, static_cast<std::size_t>(world))->made_of(), people) << world;
}

TEST(Uncertain, ADesignsPointsAreRunInEveryWorld) {
    const scene s{"replicates = 2\n",
                  all_priors +
                      "[design]\nkind = \"factorial\"\n[design.factors]\n\"parameters.delay\" = [1, 2]\n"
                      "\"parameters.reach\" = [3, 5]\n"};
    sim::ready made = s.read();
    const auto plan = sim::make_plan(made, *sim::read_design(made.what));
    ASSERT_TRUE(plan) << sim::describe(plan.wrong());
    EXPECT_EQ(plan->groups.size(), 2U * 4U);
    EXPECT_EQ(plan->runs.size(), 16U);
    // What the design varies is drawn by none, unless it is asked for by name.
    EXPECT_EQ(std::ranges::find(plan->worlds.drawn, "parameters.reach", &sim::uncertain_key::key),
              plan->worlds.drawn.end());
    EXPECT_EQ(plan->worlds.fixed.back(), "parameters.reach");
    const auto set = sim::study_of(made, *plan, 4 + 2);   // the second world's third point
    const auto& own = dynamic_cast<const buses::of&>(*set).said();
    EXPECT_EQ(own.of.at("delay"), 2);
    EXPECT_EQ(own.of.at("reach"), 3);
    EXPECT_EQ(own.of.at("habit"), column(*plan, "parameters.habit")[1]);
}

const std::string about = "# model: buses\n# model_version: 3\n# targets: none\n# command: by hand\n";

TEST(Uncertain, AFileOfDrawsHasAWorldInEachRow) {
    const scene s{"replicates = 2\n", "[uncertain]\ndraws = \"d.csv\"\n"};
    const std::string text =
        about + "parameters.reach,levers.pass.cost,parameters.seats\n2.5,20,11\n3.5,30,12\n9,9,9\n";
    (void)s.folder.write("d.csv", text);
    const sim::plan plan = plan_of(s);
    EXPECT_EQ(column(plan, "parameters.reach"), (std::vector<double>{2.5, 3.5}));
    EXPECT_EQ(column(plan, "levers.pass.cost"), (std::vector<double>{20, 30}));
    EXPECT_EQ(plan.worlds.fixed,
              (std::vector<std::string>{"parameters.habit", "parameters.friends", "levers.pass.pull"}));
    EXPECT_EQ(s.read().uncertain.text, text);
    EXPECT_EQ(s.told(),
              "s.toml:9:9: remark: 3 parameters with a prior have no column in d.csv and stay the same in all worlds: "
              "parameters.habit, parameters.friends, levers.pass.pull\n    9 | draws = \"d.csv\"\n      |         ^\n");
}

TEST(Uncertain, MistakesInAFileOfDrawsAreTold) {
    const auto told = [](const std::string& text, int replicates = 1) {
        const scene s{"replicates = " + std::to_string(replicates) + "\n", "[uncertain]\ndraws = \"d.csv\"\n"};
        (void)s.folder.write("d.csv", text);
        const std::string all = s.told();
        return all.substr(0, all.find('\n'));
    };
    EXPECT_EQ(
        told("parameters.reach\n2\n"),
        "d.csv:1:1: nothing says of which model these draws are: a line \"# model: buses\" stands above the header");
    EXPECT_EQ(
        told("# model: trams\n# model_version: 3\nparameters.reach\n2\n"),
        "d.csv:1:1: these draws are of model trams, and the scenario's model is buses: they have to be made anew");
    EXPECT_EQ(
        told("# model: buses\n# model_version: 2\nparameters.reach\n2\n"),
        "d.csv:2:1: these draws are of model_version 2, and the scenario's model_version is 3: they have to be made "
        "anew");
    EXPECT_EQ(told(about + "parameters.raech\n2\n"),
              "d.csv:5:1: there is nothing called 'parameters.raech' to draw; did you mean 'parameters.reach'?");
    EXPECT_EQ(told(about + "reach\n2\n"),
              "d.csv:5:1: there is nothing called 'reach' to draw; did you mean 'parameters.reach'?");
    EXPECT_EQ(told(about + "parameters.habit,parameters.reach\n1,300\n"),
              "d.csv:6:3: parameters.reach is '300'; expected a number from 0 to 200");
    EXPECT_EQ(told(about + "parameters.reach\nmany\n"),
              "d.csv:6:1: parameters.reach is 'many'; expected a number from 0 to 200");
    EXPECT_EQ(told(about + "parameters.seats\n1.5\n"),
              "d.csv:6:1: parameters.seats is '1.5'; expected a whole number from 0 to 100");
    EXPECT_EQ(told(about + "parameters.friends\n3\n"),
              "d.csv:5:1: 'parameters.friends' decides who lives there and whom they know, and all worlds share that: "
              "it cannot be drawn; population_seeds = 4 takes several populations");
    EXPECT_EQ(told(about + "parameters.reach\n"),
              "d.csv: there is no world in this file; each line below the header is one");
    EXPECT_EQ(told(""), "d.csv: this file is empty; its first line should name the columns");
    EXPECT_EQ(told(about + "parameters.reach\n2\n3\n", 3),
              "s.toml:9:9: 3 replicates are 3 worlds, and d.csv has draws of 2: take 2 replicates at most, or "
              "make more draws");
}

TEST(Uncertain, MistakesAreToldWithTheirPlace) {
    const auto told = [](const std::string& uncertain, const std::string& first = "replicates = 4\n") {
        return first_of(first, "[uncertain]\n" + uncertain);
    };
    EXPECT_EQ(told("prior = \"all\"\n"), "s.toml:9:1: unknown key 'prior' in [uncertain]; did you mean 'priors'?");
    EXPECT_EQ(told("seed = 2\n"),
              "s.toml:8:1: [uncertain] does not say what values are drawn from: priors = \"all\", a list of names, or "
              "draws = \"FILE.csv\"; worlds = \"off\" draws none");
    EXPECT_EQ(told("priors = \"all\"\ndraws = \"d.csv\"\n"),
              "s.toml:10:9: [uncertain] has draws and priors (in s.toml:9): values come from a file of draws or from "
              "what is believed; keep one of them");
    EXPECT_EQ(told("draws = \"none.csv\"\n").substr(0, 9), "none.csv:");
    EXPECT_EQ(told("priors = \"some\"\n"),
              "s.toml:9:10: priors is \"all\" or a list of names, as in [\"reach\", \"levers.pass.pull\"]; found "
              "\"some\"");
    EXPECT_EQ(told("priors = \"all\"\nlucks = 0\n"),
              "s.toml:10:9: lucks 0 is out of range: of each world, with different luck, 1 to 1000000 (runs)");
    EXPECT_EQ(told("priors = \"all\"\nlucks = 3\n"),
              "s.toml:10:9: lucks = 3 of each world do not make 4 replicates: take a multiple of 3");
    EXPECT_EQ(told("priors = [\"raech\"]\n"),
              "s.toml:9:11: there is nothing called 'raech' to draw; did you mean 'parameters.reach'?");
    EXPECT_EQ(told("priors = [\"delay\"]\n"),
              "s.toml:9:11: nothing is believed of 'parameters.delay', so there is nothing to draw it from: say its "
              "low, mode and high under [uncertain.parameters]");
    EXPECT_EQ(told("priors = [\"pass.pull\", \"levers.pass.pull\"]\n"),
              "s.toml:9:24: 'levers.pass.pull' is listed twice");
    EXPECT_EQ(told("priors = [\"friends\"]\n"),
              "s.toml:9:11: 'parameters.friends' decides who lives there and whom they know, and all worlds share "
              "that: it cannot be drawn; population_seeds = 4 takes several populations");
    EXPECT_EQ(told("priors = [3]\n"),
              "s.toml:9:11: priors lists names of parameters in quotes, as in [\"reach\", \"levers.pass.pull\"]");
    EXPECT_EQ(told("priors = []\n"), "s.toml:9:10: priors lists nothing to draw; \"all\" draws all that have one");
    EXPECT_EQ(told("draws = \"d.csv\"\nseed = 3\n"),
              "s.toml:10:8: seed is of priors: rows of a file of draws are taken in their order");
    EXPECT_EQ(told("priors = \"all\"\npopulation_seeds = 2\n", "replicates = 32\nreal_people = true\n"),
              "s.toml:11:20: these people are not made here, so population_seeds makes no others: leave it out");
    const std::string belief = "priors = \"all\"\n[uncertain.parameters]\n";
    EXPECT_EQ(told(belief + "habit = { low = 3, mode = 2, high = 4 }\n"),
              "s.toml:11:27: mode 2 must lie from low 3 to high 4, and high must be more than low");
    EXPECT_EQ(told(belief + "habit = { low = 2, mode = 2, high = 2 }\n"),
              "s.toml:11:27: mode 2 must lie from low 2 to high 2, and high must be more than low");
    EXPECT_EQ(told(belief + "habit = { low = 2, mode = 3 }\n"), "s.toml:11:9: the belief about 'habit' has no high");
    EXPECT_EQ(told(belief + "habit = { low = 2, mode = 3, high = 6 }\n"),
              "s.toml:11:37: high 6 is out of range: the highest value, 0 to 5");
    EXPECT_EQ(told(belief + "habit = { low = 0, mode = 3, high = 4, distribution = \"log-triangular\" }\n"),
              "s.toml:11:17: low 0 must be more than 0: the distribution is log-triangular");
    EXPECT_EQ(told(belief + "habit = { low = 0, mode = 3, high = 4, distribution = \"normal\" }\n"),
              "s.toml:11:55: unknown distribution 'normal'; there are: triangular, log-triangular");
    EXPECT_EQ(told(belief + "habit = 3\n"),
              "s.toml:11:9: habit takes what is believed of it, as in { low = 2, mode = 5, high = 12, distribution = "
              "\"log-triangular\" }; a value that is certain stands outside [uncertain]");
    EXPECT_EQ(told(belief + "habbit = { low = 0, mode = 3, high = 4 }\n"),
              "s.toml:11:1: unknown key 'habbit' in [uncertain.parameters]; did you mean 'habit'?");
    EXPECT_EQ(told(belief + "friends = { low = 0, mode = 3, high = 4 }\n").substr(0, 45),
              "s.toml:11:11: 'parameters.friends' decides wh");
    EXPECT_EQ(told("priors = [\"reach\"]\n[uncertain.levers.pass]\ncost = { low = 0, mode = 3, high = 4 }\n"),
              "s.toml:11:8: a belief about 'levers.pass.cost', which priors does not list: add it there");
}

TEST(Uncertain, WhatIsStatedIsNotDrawn) {
    const std::string list = "[uncertain]\npriors = [\"reach\", \"pass.cost\"]\n";
    const auto told = [&](const std::string& then, const std::vector<sim::assignment>& set = {}) {
        return first_of("replicates = 4\n", list + then, set);
    };
    EXPECT_EQ(told("[parameters]\nreach = 3\n"),
              "s.toml:9:11: 'parameters.reach' is drawn here and stated in s.toml:11: keep one of them");
    EXPECT_EQ(told("", {{"parameters.reach", "3"}}),
              "s.toml:9:11: 'parameters.reach' is drawn here and stated on the command line: keep one of them");
    EXPECT_EQ(told("[costs]\npass = 3\n"),
              "s.toml:9:20: 'levers.pass.cost' is drawn here and stated in s.toml:11: keep one of them");
    EXPECT_EQ(told("[arms.y.parameters]\nreach = 3\n"),
              "s.toml:9:11: 'parameters.reach' is drawn here and stated in s.toml:11: keep one of them");
    EXPECT_EQ(told("[design]\nkind = \"factorial\"\n[design.factors]\n\"parameters.reach\" = [1, 2]\n"),
              "s.toml:13:1: 'parameters.reach' is varied here and drawn in s.toml:9: it is one or the other");
    EXPECT_EQ(told("[design]\nkind = \"factorial\"\n[design.factors]\n\"costs.pass\" = [1, 2]\n"),
              "s.toml:13:1: 'levers.pass.cost' is varied here and drawn in s.toml:9: it is one or the other");
    // All that have a prior: what is stated keeps its value, and that is told.
    const scene s{"replicates = 4\n", all_priors + "[parameters]\nreach = 3\nbase = 2\n"};
    const std::string remarks = s.told();
    EXPECT_NE(
        remarks.find("s.toml:9:10: remark: not drawn, since the scenario states the value, the same in all worlds: "
                     "'parameters.reach' (in s.toml:11)\n"),
        std::string::npos)
        << remarks;
    EXPECT_NE(
        remarks.find("s.toml:9:10: remark: not drawn, since calibrated to the usual values of the rest: base. With "
                     "priors alone what was calibrated, such as how many take part, wanders from world to world "
                     "(docs/how-sure.md)\n"),
        std::string::npos)
        << remarks;
    EXPECT_EQ(dynamic_cast<const buses::of&>(*sim::study_of(s.read(), plan_of(s), 2)).said().of.at("reach"), 3);
    // Yet a belief of the scenario's own about it is one word too many.
    EXPECT_EQ(
        first_of("replicates = 4\n", all_priors + "[uncertain.parameters]\nreach = { low = 1, mode = 2, high = 3 }\n"
                                                  "[parameters]\nreach = 3\n"),
        "s.toml:11:9: 'parameters.reach' is drawn here and stated in s.toml:13: keep one of them");
}

}   // namespace
