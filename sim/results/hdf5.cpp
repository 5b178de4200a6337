#include "sim/results/hdf5.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cassert>
#include <csignal>
#include <cstring>
#include <limits>
#include <mutex>
#include <set>
#include <tuple>
#include <type_traits>

#include <fmt/format.h>
#include <hdf5_hl.h>
#include <sys/stat.h>

#include "sim/engine/blocks.hpp"
#include "sim/results/chunks.hpp"
#include "sim/results/hdf5_calls.hpp"
#include "sim/results/hdf5_driver.hpp"
#include "sim/text/apart.hpp"
#include "sim/text/storage.hpp"

namespace sim {

static_assert(std::is_same_v<hid_t, std::int64_t> && std::is_same_v<herr_t, int>,
              "sim::hdf5::handle holds HDF5's identifiers");

void storage_start() {
    static std::once_flag once;
    std::call_once(once, [] {
        H5dont_atexit();   // HDF5 1.10 crashes at exit after a close that failed on a full disk
        std::signal(SIGXFSZ, SIG_IGN);
        H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
        // A file from elsewhere must not make us read another file, or load a library.
        H5Lunregister(H5L_TYPE_EXTERNAL);
        H5PLset_loading_state(0);
    });
}

namespace hdf5 {

namespace {

hid_t type_in_memory(element type) {
    switch (type) {
        case element::u8:
            return H5T_NATIVE_UINT8;
        case element::i8:
            return H5T_NATIVE_INT8;
        case element::u16:
            return H5T_NATIVE_UINT16;
        case element::u32:
            return H5T_NATIVE_UINT32;
        case element::i32:
            return H5T_NATIVE_INT32;
        case element::u64:
            return H5T_NATIVE_UINT64;
        case element::i64:
            return H5T_NATIVE_INT64;
        case element::f32:
            return H5T_NATIVE_FLOAT;
        case element::f64:
            return H5T_NATIVE_DOUBLE;
        case element::text:
            break;
    }
    return H5I_INVALID_HID;
}

hid_t type_in_file(element type) {   // little-endian on every machine
    switch (type) {
        case element::u8:
            return H5T_STD_U8LE;
        case element::i8:
            return H5T_STD_I8LE;
        case element::u16:
            return H5T_STD_U16LE;
        case element::u32:
            return H5T_STD_U32LE;
        case element::i32:
            return H5T_STD_I32LE;
        case element::u64:
            return H5T_STD_U64LE;
        case element::i64:
            return H5T_STD_I64LE;
        case element::f32:
            return H5T_IEEE_F32LE;
        case element::f64:
            return H5T_IEEE_F64LE;
        case element::text:
            break;
    }
    return H5I_INVALID_HID;
}

element element_of_file_type(hid_t type, const std::string& on) {
    const std::size_t size = H5Tget_size(type);
    const H5T_class_t kind = H5Tget_class(type);
    if (kind == H5T_STRING) return element::text;
    if (kind == H5T_FLOAT && (size == 4 || size == 8)) return size == 4 ? element::f32 : element::f64;
    if (kind == H5T_ENUM && size == 1) return element::i8;   // Python's booleans
    if (kind == H5T_INTEGER) {
        const bool sign = H5Tget_sign(type) == H5T_SGN_2;
        if (size == 1) return sign ? element::i8 : element::u8;
        if (size == 2) return sign ? element::i32 : element::u16;
        if (size == 4) return sign ? element::i32 : element::u32;
        if (size == 8) return sign ? element::i64 : element::u64;
    }
    throw storage_error{fmt::format("cannot read {}: it holds neither numbers nor texts", on)};
}

handle creation_list(hid_t kind) {
    handle list = hold(H5Pcreate(kind), H5Pclose, "prepare", "a new object");
    const bool of_group = kind == H5P_GROUP_CREATE || kind == H5P_FILE_CREATE;
    constexpr unsigned tracked = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    if (of_group) check(H5Pset_link_creation_order(list.id(), tracked), "prepare", "a new group");
    check(H5Pset_attr_creation_order(list.id(), tracked), "prepare", "a new object");
    check(H5Pset_obj_track_times(list.id(), false), "prepare", "a new object");
    return list;
}

// HDF5 clears a megabyte before every transfer that converts, as texts are, unless it is told how much will do.
handle transfer_list(std::size_t count) {
    constexpr std::size_t usual = std::size_t{1} << 20U, largest_element = 16;
    handle list = hold(H5Pcreate(H5P_DATASET_XFER), H5Pclose, "prepare", "a transfer");
    check(H5Pset_buffer(list.id(), std::clamp(count, std::size_t{1}, usual / largest_element) * largest_element,
                        nullptr, nullptr),
          "prepare", "a transfer");
    return list;
}

}   // namespace

handle usual_access() {
    storage_start();
    handle list = hold(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "prepare", "a file");
    check(H5Pset_libver_bounds(list.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "prepare", "a file");
    check(H5Pset_fclose_degree(list.id(), H5F_CLOSE_SEMI), "prepare", "a file");
    check(H5Pset_file_locking(list.id(), false, true), "prepare",
          "a file");   // fails on some network file systems; we have our own
    return list;
}

namespace {

// Closes that failed, of any handle: what was to be written then may not have been.
std::atomic<std::size_t> failed_closes{0};

std::vector<hsize_t> sizes(const shape& of) { return {of.begin(), of.end()}; }

// Chunks packed by exactly the three filters of sim/results/chunks.hpp?
bool has_our_filters(hid_t list) {
    constexpr std::array<H5Z_filter_t, 3> ours{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32};
    if (H5Pget_nfilters(list) != static_cast<int>(ours.size())) return false;
    for (unsigned i = 0; i < ours.size(); ++i) {
        unsigned flags = 0, settings = 0;
        std::size_t values = 0;
        if (H5Pget_filter2(list, i, &flags, &values, nullptr, 0, nullptr, &settings) != ours[i]) return false;
    }
    return true;
}

// What was opened in a group, or why it was not.
handle opened(hid_t id, handle::closer close, const group& in, const std::string& kind, const std::string& name) {
    if (id >= 0) return {id, close};
    const std::string why = reason();
    throw storage_error{in.has(name) ? fmt::format("cannot open {} {} in {}: {}", kind, name, in.where(), why)
                                     : fmt::format("{} has no {} {}", in.where(), kind, name)};
}

std::string joined(const std::string& folder, const std::string& name) {
    return folder == "/" ? "/" + name : folder + "/" + name;
}

}   // namespace

std::size_t bytes_of(element type) {
    switch (type) {
        case element::u8:
        case element::i8:
            return 1;
        case element::u16:
            return 2;
        case element::u32:
        case element::i32:
        case element::f32:
            return 4;
        case element::u64:
        case element::i64:
        case element::f64:
            return 8;
        case element::text:
            break;
    }
    return 0;
}

handle::~handle() {
    if (close() < 0) ++failed_closes;
}

handle& handle::operator=(handle&& other) noexcept {
    if (this != &other) {
        if (close() < 0) ++failed_closes;
        id_ = std::exchange(other.id_, -1);
        close_ = other.close_;
    }
    return *this;
}

dataset::dataset(handle id, std::shared_ptr<const std::string> file, std::string path)
    : node{std::move(id), std::move(file), std::move(path)} {
    const handle type = hold(H5Dget_type(id_.id()), H5Tclose, "open", where());
    type_ = element_of_file_type(type.id(), where());
    element_bytes_ = H5Tget_size(type.id());
    const handle space = hold(H5Dget_space(id_.id()), H5Sclose, "open", where());
    const int rank = check(H5Sget_simple_extent_ndims(space.id()), "open", where());
    std::vector<hsize_t> lengths(static_cast<std::size_t>(rank));
    if (rank > 0) check(H5Sget_simple_extent_dims(space.id(), lengths.data(), nullptr), "open", where());
    size_.assign(lengths.begin(), lengths.end());
    constexpr std::uint64_t most = std::uint64_t{1} << 48U;   // of numbers in an array, and never too many for size_t
    std::uint64_t numbers = 1;
    for (const std::uint64_t length : size_)
        if (__builtin_mul_overflow(numbers, length, &numbers) || numbers > most || length > most)
            throw storage_error{fmt::format("cannot read {}: it says it holds more than any machine can", where())};
    const handle list = hold(H5Dget_create_plist(id_.id()), H5Pclose, "open", where());
    const H5D_layout_t layout = H5Pget_layout(list.id());
    if (layout == H5D_VIRTUAL || H5Pget_external_count(list.id()) > 0)
        throw storage_error{fmt::format("{} keeps its numbers in another file, which is not followed", where())};
    if (layout == H5D_CHUNKED) {
        check(H5Pget_chunk(list.id(), rank, lengths.data()), "open", where());
        chunk_.assign(lengths.begin(), lengths.end());
        packed_ = has_our_filters(list.id()) && type_ != element::text && H5Tequal(type.id(), type_in_file(type_)) > 0;
    }
}

dataset::dataset(handle id, std::shared_ptr<const std::string> file, std::string path, const form& how)
    : node{std::move(id), std::move(file), std::move(path)},
      type_{how.type},
      element_bytes_{how.type == element::text ? sizeof(char*) : bytes_of(how.type)},
      size_{how.size},
      chunk_{how.chunk},
      packed_{how.packed} {}

void dataset::be_sure_it_is_stored() const {
    // Deflate makes 1 of 1032 bytes at best, and arrays that nobody wrote are stored as nothing.
    constexpr std::uint64_t always = std::uint64_t{64} << 20U, best_packing = 1100;
    const std::uint64_t bytes = volume(size_) * element_bytes_;
    if (bytes <= always) return;
    if (bytes / best_packing > H5Dget_storage_size(id_.id()))
        throw storage_error{
            fmt::format("cannot read {}: it says it holds {}, far more than the file", where(), size_in_words(bytes))};
}

void dataset::read_block(element as, const shape* first, const shape* count, void* values, std::size_t room) const {
    if ((type_ == element::text) || (as == element::text))
        throw storage_error{fmt::format("cannot read {}: it holds {}", where(),
                                        type_ == element::text ? "texts, not numbers" : "numbers, not texts")};
    if (room == 0) return;
    if (as == type_ && packed_ &&
        read_rows(first != nullptr ? *first : shape(size_.size(), 0), count != nullptr ? *count : size_,
                  static_cast<std::byte*>(values)))
        return;
    if (first == nullptr) {
        check(H5Dread(id_.id(), type_in_memory(as), H5S_ALL, H5S_ALL, transfer_list(room).id(), values), "read",
              where());
        return;
    }
    assert(first->size() == size_.size() && count->size() == size_.size());
    const handle space = hold(H5Dget_space(id_.id()), H5Sclose, "read", where());
    const auto from = sizes(*first), length = sizes(*count);
    check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, from.data(), nullptr, length.data(), nullptr),
          "read a part of", where());
    const hsize_t numbers = room;
    const handle memory = hold(H5Screate_simple(1, &numbers, nullptr), H5Sclose, "read", where());
    check(H5Dread(id_.id(), type_in_memory(as), memory.id(), space.id(), transfer_list(room).id(), values), "read",
          where());
}

bool dataset::read_rows(const shape& first, const shape& count, std::byte* values) const {
    constexpr std::uint64_t most_chunk = std::uint64_t{16} << 20U;   // bytes; ours are smaller
    constexpr std::size_t at_once = 64;
    if (std::endian::native != std::endian::little || volume(chunk_) > most_chunk / element_bytes_) return false;
    for (std::size_t axis = 0; axis < size_.size(); ++axis)
        if ((axis > 0 && chunk_[axis] != size_[axis]) || count[axis] > size_[axis] ||
            first[axis] > size_[axis] - count[axis])
            return false;
    // Of a row, what lies together in it: where it begins, by the last axis that is not taken whole.
    std::size_t axis = size_.size() - 1, length = element_bytes_;
    for (; axis > 0 && count[axis] == size_[axis]; --axis) length *= size_[axis];
    std::vector<std::size_t> begins{0};
    if (axis > 0) length *= count[axis];
    std::size_t below = 1;   // elements in one step along an axis
    for (std::size_t a = size_.size(); a-- > 1;) {
        if (a <= axis) {
            std::vector<std::size_t> further;
            const std::size_t steps = a == axis ? 1 : count[a];
            for (std::size_t x = 0; x < steps; ++x)
                for (const std::size_t begin : begins)
                    further.push_back(begin + (first[a] + x) * below * element_bytes_);
            begins = std::move(further);
        }
        below *= size_[a];
    }
    const std::size_t row = below * element_bytes_, into = begins.size() * length;
    const std::uint64_t last = first[0] + count[0];
    std::atomic<bool> whole{true};
    std::vector<std::vector<std::byte>> stored;
    for (std::uint64_t chunk = first[0] / chunk_[0]; chunk * chunk_[0] < last && whole; chunk += stored.size()) {
        stored.clear();
        shape offset(size_.size(), 0);
        for (offset[0] = chunk * chunk_[0]; offset[0] < last && stored.size() < at_once; offset[0] += chunk_[0]) {
            try {
                stored.push_back(read_chunk(offset));
            } catch (const storage_error&) {
                return false;
            }
        }
        for_each_index(stored.size(), [&](std::size_t c) {
            thread_local std::vector<std::byte> rows;
            rows.resize(chunk_[0] * row);
            if (!unpack(stored[c], element_bytes_, rows)) {
                whole = false;
                return;
            }
            const std::uint64_t begin = (chunk + c) * chunk_[0];
            for (std::uint64_t r = std::max(begin, first[0]); r < std::min(begin + chunk_[0], last); ++r)
                for (std::size_t piece = 0; piece < begins.size(); ++piece)
                    std::memcpy(values + (r - first[0]) * into + piece * length,
                                rows.data() + (r - begin) * row + begins[piece], length);
        });
    }
    return whole;
}

void dataset::look_through(std::uint64_t most_bytes) const {
    look_through_attributes();
    be_sure_it_is_stored();
    static_cast<void>(H5Dget_storage_size(id_.id()));   // goes through the index of chunks
    if (type_ == element::text) {
        static_cast<void>(read_texts());
    } else if (volume(size_) * element_bytes_ <= most_bytes) {
        std::vector<std::byte> all(volume(size_) * bytes_of(type_));
        read_block(type_, nullptr, nullptr, all.data(), volume(size_));
    }
}

void dataset::write_block(element as, const void* values, std::size_t count) {
    assert(count == volume(size_));
    if (count > 0)
        check(H5Dwrite(id_.id(), type_in_memory(as), H5S_ALL, H5S_ALL, transfer_list(count).id(), values), "write",
              where());
}

std::vector<std::string> dataset::read_texts() const {
    if (type_ != element::text)
        throw storage_error{fmt::format("cannot read {}: it holds numbers, not texts", where())};
    be_sure_it_is_stored();
    const std::size_t count = volume(size_);
    std::vector<std::string> texts(count);
    if (count == 0) return texts;
    const handle type = hold(H5Dget_type(id_.id()), H5Tclose, "read", where());
    if (check(H5Tis_variable_str(type.id()), "read", where()) > 0) {
        std::vector<char*> found(count);
        const handle space = hold(H5Dget_space(id_.id()), H5Sclose, "read", where());
        check(H5Dread(id_.id(), type.id(), H5S_ALL, H5S_ALL, transfer_list(count).id(), found.data()), "read", where());
        for (std::size_t i = 0; i < count; ++i) texts[i] = found[i] != nullptr ? found[i] : "";
        check(H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, found.data()), "read", where());
        return texts;
    }
    const std::size_t length = H5Tget_size(type.id());
    std::string all(count * length, '\0');
    check(H5Dread(id_.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()), "read", where());
    for (std::size_t i = 0; i < count; ++i) {
        texts[i] = all.substr(i * length, length);
        texts[i].resize(std::min(texts[i].find('\0'), texts[i].size()));
    }
    return texts;
}

