#pragma once
// Files that are whole or absent: what is written gets its name only after it is on the disk.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sim {

// Something that the machine, not the person, got wrong: a full disk, an unwritable folder, a broken file.
class storage_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// XXH64 of some bytes, as 16 hexadecimal digits.
[[nodiscard]] std::string checksum(std::span<const std::byte> bytes);
[[nodiscard]] inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text.data(), text.size()});
}

// "3.2 MB", for messages.
[[nodiscard]] std::string size_in_words(std::uint64_t bytes);

// Bytes that may still be written to the file system of a folder.
[[nodiscard]] std::uint64_t free_space(const std::string& folder);
[[nodiscard]] std::string folder_of(const std::string& path);   // "." where a path names none

// Is anything of that name there? Is it a folder? False too where nobody may look: whoever opens it says so.
[[nodiscard]] bool is_there(const std::string& path);
[[nodiscard]] bool is_folder(const std::string& path);

// Why something cannot be read, for a sentence ("there is no such file", "it is a folder", "there is no permission to read
// it"); empty where it can be.
enum class kind_of_path { file, folder, either };
[[nodiscard]] std::string why_unreadable(const std::string& path, kind_of_path wanted);

// Makes a folder where there is none; storage_error where it cannot.
void make_folder(const std::string& path);

// Where something written under this name goes: a link's target, at the end of all links; else the name itself.
// storage_error where links go round in a circle.
[[nodiscard]] std::string behind_links(const std::string& path);

// A name beside `path` that no other process uses: PATH.tmp.HOST.PID.N.
[[nodiscard]] std::string temporary_name(const std::string& path);

// Removes what temporary files of this name processes that are no more have left (of this host and dead, or a day old).
void remove_leftovers(const std::string& path);
// The same for all files in a folder.
void remove_leftovers_in(const std::string& folder);

// Writes a file under a temporary name in the same folder, brings it to the disk and gives it its name, replacing a
// file of that name. On failure the temporary file is gone and the storage_error says what to do.
void write_file_safely(const std::string& path, std::span<const std::byte> bytes);
// The same for two pieces, one behind the other.
void write_file_safely(const std::string& path, std::span<const std::byte> bytes, std::span<const std::byte> behind);

// Throws as write_file_safely would where a file of this many bytes finds no room. For files that a library writes which
// bears failed writes badly.
void make_sure_of_room(const std::string& path, std::uint64_t bytes);

// Brings a finished temporary file to the disk and gives it its final name.
void put_in_place(const std::string& temporary, const std::string& path);

// All of a file or pipe. Throws where it cannot be read, is something else (a device has no end), or has more bytes than
// `most`.
[[nodiscard]] std::string read_file(const std::string& path,
                                    std::uint64_t most = std::numeric_limits<std::uint64_t>::max());

// An open file, read and written at any place; whatever does not succeed whole is a storage_error.
class opened_file {
public:
    enum class use { read, change, create };   // create: it must not exist
    opened_file(std::string path, use how);
    ~opened_file();
    opened_file(const opened_file&) = delete;
    opened_file& operator=(const opened_file&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::uint64_t size() const;
    void read(std::uint64_t at, std::span<std::byte> into) const;
    void write(std::uint64_t at, std::span<const std::byte> bytes);
    void cut(std::uint64_t size);   // shorter, or longer by zeros
    void close();

private:
    std::string path_;
    int file_ = -1;
};

// Is there a lock file of ours of that name, held or not?
[[nodiscard]] bool is_lock(const std::string& path);

// One writer per folder: a lock that the system frees when the process ends, however it ends.
class folder_lock {
public:
    // Throws, with who holds it, or where a file of that name is not a lock of ours.
    explicit folder_lock(const std::string& path);
    ~folder_lock();
    folder_lock(const folder_lock&) = delete;
    folder_lock& operator=(const folder_lock&) = delete;

private:
    int file_ = -1;
};

}   // namespace sim
