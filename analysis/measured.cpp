#include "analysis/measured.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

namespace analysis {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool is_moment(const std::string& axis, const results& file) {
    return axis == "run" || axis == "year" || axis == file.step_name();
}

// Which group each cell of a variable belongs to: the label's place along the axis, or `none` without that axis.
std::vector<std::size_t> groups_of_cells(const array& a, std::size_t first_axis, const std::string& axis,
                                         std::size_t none) {
    const auto begin = a.shape.begin() + static_cast<std::ptrdiff_t>(first_axis);
    const std::size_t cells = std::accumulate(begin, a.shape.end(), std::size_t{1}, std::multiplies<>{});
    std::vector<std::size_t> group(cells, none);
    const auto found = std::find(a.axes.begin() + static_cast<std::ptrdiff_t>(first_axis), a.axes.end(), axis);
    if (found == a.axes.end()) return group;
    std::size_t inner = 1;
    for (auto x = static_cast<std::size_t>(found - a.axes.begin()) + 1; x < a.shape.size(); ++x) inner *= a.shape[x];
    const std::size_t labels = a.shape[static_cast<std::size_t>(found - a.axes.begin())];
    for (std::size_t i = 0; i < cells; ++i) group[i] = i / inner % labels;
    return group;
}

// Adds a moment's cells to their groups; everybody is the last of them.
void add_to_groups(const double* cells, const std::vector<std::size_t>& group, double* into, std::size_t groups) {
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (group[i] + 1 < groups) into[group[i]] += cells[i];
        into[groups - 1] += cells[i];
    }
}

// Calls `use` with sixteen neighbouring runs at a time: they share the chunks of the file, and no more of its weeks need
// be in memory.
template <class Use>
void for_blocks(const results& file, Use use) {
    constexpr std::size_t together = 16;
    for (std::size_t first = 0; first < file.runs().size(); first += together) {
        std::vector<std::size_t> runs(std::min(together, file.runs().size() - first));
        std::iota(runs.begin(), runs.end(), first);
        use(runs);
    }
}

// Sums of some runs, [run][week][group].
std::vector<double> weekly_groups(const results& file, const std::string& observation, const std::string& axis,
                                  std::size_t groups, const std::vector<std::size_t>& runs) {
    std::vector<double> out(runs.size() * file.steps() * groups, 0.0);
    if (file.find(observation) == nullptr) return out;   // left out of the file as empty
    const array a = file.weekly(observation, runs);
    const auto group = groups_of_cells(a, 2, axis, groups);
    for (std::size_t moment = 0; moment < runs.size() * file.steps(); ++moment)
        add_to_groups(a.values.data() + moment * group.size(), group, out.data() + moment * groups, groups);
    return out;
}

// The cells of an observation, or those of one label of an axis that it has.
double cells_of(const results& file, const std::string& observation, const std::string& without_axis) {
    const variable* const v = file.find(observation);
    double n = 1;
    if (v != nullptr)
        for (const std::string& one : v->axes)
            if (!is_moment(one, file) && one != without_axis) n *= static_cast<double>(file.axis_named(one).size());
    return n;
}

bool by_steps(const sim::measure& m) { return m.under == sim::per_step || m.under == sim::per_cell; }

}   // namespace

std::size_t weeks_of(const results& file, const period& when) {
    switch (when.what) {
        case period::kind::last_year:
            return file.steps_in("last_year");
        case period::kind::range:
            return when.last - when.first;
        case period::kind::all:
        case period::kind::area:
            break;
    }
    return file.steps();
}

std::vector<std::string> axes_of_measures(const results& file) {
    std::vector<std::string> found;
    for (const axis& one : file.axes()) {   // in the file's order
        if (is_moment(one.name, file)) continue;
        const bool summed = std::ranges::any_of(file.measures(), [&](const sim::measure& m) {
            const variable* const over = file.find(m.over);
            return over != nullptr && std::ranges::find(over->axes, one.name) != over->axes.end();
        });
        if (summed) found.push_back(one.name);
    }
    return found;
}

measured::measured(const results& file, std::string axis, period when)
    : file_{&file},
      axis_{std::move(axis)},
      when_{when},
      groups_{axis_.empty() ? 1 : file.axis_named(axis_).size() + 1} {}

bool measured::split(const std::string& observation) const {
    const variable* const v = file_->find(observation);
    return v != nullptr && std::ranges::find(v->axes, axis_) != v->axes.end();
}

const by_run& measured::sums(const std::string& observation, bool at_end) {
    auto found = kept_.find({observation, at_end});
    if (found == kept_.end()) found = kept_.emplace(std::pair{observation, at_end}, read(observation, at_end)).first;
    return found->second;
}

