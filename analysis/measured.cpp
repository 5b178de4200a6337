#include "analysis/measured.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace analysis {

namespace {

bool is_moment(const std::string& axis, const observed& file) {
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

// Calls `use` with up to sixteen runs at a time, ascending: neighbours share the chunks of the file, and no more of its
// weeks need be in memory.
template <class Use>
void for_blocks(std::vector<std::size_t> runs, Use use) {
    constexpr std::size_t together = 16;
    std::ranges::sort(runs);
    for (std::size_t first = 0; first < runs.size(); first += together) {
        const auto begin = runs.begin() + static_cast<std::ptrdiff_t>(first);
        use(std::vector<std::size_t>(begin,
                                     begin + static_cast<std::ptrdiff_t>(std::min(together, runs.size() - first))));
    }
}

bool has_axis(const observed& file, const std::string& observation, const std::string& axis) {
    const variable* const v = file.find(observation);
    return v != nullptr && std::ranges::find(v->axes, axis) != v->axes.end();
}

// Sums of some runs, [run][week][group].
std::vector<double> weekly_groups(const observed& file, const std::string& observation, const std::string& axis,
                                  std::size_t groups, const std::vector<std::size_t>& runs) {
    std::vector<double> out(runs.size() * file.steps() * groups, 0.0);
    if (file.find(observation) == nullptr) return out;   // left out of the file as empty
    if (groups == 1) return file.weekly_totals(observation, runs).values;
    const array a = file.weekly(observation, runs);
    const auto group = groups_of_cells(a, 2, axis, groups);
    for (std::size_t moment = 0; moment < runs.size() * file.steps(); ++moment)
        add_to_groups(a.values.data() + moment * group.size(), group, out.data() + moment * groups, groups);
    return out;
}

// The cells of an observation by group: those of one label of the axis, where it has it, and all.
std::vector<double> cells_of(const observed& file, const std::string& observation, const std::string& axis,
                             std::size_t groups) {
    const variable* const v = file.find(observation);
    double all = 1, of_group = 1;
    if (v != nullptr)
        for (const std::string& one : v->axes) {
            if (is_moment(one, file)) continue;
            const auto size = static_cast<double>(file.axis_named(one).size());
            all *= size;
            if (one != axis) of_group *= size;
        }
    std::vector<double> by_group(groups, of_group);
    by_group.back() = all;
    return by_group;
}

bool by_steps(const sim::measure& m) { return m.under == sim::per_step || m.under == sim::per_cell; }

// Is a measure told by group? A relative one needs both its parts by group: a share of participants over one of residents.
bool tells_groups(const observed& file, const sim::measure& m, const std::string& axis) {
    const auto names = m.summed_under();
    return has_axis(file, m.over, axis) && (!m.relative || std::ranges::all_of(names, [&](const std::string& name) {
               return has_axis(file, name, axis);
           }));
}

// Divides every group's value by that of everybody.
void relate_to_all(std::vector<double>& values, std::size_t groups) {
    for (std::size_t i = 0; i < values.size(); i += groups) {
        const double all = values[i + groups - 1];
        for (std::size_t g = 0; g < groups; ++g) values[i + g] = all > 0 ? values[i + g] / all : unknown;
    }
}

// A measure that divides sums, [moment][group]: `sum` gives an observation's, over so many steps a moment.
template <class Sum>
std::vector<double> divided(const observed& file, const sim::measure& m, const std::string& axis, std::size_t groups,
                            double steps, Sum sum) {
    std::vector<double> values = sum(m.over), under(values.size(), 0.0);
    if (by_steps(m)) {
        const auto cells = cells_of(file, m.over, axis, groups);
        for (std::size_t i = 0; i < under.size(); ++i)
            under[i] = m.under == sim::per_cell ? steps * cells[i % groups] : steps;
    } else {
        for (const std::string& name : m.summed_under()) {
            const std::vector<double>& more = sum(name);
            const bool split = has_axis(file, name, axis);
            for (std::size_t i = 0; i < under.size(); ++i)
                under[i] += split ? more[i] : more[i - i % groups + groups - 1];
        }
    }
    const bool told = groups == 1 || tells_groups(file, m, axis);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = under[i] > 0 && (told || i % groups + 1 == groups) ? values[i] / under[i] : unknown;
    if (m.relative) relate_to_all(values, groups);
    return values;
}

}   // namespace

std::size_t weeks_of(const observed& file, const period& when) {
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

std::optional<std::size_t> year_in(const observed& file, const period& when) {
    if (when.what == period::kind::area) return {};
    const std::size_t year = file.steps_per_year(), last = when.what == period::kind::range ? when.last : file.steps(),
                      ended = last / year;
    if (ended == 0 || ended > file.years() || ended * year + weeks_of(file, when) <= last) return {};
    return ended - 1;
}

std::vector<std::string> axes_of_measures(const observed& file) {
    std::vector<std::string> found;
    for (const axis& one : file.axes()) {   // in the file's order
        if (is_moment(one.name, file)) continue;
        const bool summed = std::ranges::any_of(file.measures(), [&](const sim::measure& m) {
            const variable* const over = file.find(m.over);
            return over != nullptr && std::ranges::find(over->axes, one.name) != over->axes.end() &&
                   !(m.is_spread() && over->axes.back() == one.name);
        });
        if (summed) found.push_back(one.name);
    }
    return found;
}

measured::measured(const observed& file, std::string axis, period when, std::vector<std::size_t> runs)
    : file_{&file},
      axis_{std::move(axis)},
      when_{when},
      runs_{std::move(runs)},
      groups_{axis_.empty() ? 1 : file.axis_named(axis_).size() + 1} {
    if (!runs_.empty()) return;
    runs_.resize(file.runs().size());
    std::iota(runs_.begin(), runs_.end(), std::size_t{0});
}

by_run measured::nothing(double value) const { return {groups_, std::vector(file_->runs().size() * groups_, value)}; }

const by_run& measured::sums(const std::string& observation, bool at_end) {
    auto found = kept_.find({observation, at_end});
    if (found == kept_.end()) found = kept_.emplace(std::pair{observation, at_end}, read(observation, at_end)).first;
    return found->second;
}

by_run measured::read(const std::string& observation, bool at_end) const {
    by_run out = nothing(0.0);
    if (file_->find(observation) == nullptr) return out;
    if (when_.what == period::kind::range) {
        const std::size_t first = at_end ? when_.last - 1 : when_.first;
        for_blocks(runs_, [&](const std::vector<std::size_t>& runs) {
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
    if (!has_axis(*file_, observation, axis_))
        for (std::size_t r = 0; r < file_->runs().size(); ++r)
            std::fill_n(out.values.begin() + static_cast<std::ptrdiff_t>(r * groups_), groups_ - 1, unknown);
    return out;
}

by_run measured::values(const sim::measure& m) {
    if (m.is_spread()) return spread(m);
    if (m.is_yearly()) return at_year_end(m);
    if (when_.what == period::kind::area) return area(m);
    const bool at_end = m.window == "last_week";
    return {groups_,
            divided(*file_, m, axis_, groups_, at_end ? 1 : weeks(),
                    [&](const std::string& name) -> const std::vector<double>& { return sums(name, at_end).values; })};
}

by_run measured::area(const sim::measure& m) const {
    by_run out = nothing(0.0);
    for_blocks(runs_, [&](const std::vector<std::size_t>& runs) {
        const by_week weekly = weekly_values(*file_, m, axis_, runs);
        for (std::size_t r = 0; r < runs.size(); ++r)
            for (std::size_t t = 0; t < weekly.weeks; ++t)
                for (std::size_t g = 0; g < groups_; ++g) out.values[runs[r] * groups_ + g] += weekly.at(r, t, g);
    });
    return out;
}

by_run measured::at_year_end(const sim::measure& m) const {
    const auto year = year_in(*file_, when_);
    auto names = m.summed_under();
    names.push_back(m.over);
    const bool told = std::ranges::all_of(names, [&](const std::string& name) {
        const variable* const v = file_->find(name);
        return v != nullptr && v->axes.size() > 1 && v->axes[1] == "year";
    });
    if (!year || !told) return nothing(unknown);
    return {groups_, divided(*file_, m, axis_, groups_, 1, [&](const std::string& name) {
                by_run sums = nothing(0.0);
                for_blocks(runs_, [&](const std::vector<std::size_t>& runs) {
                    const array a = file_->yearly(name, runs);
                    const auto group = groups_of_cells(a, 2, axis_, groups_);
                    for (std::size_t r = 0; r < runs.size(); ++r)
                        add_to_groups(a.values.data() + (r * a.shape[1] + *year) * group.size(), group,
                                      sums.values.data() + runs[r] * groups_, groups_);
                });
                return sums.values;
            })};
}

by_run measured::spread(const sim::measure& m) const {
    by_run out = nothing(unknown);
    const variable* const v = file_->find(m.over);
    const auto year = year_in(*file_, when_);
    if (v == nullptr || v->axes.size() < 3 || v->axes[1] != "year" || !year) return out;
    const bool split = has_axis(*file_, m.over, axis_);
    for_blocks(runs_, [&](const std::vector<std::size_t>& runs) {
        const array a = file_->yearly(m.over, runs);
        const auto group = groups_of_cells(a, 2, axis_, groups_);
        const std::size_t bins = a.shape.back();
        std::vector<double> found(groups_ * bins);
        for (std::size_t r = 0; r < runs.size(); ++r) {
            const double* const cells = a.values.data() + (r * a.shape[1] + *year) * group.size();
            std::ranges::fill(found, 0.0);
            for (std::size_t i = 0; i < group.size(); ++i) {
                if (group[i] + 1 < groups_) found[group[i] * bins + i % bins] += cells[i];
                found[(groups_ - 1) * bins + i % bins] += cells[i];
            }
            for (std::size_t g = split ? 0 : groups_ - 1; g < groups_; ++g) {
                const std::span<const double> one{found.data() + g * bins, bins};
                out.values[runs[r] * groups_ + g] = m.under == sim::gini ? gini_of(one) : top_tenth_of(one);
            }
        }
    });
    if (m.relative) relate_to_all(out.values, groups_);
    return out;
}

by_week weekly_values(const observed& file, const sim::measure& m, const std::string& axis,
                      const std::vector<std::size_t>& runs) {
    const std::size_t groups = axis.empty() ? 1 : file.axis_named(axis).size() + 1;
    by_week out{file.steps(), groups, {}};
    if (m.is_yearly()) {
        out.values.assign(runs.size() * out.weeks * groups, unknown);
        return out;
    }
    for_blocks(runs, [&](const std::vector<std::size_t>& some) {
        const auto more = divided(file, m, axis, groups, 1, [&](const std::string& name) {
            return weekly_groups(file, name, axis, groups, some);
        });
        out.values.insert(out.values.end(), more.begin(), more.end());
    });
    return out;
}

double gini_of(std::span<const double> bins) {
    double people = 0, held = 0, twice = 0;   // twice: sum over bins of people x (held below and with them)
    for (std::size_t i = 0; i < bins.size(); ++i) {
        const double before = held;
        held += bins[i] * (static_cast<double>(i) + 0.5);
        people += bins[i];
        twice += bins[i] * (before + held);
    }
    return people > 0 ? 1 - twice / (people * held) : unknown;
}

double top_tenth_of(std::span<const double> bins) {
    double people = 0, held = 0, top = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        people += bins[i];
        held += bins[i] * (static_cast<double>(i) + 0.5);
    }
    if (!(people > 0)) return unknown;
    double left = people / 10;
    for (std::size_t i = bins.size(); i-- > 0 && left > 0;) {
        const double taken = std::min(left, bins[i]);
        top += taken * (static_cast<double>(i) + 0.5);
        left -= taken;
    }
    return top / held;
}

std::vector<std::size_t> runs_at_point(const observed& file) {
    std::vector<std::size_t> all;
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm)
        all.insert(all.end(), file.runs_of(arm).begin(), file.runs_of(arm).end());
    std::ranges::sort(all);
    return all;
}

std::vector<std::vector<std::size_t>> common_runs(const observed& file, const std::vector<std::size_t>& arms) {
    std::vector<std::vector<std::size_t>> out;
    if (arms.empty()) return out;
    std::vector<std::size_t> at(arms.size(), 0);   // how far the runs of each arm are gone through, by replicate
    for (const std::size_t first : file.runs_of(arms.front())) {
        const std::uint32_t replicate = file.runs()[first].replicate;
        std::vector<std::size_t> row;
        row.reserve(arms.size());
        for (std::size_t a = 0; a < arms.size(); ++a) {
            const auto& own = file.runs_of(arms[a]);
            while (at[a] < own.size() && file.runs()[own[at[a]]].replicate < replicate) ++at[a];
            if (at[a] == own.size() || file.runs()[own[at[a]]].replicate > replicate) break;
            row.push_back(own[at[a]]);
        }
        if (row.size() == arms.size()) out.push_back(std::move(row));
    }
    return out;
}

std::vector<double> by_world(const observed& file, std::span<const std::size_t> runs, std::span<const double> values,
                             std::size_t columns) {
    std::vector<double> out;
    if (!file.worlds().any()) {
        out.assign(values.begin(), values.end());
        return out;
    }
    const auto world = [&](std::size_t place) { return file.worlds().of(file.runs()[runs[place]].replicate); };
    for (std::size_t first = 0; first < runs.size();) {
        std::size_t last = first + 1;
        while (last < runs.size() && world(last) == world(first)) ++last;
        for (std::size_t c = 0; c < columns; ++c) {
            double sum = 0;
            for (std::size_t r = first; r < last; ++r) sum += values[r * columns + c];
            out.push_back(sum / static_cast<double>(last - first));
        }
        first = last;
    }
    return out;
}

std::size_t worlds_among(const observed& file, std::span<const std::size_t> runs) {
    if (!file.worlds().any()) return 0;
    return by_world(file, runs, std::vector<double>(runs.size())).size();
}

estimate answer(const observed& file, std::span<const std::size_t> runs, std::span<const double> values, double size) {
    return file.worlds().any() ? over_worlds(by_world(file, runs, values), size) : mean_of(values, size);
}

estimate by_luck(const observed& file, std::span<const std::size_t> runs, std::span<const double> values, double size) {
    estimate out = mean_of(values, size);
    if (!file.worlds().any() || runs.empty()) return out;
    const std::vector<double> means = by_world(file, runs, values);
    out.half_width = unknown;
    if (means.size() == runs.size()) return out;
    // What runs are off the mean of their world by; worlds with one run are off by nothing.
    std::vector<double> off(values.begin(), values.end());
    std::size_t world = 0, before = file.worlds().of(file.runs()[runs.front()].replicate);
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const std::size_t own = file.worlds().of(file.runs()[runs[r]].replicate);
        if (own != before) ++world;
        before = own;
        off[r] -= means[world];
    }
    if (all_alike(off, std::max(size, size_of(values)))) return out;
    double sum = 0;
    for (const double x : off) sum += x * x;
    const std::size_t free = runs.size() - means.size();
    const double variance = sum / static_cast<double>(free);
    out.half_width = student_95(free + 1) * std::sqrt(variance / static_cast<double>(runs.size()));
    return out;
}

estimate level_of(const observed& file, const std::vector<std::size_t>& runs, const by_run& of, std::size_t group,
                  of_runs* said) {
    std::vector<double> values;
    for (const std::size_t run : runs) values.push_back(of.at(run, group));
    return said(file, runs, values, 0);
}

std::vector<std::size_t> first_of(const run_pairs& pairs) {
    std::vector<std::size_t> runs;
    for (const auto& [here, there] : pairs) runs.push_back(here);
    return runs;
}

estimate difference_of(const observed& file, const run_pairs& pairs, const by_run& of, std::size_t group,
                       of_runs* said) {
    double size = 0;
    std::vector<double> differences;
    for (const auto& [here, there] : pairs) {
        differences.push_back(of.at(here, group) - of.at(there, group));
        size = std::max({size, std::abs(of.at(here, group)), std::abs(of.at(there, group))});
    }
    return said(file, first_of(pairs), differences, size);
}

std::vector<double> differences_in(const observed& file, const run_pairs& pairs, const by_run& of, std::size_t group) {
    std::vector<double> differences;
    for (const auto& [here, there] : pairs) differences.push_back(of.at(here, group) - of.at(there, group));
    return by_world(file, first_of(pairs), differences);
}

ratio ratio_in(const observed& file, std::span<const double> over, std::span<const double> under) {
    return file.worlds().any() ? ratio_over_worlds(over, under) : ratio_of_means(over, under);
}

std::vector<double> side_by_side(const observed& file, const std::vector<std::vector<std::size_t>>& rows,
                                 const by_run& of, std::size_t group) {
    if (rows.empty()) return {};
    std::vector<std::size_t> runs;
    std::vector<double> values;
    for (const auto& row : rows) {
        runs.push_back(row.front());
        for (const std::size_t run : row) values.push_back(of.at(run, group));
    }
    return by_world(file, runs, values, rows.front().size());
}

std::vector<double> best_in_worlds(const observed& file, const std::vector<std::vector<std::size_t>>& rows,
                                   const by_run& of, std::size_t group, sim::direction better) {
    if (!file.worlds().any() || better == sim::direction::neither) return {};
    std::vector<double> all = side_by_side(file, rows, of, group);
    if (all.empty() || !std::ranges::all_of(all, [](double x) { return std::isfinite(x); })) return {};
    if (better == sim::direction::less)
        for (double& x : all) x = -x;
    return shares_of_first(all, rows.front().size());
}

std::string name_of_everybody(const std::vector<std::string>& labels) {
    std::string name = "all";
    while (std::ranges::find(labels, name) != labels.end()) name.insert(0, "(").append(")");
    return name;
}

run_pairs pairs_of(const observed& file, std::size_t a, std::size_t b) {
    run_pairs pairs;
    for (const auto& row : common_runs(file, {a, b})) pairs.emplace_back(row[0], row[1]);
    return pairs;
}

}   // namespace analysis
