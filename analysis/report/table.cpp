#include "analysis/report/table.hpp"

#include <cassert>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "sim/text/csv.hpp"
#include "sim/text/text.hpp"

namespace analysis::report {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::string csv_value(const json& value, const json* labels) {
    if (value.is_null()) return "";
    if (labels != nullptr) return sim::csv_cell(labels->at(value.get<std::size_t>()).at("name").get<std::string>());
    if (value.is_string()) return sim::csv_cell(value.get<std::string>());
    if (value.is_number_float()) return sim::shortest(value.get<double>());
    return value.dump();
}

}   // namespace

json number_or_nothing(double x) { return std::isfinite(x) ? json(x) : json(nullptr); }

json in_both(const std::string& text, const std::string& text_zh) {
    return json{{"en", text.empty() ? text_zh : text}, {"zh", text_zh.empty() ? text : text_zh}};
}

json label(const std::string& name, const std::string& text, const std::string& text_zh) {
    json out{{"name", name}};
    out.update(in_both(text.empty() ? name : text, text_zh.empty() && text.empty() ? name : text_zh));
    return out;
}

double shortened(double x) {
    if (!std::isfinite(x)) return x;
    return sim::finite_number(fmt::format("{:.6g}", x)).value_or(x);
}

table::table(std::vector<column> columns) : columns_{std::move(columns)}, values_(columns_.size(), json::array()) {}

table& table::row() {
    assert(at_ % columns_.size() == 0);
    at_ = 0;
    return *this;
}

table& table::add(const cell& one) {
    assert(at_ < columns_.size());
    json& into = values_[at_++];
    if (const auto* const x = std::get_if<double>(&one)) into.push_back(number_or_nothing(*x));
    else if (const auto* const place = std::get_if<std::size_t>(&one)) into.push_back(*place);
    else into.push_back(std::get<std::string>(one));
    return *this;
}

table& table::add(const estimate& e, double shown_as) {
    if (e.replicates == 0) return skip(3);
    return add(e.mean * shown_as).add(e.low() * shown_as).add(e.high() * shown_as);
}

table& table::add(const ratio& r, double shown_as) {
    return add(r.value * shown_as).add(r.low * shown_as).add(r.high * shown_as);
}

table& table::skip(std::size_t cells) {
    for (std::size_t i = 0; i < cells; ++i) add(unknown);
    return *this;
}

json table::as_json() const {
    json out = json::array();
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        json one{{"name", columns_[c].name}};
        if (!columns_[c].labels.empty()) one["labels"] = columns_[c].labels;
        one["values"] = values_[c];
        out.push_back(std::move(one));
    }
    return out;
}

void add_interval(std::vector<column>& to, const std::string& name) {
    to.push_back({name, ""});
    to.push_back({name + "_low", ""});
    to.push_back({name + "_high", ""});
}

std::string csv_of(const json& model, std::string_view table) {
    const json& columns = model.at("tables").at(std::string{table});
    std::string out = "\xEF\xBB\xBF";
    std::size_t rows = 0;
    for (const json& one : columns) {
        out += (&one == &columns.front() ? "" : ",") + sim::csv_cell(one.at("name").get<std::string>());
        rows = one.at("values").size();
    }
    out += "\r\n";
    for (std::size_t r = 0; r < rows; ++r) {
        for (const json& one : columns) {
            const json* const labels =
                one.contains("labels") ? &model.at("labels").at(one.at("labels").get<std::string>()) : nullptr;
            out += (&one == &columns.front() ? "" : ",") + csv_value(one.at("values").at(r), labels);
        }
        out += "\r\n";
    }
    return out;
}

}   // namespace analysis::report
