#pragma once
// ODD "Workers": the posts of a community, who holds them, how they fare and when they leave.

#include <cstdint>
#include <vector>

#include "models/participation/participation_parameters.hpp"

namespace participation {

// The posts of one community in W runs, [post][lane], each run with its own number of them. A vacant post has those of the
// next holder.
struct posts {
    std::vector<std::size_t> count;   // [lane]
    std::vector<float> skill, morale;
    std::vector<std::uint16_t> vacant_weeks;   // weeks that it will still be vacant; 0: held
    std::vector<std::uint32_t> quits;          // [lane], of the week

    explicit posts(std::size_t lanes) : count(lanes, 0), quits(lanes, 0) {}
    [[nodiscard]] std::size_t lanes() const { return count.size(); }
    // Posts that are added are filled at once by beginners; those added last go first.
    void resize(std::size_t lane, std::size_t posts_wanted, const parameters& p);
};

struct post_sums {
    std::uint32_t present = 0;
    double skill = 0, morale = 0;   // of the workers present
};
[[nodiscard]] post_sums sum_of(const posts& all, std::size_t lane);

// Those of one run as they are at the start of the burn-in.
void start_posts(posts& all, std::size_t lane, std::size_t count, std::uint64_t seed, const parameters& p,
                 std::uint32_t community, std::uint32_t week);

// A quit's probability at a morale: min(1, quit exp(quit_slope (start_morale - morale))).
[[nodiscard]] double quit_chance(const parameters& p, double morale);
// clip(1/2 + morale_pay (pay - 1) + morale_load (load_neutral - load), 0, 1)
[[nodiscard]] double target_morale(const parameters& p, double load);

// One post's week: what its worker's morale and skill became, and what quitting hung on; all 0 in a vacant post.
struct post_week {
    float morale = 0, skill = 0;
    double quit_chance = 0, luck = 0;
};

// One week of one run's workers: morale and skill move, then some quit. `told`, where given, gets a row a post.
void move_workers(posts& all, std::size_t lane, std::uint64_t seed, const parameters& p, double load,
                  std::uint32_t community, std::uint32_t week, std::vector<post_week>* told = nullptr);

}   // namespace participation
