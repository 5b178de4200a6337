#include <algorithm>
#include <bit>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

#include <gtest/gtest.h>

#include "analysis/compare.hpp"
#include "analysis/costs.hpp"
#include "analysis/export.hpp"
#include "analysis/observed.hpp"
#include "analysis/points.hpp"
#include "analysis/weekly.hpp"
#include "models/registry.hpp"
#include "sim/experiment/experiment.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/memory_results.hpp"
#include "sim/text/file_set.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

using analysis::observed;

std::string mistake_of(const std::string& path) {
    const auto opened = observed::open(path);
    return opened ? "" : opened.wrong().front().what;
}

std::vector<std::string> lines_of(const std::string& path) {
    std::istringstream text{sim::read_file(path)};
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

TEST(Observed, KnowArmsRunsAndAxes) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 18), 2);
    const auto opened = observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened) << opened.wrong().front().what;
    const observed& r = *opened;
    EXPECT_EQ(r.title(), "A small town");
    EXPECT_EQ(r.title_zh(), "一个小镇");
    EXPECT_EQ(r.source(), "cogov 0.1.0");
    EXPECT_EQ(r.model(), "participation");
    EXPECT_EQ(r.step_name(), "week");
    EXPECT_EQ(r.steps(), 60U);
    EXPECT_EQ(r.years(), 1U);
    EXPECT_EQ(r.baseline(), 0U);
    ASSERT_EQ(r.arms().size(), 2U);
    EXPECT_EQ(r.arms()[1].name, "arm1");
    EXPECT_EQ(r.arms()[1].title_zh, "方案1");
    ASSERT_EQ(r.runs().size(), 36U);
    EXPECT_EQ(r.runs()[17].arm, 1U);
    EXPECT_EQ(r.runs()[17].seed, 0x9e3779b97f4a7c15ULL + 1);
    EXPECT_EQ(r.runs()[17].key, "key1-1");
    const auto of_arm = r.runs_of(1);
    ASSERT_EQ(of_arm.size(), 18U);   // by replicate, though the file has them in blocks
    for (std::size_t i = 0; i < 18; ++i) EXPECT_EQ(r.runs()[of_arm[i]].replicate, i);
    EXPECT_EQ(r.axis_named("community").labels_zh, (std::vector<std::string>{"长安", "太平"}));
    EXPECT_EQ(r.axis_named("week").numbers.back(), 59);
    EXPECT_EQ(r.coordinate("subdistrict"), (std::vector<std::string>{"Xinhua", "Xinhua"}));
    EXPECT_EQ(r.find("participants")->axes, (std::vector<std::string>{"run", "week", "community", "band", "channel"}));
    EXPECT_EQ(r.find("participants")->units, "person");
    EXPECT_TRUE(r.find("participants")->count);
    EXPECT_EQ(r.find("nothing"), nullptr);
    EXPECT_EQ(r.weekly_variables().size(), 5U);
    EXPECT_EQ(r.yearly_variables().size(), 2U);
    EXPECT_EQ(r.provenance_names(), (std::vector<std::string>{"scenario.toml", "population/communities.csv"}));
    EXPECT_EQ(r.provenance("population/communities.csv"), "community\nChang'an\n");
}

TEST(Observed, KnowWhatThingsAreAbout) {
    const test::scratch scratch;
    auto what = test::layout_with_costs();
    what.observations[3].part_of = "hours of volunteers";
    what.measures[0].difference_unit = "points";
    auto plan = test::small_plan(2, 1);
    plan.stands_for.assign(2, 0);
    plan.episodes = {{1, 0, {"works", "a", "甲", 1.0, "degree", 3, 9, true}},
                     {1, 0, {"flood", "b", "乙", {}, "", 4, 5, false}}};
    test::write_small(scratch.path("x.h5"), what, plan, 2);
    const auto opened = observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(opened) << opened.wrong().front().what;
    const observed& r = *opened;
    what.measures[1].difference_unit = what.measures[1].unit;   // always stored in full
    EXPECT_EQ(r.measures(), what.measures);
    EXPECT_EQ(r.find("volunteer_hours")->about, sim::role::hours);
    EXPECT_EQ(r.find("volunteer_hours")->part_of, "hours of volunteers");
    EXPECT_EQ(r.find("residents")->about, sim::role::other);
    EXPECT_EQ(r.axis_named("community").kind, sim::axis_kind::place);
    EXPECT_EQ(r.axis_named("lever").kind, sim::axis_kind::instrument);
    EXPECT_EQ(r.axis_named("bin").kind, sim::axis_kind::bins);
    EXPECT_EQ(r.axis_named("week").kind, sim::axis_kind::other);
    ASSERT_EQ(r.episodes(1).size(), 2U);
    EXPECT_TRUE(r.episodes(1)[0].chosen);
    EXPECT_FALSE(r.episodes(1)[1].chosen);
}

