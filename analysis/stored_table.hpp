#pragma once
// A table that a run was made from, as the results file keeps it: CSV in /provenance.

#include <string>

#include "analysis/observed.hpp"
#include "sim/text/csv.hpp"

namespace analysis {

[[nodiscard]] bool has_provenance(const observed& file, const std::string& name);

class stored_table {
public:
    // Without rows where the file has no table of this name, or none with the column that tells its rows apart.
    stored_table(const observed& file, const std::string& name, const std::string& key);

    [[nodiscard]] std::size_t rows() const { return rows_; }
    // "" and nan where there is no such column, or no number in it.
    [[nodiscard]] std::string text(std::size_t row, const std::string& column) const;
    [[nodiscard]] double number(std::size_t row, const std::string& column) const;

private:
    sim::csv in_;
    std::size_t rows_ = 0;
};

}   // namespace analysis
