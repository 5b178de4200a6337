// What people write in place of TOML, and what they would have to write: found in the line where toml++ gives up.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <utf8proc.h>

#include "sim/text/text.hpp"
#include "sim/text/toml_parts.hpp"

namespace sim {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool ends_word(char c) { return is_blank(c) || std::string_view{",[]{}#=\"'\r\n"}.find(c) != std::string_view::npos; }

// A decimal number that a text is, to its end; and where it ends.
std::optional<double> number_in(std::string_view text, std::size_t& end) {
    std::size_t from = text.starts_with('+') ? 1 : 0;
    double value = 0;
    const auto [stop, failed] = std::from_chars(text.data() + from, text.data() + text.size(), value);
    end = static_cast<std::size_t>(stop - text.data());
    if (failed != std::errc{} || text.empty() || is_letter(text[from])) return std::nullopt;   // inf, nan
    return value;
}

std::optional<double> number_of(std::string_view text) {
    std::size_t end = 0;
    const auto value = number_in(text, end);
    return end == text.size() ? value : std::nullopt;
}

// "1,000" and "0,5": which of the two a comma means shows in the digits around it.
std::optional<std::string> with_comma(std::string_view text) {
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const std::string_view before = text.substr(0, comma), after = text.substr(comma + 1);
    if (before.empty() || after.empty() || !std::ranges::all_of(after, is_digit) || !number_of(before))
        return std::nullopt;
    const bool thousands = after.size() == 3 && before != "0" && before != "-0";
    if (thousands) return fmt::format("digits are not parted by commas: write {}{}", before, after);
    return fmt::format("decimals follow a point, not a comma: write {}.{}", before, after);
}

std::string_view line_at(std::string_view text, std::size_t at, std::size_t& first) {
    const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    first = before == std::string_view::npos ? 0 : before + 1;
    return text.substr(first, std::min(text.find('\n', first), text.size()) - first);
}

// The word that a place of a line is in or behind.
std::string_view word_at(std::string_view line, std::size_t at) {
    std::size_t first = std::min(at, line.size()), last = first;
    while (first > 0 && !ends_word(line[first - 1])) --first;
    while (last < line.size() && !ends_word(line[last])) ++last;
    return line.substr(first, last - first);
}

// "True" and "off", which TOML takes for neither truths nor texts.
std::optional<std::string> truth_meant(std::string_view word) {
    std::string small{word};
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (small == "true" || small == "false") return fmt::format("true and false have small letters: write {}", small);
    if (small == "on" || small == "off") return fmt::format("a text needs quotes: write \"{}\"", small);
    if (small == "yes" || small == "no")
        return fmt::format("a text needs quotes, and {} is written \"{}\"", word, small == "yes" ? "on" : "off");
    return std::nullopt;
}

// What was meant where a value stops being one, at a place of its line.
std::optional<std::string> slip_in_value(std::string_view line, std::size_t at) {
    const std::string_view before = trimmed(line.substr(0, at)), word = word_at(line, at);
    const auto word_begins = static_cast<std::size_t>(word.data() - line.data());
    const auto before_begins = static_cast<std::size_t>(before.data() - line.data());
    const std::string_view last_word = before.empty() ? before : word_at(line, before_begins + before.size() - 1);
    const bool follows = at < line.size() && is_blank(at > 0 ? line[at - 1] : ' ') && number_of(last_word).has_value();
    if (line.substr(at).starts_with("//")) return "a remark begins with #, not with //";
    if (follows && word == "%") return parts::number_meant(std::string{last_word} + "%");
    const std::size_t behind = line.find_first_not_of(" \t", word_begins + word.size());
    const bool another_key =
        behind != std::string_view::npos && line[behind] == '=' && before.find('=') != std::string_view::npos;
    if (another_key && !word.empty() && is_letter(word.front()))
        return fmt::format("one key stands on a line; move '{}' to a line of its own", word);
    if (at < line.size() && line[at] == ',') {
        const std::size_t first = before.find_last_of(" \t=") + 1,
                          last = std::min(line.find_first_of(" \t#\r", at), line.size());
        if (before.find_first_of("[{") == std::string_view::npos) {
            const auto begins = static_cast<std::size_t>(before.data() - line.data()) + first;
            if (auto comma = with_comma(line.substr(begins, last - begins))) return comma;
            return "no comma ends or parts a line; each key stands on a line of its own";
        }
    }
    if (word.size() > 1 && word.ends_with(';')) return "nothing ends a line: leave out the ;";
    if (auto truth = truth_meant(word)) return truth;
    if (auto meant = parts::number_meant(word)) return meant;
    if (follows &&
        std::ranges::all_of(word, [](char c) { return is_letter(c) || static_cast<unsigned char>(c) >= 0x80; }) &&
        !word.empty())
        return parts::number_meant(fmt::format("{} {}", last_word, word));
    return std::nullopt;
}

}   // namespace

