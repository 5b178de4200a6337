#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <string>

#include <gtest/gtest.h>

#include "models/participation/people/population.hpp"
#include "models/participation/people/roles.hpp"
#include "tests/support/scratch.hpp"

namespace {

using namespace participation;
namespace fs = std::filesystem;

// A copy of Boli's folder that a test may spoil.
class spoilt {
public:
    spoilt() {
        for (const auto& file : fs::directory_iterator{COGOV_SOURCE_DIR "/scenarios/boli/population"}) {
            std::ifstream in{file.path(), std::ios::binary};
            write(file.path().filename().string(), {std::istreambuf_iterator<char>{in}, {}});
        }
    }

    spoilt& replace(const std::string& file, const std::string& what, const std::string& by) {
        std::string text = read(file);
        const auto at = text.find(what);
        EXPECT_NE(at, std::string::npos) << what;
        if (at != std::string::npos) text.replace(at, what.size(), by);
        return write(file, text);
    }
    spoilt& write(const std::string& file, const std::string& text) {
        folder_.write(file, text);
        return *this;
    }
    spoilt& remove(const std::string& file) {
        fs::remove(folder_.path(file));
        return *this;
    }
    [[nodiscard]] std::string read(const std::string& file) const {
        std::ifstream in{folder_.path(file), std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
    // Exactly one mistake, in this file and line, whose sentence has this part.
    void expect(const std::string& file, int line, const std::string& part) const {
        sim::mistakes wrong;
        (void)read_marginals(folder_.path(), wrong);
        ASSERT_FALSE(wrong.empty()) << "expected: " << part;
        const auto& m = wrong.front();
        EXPECT_EQ(m.where.file, folder_.path(file));
        EXPECT_EQ(m.where.line, line) << m.what;
        EXPECT_NE(m.what.find(part), std::string::npos) << m.what;
        for (std::size_t k = 1; k < wrong.size(); ++k)
            ADD_FAILURE() << "one more: " << wrong[k].where.file << ':' << wrong[k].where.line << ": " << wrong[k].what;
    }
    [[nodiscard]] int column() const {
        sim::mistakes wrong;
        (void)read_marginals(folder_.path(), wrong);
        return wrong.empty() ? -1 : wrong.front().where.column;
    }
    [[nodiscard]] std::string folder() const { return folder_.path(); }

private:
    test::scratch folder_;
};

TEST(Marginals, BoliIsReadWithoutMistakes) {
    sim::mistakes wrong;
    const marginals tables = read_marginals(COGOV_SOURCE_DIR "/scenarios/boli/population", wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(tables.communities.size(), 11U);
    EXPECT_EQ(tables.communities[2].name, "Taiping");
    EXPECT_EQ(tables.communities[2].subdistrict_zh, "新起");
    EXPECT_EQ(tables.adults[2], 8900U);
    EXPECT_EQ(tables.communities[2].grids, 15U);
    EXPECT_EQ(tables.communities[2].seats_per_1000, 42.0f);
    EXPECT_EQ(tables.households.size(), 13U);
    EXPECT_EQ(tables.source.size(), 7U);
    EXPECT_EQ(tables.source[0].first, "communities.csv");
    EXPECT_NE(tables.source[0].second.find("Chang'an"), std::string::npos);
    EXPECT_EQ(tables.demography[0].value[1], 0.055);
}

TEST(Marginals, OfAnotherSizeHaveExactlySoManyAdultsInTheSameProportions) {
    sim::mistakes wrong;
    marginals boli = read_marginals(COGOV_SOURCE_DIR "/scenarios/boli/population", wrong);
    boli.communities[2].posts = 12;
    const double all = std::accumulate(boli.adults.begin(), boli.adults.end(), 0.0);
    for (const std::size_t adults : {std::size_t{11}, std::size_t{12}, std::size_t{100}, std::size_t{23'000},
                                     static_cast<std::size_t>(all), std::size_t{1'000'000}}) {
        const marginals other = of_size(boli, adults);
        EXPECT_EQ(std::accumulate(other.adults.begin(), other.adults.end(), std::size_t{0}), adults);
        const double share = static_cast<double>(adults) / all;
        for (std::size_t k = 0; k < 11; ++k) {
            const community &there = boli.communities[k], &here = other.communities[k];
            EXPECT_GE(other.adults[k], 1U);
            EXPECT_GE(here.households, 1U);
            EXPECT_LE(here.households, other.adults[k]);
            EXPECT_GE(here.grids, 1U);
            EXPECT_LE(here.grids, here.households);
            EXPECT_EQ(here.posts > 0, there.posts > 0);
            EXPECT_EQ(here.seats_per_1000, there.seats_per_1000);
            if (adults < 1000) continue;   // people do not divide
            EXPECT_NEAR(other.adults[k], boli.adults[k] * share, 1);
            EXPECT_NEAR(here.households, there.households * share, 0.5 + 1e-6);
            EXPECT_NEAR(here.grids, there.grids * share, 0.5 + 1e-6);
        }
        EXPECT_EQ(other.source, boli.source);
        EXPECT_EQ(other.age_sex.size(), boli.age_sex.size());
    }
    EXPECT_EQ(of_size(boli, static_cast<std::size_t>(all)).adults, boli.adults);
}

TEST(Marginals, CommunitiesMaySayHowManyPostsTheyHave) {
    sim::mistakes wrong;
    EXPECT_EQ(read_marginals(COGOV_SOURCE_DIR "/scenarios/boli/population", wrong).communities[2].posts, 0U);
    const std::string file = "communities.csv";
    const auto with_posts = [&](const std::string& of_taiping) {
        auto town = std::make_unique<spoilt>();
        std::string text;
        int line = 0;
        for (const char c : town->read(file)) {
            if (c == '\n') text += ++line == 1 ? ",posts" : line == 4 ? "," + of_taiping : ",9";
            text += c;
        }
        town->write(file, text);
        return town;
    };
    const auto town = with_posts("12");
    const marginals tables = read_marginals(town->folder(), wrong);
    for (const auto& m : wrong) ADD_FAILURE() << m.what;
    ASSERT_EQ(tables.communities.size(), 11U);
    EXPECT_EQ(tables.communities[2].posts, 12U);
    EXPECT_EQ(tables.communities[3].posts, 9U);
    with_posts("0")->expect(file, 4, "posts is '0'; expected a whole number from 1 to 100000");
    with_posts("8.5")->expect(file, 4, "posts is '8.5'; expected a whole number");
    with_posts("")->expect(file, 4, "posts is empty; expected a whole number");
}

TEST(Marginals, RowsAreFoundByAgeAndTheLastIsOpen) {
    sim::mistakes wrong;
    const marginals tables = read_marginals(COGOV_SOURCE_DIR "/scenarios/boli/population", wrong);
    const auto row = [&](int age, std::uint8_t sex) { return tables.employment[row_of(tables.employment, age, sex)]; };
    EXPECT_EQ(row(24, 1).age_to, 24);
    EXPECT_EQ(row(25, 1).age_from, 25);
    EXPECT_EQ(row(25, 1).sex, 1);
    EXPECT_EQ(row(119, 0).age_from, 70);
    EXPECT_EQ(row(119, 0).sex, 0);
    EXPECT_EQ(row(3, 0).age_from, 18);   // younger than the first row: the first row
}

TEST(Marginals, WindowsFilesAreReadTheSame) {
    spoilt town;
    std::string text = "\xEF\xBB\xBF";
    for (const char c : town.read("communities.csv")) text += c == '\n' ? std::string{"\r\n"} : std::string{c};
    town.write("communities.csv", text);
    sim::mistakes wrong;
    EXPECT_EQ(read_marginals(town.folder(), wrong).communities.front().name, "Chang'an");
    EXPECT_TRUE(wrong.empty());
}

TEST(Marginals, AMissingFolderOrFileIsNamed) {
    sim::mistakes wrong;
    (void)read_marginals("/nowhere/at/all", wrong);
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_NE(wrong.front().what.find("no such folder"), std::string::npos);
    spoilt{}.remove("care.csv").expect("care.csv", 0, "no such file");
    spoilt{}.write("care.csv", "").expect("care.csv", 0, "this file is empty");
    spoilt{}.write("care.csv", "sex\xFF").expect("care.csv", 1, "not UTF-8");
}

TEST(Marginals, AWorkbookAndOtherKindsOfTextAreCalledByTheirNames) {
    const auto told = [](std::string bytes, const std::string& name) {
        spoilt{}.write("care.csv", bytes).expect("care.csv", 0, "this is " + name);
        spoilt{}.write("care.csv", bytes).expect("care.csv", 0, "save the table as \"CSV UTF-8\"");
    };
    told("PK\x03\x04 and so on", "a workbook (.xlsx, .ods)");
    told("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "a workbook (.xls)");
    told("\xFF\xFEs", "text in UTF-16");
    told(std::string{"s\0e\0x\0,\0", 8}, "text in UTF-16");
    spoilt{}.write("care.xlsx", "PK").remove("care.csv").expect("care.csv", 0, "care.xlsx lies there: save its table");
}

TEST(Marginals, CutNothingOffANumber) {
    spoilt{}
        .replace("communities.csv", "太平,8900", "太平,8900.5")
        .expect("communities.csv", 4, "expected a whole number");
    spoilt{}.replace("communities.csv", "太平,8900", "太平,1e300").expect("communities.csv", 4, "to 200000000");
    spoilt{}.replace("care.csv", "18,", "18.5,").expect("care.csv", 2, "age_from is '18.5'; expected a whole number");
}

TEST(Marginals, HaveNoMoreTypesOfHouseholdsThanCanBeCounted) {
    spoilt town;
    std::string text = "type,adults,minors_mean,share,role_age_rules\n";
    for (int t = 0; t < 1001; ++t) text += "t" + std::to_string(t) + ",1,0,0.001,a:18-99\n";
    town.write("households.csv", text);
    town.expect("households.csv", 0, "there are 1001 types of households; at most 1000 can be");
}

TEST(Marginals, MistakesInCommunitiesAreNamed) {
    const std::string file = "communities.csv",
                      head =
                          "subdistrict,subdistrict_zh,community,community_zh,adults,households,grids,seats_per_1000\n";
    spoilt{}
        .replace(file, "community_zh,adults", "community_zh,adluts")
        .expect(file, 1, "there is no column 'adults'; did you mean 'adluts'");
    spoilt{}.replace(file, "Nancheng", "Chang'an").expect(file, 3, "community 'Chang'an' is already in line 2");
    spoilt{}.replace(file, "南城", "长安").expect(file, 3, "already in line 2");
    spoilt{}.replace(file, "太平,8900", "太平,0").expect(file, 4, "adults is '0'; expected a whole number from 1");
    spoilt{}.replace(file, "太平,8900", "太平,many").expect(file, 4, "adults is 'many'");
    spoilt{}.replace(file, "太平,8900", "太平,89.5").expect(file, 4, "expected a whole number");
    spoilt{}.replace(file, "太平,8900", "太平,4000").expect(file, 4, "more households than adults (4000)");
    spoilt{}.replace(file, "4585,15", "15,4585").expect(file, 4, "more grids than households");
    spoilt{}.replace(file, "15,42", "15,nan").expect(file, 4, "seats_per_1000 is 'nan'");
    spoilt{}.replace(file, "Taiping", "").expect(file, 4, "has no name");
    spoilt{}.replace(file, "15,42", "15,42,7").expect(file, 4, "this row has 9 cells");
    spoilt{}.write(file, head).expect(file, 0, "nobody lives here");
    EXPECT_EQ(spoilt{}.replace(file, "太平,8900", "太平,0").column(), 21);   // counted in characters
}

TEST(Marginals, MistakesInAgesAreNamed) {
    const std::string file = "age_sex.csv";
    spoilt{}
        .replace(file, "25,29,male", "24,29,male")
        .expect(file, 6, "ages 24-29 male overlap those of 20-24; begin at 25");
    spoilt{}.replace(file, "25,29,male", "26,29,male").expect(file, 6, "leave a gap after 20-24; begin at 25");
    spoilt{}.replace(file, "25,29,male", "29,25,male").expect(file, 6, "age_from is 29, after age_to, 25; swap them");
    spoilt{}.replace(file, "25,29,male", "25,29,mal").expect(file, 6, "sex is 'mal'; did you mean 'male'");
    spoilt{}.replace(file, "18,19,male", "17,19,male").expect(file, 2, "age_from is '17'");
    spoilt{}.replace(file, "0.06161", "0.16161").expect(file, 2, "sum to 1.1");
    spoilt{}.replace(file, "0.06161", "-0.06161").expect(file, 18, "share is '-0.06161'");
    spoilt{}.write(file, "age_from,age_to,sex,share\n18,100,male,1\n").expect(file, 0, "no row for sex female");
    spoilt{}.write(file, "age_from,age_to,sex,share\n").expect(file, 0, "this table has no rows");
    spoilt{}
        .replace("employment.csv", "0.570", "1.570")
        .expect("employment.csv", 9, "employed_share is '1.570'; expected a number from 0 to 1");
    spoilt{}.replace("demography.csv", "0.0550", "inf").expect("demography.csv", 2, "out_migration_rate is 'inf'");
    spoilt{}
        .replace("membership.csv", "digital_share", "digital")
        .expect("membership.csv", 1, "no column 'digital_share'");
    spoilt{}
        .write("care.csv",
               "sex,age_from,age_to,carer_share,hours_mean,sex\nmale,18,100,0.1,5,male\nfemale,18,100,0.1,5,male\n")
        .expect("care.csv", 1, "column 'sex' appears twice");
}

TEST(Marginals, MistakesInHouseholdsAreNamed) {
    const std::string file = "households.csv";
    spoilt{}.replace(file, "0.0978", "0.0078").expect(file, 2, "sum to 0.9");
    spoilt{}.replace(file, "single_middle", "single_young").expect(file, 3, "appears twice");
    spoilt{}
        .replace(file, "couple_young,2", "couple_young,3")
        .expect(file, 5, "the rules name 2 adults, the column adults says 3");
    spoilt{}.replace(file, "couple_young,2", "couple_young,0").expect(file, 5, "adults is '0'");
    spoilt{}
        .write(file, "type,adults,minors_mean,share,role_age_rules\npair,2,0,1,m:25-50;f:m-1.7~2.8\n")
        .expect(file, 2, "no household type has one adult");
}

TEST(Marginals, MistakesInRulesArePlaced) {
    const std::string file = "households.csv";
    const auto spoil = [&](const std::string& what, const std::string& by) {
        auto town = std::make_unique<spoilt>();
        town->replace(file, what, by);
        return town;
    };
    spoil("a:18-34", "a:34-18")->expect(file, 2, "the youngest first");
    spoil("a:18-34", "a:18-134")->expect(file, 2, "ages run from 18 to 120");
    spoil("a:18-34", "a:18")->expect(file, 2, "expected '-'");
    spoil("a:18-34", "q:18-34")->expect(file, 2, "there is no role 'q'");
    spoil("a:18-34", "a 18-34")->expect(file, 2, "expected ':' after 'a'");
    spoil("p_male:0.60", "p_male:1.60")->expect(file, 2, "is a share");
    spoil("p_male:0.60", "p_mail:0.60")->expect(file, 2, "did you mean 'p_male'");
    spoil("p_male:0.60", "p_male_k:0.60")->expect(file, 2, "belongs to role 'k', which is not here");
    spoil("m:22-34;f:m-1.7~2.8", "m:22-34;f:k-1.7~2.8")
        ->expect(file, 5, "role 'f' follows 'k', which is not named before it");
    spoil("m:22-34;f:m-1.7~2.8", "m:22-34;m:m-1.7~2.8")->expect(file, 5, "appears twice");
    spoil("m:22-34;f:m-1.7~2.8", "m:22-34;f:m-1.7~x")->expect(file, 5, "a standard deviation in years after ~");
    spoil("m:22-34;f:m-1.7~2.8", "m:22-34;f:m-1.7~2.8 other sex")->expect(file, 5, "has its own sex");
    spoil("weight:1+0.08*(age-60)", "weight:1+0.08*(age-60")->expect(file, 4, "to close a parenthesis");
    spoil("weight:1+0.08*(age-60)", "weight:1+0.08*(agge-60)")->expect(file, 4, "not 'agge'; did you mean 'age'");
    spoil("weight:1+0.08*(age-60)", "weight:1-0.08*(age-60)")->expect(file, 4, "at age 73; it must be 0 or more");
    spoil("weight:1+0.08*(age-60)", "weight:1/(age-70)^2")->expect(file, 4, "the weight is no number at age 70");
    spoil("weight:1+0.08*(age-60)", "weight:" + std::string(5000, '('))->expect(file, 4, "nest 50 parentheses");
    spoil("weight:1+0.08*(age-60)", "weight:2 2")->expect(file, 4, "expected an operator");
    spoil("weight:1+0.08*(age-60)", "weight:0")->expect(file, 4, "or the weight is 0");
    EXPECT_EQ(spoil("p_male:0.60", "p_male:1.60")->column(), 33);   // after "single_young,1,0,0.0568,a:18-34;"
}

// Ages from 18 on, where the first role stands.
double weight_at(const std::string& formula, int age) {
    marginals::household_type type;
    type.name = "t";
    type.adults = 1;
    type.rules = "a:18-100;p_male:0.5;weight:" + formula;
    sim::mistakes wrong;
    const auto rules = parse_rules(type, wrong);
    for (const auto& m : wrong) ADD_FAILURE() << m.what;
    return rules.weight[static_cast<std::size_t>(age)];
}

TEST(Rules, WeightsAreComputedAsWritten) {
    EXPECT_DOUBLE_EQ(weight_at("1+2*3^2", 50), 19);
    EXPECT_DOUBLE_EQ(weight_at("2^3^2", 50), 512);
    EXPECT_DOUBLE_EQ(weight_at("100-age/4-1", 40), 89);
    EXPECT_DOUBLE_EQ(weight_at("(age-30)^2", 20), 100);
    EXPECT_NEAR(weight_at("exp(-((age-38)/9)^2)", 47), std::exp(-1.0), 1e-14);
    EXPECT_NEAR(weight_at("(age/20)^1.3", 40), std::pow(2.0, 1.3), 1e-14);
    EXPECT_DOUBLE_EQ(weight_at("--2 * ( 1 + 1 )", 40), 4);
}

TEST(Rules, RolesAreReadWithTheirAgesAndSexes) {
    marginals::household_type type;
    type.adults = 4;
    type.rules = "m:48-66 ; f:m-1.7~2.8; k:f-26.5~3.0 in 18-40; p_male_k:0.6; s:k~2.0 other sex";
    sim::mistakes wrong;
    const auto rules = parse_rules(type, wrong);
    EXPECT_TRUE(wrong.empty());
    ASSERT_EQ(rules.roles.size(), 4U);
    EXPECT_FALSE(rules.roles[0].follows);
    EXPECT_EQ(rules.roles[0].low, 48);
    EXPECT_EQ(rules.roles[1].shift, -1.7);
    EXPECT_EQ(rules.roles[1].spread, 2.8);
    EXPECT_EQ(rules.roles[1].sex, role::sexes::female);
    EXPECT_EQ(rules.roles[2].follows, 1U);
    EXPECT_EQ(rules.roles[2].high, 40);
    EXPECT_EQ(rules.roles[2].p_male, 0.6);
    EXPECT_EQ(rules.roles[3].sex, role::sexes::other);
    EXPECT_EQ(rules.roles[3].follows, 2U);
}

TEST(Marginals, NamesOfTablesAndOfTerminalsAreRefused) {
    spoilt{}
        .replace("communities.csv", ",Chang'an,", ",all,")
        .expect("communities.csv", 2, "the name 'all' is what tables call");
    spoilt{}
        .replace("communities.csv", ",长安,", ",全体,")
        .expect("communities.csv", 2, "the name '全体' is what tables call");
    spoilt{}
        .replace("communities.csv", ",Chang'an,", ",a\x1b[1m,")
        .expect("communities.csv", 2, "has the character \\x1b");
    EXPECT_TRUE(wrong_names({"Chang'an", "长安", "Xinhua", "新华"}).empty());
    EXPECT_TRUE(wrong_names({"", "长安", "Xinhua", "新华"}).empty());   // said by whoever reads it
    EXPECT_EQ(wrong_names({"all", "全体", "", "a\nb"}).size(), 4U);
    EXPECT_EQ(wrong_names({"all", "all", "all", "all"}).size(), 1U);
}

}   // namespace
