#pragma once
// ODD "Service" (7.4): one resident's request in a week, and what it does to institution trust. The chance of being served,
// sigma_k = 1 - exp(-capacity / need), is the same for all of a community: service_chance in communities.hpp (7.2).

#include "models/participation/participation_parameters.hpp"
#include "models/participation/state.hpp"
#include "sim/engine/lanes.hpp"

namespace participation {
inline namespace COGOV_ISA {

template <class Pack>
struct service_outcome {
    typename Pack::word waiting;             // n_i after the week
    typename Pack::real institution_trust;   // V_i after the week
    typename Pack::mask hard;                // is what is open after the week hard?
    typename Pack::mask served, unmet, opened;
};

// A request open for `waiting` weeks is served with probability service_chance (hard_factor times that where it is hard),
// else it waits on or is dropped; who has none opens one with probability open_chance, hard with probability hard_share.
// `u` decides. Trust drifts to `rest`. All lanes where nobody waits skip what only waiting needs.
template <class Pack, class Rules>
[[gnu::always_inline]] inline service_outcome<Pack> serve(
    const Rules& p, const typename Pack::word& waiting, const typename Pack::mask& hard,
    const typename Pack::real& trust, const typename Pack::real& service_chance, const typename Pack::real& open_chance,
    const typename Pack::real& rest, const typename Pack::real& u) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    using mask = typename Pack::mask;
    const mask open = waiting != word(0U);
    const mask nobody = open & !open;
    const mask opened = (!open) & mask(u < open_chance);
    const mask opened_hard = opened & mask(u < open_chance * real(p.hard_share));
    service_outcome<Pack> out{sim::select(opened, word(1U), word(0U)), trust, opened_hard, nobody, nobody, opened};
    if (sim::any(open)) {
        const real n = sim::to_real(waiting);
        const mask served = open & mask(u < sim::select(hard, service_chance * real(p.hard_factor), service_chance));
        const mask missed = open & !served;
        const mask unmet = missed & !mask(n < real(p.give_up));
        // Help raises trust, late help less; waiting beyond patience and being dropped lower it.
        const real gain =
            sim::min(real(1.0F), real(p.serve_gain) * sim::exp((real(1.0F) - n) / real(p.patience_scale)));
        const real after_wait = sim::select(n > real(p.patience), trust * real(1.0F - p.wait_loss), trust);
        real v = sim::select(missed, after_wait, trust);
        v = sim::select(unmet, v * real(1.0F - p.drop_loss), v);
        out.institution_trust = sim::select(served, trust + gain * (real(1.0F) - trust), v);
        out.waiting = sim::select(missed & !unmet, waiting + word(1U), out.waiting);
        out.hard = out.hard | (missed & (!unmet) & hard);
        out.served = served;
        out.unmet = unmet;
    }
    out.institution_trust = out.institution_trust + real(p.v_drift) * (rest - out.institution_trust);
    return out;
}

}   // namespace COGOV_ISA
}   // namespace participation
