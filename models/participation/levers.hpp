#pragma once
// Every lever, one row each: name, label, level, what it does, what it costs. Reader, help, spending and reports walk
// this table. What a lever's level is multiplied by, where that is not 1, is a parameter and has a row below.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "models/participation/participation_parameters.hpp"
#include "sim/scenario/model.hpp"

namespace participation {

// What a lever of strength x does to one parameter: value + k x, value (1 + k x) or value (1 - k x). All adds come first.
// k is 1, or the coefficient LEVER.PARAMETER.
enum class change : std::uint8_t { add, raise, lower };
// What a second lever of strength y in the same place makes of x: x (a + (1 - a) y), or x (1 - b y); its row says a and b.
enum class second : std::uint8_t { none, completes, relieves };
struct lever_move {
    float parameters::*what = nullptr;   // none: no move
    change how = change::add;
    second with = second::none;
};

struct lever_helper {
    std::string_view name;              // of the other lever; none: ""
    std::string_view alone, relieved;   // coefficients: a and b
};

// `effect` of a row is what is said behind the moves; effect_of() says both.
struct lever : sim::instrument_row {
    std::array<lever_move, 3> moves{};
    lever_helper helper{};
    bool in_emergency = false;   // acts in an emergency only
};

// clang-format off
inline constexpr std::array levers{
    lever{{"admin_relief", "行政减负（权责清单、准入制）",
      {"share of the load cleared", "清理的行政负荷比例"}, 0.0F, 1.0F, 0.5F,
      {"less of it stays cleared than on paper, and not all of the hours reach residents",
       "实际减少的少于纸面，腾出的工时也不全用于居民"},
      25, "hour_cleared", "week", sim::provenance::assumed,
      {"county clerk about 55000 yuan a year / 1800 h; per hour cleared (work taken over by county departments; 0 if "
       "abolished)",
       "县级文员每年约55000元，按1800小时计；每清理一小时（由县级部门接手；取消则为0）"},
      {sim::shape::triangular, 0, 25, 45}},
     {{{&parameters::relief}}}},
    lever{{"added_tasks", "增加下派任务",
      {"share of hours", "占工时的比例"}, 0.0F, 1.0F, 0.1F,
      {"what new inspections and forms cost: a lever that harms", "新增检查和报表的代价：有害的措施"},
      0, "community", "year", sim::provenance::definition,
      {"none: it is the cost of it that the model shows", "无：其代价正是模型所要显示的"}},
     {{{&parameters::added_load}}}},
    lever{{"add_volunteers", "增加志愿者",
      {"recruits per 1000 residents and week", "每千名居民每周招募人数"}, 0.0F, 20.0F, 1.0F,
      {"recruits are less keen than those who come by themselves", "招募者不如自愿加入者积极"},
      150, "per_1000_residents", "week", sim::provenance::assumed,
      {"per recruit (one-off: insurance 20; training 80; kit 50)", "每名招募者（一次性：保险20，培训80，装备50）"},
      {sim::shape::log_triangular, 75, 150, 300}},
     {{{&parameters::recruit}}}},
    lever{{"volunteer_support", "志愿激励、时间银行",
      {"degree", "程度"}, 0.0F, 0.9F, 0.5F,
      {"volunteers leave less often and fatigue weighs less", "志愿者流失减少，疲劳影响减轻"},
      120, "active_volunteer", "year", sim::provenance::assumed,
      {"time-bank office and small rewards", "时间银行办公和小额奖励"},
      {sim::shape::log_triangular, 60, 120, 240}},
     {{{&parameters::support}}}},
    lever{{"flexible_volunteering", "灵活志愿服务",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"shorter tasks for the employed, an hour worth a little less", "在职者任务更短，每小时价值略低"},
      40, "active_volunteer", "year", sim::provenance::assumed,
      {"scheduling by app", "用应用程序排班"},
      {sim::shape::log_triangular, 20, 40, 80}},
     {{{&parameters::flexible_volunteering}}}},
    lever{{"worker_training", "社工培训",
      {"gain in target skill", "目标技能的提高"}, 0.0F, 1.0F, 0.3F,
      {"", ""},
      6000, "post", "year", sim::provenance::assumed,
      {"40 h a year plus certificate fee; per post-year per unit x (x=0.3 costs 1800)",
       "每年40学时加证书费用；每岗位每年每单位级别（0.3 为1800元）"},
      {sim::shape::log_triangular, 3000, 6000, 12000}},
     {{{&parameters::skill_target},
       {&parameters::skill_rate, change::raise}}}},
    lever{{"worker_pay", "提高社工待遇",
      {"share of pay", "占工资的比例"}, 0.0F, 2.0F, 0.3F,
      {"", ""},
      42000, "post", "year", sim::provenance::assumed,
      {"2700-3000 yuan a month and 12 months plus employer contributions; Harbin scheme has bonus up to 6000; per "
       "post-year per unit x (x=0.3 costs 12600)",
       "每月2700至3000元，12个月，加单位缴费；哈尔滨方案奖金最高6000元；每岗位每年每单位级别（0.3 为12600元）"},
      {sim::shape::log_triangular, 21000, 42000, 84000}},
     {{{&parameters::pay, change::raise}}}},
    lever{{"hire_workers", "增配社区工作者",
      {"posts per 1000 residents", "每千名居民岗位数"}, 0.0F, 2.0F, 0.35F,
      {"posts are whole, and a town has those that it pays for", "岗位为整数，全镇岗位数与所付相同"},
      48000, "added_post", "year", sim::provenance::assumed,
      {"pay 42000 plus 6000 overhead", "工资42000元加管理费6000元"},
      {sim::shape::log_triangular, 24000, 48000, 96000}},
     {{{&parameters::workers_per_1000}}}},
    lever{{"grid_management", "网格化管理（五个一）",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"each grid's head is paid for hours of contact", "每名网格长有受薪走访工时"},
      3600, "grid", "year", sim::provenance::assumed,
      {"300 yuan a month for the grid head, for about 5 h a week of contact", "网格长每月300元，每周走访约5小时"},
      {sim::shape::log_triangular, 1800, 3600, 7200}},
     {{{&parameters::grid_heads},
       {&parameters::neighbour_lift},
       {&parameters::digital_reach}}}},
    lever{{"building_captains", "楼栋长、居民骨干",
      {"captains per 1000 residents", "每千名居民楼栋长数"}, 0.0F, 30.0F, 10.0F,
      {"residents who go from door to door", "由居民上门走访"},
      600, "captain", "year", sim::provenance::assumed,
      {"50 yuan a month of allowance", "每月补贴50元"},
      {sim::shape::log_triangular, 300, 600, 1200}},
     {{{&parameters::building_captains}}}},
    lever{{"digital_platform", "信息化平台",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"somebody has to feed it", "需要有人维护"},
      220000, "county_share", "year", sim::provenance::assumed,
      {"county scale; without specialist; per county-year at x=1 (600000 over 5 years plus 100000 running)",
       "县级规模；不含专业人员；级别为 1 时全县每年（600000元分5年，加运行费100000元）"},
      {sim::shape::log_triangular, 110000, 220000, 440000}},
     {{{&parameters::digital_reach, change::add, second::completes},
       {&parameters::handling, change::add, second::completes},
       {&parameters::added_load, change::add, second::relieves}}},
     {"digital_specialist", "digital_platform.without_specialist", "digital_specialist.load_saved"}},
    lever{{"digital_specialist", "信息化专业人员",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"runs the platform: it works in full and costs workers less time; nothing without a platform",
       "运行平台：平台充分发挥作用，社区工作者少费时间；没有平台则无作用"},
      60000, "county_share", "year", sim::provenance::assumed,
      {"assumed", "假定"},
      {sim::shape::log_triangular, 30000, 60000, 120000}}},
    lever{{"one_stop_service", "一站式、代办、四零服务",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"", ""},
      40000, "community", "year", sim::provenance::assumed,
      {"counter; errands; terminal written off over 5 years", "窗口、代办、终端机分5年摊销"},
      {sim::shape::log_triangular, 20000, 40000, 80000}},
     {{{&parameters::handling},
       {&parameters::wait_loss, change::lower}}}},
    lever{{"flexible_hours", "错时、弹性活动",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"events outside office hours", "在上班时间以外办活动"},
      18000, "community", "year", sim::provenance::assumed,
      {"12 evening or weekend hours a week x 30 yuan", "每周晚间或周末12小时，每小时30元"},
      {sim::shape::log_triangular, 9000, 18000, 36000}},
     {{{&parameters::flexible}}}},
    lever{{"youth_programme", "青年参与项目",
      {"yuan per young resident and year", "每名青年每年元数"}, 0.0F, 200.0F, 20.0F,
      {"", ""},
      1, "young", "year", sim::provenance::definition,
      {"the level is its cost", "级别就是费用"}},
     {{{&parameters::youth_offer}}}},
    lever{{"need_matching", "精准服务、需求清单",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"", ""},
      15000, "community", "year", sim::provenance::assumed,
      {"yearly needs survey and lists", "每年需求调查和清单"},
      {sim::shape::log_triangular, 7500, 15000, 30000}},
     {{{&parameters::serve_gain, change::raise},
       {&parameters::match_offer}}}},
    lever{{"points", "积分制",
      {"yuan per participation", "每次参与元数"}, 0.0F, 30.0F, 5.0F,
      {"", ""},
      1.2, "participant", "week", sim::provenance::assumed,
      {"the goods and a fifth for running the scheme", "兑换物品，另加五分之一的运营费用"},
      {sim::shape::triangular, 1.0, 1.2, 1.6}},
     {{{&parameters::incentive_build},
       {&parameters::incentive_govern},
       {&parameters::incentive_share}}}},
    lever{{"party_mobilisation", "党建引领、四联",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"", ""},
      40000, "community", "year", sim::provenance::assumed,
      {"events, double registration, and the partner hours in part", "活动、双报到，以及部分共建单位工时"},
      {sim::shape::log_triangular, 20000, 40000, 90000}},
     {{{&parameters::party_drive},
       {&parameters::partner_hours}}}},
    lever{{"employer_link", "单位联建",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"less of the work unit effect", "减少工作单位的影响"},
      10000, "community", "year", sim::provenance::assumed,
      {"joint meetings and one event a quarter", "联席会议，每季度一次活动"},
      {sim::shape::log_triangular, 5000, 10000, 20000}},
     {{{&parameters::employer_link}}}},
    lever{{"venues", "活动场所",
      {"growth of seats", "座位增长"}, 0.0F, 3.0F, 0.5F,
      {"", ""},
      400, "seat", "year", sim::provenance::derived,
      {"30 m2 per 100 households; 3 m2 a seat; 700 yuan per m2 fit-out assumed; per seat-year (2000 one-off over 10 "
       "years plus 200 running)",
       "每百户30平方米；每座3平方米；假定装修每平方米700元；每座每年（一次性2000元分10年，加运行费200元）"},
      {sim::shape::log_triangular, 200, 400, 800}},
     {{{&parameters::seats, change::raise}}}},
    lever{{"social_organisations", "社会组织、购买服务",
      {"hours per 1000 residents and week", "每千名居民每周工时"}, 0.0F, 100.0F, 8.0F,
      {"", ""},
      40, "per_1000_residents", "week", sim::provenance::assumed,
      {"60000-80000 yuan per social-work post-year / 1800 h; national spend 6.84 bn in 2019",
       "社会工作岗位每年60000至80000元，按1800小时计；2019年全国支出68.4亿元"},
      {sim::shape::log_triangular, 20, 40, 80}},
     {{{&parameters::contracted}}}},
    lever{{"participatory_budget", "参与式预算、居民议事会",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"a say with consequences", "有实效的发言权"},
      60000, "community", "year", sim::provenance::assumed,
      {"facilitation, meetings and a small fund; the projects themselves are spent anyway",
       "主持、会议和小额资金；项目本身的钱本来就要花"},
      {sim::shape::log_triangular, 30000, 60000, 120000}},
     {{{&parameters::deliberation},
       {&parameters::v_shift}}}},
    lever{{"family_events", "亲子、家庭活动",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"who lives together comes together", "一家人一起来"},
      20000, "community", "year", sim::provenance::assumed,
      {"an event a week at 400 yuan", "每周一次活动，每次400元"},
      {sim::shape::log_triangular, 10000, 20000, 40000}},
     {{{&parameters::company}}}},
    lever{{"emergency_plan", "应急预案与演练",
      {"degree", "程度"}, 0.0F, 1.0F, 1.0F,
      {"acts in an emergency", "在突发事件中起作用"},
      12000, "community", "year", sim::provenance::assumed,
      {"two drills; store; training", "两次演练、物资储备和培训"},
      {sim::shape::log_triangular, 6000, 12000, 24000}},
     {{{&parameters::prepared}}},
     {}, true}
};

