// Reads targets from a CSV, docs/calibration.md.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "analysis/inference/targets.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/text.hpp"

namespace analysis {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::string_view, 3> scale_names{"identity", "log", "logit"};
constexpr std::array<std::string_view, 4> use_names{"calibrate", "prior", "hold out", "look at"};
constexpr std::size_t most_targets = 1000;
constexpr double most_errors = 3;   // by which two values of one number may differ before they are told

template <std::size_t N>
std::vector<std::string> texts(const std::array<std::string_view, N>& names) {
    return {names.begin(), names.end()};
}

std::pair<std::string, std::string> cut(std::string_view text, std::string_view at) {
    const std::size_t place = text.find(at);
    if (place == std::string_view::npos) return {std::string{sim::trimmed(text)}, ""};
    return {std::string{sim::trimmed(text.substr(0, place))},
            std::string{sim::trimmed(text.substr(place + at.size()))}};
}

std::optional<long> whole(const std::string& text) {
    long number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

class reader {
public:
    reader(const std::string& path, const sim::layout& what, const sim::model& how, std::span<const std::string> arms)
        : file_{sim::csv::read(path, wrong_)}, what_{what}, how_{how}, arms_{arms} {}

    sim::result<targets> read() {
        if (!wrong_.empty()) return wrong_;
        columns_ = file_.columns();
        check_columns();
        if (!wrong_.empty()) return wrong_;
        if (file_.rows() == 0)
            wrong_.push_back({{file_.file(), 0, 0},
                              "there is no target in this file; each line below the header is "
                              "one"});
        if (file_.rows() > most_targets)
            wrong_.push_back({{file_.file(), 0, 0},
                              fmt::format("{} targets are more than the {} that can be: keep "
                                          "those that tell something of their own",
                                          file_.rows(), most_targets)});
        targets out;
        out.file = file_.file();
        out.source = file_.source();
        std::map<std::string, int> line_of;
        for (row_ = 0; row_ < file_.rows() && row_ < most_targets; ++row_) {
            target one = read_row();
            const auto [first, fresh] = line_of.try_emplace(one.name, one.where.line);
            if (!fresh && !one.name.empty())
                say("name", fmt::format("there is a target called '{}' in line {} already", one.name, first->second));
            out.all.push_back(std::move(one));
        }
        if (wrong_.empty() &&
            std::ranges::none_of(out.all, [](const target& t) { return t.use == target_use::calibrate; }))
            wrong_.push_back({{file_.file(), 0, 0}, "no target has use = calibrate, so there is nothing to come near"});
        check_sources(out);
        if (!wrong_.empty()) return wrong_;
        tell_contradictions(out);
        return out;
    }

private:
    [[nodiscard]] std::optional<std::size_t> column(std::string_view name) const {
        const auto at = std::ranges::find(columns_, name);
        if (at == columns_.end()) return std::nullopt;
        return static_cast<std::size_t>(at - columns_.begin());
    }
    [[nodiscard]] sim::place where(std::string_view name) const {
        const auto at = column(name);
        return file_.where(row_, at.value_or(0));
    }
    [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise = "") const {
        const auto at = column(name);
        std::string said{at ? sim::trimmed(file_.text(row_, *at)) : std::string_view{}};
        return said.empty() ? std::string{otherwise} : said;
    }
    void say(std::string_view name, std::string what) { wrong_.push_back({where(name), std::move(what)}); }
    double number(std::string_view name, double low, double high, double otherwise) {
        if (text(name).empty()) return otherwise;
        return file_.number(row_, *column(name), low, high, false, wrong_).value_or(otherwise);
    }
    template <std::size_t N>
    std::size_t word(std::string_view name, const std::array<std::string_view, N>& names) {
        const std::string said = text(name, names.front());
        const auto at = std::ranges::find(names, said);
        if (at == names.end()) {
            say(name, fmt::format("unknown {} '{}'{}", name, said, sim::with_all_of(said, texts(names))));
            return 0;
        }
        return static_cast<std::size_t>(at - names.begin());
    }

    void check_columns() {
        std::vector<std::string> known{"name",  "measure",     "arm",    "period",    "of",  "value", "sd",
                                       "scale", "discrepancy", "source", "source_sd", "use", "text"};
        for (const sim::dimension& one : what_.dimensions)
            if (one.what != sim::axis_kind::bins) known.push_back(one.name);
        for (const char* const needed : {"name", "measure", "value", "sd"}) (void)file_.column(needed, wrong_);
        for (std::size_t c = 0; c < columns_.size(); ++c)
            if (std::ranges::find(known, columns_[c]) == known.end())
                wrong_.push_back(
                    {file_.where_column(c), fmt::format("there is no column '{}' of targets{}", columns_[c],
                                                        sim::with_all_of(columns_[c], known))});
    }

    target read_row() {
        target out;
        out.name = text("name");
        out.where = where("name");
        if (out.name.empty()) say("name", "this target has no name; give it one, so that tables can tell of it");
        out.use = static_cast<target_use>(word("use", use_names));
        out.scale = static_cast<target_scale>(word("scale", scale_names));
        out.source = text("source");
        out.text = text("text");
        read_measure(out);
        read_arms(out);
        read_period(out);
        if (out.what != target::kind::input) read_groups(out);
        read_comparison(out);
        read_value(out);
        return out;
    }

    void read_measure(target& out) {
        const std::string said = text("measure");
        if (said.empty()) return say("measure", "this target has no measure: say what it is a number of");
        const auto [kind, name] = cut(said, ":");
        if (!name.empty() && kind == "input") return read_input(out, name);
        if (!name.empty() && kind == "counterfactual") return read_counterfactual(out, name);
        const auto found = std::ranges::find(what_.measures, said, &sim::measure::name);
        if (found != what_.measures.end()) {
            out.measured = *found;
            return;
        }
        const auto [over, under] = cut(said, "/");
        if (under.empty()) {
            std::vector<std::string> names;
            for (const sim::measure& m : what_.measures) names.push_back(m.name);
            for (const sim::observation& o : what_.observations)
                if (o.name == said)
                    return say("measure", fmt::format("'{0}' is an observation, not a measure: say over what, as in "
                                                      "'{0} / {1}'",
                                                      said, what_.observations.front().name));
            return wrong_.say(where("measure"), fmt::format("there is no measure '{}'", said),
                              [&] { return sim::with_all_of(said, names); });
        }
        out.measured = {.name = said, .label = said, .label_zh = said, .unit = "ratio", .over = over, .under = under};
        std::vector<std::string> names;
        for (const sim::observation& o : what_.observations)
            if (o.when == sim::rhythm::step) names.push_back(o.name);
        std::vector<std::string> parts = out.measured.summed_under();
        parts.push_back(over);
        for (const std::string& one : parts)
            if (std::ranges::find(names, one) == names.end() && one != sim::per_step && one != sim::per_cell)
                wrong_.say(where("measure"), fmt::format("there is no observation '{}'", one),
                           [&] { return sim::did_you_mean(one, names); });
    }

    // The place of a name among rows of the model, or a mistake.
    template <class Rows>
    std::optional<std::size_t> place_in(const Rows& rows, std::string_view kind, const std::string& name) {
        std::vector<std::string> names;
        for (const auto& one : rows) names.emplace_back(one.name);
        const auto at = std::ranges::find(names, name);
        if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
        say("measure",
            fmt::format("the model '{}' has no {} '{}'{}", how_.name(), kind, name, sim::with_all_of(name, names)));
        return std::nullopt;
    }

    void read_input(target& out, const std::string& name) {
        out.what = target::kind::input;
        const auto inputs = how_.inputs();
        const auto number = place_in(inputs, "input", name);
        if (!number) return;
        out.number = *number;
        const sim::input_row& row = inputs[*number];
        for (const sim::dimension& one : what_.dimensions) {
            const std::string of = text(one.name, "all");
            if (of == "all") continue;
            const auto found = std::ranges::find(row.of, of);
            if (found == row.of.end())
                return say(one.name,
                           fmt::format("'{}' is not told of '{}'{}", name, of,
                                       sim::with_all_of(of, std::vector<std::string>(row.of.begin(), row.of.end()))));
            out.input_of = static_cast<std::size_t>(found - row.of.begin());
        }
    }

    void read_counterfactual(target& out, const std::string& name) {
        out.what = target::kind::counterfactual;
        if (const auto number = place_in(how_.counterfactuals(), "counterfactual", name)) out.number = *number;
    }

    void read_arms(target& out) {
        const std::string said = text("arm");
        if (said.empty()) return;
        const auto [first, second] = cut(said, "/");
        for (const std::string& one : {first, second}) {
            if (one.empty()) continue;
            if (std::ranges::find(arms_, one) == arms_.end())
                say("arm", fmt::format("the scenario has no arm '{}'{}", one,
                                       sim::with_all_of(one, std::vector<std::string>(arms_.begin(), arms_.end()))));
            out.arms.push_back(one);
        }
        if (out.what == target::kind::measure) return;
        if (said != arms_.front())
            say("arm", fmt::format("{} is always of '{}': leave the arm out",
                                   out.what == target::kind::input ? "an input" : "a counterfactual", arms_.front()));
        out.arms.clear();
    }

    void read_period(target& out) {
        const std::string said = text("period", "last year");
        if (said == "last year") return;
        if (out.what != target::kind::measure || out.measured.is_spread())
            return say("period",
                       fmt::format("{}: leave the period out",
                                   out.what == target::kind::input ? "an input is of no steps"
                                   : out.what == target::kind::counterfactual
                                       ? "a counterfactual has steps of its own"
                                       : fmt::format("'{}' is told at the end of the last year", out.measured.name)));
        out.last_year = false;
        const auto [from, to] = cut(said, "-");
        const std::string unit = what_.step_name + "s ";
        const auto first = whole(from.starts_with(unit) ? from.substr(unit.size()) : from), last = whole(to);
        if (!first || !last || *first > *last || *last > 1'000'000) {
            say("period", fmt::format("a period is 'last year', or steps as in '{}0-11', first and last; found '{}'",
                                      unit, said));
            return;
        }
        out.first = static_cast<std::size_t>(*first);
        out.last = static_cast<std::size_t>(*last) + 1;
    }

    void read_groups(target& out) {
        for (const sim::dimension& one : what_.dimensions) {
            const std::string said = text(one.name, "all");
            if (said == "all" || one.what == sim::axis_kind::bins) continue;
            target_group group{one.name, {}};
            const auto [first, second] = cut(said, "/");
            for (const std::string& label : {first, second}) {
                if (label.empty()) continue;
                if (std::ranges::find(one.labels, label) == one.labels.end() && label != "all")
                    say(one.name,
                        fmt::format("there is no {} '{}'{}", one.name, label, sim::with_all_of(label, one.labels)));
                group.labels.push_back(label);
            }
            const auto over = std::ranges::find(what_.observations, out.measured.over, &sim::observation::name);
            if (out.what == target::kind::measure && over != what_.observations.end()) {
                const auto d = static_cast<std::size_t>(&one - what_.dimensions.data());
                if (std::ranges::find(over->dimensions, d) == over->dimensions.end())
                    say(one.name, fmt::format("'{}' is not observed by {}: write all", out.measured.over, one.name));
            }
            if (out.what == target::kind::counterfactual && group.labels.size() == 2)
                say(one.name, "of a counterfactual two groups cannot be compared: write a target for each");
            out.groups.push_back(std::move(group));
        }
        if (out.measured.is_spread() && out.groups.size() > 1)
            say(out.groups[1].axis, fmt::format("'{}' is told along one axis, and {} names another: write all",
                                                out.measured.name, out.groups[0].axis));
    }

    void read_comparison(target& out) {
        constexpr std::array<std::string_view, 3> ways{"level", "ratio", "difference"};
        const std::size_t way = word("of", ways);
        out.difference = way == 2;
        std::vector<std::string> two;
        if (out.arms.size() == 2) two.emplace_back("arm");
        for (const target_group& group : out.groups)
            if (group.labels.size() == 2) two.push_back(group.axis);
        if (two.size() > 1)
            say(two[1], fmt::format("{} and {} both name two that are compared; only one of them can", two[0], two[1]));
        else if (way == 0 && !two.empty())
            say(column("of") ? "of" : two[0],
                fmt::format("{} names two, and a level is of one: say of = ratio or difference", two[0]));
        else if (way > 0 && two.empty())
            say("of", fmt::format("a {0} is of two: name them in one column, as in {1}", ways[way],
                                  what_.dimensions.size() > 1 && what_.dimensions[1].labels.size() > 1
                                      ? fmt::format("{}/{} of {}", what_.dimensions[1].labels[1],
                                                    what_.dimensions[1].labels[0], what_.dimensions[1].name)
                                      : "relief/base of arm"));
    }

    void read_value(target& out) {
        const std::size_t before = wrong_.size();
        out.value = number("value", -1e15, 1e15, nothing);
        out.sd = number("sd", 0, 1e15, 0);
        out.discrepancy = number("discrepancy", 0, 1e15, 0);
        out.source_sd = number("source_sd", 0, 1e15, 0);
        if (text("value").empty()) say("value", fmt::format("'{}' has no value: what was observed?", out.name));
        if (wrong_.size() != before) return;
        if (!std::isfinite(on_scale(out.scale, out.value)))
            say("value",
                out.scale == target_scale::log
                    ? fmt::format("{} has no logarithm; a value of scale log is above 0", sim::shortest(out.value))
                    : fmt::format("{} has no log-odds; a value of scale logit lies between 0 and 1",
                                  sim::shortest(out.value)));
        const bool counts = out.use == target_use::calibrate || out.use == target_use::prior;
        if (counts && out.sd == 0 && out.discrepancy == 0)
            say("sd", fmt::format("an error of 0 would have the model meet '{}' exactly, which no run does: say what "
                                  "the standard error of {} is, on scale {}",
                                  out.name, sim::shortest(out.value), name_of(out.scale)));
        if (out.source_sd > 0 && out.source.empty())
            say("source_sd", "an error that is shared needs a source: the name that the targets share");
    }

    // What targets of one source share is one error.
    void check_sources(const targets& read) {
        std::map<std::string, const target*> first;
        for (std::size_t t = 0; t < read.all.size(); ++t) {
            row_ = t;
            const target& one = read.all[t];
            if (one.source.empty()) continue;
            if (one.source_sd == 0)
                say("source_sd", fmt::format("targets of source '{}' share an error: how large is it?", one.source));
        }
    }

    // How fast a scale moves with what is told on it.
    static double slope(target_scale scale, double x) {
        return scale == target_scale::identity ? 1 : scale == target_scale::log ? 1 / x : 1 / (x * (1 - x));
    }

    // Are both of the very same number of runs?
    static bool of_one_number(const target& a, const target& b) {
        const auto same_groups = [](const target_group& x, const target_group& y) {
            return x.axis == y.axis && x.labels == y.labels;
        };
        return a.what == b.what && a.measured.over == b.measured.over && a.measured.under == b.measured.under &&
               a.measured.window == b.measured.window && a.measured.relative == b.measured.relative &&
               a.number == b.number && a.input_of == b.input_of && a.last_year == b.last_year && a.first == b.first &&
               a.last == b.last && a.difference == b.difference && a.arms == b.arms &&
               std::ranges::equal(a.groups, b.groups, same_groups);
    }

    // No draw can come near two values of one number that lie far apart.
    void tell_contradictions(targets& out) {
        const auto counts = [](const target& one) {
            return one.use == target_use::calibrate || one.use == target_use::prior;
        };
        for (std::size_t j = 0; j < out.all.size(); ++j)
            for (std::size_t i = 0; i < j; ++i) {
                const target &a = out.all[i], &b = out.all[j];
                if (!counts(a) || !counts(b) || !of_one_number(a, b)) continue;
                const double far = std::abs(on_scale(a.scale, a.value) - on_scale(a.scale, b.value));
                const bool one_source = !a.source.empty() && a.source == b.source;
                const auto error = [&](const target& t) {
                    return std::hypot(t.sd, t.discrepancy, one_source ? 0 : t.source_sd) * slope(a.scale, t.value) /
                           slope(t.scale, t.value);
                };
                if (far <= most_errors * std::hypot(error(a), error(b))) continue;
                row_ = j;
                out.remarks.push_back(
                    {where("value"),
                     fmt::format(
                         "'{}' and '{}' in line {} are of the same number, and {} and {} lie further apart than "
                         "{} of their errors: no draw can come near both; which is right, or are their errors "
                         "larger?",
                         b.name, a.name, a.where.line, sim::shortest(b.value), sim::shortest(a.value), most_errors)});
            }
    }

    sim::mistakes wrong_;
    sim::csv file_;
    const sim::layout& what_;
    const sim::model& how_;
    std::span<const std::string> arms_;
    std::vector<std::string> columns_;
    std::size_t row_ = 0;
};

}   // namespace

std::string_view name_of(target_scale scale) { return scale_names[static_cast<std::size_t>(scale)]; }
std::string_view name_of(target_use use) { return use_names[static_cast<std::size_t>(use)]; }

sim::result<targets> read_targets(const std::string& path, const sim::layout& what, const sim::model& how,
                                  std::span<const std::string> arms) {
    return reader{path, what, how, arms}.read();
}

}   // namespace analysis
