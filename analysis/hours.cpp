#include "analysis/hours.hpp"

#include <algorithm>
#include <map>

namespace analysis {

namespace {

std::vector<estimate> levels(const observed& file, measured& of, const std::vector<std::string>& parts,
                             const std::vector<std::size_t>& runs) {
    std::vector<estimate> out;
    for (const std::string& part : parts) {
        by_run hours = of.sums(part, false);
        for (double& x : hours.values) x /= of.weeks();
        out.push_back(level_of(file, runs, hours, 0));
    }
    return out;
}

}   // namespace

std::vector<std::string> parts_of_hours(const observed& file) {
    std::map<std::string, std::vector<std::string>> wholes;
    std::vector<std::string> most;
    for (const variable& v : file.weekly_variables()) {
        if (v.about != sim::role::hours || v.part_of.empty() || !v.cell_methods.ends_with("sum")) continue;
        auto& parts = wholes[v.part_of];
        parts.push_back(v.name);
        if (parts.size() > std::max<std::size_t>(1, most.size())) most = parts;
    }
    return most;
}

std::vector<hours_of_arm> hours_of(const observed& file, std::size_t baseline, const std::vector<std::string>& parts,
                                   const period& when) {
    measured of{file, "", when, runs_at_point(file)};
    std::vector<hours_of_arm> out;
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        hours_of_arm one{arm, levels(file, of, parts, file.runs_of(arm)), {}, {}};
        if (arm != baseline) {
            const auto pairs = pairs_of(file, arm, baseline);
            for (const std::string& part : parts) {
                by_run hours = of.sums(part, false);
                for (double& x : hours.values) x /= of.weeks();
                one.difference.push_back(difference_of(file, pairs, hours, 0));
            }
        }
        std::size_t start = file.steps();
        for (const episode& e : file.episodes(arm))
            if (e.chosen) start = std::min(start, static_cast<std::size_t>(std::max(0, e.start)));
        if (start > 0 && start < file.steps()) {
            const std::size_t year = file.steps_per_year();
            measured before{file, "", {period::kind::range, start > year ? start - year : 0, start}, file.runs_of(arm)};
            one.before = levels(file, before, parts, file.runs_of(arm));
        }
        out.push_back(std::move(one));
    }
    return out;
}

}   // namespace analysis
