#pragma once
// The report's numbers as tables: columns of a JSON model, from which the page makes its charts, its tables and its CSV.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "analysis/statistics.hpp"

namespace analysis::report {

using json = nlohmann::ordered_json;

// null where there is no finite number, which JSON cannot say.
[[nodiscard]] json number_or_nothing(double x);
// A text in both languages; the Chinese one is the English one where there is none.
[[nodiscard]] json in_both(const std::string& text, const std::string& text_zh);
// The entry of a list of names ("labels"): what programs call it, and what people do.
[[nodiscard]] json label(const std::string& name, const std::string& text, const std::string& text_zh);

// As many digits as a picture needs.
[[nodiscard]] double shortened(double x);

// One column of a table. With `labels` its numbers are places in the model's list of that name.
struct column {
    std::string name;
    std::string labels;
};
using cell = std::variant<std::size_t, double, std::string>;

class table {
public:
    explicit table(std::vector<column> columns);
    // Starts a row; as many cells follow as there are columns. A number that is not known becomes null.
    table& row();
    table& add(const cell& one);
    // Mean, low and high, in `shown_as` of the unit; all three null where an estimate is `known` to nobody.
    table& add(const estimate& e, double shown_as = 1);
    table& add(const ratio& r, double shown_as = 1);
    table& skip(std::size_t cells);
    [[nodiscard]] json as_json() const;
    [[nodiscard]] bool empty() const { return values_.front().empty(); }

private:
    std::vector<column> columns_;
    std::vector<json> values_;   // by column
    std::size_t at_ = 0;         // the next column
};

// Columns for an estimate: NAME, NAME_low, NAME_high.
void add_interval(std::vector<column>& to, const std::string& name);

// A table of the model as CSV for a spreadsheet: UTF-8 with a byte order mark, labels by the names that programs use.
[[nodiscard]] std::string csv_of(const json& model, std::string_view table);

}   // namespace analysis::report
