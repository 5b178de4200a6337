#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/results/hdf5.hpp"
#include "sim/results/results.hpp"
#include "sim/results/results_file.hpp"
#include "sim/results/results_reader.hpp"
#include "sim/text/toml.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/small_results.hpp"

namespace {

namespace fs = std::filesystem;
namespace h5 = sim::hdf5;

std::string message_of(const auto& work) {
    try {
        work();
    } catch (const sim::storage_error& problem) {
        return problem.what();
    }
    return "";
}

// Every number of every observation is the one that was recorded.
void expect_all_there(const std::string& path, const sim::layout& what, const sim::plan& plan) {
    const h5::file f = h5::file::open(path);
    const h5::group root = f.root();
    for (std::size_t o = 0; o < what.observations.size(); ++o) {
        const sim::observation& about = what.observations[o];
        const bool weekly = about.when == sim::rhythm::step;
        const std::size_t moments = weekly ? what.steps : what.years, cells = what.cells(o);
        if (moments == 0) continue;
        const auto values = root.open(weekly ? about.name : "yearly/" + about.name).read<double>();
        ASSERT_EQ(values.size(), plan.runs.size() * moments * cells) << about.name;
        std::size_t wrong = 0;
        for (std::size_t r = 0; r < plan.runs.size(); ++r)
            for (std::size_t t = 0; t < moments; ++t)
                for (std::size_t c = 0; c < cells; ++c) {
                    const double wanted =
                        about.kind == sim::number_kind::count ? test::count_at(o, r, t, c) : test::real_at(o, r, t, c);
                    wrong += values[(r * moments + t) * cells + c] != wanted ? 1U : 0U;
                }
        EXPECT_EQ(wrong, 0U) << about.name;
    }
}

TEST(Results, HoldEveryNumberOfEveryRun) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    for (const std::size_t replicates : {std::size_t{1}, std::size_t{16}, std::size_t{32}}) {
        const auto plan = test::small_plan(3, replicates);
        const std::string path = scratch.path("x" + std::to_string(replicates) + ".h5");
        test::write_small(path, what, plan, 3);
        expect_all_there(path, what, plan);
        EXPECT_FALSE(fs::exists(scratch.path("x" + std::to_string(replicates) + ".cogov")));
    }
}

TEST(Results,
     HoldEveryNumberWhereBatchesDoNotFillChunks) {   // 16 + 5 replicates of three arms: rows, not chunks, are copied
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(3, 21);
    test::write_small(scratch.path("x.h5"), what, plan, 3);
    expect_all_there(scratch.path("x.h5"), what, plan);
}

TEST(Results, HoldTheDrawsOfTheirWorlds) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    auto plan = test::small_plan(2, 12);
    plan.worlds = test::small_worlds(4);
    plan.worlds.lucks = 3;
    const std::string path = scratch.path("x.h5");
    test::write_small(path, what, plan, 2);
    const auto read = sim::read_results(path);
    ASSERT_TRUE(read) << sim::describe(read.wrong());
    const sim::recorded::worlds& found = (*read)->about().worlds;
    EXPECT_EQ(found, sim::recorded::description_of(what, plan, test::small_head(2), path).worlds);
    EXPECT_EQ(found.count, 4U);
    EXPECT_EQ(found.of(11), 3U);
    ASSERT_EQ(found.drawn.size(), 2U);
    EXPECT_EQ(found.drawn[0].values, (std::vector<double>{2.5, 3.5, 4.5, 5.5}));
    test::write_small(scratch.path("y.h5"), what, test::small_plan(2, 12), 2);
    EXPECT_FALSE((*sim::read_results(scratch.path("y.h5")))->about().worlds.any());
}

