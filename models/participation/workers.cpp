#include "models/participation/workers.hpp"

#include <algorithm>

#include "models/participation/state.hpp"
#include "sim/engine/draws.hpp"

namespace participation {

void posts::resize(std::size_t lane, std::size_t posts_wanted, const parameters& p) {
    const std::size_t had = count[lane];
    count[lane] = posts_wanted;
    const std::size_t places = std::ranges::max(count) * lanes();
    skill.resize(places);
    morale.resize(places);
    vacant_weeks.resize(places);
    for (std::size_t post = had; post < posts_wanted; ++post) {
        const std::size_t at = post * lanes() + lane;
        skill[at] = p.start_skill;
        morale[at] = p.start_morale;
        vacant_weeks[at] = 0;
    }
}

post_sums sum_of(const posts& all, std::size_t lane) {
    post_sums sum;
    for (std::size_t at = lane; at < all.count[lane] * all.lanes(); at += all.lanes()) {
        if (all.vacant_weeks[at] > 0) continue;
        ++sum.present;
        sum.skill += static_cast<double>(all.skill[at]);
        sum.morale += static_cast<double>(all.morale[at]);
    }
    return sum;
}

void start_posts(posts& all, std::size_t lane, std::size_t count, std::uint64_t seed, const parameters& p,
                 std::uint32_t community, std::uint32_t week) {
    all.resize(lane, count, p);
    for (std::size_t post = 0; post < count; ++post) {
        const sim::draw luck{seed, community, week, luck_of_post, static_cast<std::uint32_t>(post)};
        const double skill = static_cast<double>(p.skill_mean) + static_cast<double>(p.skill_sd) * luck.normal();
        all.skill[post * all.lanes() + lane] = static_cast<float>(std::clamp(skill, 0.4, 1.6));
    }
}

double quit_chance(const parameters& p, double morale) {
    const double slope = static_cast<double>(p.quit_slope) * (static_cast<double>(p.start_morale) - morale);
    return std::min(1.0, static_cast<double>(p.quit) * sim::exp(slope));
}

double target_morale(const parameters& p, double load) {
    return std::clamp(0.5 + static_cast<double>(p.morale_pay) * (static_cast<double>(p.pay) - 1) +
                          static_cast<double>(p.morale_load) * (static_cast<double>(p.load_neutral) - load),
                      0.0, 1.0);
}

void move_workers(posts& all, std::size_t lane, std::uint64_t seed, const parameters& p, double load,
                  std::uint32_t community, std::uint32_t week, std::vector<post_week>* told) {
    const auto target = static_cast<float>(target_morale(p, load));
    all.quits[lane] = 0;
    for (std::size_t post = 0; post < all.count[lane]; ++post) {
        const std::size_t at = post * all.lanes() + lane;
        if (told != nullptr) told->emplace_back();
        if (all.vacant_weeks[at] > 0) {   // nothing moves in a vacant post
            --all.vacant_weeks[at];
            continue;
        }
        all.morale[at] += p.morale_rate * (target - all.morale[at]);
        all.skill[at] += p.skill_rate * (p.skill_target - all.skill[at]);
        const double luck =
            sim::draw{seed, community, week, luck_of_quitting, static_cast<std::uint32_t>(post)}.uniform();
        const double chance = quit_chance(p, static_cast<double>(all.morale[at]));
        if (told != nullptr) told->back() = {all.morale[at], all.skill[at], chance, luck};
        if (luck < chance) {
            ++all.quits[lane];
            all.vacant_weeks[at] = static_cast<std::uint16_t>(p.vacancy);   // the next holder will be a beginner
            all.skill[at] = p.start_skill;
            all.morale[at] = p.start_morale;
        }
    }
}

}   // namespace participation
