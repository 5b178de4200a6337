#include "sim/results/posterior_file.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/results/hdf5.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

constexpr std::int64_t format_version = 1;
constexpr const char* kind = "posterior";

template <class List>
const auto& named(const List& among, const std::string& name) {
    const auto at = std::ranges::find(among, name, [](const auto& one) { return one.name; });
    if (at == among.end())
        throw storage_error{
            fmt::format("this posterior has no '{}': it was written by another version; make it anew "
                        "with cogov calibrate",
                        name)};
    return *at;
}

template <class Value>
const std::vector<Value>& values_of(const posterior_array& one, std::size_t count) {
    const auto* const values = std::get_if<std::vector<Value>>(&one.values);
    if (values == nullptr || values->size() != count)
        throw storage_error{
            fmt::format("'{}' of this posterior does not hold {} {}: the file is damaged; make it anew "
                        "with cogov calibrate",
                        one.name, count, std::is_same_v<Value, double> ? "numbers" : "texts")};
    return *values;
}

}   // namespace

const posterior_axis& posterior_file::axis(const std::string& name) const { return named(axes, name); }
const std::vector<double>& posterior_file::reals(const std::string& name, std::size_t count) const {
    return values_of<double>(named(arrays, name), count);
}
const std::vector<std::string>& posterior_file::texts(const std::string& name, std::size_t count) const {
    return values_of<std::string>(named(arrays, name), count);
}
std::string posterior_file::fact(const std::string& name) const {
    const auto at = std::ranges::find(facts, name, &std::pair<std::string, std::string>::first);
    return at != facts.end() ? at->second : std::string{};
}
void write_posterior(const posterior_file& what, const std::string& path) {
    hdf5::file out = hdf5::file::in_memory(path);
    {
        hdf5::group root = out.root();
        root.set("cogov_kind", kind);
        root.set_integer("cogov_format", format_version);
        for (const auto& [name, text] : what.facts) root.make_text("facts/" + name, text);
        for (const auto& [name, value] : what.numbers) root.set_real(name, value);
        std::map<std::string, hdf5::dataset> scales;
        for (const posterior_axis& one : what.axes) {
            const auto number = static_cast<std::int32_t>(scales.size());
            if (one.labels.empty()) {
                scales.emplace(one.name, root.make_bare_dimension(one.name, one.size, number));
                continue;
            }
            hdf5::form how;
            how.type = hdf5::element::text;
            how.size = {one.labels.size()};
            hdf5::dataset made = root.make(one.name, how);
            made.write_texts(one.labels);
            made.make_scale(one.name, number);
            scales.emplace(one.name, std::move(made));
        }
        for (const posterior_array& one : what.arrays) {
            hdf5::form how;
            std::vector<const hdf5::dataset*> along;
            for (const std::string& axis : one.along) {
                along.push_back(&scales.at(axis));
                how.size.push_back(along.back()->size()[0]);
            }
            const bool of_texts = std::holds_alternative<std::vector<std::string>>(one.values);
            how.type = of_texts ? hdf5::element::text : hdf5::element::f64;
            hdf5::dataset made = root.make(one.name, how);
            if (of_texts) made.write_texts(std::get<std::vector<std::string>>(one.values));
            else made.write(std::get<std::vector<double>>(one.values));
            made.set("long_name", one.long_name);
            made.set("units", one.units);
            made.attach(along);
        }
    }
    out.save(path);
}

posterior_file read_posterior(const std::string& path) {
    const hdf5::file from = hdf5::file::open(path);
    const hdf5::group root = from.root();
    if (const std::string is = root.text("cogov_kind").value_or(""); is != kind)
        throw storage_error{fmt::format("{} is no posterior{}", path, is.empty() ? "" : ": it holds " + is)};
    if (const auto version = root.integer("cogov_format").value_or(0); version != format_version)
        throw storage_error{
            fmt::format("{} has format {} of posteriors, and this version reads {}", path, version, format_version)};
    posterior_file out;
    const std::vector<std::string> groups = root.groups();
    if (std::ranges::find(groups, "facts") != groups.end()) {
        const hdf5::group facts = root.open_group("facts");
        for (const std::string& name : facts.datasets()) out.facts.emplace_back(name, facts.read_text(name));
    }
    for (const auto& [name, bytes] : root.plain_attributes())
        if (const auto value = root.real(name)) out.numbers.emplace_back(name, *value);
    for (const std::string& name : root.datasets()) {
        const hdf5::dataset one = root.open(name);
        const bool of_texts = one.type() == hdf5::element::text;
        if (one.text("CLASS").value_or("") == "DIMENSION_SCALE") {
            posterior_axis axis{name, {}, one.size().empty() ? 0 : static_cast<std::size_t>(one.size()[0])};
            if (of_texts) axis.labels = one.read_texts();
            out.axes.push_back(std::move(axis));
            continue;
        }
        posterior_array array{name, one.text("long_name").value_or(""), one.text("units").value_or(""), {}, {}};
        if (of_texts) array.values = one.read_texts();
        else array.values = one.read<double>();
        out.arrays.push_back(std::move(array));
    }
    return out;
}

bool is_posterior(const std::string& path) {
    if (!hdf5::is_hdf5(path)) return false;
    try {
        return hdf5::file::open(path).root().text("cogov_kind").value_or("") == kind;
    } catch (const storage_error&) {
        return false;
    }
}

}   // namespace sim
