#include <boost/math/distributions/chi_squared.hpp>

#include "tests/support/known_answers.hpp"

// Every slot is a renewal chain of its own, so the slots' ages after a thousand years are independent draws from the
// stationary distribution: a chi-square test over ages, false alarm 1e-7. (After a hundred they are not yet: half of those
// who come are 18, so the first generation's deaths still show.)
TEST(Ageing, EndsInTheStationaryDistribution) {
    const auto rows = known::table("ageing");
    const test::scratch folder;
    std::string rates = "age,leave_probability,entry_probability\n";
    for (const auto& r : rows)
        rates += fmt::format("{},{},{}\n", r.at("age"), r.at("leave_probability"), r.at("entry_probability"));
    known::study s{
        fmt::format("model = \"ageing\"\nagents = 20000\nburn_in = 1000\nweeks = 1\nreplicates = 16\nrates = \"{}\"\n",
                    folder.write("rates.csv", rates))};
    const double all = 16.0 * 20000;
    double chi = 0, rest = all, rest_expected = all;
    int cells = 0;
    for (std::size_t a = 0; a < rows.size(); ++a) {
        const double expected = known::number(rows[a], "stationary_share") * all;
        double found = 0;
        for (std::size_t r = 0; r < 16; ++r) found += s.value("residents_by_age", 0, r, 0, a);
        if (expected < 20) continue;
        chi += (found - expected) * (found - expected) / expected;
        rest -= found;
        rest_expected -= expected;
        ++cells;
    }
    ASSERT_GT(cells, 60);
    if (rest_expected > 1) chi += (rest - rest_expected) * (rest - rest_expected) / rest_expected;
    EXPECT_LT(chi, boost::math::quantile(boost::math::complement(boost::math::chi_squared(cells), 1e-7)));
    EXPECT_GT(chi, boost::math::quantile(boost::math::chi_squared(cells), 1e-7));
}

// Whoever reaches the last age stays at it until leaving: with two ages and d = 1/2, half are of each in the end.
TEST(Ageing, TheOldestStayUntilTheyLeave) {
    const test::scratch folder;
    known::study s{
        fmt::format("model = \"ageing\"\nagents = 20000\nburn_in = 60\nweeks = 1\nreplicates = 16\nrates = \"{}\"\n",
                    folder.write("rates.csv", "age,leave_probability,entry_probability\n18,0.5,1\n19,0.5,0\n"))};
    const auto older =
        known::over_replicates(16, [&](std::size_t r) { return s.value("residents_by_age", 0, r, 0, 1) / 20000; });
    EXPECT_NEAR(older.mean, 0.5, known::bound * 0.5 / std::sqrt(16.0 * 20000));
}

TEST(Ageing, NewcomersAreThoseWhoLeft) {
    const test::scratch folder;
    known::study s{fmt::format(
        "model = \"ageing\"\nagents = 1000\nburn_in = 0\nweeks = 2\nreplicates = 2\nrates = \"{}\"\n"
        "[arms.nobody]\nparameters = {{leave_factor = 0}}\n[arms.everyone]\nparameters = {{leave_factor = 100}}\n",
        folder.write("rates.csv",
                     "age,leave_probability,entry_probability\n18,0.5,1\n19,0.5,0\n20,0.5,0\n21,0.5,0\n"))};
    for (std::size_t year = 0; year < 2; ++year) {
        EXPECT_EQ(s.value("newcomers", 0, 0, year), 0);
        EXPECT_EQ(s.value("residents_by_age", 0, 0, year, year + 1), 1000);   // all a year older
        EXPECT_EQ(s.value("newcomers", 1, 0, year), 1000);
        EXPECT_EQ(s.value("residents_by_age", 1, 0, year, 0), 1000);
    }
}