TEST(Observed, ReadWholeArraysAndSelectedRuns) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 18), 2);
    const auto r = observed::open(scratch.path("x.h5"));
    ASSERT_TRUE(r);
    std::vector<std::size_t> every(36);
    std::iota(every.begin(), every.end(), std::size_t{0});
    const auto all = r->weekly("engagement", every);
    EXPECT_EQ(all.shape, (std::vector<std::size_t>{36, 60, 2, 3}));
    EXPECT_EQ(all.values[(20 * 60 + 7) * 6 + 4], test::real_at(2, 20, 7, 4));
    const std::vector<std::size_t> some{30, 4, 5, 6, 0};
    const auto few = r->weekly("participants", some);
    EXPECT_EQ(few.shape, (std::vector<std::size_t>{5, 60, 2, 3, 3}));
    for (std::size_t i = 0; i < some.size(); ++i)
        EXPECT_EQ(few.values[(i * 60 + 59) * 18 + 17], test::count_at(1, some[i], 59, 17));
    const auto histogram = r->yearly("engagement_histogram", every);
    EXPECT_EQ(histogram.shape, (std::vector<std::size_t>{36, 1, 2, 3, 4}));
    EXPECT_EQ(histogram.values[35 * 24 + 5], test::count_at(5, 35, 0, 5));
    const auto sums = r->summary("residents", "last_year");
    EXPECT_EQ(sums.axes, (std::vector<std::string>{"run", "community", "band"}));
    EXPECT_EQ(r->steps_in("last_year"), 52U);
    double wanted = 0;
    for (std::size_t t = 8; t < 60; ++t) wanted += test::count_at(0, 9, t, 2);
    EXPECT_EQ(sums.values[9 * 6 + 2], wanted);
    EXPECT_THROW(static_cast<void>(r->weekly("nothing", some)), sim::storage_error);
    EXPECT_THROW(static_cast<void>(r->summary("residents", "century")), sim::storage_error);
}

TEST(Observed, SayWhatIsWrongWithAFile) {
    const test::scratch scratch;
    EXPECT_NE(mistake_of(scratch.path("none.h5")).find("there is no such file"), std::string::npos);
    scratch.write("text.h5", "hello");
    EXPECT_NE(mistake_of(scratch.path("text.h5")).find("is not an HDF5 file"), std::string::npos);
    const auto with = [&](const std::string& name, const auto& fill) {
        sim::hdf5::file f = sim::hdf5::file::in_memory(name);
        {
            auto root = f.root();
            fill(root);
        }
        f.save(scratch.path(name));
        return mistake_of(scratch.path(name));
    };
    EXPECT_EQ(with("other.h5", [](sim::hdf5::group&) {}), "this HDF5 file was not written by cogov");
    EXPECT_NE(with("newer.h5", [](sim::hdf5::group& root) { root.set_integer("cogov_format", 2); })
                  .find("format 2, newer than this program knows"),
              std::string::npos);
    EXPECT_NE(with("town.h5",
                   [](sim::hdf5::group& root) {
                       root.set_integer("cogov_format", 1);
                       root.set("cogov_kind", "population");
                   })
                  .find("this is a population file, not a results file"),
              std::string::npos);
    const auto what = test::small_layout();
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 2), 2);
    const std::string bytes = sim::read_file(scratch.path("x.h5"));
    scratch.write("cut.h5", bytes.substr(0, bytes.size() / 2));
    EXPECT_NE(mistake_of(scratch.path("cut.h5")).find("cut off or damaged"), std::string::npos);
    const sim::results_writer running{scratch.path("running.h5"), what, test::small_plan(2, 2), test::small_head(2),
                                      sim::earlier::refuse};
    EXPECT_NE(mistake_of(scratch.path("running.h5")).find("its run has not finished"), std::string::npos);
}

