#pragma once
// A model whose arms differ in parameters alone, made from a description of it. The small models with known answers are
// such (docs/models/); what a new one needs is a folder with a source and a kernel file, and a line in a registry.
//
// The description is a struct `about_it : parameter_defaults` with
//
//     name, sentence, version                static constants
//     values                                 struct of floats, one row each in parameters()
//     parameters()                           std::span<const sim::about<values>>
//     keys()                                 std::vector<sim::key_row>: what read() knows
//     common                                 what a scenario says for all arms besides parameters: `agents` at least
//     read(const sim::scenario&, sim::table_reader& root, common&, sim::mistakes&)      reads it, appends mistakes
//     check(const common&, const values&)    std::string: what is wrong with them together; "" where nothing, as of itself
//     observed(const common&)                sim::layout without lengths
//     place                                  what runs of one arm share, place(const common&, const values&);
//                                            .bytes() of memory
//     runs                                   W runs, copyable, runs(const place&, std::span<const std::uint64_t> seeds,
//                                            const sim::machine&); .advance(sim::step, sim::recorder*, std::size_t
//                                            first_row)
//     bytes_per_lane(const common&)          of a run's state
//     provenance(const common&)              texts for the results that identify `common`; none of itself
//     path_keys()                            keys that name files; none of itself
//
// Scenarios: [parameters] for all arms, [arms.NAME.parameters] for one; the first arm is the baseline.

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/model.hpp"
#include "sim/scenario/read_parameters.hpp"

