#pragma once
// What runs say of a decision about money: which package is the best of each budget, which cannot be told from it, what each
// thing in it brings, who gains. Of results files that `cogov decide` made; docs/decide.md.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/inference/decision.hpp"
#include "analysis/measured.hpp"
#include "analysis/procedures/package_search.hpp"
#include "analysis/table.hpp"
#include "sim/scenario/model.hpp"

namespace analysis {

// The name under which a results file keeps what was asked and what the search found, and its text: all but what the
// file's own runs say. `names` are the arms of the packages. `within` is a gain in the
// measure's natural scale.
inline constexpr const char* decision_provenance = "decision.json";
[[nodiscard]] std::string decision_text(const sim::ready& asked, const package_search& found,
                                        const std::vector<package>& packages, const std::vector<std::string>& names,
                                        double within, bool guaranteed, std::size_t worlds);
// The packages that stand on a shortlist, each once, in its order.
[[nodiscard]] std::vector<std::size_t> packages_on(const package_search& found);

struct decided {
    // Something that money could go to: an instrument, everywhere or in some places.
    struct thing {
        std::string name, name_zh, unit, unit_zh;
        std::vector<std::string> places;
        double low = 0, high = 0, step = 0;   // as searched
    };
    struct condition {
        std::string measure, axis, group;
        bool at_most = false;
        double change = 0;
    };
    // An arm of the file as a package; the first is the baseline, which buys nothing.
    struct looked_at {
        std::size_t arm = 0;
        tried_package found;        // by the file's runs
        estimate gain;              // in the measure, against nothing, with its direction: more is better
        estimate cost;              // a year
        double above_nothing = 0;   // share of worlds with a gain
        std::vector<double>
            cost_by_thing;        // a year, mean: what its instrument costs in all places; nan where it is not told
        std::size_t things = 0;   // that it buys
    };
    // Beside the package that was chosen (nothing, where none keeps all conditions): it without one of its things, or
    // without a condition.
    struct beside {
        std::size_t what = 0;      // thing or condition
        std::size_t package = 0;   // of `packages`
        estimate difference;       // in the measure: what the chosen one gains more
    };
    struct at_budget {
        double money = 0;
        std::vector<std::size_t> kept_by;   // packages, the best first; empty where none keeps budget and conditions
        contest among;                      // of these, in this order
        std::size_t left = 0;   // packages that Kim & Nelson's procedure has not excluded, where it was asked for
        double kept_in = 0;     // share of worlds in which the chosen one costs no more
        std::optional<std::size_t> cheapest, fewest, fairest;   // of those that may be the best; places in kept_by
        std::vector<std::size_t> in_all, in_none;   // things that are in all, or in none, of those that may be the best
        std::vector<beside> without_thing, without_condition;
        double knowing_all = 0;   // what knowing the world beforehand would add to the value; natural scale
        // What knowing one input beforehand would add, of those that are told from chance, the most first; where worlds are
        // enough and packages are judged by their means.
        struct worth_knowing {
            std::string name, group;
            with_error more;
        };
        std::vector<worth_knowing> to_learn;
        [[nodiscard]] bool buys_nothing() const;
        [[nodiscard]] bool any() const { return !kept_by.empty(); }
    };
    struct group_gain {
        std::string label, label_zh;
        estimate gain;   // of the measure, with its direction
    };

    std::size_t measure = 0;
    package_problem problem;
    double within = 0;
    bool guaranteed = false;   // by Kim & Nelson's procedure, to be within that of the best
    std::vector<thing> things;
    std::vector<condition> conditions;
    std::vector<looked_at> packages;
    std::vector<at_budget> budgets;   // ascending
    // What the search had to go by.
    std::vector<tried_package> tried;
    double surface_error = 0, surface_r2 = 0;
    bool cut_short = false;
    std::size_t tried_worlds = 0;

    [[nodiscard]] const looked_at& chosen(const at_budget& one) const { return packages[one.kept_by.front()]; }
};

// Is it a file of a decision? And what it decides: throws storage_error where what it keeps of the question is damaged.
[[nodiscard]] bool is_decision(const observed& file);
[[nodiscard]] decided decided_of(const observed& file);

// The packages that a chosen one would be without one of its things, of which the file has no arm.
[[nodiscard]] std::vector<package> not_looked_at(const decided& of);

// Who gains under a package: the groups that tables are split by.
[[nodiscard]] std::vector<decided::group_gain> who_gains(const observed& file, const decided& of, std::size_t which);

// A row for each package that keeps each budget.
[[nodiscard]] table packages_table(const observed& file, const decided& of);

}   // namespace analysis
