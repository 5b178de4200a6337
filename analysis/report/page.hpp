#pragma once
// The page: one HTML file with its scripts, styles and numbers inside, which needs nothing from anywhere when it is viewed.

#include <string>
#include <string_view>

#include "analysis/report/page_model.hpp"

namespace analysis::report {

// Was this program built with the page (COGOV_REPORT)?
[[nodiscard]] bool has_page();
// The page with a model's numbers inside.
[[nodiscard]] std::string page_of(const page_model& model);
// Is it such a page?
[[nodiscard]] bool is_page(std::string_view document);

}   // namespace analysis::report
