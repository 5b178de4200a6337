// What is to be decided, and what it is worth to whom; docs/decide.md, docs/how-sure.md.

#include "sim/scenario/decision.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/model.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

constexpr double most_money = 1e12;
constexpr std::size_t most_choices = 200;
constexpr std::string_view everywhere = "everywhere";

std::vector<std::string> names_of(const std::vector<measure>& measures) {
    std::vector<std::string> names;
    for (const measure& one : measures) names.push_back(one.name);
    return names;
}

class reader {
public:
    reader(scenario& s, const model& how, const study& set, table_reader& root, const node& said, mistakes& wrong)
        : s_{s},
          how_{how},
          observed_{set.observed()},
          instruments_{how.instruments()},
          in_{root, said, "decision", "[decision]"},
          said_{said},
          wrong_{wrong} {}

    void read() {
        const bool asks = in_.any("budget") != nullptr;
        bool has_keys = false;
        for (const std::string& key : keys()) has_keys = in_.any(key) != nullptr || has_keys;
        measure_ = in_.text("measure").value_or("");
        if (in_.any("worth") != nullptr || (!asks && !has_keys)) read_worth(asks);
        if (asks) read_question();
        else
            for (const std::string& key : keys())
                if (said_.find(key) != nullptr)
                    wrong_.push_back({in_.where(key), fmt::format("{} is of a decision about money, and [decision] has "
                                                                  "no budget: say how much a year, as in budget = "
                                                                  "1_000_000, or leave {} out",
                                                                  key, key)});
        in_.done();
    }

private:
    // Those that only a question about money has.
    [[nodiscard]] std::vector<std::string> keys() const {
        std::vector<std::string> all{heading(),  "bounds", "at_least", "spread",
                                     "attitude", "surely", "better",   std::string{how_.key_of_pulling()}};
        for (std::string& key : how_.keys_of_pulling()) all.push_back(std::move(key));
        std::erase(all, "");
        return all;
    }
    [[nodiscard]] std::string heading() const {
        return instruments_.empty() ? "" : std::string{how_.instrument_heading()};
    }

    void say(const place& where, std::string what) { wrong_.push_back({where, std::move(what)}); }

    [[nodiscard]] bool is_measure(const std::string& name) const {
        return std::ranges::find(observed_.measures, name, &measure::name) != observed_.measures.end();
    }

    // Measures of which one more can be worth something.
    [[nodiscard]] std::vector<std::string> counted_measures() const {
        std::vector<std::string> names;
        for (const measure& m : observed_.measures) {
            const auto over = std::ranges::find(observed_.observations, m.over, &observation::name);
            if (over != observed_.observations.end() && over->kind == number_kind::count && over->when == rhythm::step)
                names.push_back(m.name);
        }
        return names;
    }

    void read_worth(bool asks) {
        const node* const amount = in_.any("worth");
        worth found;
        found.measure = measure_;
        if (amount == nullptr && in_.lacks("worth"))
            say(said_.where,
                instruments_.empty()
                    ? "[decision] does not say what one more is worth, as in worth = { low = 0, high = 100, "
                      "source = \"assumed\" }"
                    : "[decision] does not say what is to be decided: budget = 1_000_000 asks what to do with so "
                      "much money a year (cogov decide); worth = { low = 0, high = 100, source = \"assumed\" } "
                      "says what one more is worth");
        if (amount != nullptr && amount->as_table() == nullptr) {
            say(amount->where,
                "worth is a range and where it is from, as in { low = 0, high = 100, source = "
                "\"assumed\" }; where it is known, low and high are the same");
        } else if (amount != nullptr) {
            table_reader from{in_, *amount, "worth", "worth"};
            const auto low = from.number("low", 0, most_money, "", "the least that one more may be worth, in money"),
                       high = from.number("high", 0, most_money, "", "the most that one more may be worth, in money");
            const auto source = from.text("source");
            for (const char* const key : {"low", "high", "source"})
                if (from.lacks(key))
                    say(amount->where, fmt::format("worth has no {}; it is {}", key,
                                                   key == std::string_view{"source"} ? "who says so, or \"assumed\""
                                                                                     : "money for one more"));
            from.done();
            if (low && high && *low > *high)
                say(from.where("low"),
                    fmt::format("low {} must not be more than high {}", shortest(*low), shortest(*high)));
            found.low = low.value_or(0);
            found.high = high.value_or(0);
            found.source = source.value_or("");
        }
        const std::vector<std::string> names = counted_measures();
        if (names.empty())
            say(said_.where, fmt::format("the model '{}' counts nothing of which one more could be worth something: "
                                         "leave {} out",
                                         s_.model, asks ? "worth" : "[decision]"));
        else if (found.measure.empty()) found.measure = names.front();
        else if (const bool told_already = asks && !is_measure(found.measure);
                 !told_already && std::ranges::find(names, found.measure) == names.end())
            say(in_.where("measure"), fmt::format("'{}' is no measure that counts something{}", found.measure,
                                                  with_all_of(found.measure, names)));
        s_.worth = std::move(found);
    }

