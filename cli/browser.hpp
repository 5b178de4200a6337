#pragma once
// Chromium without a window, for pictures of the report's figures. Nothing here goes through a shell.

#include <optional>
#include <string>
#include <vector>

namespace cli {

// The path of Chromium or Chrome, where one is installed.
[[nodiscard]] std::optional<std::string> find_browser();

// Runs it with some more arguments and a folder of its own for its files, which is removed afterwards. Returns what it printed;
// throws std::runtime_error where it fails or takes longer than a minute.
[[nodiscard]] std::string run_browser(const std::string& browser, std::vector<std::string> arguments);

// The address of a file on this machine, as browsers have it.
[[nodiscard]] std::string file_address(const std::string& path);

}   // namespace cli
