#include "cli/progress.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/output.hpp"

namespace cli {

namespace {

bool on_terminal() {
    const char* const kind = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view{kind} != "dumb";
}

std::size_t columns() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}   // namespace

std::string clock_text(double seconds) {
    const auto s = static_cast<long>(seconds + 0.5);
    return s >= 3600 ? fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
                     : fmt::format("{}:{:02}", s / 60, s % 60);
}

progress_bar::progress_bar(const sim::progress& done, std::uint64_t runs, std::uint64_t agent_steps, std::string unit,
                           bool shown)
    : done_{&done}, runs_{runs}, agent_steps_{agent_steps}, unit_{std::move(unit)} {
    if (!shown) return;
    drawing_ = std::thread{[this] {
        const bool terminal = on_terminal();
        auto next = begin_ + (terminal ? std::chrono::milliseconds{200} : std::chrono::milliseconds{10000});
        while (!ended_.load()) {
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
            if (std::chrono::steady_clock::now() < next) continue;
            draw(terminal);
            next += terminal ? std::chrono::milliseconds{100} : std::chrono::milliseconds{10000};
        }
        if (terminal) cli::draw("\r\x1b[K");
    }};
}

progress_bar::~progress_bar() {
    ended_.store(true);
    if (drawing_.joinable()) drawing_.join();
}

void progress_bar::draw(bool terminal) const {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    const auto steps = static_cast<double>(done_->agent_steps.load());
    const double part = agent_steps_ > 0 ? steps / static_cast<double>(agent_steps_) : 0;
    const double rate = steps / seconds;
    const std::string left = part > 0.002 ? clock_text(seconds / part - seconds) : "?";
    std::string text = fmt::format("{:3.0f} %  {} of {} runs  {:.1f} M {}s/s  {} left", 100 * part, done_->runs.load(),
                                   runs_, rate / 1e6, unit_, left);
    if (!terminal) {
        say("{}\n", text);
        return;
    }
    const std::size_t room = columns();
    if (room > text.size() + 14) {
        const std::size_t width = std::min<std::size_t>(30, room - text.size() - 4);
        const auto full = static_cast<std::size_t>(part * static_cast<double>(width));
        text = "[" + std::string(full, '#') + std::string(width - full, '.') + "] " + text;
    }
    cli::draw(fmt::format("\r{}\x1b[K", text.substr(0, room > 0 ? room - 1 : 79)));
}

}   // namespace cli