    void read_question() {
        decision_question q;
        q.where = said_.where;
        if (instruments_.empty()) {
            say(in_.where("budget"),
                fmt::format("the model '{}' has nothing that money could go to: leave budget out", s_.model));
            return;
        }
        if (std::ranges::none_of(observed_.measures, [](const measure& m) { return m.about == role::money; })) {
            say(in_.where("budget"),
                fmt::format("the model '{}' does not tell what is spent: leave budget out", s_.model));
            return;
        }
        read_budgets(q);
        read_objective(q);
        if (const auto attitude = in_.text("attitude")) {
            const std::vector<std::string> known{"expected", "cautious"};
            q.cautious = *attitude == "cautious";
            if (std::ranges::find(known, *attitude) == known.end())
                say(in_.where("attitude"), fmt::format("attitude is \"expected\" (the mean over all worlds counts) or "
                                                       "\"cautious\" (that of the worst fifth), not \"{}\"",
                                                       *attitude));
        }
        if (const auto surely = in_.number("surely", 0.5, 1, "", "the probability with which a budget is to be kept"))
            q.surely = *surely;
        read_choices(q);
        read_conditions(q);
        s_.question = std::move(q);
    }

    void read_budgets(decision_question& q) {
        const node* const said = in_.any("budget");
        std::vector<const node*> all;
        if (const node::array* const list = said->as_array(); list != nullptr)
            for (const node& one : *list) all.push_back(&one);
        else all.push_back(said);
        if (all.empty()) say(said->where, "budget is an empty list: say money a year, as in budget = 1_000_000");
        for (const node* const one : all) {
            const double* const real = std::get_if<double>(&one->value);
            const std::int64_t* const whole = std::get_if<std::int64_t>(&one->value);
            const double money = real != nullptr ? *real : whole != nullptr ? static_cast<double>(*whole) : -1;
            if (!(money >= 0 && money <= most_money))
                say(one->where, fmt::format("budget is money a year, 0 to {:g}, as in budget = 1_000_000, or a list of "
                                            "such for a curve; this is {}",
                                            most_money, value_text(*one)));
            else if (std::ranges::find(q.budgets, money) != q.budgets.end())
                say(one->where, fmt::format("the budget {} stands there twice", shortest(money)));
            else q.budgets.push_back(money);
        }
        std::ranges::sort(q.budgets);
    }

    void read_objective(decision_question& q) {
        const std::vector<std::string> names = names_of(observed_.measures);
        if (measure_.empty()) {
            const auto first = std::ranges::find(observed_.measures, role::participation, &measure::about);
            q.measure =
                first == observed_.measures.end() ? 0 : static_cast<std::size_t>(first - observed_.measures.begin());
        } else if (const auto at = std::ranges::find(names, measure_); at != names.end()) {
            q.measure = static_cast<std::size_t>(at - names.begin());
        } else {
            say(in_.where("measure"),
                fmt::format("there is no measure '{}'{}", measure_, did_you_mean(measure_, names)));
            return;
        }
        const measure& m = observed_.measures[q.measure];
        if (m.about == role::money)
            say(in_.where("measure"), fmt::format("'{}' is money, which the budget bounds: a decision is about what "
                                                  "money is to bring",
                                                  m.name));
        if (m.relative)
            say(in_.where("measure"),
                fmt::format("'{}' is 1 of everybody in every run: nothing can change it", m.name));
        if (m.is_yearly() && static_cast<std::size_t>(s_.weeks) < observed_.steps_per_year)
            say(in_.where("measure"),
                fmt::format("'{}' is observed at the end of each year, and no year ends in {}", m.name,
                            counted(static_cast<std::size_t>(s_.weeks), observed_.step_name)));
        q.better = m.better;
        if (const auto better = in_.text("better")) {
            q.better = direction_named(*better);
            if (*better != "more" && *better != "less")
                say(in_.where("better"), fmt::format("better is \"more\" or \"less\", not \"{}\"", *better));
            else if (m.better != direction::neither && q.better != m.better)
                say(in_.where("better"),
                    fmt::format("of '{}' {} is better: leave better out", m.name, name_of(m.better)));
        } else if (q.better == direction::neither) {
            say(in_.where("measure"), fmt::format("of '{}' nothing says whether more or less is better: add better = "
                                                  "\"more\" or better = \"less\"",
                                                  m.name));
        }
    }

