#include "sim/results_file.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include <fmt/format.h>

#include "sim/blocks.hpp"

namespace sim {

namespace {

std::size_t moments_of(const layout& what, const observation& o) {
    return o.when == rhythm::step ? what.steps : what.years;
}

void verify_group(const hdf5::group& in) {
    for (const std::string& name : in.datasets()) {
        const hdf5::dataset d = in.open(name);
        if (d.type() == hdf5::element::text) {
            static_cast<void>(d.read_texts());
        } else if (d.packed() && hdf5::volume(d.size()) > 0) {
            hdf5::shape at(d.size().size(), 0);
            while (at[0] < d.size()[0]) {   // all chunks, the last axis fastest
                if (!is_sound(d.read_chunk(at)))
                    throw storage_error{fmt::format("{} is damaged: a chunk's checksum does not fit", d.where())};
                std::size_t axis = at.size();
                while (axis-- > 0) {
                    at[axis] += d.chunk()[axis];
                    if (at[axis] < d.size()[axis] || axis == 0) break;
                    at[axis] = 0;
                }
            }
        } else {
            std::vector<std::byte> all(hdf5::volume(d.size()) * hdf5::bytes_of(d.type()));
            d.read_bytes(hdf5::shape(d.size().size(), 0), d.size(), all.data());
        }
    }
    for (const std::string& name : in.groups()) verify_group(in.open_group(name));
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
                std::size_t rows, std::span<const std::byte* const> values) {
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
    for (const job& j : jobs) into[j.array].write_chunk(j.at, j.packed);
}

void verify(const std::string& path) {
    const hdf5::file f = hdf5::file::open(path);
    verify_group(f.root());
}

}   // namespace sim
