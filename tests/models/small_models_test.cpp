#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string_view>

#include <gtest/gtest.h>

#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/engine/networks.hpp"
#include "tests/support/known_answers.hpp"

// The shipped scenarios of the small models, cut short. Their answers are the business of tests/known_answers.
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& shipped() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> paths;
        for (const auto& one : fs::directory_iterator{COGOV_SOURCE_DIR "/scenarios/small"})
            if (one.path().extension() == ".toml") paths.push_back(one.path().string());
        std::sort(paths.begin(), paths.end());
        return paths;
    }();
    return all;
}

std::vector<sim::assignment> cut_short(const std::string& path) {
    std::vector<sim::assignment> set{{"weeks", "7"}, {"burn_in", "4"}, {"replicates", "17"}};
    if (path.find("degroot.toml") == std::string::npos && path.find("friedkin") == std::string::npos)
        set.push_back({"agents", "3001"});
    return set;
}

// Every number of a run, in the layout's order.
std::vector<double> numbers(const std::string& path, const sim::machine& on) {
    auto read = sim::read_scenario(path, cut_short(path), models::all());
    if (!read) throw std::runtime_error{sim::describe(read.wrong())};
    const sim::experiment what = *sim::experiment::of(*read);
    std::vector<std::vector<double>> by_run(what.runs().runs.size());
    sim::sweep_options options;
    options.on = on;
    sim::sink_to into{[&](const sim::plan_batch& which, const sim::recorder& rows) {
        for (std::size_t o = 0; o < what.runs().observed.observations.size(); ++o)
            for (std::size_t r = 0; r < which.runs; ++r) {
                auto& run = by_run[which.first_run + r];
                const auto each = [&](const auto& all) {
                    const std::size_t a_run = all.size() / which.runs;
                    for (std::size_t x = r * a_run; x < (r + 1) * a_run; ++x)
                        run.push_back(static_cast<double>(all[x]));
                };
                each(rows.all_counts(o));
                each(rows.all_reals(o));
            }
    }};
    EXPECT_TRUE(what.run(options, into));
    std::vector<double> all;
    for (const auto& one : by_run) all.insert(all.end(), one.begin(), one.end());
    return all;
}

std::string mistakes_of(const std::string& text) {
    const test::scratch folder;
    folder.write("rates.csv", "age,leave_probability,entry_probability\n18,0.5,1\n20,0.5,0\n");
    folder.write("half.csv", "age,leave_probability,entry_probability\n18,0.5,0.5\n19,2,0\n");
    const auto read = sim::read_scenario(folder.write("s.toml", text), {}, models::all());
    return read ? "" : sim::describe(read.wrong());
}

}   // namespace

TEST(SmallModels, AreTheSameOnOneThreadAndOnManyOnEveryLaneAndInstructionSet) {
    ASSERT_GE(shipped().size(), 9U);
    for (const std::string& path : shipped()) {
        const auto expected = numbers(path, {sim::best_instruction_set(), 16});
        EXPECT_FALSE(expected.empty());
        for (const int threads : {1, 4}) {
            sim::set_threads(threads);
            for (const sim::instruction_set isa : sim::instruction_sets())
                for (const std::size_t lanes : {1UL, 16UL}) {
                    const auto found = numbers(path, {isa, lanes});
                    ASSERT_EQ(found.size(), expected.size()) << path;
                    for (std::size_t x = 0; x < found.size(); ++x)
                        ASSERT_EQ(found[x], expected[x])
                            << path << " number " << x << ", " << lanes << " lanes, " << sim::name_of(isa);
                }
        }
        sim::set_threads(0);
    }
}

// Rows about as long as columns can be: agents with more ties take their turns among others side by side.
TEST(SmallModels, AreTheSameWhereOnlySomeAgentsHaveTooManyTiesToBeSideBySide) {
    const test::scratch folder;
    const std::string path = folder.write("s.toml",
                                          "model = \"logit_contagion\"\nagents = 3001\n"
                                          "[parameters]\ndegree = 60\nrewired = 0.5\n");
    const auto expected = numbers(path, {sim::best_instruction_set(), 16});
    for (const sim::instruction_set isa : sim::instruction_sets()) EXPECT_EQ(numbers(path, {isa, 1}), expected);
}