TEST(Results, SumTheLastWeekTheLastYearAndAll) {
    const test::scratch scratch;
    const auto what = test::small_layout(60);
    const auto plan = test::small_plan(2, 2);
    test::write_small(scratch.path("x.h5"), what, plan, 2);
    const h5::file f = h5::file::open(scratch.path("x.h5"));
    const h5::group in = f.root().open_group("summary");
    EXPECT_EQ(in.open("window").read_texts(), sim::summary_windows);
    EXPECT_EQ(in.open("weeks").read<std::int32_t>(), (std::vector<std::int32_t>{1, 52, 60}));
    const auto sums = in.open("participants").read<double>();
    const std::size_t run = 3, cell = 11, cells = 18;
    for (std::size_t w = 0; w < 3; ++w) {
        double wanted = 0;
        for (std::size_t t = 60 - std::array<std::size_t, 3>{1, 52, 60}[w]; t < 60; ++t)
            wanted += test::count_at(1, run, t, cell);
        EXPECT_EQ(sums[(run * 3 + w) * cells + cell], wanted);
    }
}

TEST(Results, AreTheSameBytesForTheSameInput) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(3, 21);
    test::write_small(scratch.path("a.h5"), what, plan, 3);
    sim::results_writer writer{scratch.path("b.h5"), what, plan, test::small_head(3),
                               sim::earlier::refuse};   // parts in another order
    for (auto b = plan.batches.rbegin(); b != plan.batches.rend(); ++b) writer.take(*b, test::fill(what, *b));
    writer.finish();
    EXPECT_EQ(sim::read_file(scratch.path("a.h5")), sim::read_file(scratch.path("b.h5")));
}

TEST(Results, AppearUnderTheirNameOnlyWhenComplete) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 2);
    sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
    writer.take(plan.batches[0], test::fill(what, plan.batches[0]));
    EXPECT_EQ(writer.finished_runs(), 2U);
    EXPECT_FALSE(fs::exists(scratch.path("x.h5")));
    EXPECT_TRUE(fs::exists(scratch.path("x.cogov/parts/part-00000000.h5")));
    const std::string said = message_of([&] { writer.finish(); });
    EXPECT_NE(said.find("2 of 4 runs are safe in " + scratch.path("x.cogov")), std::string::npos) << said;
    EXPECT_FALSE(fs::exists(scratch.path("x.h5")));
}

TEST(Results, AreNotReplacedUnlessAsked) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 2);
    test::write_small(scratch.path("x.h5"), what, plan, 2);
    const std::string before = sim::read_file(scratch.path("x.h5"));
    const std::string said = message_of([&] {
        sim::results_writer writer(scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse);
    });
    EXPECT_EQ(said, scratch.path("x.h5") +
                        " exists already: use --force to replace it, --resume to take over what is in "
                        "it, or choose another name with -o");
    sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::replace};
    EXPECT_EQ(sim::read_file(scratch.path("x.h5")), before);   // until the new one is complete
    for (const auto& b : plan.batches) writer.take(b, test::fill(what, b));
    writer.finish();
    EXPECT_EQ(sim::read_file(scratch.path("x.h5")), before);
}

TEST(Results, OfADeadRunAreKeptUnlessAsked) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 2);
    {
        sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
        writer.take(plan.batches[0], test::fill(what, plan.batches[0]));
    }
    const std::string said = message_of([&] {
        sim::results_writer writer(scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse);
    });
    EXPECT_NE(said.find("unfinished results of an earlier run (1 part)"), std::string::npos) << said;
    EXPECT_NE(said.find("--force"), std::string::npos) << said;
    EXPECT_TRUE(fs::exists(scratch.path("x.cogov/parts/part-00000000.h5")));
    sim::results_writer again{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::replace};
    EXPECT_FALSE(fs::exists(scratch.path("x.cogov/parts/part-00000000.h5")));
}

// What is there already is neither read run by run nor written again: the very files stay, whatever they are called.
TEST(Results, ResumedPartsAreTheSameFiles) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(3, 5);
    const auto file_of = [&](std::size_t first) {
        struct stat about {};
        EXPECT_EQ(::stat(scratch.path(fmt::format("x.cogov/parts/part-{:08}.h5", first)).c_str(), &about), 0);
        return about.st_ino;
    };
    ino_t of_second = 0;
    {
        sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(3), sim::earlier::refuse};
        writer.take(plan.batches[1], test::fill(what, plan.batches[1]));
        of_second = file_of(5);
    }
    {
        const sim::results_writer same{scratch.path("x.h5"), what, plan, test::small_head(3), sim::earlier::resume};
        EXPECT_EQ(same.taken_over().runs, 5U);
        EXPECT_EQ(file_of(5), of_second);
    }
    auto turned = plan;   // the second arm is the first now
    for (auto& run : turned.runs)
        run.key = fmt::format("key{}-{}", run.arm == 0 ? 1 : run.arm == 1 ? 0 : 2, run.replicate);
    {
        const sim::results_writer other{scratch.path("x.h5"), what, turned, test::small_head(3), sim::earlier::resume};
        EXPECT_EQ(other.taken_over().runs, 5U);
        EXPECT_EQ(file_of(0), of_second);
    }
    sim::results_writer last{scratch.path("x.h5"), what, turned, test::small_head(3), sim::earlier::resume};
    for (const auto& b : last.remaining().batches) last.take(b, test::fill(what, b));
    last.finish();
    EXPECT_FALSE(fs::exists(scratch.path("x.cogov")));
}

