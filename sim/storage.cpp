#include "sim/storage.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sim/hash.hpp"

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
        if (written < 0) return errno;
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

void put_in_place(const std::string& temporary, const std::string& path) {
    {
        descriptor opened{::open(temporary.c_str(), O_RDONLY | O_CLOEXEC)};
        if (opened.id() < 0 || ::fsync(opened.id()) != 0 || !opened.close()) {
            const int problem = errno;
            ::unlink(temporary.c_str());
            cannot_write(path, 0, problem);
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const int problem = errno;
        ::unlink(temporary.c_str());
        cannot_write(path, 0, problem);
    }
    sync_folder(folder_of(path));
}

void write_file_safely(const std::string& path, std::span<const std::byte> bytes) {
    const std::string temporary = temporary_name(path);
    descriptor opened{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)};
    if (opened.id() < 0) cannot_write(path, bytes.size(), errno);
    int problem = write_all(opened.id(), bytes);
    if (problem == 0 && ::fsync(opened.id()) != 0) problem = errno;
    if (!opened.close() && problem == 0) problem = errno;
    if (problem == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) problem = errno;
    if (problem != 0) {
        ::unlink(temporary.c_str());
        cannot_write(path, bytes.size(), problem);
    }
    sync_folder(folder_of(path));
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

folder_lock::folder_lock(const std::string& path) : file_{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)} {
    if (file_ < 0) cannot_write(path, 0, errno);
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(file_);
        std::string holder = read_file(path);
        while (!holder.empty() && holder.back() == '\n') holder.pop_back();
        throw storage_error{fmt::format(
            "{} is being written by another process ({}): wait for it or stop it, or choose another name with -o",
            folder_of(path), holder.empty() ? "just started" : holder)};
    }
    // Where a file system knows no locks we go on without one.
    const std::string mine = fmt::format("process {} on {}\n", ::getpid(), host_name());
    if (::ftruncate(file_, 0) != 0 || write_all(file_, bytes_of(mine)) != 0) {
        const int problem = errno;
        ::close(file_);
        cannot_write(path, mine.size(), problem);
    }
}

folder_lock::~folder_lock() { ::close(file_); }

}   // namespace sim