void dataset::write_texts(std::span<const std::string> values) {
    assert(values.size() == volume(size_));
    if (values.empty()) return;
    std::vector<const char*> pointers;
    for (const std::string& v : values) pointers.push_back(v.c_str());
    const handle type = text_type(H5T_VARIABLE, where());
    check(H5Dwrite(id_.id(), type.id(), H5S_ALL, H5S_ALL, transfer_list(values.size()).id(), pointers.data()), "write",
          where());
}

void dataset::write_chunk(const shape& offset, std::span<const std::byte> stored) {
    check(H5Dwrite_chunk(id_.id(), H5P_DEFAULT, 0, sizes(offset).data(), stored.size(), stored.data()), "write",
          where());
}

std::vector<std::byte> dataset::read_chunk(const shape& offset) const {
    const auto at = sizes(offset);
    hsize_t bytes = 0;
    check(H5Dget_chunk_storage_size(id_.id(), at.data(), &bytes), "find a chunk of", where());
    // No filter of ours makes twice as much of a chunk: what says so is damaged, and must not be given room.
    if (bytes > 2 * volume(chunk_) * element_bytes_ + 1024) bytes = 0;
    std::vector<std::byte> stored(bytes);
    std::uint32_t skipped = 0;
    if (bytes > 0)
        check(H5Dread_chunk(id_.id(), H5P_DEFAULT, at.data(), &skipped, stored.data()), "read a chunk of", where());
    if (bytes == 0 || skipped != 0)
        throw storage_error{fmt::format("cannot read {}: a chunk is missing or stored in another way", where())};
    return stored;
}

