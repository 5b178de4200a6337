#pragma once
// What each lever alone does in Boli, at the level at which it is demonstrated: what `cogov describe lever NAME` tells.
// Written by tests/patterns/patterns.py together with docs/patterns.md; change nothing here by hand.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace participation {

// Percentage points of weekly participation: of the young, the middle aged, the older, and all.
using by_band = std::array<double, 4>;
inline constexpr std::size_t all_bands = 3;

struct lever_effect {
    std::string_view lever;
    double level;
    std::string_view put_in;          // parameters that it changes, from and to
    double outreach;                  // further hours a week that follow
    double added;                     // simulated beyond by hand, all
    std::optional<by_band> by_hand;   // its direct effect; none of what acts in an emergency
    by_band simulated, half_width;    // of 95 % intervals
};

struct where_effects_were_found {
    int model_version, residents, weeks, replicates;
};
inline constexpr where_effects_were_found effects_of{3, 92000, 156, 32};

// clang-format off
inline constexpr std::array lever_effects{
    lever_effect{"admin_relief", 0.5, "relief 0 → 0.5",
        475, 0.369, by_band{0.059, 0.110, 0.255, 0.143},
        {0.169, 0.352, 1.015, 0.511}, {0.003, 0.004, 0.011, 0.005}},
    lever_effect{"added_tasks", 0.1, "added_load 0.006 → 0.106",
        -386, -0.331, by_band{-0.048, -0.091, -0.211, -0.118},
        {-0.138, -0.297, -0.920, -0.449}, {0.003, 0.004, 0.012, 0.006}},
    lever_effect{"add_volunteers", 1, "recruit 0 → 1",
        23, 0.177, by_band{0.040, 0.082, 0.364, 0.156},
        {0.083, 0.185, 0.759, 0.334}, {0.003, 0.002, 0.008, 0.003}},
    lever_effect{"volunteer_support", 0.5, "support 0.1 → 0.6",
        86, 0.545, by_band{0.135, 0.305, 0.778, 0.411},
        {0.272, 0.682, 1.884, 0.956}, {0.005, 0.006, 0.016, 0.007}},
    lever_effect{"flexible_volunteering", 1, "flexible_volunteering 0 → 1",
        -135, 0.049, by_band{0.042, 0.091, -0.040, 0.043},
        {0.079, 0.176, -0.047, 0.092}, {0.003, 0.004, 0.006, 0.003}},
    lever_effect{"worker_training", 0.3, "skill_target 1.1 → 1.4, skill_rate 0.002 → 0.0044",
        151, 0.081, by_band{0.019, 0.035, 0.081, 0.046},
        {0.043, 0.088, 0.248, 0.126}, {0.001, 0.001, 0.005, 0.002}},
    lever_effect{"worker_pay", 0.3, "pay 1 → 1.3",
        82, 0.057, by_band{0.010, 0.019, 0.045, 0.025},
        {0.026, 0.056, 0.164, 0.082}, {0.002, 0.004, 0.012, 0.006}},
    lever_effect{"hire_workers", 0.35, "workers_per_1000 1.7 → 2.05",
        640, 0.399, by_band{0.079, 0.147, 0.343, 0.192},
        {0.196, 0.408, 1.171, 0.591}, {0.003, 0.005, 0.013, 0.006}},
    lever_effect{"grid_management", 1, "digital_reach 0.165 → 0.19, neighbour_lift 0.025 → 0.05, grid_heads 0.5 → 1",
        392, 0.278, by_band{0.086, 0.162, 0.343, 0.201},
        {0.167, 0.351, 0.904, 0.478}, {0.002, 0.003, 0.008, 0.003}},
    lever_effect{"building_captains", 10, "building_captains 0 → 10",
        1380, 0.528, by_band{0.167, 0.313, 0.728, 0.407},
        {0.315, 0.654, 1.835, 0.935}, {0.004, 0.004, 0.011, 0.004}},
    lever_effect{"digital_platform", 1, "digital_reach 0.165 → 0.325, handling 0.33 → 0.45, added_load 0.006 → 0.03",
        -74, 0.515, by_band{0.191, 0.366, 0.607, 0.403},
        {0.359, 0.753, 1.575, 0.919}, {0.004, 0.003, 0.009, 0.004}},
    lever_effect{"digital_specialist", 1, "digital_reach 0.325 → 0.525, handling 0.45 → 0.6, added_load 0.03 → 0.015",
        87, 0.584, by_band{0.264, 0.506, 0.859, 0.563},
        {0.457, 0.946, 1.950, 1.147}, {0.004, 0.005, 0.011, 0.005}},
    lever_effect{"one_stop_service", 1, "wait_loss 0.03 → 0.02, handling 0.33 → 0.63",
        55, 0.088, by_band{0.007, 0.013, 0.030, 0.017},
        {0.032, 0.069, 0.214, 0.104}, {0.001, 0.001, 0.005, 0.002}},
    lever_effect{"flexible_hours", 1, "flexible 0 → 1",
        0, 0.164, by_band{0.069, 0.136, 0.041, 0.095},
        {0.139, 0.298, 0.269, 0.259}, {0.003, 0.003, 0.005, 0.003}},
    lever_effect{"youth_programme", 20, "youth_offer 0 → 0.2",
        0, 0.052, by_band{0.191, 0.000, 0.000, 0.036},
        {0.294, 0.033, 0.053, 0.089}, {0.004, 0.001, 0.003, 0.002}},
    lever_effect{"need_matching", 1, "serve_gain 0.1 → 0.2, match_offer 0 → 0.2",
        0, 0.252, by_band{0.118, 0.214, 0.068, 0.153},
        {0.239, 0.478, 0.385, 0.405}, {0.003, 0.003, 0.006, 0.003}},
    lever_effect{"points", 5, "incentive_build 0 → 0.15, incentive_govern 0 → 0.15, incentive_share 0 → 0.15",
        0, 0.626, by_band{0.141, 0.274, 0.582, 0.339},
        {0.328, 0.701, 1.846, 0.965}, {0.005, 0.004, 0.011, 0.005}},
    lever_effect{"party_mobilisation", 1, "party_drive 0.3 → 1, partner_hours 1.2 → 4",
        258, 0.298, by_band{0.064, 0.144, 0.304, 0.176},
        {0.148, 0.348, 0.905, 0.473}, {0.003, 0.003, 0.009, 0.004}},
    lever_effect{"employer_link", 1, "employer_link 0 → 1",
        0, 0.087, by_band{0.037, 0.093, 0.006, 0.057},
        {0.072, 0.196, 0.099, 0.144}, {0.002, 0.003, 0.004, 0.002}},
    lever_effect{"venues", 0.5, "seats 40.55 → 60.82",
        0, 0.005, by_band{0.002, 0.003, 0.008, 0.004},
        {0.003, 0.006, 0.018, 0.009}, {0.000, 0.001, 0.002, 0.001}},
    lever_effect{"social_organisations", 8, "contracted 0 → 8",
        592, 0.361, by_band{0.073, 0.136, 0.318, 0.177},
        {0.177, 0.370, 1.069, 0.538}, {0.003, 0.003, 0.007, 0.003}},
    lever_effect{"participatory_budget", 1, "deliberation 0 → 0.25, v_shift 0 → 0.15",
        0, 0.311, by_band{0.093, 0.201, 0.408, 0.241},
        {0.171, 0.418, 1.038, 0.553}, {0.003, 0.003, 0.008, 0.004}},
    lever_effect{"family_events", 1, "company 0 → 0.5",
        0, 0.672, by_band{0.096, 0.178, 0.340, 0.210},
        {0.318, 0.656, 1.647, 0.882}, {0.004, 0.005, 0.015, 0.006}},
    lever_effect{"emergency_plan", 1, "",
        0, 0.078, std::nullopt,
        {0.019, 0.046, 0.174, 0.078}, {0.002, 0.003, 0.009, 0.004}},
};
// clang-format on

}   // namespace participation
