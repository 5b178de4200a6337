#pragma once
// Texts that people name: scenarios and tables.

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/text/result.hpp"

namespace sim {

// All of a file or pipe of at most so many bytes; or why it cannot be read, for a sentence: "it is a device; ...".
[[nodiscard]] result<std::string> read_text(const std::string& path, std::uint64_t most);

// What a file is whose first bytes say that it is no text that can be read here: "a workbook (.xlsx, .ods) or another zip file",
// "text in UTF-16"; nothing of any other.
[[nodiscard]] std::string what_else_it_is(std::string_view bytes);

}   // namespace sim
