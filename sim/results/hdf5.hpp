#pragma once
// HDF5 files as this program uses them: netCDF-4 compatible, the same bytes for the same contents, every error a
// sim::storage_error that says what was being done, to which file, and HDF5's own reason. Only sim/results/hdf5*.cpp include
// HDF5 itself. One thread at a time.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/text/storage.hpp"

namespace sim {

// Call once when the program starts: HDF5 keeps quiet and does nothing at exit, and a file that grows too large is an
// error, not the end. (Opening or creating a file calls it too.)
void storage_start();

namespace hdf5 {

using shape = std::vector<std::uint64_t>;
enum class element : std::uint8_t { u8, i8, u16, u32, i32, u64, i64, f32, f64, text };   // text: UTF-8 of any length

template <class Value>
inline constexpr element element_of = element::text;
template <>
inline constexpr element element_of<std::uint8_t> = element::u8;
template <>
inline constexpr element element_of<std::int8_t> = element::i8;
template <>
inline constexpr element element_of<std::uint16_t> = element::u16;
template <>
inline constexpr element element_of<std::uint32_t> = element::u32;
template <>
inline constexpr element element_of<std::int32_t> = element::i32;
template <>
inline constexpr element element_of<std::uint64_t> = element::u64;
template <>
inline constexpr element element_of<std::int64_t> = element::i64;
template <>
inline constexpr element element_of<float> = element::f32;
template <>
inline constexpr element element_of<double> = element::f64;

[[nodiscard]] std::size_t bytes_of(element type);
[[nodiscard]] inline std::size_t volume(const shape& of) {
    std::size_t n = 1;
    for (const std::uint64_t length : of) n *= length;
    return n;
}

// An identifier of HDF5 that closes itself.
class handle {
public:
    using closer = int (*)(std::int64_t);
    handle() = default;
    handle(std::int64_t id, closer how) : id_{id}, close_{how} {}
    handle(handle&& other) noexcept : id_{std::exchange(other.id_, -1)}, close_{other.close_} {}
    handle& operator=(handle&& other) noexcept;
    ~handle();
    [[nodiscard]] std::int64_t id() const { return id_; }
    int close() { return id_ >= 0 ? close_(std::exchange(id_, -1)) : 0; }   // negative: it failed

private:
    std::int64_t id_ = -1;
    closer close_ = nullptr;
};

// A group or dataset: what carries attributes.
class node {
public:
    void set(const std::string& name, std::string_view text);
    void set_integer(const std::string& name, std::int64_t value);     // int32 where it fits, else int64
    void set_unsigned(const std::string& name, std::uint64_t value);   // uint64
    void set_integers(const std::string& name, std::span<const std::int32_t> values);
    void set_real(const std::string& name, double value);
    // Nothing where there is no such attribute, or one of another kind.
    [[nodiscard]] std::optional<std::string> text(const std::string& name) const;
    [[nodiscard]] std::optional<std::int64_t> integer(const std::string& name) const;
    [[nodiscard]] std::optional<std::uint64_t> unsigned_integer(const std::string& name) const;
    [[nodiscard]] std::optional<double> real(const std::string& name) const;
    [[nodiscard]] std::vector<std::int32_t> integers(const std::string& name) const;   // empty where there are none
    [[nodiscard]] bool has_attribute(const std::string& name) const;
    // Names and bytes of all attributes but those that refer to other objects, in the order of names.
    [[nodiscard]] std::vector<std::pair<std::string, std::vector<std::byte>>> plain_attributes() const;
    [[nodiscard]] const std::string& path() const { return path_; }               // within the file
    [[nodiscard]] std::string where() const { return path_ + " of " + *file_; }   // for messages

protected:
    void look_through_attributes() const;          // reads them all
    [[nodiscard]] std::uint64_t address() const;   // within the file
    node(handle id, std::shared_ptr<const std::string> file, std::string path)
        : id_{std::move(id)}, file_{std::move(file)}, path_{std::move(path)} {}
    handle id_;
    std::shared_ptr<const std::string> file_;
    std::string path_;
};

class dataset : public node {
public:
    [[nodiscard]] element type() const { return type_; }
    [[nodiscard]] const shape& size() const { return size_; }
    [[nodiscard]] const shape& chunk() const { return chunk_; }   // empty: stored in one piece
    [[nodiscard]] bool packed() const { return packed_; }         // by exactly shuffle, deflate, fletcher32

    // Numbers are converted where the file holds others; reading texts as numbers or the reverse is an error.
    template <class Value>
    [[nodiscard]] std::vector<Value> read() const {
        be_sure_it_is_stored();
        std::vector<Value> values(volume(size_));
        read_block(element_of<Value>, nullptr, nullptr, values.data(), values.size());
        return values;
    }
    template <class Value>
    [[nodiscard]] std::vector<Value> read(const shape& first, const shape& count) const {
        be_sure_it_is_stored();
        std::vector<Value> values(volume(count));
        read_block(element_of<Value>, &first, &count, values.data(), values.size());
        return values;
    }
    template <class Value>
    void read_into(const shape& first, const shape& count, Value* values) const {
        read_block(element_of<Value>, &first, &count, values, volume(count));
    }
    void read_bytes(const shape& first, const shape& count, std::byte* values) const {   // in the file's own type
        read_block(type_, &first, &count, values, volume(count));
    }
    [[nodiscard]] std::vector<std::string> read_texts() const;
    template <class Value>
    void write(std::span<const Value> values) {
        write_block(element_of<Value>, values.data(), values.size());
    }
    template <class Value>
    void write(const std::vector<Value>& values) {
        write_block(element_of<Value>, values.data(), values.size());
    }
    void write_texts(std::span<const std::string> values);

