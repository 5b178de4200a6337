#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

#include "models/participation/people/population.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/text/hash.hpp"

namespace {

using namespace participation;

const std::string boli = COGOV_SOURCE_DIR "/scenarios/boli/population";
const std::string boli_2024 = COGOV_SOURCE_DIR "/scenarios/boli/population-2024";

marginals read(const std::string& folder) {
    sim::mistakes wrong;
    marginals tables = read_marginals(folder, wrong);
    for (const auto& m : wrong)
        ADD_FAILURE() << m.where.file << ':' << m.where.line << ':' << m.where.column << ": " << m.what;
    return tables;
}

const population& town_of_boli() {
    static const population town = synthesise(read(boli), standard_parameters(), 1);
    return town;
}

// The first tables of a town, with `adults` in each community.
marginals small_tables(std::uint32_t adults) {
    marginals tables = read(boli);
    for (std::size_t k = 0; k < tables.adults.size(); ++k) {
        tables.adults[k] = adults;
        tables.communities[k].grids = std::max(1U, adults / 500);
    }
    return tables;
}

const layer_fit& layer_of(const population& town, layer l) { return town.layers[l]; }

void expect_sound_ties(const population& town) {
    const auto& t = town.ties;
    ASSERT_EQ(t.layers, layer_count);
    ASSERT_EQ(t.agents(), town.residents());
    ASSERT_EQ(t.size(), t.first.back());
    for (std::size_t i = 0; i < town.residents(); ++i) {
        for (std::size_t l = 0; l < layer_count; ++l) {
            for (std::size_t k = t.begin(i, l); k < t.end(i, l); ++k) {
                const std::uint32_t j = t.to[k];
                ASSERT_NE(j, i) << "tied to themselves in " << layer_names[l];
                if (k > t.begin(i, l)) {
                    ASSERT_LT(t.to[k - 1], j) << "sorted, and nobody twice, in " << layer_names[l];
                }
                ASSERT_TRUE(std::binary_search(t.to.begin() + static_cast<std::ptrdiff_t>(t.begin(j, l)),
                                               t.to.begin() + static_cast<std::ptrdiff_t>(t.end(j, l)),
                                               static_cast<std::uint32_t>(i)))
                    << "the other direction in " << layer_names[l];
            }
        }
    }
}

bool same(const population& a, const population& b) {
    return a.start == b.start && a.community_of == b.community_of && a.household == b.household && a.grid == b.grid &&
           a.id == b.id && a.ties.first == b.ties.first && a.ties.to == b.ties.to;
}

TEST(Population, EveryMarginalIsWithinOnePointInTheTownAndTwoInACommunity) {
    for (const population& town : {town_of_boli(), synthesise(read(boli_2024), standard_parameters(), 7)}) {
        std::map<std::string, int> rows;
        for (const auto& row : town.fit) {
            ++rows[row.table];
            EXPECT_LE(std::abs(row.found - row.wanted), 0.01) << row.table << ' ' << row.cell;
            EXPECT_LE(row.largest_miss, 0.02) << row.table << ' ' << row.cell;
        }
        EXPECT_EQ(rows["age_sex"], 30);
        EXPECT_EQ(rows["households"], 13);
        EXPECT_EQ(rows["employed_share"], 22);
        EXPECT_EQ(rows["unit_share"], 22);
        EXPECT_EQ(rows["carer_share"], 16);
        EXPECT_EQ(rows["party_share"], 20);
        EXPECT_EQ(rows["digital_share"], 20);
    }
}

// The same again without the program's own measure of fit, for the pyramid, the employed and their unit.
TEST(Population, CountsAgreeWithTheTablesWhenCountedAnew) {
    const population& town = town_of_boli();
    const auto& a = town.start;
    for (const auto& row : town.tables.age_sex) {
        int here = 0;
        for (std::size_t i = 0; i < town.residents(); ++i)
            here += a.sex[i] == row.sex && a.age[i] >= row.age_from && a.age[i] <= row.age_to;
        EXPECT_NEAR(here / 92000.0, row.value[0], 0.01) << row.age_from;
    }
    for (const auto& row : town.tables.employment) {
        int here = 0, employed = 0, unit = 0;
        double hours = 0;
        for (std::size_t i = 0; i < town.residents(); ++i) {
            if (a.sex[i] != row.sex || a.age[i] < row.age_from || a.age[i] > row.age_to) continue;
            ++here;
            employed += a.employed[i];
            unit += a.unit[i];
            hours += a.work_hours[i];
        }
        EXPECT_NEAR(employed / double(here), row.value[0], 0.01) << row.age_from;
        EXPECT_NEAR(unit / double(employed), row.value[3], 0.01) << row.age_from;
        EXPECT_NEAR(hours / employed, row.value[1], 1.68) << row.age_from;   // a point of a week
    }
}

TEST(Population, CommunitiesHaveTheirAdultsExactlyAndLieInOrder) {
    const population& town = town_of_boli();
    ASSERT_EQ(town.residents(), 92000U);
    std::uint32_t next = 0;
    for (std::size_t k = 0; k < town.communities.size(); ++k) {
        EXPECT_EQ(town.communities[k].first, next);
        EXPECT_EQ(town.communities[k].residents(), town.tables.adults[k]);
        next = town.communities[k].last;
    }
    for (std::uint32_t i = 0; i < town.residents(); ++i) {
        ASSERT_EQ(town.id[i], i);
        ASSERT_GE(i, town.communities[town.community_of[i]].first);
        ASSERT_LT(i, town.communities[town.community_of[i]].last);
        if (i == 0) continue;
        ASSERT_LE(town.household[i] - town.household[i - 1], 1U);
        ASSERT_LE(town.grid[i] - town.grid[i - 1], 1U);
        if (town.household[i] == town.household[i - 1]) {
            ASSERT_EQ(town.grid[i], town.grid[i - 1]);
        }
    }
}

TEST(Population, GridsOfACommunityHoldEquallyManyHouseholds) {
    const population& town = town_of_boli();
    std::map<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>> homes;   // grid -> first and last household
    for (std::size_t i = 0; i < town.residents(); ++i) {
        const auto [at, fresh] = homes.try_emplace(town.grid[i], town.household[i], town.household[i]);
        at->second.second = town.household[i];
    }
    std::size_t grids = 0;
    for (const auto& c : town.communities) {
        grids += c.grids;
        std::uint32_t least = std::numeric_limits<std::uint32_t>::max(), most = 0;
        for (std::uint32_t g = town.grid[c.first]; g <= town.grid[c.last - 1]; ++g) {
            const std::uint32_t n = homes.at(g).second - homes.at(g).first + 1;
            least = std::min(least, n);
            most = std::max(most, n);
        }
        EXPECT_LE(most - least, 1U) << c.name;
        EXPECT_EQ(town.grid[c.last - 1] - town.grid[c.first] + 1, c.grids) << c.name;
    }
    EXPECT_EQ(homes.size(), grids);
}

TEST(Population, AttributesStayInTheirRanges) {
    const population& town = town_of_boli();
    const auto& a = town.start;
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < town.residents(); ++i) {
        ASSERT_GE(a.age[i], 18);
        ASSERT_LE(a.age[i], 100);
        ASSERT_EQ(a.band[i], a.age[i] < 35 ? young : a.age[i] < 60 ? middle : older);
        if (a.employed[i] == 1) {
            ASSERT_TRUE(a.work_hours[i] >= 8 && a.work_hours[i] <= 84);
        } else {
            ASSERT_TRUE(a.work_hours[i] == 0 && a.unit[i] == 0);
        }
        ASSERT_TRUE(a.care_hours[i] >= 0 && a.care_hours[i] <= 60);
        sum += a.taste[i];
        squares += a.taste[i] * a.taste[i];
    }
    const double n = 92000;   // five standard errors: false alarm about 1e-6
    EXPECT_NEAR(sum / n, 0, 5 / std::sqrt(n));
    EXPECT_NEAR(squares / n, 1, 5 * std::sqrt(2 / n));
}

