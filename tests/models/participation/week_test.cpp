#include <cmath>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include "models/participation/week.hpp"
#include "sim/engine/blocks.hpp"
#include "tests/support/small_town.hpp"
#include "tests/support/written_week.hpp"

namespace {

using namespace participation;
using support::named;

policy act(const char* lever, float level, week start = 0) {
    policy p;
    p.lever = lever_named(lever);
    p.level = level;
    p.start = start;
    return p;
}

// A town where things happen: an emergency, policies of many kinds.
study_data lively(int weeks = 40) {
    study_data data = support::small_study(3, 400, weeks);
    data.burn_in = 10;
    data.values.hard_share = 0.3F;
    data.values.recruit = 1;
    data.values.grid_heads = 0.2F;
    data.values.building_captains = 3;
    data.settings.resize(2);
    data.settings[1].policies = {act("admin_relief", 0.5F, 3), act("add_volunteers", 5), act("hire_workers", 2, 8),
                                 act("points", 10)};
    data.settings[1].policies[2].end = 25;
    data.settings[1].emergencies = {{12, 6}};
    return data;
}

}   // namespace

TEST(Week, IsTheSameForOneLaneAndSixteenOnEveryInstructionSet) {
    const town place{lively()};
    const auto sixteen = support::seeds(16);
    const sim::recorder reference = support::run(place, 1, sixteen, {sim::instruction_sets().front(), 1});
    for (const auto isa : sim::instruction_sets())
        for (const std::size_t lanes : {std::size_t{1}, std::size_t{16}})
            EXPECT_TRUE(support::same(place.observed(), reference, support::run(place, 1, sixteen, {isa, lanes})))
                << sim::name_of(isa) << ", " << lanes << " lanes";
}

namespace {

// Towns of the same people under other rules, and arms of all kinds: what lanes of one batch may be runs of.
std::vector<std::unique_ptr<town>> towns_of_the_same_people() {
    std::vector<std::unique_ptr<town>> all;
    for (int number = 0; number < 5; ++number) {
        study_data data = lively();
        const auto step = static_cast<float>(number);
        parameters& p = data.values;
        p.b_social += 0.3F * step;
        p.reach += step;
        p.workers_per_1000 += 2 * step;   // other posts in each
        p.v_sd += 0.02F * step;           // and other beginnings
        p.trust_neighbour += 0.05F * step;
        p.volunteer_share += 0.01F * step;
        p.taste_sd += 0.2F * step;
        p.experience_rate += 0.01F * step;
        p.emergency_demand += 0.5F * step;
        data.of_levers.costs[lever_named("hire_workers")] += 1000 * static_cast<double>(number);
        data.settings.push_back(data.settings[1]);
        data.settings[2].policies[2].level = 4 + step;   // workers are hired and go again
        data.settings[2].emergencies = {{5 + number, 3}};
        data.settings[2].moved = {{.week = 7, .what = forcing::build, .who = {.share = 0.1F}},
                                  {.week = 20, .what = forcing::free, .who = {.share = 0.1F}}};
        all.push_back(std::make_unique<town>(std::move(data)));
    }
    return all;
}

}   // namespace

TEST(Week, LanesOfDifferentTownsAndArmsAreAsEachRunAlone) {
    const auto towns = towns_of_the_same_people();
    const auto seeds = support::seeds(16);
    std::vector<sim::lane> lanes;
    for (std::size_t l = 0; l < 16; ++l) lanes.push_back({towns[l % 5].get(), l % 3, seeds[l]});
    const sim::layout& what = towns.front()->observed();
    for (const auto isa : sim::instruction_sets()) {
        sim::recorder together{what, 16};
        const auto batch = towns.front()->start(lanes, {isa, 16});
        for (int t = -10; t < 40; ++t) batch->advance(t, t >= 0 ? &together : nullptr, 0);
        for (std::size_t l = 0; l < 16; ++l) {
            const sim::recorder alone = support::run(*towns[l % 5], l % 3, std::span{seeds}.subspan(l, 1),
                                                     {sim::instruction_sets().front(), 1});
            sim::recorder own{what, 1};
            own.copy_row(together, l, 0);
            EXPECT_TRUE(support::same(what, own, alone)) << sim::name_of(isa) << ", lane " << l;
        }
    }
}