// Every number of the tables of the last year, and with `weeks` of those that read weeks too.
class numbers {
public:
    explicit numbers(const observed& file, bool weeks) {
        const std::size_t baseline = file.baseline();
        for (const char* table : {"main", "equity"})
            for (const analysis::arm_comparison& arm :
                 analysis::compare(file, {baseline, file.groups(), {}, false, table}).arms)
                for (const auto& group : arm.cells)
                    for (const auto& cell : group) {
                        add(cell.level);
                        add(cell.difference);
                        add({cell.p, cell.p_holm});
                    }
        for (const analysis::drift& one : analysis::compare(file, {baseline, file.groups(), {}, false, "main"}).drifts)
            add(one.a_year);
        for (std::size_t m = 0; m < file.measures().size() && analysis::tells_costs(file); ++m)
            for (const analysis::costs_of_arm& arm : analysis::costs_of(file, baseline, m, false).arms) {
                for (const auto* some : {&arm.by_label, &arm.paid_for, &arm.there})
                    for (const analysis::estimate& e : *some) add(e);
                for (const auto* e : {&arm.total, &arm.cost, &arm.effect, &arm.count}) add(*e);
                add({arm.of_one.value, arm.of_one.low, arm.of_one.high, arm.share_efficient});
            }
        for (const analysis::point_row& row : analysis::compare_points(file, baseline).rows) {
            for (const analysis::estimate& e : row.level) add(e);
            for (const analysis::estimate& e : row.difference) add(e);
        }
        for (std::size_t m = 0; m < file.measures().size() && weeks; ++m)
            for (const auto& series :
                 analysis::compare_weeks(file, {baseline, file.groups(), {}, false, "main"}, m).series) {
                for (const analysis::estimate& e : series.level) add(e);
                for (const analysis::estimate& e : series.difference) add(e);
            }
    }
    [[nodiscard]] std::size_t size() const { return bits_.size(); }
    bool operator==(const numbers&) const = default;

private:
    void add(std::initializer_list<double> some) {
        for (const double x : some) bits_.push_back(std::bit_cast<std::uint64_t>(x));
    }
    void add(const analysis::estimate& e) { add({e.mean, e.half_width, static_cast<double>(e.replicates)}); }
    std::vector<std::uint64_t> bits_;
};

// What is described of both, and all that is observed of every run.
void expect_the_same(const observed& a, const observed& b) {
    EXPECT_EQ(a.title(), b.title());
    EXPECT_EQ(a.title_zh(), b.title_zh());
    EXPECT_EQ(a.source(), b.source());
    EXPECT_EQ(a.model(), b.model());
    EXPECT_EQ(a.agents(), b.agents());
    EXPECT_EQ(a.groups(), b.groups());
    EXPECT_EQ(a.steps(), b.steps());
    EXPECT_EQ(a.years(), b.years());
    EXPECT_EQ(a.steps_per_year(), b.steps_per_year());
    EXPECT_EQ(a.arms(), b.arms());
    EXPECT_EQ(a.baseline(), b.baseline());
    EXPECT_EQ(a.runs(), b.runs());
    EXPECT_EQ(a.design_kind(), b.design_kind());
    EXPECT_EQ(a.factors(), b.factors());
    EXPECT_EQ(a.points(), b.points());
    EXPECT_EQ(a.axes(), b.axes());
    EXPECT_EQ(a.measures(), b.measures());
    EXPECT_EQ(a.weekly_variables(), b.weekly_variables());
    EXPECT_EQ(a.yearly_variables(), b.yearly_variables());
    EXPECT_EQ(a.provenance_names(), b.provenance_names());
    for (const std::string& name : a.provenance_names()) EXPECT_EQ(a.provenance(name), b.provenance(name));
    for (const analysis::axis& one : a.axes()) {
        EXPECT_EQ(a.coordinates_along(one.name), b.coordinates_along(one.name));
        for (const std::string& text : a.coordinates_along(one.name)) EXPECT_EQ(a.coordinate(text), b.coordinate(text));
    }
    for (std::size_t point = 0; point < a.points(); ++point)
        for (std::size_t arm = 0; arm < a.arms().size(); ++arm) {
            EXPECT_EQ(a.at_point(point).runs_of(arm), b.at_point(point).runs_of(arm));
            EXPECT_EQ(a.at_point(point).episodes(arm).size(), b.at_point(point).episodes(arm).size());
        }
}