// Four standard normal numbers a resident, each apart from the others: means, squares and products within five standard
// errors, false alarm 6e-7 each.
TEST(Population, TastesForChannelsAreStandardNormalAndApart) {
    const population& town = town_of_boli();
    const auto& a = town.start;
    const std::array<const std::vector<float>*, 4> all{&a.taste, &a.channel_taste[0], &a.channel_taste[1],
                                                       &a.channel_taste[2]};
    const auto n = static_cast<double>(town.residents());
    for (std::size_t x = 0; x < all.size(); ++x) {
        ASSERT_EQ(all[x]->size(), town.residents());
        double sum = 0;
        for (const float taste : *all[x]) sum += static_cast<double>(taste);
        EXPECT_NEAR(sum / n, 0, 5 / std::sqrt(n)) << x;
        for (std::size_t y = x; y < all.size(); ++y) {
            double products = 0;
            for (std::size_t i = 0; i < town.residents(); ++i)
                products += static_cast<double>((*all[x])[i]) * static_cast<double>((*all[y])[i]);
            EXPECT_NEAR(products / n, x == y ? 1 : 0, 5 * std::sqrt((x == y ? 2 : 1) / n)) << x << ' ' << y;
        }
    }
}

// Two adults of like age are a couple: parents are 26.5 years older than their children. Their ages differ by
// N(-1.7, 2.8), which raking may move a little.
TEST(Population, PartnersAreOfOtherSexAndLikeAge) {
    const population& town = town_of_boli();
    double couples = 0, difference = 0, squares = 0;
    for (std::size_t i = 1; i + 1 < town.residents(); ++i) {
        if (town.household[i] != town.household[i - 1] || town.household[i] == town.household[i + 1] ||
            (i > 1 && town.household[i] == town.household[i - 2]))
            continue;
        const double d = int{town.start.age[i]} - int{town.start.age[i - 1]};
        if (std::abs(d) > 14) continue;
        ASSERT_EQ(town.start.sex[i - 1], 1);
        ASSERT_EQ(town.start.sex[i], 0);
        difference += d;
        squares += d * d;
        ++couples;
    }
    EXPECT_NEAR(couples, 47500 * (0.0120 + 0.1289 + 0.1324 + 0.1446), 1000);
    EXPECT_NEAR(difference / couples, -1.7, 0.2);
    EXPECT_NEAR(std::sqrt(squares / couples - difference / couples * difference / couples), 2.8, 0.3);
}