void dataset::make_scale(const std::string& name, std::int32_t number) {
    check(H5DSset_scale(id_.id(), name.c_str()), "make a dimension of", where());
    set_integer("_Netcdf4Dimid", number);
    number_ = number;
}

void dataset::attach(std::span<const dataset* const> scales) {
    assert(scales.size() == size_.size());
    std::vector<std::int32_t> numbers;
    for (unsigned axis = 0; axis < scales.size(); ++axis) {
        assert(scales[axis]->number_ >= 0 && scales[axis]->size_[0] == size_[axis]);
        check(H5DSattach_scale(id_.id(), scales[axis]->id_.id(), axis), "name the dimensions of", where());
        numbers.push_back(scales[axis]->number_);
    }
    set_integers("_Netcdf4Coordinates", numbers);
}

// Every step of the path: HDF5 calls it an error to look below what is not there.
bool group::has(const std::string& name) const {
    for (std::size_t end = name.find('/');; end = name.find('/', end + 1)) {
        const std::string step = name.substr(0, end);
        if (check(H5Lexists(id_.id(), step.c_str(), H5P_DEFAULT), "look for " + step + " in", where()) == 0)
            return false;
        if (end == std::string::npos) return true;
    }
}

std::vector<std::string> group::members(bool of_groups) const {
    const handle list = hold(H5Gget_create_plist(id_.id()), H5Pclose, "list", where());
    unsigned order = 0;
    check(H5Pget_link_creation_order(list.id(), &order), "list", where());
    const H5_index_t by = (order & H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    H5G_info_t about{};
    check(H5Gget_info(id_.id(), &about), "list", where());
    std::vector<std::string> names;
    for (hsize_t i = 0; i < about.nlinks; ++i) {
        const ssize_t length =
            check(H5Lget_name_by_idx(id_.id(), ".", by, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT), "list", where());
        std::string name(static_cast<std::size_t>(length) + 1, '\0');
        check(H5Lget_name_by_idx(id_.id(), ".", by, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT), "list",
              where());
        name.pop_back();
        H5L_info_t link{};
        check(H5Lget_info(id_.id(), name.c_str(), &link, H5P_DEFAULT), "list", where());
        if (link.type != H5L_TYPE_HARD) continue;
        const handle object =
            hold(H5Oopen(id_.id(), name.c_str(), H5P_DEFAULT), H5Oclose, "open " + name + " in", where());
        const H5I_type_t kind = H5Iget_type(object.id());
        if (kind == (of_groups ? H5I_GROUP : H5I_DATASET)) names.push_back(std::move(name));
    }
    return names;
}

void group::visit(const std::string& before, std::vector<std::uint64_t>& seen,
                  const std::function<void(const group& in, const std::string& before)>& each) const {
    const std::uint64_t here = address();
    if (std::ranges::find(seen, here) != seen.end())
        throw storage_error{fmt::format("{} is there a second time, or below itself", where())};
    seen.push_back(here);
    each(*this, before);
    for (const std::string& name : groups()) open_group(name).visit(before + name + "/", seen, each);
}

std::vector<std::string> group::all_datasets() const {
    std::vector<std::uint64_t> seen;
    std::vector<std::string> paths;
    visit("", seen, [&](const group& in, const std::string& before) {
        for (const std::string& name : in.datasets()) paths.push_back(before + name);
    });
    return paths;
}

void group::look_through(std::uint64_t most_bytes) const {
    std::vector<std::uint64_t> seen;
    visit("", seen, [&](const group& in, const std::string&) {
        in.look_through_attributes();
        for (const std::string& name : in.datasets()) in.open(name).look_through(most_bytes);
    });
}

std::vector<std::string> group::datasets() const { return members(false); }
std::vector<std::string> group::groups() const { return members(true); }

group group::open_group(const std::string& name) const {
    return {opened(H5Gopen2(id_.id(), name.c_str(), H5P_DEFAULT), H5Gclose, *this, "group", name), file_,
            joined(path_, name)};
}

dataset group::open(const std::string& name) const {
    return {opened(H5Dopen2(id_.id(), name.c_str(), H5P_DEFAULT), H5Dclose, *this, "dataset", name), file_,
            joined(path_, name)};
}

group group::make_group(const std::string& name) {
    const handle list = creation_list(H5P_GROUP_CREATE);
    return {hold(H5Gcreate2(id_.id(), name.c_str(), H5P_DEFAULT, list.id(), H5P_DEFAULT), H5Gclose,
                 "make group " + name + " in", where()),
            file_, joined(path_, name)};
}

dataset group::make(const std::string& name, const form& how) {
    const std::string doing = "make dataset " + name + " in";
    const handle list = creation_list(H5P_DATASET_CREATE);
    if (!how.chunk.empty()) {
        const auto lengths = sizes(how.chunk);
        check(H5Pset_chunk(list.id(), static_cast<int>(lengths.size()), lengths.data()), doing, where());
    }
    if (how.packed) {
        check(H5Pset_shuffle(list.id()), doing, where());
        check(H5Pset_deflate(list.id(), static_cast<unsigned>(deflate_level)), doing, where());
        check(H5Pset_fletcher32(list.id()), doing, where());
    }
    const double nan = std::numeric_limits<double>::quiet_NaN();
    if (how.nan_where_missing) check(H5Pset_fill_value(list.id(), H5T_NATIVE_DOUBLE, &nan), doing, where());
    const auto lengths = sizes(how.size);
    auto most = lengths;
    if (how.unlimited) most.at(0) = H5S_UNLIMITED;
    const handle space =
        hold(lengths.empty() ? H5Screate(H5S_SCALAR)
                             : H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), most.data()),
             H5Sclose, doing, where());
    const handle texts = how.type == element::text ? text_type(H5T_VARIABLE, where()) : handle{};
    const hid_t type = how.type == element::text ? texts.id() : type_in_file(how.type);
    dataset made{hold(H5Dcreate2(id_.id(), name.c_str(), type, space.id(), H5P_DEFAULT, list.id(), H5P_DEFAULT),
                      H5Dclose, doing, where()),
                 file_, joined(path_, name), how};
    if (how.nan_where_missing) {
        const hsize_t one = 1;
        const handle single = hold(H5Screate_simple(1, &one, nullptr), H5Sclose, doing, where());
        set_attribute(made.id_.id(), "_FillValue", type, H5T_NATIVE_DOUBLE, single.id(), &nan, made.where());
    }
    return made;
}

