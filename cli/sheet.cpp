#include "cli/sheet.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/text.hpp"

namespace cli {

std::string in_columns(const std::vector<sheet_row>& rows, std::size_t texts, ends_in end) {
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
                line += (c == 0 ? "" : "  ") + (c < texts || (end == ends_in::sentence && c + 1 == width.size())
                                                    ? sim::pad_right(row[c], width[c])
                                                    : sim::pad_left(row[c], width[c]));
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string number(double x, int digits) { return fmt::format("{:.{}f}", x, digits); }

std::string known_number(double x) { return std::isfinite(x) ? sim::shortest(x) : ""; }

std::string with_interval(const analysis::estimate& e, double shown_as, int digits) {
    if (!std::isfinite(e.mean)) return "";
    if (!std::isfinite(e.half_width)) return fmt::format("{:+.{}f} ?", e.mean * shown_as, digits);
    if (e.mean == 0 && e.half_width == 0) return "0";
    return fmt::format("{:+.{}f} ±{:.{}f}", e.mean * shown_as, digits, e.half_width * shown_as, digits);
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string cell = "\"";
    for (const char c : text) cell += c == '"' ? std::string{"\"\""} : std::string{c};
    return cell + "\"";
}

std::string csv_fields(const analysis::estimate& e) {
    return fmt::format("{},{},{}", known_number(e.mean), known_number(e.low()), known_number(e.high()));
}

nlohmann::ordered_json as_json(const analysis::estimate& e) {
    return {{"mean", e.mean}, {"low", e.low()}, {"high", e.high()}};
}

}   // namespace cli