TEST(Population, AgesInTheLastRowFallOffAsPeopleDie) {
    const population& town = town_of_boli();
    std::map<int, int> count;
    for (std::size_t i = 0; i < town.residents(); ++i) ++count[town.start.age[i]];
    EXPECT_GT(count[85] + count[86] + count[87], 2 * (count[91] + count[92] + count[93]));
    EXPECT_GT(count[91], count[99]);
}

TEST(Population, DegreesComeOutAsAskedFor) {
    const auto p = standard_parameters();
    const population& town = town_of_boli();
    EXPECT_NEAR(layer_of(town, neighbour_layer).mean_degree, p.degree_neighbour, 0.02 * p.degree_neighbour);
    EXPECT_NEAR(layer_of(town, friend_layer).mean_degree, p.degree_friend, 0.02 * p.degree_friend);
    EXPECT_NEAR(layer_of(town, work_layer).mean_degree, p.degree_work, 0.02 * p.degree_work);
}

TEST(Population, TiesAreMutualUniqueAndSorted) { expect_sound_ties(town_of_boli()); }

TEST(Population, HouseholdsAreCliquesAndNeighboursLiveInOtherHouseholdsOfTheGrid) {
    const population& town = town_of_boli();
    const auto& t = town.ties;
    double distance = 0, ties = 0;
    for (std::size_t i = 0; i < town.residents(); ++i) {
        std::size_t others = 0;
        for (std::size_t j = i >= 5 ? i - 5 : 0; j < std::min(i + 6, town.residents()); ++j)
            others += j != i && town.household[j] == town.household[i] ? 1 : 0;
        ASSERT_EQ(t.end(i, household_layer) - t.begin(i, household_layer), others);
        for (std::size_t k = t.begin(i, household_layer); k < t.end(i, household_layer); ++k)
            ASSERT_EQ(town.household[i], town.household[t.to[k]]);
        for (std::size_t k = t.begin(i, neighbour_layer); k < t.end(i, neighbour_layer); ++k) {
            ASSERT_EQ(town.grid[i], town.grid[t.to[k]]);
            ASSERT_NE(town.household[i], town.household[t.to[k]]);
            distance += std::abs(double(town.household[i]) - double(town.household[t.to[k]]));
            ++ties;
        }
    }
    // Mean distance of P ~ exp(-d / 10), d = 1, 2, ...: 1 / (1 - exp(-1/10)) = 10.5; the ends of grids bring it down a little.
    EXPECT_NEAR(distance / ties, 10.5, 0.6);
}

