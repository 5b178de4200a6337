// What the participation model makes of scenario files; models/participation/{scenario,arms}.cpp.

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <numeric>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "models/participation/arms_read.hpp"
#include "models/participation/participation.hpp"
#include "models/participation/study.hpp"
#include "models/participation/town.hpp"
#include "sim/scenario/model.hpp"
#include "sim/scenario/plan.hpp"
#include "sim/text/text.hpp"
#include "tests/support/scratch.hpp"

namespace {

namespace fs = std::filesystem;
using participation::study_data;

const std::string boli = std::string{COGOV_SOURCE_DIR} + "/scenarios/boli";

// The model's reader without the model: keeps what was read.
class reader : public sim::model {
public:
    class nothing : public sim::study {
        [[nodiscard]] std::size_t settings() const override { return 1; }
        [[nodiscard]] std::vector<sim::onset> onsets(std::size_t) const override { return {}; }
        [[nodiscard]] std::string identity(std::size_t) const override { return ""; }
        [[nodiscard]] sim::layout observed() const override { return participation::model().observations(); }
        [[nodiscard]] std::unique_ptr<sim::world> build() const override { return nullptr; }
        [[nodiscard]] std::size_t baseline() const override { return 0; }
    };
    [[nodiscard]] std::string_view name() const override { return "participation"; }
    [[nodiscard]] sim::in_both sentence() const override { return {"reads and forgets", "读后即忘"}; }
    [[nodiscard]] int version() const override { return participation::model().version(); }
    [[nodiscard]] std::vector<sim::parameter_row> parameters() const override {
        return participation::model().parameters();
    }
    [[nodiscard]] std::vector<sim::parameter_row> instrument_parameters() const override {
        return participation::model().instrument_parameters();
    }
    [[nodiscard]] std::string_view instrument_heading() const override {
        return participation::model().instrument_heading();
    }
    [[nodiscard]] std::vector<sim::instrument_row> instruments() const override {
        return participation::model().instruments();
    }
    [[nodiscard]] std::vector<std::string> keys_of_pulling() const override {
        return participation::model().keys_of_pulling();
    }
    [[nodiscard]] std::string_view key_of_pulling() const override { return participation::model().key_of_pulling(); }
    [[nodiscard]] std::optional<sim::misplaced_name> misplaced(const std::string& name) const override {
        return participation::model().misplaced(name);
    }
    [[nodiscard]] sim::layout observations() const override { return {}; }
    [[nodiscard]] std::vector<sim::key_row> keys() const override { return participation::model().keys(); }
    [[nodiscard]] std::vector<std::string> path_keys() const override { return participation::model().path_keys(); }
    [[nodiscard]] std::vector<std::string> selector_keys() const override {
        return participation::model().selector_keys();
    }
    [[nodiscard]] std::unique_ptr<sim::study> read(const sim::scenario& s, sim::table_reader& root,
                                                   sim::mistakes& wrong) const override {
        data = participation::read_study(s, root, wrong);
        return std::make_unique<nothing>();
    }
    mutable study_data data;
};

struct outcome {
    study_data data;
    sim::mistakes wrong;
    std::vector<std::string> arms;
};

outcome read_file(const std::string& file, const std::vector<sim::assignment>& set = {}) {
    const reader model;
    const std::array<const sim::model*, 1> known{&model};
    auto made = sim::read_scenario(file, set, known);
    outcome out{std::move(model.data), made.wrong(), {}};
    if (made)
        for (const sim::arm& one : made->what.arms) out.arms.push_back(one.name);
    return out;
}

// Boli's tables under communities of our own: Heping and East are communities of two subdistricts, and North is both a
// subdistrict and a community of another one.
constexpr auto communities = R"(subdistrict,subdistrict_zh,community,community_zh,adults,households,grids,seats_per_1000
East,东,Heping,和平,2000,1030,4,40
East,东,Xinhua,新华,2000,1030,4,40
West,西,North,北,2000,1030,4,40
North,北区,Taiping,太平,2000,1030,4,40
North,北区,Youyi,友谊,2000,1030,4,40
)";

class Study : public ::testing::Test {
protected:
    Study() {
        fs::create_directories(folder_.path("people"));
        for (const auto& one : fs::directory_iterator{boli + "/population"})
            if (one.path().extension() == ".csv")
                fs::copy_file(one.path(), fs::path{folder_.path("people")} / one.path().filename());
        fs::remove(folder_.path("people/communities.csv"));
        folder_.write("people/communities.csv", communities);
    }
    outcome read(const std::string& text, const std::vector<sim::assignment>& set = {}) const {
        return read_file(folder_.write("s.toml", "population = \"people\"\n" + text), set);
    }
    // An arm with one policy, described by the lines of `keys`, beside a baseline.
    [[nodiscard]] static std::string policy(const std::string& keys) {
        return "[arms.base]\n[[arms.a.policies]]\n" + keys + "\n";
    }