TEST(Week, LanesThatWereAlikeMayGoOnUnderDifferentArmsAndBack) {
    const auto towns = towns_of_the_same_people();
    const town& place = *towns.front();
    const auto seeds = support::seeds(16);
    // Until an arm's first policy sets in, in week 0, it is the baseline.
    std::vector<std::size_t> arms;
    for (std::size_t l = 0; l < 16; ++l) arms.push_back(l % 2);
    sim::recorder mixed{place.observed(), 16}, again{place.observed(), 16};
    const auto trunk = place.start(0, seeds, {sim::best_instruction_set(), 16});
    for (int t = -10; t < 0; ++t) trunk->advance(t, nullptr, 0);
    const auto apart = trunk->fork(arms);
    trunk->change(std::vector<std::size_t>(16, 1));
    for (int t = 0; t < 40; ++t) {
        apart->advance(t, &mixed, 0);
        trunk->advance(t, &again, 0);
    }
    const sim::recorder base = support::run(place, 0, seeds), policies = support::run(place, 1, seeds);
    EXPECT_TRUE(support::same(place.observed(), again, policies));
    for (std::size_t l = 0; l < 16; ++l) {
        sim::recorder own{place.observed(), 1}, wanted{place.observed(), 1};
        own.copy_row(mixed, l, 0);
        wanted.copy_row(arms[l] == 0 ? base : policies, l, 0);
        EXPECT_TRUE(support::same(place.observed(), own, wanted)) << "lane " << l;
    }
}

TEST(Week, IsTheSameOnOneThreadAndOnMany) {
    const town place{lively()};
    sim::set_threads(1);
    const sim::recorder one = support::run(place, 1, support::seeds(16));
    sim::set_threads(4);
    const sim::recorder many = support::run(place, 1, support::seeds(16));
    sim::set_threads(0);
    EXPECT_TRUE(support::same(place.observed(), one, many));
}

TEST(Week, DiffersFromSeedToSeed) {
    const town place{lively()};
    EXPECT_FALSE(support::same(place.observed(), support::run(place, 0, support::seeds(16, 1)),
                               support::run(place, 0, support::seeds(16, 2))));
}

TEST(Week, ForkedRunsGoOnAsIfTheyHadBeenAlone) {
    const town place{lively()};
    const auto seeds = support::seeds(16);
    sim::recorder alone{place.observed(), 16}, forked{place.observed(), 16};
    auto a = place.start(1, seeds, {}), trunk = place.start(0, seeds, {});
    std::unique_ptr<sim::batch> branch;
    for (int t = -10; t < 40; ++t) {
        a->advance(t, t >= 0 ? &alone : nullptr, 0);
        if (t < 0) trunk->advance(t, nullptr, 0);
        if (t == 0) branch = trunk->fork(std::vector<std::size_t>(16, 1));
        if (t >= 0) branch->advance(t, &forked, 0);
    }
    EXPECT_TRUE(support::same(place.observed(), alone, forked));
}

