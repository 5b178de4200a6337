#include "tests/fuzz/hdf5_edits.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>

#include <hdf5.h>

#include "sim/results/hdf5.hpp"
#include "sim/results/seal.hpp"
#include "sim/text/storage.hpp"

namespace fuzz {

namespace {

using sim::hdf5::handle;

constexpr double huge = 1e300;
constexpr std::array numbers{0.0,
                             1.0,
                             -1.0,
                             2.0,
                             3.0,
                             0.5,
                             -0.0,
                             52.0,
                             127.0,
                             255.0,
                             256.0,
                             32767.0,
                             65535.0,
                             65536.0,
                             2147483647.0,
                             -2147483648.0,
                             4294967295.0,
                             9.2e18,
                             -9.2e18,
                             1.8e19,
                             1e-310,
                             huge,
                             -huge,
                             std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(),
                             -std::numeric_limits<double>::infinity()};

// Bytes as a number, the lowest first.
std::uint32_t whole(std::span<const std::uint8_t> bytes) {
    std::uint32_t value = 0;
    for (std::size_t b = 0; b < bytes.size(); ++b) value |= std::uint32_t{bytes[b]} << (8 * b);
    return value;
}

double number_of(std::uint32_t value) {
    if (value % 2 == 0) return numbers[value / 2 % numbers.size()];
    return static_cast<double>(static_cast<std::int8_t>(value >> 8U));
}

template <class Value>
const Value& one_of(const std::vector<Value>& among, std::size_t which) {
    return among[which % among.size()];
}

handle type_of(std::uint32_t value) {
    const auto fixed = [](hid_t of) { return handle{H5Tcopy(of), H5Tclose}; };
    switch (value % 14) {
        case 0:
            return fixed(H5T_STD_U8LE);
        case 1:
            return fixed(H5T_STD_I8LE);
        case 2:
            return fixed(H5T_STD_U16LE);
        case 3:
            return fixed(H5T_STD_I32BE);
        case 4:
            return fixed(H5T_STD_U64LE);
        case 5:
            return fixed(H5T_IEEE_F32LE);
        case 6:
            return fixed(H5T_IEEE_F64LE);
        case 7: {
            handle text = fixed(H5T_C_S1);
            H5Tset_size(text.id(), H5T_VARIABLE);
            H5Tset_cset(text.id(), H5T_CSET_UTF8);
            return text;
        }
        case 8: {
            handle text = fixed(H5T_C_S1);
            H5Tset_size(text.id(), 3);
            return text;
        }
        case 9: {
            handle choice{H5Tenum_create(H5T_STD_I8LE), H5Tclose};
            const std::int8_t no = 0, yes = 1;
            H5Tenum_insert(choice.id(), "FALSE", &no);
            H5Tenum_insert(choice.id(), "TRUE", &yes);
            return choice;
        }
        case 10: {
            handle several{H5Tcreate(H5T_COMPOUND, 8), H5Tclose};
            H5Tinsert(several.id(), "a", 0, H5T_STD_I32LE);
            H5Tinsert(several.id(), "b", 4, H5T_IEEE_F32LE);
            return several;
        }
        case 11:
            return {H5Tcreate(H5T_OPAQUE, 5), H5Tclose};
        case 12:
            return {H5Tvlen_create(H5T_STD_I32LE), H5Tclose};
        default: {
            const hsize_t two = 2;
            return {H5Tarray_create2(H5T_STD_I32LE, 1, &two), H5Tclose};
        }
    }
}

// The lengths of a dataset; nothing where it has none (a null space).
std::vector<hsize_t> lengths_of(hid_t dataset) {
    const handle space{H5Dget_space(dataset), H5Sclose};
    std::vector<hsize_t> lengths(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.id()))));
    H5Sget_simple_extent_dims(space.id(), lengths.data(), nullptr);
    return lengths;
}
hsize_t volume_of(const std::vector<hsize_t>& lengths) {
    hsize_t all = 1;
    for (const hsize_t length : lengths) all *= length;
    return all;
}

bool is_text(hid_t dataset) {
    const handle type{H5Dget_type(dataset), H5Tclose};
    return H5Tget_class(type.id()) == H5T_STRING && H5Tis_variable_str(type.id()) > 0;
}
bool is_number(hid_t dataset) {
    const handle type{H5Dget_type(dataset), H5Tclose};
    const H5T_class_t kind = H5Tget_class(type.id());
    return kind == H5T_INTEGER || kind == H5T_FLOAT;
}

