#include "analysis/inference/polynomial.kernel.hpp"

#include <cstring>

#include "sim/engine/lanes.hpp"

namespace analysis::polynomial {
inline namespace COGOV_ISA {

using doubles __attribute__((vector_size(sim::vector_bytes))) = double;
constexpr std::size_t numbers = sim::vector_bytes / 8, vectors = points / numbers;

// One vector of a row of points, at any address.
[[gnu::always_inline]] inline doubles load(const double* from) {
    doubles out;
    std::memcpy(&out, from, sizeof out);
    return out;
}
[[gnu::always_inline]] inline void store(double* to, doubles x) { std::memcpy(to, &x, sizeof x); }

void tell(const quadratic& of, const double* x, double* out) {
    doubles sum[vectors] = {};
    for (std::size_t r = 0; r < of.row.size(); ++r) {
        doubles inner[vectors] = {};
        for (std::size_t e = of.first[r]; e < of.first[r + 1]; ++e) {
            const double* const by = x + of.entry[e] * points;
            const double coefficient = of.coefficient[e];
            for (std::size_t v = 0; v < vectors; ++v) inner[v] += coefficient * load(by + v * numbers);
        }
        const double* const outer = x + of.row[r] * points;
        for (std::size_t v = 0; v < vectors; ++v) sum[v] += inner[v] * load(outer + v * numbers);
    }
    for (std::size_t v = 0; v < vectors; ++v) store(out + v * numbers, sum[v]);
}

void add_gradient(const quadratic& of, const double* x, const double* weight, double* gradient) {
    for (std::size_t r = 0; r < of.row.size(); ++r) {
        const double* const by_row = x + of.row[r] * points;
        doubles inner[vectors] = {}, outer[vectors];
        for (std::size_t v = 0; v < vectors; ++v) outer[v] = load(weight + v * numbers) * load(by_row + v * numbers);
        for (std::size_t e = of.first[r]; e < of.first[r + 1]; ++e) {
            const double* const by = x + of.entry[e] * points;
            double* const out = gradient + of.entry[e] * points;
            const double coefficient = of.coefficient[e];
            for (std::size_t v = 0; v < vectors; ++v) {
                inner[v] += coefficient * load(by + v * numbers);
                store(out + v * numbers, load(out + v * numbers) + coefficient * outer[v]);
            }
        }
        double* const out = gradient + of.row[r] * points;
        for (std::size_t v = 0; v < vectors; ++v)
            store(out + v * numbers, load(out + v * numbers) + load(weight + v * numbers) * inner[v]);
    }
}

const kernel_table table{tell, add_gradient};

const kernel_table& kernels(std::size_t /*lanes*/) { return table; }

}   // namespace COGOV_ISA
}   // namespace analysis::polynomial
