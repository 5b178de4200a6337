// Results files. The first byte says what is changed of a sound one, of a run or of a sweep, contents or bytes; the second
// which tables are made of it.

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/export.hpp"
#include "analysis/observed.hpp"
#include "analysis/points.hpp"
#include "analysis/ranking.hpp"
#include "analysis/report/page_model.hpp"
#include "analysis/weekly.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/results.hpp"
#include "sim/text/storage.hpp"
#include "tests/fuzz/hdf5_edits.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

const test::scratch& folder() {
    static const test::scratch made;
    return made;
}

std::unique_ptr<const fuzz::hdf5_edits> of_run, of_sweep;

// A file of three arms and two replicates, small and with one of everything: what is counted and what is money, measures
// that are shares, spreads and relative to all, a policy that ends, an emergency, and, of a sweep, an arm that its points
// change.
std::string results_of(const std::string& name, bool sweep) {
    sim::layout what = test::small_layout(54);
    what.groups = "community";
    what.agents = "residents";
    what.measures = {
        {"participation", "participation", "参与率", "%", "participants", "residents", "last_year", 100, 2, true},
        {"participants", "participants", "参与人数", "person", "participants", sim::per_step.data(), "last_week"},
        {"habit", "habit", "习惯", "1", "engagement", "residents + participants", "last_year", 1, 3},
        {"cost", "cost", "支出", "CNY", "spending", sim::per_step.data(), "last_year", 1, 2, false, "main", false,
         sim::role::money, sim::direction::less},
        {"gini", "gini", "基尼系数", "1", "engagement_histogram", sim::gini.data(), "last_year", 1, 2, false, "equity"},
        {"gap", "gap", "差距", "1", "participants", "residents", "last_year", 1, 2, false, "equity", true}};
    const std::size_t arms = 3, replicates = 2;
    sim::plan plan;
    for (std::size_t at = 0; at < (sweep ? arms + 1 : arms); ++at) {
        const std::size_t arm = std::min(at, arms - 1), point = at / arms;
        plan.batches.push_back({plan.runs.size(), replicates, at, 0});
        for (std::size_t r = 0; r < replicates; ++r)
            plan.runs.push_back({at, static_cast<std::uint32_t>(arm), static_cast<std::uint32_t>(point),
                                 static_cast<std::uint32_t>(r), 7 + r, "key" + std::to_string(at * replicates + r)});
    }
    plan.stands_for.assign(arms, 0);
    if (sweep) {
        plan.points.kind = "factorial";
        plan.points.factors = {{"arms.arm2.policies.venues.level", {}, 2}, {"arms.arm2.title", {}, 2}};
        plan.points.values = {{sim::node{{}, 0.25}, sim::node{{}, std::string{"few"}}},
                              {sim::node{{}, 0.75}, sim::node{{}, std::string{"many"}}}};
        plan.stands_for.insert(plan.stands_for.end(), {0, 0, 1});
    }
    plan.episodes = {{1, 0, {"policy", "admin_relief", "行政减负", 0.5, "1", 4, 40}},
                     {1, 0, {"emergency", "emergency", "突发事件", {}, "", 10, 12}}};
    const std::string path = folder().path(name + ".h5");
    sim::results_writer writer{path, what, plan, test::small_head(arms), sim::earlier::replace};
    for (const sim::plan_batch& b : plan.batches) writer.take(b, test::fill(what, b));
    writer.finish();
    fuzz::must(static_cast<bool>(analysis::observed::open(path)), "the file that is started from is sound");
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

void tables_of(analysis::observed file, std::uint8_t which) {
    // One of them, or most; the report, which takes long, seldom.
    const auto asked = [&](unsigned table) {
        return table == 6 ? which == 6 : which % 12U == table || (which % 12U >= 8 && table < 6);
    };
    if (file.measures().empty()) return;   // the program says that there is nothing to compare by
    const std::size_t baseline = file.baseline(), measures = file.measures().size();
    const std::size_t by = which % measures;
    if (!file.factors().empty()) {
        attempt(asked(0), [&] { static_cast<void>(analysis::compare_points(file, baseline)); });
        attempt(asked(1), [&] {
            for (std::size_t arm = 0; arm < file.arms().size(); ++arm)
                static_cast<void>(analysis::effects_of_factors(file, baseline, arm, by));
        });
        attempt(asked(2), [&] { file = file.at_point(file.points() - 1); });
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
        static_cast<void>(analysis::report::model_of(file, {baseline, "zh"}).as_json());
    });
    attempt(asked(7), [&] {
        for (const std::string& name : file.provenance_names()) static_cast<void>(file.provenance(name));
        const auto written = analysis::export_csv(file, folder().path("tables"), true);
        if (!written) static_cast<void>(sim::describe(written.wrong()));
    });
}

}   // namespace

int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
    sim::storage_start();
    sim::set_threads(1);
    of_run = std::make_unique<const fuzz::hdf5_edits>(results_of("run", false));
    of_sweep = std::make_unique<const fuzz::hdf5_edits>(results_of("sweep", true));
    return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const std::string path = folder().path("changed.h5");
    const std::span<const std::uint8_t> changes{data + 2, size - 2};
    const fuzz::hdf5_edits& sound = data[0] % 2 == 0 ? *of_run : *of_sweep;
    if (data[0] % 8 < 2) sound.write_bytes(path, changes);
    else sound.write(path, changes);
    const auto file = analysis::observed::open(path);
    if (file) tables_of(*file, data[1]);
    else static_cast<void>(sim::describe(file.wrong()));
    return 0;
}
