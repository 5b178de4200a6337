#include "models/participation/participation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "models/participation/arms_read.hpp"
#include "models/participation/counterfactuals.hpp"
#include "models/participation/lever_facts.hpp"
#include "models/participation/spending.hpp"
#include "models/participation/study.hpp"
#include "models/participation/town.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

class participation_study final : public sim::study {
public:
    explicit participation_study(study_data data) : data_{std::move(data)}, common_{common_identity(data_)} {
        for (setting& s : data_.settings) put_in_order(s);
    }
    [[nodiscard]] std::size_t settings() const override { return data_.settings.size(); }
    // The first arm without policies.
    [[nodiscard]] std::size_t baseline() const override {
        std::size_t s = 0;
        while (s + 1 < data_.settings.size() &&
               (!data_.settings[s].policies.empty() || !data_.settings[s].moved.empty()))
            ++s;
        return s;
    }
    [[nodiscard]] std::vector<sim::onset> onsets(std::size_t setting) const override {
        return onsets_of(data_.settings[setting], -data_.burn_in, data_.weeks);
    }
    [[nodiscard]] std::string identity(std::size_t setting) const override {
        return common_ + identity_of(data_.settings[setting]);
    }
    [[nodiscard]] sim::layout observed() const override { return layout_of(data_); }
    [[nodiscard]] std::vector<sim::episode> episodes(std::size_t setting) const override {
        std::vector<sim::episode> all;
        const auto add = [&](const policy& p, week first, bool chosen) {
            const lever& l = levers[p.lever];
            all.push_back({"policy", std::string{l.name}, std::string{l.label_zh}, sim::as_written(p.level),
                           std::string{l.unit.en}, first, std::min(p.end, data_.weeks), chosen});
        };
        for (const policy& p : data_.settings[setting].policies) add(p, p.start, true);
        for (const policy& p : data_.settings[setting].there) add(p, -data_.burn_in, false);
        for (const emergency& e : data_.settings[setting].emergencies)
            all.push_back({"emergency", "emergency", "突发事件", {}, "", e.start, e.start + e.weeks, false});
        return all;
    }
    [[nodiscard]] std::string made_of() const override { return people_identity(data_); }
    [[nodiscard]] std::string side_by_side() const override {
        return people_identity(data_) + (data_.demography ? " and their years" : "");
    }
    [[nodiscard]] double input(std::size_t /*which*/, std::size_t of) const override {
        return mean_free_time(data_, of == 1);
    }
    [[nodiscard]] sim::mistakes remarks() const override { return data_.remarks; }
    [[nodiscard]] std::unique_ptr<sim::world> build() const override { return std::make_unique<town>(data_); }
    [[nodiscard]] const study_data& data() const { return data_; }

private:
    study_data data_;
    std::string common_;   // part of every arm's identity
};

