#pragma once
// For sim/results/hdf5*.cpp only: the file driver that HDF5 reads and writes through. What it reads is compared with the file's
// checksums first, so no damaged byte gets to HDF5, which follows pointers and crashes on wrong ones. What it writes and cannot is
// remembered, since HDF5 drops errors of its last writes.

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/results/hdf5_calls.hpp"
#include "sim/results/seal.hpp"
#include "sim/text/storage.hpp"

namespace sim::hdf5 {

// A file as HDF5 sees it.
class medium {
public:
    medium(const std::string& path, opened_file::use how);
    [[nodiscard]] bool sealed() const { return sums_.has_value(); }
    [[nodiscard]] std::uint64_t contents() const { return length_; }
    // All of these bytes, or storage_error: the file is damaged, or the disk.
    void read(std::uint64_t at, std::span<std::byte> into);
    // Never throws: after a failure nothing more is written, and HDF5 goes on in good order until close().
    void write(std::uint64_t at, std::span<const std::byte> bytes) noexcept;
    void cut(std::uint64_t size) noexcept;
    void rethrow() const;   // the first failure to write, where there was one
    void close();           // throws it too

private:
    void be_sure_of(std::size_t piece);   // compares it with its checksum, once
    opened_file file_;
    std::optional<seal> sums_;
    std::uint64_t length_ = 0;
    std::vector<bool> sound_;        // pieces that have been compared
    std::vector<std::byte> piece_;   // room for one
    std::exception_ptr failure_;
};

// An access list by which H5Fopen and H5Fcreate open this very medium, whatever name they are given. `what` itself must
// outlive the list.
[[nodiscard]] handle access_to(const std::shared_ptr<medium>& what);

}   // namespace sim::hdf5
