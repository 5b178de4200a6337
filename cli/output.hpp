#pragma once
// What the program says. Messages go to standard error, tables to standard output; where either is full or closed nothing is
// thrown: what was made besides is worth more than what is said of it. What is for people is shown with control characters
// made visible: names come from files, and a terminal must not obey them.

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cli {

// A message. One that cannot be written is lost.
void tell(std::string_view text);
template <class... Args>
void say(fmt::format_string<Args...> format, Args&&... args) {
    tell(fmt::format(format, std::forward<Args>(args)...));
}

// A message of a signal handler, where hardly anything else may be called: it goes out as it is, at once.
void tell_from_a_handler(std::string_view text) noexcept;

// Draws on the terminal of standard error: its control characters are meant.
void draw(std::string_view text);

// A table or a line of standard output; csv goes out as it is, its cells being harmless; json means the same. What cannot be written is told by end_of_output().
void show_as(const std::string& format, std::string_view text);
template <class... Args>
void show(fmt::format_string<Args...> format, Args&&... args) {
    show_as("text", fmt::format(format, std::forward<Args>(args)...));
}

// Sends what was shown on its way.
void flush_output();

// Nobody reads standard output any more: a pipe whose reader has ended, as `| head -1` does. That is no mistake.
struct nobody_reads {};

// At the end: throws storage_error where something that was shown is lost (a full disk), and nobody_reads.
void end_of_output();

// At the start: gives descriptors that are closed to /dev/null, so that no file that is opened later gets their numbers and
// messages with them; writing to them fails. A reader that ends early ends nothing here.
void prepare_output();

}   // namespace cli
