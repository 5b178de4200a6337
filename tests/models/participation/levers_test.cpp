#include <set>

#include <gtest/gtest.h>

#include "models/participation/levers.hpp"
#include "tests/support/written_week.hpp"

namespace {

using namespace participation;

told_effect effect_of(const char* name, const lever_values& values = standard_lever_values()) {
    return participation::effect_of(lever_named(name), values);
}

// What is in force with the given strengths, from parameters at which nothing is clipped.
struct pulled {
    parameters base = standard_parameters();
    lever_values values = standard_lever_values();
    [[nodiscard]] parameters by(std::initializer_list<std::pair<const char*, double>> pulls) const {
        strengths x{};
        for (const auto& [name, strength] : pulls) x[lever_named(name)] = strength;
        return in_force(base, values, x);
    }
};

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
                const parameters p = in_force(base, standard_lever_values(), strengths_in(s, 0, 0));
                const auto expected = support::written_parameters(values, s, 0, 0);
                for (const auto& row : about_parameters)
                    EXPECT_FLOAT_EQ(p.*row.where, static_cast<float>(expected.at(std::string{row.name})))
                        << name << ": " << row.name;
            }
        }
    }
}

TEST(Levers, DoWhatWasReckonedByHand) {
    const pulled all;
    EXPECT_FLOAT_EQ(all.by({{"admin_relief", 0.5}}).relief, 0.5F);
    EXPECT_EQ(all.by({{"admin_relief", 0.5}}).admin_share, all.base.admin_share);
    EXPECT_FLOAT_EQ(all.by({{"added_tasks", 0.1}}).added_load, 0.1F);
    EXPECT_FLOAT_EQ(all.by({{"worker_training", 0.5}}).skill_rate, 0.002F * 3);
    EXPECT_FLOAT_EQ(all.by({{"building_captains", 10}}).building_captains, 10.0F);
    EXPECT_FLOAT_EQ(all.by({{"grid_management", 0.5}}).grid_heads, 0.5F);
    EXPECT_FLOAT_EQ(all.by({{"grid_management", 0.5}}).neighbour_lift, 0.025F);
    EXPECT_FLOAT_EQ(all.by({{"one_stop_service", 1}}).wait_loss, all.base.wait_loss / 2);
    EXPECT_FLOAT_EQ(all.by({{"youth_programme", 20}}).youth_offer, 0.2F);
    EXPECT_FLOAT_EQ(all.by({{"need_matching", 0.5}}).match_offer, 0.1F);
    EXPECT_FLOAT_EQ(all.by({{"need_matching", 0.5}}).serve_gain, all.base.serve_gain * 1.5F);
    for (const auto incentive :
         {&parameters::incentive_build, &parameters::incentive_govern, &parameters::incentive_share})
        EXPECT_FLOAT_EQ(all.by({{"points", 5}}).*incentive, 0.15F);
    EXPECT_FLOAT_EQ(all.by({{"party_mobilisation", 0.25}}).partner_hours, 1.0F);
    EXPECT_FLOAT_EQ(all.by({{"participatory_budget", 1}}).deliberation, 0.25F);
    EXPECT_FLOAT_EQ(all.by({{"participatory_budget", 1}}).v_shift, 0.15F);
    EXPECT_FLOAT_EQ(all.by({{"family_events", 1}}).company, 0.5F);
}

