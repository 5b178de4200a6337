#include "analysis/compare.hpp"

#include <fmt/format.h>

#include "cli/common.hpp"
#include "cli/comparison_table.hpp"
#include "cli/points_table.hpp"
#include "cli/stored.hpp"
#include "sim/text.hpp"

namespace cli {

namespace {

struct compare_options {
    std::string file, baseline, by, point, format;
    bool smallest = false;
};

// The place of a name among some, or wrong_input with the nearest.
std::size_t place_of(const std::string& name, const std::vector<std::string>& among, const std::string& what,
                     const std::string& file) {
    for (std::size_t i = 0; i < among.size(); ++i)
        if (among[i] == name) return i;
    throw wrong_input{fmt::format("{} has no {} '{}'{}; there are: {}", file, what, name,
                                  sim::did_you_mean(name, among), fmt::join(among, ", "))};
}

void compare(const compare_options& o) {
    analysis::results file = open_results(o.file);
    if (file.measures().empty()) throw wrong_input{fmt::format("{} does not say what to compare its arms by", o.file)};
    std::vector<std::string> arms, measures;
    for (const analysis::arm& arm : file.arms()) arms.push_back(arm.name);
    for (const sim::measure& one : file.measures()) measures.push_back(one.name);
    const std::size_t baseline = o.baseline.empty() ? file.baseline() : place_of(o.baseline, arms, "arm", o.file);
    if (!file.factors().empty() && o.point.empty()) {
        const std::size_t by = o.by.empty() ? 0 : place_of(o.by, measures, "measure", o.file);
        if (o.by.empty() || o.format == "text")
            fmt::print("{}", points_table(file, analysis::compare_points(file, baseline), by, o.format));
        if (!o.by.empty() || o.format == "text") fmt::print("{}", effects_table(file, baseline, by, o.format));
        return;
    }
    if (!o.point.empty())
        file.choose_point(static_cast<std::size_t>(
            whole_number(o.point, "--point", 0, static_cast<std::int64_t>(file.points()) - 1)));
    if (o.by.empty()) {
        fmt::print("{}", comparison_table(file, analysis::compare(file, baseline), o.format));
        if (o.format != "text" || file.arms().size() < 2) return;
        fmt::print("\n{}", ranking_table(file, analysis::rank(file, 0, o.smallest), 0, o.smallest, o.format));
        return;
    }
    const std::size_t by = place_of(o.by, measures, "measure", o.file);
    fmt::print("{}", ranking_table(file, analysis::rank(file, by, o.smallest), by, o.smallest, o.format));
}

}   // namespace

// cogov compare FILE.h5: the arms of a results file, against any of them, and their order.
void add_compare(CLI::App& app, int& /*status*/) {
    auto* const command = app.add_subcommand("compare", "compare the arms of a results file, and put them in order");
    auto o = std::make_shared<compare_options>();
    command->add_option("FILE", o->file, "results file (.h5)")->required();
    command
        ->add_option("--baseline", o->baseline, "the arm that the others are compared with; the file's own when absent")
        ->type_name("ARM")
        ->check(not_empty());
    command->add_option("--by", o->by, "only the order of the arms, by this measure")
        ->type_name("MEASURE")
        ->check(not_empty());
    command->add_option("--point", o->point, "of a sweep: compare the arms at this point of the design")
        ->type_name("N")
        ->check(not_empty());
    command->add_flag("--smallest-first", o->smallest, "less is better: waiting, load, cost");
    add_format(*command, o->format, {"text", "csv", "json"});
    command->callback([o] { compare(*o); });
}

}   // namespace cli
