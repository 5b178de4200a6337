#include "cli/decided_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/statistics.hpp"
#include "cli/sheet.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

using analysis::decided;
using kind = column::kind;

std::string money(double x) {
    std::string digits = fmt::format("{:.0f}", std::abs(x)), out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += ' ';
        out += digits[i];
    }
    return (x <= -0.5 ? "-" : "") + out;
}

class told {
public:
    told(const analysis::observed& file, const decided& found)
        : file_{file},
          found_{found},
          m_{file.measures()[found.measure]},
          worlds_{file.worlds().any() ? file.worlds().count : 0} {}

    std::string text() const {
        std::string out = title_line(file_);
        out += fmt::format("\nWhat to do with {} a year, by {} ({}); {}.\n", budgets_in_words(), m_.label,
                           m_.unit_of_differences(), how_judged());
        for (const decided::at_budget& one : found_.budgets) out += "\n" + of_budget(one);
        if (found_.budgets.size() > 1) out += "\n" + curve();
        out += "\n" + how_searched();
        return out;
    }

private:
    [[nodiscard]] std::string name_of(std::size_t package) const {
        return package == 0 ? "nothing" : file_.arms()[found_.packages[package].arm].title;
    }
    [[nodiscard]] static std::string called(const decided::thing& t) {
        return t.places.empty() ? t.name : fmt::format("{} ({})", t.name, fmt::join(t.places, ", "));
    }
    // The mean is what packages are judged by; behind it stands the range, or the interval of the mean.
    [[nodiscard]] static analysis::interval mean_of(const analysis::estimate& e) { return {e.mean, e.low(), e.high()}; }
    [[nodiscard]] std::string gain(const analysis::estimate& e) const {
        return fmt::format("{} {}", ratio_text(mean_of(e), m_.shown_as, m_.digits + 1), m_.unit_of_differences());
    }
    [[nodiscard]] std::string amount(double x) const {
        return fmt::format("{} {}", number(x * m_.shown_as, m_.digits + 1), m_.unit_of_differences());
    }
    [[nodiscard]] std::string budgets_in_words() const {
        std::string out;
        for (const decided::at_budget& one : found_.budgets) out += (out.empty() ? "" : ", ") + money(one.money);
        return out + " CNY";
    }
    [[nodiscard]] std::string how_judged() const {
        std::string out = found_.problem.how == analysis::attitude::cautious
                              ? "judged by the mean of the worst fifth of "
                              : "judged by the mean of ";
        out += worlds_ > 0 ? fmt::format("{} possible worlds; means with the {} of these", worlds_,
                                         worlds_ < analysis::least_for_ranges ? "least and the most" : "90 % range")
                           : fmt::format("{}; intervals are 95 %, of luck alone",
                                         sim::counted(file_.runs_of(file_.baseline()).size(), "replicate"));
        out += found_.problem.surely
                   ? fmt::format("; a budget is kept in {} % of them", number(100 * *found_.problem.surely, 0))
                   : "; a budget is kept on average";
        return out;
    }

    [[nodiscard]] std::string of_budget(const decided::at_budget& one) const {
        std::string out = fmt::format("{} CNY a year\n", money(one.money));
        if (!one.any())
            return out +
                   "  Nothing that was looked at keeps this budget and all conditions, not even doing nothing. Ease a "
                   "condition of at_least, or allow more.\n" +
                   without_conditions(one);
        const decided::looked_at& best = found_.chosen(one);
        if (one.buys_nothing()) {
            out += "  Do nothing: no package that this money can buy is better.\n";
            return out + others(one);
        }
        out += fmt::format("  The package: {}\n", name_of(one.kept_by.front()));
        out += fmt::format("  It gains {}; costs {} CNY a year", gain(best.gain), money(best.cost.mean));
        if (best.cost.is_range() && std::isfinite(best.cost.low()))
            out += fmt::format(" ({} to {})", money(best.cost.low()), money(best.cost.high()));
        if (worlds_ > 0)
            out += fmt::format("; within the budget in {}, better than nothing in {}", share(one.kept_in),
                               share(best.above_nothing));
        out += ".\n";
        if (!too_few())
            for (std::size_t k = 0; k < one.kept_by.size(); ++k)
                if (one.kept_by[k] == 0 && one.among.may_be_best[k])
                    out += "  It cannot be told from doing nothing: to do nothing is as good a choice.\n";
        table by_thing{{{"", "what"},
                        {"", "level", kind::setting},
                        {"", "unit"},
                        {"", "CNY a year"},
                        {"", "what it brings beside the rest", kind::ratio, m_.unit_of_differences(), m_.shown_as,
                         m_.digits + 1}}};
        for (std::size_t i = 0; i < found_.things.size(); ++i) {
            if (best.found.levels[i] == 0) continue;
            const decided::thing& t = found_.things[i];
            const auto beside = std::ranges::find(one.without_thing, i, &decided::beside::what);
            by_thing.rows.push_back({called(t), best.found.levels[i], t.unit, cost_of(best, i),
                                     beside == one.without_thing.end() ? cell{} : cell{mean_of(beside->difference)}});
        }
        out += "\n" + table_as("text", by_thing);
        std::string groups;   // that the measure tells of
        for (const decided::group_gain& g : analysis::who_gains(file_, found_, one.kept_by.front()))
            if (std::isfinite(g.gain.mean))
                groups += fmt::format("{}{} {}", groups.empty() ? "" : "; ", g.label,
                                      ratio_text(mean_of(g.gain), m_.shown_as, m_.digits + 1));
        if (!groups.empty()) out += fmt::format("\n  Who gains: {} {}.\n", groups, m_.unit_of_differences());
        out += without_conditions(one);
        out += others(one);
        if (worlds_ > 0 && one.knowing_all > 0 && found_.problem.how == analysis::attitude::expected)
            out += fmt::format("  Knowing beforehand which of the {} worlds is the true one would add {} at most.\n",
                               worlds_, amount(one.knowing_all));
        for (std::size_t k = 0; k < std::min<std::size_t>(3, one.to_learn.size()); ++k)
            out += fmt::format("  Worth finding out first: {}, which would add {} ±{}.\n", one.to_learn[k].name,
                               amount(one.to_learn[k].more.value),
                               number(one.to_learn[k].more.error * m_.shown_as, m_.digits + 1));
        return out;
    }

