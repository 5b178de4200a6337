#include <array>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/participation/forced.hpp"
#include "models/participation/week.hpp"
#include "tests/support/small_town.hpp"

namespace {

using namespace participation;
using support::named;

// 1200 residents, an arm that does nothing and one that does this.
study_data study_of(const forced& f, int weeks = 12) {
    study_data data = support::small_study(3, 400, weeks);
    data.settings.resize(2);
    data.settings[1].moved = {f};
    return data;
}

forced in_week(int week, forcing what, moved_people who = {}) { return {.week = week, .what = what, .who = who}; }

// Residents of a group, or participants in one channel, of one run and week.
struct followed_in {
    const town& place;
    sim::recorder rows;
    explicit followed_in(const town& of, std::size_t setting)
        : place{of}, rows{support::run(of, setting, support::seeds(16))} {}
    [[nodiscard]] std::uint32_t residents(followed_as as, std::size_t run, std::size_t week) {
        const std::uint32_t* at = rows.counts(named(place.observed(), "residents_followed"), run, week);
        std::uint32_t sum = 0;
        for (std::size_t kb = 0; kb < 3 * band_count; ++kb) sum += at[kb * 3 + static_cast<std::size_t>(as)];
        return sum;
    }
    [[nodiscard]] std::uint32_t took(channel c, followed_as as, std::size_t run, std::size_t week) {
        const std::uint32_t* at = rows.counts(named(place.observed(), "participants_followed"), run, week);
        std::uint32_t sum = 0;
        for (std::size_t kb = 0; kb < 3 * band_count; ++kb)
            sum += at[(kb * 3 + static_cast<std::size_t>(as)) * channel_count + index_of(c)];
        return sum;
    }
};

}   // namespace

TEST(Forced, AllWhoAreMovedTakeTheChannelInTheWeekAndNobodyElseIsTouchedByIt) {
    const town place{study_of(in_week(5, forcing::govern, {.share = 0.3F}))};
    followed_in base{place, 0}, moved{place, 1};
    for (std::size_t run = 0; run < 16; ++run) {
        const std::uint32_t all = moved.residents(followed_as::moved, run, 5);
        EXPECT_GT(all, 300U);
        EXPECT_LT(all, 420U);   // 1200 at 0.3: 360, five standard deviations of 16
        EXPECT_EQ(moved.took(govern, followed_as::moved, run, 5), all);
        EXPECT_EQ(moved.took(build, followed_as::moved, run, 5) + moved.took(share, followed_as::moved, run, 5), 0U);
        for (const auto as : {followed_as::others, followed_as::housemate})
            for (const auto c : {build, govern, share})
                EXPECT_EQ(moved.took(c, as, run, 5), base.took(c, as, run, 5));   // others read last week
        for (std::size_t week = 0; week < 5; ++week)
            for (const auto as : {followed_as::others, followed_as::moved, followed_as::housemate})
                EXPECT_EQ(moved.took(share, as, run, week), base.took(share, as, run, week));
    }
}

TEST(Forced, TheSamePeopleAreFollowedInEveryArmAndEverybodyIsInOneGroup) {
    const town place{study_of(in_week(5, forcing::contact, {.of = moved_people::among::older, .share = 0.5F}))};
    followed_in base{place, 0}, moved{place, 1};
    for (const auto as : {followed_as::others, followed_as::moved, followed_as::housemate})
        EXPECT_EQ(base.residents(as, 3, 7), moved.residents(as, 3, 7));
    EXPECT_EQ(base.residents(followed_as::others, 0, 0) + base.residents(followed_as::moved, 0, 0) +
                  base.residents(followed_as::housemate, 0, 0),
              1200U);
    for (std::size_t i = 0; i < 1200; ++i)
        EXPECT_TRUE(place.followed()[i] != followed_as::moved || place.people().start.band[i] == older) << i;
}

