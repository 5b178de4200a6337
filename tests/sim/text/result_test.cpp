#include <gtest/gtest.h>

#include "sim/text/result.hpp"
#include "sim/text/toml.hpp"

namespace {

using sim::mistakes;

TEST(Mistakes, TheFirstAreToldAndTheOthersCounted) {
    mistakes wrong;
    std::size_t made = 0;   // ends of sentences
    for (int line = 1; line <= 50000; ++line)
        wrong.say({"s.toml", line, 1}, "no such place", [&] {
            ++made;
            return std::string{"; did you mean 'here'?"};
        });
    EXPECT_EQ(made, mistakes::most_told);
    EXPECT_EQ(wrong.size(), 50000U);
    EXPECT_EQ(wrong.untold(), 50000 - mistakes::most_told);
    EXPECT_EQ(static_cast<std::size_t>(std::distance(wrong.begin(), wrong.end())), mistakes::most_told);
    EXPECT_EQ(wrong.front().what, "no such place; did you mean 'here'?");
    const std::string told = sim::describe(wrong);
    EXPECT_TRUE(told.ends_with("and 49980 more; mend these first\n")) << told;
}

TEST(Mistakes, OneThatIsFoundAgainIsToldAndCountedOnce) {
    mistakes wrong;
    for (int again = 0; again < 3; ++again) {
        const std::size_t before = wrong.size();
        for (int line = 1; line <= 30; ++line) wrong.push_back({{"a.csv", line, 2}, "not so"});
        wrong.push_back({{"a.csv", 1, 2}, "nor so"});
        EXPECT_EQ(wrong.size(), before + 31);   // whoever looks whether there was one sees it
    }
    EXPECT_EQ(wrong.untold(), 11U);
    wrong.count_once();
    EXPECT_EQ(wrong.size(), 31U);
}

TEST(Mistakes, OfSeveralListsAreOneList) {
    mistakes all;
    for (int list = 0; list < 3; ++list) {
        mistakes own;
        for (int line = 1; line <= 15; ++line)
            own.push_back({{"a.csv", line, 1}, list == 2 ? "the same as before" : "list " + std::to_string(list)});
        own.push_back({{"b.csv", 1, 1}, "in all of them"});
        all.append(own);
    }
    EXPECT_EQ(all.untold(), 46 - mistakes::most_told - 1);   // b.csv's is not hidden by those of a.csv
    EXPECT_EQ(all[15].what, "in all of them");
    EXPECT_TRUE(all.any_in("b.csv"));
    EXPECT_FALSE(all.any_in("c.csv"));
}

}   // namespace
