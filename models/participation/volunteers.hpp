#pragma once
// ODD "After the choice": habit, volunteering, fatigue.

#include "models/participation/participation_parameters.hpp"
#include "models/participation/state.hpp"
#include "sim/engine/lanes.hpp"

namespace participation {
inline namespace COGOV_ISA {

// x <- x + rate (target - x)
template <class Real>
[[gnu::always_inline]] inline Real move_to(const Real& x, float rate, const Real& target) {
    return x + Real(rate) * (target - x);
}

// A volunteer leaves with min(1, drop (1 - support)(1 + drop_fatigue f)).
template <class Pack>
[[gnu::always_inline]] inline typename Pack::real leave_chance(const parameters& p,
                                                               const typename Pack::real& fatigue) {
    using real = typename Pack::real;
    return sim::min(real(1.0F), real(p.drop * (1.0F - p.support)) * (real(1.0F) + real(p.drop_fatigue) * fatigue));
}

// omega_i = (1 + recruit_party * party)(1 + recruit_older * [older])
[[nodiscard]] inline float recruit_weight(const parameters& p, bool party_member, bool is_older) {
    return (party_member ? 1.0F + p.recruit_party : 1.0F) * (is_older ? 1.0F + p.recruit_older : 1.0F);
}

// Who is a volunteer next week. Leaving and registering exclude one another, so one number decides both; recruiting has
// its own. All read the volunteer state and fatigue from before this step.
template <class Pack>
[[gnu::always_inline]] inline typename Pack::mask next_volunteer(
    const parameters& p, const typename Pack::mask& volunteer, const typename Pack::mask& builds,
    const typename Pack::real& fatigue, const typename Pack::real& recruit_chance,
    const typename Pack::real& u_leave_or_register, const typename Pack::real& u_recruit) {
    using real = typename Pack::real;
    using mask = typename Pack::mask;
    const mask stays = volunteer & !mask(u_leave_or_register < leave_chance<Pack>(p, fatigue));
    const mask joins = (builds & mask(u_leave_or_register < real(p.register_rate))) | mask(u_recruit < recruit_chance);
    return stays | ((!volunteer) & joins);
}

}   // namespace COGOV_ISA
}   // namespace participation
