#include "cli/sheet.hpp"

#include <algorithm>
#include <cmath>

#include "sim/text.hpp"

namespace cli {

std::string in_columns(const std::vector<sheet_row>& rows) {
    std::vector<std::size_t> width;
    for (const sheet_row& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (c >= width.size()) width.push_back(0);
            width[c] = std::max(width[c], sim::display_width(row[c]));
        }
    std::string text;
    for (const sheet_row& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c)
            if (width[c] > 0)
                line +=
                    (c == 0 ? "" : "  ") + (c < 2 ? sim::pad_right(row[c], width[c]) : sim::pad_left(row[c], width[c]));
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string cell = "\"";
    for (const char c : text) cell += c == '"' ? std::string{"\"\""} : std::string{c};
    return cell + "\"";
}

std::string known_number(double x) { return std::isfinite(x) ? sim::shortest(x) : std::string{}; }

}   // namespace cli
