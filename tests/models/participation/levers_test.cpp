#include <set>

#include <gtest/gtest.h>

#include "models/participation/levers.hpp"
#include "tests/support/written_week.hpp"

namespace {

using namespace participation;

lever with(std::initializer_list<lever_move> moves, std::string_view words = "", lever_helper helper = {}) {
    lever l{};
    std::copy(moves.begin(), moves.end(), l.moves.begin());
    l.effect = words;
    l.helper = helper;
    return l;
}

}   // namespace

// The page's table is the second saying: each lever alone, at level 1 (or the highest) and at a third of it.
TEST(Levers, EachMovesWhatThePageSaysAndNothingElse) {
    ASSERT_EQ(support::written_levers().size(), lever_count);
    // Some standard values are 0 or 1, of which a factor and an addition may make the same: so of others too.
    const parameters standard = standard_parameters();
    parameters other = standard;
    for (const auto& row : about_parameters) other.*row.where += (row.high - other.*row.where) / 8;
    for (std::size_t l = 0; l < lever_count; ++l) {
        const std::string name{levers[l].name};
        ASSERT_TRUE(support::written_levers().contains(name)) << name;
        const support::written_lever& written = support::written_levers().at(name);
        EXPECT_FLOAT_EQ(static_cast<float>(written.low), levers[l].low) << name;
        EXPECT_FLOAT_EQ(static_cast<float>(written.high), levers[l].high) << name;
        for (const auto& moved : {written.adds, written.factors})
            for (const auto& [parameter, by] : moved)
                EXPECT_TRUE(std::ranges::any_of(about_parameters,
                                                [&, what = parameter](const auto& row) { return row.name == what; }))
                    << name << ": " << parameter;
        for (const parameters& base : {standard, other}) {
            std::map<std::string, double> values;
            for (const auto& row : about_parameters)
                values[std::string{row.name}] = static_cast<double>(base.*row.where);
            for (const float level : {std::min(1.0F, levers[l].high), std::min(1.0F, levers[l].high) / 3}) {
                setting s;
                s.policies = {{.lever = l, .level = level, .communities = {}}};
                const parameters p = in_force(base, strengths_in(s, 0, 0));
                const auto expected = support::written_parameters(values, s, 0, 0);
                for (const auto& row : about_parameters)
                    EXPECT_FLOAT_EQ(p.*row.where, static_cast<float>(expected.at(std::string{row.name})))
                        << name << ": " << row.name;
            }
        }
    }
}

TEST(Levers, HaveOneRowANameAndALabel) {
    std::set<std::string_view> names, labels;
    for (const lever& l : levers) {
        names.insert(l.name);
        labels.insert(l.label_zh);
    }
    EXPECT_EQ(names.size(), lever_count);
    EXPECT_EQ(labels.size(), lever_count);
    EXPECT_EQ(lever_named("no such lever"), lever_count);
}

TEST(Levers, SayInWordsWhatTheyDo) {
    const lever_move pay{&parameters::pay, change::factor, -0.25F}, seats{&parameters::seats, change::factor, 1.0F},
        reach{&parameters::reach, change::add, 0.1F}, support{&parameters::support, change::add, 2.0F},
        recruit{&parameters::recruit, change::add, 0.1F};
    EXPECT_EQ(effect_of(with({pay})), "pay is multiplied by 1 - 0.25x");
    EXPECT_EQ(effect_of(with({seats}, "more room")), "seats are multiplied by 1 + x: more room");
    EXPECT_EQ(effect_of(with({reach, support})), "reach grows by 0.10x, support by 2x");
    EXPECT_EQ(effect_of(with({pay, reach, recruit})),
              "pay is multiplied by 1 - 0.25x; reach and recruit grow by 0.10x");
    EXPECT_EQ(effect_of(with({reach, support, recruit})), "reach, support and recruit grow by 0.1x, 2x and 0.1x");
    EXPECT_EQ(effect_of(with({reach}, "", {"points", 0.25F})),
              "with z = x (1/4 + 0.75 points there): reach grows by 0.10z");
    EXPECT_EQ(effect_of(with({}, "nothing alone")), "nothing alone");
}
