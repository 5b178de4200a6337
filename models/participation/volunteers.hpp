#pragma once
// ODD "After the choice": habit, volunteering, fatigue.

#include "models/participation/participation_parameters.hpp"
#include "models/participation/state.hpp"
#include "sim/engine/lanes.hpp"

namespace participation {
inline namespace COGOV_ISA {

// x <- x + rate (target - x)
template <class Real, class Rate>
[[gnu::always_inline]] inline Real move_to(const Real& x, const Rate& rate, const Real& target) {
    return x + Real(rate) * (target - x);
}

// The rate at which experience follows participation in a week: in the burn-in's week s = 0, 1, ... at least 4 / (s + 5),
// a running mean that forgets its beginning, so that it has settled when the burn-in ends.
[[nodiscard]] inline float experience_rate(const parameters& p, int week, int burn_in) {
    const float running = week < 0 ? 4.0F / static_cast<float>(week + burn_in + 5) : 0.0F;
    return running > p.experience_rate ? running : p.experience_rate;
}

// A volunteer leaves with min(1, drop (1 - support)(1 + drop_fatigue f)).
template <class Pack, class Rules>
[[gnu::always_inline]] inline typename Pack::real leave_chance(const Rules& p, const typename Pack::real& fatigue) {
    using real = typename Pack::real;
    return sim::min(real(1.0F), real(p.drop * (1.0F - p.support)) * (real(1.0F) + real(p.drop_fatigue) * fatigue));
}

// omega_i = (1 + recruit_party * party)(1 + recruit_older * [older])
template <class Rules>
[[nodiscard]] inline auto recruit_weight(const Rules& p, bool party_member, bool is_older) {
    using value = decltype(Rules::recruit_party);
    const value one(1.0F);
    return (party_member ? one + p.recruit_party : one) * (is_older ? one + p.recruit_older : one);
}

// Who is a volunteer next week, and who of them by being recruited alone.
template <class Pack>
struct volunteering {
    typename Pack::mask volunteers, recruited;
};

// All read the volunteer state and fatigue from before this step. `registers`: has built, and would register. Volunteers
// leave and others are recruited, so one number decides both.
template <class Pack, class Rules>
[[gnu::always_inline]] inline volunteering<Pack> next_volunteer(const Rules& p, const typename Pack::mask& volunteer,
                                                                const typename Pack::mask& recruited,
                                                                const typename Pack::mask& registers,
                                                                const typename Pack::real& fatigue,
                                                                const typename Pack::real& recruit_chance,
                                                                const typename Pack::real& u_leave_or_recruit) {
    using mask = typename Pack::mask;
    const mask stays = volunteer & !mask(u_leave_or_recruit < leave_chance<Pack>(p, fatigue));
    const mask is_recruited = (!volunteer) & mask(u_leave_or_recruit < recruit_chance);
    return {stays | ((!volunteer) & registers) | is_recruited, (stays & recruited) | (is_recruited & !registers)};
}

}   // namespace COGOV_ISA
}   // namespace participation
