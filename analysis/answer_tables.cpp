// Answers as tables that programs read.

#include "analysis/answers.hpp"
#include "analysis/compare.hpp"
#include "analysis/points.hpp"

namespace analysis {

namespace {

// Shares are not shown as percent: their unit is 1, and that of their area a week.
std::string csv_unit(const observed& file, const sim::measure& m, const comparison& found) {
    if (found.when.what != period::kind::area) return m.shown_as == 100 ? "1" : m.unit;
    return (m.shown_as == 100 ? "" : m.unit + " ") + file.step_name();
}

}   // namespace

void tell_worlds(table& of, std::size_t worlds) {
    of.worlds = worlds;
    if (worlds > 0) of.intervals = name_of_ranges(worlds);
}

std::vector<column> columns_of_shares() {
    std::vector<column> out;
    for (const char* const key : {"probability_above_zero", "probability_better", "probability_best"})
        out.push_back({key, "", column::kind::ratio});   // whose ends have no ends of their own
    return out;
}

std::vector<cell> shares_of(const estimate& difference, const sim::measure& m, double best, std::size_t worlds) {
    std::vector<cell> out;
    for (const double share : {difference.share_above(), share_better(difference, m), best})
        out.emplace_back(share_among(share, worlds));
    return out;
}

table table_of(const observed& file, const comparison& found) {
    table out{{{"arm"},
               {found.axis.empty() ? "group" : found.axis},
               {"measure"},
               {"unit"},
               {"replicates"},
               interval_column("level"),
               interval_column("difference")}};
    const auto more = found.worlds == 0 ? std::vector<column>{{"excludes_zero"}, {"p"}, {"p_holm"}}
                      : found.luck      ? std::vector<column>{}
                                        : columns_of_shares();
    out.columns.insert(out.columns.end(), more.begin(), more.end());
    tell_worlds(out, found.worlds);
    if (found.luck) out.intervals = luck_within_worlds;
    for (const auto& arm : found.arms)
        for (std::size_t b = 0; b < found.groups.size(); ++b)
            for (std::size_t place = 0; place < found.measures.size(); ++place) {
                const comparison_cell& c = arm.cells[b][place];
                const sim::measure& m = file.measures()[found.measures[place]];
                if (!c.known) continue;
                auto& row = out.rows.emplace_back(std::vector<cell>{
                    file.arms()[arm.arm].name, found.groups[b], m.name, csv_unit(file, m, found),
                    found.worlds > 0 && !found.luck ? file.runs_of(arm.arm).size() : c.level.replicates, c.level});
                const bool base = arm.arm == found.baseline;
                row.push_back(base ? cell{} : cell{c.difference});
                if (found.worlds == 0 && !base)
                    row.insert(row.end(),
                               {c.compared ? cell{std::size_t{c.difference.excludes_zero()}} : cell{}, c.p, c.p_holm});
                if (found.worlds > 0 && !found.luck) {
                    const auto shares = shares_of(c.difference, m, c.best, found.worlds);
                    row.insert(row.end(), shares.begin(), shares.end());
                }
                row.resize(out.columns.size());
            }
    return out;
}

table table_of(const observed& file, const points_comparison& found) {
    table out{{{"point"}, {"arm"}}};
    for (const factor& f : file.factors()) out.columns.push_back({f.key});
    out.columns.insert(
        out.columns.end(),
        {{"measure"}, {"unit"}, {"replicates"}, interval_column("level"), interval_column("difference")});
    const std::size_t worlds = worlds_among(file, file.runs_of(found.baseline));
    const auto more = worlds > 0 ? columns_of_shares() : std::vector<column>{{"p"}, {"p_holm"}};
    out.columns.insert(out.columns.end(), more.begin(), more.end());
    tell_worlds(out, worlds);
    for (const point_row& row : found.rows)
        for (std::size_t m = 0; m < found.measures.size(); ++m) {
            const sim::measure& what = file.measures()[found.measures[m]];
            const estimate &l = row.level[m], &d = row.difference[m];
            auto& cells = out.rows.emplace_back(std::vector<cell>{row.point, file.arms()[row.arm].name});
            for (const factor& f : file.factors()) cells.emplace_back(f.texts[row.point]);
            cells.insert(cells.end(),
                         {what.name, what.shown_as == 100 ? "1" : what.unit,
                          worlds > 0 ? file.at_point(row.point).runs_of(row.arm).size() : l.replicates, l, d});
            const auto shares =
                worlds > 0 ? shares_of(d, what, row.best[m], worlds) : std::vector<cell>{p_value(d), row.p_holm[m]};
            cells.insert(cells.end(), shares.begin(), shares.end());
        }
    return out;
}

interval interval_of(const repeated& of) { return {of.mean, of.low, of.high}; }

table table_of(const observed& file, const drivers& of) {
    using by = drivers::by;
    table out{{{"measure"}, {"arm"}, {"kind"}, {"name"}, {"group"}, {"variance"}, {"variance_error"}}};
    if (of.how == by::shares)
        out.columns.insert(out.columns.end(),
                           {{"alone"}, {"alone_by_chance"}, {"added"}, {"added_by_chance"}, {"beyond_chance"}});
    if (of.how == by::indices)
        out.columns.insert(out.columns.end(), {interval_column("first_order"), interval_column("total")});
    if (of.how == by::changes) out.columns.insert(out.columns.end(), {interval_column("mean_size"), {"deviation"}});
    for (const driven_effect& arm : of.arms) {
        const auto add = [&](const char* kind, const std::string& name, const std::string& group,
                             std::vector<cell> more, const with_error* variance = nullptr) {
            auto& row = out.rows.emplace_back(
                std::vector<cell>{file.measures()[of.measure].name, file.arms()[arm.arm].name, kind, name, group});
            if (variance == nullptr) row.resize(row.size() + 2);
            else row.insert(row.end(), {variance->value, variance->error});
            row.insert(row.end(), more.begin(), more.end());
            row.resize(out.columns.size());
        };
        for (const auto& [name, part] : {std::pair{"all", &arm.of.all},
                                         {"luck", &arm.of.luck},
                                         {"people", &arm.of.people},
                                         {"parameters", &arm.of.parameters}})
            add("variance", name, "", {}, part);
        const auto share = [](const told_share& one) {
            return std::vector<cell>{one.alone, one.alone_by_chance, one.added, one.added_by_chance,
                                     one.beyond_chance() ? 1.0 : 0.0};
        };
        if (of.how == by::shares) {
            add("all", "all", "", {arm.shares.by_all});
            for (std::size_t g = 0; g < of.groups.size(); ++g)
                add("group", of.groups[g], of.groups[g], share(arm.shares.groups[g]));
        }
        const auto index = [&](std::size_t k) {
            return k < arm.indices.size()
                       ? std::vector<cell>{interval_of(arm.indices[k].first), interval_of(arm.indices[k].total)}
                       : std::vector<cell>{};
        };
        for (std::size_t g = 0; g < of.groups.size() && of.by_subject; ++g)
            add("group", of.groups[g], of.groups[g], index(g));
        for (std::size_t k = 0; k < of.inputs.size() && of.how != by::nothing && !of.by_subject; ++k) {
            std::vector<cell> more;
            if (of.how == by::shares) more = share(arm.shares.inputs[k]);
            if (of.how == by::indices) more = index(k);
            if (of.how == by::changes && k < arm.changes.size())
                more = {interval_of(arm.changes[k].size), arm.changes[k].deviation};
            add("input", of.inputs[k].key, of.inputs[k].group, std::move(more));
        }
    }
    return out;
}

table table_of(const observed& file, const decisions& of) {
    table out{{{"measure"},
               {"worth"},
               {"kind"},
               {"name"},
               {"group"},
               {"net"},
               {"net_error"},
               interval_column("best_in"),
               {"expected_loss"},
               {"best"},
               {"information"},
               {"information_error"},
               {"by_chance"},
               {"most_by_chance"},
               {"beyond_chance"}}};
    for (std::size_t w = 0; w < of.at.size(); ++w) {
        const auto add = [&](const char* kind, const std::string& name, const std::string& group,
                             std::vector<cell> more) {
            auto& row = out.rows.emplace_back(
                std::vector<cell>{file.measures()[of.measure].name, of.worths[w], kind, name, group});
            row.insert(row.end(), more.begin(), more.end());
            row.resize(out.columns.size());
        };
        const decision& at = of.at[w];
        for (std::size_t a = 0; a < at.net.size(); ++a)
            add("option", file.arms()[a].name, "",
                {at.net[a].value, at.net[a].error, share_among(at.best_in[a], of.worlds), at.expected_loss[a],
                 a == at.best ? 1.0 : 0.0});
        add("information", "all", "", {{}, {}, {}, {}, {}, at.perfect_information.value, at.perfect_information.error});
        const auto worth = [&](const char* kind, const worth_of_input& one) {
            const partial_information& known = one.at[w];
            add(kind, one.name, one.group,
                {{},
                 {},
                 {},
                 {},
                 {},
                 known.value.value,
                 known.value.error,
                 known.by_chance,
                 known.most_by_chance,
                 known.beyond_chance() ? 1.0 : 0.0});
        };
        for (const worth_of_input& one : of.groups) worth("group", one);
        for (const worth_of_input& one : of.inputs) worth("input", one);
    }
    return out;
}

}   // namespace analysis
