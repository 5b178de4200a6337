#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/storage.hpp"
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

}   // namespace
