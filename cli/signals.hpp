#pragma once
// What ends the program early.

#include <atomic>
#include <string>

namespace cli {

// Ctrl-C and SIGTERM end the program at once, with a sentence, whatever it is doing: files are whole or absent anyway. While
// somebody heeds them, interrupted() turns true first, and the program ends by itself a second later where that has not
// helped: making a large town or one step of it may take longer.
[[nodiscard]] const std::atomic<bool>& interrupted();
[[nodiscard]] int interrupt_signal();
void watch_signals();
// The sentence from now on; until then "stopped before it was done".
void when_stopped(const std::string& sentence);
class heeding_signals {
public:
    heeding_signals();
    ~heeding_signals();
    heeding_signals(const heeding_signals&) = delete;
    heeding_signals& operator=(const heeding_signals&) = delete;
};

}   // namespace cli
