#pragma once
// A small CSV reader that remembers where every cell stands, so that a mistake can name file, row and column; and cells
// to write.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/text/result.hpp"

namespace sim {

// A CSV file with a header row: commas, optional double quotes ("" inside), UTF-8 with or without a byte order mark,
// LF or CRLF. Rows of another length than the header are mistakes. Lines above the header that begin with # are comments.
class csv {
public:
    struct comment {
        std::string text;   // without the #
        place where;
    };
    // Reads a whole file; mistakes are appended, and the rows that could be read are kept.
    static csv read(const std::string& path, mistakes& wrong);
    static csv parse(std::string text, std::string file, mistakes& wrong);

    [[nodiscard]] std::size_t rows() const { return cells_.size(); }
    [[nodiscard]] const std::string& file() const { return file_; }
    [[nodiscard]] const std::string& source() const { return text_; }   // the file's bytes, for the results' provenance

    [[nodiscard]] const std::vector<comment>& comments() const { return comments_; }

    [[nodiscard]] std::vector<std::string> columns() const;   // their names
    [[nodiscard]] place where_column(std::size_t column) const;
    // Column number of a name. Where it is missing, a mistake with the nearest name is appended.
    std::optional<std::size_t> column(std::string_view name, mistakes& wrong) const;

    [[nodiscard]] const std::string& text(std::size_t row, std::size_t column) const;
    // A finite number in [low, high] (`whole`: an integer), else a mistake and no value.
    std::optional<double> number(std::size_t row, std::size_t column, double low, double high, bool whole,
                                 mistakes& wrong) const;
    [[nodiscard]] place where(std::size_t row,
                              std::size_t column) const;   // line in the file, column of the cell's start

private:
    struct cell {
        std::string text;
        int line = 0, column = 0;
    };
    std::string file_, text_;
    std::vector<comment> comments_;
    std::vector<cell> header_;
    std::vector<std::vector<cell>> cells_;
};

// A text as a cell of CSV: in quotes where it has to be, control characters but ends of lines made visible. Spreadsheets
// compute what begins with = + - @ or a tab: such a text has an apostrophe before it, unless it is a number.
[[nodiscard]] std::string csv_cell(std::string_view text);

}   // namespace sim
