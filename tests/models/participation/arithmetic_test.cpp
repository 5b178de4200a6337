// Does a week compute what docs/odd.md says? Traces of ordinary, adversarial and random towns against formulas written
// out by hand (tests/support/written_week.hpp): relative difference at most 1e-5. Nothing here is a sample, so there is
// no false alarm.

#include <cmath>

#include <gtest/gtest.h>

#include "sim/engine/draws.hpp"
#include "tests/support/small_town.hpp"
#include "tests/support/written_week.hpp"

namespace {

using namespace participation;

constexpr int weeks = 14;

policy act(const char* lever, float level, week start = 0) {
    policy p;
    p.lever = lever_named(lever);
    p.level = level;
    p.start = start;
    return p;
}

study_data ordinary() { return support::small_study(3, 90, weeks); }

// Sets parameters by name.
study_data with(std::initializer_list<std::pair<const char*, float>> values, study_data data = ordinary()) {
    for (const auto& [name, value] : values) {
        const auto row = std::find_if(about_parameters.begin(), about_parameters.end(),
                                      [name = name](const auto& r) { return r.name == name; });
        EXPECT_NE(row, about_parameters.end()) << name;
        data.values.*row->where = value;
        data.stated[static_cast<std::size_t>(row - about_parameters.begin())] = true;
    }
    return data;
}

// What trace and formulas may differ by: a relative 1e-5, with sums of utilities and quantities near nothing measured
// against 1 and a hundredth; shares kept in whole steps may be one step off.
double tolerance(const std::string& name, double value) {
    if (name == "after/engagement") return 1e-5 * value + 1.0 / 2097151;
    if (name == "after/experience") return 1e-5 * value + 1.0 / 16777215;
    if (name == "after/fatigue") return 1e-5 * value + 1.0 / 524287;
    const double least = name == "resident/utility" ? 1.0 : name == "resident/p_channel" ? 1e-9 : 0.01;
    return 1e-5 * std::max(std::abs(value), least);
}

// Follows run `seed` of arm `setting` and compares every traced week; returns how many numbers were compared.
std::size_t compare(const study_data& data, std::size_t setting = 0, std::uint64_t seed = 11) {
    const town place{data};
    const support::arrays frame{place.traced().arrays};
    const auto seeds = support::seeds(1, seed);
    const auto run = place.start(setting, seeds, {sim::instruction_sets().front(), 1});
    std::map<std::string, double> standard;
    for (const auto& row : about_parameters)
        standard[std::string{row.name}] = static_cast<double>(place.data().values.*row.where);
    std::size_t compared = 0;
    for (int t = -data.burn_in; t < data.weeks; ++t) {
        const auto told = run->trace(t);
        if (!told) throw std::runtime_error{"no trace"};
        const support::arrays week{told->arrays};
        const bool emergency = told->facts.front().second != 0;
        EXPECT_EQ(emergency, in_emergency(place.arm(setting), t));
        for (std::uint32_t k = 0; k < place.people().communities.size(); ++k) {
            auto base = standard;
            base["seats"] = static_cast<double>(place.base(k).seats);
            for (const auto& [name, wanted] : support::written_parameters(base, place.arm(setting), k, t)) {
                EXPECT_NEAR(week["parameters/" + name][k], wanted, 1e-6 * std::abs(wanted)) << name << ", week " << t;
                ++compared;
            }
        }
        const auto written = support::written_week(frame, week, emergency, standard, {t, data.burn_in});
        for (std::uint32_t k = 0; k < place.people().communities.size(); ++k) {
            const auto& of = week["before/post_community"];
            EXPECT_EQ(static_cast<double>(std::count(of.begin(), of.end(), static_cast<double>(k))),
                      written.at("community/base_posts")[k] + written.at("community/added_posts")[k]);
        }
        for (const auto& [name, wanted] : written) {
            const support::numbers& found = week[name];
            EXPECT_EQ(found.size(), wanted.size()) << name;
            for (std::size_t x = 0; x < wanted.size() && x < found.size(); ++x)
                if (!(std::abs(found[x] - wanted[x]) <= tolerance(name, wanted[x]))) {
                    ADD_FAILURE() << name << "[" << x << "], week " << t << ": " << found[x]
                                  << " in the trace, by the formula " << wanted[x];
                    break;
                }
            compared += wanted.size();
        }
        if (testing::Test::HasFailure()) break;
    }
    return compared;
}

// Every lever at once, at different times, places and strengths, and an emergency.
study_data everything() {
    study_data data = with({{"workers_per_1000", 16.5F}});   // a little more is a post more
    data.burn_in = 3;
    data.settings.resize(2);
    data.settings[1].emergencies = {{4, 3}};
    week start = 0;
    for (const lever& one : levers) {
        policy p = act(std::string{one.name}.c_str(), one.low + 0.6F * (one.demonstration - one.low), start++ % 6);
        p.ramp = start % 2 == 0 ? 3 : 1;
        p.sustain = 0.5F;
        p.half_life = 4;
        if (start % 3 == 0) p.communities = {0, 2};
        if (start % 4 == 0) p.end = 10;
        data.settings[1].policies.push_back(p);
        p.start += 2;
        p.communities = {1};
        data.settings[1].policies.push_back(p);
    }
    return data;
}

// Parameters drawn around their defaults, those that are 0 somewhere in the lower part of their range, and activity
// often enough that every branch is taken.
study_data drawn(std::uint64_t seed) {
    study_data data = ordinary();
    for (std::size_t r = 0; r < about_parameters.size(); ++r) {
        const auto& row = about_parameters[r];
        const std::string name{row.name};
        if (name.starts_with("band_cut") || row.kind == number::whole) continue;
        const double u = sim::draw{seed, static_cast<std::uint32_t>(r), 0, 7}.uniform();
        const double standard = static_cast<double>(row.standard);
        const double value =
            standard != 0 ? standard * (0.6 + 0.8 * u) : 0.3 * u * std::min(1.0, static_cast<double>(row.high));
        data.values.*row.where =
            static_cast<float>(std::clamp(value, static_cast<double>(row.low), static_cast<double>(row.high)));
        data.stated[r] = true;
    }
    auto busier = with({{"base_build", -1.0F},
                        {"base_govern", -1.5F},
                        {"base_share", -1.0F},
                        {"request_young", 0.1F},
                        {"request_middle", 0.15F},
                        {"request_older", 0.2F},
                        {"quit", 0.1F},
                        {"vacancy", 2},
                        {"patience", 1},
                        {"give_up", 3},
                        {"recruit", 20}},
                       std::move(data));
    busier.settings[0].emergencies = {{3, 4}};
    return busier;
}

}   // namespace

