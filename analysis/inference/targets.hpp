#pragma once
// What is known of a place: numbers that a model should come near, each with its errors, read from a table; and what
// recorded runs say of them. docs/calibration.md.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analysis/inference/matrix.hpp"
#include "analysis/observed.hpp"
#include "sim/scenario/model.hpp"

namespace analysis {

// The scale on which a target's errors are told: of its value, its logarithm, or its log-odds.
enum class target_scale : std::uint8_t { identity, log, logit };
[[nodiscard]] std::string_view name_of(target_scale scale);
// nan where there is no such number: of a log, of what is not above 0.
[[nodiscard]] double on_scale(target_scale scale, double natural);
[[nodiscard]] double off_scale(target_scale scale, double there);

enum class target_use : std::uint8_t {
    calibrate,   // draws come near it
    prior,       // is what is believed of a number that calibrated parameters decide
    hold_out,    // is predicted, and told beside what was observed
    look_at      // is told alone
};
[[nodiscard]] std::string_view name_of(target_use use);

// A label along an axis; with two, groups that are compared.
struct target_group {
    std::string axis;
    std::vector<std::string> labels;   // one or two
};

struct target {
    enum class kind : std::uint8_t { measure, input, counterfactual };
    std::string name;
    sim::place where;
    kind what = kind::measure;
    sim::measure measured;              // of a measure
    std::size_t number = 0;             // of the model's inputs or counterfactuals
    std::size_t input_of = 0;           // of which agents an input is
    std::vector<std::string> arms;      // one, or two that are compared; empty: the baseline
    std::vector<target_group> groups;   // axes along which something is said
    bool last_year = true;              // or steps first ... last - 1
    std::size_t first = 0, last = 0;
    bool difference = false;                     // of two: their difference, else their ratio
    double value = 0, sd = 0, discrepancy = 0;   // the errors on the scale
    target_scale scale = target_scale::identity;
    std::string source;   // targets of one share an error
    double source_sd = 0;
    target_use use = target_use::calibrate;
    std::string text;   // where it comes from
};

struct targets {
    std::vector<target> all;
    std::string file, source;                                         // its path and bytes
    sim::mistakes remarks;                                            // on what is right and yet hardly meant
    [[nodiscard]] std::vector<std::string> arms() const;              // that are named
    [[nodiscard]] std::vector<std::size_t> counterfactuals() const;   // of the model, that are named; ascending
    // How many steps must be recorded.
    [[nodiscard]] std::size_t steps(const sim::model& how, std::size_t steps_per_year) const;
};

// Reads a table of targets: columns name, measure, value, sd, and where wanted arm, of, period, scale, discrepancy,
// source, source_sd, use, text, and one of each axis of what the model observes. Measures are the model's, or "OVER / UNDER"
// of two observations, or input:NAME, or counterfactual:NAME. `what` is the layout, `arms` are the scenario's, the
// baseline first. Returns all mistakes with their places; two values of one number that contradict each other are a remark.
[[nodiscard]] sim::result<targets> read_targets(const std::string& path, const sim::layout& what, const sim::model& how,
                                                std::span<const std::string> arms);

// What runs say of each target but inputs, which stay nan: [replicate][target], on the natural scale; nan where a run says
// nothing. `moved` is the arm of the counterfactuals.
[[nodiscard]] matrix told_by_runs(const targets& wanted, const sim::model& how, const observed& runs,
                                  const std::string& moved);

}   // namespace analysis