// Contents of a dataset, of either kind.
struct contents {
    std::vector<double> numbers;
    std::vector<std::string> texts;
};
contents contents_of(hid_t dataset) {
    contents found;
    const auto n = static_cast<std::size_t>(volume_of(lengths_of(dataset)));
    if (n > 1'000'000) return found;
    if (is_number(dataset)) {
        found.numbers.resize(n);
        H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, found.numbers.data());
    } else if (is_text(dataset)) {
        const handle type{H5Dget_type(dataset), H5Tclose}, space{H5Dget_space(dataset), H5Sclose};
        std::vector<char*> texts(n);
        if (H5Dread(dataset, type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()) < 0) return found;
        for (const char* text : texts) found.texts.emplace_back(text != nullptr ? text : "");
        H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, texts.data());
    }
    return found;
}
void fill(hid_t dataset, contents with) {
    const auto n = static_cast<std::size_t>(volume_of(lengths_of(dataset)));
    if (n > 1'000'000 || n == 0) return;   // zeros, which take no room
    if (is_number(dataset)) {
        with.numbers.resize(n);
        H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, with.numbers.data());
    } else if (is_text(dataset)) {
        for (std::size_t i = with.texts.size(); i < n; ++i)
            with.texts.push_back(i < with.numbers.size() ? std::to_string(with.numbers[i]) : "");
        std::vector<const char*> texts;
        for (std::size_t i = 0; i < n; ++i) texts.push_back(with.texts[i].c_str());
        const handle type{H5Dget_type(dataset), H5Tclose};
        H5Dwrite(dataset, type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data());
    }
}