    [[nodiscard]] std::string without_conditions(const decided::at_budget& one) const {
        std::string out;
        for (const decided::beside& b : one.without_condition) {
            const decided::condition& c = found_.conditions[b.what];
            out += fmt::format("  Without the condition on {}{}: {}, which gains {}{}.\n", c.measure,
                               c.group.empty() ? "" : " of " + c.group, name_of(b.package), amount(-b.difference.mean),
                               one.any() ? " more" : "");
        }
        return out;
    }

    // So few that they cannot be drawn anew: nothing is told apart by them.
    [[nodiscard]] bool too_few() const { return rows_of_file() < analysis::least_to_resample; }
    [[nodiscard]] std::size_t rows_of_file() const {
        return worlds_ > 0 ? worlds_ : file_.runs_of(file_.baseline()).size();
    }

    // Of an instrument that is bought in several places the file tells the sum alone.
    [[nodiscard]] std::string cost_of(const decided::looked_at& of, std::size_t thing) const {
        std::size_t places = 0;
        for (std::size_t i = 0; i < found_.things.size(); ++i)
            if (found_.things[i].name == found_.things[thing].name && of.found.levels[i] != 0) ++places;
        const double cost = of.cost_by_thing[thing];
        return places > 1 || !std::isfinite(cost) ? "" : money(cost);
    }
    [[nodiscard]] std::string share(double of) const {
        return fmt::format("{:.0f} of {} worlds", of * static_cast<double>(worlds_), worlds_);
    }

    // The packages that cannot be told from the best, and how they differ.
    [[nodiscard]] std::string others(const decided::at_budget& one) const {
        std::string out;
        const auto alike = static_cast<std::size_t>(std::ranges::count(one.among.may_be_best, true));
        const std::string within = found_.within > 0 ? " by more than " + amount(found_.within) : "";
        if (one.kept_by.size() == 1) {
            out += "  Nothing else that was looked at keeps the budget and all conditions.\n";
        } else if (alike <= 1) {
            out += fmt::format("  All others that were looked at are worse{}, as far as 95 % tell.\n", within);
        } else {
            table rows{{{"", too_few() ? "looked at too" : "cannot be told from it at 95 %"},
                        {"", "gain", kind::ratio, m_.unit_of_differences(), m_.shown_as, m_.digits + 1},
                        {"", "behind", kind::ratio, "", m_.shown_as, m_.digits + 1},
                        {"", "CNY a year"},
                        {"", ""}}};
            for (std::size_t k = 1; k < one.kept_by.size(); ++k) {
                if (!one.among.may_be_best[k]) continue;
                const decided::looked_at& p = found_.packages[one.kept_by[k]];
                const auto& behind = one.among.behind[k];
                std::vector<std::string> why;
                if (one.cheapest == k) why.emplace_back("cheapest");
                if (one.fewest == k) why.emplace_back("fewest measures");
                if (one.fairest == k) why.emplace_back("fairest");
                constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
                rows.rows.push_back({name_of(one.kept_by[k]), mean_of(p.gain),
                                     too_few() ? analysis::interval{behind.value, unknown, unknown}
                                               : analysis::interval{behind.value, behind.low, behind.high},
                                     money(p.found.cost), fmt::format("{}", fmt::join(why, ", "))});
            }
            out += "\n" + table_as("text", rows);
            if (too_few()) {
                out += fmt::format("  {} do not tell packages apart: that takes {} at least (replicates = ...).\n",
                                   sim::counted(rows_of_file(), worlds_ > 0 ? "world" : "replicate"),
                                   analysis::least_to_resample);
            } else {
                if (one.cheapest == 0) out += "  None of them is cheaper than the package.\n";
                out += levers_of(one);
            }
        }
        if (found_.guaranteed)
            out += one.left <= 1
                       ? fmt::format(
                             "  Chosen by Kim & Nelson's procedure: with 95 % the best of these, or within {} "
                             "of it.\n",
                             amount(found_.within))
                       : fmt::format(
                             "  Kim & Nelson's procedure has not ended: {} packages are left; --at-most allows "
                             "more worlds.\n",
                             one.left);
        return out;
    }