    test::scratch folder_;
};

struct slip {
    std::string text;
    int line, column;
    std::string words;
};

void expect_one(const outcome& made, const slip& one) {
    ASSERT_EQ(made.wrong.size(), 1U) << one.text << "\n" << sim::describe(made.wrong);
    EXPECT_TRUE(made.wrong[0].where.file.ends_with("/s.toml")) << made.wrong[0].where.file;
    EXPECT_EQ(made.wrong[0].where.line, one.line) << one.text << "\n" << made.wrong[0].what;
    EXPECT_EQ(made.wrong[0].where.column, one.column) << one.text << "\n" << made.wrong[0].what;
    EXPECT_NE(made.wrong[0].what.find(one.words), std::string::npos) << one.text << "\n" << made.wrong[0].what;
}

TEST_F(Study, TellsSomeOfManyUnknownTargetsAndCountsTheOthers) {
    std::string targets;
    for (int t = 0; t < 3000; ++t) targets += fmt::format("{}\"Hepin{}\"", t == 0 ? "" : ", ", t);
    const outcome made = read(policy("lever = \"admin_relief\"\nlevel = 0.5\ntargets = [" + targets + "]"));
    EXPECT_EQ(made.wrong.untold(), 3000 - sim::mistakes::most_told);
    EXPECT_EQ(made.wrong[0].what, "unknown subdistrict or community 'Hepin0'; did you mean 'Heping'?");
}

TEST_F(Study, KeysOfOtherTablesAreTaughtTheirPlace) {
    const std::vector<slip> slips{
        {policy("lever = \"points\"\nlevel = 1\nweeks = 10"), 6, 1, "'weeks' is a key of the scenario itself"},
        {"admin_share = 0.5\n", 2, 1, "did you mean 'parameters.admin_share'?"},
        {"[arms.base]\n[arms.a]\nlever = \"points\"\nlevel = 1\n", 4, 1, "under [[arms.a.policies]]"},
        {"[arms.base]\n[arms.a.policies]\nlever = \"points\"\n", 3, 1, "double brackets: [[arms.a.policies]]"},
        {"[arms.base]\n[arms.a.policies.points]\nlevel = 1\n", 3, 18,
         "[[arms.a.policies]], and below it lever = \"points\""},
        {"[arms.base]\n[[arms.a]]\nlevel = 1\n", 3, 1, "under the heading [arms.a] in single brackets"},
        {policy("lever = \"points\"\nlevl = 1"), 5, 1, "did you mean 'level'?"},
        {policy("lever = \"points\"\nlevel = 1\ncolour = 1"), 6, 1,
         "unknown key 'colour' in policy 'points' of arm 'a'"},
    };
    for (const slip& one : slips) expect_one(read(one.text), one);
    EXPECT_EQ(read(policy("lever = \"points\"\nlevel = 1\ncolour = 1")).wrong[0].what,
              "unknown key 'colour' in policy 'points' of arm 'a'");   // the slip itself is no offer
}

TEST_F(Study, SetOffersThePathToALevel) {
    const auto told = [&](const std::string& key) {
        const outcome made = read(policy("lever = \"hire_workers\"\nlevel = 0.2"), {{key, "1"}});
        return made.wrong.size() == 1 ? made.wrong[0].what : sim::describe(made.wrong);
    };
    for (const char* const key : {"arms.a.level", "level", "a.level", "arms.a.hire_workers.level", "hire_workers"})
        EXPECT_TRUE(told(key).ends_with("did you mean 'arms.a.policies.hire_workers.level'?"))
            << key << ": " << told(key);
    EXPECT_TRUE(told("venues").ends_with(
        "a lever is pulled by a policy of an arm: [[arms.NAME.policies]], then lever = \"venues\" and its level"))
        << told("venues");
    EXPECT_TRUE(told("population-seed").ends_with("did you mean 'population_seed'?")) << told("population-seed");
    EXPECT_TRUE(told("admin_share").ends_with("did you mean 'parameters.admin_share'?")) << told("admin_share");
}

// What is known of each place stays in proportion; a stated number holds everywhere, and workers are scaled to their mean.
TEST_F(Study, DrawnSeatsMultiplyWhatIsKnownOfEachCommunity) {
    folder_.write("people/communities.csv",
                  "subdistrict,subdistrict_zh,community,community_zh,adults,households,grids,seats_per_1000\n"
                  "East,东,Heping,和平,2000,1030,4,40\nEast,东,Xinhua,新华,2000,1030,4,20\n");
    folder_.write("d.csv", "# model: participation\n# model_version: 3\nparameters.seats\n60\n");
    const std::array<const sim::model*, 1> known{&participation::model()};
    const auto seats = [&](const std::string& text) {
        const auto made =
            sim::read_scenario(folder_.write("s.toml", "population = \"people\"\nreplicates = 1\n" + text), {}, known);
        EXPECT_TRUE(made) << sim::describe(made.wrong());
        const auto plan = sim::make_plan(*made);
        const participation::town place{participation::data_of(*sim::study_of(*made, *plan, 0))};
        return std::array{place.base(0).seats, place.base(1).seats};
    };
    EXPECT_EQ(seats(""), (std::array{40.0F, 20.0F}));
    EXPECT_EQ(seats("[uncertain]\ndraws = \"d.csv\"\n"), (std::array{60.0F, 30.0F}));
    EXPECT_EQ(seats("[parameters]\nseats = 60\n"), (std::array{60.0F, 60.0F}));
}

