#pragma once
// A model whose effects are a formula, so that what drives them and what is worth knowing have exact answers: where it is
// on, a million times 2 + x1 + x2 / 2 + 0.8 x1 x3 things more are there every week, give or take luck, for a price. Of x4
// to x8 nothing comes.

#include <array>
#include <cmath>
#include <vector>

#include "sim/engine/draws.hpp"
#include "tests/support/parameters_alone.hpp"

namespace payoff {

struct values {
    float on, luck, price, x1, x2, x3, x4, x5, x6, x7, x8;
    bool operator==(const values&) const = default;
};

constexpr sim::about<values> uncertain(std::string_view name, float values::*where, std::string_view group) {
    return {{name,
             0,
             "1",
             -1,
             1,
             sim::by_instrument::no,
             sim::number::real,
             {"what is uncertain", "不确定的数"},
             sim::provenance::assumed,
             "assumed",
             group,
             {sim::shape::triangular, -1, 0, 1}},
            where};
}
constexpr sim::about<values> certain(std::string_view name, float standard, float values::*where) {
    return {{name,
             standard,
             "1",
             0,
             100,
             sim::by_instrument::no,
             sim::number::real,
             {"what is certain", "确定的数"},
             sim::provenance::assumed,
             "assumed"},
            where};
}
constexpr std::array about_values{certain("on", 0, &values::on),           certain("luck", 0, &values::luck),
                                  certain("price", 2, &values::price),     uncertain("x1", &values::x1, "first"),
                                  uncertain("x2", &values::x2, "second"),  uncertain("x3", &values::x3, "first"),
                                  uncertain("x4", &values::x4, "nothing"), uncertain("x5", &values::x5, "nothing"),
                                  uncertain("x6", &values::x6, "nothing"), uncertain("x7", &values::x7, "nothing"),
                                  uncertain("x8", &values::x8, "nothing")};

struct about_it : test::parameters_alone {
    static constexpr std::string_view name = "payoff";
    static constexpr sim::in_both sentence{"how many things a formula says", "公式给出的数目"};
    static constexpr int version = 1;
    using values = payoff::values;
    static std::span<const sim::about<values>> parameters() { return about_values; }
    static sim::layout observed(const common& /*all*/) {
        sim::layout out;
        out.observations = {
            {"things", "things", "东西", "thing", "week: sum", {}, sim::number_kind::count, sim::rhythm::step},
            {"money",
             "money",
             "钱",
             "CNY",
             "week: sum",
             {},
             sim::number_kind::real,
             sim::rhythm::step,
             sim::role::money}};
        out.measures = {{"things", "things", "东西", "things", "things", std::string{sim::per_step}}};
        out.measures[0].better = sim::direction::more;
        out.measures.push_back({"cost", "cost", "费用", "CNY/week", "money", std::string{sim::per_step}});
        out.measures[1].about = sim::role::money;
        out.measures[1].better = sim::direction::less;
        return out;
    }
    using place = place_of<values>;
    class runs {
    public:
        runs(const place& in, std::span<const std::uint64_t> seeds, const sim::machine& /*on*/)
            : of_{in.of}, seeds_{seeds.begin(), seeds.end()} {}
        void advance(sim::step now, sim::recorder* into, std::size_t first_row) {
            if (into == nullptr) return;
            const double x1 = of_.x1, x2 = of_.x2, x3 = of_.x3;
            for (std::size_t l = 0; l < seeds_.size(); ++l) {
                const double more = 2 + x1 + x2 / 2 + 0.8 * x1 * x3 + of_.luck * sim::draw{seeds_[l], 0, 0, 0}.normal();
                const auto week = static_cast<std::size_t>(now);
                *into->counts(0, first_row + l, week) =
                    static_cast<std::uint32_t>(1e8 + std::floor(of_.on * 1e6 * more));
                *into->reals(1, first_row + l, week) = of_.on * 1e6 * of_.price;
            }
        }

    private:
        values of_;
        std::vector<std::uint64_t> seeds_;
    };
};

}   // namespace payoff
