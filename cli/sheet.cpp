#include "cli/sheet.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sim/text/text.hpp"

namespace cli {

std::string in_columns(const std::vector<sheet_row>& given, std::size_t texts, ends_in end) {
    std::vector<sheet_row> rows = given;
    for (sheet_row& row : rows)
        for (std::string& cell : row) cell = sim::visible(cell, "");
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

namespace {

std::size_t width_of_terminal() {
    constexpr std::size_t without = 200, least = 100;
    winsize size{};
    const bool there = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return there ? std::max<std::size_t>(size.ws_col, least) : without;
}

}   // namespace

std::size_t fold(std::vector<sheet_row>& rows, std::size_t first, std::size_t last) {
    constexpr std::size_t always = 8;   // few columns are shown whatever their width
    std::vector<std::size_t> width;
    for (const sheet_row& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (c >= width.size()) width.push_back(0);
            width[c] = std::max(width[c], sim::display_width(sim::visible(row[c], "")));
        }
    last = std::min(last, width.size());
    const auto taken = [&](std::size_t c) { return width[c] > 0 ? width[c] + 2 : 0; };
    std::size_t sum = 0, kept = first;
    for (std::size_t c = 0; c < width.size(); ++c)
        if (c < first || c >= last) sum += taken(c);
    while (kept < last && sum + taken(kept) <= width_of_terminal() + 2) sum += taken(kept++);
    kept = std::max(kept, std::min(first + always, last));
    if (kept >= last) return 0;
    for (sheet_row& row : rows)
        if (row.size() > kept)
            row.erase(row.begin() + static_cast<std::ptrdiff_t>(kept),
                      row.begin() + static_cast<std::ptrdiff_t>(std::min(last, row.size())));
    return last - kept;
}

std::string remark_of_folding(std::size_t columns) {
    if (columns == 0) return {};
    return fmt::format("{} left out here, where there is no room for {}; --format csv has all\n",
                       columns == 1 ? "1 column is" : sim::counted(columns, "column") + " are",
                       columns == 1 ? "it" : "them");
}

std::string number(double x, int digits) { return fmt::format("{:.{}f}", x, digits); }

std::string known_number(double x) { return std::isfinite(x) ? sim::shortest(x) : ""; }

std::string with_interval(const analysis::estimate& e, double shown_as, int digits) {
    if (!std::isfinite(e.mean)) return "";
    if (e.alike() && e.mean == 0) return "0";
    if (!std::isfinite(e.half_width)) return fmt::format("{:+.{}f} ?", e.mean * shown_as, digits);
    return fmt::format("{:+.{}f} ±{:.{}f}", e.mean * shown_as, digits, e.half_width * shown_as, digits);
}

std::string csv_fields(const analysis::estimate& e) {
    return fmt::format("{},{},{}", known_number(e.mean), known_number(e.low()), known_number(e.high()));
}

nlohmann::ordered_json as_json(const analysis::estimate& e) {
    return {{"mean", e.mean}, {"low", e.low()}, {"high", e.high()}};
}

nlohmann::ordered_json as_json(const analysis::ratio& r) {
    return {{"value", r.value}, {"low", r.low}, {"high", r.high}};
}

std::string mark_of(const analysis::estimate& e, bool among_all) {
    return !e.excludes_zero() ? "   " : among_all ? " * " : "(*)";
}

std::string ratio_text(const analysis::ratio& r, double shown_as, int digits) {
    if (!std::isfinite(r.value)) return "-";
    if (!std::isfinite(r.low)) return number(r.value * shown_as, digits) + " ?";
    return fmt::format("{} ({} to {})", number(r.value * shown_as, digits), number(r.low * shown_as, digits),
                       number(r.high * shown_as, digits));
}

std::string remark_of_alike(bool any) {
    return any ? "\n? All replicates are alike here, so nothing is known of how far off this may be: it is fixed, as "
                 "prices "
                 "are, or they are too few.\n"
               : "";
}

std::string title_line(const analysis::observed& file) {
    return fmt::format("{}{}{}\n", sim::visible(file.title(), ""), file.title_zh().empty() ? "" : "  ",
                       sim::visible(file.title_zh(), ""));
}

namespace {

std::string in_text(const table_cell& value, const column& of) {
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
    if (const auto* const x = std::get_if<double>(&value))
        return std::isfinite(*x) ? number(*x * of.shown_as, of.digits) : "-";
    if (const auto* const e = std::get_if<analysis::estimate>(&value)) {
        if (of.what == column::kind::level)
            return std::isfinite(e->mean) ? number(e->mean * of.shown_as, of.digits) : "";
        const std::string text = with_interval(*e, of.shown_as, of.digits);
        return text.empty() ? text : text + mark_of(*e, true);
    }
    if (const auto* const r = std::get_if<analysis::ratio>(&value)) return ratio_text(*r, of.shown_as, of.digits);
    return "";
}

std::string in_csv(const table_cell& value, const column& of) {
    if (const auto* const text = std::get_if<std::string>(&value)) return csv_cell(*text);
    if (const auto* const x = std::get_if<double>(&value)) return known_number(*x);
    if (const auto* const e = std::get_if<analysis::estimate>(&value)) return csv_fields(*e);
    if (const auto* const r = std::get_if<analysis::ratio>(&value))
        return fmt::format("{},{},{}", known_number(r->value), known_number(r->low), known_number(r->high));
    return of.what == column::kind::text || of.what == column::kind::number ? "" : ",,";
}

nlohmann::ordered_json in_json(const table_cell& value) {
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
    if (const auto* const x = std::get_if<double>(&value)) return *x;
    if (const auto* const e = std::get_if<analysis::estimate>(&value)) return as_json(*e);
    if (const auto* const r = std::get_if<analysis::ratio>(&value)) return as_json(*r);
    return nullptr;
}

}   // namespace

bool has_alike(const table& of) {
    for (const auto& row : of.rows)
        for (std::size_t c = 0; c < row.size(); ++c) {
            const column& in = of.columns[c];
            if (in.heading.empty()) continue;
            const auto* const e = std::get_if<analysis::estimate>(&row[c]);
            const auto* const r = std::get_if<analysis::ratio>(&row[c]);
            if (e != nullptr && in.what == column::kind::difference && is_marked_alike(*e)) return true;
            if (r != nullptr && std::isfinite(r->value) && !std::isfinite(r->low)) return true;
        }
    return false;
}

std::string table_as(const std::string& format, const table& of, std::size_t texts, ends_in end,
                     std::size_t foldable_to) {
    if (format == "json") {
        auto all = nlohmann::ordered_json::array();
        for (const auto& row : of.rows) {
            nlohmann::ordered_json one = nlohmann::ordered_json::object();
            for (std::size_t c = 0; c < row.size(); ++c)
                if (!of.columns[c].key.empty() && !std::holds_alternative<std::monostate>(row[c]))
                    one[of.columns[c].key] = in_json(row[c]);
            all.push_back(std::move(one));
        }
        return all.dump(2) + "\n";
    }
    if (format == "csv") {
        std::string text;
        const auto line = [&](const auto& field) {
            bool first = true;
            for (std::size_t c = 0; c < of.columns.size(); ++c) {
                if (of.columns[c].key.empty()) continue;
                text += (first ? "" : ",") + field(c);
                first = false;
            }
            text += "\n";
        };
        line([&](std::size_t c) {
            const column& one = of.columns[c];
            return one.what == column::kind::text || one.what == column::kind::number
                       ? csv_cell(one.key)
                       : fmt::format("{},{},{}", csv_cell(one.key), csv_cell(one.key + "_low"),
                                     csv_cell(one.key + "_high"));
        });
        for (const auto& row : of.rows) line([&](std::size_t c) { return in_csv(row[c], of.columns[c]); });
        return text;
    }
    std::vector<sheet_row> rows(1);
    for (const column& one : of.columns)
        if (!one.heading.empty()) rows[0].push_back(one.heading);
    for (const auto& row : of.rows) {
        rows.emplace_back();
        for (std::size_t c = 0; c < row.size(); ++c)
            if (!of.columns[c].heading.empty()) rows.back().push_back(in_text(row[c], of.columns[c]));
    }
    const std::size_t gone = foldable_to > texts ? fold(rows, texts, foldable_to) : 0;
    return in_columns(rows, texts, end) + remark_of_folding(gone);
}

}   // namespace cli
