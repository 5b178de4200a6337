#pragma once
// What a calibration found, as a file: arrays along named axes, and facts. HDF5, readable as netCDF-4; docs/results.md,
// "Posteriors".

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sim {

struct posterior_axis {
    std::string name;   // "target"
    std::vector<std::string> labels;
    std::size_t size = 0;   // of one without labels
};

struct posterior_array {
    std::string name, long_name, units;
    std::vector<std::string> along;   // names of axes, slowest first
    std::variant<std::vector<double>, std::vector<std::string>> values;
};

struct posterior_file {
    std::vector<std::pair<std::string, std::string>> facts;   // "model", "command", the texts of scenario and targets
    std::vector<std::pair<std::string, double>> numbers;      // "r_hat"
    std::vector<posterior_axis> axes;
    std::vector<posterior_array> arrays;

    // Throw storage_error where there is none of that name, the file being of another version, or where it has not as many
    // values as the axes along which it lies ask for, the file being damaged.
    [[nodiscard]] const posterior_axis& axis(const std::string& name) const;
    [[nodiscard]] const std::vector<double>& reals(const std::string& name, std::size_t count) const;
    [[nodiscard]] const std::vector<std::string>& texts(const std::string& name, std::size_t count) const;
    [[nodiscard]] std::string fact(const std::string& name) const;   // "" where there is none
};

// Both throw storage_error with a sentence.
void write_posterior(const posterior_file& what, const std::string& path);
[[nodiscard]] posterior_file read_posterior(const std::string& path);
// Does a file say that it is one?
[[nodiscard]] bool is_posterior(const std::string& path);

}   // namespace sim
