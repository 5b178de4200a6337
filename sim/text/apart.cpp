#include "sim/text/apart.hpp"

#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <exception>
#include <fstream>
#include <new>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/text/storage.hpp"

// A fuzzer takes a process that dies for one that it has found; of ours it must not.
// NOLINTNEXTLINE(readability-identifier-naming,bugprone-reserved-identifier)
extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

namespace sim {

namespace {

std::uint64_t bytes_of_this_process() {
    std::uint64_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void be_alone(const apart_limits& limits) {
    for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGINT, SIGTERM, SIGPROF, SIGALRM, SIGPIPE})
        std::signal(signal, SIG_DFL);
    if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(nullptr);
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);   // what a library prints while it dies
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    rlimit memory{};
    if (::getrlimit(RLIMIT_AS, &memory) == 0) {
        memory.rlim_cur = std::min<rlim_t>(memory.rlim_max, bytes_of_this_process() + limits.bytes);
        ::setrlimit(RLIMIT_AS, &memory);
    }
    itimerval time{};
    time.it_value.tv_sec = static_cast<time_t>(limits.processor_seconds);
    time.it_value.tv_usec = static_cast<suseconds_t>(std::fmod(limits.processor_seconds, 1.0) * 1e6);
    ::setitimer(ITIMER_PROF, &time, nullptr);
}

// One letter says what the text after it is: the work's own, or that memory ran out.
constexpr char worked = 'w', no_memory = 'm';

[[noreturn]] void work_and_tell(const std::function<std::string()>& work, const apart_limits& limits, int into) {
    std::string told(1, worked);
    try {
        be_alone(limits);
        told += work();
    } catch (const std::bad_alloc&) {
        told.assign(1, no_memory);
    } catch (const std::exception& problem) {
        told += problem.what();
    }
    for (std::string_view rest = told; !rest.empty();) {
        const ssize_t written = ::write(into, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    ::_exit(0);
}

// Until the other end closes; false where it does not within so many seconds.
bool listen(int from, double seconds, std::string& told) {
    timespec begin{};
    ::clock_gettime(CLOCK_MONOTONIC, &begin);
    std::array<char, 4096> piece{};
    while (true) {
        timespec now{};
        ::clock_gettime(CLOCK_MONOTONIC, &now);
        const double left = seconds - static_cast<double>(now.tv_sec - begin.tv_sec);
        pollfd what{from, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&what, 1, static_cast<int>(left * 1000) + 1) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return false;
        const ssize_t got = ::read(from, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return true;
        told.append(piece.data(), static_cast<std::size_t>(got));
    }
}

}   // namespace

std::string done_apart(const std::function<std::string()>& work, const std::string& subject,
                       const apart_limits& limits) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw storage_error{fmt::format("{} cannot be looked at: {}", subject, std::strerror(errno))};
    const pid_t child = ::fork();
    if (child < 0) {
        const int problem = errno;
        ::close(ends[0]);
        ::close(ends[1]);
        throw storage_error{
            fmt::format("{} cannot be looked at in a process of its own: {}", subject, std::strerror(problem))};
    }
    if (child == 0) work_and_tell(work, limits, ends[1]);
    ::close(ends[1]);
    std::string told;
    // Processor time is what is bounded; a busy machine, or one asleep, must not make a sound file look endless.
    const bool ended = listen(ends[0], 30 + 30 * limits.processor_seconds, told);
    ::close(ends[0]);
    if (!ended) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (ended && WIFEXITED(status) && WEXITSTATUS(status) == 0 && !told.empty())
        return told.front() == worked ? told.substr(1) : subject + " asks for too much memory";
    const bool long_one = !ended || (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF);
    return subject + (long_one ? " takes too long" : " crashes");
}

}   // namespace sim
