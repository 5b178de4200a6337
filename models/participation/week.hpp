#pragma once
// One batch of runs of the participation model, advancing week by week.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/participation/choice.hpp"
#include "models/participation/communities.hpp"
#include "models/participation/town.hpp"
#include "models/participation/workers.hpp"
#include "sim/engine/memory.hpp"
#include "sim/results/trace.hpp"

namespace participation {

class week_batch final : public sim::batch {
public:
    week_batch(std::span<const sim::lane> lanes, const sim::machine& on);

    [[nodiscard]] std::unique_ptr<sim::batch> fork(std::span<const std::size_t> settings) const override {
        auto other = std::make_unique<week_batch>(*this);
        other->change(settings);
        return other;
    }
    void change(std::span<const std::size_t> settings) override;
    void advance(sim::step now, sim::recorder* into, std::size_t first_row) override;
    [[nodiscard]] std::optional<sim::traced_step> trace(sim::step now) override;   // week_trace.cpp

private:
    [[nodiscard]] batch_arrays arrays();
    [[nodiscard]] person person_at(std::size_t i) const;
    void tell_state(sim::traced_step& into, const std::string& when) const;
    void start_people();
    void put_in_force(week now);                                      // ODD "Policies"
    void meet_communities();                                          // ODD "Communities"
    void live_week(week now, const resident_trace* told = nullptr);   // ODD "Residents"
    void add_up();
    void move_all_workers(week now, std::vector<post_week>* told = nullptr);   // ODD "Workers"
    void observe(week now, sim::recorder& into, std::size_t first_row);        // ODD "Observation"
    [[nodiscard]] std::vector<double> posts_paid_for(std::size_t set, week now) const;
    void stand(std::size_t block, std::span<const std::uint8_t> changed);
    void observe_year_end(week now, sim::recorder& into, std::size_t first_row);
    void turn(week now);   // ODD "Once a year"

    [[nodiscard]] std::size_t communities() const { return town_->people().communities.size(); }
    [[nodiscard]] const std::uint64_t* block_totals(std::size_t b) const {
        return totals_.data() + b * band_count * total_count * lanes_;
    }

    // What a lane is a run of: towns of the same people, and arms of theirs.
    struct run_of {
        const town* place;
        std::size_t setting;
        [[nodiscard]] const participation::setting& arm() const { return place->arm(setting); }
        bool operator==(const run_of&) const = default;
    };
    // Where all lanes are runs of the same arm of the same town they share one set of rules, else each has its own.
    [[nodiscard]] std::size_t set_of(std::size_t lane) const { return sets_ == 1 ? 0 : lane; }
    [[nodiscard]] const parameters& rules(std::size_t community, std::size_t lane) const {
        return in_force_[community * sets_ + set_of(lane)];
    }

    const town* town_;           // of the first lane; what all have in common is asked of it
    std::vector<run_of> runs_;   // [lane]
    const week_kernels* kernels_;
    std::size_t lanes_, sets_ = 0;
    sim::phase_clock* clock_;
    std::vector<std::uint64_t> seeds_;
    sim::lane_keys keys_;
    std::vector<start_rules> starts_;   // [lane]

    // State of the residents; state.hpp says how it is packed.
    sim::aligned_vector<std::uint32_t> last_, next_, own_, years_;
    sim::aligned_vector<float> institution_trust_, trust_;
    std::shared_ptr<const cohort> cohort_;
    std::size_t turns_ = 0;

    // State of the communities, [community] or [community][lane].
    std::vector<posts> posts_;
    std::vector<double> room_;
    std::vector<std::uint32_t> volunteers_;   // at the end of last week, for what support costs

    // What follows from the arms and the week, made anew only where it changes: by set, and [community][set].
    std::vector<strengths> strengths_;
    std::vector<parameters> in_force_;
    std::vector<std::uint32_t> added_posts_;
    sim::aligned_vector<float> standing_;               // [resident][standing_count][set]
    sim::aligned_vector<std::uint32_t> in_emergency_;   // 1 where there is one
    std::vector<std::vector<forced>> forced_;           // at work this week

    // Of this week, overwritten every week.
    std::vector<tallies> tallies_;                                               // [block][lane]
    std::vector<community_week> found_;                                          // [community][lane]
    sim::aligned_vector<float> chance_, unvisited_, crowd_, recruit_, demand_;   // [community][lane]
    sim::aligned_vector<float> rate_;                                            // of experience, [lane]
    std::vector<std::uint64_t> totals_;                                          // [block][band][total][lane]
    std::vector<std::uint64_t> sums_;                                            // [community][lane][band][total]
};

// Runs at the start of the burn-in, of arms of towns of the same people; ODD "Initialization". Towns must outlive them.
[[nodiscard]] std::unique_ptr<sim::batch> start_week_batch(std::span<const sim::lane> lanes, const sim::machine& on);

}   // namespace participation