TEST(Week, CountsHoursAndRequestsAddUp) {
    const town place{lively()};
    const auto& what = place.observed();
    sim::recorder rows = support::run(place, 1, support::seeds(16));
    const auto counts = [&](const char* name, std::size_t run, std::size_t t) {
        return rows.counts(named(what, name), run, t);
    };
    const auto reals = [&](const char* name, std::size_t run, std::size_t t) {
        return rows.reals(named(what, name), run, t);
    };
    double freed_hours = 0;
    for (std::size_t run = 0; run < 16; ++run)
        for (std::size_t t = 0; t < what.steps; ++t)
            for (std::size_t k = 0; k < 3; ++k) {
                std::uint32_t residents = 0;
                for (std::size_t b = 0; b < band_count; ++b) {
                    const std::size_t at = k * band_count + b;
                    const std::uint32_t here = counts("residents", run, t)[at];
                    residents += here;
                    std::uint32_t took_part = 0;
                    for (std::size_t c = 0; c < channel_count; ++c)
                        took_part += counts("participants", run, t)[at * channel_count + c];
                    ASSERT_LE(took_part, here);
                    for (const std::string group : {"female", "employed", "carer"}) {
                        const std::uint32_t of_group = counts(("participants_" + group).c_str(), run, t)[at];
                        ASSERT_LE(of_group, took_part) << group;
                        ASSERT_LE(of_group, counts(("residents_" + group).c_str(), run, t)[at]) << group;
                    }
                    ASSERT_LE(counts("contacted", run, t)[at], here);
                    ASSERT_LE(took_part, counts("reached", run, t)[at]);
                    ASSERT_LE(counts("reached_build", run, t)[at], counts("reached", run, t)[at]);
                    ASSERT_LE(counts("volunteers", run, t)[at], here);
                    for (const char* part : {"aware", "engagement", "institution_trust", "trust_in_others"}) {
                        ASSERT_GE(reals(part, run, t)[at], 0.0);
                        ASSERT_LE(reals(part, run, t)[at], here);
                    }
                    for (const char* part : {"engagement", "institution_trust", "trust_in_others"}) {
                        const double mean = reals(part, run, t)[at] / here,
                                     square = reals((std::string{part} + "_sq").c_str(), run, t)[at] / here;
                        ASSERT_GE(square - mean * mean, -1e-6) << part;   // a variance
                    }
                    ASSERT_LE(reals("neighbour_trust", run, t)[at], counts("neighbour_ties", run, t)[at]);
                    // Requests are conserved: what was open, and opened, is served, unmet or open still.
                    if (t > 0) {
                        ASSERT_EQ(counts("requests_open", run, t - 1)[at] + counts("requests_opened", run, t)[at],
                                  counts("requests_served", run, t)[at] + counts("requests_unmet", run, t)[at] +
                                      counts("requests_open", run, t)[at]);
                    }
                    ASSERT_GE(counts("waits", run, t)[at], counts("requests_served", run, t)[at]);
                }
                ASSERT_EQ(residents, 400U);
                // Workers' hours add up to the hours of the posts that were held this week.
                const double worked = reals("hours_admin", run, t)[k] + reals("hours_other", run, t)[k] +
                                      reals("hours_coordination", run, t)[k] + reals("hours_service", run, t)[k] +
                                      reals("hours_outreach", run, t)[k];
                if (t < 3) {
                    ASSERT_EQ(reals("hours_other", run, t)[k], 0);   // no tasks are cleared yet
                }
                freed_hours += reals("hours_other", run, t)[k];
                ASSERT_NEAR(worked / 40, std::round(worked / 40), 1e-5);
                ASSERT_LE(worked / 40, counts("posts", run, t)[k] + 1e-5);
                ASSERT_LE(counts("posts_vacant", run, t)[k], counts("posts", run, t)[k]);
                ASSERT_GE(reals("service_chance", run, t)[k], 0.0);
                ASSERT_LE(reals("service_chance", run, t)[k], 1.0);
            }
    EXPECT_GT(freed_hours, 0);
}

TEST(Week, TellsPartyMembersAndOthersByChannel) {
    for (const std::size_t lanes : {std::size_t{1}, std::size_t{16}}) {
        study_data data = lively();
        data.settings.resize(1);
        data.values.base_build = -3;   // members alone take part
        data.values.base_govern = data.values.base_share = -2;
        data.values.b_party = 60;
        data.values.taste_sd = 0;
        for (const bool members_alone : {false, true}) {
            if (members_alone) data.values.base_build = data.values.base_govern = data.values.base_share = -60;
            const town place{data};
            const auto& what = place.observed();
            sim::recorder rows = support::run(place, 0, support::seeds(16), {sim::best_instruction_set(), lanes});
            std::uint32_t of_party[channel_count] = {}, of_others[channel_count] = {};
            for (std::size_t k = 0; k < 3; ++k) {
                const auto* const residents = rows.counts(named(what, "residents_membership"), 3, 9) + k * 2;
                const auto* const took = rows.counts(named(what, "participants_membership"), 3, 9) + k * 6;
                std::uint32_t party = 0;
                for (const auto& facts : place.cohort_after(0)->facts[k]) party += facts.party;
                EXPECT_EQ(residents[0], party);
                EXPECT_EQ(residents[0] + residents[1], 400U);
                for (std::size_t c = 0; c < channel_count; ++c) {
                    std::uint32_t all = 0;
                    for (std::size_t b = 0; b < band_count; ++b)
                        all += rows.counts(named(what, "participants"), 3, 9)[(k * band_count + b) * channel_count + c];
                    EXPECT_EQ(took[c] + took[channel_count + c], all);
                    of_party[c] += took[c];
                    of_others[c] += took[channel_count + c];
                }
            }
            for (std::size_t c = 0; c < channel_count; ++c) EXPECT_GT(of_party[c], 0U) << c;
            EXPECT_EQ(of_others[0] + of_others[1] + of_others[2] == 0, members_alone);
        }
    }
}

