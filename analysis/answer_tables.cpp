// Answers as tables that programs read.

#include "analysis/answers.hpp"

namespace analysis {

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