    // Sets of places of which each may have a level of its own; one empty set where all have the same.
    std::vector<std::vector<std::string>> read_places() {
        const std::string spread = in_.text("spread").value_or(std::string{everywhere});
        if (spread == everywhere) return {{}};
        std::vector<std::string> known{std::string{everywhere}};
        for (const dimension& one : observed_.dimensions)
            if (one.what == axis_kind::place) {
                known.push_back("by " + one.name);
                if (spread == known.back()) return alone(one.labels);
            }
        for (const coordinate& one : observed_.coordinates) {
            const auto of = std::ranges::find(observed_.dimensions, one.dimension, &dimension::name);
            if (of == observed_.dimensions.end() || of->what != axis_kind::place || one.name.ends_with("_zh")) continue;
            known.push_back("by " + one.name);
            if (spread == known.back()) return alone(one.labels);
        }
        say(in_.where("spread"),
            fmt::format("spread says where levels may differ, not '{}'{}", spread, with_all_of(spread, known)));
        return {{}};
    }
    static std::vector<std::vector<std::string>> alone(const std::vector<std::string>& labels) {
        std::vector<std::vector<std::string>> out;
        std::set<std::string> seen;
        for (const std::string& one : labels)
            if (seen.insert(one).second) out.push_back({one});
        return out;
    }