void expect_the_same_arrays(const observed& a, const observed& b) {
    std::vector<std::size_t> every(a.runs().size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    const auto same = [](const analysis::array& one, const analysis::array& other) {
        EXPECT_EQ(one.axes, other.axes);
        EXPECT_EQ(one.shape, other.shape);
        EXPECT_EQ(one.values, other.values);
    };
    for (const analysis::variable& v : a.weekly_variables()) {
        same(a.weekly(v.name, every), b.weekly(v.name, every));
        same(a.weekly_totals(v.name, every), b.weekly_totals(v.name, every));
        for (const char* window : {"last_week", "last_year", "all"})
            same(a.summary(v.name, window), b.summary(v.name, window));
    }
    for (const analysis::variable& v : a.yearly_variables()) same(a.yearly(v.name, every), b.yearly(v.name, every));
}

// A scenario's runs in a file and in memory, kept whole, and as tables need them, which other memory takes from the
// file and from its parts.
void expect_memory_to_be_the_file(const std::string& path, const std::vector<sim::assignment>& set) {
    SCOPED_TRACE(path);
    auto ready = sim::read_scenario(path, set, models::all());
    ASSERT_TRUE(ready) << sim::describe(ready.wrong());
    auto points = sim::read_design(ready->what);
    const sim::experiment what = *sim::experiment::of(*ready, points ? *points : sim::design{});
    const sim::plan& plan = what.runs();
    sim::results_head head = test::small_head(ready->what.arms.size());
    head.baseline = static_cast<std::uint32_t>(ready->set->baseline());
    const test::scratch scratch;
    const std::string file = scratch.path("x.h5");
    sim::results_writer writer{file, plan.observed, plan, head, sim::earlier::refuse};
    using sim::kept;
    sim::memory_results whole{plan.observed, plan, head, kept::all, file},
        brief{plan.observed, plan, head, kept::for_tables, file},
        of_parts{plan.observed, plan, head, kept::for_tables, file},
        of_file{plan.observed, plan, head, kept::for_tables, file};
    sim::both in_memory{whole, brief}, all{writer, in_memory};
    ASSERT_TRUE(what.run({}, all));
    for (const std::string& part : writer.finished_parts()) of_parts.take_from(part);
    writer.finish();
    EXPECT_EQ(of_file.take_from(file), plan.runs.size());
    EXPECT_EQ(of_parts.runs(), plan.runs.size());
    const observed wanted = *observed::open(file), found{whole.finish()};
    expect_the_same(wanted, found);
    expect_the_same_arrays(wanted, found);
    EXPECT_EQ(numbers(wanted, true), numbers(found, true));
    const numbers of_last_year{wanted, false};
    EXPECT_GT(of_last_year.size(), 0U);
    for (sim::memory_results* one : {&brief, &of_parts, &of_file}) {
        const observed small{one->finish()};
        expect_the_same(wanted, small);
        EXPECT_EQ(of_last_year, numbers(small, false));
    }
}

TEST(Observed, AreTheSameInMemoryAndOfAFile) {
    const std::string scenarios = COGOV_SOURCE_DIR "/scenarios/";
    expect_memory_to_be_the_file(scenarios + "boli/lasting.toml",
                                 {{"burn_in", "0"}, {"weeks", "54"}, {"replicates", "2"}});
    for (const char* small : {"small/request_queue.toml", "small/threshold_cascade.toml"})
        expect_memory_to_be_the_file(scenarios + small,
                                     {{"burn_in", "2"}, {"weeks", "54"}, {"replicates", "17"}, {"agents", "300"}});
    const test::scratch scratch;
    const std::string swept = sim::read_file(scenarios + "small/request_queue.toml") +
                              "\n[design]\nkind = \"factorial\"\n[design.factors]\n"
                              "\"arms.load_0_8.parameters.capacity\" = [0.02, 0.03]\n\"burn_in\" = [2]\n";
    expect_memory_to_be_the_file(scratch.write("swept.toml", swept),
                                 {{"weeks", "54"}, {"replicates", "3"}, {"agents", "300"}});
}

TEST(Observed, OfMemoryTellWhatNeverCame) {
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 18);
    sim::memory_results kept{what, plan, test::small_head(2), sim::kept::for_tables};
    kept.take(plan.batches[0], test::fill(what, plan.batches[0]), std::vector<std::string>{"", "it failed"});
    EXPECT_EQ(kept.runs(), 16U);
    EXPECT_LT(sim::memory_results::bytes_of_a_run(what, sim::kept::for_tables), 8192U);
    const observed found{kept.finish()};
    EXPECT_EQ(found.runs_of(0).size(), 15U);
    EXPECT_TRUE(found.runs_of(1).empty());
    EXPECT_EQ(found.runs()[1].message, "it failed");
    EXPECT_EQ(found.runs()[20].message, "not made");
    const std::vector<std::size_t> first{0}, missing{20};
    EXPECT_THROW(static_cast<void>(found.weekly("residents", first)), sim::storage_error);   // only its sums were kept
    EXPECT_EQ(found.summary("residents", "all").values[20 * 6], 0);
}