TEST(Week, APostIsVacantFromAQuitOnForTheWeeksThatTheParameterSays) {
    study_data data = lively();
    data.settings.resize(1);
    data.values.quit = 0.05F;
    data.values.vacancy = 3;
    const town place{data};
    const auto& what = place.observed();
    sim::recorder rows = support::run(place, 0, support::seeds(16));
    std::uint32_t all = 0;
    for (std::size_t t = 2; t < what.steps; ++t)
        for (std::size_t k = 0; k < 3; ++k) {
            std::uint32_t quits = 0;
            for (std::size_t before = 0; before < 3; ++before)
                quits += rows.counts(named(what, "quits"), 4, t - before)[k];
            EXPECT_EQ(rows.counts(named(what, "posts_vacant"), 4, t)[k], quits);
            all += quits;
        }
    EXPECT_GT(all, 0U);
}

TEST(Week, SpendingIsStrengthTimesUnitCostTimesBase) {
    study_data data = lively(10);
    const town place{data};
    sim::recorder rows = support::run(place, 1, support::seeds(16));
    const std::size_t spending = named(place.observed(), "spending");
    ASSERT_EQ(place.used_levers().size(),
              4U);   // admin_relief, add_volunteers, hire_workers, points, in the table's order
    for (std::size_t t = 0; t < 10; ++t) {
        // Community 0: 400 residents, 1 post, and one of the two that are added to the town.
        const double* cell = rows.reals(spending, 0, t);
        EXPECT_NEAR(cell[0], t >= 3 ? 0.5 * 25 * 40 * 0.7 : 0.0, 1e-4);
        EXPECT_NEAR(cell[1], 5 * 150 * 0.4, 1e-9);
        EXPECT_NEAR(cell[2], t >= 8 ? 48000 / 52.0 : 0.0, 1e-9);
        double participants = 0;
        for (std::size_t c = 0; c < band_count * channel_count; ++c)
            participants += rows.counts(named(place.observed(), "participants"), 0, t)[c];
        EXPECT_NEAR(cell[3], 10 * 1.2 * participants, 1e-4);
    }
}

TEST(Week, APolicyForAllEqualsTheSameForEachCommunity) {
    study_data data = support::small_study(3, 300, 20);
    data.settings.resize(2);
    data.settings[0].policies = {act("admin_relief", 0.5F)};
    data.settings[1].policies = {act("admin_relief", 0.5F)};
    data.settings[1].policies[0].communities = {0, 1, 2};
    const town place{data};
    EXPECT_TRUE(support::same(place.observed(), support::run(place, 0, support::seeds(16)),
                              support::run(place, 1, support::seeds(16))));
}

TEST(Week, ALeverAtLevelNothingIsTheBaseline) {
    study_data data = support::small_study(2, 300, 20);
    data.settings.resize(2);
    for (const auto& l : levers) data.settings[1].policies.push_back(act(std::string{l.name}.c_str(), 0));
    const town place{data};
    EXPECT_TRUE(support::same(place.observed(), support::run(place, 0, support::seeds(16)),
                              support::run(place, 1, support::seeds(16))));
}

