#include "tests/support/known_answers.hpp"

// Brock & Durlauf (2001): m = 1 / (1 + exp(-a - J m)). Simulated with 100,000 agents; the mean over weeks and replicates
// of a stable state differs from the root by luck and by about f''(m) Var / 2 / (1 - slope), the bend of the curve.
namespace {

using known::number;
using known::study;

constexpr double agents = 100000, weeks = 52, replicates = 16;

std::string scenario(std::size_t channels, const std::string& arms, int burn_in = 52, double n = agents) {
    return fmt::format(
        "model = \"brock_durlauf\"\nagents = {}\nchannels = {}\nburn_in = {}\nweeks = {}\nreplicates = "
        "{}\nseed = 7\n{}",
        n, channels, burn_in, weeks, replicates, arms);
}
std::string arm(std::size_t i, const std::string& parameters) {
    return fmt::format("[arms.a{}]\nparameters = {{{}}}\n", i, parameters);
}
double mean_of(study& s, std::size_t a, int channel = -1, double n = agents) {
    double sum = 0;
    for (std::size_t r = 0; r < s.replicates(); ++r) sum += s.sum("participants", a, r, channel);
    return sum / n / weeks / replicates;
}

// How far the mean may be from a root with this slope: luck of all weeks together, and the curve's bend.
double tolerance(double m, double slope, double factor = 1) {
    const double variance = m * (1 - m) / agents;
    const double luck = std::sqrt(variance / weeks / replicates) / (1 - slope);
    const double bend =
        factor * std::abs(1 - 2 * m) * slope * slope * variance / ((1 - slope) * (1 - slope * slope) * m * (1 - m));
    return known::bound * luck + 1.5 * bend + 1e-7;
}

std::vector<known::row> stable(const std::string& table, const std::string& slope, const std::string& coupling = "") {
    std::vector<known::row> rows;
    for (const auto& r : known::table(table))
        if (r.at("kind") == "stable" && number(r, slope) < 0.9 && (coupling.empty() || r.at("coupling") == coupling))
            rows.push_back(r);
    return rows;
}

}   // namespace

TEST(BrockDurlauf, StaysAtEachStableRoot) {
    const auto roots = stable("brock_durlauf", "slope_J_m_1_minus_m");
    ASSERT_GT(roots.size(), 70U);
    std::string arms;
    for (std::size_t i = 0; i < roots.size(); ++i)
        arms += arm(i, fmt::format("base = {}, social = {}, start_build = {}", roots[i].at("a"), roots[i].at("J"),
                                   roots[i].at("m")));
    study s{scenario(1, arms)};
    for (std::size_t i = 0; i < roots.size(); ++i)
        EXPECT_NEAR(mean_of(s, i), number(roots[i], "m"),
                    tolerance(number(roots[i], "m"), number(roots[i], "slope_J_m_1_minus_m")))
            << "a = " << roots[i].at("a") << ", J = " << roots[i].at("J");
}

// Where there are three roots, the outer two are reached from just below and just above the middle one.
TEST(BrockDurlauf, HasThreeStatesAboveTheCriticalCoupling) {
    std::vector<known::row> middle;
    const auto all = known::table("brock_durlauf");
    for (const auto& r : all)
        if (r.at("kind") == "unstable" && number(r, "slope_J_m_1_minus_m") > 1.05) middle.push_back(r);
    ASSERT_GT(middle.size(), 4U);
    std::string arms;
    std::size_t i = 0;
    for (const auto& r : middle)
        for (const double away : {-0.02, 0.02})
            arms += arm(i++, fmt::format("base = {}, social = {}, start_build = {}", r.at("a"), r.at("J"),
                                         number(r, "m") + away));
    study s{scenario(1, arms, 520)};
    for (std::size_t k = 0; k < middle.size(); ++k)
        for (const auto& r : all)
            if (r.at("a") == middle[k].at("a") && r.at("J") == middle[k].at("J") && r.at("kind") == "stable") {
                const bool high = number(r, "m") > number(middle[k], "m");
                EXPECT_NEAR(mean_of(s, 2 * k + (high ? 1 : 0)), number(r, "m"),
                            tolerance(number(r, "m"), number(r, "slope_J_m_1_minus_m")))
                    << "a = " << r.at("a") << ", J = " << r.at("J");
            }
}

// With habit the same roots, more slowly.
TEST(BrockDurlauf, HabitMovesNoRoot) {
    std::string arms;
    std::vector<known::row> roots;
    for (const auto& r : stable("brock_durlauf", "slope_J_m_1_minus_m"))
        if (r.at("J") == "6") roots.push_back(r);
    ASSERT_GT(roots.size(), 8U);
    for (std::size_t i = 0; i < roots.size(); ++i)
        arms += arm(i, fmt::format("habit_rate = 0.06, base = {}, social = 6, start_build = {}", roots[i].at("a"),
                                   roots[i].at("m")));
    study s{scenario(1, arms)};
    for (std::size_t i = 0; i < roots.size();
         ++i)   // weeks are less independent: the same bound, looser by sqrt(2 / r)
        EXPECT_NEAR(mean_of(s, i), number(roots[i], "m"),
                    6 * tolerance(number(roots[i], "m"), number(roots[i], "slope_J_m_1_minus_m")))
            << "a = " << roots[i].at("a");
}