namespace models {

// For check(): what is wrong with so many ties; "" where nothing.
[[nodiscard]] inline std::string too_many_ties(std::size_t agents, double degree) {
    constexpr double most = 5e8;   // 2 GB of them
    if (static_cast<double>(agents) * degree <= most) return {};
    return fmt::format(
        "{} agents with {} others each are more ties than a run can hold; agents times degree can be {:.0f} "
        "at most",
        agents, degree, most);
}

// The same of a ring on which everybody is tied to `degree` others (sim::small_world).
[[nodiscard]] inline std::string unfit_ring(std::size_t agents, float degree) {
    if (static_cast<std::size_t>(degree) % 2 != 0)
        return fmt::format("degree {} must be even: half of the others on each side of the ring", degree);
    if (static_cast<std::size_t>(degree) >= agents)
        return fmt::format("degree {} must be less than the number of agents, {}", degree, agents);
    return too_many_ties(agents, static_cast<double>(degree));
}

// What most descriptions need not say.
struct parameter_defaults {
    template <class Common, class Values>
    static std::string check(const Common& /*all*/, const Values& /*one*/) {
        return {};
    }
    template <class Common>
    static std::vector<std::pair<std::string, std::string>> provenance(const Common& /*all*/) {
        return {};
    }
    static std::vector<std::string> path_keys() { return {}; }
    template <class Place>
    static std::size_t bytes_moved(const Place& /*of*/, std::size_t /*lanes*/) {   // sim::world says what
        return 0;
    }
    template <class Place>
    static std::size_t operations(const Place& /*of*/) {   // sim::world says what
        return 0;
    }
    // Reads the key `agents`.
    static void read_agents(sim::table_reader& root, std::int64_t least, std::int64_t most, std::string_view unit,
                            std::size_t& into) {
        if (const auto n = root.whole("agents", least, most, unit, "how many there are"))
            into = static_cast<std::size_t>(*n);
    }
    // Reads the key `network_seed`.
    static void read_network_seed(sim::table_reader& root, std::string_view meaning, std::uint64_t& into) {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        if (const auto seed = root.whole("network_seed", 0, most, "", meaning))
            into = static_cast<std::uint64_t>(*seed);
    }
};

template <class About>
struct parameter_study_data {
    typename About::common common;
    std::vector<typename About::values> settings;   // by arm
    int burn_in = 0, weeks = 0;
};

// The parameters of an arm, a line each; equal texts, equal values.
template <class About>
[[nodiscard]] std::string text_of(const typename About::values& values) {
    std::string text;
    for (const auto& row : About::parameters())
        text += fmt::format("{} = {}\n", row.name, sim::shortest(values.*row.where + 0.0F));   // no -0
    return text;
}

template <class About>
[[nodiscard]] sim::layout layout_of(const parameter_study_data<About>& data) {
    sim::layout all = About::observed(data.common);
    all.steps = static_cast<std::size_t>(data.weeks);
    if (std::ranges::any_of(all.observations, [](const auto& o) { return o.when == sim::rhythm::year; }))
        all.years = all.steps / all.steps_per_year;
    return all;
}

template <class About>
class parameter_world final : public sim::world {
public:
    explicit parameter_world(parameter_study_data<About> data) : data_{std::move(data)}, layout_{layout_of(data_)} {
        std::unordered_map<std::string, std::shared_ptr<const typename About::place>> made;
        for (const auto& values : data_.settings) {   // arms alike share a place
            auto& place = made[text_of<About>(values)];
            if (place == nullptr) place = std::make_shared<const typename About::place>(data_.common, values);
            places_.push_back(place);
        }
    }
    [[nodiscard]] const sim::layout& observed() const override { return layout_; }
    using sim::world::start;
    [[nodiscard]] std::unique_ptr<sim::batch> start(std::span<const sim::lane> lanes,
                                                    const sim::machine& on) const override;
    [[nodiscard]] std::size_t bytes_of_batch(std::size_t lanes, bool /*alike*/) const override {
        return lanes * About::bytes_per_lane(data_.common);
    }
    [[nodiscard]] std::size_t bytes_moved(std::size_t lanes) const override {
        return About::bytes_moved(*places_.front(), lanes);
    }
    [[nodiscard]] std::size_t operations() const override { return About::operations(*places_.front()); }
    [[nodiscard]] std::size_t bytes_shared() const override {
        std::map<const void*, std::size_t> each;
        for (const auto& one : places_) each[one.get()] = one->bytes();
        std::size_t sum = 0;
        for (const auto& [at, bytes] : each) sum += bytes;
        return sum;
    }
    [[nodiscard]] std::size_t agents() const override { return data_.common.agents; }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> provenance() const override {
        std::string table = "parameter";
        for (std::size_t s = 0; s < data_.settings.size(); ++s) table += fmt::format(",arm_{}", s);
        for (const auto& row : About::parameters()) {
            table += fmt::format("\n{}", row.name);
            for (const auto& values : data_.settings) table += "," + sim::shortest(values.*row.where);
        }
        auto all = About::provenance(data_.common);
        all.emplace_back("parameters.csv", table + "\n");
        return all;
    }
    [[nodiscard]] const typename About::place& place(std::size_t setting) const { return *places_[setting]; }

private:
    parameter_study_data<About> data_;
    sim::layout layout_;
    std::vector<std::shared_ptr<const typename About::place>> places_;
};

// Arms that differ do so from the first step on, so going on under another setting is starting under it.
template <class About>
class parameter_batch final : public sim::batch {
public:
    parameter_batch(const parameter_world<About>& in, std::size_t setting, std::vector<std::uint64_t> seeds,
                    const sim::machine& on)
        : in_{&in}, setting_{setting}, seeds_{std::move(seeds)}, on_{on}, runs_{in.place(setting), seeds_, on} {}
    [[nodiscard]] std::unique_ptr<sim::batch> fork(std::span<const std::size_t> settings) const override {
        auto other = std::make_unique<parameter_batch>(*this);
        other->change(settings);
        return other;
    }
    void change(std::span<const std::size_t> settings) override {
        const std::size_t setting = settings.front();
        if (&in_->place(setting_) != &in_->place(setting))
            runs_ = typename About::runs{in_->place(setting), seeds_, on_};
        setting_ = setting;
    }
    void advance(sim::step now, sim::recorder* into, std::size_t first_row) override {
        runs_.advance(now, into, first_row);
    }

private:
    const parameter_world<About>* in_;
    std::size_t setting_;
    std::vector<std::uint64_t> seeds_;
    sim::machine on_;
    typename About::runs runs_;
};

template <class About>
std::unique_ptr<sim::batch> parameter_world<About>::start(std::span<const sim::lane> lanes,
                                                          const sim::machine& on) const {
    std::vector<std::uint64_t> seeds;
    for (const sim::lane& one : lanes) seeds.push_back(one.seed);
    return std::make_unique<parameter_batch<About>>(*this, lanes.front().setting, std::move(seeds), on);
}

template <class About>
class parameter_study final : public sim::study {
public:
    explicit parameter_study(parameter_study_data<About> data) : data_{std::move(data)} {}
    [[nodiscard]] std::size_t settings() const override { return data_.settings.size(); }
    [[nodiscard]] std::size_t baseline() const override { return 0; }
    [[nodiscard]] std::vector<sim::onset> onsets(std::size_t setting) const override {
        return {{-data_.burn_in, text_of<About>(data_.settings[setting])}};
    }
    [[nodiscard]] std::string identity(std::size_t setting) const override {
        std::string text = fmt::format("agents = {}\n", data_.common.agents);
        text += text_of<About>(data_.settings[setting]);
        for (const auto& [name, said] : About::provenance(data_.common)) text += fmt::format("{}\n{}\n", name, said);
        return text;
    }
    [[nodiscard]] sim::layout observed() const override { return layout_of(data_); }
    [[nodiscard]] std::unique_ptr<sim::world> build() const override {
        return std::make_unique<parameter_world<About>>(data_);
    }

private:
    parameter_study_data<About> data_;
};

template <class About>
class parameter_model final : public sim::model {
public:
    [[nodiscard]] std::string_view name() const override { return About::name; }
    [[nodiscard]] sim::in_both sentence() const override { return About::sentence; }
    [[nodiscard]] int version() const override { return About::version; }
    [[nodiscard]] std::vector<sim::parameter_row> parameters() const override {
        const auto rows = About::parameters();
        return {rows.begin(), rows.end()};
    }
    [[nodiscard]] std::vector<sim::key_row> keys() const override {
        auto all = About::keys();
        all.push_back({"arms.NAME.parameters",
                       {"parameters of one arm; the first arm is the baseline", "一个方案的参数；第一个方案为基线"}});
        return all;
    }
    [[nodiscard]] sim::layout observations() const override { return About::observed({}); }
    [[nodiscard]] std::vector<std::string> path_keys() const override { return About::path_keys(); }
    [[nodiscard]] std::unique_ptr<sim::study> read(const sim::scenario& s, sim::table_reader& root,
                                                   sim::mistakes& wrong) const override {
        const std::size_t already = wrong.size();
        parameter_study_data<About> made;
        made.burn_in = s.burn_in;
        made.weeks = s.weeks;
        About::read(s, root, made.common, wrong);
        auto values = sim::standard_values(About::parameters());
        const auto read_table = [&](const sim::table_reader& within, const sim::node& said, const std::string& whose,
                                    typename About::values& into) {
            sim::table_reader from{within, said, "parameters", whose};
            static_cast<void>(sim::read_parameters(from, About::parameters(), into));
            from.done();
        };
        const sim::node* const for_all = root.table("parameters");
        if (for_all != nullptr) read_table(root, *for_all, "[parameters]", values);
        const bool common_wrong = wrong.size() > already;
        for (const sim::arm& arm : s.arms) {
            const std::size_t before = wrong.size();
            made.settings.push_back(values);
            sim::place where = for_all != nullptr ? for_all->where : sim::place{s.file, 0, 0};
            if (arm.table != nullptr) {
                sim::table_reader from{root, *arm.table, "arms." + arm.name, "arm '" + arm.name + "'"};
                static_cast<void>(from.any("title"));   // read with the arms
                static_cast<void>(from.any("title_zh"));
                if (const sim::node* const own = from.table("parameters"); own != nullptr) {
                    read_table(from, *own, fmt::format("[arms.{}.parameters]", arm.name), made.settings.back());
                    where = own->where;
                }
                from.done();
            }
            if (wrong.size() > before || common_wrong) continue;   // what is half read cannot be judged
            if (std::string bad = About::check(made.common, made.settings.back()); !bad.empty())
                wrong.push_back({where, std::move(bad)});
        }
        return wrong.empty() ? std::make_unique<parameter_study<About>>(std::move(made)) : nullptr;
    }
};

}   // namespace models
