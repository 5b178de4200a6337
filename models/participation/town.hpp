#pragma once
// The participation model's world: one population with its years, the parameters of every community, and what each arm
// does. All runs of a scenario share it.

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "models/participation/observe.hpp"
#include "models/participation/people/inhabitants.hpp"
#include "models/participation/study.hpp"
#include "models/participation/week.kernel.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/scenario/model.hpp"

namespace participation {

// Quantiles at equal steps of probability.
using quantile_table = std::vector<float>;
using institution_quantiles = std::array<quantile_table, band_count>;
using tie_quantiles = std::array<quantile_table, layer_count>;

// A block of residents of one community.
struct town_block {
    sim::block residents;
    std::uint32_t community = 0;
};

class town final : public sim::world {
public:
    explicit town(study_data data);

    [[nodiscard]] const sim::layout& observed() const override { return layout_; }
    using sim::world::start;
    [[nodiscard]] std::unique_ptr<sim::batch> start(std::span<const sim::lane> lanes,
                                                    const sim::machine& on) const override;
    [[nodiscard]] std::size_t bytes_of_batch(std::size_t lanes, bool alike) const override;
    [[nodiscard]] std::size_t bytes_shared() const override;
    [[nodiscard]] std::size_t bytes_moved(std::size_t lanes) const override;
    [[nodiscard]] std::size_t operations() const override;
    [[nodiscard]] std::size_t agents() const override { return people().residents(); }
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> provenance() const override;
    [[nodiscard]] sim::trace_frame traced() const override;   // town_trace.cpp

    [[nodiscard]] const study_data& data() const { return data_; }
    [[nodiscard]] const population& people() const { return here_->people(); }
    [[nodiscard]] const setting& arm(std::size_t s) const { return data_.settings[s]; }
    [[nodiscard]] const parameters& base(std::size_t community) const { return base_[community]; }
    // Residents who are followed apart, by resident; empty where nobody is moved in any arm.
    [[nodiscard]] const std::vector<followed_as>& followed() const { return followed_; }
    // As what those are followed whom this moves.
    [[nodiscard]] followed_as moved_by(const forced& f) const {
        return moved_in(static_cast<std::size_t>(std::ranges::find(moved_, f.who) - moved_.begin()));
    }
    // W0_k, and X_k where these parameters are in force in each community.
    [[nodiscard]] std::uint32_t base_posts(std::size_t community) const { return base_posts_[community]; }
    [[nodiscard]] std::vector<std::uint32_t> added_posts(std::span<const parameters> in_force) const;
    [[nodiscard]] const std::vector<std::size_t>& used_levers() const { return used_levers_; }
    [[nodiscard]] const std::vector<town_block>& blocks() const { return blocks_; }
    // Blocks of a community: [first_block(k), first_block(k + 1)).
    [[nodiscard]] std::size_t first_block(std::size_t community) const { return first_block_[community]; }
    // Ranges of blocks with enough residents to be worth a thread's while.
    [[nodiscard]] const std::vector<sim::block>& tasks() const { return tasks_; }
    // The residents after so many turns of the year.
    [[nodiscard]] std::shared_ptr<const cohort> cohort_after(std::size_t turns) const {
        return here_->cohort_after(turns);
    }
    [[nodiscard]] const start_rules& starts() const { return starts_; }

    // Is week `now` the last of a year?
    [[nodiscard]] static bool ends_year(week now) { return inhabitants::ends_year(now); }

private:
    void cut_blocks();

    study_data data_;
    std::shared_ptr<const inhabitants> here_;
    std::vector<parameters> base_;
    std::vector<std::uint32_t> base_posts_;
    std::vector<moved_people> moved_;   // in groups
    std::vector<followed_as> followed_;
    std::vector<std::size_t> used_levers_;
    sim::layout layout_;
    std::vector<town_block> blocks_;
    std::vector<std::size_t> first_block_;
    std::vector<sim::block> tasks_;
    std::shared_ptr<const institution_quantiles> institution_start_;
    std::shared_ptr<const tie_quantiles> ties_start_;
    start_rules starts_;
};

}   // namespace participation
