#include "sim/results/results_resumed.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "sim/text/storage.hpp"

namespace sim {

namespace {

namespace fs = std::filesystem;

void refuse_other_version(const hdf5::group& root, const std::string& path, const results_head& head) {
    const auto format = root.integer(schema::at("cogov_format")), version = root.integer(schema::at("model_version"));
    const auto model = root.text(schema::at("model"));
    if (format == schema::format && model == head.model && version == head.model_version) return;
    throw other_version{
        fmt::format("{} was written in format {} by version {} of the model '{}', and this is format {}, version {} of "
                    "'{}': it cannot be resumed; --force starts again, and -o chooses another name",
                    path, format.value_or(0), version.value_or(0), model.value_or("?"), schema::format,
                    head.model_version, head.model)};
}

// "week, community or lever": along which it is observed.
std::string axes_in_words(const observation& o, const layout& what) {
    std::string words = o.when == rhythm::year ? "year" : what.step_name;
    for (const std::size_t d : o.dimensions)
        words += (d == o.dimensions.back() ? " or " : ", ") + what.dimensions[d].name;
    return words;
}

// Why a file's observations are not those of this layout; nothing where they are.
std::optional<std::string> other_observations(const hdf5::group& root, const layout& what,
                                              std::span<const stored_array> arrays) {
    for (const stored_array& a : arrays) {
        const observation& o = what.observations[a.observation];
        const std::string name = a.path(what);
        if (!root.has(name)) return fmt::format("does not have {}", name);
        const hdf5::dataset stored = root.open(name);
        const hdf5::shape& size = stored.size();
        if (stored.type() != a.type) return fmt::format("has {} in numbers of another kind", name);
        std::size_t cells = 1;
        for (std::size_t axis = 2; axis < size.size(); ++axis) cells *= size[axis];
        if (size.size() != 2 + o.dimensions.size() || size[1] != a.moments || cells != a.cells)
            return fmt::format("has {} of another shape (not as many along {})", name, axes_in_words(o, what));
    }
    return std::nullopt;
}

// Parts of earlier versions have their checksum in a file beside them.
bool fits_its_checksum(const std::string& part) {
    const std::string beside = part + ".xxh64";
    return is_there(beside) && checksum(bytes_of(read_file(part))) == read_file(beside).substr(0, 16);
}

constexpr std::string_view no_checksums =
    "no checksums (an earlier version, or another program, wrote it), and nobody would notice damage in it";

}   // namespace

void be_sure_it_is_ours(const std::string& path, const results_head& head, earlier with_earlier) {
    std::error_code none;
    if (!is_there(path) || (with_earlier == earlier::replace && fs::file_size(path, none) == 0)) return;
    std::optional<std::string> kind;
    if (hdf5::is_hdf5(path)) {
        try {
            const hdf5::file file = hdf5::file::open(path);
            kind = file.root().text(schema::at("cogov_kind")).value_or("");
            if (with_earlier == earlier::resume && kind == schema::kind_of_file) {
                refuse_other_version(file.root(), path, head);
                if (!file.has_checksums())
                    throw other_version{fmt::format(
                        "{} has {}, so it cannot be resumed; --force starts again, and -o chooses another name", path,
                        no_checksums)};
            }
        } catch (const other_version&) {
            throw;
        } catch (const storage_error& damage) {
            if (with_earlier == earlier::replace) return;
            throw storage_error{fmt::format(
                "{}: it cannot be resumed; --force starts again, and -o chooses another name", damage.what())};
        }
    }
    if (kind != schema::kind_of_file)
        throw storage_error{
            fmt::format("{} is not a results file, so it is not replaced; choose another name with -o", path)};
}

std::optional<std::string> stored_runs::why_of_no_use(const std::string& path) const {
    stored_runs none{*what_, *head_, arrays_};
    return none.add(path, true);
}

std::optional<std::string> stored_runs::add(const std::string& path, bool whole) {
    try {
        const hdf5::file file = hdf5::file::open(path);
        if (!file.has_checksums() && !fits_its_checksum(path)) return fmt::format("{} has {}", path, no_checksums);
        const hdf5::group root = file.root();
        if (root.text(schema::at("cogov_kind")) != schema::kind_of_file)
            return fmt::format("{} is not a file of results", path);
        refuse_other_version(root, path, *head_);
        if (const auto why = other_observations(root, *what_, arrays_)) return fmt::format("{} {}", path, *why);
        const hdf5::group about = root.open_group("runs");
        const auto keys = about.open(schema::at("runs/key")).read_texts();
        const auto statuses = about.open(schema::at("runs/status")).read<std::uint8_t>();
        for (std::size_t row = 0; row < keys.size() && row < statuses.size(); ++row)
            if (statuses[row] == 0) place_of_.emplace(keys[row], place{files_.size(), row});   // the failed: done again
        files_.push_back(path);
        whole_.push_back(whole);
        rows_.push_back(keys.size());
        return std::nullopt;
    } catch (const other_version&) {
        throw;
    } catch (const storage_error& damage) {
        return damage.what();
    }
}

void stored_runs::add_known(const std::string& path, std::span<const std::string> keys) {
    for (std::size_t row = 0; row < keys.size(); ++row) place_of_.emplace(keys[row], place{files_.size(), row});
    files_.push_back(path);
    whole_.push_back(true);
    rows_.push_back(keys.size());
}

std::optional<stored_runs::rows_of_file> stored_runs::in_one_file(std::span<const run> runs) const {
    const place first = place_of_.at(runs.front().key);
    if (!whole_[first.file]) return std::nullopt;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const place& own = place_of_.at(runs[r].key);
        if (own.file != first.file || own.row != first.row + r) return std::nullopt;
    }
    return rows_of_file{files_[first.file], first.row, rows_[first.file] == runs.size()};
}

std::size_t stored_runs::not_among(std::span<const run> runs) const {
    std::set<std::string_view> wanted;
    for (const run& one : runs) wanted.insert(one.key);
    return static_cast<std::size_t>(
        std::ranges::count_if(place_of_, [&](const auto& one) { return !wanted.contains(one.first); }));
}

bool stored_runs::hold(std::span<const run> runs) const {
    return std::ranges::all_of(runs, [&](const run& one) { return place_of_.contains(one.key); });
}

recorder stored_runs::read(std::span<const run> runs) const {
    recorder rows{*what_, runs.size()};
    std::vector<place> from;
    for (const run& one : runs) from.push_back(place_of_.at(one.key));
    for (std::size_t begin = 0, end = 0; begin < runs.size();
         begin = end) {   // those that lie in the same file together
        const hdf5::file file = hdf5::file::open(files_[from[begin].file]);
        const std::vector<hdf5::dataset> stored = open_arrays(file.root(), *what_, arrays_);
        for (end = begin; end < runs.size() && from[end].file == from[begin].file; ++end)
            for (std::size_t a = 0; a < arrays_.size(); ++a) {
                if (arrays_[a].summary) continue;   // made again from the rows
                hdf5::shape at(stored[a].size().size(), 0), count = stored[a].size();
                count[0] = 1;
                at[0] = from[end].row;
                std::byte* const into = arrays_[a].type == hdf5::element::u32
                                            ? reinterpret_cast<std::byte*>(rows.counts(arrays_[a].observation, end, 0))
                                            : reinterpret_cast<std::byte*>(rows.reals(arrays_[a].observation, end, 0));
                stored[a].read_bytes(at, count, into);
            }
    }
    return rows;
}

}   // namespace sim
