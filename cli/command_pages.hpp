#pragma once
// The command line described by itself: what CLI11 knows of every command, as rows, as a manual page, and as bash's
// completion. A value's name says what may stand there: "text|csv|json" is one of these words, DIR a folder, FILE.h5 a
// file of that ending, FILE or PATH any; other names (N, ARM) nothing that a shell could offer.

#include <string>
#include <vector>

namespace CLI {
class App;
}   // namespace CLI

namespace cli {

struct option_row {
    std::vector<std::string> names;   // "-o", "--output"; of an argument its name alone, without dashes
    std::string value;                // empty for a flag
    std::string meaning;
    bool argument = false, required = false, several = false;
};
struct command_row {
    std::string name, meaning;
    std::vector<option_row> options;   // in the order in which they were added; without --help
};

[[nodiscard]] std::vector<command_row> commands_of(const CLI::App& app);
[[nodiscard]] std::string man_page(const CLI::App& app);
[[nodiscard]] std::string bash_completion(const CLI::App& app);

}   // namespace cli
