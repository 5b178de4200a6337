#include <boost/math/distributions/students_t.hpp>

#include "tests/support/known_answers.hpp"

// Gleeson & Cahalane (2007) on twelve configuration networks of 100,000 each. How far a cascade gets differs between
// networks of the same kind, so their spread gives the error; Student's t with 11 degrees of freedom at 1e-6, and 0.0005
// for a network that is not infinite.
TEST(ThresholdCascade, ReachesWhatTheTheoryOfRandomNetworksSays) {
    constexpr std::size_t networks = 12;
    const double student =
        boost::math::quantile(boost::math::complement(boost::math::students_t(networks - 1.0), 5e-7));
    int checked = 0;
    for (const auto& r : known::table("cascades")) {
        if (r.at("use_as_test") != "yes") continue;
        const bool bimodal = r.at("network") == "bimodal_3_9";
        // The theory's own steps have settled by then, and so has every cascade.
        const int last = std::stoi(r.at("iterations")) + 20;
        const auto size = known::over_replicates(networks, [&](std::size_t network) {
            known::study s{
                fmt::format("model = \"threshold_cascade\"\nagents = 100000\nnetwork = \"{}\"\nburn_in = "
                            "0\nweeks = {}\nreplicates = 1\nseed = {}\nnetwork_seed = {}\n[parameters]\ndegree = "
                            "{}\ndegree_spread = {}\nthreshold = {}\nthreshold_sd = {}\nactive_at_start = {}\n",
                            bimodal ? "bimodal" : r.at("network"), last + 1, network, network, r.at("z"),
                            bimodal ? 3 : 0, r.at("mean"), r.at("sd").empty() ? "0" : r.at("sd"), r.at("rho0")),
                {sim::best_instruction_set(), 1}};
            const auto active = [&](int week) { return s.value("active", 0, 0, static_cast<std::size_t>(week)); };
            EXPECT_EQ(active(last), active(last - 1));
            return active(last) / 100000;
        });
        EXPECT_NEAR(size.mean, known::number(r, "rho_theory"), student * size.error + 0.0005)
            << r.at("network") << " z = " << r.at("z") << ", threshold " << r.at("threshold") << " " << r.at("mean")
            << ", sd " << r.at("sd") << ", seeds " << r.at("rho0");
        ++checked;
    }
    EXPECT_EQ(checked, 53);
}

TEST(ThresholdCascade, NobodyJoinsWithoutASeedAndEverybodyIsOneWithSeedsForAll) {
    known::study s{
        "model = \"threshold_cascade\"\nagents = 5000\nburn_in = 0\nweeks = 5\nreplicates = 3\n"
        "[arms.nobody]\nparameters = {active_at_start = 0}\n[arms.everyone]\nparameters = {active_at_start = 1}\n"};
    for (std::size_t r = 0; r < 3; ++r) {
        EXPECT_EQ(s.value("active", 0, r, 4), 0);
        EXPECT_EQ(s.value("active", 1, r, 0), 5000);
    }
}
