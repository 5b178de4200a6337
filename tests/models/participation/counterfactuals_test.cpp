#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "models/participation/counterfactuals.hpp"
#include "models/participation/forced.hpp"
#include "sim/text/toml.hpp"
#include "tests/support/small_town.hpp"

namespace {

using namespace participation;

// Sums as a test says them: of an observation, those who are followed ("" of all), and a channel ("" of all).
class by_hand final : public sim::moved_and_not {
public:
    struct asked {
        bool moved;
        std::string observation, who, channel, band;
        std::size_t first, last;
    };
    explicit by_hand(std::function<double(const asked&)> says) : says_{std::move(says)} {}
    [[nodiscard]] double sum(bool moved, std::string_view observation, sim::along_axes where, std::size_t first,
                             std::size_t last) const override {
        asked of{moved, std::string{observation}, "", "", "", first, last};
        for (const auto& [axis, label] : where)
            (axis == "followed" ? of.who : axis == "channel" ? of.channel : of.band) = label;
        return says_(of);
    }
    [[nodiscard]] std::size_t steps() const override { return 57; }

private:
    std::function<double(const asked&)> says_;
};

double told(std::string_view name, const by_hand& runs, sim::along_axes where = {}) {
    for (const sim::counterfactual& one : counterfactuals())
        if (one.name == name) return one.value(runs, where);
    ADD_FAILURE() << "no counterfactual " << name;
    return 0;
}

const std::vector<std::pair<std::string_view, std::string_view>> of_older{{"band", "older"}};

}   // namespace

// Build is a tenth of what people do and govern a fifth. Of each channel's moved four more take part than would have; of their
// housemates 1.2, 2.2 and 0.2, of which 0.2 change with the town, as the hundredth part of the hundred others does. Of 250
// residents 25 are moved in the five other groups, so a tenth of all housemates is not among these.
TEST(Counterfactuals, HouseholdIsWhatHousematesDoMoreForEachParticipation) {
    const by_hand runs{[](const by_hand::asked& of) -> double {
        if (of.observation == "residents") return 250;
        if (of.observation == "participants") return of.channel == "build" ? 10 : of.channel == "govern" ? 20 : 70;
        const bool people = of.observation == "residents_followed", moved = of.moved;
        if (of.who == "others") return people ? 100 : moved ? 12 : 10;
        if (of.who.starts_with("moved")) return people ? 5 : moved ? 5 : 1;
        if (people) return of.band.empty() ? 10 : 5;
        const double more = of.who == "housemates" ? 1.2 : of.who == "housemates_2" ? 2.2 : 0.2;
        return (moved ? 3 + more : 3) - (of.band.empty() || !moved ? 0 : 0.1);   // of the older a tenth less
    }};
    EXPECT_NEAR(told("household", runs), (0.1 * 1 + 0.2 * 2) / 4 / 0.9, 1e-12);
    // Of the older housemates, half of all, 1.1, 2.1 and 0.1, of which the town's change is 0.1: of what was made, they share
    // half.
    EXPECT_NEAR(told("household", runs, of_older), (0.1 * 1 + 0.2 * 2) / 4 * 2 / 0.9, 1e-12);
}

// Of 20 people in each of 6 weeks: of those who hear a half take part instead of a quarter, of those asked three quarters.
TEST(Counterfactuals, ContactIsTheLogOddsOfBeingAskedBeyondHearing) {
    const by_hand runs{[](const by_hand::asked& of) -> double {
        if (of.observation == "residents_followed") return 20;
        EXPECT_EQ(of.last, of.first + 1);
        EXPECT_EQ(of.first % 8, 0U);
        if (!of.moved) return 5;
        return of.who == "moved_4" ? 10 : of.who == "moved_5" ? 15 : 1000;
    }};
    EXPECT_NEAR(told("contact", runs), std::log(3.0), 1e-12);
}

TEST(Counterfactuals, RetirementIsWhatTheFreedDoOverWhatTheyWould) {
    const by_hand runs{[](const by_hand::asked& of) -> double {
        EXPECT_EQ(of.who, "moved_6");
        EXPECT_EQ(of.first, 44U);
        EXPECT_EQ(of.last, 57U);
        return of.moved ? 12 : 8;
    }};
    EXPECT_NEAR(told("retirement", runs), 1.5, 1e-12);
}

// Of each channel's moved 8 more take part in weeks 1 to 4, 2 a week, and 4.5 in 48 to 56, half a week; the others as ever.
TEST(Counterfactuals, PersistenceIsWhatIsLeftOfWhatWasInTheFirstWeeks) {
    const by_hand runs{[](const by_hand::asked& of) -> double {
        if (of.observation == "residents_followed") return 10;
        const double more = of.who == "others" || !of.moved ? 0 : of.first == 48 ? 4.5 : 8;
        return 20 + more;
    }};
    EXPECT_NEAR(told("persistence", runs), 0.25, 1e-12);
}

// The tables are those of one arm, and move the groups that the numbers are of.
TEST(Counterfactuals, AllOfThemMoveTheirPeopleInOneArm) {
    study_data data = support::small_study(3, 400, 57);
    data.settings.resize(2);
    std::set<std::string> there;
    for (const sim::counterfactual& one : counterfactuals()) {
        EXPECT_LE(one.steps, 57U);
        if (!there.insert(one.tables).second) continue;
        sim::mistakes wrong;
        const sim::node tree = sim::parse_toml(one.tables, "tables", wrong);
        for (const sim::node& table : *tree.find("forced")->as_array()) {
            sim::table_reader from{table, "[[forced]]", wrong};
            data.settings[1].moved.push_back(read_forced(from, 0, 57));
        }
        EXPECT_TRUE(wrong.empty()) << sim::describe(wrong);
    }
    const town place{data};
    sim::recorder moved = support::run(place, 1, support::seeds(1));
    const sim::layout& what = place.observed();
    const std::vector<std::string>& names = what.dimensions.back().labels;
    for (const auto& [name, channel] : {std::pair{"moved", build}, {"moved_2", govern}, {"moved_3", share}}) {
        const auto as = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
        ASSERT_LT(as, names.size()) << name;
        std::uint32_t all = 0, taking = 0;
        for (std::size_t kb = 0; kb < 3 * band_count; ++kb) {
            all += moved.counts(support::named(what, "residents_followed"), 0, 0)[kb * names.size() + as];
            taking += moved.counts(support::named(what, "participants_followed"), 0,
                                   0)[(kb * names.size() + as) * channel_count + index_of(channel)];
        }
        EXPECT_GT(all, 10U) << name;
        EXPECT_EQ(taking, all) << name;
    }
    for (const char* const name : {"moved_4", "moved_5", "moved_6", "housemates_2"})
        EXPECT_NE(std::ranges::find(names, name), names.end()) << name;
}
