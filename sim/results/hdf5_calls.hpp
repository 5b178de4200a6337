#pragma once
// For sim/results/hdf5*.cpp only: every call to HDF5 is checked, and its identifiers close themselves.

#include <string>

#include <fmt/format.h>
#include <hdf5.h>

#include "sim/results/hdf5.hpp"

namespace sim::hdf5 {

// What a file itself said when HDF5 could not read it (sim/results/hdf5_driver.cpp); empty where none has since this was asked last.
[[nodiscard]] std::string trouble_reading();

// The reason for the last failure: the file's own, else HDF5's innermost; forgets it.
[[nodiscard]] std::string reason();

// Every call goes through here: `result` is negative where it failed. Some of HDF5's calls pass over what they could not
// read, so the file is asked too.
template <class Result>
Result check(Result result, const std::string& doing, const std::string& on) {
    const std::string trouble = trouble_reading();
    if (result < 0 || !trouble.empty())
        throw storage_error{fmt::format("cannot {} {}: {}", doing, on, trouble.empty() ? reason() : trouble)};
    return result;
}

[[nodiscard]] inline handle hold(hid_t id, handle::closer close, const std::string& doing, const std::string& on) {
    return {check(id, doing, on), close};
}

// How files are opened, but for the driver.
[[nodiscard]] handle usual_access();

// UTF-8 of a fixed length, or H5T_VARIABLE.
[[nodiscard]] handle text_type(std::size_t length, const std::string& on);

// Makes or replaces an attribute.
void set_attribute(hid_t node, const std::string& name, hid_t file_type, hid_t memory_type, hid_t space,
                   const void* value, const std::string& on);

}   // namespace sim::hdf5
