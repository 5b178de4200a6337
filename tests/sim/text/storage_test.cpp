#include <array>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/text/storage.hpp"
#include "tests/support/scratch.hpp"

namespace {

using sim::kind_of_path, sim::why_unreadable;

TEST(WhyUnreadable, SaysWhatIsThereInsteadOfWhatIsWanted) {
    const test::scratch folder;
    const std::string file = folder.write("a.toml", "weeks = 1\n"), gone = folder.path("gone");
    EXPECT_EQ(why_unreadable(file, kind_of_path::file), "");
    EXPECT_EQ(why_unreadable(file, kind_of_path::either), "");
    EXPECT_EQ(why_unreadable(file, kind_of_path::folder), "it is a file, not a folder");
    EXPECT_EQ(why_unreadable(folder.path(), kind_of_path::folder), "");
    EXPECT_EQ(why_unreadable(folder.path(), kind_of_path::file), "it is a folder");
    EXPECT_EQ(why_unreadable(gone, kind_of_path::file), "there is no such file");
    EXPECT_EQ(why_unreadable(gone, kind_of_path::folder), "there is no such folder");
    EXPECT_EQ(why_unreadable(gone, kind_of_path::either), "there is no such file or folder");
    EXPECT_EQ(why_unreadable(file + "/below", kind_of_path::file), "there is no such file");
    EXPECT_EQ(why_unreadable("", kind_of_path::file), "there is no such file");
    EXPECT_EQ(why_unreadable(std::string(300, 'n'), kind_of_path::file), "File name too long");
}

// As somebody whom permissions bind, which root is not.
TEST(WhyUnreadable, TellsMissingPermissionFromMissingFile) {
    const test::scratch folder;
    const std::string closed = folder.write("closed.csv", "a\n"), inside = folder.write("shut/b.csv", "b\n");
    ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
    ASSERT_EQ(::chmod(closed.c_str(), 0), 0);
    ASSERT_EQ(::chmod(folder.path("shut").c_str(), 0), 0);
    constexpr uid_t nobody = 65534;
    const uid_t me = ::geteuid();
    if (me == 0) {
        ASSERT_EQ(::seteuid(nobody), 0);
    }
    const std::string of_file = why_unreadable(closed, kind_of_path::file),
                      of_folder = why_unreadable(folder.path("shut"), kind_of_path::folder),
                      below = why_unreadable(inside, kind_of_path::file);
    const bool seen = sim::is_there(inside);
    if (me == 0) {
        ASSERT_EQ(::seteuid(me), 0);
    }
    ASSERT_EQ(::chmod(folder.path("shut").c_str(), 0755), 0);   // so that it can be removed
    EXPECT_EQ(of_file, "there is no permission to read it");
    EXPECT_EQ(of_folder, "there is no permission to read it");
    EXPECT_EQ(below, "there is no permission to look into the folder that it is in");
    EXPECT_FALSE(seen);
    EXPECT_TRUE(sim::is_there(inside));
    EXPECT_FALSE(sim::is_folder(inside));
    EXPECT_TRUE(sim::is_folder(folder.path("shut")));
}

TEST(BehindLinks, IsTheEndOfAllLinks) {
    const test::scratch folder;
    folder.write("below/file", "x");
    ASSERT_EQ(::symlink("below/other", folder.path("one").c_str()), 0);
    ASSERT_EQ(::symlink(folder.path("one").c_str(), folder.path("two").c_str()), 0);
    EXPECT_EQ(sim::behind_links(folder.path("two")), folder.path("below/other"));   // nothing there yet
    EXPECT_EQ(sim::behind_links(folder.path("below/file")), folder.path("below/file"));
    EXPECT_EQ(sim::behind_links("plain"), "plain");
    ASSERT_EQ(::symlink("round", folder.path("round").c_str()), 0);
    EXPECT_THROW(static_cast<void>(sim::behind_links(folder.path("round"))), sim::storage_error);
}

TEST(WriteFileSafely, WritesWhereALinkLeads) {
    const test::scratch folder;
    folder.write("below/file", "before");
    ASSERT_EQ(::symlink("below/file", folder.path("link").c_str()), 0);
    sim::write_file_safely(folder.path("link"), sim::bytes_of("after"), sim::bytes_of(" all"));
    EXPECT_EQ(sim::read_file(folder.path("below/file")), "after all");
    EXPECT_EQ(sim::behind_links(folder.path("link")), folder.path("below/file"));
}

TEST(Leftovers, OfTheDeadGoAndAllElseStays) {
    const test::scratch folder;
    const std::string name = sim::temporary_name(folder.path("a.h5"));   // of this process: alive
    const std::string host_and_on = name.substr(folder.path("a.h5.tmp.").size());
    const std::string host = host_and_on.substr(0, host_and_on.rfind('.', host_and_on.rfind('.') - 1));
    const pid_t dead = ::fork();
    if (dead == 0) ::_exit(0);
    ASSERT_EQ(::waitpid(dead, nullptr, 0), dead);
    const auto left = [&](const std::string& of, const std::string& by) {
        return folder.write(of + ".tmp." + by, "half");
    };
    const std::string of_dead = host + "." + std::to_string(dead) + ".7";
    const std::string mine = folder.write(name.substr(folder.path().size() + 1), "half"), gone = left("a.h5", of_dead),
                      other = left("b.h5", of_dead),
                      elsewhere = left("a.h5", "other-host." + std::to_string(dead) + ".0"),
                      note = left("a.h5", "notes"), odd = left("a.h5", host + ".12x.0");
    sim::remove_leftovers(folder.path("a.h5"));
    EXPECT_FALSE(sim::is_there(gone));
    for (const std::string& kept : {mine, other, elsewhere, note, odd}) EXPECT_TRUE(sim::is_there(kept)) << kept;
    sim::remove_leftovers_in(folder.path());
    EXPECT_FALSE(sim::is_there(other));
    for (const std::string& kept : {mine, elsewhere, note, odd}) EXPECT_TRUE(sim::is_there(kept)) << kept;
}

TEST(FolderLock, IsHeldByOneAndNeverByAFileThatIsNone) {
    const test::scratch folder;
    {
        const sim::folder_lock held{folder.path("lock")};
        EXPECT_THROW(sim::folder_lock{folder.path("lock")}, sim::storage_error);
    }
    const sim::folder_lock again{folder.path("lock")};
    const std::string mine = folder.write("mine", "my words");
    EXPECT_THROW(sim::folder_lock{mine}, sim::storage_error);
    ASSERT_EQ(::symlink(mine.c_str(), folder.path("link").c_str()), 0);
    EXPECT_THROW(sim::folder_lock{folder.path("link")}, sim::storage_error);
    EXPECT_EQ(sim::read_file(mine), "my words");
}

TEST(OpenedFile, SaysWhereItEnds) {
    const test::scratch folder;
    sim::opened_file file{folder.write("a", "0123456789"), sim::opened_file::use::change};
    std::array<std::byte, 4> four{};
    file.read(6, four);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(four.data()), 4), "6789");
    try {
        file.read(8, four);
        ADD_FAILURE() << "read beyond its end";
    } catch (const sim::storage_error& problem) {
        EXPECT_EQ(std::string{problem.what()}, folder.path("a") + " is cut off: it ends at byte 10");
    }
    file.write(12, four);
    EXPECT_EQ(file.size(), 16U);
    file.cut(3);
    EXPECT_EQ(file.size(), 3U);
}

}   // namespace