TEST_F(Study, ALeversSlipHidesNoneOfItsLevel) {
    const outcome made = read(policy("lever = \"admin_releif\"\nlevel = 50"));
    ASSERT_EQ(made.wrong.size(), 2U);
    EXPECT_NE(made.wrong[0].what.find("did you mean 'admin_relief'?"), std::string::npos);
    EXPECT_NE(made.wrong[1].what.find("level 50 is out of range: admin_relief takes a share"), std::string::npos);
    EXPECT_EQ(read(policy("lever = \"nothing_like_it\"\nlevel = \"a\"")).wrong.size(), 2U);
}

TEST_F(Study, PoliciesThatCanChangeNothingAreRemarkedOn) {
    const auto told = [&](const std::string& text) {
        folder_.write("s.toml", "population = \"people\"\n" + text);
        const sim::model* const known[] = {&participation::model()};
        const auto made = sim::read_scenario(folder_.path("s.toml"), {}, known);
        if (!made) return sim::describe(made.wrong());
        std::string all;
        for (const sim::mistake& one : made->remarks) all += fmt::format("{}: {}\n", one.where.line, one.what);
        return all;
    };
    const auto says = [&](const std::string& text, const std::string& words) {
        const std::string found = told(text);
        EXPECT_NE(found.find(words), std::string::npos) << text << found;
    };
    says(policy("lever = \"venues\"\nlevel = 0"), "3: policy 'venues' of arm 'a' can change nothing: its level is 0");
    says(policy("lever = \"digital_specialist\"\nlevel = 1"), "it needs 'digital_platform'");
    says(policy("lever = \"emergency_plan\"\nlevel = 1"), "it acts in an emergency, and there is none");
    says("[parameters]\nsupport = 1\n" + policy("lever = \"volunteer_support\"\nlevel = 0.5"), "support grows by x");
    says("[levers.points]\nincentive_build = 0\nincentive_govern = 0\nincentive_share = 0\n" +
             policy("lever = \"points\"\nlevel = 5"),
         "can change nothing: incentive_build, incentive_govern and incentive_share grow by 0x");
    const std::string full = "[[policies]]\nlever = \"flexible_hours\"\nlevel = 1\n";
    says(full + policy("lever = \"flexible_hours\"\nlevel = 0.5"),
         "6: policy 'flexible_hours' of arm 'a' can change nothing: what is there already pulls its lever to the end");
    says("[[policies]]\nlever = \"venues\"\nlevel = 0\n[arms.base]\n",
         "2: policy 'venues' that is there already can change nothing: its level is 0");
    says("[[policies]]\nlever = \"digital_specialist\"\nlevel = 1\n[arms.base]\n", "it needs 'digital_platform'");
    for (const std::string& right :
         {policy("lever = \"venues\"\nlevel = 0.5\nramp = 1000"),
          policy("lever = \"digital_specialist\"\nlevel = 1\n[[arms.a.policies]]\nlever = \"digital_platform\"\nlevel "
                 "= 1\n"
                 "start = 10\nend = 20"),
          "[[emergencies]]\nstart = 3\nweeks = 2\n" + policy("lever = \"emergency_plan\"\nlevel = 1"),
          // A town keeps its plan whether an emergency comes or not.
          std::string{"[[policies]]\nlever = \"emergency_plan\"\nlevel = 1\n[arms.base]\n"},
          "[[policies]]\nlever = \"digital_specialist\"\nlevel = 1\n" +
              policy("lever = \"digital_platform\"\nlevel = 1"),
          policy("lever = \"venues\"\nlevel = 0") +
              "[design]\nkind = \"factorial\"\n[design.factors]\n\"arms.a.policies.venues.level\" = [0.0, 1.0]\n"})
        EXPECT_EQ(told(right), "") << right;
    says("[[emergencies]]\nstart = 3\nweeks = 2\n" + policy("lever = \"emergency_plan\"\nlevel = 1\nstart = 5"),
         "acts in an emergency");
}

