#include "analysis/inference/polynomial.kernel.hpp"

#include "sim/engine/lanes.hpp"

namespace analysis::polynomial {
inline namespace COGOV_ISA {

// As they stand in memory, at any address of a double. Pointers to them are declared: types that are deduced lose it.
using doubles __attribute__((vector_size(sim::vector_bytes), aligned(8), may_alias)) = double;
constexpr std::size_t numbers = sim::vector_bytes / 8, vectors = points / numbers;

void tell(const quadratic& of, const double* x, double* out) {
    const auto at = [x](std::uint32_t input) { return reinterpret_cast<const doubles*>(x + input * points); };
    doubles sum[vectors] = {};
    for (std::size_t r = 0; r < of.row.size(); ++r) {
        doubles inner[vectors] = {};
        for (std::size_t e = of.first[r]; e < of.first[r + 1]; ++e) {
            const doubles* const by = at(of.entry[e]);
            const double coefficient = of.coefficient[e];
            for (std::size_t v = 0; v < vectors; ++v) inner[v] += coefficient * by[v];
        }
        const doubles* const outer = at(of.row[r]);
        for (std::size_t v = 0; v < vectors; ++v) sum[v] += inner[v] * outer[v];
    }
    doubles* const to = reinterpret_cast<doubles*>(out);   // NOLINT(modernize-use-auto)
    for (std::size_t v = 0; v < vectors; ++v) to[v] = sum[v];
}

void add_gradient(const quadratic& of, const double* x, const double* weight, double* gradient) {
    const auto at = [x](std::uint32_t input) { return reinterpret_cast<const doubles*>(x + input * points); };
    const auto to = [gradient](std::uint32_t input) { return reinterpret_cast<doubles*>(gradient + input * points); };
    const doubles* const by_weight = reinterpret_cast<const doubles*>(weight);   // NOLINT(modernize-use-auto)
    for (std::size_t r = 0; r < of.row.size(); ++r) {
        doubles inner[vectors] = {}, outer[vectors];
        const doubles* const own = at(of.row[r]);
        for (std::size_t v = 0; v < vectors; ++v) outer[v] = by_weight[v] * own[v];
        for (std::size_t e = of.first[r]; e < of.first[r + 1]; ++e) {
            const doubles* const by = at(of.entry[e]);
            doubles* const out = to(of.entry[e]);
            const double coefficient = of.coefficient[e];
            for (std::size_t v = 0; v < vectors; ++v) {
                inner[v] += coefficient * by[v];
                out[v] += coefficient * outer[v];
            }
        }
        doubles* const out = to(of.row[r]);
        for (std::size_t v = 0; v < vectors; ++v) out[v] += by_weight[v] * inner[v];
    }
}

const kernel_table table{tell, add_gradient};

const kernel_table& kernels(std::size_t /*lanes*/) { return table; }

}   // namespace COGOV_ISA
}   // namespace analysis::polynomial