TEST(Forced, ArmsMayMoveDifferentPeopleAndAllAreFollowedInEachArm) {
    study_data data = study_of(in_week(5, forcing::govern, {.of = moved_people::among::older, .share = 0.5F}));
    data.settings.push_back(data.settings[0]);
    data.settings[2].moved = {in_week(5, forcing::build, {.group = 2, .of = moved_people::among::young})};
    const town place{data};
    const sim::dimension& groups = place.observed().dimensions.back();
    EXPECT_EQ(groups.labels, (std::vector<std::string>{"others", "moved", "housemates", "moved_2", "housemates_2"}));
    EXPECT_EQ(groups.labels_zh.at(3), "被干预者（第2组）");
    std::vector<sim::recorder> arms;
    for (std::size_t s = 0; s < 3; ++s) arms.push_back(support::run(place, s, support::seeds(1)));
    const auto residents = named(place.observed(), "residents_followed"),
               took = named(place.observed(), "participants_followed");
    for (std::size_t kb = 0; kb < 3 * band_count; ++kb)
        for (std::size_t whom = 0; whom < 2; ++whom) {
            std::uint32_t all = 0;
            for (std::size_t as = 0; as < 5; ++as) {
                const std::size_t at = kb * 5 + as;
                all += arms[0].counts(residents, 0, 5)[at];
                EXPECT_EQ(arms[1].counts(residents, 0, 5)[at], arms[0].counts(residents, 0, 5)[at]);
                EXPECT_EQ(arms[2].counts(residents, 0, 5)[at], arms[0].counts(residents, 0, 5)[at]);
            }
            EXPECT_EQ(all, arms[0].counts(named(place.observed(), "residents"), 0, 5)[kb]);
            // Those of the arm, and nobody else, take the channel together.
            const std::size_t at = kb * 5 + static_cast<std::size_t>(moved_in(whom));
            const std::uint32_t moved = arms[0].counts(residents, 0, 5)[at];
            const std::size_t channel = index_of(whom == 0 ? govern : build);
            EXPECT_EQ(arms[1 + whom].counts(took, 0, 5)[at * channel_count + channel], moved);
            if (moved > 20) {
                EXPECT_LT(arms[2 - whom].counts(took, 0, 5)[at * channel_count + channel], moved);
            }
        }
}

TEST(Forced, OfACoupleOneIsMovedAndTheOtherIsTheHousemate) {
    const town place{study_of(in_week(5, forcing::build, {.of = moved_people::among::couples, .share = 0.5F}))};
    const auto& roles = place.followed();
    std::size_t moved = 0;
    for (std::size_t i = 0; i < 1200; i += 2) {   // households are pairs
        const bool one = roles[i] == followed_as::moved, other = roles[i + 1] == followed_as::moved;
        EXPECT_FALSE(one && other);
        EXPECT_TRUE((!one && !other) || roles[one ? i + 1 : i] == followed_as::housemate) << i;
        moved += one || other ? 1 : 0;
    }
    EXPECT_GT(moved, 240U);   // 600 couples at 0.5: 300, five standard deviations of 12
    EXPECT_LT(moved, 360U);
}

TEST(Forced, WhoIsContactedIsMovedByBContactBeyondWhoHears) {
    const auto utility_gain = [](forcing what, float b_contact) {
        study_data data = study_of(in_week(5, what), 6);
        data.values.b_contact = b_contact;
        data.values.invite = data.values.invite_household = data.values.reach = 0;   // nobody else asks
        const town place{data};
        auto batch = place.start(1, support::seeds(1), {sim::best_instruction_set(), 1});
        for (int t = 0; t < 5; ++t) batch->advance(t, nullptr, 0);
        const auto told = batch->trace(5);
        for (const auto& array : told->arrays)
            if (array.name == "resident/utility") return std::get<std::vector<float>>(array.values);
        return std::vector<float>{};
    };
    const auto heard = utility_gain(forcing::hear, 0.75F), contacted = utility_gain(forcing::contact, 0.75F);
    ASSERT_EQ(heard.size(), 3600U);
    for (std::size_t x = 0; x < heard.size(); ++x) ASSERT_NEAR(contacted[x] - heard[x], 0.75F, 2e-6F);
}

