#include "analysis/report/page.hpp"

#include <string_view>

#include <fmt/format.h>

#include "sim/text/text.hpp"

// The page without numbers, made by analysis/report/web when the program is built, as the bytes between two symbols.
#ifdef COGOV_REPORT_PAGE
__asm__(
    ".section .rodata\n"
    ".global cogov_report_page_begin\n"
    ".global cogov_report_page_end\n"
    "cogov_report_page_begin:\n"
    ".incbin \"" COGOV_REPORT_PAGE
    "\"\n"
    "cogov_report_page_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" const char cogov_report_page_begin[], cogov_report_page_end[];
#endif

namespace analysis::report {

namespace {

std::string_view blank_page() {
#ifdef COGOV_REPORT_PAGE
    return {cogov_report_page_begin, static_cast<std::size_t>(cogov_report_page_end - cogov_report_page_begin)};
#else
    return {};
#endif
}

// JSON inside an HTML script: "</script>" and "<!--" in a title must not end or open anything.
std::string inside_script(const std::string& text) {
    std::string out;
    out.reserve(text.size() + text.size() / 50);
    for (const char c : text) {
        if (c == '<') out += "\\u003c";
        else out += c;
    }
    return out;
}

std::string inside_html(const std::string& text) {
    std::string out;
    for (const char c : sim::visible(text, "")) {
        if (c == '<') out += "&lt;";
        else if (c == '&') out += "&amp;";
        else out += c;
    }
    return out;
}

}   // namespace

bool has_page() { return !blank_page().empty(); }

std::string page_of(const page_model& model) {
    std::string out{blank_page()};
    const auto put = [&](std::string_view mark, const std::string& text) {
        if (const std::size_t at = out.find(mark); at != std::string::npos) out.replace(at, mark.size(), text);
    };
    const std::string language = model.about.at("language").get<std::string>();
    // From the end of the page to its beginning: texts of the scenario that look like a mark then stand behind the mark.
    put("{{model}}", inside_script(model.as_json()));
    put("{{title}}", inside_html(model.about.at("title").at(language).get<std::string>()));
    put("{{language}}", language == "zh" ? "zh-CN" : "en");
    return out;
}

bool is_page(std::string_view document) {
    return document.substr(0, 4096).find("<meta name=\"generator\" content=\"cogov report\">") !=
           std::string_view::npos;
}

}   // namespace analysis::report
