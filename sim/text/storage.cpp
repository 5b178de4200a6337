#include "sim/text/storage.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sim/text/hash.hpp"

namespace sim {

namespace {

std::string host_name() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

// A file descriptor that closes itself; close() tells whether that went well.
class descriptor {
public:
    explicit descriptor(int file) : file_{file} {}
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(file_, other.file_);
        return *this;
    }
    ~descriptor() {
        if (file_ >= 0) ::close(file_);
    }
    [[nodiscard]] int id() const { return file_; }
    [[nodiscard]] bool close() { return ::close(std::exchange(file_, -1)) == 0; }

private:
    int file_;
};

// What the person can do about a failed write.
std::string advice(int problem) {
    switch (problem) {
        case ENOSPC:
            return "make room on the disk, or write elsewhere with -o";
        case EDQUOT:
            return "the quota is used up: remove files of yours, or write elsewhere with -o";
        case EFBIG:
            return "the file is larger than the system or `ulimit -f` allows: raise the limit, or write elsewhere with "
                   "-o";
        case EROFS:
            return "this file system is read-only: write elsewhere with -o";
        case EACCES:
        case EPERM:
            return "there is no permission to write there: change it, or write elsewhere with -o";
        case ENOENT:
            return "the folder that it would be in does not exist: create it first";
        case ENAMETOOLONG:
            return "choose a shorter name with -o";
        default:
            return "check the disk, or write elsewhere with -o";
    }
}

[[noreturn]] void cannot_write(const std::string& path, std::uint64_t need, int problem) {
    throw storage_error{fmt::format("cannot write {} ({}): {}; it needs {}, {} are free; {}", path,
                                    "error " + std::to_string(problem), std::strerror(problem), size_in_words(need),
                                    size_in_words(free_space(folder_of(path))), advice(problem))};
}

// Writes all of it; returns 0 or the error number.
int write_all(int file, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return written < 0 ? errno : EIO;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return 0;
}

void sync_folder(const std::string& folder) {
    const descriptor opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (opened.id() >= 0) ::fsync(opened.id());   // some file systems cannot; the data itself is on the disk
}

}   // namespace

std::string checksum(std::span<const std::byte> bytes) { return hexadecimal(hash_bytes(bytes.data(), bytes.size())); }

std::string size_in_words(std::uint64_t bytes) {
    constexpr std::array units{"bytes", "kB", "MB", "GB", "TB"};
    auto size = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; size >= 1000 && unit + 1 < units.size(); ++unit) size /= 1000;
    return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} {}", size, units[unit]);
}

std::uint64_t free_space(const std::string& folder) {
    struct statvfs about {};
    if (::statvfs(folder.c_str(), &about) != 0) return 0;
    return static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

bool is_there(const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0;
}

bool is_folder(const std::string& path) {
    struct stat about {};
    return ::stat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode);
}

std::string why_unreadable(const std::string& path, kind_of_path wanted) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) {
        if (errno == EACCES) return "there is no permission to look into the folder that it is in";
        if (errno != ENOENT && errno != ENOTDIR) return std::strerror(errno);
        if (wanted == kind_of_path::either) return "there is no such file or folder";
        return wanted == kind_of_path::folder ? "there is no such folder" : "there is no such file";
    }
    const bool folder = S_ISDIR(about.st_mode);
    if (wanted == kind_of_path::file && folder) return "it is a folder";
    if (wanted == kind_of_path::folder && !folder) return "it is a file, not a folder";
    if (::faccessat(AT_FDCWD, path.c_str(), folder ? R_OK | X_OK : R_OK, AT_EACCESS) == 0) return "";
    return errno == EACCES ? "there is no permission to read it" : std::strerror(errno);
}

void make_folder(const std::string& path) {
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) {
        const int problem = errno;
        throw storage_error{
            fmt::format("cannot make the folder {}: {}; {}", path, std::strerror(problem), advice(problem))};
    }
    if (!is_folder(path))
        throw storage_error{
            fmt::format("{} is in the way: it should be a folder; rename it, or choose another name with -o", path)};
}

std::string temporary_name(const std::string& path) {
    static std::atomic<unsigned> next{0};
    return fmt::format("{}.tmp.{}.{}.{}", path, host_name(), ::getpid(), next++);
}

std::string behind_links(const std::string& path) {
    namespace fs = std::filesystem;
    fs::path now = path;
    constexpr int most_links = 40;   // as many as Linux follows
    for (int links = 0; links < most_links; ++links) {
        std::error_code problem;
        const fs::path to = fs::read_symlink(now, problem);
        if (problem) return now.string();   // no link, or nothing there
        now = to.is_absolute() ? to : now.parent_path() / to;
    }
    throw storage_error{fmt::format("{} leads from link to link and to no file: choose another name with -o", path)};
}