TEST(Levers, ASpecialistCompletesThePlatformAndTakesOffItsLoad) {
    pulled all;
    all.base.digital_reach = 0.1F;
    const parameters alone = all.by({{"digital_platform", 0.8}}),
                     both = all.by({{"digital_platform", 0.8}, {"digital_specialist", 0.5}});
    EXPECT_FLOAT_EQ(alone.digital_reach, 0.1F + 0.4F * 0.8F * 0.5F);
    EXPECT_FLOAT_EQ(alone.handling, 0.3F * 0.8F * 0.5F);
    EXPECT_FLOAT_EQ(alone.added_load, 0.03F * 0.8F);
    EXPECT_FLOAT_EQ(both.digital_reach, 0.1F + 0.4F * 0.8F * 0.75F);
    EXPECT_FLOAT_EQ(both.added_load, 0.03F * 0.8F * 0.75F);
    EXPECT_EQ(all.by({{"digital_specialist", 1}}), all.base);
    all.values.coefficients[coefficient_named("digital_platform.without_specialist")] = 0.2F;
    all.values.coefficients[coefficient_named("digital_specialist.load_saved")] = 1;
    EXPECT_FLOAT_EQ(all.by({{"digital_platform", 1}}).handling, 0.3F * 0.2F);
    EXPECT_FLOAT_EQ(all.by({{"digital_platform", 1}, {"digital_specialist", 1}}).added_load, 0.0F);
}

TEST(Levers, CoefficientsAreParametersWithinTheirPriors) {
    for (const sim::parameter_row& row : about_coefficients) {
        EXPECT_EQ(std::ranges::count_if(levers, [&](const lever& l) { return belongs_to(row, l); }), 1) << row.name;
        EXPECT_FLOAT_EQ(row.standard, static_cast<float>(row.believed.mode)) << row.name;
        EXPECT_LE(static_cast<double>(row.low), row.believed.low + 1e-7) << row.name;
        EXPECT_LE(row.believed.low, row.believed.mode) << row.name;
        EXPECT_LE(row.believed.mode, row.believed.high) << row.name;
        EXPECT_LE(row.believed.high, static_cast<double>(row.high) + 1e-7) << row.name;
    }
    for (const lever& l : levers)
        EXPECT_TRUE(l.cost_believed.form == sim::shape::none || l.cost == l.cost_believed.mode) << l.name;
    pulled crowding;
    crowding.values.coefficients[coefficient_named("points.incentive_build")] = -0.02F;
    EXPECT_FLOAT_EQ(crowding.by({{"points", 5}}).incentive_build, -0.1F);
}

TEST(Levers, HaveOneRowANameAndALabel) {
    std::set<std::string_view> names, labels, coefficients;
    for (const lever& l : levers) {
        names.insert(l.name);
        labels.insert(l.label_zh);
    }
    for (const sim::parameter_row& row : about_coefficients) coefficients.insert(row.name);
    EXPECT_EQ(names.size(), lever_count);
    EXPECT_EQ(labels.size(), lever_count);
    EXPECT_EQ(coefficients.size(), coefficient_count);
    EXPECT_EQ(lever_named("no such lever"), lever_count);
}

TEST(Levers, SayInWordsWhatTheyDo) {
    EXPECT_EQ(effect_of("venues").en, "seats are multiplied by 1 + x");
    EXPECT_EQ(effect_of("venues").zh, "seats 乘以 1 + x");
    EXPECT_EQ(effect_of("one_stop_service").en, "handling grows by 0.6x; wait_loss is multiplied by 1 - 0.5x");
    EXPECT_EQ(effect_of("one_stop_service").zh, "handling 增加 0.6x；wait_loss 乘以 1 - 0.5x");
    EXPECT_EQ(effect_of("points").en, "incentive_build, incentive_govern and incentive_share grow by 0.03x");
    EXPECT_EQ(effect_of("employer_link").en, "employer_link grows by x: less of the work unit effect");
    EXPECT_EQ(effect_of("digital_platform").en,
              "with y the strength of digital_specialist there and z = x (0.5 + 0.5y): digital_reach grows by 0.4z; "
              "handling grows by 0.3z; added_load grows by 0.03x (1 - 0.5y): somebody has to feed it");
    EXPECT_TRUE(effect_of("digital_specialist").en.starts_with("runs the platform"));
    lever_values other = standard_lever_values();
    other.coefficients[coefficient_named("points.incentive_build")] = 0.05F;
    EXPECT_EQ(effect_of("points", other).en,
              "incentive_build grows by 0.05x; incentive_govern and incentive_share grow by 0.03x");
}