TEST_F(Study, MistakesInAPolicyHavePlaceAndSentence) {
    // Line 1 is the population, 2 the baseline, 3 the heading, 4 and 5 as below.
    const std::vector<slip> slips{
        {"lever = \"admin_releif\"\nlevel = 1", 4, 9, "unknown lever 'admin_releif'; did you mean 'admin_relief'?"},
        {"lever = \"行政减付\"\nlevel = 1", 4, 9, "unknown lever '行政减付'; did you mean '行政减负'?"},
        {"lever = 3\nlevel = 1", 4, 9, "lever must be a text in quotes; found the number 3"},
        {"level = 1", 3, 1, "this policy of arm 'a' has no lever"},
        {"lever = \"points\"", 3, 1,
         "this policy of arm 'a' has no level; say how far the lever is pulled: points takes yuan per participation"},
        {"lever = \"admin_relief\"\nlevel = 1.5", 5, 9,
         "level 1.5 is out of range: admin_relief takes a share of the load cleared, 0 to 1"},
        {"lever = \"add_volunteers\"\nlevel = -1", 5, 9,
         "add_volunteers takes recruits per 1000 residents and week, 0 to 20"},
        {"lever = \"volunteer_support\"\nlevel = 0.91", 5, 9, "0 to 0.9"},
        {"lever = \"points\"\nlevel = nan", 5, 9, "level must be a finite number"},
        {"lever = \"points\"\nlevel = \"0.3\"", 5, 9, "level must be a number"},
        {"lever = \"points\"\nlevel = 1\ntarget = [\"Heping\"]", 6, 1,
         "unknown key 'target' in policy 'points' of arm 'a'; did you mean 'targets'?"},
        {"lever = \"points\"\nlevel = 1\ntargets = [\"Hepin\"]", 6, 12,
         "unknown subdistrict or community 'Hepin'; did you mean 'Heping'?"},
        {"lever = \"points\"\nlevel = 1\ntargets = [\"East\", \"太乎\"]", 6, 20, "did you mean '太平'?"},
        {"lever = \"points\"\nlevel = 1\ntargets = []", 6, 11, "targets is empty"},
        {"lever = \"points\"\nlevel = 1\ntargets = \"East\"", 6, 11, "targets must be an array"},
        {"lever = \"points\"\nlevel = 1\ntargets = [3]", 6, 12, "names of subdistricts or communities in quotes"},
        {"lever = \"points\"\nlevel = 1\ntargets = [\"East\", \"East\"]", 6, 20, "'East' is named twice"},
        {"lever = \"points\"\nlevel = 1\ntargets = [\"East\", \"东\"]", 6, 20,
         "'East' and '东' in targets are the same place"},
        {"lever = \"points\"\nlevel = 1\ntargets = [\"North\"]", 6, 12, "'North' names 2 places"},
        {"lever = \"points\"\nlevel = 1\nstart = -1", 6, 9, "start -1 is out of range"},
        {"lever = \"points\"\nlevel = 1\nstart = 156", 6, 9, "start 156 is after the run: its last week is 155"},
        {"lever = \"points\"\nlevel = 1\nstart = 5.5", 6, 9, "start must be a whole number"},
        {"lever = \"points\"\nlevel = 1\nstart = 5\nend = 5", 7, 7, "end 5 must come after start 5"},
        {"lever = \"points\"\nlevel = 1\nramp = -1", 6, 8, "ramp -1 is out of range"},
        {"lever = \"points\"\nlevel = 1\nsustain = 1.1", 6, 11, "sustain 1.1 is out of range"},
        {"lever = \"points\"\nlevel = 1\nhalf_life = 0", 6, 13, "half_life must be more than 0 weeks"},
        {"lever = \"points\"\nlevel = 1\nhalf_life = inf", 6, 13, "finite"},
    };
    for (const slip& one : slips) expect_one(read(policy(one.text)), one);
}

