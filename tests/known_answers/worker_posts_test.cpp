#include "tests/support/known_answers.hpp"

// A post is held for a while and then vacant for exactly so many weeks: shares, morale and skill in the long run, from
// 4,000 posts, 16 histories of 1,000 weeks after 1,500.
TEST(WorkerPosts, StandVacantAsRenewalTheorySays) {
    const auto rows = known::table("worker_posts");
    ASSERT_EQ(rows.size(), 15U);
    std::string text = "model = \"worker_posts\"\nagents = 4000\nburn_in = 1500\nweeks = 1000\nreplicates = 16\n";
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += fmt::format(
            "[arms.a{}]\nparameters = {{quit = {}, vacancy = {}, morale_rate = {}, target_morale = {}}}\n", i,
            rows[i].at("quit"), rows[i].at("vacancy"), rows[i].at("morale_rate"), rows[i].at("target_morale"));
    known::study s{text};
    for (std::size_t a = 0; a < rows.size(); ++a) {
        const auto check = [&](const char* over, const char* under, const char* column, double least) {
            const auto found =
                known::over_replicates(16, [&](std::size_t run) { return s.sum(over, a, run) / s.sum(under, a, run); });
            EXPECT_NEAR(found.mean, known::number(rows[a], column), known::bound * found.error + least)
                << "quit " << rows[a].at("quit") << ", vacancy " << rows[a].at("vacancy") << ", target "
                << rows[a].at("target_morale") << ": " << column;
        };
        check("posts_vacant", "posts", "vacancy_share", 5e-4);   // 1,000 weeks are no whole number of cycles
        check("morale", "posts_held", "mean_morale_of_present_start_of_week", 1e-5);
        check("skill", "posts_held", "mean_skill_of_present_start_of_week", 2e-5);
    }
}
