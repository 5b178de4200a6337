#include <numeric>

#include <gtest/gtest.h>

#include "models/participation/town_posts.hpp"

namespace {

using namespace participation;
using counts = std::vector<std::uint32_t>;

std::vector<community> town_of(const counts& residents, const counts& posts = {}) {
    std::vector<community> town;
    std::uint32_t first = 0;
    for (std::size_t k = 0; k < residents.size(); ++k) {
        community one;
        one.first = first;
        one.last = first += residents[k];
        one.posts = posts.empty() ? 0 : posts[k];
        town.push_back(one);
    }
    return town;
}

parameters with_workers(float per_1000) {
    parameters p = standard_parameters();
    p.workers_per_1000 = per_1000;
    return p;
}

std::uint32_t sum(const counts& all) { return std::accumulate(all.begin(), all.end(), 0U); }

}   // namespace

TEST(TownPosts, GoByLargestRemainderEarlierFirstAmongEquals) {
    // 3.4 + 2.55 + 2.55 + 1.7 = 10.2 posts: 3 + 2 + 2 + 1, and two more to .7 and the first .55.
    EXPECT_EQ(base_posts(town_of({2000, 1500, 1500, 1000}), with_workers(1.7F), false), (counts{3, 3, 2, 2}));
    // A sum of 7.5 is rounded up; 0.7 x 10000 / 1000 is 7, whatever its binary digits.
    EXPECT_EQ(base_posts(town_of({3000, 1000, 1000}), with_workers(1.5F), false), (counts{5, 2, 1}));
    EXPECT_EQ(base_posts(town_of({10000, 1000}), with_workers(0.7F), false), (counts{7, 1}));
}

TEST(TownPosts, AreAtLeastOneInACommunityEvenWhereThatRaisesTheSum) {
    EXPECT_EQ(base_posts(town_of({3, 5, 2000}), with_workers(1), false), (counts{1, 1, 2}));
    EXPECT_EQ(base_posts(town_of({3, 5}), with_workers(0), false), (counts{1, 1}));
}

TEST(TownPosts, KnownOfACommunityStayUnlessAMeanIsStated) {
    const auto town = town_of({1000, 1000, 2000}, {7, 2, 3});
    EXPECT_EQ(base_posts(town, with_workers(1.7F), false), (counts{7, 2, 3}));
    EXPECT_EQ(base_posts(town, with_workers(6), true), (counts{14, 4, 6}));
    // 8 posts: 4.67 + 1.33 + 2.
    EXPECT_EQ(base_posts(town, with_workers(2), true), (counts{5, 1, 2}));
    // Of one that is not said to have any, the town's rate.
    EXPECT_EQ(base_posts(town_of({1000, 2000, 1000}, {7, 0, 3}), with_workers(1.5F), false), (counts{7, 3, 3}));
}

TEST(TownPosts, OfPoliciesSumToWhatTheirRateGives) {
    const auto town = town_of({9800, 6600, 3100, 8700, 4400, 333});
    double residents = 0;
    for (const community& k : town) residents += k.residents();
    for (int step = 0; step <= 400; ++step) {
        const double rate = step * 0.005;
        const counts added = added_posts(town, std::vector<double>(town.size(), rate));
        EXPECT_EQ(sum(added), static_cast<std::uint32_t>(rate * residents / 1000 + 0.5 + 1e-9)) << rate;
        for (std::size_t k = 0; k < town.size(); ++k)
            EXPECT_LT(std::abs(added[k] - rate * town[k].residents() / 1000), 1.0) << rate;
    }
}

TEST(TownPosts, OfOnePolicyDoNotDependOnAnother) {
    const auto town = town_of({2000, 1500, 1500, 1000});
    // 0.6 + 0.45 = 1.05 posts in the first two, alone and beside another rate in the others.
    EXPECT_EQ(added_posts(town, std::vector{0.3, 0.3, 0.0, 0.0}), (counts{1, 0, 0, 0}));
    EXPECT_EQ(added_posts(town, std::vector{0.3, 0.3, 1.0, 1.0}), (counts{1, 0, 2, 1}));   // 1.5 + 1 = 2.5
    // Rates that differ by the slips of arithmetic are one: 0.6 + 0.45 + 0.45 + 0.3 = 1.8 posts.
    EXPECT_EQ(added_posts(town, std::vector{0.3, 0.1 + 0.2, 0.3, 0.3}), (counts{1, 1, 0, 0}));
    EXPECT_EQ(added_posts(town, std::vector{0.0, 0.0, 0.0, 0.0}), (counts{0, 0, 0, 0}));
}
