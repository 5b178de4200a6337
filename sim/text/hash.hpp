#pragma once
// xxHash (XXH64): keys of runs, checksums of parts, identities of populations.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sim {

[[nodiscard]] std::uint64_t hash_bytes(const void* data, std::size_t bytes, std::uint64_t seed = 0);
[[nodiscard]] inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
    return hash_bytes(text.data(), text.size(), seed);
}
template <class Vector>
[[nodiscard]] std::uint64_t hash_vector(const Vector& values, std::uint64_t seed = 0) {
    return hash_bytes(values.data(), values.size() * sizeof(values[0]), seed);
}
[[nodiscard]] std::string hexadecimal(std::uint64_t number);   // 16 digits

}   // namespace sim
