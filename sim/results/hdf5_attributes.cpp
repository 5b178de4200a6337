#include <algorithm>
#include <limits>
#include <type_traits>

#include "sim/results/hdf5_calls.hpp"

namespace sim::hdf5 {

std::string reason() {
    std::string words;
    H5Ewalk2(
        H5E_DEFAULT, H5E_WALK_UPWARD,
        [](unsigned, const H5E_error2_t* error, void* into) -> herr_t {
            auto& text = *static_cast<std::string*>(into);
            if (text.empty() && error->desc != nullptr) text = error->desc;
            return 0;
        },
        &words);
    H5Eclear2(H5E_DEFAULT);
    if (std::string trouble = trouble_reading(); !trouble.empty()) return trouble;
    return words.empty() ? "HDF5 gives no reason" : words;
}

handle text_type(std::size_t length, const std::string& on) {
    handle type = hold(H5Tcopy(H5T_C_S1), H5Tclose, "prepare texts of", on);
    check(H5Tset_size(type.id(), length), "prepare texts of", on);
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "prepare texts of", on);
    return type;
}

void set_attribute(hid_t node, const std::string& name, hid_t file_type, hid_t memory_type, hid_t space,
                   const void* value, const std::string& on) {
    if (check(H5Aexists(node, name.c_str()), "look for attribute " + name + " of", on) > 0)
        check(H5Adelete(node, name.c_str()), "replace attribute " + name + " of", on);
    const handle made = hold(H5Acreate2(node, name.c_str(), file_type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                             "make attribute " + name + " of", on);
    check(H5Awrite(made.id(), memory_type, value), "write attribute " + name + " of", on);
}

namespace {

handle scalar_space() { return hold(H5Screate(H5S_SCALAR), H5Sclose, "prepare", "an attribute"); }

// An attribute with exactly one element, or an empty handle.
handle single_attribute(hid_t node, const std::string& name, const std::string& on) {
    if (check(H5Aexists(node, name.c_str()), "look for attribute " + name + " of", on) == 0) return {};
    handle attribute = hold(H5Aopen(node, name.c_str(), H5P_DEFAULT), H5Aclose, "open attribute " + name + " of", on);
    const handle space = hold(H5Aget_space(attribute.id()), H5Sclose, "read attribute " + name + " of", on);
    return H5Sget_simple_extent_npoints(space.id()) == 1 ? std::move(attribute) : handle{};
}

template <class Value>
std::optional<Value> number_attribute(hid_t node, const std::string& name, hid_t memory_type, const std::string& on) {
    const handle attribute = single_attribute(node, name, on);
    if (attribute.id() < 0) return std::nullopt;
    const handle type = hold(H5Aget_type(attribute.id()), H5Tclose, "read attribute " + name + " of", on);
    const H5T_class_t kind = H5Tget_class(type.id());
    if (kind != H5T_INTEGER && (kind != H5T_FLOAT || !std::is_floating_point_v<Value>)) return std::nullopt;
    Value value{};
    check(H5Aread(attribute.id(), memory_type, &value), "read attribute " + name + " of", on);
    return value;
}

}   // namespace

void node::set(const std::string& name, std::string_view text) {
    const std::string value{text};
    const handle type = text_type(std::max<std::size_t>(1, value.size()), where());
    set_attribute(id_.id(), name, type.id(), type.id(), scalar_space().id(), value.c_str(), where());
}

void node::set_integer(const std::string& name, std::int64_t value) {
    const bool small =
        value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max();
    set_attribute(id_.id(), name, small ? H5T_STD_I32LE : H5T_STD_I64LE, H5T_NATIVE_INT64, scalar_space().id(), &value,
                  where());
}

void node::set_unsigned(const std::string& name, std::uint64_t value) {
    set_attribute(id_.id(), name, H5T_STD_U64LE, H5T_NATIVE_UINT64, scalar_space().id(), &value, where());
}

void node::set_integers(const std::string& name, std::span<const std::int32_t> values) {
    const hsize_t length = values.size();
    const handle space =
        hold(H5Screate_simple(1, &length, nullptr), H5Sclose, "make attribute " + name + " of", where());
    set_attribute(id_.id(), name, H5T_STD_I32LE, H5T_NATIVE_INT32, space.id(), values.data(), where());
}

void node::set_real(const std::string& name, double value) {
    set_attribute(id_.id(), name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, scalar_space().id(), &value, where());
}

bool node::has_attribute(const std::string& name) const {
    return check(H5Aexists(id_.id(), name.c_str()), "look for attribute " + name + " of", where()) > 0;
}

namespace {

#if H5_VERSION_GE(1, 12, 0)   // where the newest form of it has no addresses
using object_info = H5O_info1_t;
#else
using object_info = H5O_info_t;
#endif

object_info about_object(hid_t node, const std::string& doing, const std::string& on) {
    object_info about{};
    check(H5Oget_info1(node, &about), doing, on);
    return about;
}

// Calls use(attribute, name) for each attribute of a group or dataset, in the order of names.
template <class Use>
void for_each_attribute(hid_t node, const std::string& on, Use use) {
    const std::string doing = "read attributes of";
    const hsize_t count = about_object(node, doing, on).num_attrs;
    for (hsize_t i = 0; i < count; ++i) {
        const handle one = hold(H5Aopen_by_idx(node, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
                                H5Aclose, doing, on);
        const ssize_t length = check(H5Aget_name(one.id(), 0, nullptr), doing, on);
        std::string name(static_cast<std::size_t>(length) + 1, '\0');
        check(H5Aget_name(one.id(), name.size(), name.data()), doing, on);
        name.pop_back();
        use(one.id(), name);
    }
}

}   // namespace

std::uint64_t node::address() const { return about_object(id_.id(), "look at", where()).addr; }

void node::look_through_attributes() const {
    for_each_attribute(id_.id(), where(), [&](hid_t, const std::string& name) {
        static_cast<void>(text(name));
        static_cast<void>(real(name));
        static_cast<void>(integers(name));
    });
}

std::vector<std::pair<std::string, std::vector<std::byte>>> node::plain_attributes() const {
    std::vector<std::pair<std::string, std::vector<std::byte>>> found;
    for_each_attribute(id_.id(), where(), [&](hid_t attribute, const std::string& name) {
        const handle type = hold(H5Aget_type(attribute), H5Tclose, "read attributes of", where());
        const H5T_class_t kind = H5Tget_class(type.id());
        if (kind == H5T_VLEN || kind == H5T_REFERENCE || kind == H5T_COMPOUND || H5Tis_variable_str(type.id()) > 0)
            return;
        std::vector<std::byte> bytes(H5Aget_storage_size(attribute));
        if (!bytes.empty()) check(H5Aread(attribute, type.id(), bytes.data()), "read attributes of", where());
        found.emplace_back(name, std::move(bytes));
    });
    return found;
}

std::optional<std::string> node::text(const std::string& name) const {
    const handle attribute = single_attribute(id_.id(), name, where());
    if (attribute.id() < 0) return std::nullopt;
    const std::string doing = "read attribute " + name + " of";
    const handle type = hold(H5Aget_type(attribute.id()), H5Tclose, doing, where());
    if (H5Tget_class(type.id()) != H5T_STRING) return std::nullopt;
    if (check(H5Tis_variable_str(type.id()), doing, where()) > 0) {
        char* found = nullptr;
        const handle as = text_type(H5T_VARIABLE, where());
        check(H5Aread(attribute.id(), H5Tget_cset(type.id()) == H5T_CSET_UTF8 ? as.id() : type.id(), &found), doing,
              where());
        std::string value = found != nullptr ? found : "";
        H5free_memory(found);
        return value;
    }
    std::string value(H5Tget_size(type.id()), '\0');
    check(H5Aread(attribute.id(), type.id(), value.data()), doing, where());
    value.resize(std::min(value.find('\0'), value.size()));
    return value;
}

std::optional<std::int64_t> node::integer(const std::string& name) const {
    return number_attribute<std::int64_t>(id_.id(), name, H5T_NATIVE_INT64, where());
}
std::optional<std::uint64_t> node::unsigned_integer(const std::string& name) const {
    return number_attribute<std::uint64_t>(id_.id(), name, H5T_NATIVE_UINT64, where());
}
std::optional<double> node::real(const std::string& name) const {
    return number_attribute<double>(id_.id(), name, H5T_NATIVE_DOUBLE, where());
}

std::vector<std::int32_t> node::integers(const std::string& name) const {
    const std::string doing = "read attribute " + name + " of";
    if (check(H5Aexists(id_.id(), name.c_str()), doing, where()) == 0) return {};
    const handle attribute = hold(H5Aopen(id_.id(), name.c_str(), H5P_DEFAULT), H5Aclose, doing, where());
    const handle type = hold(H5Aget_type(attribute.id()), H5Tclose, doing, where());
    const handle space = hold(H5Aget_space(attribute.id()), H5Sclose, doing, where());
    if (H5Tget_class(type.id()) != H5T_INTEGER) return {};
    constexpr hssize_t most = 1 << 20;   // an attribute is small
    const hssize_t count = check(H5Sget_simple_extent_npoints(space.id()), doing, where());
    if (count > most)
        throw storage_error{fmt::format("cannot {} {}: it says it holds {} numbers", doing, where(), count)};
    std::vector<std::int32_t> values(static_cast<std::size_t>(count));
    if (!values.empty()) check(H5Aread(attribute.id(), H5T_NATIVE_INT32, values.data()), doing, where());
    return values;
}

}   // namespace sim::hdf5
