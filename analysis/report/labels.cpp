#include "analysis/report/labels.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace analysis::report {

json in_both(const std::string& text, const std::string& text_zh) {
    return json{{"en", text.empty() ? text_zh : text}, {"zh", text_zh.empty() ? text : text_zh}};
}

json label(const std::string& name, const std::string& text, const std::string& text_zh) {
    json out{{"name", name}};
    out.update(in_both(text.empty() ? name : text, text_zh.empty() && text.empty() ? name : text_zh));
    return out;
}

// Through decimal digits, since it is decimals that are to be few: no sum of powers of two has six of them exactly.
double shortened(double x) {
    if (!std::isfinite(x)) return x;
    std::array<char, 32> digits{};
    char* const end = std::to_chars(digits.begin(), digits.end(), x, std::chars_format::general, 6).ptr;
    static_cast<void>(std::from_chars(digits.begin(), end, x));
    return x;
}

}   // namespace analysis::report