TEST(Population, FriendsAreAlikeInAgeAndMostlyLocal) {
    const auto p = standard_parameters();
    const population& town = town_of_boli();
    EXPECT_GT(layer_of(town, friend_layer).age_correlation, 0.6);
    EXPECT_NEAR(layer_of(town, friend_layer).same_community, p.friend_local + (1 - p.friend_local) / 11, 0.03);
    EXPECT_LT(std::abs(layer_of(town, neighbour_layer).age_correlation), 0.03);
}

TEST(Population, ClosureMakesFriendsOfFriendsFriends) {
    auto p = standard_parameters();
    const marginals tables = small_tables(2000);
    const population with = synthesise(tables, p, 5);
    p.friend_closure = 0;
    const population without = synthesise(tables, p, 5);
    EXPECT_GT(layer_of(with, friend_layer).clustering, 0.2);
    EXPECT_LT(layer_of(without, friend_layer).clustering, 0.02);
    EXPECT_NEAR(layer_of(without, friend_layer).mean_degree, layer_of(with, friend_layer).mean_degree, 0.02);
    EXPECT_GT(layer_of(with, neighbour_layer).clustering, 0.02);   // by chance in a grid of 600: 0.008
    EXPECT_DOUBLE_EQ(layer_of(with, household_layer).clustering, 1);
}

TEST(Population, ClosureMakesNeighboursOfNeighboursNeighbours) {
    auto p = standard_parameters();
    const marginals tables = small_tables(2000);
    double before = -1;
    for (const float closure : {0.0f, 0.2f, 0.4f, 0.8f}) {
        p.neighbour_closure = closure;
        const population town = synthesise(tables, p, 5);
        expect_sound_ties(town);
        EXPECT_NEAR(layer_of(town, neighbour_layer).mean_degree, p.degree_neighbour, 0.02) << closure;
        EXPECT_GT(layer_of(town, neighbour_layer).clustering, before + 0.04) << closure;
        before = layer_of(town, neighbour_layer).clustering;
    }
    EXPECT_NEAR(layer_of(town_of_boli(), neighbour_layer).clustering, 0.2, 0.03);
}

// What the ties of Boli were before some of them closed triangles.
TEST(Population, WithoutNeighbourClosureTiesAreThoseOfBefore) {
    auto p = standard_parameters();
    p.neighbour_closure = 0;
    const population town = synthesise(read(boli), p, 1);
    EXPECT_EQ(sim::hash_vector(town.ties.to, sim::hash_vector(town.ties.first, 0)), 3377106265664346470U);
}

TEST(Population, OnlyItsOwnParametersMakeIt) {
    const parameters usual = standard_parameters();
    for (const auto& row : about_parameters) {
        parameters p = usual;
        p.*row.where = row.standard == row.low ? row.high : row.low;
        const bool makes = std::ranges::find(parameters_of_people, row.where) != parameters_of_people.end();
        EXPECT_EQ(text_of(people_parameters{p}) != text_of(people_parameters{usual}), makes) << row.name;
        EXPECT_EQ(people_parameters{p} != people_parameters{usual}, makes) << row.name;
    }
}

