#include "sim/results/seal.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "sim/text/hash.hpp"
#include "sim/text/storage.hpp"

namespace sim {

namespace {

// The footer: these eight letters, the contents' length, a piece's length, and the checksum of all before it.
constexpr std::string_view footer_mark = "cogovsum";
constexpr std::size_t footer_bytes = 32;

static_assert(std::endian::native == std::endian::little, "checksums are stored as they lie in memory");

void append(std::vector<std::byte>& to, std::uint64_t number) {
    const auto* const bytes = reinterpret_cast<const std::byte*>(&number);
    to.insert(to.end(), bytes, bytes + sizeof number);
}

std::uint64_t number_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint64_t number = 0;
    std::memcpy(&number, bytes.data() + at, sizeof number);
    return number;
}

std::uint64_t pieces_of(std::uint64_t contents) { return (contents + bytes_a_piece - 1) / bytes_a_piece; }

// Behind checksums that are there already.
void append_footer(std::vector<std::byte>& to, std::uint64_t contents) {
    const auto mark = bytes_of(footer_mark);
    to.insert(to.end(), mark.begin(), mark.end());
    append(to, contents);
    append(to, bytes_a_piece);
    append(to, hash_vector(to));
}

}   // namespace

std::size_t seal::length_of(std::size_t piece) const {
    return static_cast<std::size_t>(std::min<std::uint64_t>(bytes_a_piece, contents - piece * bytes_a_piece));
}

bool seal::fits(std::size_t piece, std::span<const std::byte> bytes) const {
    return bytes.size() == length_of(piece) && hash_bytes(bytes.data(), bytes.size()) == of_piece[piece];
}

std::vector<std::byte> seal_of(std::span<const std::byte> contents) {
    std::vector<std::byte> sums;
    sums.reserve(pieces_of(contents.size()) * sizeof(std::uint64_t) + footer_bytes);
    for (std::size_t at = 0; at < contents.size(); at += bytes_a_piece) {
        const auto piece = contents.subspan(at, std::min(bytes_a_piece, contents.size() - at));
        append(sums, hash_bytes(piece.data(), piece.size()));
    }
    append_footer(sums, contents.size());
    return sums;
}

void append_seal(const std::string& path) {
    opened_file file{path, opened_file::use::change};
    const std::uint64_t contents = file.size();
    std::vector<std::byte> sums, piece(bytes_a_piece);
    for (std::uint64_t at = 0; at < contents; at += bytes_a_piece) {
        const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(bytes_a_piece, contents - at));
        file.read(at, std::span{piece}.first(length));
        append(sums, hash_bytes(piece.data(), length));
    }
    append_footer(sums, contents);
    file.write(contents, sums);
    file.close();
}

std::optional<seal> read_seal(const opened_file& file) {
    const std::uint64_t size = file.size();
    if (size < footer_bytes) return std::nullopt;
    std::vector<std::byte> footer(footer_bytes);
    file.read(size - footer_bytes, footer);
    if (!std::ranges::equal(std::span{footer}.first(footer_mark.size()), bytes_of(footer_mark))) return std::nullopt;
    const std::uint64_t contents = number_at(footer, 8), sums = size - footer_bytes - contents;
    if (number_at(footer, 16) != bytes_a_piece || contents > size - footer_bytes ||
        sums != pieces_of(contents) * sizeof(std::uint64_t))
        throw storage_error{fmt::format("{} is damaged: its checksums do not fit its length", file.path())};
    std::vector<std::byte> all(static_cast<std::size_t>(sums) + footer_bytes);
    file.read(contents, all);
    const std::size_t own = all.size() - sizeof(std::uint64_t);
    if (hash_bytes(all.data(), own) != number_at(all, own))
        throw storage_error{fmt::format("{} is damaged: its checksums are not as they were written", file.path())};
    seal found{contents, std::vector<std::uint64_t>(static_cast<std::size_t>(pieces_of(contents)))};
    std::memcpy(found.of_piece.data(), all.data(), static_cast<std::size_t>(sums));
    return found;
}

std::optional<std::string> why_not_whole(const std::string& path) {
    try {
        const opened_file file{path, opened_file::use::read};
        const auto found = read_seal(file);
        if (!found) return fmt::format("{} has no checksums", path);
        std::vector<std::byte> piece(bytes_a_piece);
        for (std::size_t p = 0; p < found->of_piece.size(); ++p) {
            const auto bytes = std::span{piece}.first(found->length_of(p));
            file.read(p * bytes_a_piece, bytes);
            if (!found->fits(p, bytes)) return fmt::format("{} is damaged: it is not as it was written", path);
        }
        return std::nullopt;
    } catch (const storage_error& problem) {
        return problem.what();
    }
}

}   // namespace sim