    // One chunk as it is stored; `offset` in elements.
    void write_chunk(const shape& offset, std::span<const std::byte> stored);
    [[nodiscard]] std::vector<std::byte> read_chunk(const shape& offset) const;   // throws where there is none

    // Makes this the scale of a dimension; `number` is the dimension's place in the file's order of dimensions.
    void make_scale(const std::string& name, std::int32_t number);
    // Names this dataset's dimensions, one scale an axis.
    void attach(std::span<const dataset* const> scales);

private:
    friend class group;
    void look_through(std::uint64_t most_bytes) const;
    dataset(handle id, std::shared_ptr<const std::string> file, std::string path);   // form as the file has it
    dataset(handle id, std::shared_ptr<const std::string> file, std::string path, const struct form& how);
    // Throws where a file says that it holds far more numbers than it has bytes for: nobody can hold them either.
    void be_sure_it_is_stored() const;
    void read_block(element as, const shape* first, const shape* count, void* values, std::size_t room) const;
    // The same of chunks of whole rows that were packed here, by many threads, several times as fast as the library, which
    // goes through them cell by cell. False where it cannot be done or a chunk is not as it should be: the library reads then,
    // and says what is wrong.
    bool read_rows(const shape& first, const shape& count, std::byte* values) const;
    void write_block(element as, const void* values, std::size_t count);
    element type_ = element::f64;
    std::size_t element_bytes_ = 0;   // in memory
    shape size_, chunk_;
    bool packed_ = false;
    std::int32_t number_ = -1;   // of a scale
};

// How a new dataset is stored.
struct form {
    element type = element::f64;
    shape size{};
    shape chunk{};                    // empty: in one piece
    bool unlimited = false;           // may grow along its first axis
    bool packed = false;              // shuffle, deflate, fletcher32
    bool nan_where_missing = false;   // fill value and _FillValue of floating-point numbers
};

class group : public node {
public:
    [[nodiscard]] bool has(const std::string& name) const;
    // Names, in the order of creation where it was tracked; links to elsewhere are none.
    [[nodiscard]] std::vector<std::string> datasets() const;
    [[nodiscard]] std::vector<std::string> groups() const;
    // Paths of all datasets in this group and those below it. Throws where a group is below itself, or there twice.
    [[nodiscard]] std::vector<std::string> all_datasets() const;
    // Reads all that reading may stumble over, here and below: names, attributes, texts, the places of chunks, and numbers of
    // arrays of at most so many bytes.
    void look_through(std::uint64_t most_bytes) const;
    [[nodiscard]] group open_group(const std::string& name) const;
    [[nodiscard]] dataset open(const std::string& name) const;
    [[nodiscard]] group make_group(const std::string& name);
    [[nodiscard]] dataset make(const std::string& name, const form& how);
    void make_text(const std::string& name, const std::string& text);   // a single text; "a/b" makes group a
    [[nodiscard]] std::string read_text(const std::string& name) const;
    // A dimension that has a length but no values (netCDF-4's "not a variable").
    [[nodiscard]] dataset make_bare_dimension(const std::string& name, std::uint64_t length, std::int32_t number);

private:
    friend class file;
    group(handle id, std::shared_ptr<const std::string> file, std::string path)
        : node{std::move(id), std::move(file), std::move(path)} {}
    [[nodiscard]] std::vector<std::string> members(bool of_groups) const;
    void visit(const std::string& before, std::vector<std::uint64_t>& seen,
               const std::function<void(const group& in, const std::string& before)>& each) const;
};

class medium;   // sim/results/hdf5_driver.hpp

// Is there a file that begins as HDF5 files do? Pipes are left alone: what is read of them is gone.
[[nodiscard]] bool is_hdf5(const std::string& path);

// Files made here carry checksums of all their bytes (sim/results/seal.hpp), and say so in an attribute of the root, by which a file
// that has lost them is known.
inline constexpr std::string_view checksums_attribute = "cogov_checksums";

class file {
public:
    [[nodiscard]] static file in_memory(std::string name);       // `name` is for messages only
    [[nodiscard]] static file create(const std::string& path);   // on disk; must not exist
    // To read. No damaged byte of a file with checksums is ever read. One without them, of another program or an earlier
    // version, is looked through by a process of its own first, since HDF5 may crash or hang on it; damage that leaves it
    // readable is not noticed then. Throws storage_error, also where a file has lost its checksums.
    [[nodiscard]] static file open(const std::string& path);
    [[nodiscard]] bool has_checksums() const;
    [[nodiscard]] group root() const;
    // Of a file in memory, whose groups and datasets must be closed: writes it under a name, whole or not at all, with its
    // checksums; or all these bytes.
    void save(const std::string& path);
    [[nodiscard]] std::vector<std::byte> sealed_bytes();
    // On disk: throws where something could not be written until now. HDF5 itself may not notice.
    void be_sure_it_is_written() const;
    // On disk: the file is complete, but for its checksums (append_seal), or this throws.
    void close();

private:
    file(handle id, std::string name, std::shared_ptr<medium> on = nullptr);
    [[nodiscard]] static file open_unseen(const std::string& path, std::shared_ptr<medium> from);
    [[nodiscard]] static std::string look_through(const std::string& path, const std::shared_ptr<medium>& from);
    static void be_sure_of(const std::string& path, const std::shared_ptr<medium>& from);
    [[nodiscard]] std::span<const std::byte> contents();
    void be_sure_all_was_closed() const;
    handle id_;
    std::shared_ptr<const std::string> name_;
    std::shared_ptr<medium> on_;      // none in memory
    std::size_t failed_before_ = 0;   // closes of any handle
};

}   // namespace hdf5
}   // namespace sim