class participation_model final : public sim::model {
public:
    [[nodiscard]] std::string_view name() const override { return "participation"; }
    [[nodiscard]] sim::in_both sentence() const override {
        return {
            "how the residents of a town take part in building, governing and sharing their communities, week by "
            "week",
            "一个城镇的居民如何逐周参与社区的共建、共治与共享"};
    }
    [[nodiscard]] int version() const override { return 3; }
    [[nodiscard]] std::vector<sim::parameter_row> parameters() const override {
        return {about_parameters.begin(), about_parameters.end()};
    }
    [[nodiscard]] std::vector<sim::instrument_row> instruments() const override {
        static const std::vector<told_effect> effects = [] {
            std::vector<told_effect> all;
            for (std::size_t l = 0; l < lever_count; ++l) all.push_back(effect_of(l));
            return all;
        }();
        std::vector<sim::instrument_row> rows{participation::levers.begin(), participation::levers.end()};
        for (std::size_t l = 0; l < rows.size(); ++l) {
            rows[l].effect = {effects[l].en, effects[l].zh};
            rows[l].cost_for = base_of(participation::levers[l]).words;
        }
        return rows;
    }
    void pull(sim::node& arm, std::span<const sim::pulled> what) const override { participation::pull(arm, what); }
    [[nodiscard]] std::vector<std::string> keys_of_pulling() const override { return date_keys(); }
    [[nodiscard]] std::string_view key_of_pulling() const override { return "policies"; }
    [[nodiscard]] std::vector<sim::instrument_fact> known_of(std::size_t lever) const override {
        return facts_of(lever);
    }
    [[nodiscard]] std::vector<sim::parameter_row> instrument_parameters() const override {
        std::vector<sim::parameter_row> rows{about_coefficients.begin(), about_coefficients.end()};
        rows.insert(rows.end(), about_costs().begin(), about_costs().end());
        return rows;
    }
    [[nodiscard]] std::string_view instrument_heading() const override { return "levers"; }
    [[nodiscard]] std::vector<std::string_view> parameters_of_agents() const override {
        std::vector<std::string_view> names;
        for (const auto& row : about_parameters)
            if (std::ranges::find(parameters_of_people, row.where) != parameters_of_people.end())
                names.push_back(row.name);
        return names;
    }
    [[nodiscard]] sim::layout observations() const override {
        std::vector<std::size_t> all(lever_count);
        for (std::size_t l = 0; l < lever_count; ++l) all[l] = l;
        return layout_of({}, all, std::array{moved_people{}}, 0, standard_parameters());
    }
    [[nodiscard]] std::vector<sim::key_row> keys() const override {
        return {
            {"population",
             {"a folder of tables, or a population file ending in .h5", "人口表所在文件夹，或以 .h5 结尾的人口文件"}},
            {"population_seed", {"where the luck of making people starts; 1", "生成人口的随机种子；1"}},
            {"residents",
             {"so many adults live in a smaller or larger town of the same tables; as many as the tables say",
              "按同样的表生成的较小或较大城镇的成年居民数；默认与表一致"}},
            {"start_year",
             {"the calendar year that begins with week 0: a label of years, which changes no number",
              "第 0 周所在的日历年份：只作年份标注，不影响任何数值"}},
            {"demography",
             {"on or off: do residents age, die and move; on", "on 或 off：居民是否变老、死亡和迁移；on"}},
            {"levers",
             {"tables by lever's name, with its coefficients and cost; cogov describe parameter has the usual ones",
              "按杠杆名称的表，含系数和单价 cost；常用值见 cogov describe parameter"}},
            {"costs",
             {"yuan of a lever for one unit, by lever's name; another way to say levers.NAME.cost",
              "各政策杠杆的单价（元），按杠杆名称；即 levers.NAME.cost 的另一写法"}},
            {"policies",
             {"tables with lever, level, targets: what is there already in every arm, from the burn-in on, at no "
              "further cost",
              "含 lever、level、targets 的表：各方案中已有的政策，从预热期起生效，不另计费用"}},
            {"emergencies",
             {"tables with start and weeks, for every arm; arms.NAME.emergencies for one",
              "突发事件表，含 start 和 weeks，适用于所有方案；arms.NAME.emergencies 只用于一个方案"}},
            {"arms.NAME.forced",
             {"tables with week, do, group, of, share, ages: people who are moved as no policy could, and followed; "
              "for "
              "evidence",
              "表，含 week、do、group、of、share、ages：以任何政策都做不到的方式干预并跟踪的居民，仅用于对照实验证据"}},
            {"arms.NAME.policies",
             {"tables with lever, level, targets, start, end, ramp, sustain, half_life",
              "政策表，含 lever、level、targets、start、end、ramp、sustain、half_life"}}};
    }
    [[nodiscard]] std::vector<sim::input_row> inputs() const override {
        return {
            {"free_time", {"free time of a resident, averaged", "居民平均闲暇时间"}, "h/week", {"all", "employed"}}};
    }
    [[nodiscard]] std::span<const sim::counterfactual> counterfactuals() const override {
        return participation::counterfactuals();
    }
    [[nodiscard]] std::vector<std::string> path_keys() const override { return {"population"}; }
    [[nodiscard]] std::vector<std::string> selector_keys() const override { return {"lever"}; }
    [[nodiscard]] std::optional<sim::misplaced_name> misplaced(const std::string& name) const override {
        if (std::ranges::find(participation::levers, name, &lever::name) == participation::levers.end()) return {};
        return sim::misplaced_name{
            "level", fmt::format("a lever is pulled by a policy of an arm: [[arms.NAME.policies]], then lever = \"{}\" "
                                 "and its level",
                                 name)};
    }
    [[nodiscard]] std::unique_ptr<sim::study> read(const sim::scenario& s, sim::table_reader& root,
                                                   sim::mistakes& wrong) const override {
        auto data = read_study(s, root, wrong);
        return wrong.empty() ? std::make_unique<participation_study>(std::move(data)) : nullptr;
    }
};

}   // namespace

const sim::model& model() {
    static const participation_model it;
    return it;
}

const study_data& data_of(const sim::study& s) { return dynamic_cast<const participation_study&>(s).data(); }

}   // namespace participation
