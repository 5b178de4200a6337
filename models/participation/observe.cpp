#include "models/participation/observe.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <type_traits>

#include <fmt/format.h>

#include "models/participation/people/roles.hpp"
#include "models/participation/spending.hpp"

namespace participation {

namespace {

using sim::axis_kind;

// Then levers, where any is used, and who is followed.
enum axis : std::size_t { community_axis, band_axis, membership_axis, channel_axis, bin_axis, lever_axis };
constexpr std::size_t bins = 256;

// Where an observation's numbers come from.
struct of_total {
    total first;                      // by membership and channel: so many in a row
    double steps = 1;                 // whole numbers that make 1
    std::optional<total> and_first;   // others that are added to them
};
struct source {
    std::optional<of_total> sum;
    std::vector<std::uint32_t band_facts::*> facts;   // one, or by membership
    double (*record)(const observed_community&) = nullptr;
};

struct row {
    const char *name, *long_name, *long_name_zh, *units, *cell_methods;
    std::vector<std::size_t> axes;
    sim::number_kind kind;
    source from;
    sim::role about = sim::role::other;
    const char* part_of = "";
};

const std::vector<std::size_t> by_band{community_axis, band_axis}, by_channel{community_axis, band_axis, channel_axis},
    by_membership{community_axis, membership_axis},
    by_membership_and_channel{community_axis, membership_axis, channel_axis}, by_community{community_axis};
constexpr auto counted = sim::number_kind::count;
constexpr auto real = sim::number_kind::real;

source sum(total which, double steps = 1) { return {of_total{which, steps, {}}, {}, nullptr}; }
source fact(std::uint32_t band_facts::*which) { return {{}, {which}, nullptr}; }
source record(double (*which)(const observed_community&)) { return {{}, {}, which}; }

// Workers' hours that are left for requests and outreach, and what of them goes to requests.
double hours_left(const community_week& w) { return w.free - w.coordination; }
double hours_of_service(const community_week& w) {
    const double outreach = w.outreach - w.partner_hours - w.contact_hours;
    return hours_left(w) * (w.service + outreach > 0 ? w.service / (w.service + outreach) : 0.0);
}

// Every weekly observation but spending.
const std::vector<row>& rows() {
    constexpr auto unit = static_cast<double>(real_step);
    constexpr auto tie_unit = static_cast<double>(neighbour_step);
    using at = const observed_community&;
    // clang-format off
    static const std::vector<row> all{
        {"residents", "residents", "居民数", "person", "week: point", by_band, counted, fact(&band_facts::residents)},
        {"participants", "residents who took part, by channel", "参与人数(按渠道)", "person", "week: sum", by_channel, counted, {of_total{total_party_build, 1, total_others_build}, {}, nullptr}},
        {"residents_membership", "residents, party members or not", "居民数(按是否党员)", "person", "week: point", by_membership, counted, {{}, {&band_facts::party, &band_facts::others}, nullptr}},
        {"participants_membership", "residents who took part, party members or not, by channel", "参与人数(按是否党员与渠道)", "person", "week: sum", by_membership_and_channel, counted, sum(total_party_build)},
        {"residents_female", "women", "女性居民", "person", "week: point", by_band, counted, fact(&band_facts::female)},
        {"participants_female", "women who took part", "参与的女性居民", "person", "week: sum", by_band, counted, sum(total_female)},
        {"residents_employed", "employed residents", "在职居民", "person", "week: point", by_band, counted, fact(&band_facts::employed)},
        {"participants_employed", "employed residents who took part", "参与的在职居民", "person", "week: sum", by_band, counted, sum(total_employed)},
        {"residents_carer", "residents who care for others", "有照料负担的居民", "person", "week: point", by_band, counted, fact(&band_facts::carers)},
        {"participants_carer", "residents who care for others and took part", "参与的有照料负担居民", "person", "week: sum", by_band, counted, sum(total_carer)},
        {"volunteers", "active community volunteers", "活跃志愿者", "person", "week: point", by_band, counted, sum(total_volunteers)},
        {"aware", "expected number aware of an opportunity", "知晓活动机会的期望人数", "person", "week: sum", by_band, real, sum(total_aware, unit)},
        {"contacted", "residents asked in person", "被当面邀请的居民", "person", "week: sum", by_band, counted, sum(total_contacted)},
        {"requests_opened", "requests opened", "新提出的诉求", "1", "week: sum", by_band, counted, sum(total_opened)},
        {"requests_served", "requests served", "已办结的诉求", "1", "week: sum", by_band, counted, sum(total_served)},
        {"requests_unmet", "requests dropped as unmet", "未满足而放弃的诉求", "1", "week: sum", by_band, counted, sum(total_unmet)},
        {"requests_open", "requests open at the week's end", "周末待办的诉求", "1", "week: point", by_band, counted, sum(total_open)},
        {"waits", "weeks waited by the requests served, summed", "已办结诉求的等待周数之和", "week", "week: sum", by_band, counted, sum(total_waits)},
        {"engagement", "engagement, summed over residents", "参与习惯之和", "1", "week: point", by_band, real, sum(total_engagement, unit)},
        {"engagement_sq", "squared engagement, summed over residents", "参与习惯平方和", "1", "week: point", by_band, real, sum(total_engagement_sq, unit)},
        {"institution_trust", "institution trust, summed over residents", "机构信任之和", "1", "week: point", by_band, real, sum(total_institution, unit)},
        {"institution_trust_sq", "squared institution trust, summed over residents", "机构信任平方和", "1", "week: point", by_band, real, sum(total_institution_sq, unit)},
        {"trust_in_others", "trust in others outside the household, summed over residents", "对他人信任之和", "1", "week: point", by_band, real, sum(total_others, unit)},
        {"trust_in_others_sq", "squared trust in others, summed over residents", "对他人信任平方和", "1", "week: point", by_band, real, sum(total_others_sq, unit)},
        {"neighbour_trust", "trust on neighbour ties, summed over ties", "邻里信任之和", "1", "week: point", by_band, real, sum(total_neighbour, tie_unit)},
        {"neighbour_ties", "neighbour ties", "邻里关系数", "1", "week: point", by_band, counted, fact(&band_facts::neighbour_ties)},
        {"reached", "residents who took part at least once in 52 weeks, or since they came", "一年内至少参与一次的居民", "person", "week: point", by_band, counted, sum(total_reached)},
        {"reached_build", "residents who volunteered at least once in 52 weeks, or since they came", "一年内至少参与一次共建的居民", "person", "week: point", by_band, counted, sum(total_reached_build)},
        {"hours_admin", "workers' hours on administrative tasks", "行政事务工时", "h", "week: sum", by_community, real, record([](at k) { return k.week.hours - k.week.spare; }), sim::role::hours, "hours of workers"},
        {"hours_other", "hours freed by relief that went into other work", "减负后转作他用的工时", "h", "week: sum", by_community, real, record([](at k) { return k.week.other; }), sim::role::hours, "hours of workers"},
        {"hours_coordination", "workers' hours coordinating volunteers", "组织志愿者工时", "h", "week: sum", by_community, real, record([](at k) { return k.week.coordination; }), sim::role::hours, "hours of workers"},
        {"hours_service", "workers' hours on requests", "服务工时", "h", "week: sum", by_community, real, record([](at k) { return hours_of_service(k.week); }), sim::role::hours, "hours of workers"},
        {"hours_outreach", "workers' hours on outreach", "走访动员工时", "h", "week: sum", by_community, real, record([](at k) { return hours_left(k.week) - hours_of_service(k.week); }), sim::role::hours, "hours of workers"},
        {"volunteer_hours", "volunteer hours", "志愿服务工时", "h", "week: sum", by_community, real, record([](at k) { return k.week.volunteer_hours; }), sim::role::hours},
        {"contracted_hours", "hours bought from social organisations", "购买服务工时", "h", "week: sum", by_community, real, record([](at k) { return k.week.contracted_hours; }), sim::role::hours},
        {"partner_hours", "outreach hours of partner organisations", "共建单位工时", "h", "week: sum", by_community, real, record([](at k) { return k.week.partner_hours; }), sim::role::hours},
        {"contact_hours", "hours of contact of grid heads and building captains", "网格长与楼栋长走访工时", "h", "week: sum", by_community, real, record([](at k) { return k.week.contact_hours; }), sim::role::hours},
        {"load_ratio", "administrative load over hours at work, at most 2", "行政负荷比", "1", "week: point", by_community, real, record([](at k) { return k.week.load; })},
        {"service_chance", "chance that an open request is served this week", "诉求当周办结概率", "1", "week: point", by_community, real, record([](at k) { return k.week.service_chance; })},
        {"morale", "morale, summed over posts held", "士气之和", "1", "week: point", by_community, real, record([](at k) { return k.held.morale; })},
        {"skill", "skill, summed over posts held", "技能之和", "1", "week: point", by_community, real, record([](at k) { return k.held.skill; })},
        {"posts", "posts of community workers", "岗位数", "1", "week: point", by_community, counted, record([](at k) { return static_cast<double>(k.posts); })},
        {"posts_vacant", "posts that are vacant", "空缺岗位数", "1", "week: point", by_community, counted, record([](at k) { return static_cast<double>(k.posts - k.held.present); })},
        {"quits", "workers who quit", "离职人数", "1", "week: sum", by_community, counted, record([](at k) { return static_cast<double>(k.quits); })},
    };
    // clang-format on
    return all;
}

// Observations after the weekly rows, in this order; spending last, since it may be missing.
std::size_t histogram_at() { return rows().size(); }
std::size_t stayed_at() { return rows().size() + 1; }
std::size_t took_part_before_at() { return rows().size() + 2; }
std::size_t spending_at() { return rows().size() + 3; }

}   // namespace

sim::layout layout_of(std::span<const community> communities, std::span<const std::size_t> used_levers,
                      std::span<const moved_people> moved, int weeks, const parameters& p) {
    sim::layout out;
    sim::dimension places{"community", "community", "社区", {}, {}, communities.size(), axis_kind::place};
    sim::coordinate subdistrict{"subdistrict", "community", "subdistrict", "街道", {}};
    sim::coordinate subdistrict_zh{"subdistrict_zh", "community", "subdistrict, in Chinese", "街道(中文)", {}};
    for (const community& k : communities) {
        places.labels.push_back(k.name);
        places.labels_zh.push_back(k.name_zh);
        subdistrict.labels.push_back(k.subdistrict);
        subdistrict_zh.labels.push_back(k.subdistrict_zh);
    }
    const int middle_from = static_cast<int>(p.band_cut_middle), older_from = static_cast<int>(p.band_cut_older);
    sim::coordinate ages{"ages", "band", "ages of the band, years", "年龄段的年龄", {}}, ages_zh = ages;
    ages.labels = {fmt::format("{}-{}", youngest, middle_from - 1), fmt::format("{}-{}", middle_from, older_from - 1),
                   fmt::format("{}+", older_from)};
    for (const std::string& text : {ages.labels[0], ages.labels[1]}) ages_zh.labels.push_back(text + "岁");
    ages_zh.labels.push_back(fmt::format("{}岁以上", older_from));
    ages_zh.name = "ages_zh";
    ages_zh.long_name += ", in Chinese";
    sim::dimension acts{"lever", "lever", "政策杠杆", {}, {}, used_levers.size(), axis_kind::instrument};
    sim::coordinate pays_for{
        "pays_for", "lever", "what a unit of the lever's cost pays one of, an observation", "单价所购（观测量）", {}};
    for (const std::size_t l : used_levers) {
        acts.labels.emplace_back(levers[l].name);
        acts.labels_zh.emplace_back(levers[l].label_zh);
        pays_for.labels.emplace_back(base_of(levers[l]).buys);
    }
    out.dimensions = {
        places,
        {"band",
         "age band",
         "年龄段",
         {std::begin(band_names), std::end(band_names)},
         {"青年", "中年", "老年"},
         band_count,
         axis_kind::group},
        {"membership",
         "member of the party or not",
         "是否党员",
         {std::begin(membership_names), std::end(membership_names)},
         {"党员", "其他居民"},
         membership_count,
         axis_kind::group},
        {"channel",
         "channel of taking part",
         "参与渠道",
         {std::begin(channel_names), std::end(channel_names)},
         {"共建", "共治", "共享"},
         channel_count,
         axis_kind::choice},
        {"bin", "bin of engagement, of width 1/256", "参与习惯分箱(宽1/256)", {}, {}, bins, axis_kind::bins}};
    if (!used_levers.empty()) out.dimensions.push_back(acts);
    const std::size_t followed_axis = out.dimensions.size();
    if (!moved.empty())
        out.dimensions.push_back({"followed", "residents who were moved, those who live with them, others",
                                  "被干预者、其家人与其他居民", followed_names(moved), followed_names_zh(moved),
                                  1 + 2 * moved.size(), axis_kind::group});
    out.coordinates = {subdistrict, subdistrict_zh, ages, ages_zh};
    if (std::ranges::any_of(pays_for.labels, [](const std::string& what) { return !what.empty(); }))
        out.coordinates.push_back(pays_for);
    for (const row& r : rows())
        out.observations.push_back({r.name, r.long_name, r.long_name_zh, r.units, r.cell_methods, r.axes, r.kind,
                                    sim::rhythm::step, r.about, r.part_of});
    out.observations.push_back({"engagement_histogram",
                                "residents by engagement at the year's end",
                                "年末参与习惯分布",
                                "person",
                                "year: point",
                                {community_axis, band_axis, bin_axis},
                                counted,
                                sim::rhythm::year});
    out.observations.push_back({"stayed", "residents who took part this year and the year before", "连续两年参与的居民",
                                "person", "year: point", by_band, counted, sim::rhythm::year});
    out.observations.push_back({"took_part_before", "residents who took part the year before", "上一年参与的居民",
                                "person", "year: point", by_band, counted, sim::rhythm::year});
    if (!used_levers.empty())
        out.observations.push_back({"spending",
                                    "spending by lever",
                                    "政策支出",
                                    "CNY",
                                    "week: sum",
                                    {community_axis, lever_axis},
                                    real,
                                    sim::rhythm::step,
                                    sim::role::money});
    if (!moved.empty()) {
        out.observations.push_back({"residents_followed",
                                    "residents, by how they are followed",
                                    "居民数(按跟踪组)",
                                    "person",
                                    "week: point",
                                    {community_axis, band_axis, followed_axis},
                                    counted,
                                    sim::rhythm::step});
        out.observations.push_back({"participants_followed",
                                    "residents who took part, by how they are followed",
                                    "参与人数(按跟踪组与渠道)",
                                    "person",
                                    "week: sum",
                                    {community_axis, band_axis, followed_axis, channel_axis},
                                    counted,
                                    sim::rhythm::step});
    }
    using sim::direction;
    // clang-format off
    out.measures = {
        {"participation", "weekly participation", "每周参与率", "%", "participants", "residents", "last_year", 100, 2, true, "main", false, sim::role::participation, direction::more},
        {"reach", "reach in a year", "一年参与面", "%", "reached", "residents", "last_week", 100, 2, true, "main", false, sim::role::participation, direction::more},
        {"institution_trust", "institution trust", "机构信任", "0-1", "institution_trust", "residents", "last_year", 1, 4, true, "main", false, sim::role::trust, direction::more},
        {"neighbour_trust", "neighbour trust", "邻里信任", "0-1", "neighbour_trust", "neighbour_ties", "last_year", 1, 4, true, "main", false, sim::role::trust, direction::more},
        {"waiting", "waiting", "等待周数", "weeks", "waits", "requests_served", "last_year", 1, 3, false, "main", false, sim::role::service, direction::less},
        {"unmet", "unmet requests", "未满足诉求", "%", "requests_unmet", "requests_unmet + requests_served", "last_year", 100, 2, false, "main", false, sim::role::service, direction::less},
        {"load", "load", "行政负荷", "ratio", "load_ratio", std::string{sim::per_cell}, "last_year", 1, 3, false, "main", false, sim::role::work, direction::less},
        {"cost", "cost", "费用", "CNY/week", "spending", std::string{sim::per_step}, "last_year", 1, 0, false, "main", false, sim::role::money, direction::less},
        {"representation", "representation", "代表性", "ratio", "participants", "residents", "last_year", 1, 3, false, "equity", true, sim::role::inequality, direction::neither},
        {"reach_representation", "representation among those reached", "参与面的代表性", "ratio", "reached", "residents", "last_week", 1, 3, false, "equity", true, sim::role::inequality, direction::neither},
        {"top_tenth", "held by the most engaged tenth", "最积极十分之一居民的占比", "%", "engagement_histogram", std::string{sim::top_tenth}, "last_year", 100, 2, false, "equity", false, sim::role::inequality, direction::less},
        {"gini", "Gini of engagement", "参与习惯基尼系数", "0-1", "engagement_histogram", std::string{sim::gini}, "last_year", 1, 4, false, "equity", false, sim::role::inequality, direction::less},
        {"participation_party", "weekly participation by membership", "每周参与率(按是否党员)", "%", "participants_membership", "residents_membership", "last_year", 100, 2, false, "details", false, sim::role::participation, direction::more},
        {"reach_build", "volunteering in a year", "一年共建面", "%", "reached_build", "residents", "last_week", 100, 2, false, "details", false, sim::role::participation, direction::more},
        {"stayed", "again after a year", "连续两年参与", "%", "stayed", "took_part_before", std::string{sim::year_end}, 100, 2, false, "details", false, sim::role::participation, direction::more},
        {"volunteers", "active volunteers", "活跃志愿者", "%", "volunteers", "residents", "last_year", 100, 2, false, "details", false, sim::role::participation, direction::more},
        {"aware", "aware of an opportunity", "知晓活动机会", "%", "aware", "residents", "last_year", 100, 2, false, "details", false, sim::role::participation, direction::more},
        {"requests_opened", "requests a week and resident", "每周人均新诉求", "%", "requests_opened", "residents", "last_year", 100, 3, false, "details", false, sim::role::service, direction::neither},
        {"hours_outreach", "workers' time for outreach", "走访动员工时占比", "%", "hours_outreach", "hours_admin + hours_other + hours_coordination + hours_service + hours_outreach", "last_year", 100, 2, false, "details", false, sim::role::work, direction::more},
        {"posts_vacant", "vacant posts", "空缺岗位", "%", "posts_vacant", "posts", "last_year", 100, 2, false, "details", false, sim::role::work, direction::less},
        {"quits", "quits a week and post", "每周每岗离职", "%", "quits", "posts", "last_year", 100, 3, false, "details", false, sim::role::work, direction::less},
    };
    // clang-format on
    out.groups = "band";
    out.agents = "residents";
    out.steps = static_cast<std::size_t>(weeks);
    out.years = static_cast<std::size_t>(weeks) / out.steps_per_year;
    return out;
}

void observe_week(const sim::layout& what, sim::recorder& into, std::size_t run, std::size_t week,
                  std::size_t community, const std::uint64_t (&totals)[band_count][total_count],
                  const band_facts (&facts)[band_count], const observed_community& found) {
    const std::vector<row>& all = rows();
    for (std::size_t o = 0; o < all.size(); ++o) {
        const source& from = all[o].from;
        const std::size_t cells = what.cells(o) / what.dimensions[community_axis].size;
        const bool by_bands = all[o].axes.size() > 1 && all[o].axes[1] == band_axis;
        const std::size_t rows = by_bands ? band_count : 1, in_a_row = cells / rows;
        const auto fill = [&]<class Number>(Number* to) {
            to += community * cells;
            if (from.record != nullptr) {
                *to = static_cast<Number>(from.record(found));
                return;
            }
            const auto in_band = [&](std::size_t b, std::size_t c) -> std::uint64_t {
                if (!from.sum) return facts[b].*from.facts[c];
                const std::uint64_t sum = totals[b][from.sum->first + c];
                return from.sum->and_first ? sum + totals[b][*from.sum->and_first + c] : sum;
            };
            for (std::size_t r = 0; r < rows; ++r)
                for (std::size_t c = 0; c < in_a_row; ++c, ++to) {
                    const std::uint64_t sum = by_bands ? in_band(r, c) : in_band(0, c) + in_band(1, c) + in_band(2, c);
                    if constexpr (std::is_integral_v<Number>) *to = static_cast<Number>(sum);
                    else *to = static_cast<double>(sum) / from.sum->steps;
                }
        };
        if (all[o].kind == counted) fill(into.counts(o, run, week));
        else fill(into.reals(o, run, week));
    }
}

void observe_spending(sim::recorder& into, std::size_t run, std::size_t week, std::size_t community,
                      std::span<const double> by_used_lever) {
    if (by_used_lever.empty()) return;
    std::copy(by_used_lever.begin(), by_used_lever.end(),
              into.reals(spending_at(), run, week) + community * by_used_lever.size());
}

followed_counts::followed_counts(const sim::layout& what, sim::recorder& into, std::size_t row, std::size_t week,
                                 std::size_t community)
    : kinds_{what.dimensions.back().size},
      residents_{into.counts(what.observations.size() - 2, row, week) + community * band_count * kinds_},
      participants_{into.counts(what.observations.size() - 1, row, week) +
                    community * band_count * kinds_ * channel_count} {}

void followed_counts::add(std::size_t band, followed_as as, std::uint32_t channel) {
    const std::size_t at = band * kinds_ + static_cast<std::size_t>(as);
    ++residents_[at];
    if (channel != none) ++participants_[at * channel_count + channel - build];
}

year_counts::year_counts(sim::recorder& into, std::size_t row, std::size_t year, std::size_t community)
    : histogram_{into.counts(histogram_at(), row, year) + community * band_count * bins},
      stayed_{into.counts(stayed_at(), row, year) + community * band_count},
      before_{into.counts(took_part_before_at(), row, year) + community * band_count} {}

void year_counts::add(std::size_t band, float engagement, bool took_part, bool the_year_before) {
    ++histogram_[band * bins +
                 std::min<std::size_t>(bins - 1, static_cast<std::size_t>(engagement * static_cast<float>(bins)))];
    if (!the_year_before) return;
    ++before_[band];
    if (took_part) ++stayed_[band];
}

}   // namespace participation