    [[nodiscard]] std::string levers_of(const decided::at_budget& one) const {
        std::string out;
        for (const auto& [which, list] : {std::pair{"all", &one.in_all}, {"none", &one.in_none}}) {
            std::vector<std::string> names;
            for (const std::size_t i : *list) names.push_back(called(found_.things[i]));
            if (!names.empty()) out += fmt::format("  In {} of them: {}.\n", which, fmt::join(names, ", "));
        }
        return out;
    }

    [[nodiscard]] std::string curve() const {
        table rows{
            {{"", "budget, CNY a year"},
             {"", "package"},
             {"", "gain", kind::ratio, m_.unit_of_differences(), m_.shown_as, m_.digits + 1},
             {"", "CNY a year"},
             {"", "more than the budget before", kind::ratio, m_.unit_of_differences(), m_.shown_as, m_.digits + 1}}};
        std::optional<std::size_t> before;
        std::vector<std::string> stops;
        double budget_before = 0;
        for (const decided::at_budget& one : found_.budgets) {
            if (!one.any()) continue;
            const std::size_t now = one.kept_by.front();
            std::vector<cell> row{money(one.money), name_of(now), mean_of(found_.packages[now].gain),
                                  money(found_.packages[now].found.cost), cell{}};
            if (before) {
                row[4] = cell{mean_of(analysis::difference_of(
                    file_, analysis::pairs_of(file_, found_.packages[now].arm, found_.packages[*before].arm), values(),
                    values().groups - 1))};
                const auto at = std::ranges::find(one.kept_by, *before);
                if (at != one.kept_by.end() && !too_few() &&
                    one.among.may_be_best[static_cast<std::size_t>(at - one.kept_by.begin())])
                    stops.push_back(fmt::format("  What {} CNY buy cannot be told from what {} CNY buy.\n",
                                                money(one.money), money(budget_before)));
            }
            before = now;
            budget_before = one.money;
            rows.rows.push_back(std::move(row));
        }
        std::string out = "The curve\n\n" + table_as("text", rows);
        for (const std::string& one : stops) out += one;
        return out;
    }
    [[nodiscard]] const analysis::by_run& values() const {
        if (values_.values.empty()) {
            analysis::measured all{file_, "", {}};
            values_ = all.values(m_);
            for (double& x : values_.values) x *= found_.problem.sign;
        }
        return values_;
    }

    [[nodiscard]] std::string how_searched() const {
        std::string out = fmt::format(
            "{} {} run over {} to find these, and the {} above again with other luck, from "
            "which all numbers here are.",
            sim::counted(found_.tried.size(), "package"), found_.tried.size() == 1 ? "was" : "were",
            sim::counted(found_.tried_worlds, worlds_ > 0 ? "world" : "replicate"), found_.packages.size() - 1);
        if (std::isfinite(found_.surface_error) && std::isfinite(found_.surface_r2))   // all alike: there is no R2
            out += fmt::format(" What was not run is told by a surface through them, {} off (R2 {}).",
                               amount(found_.surface_error), number(found_.surface_r2, 3));
        if (found_.cut_short) out += " Time was up before nothing better was proposed: a better package may exist.";
        return out + "\n";
    }

    const analysis::observed& file_;
    const decided& found_;
    const sim::measure& m_;
    std::size_t worlds_;
    mutable analysis::by_run values_;
};

}   // namespace

std::string decided_table(const analysis::observed& file, const decided& found, const std::string& format) {
    if (format != "text") return table_as(format, analysis::packages_table(file, found));
    return told{file, found}.text();
}

}   // namespace cli
