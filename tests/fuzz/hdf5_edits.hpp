#pragma once
// Changes of a sound HDF5 file, read from a fuzzer's bytes. Changed bytes mostly reach HDF5's own checks alone; changed
// numbers, texts, lengths, types and links of a file that is a sound HDF5 file reach what reads it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fuzz {

class hdf5_edits {
public:
    explicit hdf5_edits(const std::string& sound);   // what stands in it; the file is kept in memory

    // Writes the file to `path` with changes, each eight bytes of the input: what to do, the object, where in it (two
    // bytes), and a value (four). With COGOV_FUZZ_SHOW set in the environment, says each in words.
    void write(const std::string& path, std::span<const std::uint8_t> changes) const;
    // Writes the file to `path` with other bytes: where (three bytes), how (one), and a value (four), again and again.
    void write_bytes(const std::string& path, std::span<const std::uint8_t> changes) const;

private:
    struct change;
    void apply(std::int64_t file, const change& one) const;
    void remake(std::int64_t file, const std::string& name, const change& one) const;
    void change_attribute(std::int64_t file, const change& one) const;
    void change_link(std::int64_t file, const change& one) const;

    std::string bytes_;
    std::vector<std::string> groups_, datasets_;                    // names from the root
    std::vector<std::pair<std::string, std::string>> attributes_;   // object, name
    std::vector<std::string> names_, texts_;   // of links and attributes; in datasets, and odd ones
};

}   // namespace fuzz
