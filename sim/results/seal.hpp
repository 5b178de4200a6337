#pragma once
// What keeps damage from being read as numbers: behind the contents of a file of ours stand a checksum (XXH64) of each piece
// of them and a footer (docs/results.md, "Checksums"). Other programs read the contents and pass over what is behind.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/text/storage.hpp"

namespace sim {

// Small, since a few bytes asked for cost the reading of a whole piece.
inline constexpr std::size_t bytes_a_piece = std::size_t{1} << 16U;

struct seal {
    std::uint64_t contents = 0;            // bytes before the checksums
    std::vector<std::uint64_t> of_piece;   // the last piece may be shorter
    // Do these bytes, all of a piece, fit its checksum?
    [[nodiscard]] bool fits(std::size_t piece, std::span<const std::byte> bytes) const;
    [[nodiscard]] std::size_t length_of(std::size_t piece) const;   // in bytes
};

// What is written behind these contents.
[[nodiscard]] std::vector<std::byte> seal_of(std::span<const std::byte> contents);
// Writes it behind the contents of a file that has none yet. Throws storage_error.
void append_seal(const std::string& path);
// The seal of a file; nothing where there is none. Throws storage_error where it is damaged itself.
[[nodiscard]] std::optional<seal> read_seal(const opened_file& file);

// What is wrong with a file that should be as it was written, in a sentence; nothing where it is whole and sealed.
[[nodiscard]] std::optional<std::string> why_not_whole(const std::string& path);

}   // namespace sim
