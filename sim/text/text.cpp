#include "sim/text/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <utf8proc.h>

namespace sim {

namespace {

using letters = std::vector<char32_t>;

// Code points of a UTF-8 text; a byte that belongs to none counts as one letter of its own.
letters letters_of(std::string_view text) {
    letters found;
    found.reserve(text.size());
    const auto* byte = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t letter = 0;
        utf8proc_ssize_t taken = utf8proc_iterate(byte, left, &letter);
        if (taken <= 0) {
            letter = 0xFFFD;
            taken = 1;
        }
        found.push_back(static_cast<char32_t>(letter));
        byte += taken;
        left -= taken;
    }
    return found;
}

letters small_letters_of(std::string_view text) {
    letters found = letters_of(text);
    for (char32_t& c : found)
        if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
    return found;
}

// Insertions, deletions, replacements and swaps of neighbours that lead from a to b (optimal string alignment).
std::size_t edit_distance(const letters& a, const letters& b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> before_last(width), last(width), now(width);
    for (std::size_t j = 0; j < width; ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j < width; ++j) {
            const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, replace});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

// Does a terminal obey it in place of showing it?
bool is_obeyed(char32_t letter) {
    return letter < 0x20 || (letter >= 0x7F && letter < 0xA0) || (letter >= 0x202A && letter <= 0x202E) ||
           (letter >= 0x2066 && letter <= 0x2069);
}

std::string escaped(char32_t letter) {
    switch (letter) {
        case U'\n':
            return "\\n";
        case U'\r':
            return "\\r";
        case U'\t':
            return "\\t";
        default:
            return letter < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(letter))
                                  : fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
    }
}

// Calls `use` with every code point of a text and its bytes; with nothing in place of the code point where a byte belongs to
// none.
template <class Use>
void for_letters(std::string_view text, Use use) {
    while (!text.empty()) {
        utf8proc_int32_t letter = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                        static_cast<utf8proc_ssize_t>(text.size()), &letter);
        const auto length = static_cast<std::size_t>(std::max<utf8proc_ssize_t>(1, taken));
        use(taken > 0 ? std::optional{static_cast<char32_t>(letter)} : std::nullopt, text.substr(0, length));
        text.remove_prefix(length);
    }
}

// Its letters and digits between all other signs, small: "arms", "relief", "level" of "arms.relief[0].level".
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : text) {
        const bool large = c >= 'A' && c <= 'Z';
        const bool inside =
            large || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
        if (inside) words.back() += large ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!words.back().empty()) words.emplace_back();
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

// May somebody who says this word mean that one? One letter may be wrong in a word of five or more.
bool may_mean(const std::string& said, const std::string& word) {
    constexpr std::size_t shortest_cut = 3, shortest_slip = 5;
    if (said == word || (said.size() >= shortest_cut && word.starts_with(said))) return true;
    return said.size() >= shortest_slip && edit_distance(letters_of(said), letters_of(word)) <= 1;
}

bool is_plain_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