by_run measured::read(const std::string& observation, bool at_end) const {
    by_run out{groups_, std::vector<double>(file_->runs().size() * groups_, 0.0)};
    if (!told(observation)) return out;
    if (when_.what == period::kind::range) {
        const std::size_t first = at_end ? when_.last - 1 : when_.first;
        for_blocks(*file_, [&](const std::vector<std::size_t>& runs) {
            const auto weekly = weekly_groups(*file_, observation, axis_, groups_, runs);
            for (std::size_t r = 0; r < runs.size(); ++r)
                for (std::size_t t = first; t < when_.last; ++t)
                    for (std::size_t g = 0; g < groups_; ++g)
                        out.values[runs[r] * groups_ + g] += weekly[(r * file_->steps() + t) * groups_ + g];
        });
    } else {
        const bool last_year = when_.what == period::kind::last_year;
        const array a = file_->summary(observation, at_end ? "last_week" : last_year ? "last_year" : "all");
        const auto group = groups_of_cells(a, 1, axis_, groups_);
        for (std::size_t r = 0; r < a.shape[0]; ++r)
            add_to_groups(a.values.data() + r * group.size(), group, out.values.data() + r * groups_, groups_);
    }
    if (!split(observation))
        for (std::size_t r = 0; r < file_->runs().size(); ++r)
            std::fill_n(out.values.begin() + static_cast<std::ptrdiff_t>(r * groups_), groups_ - 1, unknown);
    return out;
}

std::vector<double> measured::cells(const std::string& observation) const {
    std::vector<double> by_group(groups_, cells_of(*file_, observation, axis_));
    by_group.back() = cells_of(*file_, observation, "");
    return by_group;
}

by_run measured::values(const sim::measure& m) {
    if (when_.what == period::kind::area) return area(m);
    const bool at_end = m.window == "last_week";
    by_run out = sums(m.over, at_end);
    const double steps = at_end ? 1 : weeks();
    const by_run* const under = by_steps(m) ? nullptr : &sums(m.under, at_end);
    const bool under_split = split(m.under);
    const std::vector<double> by_cells = cells(m.over);
    for (std::size_t r = 0; r < file_->runs().size(); ++r)
        for (std::size_t g = 0; g < groups_; ++g) {
            double& x = out.values[r * groups_ + g];
            if (under == nullptr) x = m.under == sim::per_step ? x / steps : x / steps / by_cells[g];
            else {
                const double by = under_split ? under->at(r, g) : under->all(r);
                x = by > 0 ? x / by : unknown;
            }
        }
    return out;
}

by_run measured::area(const sim::measure& m) const {
    by_run out{groups_, std::vector<double>(file_->runs().size() * groups_, 0.0)};
    const bool over_split = split(m.over), under_split = split(m.under);
    const std::vector<double> by_cells = m.under == sim::per_cell ? cells(m.over) : std::vector<double>(groups_, 1.0);
    for_blocks(*file_, [&](const std::vector<std::size_t>& runs) {
        const auto over = weekly_groups(*file_, m.over, axis_, groups_, runs);
        const auto under = by_steps(m) ? std::vector<double>{} : weekly_groups(*file_, m.under, axis_, groups_, runs);
        for (std::size_t r = 0; r < runs.size(); ++r)
            for (std::size_t g = 0; g < groups_; ++g) {
                double sum = g + 1 == groups_ || over_split ? 0 : unknown;
                for (std::size_t t = 0; t < file_->steps(); ++t) {
                    const std::size_t at = (r * file_->steps() + t) * groups_;
                    const double by = by_steps(m) ? by_cells[g] : under[at + (under_split ? g : groups_ - 1)];
                    sum += by > 0 ? over[at + g] / by : unknown;
                }
                out.values[runs[r] * groups_ + g] = sum;
            }
    });
    return out;
}

by_week weekly_sums(const results& file, const std::string& observation) {
    by_week out{file.steps(), {}};
    for_blocks(file, [&](const std::vector<std::size_t>& runs) {
        const auto some = weekly_groups(file, observation, "", 1, runs);
        out.values.insert(out.values.end(), some.begin(), some.end());
    });
    return out;
}

by_week weekly_values(const results& file, const sim::measure& m) {
    by_week out = weekly_sums(file, m.over);
    const by_week under = by_steps(m) ? by_week{} : weekly_sums(file, m.under);
    const double cells = m.under == sim::per_cell ? cells_of(file, m.over, "") : 1;
    for (std::size_t i = 0; i < out.values.size(); ++i) {
        const double by = by_steps(m) ? cells : under.values[i];
        out.values[i] = by > 0 ? out.values[i] / by : unknown;
    }
    return out;
}

std::vector<std::vector<std::size_t>> common_runs(const results& file, const std::vector<std::size_t>& arms) {
    std::map<std::uint32_t, std::vector<std::size_t>> rows;   // by replicate
    for (std::size_t a = 0; a < arms.size(); ++a)
        for (const std::size_t run : file.runs_of(arms[a])) {
            auto& row = rows[file.runs()[run].replicate];
            if (row.size() == a) row.push_back(run);   // else an arm before had none
        }
    std::vector<std::vector<std::size_t>> out;
    for (const auto& [of, row] : rows)
        if (row.size() == arms.size()) out.push_back(row);
    return out;
}

estimate level_of(const std::vector<std::size_t>& runs, const by_run& of, std::size_t group) {
    std::vector<double> values;
    for (const std::size_t run : runs) values.push_back(of.at(run, group));
    return mean_of(values);
}

estimate difference_of(const std::vector<std::pair<std::size_t, std::size_t>>& pairs, const by_run& of,
                       std::size_t group) {
    std::vector<double> a, b;
    for (const auto& [here, there] : pairs) {
        a.push_back(of.at(here, group));
        b.push_back(of.at(there, group));
    }
    return paired_difference(a, b);
}

std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const results& file, std::size_t a, std::size_t b) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& row : common_runs(file, {a, b})) pairs.emplace_back(row[0], row[1]);
    return pairs;
}

}   // namespace analysis
