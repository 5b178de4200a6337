#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/comparison_table.hpp"
#include "cli/sheet.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

std::string against_next(const std::string& name, const std::string& next, const analysis::ranked_arm& r,
                         const sim::measure& m, bool smallest_first) {
    const std::string by = with_interval(r.over_next, m.shown_as, m.digits);
    if (r.over_next.is_range()) {
        const std::size_t worlds = r.over_next.over.worlds;
        const double share = smallest_first ? r.over_next.share_below() : r.over_next.share_above();
        return fmt::format("{} is {} {} in {}{} worlds: {}", name, smallest_first ? "below" : "above", next,
                           share_of_worlds(share, worlds), worlds >= analysis::least_for_ranges ? " of" : "", by);
    }
    if (r.over_next.excludes_zero())
        return fmt::format("{} is {} {}, sure at 95 %: {}", name, r.over_next.mean > 0 ? "above" : "below", next, by);
    std::string cannot = fmt::format("cannot tell {} from {}: {}", name, next, by);
    if (r.more == 0) return cannot;
    if (r.more > 1'000'000) return cannot + "; not even a million more replicates would";
    return fmt::format("{}; about {} would", cannot, sim::counted(r.more, "more replicate"));
}

// Which of several may be first, where that is known.
std::string first_ones(const analysis::observed& file, const std::vector<analysis::ranked_arm>& ranking) {
    if (ranking.size() < 2 || ranking[0].over_next.replicates < 2) return "";
    std::vector<std::string> names;
    for (const analysis::ranked_arm& r : ranking)
        if (r.may_be_first) names.push_back(file.arms()[r.arm].name);
    if (ranking[0].level.is_range())
        return names.size() == 1
                   ? fmt::format(
                         "\n{} is ahead of each other arm in nearly all worlds: the range of the difference "
                         "excludes 0.\n",
                         names[0])
                   : fmt::format("\nWhich is first depends on the world, among {}: {}.\n", names.size(),
                                 fmt::join(names, ", "));
    if (names.size() == 1)
        return fmt::format("\n{} is first beyond what luck explains, against all others (Holm).\n", names[0]);
    return fmt::format("\nWhich is first cannot be told among {}: {} (Holm).\n", names.size(), fmt::join(names, ", "));
}

}   // namespace

std::string ranking_table(const analysis::observed& file, const std::vector<analysis::ranked_arm>& ranking,
                          std::size_t measure, bool smallest_first, const std::string& format,
                          const analysis::period& when) {
    const sim::measure& m = file.measures()[measure];
    const auto name = [&](std::size_t k) { return file.arms()[ranking[k].arm].name; };
    using kind = column::kind;
    const std::size_t worlds = ranking.empty() ? 0 : ranking[0].level.over.worlds;
    const bool resampled =
        std::ranges::any_of(ranking, [](const analysis::ranked_arm& r) { return std::isfinite(r.best); });
    table all{{{"measure"},
               {"rank", "", kind::number},
               {"arm", "arm"},
               {"level", m.label, worlds > 0 ? kind::spread : kind::level, unit_of(file, m, when, false), m.shown_as,
                m.digits},
               {"best", resampled && worlds == 0 ? "first in" : "", kind::number, "", 100, 1},
               {"", worlds > 0 ? "first in" : ""},
               {"may_be_first", "", kind::number},
               {"over_next", "", kind::difference},
               {"more_replicates", "", kind::number},
               {"", "against the next"}}};
    for (std::size_t k = 0; k < ranking.size(); ++k) {
        const analysis::ranked_arm& r = ranking[k];
        const bool last = k + 1 == ranking.size();
        const std::string next =
            last || r.over_next.replicates < 2 ? "" : against_next(name(k), name(k + 1), r, m, smallest_first);
        all.rows.push_back({m.name, static_cast<double>(k + 1), name(k), r.level, cell{r.best, " %"},
                            share_of_worlds(r.best, worlds), r.may_be_first ? 1.0 : 0.0,
                            last ? cell{} : cell{r.over_next}, r.more == 0 ? cell{} : cell{static_cast<double>(r.more)},
                            next});
    }
    tell_worlds(all, worlds);
    if (worlds > 0) {   // before the columns of worlds
        all.columns.insert(all.columns.end(), {{"best_low"}, {"best_high"}});
        for (std::size_t k = 0; k < ranking.size(); ++k) {
            const analysis::interval best = analysis::share_among(ranking[k].best, worlds);
            all.rows[k].insert(all.rows[k].end(), {best.low, best.high});
        }
    }
    if (format != "text") return table_as(format, all);
    const std::string how =
        fmt::format("Ranked by {}, the {} first; ", m.label, smallest_first ? "smallest" : "largest");
    const std::string sure =
        worlds > 0  ? fmt::format("its {}; in how many worlds each is first of all {}; each against the next\n\n",
                                  ranges_text(worlds), ranking.size())
        : resampled ? "share of 10,000 bootstrap samples in which each is first; each against the next, taken alone\n\n"
                    : fmt::format(
                          "each against the next, taken alone. How sure the first place is takes {} replicates of "
                          "every arm, and differences that vary among them\n\n",
                          analysis::least_to_resample);
    return how + sure + table_as(format, all) + first_ones(file, ranking) + remark_of_alike(all);
}

}   // namespace cli