TEST(SmallModels, SayWhatTheyCompare) {
    for (const sim::model* m : models::all()) {
        const sim::layout all = m->observations();
        EXPECT_FALSE(all.measures.empty()) << m->name();
        const auto known = [&](const std::string& name, sim::rhythm when) {
            return std::ranges::any_of(all.observations,
                                       [&](const auto& o) { return o.name == name && o.when == when; });
        };
        for (const sim::measure& one : all.measures) {
            const sim::rhythm when = one.is_yearly() ? sim::rhythm::year : sim::rhythm::step;
            EXPECT_TRUE(known(one.over, when)) << m->name() << " " << one.over;
            for (const std::string& under : one.summed_under())
                EXPECT_TRUE(known(under, when)) << m->name() << " " << under;
            EXPECT_FALSE(one.drifts && one.under == sim::per_step) << m->name() << " " << one.name;
        }
        EXPECT_TRUE(all.groups.empty() ||
                    std::ranges::any_of(all.dimensions, [&](const auto& d) { return d.name == all.groups; }));
    }
}

// Chinese is in the blocks from U+4E00 on, whose first byte in UTF-8 is 0xE4 to 0xE9.
bool has_chinese(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0xE4 && byte <= 0xE9;
    });
}

TEST(SmallModels, AllThatPeopleReadIsInBothLanguages) {
    for (const sim::model* m : models::all()) {
        const auto both = [&](std::string_view what, std::string_view name, std::string_view en, std::string_view zh) {
            EXPECT_FALSE(en.empty() || has_chinese(en)) << m->name() << ": English of " << what << " " << name;
            EXPECT_TRUE(has_chinese(zh)) << m->name() << ": Chinese of " << what << " " << name;
        };
        both("the sentence", "", m->sentence().en, m->sentence().zh);
        for (const sim::parameter_row& row : m->parameters())
            both("parameter", row.name, row.meaning.en, row.meaning.zh);
        for (const sim::key_row& row : m->keys()) both("key", row.name, row.meaning.en, row.meaning.zh);
        for (const sim::parameter_row& row : m->instrument_parameters())
            both("parameter", row.name, row.meaning.en, row.meaning.zh);
        for (const sim::instrument_row& row : m->instruments()) {
            both("lever", row.name, row.name, row.label_zh);
            for (const sim::in_both& text : {row.unit, row.effect, row.cost_source, row.cost_for})
                both("lever", row.name, text.en, text.zh);
        }
        const sim::layout all = m->observations();
        for (const auto& d : all.dimensions) both("dimension", d.name, d.long_name, d.long_name_zh);
        for (const auto& c : all.coordinates) both("coordinate", c.name, c.long_name, c.long_name_zh);
        for (const auto& o : all.observations) both("observation", o.name, o.long_name, o.long_name_zh);
        for (const auto& one : all.measures) both("measure", one.name, one.label, one.label_zh);
        for (const auto& d : all.dimensions) {
            EXPECT_TRUE(d.labels_zh.empty() || d.labels_zh.size() == d.labels.size()) << m->name() << " " << d.name;
            for (const std::string& label : d.labels_zh) EXPECT_TRUE(has_chinese(label)) << m->name() << " " << label;
        }
    }
}

