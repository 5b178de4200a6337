#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/comparison_table.hpp"
#include "cli/sheet.hpp"
#include "sim/scenario/saltelli.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

using analysis::decisions;
using analysis::drivers;
using kind = column::kind;

constexpr std::size_t most_rows = 20;

std::string percent(double share, int digits = 0) {
    return std::isfinite(share) ? number(100 * share, digits) + " %" : "-";
}

// Places, those with most of something first.
template <class Amount>
std::vector<std::size_t> by_size(std::size_t count, Amount amount) {
    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < count; ++k) order.push_back(k);
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t k) {
        const double x = amount(k);
        return std::isfinite(x) ? x : -1;
    });
    return order;
}

// What an arm's effect varies by, and what of that is not parameters.
std::string variance_of(const analysis::driven_effect& arm, const drivers& found, const sim::measure& m) {
    const auto& of = arm.of;
    if (!std::isfinite(of.all.value)) return "";
    std::string text = fmt::format("It varies by {} {} (standard deviation) between {}",
                                   number(std::sqrt(of.all.value) * m.shown_as, m.digits + 1), m.unit_of_differences(),
                                   found.worlds > 0 ? "worlds" : "points");
    if (!std::isfinite(of.luck.value)) return text + "; how much of that is luck, one run of each does not tell.\n";
    const double people = std::isfinite(of.people.value) ? std::max(0.0, of.people.value) : 0,
                 all = of.luck.value + people + std::max(0.0, of.parameters.value);
    const auto part = [&](const analysis::with_error& one) {
        return all > 0 ? fmt::format("{} ±{}", percent(one.value / all, 1), number(100 * one.error / all, 1))
                       : std::string{"-"};
    };
    text += fmt::format(". Of the variance of one run's effect luck is {}, {}{} {}", part(of.luck),
                        std::isfinite(of.people.value) ? "who lives there " + part(of.people) + ", " : "",
                        found.worlds > 0 ? "parameters" : "what is varied", part(of.parameters));
    return text + " (standard errors).\n";
}

std::string shares_of_arm(const drivers& found, const analysis::driven_effect& arm) {
    table out{{{"", "subject"},
               {"", "parameter"},
               {"", "alone", kind::number, "%", 100, 1},
               {"", "beyond the others", kind::number, "%", 100, 1}}};
    for (const std::size_t g :
         by_size(found.groups.size(), [&](std::size_t k) { return arm.shares.groups[k].alone; })) {
        const auto& group = arm.shares.groups[g];
        std::vector<std::size_t> members;
        for (std::size_t k = 0; k < found.inputs.size(); ++k)
            if (found.inputs[k].group == found.groups[g] && arm.shares.inputs[k].beyond_chance()) members.push_back(k);
        if (!group.beyond_chance() && members.empty()) continue;
        out.rows.push_back({found.groups[g], "", group.alone, group.added});
        std::ranges::stable_sort(members, std::greater{}, [&](std::size_t k) { return arm.shares.inputs[k].alone; });
        for (const std::size_t k : members)
            if (found.inputs[k].key != found.groups[g])
                out.rows.push_back({"", found.inputs[k].key, arm.shares.inputs[k].alone, arm.shares.inputs[k].added});
    }
    if (out.rows.empty()) return "Nothing is told by any of them beyond chance.\n";
    return fmt::format(
               "All together, each by itself, tell {} of it; the rest is in what they do together, or luck.\n\n",
               percent(arm.shares.by_all)) +
           table_as("text", out);
}

std::string indices_of_arm(const drivers& found, const analysis::driven_effect& arm) {
    if (arm.indices.empty()) return "No sample is complete.\n";
    table out{{{"", found.by_subject ? "subject" : "parameter"},
               {"", "alone", kind::ratio, "%", 100, 1},
               {"", "with all that it takes part in", kind::ratio, "%", 100, 1}}};
    for (const std::size_t k : by_size(arm.indices.size(), [&](std::size_t i) { return arm.indices[i].total.mean; }))
        if (out.rows.size() < most_rows)
            out.rows.push_back({found.by_subject ? found.groups[k] : found.inputs[k].key,
                                interval_of(arm.indices[k].first), interval_of(arm.indices[k].total)});
    return "\n" + table_as("text", out);
}

