#include "sim/results/results_reader.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "sim/results/hdf5.hpp"
#include "sim/results/old_meanings.hpp"
#include "sim/results/results.hpp"
#include "sim/results/results_schema.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

namespace h5 = hdf5;
using recorded::array, recorded::axis, recorded::variable;

constexpr std::string_view window_axis = schema::at("summary/window").name();

// A column of a table: values along one axis, as many as there are rows. All that is read of a file goes through here or
// is compared with the axes, so that no index leads beyond an array, whatever a file says.
h5::dataset column(const h5::group& in, const std::string& name, std::optional<std::size_t> rows = std::nullopt) {
    h5::dataset found = in.open(name);
    if (found.size().size() != 1)
        throw storage_error{
            fmt::format("{} should be a list, and has {} dimensions", found.where(), found.size().size())};
    if (rows && found.size()[0] != *rows)
        throw storage_error{
            fmt::format("{} has {} entries where there should be {}", found.where(), found.size()[0], *rows)};
    return found;
}

// Throws where a number is not from low to high.
template <class Number>
void be_within(const h5::node& of, std::string_view what, Number found, Number low, Number high) {
    if (!(found >= low && found <= high))
        throw storage_error{fmt::format("{} {} is {}; it should be from {} to {}", what, of.where(), found, low, high)};
}

template <class Texts>
void be_different(const h5::node& of, const Texts& names) {
    auto sorted = names;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end()) throw storage_error{fmt::format("{} has '{}' twice", of.where(), *twice)};
}

std::int64_t attribute(const h5::group& of, const std::string& name, std::int64_t otherwise, std::int64_t low,
                       std::int64_t high) {
    const std::int64_t found = of.integer(name).value_or(otherwise);
    be_within(of, name + " of", found, low, high);
    return found;
}

axis read_axis(const h5::group& in, const std::string& name) {
    const h5::dataset scale = column(in, name);
    axis a{name,
           scale.text("long_name").value_or(name),
           scale.text("long_name_zh").value_or(""),
           scale.text("units").value_or(""),
           {},
           {},
           {},
           axis_kind_named(scale.text(schema::at("{axis}/kind")).value_or(""))};
    if (scale.type() == h5::element::text) {
        a.labels = scale.read_texts();
        be_different(scale, a.labels);
        if (in.has(name + "_zh")) a.labels_zh = column(in, name + "_zh", a.labels.size()).read_texts();
    } else {
        a.numbers = scale.read<std::int32_t>();
        for (const std::int32_t n : a.numbers) a.labels.push_back(std::to_string(n));
    }
    return a;
}

void be_as_long_as_axes(const recorded::description& about, const h5::dataset& of,
                        const std::vector<std::string>& names) {
    for (std::size_t k = 0; k < names.size(); ++k) {
        const auto along = std::ranges::find(about.axes, names[k], &axis::name);
        const std::size_t length = names[k] == window_axis     ? about.windows.size()
                                   : along == about.axes.end() ? SIZE_MAX
                                                               : along->size();
        if (of.size().size() != names.size() || of.size()[k] != length)
            throw storage_error{fmt::format("{} is not as long as its dimension '{}'", of.where(), names[k])};
    }
}

// What there is in a file, read piece by piece.
struct reading : recorded::description {
    const h5::group& root;
    std::map<std::int32_t, std::string> axis_of_number{};          // by _Netcdf4Dimid
    bool has_roles = true;                                         // false of files of before: names tell what is meant
    std::map<std::string, std::pair<role, std::string>> roles{};   // and wholes, of observations that say them

    explicit reading(const h5::group& of) : root{of} {}
    void read_head();
    void read_axes();
    void read_runs();
    void read_measures();
    void read_roles();
    void read_design();
    void read_draws();
    void read_worth();
    void read_episodes();
    void read_coordinates();
    [[nodiscard]] const std::string& axis_numbered(std::int32_t number, const h5::dataset& of) const;
    [[nodiscard]] std::vector<variable> read_variables(const h5::group& in, const std::string& moment) const;
};

