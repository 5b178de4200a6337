#pragma once
// How the program ends.

#include <string>

namespace cli {

// Exit statuses.
inline constexpr int done = 0, failed = 1, wrong_usage = 2;

// Mistakes in a scenario or on the command line, already gathered: printed as they are, status 2.
struct wrong_input {
    std::string text;
};

}   // namespace cli
