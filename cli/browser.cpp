#include "cli/browser.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/passing_folder.hpp"

namespace cli {

namespace {

constexpr std::chrono::seconds patience{60};

// What a process writes to `from` until it closes it; false where time ran out first.
bool read_all(int from, std::string& into) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd one{from, POLLIN, 0};
        if (left.count() <= 0 || ::poll(&one, 1, static_cast<int>(left.count())) == 0) return false;
        const ssize_t n = ::read(from, buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return true;
        into.append(buffer.data(), static_cast<std::size_t>(n));
    }
}

// In the child: what it prints goes into the pipe, what it complains of nowhere.
[[noreturn]] void become(const std::vector<char*>& words, int output) {
    ::setpgid(0, 0);
    static_cast<void>(std::signal(SIGPIPE, SIG_DFL));   // ignored here, and that would be inherited
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nowhere, STDIN_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::execv(words.front(), words.data());
    ::_exit(127);
}

}   // namespace

std::optional<std::string> find_browser() {
    const char* const path = std::getenv("PATH");
    if (path == nullptr) return {};
    for (const char* const name : {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}) {
        std::string_view folders{path};
        while (!folders.empty()) {
            const std::size_t end = std::min(folders.find(':'), folders.size());
            std::string file = fmt::format("{}/{}", folders.substr(0, end), name);
            if (end > 0 && ::access(file.c_str(), X_OK) == 0) return file;
            folders.remove_prefix(std::min(end + 1, folders.size()));
        }
    }
    return {};
}

std::string run_browser(const std::string& browser, std::vector<std::string> arguments) {
    const passing_folder own;
    std::vector<std::string> words{browser,
                                   "--headless",
                                   "--disable-gpu",
                                   "--disable-quic",
                                   "--no-first-run",
                                   "--disable-background-networking",
                                   "--disable-component-update",
                                   "--disable-sync",
                                   "--disable-extensions",
                                   "--disable-dev-shm-usage",
                                   "--user-data-dir=" + own.path("profile")};
    if (::geteuid() == 0) words.emplace_back("--no-sandbox");   // it has none for root; the page is our own
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);

    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw std::runtime_error{fmt::format("{} cannot be started: {}", browser, std::strerror(errno))};
    const pid_t child = ::fork();
    if (child == 0) become(pointers, ends[1]);
    ::close(ends[1]);
    std::string said;
    const bool ended = child > 0 && read_all(ends[0], said);
    ::close(ends[0]);
    if (child < 0) throw std::runtime_error{fmt::format("{} cannot be started: {}", browser, std::strerror(errno))};
    if (!ended) ::kill(-child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    if (!ended) throw std::runtime_error{fmt::format("{} did not finish within {} seconds", browser, patience.count())};
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error{fmt::format("{} could not draw the report's figures", browser)};
    return said;
}

std::string file_address(const std::string& path) {
    const std::string full = std::filesystem::absolute(path).string();
    std::string out = "file://";
    for (const char c : full) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || std::string_view{"/-_.~"}.find(c) != std::string_view::npos) out += c;
        else out += fmt::format("%{:02X}", byte);
    }
    return out;
}

}   // namespace cli