std::optional<std::string> parts::number_meant(std::string_view said) {
    const std::string_view text = trimmed(said);
    if (text.starts_with('.') && number_of(text)) return fmt::format("a number begins with a digit: write 0{}", text);
    if (const auto plain = number_of(text); plain && text.starts_with('0') && text.size() > 1 && is_digit(text[1]))
        return fmt::format("a number does not begin with 0: write {}", shortest(*plain));
    if (auto comma = with_comma(text)) return comma;
    if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
        const auto above = number_of(trimmed(text.substr(0, slash))),
                   below = number_of(trimmed(text.substr(slash + 1)));
        if (above && below && *below != 0)
            return fmt::format("fractions are not computed: write {}", shortest(*above / *below));
        return std::nullopt;
    }
    std::size_t end = 0;
    const auto value = number_in(text, end);
    if (!value) return std::nullopt;
    const std::string_view unit = trimmed(text.substr(end));
    if (unit == "%" || unit == "％") return fmt::format("a share is written as a number: {}", shortest(*value / 100));
    const bool is_unit = !unit.empty() && std::ranges::all_of(unit, [](char c) {
        return is_letter(c) || c == ' ' || static_cast<unsigned char>(c) >= 0x80;
    });
    if (is_unit) return fmt::format("a number stands without its unit: write {}", text.substr(0, end));
    return std::nullopt;
}

std::optional<std::string> parts::slip_at(std::string_view text, std::size_t at, std::string_view said) {
    const auto contains = [&](std::string_view words) { return said.find(words) != std::string_view::npos; };
    std::size_t first = 0;
    const std::string_view line = line_at(text, std::min(at, text.size()), first);
    const std::size_t here = std::min(at, text.size()) - first;
    if (contains("escape") || contains("hex digit"))
        return "a backslash in double quotes begins a special sign; write paths with /, or in 'single quotes'";
    if (contains("cannot redefine")) return std::nullopt;
    const bool heading = trimmed(line).starts_with('[');
    if (heading && (here >= line.size() || line[here] == '#' || line[here] == '\r'))
        return "this heading is not closed: it ends with as many ] as it has [ at its beginning";
    if (heading)
        return "a heading's names have letters a to z, digits, - and _ alone, with dots between, as in [arms.base]";
    if (here < line.size() && line[here] == ':' && line.substr(0, here).find('=') == std::string_view::npos)
        return "a key and its value are joined by =, not by a colon";
    if (line.find('{') < here && contains("'\\n'"))
        return "a table in { } stands on one line; a longer one has a heading of its own, as in [arms.base]";
    if (auto slip = slip_in_value(line, here)) return slip;
    if (const std::string_view word = word_at(line, here); contains("could not determine value type") && !word.empty())
        return fmt::format("this is not a value; a text needs quotes: write \"{}\"", word);
    return std::nullopt;
}

std::optional<std::string> parts::sign_meant(std::string_view text) {
    utf8proc_int32_t letter = 0;
    const auto taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &letter);
    const std::string_view shown = text.substr(0, static_cast<std::size_t>(std::max<utf8proc_ssize_t>(1, taken)));
    constexpr std::u32string_view quotes = U"“”„‟‘’‚‛「」『』«»＂＇",
                                  blanks = U"\u00A0\u3000\u2002\u2003\u2009\u200B\uFEFF";
    constexpr std::u32string_view others = U"，、：。．；【】－–—−％", meant = U",,=.. []----%";
    const auto sign = static_cast<char32_t>(letter);
    if (quotes.find(sign) != std::u32string_view::npos)
        return fmt::format("{} is another quote than TOML's; a text stands between straight ones, as in \"on\"", shown);
    if (blanks.find(sign) != std::u32string_view::npos)
        return "this is a wide or unbreakable blank; put a plain one here, or none";
    std::string plain;
    if (const std::size_t which = others.find(sign); which != std::u32string_view::npos)
        plain = static_cast<char>(meant[which]);
    else if (sign > 0xFF00 && sign < 0xFF5F) plain = static_cast<char>(sign - 0xFEE0);
    if (plain == "%") return "a share is written as a number, 0.5 for 50 %";
    if (plain == ":") plain = "=";
    if (plain == " " || plain == ";") return fmt::format("{} is no sign of TOML; leave it out", shown);
    if (!plain.empty()) return fmt::format("{} is a full-width or typographic sign; write {}", shown, plain);
    return std::nullopt;
}

}   // namespace sim