// Coefficients of levers, by LEVER.PARAMETER where they belong to a move; whatever is not listed is 1.
inline constexpr std::array about_coefficients{
    sim::parameter_row{"worker_training.skill_rate", 4.0F, "1", 0.0F, 20.0F, by_lever::no, number::real,
        {"how much faster skill moves at level 1", "级别为 1 时技能变化加快的倍数"}, provenance::assumed,
        "assumed", "strengths", {sim::shape::triangular, 1, 4, 7}},
    sim::parameter_row{"grid_management.neighbour_lift", 0.05F, "1", 0.0F, 0.5F, by_lever::no, number::real,
        {"lift of neighbour trust at level 1", "级别为 1 时邻里信任水平的提高"}, provenance::assumed,
        "assumed", "strengths", {sim::shape::triangular, 0, 0.05, 0.1}},
    sim::parameter_row{"grid_management.digital_reach", 0.05F, "probability", 0.0F, 0.5F, by_lever::no, number::real,
        {"further chance to hear online at level 1, by the grid's group", "级别为 1 时经网格群从线上得知的额外概率"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0, 0.05, 0.1}},
    sim::parameter_row{"digital_platform.digital_reach", 0.4F, "probability", 0.0F, 1.0F, by_lever::no, number::real,
        {"further chance to hear online at level 1, with a specialist", "级别为 1 且有专业人员时从线上得知的额外概率"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0.05, 0.4, 0.6}},
    sim::parameter_row{"digital_platform.handling", 0.3F, "1", 0.0F, 2.0F, by_lever::no, number::real,
        {"gain in handling requests at level 1, with a specialist", "级别为 1 且有专业人员时诉求办理效率的提高"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0.05, 0.3, 0.6}},
    sim::parameter_row{"digital_platform.added_load", 0.03F, "share", 0.0F, 0.3F, by_lever::no, number::real,
        {"load of feeding the platform at level 1, as a share of hours", "级别为 1 时维护平台的负荷占工时的比例"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0, 0.03, 0.1}},
    sim::parameter_row{"digital_platform.without_specialist", 0.5F, "share", 0.0F, 1.0F, by_lever::no, number::real,
        {"share of the platform that works without a specialist", "没有专业人员时平台发挥作用的比例"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0.2, 0.5, 0.8}},
    sim::parameter_row{"digital_specialist.load_saved", 0.5F, "share", 0.0F, 1.0F, by_lever::no, number::real,
        {"share of the platform's load that a specialist takes off", "专业人员减轻的平台负荷比例"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0.2, 0.5, 0.8}},
    sim::parameter_row{"one_stop_service.handling", 0.6F, "1", 0.0F, 2.0F, by_lever::no, number::real,
        {"gain in handling requests at level 1", "级别为 1 时诉求办理效率的提高"}, provenance::assumed,
        "assumed", "strengths", {sim::shape::triangular, 0.1, 0.6, 1.1}},
    sim::parameter_row{"one_stop_service.wait_loss", 0.5F, "share", 0.0F, 1.0F, by_lever::no, number::real,
        {"share of what waiting costs in trust that is taken off at level 1", "级别为 1 时减轻的等待所致信任损失比例"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0.1, 0.5, 0.9}},
    sim::parameter_row{"youth_programme.youth_offer", 0.01F, "utility per yuan", 0.0F, 0.1F, by_lever::no, number::real,
        {"pull on the young of a yuan per young resident and year", "每名青年每年一元对青年的吸引力"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0, 0.01, 0.025}},
    sim::parameter_row{"need_matching.serve_gain", 1.0F, "1", 0.0F, 5.0F, by_lever::no, number::real,
        {"how much more trust a served request gains at level 1", "级别为 1 时诉求办结所增信任的提高"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, 0, 1, 1.8}},
    sim::parameter_row{"need_matching.match_offer", 0.2F, "utility", 0.0F, 2.0F, by_lever::no, number::real,
        {"pull of activities that fit needs at level 1", "级别为 1 时贴合需求的活动的吸引力"}, provenance::assumed,
        "assumed", "strengths", {sim::shape::triangular, 0, 0.2, 0.45}},
    sim::parameter_row{"points.incentive_build", 0.03F, "utility per yuan", -1.0F, 0.5F, by_lever::no, number::real,
        {"pull of a yuan on build; rewards may crowd out", "一元奖励对共建的吸引力；奖励可能适得其反"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, -0.02, 0.03, 0.1}},
    sim::parameter_row{"points.incentive_govern", 0.03F, "utility per yuan", -1.0F, 0.5F, by_lever::no, number::real,
        {"pull of a yuan on govern; rewards may crowd out", "一元奖励对共治的吸引力；奖励可能适得其反"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, -0.02, 0.03, 0.1}},
    sim::parameter_row{"points.incentive_share", 0.03F, "utility per yuan", -1.0F, 0.5F, by_lever::no, number::real,
        {"pull of a yuan on share; rewards may crowd out", "一元奖励对共享的吸引力；奖励可能适得其反"},
        provenance::assumed, "assumed", "strengths", {sim::shape::triangular, -0.02, 0.03, 0.1}},
    sim::parameter_row{"party_mobilisation.party_drive", 1.0F, "1", 0.0F, 5.0F, by_lever::no, number::real,
        {"mobilisation of party members at level 1", "级别为 1 时对党员的动员力度"}, provenance::assumed,
        "assumed", "strengths", {sim::shape::triangular, 0.2, 1, 1.8}},
    sim::parameter_row{"party_mobilisation.partner_hours", 4.0F, "h per 1000 residents and week", 0.0F, 50.0F,
        by_lever::no, number::real,
        {"hours of partner organisations at level 1", "级别为 1 时共建单位的工时"}, provenance::assumed,
        "assumed", "strengths", {sim::shape::log_triangular, 1, 4, 8}},
    sim::parameter_row{"participatory_budget.deliberation", 0.25F, "utility", 0.0F, 4.0F, by_lever::no, number::real,
        {"pull of a say with consequences at level 1", "级别为 1 时有实效的发言权的吸引力"}, provenance::assumed,
        "sized by the Chengdu experiment (Wu et al. 2024)", "strengths", {sim::shape::triangular, 0, 0.25, 0.6}},
    sim::parameter_row{"participatory_budget.v_shift", 0.15F, "1", 0.0F, 0.3F, by_lever::no, number::real,
        {"rise of the institution trust that residents drift back to, at level 1",
         "级别为 1 时机构信任回归水平的提高"}, provenance::assumed,
        "sized by the Chengdu experiment (Wu et al. 2024)", "strengths", {sim::shape::triangular, 0, 0.15, 0.3}},
    sim::parameter_row{"family_events.company", 0.5F, "utility", 0.0F, 4.0F, by_lever::no, number::real,
        {"further pull of company from home at level 1", "级别为 1 时家人同行的额外吸引力"}, provenance::assumed,
        "assumed", "strengths", {sim::shape::triangular, 0.1, 0.5, 1}},
};
// clang-format on