// Of a finished file the runs are joined from where they lie in it.
TEST(Results, FinishedRunsAreJoinedFromTheirFileWithMore) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 16), 2);
    const auto more = test::small_plan(2, 40);
    sim::results_writer writer{scratch.path("x.h5"), what, more, test::small_head(2), sim::earlier::resume};
    EXPECT_EQ(writer.taken_over().runs, 32U);
    EXPECT_TRUE(fs::is_empty(scratch.path("x.cogov/parts")));
    const sim::plan left = writer.remaining();
    for (const auto& b : left.batches) writer.take(b, test::fill(what, b));
    writer.finish();
    test::write_small(scratch.path("whole.h5"), what, more, 2, [&](const sim::layout& of, const sim::plan_batch& b) {
        const bool was_there =
            std::ranges::none_of(left.batches, [&](const auto& one) { return one.first_run == b.first_run; });
        sim::plan_batch as{b};
        if (was_there) as.first_run = test::small_plan(2, 16).batches[b.setting].first_run;
        return test::fill(of, as);
    });
    const h5::file joined = h5::file::open(scratch.path("x.h5")), whole = h5::file::open(scratch.path("whole.h5"));
    EXPECT_EQ(joined.root().open("residents").read<double>(), whole.root().open("residents").read<double>());
    EXPECT_EQ(joined.root().open("runs/key").read_texts(), whole.root().open("runs/key").read_texts());
}

// A run that failed is done again, though its part is whole.
TEST(Results, FailedRunsAreDoneAgain) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 3);
    {
        sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
        writer.take(plan.batches[0], test::fill(what, plan.batches[0]), std::vector<std::string>{"", "no room", ""});
        writer.take(plan.batches[1], test::fill(what, plan.batches[1]));
    }
    const sim::results_writer again{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::resume};
    EXPECT_EQ(again.taken_over().runs, 3U);
    ASSERT_EQ(again.remaining().batches.size(), 1U);
    EXPECT_EQ(again.remaining().batches[0].first_run, plan.batches[0].first_run);
}

// A stopped run of three arms goes on as one of two others and one of the same, in other rows.
TEST(Results, TakeOverByKeyWhateverTheirPlace) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto before = test::small_plan(3, 5);
    {
        sim::results_writer writer{scratch.path("x.h5"), what, before, test::small_head(3), sim::earlier::refuse};
        for (const std::size_t b : {1UL, 2UL}) writer.take(before.batches[b], test::fill(what, before.batches[b]));
    }
    auto after = test::small_plan(3, 5);   // arms 2, new, 1
    for (auto& run : after.runs) {
        const std::uint32_t was = run.arm == 0 ? 2 : run.arm == 1 ? 9 : 1;
        run.key = "key" + std::to_string(was) + "-" + std::to_string(run.replicate);
    }
    sim::results_writer writer{scratch.path("x.h5"), what, after, test::small_head(3), sim::earlier::resume};
    EXPECT_EQ(writer.taken_over().runs, 10U);
    EXPECT_TRUE(writer.taken_over().dropped.empty());
    const sim::plan left = writer.remaining();
    ASSERT_EQ(left.batches.size(), 1U);
    EXPECT_EQ(left.batches[0].first_run, 5U);
    writer.take(left.batches[0], test::fill(what, left.batches[0]));
    writer.finish();
    const h5::file f = h5::file::open(scratch.path("x.h5"));
    const auto found = f.root().open("residents").read<double>();
    const std::size_t a_run = found.size() / 15, cells = a_run / what.steps;
    for (std::size_t run = 0; run < 15; ++run) {
        const std::size_t made_as = run < 5 ? run + 10 : run < 10 ? run : run - 5;
        for (std::size_t x = 0; x < a_run; ++x)
            ASSERT_EQ(found[run * a_run + x], test::count_at(0, made_as, x / cells, x % cells)) << run;
    }
}