TEST_F(Study, MistakesElsewhereHavePlaceAndSentence) {
    const std::vector<slip> slips{
        {"[parameters]\nadmin_shar = 0.7", 3, 1,
         "unknown key 'admin_shar' in [parameters]; did you mean 'admin_share'?"},
        {"[parameters]\nadmin_share = 1.7", 3, 15,
         "admin_share 1.7 is out of range: share of the hours taken by administrative tasks, 0 to 1 (share)"},
        {"[parameters]\npatience = 2.5", 3, 12, "patience must be a whole number"},
        {"[parameters]\npatience = 53", 3, 12, "0 to 52 (weeks)"},
        {"[parameters]\nhabit_rate = \"fast\"", 3, 14, "habit_rate must be a number"},
        {"[parameters]\nband_cut_older = 45\nband_cut_middle = 50", 4, 19,
         "band_cut_middle 50 must be less than band_cut_older 45"},
        {"[parameters]\nband_cut_middle = 59\nband_cut_older = 59", 3, 19, "must be less"},
        {"parameters = 3", 2, 14, "parameters must be a table"},
        {"[costs]\npoint = 3", 3, 1, "did you mean 'points'?"},
        {"[costs]\nworker_pay = -1", 3, 14,
         "worker_pay -1 is out of range: what the lever costs, 0 to 1000000000 (yuan per post and year, at level 1)"},
        {"[costs]\nworker_pay = 1e300", 3, 14,
         "worker_pay 1e+300 is out of range: what the lever costs, 0 to 1000000000 (yuan per post and year, at level "
         "1)"},
        {"[levers]\npoints = 3", 3, 10, "points must be a table"},
        {"[levers.point]\ncost = 3", 2, 9, "did you mean 'points'?"},
        {"[levers.digital_platform]\ndigital_reech = 0.3", 3, 1,
         "unknown key 'digital_reech' in [levers.digital_platform]; did you mean 'digital_reach'?"},
        {"[levers.venues]\nseats = 2", 3, 1, "unknown key 'seats' in [levers.venues]"},
        {"[levers.digital_platform]\ndigital_reach = 1.5", 3, 17, "digital_reach 1.5 is out of range"},
        {"[levers.digital_platform]\ncost = -1", 3, 8, "cost -1 is out of range: what the lever costs at level 1"},
        {"[levers.points]\ncost = 2\n[costs]\npoints = 3", 5, 10,
         "what 'points' costs is said twice, here and as levers.points.cost; keep one of them"},
        {"[[policies]]\nlever = \"points\"\nlevel = 31", 4, 9, "points takes yuan per participation, 0 to 30"},
        {"[[policies]]\nlever = \"pionts\"\nlevel = 3", 3, 9, "did you mean 'points'?"},
        {"[[policies]]\nlevel = 3", 2, 1, "this policy that is there already has no lever"},
        {"[[policies]]\nlever = \"points\"\nlevel = 3\nstart = 4", 5, 9,
         "a policy that is there already has no start: it is in force in every week of every arm"},
        {"[[policies]]\nlever = \"points\"\nlevel = 3\ncolour = 4", 5, 1,
         "unknown key 'colour' in policy 'points' that is there already"},
        {"[policies]\nlever = \"points\"\nlevel = 3", 2, 1, "double brackets: [[policies]]"},
        {"demography = 3", 2, 14, "demography must be \"on\" or \"off\""},
        {"population_seed = -1", 2, 19, "population_seed -1 is out of range"},
        {"[[emergencies]]\nstart = -157\nweeks = 3", 3, 9, "begins before the run, whose first week is -156"},
        {"[[emergencies]]\nstart = 156\nweeks = 3", 3, 9, "never comes: the last week of the run is 155"},
        {"[[emergencies]]\nstart = 3\nweeks = 0", 4, 9, "weeks 0 is out of range"},
        {"[[emergencies]]\nstart = 3", 2, 1, "this emergency has no weeks"},
        {"[[emergencies]]\nstart = 3\nweeks = 2\nend = 5", 5, 1, "unknown key 'end' in an emergency"},
        {"[[emergencies]]\nstart = 3\nweeks = 9\n[[emergencies]]\nstart = 11\nweeks = 1", 6, 9,
         "weeks 11 to 11, overlaps another one, weeks 3 to 11"},
        {"[[emergencies]]\nstart = 3\nweeks = 9\n[[arms.base.emergencies]]\nstart = 1\nweeks = 3", 6, 9, "overlaps"},
        {"emergencies = { start = 3 }", 2, 15, "double brackets: [[emergencies]]"},
        {"[arms.base]\ntitel = \"x\"", 3, 1, "unknown key 'titel' in arm 'base'; did you mean 'title'?"},
        {"[[arms.a.policies]]\nlever = \"points\"\nlevel = 1", 2, 3, "every arm has policies"},
        {"[arms.base]\n[arms.a]\npolicies = { lever = \"points\" }", 4, 12, "policies must be tables"},
    };
    for (slip one : slips) {
        if (one.words == "every arm has policies") one.column = 1;
        expect_one(read(one.text + "\n"), one);
    }
}

TEST(StudyOf, NobodyOrOfNoFolderIsAMistake) {
    const test::scratch folder;
    const auto nobody = read_file(folder.write("s.toml", "weeks = 3\n"));
    ASSERT_EQ(nobody.wrong.size(), 1U);
    EXPECT_NE(nobody.wrong[0].what.find("write population = \"population\""), std::string::npos);
    expect_one(read_file(folder.write("s.toml", "weeks = 3\npopulation = \"gone\"\n")),
               {"", 2, 14, "population '" + folder.path("gone") + "' cannot be read: there is no such file or folder"});
    expect_one(read_file(folder.write("s.toml", "population = \"s.toml\"\n")), {"", 1, 14, "neither a folder"});
    expect_one(read_file(folder.write("s.toml", "population = 3\n")), {"", 1, 14, "population must be a text"});
    expect_one(read_file(folder.write("s.toml", "population = \"gone.h5\"\n")),
               {"", 1, 14, "gone.h5' cannot be read: there is no such file or folder"});
}