void reading::read_head() {
    title = root.text(schema::at("title")).value_or("");
    title_zh = root.text(schema::at("title_zh")).value_or("");
    model = root.text(schema::at("model")).value_or("");
    source = root.text(schema::at("source")).value_or("");
    step_name = root.text(schema::at("step")).value_or("week");
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    model_version = static_cast<int>(attribute(root, schema::at("model_version"), 0, 0, most));
    burn_in = static_cast<int>(attribute(root, schema::at("burn_in"), 0, 0, most));
    steps_per_year = static_cast<std::size_t>(attribute(root, schema::at("steps_per_year"), 52, 1, most));
    const h5::group in = root.open_group("arms");
    const auto names = column(in, schema::at("arms/arm")).read_texts();
    if (names.empty()) throw storage_error{fmt::format("{} has no arms", path)};
    be_different(in, names);
    const auto titles = column(in, schema::at("arms/title"), names.size()).read_texts(),
               titles_zh = column(in, schema::at("arms/title_zh"), names.size()).read_texts();
    for (std::size_t a = 0; a < names.size(); ++a) arms.push_back({names[a], titles[a], titles_zh[a]});
    baseline = static_cast<std::size_t>(
        attribute(in, schema::at("arms/baseline"), 0, 0, static_cast<std::int64_t>(names.size()) - 1));
}

void reading::read_measures() {
    agents = root.text(schema::at("agents")).value_or("agents");
    if (!root.has("measures")) return;
    const h5::group in = root.open_group("measures");
    groups = in.text(schema::at("measures/groups")).value_or("");
    const auto names = column(in, schema::at("measures/measure")).read_texts();
    be_different(in, names);
    const auto texts = [&](const std::string& name) { return column(in, name, names.size()).read_texts(); };
    const auto numbers = [&](const std::string& name) { return column(in, name, names.size()).read<std::int32_t>(); };
    const auto labels = texts(schema::at("measures/label")), labels_zh = texts(schema::at("measures/label_zh")),
               units = texts(schema::at("measures/units")), over = texts(schema::at("measures/over")),
               under = texts(schema::at("measures/under")), window = texts(schema::at("measures/window")),
               table = texts(schema::at("measures/table"));
    const auto shown_as = column(in, schema::at("measures/shown_as"), names.size()).read<double>();
    const auto digits = numbers(schema::at("measures/digits")), drifts = numbers(schema::at("measures/drifts")),
               relative = numbers(schema::at("measures/relative"));
    has_roles = in.has(schema::at("measures/role"));
    std::vector<std::string> about(names.size()), better = about, difference = about;
    if (has_roles) {
        about = texts(schema::at("measures/role"));
        better = texts(schema::at("measures/better"));
        difference = texts(schema::at("measures/difference_units"));
    }
    for (std::size_t m = 0; m < names.size(); ++m) {
        be_within(in, fmt::format("shown_as of measure {} in", names[m]), shown_as[m], 1e-12, 1e12);
        be_within(in, fmt::format("digits of measure {} in", names[m]), digits[m], 0, 17);
        measures.push_back({names[m], labels[m], labels_zh[m], units[m], over[m], under[m], window[m], shown_as[m],
                            digits[m], drifts[m] != 0, table[m], relative[m] != 0, role_named(about[m]),
                            direction_named(better[m]), difference[m]});
        if (has_roles) continue;
        const old_meanings::measure_then then = old_meanings::measure(names[m], units[m]);
        measures.back().about = then.about;
        measures.back().better = then.better;
    }
}

void reading::read_roles() {
    if (!root.has("observations")) return;
    const h5::group in = root.open_group("observations");
    const auto names = column(in, schema::at("observations/observation")).read_texts();
    be_different(in, names);
    const auto about = column(in, schema::at("observations/role"), names.size()).read_texts(),
               wholes = column(in, schema::at("observations/part_of"), names.size()).read_texts();
    for (std::size_t o = 0; o < names.size(); ++o) roles[names[o]] = {role_named(about[o]), wholes[o]};
}