TEST(Week, ALongerRunStartsWithTheShorterOne) {
    const town shorter{lively(20)}, longer{lively(30)};
    sim::recorder a = support::run(shorter, 1, support::seeds(16)), b = support::run(longer, 1, support::seeds(16));
    for (const char* name : {"participants", "requests_served"}) {
        const std::size_t o = named(shorter.observed(), name);
        for (std::size_t run = 0; run < 16; ++run)
            for (std::size_t c = 0; c < 20 * shorter.observed().cells(o); ++c)
                ASSERT_EQ(a.counts(o, run, 0)[c], b.counts(o, run, 0)[c]) << name;
    }
}

TEST(Week, RenumberingResidentsWithinACommunityChangesNothing) {
    // The same people with the same ids, their rows in reverse order within each community.
    const study_data plain = support::small_study(2, 100, 20);
    study_data turned = plain;
    const population& from = plain.people->who;
    population to = from;
    const auto n = static_cast<std::uint32_t>(from.residents());
    const auto moved = [](std::uint32_t i) { return i / 100 * 100 + 99 - i % 100; };
    const auto turn = [&](auto& into, const auto& values) {
        for (std::uint32_t i = 0; i < n; ++i) into[moved(i)] = values[i];
    };
    turn(to.id, from.id);
    turn(to.household, from.household);
    turn(to.grid, from.grid);
    turn(to.start.age, from.start.age);
    turn(to.start.sex, from.start.sex);
    turn(to.start.band, from.start.band);
    turn(to.start.employed, from.start.employed);
    turn(to.start.unit, from.start.unit);
    turn(to.start.party_member, from.start.party_member);
    turn(to.start.digital, from.start.digital);
    turn(to.start.work_hours, from.start.work_hours);
    turn(to.start.care_hours, from.start.care_hours);
    turn(to.start.taste, from.start.taste);
    for (std::size_t c = 0; c < channel_count; ++c) turn(to.start.channel_taste[c], from.start.channel_taste[c]);
    to.ties.first = {0};
    to.ties.to.clear();
    for (std::uint32_t i = 0; i < n; ++i)
        for (std::size_t l = 0; l < layer_count; ++l) {   // others in the order of their ids
            for (std::size_t k = from.ties.begin(moved(i), l); k < from.ties.end(moved(i), l); ++k)
                to.ties.to.push_back(moved(from.ties.to[k]));
            to.ties.first.push_back(static_cast<std::uint32_t>(to.ties.to.size()));
        }
    turned.people = std::make_shared<const known_people>(std::move(to));
    const town a{plain}, b{turned};
    EXPECT_TRUE(
        support::same(a.observed(), support::run(a, 0, support::seeds(16)), support::run(b, 0, support::seeds(16))));
}

TEST(Week, NobodyTakesPartWhereNothingAttracts) {
    study_data data = support::small_study(2, 300, 20);
    data.values.base_build = data.values.base_govern = data.values.base_share = -60;
    const town place{data};
    sim::recorder rows = support::run(place, 0, support::seeds(16));
    for (const std::uint32_t c : rows.all_counts(named(place.observed(), "participants"))) ASSERT_EQ(c, 0U);
}

namespace {

// Boli's tables with a twentieth of its people, two years, and people who grow old, leave and come.
study_data ageing_town() {
    sim::mistakes wrong;
    study_data data;
    marginals tables = read_marginals(COGOV_SOURCE_DIR "/scenarios/boli/population", wrong);
    EXPECT_TRUE(wrong.empty());
    for (auto& adults : tables.adults) adults /= 20;
    for (auto& k : tables.communities) k.grids = 1;
    data.tables = std::make_shared<const marginals>(std::move(tables));
    data.stated.assign(about_parameters.size(), false);
    data.burn_in = 20;
    data.weeks = 110;
    data.settings.resize(1);
    return data;
}

}   // namespace

