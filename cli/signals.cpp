#include "cli/signals.hpp"

#include <csignal>
#include <list>

#include <unistd.h>

#include "cli/output.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

std::atomic<bool> stop{false}, heeded{false};
std::atomic<int> signal_seen{0};
std::atomic<const std::string*> last_words{nullptr};
constexpr unsigned patience = 1;   // seconds

[[noreturn]] void go(int number) {
    if (const std::string* const words = last_words.load()) tell_from_a_handler(*words);
    _exit(128 + number);
}

extern "C" void on_signal(int number) {
    if (!heeded.load() || stop.load()) go(number);   // nobody looks, or asked twice
    signal_seen.store(number);
    stop.store(true);
    alarm(patience);
}

extern "C" void on_alarm(int /*number*/) { go(signal_seen.load()); }

}   // namespace

const std::atomic<bool>& interrupted() { return stop; }
heeding_signals::heeding_signals() { heeded.store(true); }
heeding_signals::~heeding_signals() { heeded.store(false); }
int interrupt_signal() { return signal_seen.load(); }

void when_stopped(const std::string& sentence) {
    static std::list<std::string> all;   // a handler may be reading one while the next is put in its place
    const char* const fresh_line =
        isatty(STDERR_FILENO) == 1 ? "\n" : "";   // after a progress bar, or the terminal's ^C
    all.push_back(sim::visible(fresh_line + sentence + "\n"));
    last_words.store(&all.back());
}

void watch_signals() {
    when_stopped("stopped before it was done");
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = on_alarm;
    sigaction(SIGALRM, &action, nullptr);
}

}   // namespace cli