TEST(Arithmetic, OfAnOrdinaryTownIsAsWritten) { EXPECT_GT(compare(ordinary()), 40000U); }

TEST(Arithmetic, OfEveryLeverAndAnEmergencyIsAsWritten) { EXPECT_GT(compare(everything(), 1), 40000U); }

TEST(Arithmetic, OfParametersDrawnAtRandomIsAsWritten) {
    for (std::uint64_t seed = 1; seed <= 6 && !HasFailure(); ++seed) EXPECT_GT(compare(drawn(seed), 0, seed), 40000U);
}

TEST(Arithmetic, OfABusyTownIsAsWritten) {
    // Long queues that run out of patience, venues that overflow, posts that stand empty, volunteers who tire.
    study_data data = with({{"request_young", 0.5F},
                            {"request_middle", 0.45F},
                            {"request_older", 0.6F},
                            {"give_up", 3},
                            {"patience", 1},
                            {"seats", 0.1F},
                            {"base_share", -0.5F},
                            {"quit", 0.3F},
                            {"vacancy", 2},
                            {"register", 0.6F},
                            {"drop", 0.3F},
                            {"habit_rate", 0.5F},
                            {"fatigue_rate", 0.5F}});
    data.settings[0].emergencies = {{5, 4}};
    EXPECT_GT(compare(data), 40000U);
}

