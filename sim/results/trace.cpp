#include "sim/results/trace.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "sim/results/hdf5.hpp"

namespace sim {

namespace {

constexpr std::int64_t format_version = 1;

using scales = std::map<std::string, const hdf5::dataset*>;

// Groups of one parent, opened or made as they are needed ("before" for "before/engagement").
class folders {
public:
    explicit folders(hdf5::group& parent) : parent_{&parent} {}
    hdf5::group& holding(const std::string& name) {
        const std::size_t slash = name.find('/');
        if (slash == std::string::npos) return *parent_;
        const std::string folder = name.substr(0, slash);
        auto at = made_.find(folder);
        if (at == made_.end()) at = made_.emplace(folder, parent_->make_group(folder)).first;
        return at->second;
    }

private:
    hdf5::group* parent_;
    std::map<std::string, hdf5::group> made_;
};

void write_array(folders& into, const traced_array& one, const scales& known) {
    std::vector<const hdf5::dataset*> along;
    hdf5::form how;
    for (const std::string& dimension : one.dimensions) {
        along.push_back(known.at(dimension));
        how.size.push_back(along.back()->size()[0]);
    }
    constexpr std::uint64_t piece = 65536;
    if (hdf5::volume(how.size) > 1024) {   // small arrays are not worth a chunk
        how.chunk = how.size;
        how.chunk[0] = std::min(how.chunk[0], piece);
        how.packed = true;
    }
    std::visit(
        [&](const auto& values) {
            how.type = hdf5::element_of<typename std::decay_t<decltype(values)>::value_type>;
            hdf5::dataset made =
                into.holding(one.name).make(one.name.substr(one.name.find('/') + 1), how);   // npos + 1 is 0
            made.write(values);
            made.set("long_name", one.long_name);
            made.set("units", one.units);
            made.attach(along);
        },
        one.values);
}

std::vector<hdf5::dataset> make_dimensions(hdf5::group& in, const std::vector<traced_dimension>& list,
                                           std::int32_t first_number) {
    std::vector<hdf5::dataset> made;
    for (const traced_dimension& d : list) {
        const std::int32_t number = first_number + static_cast<std::int32_t>(made.size());
        if (d.labels.empty()) {
            made.push_back(in.make_bare_dimension(d.name, d.length, number));
            continue;
        }
        hdf5::form how;
        how.type = hdf5::element::text;
        how.size = {d.length};
        made.push_back(in.make(d.name, how));
        made.back().write_texts(d.labels);
        made.back().make_scale(d.name, number);
    }
    return made;
}

void learn(scales& known, const std::vector<traced_dimension>& list, const std::vector<hdf5::dataset>& made) {
    for (std::size_t d = 0; d < list.size(); ++d) known[list[d].name] = &made[d];
}

}   // namespace

void write_trace(const trace& what, const std::string& path) {
    hdf5::file file = hdf5::file::in_memory(path);
    {
        hdf5::group root = file.root();
        root.set("Conventions", "CF-1.10");
        root.set("cogov_kind", "trace");
        root.set_integer("cogov_format", format_version);
        for (const auto& [name, text] : what.facts) root.set(name, text);
        scales known;
        const auto common = make_dimensions(root, what.frame.dimensions, 0);
        learn(known, what.frame.dimensions, common);
        auto number = static_cast<std::int32_t>(common.size());
        folders of_root{root};
        for (const traced_array& one : what.frame.arrays) write_array(of_root, one, known);
        for (const traced_step& of : what.steps) {
            hdf5::group in = root.make_group(fmt::format("{}_{}", what.step_name, of.now));
            for (const auto& [name, value] : of.facts) in.set_unsigned(name, value);
            const auto own = make_dimensions(in, of.dimensions, number);
            number += static_cast<std::int32_t>(own.size());
            scales here = known;
            learn(here, of.dimensions, own);
            folders of_step{in};
            for (const traced_array& one : of.arrays) write_array(of_step, one, here);
        }
    }
    file.save(path);
}

struct trace_reader::inside {
    std::string path;
    hdf5::file file;
    hdf5::group root;
    std::map<int, std::string> groups;
};

trace_reader::trace_reader(const std::string& path) {
    hdf5::file file = hdf5::file::open(path);
    hdf5::group root = file.root();
    const std::string kind = root.text("cogov_kind").value_or("");
    if (kind != "trace")
        throw storage_error{
            fmt::format("{} is no trace{}; cogov run SCENARIO --trace FILE.h5 --trace-weeks 0,1 makes one", path,
                        kind.empty() ? "" : fmt::format(" but a {} file of cogov", kind))};
    if (root.integer("cogov_format") != format_version)
        throw storage_error{
            fmt::format("{} is a trace of another format of cogov than {}; make it anew", path, format_version)};
    std::map<int, std::string> groups;
    for (const std::string& name : root.groups()) {
        const std::size_t at = name.rfind('_');
        int number = 0;
        if (at == std::string::npos) continue;
        const auto [end, error] = std::from_chars(name.data() + at + 1, name.data() + name.size(), number);
        if (error == std::errc{} && end == name.data() + name.size()) groups.emplace(number, name);
    }
    in_ = std::make_unique<inside>(inside{path, std::move(file), std::move(root), std::move(groups)});
}

trace_reader::~trace_reader() = default;

const std::string& trace_reader::path() const { return in_->path; }

std::string trace_reader::fact(const std::string& name) const { return in_->root.text(name).value_or(""); }

std::vector<int> trace_reader::steps() const {
    std::vector<int> list;
    for (const auto& [number, name] : in_->groups) list.push_back(number);
    return list;
}

std::uint64_t trace_reader::fact(int of, const std::string& name) const {
    return in_->root.open_group(in_->groups.at(of)).unsigned_integer(name).value_or(0);
}

std::vector<double> trace_reader::frame(const std::string& name) const { return in_->root.open(name).read<double>(); }

std::vector<std::string> trace_reader::labels(const std::string& dimension) const {
    return in_->root.open(dimension).read_texts();
}

std::vector<double> trace_reader::array(int of, const std::string& name) const {
    return in_->root.open_group(in_->groups.at(of)).open(name).read<double>();
}

bool trace_reader::has(int of, const std::string& name) const {
    hdf5::group in = in_->root.open_group(in_->groups.at(of));
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) return in.has(name);
    return in.has(name.substr(0, slash)) && in.open_group(name.substr(0, slash)).has(name.substr(slash + 1));
}

}   // namespace sim
