// What the arithmetic units of a core reach: chains of x * a + b that do not wait for one another. Nothing of the
// standard library may be instantiated here (sim/engine/lanes.hpp says why).

#include "bench/limits.kernel.hpp"

#include "sim/engine/lanes.hpp"

namespace bench {
inline namespace COGOV_ISA {

// As many chains as cover two latencies on four units, and fit into sixteen registers with a and b.
constexpr std::size_t chains = 12;

// Starts, a and b come from memory, each lane has its own, and all lanes are in the sum: a compiler that knew one of them,
// or that two are alike, would do less than is counted.
float arithmetic(const float* starts, float a, float b, std::uint64_t rounds) {
    sim::real_vector x[chains];
    for (std::size_t c = 0; c < chains; ++c)
        x[c] = sim::load_anywhere<sim::real_vector>(starts + c * sim::vector_numbers);
    const sim::real_vector factor = a - sim::real_vector{}, term = b - sim::real_vector{};
    for (std::uint64_t r = 0; r < rounds; ++r)
        for (sim::real_vector& one : x) one = one * factor + term;
    float sum = 0;
    for (const sim::real_vector& one : x)
        for (std::size_t l = 0; l < sim::vector_numbers; ++l) sum += one[l];
    return sum;
}

const limits_kernels table{arithmetic, chains* sim::vector_numbers};

const limits_kernels& kernels(std::size_t /*lanes*/) { return table; }

}   // namespace COGOV_ISA
}   // namespace bench
