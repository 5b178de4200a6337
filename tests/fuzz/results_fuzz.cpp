// Results files. The first byte says what is changed of a sound one, of a run or of a sweep, contents or bytes; the second
// which tables are made of it.

#include <algorithm>
#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/export.hpp"
#include "analysis/points.hpp"
#include "analysis/ranking.hpp"
#include "analysis/report/model.hpp"
#include "analysis/results.hpp"
#include "analysis/weekly.hpp"
#include "models/registry.hpp"
#include "sim/blocks.hpp"
#include "sim/hdf5.hpp"
#include "sim/results.hpp"
#include "sim/storage.hpp"
#include "sim/sweep.hpp"
#include "tests/fuzz/hdf5_edits.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/scratch.hpp"

namespace {

const test::scratch& folder() {
    static const test::scratch made;
    return made;
}

std::unique_ptr<const fuzz::hdf5_edits> of_run, of_sweep;

constexpr const char* scenario = R"(
title = "T"
title_zh = "题"
population = "."
burn_in = 1
weeks = 54
replicates = 2
[arms.base]
[arms.relief]
[[arms.relief.policies]]
lever = "admin_relief"
level = 0.5
start = 4
end = 40
[[arms.relief.emergencies]]
start = 10
weeks = 2
[arms.more]
policies = [{ lever = "venues", level = 1 }]
)";
constexpr const char* with_design = R"(
[design]
kind = "factorial"
[design.factors]
"arms.relief.policies.admin_relief.level" = [0.25, 0.75]
"arms.more.policies.venues.targets" = [["East"], ["West"]]
)";

// Runs a scenario and writes its results.
std::string results_of(const std::string& name, const std::string& text) {
    auto read = sim::read_scenario(folder().write(name + ".toml", text), {}, models::all());
    if (!read) std::fputs(sim::describe(read.wrong()).c_str(), stderr);
    fuzz::must(static_cast<bool>(read), "the scenario that is started from is right");
    const bool varied = read->what.tree.find("design") != nullptr;
    auto points = varied ? sim::read_design(read->what) : sim::result<sim::design>{sim::design{}};
    if (!points) std::fputs(sim::describe(points.wrong()).c_str(), stderr);
    fuzz::must(static_cast<bool>(points), "the design that is started from is right");
    const auto plan = sim::make_plan(*read, std::move(*points));
    fuzz::must(static_cast<bool>(plan), "the plan that is started from is right");
    sim::results_head head;
    head.title = read->what.title;
    head.title_zh = read->what.title_zh;
    for (const sim::arm& arm : read->what.arms) {
        head.arm_names.push_back(arm.name);
        head.arm_titles.push_back(arm.title);
        head.arm_titles_zh.push_back(arm.title_zh);
    }
    head.provenance = sim::study_of(*read, *plan, 0)->build()->provenance();
    head.provenance.emplace_back("scenario.toml", text);
    head.provenance.emplace_back("resolved.toml", read->what.resolved());
    head.model = read->how->name();
    head.model_version = read->how->version();
    head.burn_in = read->what.burn_in;
    const std::string path = folder().path(name + ".h5");
    sim::results_writer writer{path, plan->observed, *plan, std::move(head), sim::earlier::replace};
    const sim::group_maker make = [&](std::size_t group) {
        sim::built_group built;
        built.set = sim::study_of(*read, *plan, group);
        built.place = built.set->build();
        return built;
    };
    sim::sweep(*plan, make, -read->what.burn_in, read->what.weeks, {},
               [&](const sim::plan_batch& which, const sim::recorder& rows) { writer.write_part(which, rows); });
    writer.finish();
    return path;
}

// What the program tells as a sentence and ends with is no fault.
template <class Make>
void attempt(bool wanted, const Make& make) {
    if (!wanted) return;
    try {
        make();
    } catch (const sim::storage_error& told) {
        fuzz::must(!std::string_view{told.what()}.empty(), "what is wrong with a file is said");
    }
}

void tables_of(analysis::results& file, std::uint8_t which) {
    // One of them, or those that take little time: the report takes half a second.
    const auto asked = [&](unsigned table) { return which % 12U == table || (which % 12U >= 8 && table < 6); };
    if (file.measures().empty()) return;   // the program says that there is nothing to compare by
    const std::size_t baseline = file.baseline(), measures = file.measures().size();
    const std::size_t by = which % measures;
    if (!file.factors().empty()) {
        attempt(asked(0), [&] { static_cast<void>(analysis::compare_points(file, baseline)); });
        attempt(asked(1), [&] {
            for (std::size_t arm = 0; arm < file.arms().size(); ++arm)
                static_cast<void>(analysis::effects_of_factors(file, baseline, arm, by));
        });
        attempt(asked(2), [&] { file.choose_point(file.points() - 1); });
    }
    attempt(asked(3), [&] {
        for (const std::string& axis : analysis::axes_of_measures(file))
            for (const char* table : {"main", "equity"})
                static_cast<void>(analysis::compare(file, {baseline, axis, {}, false, table}));
        using kind = analysis::period::kind;
        for (const kind when : {kind::all, kind::area})
            static_cast<void>(analysis::compare(file, {baseline, file.groups(), {when}, false, "main"}));
    });
    attempt(asked(4), [&] {
        static_cast<void>(analysis::compare_weeks(file, {baseline, file.groups(), {}, false, "main"}, by));
        static_cast<void>(analysis::lasting_effects(file, baseline, by));
    });
    attempt(asked(5), [&] {
        static_cast<void>(analysis::rank(file, by, false));
        if (analysis::tells_costs(file)) static_cast<void>(analysis::costs_of(file, baseline, by, false));
    });
    attempt(asked(6), [&] {
        if (file.runs_of(baseline).empty()) return;   // the program says so
        static_cast<void>(analysis::report::model_of(file, {baseline, "zh"}).dump());
    });
    attempt(asked(7), [&] {
        for (const std::string& name : file.provenance_names()) static_cast<void>(file.provenance(name));
        const auto written = analysis::export_csv(file.path(), folder().path("tables"), true);
        if (!written) static_cast<void>(sim::describe(written.wrong()));
    });
}

}   // namespace

int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
    sim::storage_start();
    sim::set_threads(1);
    const std::string tables = sim::read_file(COGOV_SOURCE_DIR "/tests/fuzz/corpus/tables/twelve_adults");
    const auto files = fuzz::files_in(reinterpret_cast<const std::uint8_t*>(tables.data()), tables.size(),
                                      fuzz::tables_of_a_town.size());
    for (std::size_t f = 0; f < files.size(); ++f) folder().write(fuzz::tables_of_a_town[f], files[f]);
    of_run = std::make_unique<const fuzz::hdf5_edits>(results_of("run", scenario));
    of_sweep = std::make_unique<const fuzz::hdf5_edits>(results_of("sweep", std::string{scenario} + with_design));
    return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string path = folder().path("changed.h5");
    const std::span<const std::uint8_t> changes{data + 2, size - 2};
    const fuzz::hdf5_edits& sound = data[0] % 2 == 0 ? *of_run : *of_sweep;
    if (data[0] % 8 < 2 && fuzz::bytes_may_be_changed) sound.write_bytes(path, changes);
    else sound.write(path, changes);
    auto file = analysis::results::open(path);
    if (file) tables_of(*file, data[1]);
    else static_cast<void>(sim::describe(file.wrong()));
    return 0;
}
