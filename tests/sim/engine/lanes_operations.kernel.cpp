#include "tests/sim/engine/lanes_operations.kernel.hpp"

#include "sim/engine/lanes.hpp"
#include "sim/engine/rows.hpp"

namespace lanes_test {
inline namespace COGOV_ISA {

using sim::bits_of;

// What only sixteen lanes have, beside the scalar program of the same.
sim::four_words<sim::words> counters(const sim::words& of) { return sim::philox_counters(of, 8U, 9U, 10U, 11U, 12U); }
sim::four_words<std::uint32_t> counters(std::uint32_t of) {
    return sim::philox_lanes<std::uint32_t>(of, 8U, 9U, 10U, 11U, 12U);
}
constexpr float quarter_table[4] = {0.5F, -3.0F, 7.25F, 1e-9F};
sim::reals of_table(const sim::words& at) { return sim::pick(quarter_table, at); }
float of_table(std::uint32_t at) { return quarter_table[at]; }
constexpr std::uint32_t primes[16] = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53};
sim::words found(const sim::words& at) { return sim::gather<sim::words>(primes, at); }
std::uint32_t found(std::uint32_t at) { return primes[at]; }

template <class Pack, class Operation>
void each(const float* a, const float* b, const std::uint32_t* m, const std::uint32_t* n, std::uint32_t* out,
          std::size_t count, const Operation& operation) {
    for (std::size_t i = 0; i < count; i += Pack::lanes)
        sim::store(out + i, operation(sim::load<Pack>(a + i), sim::load<Pack>(b + i), sim::load<Pack>(m + i),
                                      sim::load<Pack>(n + i)));
}

template <class Pack, int Which>
void run(const float* a, const float* b, const std::uint32_t* m, const std::uint32_t* n, std::uint32_t* out,
         std::size_t count) {
    using real = typename Pack::real;
    using word = typename Pack::word;
    using mask = typename Pack::mask;
    each<Pack>(a, b, m, n, out, count, [](const real& x, const real& y, const word& u, const word& v) -> word {
        const auto yes = [&](const mask& t) { return sim::select(t, word(1U), word(0U)); };
        switch (Which) {
            case 0:
                return bits_of(x + y);
            case 1:
                return bits_of(x - y);
            case 2:
                return bits_of(x * y);
            case 3:
                return bits_of(x / y);
            case 4:
                return bits_of(sim::exp(x));
            case 5:
                return bits_of(sim::min(x, y)) ^ (bits_of(sim::max(x, y)) >> 1);
            case 6:
                return bits_of(sim::clip(x, -1.0F, 2.0F));
            case 7:
                return yes(mask(x < y)) + (yes(mask(x > y)) << 1);
            case 8:
                return yes(mask(u == v)) + (yes(mask(u != v)) << 1) +
                       (yes(mask((u & word(0xFFFU)) < (v & word(0xFFFU)))) << 2);
            case 9:
                return ((u + v) ^ (u - v)) & (u | v);
            case 10:
                return (u << 7) ^ (v >> 11);
            case 11:
                return bits_of(sim::to_real(u >> 1));
            case 12:
                return sim::to_word(sim::clip(x * x, 0.0F, 2.0e9F));
            case 13:
                return bits_of(sim::select(mask(x < y), x, y * real(3.0F)));
            case 14: {
                const auto four = sim::philox_lanes<word>(7U, 8U, 9U, 10U, u, v);
                return four.w[0] ^ (four.w[1] << 1) ^ (four.w[2] << 2) ^ (four.w[3] << 3);
            }
            case 15:
                return bits_of(sim::uniform(u));
            case 16: {
                const auto four = counters(u);
                return four.w[0] ^ (four.w[1] << 1) ^ (four.w[2] << 2) ^ (four.w[3] << 3);
            }
            case 17:
                return bits_of(of_table(v & word(3U)));
            case 18:
                return found(v & word(15U));
            case 19:
                return bits_of(sim::add_exact_product(x, real(0x1p20F), y));
            default:
                return yes((mask(x < y) & mask(u == v)) | (!mask(x > y)));
        }
    });
}

template <class Pack>
constexpr void fill(lanes_result (&rows)[lanes_operation_count]) {
    const lanes_result all[] = {{"+", run<Pack, 0>},
                                {"-", run<Pack, 1>},
                                {"*", run<Pack, 2>},
                                {"/", run<Pack, 3>},
                                {"exp", run<Pack, 4>},
                                {"min, max", run<Pack, 5>},
                                {"clip", run<Pack, 6>},
                                {"< > of reals", run<Pack, 7>},
                                {"== != < of words", run<Pack, 8>},
                                {"+ - ^ & |", run<Pack, 9>},
                                {"shifts", run<Pack, 10>},
                                {"to_real", run<Pack, 11>},
                                {"to_word", run<Pack, 12>},
                                {"select", run<Pack, 13>},
                                {"philox", run<Pack, 14>},
                                {"uniform", run<Pack, 15>},
                                {"philox of counters", run<Pack, 16>},
                                {"pick", run<Pack, 17>},
                                {"gather", run<Pack, 18>},
                                {"add_exact_product", run<Pack, 19>},
                                {"masks", run<Pack, 20>}};
    for (std::size_t i = 0; i < lanes_operation_count; ++i) rows[i] = all[i];
}

void to_columns(const std::uint32_t* rows, const std::uint32_t (&begin)[16], std::size_t many, std::uint32_t* columns) {
    sim::to_columns(rows, begin, many, columns);
}
void to_rows(const std::uint32_t* columns, const std::uint32_t (&begin)[16], std::size_t many, std::uint32_t* rows) {
    sim::to_rows(columns, begin, many, rows);
}

const lanes_operations& operations() {
    static const lanes_operations all = [] {
        lanes_operations made{};
        fill<sim::pack<1>>(made.one);
        fill<sim::pack<16>>(made.sixteen);
        made.to_columns = to_columns;
        made.to_rows = to_rows;
        return made;
    }();
    return all;
}

}   // namespace COGOV_ISA
}   // namespace lanes_test
