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

// What follows a value and its ends: what is known of these ends.
constexpr std::string_view of_ends[] = {"_low_from", "_low_to", "_high_from", "_high_to"};

using flat_value = decltype(flat_column::values)::value_type;

flat_value flat_value_of(const cell& one, const column& in, const name_of_place& called) {
    if (const auto* const text = std::get_if<std::string>(&one.value)) return *text;
    if (const auto* const x = std::get_if<double>(&one.value)) return *x;
    const auto* const whole = std::get_if<std::size_t>(&one.value);
    if (whole == nullptr) return std::monostate{};
    if (in.labels.empty()) return *whole;
    return called(in.labels, *whole);
}

std::string csv_value(const flat_value& one) {
    if (const auto* const text = std::get_if<std::string>(&one)) return sim::csv_cell(*text);
    if (const auto* const x = std::get_if<double>(&one)) return csv_number(*x);
    const auto* const whole = std::get_if<std::size_t>(&one);
    return whole == nullptr ? "" : std::to_string(*whole);
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

std::vector<flat_column> flat(const table& of, const name_of_place& called) {
    std::vector<flat_column> out;
    const auto add = [&](std::string key, const auto& value) {
        flat_column& made = out.emplace_back(flat_column{std::move(key), {}});
        made.values.reserve(of.rows.size());
        for (const auto& row : of.rows) {
            assert(row.size() == of.columns.size());
            made.values.emplace_back(value(row));
        }
    };
    for (std::size_t c = 0; c < of.columns.size(); ++c) {
        const column& in = of.columns[c];
        if (in.key.empty()) continue;
        if (!in.has_interval()) {
            add(in.key, [&](const auto& row) { return flat_value_of(row[c], in, called); });
            continue;
        }
        add(in.key, [&](const auto& row) { return ends_of(row[c]).value; });
        add(in.key + "_low", [&](const auto& row) { return ends_of(row[c]).low; });
        add(in.key + "_high", [&](const auto& row) { return ends_of(row[c]).high; });
        for (std::size_t end = 0; has_ends(of, in) && end < std::size(of_ends); ++end)
            add(in.key + std::string{of_ends[end]}, [&](const auto& row) {
                const auto* const e = std::get_if<estimate>(&row[c].value);
                if (e == nullptr || !e->is_range()) return unknown;
                const auto& [low, high] = std::pair{e->over.of_low, e->over.of_high};
                return end == 0 ? low.low : end == 1 ? low.high : end == 2 ? high.low : high.high;
            });
    }
    if (of.worlds > 0) {
        add("interval", [&](const auto& /*row*/) { return std::string{of.intervals}; });
        add("worlds", [&](const auto& /*row*/) { return of.worlds; });
    }
    return out;
}

std::string csv_of(const table& of, std::string_view end_of_line, const name_of_place& called) {
    const std::vector<flat_column> columns = flat(of, called);
    std::string text;
    const auto line = [&](const auto& field) {
        for (const flat_column& one : columns) text += (&one == columns.data() ? "" : ",") + field(one);
        text += end_of_line;
    };
    if (of.headed) line([](const flat_column& one) { return sim::csv_cell(one.key); });
    for (std::size_t row = 0; row < of.rows.size(); ++row)
        line([&](const flat_column& one) { return csv_value(one.values[row]); });
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