void reading::read_axes() {
    for (const std::string& name : root.datasets()) {
        const h5::dataset d = root.open(name);
        const auto number = d.integer("_Netcdf4Dimid");
        if (!number || d.text("CLASS") != "DIMENSION_SCALE") continue;
        if (!axis_of_number.emplace(static_cast<std::int32_t>(*number), name).second)
            throw storage_error{fmt::format("{} has two dimensions of one number", path)};
        axes.push_back(read_axis(root, name));
        if (!has_roles) axes.back().kind = old_meanings::axis(name);
        const bool counted = name == step_name || name == "year" || name == "run";
        if (counted && axes.back().numbers.size() != axes.back().size())
            throw storage_error{fmt::format("{} should hold numbers", d.where())};
        if (name == step_name) steps = axes.back().size();
        if (name == "year") years = axes.back().size();
    }
    if (!groups.empty() && std::ranges::find(axes, groups, &axis::name) == axes.end())
        throw storage_error{
            fmt::format("{} splits its tables by '{}', a dimension that it does not have", path, groups)};
    if (!root.has("summary")) return;
    const h5::group in = root.open_group("summary");
    const h5::dataset scale = column(in, schema::at("summary/window"));
    if (const auto number = scale.integer("_Netcdf4Dimid"))
        axis_of_number[static_cast<std::int32_t>(*number)] = window_axis;
    const auto names = scale.read_texts();
    be_different(scale, names);
    const auto lengths = column(in, step_name + "s", names.size()).read<std::int32_t>();
    for (std::size_t w = 0; w < names.size(); ++w) {
        be_within(in, fmt::format("the length of window '{}' in", names[w]), static_cast<std::int64_t>(lengths[w]),
                  std::int64_t{0}, static_cast<std::int64_t>(steps));
        windows.push_back({names[w], static_cast<std::size_t>(lengths[w])});
    }
}

void reading::read_runs() {
    const std::size_t count = column(root, schema::at("run")).size()[0];
    const auto numbers = [&](const std::string& name) { return column(root, name, count).read<std::int32_t>(); };
    const auto arm_of = numbers(schema::at("arm_index")), point = numbers(schema::at("point")),
               replicate = numbers(schema::at("replicate"));
    const h5::group in = root.open_group("runs");
    const auto status = column(in, schema::at("runs/status"), count).read<std::uint8_t>();
    const auto seed = column(in, schema::at("runs/seed"), count).read<std::uint64_t>();
    const auto key = column(in, schema::at("runs/key"), count).read_texts(),
               message = column(in, schema::at("runs/message"), count).read_texts();
    for (std::size_t r = 0; r < arm_of.size(); ++r) {
        if (arm_of[r] < 0 || static_cast<std::size_t>(arm_of[r]) >= arms.size())
            throw storage_error{fmt::format("run {} of {} belongs to an arm that the file does not have", r, path)};
        if (point[r] < 0 || static_cast<std::size_t>(point[r]) >= points || replicate[r] < 0)
            throw storage_error{
                fmt::format("run {} of {} belongs to a point or replicate that there cannot be", r, path)};
        runs.push_back({static_cast<std::uint32_t>(arm_of[r]), static_cast<std::uint32_t>(point[r]),
                        static_cast<std::uint32_t>(replicate[r]), seed[r], key[r], message[r], status[r]});
    }
}

