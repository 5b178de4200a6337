#pragma once
// A scenario to start from, for `cogov new`.

#include <string>

namespace cli {

// Writes FOLDER/scenario.toml, commented, and FOLDER/population/*.csv, a small town of two communities. Throws
// std::runtime_error with a sentence where the folder has something in it or cannot be written.
void write_new_scenario(const std::string& folder);

}   // namespace cli