TEST(Week, TurnsTheYearAlikeForAllLanesAndKeepsEverySlotFilled) {
    const town place{ageing_town()};
    const auto& what = place.observed();
    sim::recorder sixteen = support::run(place, 0, support::seeds(16));
    EXPECT_TRUE(
        support::same(what, sixteen, support::run(place, 0, support::seeds(16), {sim::best_instruction_set(), 1})));
    const auto residents = named(what, "residents");
    std::uint32_t everybody = 0;
    for (std::size_t c = 0; c < 33; ++c) everybody += sixteen.counts(residents, 0, 0)[c];
    EXPECT_EQ(everybody, place.agents());
    bool older = false;
    for (std::size_t t : {std::size_t{51}, std::size_t{52}, std::size_t{109}}) {
        std::uint32_t now = 0;
        for (std::size_t c = 0; c < 33; ++c) {
            now += sixteen.counts(residents, 3, t)[c];
            ASSERT_EQ(sixteen.counts(residents, 3, t)[c], sixteen.counts(residents, 0, t)[c]);   // runs age alike
            older = older || sixteen.counts(residents, 3, t)[c] != sixteen.counts(residents, 3, 0)[c];
        }
        EXPECT_EQ(now, everybody);
    }
    EXPECT_TRUE(older);
    // The histogram of a year's end counts everybody once; nobody has stayed who was not there the year before.
    for (std::size_t year = 0; year < 2; ++year) {
        std::uint32_t counted = 0, stayed = 0, before = 0, reached = 0;
        for (std::size_t c = 0; c < std::size_t{33} * 256; ++c)
            counted += sixteen.counts(named(what, "engagement_histogram"), 5, year)[c];
        for (std::size_t c = 0; c < 33; ++c) {
            stayed += sixteen.counts(named(what, "stayed"), 5, year)[c];
            before += sixteen.counts(named(what, "took_part_before"), 5, year)[c];
            reached += sixteen.counts(named(what, "reached"), 5, year * 52 + 51)[c];
        }
        EXPECT_EQ(counted, everybody);
        EXPECT_LT(stayed, reached);
        EXPECT_LT(stayed, before);
        EXPECT_GT(stayed, 0U);
    }
    // Not one newcomer is a volunteer or has an open request in the week it comes: there are at most as many as before.
    EXPECT_FALSE(place.cohort_after(1)->newcomers.empty());
}

TEST(Week, NewcomersComeWithoutAPast) {
    study_data data = ageing_town();
    data.values.request_young = data.values.request_middle = data.values.request_older =
        1;   // every need is open at once
    data.values.volunteer_share = 1;
    data.values.drop = 0;
    data.values.base_build = data.values.base_govern = data.values.base_share = -60;
    data.values.service_share = data.values.volunteer_service_share = 0;
    data.values.give_up = 104;
    const town place{data};
    sim::recorder rows = support::run(place, 0, support::seeds(16));
    const auto total = [&](const char* name, std::size_t t) {
        std::uint32_t sum = 0;
        for (std::size_t c = 0; c < 33; ++c) sum += rows.counts(named(place.observed(), name), 0, t)[c];
        return sum;
    };
    const std::size_t before_turn = 51, after_turn = 52;
    const auto came = static_cast<std::uint32_t>(place.cohort_after(1)->newcomers.size());
    const std::uint32_t left = total("volunteers", before_turn) - total("volunteers", after_turn);
    EXPECT_EQ(left, came);                                   // all that there were, and nobody else
    EXPECT_EQ(total("requests_opened", after_turn), came);   // only newcomers had none open
}