template <class Real>
std::string shortest_of(Real value, Real largest_plain) {
    std::array<char, 64> text{};
    char* const end = text.data() + text.size();
    const Real size = std::abs(value);
    // People write 100000 and 0.0001, to_chars alone 1e+05 and 1e-04. Beyond largest_plain a plain number would show
    // digits that are not there.
    const bool plain = value == 0 || (size >= static_cast<Real>(1e-4) && size < largest_plain);
    const auto written = plain ? std::to_chars(text.data(), end, value, std::chars_format::fixed)
                               : std::to_chars(text.data(), end, value);
    return {text.data(), written.ptr};
}

}   // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
    if (word.empty()) return std::nullopt;
    const letters from = small_letters_of(word);
    std::optional<std::string> best;
    std::size_t least = 0;
    for (const std::string& candidate : candidates) {
        const letters to = small_letters_of(candidate);
        const std::size_t longer = std::max(from.size(), to.size()), shorter = std::min(from.size(), to.size());
        const std::size_t allowed = std::max<std::size_t>(1, longer / 3);
        if (longer - shorter > allowed) continue;
        const std::size_t distance = edit_distance(from, to);
        if (distance <= allowed && (!best || distance < least)) {
            best = candidate;
            least = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
    const auto found = nearest(word, candidates);
    return found ? "; did you mean '" + *found + "'?" : std::string{};
}

std::string with_all_of(std::string_view word, std::span<const std::string> candidates) {
    const std::string near = did_you_mean(word, candidates);
    return fmt::format("{}{}here are: {}", near, near.empty() ? "; t" : " T", fmt::join(candidates, ", "));
}

std::vector<std::string> with_words_of(std::string_view said, std::span<const std::string> candidates) {
    const std::vector<std::string> wanted = words_of(said);
    std::vector<std::string> best;
    std::pair<std::size_t, std::size_t> least;   // words that are not as they were said, and further ones
    for (const std::string& candidate : candidates) {
        std::vector<std::string> words = words_of(candidate);
        const bool all = !wanted.empty() && std::ranges::all_of(wanted, [&](const std::string& word) {
            return std::ranges::any_of(words, [&](const std::string& one) { return may_mean(word, one); });
        });
        if (!all) continue;
        const auto others = static_cast<std::size_t>(std::ranges::count_if(
            wanted, [&](const std::string& word) { return std::ranges::find(words, word) == words.end(); }));
        std::erase_if(words, [&](const std::string& one) {
            return std::ranges::any_of(wanted, [&](const std::string& word) { return may_mean(word, one); });
        });
        std::ranges::sort(words);
        words.erase(std::unique(words.begin(), words.end()), words.end());
        const std::pair distance{others, words.size()};
        if (best.empty() || distance < least) best.clear();
        else if (distance > least) continue;
        least = distance;
        best.push_back(candidate);
    }
    return best;
}

std::string did_you_mean_by_words(std::string_view said, std::span<const std::string> candidates) {
    constexpr std::size_t most = 3;
    auto found = with_words_of(said, candidates);
    if (found.size() > most) {   // of so many only those that end as what was said does
        const std::string end{said.substr(said.rfind('.') + 1)};
        std::erase_if(found, [&](const std::string& one) { return !one.ends_with("." + end); });
    }
    if (found.empty()) return {};
    if (found.size() > most) return fmt::format("; a key like it is '{}'", found.front());
    return fmt::format("; did you mean '{}'?", fmt::join(found, "' or '"));
}

std::string plural_of(std::string_view noun) {
    return noun.ends_with('y') ? fmt::format("{}ies", noun.substr(0, noun.size() - 1)) : fmt::format("{}s", noun);
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}", count, count == 1 ? std::string{noun} : plural_of(noun));
}

std::string ordinal(std::size_t number) {
    const std::size_t last = number % 10, tens = number / 10 % 10;
    const char* const ending = tens == 1 ? "th" : last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
    return fmt::format("{}{}", number, ending);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::size_t utf8_prefix(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        utf8proc_int32_t letter = 0;
        const utf8proc_ssize_t taken = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                                        static_cast<utf8proc_ssize_t>(text.size() - at), &letter);
        if (taken <= 0) break;
        at += static_cast<std::size_t>(taken);
    }
    return at;
}

std::string visible(std::string_view text, std::string_view kept) {
    if (is_plain_ascii(text)) return std::string{text};
    std::string made;
    for_letters(text, [&](std::optional<char32_t> letter, std::string_view bytes) {
        if (!letter) made += escaped(static_cast<unsigned char>(bytes.front()));
        else if (is_obeyed(*letter) && kept.find(bytes) == std::string_view::npos) made += escaped(*letter);
        else made += bytes;
    });
    return made;
}

std::string visible_json(std::string_view text) {
    std::string made;
    made.reserve(text.size());
    for_letters(text, [&](std::optional<char32_t> letter, std::string_view bytes) {
        const bool obeyed = letter && is_obeyed(*letter) && *letter != U'\n';
        if (obeyed) made += fmt::format("\\u{:04x}", static_cast<unsigned>(*letter));
        else made += bytes;
    });
    return made;
}

std::string why_no_title(std::string_view text) {
    std::string why;
    for_letters(text, [&](std::optional<char32_t> letter, std::string_view bytes) {
        if (!why.empty() || (letter && !is_obeyed(*letter))) return;
        why = fmt::format("has the character {}, which tables and terminals cannot show; leave it out",
                          escaped(letter.value_or(static_cast<unsigned char>(bytes.front()))));
    });
    return why;
}

std::string why_no_name(std::string_view text) {
    // What tables and the report's page call all of them together.
    constexpr std::array<std::string_view, 3> ours{"all", "everybody", "全体"};
    if (text.empty()) return "is empty; give it a name";
    if (std::ranges::find(ours, text) != ours.end())
        return "is what tables call all of them together; choose another name";
    return why_no_title(text);
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (const char32_t letter : letters_of(text))
        width += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(letter))));
    return width;
}

std::string pad_right(std::string_view text, std::size_t width) {
    const std::size_t taken = display_width(text);
    return std::string{text} + std::string(width > taken ? width - taken : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
    const std::size_t taken = display_width(text);
    return std::string(width > taken ? width - taken : 0, ' ') + std::string{text};
}

std::string shortest(double value) { return shortest_of(value, 1e15); }

std::string shortest(float value) { return shortest_of(value, 1e7F); }

std::optional<double> finite_number(std::string_view text) {
    if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);   // from_chars knows no plus
    double value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

double as_written(float value) { return finite_number(shortest(value)).value_or(value); }

}   // namespace sim
