#pragma once
// What is to be done with a budget, as people read it in a terminal, and as CSV or JSON.

#include <string>

#include "analysis/decided.hpp"

namespace cli {

// `format` is text, csv, json or markdown.
[[nodiscard]] std::string decided_table(const analysis::observed& file, const analysis::decided& found,
                                        const std::string& format);

}   // namespace cli
