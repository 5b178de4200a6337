#pragma once
// Recorded runs as plain data: what there is of which arms, points and replicates, and a source of the numbers, which a
// file is (sim/results/results_reader.hpp) and memory (sim/results/memory_results.hpp).

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine/observation.hpp"
#include "sim/engine/world.hpp"

namespace sim {
struct plan;
struct results_head;
}   // namespace sim

namespace sim::recorded {

struct axis {
    std::string name, long_name, long_name_zh, units;
    std::vector<std::string> labels;      // of a numbered axis its numbers as text
    std::vector<std::string> labels_zh;   // empty where there are none
    std::vector<std::int32_t> numbers;    // empty where the axis has labels
    axis_kind kind = axis_kind::other;
    [[nodiscard]] std::size_t size() const { return labels.size(); }
    bool operator==(const axis&) const = default;
};

// A text along an axis: "subdistrict", and the Chinese labels of the axis itself and of such texts ("NAME_zh").
struct coordinate {
    std::string name, axis, long_name, long_name_zh;
    std::vector<std::string> labels;
    bool operator==(const coordinate&) const = default;
};

struct variable {
    std::string name, long_name, long_name_zh, units, cell_methods;
    std::vector<std::string> axes;   // "run", "week" or "year", then the others
    bool count = false;              // whole numbers
    role about = role::other;
    std::string part_of = {};   // of those that add up to a whole, its name
    bool operator==(const variable&) const = default;
};

// What weekly observations are summed over.
struct window {
    std::string name;   // "last_year"
    std::size_t steps = 0;
    bool operator==(const window&) const = default;
};

struct arm {
    std::string name, title, title_zh;
    bool operator==(const arm&) const = default;
};

struct run {
    std::uint32_t arm = 0, point = 0, replicate = 0;
    std::uint64_t seed = 0;
    std::string key, message;
    std::uint8_t status = 0;   // 0: complete
    bool operator==(const run&) const = default;
};

// What a sweep varied: a key of the scenario and its value at each point of the design.
struct factor {
    std::string key;
    std::vector<std::string> texts;   // by point, as people wrote them
    std::vector<double> numbers;      // by point; empty where they are no numbers
    std::optional<std::size_t> arm;   // the only arm that it changes; none: all
    bool operator==(const factor&) const = default;
};

// Something uncertain that was drawn: a key of the scenario and its value in each world.
struct draw {
    std::string key;              // "parameters.reach", "levers.hire_workers.cost"
    std::vector<double> values;   // by world
    std::string subject = {};     // whose keys samples move together, where they are by subject; else empty
    bool operator==(const draw&) const = default;
};

// The possible worlds that the runs are over, alike in all arms and at all points: replicate r is in world r / lucks.
// None where nothing is uncertain; then replicates differ by luck alone.
struct worlds {
    std::size_t count = 0;
    std::size_t lucks = 1;   // runs of a world, with different luck
    std::string from;        // "priors", or the name of the file of draws
    std::vector<draw> drawn;
    std::string kind = {};         // "saltelli": samples that tell Sobol' indices; "morris": trajectories; else empty
    std::size_t populations = 1;   // that blocks of worlds take in turn
    [[nodiscard]] bool any() const { return count > 0; }
    [[nodiscard]] std::size_t of(std::uint32_t replicate) const { return replicate / lucks; }
    [[nodiscard]] std::size_t people_of(std::size_t world) const { return world / most_lanes % populations; }
    bool operator==(const worlds&) const = default;
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

// What one more of what a measure counts is worth to who decides, from and to, and who says so.
struct worth {
    std::string of;   // the measure
    double low = 0, high = 0;
    std::string source;
    bool operator==(const worth&) const = default;
};

// Everything but the numbers.
struct description {
    std::string path;                             // of the file, of which messages speak
    bool has_checksums = true;                    // false of files of earlier versions and other programs
    std::string title, title_zh, model, source;   // "cogov 0.1.0"
    int model_version = 0, burn_in = 0;
    std::string step_name = "week";
    std::size_t steps_per_year = 52, steps = 0, years = 0;
    std::vector<arm> arms;
    std::size_t baseline = 0;   // index into arms
    std::vector<run> runs;
    recorded::worlds worlds;
    std::optional<recorded::worth> worth;
    std::string design_kind = "none";
    std::vector<factor> factors;
    std::size_t points = 1;
    std::vector<std::size_t> stands_for;             // [point][arm]: the point whose runs and episodes are its own
    std::vector<std::vector<std::size_t>> runs_of;   // [point][arm], complete ones by replicate; arrange() fills it
    std::map<std::pair<std::size_t, std::size_t>, std::vector<episode>> episodes;   // by point and arm
    std::vector<axis> axes;
    std::vector<coordinate> coordinates;
    std::vector<measure> measures;
    std::string groups,
        agents = "agents";   // the axis that tables are split by, "" for none; what people call the agents
    std::vector<variable> weekly, yearly;
    std::vector<window> windows;

    // Fills runs_of. Throws storage_error where a point takes runs from one that there is not, or a replicate is there
    // twice.
    void arrange();
};

// The axes of what a model observes, in the order in which they are stored: runs, steps, the model's own, years; and
// the texts along its own.
[[nodiscard]] std::vector<axis> axes_of(const layout& what, std::size_t runs);
[[nodiscard]] std::vector<coordinate> coordinates_of(const layout& what);
// What is recorded when the runs of a plan are, all of them complete; sim/results writes it so. `path` is for messages.
[[nodiscard]] description description_of(const layout& what, const plan& all, const results_head& head,
                                         std::string path);

// Where the numbers are. Reading throws storage_error where they are not, or a file is damaged.
class source {
public:
    explicit source(description about) : about_{std::move(about)} {}
    source(const source&) = delete;
    source& operator=(const source&) = delete;
    virtual ~source() = default;
    [[nodiscard]] const description& about() const { return about_; }

    // Of some runs, in the order asked for: along the variable's axes.
    [[nodiscard]] virtual array weekly(const variable& what, std::span<const std::size_t> runs) const = 0;
    [[nodiscard]] virtual array yearly(const variable& what, std::span<const std::size_t> runs) const = 0;
    // All cells of a week added up: along run and week alone.
    [[nodiscard]] virtual array weekly_totals(const variable& what, std::span<const std::size_t> runs) const;
    // All runs' numbers of a weekly or yearly variable where they lie, as long as the source does: [run][week or year]
    // and its other axes, counts or real numbers. Nothing where they have to be read.
    struct in_place {
        std::span<const std::uint32_t> counts;
        std::span<const double> reals;
    };
    [[nodiscard]] virtual std::optional<in_place> where_they_lie(const variable& /*what*/) const {
        return std::nullopt;
    }
    // Of all runs, the sums over a window (its place among those described): along the variable's axes but the week's.
    [[nodiscard]] virtual array summary(const variable& what, std::size_t window) const = 0;

    [[nodiscard]] virtual std::vector<std::string> provenance_names() const = 0;   // "population/communities.csv"
    [[nodiscard]] virtual std::string provenance(const std::string& name) const = 0;

private:
    description about_;
};

// The sum of each `cells` numbers in turn.
template <class Number>
[[nodiscard]] std::vector<double> sums_of_cells(std::span<const Number> values, std::size_t cells) {
    std::vector<double> sums(cells > 0 ? values.size() / cells : 0, 0.0);
    for (std::size_t i = 0; i < sums.size(); ++i)
        for (std::size_t c = 0; c < cells; ++c) sums[i] += static_cast<double>(values[i * cells + c]);
    return sums;
}

}   // namespace sim::recorded
