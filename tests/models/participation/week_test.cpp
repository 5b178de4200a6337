#include <cmath>

#include <gtest/gtest.h>

#include "models/participation/week.hpp"
#include "sim/engine/blocks.hpp"
#include "tests/support/small_town.hpp"

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
    data.settings.resize(2);
    data.settings[1].policies = {act("admin_relief", 0.5F, 3), act("add_volunteers", 5), act("hire_workers", 2, 8),
                                 act("points", 0.5F)};
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
        if (t == 0) branch = trunk->fork(1);
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
                    ASSERT_LE(counts("participants_party", run, t)[at], took_part);
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
                const double worked = reals("hours_admin", run, t)[k] + reals("hours_coordination", run, t)[k] +
                                      reals("hours_service", run, t)[k] + reals("hours_outreach", run, t)[k];
                ASSERT_NEAR(worked / 40, std::round(worked / 40), 1e-5);
                ASSERT_LE(worked / 40, counts("posts", run, t)[k] + 1e-5);
                ASSERT_LE(counts("posts_vacant", run, t)[k], counts("posts", run, t)[k]);
                ASSERT_GE(reals("service_chance", run, t)[k], 0.0);
                ASSERT_LE(reals("service_chance", run, t)[k], 1.0);
            }
}

TEST(Week, SpendingIsStrengthTimesUnitCostTimesBase) {
    study_data data = lively(10);
    const town place{data};
    sim::recorder rows = support::run(place, 1, support::seeds(16));
    const std::size_t spending = named(place.observed(), "spending");
    ASSERT_EQ(place.used_levers().size(),
              4U);   // admin_relief, add_volunteers, hire_workers, points, in the table's order
    for (std::size_t t = 0; t < 10; ++t) {
        const double* cell = rows.reals(spending, 0, t);   // community 0: 400 residents, 1 post
        EXPECT_NEAR(cell[0], t >= 3 ? 0.5 * 30 * 40 * 0.7 : 0.0, 1e-4);
        EXPECT_NEAR(cell[1], 5 * 150 * 0.4, 1e-9);
        EXPECT_NEAR(cell[2], t >= 8 ? 2 * 48000 * 0.4 / 52 : 0.0, 1e-9);
        double participants = 0;
        for (std::size_t c = 0; c < band_count * channel_count; ++c)
            participants += rows.counts(named(place.observed(), "participants"), 0, t)[c];
        EXPECT_NEAR(cell[3], 0.5 * 15 * participants, 1e-9);
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
        std::uint32_t counted = 0, stayed = 0, reached = 0;
        for (std::size_t c = 0; c < std::size_t{33} * 256; ++c)
            counted += sixteen.counts(named(what, "engagement_histogram"), 5, year)[c];
        for (std::size_t c = 0; c < 33; ++c) {
            stayed += sixteen.counts(named(what, "stayed"), 5, year)[c];
            reached += sixteen.counts(named(what, "reached"), 5, year * 52 + 51)[c];
        }
        EXPECT_EQ(counted, everybody);
        EXPECT_LT(stayed, reached);
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
    // The burn-in of 20 weeks holds one turn of the year (week -1), so some have come before week 0 already.
    const auto came = static_cast<std::uint32_t>(place.cohort_after(2)->newcomers.size());
    const std::uint32_t left = total("volunteers", before_turn) - total("volunteers", after_turn);
    EXPECT_GT(left, 0U);
    EXPECT_LE(left, came);                                   // a slot may change hands twice
    EXPECT_EQ(total("requests_opened", after_turn), came);   // only newcomers had none open
}
