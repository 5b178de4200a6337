#include "tests/support/known_answers.hpp"

// DeGroot (1974), Friedkin & Johnsen (1990): no luck in it where weights and opinions are given.
namespace {

using known::number;
using known::study;

// "what" of a table, by agent (or by row and column).
std::map<int, double> values(const std::string& table, const std::string& what) {
    std::map<int, double> found;
    for (const auto& r : known::table(table))
        if (r.at("what") == what) {
            const bool matrix = r.count("j") != 0 && !r.at("j").empty();
            const int i = r.at("i").empty() ? 0 : std::stoi(r.at("i"));
            found[matrix ? i * 100 + std::stoi(r.at("j")) : i] = number(r, "value");
        }
    return found;
}
std::string list(const std::map<int, double>& of) {
    std::string text;
    for (const auto& [i, x] : of) text += fmt::format("{}{}", text.empty() ? "" : ", ", x);
    return "[" + text + "]";
}
std::string matrix() {
    const auto a = values("degroot", "A");
    std::string text;
    for (int i = 1; i <= 6; ++i) {
        std::map<int, double> row;
        for (int j = 1; j <= 6; ++j) row[j] = a.at(i * 100 + j);
        text += list(row) + ", ";
    }
    return "[" + text + "]";
}
std::string scenario(const std::string& weights, const std::string& opinions, const std::string& more, int weeks = 60) {
    return fmt::format(
        "model = \"degroot\"\nburn_in = 0\nweeks = {}\nreplicates = 1\nweights = {}\nopinions = {}\n{}\n", weeks,
        weights, opinions, more);
}

}   // namespace

TEST(DeGroot, OpinionsMoveAsTheMatrixSays) {
    study s{scenario(matrix(), list(values("degroot", "x0")), "")};
    int checked = 0;
    for (const int t : {1, 2, 5, 10, 20, 40}) {
        const auto expected = values("degroot", fmt::format("x_at_t{}", t));
        for (const auto& [i, x] : expected) {
            EXPECT_NEAR(s.value("opinion_of", 0, 0, static_cast<std::size_t>(t - 1), static_cast<std::size_t>(i - 1)),
                        x, 1e-6);
            ++checked;
        }
    }
    EXPECT_GE(checked, 30);
}

TEST(DeGroot, AllAgreeOnTheAverageByInfluence) {
    study s{scenario(matrix(), list(values("degroot", "x0")), "", 200)};
    const double consensus = values("degroot", "consensus").at(0);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(s.value("opinion_of", 0, 0, 199, i), consensus, 2e-6);
    EXPECT_LT(s.value("spread", 0, 0, 199), 1e-6);
}

// The second eigenvalue is a complex pair, so distances from the consensus turn as they shrink: each agent's obeys
// e(t + 1) = 2 Re(l) e(t) - |l|^2 e(t - 1) once the other eigenvalues (0.23 and less) have died out. By least squares.
TEST(DeGroot, DistancesShrinkAtTheRateOfTheSecondEigenvalue) {
    study s{scenario(matrix(), list(values("degroot", "x0")), "")};
    const double consensus = values("degroot", "consensus").at(0);
    double xx = 0, xy = 0, yy = 0, xz = 0, yz = 0;
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t t = 5; t < 11; ++t) {
            const auto away = [&](std::size_t week) { return s.value("opinion_of", 0, 0, week, i) - consensus; };
            const double x = away(t), y = -away(t - 1), z = away(t + 1);
            xx += x * x;
            xy += x * y;
            yy += y * y;
            xz += x * z;
            yz += y * z;
        }
    const double determinant = xx * yy - xy * xy;
    EXPECT_NEAR((xz * yy - yz * xy) / determinant / 2, 0.661788701909, 0.003);
    EXPECT_NEAR(std::sqrt((yz * xx - xz * xy) / determinant), 0.663434836360, 0.003);
}

TEST(FriedkinJohnsen, TheStubbornKeepTheirDistanceAsTheFormulaSays) {
    const auto limit = values("friedkin_johnsen", "fj6_limit");
    study s{scenario(matrix(), list(values("friedkin_johnsen", "fj6_anchor")),
                     "susceptibilities = " + list(values("friedkin_johnsen", "fj6_susceptibility")), 120)};
    for (const auto& [i, x] : limit)
        EXPECT_NEAR(s.value("opinion_of", 0, 0, 119, static_cast<std::size_t>(i - 1)), x, 1e-6);
    // The distance to the limit shrinks by the spectral radius of the susceptible part.
    const auto away = [&](std::size_t t) { return std::abs(s.value("opinion_of", 0, 0, t, 0) - limit.at(1)); };
    EXPECT_NEAR(std::pow(away(24) / away(10), 1.0 / 14), values("friedkin_johnsen", "fj6_rate").at(0), 0.01);
}

TEST(FriedkinJohnsen, AmongEqualsOfACompleteGraph) {
    std::string weights = "[";
    for (int i = 0; i < 6; ++i) {
        weights += "[";
        for (int j = 0; j < 6; ++j) weights += i == j ? "0, " : "0.2, ";
        weights += "], ";
    }
    study s{scenario(weights + "]", list(values("friedkin_johnsen", "fj6_anchor")),
                     "[parameters]\nsusceptibility = 0.6", 120)};
    for (const auto& [i, x] : values("friedkin_johnsen", "complete6_a0.6_limit"))
        EXPECT_NEAR(s.value("opinion_of", 0, 0, 119, static_cast<std::size_t>(i - 1)), x, 1e-6);
}

TEST(FriedkinJohnsen, OnAPathBetweenTwoWhoNeverMove) {
    study s{
        scenario("[[1, 0, 0, 0, 0], [0.5, 0, 0.5, 0, 0], [0, 0.5, 0, 0.5, 0], [0, 0, 0.5, 0, 0.5], [0, 0, 0, 0, 1]]",
                 "[0, 0.9, 0.1, 0.8, 1]", "susceptibilities = [0, 1, 1, 1, 0]", 200)};
    for (const auto& [i, x] : values("friedkin_johnsen", "path5_stubborn_ends_limit"))
        EXPECT_NEAR(s.value("opinion_of", 0, 0, 199, static_cast<std::size_t>(i - 1)), x, 1e-6);
}

// On a ring where all hear as many, every column of the weights adds up to 1 as the rows do: the mean never moves.
TEST(DeGroot, ARingKeepsItsMean) {
    study s{
        "model = \"degroot\"\nagents = 3000\nburn_in = 0\nweeks = 150\nreplicates = 17\n[parameters]\nrewired = 0\n"};
    for (std::size_t r = 0; r < 17; ++r)
        EXPECT_NEAR(s.value("opinion", 0, r, 149), s.value("opinion", 0, r, 0), 3000 * 2e-6);
}
