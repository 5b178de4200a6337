// Population files. The first byte says what is changed of a sound one, contents or bytes. What is read must do for a
// town to run: its ties are followed, its communities counted, its people grow a year older.

#include <memory>

#include "models/participation/people/population.hpp"
#include "models/participation/town.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/toml.hpp"
#include "tests/fuzz/hdf5_edits.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/scratch.hpp"

namespace {

const test::scratch& folder() {
    static const test::scratch made;
    return made;
}

std::unique_ptr<const fuzz::hdf5_edits> sound;

// Two weeks and two turns of the year.
void live_in(participation::population people) {
    participation::study_data data;
    const bool ages = people.has_tables;
    data.people = std::make_shared<const participation::known_people>(std::move(people));
    data.stated.assign(participation::about_parameters.size(), false);
    data.demography = ages;
    data.weeks = 2;
    data.settings.resize(1);
    const participation::town town{std::move(data)};
    const std::array<std::uint64_t, 1> seeds{7};
    const auto batch = town.start(0, seeds, {});
    for (int week = 0; week < 2; ++week) batch->advance(week, nullptr, 0);
    static_cast<void>(town.cohort_after(ages ? 2 : 0));
}

}   // namespace

int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
    sim::storage_start();
    sim::set_threads(1);
    const std::string tables = sim::read_file(COGOV_SOURCE_DIR "/tests/fuzz/corpus/tables/twelve_adults");
    const auto files = fuzz::files_in(reinterpret_cast<const std::uint8_t*>(tables.data()), tables.size(),
                                      fuzz::tables_of_a_town.size());
    for (std::size_t f = 0; f < files.size(); ++f) folder().write(fuzz::tables_of_a_town[f], files[f]);
    sim::mistakes wrong;
    const auto read = participation::read_marginals(folder().path(), wrong);
    if (!wrong.empty()) std::fputs(sim::describe(wrong).c_str(), stderr);
    fuzz::must(wrong.empty(), "the tables that are started from are right");
    const std::string path = folder().path("sound.h5");
    participation::write_population(participation::synthesise(read, participation::standard_parameters(), 1), path);
    fuzz::must(static_cast<bool>(participation::read_population(path)), "the file that is started from is sound");
    sound = std::make_unique<const fuzz::hdf5_edits>(path);
    return 0;
}

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string path = folder().path("changed.h5");
    const std::span<const std::uint8_t> changes{data + 1, size - 1};
    if (data[0] % 4 == 0) sound->write_bytes(path, changes);
    else sound->write(path, changes);
    auto people = participation::read_population(path);
    if (!people) {
        static_cast<void>(sim::describe(people.wrong()));
        return 0;
    }
    if (people->residents() > 1000) return 0;
    participation::population measured = *people;
    participation::measure_fit(measured, participation::standard_parameters());
    if (data[0] % 8 == 7) live_in(std::move(*people));
    return 0;
}