void reading::read_design() {
    std::vector<std::int32_t> stands;
    if (root.has("design")) {
        const h5::group in = root.open_group("design");
        design_kind = in.text(schema::at("design/kind")).value_or("");
        stands = in.open(schema::at("design/stands_for")).read<std::int32_t>();
        const auto keys = column(in, schema::at("design/factor")).read_texts(),
                   only = column(in, schema::at("design/arm_index"), keys.size()).read_texts();
        be_different(in, keys);
        const h5::group values = in.open_group("values");
        for (const std::string& name : values.datasets()) {
            const h5::dataset d = column(values, name, points);
            recorded::factor one{d.text("key").value_or(name), {}, {}, {}};
            const auto at = static_cast<std::size_t>(std::ranges::find(keys, one.key) - keys.begin());
            for (std::size_t a = 0; at < only.size() && a < arms.size(); ++a)
                if (only[at] == std::to_string(a)) one.arm = a;
            if (d.type() == h5::element::text) {
                one.texts = d.read_texts();
            } else {
                one.numbers = d.read<double>();
                for (const double x : one.numbers) one.texts.push_back(shortest(x));
            }
            factors.push_back(std::move(one));
        }
    } else {
        stands.assign(arms.size(), 0);
    }
    for (const std::int32_t at : stands)
        if (at < 0 || static_cast<std::size_t>(at) >= points)
            throw storage_error{fmt::format("{} takes runs from point {}, which its design does not have", path, at)};
    stands_for.assign(stands.begin(), stands.end());
    arrange();
}

void reading::read_draws() {
    if (!root.has("draws")) return;
    const h5::group in = root.open_group("draws"), values = in.open_group("values");
    worlds.from = in.text(schema::at("draws/source")).value_or("");
    worlds.lucks = static_cast<std::size_t>(
        attribute(in, schema::at("draws/lucks"), 1, 1, std::numeric_limits<std::int32_t>::max()));
    worlds.kind = in.text(schema::at("draws/kind")).value_or("");
    worlds.populations = static_cast<std::size_t>(
        attribute(in, schema::at("draws/population_seeds"), 1, 1, std::numeric_limits<std::int32_t>::max()));
    worlds.count = column(in, schema::at("draws/world")).size()[0];
    for (const recorded::run& one : runs)
        if (worlds.of(one.replicate) >= worlds.count)
            throw storage_error{
                fmt::format("replicate {} of {} is in a world that it has no draws of", one.replicate, path)};
    const auto keys = column(in, schema::at("draws/key")).read_texts();
    be_different(in, keys);
    for (const std::string& key : keys) {
        std::string name = key;
        std::ranges::replace(name, '/', '_');
        worlds.drawn.push_back({key, column(values, name, worlds.count).read<double>()});
    }
    if (!in.has("subject")) return;
    const auto subjects = column(in, schema::at("draws/subject"), keys.size()).read_texts();
    for (std::size_t k = 0; k < keys.size(); ++k) worlds.drawn[k].subject = subjects[k];
}

void reading::read_worth() {
    if (!root.has("worth")) return;
    const h5::group in = root.open_group("worth");
    const auto low = in.real(schema::at("worth/low")), high = in.real(schema::at("worth/high"));
    if (!low || !high || !(0 <= *low && *low <= *high) || std::isinf(*high))
        throw storage_error{fmt::format("{} says that one more is worth what nothing can be", path)};
    worth = recorded::worth{in.text(schema::at("worth/measure")).value_or(""), *low, *high,
                            in.text(schema::at("worth/source")).value_or("")};
}

void reading::read_episodes() {
    if (!root.has("episodes")) return;
    const h5::group in = root.open_group("episodes");
    const std::size_t count = column(in, schema::at("episodes/kind")).size()[0];
    const auto texts = [&](const std::string& name) { return column(in, name, count).read_texts(); };
    const auto numbers = [&](const std::string& name) { return column(in, name, count).read<std::int32_t>(); };
    const auto kind = texts(schema::at("episodes/kind")), name = texts(schema::at("episodes/name")),
               name_zh = texts(schema::at("episodes/name_zh")), unit = texts(schema::at("episodes/unit"));
    const auto arm_of = numbers(schema::at("episodes/arm_index")), point = numbers(schema::at("episodes/point")),
               start = numbers(schema::at("episodes/start")), end = numbers(schema::at("episodes/end"));
    const auto level = column(in, schema::at("episodes/level"), count).read<double>();
    std::vector<std::int32_t> own;
    if (in.has(schema::at("episodes/chosen"))) own = numbers(schema::at("episodes/chosen"));
    else
        for (const std::string& one : kind) own.push_back(old_meanings::chosen(one) ? 1 : 0);
    for (std::size_t e = 0; e < count; ++e) {
        if (arm_of[e] < 0 || static_cast<std::size_t>(arm_of[e]) >= arms.size() || point[e] < 0 ||
            static_cast<std::size_t>(point[e]) >= points || end[e] < start[e] || std::isinf(level[e]))
            throw storage_error{
                fmt::format("episode {} of {} is of an arm, a point, weeks or a level that there cannot be", e, path)};
        episodes[{static_cast<std::size_t>(point[e]), static_cast<std::size_t>(arm_of[e])}].push_back(
            {kind[e], name[e], name_zh[e], unit[e], level[e], start[e], end[e], own[e] != 0});
    }
}