std::string changes_of_arm(const drivers& found, const analysis::driven_effect& arm, const sim::measure& m) {
    table out{{{"", found.points > 1 ? "factor" : "parameter"},
               {"", "mean size of change (mu*)", kind::ratio, m.unit_of_differences(), m.shown_as, m.digits + 1},
               {"", "standard deviation (sigma)", kind::number, "", m.shown_as, m.digits + 1}}};
    for (const std::size_t k : by_size(arm.changes.size(), [&](std::size_t i) { return arm.changes[i].size.mean; }))
        if (out.rows.size() < most_rows)
            out.rows.push_back({found.inputs[k].key, interval_of(arm.changes[k].size), arm.changes[k].deviation});
    return "\n" + table_as("text", out);
}

std::string how_told(const drivers& found) {
    switch (found.how) {
        case drivers::by::shares:
            return "Shares of its variance that a subject of parameters tells, alone and beyond all others, and below "
                   "it "
                   "its parameters, alone and beyond the rest of their subject: by straight lines and squares, less "
                   "what "
                   "as many numbers of no meaning would tell. Only what is beyond chance is here: with worlds in "
                   "another "
                   "order any of them comes to as much in one table of 100; --format csv has all.\n";
        case drivers::by::indices:
            return fmt::format(
                "Sobol' indices: shares of its variance, with 95 % intervals from {} scramblings; up to {} "
                "of them, --format csv has all.\n",
                sim::scramblings, most_rows);
        case drivers::by::changes:
            return fmt::format(
                "Morris: what it changes by where one {} alone moves by half of {}, with 95 % "
                "intervals over trajectories. A large standard deviation: the others decide what it "
                "does. Up to {} of them, --format csv has all.\n",
                found.points > 1 ? "factor" : "parameter", found.points > 1 ? "its grid" : "what is believed of it",
                most_rows);
        case drivers::by::nothing:
            break;
    }
    if (found.inputs.empty()) return "Nothing differs between them that it could come from.\n";
    return fmt::format(
        "What drives it cannot be told by so few: {} keys differ between them, which takes {}, or {} to each; "
        "or samples that are made for it (kind = \"saltelli\", docs/how-sure.md).\n",
        found.inputs.size(), analysis::rows_enough, analysis::rows_to_each);
}

std::string rows_in_words(const drivers& found) {
    const std::string luck = found.lucks > 1 ? fmt::format(", each the mean of {} runs", found.lucks) : "";
    if (found.worlds > 0 && found.points > 1)
        return fmt::format("{} points of a design and worlds{}", found.rows, luck);
    return sim::counted(found.rows, found.worlds > 0 ? "world" : "point") + luck;
}

std::string who_says(const analysis::observed& file, const decisions& found) {
    switch (found.said) {
        case decisions::by::asked:
            return "as --worth says";
        case decisions::by::stated:
            return fmt::format("as the scenario says ({})", file.worth()->source);
        case decisions::by::nobody:
            break;
    }
    return "which nobody has said ([decision] worth, or --worth 0:100), so from 0 to about twice what the cheapest arm "
           "takes for it";
}

std::string money(double x) { return number(x, 0); }

// Which arm is best at each worth, how sure that is, and what knowing better would be worth.
std::string acceptability_of(const analysis::observed& file, const decisions& found) {
    table out{{{"", "worth", kind::setting},
               {"", "best on average"},
               {"", "best in"},
               {"", "it gains a year"},
               {"", "knowing all is worth"}}};
    std::vector<std::size_t> arms;
    for (const std::size_t a : by_size(file.arms().size(), [&](std::size_t k) {
             double most = 0;
             for (const auto& at : found.at) most = std::max(most, at.best_in[k]);
             return most;
         })) {
        arms.push_back(a);
        out.columns.push_back({"", file.arms()[a].name});
        out.columns.back().foldable = true;
    }
    for (std::size_t w = 0; w < found.at.size(); ++w) {
        const auto& at = found.at[w];
        auto& row = out.rows.emplace_back(std::vector<cell>{
            found.worths[w], file.arms()[at.best].name, share_of_worlds(at.best_in[at.best], found.worlds),
            fmt::format("{} ±{}", money(at.net[at.best].value), money(at.net[at.best].error)),
            fmt::format("{} ±{}", money(at.perfect_information.value), money(at.perfect_information.error))});
        for (const std::size_t a : arms) row.emplace_back(share_of_worlds(at.best_in[a], found.worlds));
    }
    return table_as("text", out);
}

