#pragma once
// How arrays (run, step, cells...) are cut into chunks, and how a chunk is packed: the three filters that every HDF5
// build reads (shuffle, deflate, fletcher32), done here so that many threads can pack while one talks to HDF5.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sim {

inline constexpr int deflate_level = 1;   // 6 costs 70 % more time for 3 % of space

struct chunking {
    std::size_t rows = 1, steps = 1;   // of one chunk; the other axes are whole
};

// Chunks of about 0.25 to 1 MB, at most one batch of runs and 260 steps long, or as many steps as make 0.25 MB. `rows`
// divides rows_a_batch, so that a batch fills chunks of its own.
[[nodiscard]] chunking cut(std::size_t rows_a_batch, std::size_t steps, std::size_t bytes_a_step);

// Shuffle, deflate and checksum, as HDF5's filter pipeline of these three would have done.
[[nodiscard]] std::vector<std::byte> pack(std::span<const std::byte> chunk, std::size_t element_size);

// The reverse: fills `chunk`. False where what is stored is not that, or damaged; `chunk` holds anything then.
[[nodiscard]] bool unpack(std::span<const std::byte> stored, std::size_t element_size, std::span<std::byte> chunk);

}   // namespace sim
