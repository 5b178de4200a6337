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
        474, 0.367, by_band{0.058, 0.109, 0.254, 0.142},
        {0.167, 0.350, 1.012, 0.509}, {0.003, 0.004, 0.012, 0.005}},
    lever_effect{"added_tasks", 0.1, "added_load 0.006 → 0.106",
        -384, -0.328, by_band{-0.048, -0.090, -0.210, -0.117},
        {-0.138, -0.296, -0.908, -0.445}, {0.003, 0.003, 0.012, 0.005}},
    lever_effect{"add_volunteers", 1, "recruit 0 → 1",
        24, 0.178, by_band{0.040, 0.083, 0.368, 0.159},
        {0.085, 0.187, 0.763, 0.337}, {0.002, 0.003, 0.008, 0.003}},
    lever_effect{"volunteer_support", 0.5, "support 0.1 → 0.6",
        85, 0.543, by_band{0.136, 0.302, 0.777, 0.409},
        {0.272, 0.679, 1.877, 0.953}, {0.005, 0.007, 0.015, 0.007}},
    lever_effect{"flexible_volunteering", 1, "flexible_volunteering 0 → 1",
        -133, 0.047, by_band{0.043, 0.090, -0.039, 0.043},
        {0.078, 0.173, -0.047, 0.091}, {0.003, 0.003, 0.006, 0.003}},
    lever_effect{"worker_training", 0.3, "skill_target 1.1 → 1.4, skill_rate 0.002 → 0.0044",
        151, 0.080, by_band{0.019, 0.035, 0.081, 0.045},
        {0.042, 0.087, 0.246, 0.125}, {0.001, 0.002, 0.004, 0.002}},
    lever_effect{"worker_pay", 0.3, "pay 1 → 1.3",
        82, 0.057, by_band{0.010, 0.019, 0.044, 0.025},
        {0.027, 0.055, 0.163, 0.082}, {0.002, 0.004, 0.013, 0.006}},
    lever_effect{"hire_workers", 0.35, "workers_per_1000 1.7 → 2.05",
        639, 0.398, by_band{0.078, 0.147, 0.342, 0.191},
        {0.194, 0.406, 1.168, 0.589}, {0.003, 0.005, 0.014, 0.006}},
    lever_effect{"grid_management", 1, "digital_reach 0.165 → 0.19, neighbour_lift 0.025 → 0.05, grid_heads 0.5 → 1",
        392, 0.277, by_band{0.086, 0.162, 0.342, 0.200},
        {0.167, 0.349, 0.904, 0.477}, {0.002, 0.003, 0.007, 0.003}},
    lever_effect{"building_captains", 10, "building_captains 0 → 10",
        1380, 0.525, by_band{0.167, 0.312, 0.727, 0.406},
        {0.313, 0.650, 1.829, 0.931}, {0.003, 0.004, 0.010, 0.004}},
    lever_effect{"digital_platform", 1, "digital_reach 0.165 → 0.325, handling 0.33 → 0.45, added_load 0.006 → 0.03",
        -74, 0.514, by_band{0.190, 0.366, 0.606, 0.403},
        {0.357, 0.751, 1.572, 0.917}, {0.004, 0.004, 0.011, 0.005}},
    lever_effect{"digital_specialist", 1, "digital_reach 0.325 → 0.525, handling 0.45 → 0.6, added_load 0.03 → 0.015",
        86, 0.580, by_band{0.263, 0.504, 0.857, 0.562},
        {0.457, 0.943, 1.936, 1.141}, {0.004, 0.006, 0.010, 0.004}},
    lever_effect{"one_stop_service", 1, "wait_loss 0.03 → 0.02, handling 0.33 → 0.63",
        55, 0.087, by_band{0.007, 0.013, 0.030, 0.017},
        {0.031, 0.068, 0.213, 0.104}, {0.001, 0.001, 0.004, 0.002}},
    lever_effect{"flexible_hours", 1, "flexible 0 → 1",
        0, 0.162, by_band{0.069, 0.135, 0.040, 0.095},
        {0.140, 0.296, 0.266, 0.257}, {0.003, 0.003, 0.004, 0.002}},
    lever_effect{"youth_programme", 20, "youth_offer 0 → 0.2",
        0, 0.053, by_band{0.192, 0.000, 0.000, 0.036},
        {0.294, 0.034, 0.054, 0.089}, {0.003, 0.001, 0.002, 0.001}},
    lever_effect{"need_matching", 1, "serve_gain 0.1 → 0.2, match_offer 0 → 0.2",
        0, 0.249, by_band{0.119, 0.213, 0.068, 0.153},
        {0.238, 0.473, 0.382, 0.402}, {0.003, 0.003, 0.005, 0.003}},
    lever_effect{"points", 5, "incentive_build 0 → 0.15, incentive_govern 0 → 0.15, incentive_share 0 → 0.15",
        0, 0.621, by_band{0.142, 0.272, 0.581, 0.338},
        {0.326, 0.695, 1.833, 0.958}, {0.005, 0.005, 0.013, 0.006}},
    lever_effect{"party_mobilisation", 1, "party_drive 0.3 → 1, partner_hours 1.2 → 4",
        258, 0.388, by_band{0.082, 0.184, 0.369, 0.219},
        {0.196, 0.457, 1.137, 0.606}, {0.004, 0.003, 0.010, 0.004}},
    lever_effect{"employer_link", 1, "employer_link 0 → 1",
        0, 0.086, by_band{0.037, 0.093, 0.006, 0.057},
        {0.072, 0.195, 0.098, 0.143}, {0.002, 0.002, 0.003, 0.002}},
    lever_effect{"venues", 0.5, "seats 40.55 → 60.82",
        0, 0.005, by_band{0.002, 0.003, 0.007, 0.004},
        {0.003, 0.006, 0.017, 0.009}, {0.000, 0.001, 0.002, 0.001}},
    lever_effect{"social_organisations", 8, "contracted 0 → 8",
        591, 0.360, by_band{0.072, 0.136, 0.316, 0.177},
        {0.176, 0.369, 1.067, 0.537}, {0.002, 0.003, 0.009, 0.004}},
    lever_effect{"participatory_budget", 1, "deliberation 0 → 0.25, v_shift 0 → 0.15",
        0, 0.311, by_band{0.093, 0.200, 0.406, 0.240},
        {0.172, 0.416, 1.037, 0.551}, {0.003, 0.004, 0.010, 0.004}},
    lever_effect{"family_events", 1, "company 0 → 0.5",
        0, 0.665, by_band{0.098, 0.177, 0.338, 0.209},
        {0.316, 0.648, 1.638, 0.875}, {0.004, 0.006, 0.012, 0.005}},
    lever_effect{"emergency_plan", 1, "",
        0, 0.078, std::nullopt,
        {0.020, 0.046, 0.173, 0.078}, {0.001, 0.002, 0.008, 0.004}},
};
// clang-format on

}   // namespace participation
