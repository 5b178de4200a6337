#include <algorithm>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "models/participation/people/population.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/results.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

using namespace participation;
namespace h5 = sim::hdf5;

const std::string ages_18_up = "18,59,female,0.1,0.2,0.3\n60,100,female,0.1,0.2,0.3\n18,100,male,0.1,0.2,0.3\n";

// Six residents of two communities: households {0, 1}, {2}, {3, 4}, {5}; every layer has a tie or two.
population six_residents() {
    population town;
    town.seed = 0xfedcba9876543210ULL;
    town.communities = {{"Chang'an", "长安", "Xinhua", "新华", 2, 1, 46.5F, 0, 3, 5},
                        {"Taiping", "太平", "Xinqi", "新起", 2, 2, 42, 3, 6, 1}};
    town.community_of = {0, 0, 0, 1, 1, 1};
    town.household = {0, 0, 1, 2, 2, 3};
    town.grid = {0, 0, 0, 1, 1, 2};
    town.id = {10, 11, 4000000000U, 7, 5, 3};
    attributes& a = town.start;
    a.age = {18, 34, 35, 59, 60, 120};
    a.sex = {0, 1, 0, 1, 0, 1};
    a.band = {young, young, middle, middle, older, older};
    a.employed = {0, 1, 1, 1, 0, 0};
    a.unit = {0, 1, 0, 0, 0, 0};
    a.party_member = {0, 0, 1, 0, 1, 0};
    a.digital = {1, 1, 1, 0, 0, 0};
    a.work_hours = {0, 40.5F, 48, 20, 0, 0};
    a.care_hours = {3, 0, 0, 12.25F, 0, 0};
    a.taste = {-1.5F, 0, 0.25F, 2, -0.1F, 0.7F};
    a.channel_taste = {{{0, 1, 2, -1, -2, 0.5F}, {1, 1.5F, 2, 2.5F, -3, -3.5F}, {0.1F, 0, 0, -0.1F, 3, -2}}};
    const auto tied = [](std::size_t i, std::size_t l) -> std::vector<std::uint32_t> {   // sorted by the other's id
        static const std::vector<std::vector<std::vector<std::uint32_t>>> all{
            {{1}, {2}, {}, {}}, {{0}, {}, {5}, {2}}, {{}, {0}, {3}, {1}},
            {{4}, {}, {2}, {}}, {{3}, {}, {5}, {}},  {{}, {}, {4, 1}, {}}};
        return all[i][l];
    };
    town.ties.layers = layer_count;
    town.ties.first.push_back(0);
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t l = 0; l < layer_count; ++l) {
            for (const std::uint32_t j : tied(i, l)) town.ties.to.push_back(j);
            town.ties.first.push_back(static_cast<std::uint32_t>(town.ties.to.size()));
        }
    town.has_tables = true;
    town.tables.source = {
        {"communities.csv", "left out"},
        {"age_sex.csv", "age_from,age_to,sex,share\n18,100,female,0.5\n18,100,male,0.5\n"},
        {"demography.csv", "age_from,age_to,sex,death_rate,out_migration_rate,in_migration_rate\n" + ages_18_up},
        {"employment.csv",
         "sex,age_from,age_to,employed_share,hours_mean,hours_sd,unit_share\nmale,18,100,0.8,45,10,0.2\nfemale,18,100,"
         "0.6,44,11,0.3\n"},
        {"care.csv", "sex,age_from,age_to,carer_share,hours_mean\nmale,18,100,0.1,8\nfemale,18,100,0.5,18.5\n"},
        {"membership.csv",
         "age_from,age_to,sex,party_share,digital_share\n18,100,male,0.1,0.9\n18,100,female,0.05,0.8\n"}};
    town.fit = {{"age_sex", "female 60-64", 0.05, 0.051, 0.002}};
    town.layers = {{"friend", 3.5, 3.6, 0.2, 0.6, 0.85}};
    town.reweighted = {{"single_young", -0.01}};
    return town;
}

// A population file as somebody else would make it: every dataset under the test's control.
struct given {
    std::vector<std::string> community{"a", "b"};
    std::vector<std::int64_t> resident_community{0, 0, 1}, age{30, 40, 70}, sex{0, 1, 0}, employed{1, 1, 0};
    std::function<void(h5::group&)> more = [](h5::group&) {};
    std::string without;

