#pragma once
// The residents' week as compiled for each instruction set, behind plain pointers.

#include <cstddef>
#include <cstdint>

#include "models/participation/participation_parameters.hpp"
#include "models/participation/state.hpp"
#include "sim/engine/isa.hpp"

namespace participation {

// What a resident's standing utilities hang on.
struct person {
    std::uint8_t band;
    bool employed, unit, party_member, digital;
    float work_hours, care_hours, taste;
    float channel_taste[channel_count];
};

// What is the same for all weeks and blocks of a batch. Arrays [x][lane] are read as x * W + lane.
struct batch_arrays {
    // people: shared by all runs
    const std::uint32_t* id = nullptr;
    const std::uint8_t* band = nullptr;   // see fields.hpp
    const std::uint8_t* party_member = nullptr;
    const std::uint32_t* groups = nullptr;   // a 1 in the field of each group, see fields.hpp
    const std::uint8_t* kind = nullptr;      // class, see fields.hpp
    const float* standing = nullptr;         // [resident][standing_count], or [lane] besides where rules differ
    const std::uint32_t* first = nullptr;    // ties: [resident * layer_count + layer]
    const std::uint32_t* to = nullptr;
    // state
    const std::uint32_t* last = nullptr;   // [resident][lane]: last week's words
    std::uint32_t* next = nullptr;         // this week's
    std::uint32_t* own = nullptr;
    std::uint32_t* years = nullptr;
    float* institution_trust = nullptr;
    float* trust = nullptr;   // [tie][lane]
    // luck
    const std::uint32_t* key_low = nullptr;   // [lane]
    const std::uint32_t* key_high = nullptr;
    bool beyond_cache = false;   // one run: do words lie further away than a core's own cache?
};

// What the community step found for this week, [lane].
struct community_lanes {
    const float* service_chance = nullptr;    // sigma_k
    const float* unvisited = nullptr;         // 1 - A_k
    const float* crowd = nullptr;             // b_crowd * ln q_k
    const float* recruit = nullptr;           // recruit * (n_k / 1000) / sum of omega; 0 where nobody can be
    const float* experience_rate = nullptr;   // rho of this week
    const float* demand = nullptr;            // what an emergency makes of requests: a factor
};

// The parts of a resident's week.
enum resident_phase : unsigned char {
    phase_trust,
    phase_luck,
    phase_service,
    phase_awareness,
    phase_choice,
    phase_habit,
    phase_sums,
    resident_phases
};

struct week_block {
    std::size_t first = 0, last = 0;   // residents
    std::uint32_t week = 0;
    bool by_lane = false;                   // have lanes rules of their own? Never where there is one
    const parameters* in_force = nullptr;   // of their community; [lane] where they have
    community_lanes community;
    std::uint64_t* totals = nullptr;   // [band][total][lane], set by the kernel
    std::uint64_t* ticks =
        nullptr;   // [resident_phase]: where given, what each took is added, in the processor's ticks
};

// Where a traced week of one run leaves what it computes of each resident, [resident] or [resident][channel].
struct resident_trace {
    float *exposure, *asked, *asked_at_home, *company, *trust_in_others, *p_served, *p_open, *p_hard, *p_contact,
        *p_heard, *aware, *contacted, *utility, *p_channel, *p_leave, *p_register, *p_recruit;
    float *u_request, *u_hard, *u_channel, *u_contact, *u_leave, *u_register, *u_recruit;
};

// Quantiles at equal steps of probability, linear in between.
inline constexpr std::size_t quantile_steps = 4096;
// How residents of a run start: the share of volunteers, and quantiles of institution trust and of trust on ties.
struct start_rules {
    float volunteer_share = 0;
    const float* institution[band_count] = {};
    const float* trust[layer_count] = {};
};

// Operations on 32-bit numbers that the kernels do in each of sixteen lanes whatever happens: of a resident's week, and of
// one of their ties more, by layer. docs/benchmarks.md has them one by one.
inline constexpr std::size_t operations_of_resident = 597, operations_of_tie[layer_count] = {25, 22, 19, 19};

struct week_kernels {
    // The week of a block; where `told` is given (one lane only), everything on the way is left there.
    void (*residents)(const batch_arrays&, const week_block&, const resident_trace* told);
    // The standing parts of some people, [person][standing_count][lane], where lanes have rules of their own: 1 where there
    // is an emergency.
    void (*stand)(const person* who, std::size_t people, const parameters* of_lanes, const std::uint32_t* emergency,
                  float* standing);
    // Counts by class, [lane].
    void (*tally)(const batch_arrays&, std::size_t first, std::size_t last, tallies* into);
    // The state of residents [first, last) as they start (or come) in a week: nothing lived through yet. Rules are of
    // each lane; may they be volunteers already?
    void (*start_residents)(const batch_arrays&, std::size_t first, std::size_t last, std::uint32_t week,
                            const start_rules* of_lanes, bool may_volunteer);
    // Fresh trust on ties [first, last) of resident `from` in a layer.
    void (*start_trust)(const batch_arrays&, std::uint32_t from, std::size_t first, std::size_t last,
                        std::uint32_t layer, std::uint32_t week, const start_rules* of_lanes);
};

[[nodiscard]] const week_kernels& kernels_for(sim::instruction_set isa, std::size_t lanes);

}   // namespace participation
