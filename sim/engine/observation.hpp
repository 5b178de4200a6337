#pragma once
// What is observed of a run: named arrays over steps, groups and categories, said once by the model and carried through
// recorder, results file and tables.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

// What a measure or an observation is about. Tables, costs and the report ask for it, and never for a name.
enum class role : std::uint8_t { other, participation, trust, service, work, money, hours, inequality };
// Which of two values of a measure is the better.
enum class direction : std::uint8_t { neither, more, less };
// What an axis lies along: places, groups of agents, what agents choose between, what a setting can do, bins of
// a quantity.
enum class axis_kind : std::uint8_t { other, place, group, choice, instrument, bins };

// As results files have them; a name that is not known is `other`, or `neither`.
[[nodiscard]] std::string_view name_of(role what);
[[nodiscard]] std::string_view name_of(direction better);
[[nodiscard]] std::string_view name_of(axis_kind what);
[[nodiscard]] role role_named(std::string_view name);
[[nodiscard]] direction direction_named(std::string_view name);
[[nodiscard]] axis_kind axis_kind_named(std::string_view name);

// One labelled axis of the observations besides run and step: communities, bands, channels, levers, bins.
struct dimension {
    std::string name;   // "community"
    std::string long_name, long_name_zh;
    std::vector<std::string> labels;      // empty: the axis is numbered 0 ... size - 1
    std::vector<std::string> labels_zh;   // stored as NAME_zh; may be empty
    std::size_t size = 0;                 // labels.size(), or the length of a numbered axis
    axis_kind what = axis_kind::other;
    bool operator==(const dimension&) const = default;
};

// A further text along an axis, such as the subdistrict of each community.
struct coordinate {
    std::string name;
    std::string dimension;   // or "year"
    std::string long_name, long_name_zh;
    std::vector<std::string> labels;
    bool operator==(const coordinate&) const = default;
};

enum class number_kind : std::uint8_t { count, real };   // uint32, or float64
// Every step, or at the end of every year (of years that are longer than a step).
enum class rhythm : std::uint8_t { step, year };

// One observation; its array is (run, step or year, dimensions...).
struct observation {
    std::string name;
    std::string long_name, long_name_zh;
    std::string units;                     // CF: "1", "person", "h", "CNY"; never a bare "hours" or "weeks since"
    std::string cell_methods;              // "week: sum" or "week: point"
    std::vector<std::size_t> dimensions;   // indices into layout::dimensions, slowest first
    number_kind kind = number_kind::count;
    rhythm when = rhythm::step;
    role about = role::other;
    std::string part_of = {};   // of some that add up to a whole, its name: "hours of workers"; "" of others
    bool operator==(const observation&) const = default;
};

// What `under` of a measure may be instead of observations. The last two ask how unequally something is spread, from a
// histogram at the end of a year, `over`, whose last dimension are bins of equal width from 0 on: Gini's coefficient, and
// the share that the tenth of the agents with most holds. Both take everybody in a bin to be at its middle.
inline constexpr std::string_view per_step = "steps", per_cell = "steps and cells", gini = "gini",
                                  top_tenth = "top tenth";
// The window of a measure whose observations are of every year: the last year that ends.
inline constexpr std::string_view year_end = "year_end";

// A quantity that people compare between arms: the sum of one observation over that of another, over a window at the
// run's end. It is told for each group of the layout where `over` has that axis, and for all together.
struct measure {
    std::string name, label, label_zh, unit;
    std::string over;    // an observation; one that a file leaves out as empty sums to 0
    std::string under;   // others, joined by " + ", or per_step (the mean over the window), or per_cell (and over the
                         // observation's cells), or gini or top_tenth (of the last year)
    std::string window = "last_year";   // or "last_week": at the end; or year_end
    double shown_as = 1;                // 100: a share shown in percent, its differences in percentage points
    int digits = 2;
    bool drifts = false;          // tell how fast the baseline's own weekly value moves; `under` must be an observation
    std::string table = "main";   // or "equity", or "details": which table of `cogov compare` has it
    bool relative = false;        // of a group: divided by the value of all together
    role about = role::other;
    direction better = direction::neither;
    std::string difference_unit = {};   // "" where nothing is said: of a share in percent pp, else `unit`

    [[nodiscard]] std::string unit_of_differences() const {
        return !difference_unit.empty() ? difference_unit : shown_as == 100 ? "pp" : unit;
    }
    [[nodiscard]] bool is_spread() const { return under == gini || under == top_tenth; }
    [[nodiscard]] bool is_yearly() const { return is_spread() || window == year_end; }
    [[nodiscard]] std::vector<std::string> summed_under() const;   // the observations that `under` names
    bool operator==(const measure&) const = default;
};

// Everything that a model observes, with the lengths of the recorded history.
struct layout {
    std::vector<dimension> dimensions;
    std::vector<coordinate> coordinates;
    std::vector<observation> observations;
    std::vector<measure> measures;
    std::string groups;              // name of the dimension that tables of measures are split by; "" for none
    std::string agents = "agents";   // what people call them: "residents"
    std::string step_name = "week", step_unit = "week";
    std::size_t steps_per_year = 52;
    long first_step = 0;     // the first recorded step, counted from the end of the burn-in
    std::size_t steps = 0;   // recorded steps
    std::size_t years = 0;   // recorded year ends

    [[nodiscard]] std::size_t cells(std::size_t observation) const;   // numbers of one run and step
    bool operator==(const layout&) const = default;
};

// The observations of a few runs (rows), in memory: one array per observation, laid out (row, step or year, cells).
class recorder {
public:
    recorder() = default;
    recorder(const layout& what, std::size_t rows);

    [[nodiscard]] std::size_t rows() const { return rows_; }
    // The cells of one observation in one run at one recorded step (0 is the first recorded) or year.
    [[nodiscard]] std::uint32_t* counts(std::size_t observation, std::size_t row, std::size_t step);
    [[nodiscard]] double* reals(std::size_t observation, std::size_t row, std::size_t step);
    [[nodiscard]] const std::vector<std::uint32_t>& all_counts(std::size_t observation) const {
        return counts_[observation];
    }
    [[nodiscard]] const std::vector<double>& all_reals(std::size_t observation) const { return reals_[observation]; }
    // Copies the row `from` of another recorder of the same layout into row `to`.
    void copy_row(const recorder& other, std::size_t from, std::size_t to);
    [[nodiscard]] std::size_t bytes() const;

private:
    const layout* layout_ = nullptr;
    std::size_t rows_ = 0;
    std::vector<std::vector<std::uint32_t>> counts_;   // by observation; empty for reals
    std::vector<std::vector<double>> reals_;           // by observation; empty for counts
};

}   // namespace sim
