#include "analysis/stored_table.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "sim/text/text.hpp"

namespace analysis {

namespace {

sim::csv stored(const observed& file, const std::string& name) {
    sim::mistakes wrong;
    return sim::csv::parse(has_provenance(file, name) ? file.provenance(name) : "none\n", name, wrong);
}

std::optional<std::size_t> place_of(const sim::csv& in, const std::string& name) {
    const auto columns = in.columns();
    const auto found = std::ranges::find(columns, name);
    if (found == columns.end()) return {};
    return static_cast<std::size_t>(found - columns.begin());
}

}   // namespace

bool has_provenance(const observed& file, const std::string& name) {
    const auto names = file.provenance_names();
    return std::ranges::find(names, name) != names.end();
}

stored_table::stored_table(const observed& file, const std::string& name, const std::string& key)
    : in_{stored(file, name)}, rows_{place_of(in_, key) ? in_.rows() : 0} {}

std::string stored_table::text(std::size_t row, const std::string& column) const {
    const auto at = place_of(in_, column);
    return at ? in_.text(row, *at) : std::string{};
}

double stored_table::number(std::size_t row, const std::string& column) const {
    return sim::finite_number(text(row, column)).value_or(std::numeric_limits<double>::quiet_NaN());
}

}   // namespace analysis