TEST_F(Study, MistakesOfScenarioAndTablesComeTogether) {
    std::string broken = communities;
    broken.replace(broken.find("2000"), 4, "many");
    folder_.write("people/communities.csv", broken);
    const auto made =
        read("weeks = 0\n[parameters]\nwhat = 1\n" + policy("lever = \"points\"\nlevel = 99\ntargets = [\"nowhere\"]"));
    EXPECT_EQ(made.wrong.size(), 4U) << sim::describe(made.wrong);   // targets wait until communities are right
    EXPECT_TRUE(std::ranges::any_of(made.wrong, [](const sim::mistake& one) {
        return one.where.file.ends_with("communities.csv") && one.where.line == 2;
    }));
}

TEST_F(Study, ReadsParametersCostsAndSeeds) {
    const auto made = read(
        "population_seed = 7\ndemography = \"off\"\n[parameters]\nb_social = 2\npatience = 3\nwait_loss = "
        "0.1\n[costs]\npoints = 20\n");
    ASSERT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
    EXPECT_EQ(made.data.population_seed, 7U);
    EXPECT_FALSE(made.data.demography);
    EXPECT_EQ(made.data.values.b_social, 2.0F);
    EXPECT_EQ(made.data.values.patience, 3.0F);
    EXPECT_EQ(made.data.values.wait_loss, 0.1F);
    EXPECT_EQ(std::accumulate(made.data.stated.begin(), made.data.stated.end(), 0), 3);
    const auto points = participation::lever_named("points");
    for (std::size_t i = 0; i < participation::lever_count; ++i)
        EXPECT_EQ(made.data.of_levers.costs[i], i == points ? 20 : participation::levers[i].cost);
    EXPECT_EQ(made.data.communities().size(), 5U);
    EXPECT_EQ(made.data.settings.size(), 1U);
    EXPECT_EQ(made.data.weeks, 156);
}

TEST_F(Study, ReadsCoefficientsAndCostsOfLeversFromFilesAndAssignments) {
    using participation::coefficient_named, participation::lever_named;
    const std::string text = "[levers.digital_platform]\ndigital_reach = 0.25\ncost = 200000\n[costs]\nvenues = 300\n";
    const auto made = read(text, {{"levers.hire_workers.cost", "50000"}, {"levers.points.incentive_build", "-0.5"}});
    ASSERT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
    auto wanted = participation::standard_lever_values();
    wanted.coefficients[coefficient_named("digital_platform.digital_reach")] = 0.25F;
    wanted.coefficients[coefficient_named("points.incentive_build")] = -0.5F;
    wanted.costs[lever_named("digital_platform")] = 200000;
    wanted.costs[lever_named("venues")] = 300;
    wanted.costs[lever_named("hire_workers")] = 50000;
    EXPECT_EQ(made.data.of_levers, wanted);
    // Every coefficient and cost is a key of its own, at both ends of its range.
    for (const bool high : {false, true})
        for (const sim::parameter_row& row : participation::model().instrument_parameters()) {
            const double end = sim::as_written(high ? row.high : row.low);
            const auto at_end = read("", {{fmt::format("levers.{}", row.name), fmt::format("{}", end)}});
            EXPECT_TRUE(at_end.wrong.empty()) << row.name << sim::describe(at_end.wrong);
            EXPECT_TRUE(!(at_end.data.of_levers == participation::standard_lever_values()) ||
                        static_cast<double>(row.standard) == end)
                << row.name;
        }
    EXPECT_NE(sim::describe(read("", {{"levers.points.incentive", "1"}}).wrong).find("did you mean 'incentive_"),
              std::string::npos);
    EXPECT_NE(sim::describe(read("", {{"digital_platform.handling", "1"}}).wrong)
                  .find("did you mean 'levers.digital_platform.handling'?"),
              std::string::npos);
}

TEST_F(Study, CoefficientsAndCostsOfUsedLeversAloneDecideResults) {
    const auto identity = [&](const std::string& text) {
        const auto made = read(text + policy("lever = \"points\"\nlevel = 5"));
        EXPECT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
        return participation::common_identity(made.data);
    };
    const std::string plain = identity("");
    EXPECT_EQ(identity("[levers.digital_platform]\nhandling = 1\ncost = 3\n"), plain);
    EXPECT_NE(identity("[levers.points]\nincentive_build = 0.04\n"), plain);
    EXPECT_NE(identity("[levers.points]\ncost = 2\n"), plain);
    EXPECT_EQ(identity("[levers.points]\ncost = 2\n"), identity("[costs]\npoints = 2\n"));
    // What is there already: its level and coefficients, and no cost.
    const std::string platform = "[[policies]]\nlever = \"digital_platform\"\nlevel = 0.2\n";
    EXPECT_NE(identity(platform), plain);
    EXPECT_NE(identity(platform + "[levers.digital_platform]\nhandling = 1\n"), identity(platform));
    EXPECT_EQ(identity(platform + "[levers.digital_platform]\ncost = 1\n"), identity(platform));
}