std::string losses_of(const analysis::observed& file, const decisions& found) {
    table out{{{"", "arm"}}};
    std::vector<std::size_t> some;   // worths: the ends and the middle
    for (const std::size_t w : {std::size_t{0}, found.at.size() / 2, found.at.size() - 1})
        if (some.empty() || some.back() != w) some.push_back(w);
    for (const std::size_t w : some) out.columns.push_back({"", fmt::format("loss at {}", setting(found.worths[w]))});
    for (std::size_t a = 0; a < file.arms().size(); ++a) {
        auto& row = out.rows.emplace_back(std::vector<cell>{file.arms()[a].name});
        for (const std::size_t w : some) row.emplace_back(money(found.at[w].expected_loss[a]));
    }
    return table_as("text", out);
}

// What of subjects or parameters is worth knowing, where most.
std::string worth_knowing(const std::vector<analysis::worth_of_input>& all, const decisions& found, const char* what) {
    table out{{{"", what}, {"", "knowing it is worth up to"}, {"", "where one more is worth", kind::setting}}};
    struct row {
        const analysis::worth_of_input* of = nullptr;
        std::size_t worth = 0;
        double value = 0;
    };
    std::vector<row> rows;
    for (const auto& one : all) {
        row best{&one, 0, 0};
        for (std::size_t w = 0; w < found.worths.size(); ++w)
            if (one.at[w].beyond_chance() && one.at[w].value.value > best.value)
                best = {&one, w, one.at[w].value.value};
        if (best.value > 0.01 * found.at[best.worth].perfect_information.value) rows.push_back(best);
    }
    std::ranges::stable_sort(rows, std::greater{}, &row::value);
    rows.resize(std::min(rows.size(), most_rows));
    for (const row& one : rows)
        out.rows.push_back({one.of->name,
                            fmt::format("{} ±{}", money(one.value), money(one.of->at[one.worth].value.error)),
                            found.worths[one.worth]});
    return out.rows.empty() ? fmt::format("No {} alone is worth knowing beyond chance.\n", what)
                            : table_as("text", out);
}

}   // namespace

std::string drivers_table(const analysis::observed& file, const drivers& found, const std::string& format) {
    if (format != "text") return table_as(format, analysis::table_of(file, found));
    const sim::measure& m = file.measures()[found.measure];
    std::string text = title_line(file) +
                       fmt::format("What drives the difference from '{}' in {}, over {}, given this model. {}",
                                   file.arms()[found.baseline].name, m.label, rows_in_words(found), how_told(found));
    for (const analysis::driven_effect& arm : found.arms) {
        text += fmt::format("\n{}: {}", file.arms()[arm.arm].name, variance_of(arm, found, m));
        if (found.how == drivers::by::shares) text += shares_of_arm(found, arm);
        if (found.how == drivers::by::indices) text += indices_of_arm(found, arm);
        if (found.how == drivers::by::changes) text += changes_of_arm(found, arm, m);
    }
    return text;
}

std::string decision_table(const analysis::observed& file, const decisions& found, const std::string& format) {
    if (format != "text") return table_as(format, analysis::table_of(file, found));
    const sim::measure& m = file.measures()[found.measure];
    std::string text =
        title_line(file) +
        fmt::format(
            "What to decide by what one more of {} ({}) is worth, {}: over {}, given this model; money in CNY "
            "a year, with standard errors. '{}' is always a choice.\n",
            m.label, found.at_end ? "at a year's end" : fmt::format("in a {}", file.step_name()), who_says(file, found),
            sim::counted(found.worlds, "world"), file.arms()[found.baseline].name);
    text +=
        found.lucks > 1
            ? fmt::format("Effects are means over {} runs of each world, so that luck counts little.\n", found.lucks)
            : std::string{
                  "Each world has one run, so luck counts as if it could be known: lucks = 2 or more averages "
                  "it out.\n"};
    if (found.at.empty()) return text + "No world is complete in all arms.\n";
    text += "\nHow often each is best, and what knowing everything before deciding would be worth\n\n" +
            acceptability_of(file, found) +
            "\nWhat is lost on average by deciding for each now, beside the best in each world\n\n" +
            losses_of(file, found);
    if (found.inputs.empty())
        return text + fmt::format(
                          "\nWhat would be worth finding out first cannot be told by so few worlds: it takes {}, or {} "
                          "to each key that is drawn.\n",
                          analysis::rows_enough, analysis::rows_to_each);
    return text +
           "\nWhat would be worth finding out first, less what chance finds in worlds in another order; of a subject "
           "all of "
           "it at once\n\n" +
           worth_knowing(found.groups, found, "subject") + "\n" + worth_knowing(found.inputs, found, "parameter");
}

}   // namespace cli
