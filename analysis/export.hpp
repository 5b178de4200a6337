#pragma once
// A results file as CSV tables, for spreadsheets: UTF-8 with a byte order mark, one line a row, docs/results.md.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/results.hpp"
#include "sim/result.hpp"

namespace analysis {

struct written_table {
    std::string path;
    std::uint64_t rows = 0;   // without the header
};

// Writes the tables into `folder`, which is made if need be. Existing files are replaced only with `overwrite`.
// Throws sim::storage_error where the disk fails; no file is left half-written.
[[nodiscard]] sim::result<std::vector<written_table>> export_csv(const results& from, const std::string& folder,
                                                                 bool overwrite);

}   // namespace analysis