dataset group::make_bare_dimension(const std::string& name, std::uint64_t length, std::int32_t number) {
    dataset made = make(name, {.type = element::f32, .size = {length}});   // no value is ever written
    // The words by which netCDF-4 knows such a dimension; its length stands in ten columns.
    made.make_scale(fmt::format("This is a netCDF dimension but not a netCDF variable{:10}", length), number);
    return made;
}

void group::make_text(const std::string& name, const std::string& text) {
    const std::size_t slash = name.find('/');
    if (slash != std::string::npos) {
        const std::string folder = name.substr(0, slash);
        group below = has(folder) ? open_group(folder) : make_group(folder);
        below.make_text(name.substr(slash + 1), text);
        return;
    }
    make(name, {.type = element::text}).write_texts(std::array{text});
}

std::string group::read_text(const std::string& name) const {
    const std::size_t slash = name.find('/');
    if (slash != std::string::npos) return open_group(name.substr(0, slash)).read_text(name.substr(slash + 1));
    const auto texts = open(name).read_texts();
    return texts.empty() ? "" : texts.front();
}

file::file(handle id, std::string name, std::shared_ptr<medium> on)
    : id_{std::move(id)},
      name_{std::make_shared<const std::string>(std::move(name))},
      on_{std::move(on)},
      failed_before_{failed_closes} {}

