#include "analysis/table.hpp"

#include <cassert>
#include <cmath>

#include <nlohmann/json.hpp>

#include "sim/text/csv.hpp"
#include "sim/text/text.hpp"

namespace analysis {

namespace {

using json = nlohmann::ordered_json;

std::string csv_number(double x) { return std::isfinite(x) ? sim::shortest(x) : ""; }

// The value of a cell, or of an interval its ends.
interval ends_of(const cell& one) {
    if (const auto* const e = std::get_if<estimate>(&one.value)) return {e->value(), e->low(), e->high()};
    if (const auto* const x = std::get_if<interval>(&one.value)) return *x;
    return {unknown, unknown, unknown};
}

// Do the ends of a column's intervals have intervals of their own?
bool has_ends(const table& of, const column& in) {
    return of.worlds > 0 && in.has_interval() && in.what != column::kind::ratio && of.intervals != luck_within_worlds;
}

// What follows a value and its ends in CSV: what is known of these ends.
constexpr std::string_view of_ends[] = {"_low_from", "_low_to", "_high_from", "_high_to"};
std::string csv_ends(const cell& one) {
    const auto* const e = std::get_if<estimate>(&one.value);
    if (e == nullptr || !e->is_range()) return ",,,,";
    std::string text;
    for (const double x : {e->over.of_low.low, e->over.of_low.high, e->over.of_high.low, e->over.of_high.high})
        text += "," + csv_number(x);
    return text;
}

std::string csv_value(const cell& one, const column& in, const name_of_place& called) {
    if (in.has_interval()) {
        const interval told = ends_of(one);
        return csv_number(told.value) + "," + csv_number(told.low) + "," + csv_number(told.high);
    }
    if (const auto* const text = std::get_if<std::string>(&one.value)) return sim::csv_cell(*text);
    if (const auto* const x = std::get_if<double>(&one.value)) return csv_number(*x);
    const auto* const whole = std::get_if<std::size_t>(&one.value);
    if (whole == nullptr) return "";
    return in.labels.empty() ? std::to_string(*whole) : sim::csv_cell(called(in.labels, *whole));
}

// Of a cell that is no interval.
json json_value(const cell& one) {
    if (const auto* const text = std::get_if<std::string>(&one.value)) return *text;
    if (const auto* const whole = std::get_if<std::size_t>(&one.value)) return *whole;
    if (const auto* const x = std::get_if<double>(&one.value)) return as_json(*x);
    return nullptr;
}

}   // namespace

interval in_unit(const estimate& e, double shown_as) {
    if (e.replicates == 0) return {unknown, unknown, unknown};
    return {e.value() * shown_as, e.low() * shown_as, e.high() * shown_as};
}

interval in_unit(const ratio& r, double shown_as) { return {r.value * shown_as, r.low * shown_as, r.high * shown_as}; }

interval share_among(double share, std::size_t worlds) {
    if (!std::isfinite(share) || worlds == 0) return {unknown, unknown, unknown};
    const ends known = of_share(share * static_cast<double>(worlds), worlds);
    return {share, known.low, known.high};
}

column place_column(std::string key, std::string labels) {
    column out{std::move(key)};
    out.labels = std::move(labels);
    return out;
}

column interval_column(std::string key) { return {std::move(key), "", column::kind::spread}; }

std::string csv_of(const table& of, std::string_view end_of_line, const name_of_place& called) {
    std::string text;
    const auto line = [&](const auto& field, const std::string& at_end) {
        bool first = true;
        for (std::size_t c = 0; c < of.columns.size(); ++c) {
            if (of.columns[c].key.empty()) continue;
            text += (first ? "" : ",") + field(c);
            first = false;
        }
        if (of.worlds > 0) text += at_end;
        text += end_of_line;
    };
    if (of.headed)
        line(
            [&](std::size_t c) {
                const std::string& key = of.columns[c].key;
                if (!of.columns[c].has_interval()) return sim::csv_cell(key);
                std::string heads =
                    sim::csv_cell(key) + "," + sim::csv_cell(key + "_low") + "," + sim::csv_cell(key + "_high");
                if (has_ends(of, of.columns[c]))
                    for (const std::string_view end : of_ends) heads += "," + sim::csv_cell(key + std::string{end});
                return heads;
            },
            ",interval,worlds");
    for (const auto& row : of.rows) {
        assert(row.size() == of.columns.size());
        line(
            [&](std::size_t c) {
                return csv_value(row[c], of.columns[c], called) + (has_ends(of, of.columns[c]) ? csv_ends(row[c]) : "");
            },
            "," + sim::csv_cell(of.intervals) + "," + std::to_string(of.worlds));
    }
    return text;
}

json rows_of(const table& of) {
    json all = json::array();
    for (const auto& row : of.rows) {
        assert(row.size() == of.columns.size());
        json one = json::object();
        for (std::size_t c = 0; c < row.size(); ++c) {
            const column& in = of.columns[c];
            if (in.key.empty() || std::holds_alternative<std::monostate>(row[c].value)) continue;
            if (const auto* const e = std::get_if<estimate>(&row[c].value)) one[in.key] = as_json(*e);
            else if (const auto* const x = std::get_if<interval>(&row[c].value)) one[in.key] = as_json(*x);
            else one[in.key] = json_value(row[c]);
        }
        all.push_back(std::move(one));
    }
    return all;
}

json columns_of(const table& of) {
    json out = json::array();
    const auto add = [&](const std::string& name, const column& in, const auto& value) {
        json one{{"name", name}};
        if (!in.labels.empty()) one["labels"] = in.labels;
        json::array_t values;
        values.reserve(of.rows.size());
        for (const auto& row : of.rows) values.push_back(value(row));
        one["values"] = std::move(values);
        out.push_back(std::move(one));
    };
    for (std::size_t c = 0; c < of.columns.size(); ++c) {
        const column& in = of.columns[c];
        if (in.has_interval()) {
            add(in.key, in, [&](const auto& row) { return as_json(ends_of(row[c]).value); });
            add(in.key + "_low", in, [&](const auto& row) { return as_json(ends_of(row[c]).low); });
            add(in.key + "_high", in, [&](const auto& row) { return as_json(ends_of(row[c]).high); });
        } else add(in.key, in, [&](const auto& row) { return json_value(row[c]); });
    }
    return out;
}

json as_json(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

json as_json(const interval& x) {
    return {{"value", as_json(x.value)}, {"low", as_json(x.low)}, {"high", as_json(x.high)}};
}

std::string_view name_of_ranges(std::size_t worlds) {
    return worlds >= least_for_ranges ? "range over worlds" : "least and most of worlds";
}

json as_json(const estimate& e) {
    if (e.is_range()) {
        json out{{"median", as_json(e.value())}, {"low", as_json(e.low())},
                 {"high", as_json(e.high())},    {"interval", name_of_ranges(e.over.worlds)},
                 {"worlds", e.over.worlds},      {"mean", as_json(e.mean)},
                 {"above_zero", e.over.above},   {"below_zero", e.over.below}};
        out["low_from"] = as_json(e.over.of_low.low);
        out["low_to"] = as_json(e.over.of_low.high);
        out["high_from"] = as_json(e.over.of_high.low);
        out["high_to"] = as_json(e.over.of_high.high);
        return out;
    }
    return {{"mean", as_json(e.mean)}, {"low", as_json(e.low())}, {"high", as_json(e.high())}};
}

}   // namespace analysis