namespace {

// Is this a temporary file (of `name`, or of any name where that is empty) that no process is at work on any more?
bool is_left_over(const std::filesystem::directory_entry& entry, const std::string& name) {
    const std::string file = entry.path().filename().string();
    const std::size_t mark = file.rfind(".tmp.");
    if (mark == std::string::npos || (!name.empty() && file.substr(0, mark) != name)) return false;
    // HOST.PID.N; a host's name may have points of its own.
    const std::string by = file.substr(mark + 5);
    const std::size_t last = by.rfind('.'), before = last == std::string::npos ? last : by.rfind('.', last - 1);
    if (before == std::string::npos || before == 0) return false;
    const auto number = [](std::string_view digits) {
        long value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size() ? value : -1L;
    };
    const long process = number(std::string_view{by}.substr(before + 1, last - before - 1));
    if (process <= 0 || number(std::string_view{by}.substr(last + 1)) < 0) return false;
    struct stat about {};
    if (::lstat(entry.path().c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return false;
    constexpr std::time_t a_day = 86400;
    if (std::time(nullptr) - about.st_mtime > a_day) return true;
    return by.substr(0, before) == host_name() && ::kill(static_cast<pid_t>(process), 0) != 0 && errno == ESRCH;
}

void remove_leftovers(const std::string& folder, const std::string& name) {
    std::error_code ignored;
    std::vector<std::filesystem::path> left;
    for (const auto& entry : std::filesystem::directory_iterator{folder, ignored})
        if (is_left_over(entry, name)) left.push_back(entry.path());
    for (const auto& one : left) ::unlink(one.c_str());
}

}   // namespace

void remove_leftovers(const std::string& path) {
    const std::string target = behind_links(path);
    remove_leftovers(folder_of(target), std::filesystem::path{target}.filename().string());
}

void remove_leftovers_in(const std::string& folder) { remove_leftovers(folder, ""); }

void put_in_place(const std::string& temporary, const std::string& path) {
    const std::string target = behind_links(path);
    {
        descriptor opened{::open(temporary.c_str(), O_RDONLY | O_CLOEXEC)};
        if (opened.id() < 0 || ::fsync(opened.id()) != 0 || !opened.close()) {
            const int problem = errno;
            ::unlink(temporary.c_str());
            cannot_write(path, 0, problem);
        }
    }
    if (::rename(temporary.c_str(), target.c_str()) != 0) {
        const int problem = errno;
        ::unlink(temporary.c_str());
        cannot_write(path, 0, problem);
    }
    sync_folder(folder_of(target));
}

void write_file_safely(const std::string& path, std::span<const std::byte> bytes, std::span<const std::byte> behind) {
    const std::string target = behind_links(path), temporary = temporary_name(target);
    const std::uint64_t need = bytes.size() + behind.size();
    descriptor opened{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)};
    if (opened.id() < 0) cannot_write(path, need, errno);
    int problem = write_all(opened.id(), bytes);
    if (problem == 0) problem = write_all(opened.id(), behind);
    if (problem == 0 && ::fsync(opened.id()) != 0) problem = errno;
    if (!opened.close() && problem == 0) problem = errno;
    if (problem == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) problem = errno;
    if (problem != 0) {
        ::unlink(temporary.c_str());
        cannot_write(path, need, problem);
    }
    sync_folder(folder_of(target));
}

void write_file_safely(const std::string& path, std::span<const std::byte> bytes) {
    write_file_safely(path, bytes, {});
}

void make_sure_of_room(const std::string& path, std::uint64_t bytes) {
    // A file without a name, so that nothing is left of it wherever the process is killed.
    descriptor opened{::open(folder_of(path).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644)};
    if (opened.id() < 0) {   // not every file system has these
        const std::string temporary = temporary_name(path);
        opened = descriptor{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)};
        if (opened.id() < 0) cannot_write(path, bytes, errno);
        ::unlink(temporary.c_str());
    }
    int problem = 0;
#if defined(__linux__)
    if (bytes > 0 && ::fallocate(opened.id(), 0, 0, static_cast<off_t>(bytes)) != 0) problem = errno;
    if (problem == EOPNOTSUPP || problem == ENOSYS) problem = 0;   // the file system cannot tell beforehand
#endif
    if (problem == 0 && free_space(folder_of(path)) < bytes) problem = ENOSPC;
    if (problem != 0) cannot_write(path, bytes, problem);
}

