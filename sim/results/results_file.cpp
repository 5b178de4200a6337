#include "sim/results/results_file.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <set>

#include <fmt/format.h>

#include "sim/engine/blocks.hpp"
#include "sim/text/hash.hpp"

namespace sim {

namespace {

std::size_t moments_of(const layout& what, const observation& o) {
    return o.when == rhythm::step ? what.steps : what.years;
}

}   // namespace

std::string stored_array::path(const layout& what) const {
    const sim::observation& o = what.observations[observation];
    return summary ? "summary/" + o.name : o.when == rhythm::year ? "yearly/" + o.name : o.name;
}

std::vector<std::size_t> window_lengths(const layout& what) {
    return {std::min<std::size_t>(1, what.steps), std::min(what.steps_per_year, what.steps), what.steps};
}
std::vector<stored_array> arrays_of(const layout& what, std::size_t rows_a_batch) {
    std::vector<stored_array> arrays;
    const auto add = [&](stored_array a) {
        if (a.moments == 0 || a.cells == 0) return;
        a.chunk = cut(rows_a_batch, a.moments, a.bytes_a_moment());
        arrays.push_back(a);
    };
    for (std::size_t o = 0; o < what.observations.size(); ++o) {
        const observation& about = what.observations[o];
        const auto type = about.kind == number_kind::count ? hdf5::element::u32 : hdf5::element::f64;
        add({o, false, type, moments_of(what, about), what.cells(o), {}});
        if (about.when == rhythm::step && what.steps > 0)
            add({o, true, hdf5::element::f64, summary_windows.size(), what.cells(o), {}});
    }
    return arrays;
}

void sum_windows(const layout& what, const recorder& rows, std::size_t o, std::vector<double>& into) {
    const std::size_t cells = what.cells(o), steps = what.steps;
    const std::vector<std::size_t> lengths = window_lengths(what);
    into.assign(rows.rows() * lengths.size() * cells, 0.0);
    const auto sum = [&](const auto& values) {
        for (std::size_t row = 0; row < rows.rows(); ++row)
            for (std::size_t w = 0; w < lengths.size(); ++w) {
                double* to = into.data() + (row * lengths.size() + w) * cells;
                for (std::size_t t = steps - lengths[w]; t < steps; ++t) {
                    const auto* from = values.data() + (row * steps + t) * cells;
                    for (std::size_t c = 0; c < cells; ++c) to[c] += static_cast<double>(from[c]);
                }
            }
    };
    if (what.observations[o].kind == number_kind::count) sum(rows.all_counts(o));
    else sum(rows.all_reals(o));
}
std::vector<hdf5::dataset> open_arrays(const hdf5::group& root, const layout& what,
                                       std::span<const stored_array> arrays) {
    std::vector<hdf5::dataset> opened;
    for (const stored_array& a : arrays) opened.push_back(root.open(a.path(what)));
    return opened;
}

void write_rows(std::span<hdf5::dataset> into, std::span<const stored_array> arrays, std::size_t first_row,
                std::size_t rows, std::span<const std::byte* const> values, std::vector<std::uint64_t>* sums) {
    struct job {
        std::size_t array;
        hdf5::shape at;
        std::vector<std::byte> packed;
    };
    std::vector<job> jobs;
    for (std::size_t a = 0; a < arrays.size(); ++a)
        for_each_chunk(arrays[a], into[a].size().size(), first_row, rows, [&](const hdf5::shape& at) {
            jobs.push_back({a, at, {}});
        });
    for_each_index(jobs.size(), [&](std::size_t j) {
        const stored_array& array = arrays[jobs[j].array];
        const std::size_t row = jobs[j].at[0] - first_row, moment = jobs[j].at[1], bytes = array.bytes_a_moment();
        const std::size_t high = std::min(array.chunk.rows, rows - row),
                          wide = std::min(array.chunk.steps, array.moments - moment);
        thread_local std::vector<std::byte> chunk;   // one thread's memory for all chunks: new pages cost time
        chunk.resize(array.chunk.rows * array.chunk.steps * bytes);
        if (high < array.chunk.rows || wide < array.chunk.steps) std::ranges::fill(chunk, std::byte{0});
        for (std::size_t r = 0; r < high; ++r)
            std::memcpy(chunk.data() + r * array.chunk.steps * bytes,
                        values[jobs[j].array] + ((row + r) * array.moments + moment) * bytes, wide * bytes);
        jobs[j].packed = pack(chunk, hdf5::bytes_of(array.type));
    });
    for (const job& j : jobs) {
        into[j.array].write_chunk(j.at, j.packed);
        if (sums != nullptr) sums->push_back(hash_vector(j.packed));
    }
}

std::optional<std::string> difference(const hdf5::group& one, const hdf5::group& other, const layout& what,
                                      std::span<const stored_array> arrays) {
    std::set<std::string> numbers_elsewhere;
    for (const stored_array& a : arrays) numbers_elsewhere.insert(a.path(what));
    const auto names = one.all_datasets();
    if (names != other.all_datasets()) return "the names in it";
    if (one.plain_attributes() != other.plain_attributes()) return "what it says of itself";
    std::set<std::string> seen;
    for (const std::string& name : names) {
        for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
            const std::string folder = name.substr(0, slash);
            if (seen.insert(folder).second &&
                one.open_group(folder).plain_attributes() != other.open_group(folder).plain_attributes())
                return "what is said of " + folder;
        }
        const hdf5::dataset a = one.open(name), b = other.open(name);
        if (a.plain_attributes() != b.plain_attributes()) return "what is said of " + name;
        if (a.type() != b.type() || a.size() != b.size() || a.chunk() != b.chunk()) return "the form of " + name;
        if (numbers_elsewhere.contains(name)) continue;
        if (a.type() == hdf5::element::text) {
            if (a.read_texts() != b.read_texts()) return name;
            continue;
        }
        std::vector<std::byte> mine(hdf5::volume(a.size()) * hdf5::bytes_of(a.type())), its(mine.size());
        const hdf5::shape first(a.size().size(), 0);
        a.read_bytes(first, a.size(), mine.data());
        b.read_bytes(first, b.size(), its.data());
        if (mine != its) return name;
    }
    return std::nullopt;
}

}   // namespace sim
