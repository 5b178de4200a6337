// What toml++ 3.3 must not be given: texts on which it ends the program, or does anything at all, instead of refusing
// them. Each is no TOML, or nothing that a scenario needs.

#include <algorithm>
#include <array>

#include "sim/text/text.hpp"
#include "sim/text/toml_parts.hpp"

namespace sim {

namespace {

bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}
bool is_quote(char c) { return c == '"' || c == '\''; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

// Reads a text as TOML does, as far as strings, comments, brackets and headings go. In a text that is no TOML it may lose
// its way, but only after the place where toml++ stops.
class guard {
public:
    explicit guard(std::string_view text) : text_{text} {}

    // What is wrong and where (an offset).
    struct trouble {
        std::size_t at;
        std::string what;
    };
    void look() {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
        while (at_ < text_.size() && !found_) step();
    }
    [[nodiscard]] const std::optional<trouble>& unfit() const {
        return found_;
    }   // nothing where toml++ may have the text
    [[nodiscard]] const std::optional<trouble>& quote() const { return quote_; }

private:
    void step() {
        const char c = text_[at_];
        if (c == '\n') {
            line_begins_ = true;
            dots_ = 0;
            ++at_;
        } else if (is_blank(c) || c == '\r') {
            ++at_;
        } else if (c == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (beyond_ascii(c)) {
            // toml++ asks whether such a letter is a space, in a way that is undefined for many.
            found_ = {at_,
                      parts::sign_meant(text_.substr(at_))
                          .value_or("letters other than a to z stand in quotes only, in texts and in keys; digits, - "
                                    "and _ need none")};
        } else if (c == '[' && line_begins_ && open_ == 0) {
            heading();
        } else {
            line_begins_ = false;
            if (is_quote(c)) text();
            else sign(c);
        }
    }

    void sign(char c) {
        if (c == '[' || c == '{') ++open_;
        if ((c == ']' || c == '}') && open_ > 0) --open_;
        if (std::string_view{"=,[]{}"}.find(c) != std::string_view::npos) dots_ = 0;
        // A level for each part of a key, without a limit: a long one ends in an overflow of the stack.
        if (c == '.' && ++dots_ >= parts::deepest)
            found_ = {at_, "this key has more than " + std::to_string(parts::deepest) + " parts"};
        ++at_;
    }

    // toml++ takes for granted that a heading begins with a key.
    void heading() {
        line_begins_ = false;
        dots_ = 0;
        ++at_;
        const bool apart = skip_blanks();
        if (!apart && at_ < text_.size() && text_[at_] == '[') {
            ++at_;
            skip_blanks();
        }
        if (at_ == text_.size()) return;
        const char c = text_[at_];
        if (!is_bare(c) && !is_quote(c) && c != ']' && !beyond_ascii(c) && !(apart && c == '['))
            found_ = {at_,
                      "a heading names a table, as in [arms.base], or one table of several, as in [[emergencies]]"};
    }

    bool skip_blanks() {
        const std::size_t from = at_;
        while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
        return at_ > from;
    }

    // A string, from its opening quote to behind its closing one; one on a single line ends with the line at the latest.
    void text() {
        const char quote = text_[at_];
        const std::size_t from = at_;
        const std::string three(3, quote);
        const bool several_lines = text_.substr(at_, 3) == three;
        for (at_ += several_lines ? 3 : 1; at_ < text_.size() && !found_;) {
            if (several_lines && text_.substr(at_, 3) == three) {
                at_ += 3;
                for (int more = 0; more < 2 && at_ < text_.size() && text_[at_] == quote; ++more)
                    ++at_;   // quotes of its own at its end
                return is_closed(from);
            }
            if (!several_lines && text_[at_] == quote) {
                ++at_;
                return is_closed(from);
            }
            if (!several_lines && text_[at_] == '\n') break;
            if (text_[at_] == '\\' && quote == '"') backslash(several_lines);
            else ++at_;
        }
        if (quote_ || found_) return;
        const std::string_view inside = text_.substr(from, at_ - from);
        const bool other = std::ranges::any_of(std::array{"”", "“", "’", "＂"}, [&](const char* sign) {
            return inside.find(sign) != std::string_view::npos;
        });
        quote_ = several_lines
                     ? trouble{from, "these three quotes are not closed; put three where the text ends"}
                     : trouble{from, std::string{"this quote is not closed; put a "} + quote + " where the text ends" +
                                         (other ? ", a straight one: the slanted ones are letters of the text" : "")};
    }

    // What follows a text shows whether it ended where it should.
    void is_closed(std::size_t from) {
        std::size_t next = at_;
        while (next < text_.size() && is_blank(text_[next])) ++next;
        if (quote_ || next == text_.size() ||
            std::string_view{",]}=.#:;\r\n"}.find(text_[next]) != std::string_view::npos)
            return;
        if (beyond_ascii(text_[next]) && parts::sign_meant(text_.substr(next))) return;   // told for itself
        quote_ = {
            from,
            "the text that begins here ends at the next quote, and more follows it: close the quote where the text "
            "should end, and put a comma between two texts"};
    }

    // After a backslash toml++ asks about spaces too; where a line ends in one, of the first letter that follows.
    void backslash(bool several_lines) {
        const std::size_t from = at_++;
        const bool line_ends = several_lines && at_ < text_.size() &&
                               std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos;
        if (line_ends) at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
        if (at_ == text_.size()) return;
        if (beyond_ascii(text_[at_]))
            found_ = {from, "a backslash cannot stand here; write the text on one line, and a backslash in it twice"};
        else if (!line_ends && text_[at_] != '\n') ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0, open_ = 0, dots_ = 0;   // where; brackets open; dots of the present key
    bool line_begins_ = true;
    std::optional<trouble> found_, quote_;
};

place place_at(std::string_view text, std::size_t offset, const std::string& file) {
    place at{file, 1, 1};
    for (const char c : text.substr(0, offset)) {
        if (c == '\n') {
            ++at.line;
            at.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            ++at.column;
        }
    }
    return at;
}

}   // namespace

parts::first_look parts::look_at(std::string_view text, const std::string& file) {
    if (const std::size_t good = utf8_prefix(text); good < text.size())
        return {mistake{place_at(text, good, file), "this is not UTF-8 text (it may be GBK); save the file as UTF-8"},
                {}};
    guard one{text};
    one.look();
    first_look seen;
    if (const auto& quote = one.quote()) seen.quote = mistake{place_at(text, quote->at, file), quote->what};
    if (const auto& bad = one.unfit())
        seen.unfit = seen.quote ? seen.quote : mistake{place_at(text, bad->at, file), bad->what};
    return seen;
}

}   // namespace sim
