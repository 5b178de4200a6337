#include "sim/engine/observation.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace sim {

namespace {
constexpr std::array<std::string_view, 8> names_of_roles{"other", "participation", "trust", "service",
                                                         "work",  "money",         "hours", "inequality"};
constexpr std::array<std::string_view, 3> names_of_directions{"neither", "more", "less"};
constexpr std::array<std::string_view, 6> names_of_axis_kinds{"other",  "place",      "group",
                                                              "choice", "instrument", "bins"};

std::size_t moments(const layout& what, const observation& o) {
    return o.when == rhythm::step ? what.steps : what.years;
}

template <class Kind, std::size_t Count>
Kind kind_named(const std::array<std::string_view, Count>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    return found == names.end() ? Kind{} : static_cast<Kind>(found - names.begin());
}
}   // namespace

std::string_view name_of(role what) { return names_of_roles.at(static_cast<std::size_t>(what)); }
std::string_view name_of(direction better) { return names_of_directions.at(static_cast<std::size_t>(better)); }
std::string_view name_of(axis_kind what) { return names_of_axis_kinds.at(static_cast<std::size_t>(what)); }
role role_named(std::string_view name) { return kind_named<role>(names_of_roles, name); }
direction direction_named(std::string_view name) { return kind_named<direction>(names_of_directions, name); }
axis_kind axis_kind_named(std::string_view name) { return kind_named<axis_kind>(names_of_axis_kinds, name); }

std::vector<std::string> measure::summed_under() const {
    if (under == per_step || under == per_cell || is_spread()) return {};
    std::vector<std::string> names;
    std::size_t first = 0;
    for (std::size_t plus = 0; (plus = under.find(" + ", first)) != std::string::npos; first = plus + 3)
        names.push_back(under.substr(first, plus - first));
    names.push_back(under.substr(first));
    return names;
}

std::size_t layout::cells(std::size_t o) const {
    std::size_t n = 1;
    for (const std::size_t d : observations[o].dimensions) n *= dimensions[d].size;
    return n;
}

recorder::recorder(const layout& what, std::size_t rows)
    : layout_{&what}, rows_{rows}, counts_(what.observations.size()), reals_(what.observations.size()) {
    for (std::size_t o = 0; o < what.observations.size(); ++o) {
        const std::size_t n = rows * moments(what, what.observations[o]) * what.cells(o);
        if (what.observations[o].kind == number_kind::count) counts_[o].resize(n);
        else reals_[o].resize(n);
    }
}

std::uint32_t* recorder::counts(std::size_t o, std::size_t row, std::size_t step) {
    assert(row < rows_ && step < moments(*layout_, layout_->observations[o]));
    return counts_[o].data() + (row * moments(*layout_, layout_->observations[o]) + step) * layout_->cells(o);
}

double* recorder::reals(std::size_t o, std::size_t row, std::size_t step) {
    assert(row < rows_ && step < moments(*layout_, layout_->observations[o]));
    return reals_[o].data() + (row * moments(*layout_, layout_->observations[o]) + step) * layout_->cells(o);
}

void recorder::copy_row(const recorder& other, std::size_t from, std::size_t to) {
    assert(from < other.rows_ && to < rows_);
    const auto copy = [&](const auto& source, auto& target) {
        const auto n = static_cast<std::ptrdiff_t>(source.size() / other.rows_);
        const auto first = source.begin() + static_cast<std::ptrdiff_t>(from) * n;
        std::copy(first, first + n, target.begin() + static_cast<std::ptrdiff_t>(to) * n);
    };
    for (std::size_t o = 0; o < counts_.size(); ++o) {
        if (!counts_[o].empty()) copy(other.counts_[o], counts_[o]);
        if (!reals_[o].empty()) copy(other.reals_[o], reals_[o]);
    }
}

std::size_t recorder::bytes() const {
    std::size_t n = 0;
    for (const auto& c : counts_) n += c.size() * sizeof(std::uint32_t);
    for (const auto& r : reals_) n += r.size() * sizeof(double);
    return n;
}

}   // namespace sim