inline constexpr std::size_t lever_count = levers.size();
inline constexpr std::size_t coefficient_count = about_coefficients.size();

// The name of a parameter that a lever moves.
[[nodiscard]] constexpr std::string_view name_of(float parameters::*what) {
    std::size_t i = 0;
    while (about_parameters[i].where != what) ++i;
    return about_parameters[i].name;
}

// Index of a lever by name; lever_count where there is none.
[[nodiscard]] constexpr std::size_t lever_named(std::string_view name) {
    std::size_t i = 0;
    while (i < lever_count && levers[i].name != name) ++i;
    return i;
}

// Index of a coefficient by its whole name; coefficient_count where there is none.
[[nodiscard]] constexpr std::size_t coefficient_named(std::string_view name) {
    std::size_t i = 0;
    while (i < coefficient_count && about_coefficients[i].name != name) ++i;
    return i;
}

// Does "LEVER.something" belong to the lever?
[[nodiscard]] constexpr bool belongs_to(const sim::parameter_row& coefficient, const lever& l) {
    return coefficient.name.size() > l.name.size() && coefficient.name.starts_with(l.name) &&
           coefficient.name[l.name.size()] == '.';
}

// What a scenario may say of levers.
struct lever_values {
    std::array<float, coefficient_count> coefficients;   // by row of about_coefficients
    std::array<double, lever_count> costs;               // CNY for one unit of the level
    bool operator==(const lever_values&) const = default;
};
[[nodiscard]] lever_values standard_lever_values();

// What the strength x of a lever's n-th move is multiplied by where the second lever has strength y.
[[nodiscard]] float coefficient_of(std::size_t lever, std::size_t move, const lever_values& values, float y);

// What a lever does, in words: "handling grows by 0.6x; wait_loss is multiplied by 1 - 0.5x".
struct told_effect {
    std::string en, zh;
};
[[nodiscard]] told_effect effect_of(std::size_t lever, const lever_values& values = standard_lever_values());

}   // namespace participation
