#pragma once
// Every lever, one row each: name, label, level, what it does, what it costs. Reader, help, spending and reports walk
// this table.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/participation/participation_parameters.hpp"
#include "sim/scenario/model.hpp"

namespace participation {

// What a lever of strength x does to one parameter: value + by x, or value (1 + by x). All adds come first.
enum class change : std::uint8_t { add, factor };
struct lever_move {
    float parameters::*what = nullptr;   // none: no move
    change how = change::add;
    float by = 0;
};

// A lever that needs another in the same place acts with x (alone + (1 - alone) y), y the other's strength there.
struct lever_helper {
    std::string_view name;   // of the other; none: ""
    float alone = 1;
};

// `effect` of a row is what is said behind the moves; effect_of() says both.
struct lever : sim::instrument_row {
    std::array<lever_move, 3> moves;
    lever_helper helper{};
    bool in_emergency = false;   // acts in an emergency only
};

// clang-format off
inline constexpr std::array levers{
    lever{{"admin_relief", "行政减负（权责清单、准入制）", "share of the load cleared", 0.0F, 1.0F, 0.5F,
      "",
      30, "hour_cleared", "week",
      "assumed: county clerk about 55000 yuan a year / 1800 h; per hour cleared (work taken over by county "
      "departments; 0 if abolished)"},
     {{{&parameters::admin_share, change::factor, -1.0F}}}},
    lever{{"add_volunteers", "增加志愿者", "recruits per 1000 residents and week", 0.0F, 20.0F, 1.0F,
      "",
      150, "per_1000_residents", "week",
      "assumed; per recruit (one-off: insurance 20; training 80; kit 50)"},
     {{{&parameters::recruit, change::add, 1.0F}}}},
    lever{{"volunteer_support", "志愿激励、时间银行", "degree", 0.0F, 0.9F, 0.5F,
      "volunteers leave less often and fatigue weighs less",
      120, "active_volunteer", "year",
      "assumed: time-bank office and small rewards"},
     {{{&parameters::support, change::add, 1.0F}}}},
    lever{{"flexible_volunteering", "灵活志愿服务", "degree", 0.0F, 1.0F, 1.0F,
      "shorter tasks for the employed, an hour worth a little less",
      40, "active_volunteer", "year",
      "assumed: scheduling by app"},
     {{{&parameters::flexible_volunteering, change::add, 1.0F}}}},
    lever{{"worker_training", "社工培训", "gain in target skill", 0.0F, 1.0F, 0.3F,
      "",
      6000, "post", "year",
      "assumed: 40 h a year plus certificate fee; per post-year per unit x (x=0.3 costs 1800)"},
     {{{&parameters::skill_target, change::add, 1.0F},
       {&parameters::skill_rate, change::factor, 4.0F}}}},
    lever{{"worker_pay", "提高社工待遇", "share of pay", 0.0F, 2.0F, 0.3F,
      "",
      42000, "post", "year",
      "assumed: 2700-3000 yuan a month and 12 months plus employer contributions; Harbin scheme has bonus "
      "up to 6000; per post-year per unit x (x=0.3 costs 12600)"},
     {{{&parameters::pay, change::factor, 1.0F}}}},
    lever{{"hire_workers", "增配社区工作者", "posts per 1000 residents", 0.0F, 2.0F, 0.35F,
      "",
      48000, "per_1000_residents", "year",
      "assumed: pay 42000 plus 6000 overhead"},
     {{{&parameters::workers_per_1000, change::add, 1.0F}}}},
    lever{{"grid_management", "网格化管理（五个一）", "degree", 0.0F, 1.0F, 1.0F,
      "",
      3600, "grid", "year",
      "assumed: 300 yuan a month for the grid head"},
     {{{&parameters::reach, change::factor, 0.5F},
       {&parameters::neighbour_lift, change::add, 0.1F},
       {&parameters::digital_reach, change::add, 0.1F}}}},
    lever{{"digital_platform", "信息化平台", "degree", 0.0F, 1.0F, 1.0F,
      "",
      220000, "county_share", "year",
      "assumed: county scale; without specialist; per county-year at x=1 (600000 over 5 years plus 100000 running)"},
     {{{&parameters::digital_reach, change::add, 0.4F},
       {&parameters::handling, change::add, 0.3F}}},
     {"digital_specialist",
      0.5F}},
    lever{{"digital_specialist", "信息化专业人员", "degree", 0.0F, 1.0F, 1.0F,
      "runs the platform: raises its effect from half to whole; nothing without a platform",
      60000, "county_share", "year",
      "assumed"},
     {{}}},
    lever{{"one_stop_service", "一站式、代办、四零服务", "degree", 0.0F, 1.0F, 1.0F,
      "",
      40000, "community", "year",
      "assumed: counter; errands; terminal written off over 5 years"},
     {{{&parameters::handling, change::add, 0.6F},
       {&parameters::wait_loss, change::factor, -0.5F}}}},
    lever{{"flexible_hours", "错时、弹性活动", "degree", 0.0F, 1.0F, 1.0F,
      "events outside office hours",
      18000, "community", "year",
      "assumed: 12 evening or weekend hours a week x 30 yuan"},
     {{{&parameters::flexible, change::add, 1.0F}}}},
    lever{{"youth_programme", "青年参与项目", "utility", 0.0F, 3.0F, 0.7F,
      "",
      40000, "community", "year",
      "assumed: 25 events x 1600; per community-year per unit utility"},
     {{{&parameters::youth_offer, change::add, 1.0F}}}},
    lever{{"need_matching", "精准服务、需求清单", "degree", 0.0F, 1.0F, 1.0F,
      "",
      15000, "community", "year",
      "assumed: yearly needs survey and lists"},
     {{{&parameters::serve_gain, change::factor, 1.0F},
       {&parameters::b_institution, change::factor, 0.5F}}}},
    lever{{"points", "积分制", "utility", 0.0F, 2.0F, 0.3F,
      "",
      15, "participant", "week",
      "assumed: goods of 3-6 yuan a time; per participation per unit utility (x=0.3 costs 4.5)"},
     {{{&parameters::incentive_build, change::add, 1.0F},
       {&parameters::incentive_govern, change::add, 0.6F},
       {&parameters::incentive_share, change::add, 0.6F}}}},
    lever{{"party_mobilisation", "党建引领、四联", "degree", 0.0F, 1.0F, 1.0F,
      "",
      20000, "community", "year",
      "assumed: events and double-registration; party fees pay part"},
     {{{&parameters::party_drive, change::add, 1.0F},
       {&parameters::partner_hours, change::add, 4.0F}}}},
    lever{{"employer_link", "单位联建", "degree", 0.0F, 1.0F, 1.0F,
      "less of the work unit effect",
      10000, "community", "year",
      "assumed: joint meetings and one event a quarter"},
     {{{&parameters::employer_link, change::add, 1.0F}}}},
    lever{{"venues", "活动场所", "growth of seats", 0.0F, 3.0F, 0.5F,
      "",
      400, "seat", "year",
      "derived: 30 m2 per 100 households; 3 m2 a seat; 700 yuan per m2 fit-out assumed; per seat-year (2000 "
      "one-off over 10 years plus 200 running)"},
     {{{&parameters::seats, change::factor, 1.0F}}}},
    lever{{"social_organisations", "社会组织、购买服务", "hours per 1000 residents and week", 0.0F, 100.0F, 8.0F,
      "",
      40, "per_1000_residents", "week",
      "assumed: 60000-80000 yuan per social-work post-year / 1800 h; national spend 6.84 bn in 2019"},
     {{{&parameters::contracted, change::add, 1.0F}}}},
    lever{{"emergency_plan", "应急预案与演练", "degree", 0.0F, 1.0F, 1.0F,
      "acts in an emergency",
      12000, "community", "year",
      "assumed: two drills; store; training"},
     {{{&parameters::prepared, change::add, 1.0F}}},
     {}, true}
};
// clang-format on

inline constexpr std::size_t lever_count = levers.size();

// Index of a lever by name; lever_count where there is none.
[[nodiscard]] constexpr std::size_t lever_named(std::string_view name) {
    std::size_t i = 0;
    while (i < lever_count && levers[i].name != name) ++i;
    return i;
}

// What a lever does, in words: "handling grows by 0.60x, wait_loss is multiplied by 1 - 0.5x".
[[nodiscard]] std::string effect_of(const lever& l);

}   // namespace participation