TEST(SmallModels, SayWhatTheirMeasuresAndAxesAreAbout) {
    for (const sim::model* m : models::all()) {
        const sim::layout all = m->observations();
        for (const sim::measure& one : all.measures) {
            const auto over = std::ranges::find(all.observations, one.over, &sim::observation::name);
            ASSERT_NE(over, all.observations.end()) << m->name() << " " << one.name;
            EXPECT_EQ(one.about == sim::role::money, over->about == sim::role::money) << m->name() << " " << one.name;
        }
        for (const sim::observation& o : all.observations) {
            EXPECT_EQ(o.units == "CNY", o.about == sim::role::money) << m->name() << " " << o.name;
            EXPECT_EQ(o.units == "h", o.about == sim::role::hours) << m->name() << " " << o.name;
        }
        const auto split = std::ranges::find(all.dimensions, all.groups, &sim::dimension::name);
        EXPECT_TRUE(split == all.dimensions.end() || split->what != sim::axis_kind::other) << m->name();
    }
}

TEST(SmallModels, ArmsAlikeAreRunOnce) {
    known::study s{
        "model = \"request_queue\"\nagents = 900\nweeks = 9\nburn_in = 3\nreplicates = 3\n[arms.a]\n[arms.b]\n"
        "parameters = {capacity = 0.0327}\n[arms.c]\nparameters = {capacity = 0.1}\n"};
    for (std::size_t r = 0; r < 3; ++r) EXPECT_EQ(s.sum("requests_opened", 0, r), s.sum("requests_opened", 1, r));
    EXPECT_EQ(s.sum("residents", 2, 0), 9 * 900);
}

TEST(SmallModels, MistakesHavePlaceAndSentence) {
    const auto told = [](const std::string& text, const std::string& expected) {
        const std::string found = mistakes_of(text);
        EXPECT_NE(found.find(expected), std::string::npos) << found;
    };
    told("model = \"brock_durlaf\"\n", "did you mean 'brock_durlauf'?");
    told("model = \"brock_durlauf\"\nagents = 0\n", "s.toml:2:10: agents 0 is out of range");
    told("model = \"brock_durlauf\"\n[parameters]\nsocail = 1\n",
         "s.toml:3:1: unknown key 'socail' in [parameters]; did you mean 'social'?");
    told("model = \"brock_durlauf\"\n[arms.a]\nparameters = {start_govern = 0.5}\n",
         "channels = 1 leaves that channel out");
    told("model = \"brock_durlauf\"\nchannels = 2\n[parameters]\nstart_build = 0.7\nstart_govern = 0.7\n",
         "more than everybody");
    told("model = \"brock_durlauf\"\n[[arms.a.policies]]\nlever = \"points\"\n", "unknown key 'policies' in arm 'a'");
    told("model = \"degroot\"\nweights = [[0.5, 0.5], [1]]\n", "row 2 of weights has 1 number, and there are 2 rows");
    told("model = \"degroot\"\nweights = [[0.5, 0.4], [0, 1]]\n", "row 1 of weights adds up to 0.9; it must be 1");
    told("model = \"degroot\"\nweights = [[0.5, \"x\"], [0, 1]]\n",
         "each of a row of weights must be a number from 0 to 1");
    told("model = \"degroot\"\nweights = [[1, 0], [0, 1]]\nagents = 3\n", "agents is 3 but weights has 2 rows");
    told("model = \"degroot\"\nweights = [[1, 0], [0, 1]]\nopinions = [1]\n",
         "opinions has 1 number, but there are 2 agents");
    told("model = \"degroot\"\n[parameters]\ndegree = 5\n", "degree 5 must be even");
    told("model = \"degroot\"\nagents = 4\n", "degree 6 must be less than the number of agents, 4");
    told("model = \"threshold_cascade\"\nnetwork = \"posson\"\n", "did you mean 'poisson'?");
    told("model = \"threshold_cascade\"\nnetwork = \"regular\"\n[parameters]\ndegree = 2.5\n",
         "whole number of others");
    told("model = \"threshold_cascade\"\n[parameters]\ndegree_spread = 2\n", "only a bimodal network has one");
    told("model = \"threshold_cascade\"\nnetwork = \"bimodal\"\n[parameters]\ndegree = 2\ndegree_spread = 3\n",
         "must not be more than degree");
    told("model = \"request_queue\"\n[parameters]\nshare_young = 0.8\nshare_older = 0.3\n", "are more than everybody");
    told("model = \"worker_posts\"\n[parameters]\nvacancy = 1.5\n", "s.toml:3:11: vacancy must be a whole number");
    told("model = \"ageing\"\n", "write rates = \"rates.csv\"");
    told("model = \"ageing\"\nrates = \"rates.csv\"\n", "rates.csv:3:1: age 20 stands where 19 was expected");
    told("model = \"ageing\"\nrates = \"half.csv\"\n", "half.csv:3:4");
    told("model = \"ageing\"\nrates = \"none.csv\"\n", "s.toml:2:9: there is no table");
    told("model = \"ageing\"\nrates = \"\"\n", "s.toml:2:9: there is no table ''");
    told("model = \"degroot\"\nweights = [[1, 0], [0, 1]]\n[parameters]\ndegree = 4\n",
         "change nothing; leave them out");
    told(
        "model = \"degroot\"\nweights = [[1, 0], [0, 1]]\nsusceptibilities = [1, 0]\n[arms.a]\nparameters = "
        "{susceptibility = "
        "0.1}\n",
        "leave one of them out");
    told("model = \"degroot\"\nagents = 10000000\n[parameters]\ndegree = 100\n", "more ties than a run can hold");
    told("model = \"threshold_cascade\"\nagents = 10000000\n[parameters]\ndegree = 100\n",
         "more ties than a run can hold");
    const std::string two =
        mistakes_of("model = \"degroot\"\n[arms.a]\nparameters = {degree = 5}\n[arms.b]\nparameters = {degree = 7}\n");
    EXPECT_NE(two.find("degree 5"), std::string::npos) << two;
    EXPECT_NE(two.find("degree 7"), std::string::npos) << two;
}