TEST(Results, ResumedNameWhatCannotBeTakenOver) {
    const test::scratch scratch;
    const auto plan = test::small_plan(2, 2);
    const auto what = test::small_layout(60), longer = test::small_layout(70);
    {
        sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
        for (const auto& b : plan.batches) writer.take(b, test::fill(what, b));
    }
    {
        const sim::results_writer writer{scratch.path("x.h5"), longer, plan, test::small_head(2), sim::earlier::resume};
        EXPECT_EQ(writer.taken_over().runs, 0U);
        ASSERT_EQ(writer.taken_over().dropped.size(), 2U);
        EXPECT_NE(writer.taken_over().dropped[0].find("of another shape"), std::string::npos);
        EXPECT_EQ(writer.remaining().batches.size(), 2U);
    }
    test::write_small(scratch.path("y.h5"), what, plan, 2);
    auto head = test::small_head(2);
    head.model_version = 7;
    const std::string said =
        message_of([&] { sim::results_writer writer(scratch.path("y.h5"), what, plan, head, sim::earlier::resume); });
    EXPECT_NE(said.find("cannot be resumed"), std::string::npos) << said;
    EXPECT_TRUE(fs::exists(scratch.path("y.h5")));
}

TEST(Results, PartsOfAnotherVersionOfTheModelAreRefusedAndKept) {
    const test::scratch scratch;
    const auto plan = test::small_plan(2, 2);
    const auto what = test::small_layout();
    {
        sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
        for (const auto& b : plan.batches) writer.take(b, test::fill(what, b));
    }
    auto head = test::small_head(2);
    head.model_version = 7;
    for (int again = 0; again < 2; ++again) {
        const std::string said = message_of(
            [&] { sim::results_writer writer(scratch.path("x.h5"), what, plan, head, sim::earlier::resume); });
        EXPECT_NE(said.find("cannot be resumed"), std::string::npos) << said;
        EXPECT_NE(said.find("what was there is kept"), std::string::npos) << said;
    }
    const sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::resume};
    EXPECT_EQ(writer.taken_over().runs, 4U);
}

TEST(Results, OfALivingRunAreLeftAlone) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 2);
    const sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
    const std::string said = message_of([&] {
        sim::results_writer other(scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::replace);
    });
    EXPECT_NE(said.find("is being written by another process (process " + std::to_string(::getpid())),
              std::string::npos)
        << said;
}

TEST(Results, KeepWhatWentWrongWithARun) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(1, 2);
    sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(1), sim::earlier::refuse};
    writer.take(plan.batches[0], test::fill(what, plan.batches[0]),
                std::vector<std::string>{"", "a number became infinite"});
    writer.finish();
    const h5::file f = h5::file::open(scratch.path("x.h5"));
    EXPECT_EQ(f.root().open("runs/status").read<std::uint8_t>(), (std::vector<std::uint8_t>{0, 1}));
    EXPECT_EQ(f.root().open("runs/message").read_texts(), (std::vector<std::string>{"", "a number became infinite"}));
}

TEST(Results, NoticeAPartThatChangedOnTheDisk) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 2);
    sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
    for (const auto& b : plan.batches) writer.take(b, test::fill(what, b));
    {
        std::fstream part{scratch.path("x.cogov/parts/part-00000002.h5"),
                          std::ios::in | std::ios::out | std::ios::binary};
        part.seekp(20'000);
        part.put('\x5a');
    }
    const std::string said = message_of([&] { writer.finish(); });
    EXPECT_NE(said.find("part-00000002.h5 cannot be read: it is damaged"), std::string::npos) << said;
    EXPECT_NE(said.find("--resume"), std::string::npos) << said;
    EXPECT_EQ(said.find("safe"), std::string::npos) << said;
    EXPECT_FALSE(fs::exists(scratch.path("x.h5")));
}

