#include "sim/text/hash.hpp"

#include <array>

#include <xxhash.h>

namespace sim {

std::uint64_t hash_bytes(const void* data, std::size_t bytes, std::uint64_t seed) { return XXH64(data, bytes, seed); }

std::string hexadecimal(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; number >>= 4U) text[i] = digits[number & 15U];
    return text;
}

}   // namespace sim