// A town of 50 written out: the same choices, and habits to what single precision rounds.
TEST(LogitContagion, IsItsFormulaAgentByAgent) {
    constexpr std::size_t n = 50, weeks = 20;
    known::study s{
        "model = \"logit_contagion\"\nagents = 50\nweeks = 20\nburn_in = 0\nreplicates = 3\nseed = 7\nnetwork_seed = "
        "9\n"
        "[parameters]\nbase = -0.6\nsocial = 1.5\nhabit_rate = 0.2\n[arms.a]\n"};
    const sim::ties net = sim::small_world(n, 12, static_cast<double>(0.1F), 9);
    for (std::size_t replicate = 0; replicate < 3; ++replicate) {
        const std::uint64_t seed = sim::run_seed(7, replicate);
        const auto agent = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
        std::vector<double> habit;
        for (std::size_t i = 0; i < n; ++i)
            habit.push_back(static_cast<double>(sim::uniform_float(sim::draw{seed, agent(i), 0, 0}.word(0))));
        for (std::size_t week = 0; week < weeks; ++week) {
            std::vector<double> next = habit;
            double took_part = 0, sum = 0;
            for (std::size_t i = 0; i < n; ++i) {
                double seen = 0, weight = 0;
                for (std::size_t k = net.begin(i, 0); k < net.end(i, 0); ++k) {
                    const double w = 0.5 + sim::draw{9, agent(i), net.to[k], 0x6c63'0001}.uniform();
                    seen += w * habit[net.to[k]];
                    weight += w;
                }
                const double chance = 1 / (1 + std::exp(-(-0.6 + 1.5 * seen / weight + 0.5 * habit[i])));
                const double u =
                    static_cast<double>(sim::uniform_float(sim::draw{seed, agent(i / 4), agent(week), 1}.word(i % 4)));
                next[i] += 0.2 * ((u < chance ? 1 : 0) - habit[i]);
                took_part += u < chance ? 1 : 0;
                sum += next[i];
            }
            habit = next;
            ASSERT_EQ(s.value("participants", 0, replicate, week), took_part) << week;
            ASSERT_NEAR(s.value("habit", 0, replicate, week), sum, 1e-4) << week;
        }
    }
}
