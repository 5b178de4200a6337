#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/comparison_table.hpp"
#include "cli/sheet.hpp"

namespace cli {

namespace {

std::string against_next(const std::string& name, const std::string& next, const analysis::ranked_arm& r,
                         const sim::measure& m) {
    const std::string by = with_interval(r.over_next, m.shown_as, m.digits);
    if (r.over_next.excludes_zero()) return fmt::format("{} is better than {}, sure at 95 %: {}", name, next, by);
    const std::string cannot = fmt::format("cannot tell {} from {}: {}", name, next, by);
    if (r.more == 0) return cannot;
    if (r.more > 1'000'000) return cannot + "; not even a million more replicates would";
    return fmt::format("{}; about {} more replicate{} would", cannot, r.more, r.more == 1 ? "" : "s");
}

}   // namespace

std::string ranking_table(const analysis::results& file, const std::vector<analysis::ranked_arm>& ranking,
                          std::size_t measure, bool smallest_first, const std::string& format,
                          const analysis::period& when) {
    const sim::measure& m = file.measures()[measure];
    const auto name = [&](std::size_t k) { return file.arms()[ranking[k].arm].name; };
    if (format == "csv") {
        std::string text =
            "measure,rank,arm,level,level_low,level_high,best,over_next,over_next_low,over_next_high,"
            "more_replicates\n";
        for (std::size_t k = 0; k < ranking.size(); ++k) {
            const analysis::ranked_arm& r = ranking[k];
            const bool last = k + 1 == ranking.size();
            text +=
                fmt::format("{},{},{},{},{},{},{}\n", m.name, k + 1, name(k), csv_fields(r.level), known_number(r.best),
                            last ? ",," : csv_fields(r.over_next), r.more == 0 ? "" : std::to_string(r.more));
        }
        return text;
    }
    if (format == "json") {
        auto all = nlohmann::ordered_json::array();
        for (std::size_t k = 0; k < ranking.size(); ++k) {
            const analysis::ranked_arm& r = ranking[k];
            nlohmann::ordered_json one{
                {"measure", m.name}, {"rank", k + 1}, {"arm", name(k)}, {"level", as_json(r.level)}, {"best", r.best}};
            if (k + 1 < ranking.size()) {
                one["over_next"] = as_json(r.over_next);
                if (r.more > 0) one["more_replicates"] = r.more;
            }
            all.push_back(one);
        }
        return all.dump(2) + "\n";
    }
    std::vector<sheet_row> rows{
        {"arm", "", fmt::format("{}, {}", m.label, unit_of(file, m, when, false)), "first in", "against the next"}};
    for (std::size_t k = 0; k < ranking.size(); ++k) {
        const analysis::ranked_arm& r = ranking[k];
        std::string next;
        if (k + 1 < ranking.size() && r.over_next.replicates > 1) next = against_next(name(k), name(k + 1), r, m);
        rows.push_back({name(k), "", number(r.level.mean * m.shown_as, m.digits),
                        std::isfinite(r.best) ? fmt::format("{:.1f} %", 100 * r.best) : "", next});
    }
    return fmt::format(
               "Ranked by {}, the {} first; share of 10,000 bootstrap samples in which each is first; each against the "
               "next, taken alone\n\n",
               m.label, smallest_first ? "smallest" : "largest") +
           in_columns(rows, 2, ends_in::sentence);
}

}   // namespace cli