TEST_F(Study, PoliciesThatAreThereAlreadyHoldInEveryArmAndMakeNoArmAnother) {
    folder_.write("s.toml",
                  "population = \"people\"\nburn_in = 20\nweeks = 30\n[[policies]]\nlever = \"points\"\nlevel = 3\n"
                  "targets = [\"East\"]\n[[arms.more.policies]]\nlever = \"points\"\nlevel = 5\n[arms.base]\n");
    const sim::model* const known[] = {&participation::model()};
    const auto made = sim::read_scenario(folder_.path("s.toml"), {}, known);
    ASSERT_TRUE(made) << sim::describe(made.wrong());
    const auto& data = participation::data_of(*made->set);
    for (const participation::setting& arm : data.settings) {
        ASSERT_EQ(arm.there.size(), 1U);
        EXPECT_EQ(arm.there[0].level, 3.0F);
        EXPECT_EQ(arm.there[0].communities, (std::vector<std::uint32_t>{0, 1}));
    }
    EXPECT_EQ(made->set->baseline(), 1U);
    EXPECT_EQ(data.used_levers().size(), 1U);
    const auto episodes = made->set->episodes(0);
    ASSERT_EQ(episodes.size(), 2U);
    EXPECT_TRUE(episodes[0].chosen);
    EXPECT_FALSE(episodes[1].chosen);
    EXPECT_EQ(episodes[1].first, -20);
    EXPECT_EQ(episodes[1].end, 30);
    const auto varied = read("[[policies]]\nlever = \"points\"\nlevel = 3\n", {{"policies.points.level", "4"}});
    EXPECT_EQ(varied.data.settings.at(0).there.at(0).level, 4.0F);
    EXPECT_NE(sim::describe(read("", {{"policies.points.level", "4"}}).wrong).find("has no [[policies]] that --set"),
              std::string::npos);
}

TEST_F(Study, EveryParameterTakesBothEndsOfItsRange) {
    for (const bool high : {false, true}) {
        std::string text = "[parameters]\n";
        for (const auto& row : participation::about_parameters) {
            const double end = sim::as_written(high ? row.high : row.low);
            text += std::string{row.name} + " = " +
                    (row.kind == sim::number::whole ? std::to_string(static_cast<int>(end)) : std::to_string(end)) +
                    "\n";
        }
        const auto made = read(text);
        EXPECT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
        for (const auto& row : participation::about_parameters)
            EXPECT_EQ(made.data.values.*row.where, high ? row.high : row.low) << row.name;
    }
}

TEST_F(Study, EveryLeverTakesBothEndsOfItsRangeByBothNames) {
    std::string text = "[arms.base]\n";
    for (const auto& l : participation::levers)
        for (const std::string_view name : {l.name, l.label_zh})
            for (const float end : {l.low, l.high})
                text += "[[arms.a.policies]]\nlever = \"" + std::string{name} +
                        "\"\nlevel = " + std::to_string(sim::as_written(end)) + "\n";
    const auto made = read(text);
    ASSERT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
    ASSERT_EQ(made.data.settings[1].policies.size(), 4 * participation::lever_count);
    EXPECT_EQ(made.data.settings[1].policies[13].lever, 3U);
    EXPECT_EQ(made.data.settings[1].policies[13].level, 0.9F);
}

TEST_F(Study, ReadsAPolicyWhole) {
    const auto made = read(policy("lever = \"行政减负\"\nlevel = 0.5\ntargets = [\"太平\", \"East\", "
                                  "\"Xinhua\"]\nstart = 4\nend = 30\nramp = 8\nsustain = 0.25\nhalf_life = 13") +
                           "[[arms.a.policies]]\nlever = \"points\"\nlevel = 1\n[[arms.b.policies]]\nlever = "
                           "\"points\"\nlevel = 1\ntargets = [\"West\", \"东\", \"北区\"]\n");
    ASSERT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
    ASSERT_EQ(made.data.settings.size(), 3U);
    EXPECT_TRUE(made.data.settings[0].policies.empty());
    const participation::policy wanted{.lever = 0,
                                       .level = 0.5F,
                                       .communities = {0, 1, 3},
                                       .start = 4,
                                       .end = 30,
                                       .ramp = 8,
                                       .sustain = 0.25F,
                                       .half_life = 13};
    EXPECT_EQ(made.data.settings[1].policies.at(0), wanted);
    const participation::policy standard{.lever = participation::lever_named("points"), .level = 1, .communities = {}};
    EXPECT_EQ(made.data.settings[1].policies.at(1), standard);
    EXPECT_TRUE(made.data.settings[2].policies.at(0).communities.empty());   // all five
}

