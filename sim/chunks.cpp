#include "sim/chunks.hpp"

#include <algorithm>
#include <new>

#include <zlib.h>

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

// First bytes of all elements, then second bytes, and so on.
template <std::size_t Size>
void shuffle_elements(const std::byte* from, std::byte* to, std::size_t count) {
    for (std::size_t e = 0; e < count; ++e)
        for (std::size_t b = 0; b < Size; ++b) to[b * count + e] = from[e * Size + b];
}

std::vector<std::byte> shuffled(std::span<const std::byte> chunk, std::size_t size) {
    std::vector<std::byte> out(chunk.size());
    const std::size_t count = chunk.size() / size;
    if (size == 8) shuffle_elements<8>(chunk.data(), out.data(), count);
    else if (size == 4) shuffle_elements<4>(chunk.data(), out.data(), count);
    else
        for (std::size_t e = 0; e < count; ++e)
            for (std::size_t b = 0; b < size; ++b) out[b * count + e] = chunk[e * size + b];
    return out;
}

// Both ways give a stream that every inflate reads. Noise has no matches but chance ones: looking for runs of one byte
// only is four times as fast there and even a little smaller. Numbers that repeat over the weeks need true matches.
enum class way : std::uint8_t { matches, runs };

std::vector<std::byte> deflated(std::span<const std::byte> source, way how) {
    z_stream stream{};
    constexpr int window = 15, memory = 8;   // zlib's own, as HDF5 has them
    if (deflateInit2(&stream, deflate_level, Z_DEFLATED, window, memory,
                     how == way::runs ? Z_RLE : Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
    std::vector<std::byte> out(deflateBound(&stream, static_cast<uLong>(source.size())));
    stream.next_in =
        reinterpret_cast<z_const Bytef*>(const_cast<std::byte*>(source.data()));   // zlib does not write there
    stream.avail_in = static_cast<uInt>(source.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);   // cannot run out of room
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
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
    const std::vector<std::byte> source =
        element_size > 1 ? shuffled(chunk, element_size) : std::vector<std::byte>(chunk.begin(), chunk.end());
    const std::size_t plane = source.size() / element_size;   // of first bytes, of second bytes ...
    bool repeats = true;
    if (constexpr std::size_t taken = 4096; plane > 2 * taken) {
        std::vector<std::byte> sample;
        for (std::size_t b = 0; b < element_size; ++b)
            sample.insert(sample.end(), source.data() + b * plane, source.data() + b * plane + taken);
        repeats =
            10 * deflated(sample, way::matches).size() < 9 * deflated(sample, way::runs).size();   // worth the time
    }
    std::vector<std::byte> packed = deflated(source, repeats ? way::matches : way::runs);
    const std::uint32_t sum = fletcher32(packed);
    for (unsigned shift = 0; shift < 32; shift += 8) packed.push_back(static_cast<std::byte>(sum >> shift & 0xffU));
    return packed;
}

bool is_sound(std::span<const std::byte> packed) {
    if (packed.size() < 4) return false;
    std::uint32_t stored = 0;
    for (std::size_t b = 0; b < 4; ++b)
        stored |= std::to_integer<std::uint32_t>(packed[packed.size() - 4 + b]) << (8 * b);
    return fletcher32(packed.first(packed.size() - 4)) == stored;
}

}   // namespace sim
