#pragma once
// What is inside a results file, and inside a part of one (docs/results.md).

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/results/chunks.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/results.hpp"
#include "sim/results/results_schema.hpp"

namespace sim {

extern const std::string program_version;   // "cogov 0.1.0"

// Windows of /summary, in the order they are stored.
inline const std::vector<std::string> summary_windows{"last_week", "last_year", "all"};
[[nodiscard]] std::vector<std::size_t> window_lengths(const layout& what);   // steps of each

// One array of observations as stored: (run, moment, cells...), where a moment is a step, a year or a window.
struct stored_array {
    std::size_t observation = 0;
    bool summary = false;
    hdf5::element type = hdf5::element::u32;
    std::size_t moments = 0, cells = 0;
    chunking chunk;
    [[nodiscard]] std::size_t bytes_a_moment() const { return cells * hdf5::bytes_of(type); }
    [[nodiscard]] std::size_t bytes_a_run() const { return moments * bytes_a_moment(); }
    // Where it lies in the file: by step in the root, its sums in summary, by year in yearly.
    [[nodiscard]] std::string path(const layout& what) const;
};

// The arrays of a layout, in the order of its observations, weekly or yearly before summary. Empty ones are left out.
[[nodiscard]] std::vector<stored_array> arrays_of(const layout& what, std::size_t rows_a_batch);

// Sums of a step observation over each window: (window, cells).
void sum_windows(const layout& what, const recorder& rows, std::size_t observation, std::vector<double>& into);

// How each run went; 0 is well.
struct run_outcome {
    std::uint8_t status = 0;
    std::string message;
};

// Lays out the file of a plan's runs, one outcome each: everything but the observations' numbers. Returns the datasets of
// `arrays`.
[[nodiscard]] std::vector<hdf5::dataset> lay_out(hdf5::group root, const layout& what, const results_head& head,
                                                 const plan& all, std::span<const run_outcome> outcomes,
                                                 std::span<const stored_array> arrays);
// The same for a part of the runs: the head, how runs went, and the arrays. What describes arrays would be most of the
// work, and neither joining nor resuming reads it.
[[nodiscard]] std::vector<hdf5::dataset> lay_out_part(hdf5::group root, const layout& what, const results_head& head,
                                                      std::span<const run> runs, std::span<const run_outcome> outcomes,
                                                      std::span<const stored_array> arrays);
[[nodiscard]] std::vector<hdf5::dataset> open_arrays(const hdf5::group& root, const layout& what,
                                                     std::span<const stored_array> arrays);

// Writes rows first_row ... first_row + rows - 1 of each array, packed in parallel; first_row must begin a chunk. Adds the
// checksums of the chunks, as they are stored, in the order of for_each_chunk.
void write_rows(std::span<hdf5::dataset> into, std::span<const stored_array> arrays, std::size_t first_row,
                std::size_t rows, std::span<const std::byte* const> values, std::vector<std::uint64_t>* sums = nullptr);

// Calls visit(offset) for the first element of each chunk that holds rows first_row ... first_row + rows - 1.
template <class Visit>
void for_each_chunk(const stored_array& array, std::size_t rank, std::size_t first_row, std::size_t rows, Visit visit) {
    for (std::size_t row = first_row; row < first_row + rows; row += array.chunk.rows)
        for (std::size_t moment = 0; moment < array.moments; moment += array.chunk.steps) {
            hdf5::shape offset(rank, 0);
            offset[0] = row;
            offset[1] = moment;
            visit(offset);
        }
}

// The first thing in which two files laid out alike differ, but for the numbers of `arrays`, in words; nothing where they
// agree in all.
[[nodiscard]] std::optional<std::string> difference(const hdf5::group& one, const hdf5::group& other,
                                                    const layout& what, std::span<const stored_array> arrays);

}   // namespace sim
