#pragma once
// A results file as CSV tables, for spreadsheets: UTF-8 with a byte order mark, one line a row, docs/results.md.

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/observed.hpp"
#include "sim/text/result.hpp"

namespace analysis {

struct written_table {
    std::string path;
    std::uint64_t rows = 0;   // without the header
};

struct exported {
    std::vector<written_table> tables;
    std::vector<std::string> others;   // tables and pictures that were in the folder, not of this export, and still are
};

// Writes the tables into `folder`, which is made if need be. Existing files are replaced only with `overwrite`, and those that
// an earlier export left there and this one does not write are removed (sim/text/file_set.hpp).
// Throws sim::storage_error where the disk fails; then the folder is as it was.
[[nodiscard]] sim::result<exported> export_csv(const observed& from, const std::string& folder, bool overwrite);

}   // namespace analysis