// Attributes that hold neither references nor lists of them.
void copy_attributes(hid_t from, hid_t to) {
    H5O_info_t about{};
    H5Oget_info2(from, &about, H5O_INFO_NUM_ATTRS);
    for (hsize_t a = 0; a < about.num_attrs; ++a) {
        const handle one{H5Aopen_by_idx(from, ".", H5_INDEX_NAME, H5_ITER_INC, a, H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
        const handle type{H5Aget_type(one.id()), H5Tclose}, space{H5Aget_space(one.id()), H5Sclose};
        const H5T_class_t kind = H5Tget_class(type.id());
        if (kind == H5T_VLEN || kind == H5T_REFERENCE || kind == H5T_COMPOUND || H5Tis_variable_str(type.id()) > 0)
            continue;
        std::array<char, 64> name{};
        H5Aget_name(one.id(), name.size(), name.data());
        std::string value(H5Tget_size(type.id()) *
                              static_cast<std::size_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space.id()))),
                          '\0');
        if (value.empty() || H5Aread(one.id(), type.id(), value.data()) < 0) continue;
        const handle copy{H5Acreate2(to, name.data(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
        if (copy.id() >= 0) H5Awrite(copy.id(), type.id(), value.data());
    }
}

std::string folder_of(const std::string& name) { return name.substr(0, name.rfind('/') + 1); }

}   // namespace

struct hdf5_edits::change {
    std::uint8_t what = 0, object = 0;
    std::uint16_t where = 0;
    std::uint32_t value = 0;
};

hdf5_edits::hdf5_edits(const std::string& sound) : bytes_{sim::read_file(sound)} {
    sim::storage_start();
    const handle file{H5Fopen(sound.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose};
    std::vector<std::string> all;
    const auto note = [](hid_t, const char* name, const H5L_info_t*, void* into) {
        static_cast<std::vector<std::string>*>(into)->push_back(std::string{"/"} + name);
        return herr_t{0};
    };
    H5Lvisit(file.id(), H5_INDEX_NAME, H5_ITER_INC, note, &all);
    all.emplace_back("/");
    for (const std::string& name : all) {
        const handle object{H5Oopen(file.id(), name.c_str(), H5P_DEFAULT), H5Oclose};
        const bool group = H5Iget_type(object.id()) == H5I_GROUP;
        (group ? groups_ : datasets_).push_back(name);
        names_.push_back(name.substr(name.rfind('/') + 1));
        if (!group)
            for (std::string& text : contents_of(object.id()).texts)
                if (text.size() < 200) texts_.push_back(std::move(text));
        H5O_info_t about{};
        H5Oget_info2(object.id(), &about, H5O_INFO_NUM_ATTRS);
        for (hsize_t a = 0; a < about.num_attrs; ++a) {
            std::array<char, 64> attribute{};
            H5Aget_name_by_idx(object.id(), ".", H5_INDEX_NAME, H5_ITER_INC, a, attribute.data(), attribute.size(),
                               H5P_DEFAULT);
            attributes_.emplace_back(name, attribute.data());
            names_.emplace_back(attribute.data());
        }
    }
    for (auto* list : {&names_, &texts_}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    for (const char* odd : {"", "0", "-1", "1e300", "nan", "a/b", "..", "\xff\xfe", "\xe7\x94", "\n", "\"", "<script>"})
        texts_.emplace_back(odd);
    texts_.push_back(std::string(70000, 'x'));
}

void hdf5_edits::write_bytes(const std::string& path, std::span<const std::uint8_t> changes) const {
    std::string bytes = bytes_;
    for (; changes.size() >= 8 && !bytes.empty(); changes = changes.subspan(8)) {
        const std::size_t at = whole(changes.first(3)) % bytes.size();
        const std::string value{reinterpret_cast<const char*>(changes.data()) + 4, 4};
        if (changes[3] % 16 == 0) bytes.resize(at);   // cut off
        else if (changes[3] % 16 == 1) bytes.insert(at, value);
        else if (changes[3] % 16 == 2) bytes.erase(at, changes[4]);
        else if (changes[3] % 16 < 8) bytes.replace(at, std::min<std::size_t>(4, bytes.size() - at), value);
        else bytes[at] = static_cast<char>(bytes[at] ^ (1 << (changes[3] % 8)));
    }
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

void hdf5_edits::write(const std::string& path, std::span<const std::uint8_t> changes) const {
    std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes_;
    {
        const handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
        H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18);
        H5Pset_file_locking(access.id(), false, true);
        H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG);
        const handle file{H5Fopen(path.c_str(), H5F_ACC_RDWR, access.id()), H5Fclose};
        for (; changes.size() >= 8; changes = changes.subspan(8)) {
            change one;
            one.what = changes[0];
            one.object = changes[1];
            one.where = static_cast<std::uint16_t>(whole(changes.subspan(2, 2)));
            one.value = whole(changes.subspan(4, 4));
            apply(file.id(), one);
        }
    }
    sim::append_seal(path);   // HDF5 has cut off what was behind its own bytes
}

void hdf5_edits::apply(std::int64_t file, const change& one) const {
    const std::string& name = one_of(datasets_, one.object);
    const unsigned kind = one.what % 16;
    if (std::getenv("COGOV_FUZZ_SHOW") != nullptr)
        std::fprintf(stderr,
                     "change %u of %s (object %u), where %u, value %u: number %g, text '%.40s', attribute %s of %s\n",
                     kind, name.c_str(), one.object, one.where, one.value, number_of(one.value),
                     one_of(texts_, one.value).c_str(), one_of(attributes_, one.where).second.c_str(),
                     one_of(attributes_, one.where).first.c_str());
    if (kind >= 12) return change_attribute(file, one);
    if (kind >= 10) return change_link(file, one);
    if (kind >= 6) return remake(file, name, one);
    const handle dataset{H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose};
    if (dataset.id() < 0) return;
    contents inside = contents_of(dataset.id());
    const auto set = [&](auto& values, const auto& value) {
        if (values.empty()) return;
        auto& there = values[one.where % values.size()];
        if (kind == 5) std::fill(values.begin(), values.end(), value);
        else if (kind == 4) there = values[one.value % values.size()];   // as another entry
        else there = value;
    };
    set(inside.numbers, number_of(one.value));
    set(inside.texts, one_of(texts_, one.value));
    fill(dataset.id(), std::move(inside));
}

// The same dataset with another length, rank, type, or way of being stored.
void hdf5_edits::remake(std::int64_t file, const std::string& name, const change& one) const {
    const handle old{H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose};
    if (old.id() < 0) return;
    contents inside = contents_of(old.id());
    std::vector<hsize_t> lengths = lengths_of(old.id());
    handle type{H5Dget_type(old.id()), H5Tclose};
    const handle how{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
    handle space;
    const unsigned kind = one.what % 16;
    if (kind == 6 && !lengths.empty()) {
        hsize_t& length = lengths[one.where % lengths.size()];
        const std::array<hsize_t, 8> others{0,          1,          length + 1, length > 0 ? length - 1 : 0,
                                            length * 2, length / 2, 100,        70000};
        length = others[one.value % others.size()];
    } else if (kind == 7) {
        if (one.value % 4 == 0) lengths.clear();
        if (one.value % 4 == 1) lengths = {volume_of(lengths)};
        if (one.value % 4 == 2) lengths.push_back(1);
        if (one.value % 4 == 3) space = handle{H5Screate(H5S_NULL), H5Sclose};
    } else if (kind == 8) {
        type = type_of(one.value);
    }
    if (volume_of(lengths) > 4'000'000) return;
    if (space.id() < 0) {
        const std::vector<hsize_t> most(lengths.size(), H5S_UNLIMITED);
        const bool grows = kind == 9 && one.value % 5 == 0;
        space = lengths.empty() ? handle{H5Screate(H5S_SCALAR), H5Sclose}
                                : handle{H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(),
                                                          grows ? most.data() : nullptr),
                                         H5Sclose};
    }
    if (kind == 9 && !lengths.empty() && volume_of(lengths) > 0) {
        const std::vector<hsize_t> chunk(lengths.size(), 1 + one.where % 3);
        if (one.value % 5 <= 2 && volume_of(lengths) < 5000)
            H5Pset_chunk(how.id(), static_cast<int>(chunk.size()), chunk.data());
        if (one.value % 5 == 1) H5Pset_deflate(how.id(), 1);
        if (one.value % 5 == 2) H5Pset_fletcher32(how.id());
        if (one.value % 5 == 3) H5Pset_layout(how.id(), H5D_COMPACT);
        if (one.value % 5 == 4)
            H5Pset_external(how.id(), one.where % 2 == 0 ? "/etc/hostname" : "/none", 0, H5F_UNLIMITED);
    }
    H5Ldelete(file, name.c_str(), H5P_DEFAULT);
    const handle made{H5Dcreate2(file, name.c_str(), type.id(), space.id(), H5P_DEFAULT, how.id(), H5P_DEFAULT),
                      H5Dclose};
    if (made.id() < 0) return;
    copy_attributes(old.id(), made.id());
    if (H5Sget_simple_extent_type(space.id()) == H5S_SIMPLE && !(kind == 9 && one.value % 5 == 4))
        fill(made.id(), std::move(inside));
}

void hdf5_edits::change_attribute(std::int64_t file, const change& one) const {
    const auto& [object, known] = one_of(attributes_, one.where);
    const std::string& name = one.what % 16 == 15 ? one_of(names_, one.value >> 16U) : known;
    const handle on{
        H5Oopen(file, one.what % 16 == 15 ? one_of(datasets_, one.object).c_str() : object.c_str(), H5P_DEFAULT),
        H5Oclose};
    if (on.id() < 0) return;
    if (H5Aexists(on.id(), name.c_str()) > 0) H5Adelete(on.id(), name.c_str());
    const hsize_t several = one.object % 4;
    const handle space{one.object < 128 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &several, nullptr), H5Sclose};
    const auto make = [&](hid_t type, hid_t memory, const void* value) {
        const handle made{H5Acreate2(on.id(), name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose};
        if (made.id() >= 0) H5Awrite(made.id(), memory, value);
    };
    const std::array<double, 4> values{number_of(one.value), number_of(one.value >> 8U), 1, 0};
    switch (one.what / 16 % 6) {
        case 0:
            return;   // no such attribute
        case 1:
            return make(H5T_STD_I32LE, H5T_NATIVE_DOUBLE, values.data());
        case 2:
            return make(H5T_STD_U64LE, H5T_NATIVE_DOUBLE, values.data());
        case 3:
            return make(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data());
        case 4: {
            const handle type = type_of(7);
            const std::string& text = one_of(texts_, one.value);
            const std::array<const char*, 4> texts{text.size() < 60000 ? text.c_str() : "", "", "", ""};
            return make(type.id(), type.id(), texts.data());
        }
        default: {
            const handle type = type_of(one.value);
            const std::array<std::uint64_t, 16> zeros{};
            return make(type.id(), type.id(), zeros.data());
        }
    }
}

// Links that are missing, lead elsewhere, or around in a circle.
void hdf5_edits::change_link(std::int64_t file, const change& one) const {
    const bool of_group = one.where % 4 == 0 && groups_.size() > 1;
    std::string name = of_group ? one_of(groups_, one.object) : one_of(datasets_, one.object);
    if (name == "/") return;
    const std::string& other = one.where / 4 % 3 == 0 ? one_of(groups_, one.value) : one_of(datasets_, one.value);
    if (one.what % 16 == 11) name = folder_of(name) + one_of(names_, one.where / 16);   // beside it
    if (name == other || name.ends_with("/")) return;
    H5Ldelete(file, name.c_str(), H5P_DEFAULT);
    switch (one.what / 16 % 8) {
        case 0:
            return;
        case 1:
            H5Lcreate_hard(file, other.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
            return;
        case 2:
            H5Lcreate_soft(other.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
            return;
        case 3:
            H5Lcreate_soft(name.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
            return;
        case 4:
            H5Lcreate_external(one.value % 2 == 0 ? "other.h5" : "changed.h5", other.c_str(), file, name.c_str(),
                               H5P_DEFAULT, H5P_DEFAULT);
            return;
        case 5:
            H5Ocopy(file, other.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
            return;
        case 6: {
            const handle group{H5Gcreate2(file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose};
            return;
        }
        default: {
            const handle type = type_of(one.value);
            H5Tcommit2(file, name.c_str(), type.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
            return;
        }
    }
}

}   // namespace fuzz