namespace {

void say_that_there_are_checksums(group root) {
    root.set(checksums_attribute.data(), fmt::format("xxh64 of each {} bytes, behind the file", bytes_a_piece));
}

}   // namespace

file file::in_memory(std::string name) {
    static std::atomic<unsigned> next{0};   // HDF5 takes two files of one name for the same file
    const handle access = usual_access();
    constexpr std::size_t increment = std::size_t{1} << 20U;
    check(H5Pset_fapl_core(access.id(), increment, false), "prepare", name);
    const handle list = creation_list(H5P_FILE_CREATE);
    const std::string unique = fmt::format("{}#{}", name, next++);
    handle id = hold(H5Fcreate(unique.c_str(), H5F_ACC_TRUNC, list.id(), access.id()), H5Fclose, "prepare", name);
    file made{std::move(id), std::move(name)};
    say_that_there_are_checksums(made.root());
    return made;
}

file file::create(const std::string& path) {
    const auto on = std::make_shared<medium>(path, opened_file::use::create);
    const handle access = access_to(on);
    const handle list = creation_list(H5P_FILE_CREATE);
    file made{hold(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, list.id(), access.id()), H5Fclose, "create", path), path, on};
    say_that_there_are_checksums(made.root());
    return made;
}

bool is_hdf5(const std::string& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return false;
    const bool is = H5Fis_hdf5(path.c_str()) > 0;
    if (!is) H5Eclear2(H5E_DEFAULT);
    return is;
}

