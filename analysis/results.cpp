#include "analysis/results.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "analysis/earlier_files.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/results/results.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace analysis {

namespace {

namespace h5 = sim::hdf5;

constexpr std::int64_t newest_format = 1;
constexpr std::string_view window_axis = "window";

// A column of a table: values along one axis, as many as there are rows. All that is read of a file goes through here or
// is compared with the axes, so that no index leads beyond an array, whatever a file says.
h5::dataset column(const h5::group& in, const std::string& name, std::optional<std::size_t> rows = std::nullopt) {
    h5::dataset found = in.open(name);
    if (found.size().size() != 1)
        throw sim::storage_error{
            fmt::format("{} should be a list, and has {} dimensions", found.where(), found.size().size())};
    if (rows && found.size()[0] != *rows)
        throw sim::storage_error{
            fmt::format("{} has {} entries where there should be {}", found.where(), found.size()[0], *rows)};
    return found;
}

// Throws where a number is not from low to high.
template <class Number>
void be_within(const h5::node& of, std::string_view what, Number found, Number low, Number high) {
    if (!(found >= low && found <= high))
        throw sim::storage_error{
            fmt::format("{} {} is {}; it should be from {} to {}", what, of.where(), found, low, high)};
}

template <class Texts>
void be_different(const h5::node& of, const Texts& names) {
    auto sorted = names;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end()) throw sim::storage_error{fmt::format("{} has '{}' twice", of.where(), *twice)};
}

std::int64_t attribute(const h5::group& of, const std::string& name, std::int64_t otherwise, std::int64_t low,
                       std::int64_t high) {
    const std::int64_t found = of.integer(name).value_or(otherwise);
    be_within(of, name + " of", found, low, high);
    return found;
}

axis read_axis(const h5::group& in, const std::string& name) {
    const h5::dataset scale = column(in, name);
    axis a{name, scale.text("long_name").value_or(name), scale.text("long_name_zh").value_or(""), {}, {}, {}, {}};
    a.kind = sim::axis_kind_named(scale.text("kind").value_or(""));
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

}   // namespace

struct results::inside {
    std::string path;
    h5::file file;
    h5::group root;
    std::string title, title_zh, model, source, step_name, groups, agents;
    std::vector<sim::measure> measures;
    bool has_roles = true;   // false of files of before: names tell what is meant
    std::map<std::string, std::pair<sim::role, std::string>> roles;   // and wholes, of observations that say them
    int model_version = 0, burn_in = 0;
    std::size_t steps_per_year = 52, steps = 0, years = 0, baseline = 0;
    std::vector<arm> arms;
    std::vector<run> runs;
    std::string design_kind = "none";
    std::vector<factor> factors;
    std::size_t points = 1, chosen = 0;
    std::vector<std::vector<std::size_t>> runs_of;   // [point][arm], complete ones by replicate
    std::vector<std::size_t> stands_for;             // [point][arm]: the point whose runs and episodes are its own
    std::map<std::pair<std::size_t, std::size_t>, std::vector<episode>> episodes;   // by point and arm
    std::vector<axis> axes;
    std::map<std::int32_t, std::string> axis_of_number;   // by _Netcdf4Dimid
    std::vector<variable> weekly, yearly;
    std::vector<std::string> windows;
    std::vector<std::int32_t> window_lengths;