TEST(Arithmetic, OfLongQueuesIsAsWritten) {
    EXPECT_GT(compare(with({{"request_young", 0.5F},
                            {"request_middle", 0.5F},
                            {"request_older", 0.5F},
                            {"hours_per_post", 0},
                            {"patience", 10},
                            {"give_up", 12}})),
              40000U);
}

TEST(Arithmetic, WhereEverybodyVolunteersIsAsWritten) {
    // Nobody is left to recruit; volunteers far beyond what workers can coordinate.
    study_data data = with({{"volunteer_share", 1}, {"base_build", 3}, {"notice", 1}, {"drop", 0}, {"recruit", 50}});
    EXPECT_GT(compare(data), 40000U);
    EXPECT_GT(compare(with({{"base_build", 3}, {"notice", 1}, {"recruit", 50}, {"drop", 1}, {"drop_fatigue", 20}})),
              40000U);
    // So few are left to recruit that each is for certain.
    EXPECT_GT(compare(with({{"volunteer_share", 0.98F}, {"drop", 0.01F}, {"recruit", 50}})), 40000U);
}

TEST(Arithmetic, WhereEveryPostIsVacantIsAsWritten) {
    EXPECT_GT(compare(with({{"quit", 1}, {"vacancy", 5}, {"quit_slope", 0}})), 40000U);
    EXPECT_GT(compare(with({{"hours_per_post", 0}, {"contracted", 3}})), 40000U);
    EXPECT_GT(compare(with({{"quit", 0.9F}, {"vacancy", 0}, {"start_morale", 0.9F}, {"morale_rate", 0.5F}})), 40000U);
    // Some of them, and for long: the load of those who are left goes beyond 2.
    EXPECT_GT(compare(with({{"workers_per_1000", 200}, {"quit", 0.3F}, {"vacancy", 20}})), 40000U);
}

TEST(Arithmetic, WhereNobodyEverOpensARequestOrComesIsAsWritten) {
    EXPECT_GT(compare(with({{"request_young", 0},
                            {"request_middle", 0},
                            {"request_older", 0},
                            {"base_build", -60},
                            {"base_govern", -60},
                            {"base_share", -60}})),
              40000U);
}

TEST(Arithmetic, WithoutTiesIsAsWritten) {
    study_data data = ordinary();
    const std::vector<support::tie> no_tie, few{{0, 1, household_layer}, {2, 3, neighbour_layer}, {2, 3, friend_layer}};
    data.people = std::make_shared<const known_people>(support::small_population(2, 40, 3, &no_tie));
    EXPECT_GT(compare(data), 5000U);
    data.people = std::make_shared<const known_people>(support::small_population(2, 40, 3, &few));
    EXPECT_GT(compare(data), 5000U);
    // Hardly any trust, in people who are engaged.
    data = with({{"trust_household", 0.02F},
                 {"trust_neighbour", 0.02F},
                 {"trust_friend", 0.02F},
                 {"gain_household", 0},
                 {"gain_neighbour", 0},
                 {"gain_friend", 0},
                 {"gain_help", 0},
                 {"v_prior_young", 0.02F},
                 {"v_prior_middle", 0.02F},
                 {"v_prior_older", 0.02F},
                 {"v_shift", -0.3F},
                 {"notice", 1},
                 {"base_share", 2}},
                std::move(data));
    EXPECT_GT(compare(data), 5000U);
}

TEST(Arithmetic, OfTrustAtItsEndsIsAsWritten) {
    EXPECT_GT(compare(with({{"gain_household", 1},
                            {"gain_neighbour", 1},
                            {"gain_friend", 1},
                            {"gain_help", 1},
                            {"trust_decay", 1},
                            {"neighbour_lift", 0.5F},
                            {"base_share", 1},
                            {"serve_gain", 1},
                            {"wait_loss", 1},
                            {"drop_loss", 1},
                            {"v_drift", 0}})),
              40000U);
    // Strangers who meet, and whose trust returns to nearly 1, go beyond it but for the clip.
    EXPECT_GT(compare(with({{"gain_neighbour", 1},
                            {"gain_help", 1},
                            {"trust_decay", 0.5F},
                            {"neighbour_lift", 0.5F},
                            {"v_prior_young", 0.9F},
                            {"v_prior_middle", 0.92F},
                            {"v_prior_older", 0.95F},
                            {"v_shift", 0.3F},
                            {"notice", 1},
                            {"base_share", 2}})),
              40000U);
}