TEST(Population, ColleaguesAreEmployedAndAsLocalAsAsked) {
    auto p = standard_parameters();
    const marginals tables = small_tables(2000);
    for (const float local : {0.0f, 1.0f}) {
        p.workplace_local = local;
        const population town = synthesise(tables, p, 5);
        expect_sound_ties(town);
        double same = 0, ties = 0;
        for (std::size_t i = 0; i < town.residents(); ++i) {
            for (std::size_t k = town.ties.begin(i, work_layer); k < town.ties.end(i, work_layer); ++k) {
                const std::size_t j = town.ties.to[k];
                ASSERT_TRUE(town.start.employed[i] == 1 && town.start.employed[j] == 1);
                same += town.communities[town.community_of[i]].subdistrict ==
                        town.communities[town.community_of[j]].subdistrict;
                ++ties;
            }
        }
        if (local == 1) {
            EXPECT_EQ(same, ties);
        } else {
            EXPECT_NEAR(same / ties, 25.0 / 121, 0.03);   // subdistricts of 2, 2, 2, 3 and 2 of 11 communities
        }
    }
}

TEST(Population, IsTheSameOnOneThreadAndOnMany) {
    const marginals tables = small_tables(3000);
    sim::set_threads(1);
    const population one = synthesise(tables, standard_parameters(), 11);
    sim::set_threads(4);
    const population many = synthesise(tables, standard_parameters(), 11);
    sim::set_threads(0);
    EXPECT_TRUE(same(one, many));
    for (std::size_t l = 0; l < layer_count; ++l) EXPECT_EQ(one.layers[l].clustering, many.layers[l].clustering);
}

TEST(Population, AnotherSeedMakesOtherPeople) {
    const marginals tables = small_tables(1000);
    const population one = synthesise(tables, standard_parameters(), 1),
                     two = synthesise(tables, standard_parameters(), 2);
    EXPECT_FALSE(one.start == two.start);
    EXPECT_NE(one.ties.to, two.ties.to);
    EXPECT_NE(one.household, two.household);
    std::size_t alike = 0;
    for (std::size_t i = 0; i < one.residents(); ++i) alike += one.start.age[i] == two.start.age[i] ? 1 : 0;
    EXPECT_LT(static_cast<double>(alike), 0.05 * static_cast<double>(one.residents()));
}

TEST(Population, RakingMovesTypesLittleForTheirOwnPyramidAndMoreForAnAgedOne) {
    const population& own = town_of_boli();
    const population aged = synthesise(read(boli_2024), standard_parameters(), 1);
    double moved_own = 0, moved_aged = 0, sum = 0;
    std::map<std::string, double> by_name;
    for (const auto& [name, move] : own.reweighted) moved_own = std::max(moved_own, std::abs(move));
    for (const auto& [name, move] : aged.reweighted) {
        moved_aged = std::max(moved_aged, std::abs(move));
        by_name[name] = move;
        sum += move;
    }
    EXPECT_LT(moved_own, 0.01);
    EXPECT_GT(moved_aged, moved_own);
    EXPECT_LT(moved_aged, 0.1);
    EXPECT_NEAR(sum, 0, 1e-12);
    EXPECT_GT(by_name["single_older"], 0);
    EXPECT_LT(by_name["single_young"], 0);
}

TEST(Population, OddParametersStillGiveSoundTies) {
    const marginals tables = small_tables(400);
    auto p = standard_parameters();
    p.degree_neighbour = p.degree_friend = p.degree_work = 0;
    population town = synthesise(tables, p, 1);
    expect_sound_ties(town);
    EXPECT_EQ(layer_of(town, friend_layer).mean_degree + layer_of(town, neighbour_layer).mean_degree +
                  layer_of(town, work_layer).mean_degree,
              0);
    p = standard_parameters();
    p.neighbour_scale = 0.1f;
    p.friend_age_scale = 0.1f;
    p.friend_closure = 1;
    p.workplace_sd = 4;
    p.degree_work = 50;
    expect_sound_ties(synthesise(tables, p, 1));
    p = standard_parameters();
    p.workplace_mean = p.workplace_sd = 0;   // everybody works alone
    town = synthesise(tables, p, 1);
    EXPECT_EQ(layer_of(town, work_layer).mean_degree, 0);
}

TEST(Population, ATinyTownIsMadeToo) {
    for (const std::uint32_t adults : {1U, 2U, 7U, 12U}) {
        const population town = synthesise(small_tables(adults), standard_parameters(), 9);
        ASSERT_EQ(town.residents(), 11 * adults);
        for (const auto& c : town.communities) EXPECT_EQ(c.residents(), adults);
        expect_sound_ties(town);
    }
}

}   // namespace
