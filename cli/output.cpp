#include "cli/output.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

int lost = 0;   // why something that was shown could not be written; 0: nothing is lost

void put(std::FILE* into, std::string_view text) {
    errno = 0;
    const bool written = std::fwrite(text.data(), 1, text.size(), into) == text.size();
    if (!written && into == stdout && lost == 0) lost = errno != 0 ? errno : EIO;
}

}   // namespace

void tell(std::string_view text) { put(stderr, sim::visible(text)); }

void tell_from_a_handler(std::string_view text) noexcept {
    if (::write(STDERR_FILENO, text.data(), text.size()) < 0) return;   // nobody reads it
}

void draw(std::string_view text) { put(stderr, text); }

void show_as(const std::string& format, std::string_view text) {
    if (lost != 0) return;
    put(stdout, format == "csv" ? std::string{text} : format == "json" ? sim::visible_json(text) : sim::visible(text));
}

void flush_output() {
    errno = 0;
    if (std::fflush(stdout) != 0 && lost == 0) lost = errno != 0 ? errno : EIO;
}

void end_of_output() {
    flush_output();
    if (lost == 0 && std::ferror(stdout) != 0) lost = EIO;
    if (lost == EPIPE) throw nobody_reads{};
    if (lost == EBADF) throw sim::storage_error{"what was printed could not be written: standard output is closed"};
    if (lost != 0)
        throw sim::storage_error{fmt::format("what was printed could not be written: {}", std::strerror(lost))};
}

void prepare_output() {
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(file, F_GETFD) == -1 && errno == EBADF) static_cast<void>(::open("/dev/null", O_RDONLY));
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
}

}   // namespace cli