TEST(Observed, OfMemoryLieInOneArray) {
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 18);
    sim::memory_results kept{what, plan, test::small_head(2)};
    for (const auto& batch : plan.batches) kept.take(batch, test::fill(what, batch));
    const auto source = kept.finish();
    const observed found{source};
    std::vector<std::size_t> all;
    for (std::size_t r = 0; r < found.runs().size(); ++r) all.push_back(r);
    for (const auto* const variables : {&found.weekly_variables(), &found.yearly_variables()})
        for (const analysis::variable& one : *variables) {
            const auto lie = source->where_they_lie(one);
            ASSERT_TRUE(lie.has_value()) << one.name;
            std::vector<double> values{lie->reals.begin(), lie->reals.end()};
            values.insert(values.end(), lie->counts.begin(), lie->counts.end());
            const bool weekly = variables == &found.weekly_variables();
            EXPECT_EQ(values, (weekly ? found.weekly(one.name, all) : found.yearly(one.name, all)).values) << one.name;
            EXPECT_EQ(lie->counts.empty(), !one.count) << one.name;
        }
}

TEST(Export, WritesOneTableForEachSetOfAxes) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 2), 2);
    const auto written = analysis::export_csv(*observed::open(scratch.path("x.h5")), scratch.path("tables"), false);
    ASSERT_TRUE(written) << written.wrong().front().what;
    std::vector<std::string> names;
    for (const auto& t : written->tables) {
        names.push_back(t.path.substr(scratch.path("tables").size() + 1));
        EXPECT_EQ(lines_of(t.path).size(), t.rows + 1) << t.path;
        EXPECT_EQ(sim::read_file(t.path).substr(0, 3), "\xEF\xBB\xBF") << t.path;
    }
    EXPECT_EQ(names,
              (std::vector<std::string>{"runs.csv", "summary_community_band.csv", "summary_community.csv",
                                        "summary_spending.csv", "engagement_histogram.csv", "yearly_community_band.csv",
                                        "weekly_community_band.csv", "weekly_community.csv", "spending.csv"}));
    const auto weekly = lines_of(scratch.path("tables/weekly_community_band.csv"));
    EXPECT_EQ(weekly[0].substr(3),
              "run,arm,replicate,week,community,community_zh,band,residents,participants_build,participants_govern,"
              "participants_share,engagement");
    EXPECT_EQ(weekly.size(), 1U + 4 * 60 * 6);
    const std::size_t run = 3, week = 59, cell = 5;
    std::ostringstream row;
    row << "3,arm1,1,59,Taiping,太平,older," << test::count_at(0, run, week, cell);
    for (std::size_t k = 0; k < 3; ++k) row << ',' << test::count_at(1, run, week, cell * 3 + k);
    EXPECT_EQ(weekly.back().substr(0, row.str().size()), row.str());
    EXPECT_EQ(std::stod(weekly.back().substr(row.str().size() + 1)), test::real_at(2, run, week, cell));
    EXPECT_EQ(lines_of(scratch.path("tables/spending.csv"))[0].substr(3),
              "run,arm,replicate,week,community,community_zh,lever,spending");
    EXPECT_EQ(lines_of(scratch.path("tables/summary_community.csv"))[0].substr(3),
              "run,arm,replicate,window,weeks,community,community_zh,volunteer_hours");
}