TEST_F(Study, EmergenciesOfTheScenarioHoldInEveryArm) {
    const auto made = read(
        "[[emergencies]]\nstart = 60\nweeks = 12\n[arms.base]\n[arms.a]\n[[arms.a.emergencies]]\nstart = -156\nweeks = "
        "2\n[[arms.a.emergencies]]\nstart = 150\nweeks = 20\n");
    ASSERT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
    EXPECT_EQ(made.data.settings[0].emergencies, (std::vector<participation::emergency>{{60, 12}}));
    EXPECT_EQ(made.data.settings[1].emergencies,
              (std::vector<participation::emergency>{{-156, 2}, {60, 12}, {150, 20}}));
}

TEST_F(Study, AssignmentsAreCheckedLikeTheFile) {
    const std::string text = policy("lever = \"points\"\nlevel = 0.5");
    EXPECT_EQ(read(text, {{"arms.a.policies.points.level", "0.75"}}).data.settings[1].policies.at(0).level, 0.75F);
    const auto wrong = read(text, {{"arms.a.policies.points.level", "70"},
                                   {"parameters.b_socal", "1"},
                                   {"arms.c.policies.points.level", "1"}})
                           .wrong;
    const std::string told = sim::describe(wrong);
    EXPECT_EQ(wrong.size(), 3U) << told;
    EXPECT_NE(told.find("command line: level 70 is out of range: points takes yuan per participation, 0 to 30"),
              std::string::npos)
        << told;
    EXPECT_NE(told.find("did you mean 'b_social'?"), std::string::npos) << told;
    EXPECT_NE(told.find("there is no arm 'c' to set anything of (arms are made in files); did you mean 'a'?"),
              std::string::npos)
        << told;
    const std::string without = sim::describe(read(text, {{"arms.base.policies.points.level", "1"}}).wrong);
    EXPECT_NE(without.find("arm 'base' has no policies that --set could change"), std::string::npos) << without;
}

TEST_F(Study, OfAPopulationFileWithoutTablesCannotAge) {
    sim::mistakes wrong;
    const auto tables = participation::read_marginals(folder_.path("people"), wrong);
    ASSERT_TRUE(wrong.empty()) << sim::describe(wrong);
    auto town = participation::synthesise(tables, participation::standard_parameters(), 1);
    town.has_tables = false;
    participation::write_population(town, folder_.path("town.h5"));
    const auto read_town = [&](const std::string& text) {
        return read_file(folder_.write("s.toml", "population = \"town.h5\"\n" + text));
    };
    expect_one(read_town("weeks = 3\n"), {"", 1, 14, "write demography = \"off\""});
    expect_one(read_town("demography = \"on\"\n"), {"", 2, 14, "write demography = \"off\""});
    const auto made =
        read_town("demography = \"off\"\n" + policy("lever = \"points\"\nlevel = 1\ntargets = [\"和平\"]"));
    ASSERT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
    EXPECT_TRUE(made.data.people && !made.data.tables);
    EXPECT_EQ(made.data.settings[1].policies.at(0).communities, std::vector<std::uint32_t>{0});
}

TEST(ShippedScenario, ReadsWithoutAMistake) {
    std::size_t read = 0;
    for (const auto& one : fs::directory_iterator{boli}) {
        if (one.path().extension() != ".toml") continue;
        const auto made = read_file(one.path().string());
        EXPECT_TRUE(made.wrong.empty()) << sim::describe(made.wrong);
        ++read;
    }
    EXPECT_GE(read, 7U);
}

TEST(ShippedScenario, LeversShowsEachAtItsDemonstrationLevel) {
    const auto made = read_file(boli + "/levers.toml");
    ASSERT_EQ(made.arms.size(), participation::lever_count + 2);   // the baseline, an emergency without plan
    for (const auto& l : participation::levers) {
        const auto at = static_cast<std::size_t>(std::ranges::find(made.arms, l.name) - made.arms.begin());
        ASSERT_LT(at, made.arms.size()) << l.name;
        const auto& last = made.data.settings[at].policies.back();
        EXPECT_EQ(participation::levers[last.lever].name, l.name);
        EXPECT_EQ(last.level, l.demonstration) << l.name;
    }
}

TEST(ShippedScenario, TargetedClearsTheSameHoursInBothArms) {
    const auto made = read_file(boli + "/targeted.toml");
    ASSERT_EQ(made.arms, (std::vector<std::string>{"base", "some", "everywhere"}));
    const auto posts = [&](std::size_t k) {
        return std::max(1.0, std::floor(1.7 * made.data.tables->adults[k] / 1000 + 0.5));
    };
    const auto cleared = [&](const participation::policy& p) {
        double sum = 0;
        for (std::size_t k = 0; k < made.data.communities().size(); ++k)
            if (p.communities.empty() || std::ranges::find(p.communities, k) != p.communities.end())
                sum += posts(k) * static_cast<double>(p.level);
        return sum;
    };
    EXPECT_EQ(cleared(made.data.settings[1].policies.at(0)), 60);
    EXPECT_NEAR(cleared(made.data.settings[2].policies.at(0)), 60, 1e-5);
}

}   // namespace
