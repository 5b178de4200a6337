#pragma once
// The people of a town over the years, apart from all rules: worlds whose people are the same share them.

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "models/participation/people/population.hpp"
#include "models/participation/state.hpp"

namespace participation {

// Of a band in a community, what does not differ between runs.
struct band_facts {
    std::uint32_t residents = 0, neighbour_ties = 0, party = 0, others = 0, female = 0, employed = 0, carers = 0;
};

// The residents between two turns of the year.
struct cohort {
    std::shared_ptr<const attributes> residents;                 // the first year's are the population's own
    std::vector<std::uint32_t> newcomers;                        // slots taken at its start, ascending
    std::vector<std::uint32_t> groups;                           // by resident: a 1 in the field of each group
    std::vector<std::uint8_t> kind;                              // by resident: employed + 2 party member + 4 older
    std::vector<std::array<band_facts, band_count>> facts;       // by community
    std::vector<std::array<std::uint32_t, class_count>> sizes;   // residents by community and kind
};

class inhabitants {
public:
    // The bands are set anew: a population file may have been made with other cuts.
    inhabitants(population people, const people_parameters& p);
    inhabitants(const inhabitants&) = delete;
    inhabitants& operator=(const inhabitants&) = delete;

    [[nodiscard]] const population& people() const { return people_; }
    // The residents after so many turns of the year; made once, kept. Week 0 is the first that a year ends after: those
    // of the burn-in settle habits and trust, among the people of the tables.
    [[nodiscard]] std::shared_ptr<const cohort> cohort_after(std::size_t turns) const;

    // Is step `now` the last of a year?
    [[nodiscard]] static bool ends_year(int now) { return (now + 1) % 52 == 0; }

private:
    [[nodiscard]] std::shared_ptr<const cohort> make_cohort(std::shared_ptr<const attributes> residents,
                                                            std::vector<std::uint32_t> newcomers) const;
    population people_;
    people_parameters by_;
    mutable std::mutex turning_;
    mutable std::vector<std::shared_ptr<const cohort>> cohorts_;
};

}   // namespace participation