    // The place of an instrument called so; nothing, and a mistake, where there is none.
    std::optional<std::size_t> instrument(const std::string& name, const place& where) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < instruments_.size(); ++i) {
            names.emplace_back(instruments_[i].name);
            if (name == instruments_[i].name || name == instruments_[i].label_zh) return i;
        }
        wrong_.say(where, fmt::format("'{}' is none of the {} of the model '{}'", name, heading(), s_.model),
                   [&] { return did_you_mean(name, names); });
        return {};
    }

    [[nodiscard]] bool has_price(std::size_t which) const {
        const instrument_row& row = instruments_[which];
        if (row.cost > 0 || row.cost_from != provenance::definition) return true;
        for (const std::string& key : keys_in(s_.tree, s_.selectors))
            if (key == fmt::format("{}.{}.cost", heading(), row.name) || key == fmt::format("costs.{}", row.name))
                return true;
        return false;
    }

    void read_choices(decision_question& q) {
        const std::string key = heading();
        const node::array* const list = in_.array(key);
        if (list == nullptr || list->empty()) {
            if (in_.lacks(key) || list != nullptr)
                say(list == nullptr ? said_.where : in_.where(key),
                    fmt::format("[decision] does not say what the money may go to: {} = [\"{}\", ...] (cogov describe "
                                "lists them)",
                                key, instruments_.front().name));
            return;
        }
        const node* const bounds = in_.table("bounds");
        const std::string own_key{how_.key_of_pulling()};
        const node* const own = own_key.empty() ? nullptr : in_.table(own_key);
        std::set<std::size_t> seen;
        std::vector<choice> found;
        for (const node& item : *list) {
            const std::string* const name = item.as_string();
            if (name == nullptr) {
                say(item.where, fmt::format("{} are names in quotes", key));
                continue;
            }
            const auto which = instrument(*name, item.where);
            if (!which) continue;
            if (!seen.insert(*which).second) {
                say(item.where, fmt::format("'{}' stands there twice", *name));
                continue;
            }
            const instrument_row& row = instruments_[*which];
            if (!has_price(*which))
                say(item.where, fmt::format("'{0}' has no price, so no budget bounds it: say what a unit of it costs, "
                                            "under [{1}.{0}] cost = ..., or leave it out",
                                            row.name, key));
            choice one{*which, {}, as_written(row.low), as_written(row.high), 0, {}, item.where};
            if (one.low > 0) one.low = 0;
            add_times(in_, said_, one.more);
            if (bounds != nullptr && bounds->find(row.name) != nullptr) read_bounds(*bounds, row, one);
            if (own != nullptr && own->find(row.name) != nullptr) {
                table_reader all{in_, *own, own_key, own_key};
                table_reader of{all, *own->find(row.name), row.name, fmt::format("{} of '{}'", own_key, row.name)};
                for (const std::string& k : how_.keys_of_pulling()) (void)of.any(k);
                if (own->find(row.name)->as_table() != nullptr) add_times(of, *own->find(row.name), one.more);
                of.done();
            }
            found.push_back(std::move(one));
        }
        for (const auto& [table, called] : {std::pair{bounds, std::string{"bounds"}}, {own, own_key}})
            if (table != nullptr && table->as_table() != nullptr)
                for (const node::entry& one : *table->as_table())
                    if (std::ranges::none_of(found, [&, &name = one.key](const choice& c) {
                            return instruments_[c.instrument].name == name;
                        }))
                        say(one.where, fmt::format("{} has '{}', which is not among the {} of this decision", called,
                                                   one.key, key));
        for (const std::vector<std::string>& places : read_places())
            for (choice one : found) {
                one.places = places;
                q.choices.push_back(std::move(one));
            }
        if (q.choices.size() > most_choices)
            say(in_.where(key), fmt::format("these are {} levels to decide on, and {} are the most: take fewer {}, or "
                                            "spread = \"everywhere\"",
                                            q.choices.size(), most_choices, key));
    }

    // Keys of when and how fast; a later one replaces an earlier.
    void add_times(table_reader& from, const node& table, std::vector<node::entry>& to) {
        for (const std::string& key : how_.keys_of_pulling()) {
            const node* const said = table.find(key);
            if (said == nullptr) continue;
            std::erase_if(to, [&](const node::entry& one) { return one.key == key; });
            to.push_back({key, from.where(key), *said});
        }
    }

    void read_bounds(const node& bounds, const instrument_row& row, choice& into) {
        table_reader all{in_, bounds, "bounds", "bounds"};
        const node& said = *bounds.find(row.name);
        table_reader from{all, said, row.name, fmt::format("bounds of '{}'", row.name)};
        if (said.as_table() == nullptr) return;
        const double low = into.low, high = into.high;
        const std::string unit{row.unit.en};
        into.low = from.number("low", low, high, unit, "the least that is bought").value_or(low);
        into.high = from.number("high", low, high, unit, "the most that is bought").value_or(high);
        into.step = from.number("step", 0, high - low, unit, "levels are whole multiples of it").value_or(0);
        from.done();
        if (into.low > into.high)
            say(from.where("low"),
                fmt::format("low {} must not be more than high {}", shortest(into.low), shortest(into.high)));
    }

    void read_conditions(decision_question& q) {
        const node::array* const list = in_.tables("at_least");
        if (list == nullptr) return;
        const std::vector<std::string> names = names_of(observed_.measures);
        for (const node& item : *list) {
            table_reader from{in_, item, "at_least", "a condition of at_least"};
            if (item.as_table() == nullptr) continue;
            condition made;
            made.where = item.where;
            const auto name = from.text("measure");
            const auto at = name ? std::ranges::find(names, *name) : names.end();
            if (from.lacks("measure")) say(item.where, "this condition has no measure that it is about");
            else if (name && at == names.end())
                wrong_.say(from.where("measure"), fmt::format("there is no measure '{}'", *name),
                           [&] { return did_you_mean(*name, names); });
            made.measure = at == names.end() ? 0 : static_cast<std::size_t>(at - names.begin());
            const double scale = at == names.end() ? 1 : observed_.measures[made.measure].shown_as;
            const std::string unit = at == names.end() ? "" : observed_.measures[made.measure].unit_of_differences();
            const auto least = from.number("change", -most_money, most_money, unit, "the least change"),
                       most =
                           from.number("change_at_most", -most_money, most_money, unit, "the most that it may change");
            for (const dimension& axis : observed_.dimensions) {
                const auto group = from.text(axis.name);
                if (!group) continue;
                if (!made.axis.empty())
                    say(from.where(axis.name),
                        fmt::format("a condition is of one group: of {} or of {}", made.axis, axis.name));
                made.axis = axis.name;
                made.group = *group;
                if (std::ranges::find(axis.labels, *group) == axis.labels.end())
                    wrong_.say(from.where(axis.name), fmt::format("'{}' is none of {}", *group, axis.name),
                               [&] { return with_all_of(*group, axis.labels); });
                else if (at != names.end() && !told_by(observed_.measures[made.measure], axis))
                    say(from.where(axis.name), fmt::format("'{}' is not told by {}", *name, axis.name));
            }
            from.done();
            if (from.lacks("change") == from.lacks("change_at_most"))
                say(item.where,
                    "a condition says either change = ..., the least by which the measure changes, or "
                    "change_at_most = ...");
            made.at_most = most.has_value();
            made.change = (made.at_most ? *most : least.value_or(0)) / scale;
            q.conditions.push_back(std::move(made));
        }
    }

    [[nodiscard]] bool told_by(const measure& m, const dimension& axis) const {
        const auto over = std::ranges::find(observed_.observations, m.over, &observation::name);
        return over != observed_.observations.end() && std::ranges::any_of(over->dimensions, [&](std::size_t d) {
                   return observed_.dimensions[d].name == axis.name;
               });
    }

    scenario& s_;
    const model& how_;
    layout observed_;
    std::vector<instrument_row> instruments_;
    table_reader in_;
    const node& said_;
    mistakes& wrong_;
    std::string measure_;
};

}   // namespace

void read_decision(scenario& s, const model& how, const study* set, table_reader& root, mistakes& wrong) {
    const node* const said = root.table("decision");
    if (said == nullptr || said->as_table() == nullptr || set == nullptr) return;
    reader{s, how, *set, root, *said, wrong}.read();
}

}   // namespace sim
