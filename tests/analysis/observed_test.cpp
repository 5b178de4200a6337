#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

#include <gtest/gtest.h>

#include "analysis/export.hpp"
#include "analysis/observed.hpp"
#include "sim/results/hdf5.hpp"
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