const std::string& reading::axis_numbered(std::int32_t number, const h5::dataset& of) const {
    const auto known = axis_of_number.find(number);
    if (known == axis_of_number.end())
        throw storage_error{fmt::format("{} has a dimension without a name", of.where())};
    return known->second;
}

// Texts along the axes, but of runs, of which there may be millions: what they say is in the description.
void reading::read_coordinates() {
    for (const std::string& name : root.datasets()) {
        const h5::dataset d = root.open(name);
        if (d.type() != h5::element::text || d.size().size() != 1) continue;
        const auto numbers = d.integers("_Netcdf4Coordinates");
        if (numbers.size() != 1) continue;
        const std::string& along = axis_numbered(numbers.front(), d);
        if (along == "run" || along == name) continue;
        be_as_long_as_axes(*this, d, {along});
        coordinates.push_back(
            {name, along, d.text("long_name").value_or(name), d.text("long_name_zh").value_or(""), d.read_texts()});
    }
}

std::vector<variable> reading::read_variables(const h5::group& in, const std::string& moment) const {
    std::vector<variable> found;
    for (const std::string& name : in.datasets()) {
        const h5::dataset d = in.open(name);
        const auto numbers = d.integers("_Netcdf4Coordinates");
        if (numbers.size() < 2 || d.type() == h5::element::text) continue;   // an observation has run and moment
        if (numbers.size() != d.size().size())
            throw storage_error{
                fmt::format("{} names {} dimensions and has {}", d.where(), numbers.size(), d.size().size())};
        variable v{name,
                   d.text("long_name").value_or(name),
                   d.text("long_name_zh").value_or(""),
                   d.text("units").value_or("1"),
                   d.text("cell_methods").value_or(""),
                   {},
                   d.type() != h5::element::f64 && d.type() != h5::element::f32,
                   role::other,
                   {}};
        if (const auto said = roles.find(name); said != roles.end()) {
            v.about = said->second.first;
            v.part_of = said->second.second;
        } else if (!has_roles) {
            const old_meanings::observation_then then = old_meanings::observation(name, v.units);
            v.about = then.about;
            v.part_of = then.part_of;
        }
        for (const std::int32_t n : numbers) v.axes.push_back(axis_numbered(n, d));
        if (v.axes.front() != "run" || v.axes[1] != moment) continue;   // not ours
        be_different(d, v.axes);
        be_as_long_as_axes(*this, d, v.axes);
        found.push_back(std::move(v));
    }
    return found;
}

class file_source final : public recorded::source {
public:
    file_source(h5::file from, h5::group root, recorded::description about)
        : source{std::move(about)}, file_{std::move(from)}, root_{std::move(root)} {}

