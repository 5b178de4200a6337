#include "bench/profile.hpp"

namespace bench {

profile profile_of(const sim::world& place, std::size_t lanes, sim::step steps, int repetitions, sim::machine on) {
    on.lanes = lanes;
    profile out{sweep_speed(place, 1, steps, repetitions, on), {}};
    on.clock = &out.by_phase;
    static_cast<void>(sweep_speed(place, 1, steps, 1, on));
    return out;
}

}   // namespace bench
