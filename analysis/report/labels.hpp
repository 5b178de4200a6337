#pragma once
// What things are called on the page, in both languages, and numbers as it draws them.

#include <string>

#include <nlohmann/json.hpp>

namespace analysis::report {

using json = nlohmann::ordered_json;

// A text in both languages; the Chinese one is the English one where there is none.
[[nodiscard]] json in_both(const std::string& text, const std::string& text_zh);
// The entry of a list of names ("labels"): what programs call it, and what people do.
[[nodiscard]] json label(const std::string& name, const std::string& text, const std::string& text_zh);

// As many digits as a picture needs: those that are left out would be most of the page.
[[nodiscard]] double shortened(double x);

}   // namespace analysis::report
