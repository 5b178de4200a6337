// A tree as TOML text.

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "sim/text/text.hpp"
#include "sim/text/toml.hpp"

namespace sim {

namespace {

std::string in_quotes(std::string_view text) {
    std::string made = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        switch (c) {
            case '"':
                made += "\\\"";
                break;
            case '\\':
                made += "\\\\";
                break;
            case '\n':
                made += "\\n";
                break;
            case '\t':
                made += "\\t";
                break;
            case '\r':
                made += "\\r";
                break;
            default:
                if (code < 0x20 || code == 0x7F) made += fmt::format("\\u{:04X}", code);
                else made += c;
        }
    }
    return made + "\"";
}

std::string key_text(std::string_view key) {
    const bool bare = !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    return bare ? std::string{key} : in_quotes(key);
}

// A real number must not read back as a whole one.
std::string real_text(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    std::string text = shortest(value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::string inline_text(const node& value) {
    return std::visit(
        [](const auto& held) -> std::string {
            using kind = std::decay_t<decltype(held)>;
            std::string made;
            if constexpr (std::is_same_v<kind, bool>) {
                return held ? "true" : "false";
            } else if constexpr (std::is_same_v<kind, std::int64_t>) {
                return std::to_string(held);
            } else if constexpr (std::is_same_v<kind, double>) {
                return real_text(held);
            } else if constexpr (std::is_same_v<kind, std::string>) {
                return in_quotes(held);
            } else if constexpr (std::is_same_v<kind, node::array>) {
                for (const node& item : held) made += (made.empty() ? "" : ", ") + inline_text(item);
                return "[" + made + "]";
            } else {
                for (const node::entry& one : held)
                    made += (made.empty() ? "" : ", ") + key_text(one.key) + " = " + inline_text(one.value);
                return made.empty() ? "{}" : "{ " + made + " }";
            }
        },
        value.value);
}

bool is_tables(const node& value) {
    const auto* const list = value.as_array();
    return list != nullptr && !list->empty() &&
           std::ranges::all_of(*list, [](const node& item) { return item.as_table() != nullptr; });
}

class writer {
public:
    // Keys of a table, then its tables under headers. A header ends the keys of the table above it, so tables that stand
    // before a plain key are written as dotted keys: the order of the tree is kept whatever it is.
    void table(const node::table& entries, const std::string& path) {
        const auto has_header = [](const node::entry& one) {
            return one.value.as_table() != nullptr || is_tables(one.value);
        };
        auto first_header = entries.end();
        while (first_header != entries.begin() && has_header(*(first_header - 1))) --first_header;
        for (auto at = entries.begin(); at != first_header; ++at) key(key_text(at->key), at->value);
        for (auto at = first_header; at != entries.end(); ++at) {
            const std::string name = path.empty() ? key_text(at->key) : path + "." + key_text(at->key);
            if (const auto* const below = at->value.as_table()) {
                const bool only_tables = !below->empty() && std::ranges::all_of(*below, has_header);
                if (!only_tables) header("[" + name + "]");
                table(*below, name);
            } else {
                for (const node& item : *at->value.as_array()) {
                    header("[[" + name + "]]");
                    table(*item.as_table(), name);
                }
            }
        }
    }

    [[nodiscard]] std::string text() && { return std::move(text_); }

private:
    void key(const std::string& name, const node& value) {
        if (const auto* const below = value.as_table(); below != nullptr && !below->empty()) {
            for (const node::entry& one : *below) key(name + "." + key_text(one.key), one.value);
        } else {
            text_ += name + " = " + inline_text(value) + "\n";
        }
    }

    void header(const std::string& line) { text_ += (text_.empty() ? "" : "\n") + line + "\n"; }

    std::string text_;
};

}   // namespace

std::string value_text(const node& value) { return inline_text(value); }

std::string to_toml(const node& root) {
    writer out;
    if (const auto* const entries = root.as_table()) out.table(*entries, "");
    return std::move(out).text();
}

}   // namespace sim
