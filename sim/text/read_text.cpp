#include "sim/text/read_text.hpp"

#include "sim/text/storage.hpp"

namespace sim {

result<std::string> read_text(const std::string& path, std::uint64_t most) {
    if (std::string why = why_unreadable(path, kind_of_path::file); !why.empty())
        return mistake{{path}, std::move(why)};
    try {
        return read_file(path, most);
    } catch (const storage_error& problem) {
        std::string why = problem.what();
        if (const std::string preface = "cannot read " + path + ": "; why.starts_with(preface))
            why.erase(0, preface.size());
        return mistake{{path}, std::move(why)};
    }
}

std::string what_else_it_is(std::string_view bytes) {
    const auto begins = [&](std::string_view mark) { return bytes.starts_with(mark); };
    if (begins("PK\x03\x04")) return "a workbook (.xlsx, .ods) or another zip file";
    if (begins("\xD0\xCF\x11\xE0")) return "a workbook (.xls) or another file of old Microsoft Office";
    if (begins("\x89HDF")) return "an HDF5 file";
    if (begins("%PDF")) return "a PDF";
    if (begins("\x1F\x8B")) return "a packed file (gzip)";
    // Without a mark every other byte of plain letters is zero.
    const bool unmarked = bytes.size() > 3 && (bytes[0] == 0) == (bytes[2] == 0) &&
                          (bytes[1] == 0) == (bytes[3] == 0) && (bytes[0] == 0) != (bytes[1] == 0);
    if (begins("\xFF\xFE") || begins("\xFE\xFF") || unmarked) return "text in UTF-16 (\"Unicode\")";
    return {};
}

}   // namespace sim