    template <class Value>
    static void put(h5::group& root, const std::string& name, const std::vector<Value>& values) {
        h5::form f;
        f.type = h5::element_of<Value>;
        f.size = {values.size()};
        h5::dataset made = root.make(name, f);
        if constexpr (std::is_same_v<Value, std::string>) made.write_texts(values);
        else made.write(values);
    }
    [[nodiscard]] sim::result<population> read() const {
        const test::scratch scratch;
        h5::file f = h5::file::in_memory("given");
        {
            h5::group root = f.root();
            if (without != "community") put(root, "community", community);
            if (without != "resident_community") put(root, "resident_community", resident_community);
            if (without != "age") put(root, "age", age);
            if (without != "sex") put(root, "sex", sex);
            if (without != "employed") put(root, "employed", employed);
            more(root);
        }
        const std::string path = scratch.path("town.h5");
        f.save(path);
        auto town = read_population(path);
        for (const auto& m : town.wrong()) EXPECT_EQ(m.where.file.substr(0, path.size()), path);
        return town;
    }
    void add_ties(std::vector<std::int64_t> from, std::vector<std::int64_t> to) {
        more = [=](h5::group& root) {
            put(root, "tie_friend_from", from);
            put(root, "tie_friend_to", to);
        };
    }
    template <class Value>
    void add(const std::string& name, std::vector<Value> values) {
        more = [=, before = more](h5::group& root) {
            before(root);
            put(root, name, values);
        };
    }
    [[nodiscard]] std::string mistakes() const {
        const auto town = read();
        std::string all;
        for (const auto& m : town.wrong()) all += m.what + "\n";
        return all;
    }
};

TEST(PopulationFile, ReadsBackWhatWasWritten) {
    const test::scratch scratch;
    const population town = six_residents();
    write_population(town, scratch.path("town.h5"));
    const auto back = read_population(scratch.path("town.h5"));
    ASSERT_TRUE(back) << back.wrong().front().what;
    EXPECT_EQ(back->seed, town.seed);
    EXPECT_EQ(back->id, town.id);
    EXPECT_EQ(back->start, town.start);
    EXPECT_EQ(back->community_of, town.community_of);
    EXPECT_EQ(back->household, town.household);
    EXPECT_EQ(back->grid, town.grid);
    EXPECT_EQ(back->ties.first, town.ties.first);
    EXPECT_EQ(back->ties.to, town.ties.to);
    ASSERT_EQ(back->communities.size(), 2U);
    for (std::size_t c = 0; c < 2; ++c) {
        const community &x = back->communities[c], &y = town.communities[c];
        EXPECT_EQ(std::tie(x.name, x.name_zh, x.subdistrict, x.subdistrict_zh, x.households, x.grids, x.seats_per_1000,
                           x.first, x.last, x.posts),
                  std::tie(y.name, y.name_zh, y.subdistrict, y.subdistrict_zh, y.households, y.grids, y.seats_per_1000,
                           y.first, y.last, y.posts));
    }
    EXPECT_TRUE(back->has_tables);
    EXPECT_EQ(back->tables.source, (std::vector<std::pair<std::string, std::string>>{town.tables.source.begin() + 1,
                                                                                     town.tables.source.end()}));
    ASSERT_EQ(back->tables.employment.size(), 2U);
    EXPECT_EQ(back->tables.employment[0].sex, 1);
    EXPECT_EQ(back->tables.employment[0].value, (std::array<double, 4>{0.8, 45, 10, 0.2}));
    EXPECT_EQ(back->tables.demography.size(), 3U);
    ASSERT_EQ(back->fit.size(), 1U);
    EXPECT_EQ(back->fit[0].cell, "female 60-64");
    EXPECT_EQ(back->fit[0].largest_miss, 0.002);
    ASSERT_EQ(back->layers.size(), 1U);
    EXPECT_EQ(back->layers[0].same_community, 0.85);
    EXPECT_EQ(back->reweighted, town.reweighted);
}

TEST(PopulationFile, IsTheSameBytesForTheSamePeople) {
    const test::scratch scratch;
    write_population(six_residents(), scratch.path("a.h5"));
    const auto back = read_population(scratch.path("a.h5"));
    ASSERT_TRUE(back);
    population again = *back;
    again.tables.source.insert(again.tables.source.begin(),
                               {"communities.csv", "left out"});   // is part of the marginals' hash
    write_population(again, scratch.path("b.h5"));
    EXPECT_EQ(sim::read_file(scratch.path("a.h5")), sim::read_file(scratch.path("b.h5")));
}