TEST(Export, ReplacesFilesOnlyWhenAsked) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    test::write_small(scratch.path("x.h5"), what, test::small_plan(1, 1), 1);
    scratch.write("tables/spending.csv", "mine");
    const auto refused = analysis::export_csv(*observed::open(scratch.path("x.h5")), scratch.path("tables"), false);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.wrong().front().what.find("--force"), std::string::npos);
    EXPECT_EQ(sim::read_file(scratch.path("tables/spending.csv")), "mine");
    EXPECT_TRUE(analysis::export_csv(*observed::open(scratch.path("x.h5")), scratch.path("tables"), true));
    EXPECT_NE(sim::read_file(scratch.path("tables/spending.csv")), "mine");
}

std::vector<std::string> files_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& one : std::filesystem::directory_iterator{folder}) names.push_back(one.path().filename().string());
    std::ranges::sort(names);
    return names;
}

TEST(Export, RemovesItsOwnOldTablesAndNothingElse) {
    const test::scratch scratch;
    auto what = test::small_layout();
    test::write_small(scratch.path("large.h5"), what, test::small_plan(1, 1), 1);
    what.observations.resize(2);
    test::write_small(scratch.path("small.h5"), what, test::small_plan(1, 1), 1);
    const std::string folder = scratch.path("tables");
    const auto before = analysis::export_csv(*observed::open(scratch.path("large.h5")), folder, false);
    ASSERT_TRUE(before);
    EXPECT_TRUE(before->others.empty());
    scratch.write("tables/mine.csv", "mine");
    scratch.write("tables/notes.txt", "mine");
    scratch.write("elsewhere.csv", "mine");
    // A list that was tampered with leads nowhere else.
    const std::string list = scratch.path("tables/cogov-export.txt");
    scratch.write("tables/cogov-export.txt", sim::read_file(list) + "../elsewhere.csv\nnotes.txt\n");
    const auto after = analysis::export_csv(*observed::open(scratch.path("small.h5")), folder, true);
    ASSERT_TRUE(after);
    std::vector<std::string> expected{"cogov-export.txt", "mine.csv", "notes.txt"};
    for (const auto& t : after->tables) expected.push_back(t.path.substr(folder.size() + 1));
    std::ranges::sort(expected);
    EXPECT_EQ(files_in(folder), expected);
    EXPECT_LT(after->tables.size(), before->tables.size());
    EXPECT_EQ(after->others, (std::vector<std::string>{"mine.csv"}));
    EXPECT_EQ(sim::read_file(scratch.path("tables/mine.csv")), "mine");
    EXPECT_EQ(sim::read_file(scratch.path("elsewhere.csv")), "mine");
    // Somebody's own file in the place of the list stays.
    scratch.write("other/cogov-export.txt", "mine");
    EXPECT_THROW(
        static_cast<void>(analysis::export_csv(*observed::open(scratch.path("small.h5")), scratch.path("other"), true)),
        sim::storage_error);
    EXPECT_EQ(files_in(scratch.path("other")), (std::vector<std::string>{"cogov-export.txt"}));
}

TEST(FileSet, WhatWasNotFinishedLeavesTheFolderAsItWas) {
    const test::scratch scratch;
    scratch.write("tables/old.csv", "old");
    {
        sim::file_set files{scratch.path("tables"), "cogov export"};
        sim::write_file_safely(files.start("old.csv"), sim::bytes_of("new"));
        sim::write_file_safely(files.start("more.csv"), sim::bytes_of("new"));
    }
    EXPECT_EQ(files_in(scratch.path("tables")), (std::vector<std::string>{"old.csv"}));
    EXPECT_EQ(sim::read_file(scratch.path("tables/old.csv")), "old");
}

}   // namespace