std::string read_file(const std::string& path, std::uint64_t most) {
    const descriptor opened{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (opened.id() < 0) throw storage_error{fmt::format("cannot read {}: {}", path, std::strerror(errno))};
    struct stat about {};
    if (::fstat(opened.id(), &about) != 0)
        throw storage_error{fmt::format("cannot read {}: {}", path, std::strerror(errno))};
    if (S_ISCHR(about.st_mode) || S_ISBLK(about.st_mode))
        throw storage_error{fmt::format("cannot read {}: it is a device; name a file or a pipe", path)};
    std::string text;
    if (about.st_size > 0)
        text.reserve(static_cast<std::size_t>(std::min(static_cast<std::uint64_t>(about.st_size), most)));
    std::string piece(std::size_t{1} << 18U, '\0');
    while (true) {
        const ssize_t got = ::read(opened.id(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw storage_error{fmt::format("cannot read {}: {}", path, std::strerror(errno))};
        if (got == 0) return text;
        text.append(piece, 0, static_cast<std::size_t>(got));
        if (text.size() > most)
            throw storage_error{fmt::format("cannot read {}: it has more than {}, the most that is read here", path,
                                            size_in_words(most))};
    }
}

opened_file::opened_file(std::string path, use how) : path_{std::move(path)} {
    int flags = O_CLOEXEC | O_NOCTTY;
    if (how == use::read) flags |= O_RDONLY;
    else flags |= how == use::change ? O_RDWR : O_RDWR | O_CREAT | O_EXCL;
    file_ = ::open(path_.c_str(), flags, 0644);
    if (file_ < 0 && how == use::read)
        throw storage_error{fmt::format("cannot read {}: {}", path_, std::strerror(errno))};
    if (file_ < 0) cannot_write(path_, 0, errno);
}

opened_file::~opened_file() {
    if (file_ >= 0) ::close(file_);
}

std::uint64_t opened_file::size() const {
    struct stat about {};
    if (::fstat(file_, &about) != 0)
        throw storage_error{fmt::format("cannot read {}: {}", path_, std::strerror(errno))};
    return static_cast<std::uint64_t>(about.st_size);
}

void opened_file::read(std::uint64_t at, std::span<std::byte> into) const {
    while (!into.empty()) {
        const ssize_t got = ::pread(file_, into.data(), into.size(), static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw storage_error{fmt::format("cannot read {}: {}", path_, std::strerror(errno))};
        if (got == 0) throw storage_error{fmt::format("{} is cut off: it ends at byte {}", path_, at)};
        into = into.subspan(static_cast<std::size_t>(got));
        at += static_cast<std::uint64_t>(got);
    }
}

void opened_file::write(std::uint64_t at, std::span<const std::byte> bytes) {
    const std::size_t need = bytes.size();
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) cannot_write(path_, need, written < 0 ? errno : EIO);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        at += static_cast<std::uint64_t>(written);
    }
}

void opened_file::cut(std::uint64_t size) {
    if (::ftruncate(file_, static_cast<off_t>(size)) != 0) cannot_write(path_, size, errno);
}

void opened_file::close() {
    if (file_ >= 0 && ::close(std::exchange(file_, -1)) != 0) cannot_write(path_, 0, errno);
}

namespace {

constexpr std::string_view lock_begins = "process ";

// Is an open file a lock of ours, or empty and nobody else's?
bool is_lock(int file) {
    struct stat about {};
    if (::fstat(file, &about) != 0 || !S_ISREG(about.st_mode) || about.st_nlink > 1) return false;
    std::array<char, lock_begins.size()> begin{};
    return about.st_size == 0 || (::pread(file, begin.data(), begin.size(), 0) == static_cast<ssize_t>(begin.size()) &&
                                  std::string_view{begin.data(), begin.size()} == lock_begins);
}

// Opens a lock file; a link, or a file of somebody's, is not one.
int open_lock(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0644);
    const auto not_ours = [&] {
        throw storage_error{fmt::format(
            "{} is in the way: it is no lock of cogov; move it elsewhere, or choose another name with -o", path)};
    };
    if (file < 0) {
        if (errno == ELOOP) not_ours();
        cannot_write(path, 0, errno);
    }
    if (!is_lock(file)) {
        ::close(file);
        not_ours();
    }
    return file;
}

// Is it this file that has the name now? Whoever held the lock before may have removed it with the folder.
bool still_there(int file, const std::string& path) {
    struct stat mine {
    }, named{};
    return ::fstat(file, &mine) == 0 && ::lstat(path.c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
           mine.st_dev == named.st_dev;
}

}   // namespace

bool is_lock(const std::string& path) {
    const descriptor opened{::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
    return opened.id() >= 0 && is_lock(opened.id());
}

folder_lock::folder_lock(const std::string& path) : file_{open_lock(path)} {
    const auto held = [&] {
        std::string holder;
        try {
            holder = read_file(path);
        } catch (const storage_error&) {   // gone meanwhile
        }
        while (!holder.empty() && holder.back() == '\n') holder.pop_back();
        throw storage_error{fmt::format(
            "{} is being written by another process ({}): wait for it or stop it, or choose another name with -o",
            folder_of(path), holder.empty() ? "just now" : holder)};
    };
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(file_);
        held();
    }
    // Where a file system knows no locks we go on without one.
    if (!still_there(file_, path)) {   // its last holder finished between our opening and locking it
        ::close(file_);
        held();
    }
    const std::string mine = fmt::format("{}{} on {}\n", lock_begins, ::getpid(), host_name());
    if (::ftruncate(file_, 0) != 0 || write_all(file_, bytes_of(mine)) != 0) {
        const int problem = errno;
        ::close(file_);
        cannot_write(path, mine.size(), problem);
    }
}

folder_lock::~folder_lock() { ::close(file_); }

}   // namespace sim