TEST(Forced, WhoIsFreedFromWorkHasTheLeisureOfOthersFromTheWeekOn) {
    person who{};
    who.band = middle;
    who.employed = who.unit = true;
    who.work_hours = 45;
    const parameters p = standard_parameters();
    person freed = who;
    force(in_week(0, forcing::free), freed);
    EXPECT_FLOAT_EQ(leisure(p, freed), p.leisure_base);
    EXPECT_FALSE(freed.unit);
    EXPECT_FALSE(at_work(in_week(3, forcing::free), 2));
    EXPECT_TRUE(at_work(in_week(3, forcing::free), 3));
    EXPECT_TRUE(at_work(in_week(3, forcing::free), 30));
    EXPECT_FALSE(at_work(in_week(3, forcing::build), 4));
}

namespace {

constexpr std::array three_groups{moved_people{.group = 1, .share = 0.3F},
                                  moved_people{.group = 2, .of = moved_people::among::young, .share = 0.5F},
                                  moved_people{.group = 7, .of = moved_people::among::couples, .share = 0.4F}};

}   // namespace

TEST(Forced, GroupsAreOtherPeopleAndTheFirstAreThoseOfOneGroup) {
    const population people = support::small_population(3, 400);
    const people_parameters p{standard_parameters()};
    const auto alone = followed_of(people, std::span{three_groups}.first(1), p),
               all = followed_of(people, three_groups, p);
    std::array<std::size_t, 3> moved{};
    for (std::size_t i = 0; i < 1200; ++i) {
        EXPECT_EQ(all[i] == followed_as::moved, alone[i] == followed_as::moved) << i;
        for (std::size_t g = 0; g < 3; ++g) moved[g] += all[i] == moved_in(g) ? 1 : 0;
        if (all[i] == moved_in(1)) {
            EXPECT_EQ(people.start.band[i], young) << i;
        }
        // Who lives with somebody moved is followed as a housemate, of the first such group.
        const std::size_t other = i % 2 == 0 ? i + 1 : i - 1;   // households are pairs
        const auto number = static_cast<std::size_t>(all[i]);
        if (number > 0 && number % 2 == 0) {
            EXPECT_EQ(all[other], moved_in(number / 2 - 1)) << i;
        }
    }
    for (const std::size_t group : moved) EXPECT_GT(group, 50U);
    EXPECT_EQ(followed_names(three_groups), (std::vector<std::string>{"others", "moved", "housemates", "moved_2",
                                                                      "housemates_2", "moved_7", "housemates_7"}));
}

TEST(Forced, EachGroupIsMovedByItsOwnTablesAndFollowedInEveryArm) {
    study_data data = support::small_study(3, 400, 8);
    data.settings.resize(2);
    data.settings[1].moved = {in_week(2, forcing::build, three_groups[0]), in_week(3, forcing::govern, three_groups[1]),
                              in_week(4, forcing::share, three_groups[2])};
    const town place{data};
    sim::recorder base = support::run(place, 0, support::seeds(16)), moved = support::run(place, 1, support::seeds(16));
    const std::size_t people = named(place.observed(), "residents_followed"),
                      took_part = named(place.observed(), "participants_followed");
    constexpr std::size_t kinds = 7;
    for (std::size_t g = 0; g < 3; ++g) {
        const std::size_t as = 1 + 2 * g, week = 2 + g;   // the channel of group g is g
        std::uint32_t all = 0, taking = 0, before = 0;
        for (std::size_t kb = 0; kb < 3 * band_count; ++kb) {
            all += moved.counts(people, 0, week)[kb * kinds + as];
            before += base.counts(people, 0, week)[kb * kinds + as];
            taking += moved.counts(took_part, 0, week)[(kb * kinds + as) * channel_count + g];
        }
        EXPECT_GT(all, 50U);
        EXPECT_EQ(taking, all);
        EXPECT_EQ(before, all);
    }
}
