#include "models/participation/levers.hpp"

namespace participation {

namespace {
constexpr float one = 1.0F;
using base = spending_base;
using per = spending_period;
}   // namespace

// clang-format off
const std::array<lever, lever_count> levers{{
    {{"admin_relief", "行政减负（权责清单、准入制）", "share of the load cleared", 0.0F, 1.0F, 0.5F,
      "admin_share is multiplied by 1 - x",
      30, "hour_cleared", "week",
      "assumed: county clerk about 55000 yuan a year / 1800 h; per hour cleared (work taken over by county departments; 0 if abolished)"},
     base::hour_cleared, per::week,
     [](float x, float /*specialist*/, effects& on) {
            on.scale.admin_share *= one - x;
        }},
    {{"add_volunteers", "增加志愿者", "recruits per 1000 residents and week", 0.0F, 20.0F, 1.0F,
      "recruit grows by x",
      150, "per_1000_residents", "week",
      "assumed; per recruit (one-off: insurance 20; training 80; kit 50)"},
     base::per_1000_residents, per::week,
     [](float x, float /*specialist*/, effects& on) {
            on.add.recruit += x;
        }},
    {{"volunteer_support", "志愿激励、时间银行", "degree", 0.0F, 0.9F, 0.5F,
      "support grows by x: volunteers leave less often and fatigue weighs less",
      120, "active_volunteer", "year",
      "assumed: time-bank office and small rewards"},
     base::active_volunteer, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.support += x;
        }},
    {{"flexible_volunteering", "灵活志愿服务", "degree", 0.0F, 1.0F, 1.0F,
      "flexible_volunteering grows by x: shorter tasks for the employed, an hour worth a little less",
      40, "active_volunteer", "year",
      "assumed: scheduling by app"},
     base::active_volunteer, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.flexible_volunteering += x;
        }},
    {{"worker_training", "社工培训", "gain in target skill", 0.0F, 1.0F, 0.3F,
      "skill_target grows by x, skill_rate is multiplied by 1 + 4x",
      6000, "post", "year",
      "assumed: 40 h a year plus certificate fee; per post-year per unit x (x=0.3 costs 1800)"},
     base::post, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.skill_target += x;
            on.scale.skill_rate *= one + 4 * x;
        }},
    {{"worker_pay", "提高社工待遇", "share of pay", 0.0F, 2.0F, 0.3F,
      "pay is multiplied by 1 + x",
      42000, "post", "year",
      "assumed: 2700-3000 yuan a month and 12 months plus employer contributions; Harbin scheme has bonus up to 6000; per post-year per unit x (x=0.3 costs 12600)"},
     base::post, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.scale.pay *= one + x;
        }},
    {{"hire_workers", "增配社区工作者", "posts per 1000 residents", 0.0F, 2.0F, 0.35F,
      "workers_per_1000 grows by x",
      48000, "per_1000_residents", "year",
      "assumed: pay 42000 plus 6000 overhead"},
     base::per_1000_residents, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.workers_per_1000 += x;
        }},
    {{"grid_management", "网格化管理（五个一）", "degree", 0.0F, 1.0F, 1.0F,
      "reach is multiplied by 1 + 0.5x; neighbour_lift and digital_reach grow by 0.10x",
      3600, "grid", "year",
      "assumed: 300 yuan a month for the grid head"},
     base::grid, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.scale.reach *= one + 0.5F * x;
            on.add.neighbour_lift += 0.10F * x;
            on.add.digital_reach += 0.10F * x;
        }},
    {{"digital_platform", "信息化平台", "degree", 0.0F, 1.0F, 1.0F,
      "with z = x (1/2 + 1/2 digital_specialist there): digital_reach grows by 0.40z, handling by 0.30z",
      220000, "county_share", "year",
      "assumed: county scale; without specialist; per county-year at x=1 (600000 over 5 years plus 100000 running)"},
     base::county_share, per::year,
     [](float x, float specialist, effects& on) {
            const float z = x * (0.5F + 0.5F * specialist);
            on.add.digital_reach += 0.40F * z;
            on.add.handling += 0.30F * z;
        }},
    {{"digital_specialist", "信息化专业人员", "degree", 0.0F, 1.0F, 1.0F,
      "runs the platform: raises its effect from half to whole; nothing without a platform",
      60000, "county_share", "year",
      "assumed"},
     base::county_share, per::year,
     [](float /*x*/, float /*specialist*/, effects& /*on*/) {}},
    {{"one_stop_service", "一站式、代办、四零服务", "degree", 0.0F, 1.0F, 1.0F,
      "handling grows by 0.60x, wait_loss is multiplied by 1 - 0.5x",
      40000, "community", "year",
      "assumed: counter; errands; terminal written off over 5 years"},
     base::community, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.handling += 0.60F * x;
            on.scale.wait_loss *= one - 0.5F * x;
        }},
    {{"flexible_hours", "错时、弹性活动", "degree", 0.0F, 1.0F, 1.0F,
      "flexible grows by x: events outside office hours",
      18000, "community", "year",
      "assumed: 12 evening or weekend hours a week x 30 yuan"},
     base::community, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.flexible += x;
        }},
    {{"youth_programme", "青年参与项目", "utility", 0.0F, 3.0F, 0.7F,
      "youth_offer grows by x",
      40000, "community", "year",
      "assumed: 25 events x 1600; per community-year per unit utility"},
     base::community, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.youth_offer += x;
        }},
    {{"need_matching", "精准服务、需求清单", "degree", 0.0F, 1.0F, 1.0F,
      "serve_gain is multiplied by 1 + x, b_institution by 1 + 0.5x",
      15000, "community", "year",
      "assumed: yearly needs survey and lists"},
     base::community, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.scale.serve_gain *= one + x;
            on.scale.b_institution *= one + 0.5F * x;
        }},
    {{"points", "积分制", "utility", 0.0F, 2.0F, 0.3F,
      "incentive_build, incentive_govern and incentive_share grow by x, 0.6x and 0.6x",
      15, "participant", "week",
      "assumed: goods of 3-6 yuan a time; per participation per unit utility (x=0.3 costs 4.5)"},
     base::participant, per::week,
     [](float x, float /*specialist*/, effects& on) {
            on.add.incentive_build += x;
            on.add.incentive_govern += 0.6F * x;
            on.add.incentive_share += 0.6F * x;
        }},
    {{"party_mobilisation", "党建引领、四联", "degree", 0.0F, 1.0F, 1.0F,
      "party_drive grows by x, partner_hours by 4x",
      20000, "community", "year",
      "assumed: events and double-registration; party fees pay part"},
     base::community, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.party_drive += x;
            on.add.partner_hours += 4 * x;
        }},
    {{"employer_link", "单位联建", "degree", 0.0F, 1.0F, 1.0F,
      "employer_link grows by x: less of the work unit effect",
      10000, "community", "year",
      "assumed: joint meetings and one event a quarter"},
     base::community, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.employer_link += x;
        }},
    {{"venues", "活动场所", "growth of seats", 0.0F, 3.0F, 0.5F,
      "seats are multiplied by 1 + x",
      400, "seat", "year",
      "derived: 30 m2 per 100 households; 3 m2 a seat; 700 yuan per m2 fit-out assumed; per seat-year (2000 one-off over 10 years plus 200 running)"},
     base::seat, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.scale.seats *= one + x;
        }},
    {{"social_organisations", "社会组织、购买服务", "hours per 1000 residents and week", 0.0F, 100.0F, 8.0F,
      "contracted grows by x",
      40, "per_1000_residents", "week",
      "assumed: 60000-80000 yuan per social-work post-year / 1800 h; national spend 6.84 bn in 2019"},
     base::per_1000_residents, per::week,
     [](float x, float /*specialist*/, effects& on) {
            on.add.contracted += x;
        }},
    {{"emergency_plan", "应急预案与演练", "degree", 0.0F, 1.0F, 1.0F,
      "prepared grows by x: acts in an emergency",
      12000, "community", "year",
      "assumed: two drills; store; training"},
     base::community, per::year,
     [](float x, float /*specialist*/, effects& on) {
            on.add.prepared += x;
        }},
}};
// clang-format on

std::size_t lever_named(std::string_view name) {
    std::size_t i = 0;
    while (i < levers.size() && levers[i].name != name) ++i;
    return i;
}

}   // namespace participation