file file::open_unseen(const std::string& path, std::shared_ptr<medium> from) {
    const handle access = access_to(from);
    handle opened{H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose};
    if (const std::string trouble = trouble_reading(); !trouble.empty())
        throw storage_error{fmt::format("{} cannot be read: {}", path, trouble)};
    if (opened.id() < 0)
        throw storage_error{fmt::format("{} is cut off or damaged and cannot be opened: {}", path, reason())};
    return {std::move(opened), path, std::move(from)};
}

// What is wrong with a file without checksums; empty where it can be read. All that reading may stumble over is read: names,
// attributes, texts, the places of chunks, and where there are not very many, numbers.
std::string file::look_through(const std::string& path, const std::shared_ptr<medium>& from) {
    constexpr std::uint64_t few = std::uint64_t{16} << 20U;   // bytes
    const file one = open_unseen(path, from);
    const group top = one.root();
    if (top.has_attribute(checksums_attribute.data()))
        return fmt::format(
            "{} is cut off or damaged, or another program has changed it: it should have checksums and they are not "
            "there. (Whoever "
            "changed it on purpose removes its attribute {}; it is read without them then.)",
            path, checksums_attribute);
    top.look_through(few);
    return "";
}

// Of a file without checksums, once as long as it stays as it is: a sweep reads its people again and again, and on threads
// beside others that are at work with HDF5, when no process can be started that needs HDF5's lock.
void file::be_sure_of(const std::string& path, const std::shared_ptr<medium>& from) {
    using state = std::tuple<dev_t, ino_t, off_t, time_t, long, time_t, long>;
    static std::mutex one_at_a_time;
    static std::set<state> known;
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) throw storage_error{fmt::format("{} cannot be read", path)};
    const state now{about.st_dev,          about.st_ino,         about.st_size,        about.st_mtim.tv_sec,
                    about.st_mtim.tv_nsec, about.st_ctim.tv_sec, about.st_ctim.tv_nsec};
    const std::scoped_lock alone{one_at_a_time};
    if (known.contains(now)) return;
    constexpr double bytes_a_second = 20e6;
    const auto size = static_cast<double>(from->contents());
    const std::string why =
        done_apart([&] { return look_through(path, from); }, path + " cannot be read: it is damaged, and HDF5",
                   {1 + size / bytes_a_second, (std::uint64_t{300} << 20U) + 4 * from->contents()});
    if (!why.empty()) throw storage_error{why};
    known.insert(now);
}

