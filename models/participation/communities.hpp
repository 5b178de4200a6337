#pragma once
// ODD "Communities": what a community's workers and volunteers can do in a week, from the states at the end of the last.
// Double precision and one run at a time: there are few communities.

#include <cstdint>

#include "models/participation/participation_parameters.hpp"

namespace participation {

// Last week's residents of a community in one run, counted, and its workers.
struct community_before {
    double residents = 0;
    double grids = 0;
    double base_posts = 0;    // W0_k: posts without policies
    double added_posts = 0;   // X_k: those that policies add
    double present = 0;       // posts held
    double skill_sum = 0;     // of the workers present
    double open = 0;          // residents with an open request
    double hard = 0;          // those of them whose request is hard
    double builders_employed = 0, builders_other = 0;
    double sharers = 0;
    double recruit_weight = 0;   // sum of omega over residents who are not volunteers
    double room = 1;             // q_k
};

// What follows for the week; hours are per week.
struct community_week {
    double hours, skill_mean, cleared, admin, load, spare, other, free;
    double volunteer_hours, coordination, coordinated_share, effective_hours, effective_volunteer_hours;
    double need, capacity;   // of requests; of those who serve
    double service_chance;   // sigma_k = 1 - exp(-capacity / need), 1 where nothing is needed: ODD 7.2
    double service;          // need * sigma_k
    double outreach, outreach_chance, room;
    double contracted_hours, partner_hours, contact_hours;
    double recruit;   // recruit (n_k / 1000) / sum of omega
};

[[nodiscard]] community_week community_step(const parameters& p, const community_before& k, bool emergency);

}   // namespace participation
