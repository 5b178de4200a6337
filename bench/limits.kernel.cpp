// What the arithmetic units of a core reach: eight chains of x * a + b that do not wait for one another. Nothing of the
// standard library may be instantiated here (sim/lanes.hpp says why).

#include "bench/limits_kernel.hpp"
#include "sim/lanes.hpp"

namespace bench {
inline namespace COGOV_ISA {

template <class Pack>
float arithmetic(std::uint64_t rounds) {
    using real = typename Pack::real;
    real x0(0.1F), x1(0.2F), x2(0.3F), x3(0.4F), x4(0.5F), x5(0.6F), x6(0.7F), x7(0.8F);
    const real a(0.999F), b(0.0005F);
    for (std::uint64_t r = 0; r < rounds; ++r) {
        x0 = x0 * a + b;
        x1 = x1 * a + b;
        x2 = x2 * a + b;
        x3 = x3 * a + b;
        x4 = x4 * a + b;
        x5 = x5 * a + b;
        x6 = x6 * a + b;
        x7 = x7 * a + b;
    }
    alignas(64) float all[Pack::lanes];
    sim::store(all, ((x0 + x1) + (x2 + x3)) + ((x4 + x5) + (x6 + x7)));
    return all[0];
}

const limits_kernels one_run{arithmetic<sim::pack<1>>};
const limits_kernels sixteen_runs{arithmetic<sim::pack<16>>};

const limits_kernels& kernels(std::size_t lanes) { return lanes == 1 ? one_run : sixteen_runs; }

}   // namespace COGOV_ISA
}   // namespace bench