TEST(Week, NoYearTurnsInTheBurnInButTakingPartThenIsTakingPartTheYearBefore) {
    // Everybody takes part all the time.
    const auto stayed = [](int burn_in) {
        study_data data = ageing_town();
        data.burn_in = burn_in;
        data.values.notice = 1;
        data.values.base_build = data.values.base_govern = data.values.base_share = 60;
        const town place{data};
        sim::recorder rows = support::run(place, 0, support::seeds(1));
        std::vector<std::uint32_t> by_year;
        const std::size_t cells = place.observed().cells(named(place.observed(), "stayed"));
        for (std::size_t year = 0; year < 2; ++year)
            by_year.push_back(std::accumulate(rows.counts(named(place.observed(), "stayed"), 0, year),
                                              rows.counts(named(place.observed(), "stayed"), 0, year) + cells, 0U));
        // All who took part the year before do again.
        for (std::size_t year = 0; year < 2; ++year)
            for (std::size_t c = 0; c < cells; ++c)
                EXPECT_EQ(rows.counts(named(place.observed(), "took_part_before"), 0, year)[c],
                          rows.counts(named(place.observed(), "stayed"), 0, year)[c]);
        // The first year's people are those of the start, of the second those after one turn.
        for (std::size_t k = 0; k < 11; ++k)
            for (std::size_t b = 0; b < band_count; ++b) {
                const std::size_t residents = named(place.observed(), "residents"), at = k * band_count + b;
                EXPECT_EQ(rows.counts(residents, 0, 0)[at], place.cohort_after(0)->facts[k][b].residents);
                EXPECT_EQ(rows.counts(residents, 0, 51)[at], place.cohort_after(0)->facts[k][b].residents);
                EXPECT_EQ(rows.counts(residents, 0, 52)[at], place.cohort_after(1)->facts[k][b].residents);
            }
        const auto all = static_cast<std::uint32_t>(place.agents());
        EXPECT_EQ(by_year[1], all - place.cohort_after(1)->newcomers.size());
        return std::pair{by_year[0], all};
    };
    const auto [of_all, all] = stayed(110);
    EXPECT_EQ(of_all, all);
    EXPECT_EQ(stayed(0).first, 0U);   // no year before is known
}

TEST(Week, InstitutionTrustStartsNearThePriorOfTheBandAndReturnsToItShifted) {
    study_data data = support::small_study(2, 100, 1);
    data.values.v_sd = 0;
    data.values.v_prior_young = 0.3F;
    data.values.v_prior_middle = 0.5F;
    data.values.v_prior_older = 0.8F;
    data.values.v_start_shift = -0.05F;
    data.values.v_shift = 0.25F;
    data.values.v_drift = 0.5F;
    data.values.request_young = data.values.request_middle = data.values.request_older = 0;
    const town place{data};
    const auto run = place.start(0, support::seeds(1), {sim::best_instruction_set(), 1});
    const support::arrays week{run->trace(0)->arrays};
    // Half of the way from 0.25, 0.45, 0.75 to 0.55, 0.75 and, clipped, 1.
    const double starts[] = {0.25, 0.45, 0.75}, ends[] = {0.4, 0.6, 0.875};
    std::set<std::size_t> bands;
    for (std::size_t i = 0; i < place.agents(); ++i) {
        const auto band = static_cast<std::size_t>(week["before/band"][i]);
        bands.insert(band);
        EXPECT_NEAR(week["before/institution_trust"][i], starts[band], 1e-6);
        EXPECT_NEAR(week["after/institution_trust"][i], ends[band], 1e-6);
    }
    EXPECT_EQ(bands.size(), 3U);
}

TEST(Week, ExperienceIsARunningMeanInTheBurnIn) {
    study_data data = support::small_study(1, 60, 2);
    data.burn_in = 3;
    data.values.experience_rate = 0.01F;
    data.values.notice = 1;
    data.values.base_share = 60;   // everybody, all the time
    const town place{data};
    const auto run = place.start(0, support::seeds(1), {sim::best_instruction_set(), 1});
    // 4/5; 4/6 of the rest; 4/7 of the rest; then a hundredth of it.
    const double wanted[] = {0.8, 0.9333333, 0.9714286, 0.9717143, 0.9719972};
    for (int t = -3; t < 2; ++t) {
        const support::arrays week{run->trace(t)->arrays};
        for (const double x : week["after/experience"]) EXPECT_NEAR(x, wanted[t + 3], 1e-6) << t;
    }
}

TEST(Week, HousematesAloneInviteWhereNobodyElseDoes) {
    // Two households of two; in each one shares. Housemates trust each other by 1.
    const std::vector<support::tie> ties{{0, 1, household_layer}, {2, 3, household_layer}, {0, 2, neighbour_layer}};
    study_data data = support::small_study(1, 4, 2);
    data.people = std::make_shared<const known_people>(support::small_population(1, 4, 1, &ties));
    data.values.trust_household = 0.999F;
    data.values.trust_concentration = 50;
    data.values.reach = 0;
    data.values.invite = 0;
    data.values.invite_household = 0.5F;
    data.values.base_share = 60;
    data.values.notice = 1;
    const town place{data};
    const auto run = place.start(0, support::seeds(1), {sim::best_instruction_set(), 1});
    const support::arrays first{run->trace(0)->arrays}, week{run->trace(1)->arrays};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(first["resident/p_contact"][i], 0);   // nobody has taken part yet
        EXPECT_NEAR(week["resident/p_contact"][i], 1 - std::exp(-0.5), 0.01);
        EXPECT_EQ(week["resident/company"][i * 3 + 2], 1);
        EXPECT_EQ(week["resident/company"][i * 3], 0);
    }
}