TEST(Arithmetic, OfPostsThatAPolicyAddsIsAsWritten) {
    study_data data = support::small_study(3, 300, weeks);   // 900 residents: two posts more
    data.settings[0].policies = {act("hire_workers", 2, 3)};
    data.settings[0].policies[0].end = 10;
    EXPECT_GT(compare(data), 40000U);
}

TEST(Arithmetic, OfATracedWeekIsThatOfEveryRun) {
    study_data data = everything();
    const town place{data};
    const auto seeds = support::seeds(16, 3);
    const auto sixteen = place.start(1, seeds, {});
    const auto traced = place.start(1, std::span{seeds}.subspan(7, 1), {sim::best_instruction_set(), 1});
    sim::recorder rows{place.observed(), 16};
    for (int t = -3; t < weeks; ++t) {
        sixteen->advance(t, t >= 0 ? &rows : nullptr, 0);
        const auto told = traced->trace(t);
        if (t < 0) continue;
        const support::arrays week{told->arrays};
        const std::vector<double> home = support::arrays{place.traced().arrays}["resident_community"];
        // What was recorded of run 7 is what its trace adds up to.
        std::vector<double> took_part(3 * band_count * channel_count), trust(3 * band_count), open(3 * band_count);
        std::map<std::string, std::vector<double>> counted;
        for (std::size_t i = 0; i < home.size(); ++i) {
            const auto at =
                static_cast<std::size_t>(home[i]) * band_count + static_cast<std::size_t>(week["before/band"][i]);
            if (week["after/channel"][i] >= 0)
                ++took_part[at * channel_count + static_cast<std::size_t>(week["after/channel"][i])];
            trust[at] += week["after/institution_trust"][i];
            open[at] += week["after/waiting"][i] > 0 ? 1 : 0;
            const auto count = [&](const std::string& name, bool yes) {
                counted.try_emplace(name, 3 * band_count).first->second[at] += yes ? 1 : 0;
            };
            count("contacted", week["resident/contacted"][i] > 0);
            count("volunteers", week["after/volunteer"][i] > 0);
            // By community alone: party members, then all others.
            const std::size_t of_party =
                static_cast<std::size_t>(home[i]) * 2 + (week["before/party_member"][i] > 0 ? 0 : 1);
            counted.try_emplace("residents_membership", 3 * 2).first->second[of_party] += 1;
            std::vector<double>& by_channel =
                counted.try_emplace("participants_membership", 3 * 2 * channel_count).first->second;
            if (week["after/channel"][i] >= 0)
                ++by_channel[of_party * channel_count + static_cast<std::size_t>(week["after/channel"][i])];
            for (const auto& [group, is_in] : {std::pair{"female", week["before/sex"][i] == 0},
                                               {"employed", week["before/employed"][i] > 0},
                                               {"carer", week["before/care_hours"][i] > 0}}) {
                count(std::string{"residents_"} + group, is_in);
                count(std::string{"participants_"} + group, is_in && week["after/channel"][i] >= 0);
            }
        }
        const auto step = static_cast<std::size_t>(t);
        for (std::size_t x = 0; x < took_part.size(); ++x)
            EXPECT_EQ(rows.counts(support::named(place.observed(), "participants"), 7, step)[x], took_part[x]);
        for (const auto& [name, wanted] : counted)
            for (std::size_t x = 0; x < wanted.size(); ++x)
                EXPECT_EQ(rows.counts(support::named(place.observed(), name), 7, step)[x], wanted[x]) << name;
        for (std::size_t x = 0; x < trust.size(); ++x) {
            EXPECT_EQ(rows.counts(support::named(place.observed(), "requests_open"), 7, step)[x], open[x]);
            EXPECT_NEAR(rows.reals(support::named(place.observed(), "institution_trust"), 7, step)[x], trust[x], 1e-4);
        }
    }
}
