#pragma once
// Words for people: the nearest known name, how wide a text is in a terminal, numbers as people write them.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

// The candidate nearest to `word` by edit distance (insert, delete, replace, swap of neighbours; in code points, case
// ignored in ASCII), if it is at most a third of the longer word's length (at least 1).
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// "; did you mean 'admin_relief'?" or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);
// The same with all of them: "; did you mean 'csv'? There are: text, csv, json".
[[nodiscard]] std::string with_all_of(std::string_view word, std::span<const std::string> candidates);

// The candidates that have every word of what was said, in any place, and the fewest others: "population-seed" means
// "population_seed", "arms.hire.level" means "arms.hire.policies.hire_workers.level". A word may be cut short, or have a slip.
[[nodiscard]] std::vector<std::string> with_words_of(std::string_view said, std::span<const std::string> candidates);
// "; did you mean 'weeks'?", "; did you mean 'a.level' or 'b.level'?" of them; of many the first stands for the others.
[[nodiscard]] std::string did_you_mean_by_words(std::string_view said, std::span<const std::string> candidates);

// "1 point", "0 points", "2 communities"; "52nd".
[[nodiscard]] std::string plural_of(std::string_view noun);
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);
[[nodiscard]] std::string ordinal(std::size_t number);

// A text without the spaces and tabs at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// How many bytes from the beginning on are UTF-8: all, or those before the first that are not.
[[nodiscard]] std::size_t utf8_prefix(std::string_view text);

// A text that a terminal shows and does not obey: control characters, marks that turn the direction of writing, and bytes
// that are no UTF-8 as \x1b or \u202e; those in `kept` stay as they are (lines and tabs; nothing in a single line).
[[nodiscard]] std::string visible(std::string_view text, std::string_view kept = "\n\t");
// The same of a text that is JSON, where such characters stand inside strings alone: \u001b, which means the same.
[[nodiscard]] std::string visible_json(std::string_view text);

// Why a text cannot be a title ("has the character \x1b, ..."); nothing where it can be. A name of arms or places may not be
// empty either, nor a label that tables have themselves ("all").
[[nodiscard]] std::string why_no_title(std::string_view text);
[[nodiscard]] std::string why_no_name(std::string_view text);

// Columns that a UTF-8 text takes in a terminal (CJK characters take two).
[[nodiscard]] std::size_t display_width(std::string_view text);
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);

// A decimal as people write it ("0.5", "+2", "1e-320"), the whole text; nothing where it is none or not finite.
[[nodiscard]] std::optional<double> finite_number(std::string_view text);

// Shortest decimal that reads back as the same number: 0.7, 1e-09, 20230416.
[[nodiscard]] std::string shortest(double value);
[[nodiscard]] std::string shortest(float value);

// A float as people wrote it: 0.9f is 0.9, not 0.899999976.
[[nodiscard]] double as_written(float value);

}   // namespace sim
