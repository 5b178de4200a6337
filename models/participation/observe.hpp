#pragma once
// ODD "Observation": what is recorded of a run, one row an observation.

#include <cstdint>
#include <span>
#include <vector>

#include "models/participation/communities.hpp"
#include "models/participation/forced.hpp"
#include "models/participation/levers.hpp"
#include "models/participation/people/inhabitants.hpp"
#include "models/participation/state.hpp"
#include "models/participation/workers.hpp"
#include "sim/engine/observation.hpp"

namespace participation {

// The names of axes and observations. Communities and used levers give the axes their length; without levers there is
// no spending to record, and nothing of people who are followed apart where nobody is moved. The parameters say which ages
// the bands are.
[[nodiscard]] sim::layout layout_of(std::span<const community> communities, std::span<const std::size_t> used_levers,
                                    std::span<const moved_people> moved, int weeks, const parameters& p);

// One community in one run and week, as its observations see it.
struct observed_community {
    const community_week& week;
    post_sums held;
    std::size_t posts, quits;
};

// Puts one community's week of one run into its cells. `totals` are the kernel's sums over the community's blocks,
// [band][total].
void observe_week(const sim::layout& what, sim::recorder& into, std::size_t row, std::size_t week,
                  std::size_t community, const std::uint64_t (&totals)[band_count][total_count],
                  const band_facts (&facts)[band_count], const observed_community& found);
void observe_spending(sim::recorder& into, std::size_t row, std::size_t week, std::size_t community,
                      std::span<const double> by_used_lever);
// Where one community's week of people who are followed apart is counted.
class followed_counts {
public:
    followed_counts(const sim::layout& what, sim::recorder& into, std::size_t row, std::size_t week,
                    std::size_t community);
    void add(std::size_t band, followed_as as, std::uint32_t channel);

private:
    std::size_t kinds_;                          // of being followed
    std::uint32_t *residents_, *participants_;   // [band][followed as], [band][followed as][channel]
};
// Where one community's end of a year in one run is counted.
class year_counts {
public:
    year_counts(sim::recorder& into, std::size_t row, std::size_t year, std::size_t community);
    // Adds one resident: to the histogram of engagement, and to who took part the year before, and again.
    void add(std::size_t band, float engagement, bool took_part, bool the_year_before);

private:
    std::uint32_t *histogram_, *stayed_, *before_;   // [band][bin], [band]
};

}   // namespace participation