namespace {

// Do the runs of an arm of a lively town change with one parameter?
bool matters(const char* name, float other, std::size_t arm, std::initializer_list<const char*> off = {}) {
    study_data data = lively(30);
    const auto set = [&](const char* which, float value) {
        for (const auto& row : about_parameters)
            if (row.name == which) data.values.*row.where = value;
    };
    for (const char* mechanism : off) set(mechanism, 0);
    const town plain{data};
    set(name, other);
    const town changed{data};
    return !support::same(plain.observed(), support::run(plain, arm, support::seeds(16)),
                          support::run(changed, arm, support::seeds(16)));
}

}   // namespace

TEST(Week, NothingOfAMechanismThatIsOffMatters) {
    const struct {
        const char *off, *name;
        float other;
    } rows[] = {{"b_experience", "experience_rate", 0.3F}, {"hard_share", "hard_factor", 0.9F},
                {"recruit", "recruit_drive", 0.1F},        {"b_volunteer", "recruit_drive", 0.1F},
                {"grid_heads", "grid_hours", 20},          {"building_captains", "captain_hours", 9}};
    for (const auto& [off, name, other] : rows) {
        EXPECT_FALSE(matters(name, other, 0, {off})) << off << ", " << name;
        EXPECT_TRUE(matters(name, other, 0)) << name;
    }
}

TEST(Week, WhatPoliciesMeetMattersWithPoliciesAlone) {
    for (const char* name : {"relief_fidelity", "relief_use", "load_per_post"}) {
        EXPECT_FALSE(matters(name, 0.9F, 0)) << name;
        EXPECT_TRUE(matters(name, 0.9F, 1)) << name;
    }
}

TEST(Week, TastesOfChannelsMatterUnlessAllTasteIsCommon) {
    study_data plain = lively(20), other = plain;
    population people = plain.people->who;
    for (auto& taste : people.start.channel_taste) std::ranges::reverse(taste);
    other.people = std::make_shared<const known_people>(std::move(people));
    const auto same = [&](float common) {
        plain.values.taste_common = other.values.taste_common = common;
        const town a{plain}, b{other};
        return support::same(a.observed(), support::run(a, 1, support::seeds(16)),
                             support::run(b, 1, support::seeds(16)));
    };
    EXPECT_TRUE(same(1));
    EXPECT_FALSE(same(0.5F));
}

TEST(Week, ReliefThatStaysClearedAndIsAllUsedIsASmallerAdminShare) {
    // Half of 0.7, exactly: what is cleared is a half in whatever order it is worked out.
    study_data data = lively(30);
    data.settings[1] = {};
    data.settings[1].emergencies = {{12, 6}};
    data.values.relief_fidelity = data.values.relief_use = 1;
    study_data less = data;
    data.values.relief = 0.5F;
    less.values.admin_share /= 2;
    const town a{data}, b{less};
    EXPECT_TRUE(
        support::same(a.observed(), support::run(a, 1, support::seeds(16)), support::run(b, 1, support::seeds(16))));
}

TEST(Week, ALaneTakesAtMostSeventyTwoBytesAResidentOfBoli) {
    // Boli's mean degrees: its households, and neighbours, friends and colleagues as the standard values have them.
    const town place{ageing_town()};
    const double residents = static_cast<double>(place.agents()),
                 ties = static_cast<double>(place.people().ties.to.size()) / residents;
    EXPECT_GT(ties, 9);
    EXPECT_LE(static_cast<double>(place.bytes_of_batch(16, true)) / residents / 16, 72);
}
