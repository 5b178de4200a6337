#pragma once
// A results file as tables: what `compare`, `report` and `export` read. Knows files, not models.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/observation.hpp"
#include "sim/text/result.hpp"
#include "sim/text/storage.hpp"

namespace analysis {

struct axis {
    std::string name, long_name, long_name_zh;
    std::vector<std::string> labels;      // of a numbered axis its numbers as text
    std::vector<std::string> labels_zh;   // empty where the file has none
    std::vector<std::int32_t> numbers;    // empty where the axis has labels
    sim::axis_kind kind = sim::axis_kind::other;
    [[nodiscard]] std::size_t size() const { return labels.size(); }
};

struct variable {
    std::string name, long_name, long_name_zh, units, cell_methods;
    std::vector<std::string> axes;   // "run", "week" or "year", then the others
    bool count = false;              // whole numbers
    sim::role about = sim::role::other;
    std::string part_of = {};   // of those that add up to a whole, its name
};

struct arm {
    std::string name, title, title_zh;
};

struct run {
    std::uint32_t arm = 0, point = 0, replicate = 0;
    std::uint64_t seed = 0;
    std::string key, message;
    std::uint8_t status = 0;   // 0: complete
};

// What a sweep varied: a key of the scenario and its value at each point of the design.
struct factor {
    std::string key;
    std::vector<std::string> texts;   // by point, as people wrote them
    std::vector<double> numbers;      // by point; empty where they are no numbers
    std::optional<std::size_t> arm;   // the only arm that it changes; none: all
};

// Something that is in force in an arm for some weeks.
struct episode {
    std::string kind, name, name_zh, unit;   // in the model's words; of the level
    double level = 0;                        // nan where it has none
    std::int32_t start = 0, end = 0;         // the first week of it, and the first after it
    bool chosen = true;                      // does the arm do it, or does it befall it?
};

// Numbers of one variable, the last axis fastest.
struct array {
    std::vector<std::string> axes;
    std::vector<std::size_t> shape;
    std::vector<double> values;
};

// Opened once, read piece by piece. Reading throws sim::storage_error where the file is damaged.
class results {
public:
    // Everything but the observations' numbers is read here, and sizes, indices and labels are held against one another; a
    // mistake says what is wrong with the file.
    [[nodiscard]] static sim::result<results> open(const std::string& path);
    results(results&&) noexcept;
    results& operator=(results&&) noexcept;
    ~results();

    [[nodiscard]] const std::string& path() const;
    // False of files of earlier versions and other programs: damage that leaves them readable is not noticed.
    [[nodiscard]] bool has_checksums() const;
    [[nodiscard]] const std::string& title() const;
    [[nodiscard]] const std::string& title_zh() const;
    [[nodiscard]] const std::string& model() const;
    [[nodiscard]] const std::string& source() const;   // "cogov 0.1.0"
    [[nodiscard]] int model_version() const;
    [[nodiscard]] int burn_in() const;
    [[nodiscard]] const std::string& step_name() const;   // "week"
    [[nodiscard]] std::size_t steps_per_year() const;
    [[nodiscard]] std::size_t steps() const;
    [[nodiscard]] std::size_t years() const;

    [[nodiscard]] const std::vector<arm>& arms() const;
    [[nodiscard]] std::size_t baseline() const;   // index into arms
    [[nodiscard]] const std::vector<run>& runs() const;

    // The design: factors, none where nothing was varied, and how many points there are, 1 at least.
    [[nodiscard]] const std::string& design_kind() const;
    [[nodiscard]] const std::vector<factor>& factors() const;
    [[nodiscard]] std::size_t points() const;
    // The point that runs_of() is about; the first, until another is chosen.
    [[nodiscard]] std::size_t point() const;
    void choose_point(std::size_t point);
    // Complete runs of an arm at this point, by replicate. An arm that no factor changes has the same at many points.
    [[nodiscard]] const std::vector<std::size_t>& runs_of(std::size_t arm) const;

    // What is in force when in an arm at this point; nothing in files of models without policies.
    [[nodiscard]] const std::vector<episode>& episodes(std::size_t arm) const;

    [[nodiscard]] const std::vector<axis>& axes() const;
    [[nodiscard]] const axis& axis_named(std::string_view name) const;   // throws where there is none
    // A text along an axis, such as "subdistrict"; empty where there is none.
    [[nodiscard]] std::vector<std::string> coordinate(const std::string& name) const;
    // Names of such texts along an axis, but its own and the Chinese ones ("NAME_zh").
    [[nodiscard]] std::vector<std::string> coordinates_along(const std::string& axis) const;

    // What arms are compared by, as the model said it; the axis that tables are split by ("" for none), and what people
    // call the agents.
    [[nodiscard]] const std::vector<sim::measure>& measures() const;
    [[nodiscard]] const std::string& groups() const;
    [[nodiscard]] const std::string& agents() const;

    [[nodiscard]] const std::vector<variable>& weekly_variables() const;
    [[nodiscard]] const std::vector<variable>& yearly_variables() const;
    [[nodiscard]] const variable* find(std::string_view name) const;   // weekly or yearly; null where there is none

    // Axes as in the file, with runs in the order asked for. Neighbouring runs are read together.
    [[nodiscard]] array weekly(const std::string& name) const;
    [[nodiscard]] array weekly(const std::string& name, std::span<const std::size_t> runs) const;
    [[nodiscard]] array yearly(const std::string& name) const;
    [[nodiscard]] array yearly(const std::string& name, std::span<const std::size_t> runs) const;
    // Sums over a window ("last_week", "last_year", "all"), without that axis; and the steps that were summed.
    [[nodiscard]] array summary(const std::string& name, std::string_view window) const;
    [[nodiscard]] std::size_t steps_in(std::string_view window) const;

    [[nodiscard]] std::vector<std::string> provenance_names() const;   // "population/communities.csv"
    [[nodiscard]] std::string provenance(const std::string& name) const;

private:
    struct inside;
    explicit results(std::unique_ptr<inside> in);
    std::unique_ptr<inside> in_;
};

}   // namespace analysis
