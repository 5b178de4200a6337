#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "models/participation/people/population.hpp"
#include "sim/engine/blocks.hpp"

namespace {

using namespace participation;

const population& town_of_boli() {
    static const population town = [] {
        sim::mistakes wrong;
        const marginals tables = read_marginals(COGOV_SOURCE_DIR "/scenarios/boli/population", wrong);
        EXPECT_TRUE(wrong.empty());
        auto p = standard_parameters();
        p.degree_neighbour = p.degree_friend = p.degree_work = 0;   // ties do not matter here
        return synthesise(tables, p, 1);
    }();
    return town;
}

TEST(Demography, EverybodyWhoStaysIsAYearOlderAndKeepsWhatLasts) {
    const auto& town = town_of_boli();
    const auto year = turn_year(town, town.start, standard_parameters(), 51);
    ASSERT_TRUE(std::is_sorted(year.newcomers.begin(), year.newcomers.end()));
    const std::set<std::uint32_t> fresh{year.newcomers.begin(), year.newcomers.end()};
    ASSERT_EQ(fresh.size(), year.newcomers.size());
    const auto &before = town.start, &after = year.residents;
    for (std::uint32_t i = 0; i < town.residents(); ++i) {
        ASSERT_EQ(after.band[i], after.age[i] < 35 ? young : after.age[i] < 60 ? middle : older);
        if (fresh.contains(i)) continue;
        ASSERT_EQ(after.age[i], before.age[i] + 1);
        ASSERT_EQ(after.sex[i], before.sex[i]);
        ASSERT_EQ(after.party_member[i], before.party_member[i]);
        ASSERT_EQ(after.digital[i], before.digital[i]);
        ASSERT_EQ(after.taste[i], before.taste[i]);
        for (std::size_t c = 0; c < channel_count; ++c)
            ASSERT_EQ(after.channel_taste[c][i], before.channel_taste[c][i]);
    }
}

TEST(Demography, WorkAndCareAreDrawnAnewOnlyWhereTheRowChanges) {
    const auto& town = town_of_boli();
    const auto year = turn_year(town, town.start, standard_parameters(), 51);
    const std::set<std::uint32_t> fresh{year.newcomers.begin(), year.newcomers.end()};
    const auto &before = town.start, &after = year.residents;
    int passed = 0, changed = 0;
    for (std::uint32_t i = 0; i < town.residents(); ++i) {
        if (fresh.contains(i)) continue;
        const auto& work = town.tables.employment;
        if (row_of(work, before.age[i], before.sex[i]) == row_of(work, after.age[i], after.sex[i])) {
            ASSERT_EQ(after.employed[i], before.employed[i]);
            ASSERT_EQ(after.work_hours[i], before.work_hours[i]);
            ASSERT_EQ(after.unit[i], before.unit[i]);
        } else {
            ++passed;
            changed += after.work_hours[i] != before.work_hours[i] ? 1 : 0;
        }
        const auto& care = town.tables.care;
        if (row_of(care, before.age[i], before.sex[i]) == row_of(care, after.age[i], after.sex[i])) {
            ASSERT_EQ(after.care_hours[i], before.care_hours[i]);
        }
        ASSERT_TRUE(after.employed[i] == 1 ? after.work_hours[i] >= 8 && after.work_hours[i] <= 84
                                           : after.work_hours[i] == 0 && after.unit[i] == 0);
    }
    ASSERT_GT(passed, 10000);
    EXPECT_GT(changed, passed / 3);
}

// Twenty years from the same start; Z of the departures of each age row and sex. With 30 rows |Z| < 5.5 has a false alarm
// of about 1e-6; the seed is fixed.
TEST(Demography, PeopleLeaveByTheRatesOfTheirAgeAndSex) {
    const auto& town = town_of_boli();
    const auto& table = town.tables.demography;
    std::vector<double> expected(table.size()), found(table.size()), variance(table.size());
    for (int step = 51; step < 51 + 52 * 20; step += 52) {
        const auto year = turn_year(town, town.start, standard_parameters(), step);
        for (std::size_t i = 0; i < town.residents(); ++i) {
            const std::size_t r = row_of(table, town.start.age[i] + 1, town.start.sex[i]);
            const double p = 1 - (1 - table[r].value[0]) * (1 - table[r].value[1]);   // death and move is one departure
            expected[r] += p;
            variance[r] += p * (1 - p);
        }
        for (const auto i : year.newcomers) ++found[row_of(table, town.start.age[i] + 1, town.start.sex[i])];
    }
    for (std::size_t r = 0; r < table.size(); ++r) {
        EXPECT_LT(std::abs(found[r] - expected[r]) / std::sqrt(variance[r]), 5.5)
            << "row " << r << ": " << found[r] << " of " << expected[r];
    }
}

// Share of newcomers aged 18, counted over twenty first years: |Z| < 5 has a false alarm of 6e-7.
TEST(Demography, TheRightShareOfNewcomersComesOfAge) {
    const auto& town = town_of_boli();
    const auto& table = town.tables.demography;
    const auto p = standard_parameters();
    double moving_in = 0;
    for (std::size_t i = 0; i < town.residents(); ++i)
        moving_in += table[row_of(table, town.start.age[i] + 1, town.start.sex[i])].value[2];
    moving_in /= static_cast<double>(town.residents());
    const double of_age = p.coming_of_age / (p.coming_of_age + moving_in);
    // Somebody of 18 may also move in, as half of the row 18-19 does.
    double row_18 = 0;
    for (std::size_t i = 0; i < town.residents(); ++i) {
        const std::size_t r = row_of(table, town.start.age[i] + 1, town.start.sex[i]);
        if (table[r].age_from == 18) row_18 += table[r].value[2] / static_cast<double>(town.residents());
    }
    const double at_18 = of_age + (1 - of_age) * row_18 / moving_in / 2;
    double newcomers = 0, eighteen = 0, men = 0;
    for (int step = 51; step < 51 + 52 * 20; step += 52) {
        const auto year = turn_year(town, town.start, p, step);
        for (const auto i : year.newcomers) {
            ++newcomers;
            if (year.residents.age[i] != 18) continue;
            ++eighteen;
            men += year.residents.sex[i];
        }
    }
    ASSERT_GT(newcomers, 10000);
    EXPECT_LT(std::abs(eighteen - newcomers * at_18) / std::sqrt(newcomers * at_18 * (1 - at_18)), 5);
    EXPECT_NEAR(men / eighteen, 0.00930 / (0.00930 + 0.00861), 0.03);
}

TEST(Demography, NewcomersHaveFreshAttributesFromTheTables) {
    const auto& town = town_of_boli();
    const auto& t = town.tables;
    double n = 0, employed = 0, employed_wanted = 0, employed_variance = 0, digital = 0, digital_wanted = 0,
           digital_variance = 0;
    std::array<double, 4> taste{}, squares{};   // the common one, and by channel
    for (int step = 51; step < 51 + 52 * 20; step += 52) {
        const auto year = turn_year(town, town.start, standard_parameters(), step);
        const auto& a = year.residents;
        for (const auto i : year.newcomers) {
            const double p = t.employment[row_of(t.employment, a.age[i], a.sex[i])].value[0],
                         q = t.membership[row_of(t.membership, a.age[i], a.sex[i])].value[1];
            ++n;
            employed += a.employed[i];
            employed_wanted += p;
            employed_variance += p * (1 - p);
            digital += a.digital[i];
            digital_wanted += q;
            digital_variance += q * (1 - q);
            for (std::size_t c = 0; c < 4; ++c) {
                const auto& of = c == 0 ? a.taste : a.channel_taste[c - 1];
                const auto now = static_cast<double>(of[i]);
                taste[c] += now;
                squares[c] += now * now;
                ASSERT_NE(of[i], (c == 0 ? town.start.taste : town.start.channel_taste[c - 1])[i]);
            }
        }
    }
    // |Z| < 5: false alarm 6e-7 each
    EXPECT_LT(std::abs(employed - employed_wanted) / std::sqrt(employed_variance), 5);
    EXPECT_LT(std::abs(digital - digital_wanted) / std::sqrt(digital_variance), 5);
    for (std::size_t c = 0; c < 4; ++c) {
        EXPECT_LT(std::abs(taste[c]) / std::sqrt(n), 5) << c;
        EXPECT_LT(std::abs(squares[c] - n) / std::sqrt(2 * n), 5) << c;
    }
}

TEST(Demography, WithoutDeathsAndMovesNobodyLeaves) {
    population town = town_of_boli();
    for (auto& row : town.tables.demography) row.value = {0, 0, 0.01, 0};
    EXPECT_TRUE(turn_year(town, town.start, standard_parameters(), 51).newcomers.empty());
    for (auto& row : town.tables.demography)
        row.value = {1, 0, 0, 0};   // and with certain death everybody is replaced, at 18
    const auto year = turn_year(town, town.start, standard_parameters(), 51);
    EXPECT_EQ(year.newcomers.size(), town.residents());
    EXPECT_TRUE(std::all_of(year.residents.age.begin(), year.residents.age.end(), [](int age) { return age == 18; }));
}

TEST(Demography, IsTheSameOnOneThreadAndOnManyAndForRenumberedResidents) {
    const auto& town = town_of_boli();
    const auto p = standard_parameters();
    sim::set_threads(1);
    const auto one = turn_year(town, town.start, p, 103);
    sim::set_threads(4);
    const auto many = turn_year(town, town.start, p, 103);
    sim::set_threads(0);
    EXPECT_TRUE(one.residents == many.residents);
    EXPECT_EQ(one.newcomers, many.newcomers);

    population turned = town;   // the same people in the opposite order: draws go by id
    const auto reverse = [](auto& field) { std::reverse(field.begin(), field.end()); };
    const auto reverse_all = [&](attributes& a) {
        for (auto* field : {&a.age, &a.sex, &a.band, &a.employed, &a.unit, &a.party_member, &a.digital})
            reverse(*field);
        for (auto* field : {&a.work_hours, &a.care_hours, &a.taste}) reverse(*field);
        for (auto& field : a.channel_taste) reverse(field);
    };
    reverse(turned.id);
    reverse_all(turned.start);
    auto other = turn_year(turned, turned.start, p, 103);
    reverse_all(other.residents);
    EXPECT_TRUE(one.residents == other.residents);
}

TEST(Demography, YearsAndSeedsDiffer) {
    population town = town_of_boli();
    const auto p = standard_parameters();
    const auto one = turn_year(town, town.start, p, 51), two = turn_year(town, town.start, p, 103),
               early = turn_year(town, town.start, p, -105);
    EXPECT_NE(one.newcomers, two.newcomers);
    EXPECT_NE(one.newcomers, early.newcomers);
    town.seed = 2;
    EXPECT_NE(one.newcomers, turn_year(town, town.start, p, 51).newcomers);
}

// With the rates of Boli the town ages for decades, but every band stays peopled, and work follows age.
TEST(Demography, FiftyYearsLaterThePyramidIsStillPlausible) {
    const auto& town = town_of_boli();
    attributes a = town.start;
    for (int year = 0; year < 50; ++year) a = turn_year(town, a, standard_parameters(), 51 + 52 * year).residents;
    const double n = static_cast<double>(town.residents());
    std::array<double, 3> band{};
    double employed = 0, wanted = 0, men = 0, very_old = 0;
    for (std::size_t i = 0; i < town.residents(); ++i) {
        ++band[a.band[i]];
        ASSERT_GE(a.age[i], 18);
        very_old += a.age[i] > 105 ? 1 : 0;
        employed += a.employed[i];
        wanted += town.tables.employment[row_of(town.tables.employment, a.age[i], a.sex[i])].value[0];
        men += a.sex[i];
    }
    EXPECT_LT(very_old / n, 0.002);   // the last row has one death rate for all
    EXPECT_GT(band[young] / n, 0.08);
    EXPECT_GT(band[middle] / n, 0.25);
    EXPECT_LT(band[older] / n, 0.60);
    EXPECT_NEAR(men / n, 0.5, 0.05);
    EXPECT_NEAR(employed / n, wanted / n, 0.01);
}

}   // namespace
