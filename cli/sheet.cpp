#include "cli/sheet.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include "analysis/compare.hpp"
#include "sim/text/text.hpp"

namespace cli {

namespace {

std::size_t width_of_terminal() {
    constexpr std::size_t without = 200, least = 100;
    winsize size{};
    const bool there = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return there ? std::max<std::size_t>(size.ws_col, least) : without;
}

using sheet_row = std::vector<std::string>;

// How a column stands in the terminal.
struct place_in_line {
    bool left = false, foldable = false;
    std::size_t width = 0;
};

void measure(std::vector<sheet_row>& rows, std::vector<place_in_line>& columns) {
    for (sheet_row& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) {
            row[c] = sim::visible(row[c], "");
            columns[c].width = std::max(columns[c].width, sim::display_width(row[c]));
        }
}

// Leaves out the foldable columns for which there is no room; returns how many.
std::size_t fold(std::vector<sheet_row>& rows, std::vector<place_in_line>& columns) {
    constexpr std::size_t always = 8;   // few columns are shown whatever their width
    const auto first = std::ranges::find(columns, true, &place_in_line::foldable);
    const auto last = std::ranges::find(first, columns.end(), false, &place_in_line::foldable);
    const auto taken = [](const place_in_line& c) { return c.width > 0 ? c.width + 2 : 0; };
    std::size_t sum = 0;
    for (const place_in_line& c : columns)
        if (!c.foldable) sum += taken(c);
    auto kept = first;
    while (kept != last && sum + taken(*kept) <= width_of_terminal() + 2) sum += taken(*kept++);
    if (kept - first < static_cast<std::ptrdiff_t>(always))
        kept = first + std::min(static_cast<std::ptrdiff_t>(always), last - first);
    if (kept == last) return 0;
    const std::ptrdiff_t from = kept - columns.begin(), to = last - columns.begin();
    for (sheet_row& row : rows) row.erase(row.begin() + from, row.begin() + to);
    columns.erase(kept, last);
    return static_cast<std::size_t>(to - from);
}

std::string lines_of(const std::vector<sheet_row>& rows, const std::vector<place_in_line>& columns) {
    std::string text;
    for (const sheet_row& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c)
            if (const auto& [left, foldable, width] = columns[c]; width > 0)
                line += (c == 0 ? "" : "  ") + (left ? sim::pad_right(row[c], width) : sim::pad_left(row[c], width));
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string remark_of_folding(std::size_t columns) {
    if (columns == 0) return {};
    return fmt::format("{} left out here, where there is no room for {}; --format csv has all\n",
                       columns == 1 ? "1 column is" : sim::counted(columns, "column") + " are",
                       columns == 1 ? "it" : "them");
}

// "?" stands for an interval that is not known, where all replicates are alike.
bool is_alike(const cell& one, const column& in) {
    if (const auto* const e = std::get_if<analysis::estimate>(&one.value))
        return in.what != column::kind::level && e->alike() && e->mean != 0;
    const auto* const x = std::get_if<analysis::interval>(&one.value);
    return x != nullptr && std::isfinite(x->value) && !std::isfinite(x->low);
}

std::string without_mark(const cell& one, const column& in) {
    using kind = column::kind;
    if (const auto* const text = std::get_if<std::string>(&one.value)) return *text;
    if (const auto* const whole = std::get_if<std::size_t>(&one.value)) return std::to_string(*whole);
    if (const auto* const x = std::get_if<double>(&one.value))
        return !std::isfinite(*x) ? "-" : in.what == kind::setting ? setting(*x) : number(*x * in.shown_as, in.digits);
    if (const auto* const x = std::get_if<analysis::interval>(&one.value))
        return ratio_text(*x, in.shown_as, in.digits);
    const auto* const e = std::get_if<analysis::estimate>(&one.value);
    if (e == nullptr) return "";
    if (in.what == kind::level) return std::isfinite(e->mean) ? number(e->value() * in.shown_as, in.digits) : "";
    return with_interval(*e, in.shown_as, in.digits, in.what == kind::spread ? sign::none : sign::of_difference);
}

std::string in_text(const cell& one, const column& in) {
    const std::string text = without_mark(one, in);
    return text.empty() ? text : text + std::string{one.mark};
}

std::string heading_of(const column& one) {
    return one.heading + (one.unit.empty() ? "" : ", " + one.unit) +
           (one.what == column::kind::difference ? "   " : "");   // over the marks
}

std::vector<sheet_row> rows_in_text(const table& of) {
    std::vector<sheet_row> rows;
    const auto add = [&](const auto& cell_of) {
        sheet_row& row = rows.emplace_back();
        for (std::size_t c = 0; c < of.columns.size(); ++c)
            if (!of.columns[c].heading.empty()) row.push_back(cell_of(c));
    };
    if (of.headed) add([&](std::size_t c) { return heading_of(of.columns[c]); });
    for (const auto& row : of.rows) add([&](std::size_t c) { return in_text(row[c], of.columns[c]); });
    return rows;
}

std::string as_markdown(const table& of) {
    std::string text;
    for (const sheet_row& row : rows_in_text(of)) {
        text += "|";
        for (const std::string& one : row) {
            text += ' ';
            for (const char c : one) text += c == '|' ? std::string{"\\|"} : std::string(1, c);
            text += " |";
        }
        text += '\n';
        if (std::ranges::count(text, '\n') > 1) continue;
        text += '|';
        for (std::size_t c = 0; c < row.size(); ++c) text += "---|";
        text += '\n';
    }
    return text;
}

}   // namespace

std::string number(double x, int digits) { return fmt::format("{:.{}f}", x, digits); }

std::string setting(double x) { return fmt::format("{:.4g}", x); }

std::string with_interval(const analysis::estimate& e, double shown_as, int digits, sign before) {
    if (!std::isfinite(e.mean)) return "";
    const bool difference = before == sign::of_difference;
    if (difference && e.alike() && e.mean == 0) return "0";
    const double value = e.value() * shown_as;
    const std::string text = difference ? fmt::format("{:+.{}f}", value, digits) : number(value, digits);
    if (e.is_range() && std::isfinite(e.low()))
        return fmt::format("{} ({} to {})", text, number(e.low() * shown_as, digits),
                           number(e.high() * shown_as, digits));
    return std::isfinite(e.half_width) && !e.is_range() ? text + " ±" + number(e.half_width * shown_as, digits)
                                                        : text + " ?";
}

std::string ratio_text(const analysis::interval& of, double shown_as, int digits) {
    if (!std::isfinite(of.value)) return "-";
    const auto shown = [&](double x) { return number(x * shown_as, digits); };
    if (!std::isfinite(of.low)) return shown(of.value) + " ?";
    return fmt::format("{} ({} to {})", shown(of.value), shown(of.low), shown(of.high));
}

std::string_view mark_of(const analysis::estimate& e, bool among_all) {
    return e.is_range() || !e.excludes_zero() ? "   " : among_all ? " * " : "(*)";
}

std::string share_of_worlds(double share, std::size_t worlds) {
    if (!std::isfinite(share)) return "-";
    if (worlds >= analysis::least_for_ranges) return fmt::format("{:.0f} %", 100 * share);
    return fmt::format("{:.3g} of {}", share * static_cast<double>(worlds), worlds);   // ties share a world
}

std::string counted_runs(const analysis::observed& file, const std::vector<std::size_t>& runs) {
    const std::size_t worlds = analysis::worlds_among(file, runs), lucks = file.worlds().lucks;
    if (worlds == 0) return sim::counted(runs.size(), "replicate");
    return sim::counted(worlds, "world") + (lucks > 1 ? fmt::format(" of {} each", sim::counted(lucks, "luck")) : "");
}

std::string ranges_text(std::size_t worlds) {
    return worlds >= analysis::least_for_ranges
               ? fmt::format("median and 90 % range over {}, given this model", sim::counted(worlds, "world"))
               : fmt::format("median, least and most of {}, given this model", sim::counted(worlds, "world"));
}

void add_shares(nlohmann::ordered_json& to, const analysis::estimate& difference, const sim::measure& m, double best,
                std::size_t worlds) {
    const auto names = columns_of_shares();
    const auto shares = shares_of(difference, m, best, worlds);
    for (std::size_t k = 0; k < names.size(); ++k)
        if (const auto& one = std::get<analysis::interval>(shares[k].value); std::isfinite(one.value))
            to[names[k].key] = analysis::as_json(one);
}

printed in_terminal(const table& of) {
    std::vector<sheet_row> rows = rows_in_text(of);
    std::vector<place_in_line> columns;
    for (const column& one : of.columns)
        if (!one.heading.empty()) columns.push_back({one.what == column::kind::text, one.foldable});
    measure(rows, columns);
    const std::size_t gone = fold(rows, columns);
    return {lines_of(rows, columns) + remark_of_folding(gone), gone};
}

std::string table_as(const std::string& format, const table& of) {
    if (format == "json") return rows_of(of).dump(2) + "\n";
    if (format == "csv") return csv_of(of);
    return format == "markdown" ? as_markdown(of) : in_terminal(of).text;
}

std::string remark_of_alike(const table& of) {
    for (const auto& row : of.rows)
        for (std::size_t c = 0; c < row.size(); ++c)
            if (!of.columns[c].heading.empty() && is_alike(row[c], of.columns[c]))
                return "\n? All replicates are alike here, so nothing is known of how far off this may be: it is "
                       "fixed, "
                       "as prices are, or they are too few.\n";
    return "";
}

std::string title_line(const analysis::observed& file) {
    return fmt::format("{}{}{}\n", sim::visible(file.title(), ""), file.title_zh().empty() ? "" : "  ",
                       sim::visible(file.title_zh(), ""));
}

}   // namespace cli