    [[nodiscard]] array weekly(const variable& what, std::span<const std::size_t> runs) const override {
        return read(what.name, what, runs);
    }
    [[nodiscard]] array yearly(const variable& what, std::span<const std::size_t> runs) const override {
        return read("yearly/" + what.name, what, runs);
    }
    [[nodiscard]] array summary(const variable& what, std::size_t window) const override {
        const h5::dataset d = root_.open("summary/" + what.name);
        std::vector<std::string> axes = what.axes;
        axes.at(1) = window_axis;
        be_as_long_as_axes(about(), d, axes);
        h5::shape first(d.size().size(), 0), count = d.size();
        first.at(1) = window;
        count.at(1) = 1;
        array out{what.axes, {d.size().begin(), d.size().end()}, d.read<double>(first, count)};
        out.axes.erase(out.axes.begin() + 1);
        out.shape.erase(out.shape.begin() + 1);
        return out;
    }
    [[nodiscard]] std::vector<std::string> provenance_names() const override {
        return root_.open_group("provenance").all_datasets();
    }
    [[nodiscard]] std::string provenance(const std::string& name) const override {
        return root_.open_group("provenance").read_text(name);
    }

private:
    [[nodiscard]] array read(const std::string& dataset, const variable& what, std::span<const std::size_t> of) const;
    h5::file file_;
    h5::group root_;
};

array file_source::read(const std::string& dataset, const variable& what, std::span<const std::size_t> of) const {
    const h5::dataset d = root_.open(dataset);
    array out{what.axes, {d.size().begin(), d.size().end()}, {}};
    const std::size_t a_run = d.size()[0] > 0 ? h5::volume(d.size()) / d.size()[0] : 0;
    out.shape[0] = of.size();
    out.values.resize(of.size() * a_run);
    for (std::size_t i = 0; i < of.size();) {   // neighbouring runs share chunks
        std::size_t n = 1;
        while (i + n < of.size() && of[i + n] == of[i] + n) ++n;
        if (of[i] + n > d.size()[0]) throw storage_error{fmt::format("{} has no run {}", d.where(), of[i] + n - 1)};
        h5::shape first(d.size().size(), 0), count = d.size();
        first[0] = of[i];
        count[0] = n;
        d.read_into(first, count, out.values.data() + i * a_run);
        i += n;
    }
    return out;
}

}   // namespace

result<std::shared_ptr<const recorded::source>> read_results(const std::string& path) {
    const auto wrong = [&](std::string what) { return mistake{{path}, std::move(what)}; };
    try {
        const std::string folder = folder_of_parts(path);
        if (!is_there(path) && is_folder(folder))
            return wrong(fmt::format("there is no file {}: its run has not finished, {} holds what there is so far",
                                     path, folder));
        h5::file file = h5::file::open(path);
        h5::group root = file.root();
        const auto format = root.integer(schema::at("cogov_format"));
        const auto kind = root.text(schema::at("cogov_kind"));
        if (!format) return wrong("this HDF5 file was not written by cogov");
        if (kind && kind != schema::kind_of_file)
            return wrong(fmt::format("this is a {} file, not a results file; `cogov run` writes those", *kind));
        if (*format > schema::format)
            return wrong(
                fmt::format("this results file is of format {}, newer than this program knows ({}); use a newer cogov",
                            *format, schema::format));
        if (!root.has("arms"))
            return wrong(
                "this is a part of a run that has not finished, with numbers alone: the command that began it goes on "
                "with --resume and ends in a results file");
        reading in{root};
        in.path = path;
        in.has_checksums = file.has_checksums();
        in.read_head();
        in.read_measures();
        in.read_roles();
        in.read_axes();
        if (root.has("design")) in.points = column(root.open_group("design"), schema::at("design/point")).size()[0];
        in.read_runs();
        in.read_design();
        in.read_draws();
        in.read_worth();
        in.read_episodes();
        in.read_coordinates();
        in.weekly = in.read_variables(root, in.step_name);
        if (root.has("yearly")) in.yearly = in.read_variables(root.open_group("yearly"), "year");
        recorded::description about = std::move(static_cast<recorded::description&>(in));
        return std::shared_ptr<const recorded::source>{
            std::make_shared<file_source>(std::move(file), std::move(root), std::move(about))};
    } catch (const storage_error& problem) {
        const std::string_view said = problem.what();
        return wrong(std::string{said.starts_with(path + " ") ? said.substr(path.size() + 1) : said});
    }
}

}   // namespace sim
