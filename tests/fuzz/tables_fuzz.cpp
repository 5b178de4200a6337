// The tables of a town: read, and where they are right and the town is small, its people made of them and a year older.

#include <numeric>

#include "models/participation/people/population.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/text/toml.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/scratch.hpp"

namespace {

constexpr std::uint64_t most_adults = 300;   // so that an execution stays in milliseconds

const test::scratch& folder() {
    static const test::scratch made;
    return made;
}

}   // namespace

int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
    sim::set_threads(1);
    return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto files = fuzz::files_in(data, size, fuzz::tables_of_a_town.size());
    for (std::size_t t = 0; t < fuzz::tables_of_a_town.size(); ++t) folder().write(fuzz::tables_of_a_town[t], files[t]);
    sim::mistakes wrong;
    const participation::marginals read = participation::read_marginals(folder().path(), wrong);
    static_cast<void>(sim::describe(wrong));
    const std::uint64_t adults = std::accumulate(read.adults.begin(), read.adults.end(), std::uint64_t{0});
    if (!wrong.empty() || adults > most_adults) return 0;
    const participation::parameters values = participation::standard_parameters();
    const participation::population town = participation::synthesise(read, values, 1);
    fuzz::must(town.residents() == adults, "as many residents as the tables say");
    fuzz::must(town.ties.first.size() == adults * participation::layer_count + 1, "ties of every resident and layer");
    for (const std::uint8_t age : town.start.age) fuzz::must(age >= 18 && age <= 100, "ages within the tables");
    const participation::turned_year turned = participation::turn_year(town, town.start, values, 52);
    fuzz::must(turned.residents.age.size() == adults, "as many residents after a year");
    return 0;
}
