#include "sim/results/chunks.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <new>

#include <libdeflate.h>

#include "sim/text/storage.hpp"

namespace sim {

namespace {

// Fletcher (1982) over 16-bit words, most significant byte first; an odd last byte counts as the upper half of a word.
std::uint32_t fletcher32(std::span<const std::byte> bytes) {
    std::uint32_t one = 0, two = 0;
    std::size_t i = 0, words = bytes.size() / 2;
    while (words > 0) {
        std::size_t run = std::min<std::size_t>(words, 360);   // as many as cannot overflow 32 bits
        words -= run;
        for (; run > 0; --run, i += 2) {
            one += std::to_integer<std::uint32_t>(bytes[i]) << 8U | std::to_integer<std::uint32_t>(bytes[i + 1]);
            two += one;
        }
        one = (one & 0xffffU) + (one >> 16U);
        two = (two & 0xffffU) + (two >> 16U);
    }
    if (bytes.size() % 2 == 1) {
        one += std::to_integer<std::uint32_t>(bytes[i]) << 8U;
        two += one;
        one = (one & 0xffffU) + (one >> 16U);
        two = (two & 0xffffU) + (two >> 16U);
    }
    one = (one & 0xffffU) + (one >> 16U);
    two = (two & 0xffffU) + (two >> 16U);
    return two << 16U | one;
}

// First bytes of all elements, then second bytes, and so on. Bytes are shifted out of whole numbers, which compilers make
// vectors of.
template <class Number>
void shuffle_elements(const std::byte* __restrict from, std::byte* __restrict to, std::size_t count) {
    for (std::size_t b = 0; b < sizeof(Number); ++b, to += count) {
        const std::size_t shift = 8 * (std::endian::native == std::endian::little ? b : sizeof(Number) - 1 - b);
        for (std::size_t e = 0; e < count; ++e) {
            Number whole;
            std::memcpy(&whole, from + e * sizeof whole, sizeof whole);
            to[e] = static_cast<std::byte>(whole >> shift);
        }
    }
}

void shuffle(std::span<const std::byte> chunk, std::size_t size, std::byte* to) {
    const std::size_t count = chunk.size() / size;
    if (size == 8) shuffle_elements<std::uint64_t>(chunk.data(), to, count);
    else if (size == 4) shuffle_elements<std::uint32_t>(chunk.data(), to, count);
    else
        for (std::size_t e = 0; e < count; ++e)
            for (std::size_t b = 0; b < size; ++b) to[b * count + e] = chunk[e * size + b];
}

template <class Number>
void put_together(const std::byte* __restrict from, std::byte* __restrict to, std::size_t count) {
    for (std::size_t e = 0; e < count; ++e) {
        Number whole = 0;
        for (std::size_t b = 0; b < sizeof whole; ++b) {
            const std::size_t shift = 8 * (std::endian::native == std::endian::little ? b : sizeof whole - 1 - b);
            whole |= static_cast<Number>(static_cast<Number>(std::to_integer<Number>(from[b * count + e])) << shift);
        }
        std::memcpy(to + e * sizeof whole, &whole, sizeof whole);
    }
}

void unshuffle(const std::byte* from, std::size_t size, std::span<std::byte> chunk) {
    const std::size_t count = chunk.size() / size;
    if (size == 8) put_together<std::uint64_t>(from, chunk.data(), count);
    else if (size == 4) put_together<std::uint32_t>(from, chunk.data(), count);
    else
        for (std::size_t e = 0; e < count; ++e)
            for (std::size_t b = 0; b < size; ++b) chunk[e * size + b] = from[b * count + e];
}

struct free_compressor {
    void operator()(libdeflate_compressor* one) const { libdeflate_free_compressor(one); }
    void operator()(libdeflate_decompressor* one) const { libdeflate_free_decompressor(one); }
};

// What a thread needs for every chunk it packs: memory new from the system costs as much as filling it.
struct workbench {
    std::unique_ptr<libdeflate_compressor, free_compressor> with{libdeflate_alloc_compressor(deflate_level)};
    std::vector<std::byte> shuffled, packed;
};
struct unpacking_bench {
    std::unique_ptr<libdeflate_decompressor, free_compressor> with{libdeflate_alloc_decompressor()};
    std::vector<std::byte> shuffled;
};

std::byte* room(std::vector<std::byte>& in, std::size_t bytes) {
    if (in.size() < bytes) in.resize(bytes);
    return in.data();
}

}   // namespace

chunking cut(std::size_t rows_a_batch, std::size_t steps, std::size_t bytes_a_step) {
    constexpr std::size_t small = std::size_t{1} << 18U, large = std::size_t{1} << 20U, usual_steps = 260,
                          least_steps = 26;
    const std::size_t bytes = std::max<std::size_t>(1, bytes_a_step), rows = std::max<std::size_t>(1, rows_a_batch);
    const std::size_t most = std::max({std::size_t{1}, steps});
    const auto pieces_of = [&](std::size_t longest) { return (most + longest - 1) / longest; };
    const std::size_t limit = std::max(usual_steps, small / (rows * bytes));
    const std::size_t fits = large / (rows * bytes);
    const std::size_t longest = std::max(std::min(least_steps, most), std::min(limit, std::max<std::size_t>(1, fits)));
    const std::size_t pieces = std::max<std::size_t>(1, pieces_of(longest));
    chunking c{rows, (most + pieces - 1) / pieces};            // pieces of even length
    while (c.rows > 1 && c.rows * c.steps * bytes > large) {   // the next smaller divisor
        do --c.rows;
        while (rows % c.rows != 0);
    }
    while (c.steps > 1 && c.rows * c.steps * bytes > large) c.steps = (c.steps + 1) / 2;
    return c;
}

std::vector<std::byte> pack(std::span<const std::byte> chunk, std::size_t element_size) {
    thread_local workbench own;
    if (!own.with) throw std::bad_alloc{};
    std::byte* const source = room(own.shuffled, chunk.size());
    shuffle(chunk, element_size, source);
    // A zlib stream, as HDF5's deflate filter writes it.
    const std::size_t most = libdeflate_zlib_compress_bound(own.with.get(), chunk.size());
    std::byte* const stream = room(own.packed, most);
    const std::size_t bytes = libdeflate_zlib_compress(own.with.get(), source, chunk.size(), stream, most);
    if (bytes == 0) throw storage_error{"a chunk of results could not be packed, though there was room for it"};
    std::vector<std::byte> packed;
    packed.reserve(bytes + 4);
    packed.assign(stream, stream + bytes);
    const std::uint32_t sum = fletcher32(packed);
    for (unsigned shift = 0; shift < 32; shift += 8) packed.push_back(static_cast<std::byte>(sum >> shift & 0xffU));
    return packed;
}

bool unpack(std::span<const std::byte> stored, std::size_t element_size, std::span<std::byte> chunk) {
    constexpr std::size_t sum_bytes = 4;
    thread_local unpacking_bench own;
    if (!own.with) throw std::bad_alloc{};
    if (stored.size() <= sum_bytes || chunk.size() % element_size != 0) return false;
    const auto stream = stored.first(stored.size() - sum_bytes);
    std::uint32_t sum = 0;
    for (std::size_t b = 0; b < sum_bytes; ++b)
        sum |= std::to_integer<std::uint32_t>(stored[stream.size() + b]) << 8 * b;
    if (sum != fletcher32(stream)) return false;
    std::byte* const shuffled = room(own.shuffled, chunk.size());
    if (libdeflate_zlib_decompress(own.with.get(), stream.data(), stream.size(), shuffled, chunk.size(), nullptr) !=
        LIBDEFLATE_SUCCESS)
        return false;
    unshuffle(shuffled, element_size, chunk);
    return true;
}

}   // namespace sim