    inside(std::string name, h5::file opened) : path{std::move(name)}, file{std::move(opened)}, root{file.root()} {}
    void read_head();
    void read_axes();
    void read_runs();
    void read_measures();
    void read_roles();
    void read_design();
    void read_episodes();
    [[nodiscard]] std::vector<variable> read_variables(const h5::group& in, const std::string& moment) const;
    void be_as_long_as_axes(const h5::dataset& of, const std::vector<std::string>& names) const;
    [[nodiscard]] array read(const std::string& dataset, const variable& what, std::span<const std::size_t> of) const;
    [[nodiscard]] const variable& known(const std::vector<variable>& among, const std::string& name) const;
    [[nodiscard]] std::vector<std::size_t> all_runs() const {
        std::vector<std::size_t> all(runs.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }
    [[nodiscard]] std::size_t window_named(std::string_view name) const {
        const auto found = std::ranges::find(windows, name);
        if (found == windows.end()) throw sim::storage_error{fmt::format("{} has no sums over '{}'", path, name)};
        return static_cast<std::size_t>(found - windows.begin());
    }
};

void results::inside::read_head() {
    title = root.text("title").value_or("");
    title_zh = root.text("title_zh").value_or("");
    model = root.text("model").value_or("");
    source = root.text("source").value_or("");
    step_name = root.text("step").value_or("week");
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    model_version = static_cast<int>(attribute(root, "model_version", 0, 0, most));
    burn_in = static_cast<int>(attribute(root, "burn_in", 0, 0, most));
    steps_per_year = static_cast<std::size_t>(attribute(root, "steps_per_year", 52, 1, most));
    const h5::group in = root.open_group("arms");
    const auto names = column(in, "arm").read_texts();
    if (names.empty()) throw sim::storage_error{fmt::format("{} has no arms", path)};
    be_different(in, names);
    const auto titles = column(in, "title", names.size()).read_texts(),
               titles_zh = column(in, "title_zh", names.size()).read_texts();
    for (std::size_t a = 0; a < names.size(); ++a) arms.push_back({names[a], titles[a], titles_zh[a]});
    baseline = static_cast<std::size_t>(attribute(in, "baseline", 0, 0, static_cast<std::int64_t>(names.size()) - 1));
}

void results::inside::read_measures() {
    agents = root.text("agents").value_or("agents");
    if (!root.has("measures")) return;
    const h5::group in = root.open_group("measures");
    groups = in.text("groups").value_or("");
    const auto names = column(in, "measure").read_texts();
    be_different(in, names);
    const auto texts = [&](const char* name) { return column(in, name, names.size()).read_texts(); };
    const auto numbers = [&](const char* name) { return column(in, name, names.size()).read<std::int32_t>(); };
    const auto labels = texts("label"), labels_zh = texts("label_zh"), units = texts("units"), over = texts("over"),
               under = texts("under"), window = texts("window"), table = texts("table");
    const auto shown_as = column(in, "shown_as", names.size()).read<double>();
    const auto digits = numbers("digits"), drifts = numbers("drifts"), relative = numbers("relative");
    has_roles = in.has("role");
    std::vector<std::string> about(names.size()), better = about, difference = about;
    if (has_roles) {
        about = texts("role");
        better = texts("better");
        difference = texts("difference_units");
    }
    for (std::size_t m = 0; m < names.size(); ++m) {
        be_within(in, fmt::format("shown_as of measure {} in", names[m]), shown_as[m], 1e-12, 1e12);
        be_within(in, fmt::format("digits of measure {} in", names[m]), digits[m], 0, 17);
        measures.push_back({names[m], labels[m], labels_zh[m], units[m], over[m], under[m], window[m], shown_as[m],
                            digits[m], drifts[m] != 0, table[m], relative[m] != 0, sim::role_named(about[m]),
                            sim::direction_named(better[m]), difference[m]});
        if (has_roles) continue;
        const earlier::measure_then then = earlier::measure(names[m], units[m]);
        measures.back().about = then.about;
        measures.back().better = then.better;
    }
}

void results::inside::read_roles() {
    if (!root.has("observations")) return;
    const h5::group in = root.open_group("observations");
    const auto names = column(in, "observation").read_texts();
    be_different(in, names);
    const auto about = column(in, "role", names.size()).read_texts(),
               wholes = column(in, "part_of", names.size()).read_texts();
    for (std::size_t o = 0; o < names.size(); ++o) roles[names[o]] = {sim::role_named(about[o]), wholes[o]};
}

void results::inside::read_axes() {
    for (const std::string& name : root.datasets()) {
        const h5::dataset d = root.open(name);
        const auto number = d.integer("_Netcdf4Dimid");
        if (!number || d.text("CLASS") != "DIMENSION_SCALE") continue;
        if (!axis_of_number.emplace(static_cast<std::int32_t>(*number), name).second)
            throw sim::storage_error{fmt::format("{} has two dimensions of one number", path)};
        axes.push_back(read_axis(root, name));
        if (!has_roles) axes.back().kind = earlier::axis(name);
        const bool counted = name == step_name || name == "year" || name == "run";
        if (counted && axes.back().numbers.size() != axes.back().size())
            throw sim::storage_error{fmt::format("{} should hold numbers", d.where())};
        if (name == step_name) steps = axes.back().size();
        if (name == "year") years = axes.back().size();
    }
    if (!groups.empty() && std::ranges::find(axes, groups, &axis::name) == axes.end())
        throw sim::storage_error{
            fmt::format("{} splits its tables by '{}', a dimension that it does not have", path, groups)};
    if (!root.has("summary")) return;
    const h5::group in = root.open_group("summary");
    const h5::dataset scale = column(in, std::string{window_axis});
    if (const auto number = scale.integer("_Netcdf4Dimid"))
        axis_of_number[static_cast<std::int32_t>(*number)] = window_axis;
    windows = scale.read_texts();
    be_different(scale, windows);
    window_lengths = column(in, step_name + "s", windows.size()).read<std::int32_t>();
    for (std::size_t w = 0; w < windows.size(); ++w)
        be_within(in, fmt::format("the length of window '{}' in", windows[w]),
                  static_cast<std::int64_t>(window_lengths[w]), std::int64_t{0}, static_cast<std::int64_t>(steps));
}

void results::inside::read_runs() {
    const std::size_t count = column(root, "run").size()[0];
    const auto numbers = [&](const char* name) { return column(root, name, count).read<std::int32_t>(); };
    const auto arm_of = numbers("arm_index"), point = numbers("point"), replicate = numbers("replicate");
    const h5::group in = root.open_group("runs");
    const auto status = column(in, "status", count).read<std::uint8_t>();
    const auto seed = column(in, "seed", count).read<std::uint64_t>();
    const auto key = column(in, "key", count).read_texts(), message = column(in, "message", count).read_texts();
    for (std::size_t r = 0; r < arm_of.size(); ++r) {
        if (arm_of[r] < 0 || static_cast<std::size_t>(arm_of[r]) >= arms.size())
            throw sim::storage_error{
                fmt::format("run {} of {} belongs to an arm that the file does not have", r, path)};
        if (point[r] < 0 || static_cast<std::size_t>(point[r]) >= points || replicate[r] < 0)
            throw sim::storage_error{
                fmt::format("run {} of {} belongs to a point or replicate that there cannot be", r, path)};
        runs.push_back({static_cast<std::uint32_t>(arm_of[r]), static_cast<std::uint32_t>(point[r]),
                        static_cast<std::uint32_t>(replicate[r]), seed[r], key[r], message[r], status[r]});
    }
}

void results::inside::read_design() {
    std::vector<std::int32_t> stands;
    if (root.has("design")) {
        const h5::group in = root.open_group("design");
        design_kind = in.text("kind").value_or("");
        stands = in.open("stands_for").read<std::int32_t>();
        const auto keys = column(in, "factor").read_texts(), only = column(in, "arm_index", keys.size()).read_texts();
        be_different(in, keys);
        const h5::group values = in.open_group("values");
        for (const std::string& name : values.datasets()) {
            const h5::dataset d = column(values, name, points);
            factor one{d.text("key").value_or(name), {}, {}, {}};
            const auto at = static_cast<std::size_t>(std::ranges::find(keys, one.key) - keys.begin());
            for (std::size_t a = 0; at < only.size() && a < arms.size(); ++a)
                if (only[at] == std::to_string(a)) one.arm = a;
            if (d.type() == h5::element::text) {
                one.texts = d.read_texts();
            } else {
                one.numbers = d.read<double>();
                for (const double x : one.numbers) one.texts.push_back(sim::shortest(x));
            }
            factors.push_back(std::move(one));
        }
    } else {
        stands.assign(arms.size(), 0);
    }
    if (stands.size() != points * arms.size())
        throw sim::storage_error{fmt::format("{} does not say which runs belong to which point of its design", path)};
    for (const std::int32_t at : stands)
        if (at < 0 || static_cast<std::size_t>(at) >= points)
            throw sim::storage_error{
                fmt::format("{} takes runs from point {}, which its design does not have", path, at)};
    stands_for.assign(stands.begin(), stands.end());
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::size_t>> made;   // by point and arm
    for (std::size_t r = 0; r < runs.size(); ++r)
        if (runs[r].status == 0) made[{runs[r].point, runs[r].arm}].push_back(r);
    const auto replicate_of = [&](std::size_t r) { return runs[r].replicate; };
    for (auto& [where, of] : made) {
        std::ranges::stable_sort(of, {}, replicate_of);
        const auto twice = std::ranges::adjacent_find(of, {}, replicate_of);
        if (twice != of.end())
            throw sim::storage_error{fmt::format("{} has replicate {} of an arm twice: runs {} and {}", path,
                                                 replicate_of(*twice), *twice, *std::next(twice))};
    }
    for (std::size_t at = 0; at < stands.size(); ++at)
        runs_of.push_back(made[{static_cast<std::uint32_t>(stands[at]), static_cast<std::uint32_t>(at % arms.size())}]);
}

void results::inside::read_episodes() {
    if (!root.has("episodes")) return;
    const h5::group in = root.open_group("episodes");
    const std::size_t count = column(in, "kind").size()[0];
    const auto texts = [&](const char* name) { return column(in, name, count).read_texts(); };
    const auto numbers = [&](const char* name) { return column(in, name, count).read<std::int32_t>(); };
    const auto kind = texts("kind"), name = texts("name"), name_zh = texts("name_zh"), unit = texts("unit");
    const auto arm_of = numbers("arm_index"), point = numbers("point"), start = numbers("start"), end = numbers("end");
    const auto level = column(in, "level", count).read<double>();
    std::vector<std::int32_t> own;
    if (in.has("chosen")) own = numbers("chosen");
    else
        for (const std::string& one : kind) own.push_back(earlier::chosen(one) ? 1 : 0);
    for (std::size_t e = 0; e < count; ++e) {
        if (arm_of[e] < 0 || static_cast<std::size_t>(arm_of[e]) >= arms.size() || point[e] < 0 ||
            static_cast<std::size_t>(point[e]) >= points || end[e] < start[e] || std::isinf(level[e]))
            throw sim::storage_error{
                fmt::format("episode {} of {} is of an arm, a point, weeks or a level that there cannot be", e, path)};
        episodes[{static_cast<std::size_t>(point[e]), static_cast<std::size_t>(arm_of[e])}].push_back(
            {kind[e], name[e], name_zh[e], unit[e], level[e], start[e], end[e], own[e] != 0});
    }
}

void results::inside::be_as_long_as_axes(const h5::dataset& of, const std::vector<std::string>& names) const {
    for (std::size_t k = 0; k < names.size(); ++k) {
        const auto along = std::ranges::find(axes, names[k], &axis::name);
        const std::size_t length = names[k] == window_axis ? windows.size()
                                   : along == axes.end()   ? SIZE_MAX
                                                           : along->size();
        if (of.size().size() != names.size() || of.size()[k] != length)
            throw sim::storage_error{fmt::format("{} is not as long as its dimension '{}'", of.where(), names[k])};
    }
}

std::vector<variable> results::inside::read_variables(const h5::group& in, const std::string& moment) const {
    std::vector<variable> found;
    for (const std::string& name : in.datasets()) {
        const h5::dataset d = in.open(name);
        const auto numbers = d.integers("_Netcdf4Coordinates");
        if (numbers.size() < 2 || d.type() == h5::element::text) continue;   // an observation has run and moment
        if (numbers.size() != d.size().size())
            throw sim::storage_error{
                fmt::format("{} names {} dimensions and has {}", d.where(), numbers.size(), d.size().size())};
        variable v{name,
                   d.text("long_name").value_or(name),
                   d.text("long_name_zh").value_or(""),
                   d.text("units").value_or("1"),
                   d.text("cell_methods").value_or(""),
                   {},
                   d.type() != h5::element::f64 && d.type() != h5::element::f32,
                   sim::role::other,
                   {}};
        if (const auto said = roles.find(name); said != roles.end()) {
            v.about = said->second.first;
            v.part_of = said->second.second;
        } else if (!has_roles) {
            const earlier::observation_then then = earlier::observation(name, v.units);
            v.about = then.about;
            v.part_of = then.part_of;
        }
        for (const std::int32_t n : numbers) {
            const auto known_axis = axis_of_number.find(n);
            if (known_axis == axis_of_number.end())
                throw sim::storage_error{fmt::format("{} has a dimension without a name", d.where())};
            v.axes.push_back(known_axis->second);
        }
        if (v.axes.front() != "run" || v.axes[1] != moment) continue;   // not ours
        be_different(d, v.axes);
        be_as_long_as_axes(d, v.axes);
        found.push_back(std::move(v));
    }
    return found;
}

const variable& results::inside::known(const std::vector<variable>& among, const std::string& name) const {
    const auto found = std::ranges::find(among, name, &variable::name);
    if (found == among.end()) throw sim::storage_error{fmt::format("{} has no observation '{}'", path, name)};
    return *found;
}

array results::inside::read(const std::string& dataset, const variable& what, std::span<const std::size_t> of) const {
    const h5::dataset d = root.open(dataset);
    array out{what.axes, {d.size().begin(), d.size().end()}, {}};
    const std::size_t a_run = d.size()[0] > 0 ? h5::volume(d.size()) / d.size()[0] : 0;
    out.shape[0] = of.size();
    out.values.resize(of.size() * a_run);
    for (std::size_t i = 0; i < of.size();) {   // neighbouring runs share chunks
        std::size_t n = 1;
        while (i + n < of.size() && of[i + n] == of[i] + n) ++n;
        if (of[i] + n > d.size()[0])
            throw sim::storage_error{fmt::format("{} has no run {}", d.where(), of[i] + n - 1)};
        h5::shape first(d.size().size(), 0), count = d.size();
        first[0] = of[i];
        count[0] = n;
        d.read_into(first, count, out.values.data() + i * a_run);
        i += n;
    }
    return out;
}

results::results(std::unique_ptr<inside> in) : in_{std::move(in)} {}
results::results(results&&) noexcept = default;
results& results::operator=(results&&) noexcept = default;
results::~results() = default;

sim::result<results> results::open(const std::string& path) {
    const auto wrong = [&](std::string what) { return sim::mistake{{path}, std::move(what)}; };
    try {
        const std::string folder = sim::folder_of_parts(path);
        if (!sim::is_there(path) && sim::is_folder(folder))
            return wrong(fmt::format("there is no file {}: its run has not finished, {} holds what there is so far",
                                     path, folder));
        h5::file f = h5::file::open(path);
        auto in = std::make_unique<inside>(path, std::move(f));
        const auto format = in->root.integer("cogov_format");
        const auto kind = in->root.text("cogov_kind");
        if (!format) return wrong("this HDF5 file was not written by cogov");
        if (kind && kind != "results")
            return wrong(fmt::format("this is a {} file, not a results file; `cogov run` writes those", *kind));
        if (*format > newest_format)
            return wrong(
                fmt::format("this results file is of format {}, newer than this program knows ({}); use a newer cogov",
                            *format, newest_format));
        if (!in->root.has("arms"))
            return wrong(
                "this is a part of a run that has not finished, with numbers alone: the command that began it goes on "
                "with --resume and ends in a results file");
        in->read_head();
        in->read_measures();
        in->read_roles();
        in->read_axes();
        if (in->root.has("design")) in->points = column(in->root.open_group("design"), "point").size()[0];
        in->read_runs();
        in->read_design();
        in->read_episodes();
        in->weekly = in->read_variables(in->root, in->step_name);
        if (in->root.has("yearly")) in->yearly = in->read_variables(in->root.open_group("yearly"), "year");
        return results{std::move(in)};
    } catch (const sim::storage_error& problem) {
        const std::string_view said = problem.what();
        return wrong(std::string{said.starts_with(path + " ") ? said.substr(path.size() + 1) : said});
    }
}

const std::string& results::path() const { return in_->path; }
bool results::has_checksums() const { return in_->file.has_checksums(); }
const std::string& results::title() const { return in_->title; }
const std::string& results::title_zh() const { return in_->title_zh; }
const std::string& results::model() const { return in_->model; }
const std::string& results::source() const { return in_->source; }
int results::model_version() const { return in_->model_version; }
int results::burn_in() const { return in_->burn_in; }
const std::vector<sim::measure>& results::measures() const { return in_->measures; }
const std::string& results::groups() const { return in_->groups; }
const std::string& results::agents() const { return in_->agents; }
const std::string& results::step_name() const { return in_->step_name; }
std::size_t results::steps_per_year() const { return in_->steps_per_year; }
std::size_t results::steps() const { return in_->steps; }
std::size_t results::years() const { return in_->years; }
const std::vector<arm>& results::arms() const { return in_->arms; }
std::size_t results::baseline() const { return in_->baseline; }
const std::vector<run>& results::runs() const { return in_->runs; }
const std::string& results::design_kind() const { return in_->design_kind; }
const std::vector<factor>& results::factors() const { return in_->factors; }
std::size_t results::points() const { return in_->points; }
std::size_t results::point() const { return in_->chosen; }
void results::choose_point(std::size_t point) {
    assert(point < in_->points);
    in_->chosen = point;
}
const std::vector<axis>& results::axes() const { return in_->axes; }
const std::vector<variable>& results::weekly_variables() const { return in_->weekly; }
const std::vector<variable>& results::yearly_variables() const { return in_->yearly; }

const std::vector<std::size_t>& results::runs_of(std::size_t arm) const {
    return in_->runs_of[in_->chosen * in_->arms.size() + arm];
}

const std::vector<episode>& results::episodes(std::size_t arm) const {
    static const std::vector<episode> none;
    const auto found = in_->episodes.find({in_->stands_for[in_->chosen * in_->arms.size() + arm], arm});
    return found == in_->episodes.end() ? none : found->second;
}

const axis& results::axis_named(std::string_view name) const {
    const auto found = std::ranges::find(in_->axes, name, &axis::name);
    if (found == in_->axes.end()) throw sim::storage_error{fmt::format("{} has no dimension '{}'", in_->path, name)};
    return *found;
}

std::vector<std::string> results::coordinate(const std::string& name) const {
    if (!in_->root.has(name)) return {};
    const h5::dataset d = in_->root.open(name);
    const auto numbers = d.integers("_Netcdf4Coordinates");
    if (d.type() != h5::element::text || numbers.size() != 1) return {};
    const auto along = in_->axis_of_number.find(numbers.front());
    if (along == in_->axis_of_number.end())
        throw sim::storage_error{fmt::format("{} has a dimension without a name", d.where())};
    in_->be_as_long_as_axes(d, {along->second});
    return d.read_texts();
}

std::vector<std::string> results::coordinates_along(const std::string& axis) const {
    std::vector<std::string> found;
    for (const std::string& name : in_->root.datasets()) {
        const h5::dataset d = in_->root.open(name);
        if (name == axis || name.ends_with("_zh") || d.type() != h5::element::text || d.size().size() != 1) continue;
        const auto numbers = d.integers("_Netcdf4Coordinates");
        const auto along = numbers.empty() ? in_->axis_of_number.end() : in_->axis_of_number.find(numbers.front());
        if (along != in_->axis_of_number.end() && along->second == axis) found.push_back(name);
    }
    return found;
}

const variable* results::find(std::string_view name) const {
    for (const auto* among : {&in_->weekly, &in_->yearly})
        if (const auto found = std::ranges::find(*among, name, &variable::name); found != among->end()) return &*found;
    return nullptr;
}

array results::weekly(const std::string& name) const { return weekly(name, in_->all_runs()); }
array results::weekly(const std::string& name, std::span<const std::size_t> runs) const {
    return in_->read(name, in_->known(in_->weekly, name), runs);
}
array results::yearly(const std::string& name) const { return yearly(name, in_->all_runs()); }
array results::yearly(const std::string& name, std::span<const std::size_t> runs) const {
    return in_->read("yearly/" + name, in_->known(in_->yearly, name), runs);
}

array results::summary(const std::string& name, std::string_view window) const {
    const variable& what = in_->known(in_->weekly, name);
    const h5::dataset d = in_->root.open("summary/" + name);
    std::vector<std::string> axes = what.axes;
    axes.at(1) = window_axis;
    in_->be_as_long_as_axes(d, axes);
    h5::shape first(d.size().size(), 0), count = d.size();
    first.at(1) = in_->window_named(window);
    count.at(1) = 1;
    array out{what.axes, {d.size().begin(), d.size().end()}, d.read<double>(first, count)};
    out.axes.erase(out.axes.begin() + 1);
    out.shape.erase(out.shape.begin() + 1);
    return out;
}

std::size_t results::steps_in(std::string_view window) const {
    return static_cast<std::size_t>(in_->window_lengths[in_->window_named(window)]);
}

std::vector<std::string> results::provenance_names() const { return in_->root.open_group("provenance").all_datasets(); }

std::string results::provenance(const std::string& name) const {
    return in_->root.open_group("provenance").read_text(name);
}

}   // namespace analysis