TEST(Results, NoticeAPartOfOtherRuns) {
    const test::scratch scratch;
    const auto what = test::small_layout();
    const auto plan = test::small_plan(2, 2);
    sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(2), sim::earlier::refuse};
    for (const auto& b : plan.batches) writer.take(b, test::fill(what, b));
    fs::copy_file(scratch.path("x.cogov/parts/part-00000000.h5"), scratch.path("x.cogov/parts/part-00000002.h5"),
                  fs::copy_options::overwrite_existing);
    const std::string said = message_of([&] { writer.finish(); });
    EXPECT_NE(said.find("part-00000002.h5 holds other runs than planned"), std::string::npos) << said;
    EXPECT_FALSE(fs::exists(scratch.path("x.h5")));
}

TEST(Results, OnAFullDiskLoseNothingThatWasStored) {
    sim::storage_start();
    const test::scratch scratch;
    const auto what = test::small_layout(400);
    const auto plan = test::small_plan(8, 16);
    if (::geteuid() != 0 || ::mount("tmpfs", scratch.path().c_str(), "tmpfs", 0, "size=400k") != 0)
        GTEST_SKIP() << "needs root to mount a small disk";
    struct unmounted {
        std::string path;
        ~unmounted() { ::umount(path.c_str()); }
    } const at_the_end{scratch.path()};
    std::string said;
    std::size_t stored = 0, leftovers = 0;
    {
        sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(8), sim::earlier::refuse};
        said = message_of([&] {
            for (const auto& b : plan.batches) writer.take(b, test::fill(what, b));
        });
        stored = writer.finished_runs();
        for (const auto& entry : fs::directory_iterator{writer.folder() + "/parts"}) {
            if (entry.path().string().find(".tmp.") != std::string::npos) ++leftovers;
            else h5::file::open(entry.path().string()).root().look_through(UINT64_MAX);   // throws where damaged
        }
    }
    EXPECT_GT(stored, 0U);
    EXPECT_LT(stored, plan.runs.size());
    EXPECT_EQ(leftovers, 0U);
    EXPECT_NE(said.find("No space left on device"), std::string::npos) << said;
    EXPECT_NE(said.find("make room on the disk"), std::string::npos) << said;
    EXPECT_NE(said.find(std::to_string(stored) + " of 128 runs are safe in"), std::string::npos) << said;
}

TEST(Results, KeepTheirPartsWhereTheJoinedFileMayNotGrow) {
    sim::storage_start();
    const test::scratch scratch;
    const auto what = test::small_layout(200);
    const auto plan = test::small_plan(8, 16);
    sim::results_writer writer{scratch.path("x.h5"), what, plan, test::small_head(8), sim::earlier::refuse};
    for (const auto& b : plan.batches) writer.take(b, test::fill(what, b));
    rlimit was{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &was), 0);
    rlimit small = was;
    small.rlim_cur = 2 * fs::file_size(scratch.path("x.cogov/parts/part-00000000.h5"));
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const std::string said = message_of([&] { writer.finish(); });
    setrlimit(RLIMIT_FSIZE, &was);
    EXPECT_NE(said.find("cannot write " + scratch.path("x.h5")), std::string::npos) << said;
    EXPECT_NE(said.find("128 of 128 runs are safe in " + scratch.path("x.cogov")), std::string::npos) << said;
    EXPECT_FALSE(fs::exists(scratch.path("x.h5")));
    for (const auto& entry : fs::directory_iterator{writer.folder()})
        EXPECT_EQ(entry.path().string().find(".tmp."), std::string::npos);
    writer.finish();   // with room again
    expect_all_there(scratch.path("x.h5"), what, plan);
}

TEST(Results, WithoutRecordedStepsStillOpen) {
    const test::scratch scratch;
    const auto what = test::small_layout(0);
    test::write_small(scratch.path("x.h5"), what, test::small_plan(2, 2), 2);
    const h5::file f = h5::file::open(scratch.path("x.h5"));
    EXPECT_FALSE(f.root().has("participants"));
    EXPECT_EQ(f.root().open("run").size(), h5::shape{4});
}

}   // namespace
