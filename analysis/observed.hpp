#pragma once
// What was observed of runs, as tables: what `compare`, `report` and `export` read. Knows runs, not models, and not
// where their numbers are kept.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/observation.hpp"
#include "sim/results/recorded.hpp"
#include "sim/text/result.hpp"
#include "sim/text/storage.hpp"

namespace analysis {

using sim::recorded::arm;
using sim::recorded::array;
using sim::recorded::axis;
using sim::recorded::episode;
using sim::recorded::factor;
using sim::recorded::run;
using sim::recorded::variable;

// Recorded runs, seen from one point of their design. Never changes, and a copy costs nothing. Reading numbers throws
// sim::storage_error where a file is damaged.
class observed {
public:
    // Of the first point.
    explicit observed(std::shared_ptr<const sim::recorded::source> from) : from_{std::move(from)} {}
    // Of a results file, of which numbers are read piece by piece; a mistake says what is wrong with it.
    [[nodiscard]] static sim::result<observed> open(const std::string& path);
    // The same runs, seen from another point.
    [[nodiscard]] observed at_point(std::size_t point) const;

    [[nodiscard]] const std::string& path() const { return about().path; }
    // False of files of earlier versions and other programs: damage that leaves them readable is not noticed.
    [[nodiscard]] bool has_checksums() const { return about().has_checksums; }
    [[nodiscard]] const std::string& title() const { return about().title; }
    [[nodiscard]] const std::string& title_zh() const { return about().title_zh; }
    [[nodiscard]] const std::string& model() const { return about().model; }
    [[nodiscard]] const std::string& source() const { return about().source; }   // "cogov 0.1.0"
    [[nodiscard]] int model_version() const { return about().model_version; }
    [[nodiscard]] int burn_in() const { return about().burn_in; }
    [[nodiscard]] const std::string& step_name() const { return about().step_name; }   // "week"
    [[nodiscard]] std::size_t steps_per_year() const { return about().steps_per_year; }
    [[nodiscard]] std::size_t steps() const { return about().steps; }
    [[nodiscard]] std::size_t years() const { return about().years; }

    [[nodiscard]] const std::vector<arm>& arms() const { return about().arms; }
    [[nodiscard]] std::size_t baseline() const { return about().baseline; }   // index into arms
    [[nodiscard]] const std::vector<run>& runs() const { return about().runs; }
    // The possible worlds that replicates are; none where they differ by luck alone.
    [[nodiscard]] const sim::recorded::worlds& worlds() const { return about().worlds; }

    // What the scenario says that one more is worth; nothing where it says nothing.
    [[nodiscard]] const std::optional<sim::recorded::worth>& worth() const { return about().worth; }

    // The design: factors, none where nothing was varied, and how many points there are, 1 at least.
    [[nodiscard]] const std::string& design_kind() const { return about().design_kind; }
    [[nodiscard]] const std::vector<factor>& factors() const { return about().factors; }
    [[nodiscard]] std::size_t points() const { return about().points; }
    [[nodiscard]] std::size_t point() const { return point_; }   // that runs_of() and episodes() are about
    // Complete runs of an arm at this point, by replicate. An arm that no factor changes has the same at many points.
    [[nodiscard]] const std::vector<std::size_t>& runs_of(std::size_t arm) const;

    // What is in force when in an arm at this point; nothing of models without policies.
    [[nodiscard]] const std::vector<episode>& episodes(std::size_t arm) const;

    [[nodiscard]] const std::vector<axis>& axes() const { return about().axes; }
    [[nodiscard]] const axis& axis_named(std::string_view name) const;   // throws where there is none
    // A text along an axis, such as "subdistrict": null, or empty, where there is none.
    [[nodiscard]] const sim::recorded::coordinate* find_coordinate(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> coordinate(std::string_view name) const;
    // Names of such texts along an axis, but the Chinese ones ("NAME_zh").
    [[nodiscard]] std::vector<std::string> coordinates_along(std::string_view axis) const;

    // What arms are compared by, as the model said it; the axis that tables are split by ("" for none), and what people
    // call the agents.
    [[nodiscard]] const std::vector<sim::measure>& measures() const { return about().measures; }
    [[nodiscard]] const std::string& groups() const { return about().groups; }
    [[nodiscard]] const std::string& agents() const { return about().agents; }

    [[nodiscard]] const std::vector<variable>& weekly_variables() const { return about().weekly; }
    [[nodiscard]] const std::vector<variable>& yearly_variables() const { return about().yearly; }
    [[nodiscard]] const variable* find(std::string_view name) const;   // weekly or yearly; null where there is none

    // Axes as described, with runs in the order asked for. Neighbouring runs are read together.
    [[nodiscard]] array weekly(const std::string& name, std::span<const std::size_t> runs) const;
    [[nodiscard]] array yearly(const std::string& name, std::span<const std::size_t> runs) const;
    // Everything of a week added up: along run and week.
    [[nodiscard]] array weekly_totals(const std::string& name, std::span<const std::size_t> runs) const;
    // Sums over a window ("last_week", "last_year", "all"), without that axis; and the steps that were summed.
    [[nodiscard]] array summary(const std::string& name, std::string_view window) const;
    [[nodiscard]] std::size_t steps_in(std::string_view window) const;

    [[nodiscard]] std::vector<std::string> provenance_names() const { return from_->provenance_names(); }
    [[nodiscard]] std::string provenance(const std::string& name) const { return from_->provenance(name); }

private:
    [[nodiscard]] const sim::recorded::description& about() const { return from_->about(); }
    [[nodiscard]] const variable& known(const std::vector<variable>& among, const std::string& name) const;
    [[nodiscard]] std::size_t window_named(std::string_view name) const;
    std::shared_ptr<const sim::recorded::source> from_;
    std::size_t point_ = 0;
};

}   // namespace analysis
