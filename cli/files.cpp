#include "cli/files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "cli/status.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/results_schema.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace cli {

void be_sure_of_ending(const std::string& path, const std::string& option, written what) {
    using names = std::vector<std::string_view>;
    static const names hdf5{".h5", ".hdf5", ".hdf", ".nc", ".nc4"}, pages{".html", ".htm"},
        tables{".csv", ".tsv", ".xlsx", ".xls", ".ods"},
        others{".json", ".txt", ".md", ".toml", ".pdf", ".png", ".svg", ".zip", ".gz", ".parquet", ".mat", ".rds"};
    std::string ending = std::filesystem::path{path}.extension().string();
    for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const auto is = [&](const names& of) { return std::ranges::find(of, ending) != of.end(); };
    const bool folder = what == written::tables || what == written::scenario, page = what == written::page;
    const bool known = is(hdf5) || is(pages) || is(tables) || is(others);
    const bool fits = what == written::draws ? ending == ".csv"
                      : page                 ? is(pages)
                                             : !folder && is(hdf5) && (what != written::population || ending == ".h5");
    if (!known || fits) return;
    const std::string stem = std::filesystem::path{path}.replace_extension().string(), h5 = stem + ".h5";
    switch (what) {
        case written::results:
            throw wrong_input{fmt::format(
                "{} {}: results are an HDF5 file; name it {}{}", option, path, h5,
                is(tables) ? fmt::format(", and cogov export {} -o {} makes CSV tables of it", h5, stem)
                : is(pages) || ending == ".pdf" ? fmt::format(", and cogov report {} makes a page of it", h5)
                : ending == ".json"             ? fmt::format(", and cogov compare {} --format json prints it", h5)
                                                : "")};
        case written::population:
            throw wrong_input{
                fmt::format("{} {}: a population file is HDF5 and ends in .h5, by which scenarios know it; name it {}",
                            option, path, h5)};
        case written::trace:
            throw wrong_input{fmt::format("{} {}: a trace is an HDF5 file; name it {}", option, path, h5)};
        case written::page:
            throw wrong_input{fmt::format("{} {}: the report is a page (HTML); name it {}.html{}", option, path, stem,
                                          ending == ".pdf"   ? ", which a browser prints as PDF"
                                          : is(tables)       ? ", and cogov export makes CSV tables"
                                          : ending == ".svg" ? ", and --figures draws its figures as SVG"
                                                             : "")};
        case written::draws:
            throw wrong_input{fmt::format("{} {}: draws are a table of CSV; name it {}.csv", option, path, stem)};
        case written::tables:
            throw wrong_input{
                fmt::format("{} {}: tables are written as several CSV files into a folder; name the folder {}", option,
                            path, stem)};
        case written::scenario:
            throw wrong_input{
                fmt::format("{}: a new scenario is a folder with its tables; name the folder {}", path, stem)};
    }
}

void be_sure_it_may_be_replaced(const std::string& path, const std::string& what, bool force, const std::string& option,
                                const std::function<bool(const std::string&)>& is_such) {
    sim::remove_leftovers(path);
    if (!sim::is_there(path)) return;
    if (sim::is_folder(path)) throw wrong_input{fmt::format("{} is a folder; {} names a file", path, option)};
    if (!force)
        throw wrong_input{fmt::format("{} exists already; --force replaces it, {} names another", path, option)};
    std::error_code none;
    if (std::filesystem::file_size(path, none) == 0 || is_such(path)) return;
    throw wrong_input{
        fmt::format("{} is not a {} of cogov, so it is not replaced; {} names another", path, what, option)};
}

std::function<bool(const std::string&)> of_kind(const std::string& kind) {
    return [kind](const std::string& path) {
        if (!sim::hdf5::is_hdf5(path)) return false;
        try {
            return sim::hdf5::file::open(path).root().text(sim::schema::at("cogov_kind")) == kind;
        } catch (const sim::storage_error&) {
            return true;
        }
    };
}

}   // namespace cli
