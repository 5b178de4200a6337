#pragma once
// Texts that people name: scenarios and tables.

#include <cstdint>
#include <string>

#include "sim/result.hpp"

namespace sim {

// All of a file or pipe of at most so many bytes; or why it cannot be read, for a sentence: "it is a device; ...".
[[nodiscard]] result<std::string> read_text(const std::string& path, std::uint64_t most);

}   // namespace sim