// A little before a fold the state that ends there still holds; a little beyond it is gone.
TEST(BrockDurlauf, StatesEndAtTheFolds) {
    constexpr double town = 20000;
    std::vector<known::row> folds;
    for (const auto& r : known::table("brock_durlauf_folds"))
        if (number(r, "J") > 4.4) folds.push_back(r);
    ASSERT_GT(folds.size(), 8U);
    std::string arms;
    std::size_t i = 0;
    for (const auto& r : folds)
        for (const double away : {-0.05, 0.05})
            arms += arm(i++, fmt::format("base = {}, social = {}, start_build = {}", number(r, "a_fold") + away,
                                         r.at("J"), r.at("fold") == "low" ? 0 : 1));
    study s{scenario(1, arms, 520, town)};
    for (std::size_t k = 0; k < folds.size(); ++k) {
        const bool low = folds[k].at("fold") == "low";   // the low state holds for a below its fold, the high one above
        const double holds = mean_of(s, 2 * k + (low ? 0 : 1), -1, town),
                     gone = mean_of(s, 2 * k + (low ? 1 : 0), -1, town), fold = number(folds[k], "m_fold");
        if (low) {
            EXPECT_LT(holds, fold) << folds[k].at("J");
            EXPECT_GT(gone, number(folds[k], "J") > 4.6 ? 0.7 : 0.6) << folds[k].at("J");
        } else {
            EXPECT_GT(holds, fold) << folds[k].at("J");
            EXPECT_LT(gone, number(folds[k], "J") > 4.6 ? 0.3 : 0.4) << folds[k].at("J");
        }
    }
}

// Finite towns leave a state by luck: mean weeks until more (fewer) take part than at the middle root, against the exact
// chain k' ~ Bin(N, logistic(a + J k / N)).
TEST(BrockDurlauf, SmallTownsEscapeAfterAsManyWeeksAsTheChainSays) {
    int checked = 0;
    for (const auto& r : known::table("brock_durlauf_escape"))
        for (const bool up : {true, false}) {
            const std::string expected = r.at(up ? "weeks_low_to_high" : "weeks_high_to_low");
            if (expected.empty() || std::stod(expected) > 400)
                continue;   // so that nearly all have left within the run
            const double n = number(r, "N"), start = std::round(n * number(r, up ? "m_low" : "m_high")) / n,
                         limit = std::floor(n * number(r, "m_unstable"));
            const int runs = 1024;
            study s{fmt::format(
                "model = \"brock_durlauf\"\nagents = {}\nburn_in = 0\nweeks = 5200\nreplicates = {}\nseed = "
                "11\n[parameters]\nbase = {}\nsocial = {}\nstart_build = {:.9f}\n",
                n, runs, r.at("a"), r.at("J"), start)};
            const auto passage = known::over_replicates(s.replicates(), [&](std::size_t run) {
                std::size_t t = 0;
                while (t + 1 < s.weeks()) {
                    const double k = s.value("participants", 0, run, t);
                    if (up ? k > limit : k <= limit) break;
                    ++t;
                }
                return static_cast<double>(t + 1);
            });
            EXPECT_NEAR(passage.mean, std::stod(expected), known::bound * passage.error)
                << "a = " << r.at("a") << ", N = " << n << (up ? " up" : " down");
            ++checked;
        }
    EXPECT_GE(checked, 6);
}

// Three equal channels: any participant counts (m solves the binary equation with a + ln 3), or those of one's own.
TEST(BrockDurlauf, ChoosesAmongThreeChannelsAsTheLogitSays) {
    for (const std::string coupling : {"any", "own_channel"}) {
        const auto roots = stable("brock_durlauf_multinomial", "spectral_radius", coupling);
        ASSERT_GT(roots.size(), coupling == "any" ? 20U : 7U);
        std::string arms;
        for (std::size_t i = 0; i < roots.size(); ++i)
            arms +=
                arm(i, fmt::format(
                           "own_channel = {}, base = {}, social = {}, start_build = {}, start_govern = {}, start_share "
                           "= {}",
                           coupling == "any" ? 0 : 1, roots[i].at("a"), roots[i].at("J"), roots[i].at("m_1"),
                           roots[i].at("m_2"), roots[i].at("m_3")));
        study s{scenario(3, arms)};
        for (std::size_t i = 0; i < roots.size(); ++i)
            for (int c = 0; c < 3; ++c) {
                const double m = number(roots[i], fmt::format("m_{}", c + 1));
                EXPECT_NEAR(mean_of(s, i, c), m, tolerance(std::max(m, 1e-4), number(roots[i], "spectral_radius"), 3))
                    << coupling << ", a = " << roots[i].at("a") << ", J = " << roots[i].at("J") << ", channel " << c;
            }
    }
}
