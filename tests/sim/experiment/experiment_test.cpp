#include <map>

#include <gtest/gtest.h>

#include "models/registry.hpp"
#include "sim/experiment/experiment.hpp"
#include "tests/support/scratch.hpp"

namespace {

struct swept {
    std::vector<double> sums;   // of all numbers of each run
    std::map<std::string, std::size_t> made;
    std::size_t worlds = 0;
};

// Runs the points of a design over Boli, two weeks of them.
swept over_boli(const std::string& factors) {
    const test::scratch folder;
    auto read = sim::read_scenario(
        folder.write("s.toml", "population = \"" COGOV_SOURCE_DIR "/scenarios/boli/population\"\n"
                               "weeks = 1\nburn_in = 1\nreplicates = 1\n[design]\nkind = \"factorial\"\n"
                               "[design.factors]\n" +
                                   factors),
        {}, models::all());
    if (!read) throw std::runtime_error{sim::describe(read.wrong())};
    const sim::experiment what = *sim::experiment::of(*read, *sim::read_design(read->what));
    swept out;
    out.sums.resize(what.runs().runs.size());
    sim::progress done;
    sim::sweep_options options;
    options.done = &done;
    sim::sink_to into{[&](const sim::plan_batch& which, const sim::recorder& rows) {
        for (std::size_t o = 0; o < what.runs().observed.observations.size(); ++o) {
            for (const auto x : rows.all_counts(o)) out.sums[which.first_run] += x;
            for (const auto x : rows.all_reals(o)) out.sums[which.first_run] += x;
        }
    }};
    EXPECT_TRUE(what.run(options, into));
    for (const auto& [kind, count] : read->what.shared->made()) out.made[kind] = count;
    out.worlds = done.making.times.load();
    return out;
}

TEST(Experiment, MakesPeopleOnceForPointsThatVaryRulesAlone) {
    const swept found = over_boli("\"parameters.b_social\" = [0.1, 0.9, 2.0]\n\"parameters.notice\" = [0.1, 0.9]\n");
    EXPECT_EQ(found.worlds, 6U);
    EXPECT_EQ(found.made.at("population"), 1U);
    EXPECT_EQ(found.made.at("population tables"), 1U);
    EXPECT_NE(found.sums[0], found.sums[5]);
}

TEST(Experiment, MakesOtherPeopleWhereTheirSeedTheirTiesOrTheirAgesDiffer) {
    const swept found = over_boli(
        "population_seed = [1, 2]\n\"parameters.degree_friend\" = [2.0, 3.6]\n"
        "\"parameters.band_cut_older\" = [60, 65]\n\"parameters.b_social\" = [0.1, 0.9]\n");
    EXPECT_EQ(found.worlds, 16U);
    EXPECT_EQ(found.made.at("population"), 8U);
}

TEST(Experiment, OfSharedPeopleGivesWhatEachPointGivesAlone) {
    const swept together = over_boli("\"parameters.b_social\" = [0.1, 0.9]\n"),
                first = over_boli("\"parameters.b_social\" = [0.1]\n"),
                second = over_boli("\"parameters.b_social\" = [0.9]\n");
    EXPECT_EQ(together.sums, (std::vector<double>{first.sums[0], second.sums[0]}));
}

}   // namespace
