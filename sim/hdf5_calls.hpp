#pragma once
// For sim/hdf5*.cpp only: every call to HDF5 is checked, and its identifiers close themselves.

#include <string>

#include <fmt/format.h>
#include <hdf5.h>

#include "sim/hdf5.hpp"

namespace sim::hdf5 {

// HDF5's innermost reason for the last failure; forgets it.
[[nodiscard]] std::string reason();

// Every call goes through here: `result` is negative where it failed.
template <class Result>
Result check(Result result, const std::string& doing, const std::string& on) {
    if (result < 0) throw storage_error{fmt::format("cannot {} {}: {}", doing, on, reason())};
    return result;
}

[[nodiscard]] inline handle hold(hid_t id, handle::closer close, const std::string& doing, const std::string& on) {
    return {check(id, doing, on), close};
}

// UTF-8 of a fixed length, or H5T_VARIABLE.
[[nodiscard]] handle text_type(std::size_t length, const std::string& on);

// Makes or replaces an attribute.
void set_attribute(hid_t node, const std::string& name, hid_t file_type, hid_t memory_type, hid_t space,
                   const void* value, const std::string& on);

}   // namespace sim::hdf5