file file::open(const std::string& path) {
    if (const std::string why = why_unreadable(path, kind_of_path::file); !why.empty())
        throw storage_error{fmt::format("{} cannot be read: {}", path, why)};
    struct stat about {};
    if (::stat(path.c_str(), &about) == 0 && about.st_size == 0) throw storage_error{fmt::format("{} is empty", path)};
    storage_start();
    if (!is_hdf5(path)) throw storage_error{fmt::format("{} is not an HDF5 file", path)};
    const auto from = std::make_shared<medium>(path, opened_file::use::read);
    if (!from->sealed()) be_sure_of(path, from);
    return open_unseen(path, from);
}

bool file::has_checksums() const { return on_ == nullptr || on_->sealed(); }

group file::root() const { return {hold(H5Gopen2(id_.id(), "/", H5P_DEFAULT), H5Gclose, "open", *name_), name_, "/"}; }

void file::be_sure_all_was_closed() const {
    if (failed_closes != failed_before_) throw storage_error{fmt::format("cannot complete {}: {}", *name_, reason())};
}

std::span<const std::byte> file::contents() {
    be_sure_all_was_closed();
    check(H5Fflush(id_.id(), H5F_SCOPE_GLOBAL), "complete", *name_);
    hsize_t length = 0;
    check(H5Fget_filesize(id_.id(), &length), "complete", *name_);
    // Not H5Fget_file_image: before 1.14.7 it spoils the superblock's checksum of such files (HDFGroup/hdf5 #1915).
    void* place = nullptr;
    check(H5Fget_vfd_handle(id_.id(), H5P_DEFAULT, &place), "complete", *name_);
    const std::byte* memory = *static_cast<std::byte**>(place);
    // The memory is rounded up to its increment; what is in use, the superblock says (version 2: 8 bytes from byte 28).
    constexpr std::size_t version_at = 8, end_at = 28;
    if (length > end_at + 8 && memory[version_at] == std::byte{2}) {
        std::uint64_t used = 0;
        for (std::size_t b = 0; b < 8; ++b) used |= std::to_integer<std::uint64_t>(memory[end_at + b]) << (8 * b);
        length = std::min<hsize_t>(length, used);
    }
    return {memory, static_cast<std::size_t>(length)};
}

void file::save(const std::string& path) {
    const auto bytes = contents();
    write_file_safely(path, bytes, seal_of(bytes));
}

std::vector<std::byte> file::sealed_bytes() {
    const auto bytes = contents();
    std::vector<std::byte> all{bytes.begin(), bytes.end()};
    const auto sums = seal_of(bytes);
    all.insert(all.end(), sums.begin(), sums.end());
    return all;
}

void file::be_sure_it_is_written() const {
    be_sure_all_was_closed();
    on_->rethrow();
}

void file::close() {
    be_sure_it_is_written();
    if (id_.close() < 0) throw storage_error{fmt::format("cannot complete {}: {}", *name_, reason())};
    be_sure_it_is_written();
    on_->close();
}

}   // namespace hdf5
}   // namespace sim