TEST(PopulationFile, WithoutTablesCannotAge) {
    const test::scratch scratch;
    population town = six_residents();
    town.has_tables = false;
    write_population(town, scratch.path("town.h5"));
    const auto back = read_population(scratch.path("town.h5"));
    ASSERT_TRUE(back);
    EXPECT_FALSE(back->has_tables);
}

TEST(PopulationFile, NeedsOnlyCommunitiesAgesSexesAndWork) {
    const auto town = given{}.read();
    ASSERT_TRUE(town) << town.wrong().front().what;
    EXPECT_EQ(town->id, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(town->household, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(town->grid, (std::vector<std::uint32_t>{0, 0, 1}));
    EXPECT_EQ(town->start.band, (std::vector<std::uint8_t>{young, middle, older}));
    EXPECT_EQ(town->start.work_hours, (std::vector<float>{40, 40, 0}));
    EXPECT_EQ(town->start.digital, (std::vector<std::uint8_t>{1, 1, 1}));
    EXPECT_NE(town->start.taste[0], town->start.taste[1]);
    EXPECT_EQ(town->communities[0].posts, 0U);
    EXPECT_EQ(town->ties.size(), 0U);
    EXPECT_EQ(town->communities[0].households, 2U);
    EXPECT_EQ(town->communities[0].subdistrict, "a");
    EXPECT_EQ(town->communities[1].first, 2U);
    EXPECT_FALSE(town->has_tables);
}

// A file from before a resident had tastes for channels gets those that its people would have been made with.
TEST(PopulationFile, WithoutTastesForChannelsGetsThoseOfItsSeed) {
    const test::scratch scratch;
    sim::mistakes wrong;
    marginals tables = read_marginals(COGOV_SOURCE_DIR "/scenarios/boli/population", wrong);
    tables.adults.assign(tables.adults.size(), 20);
    for (auto& c : tables.communities) c.grids = 1;
    const population made = synthesise(tables, standard_parameters(), 3);
    given g;
    g.community = {"a"};
    g.resident_community.assign(made.residents(), 0);
    g.age.assign(made.residents(), 30);
    g.sex = g.employed = g.resident_community;
    g.more = [](h5::group& root) { root.set_unsigned("seed", 3); };
    const auto town = g.read();
    ASSERT_TRUE(town) << town.wrong().front().what;
    EXPECT_EQ(town->start.channel_taste, made.start.channel_taste);
    g.add("taste_govern", std::vector<float>(made.residents(), 0.5F));
    const auto some = g.read();
    ASSERT_TRUE(some) << some.wrong().front().what;
    EXPECT_EQ(some->start.channel_taste[index_of(govern)], std::vector<float>(made.residents(), 0.5F));
    EXPECT_EQ(some->start.channel_taste[index_of(build)], made.start.channel_taste[index_of(build)]);
}

TEST(PopulationFile, PutsResidentsInOrderAndLetsTiesFollow) {
    given g;
    g.resident_community = {1, 0, 0};
    g.age = {30, 40, 70};
    g.add_ties({2, 0}, {0, 2});   // in any order
    g.add<std::int64_t>("id", {100, 200, 300});
    g.add<std::int64_t>("household", {9, 8, 4});   // with gaps
    g.add<std::int64_t>("grid", {5, 3, 3});
    g.add<float>("taste_share", {1, 2, 3});
    const auto town = g.read();
    ASSERT_TRUE(town) << town.wrong().front().what;
    EXPECT_EQ(town->id, (std::vector<std::uint32_t>{300, 200, 100}));
    EXPECT_EQ(town->start.age, (std::vector<std::uint8_t>{70, 40, 30}));
    EXPECT_EQ(town->start.channel_taste[index_of(share)], (std::vector<float>{3, 2, 1}));
    EXPECT_EQ(town->household, (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(town->grid, (std::vector<std::uint32_t>{0, 0, 1}));
    ASSERT_EQ(town->ties.end(0, friend_layer) - town->ties.begin(0, friend_layer), 1U);
    EXPECT_EQ(town->ties.to[town->ties.begin(0, friend_layer)], 2U);
    EXPECT_EQ(town->ties.to[town->ties.begin(2, friend_layer)], 0U);
}

TEST(PopulationFile, TiesThoseOfAHouseholdWhereNobodySaysOtherwise) {
    given g;
    g.add<std::int64_t>("household", {0, 0, 1});
    const auto town = g.read();
    ASSERT_TRUE(town);
    EXPECT_EQ(town->ties.to, (std::vector<std::uint32_t>{1, 0}));
    EXPECT_EQ(town->ties.end(0, household_layer) - town->ties.begin(0, household_layer), 1U);
}

TEST(PopulationFile, SaysThatAFileIsSomethingElse) {
    const test::scratch scratch;
    const auto of = [&](const std::string& name) {
        const auto read = read_population(scratch.path(name));
        return read ? "" : read.wrong().front().what;
    };
    const auto what = test::small_layout();
    test::write_small(scratch.path("results.h5"), what, test::small_plan(1, 1), 1);
    EXPECT_EQ(of("results.h5"), "this is a results file of cogov, not a population file; `cogov synth` writes those");
    h5::file f = h5::file::in_memory("other");
    f.root().make_text("note", "hello");
    f.save(scratch.path("other.h5"));
    EXPECT_NE(of("other.h5").find("not a population file: it has neither 'age' nor 'resident_community'"),
              std::string::npos);
    scratch.write("text.h5", "age,sex\n");
    EXPECT_NE(of("text.h5").find("is not an HDF5 file"), std::string::npos);
    EXPECT_NE(of("none.h5").find("there is no such file"), std::string::npos);
}

TEST(PopulationFile, SaysThatAFileIsCutOff) {
    const test::scratch scratch;
    write_population(six_residents(), scratch.path("town.h5"));
    std::string bytes = sim::read_file(scratch.path("town.h5"));
    for (const std::size_t length : {bytes.size() / 10, bytes.size() / 2, bytes.size() - 1}) {
        scratch.write("cut.h5", bytes.substr(0, length));
        const auto read = read_population(scratch.path("cut.h5"));
        ASSERT_FALSE(read) << length;
        EXPECT_NE(read.wrong().front().what.find("cut off or damaged"), std::string::npos) << read.wrong().front().what;
    }
}

TEST(PopulationFile, SaysWhichDatasetsAreMissing) {
    for (const std::string name : {"community", "resident_community", "age", "sex"}) {
        given g;
        g.without = name;
        EXPECT_EQ(g.mistakes(), "the dataset '" + name + "' is missing\n");
    }
    given g;
    g.without = "employed";
    EXPECT_EQ(g.mistakes(), "neither 'employed' nor 'work_hours' is there: one of them must say who works\n");
}

TEST(PopulationFile, SaysWhichLengthsAndKindsAreWrong) {
    given g;
    g.sex = {0, 1};
    g.add<std::string>("taste", {"a", "b", "c"});
    EXPECT_EQ(g.mistakes(), "'sex' has 2 entries instead of 3\n'taste' should hold numbers\n");
}

TEST(PopulationFile, SaysWhichValuesAreOutOfRange) {
    const auto said = [](const std::function<void(given&)>& change) {
        given g;
        change(g);
        return g.mistakes();
    };
    EXPECT_EQ(said([](given& g) {
                  g.age = {17, 3, 70};
              }),
              "entry 0 of 'age' is 17 (and 1 more are wrong); it should be from 18 to 120\n");
    EXPECT_EQ(said([](given& g) {
                  g.resident_community = {0, 2, 1};
              }),
              "entry 1 of 'resident_community' is 2; it should be from 0 to 1\n");
    EXPECT_EQ(said([](given& g) { g.sex = {0, 1, 2}; }), "entry 2 of 'sex' is 2; it should be from 0 to 1\n");
    EXPECT_EQ(said([](given& g) {
                  g.add<std::uint64_t>("id", {1, 4294967296U, 2});
              }),
              "entry 1 of 'id' is 4294967296; it should be from 0 to 4294967295\n");
    EXPECT_EQ(said([](given& g) {
                  g.add<std::int64_t>("id", {1, -5, 2});
              }),
              "entry 1 of 'id' is -5; it should be from 0 to 4294967295\n");
    EXPECT_EQ(said([](given& g) {
                  g.add<std::int64_t>("id", {8, 9, 8});
              }),
              "two residents have the id 8; luck is drawn by id, so each must be unique\n");
    const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    EXPECT_EQ(said([&](given& g) {
                  g.add<float>("taste", {0, nan, 0});
              }),
              "entry 1 of 'taste' is nan; it should be a number from -10 to 10\n");
    EXPECT_EQ(said([&](given& g) {
                  g.add<double>("taste", {0, 1e30, 1e300});
              }),
              "entry 1 of 'taste' is 1e+30 (and 1 more are wrong); it should be a number from -10 to 10\n");
    EXPECT_EQ(said([&](given& g) {
                  g.add<double>("taste_build", {0, 11, 0});
              }),
              "entry 1 of 'taste_build' is 11; it should be a number from -10 to 10\n");
    EXPECT_EQ(said([&](given& g) {
                  g.add<double>("posts", {0, 2.5});
              }),
              "entry 0 of 'posts' is 0 (and 1 more are wrong); it should be from 1 to 100000\n");
    EXPECT_EQ(said([&](given& g) {
                  g.add<float>("work_hours", {0, infinity, 0});
              }),
              "entry 1 of 'work_hours' is inf; it should be a number from 0 to 168\n");
    EXPECT_EQ(said([&](given& g) {
                  g.add<float>("care_hours", {-1, 0, 0});
              }),
              "entry 0 of 'care_hours' is -1; it should be a number from 0 to 168\n");
}

// What a conversion to the nearest type would cut off without a word.
TEST(PopulationFile, CutsNothingOffANumber) {
    const auto said = [](const std::string& name, const auto& values, std::string without = "") {
        given g;
        g.without = std::move(without);
        g.add(name, values);
        return g.mistakes();
    };
    using reals = std::vector<double>;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::string flag = "it should be a whole number from 0 to 1\n",
                      index = "it should be a whole number from 0 to ";
    for (const std::string name : {"sex", "employed", "unit", "party_member", "digital"})
        EXPECT_EQ(said(name, reals{0.5, 1, 0.5}, name),
                  "entry 0 of '" + name + "' is 0.5 (and 1 more are wrong); " + flag);
    EXPECT_EQ(said("age", reals{30, 34.7, 70}, "age"),
              "entry 1 of 'age' is 34.7; it should be a whole number from 18 to 120\n");
    EXPECT_EQ(said("age", reals{30, 40, nan}, "age"),
              "entry 2 of 'age' is nan; it should be a whole number from 18 to 120\n");
    EXPECT_EQ(said("resident_community", reals{0, 0.9, 1}, "resident_community"),
              "entry 1 of 'resident_community' is 0.9; " + index + "1\n");
    for (const std::string name : {"id", "household", "grid"}) {
        EXPECT_EQ(said(name, reals{0, 1.25, 2}), "entry 1 of '" + name + "' is 1.25; " + index + "4294967295\n");
        EXPECT_EQ(said(name, std::vector<std::uint64_t>{1, 18446744073709551615U, 2}),
                  "entry 1 of '" + name + "' is 18446744073709551615; it should be from 0 to 4294967295\n");
        EXPECT_EQ(said(name, reals{0, 1, 4294967296}),
                  "entry 2 of '" + name + "' is 4294967296; it should be from 0 to 4294967295\n");
    }
    for (const std::string name : {"households", "grids"})
        EXPECT_EQ(said(name, reals{2, 1.5}), "entry 1 of '" + name + "' is 1.5; " + index + "200000000\n");
    EXPECT_EQ(said("seats_per_1000", reals{2, 1e300}),
              "entry 1 of 'seats_per_1000' is 1e+300; it should be a number from 0 to 1000000\n");
    EXPECT_EQ(said("work_hours", reals{2, 168.00001, 0}),
              "entry 1 of 'work_hours' is 168.00001; it should be a number from 0 to 168\n");
    given g;
    g.add("tie_friend_from", reals{0, 1.5});
    g.add("tie_friend_to", reals{nan, 0});
    EXPECT_EQ(g.mistakes(), "entry 1 of 'tie_friend_from' is 1.5; " + index + "2\nentry 0 of 'tie_friend_to' is nan; " +
                                index + "2\n");
}

TEST(PopulationFile, TakesWholeNumbersOfAnyType) {
    given g;
    g.without = "age";
    g.add<double>("age", {30, 40, 70});
    g.add<float>("household", {0, 0, 1});
    g.add<std::uint64_t>("id", {3, 4294967295U, 1});
    g.add<std::int8_t>("digital", {0, 1, 0});
    const auto town = g.read();
    ASSERT_TRUE(town) << town.wrong().front().what;
    EXPECT_EQ(town->start.age, (std::vector<std::uint8_t>{30, 40, 70}));
    EXPECT_EQ(town->id, (std::vector<std::uint32_t>{3, 4294967295U, 1}));
    EXPECT_EQ(town->start.digital, (std::vector<std::uint8_t>{0, 1, 0}));
    EXPECT_EQ(town->ties.size(), 2U);
}

TEST(PopulationFile, SaysWhatIsWrongWithItsSeed) {
    const auto said = [](const auto& set) {
        given g;
        g.more = set;
        return g.mistakes();
    };
    EXPECT_EQ(said([](h5::group& root) { root.set_unsigned("seed", 18446744073709551615U); }), "");
    EXPECT_EQ(said([](h5::group& root) { root.set_integer("seed", -3); }),
              "the attribute 'seed' is -3; it should be a whole number from 0 on\n");
    const std::string one = "the attribute 'seed' should be one whole number from 0 on\n";
    EXPECT_EQ(said([](h5::group& root) { root.set_real("seed", 0.5); }), one);
    EXPECT_EQ(said([](h5::group& root) { root.set("seed", "seven"); }), one);
}

TEST(PopulationFile, SaysWhatIsWrongWithItsFit) {
    given g;
    g.more = [](h5::group& root) {
        h5::group fit = root.make_group("fit"), layers = root.make_group("layer_fit");
        given::put<std::string>(fit, "table", {"care", "age_sex"});
        given::put<std::string>(fit, "cell", {"a"});
        given::put<double>(fit, "wanted", {0.1, 0.2});
        given::put<double>(fit, "found", {0.1, std::numeric_limits<double>::infinity()});
        given::put<std::string>(fit, "largest_miss", {"a", "b"});
        given::put<std::string>(layers, "layer", {"frend"});
        for (const char* const name :
             {"mean_degree", "wanted_degree", "clustering", "age_correlation", "same_community"})
            given::put<double>(layers, name, {0.5});
    };
    const std::string said = g.mistakes();
    for (const char* const words :
         {"'cell' has 1 entries instead of 2", "entry 1 of 'found' is inf", "'largest_miss' should hold numbers",
          "entry 0 of 'layer' is 'frend'; it should be one of household, neighbour, friend, work"})
        EXPECT_NE(said.find(words), std::string::npos) << words << "\n" << said;
}

TEST(PopulationFile, SaysThatANameIsNotUtf8) {
    given g;
    g.community = {"a", "\xff"};
    EXPECT_EQ(g.mistakes(), "entry 1 of 'community' is not UTF-8\n");
}

TEST(PopulationFile, TakesAHouseholdOfHundredsWithItsTiesAlone) {
    const auto dormitory = [](std::size_t residents) {
        given g;
        g.community = {"a"};
        g.resident_community.assign(residents, 0);
        g.age.assign(residents, 30);
        g.sex.assign(residents, 0);
        g.employed.assign(residents, 0);
        g.add("household", std::vector<std::int64_t>(residents, 7));
        return g;
    };
    EXPECT_EQ(dormitory(100).mistakes(), "");
    EXPECT_EQ(dormitory(100).read()->ties.size(), 9900U);
    EXPECT_EQ(
        dormitory(65537).mistakes(),   // 65537 * 65536 ties are more than 32 bits count
        "household 7 has 65537 residents: those of a household are taken to know each other, and at most 100 can; of "
        "a dormitory or home say who does in tie_household_from and tie_household_to\n");
    given g = dormitory(65537);
    g.add<std::int64_t>("tie_household_from", {0, 1});
    g.add<std::int64_t>("tie_household_to", {1, 0});
    EXPECT_EQ(g.mistakes(), "");
}

TEST(PopulationFile, SaysWhatIsWrongWithPlaces) {
    given g;
    g.community = {"a", "a"};
    EXPECT_EQ(g.mistakes(), "two communities are named 'a'\n");
    g = {};
    g.community = {"a", "b", "c"};
    EXPECT_EQ(g.mistakes(), "nobody lives in the community 'c'; leave it out\n");
    g = {};
    g.add<std::int64_t>("household", {0, 1, 1});
    EXPECT_EQ(g.mistakes(), "household 1 lies in more than one grid\n");
    g = {};
    g.add<std::int64_t>("grid", {0, 1, 1});
    EXPECT_EQ(g.mistakes(), "grid 1 lies in more than one community\n");
    g = {};
    g.resident_community = g.age = g.sex = g.employed = {};
    EXPECT_EQ(g.mistakes(), "there are no residents\n");
}

TEST(PopulationFile, SaysWhatIsWrongWithTies) {
    const auto said = [](std::vector<std::int64_t> from, std::vector<std::int64_t> to) {
        given g;
        g.add_ties(std::move(from), std::move(to));
        return g.mistakes();
    };
    EXPECT_EQ(said({0, 1}, {1, 0}), "");
    EXPECT_EQ(said({0, 3}, {3, 0}),
              "entry 1 of 'tie_friend_from' is 3; it should be from 0 to 2\nentry 0 of 'tie_friend_to' is 3; it should "
              "be from 0 to 2\n");
    EXPECT_EQ(said({0}, {1}), "friend tie: the one from id 0 to id 1 has no reverse; give both directions\n");
    EXPECT_EQ(said({0, 1, 0, 1}, {1, 0, 1, 0}),
              "friend tie: the one from id 0 to id 1 is there twice (and 1 more are wrong)\n");
    EXPECT_EQ(said({1}, {1}), "friend tie: the resident with id 1 is tied to themselves\n");
    EXPECT_EQ(said({0, 1}, {1}), "'tie_friend_to' has 1 entries instead of 2\n");
    EXPECT_EQ(said({0, 1, 0, 2, 1, 2, 0}, {1, 0, 2, 0, 2, 1, 1}),
              "'tie_friend_from' has 7 entries; 3 residents can have 6 ties at most in a layer, 2 each\n");
    given g;
    g.add<std::int64_t>("tie_work_to", {0, 1});
    EXPECT_EQ(g.mistakes(), "the dataset 'tie_work_from' is missing\n");
}

TEST(PopulationFile, SaysWhoHasMoreTiesThanCanBeAddedUp) {
    const auto said = [](std::int64_t neighbours,
                         const std::string& layer = "neighbour") {   // everybody is tied to resident 0
        given g;
        const auto residents = static_cast<std::size_t>(neighbours) + 1;
        g.community = {"a"};
        g.resident_community.assign(residents, 0);
        g.age.assign(residents, 30);
        g.sex.assign(residents, 0);
        g.employed.assign(residents, 0);
        std::vector<std::int64_t> from, to;
        for (std::int64_t other = 1; other <= neighbours; ++other) {
            from.insert(from.end(), {0, other});
            to.insert(to.end(), {other, 0});
        }
        g.add<std::int64_t>("tie_" + layer + "_from", from);
        g.add<std::int64_t>("tie_" + layer + "_to", to);
        return g.mistakes();
    };
    EXPECT_EQ(said(30000), "");
    EXPECT_EQ(said(30001), "neighbour tie: the resident with id 0 has 30001 of them; at most 30000 can be\n");
    EXPECT_EQ(said(30001, "work"), "work tie: the resident with id 0 has 30001 of them; at most 30000 can be\n");
}

TEST(PopulationFile, SaysWhatIsWrongWithTables) {
    given g;
    g.more = [](h5::group& root) {
        h5::group in = root.make_group("tables");
        in.make_text("demography",
                     "age_from,age_to,sex,death_rate,out_migration_rate,in_migration_rate\n" + ages_18_up);
        in.make_text("care",
                     "sex,age_from,age_to,carer_share,hours_mean\nmale,18,59,0.1,8\nmale,61,100,0.1,8\nfemale,18,100,0."
                     "5,18.5\n");
        in.make_text("employment",
                     "sex,age_from,age_to,employed_share,hours_mean,hours_sd,unit_share\nmale,18,100,1.5,45,10,0."
                     "2\nfemale,18,100,0.6,44,11,0.3\n");
    };
    const std::string said = g.mistakes();
    EXPECT_NE(said.find("the group 'tables' has no 'membership'"), std::string::npos) << said;
    EXPECT_NE(said.find("ages 61-100 male do not follow the row before"), std::string::npos) << said;
    EXPECT_NE(said.find("1.5"), std::string::npos) << said;
    EXPECT_EQ(said.find("demography'"), std::string::npos) << said;
}

}   // namespace
