#include <cmath>

#include <fmt/format.h>

#include "cli/comparison_table.hpp"
#include "cli/sheet.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

using kind = column::kind;

// "while its policies ran, weeks 8 to 59", "weeks 60 to 72"
std::string weeks_text(const analysis::lasting_part& part) {
    return part.last - part.first == 1 ? fmt::format("{}", part.first)
                                       : fmt::format("{} to {}", part.first, part.last - 1);
}

}   // namespace

std::string weekly_table(const analysis::observed& file, const analysis::weekly_comparison& found,
                         const std::string& format) {
    const sim::measure& m = file.measures()[found.measure];
    table all{{{"measure"},
               {"arm", "arm"},
               {found.axis.empty() ? "group" : found.axis, found.axis},
               {file.step_name(), file.step_name(), found.axis.empty() ? kind::text : kind::number, "", 1, 0},
               {"level", m.label, kind::level, m.unit, m.shown_as, m.digits},
               {"difference", "difference", kind::difference, m.unit_of_differences(), m.shown_as, m.digits}}};
    const std::size_t quarter = std::max<std::size_t>(1, file.steps_per_year() / 4);
    for (const analysis::weekly_series& one : found.series)
        for (std::size_t t = 0; t < one.level.size(); ++t) {
            if (format == "text" && t % quarter != 0 && t + 1 != one.level.size()) continue;
            const bool first = format != "text" || t == 0;
            all.rows.push_back({m.name, first ? file.arms()[one.arm].name : "",
                                first ? found.groups[one.group] : std::string{}, static_cast<double>(t), one.level[t],
                                one.difference.empty() ? cell{} : marked(one.difference[t])});
        }
    const std::size_t worlds = analysis::worlds_among(file, file.runs_of(found.baseline));
    tell_worlds(all, worlds);
    if (format != "text") return table_as(format, all);
    const std::string intervals =
        worlds > 0 ? ranges_text(worlds)
        : found.simultaneous
            ? fmt::format("95 % intervals that hold for all {} together (max-t bootstrap: {} standard errors)",
                          found.family, std::isfinite(found.multiplier) ? number(found.multiplier, 2) : "no")
            : fmt::format("95 % intervals of each {} alone", file.step_name());
    return title_line(file) +
           fmt::format("{} in every {} {}; the difference from '{}' {}, with {}{}. --format csv has every {}\n\n",
                       m.label, sim::ordinal(quarter), file.step_name(), file.arms()[found.baseline].name,
                       worlds > 0 ? "in the same worlds" : "under the same luck", intervals,
                       worlds > 0 ? "" : "; * excludes 0", file.step_name()) +
           table_as(format, all) + remark_of_alike(all);
}

std::string lasting_table(const analysis::observed& file, const std::vector<analysis::lasting>& found,
                          std::size_t baseline, std::size_t measure, const std::string& format) {
    const sim::measure& m = file.measures()[measure];
    const std::string weeks = file.step_name() + "s";
    table all{{{"measure"},
               {"arm", "arm"},
               {"policies_end", "", kind::number},
               {"part"},
               {"", weeks},
               {"first", "", kind::number},
               {"last", "", kind::number},
               {"difference", m.label, kind::difference, m.unit_of_differences(), m.shown_as, m.digits},
               {"left", "left of it", kind::ratio, "%", 100, 0}}};
    for (const analysis::lasting& one : found) {
        const auto row = [&](const char* part, const analysis::lasting_part& of, bool during) {
            all.rows.push_back({m.name, during || format != "text" ? file.arms()[one.arm].name : "",
                                static_cast<double>(one.end), part,
                                weeks_text(of) + (during ? ", with its policies" : ""), static_cast<double>(of.first),
                                static_cast<double>(of.last - 1), marked(of.difference),
                                during || !std::isfinite(of.left.value) ? cell{} : cell{of.left}});
        };
        row("during", one.during, true);
        for (const analysis::lasting_part& part : one.after) row("after", part, false);
    }
    const std::size_t worlds = analysis::worlds_among(file, file.runs_of(baseline));
    tell_worlds(all, worlds);
    if (format != "text") return table_as(format, all);
    const std::string title = title_line(file);
    if (found.empty())
        return title + fmt::format(
                           "No arm's policies end before the last {}: nothing can be said of what remains "
                           "after them. `end` of a policy is its first {} without it.\n",
                           file.step_name(), file.step_name());
    return title +
           fmt::format(
               "What remains of the difference in {} from '{}' after an arm's policies have ended, with {}\n\n",
               m.label, file.arms()[baseline].name,
               worlds > 0 ? ranges_text(worlds) : "95 % intervals (Student; of what is left Fieller); * excludes 0") +
           table_as(format, all) + remark_of_alike(all);
}

}   // namespace cli
