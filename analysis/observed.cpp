#include "analysis/observed.hpp"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "sim/results/results_reader.hpp"

namespace analysis {

sim::result<observed> observed::open(const std::string& path) {
    auto read = sim::read_results(path);
    if (!read) return read.wrong();
    return observed{std::move(*read)};
}

observed observed::at_point(std::size_t point) const {
    assert(point < points());
    observed there = *this;
    there.point_ = point;
    return there;
}

const std::vector<std::size_t>& observed::runs_of(std::size_t arm) const {
    return about().runs_of[point_ * arms().size() + arm];
}

const std::vector<episode>& observed::episodes(std::size_t arm) const {
    static const std::vector<episode> none;
    const auto found = about().episodes.find({about().stands_for[point_ * arms().size() + arm], arm});
    return found == about().episodes.end() ? none : found->second;
}

const axis& observed::axis_named(std::string_view name) const {
    const auto found = std::ranges::find(axes(), name, &axis::name);
    if (found == axes().end()) throw sim::storage_error{fmt::format("{} has no dimension '{}'", path(), name)};
    return *found;
}

const sim::recorded::coordinate* observed::find_coordinate(std::string_view name) const {
    const auto found = std::ranges::find(about().coordinates, name, &sim::recorded::coordinate::name);
    return found == about().coordinates.end() ? nullptr : &*found;
}

std::vector<std::string> observed::coordinate(std::string_view name) const {
    const sim::recorded::coordinate* const found = find_coordinate(name);
    return found == nullptr ? std::vector<std::string>{} : found->labels;
}

std::vector<std::string> observed::coordinates_along(std::string_view axis) const {
    std::vector<std::string> found;
    for (const sim::recorded::coordinate& one : about().coordinates)
        if (one.axis == axis && !one.name.ends_with("_zh")) found.push_back(one.name);
    return found;
}

const variable* observed::find(std::string_view name) const {
    for (const auto* among : {&weekly_variables(), &yearly_variables()})
        if (const auto found = std::ranges::find(*among, name, &variable::name); found != among->end()) return &*found;
    return nullptr;
}

const variable& observed::known(const std::vector<variable>& among, const std::string& name) const {
    const auto found = std::ranges::find(among, name, &variable::name);
    if (found == among.end()) throw sim::storage_error{fmt::format("{} has no observation '{}'", path(), name)};
    return *found;
}

array observed::weekly(const std::string& name, std::span<const std::size_t> runs) const {
    return from_->weekly(known(weekly_variables(), name), runs);
}
array observed::weekly_totals(const std::string& name, std::span<const std::size_t> runs) const {
    return from_->weekly_totals(known(weekly_variables(), name), runs);
}
array observed::yearly(const std::string& name, std::span<const std::size_t> runs) const {
    return from_->yearly(known(yearly_variables(), name), runs);
}

array observed::summary(const std::string& name, std::string_view window) const {
    return from_->summary(known(weekly_variables(), name), window_named(window));
}

std::size_t observed::steps_in(std::string_view window) const { return about().windows[window_named(window)].steps; }

std::size_t observed::window_named(std::string_view name) const {
    const auto found = std::ranges::find(about().windows, name, &sim::recorded::window::name);
    if (found == about().windows.end()) throw sim::storage_error{fmt::format("{} has no sums over '{}'", path(), name)};
    return static_cast<std::size_t>(found - about().windows.begin());
}

}   // namespace analysis
