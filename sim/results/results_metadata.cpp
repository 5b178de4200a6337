// What a results file says about its numbers: dimensions, runs, design, arms, measures, where all came from.

#include <algorithm>
#include <limits>
#include <map>

#include "sim/results/recorded.hpp"
#include "sim/results/results_file.hpp"
#include "sim/results/results_schema.hpp"

#ifndef COGOV_VERSION
#define COGOV_VERSION "0.1.0"
#endif

namespace sim {

const std::string program_version = "cogov " COGOV_VERSION;

namespace {

void describe(hdf5::node& made, const std::string& long_name, const std::string& long_name_zh,
              const std::string& units) {
    if (!long_name.empty()) made.set("long_name", long_name);
    if (!long_name_zh.empty()) made.set("long_name_zh", long_name_zh);
    if (!units.empty()) made.set("units", units);
}
void describe(hdf5::node& made, const schema::entry& as) {
    describe(made, std::string{as.long_name}, std::string{as.long_name_zh}, std::string{as.units});
}

// The dimensions of a file by name, numbered in the order in which they are made.
class scales {
public:
    hdf5::dataset& add(hdf5::dataset made, const std::string& name) {
        made.make_scale(name, static_cast<std::int32_t>(by_name_.size()));
        return by_name_.emplace(name, std::move(made)).first->second;
    }
    void attach(hdf5::dataset& to, const std::vector<std::string>& names) const {
        std::vector<const hdf5::dataset*> found;
        for (const std::string& name : names) found.push_back(&by_name_.at(name));
        to.attach(found);
    }
    [[nodiscard]] bool has(const std::string& name) const { return by_name_.contains(name); }

private:
    std::map<std::string, hdf5::dataset> by_name_;
};

// HDF5 has / between groups.
std::string file_name(std::string key) {
    std::ranges::replace(key, '/', '_');
    return key;
}

// Arrays along the runs may grow, as netCDF's unlimited dimension has it, and are therefore cut into chunks.
hdf5::form along_runs(hdf5::element type, std::size_t runs) {
    hdf5::form f;
    f.type = type;
    f.size = {runs};
    f.chunk = {std::clamp<std::size_t>(runs, 1, 4096)};
    f.unlimited = true;
    f.packed = type != hdf5::element::text;
    return f;
}

hdf5::form in_one_piece(hdf5::element type, std::size_t length) {
    hdf5::form f;
    f.type = type;
    f.size = {length};
    return f;
}

template <class Value, class Of>
hdf5::dataset by_run(hdf5::group& in, const std::string& name, std::span<const run> runs, Of of) {
    std::vector<Value> values;
    for (const run& r : runs) values.push_back(of(r));
    hdf5::dataset made = in.make(name, along_runs(hdf5::element_of<Value>, runs.size()));
    made.write(values);
    return made;
}

hdf5::dataset texts_by_run(hdf5::group& in, const std::string& name, const std::vector<std::string>& texts) {
    hdf5::dataset made = in.make(name, along_runs(hdf5::element::text, texts.size()));
    made.write_texts(texts);
    return made;
}

hdf5::dataset make_texts(hdf5::group& in, const std::string& name, const std::vector<std::string>& texts) {
    hdf5::dataset made = in.make(name, in_one_piece(hdf5::element::text, texts.size()));
    made.write_texts(texts);
    return made;
}

hdf5::dataset make_numbers(hdf5::group& in, const std::string& name, std::size_t count, long first) {
    std::vector<std::int32_t> numbers;
    for (std::size_t i = 0; i < count; ++i) numbers.push_back(static_cast<std::int32_t>(first + static_cast<long>(i)));
    hdf5::dataset made = in.make(name, in_one_piece(hdf5::element::i32, count));
    made.write(numbers);
    return made;
}

void lay_out_head(hdf5::group& root, const layout& what, const results_head& head) {
    root.set(schema::at("Conventions"), "CF-1.10");
    root.set(schema::at("title"), head.title);
    root.set(schema::at("title_zh"), head.title_zh);
    root.set(schema::at("source"), program_version);
    root.set(schema::at("references"), "docs/results.md and docs/odd.md of cogov");
    root.set_integer(schema::at("cogov_format"), schema::format);
    root.set(schema::at("cogov_kind"), schema::kind_of_file);
    root.set(schema::at("model"), head.model);
    root.set_integer(schema::at("model_version"), head.model_version);
    root.set_integer(schema::at("burn_in"), head.burn_in);
    root.set(schema::at("step"), what.step_name);
    root.set(schema::at("agents"), what.agents);
    root.set_integer(schema::at("steps_per_year"), static_cast<std::int64_t>(what.steps_per_year));
}

void lay_out_scales(hdf5::group& root, const layout& what, std::size_t runs, scales& dimensions) {
    for (const recorded::axis& one : recorded::axes_of(what, runs)) {
        const bool of_runs = one.name == "run", named = one.numbers.empty() && one.size() > 0;
        hdf5::form how = of_runs ? along_runs(hdf5::element::i32, runs) : in_one_piece(hdf5::element::i32, one.size());
        if (named) how.type = hdf5::element::text;
        hdf5::dataset made = root.make(one.name, how);
        if (named) made.write_texts(one.labels);
        else made.write(one.numbers);
        hdf5::dataset& axis = dimensions.add(std::move(made), one.name);
        describe(axis, one.long_name, one.long_name_zh, one.units);
        if (one.kind != axis_kind::other) axis.set(schema::at("{axis}/kind"), name_of(one.kind));
    }
}

// Further texts along the axes. Returns by dimension the names that a variable lists in its `coordinates`.
std::map<std::string, std::string> lay_out_coordinates(hdf5::group& root, const layout& what, const results_head& head,
                                                       std::span<const run> runs, const scales& dimensions) {
    std::map<std::string, std::string> names;
    const auto finish = [&](hdf5::dataset& made, const std::string& along) {
        dimensions.attach(made, {along});
        names[along] += " " + made.path().substr(1);
    };
    const auto of_runs = [&](hdf5::dataset made, const schema::entry& as) {
        describe(made, as);
        finish(made, "run");
    };
    const auto number = [&](const schema::entry& as, std::uint32_t run::*of) {
        of_runs(by_run<std::int32_t>(root, as, runs, [&](const run& r) { return static_cast<std::int32_t>(r.*of); }),
                as);
    };
    std::vector<std::string> arms;
    for (const run& r : runs) arms.push_back(head.arm_names.at(r.arm));
    of_runs(texts_by_run(root, schema::at("arm"), arms), schema::at("arm"));
    number(schema::at("arm_index"), &run::arm);
    number(schema::at("point"), &run::point);
    number(schema::at("replicate"), &run::replicate);
    for (const recorded::coordinate& c : recorded::coordinates_of(what)) {
        hdf5::dataset made = make_texts(root, c.name, c.labels);
        describe(made, c.long_name, c.long_name_zh, "");
        finish(made, c.axis);
    }
    return names;
}

// An array of observations alone, nothing yet written into it.
hdf5::dataset make_array(hdf5::group& root, const layout& what, const stored_array& array, std::size_t runs) {
    const observation& o = what.observations[array.observation];
    hdf5::form f;
    f.type = array.type;
    f.size = {runs, array.moments};
    f.chunk = {array.chunk.rows, array.chunk.steps};
    for (const std::size_t d : o.dimensions) {
        f.size.push_back(what.dimensions[d].size);
        f.chunk.push_back(what.dimensions[d].size);
    }
    f.unlimited = true;
    f.packed = true;
    f.nan_where_missing = array.type == hdf5::element::f64;
    return root.make(array.path(what), f);
}

// The same with what it is and what lies along its axes.
hdf5::dataset lay_out_array(hdf5::group& root, const layout& what, const stored_array& array, std::size_t runs,
                            const scales& dimensions, const std::map<std::string, std::string>& coordinates) {
    const observation& o = what.observations[array.observation];
    std::vector<std::string> axes{"run", array.summary ? "window" : o.when == rhythm::step ? what.step_name : "year"};
    for (const std::size_t d : o.dimensions) axes.push_back(what.dimensions[d].name);
    hdf5::dataset made = make_array(root, what, array, runs);
    describe(made, o.long_name, o.long_name_zh, o.units);
    made.set("cell_methods", array.summary ? what.step_name + ": sum" : o.cell_methods);
    if (array.path(what) == o.name) {   // readers look for coordinates in the variable's own group only
        std::string all;
        for (const std::string& axis : axes)
            if (const auto found = coordinates.find(axis); found != coordinates.end()) all += found->second;
        made.set("coordinates", std::string_view{all}.substr(1));
    }
    dimensions.attach(made, axes);
    return made;
}

// A factor's values, one for each node given (null: none): numbers, or texts as TOML has them.
hdf5::dataset make_values(hdf5::group& in, const std::string& name, bool numbers, std::span<const node* const> values,
                          const hdf5::form& form) {
    hdf5::form f = form;
    f.type = numbers ? hdf5::element::f64 : hdf5::element::text;
    if (!numbers) f.packed = false;
    hdf5::dataset made = in.make(name, f);
    if (numbers) {
        std::vector<double> all;
        for (const node* value : values)
            all.push_back(value != nullptr ? as_number(*value).value_or(0) : std::numeric_limits<double>::quiet_NaN());
        made.write(all);
    } else {
        std::vector<std::string> all;
        for (const node* value : values) all.push_back(value != nullptr ? as_text(*value) : "");
        made.write_texts(all);
    }
    return made;
}

// How each run went, and what decided it.
struct stored_outcomes {
    hdf5::dataset status, key, message;
};
stored_outcomes make_outcomes(hdf5::group& in, std::span<const run> runs, std::span<const run_outcome> outcomes) {
    std::vector<std::uint8_t> statuses;
    std::vector<std::string> keys, messages;
    for (const run_outcome& o : outcomes) {
        statuses.push_back(o.status);
        messages.push_back(o.message);
    }
    for (const run& r : runs) keys.push_back(r.key);
    hdf5::dataset status = in.make(schema::at("runs/status"), along_runs(hdf5::element::u8, runs.size()));
    status.write(statuses);
    hdf5::dataset key = texts_by_run(in, schema::at("runs/key"), keys);
    return {std::move(status), std::move(key), texts_by_run(in, schema::at("runs/message"), messages)};
}

void lay_out_runs(hdf5::group& root, const design& points, std::span<const run> runs,
                  std::span<const run_outcome> outcomes, const scales& dimensions) {
    hdf5::group in = root.make_group("runs");
    auto [status, key, message] = make_outcomes(in, runs, outcomes);
    describe(status, schema::at("runs/status"));
    hdf5::dataset seed = by_run<std::uint64_t>(in, schema::at("runs/seed"), runs, [](const run& r) { return r.seed; });
    describe(seed, schema::at("runs/seed"));
    describe(key, schema::at("runs/key"));
    describe(message, schema::at("runs/message"));
    for (hdf5::dataset* made : {&status, &seed, &key, &message}) dimensions.attach(*made, {"run"});
    for (std::size_t f = 0; f < points.factors.size(); ++f) {
        const factor& varied = points.factors[f];
        std::vector<const node*> values;
        for (const run& r : runs) values.push_back(varied.changes(r.arm) ? &points.values[r.point][f] : nullptr);
        hdf5::dataset made = make_values(in, file_name(varied.key), points.is_number(f), values,
                                         along_runs(hdf5::element::f64, runs.size()));
        describe(made, schema::at("runs/{key}"));
        made.set("key", varied.key);
        dimensions.attach(made, {"run"});
    }
}

// What the sweep varied, and at which points.
void lay_out_design(hdf5::group& root, const results_head& head, const plan& all, scales& dimensions) {
    hdf5::group in = root.make_group("design");
    in.set(schema::at("design/kind"), all.points.kind);
    const auto scale = [&](hdf5::dataset made, const schema::entry& as) {
        describe(dimensions.add(std::move(made), as), as);
    };
    scale(make_numbers(in, schema::at("design/point"), all.points.points(), 0), schema::at("design/point"));
    std::vector<std::string> keys, arms;
    for (const factor& one : all.points.factors) {
        keys.push_back(one.key);
        arms.push_back(one.arm ? std::to_string(*one.arm) : "");
    }
    scale(make_texts(in, schema::at("design/factor"), keys), schema::at("design/factor"));
    hdf5::dataset only = make_texts(in, schema::at("design/arm_index"), arms);
    describe(only, schema::at("design/arm_index"));
    dimensions.attach(only, {"factor"});
    // netCDF looks for dimensions in a group and those above it, so /arms has none for this one.
    scale(make_texts(in, schema::at("design/design_arm"), head.arm_names), schema::at("design/design_arm"));
    hdf5::form table = in_one_piece(hdf5::element::i32, 0);
    table.size = {all.points.points(), all.stands_for.size() / all.points.points()};
    hdf5::dataset stands = in.make(schema::at("design/stands_for"), table);
    stands.write(std::vector<std::int32_t>(all.stands_for.begin(), all.stands_for.end()));
    describe(stands, schema::at("design/stands_for"));
    dimensions.attach(stands, {"point", "design_arm"});
    hdf5::group values = in.make_group("values");
    for (std::size_t f = 0; f < all.points.factors.size(); ++f) {
        std::vector<const node*> at;
        for (const auto& point : all.points.values) at.push_back(&point[f]);
        hdf5::dataset made = make_values(values, file_name(all.points.factors[f].key), all.points.is_number(f), at,
                                         in_one_piece(hdf5::element::f64, at.size()));
        made.set("key", all.points.factors[f].key);
        describe(made, schema::at("design/values/{key}"));
        dimensions.attach(made, {"point"});
    }
}

// What is uncertain, and its value in each possible world.
void lay_out_draws(hdf5::group& root, const possible_worlds& worlds, scales& dimensions) {
    hdf5::group in = root.make_group("draws");
    in.set(schema::at("draws/source"), worlds.from);
    in.set_integer(schema::at("draws/lucks"), static_cast<std::int64_t>(worlds.lucks));
    if (!worlds.kind.empty()) in.set(schema::at("draws/kind"), worlds.kind);
    if (worlds.populations > 1)
        in.set_integer(schema::at("draws/population_seeds"), static_cast<std::int64_t>(worlds.populations));
    const auto scale = [&](hdf5::dataset made, const schema::entry& as) {
        describe(dimensions.add(std::move(made), as), as);
    };
    scale(make_numbers(in, schema::at("draws/world"), worlds.count(), 0), schema::at("draws/world"));
    std::vector<std::string> keys;
    for (const uncertain_key& one : worlds.drawn) keys.push_back(one.key);
    scale(make_texts(in, schema::at("draws/key"), keys), schema::at("draws/key"));
    std::vector<std::string> subjects;
    for (const uncertain_key& one : worlds.drawn) subjects.push_back(one.subject);
    if (std::ranges::any_of(subjects, [](const std::string& one) { return !one.empty(); })) {
        hdf5::dataset made = make_texts(in, schema::at("draws/subject"), subjects);
        describe(made, schema::at("draws/subject"));
        dimensions.attach(made, {"key"});
    }
    hdf5::group values = in.make_group("values");
    for (std::size_t k = 0; k < keys.size(); ++k) {
        std::vector<double> by_world;
        for (const auto& world : worlds.values) by_world.push_back(world[k]);
        hdf5::dataset made = values.make(file_name(keys[k]), in_one_piece(hdf5::element::f64, by_world.size()));
        made.write(by_world);
        made.set("key", keys[k]);
        describe(made, schema::at("draws/values/{key}"));
        dimensions.attach(made, {"world"});
    }
}

void lay_out_worth(hdf5::group& root, const recorded::worth& said) {
    hdf5::group in = root.make_group("worth");
    in.set(schema::at("worth/measure"), said.of);
    in.set_real(schema::at("worth/low"), said.low);
    in.set_real(schema::at("worth/high"), said.high);
    in.set(schema::at("worth/source"), said.source);
}

void lay_out_arms(hdf5::group& root, const results_head& head, scales& dimensions) {
    hdf5::group in = root.make_group("arms");
    in.set_integer(schema::at("arms/baseline"), head.baseline);
    if (head.baseline < head.arm_names.size()) in.set(schema::at("arms/baseline_name"), head.arm_names[head.baseline]);
    describe(dimensions.add(make_texts(in, schema::at("arms/arm"), head.arm_names), "arm"), schema::at("arms/arm"));
    const auto titles = [&](const schema::entry& as, std::vector<std::string> texts) {
        texts.resize(head.arm_names.size());
        hdf5::dataset made = make_texts(in, as, texts);
        describe(made, as);
        dimensions.attach(made, {"arm"});
    };
    titles(schema::at("arms/title"), head.arm_titles);
    titles(schema::at("arms/title_zh"), head.arm_titles_zh);
}

// What the tables of `run` and `compare` are made of, so that they need not know the model.
void lay_out_measures(hdf5::group& root, const layout& what, scales& dimensions) {
    hdf5::group in = root.make_group("measures");
    in.set(schema::at("measures/groups"), what.groups);
    const auto texts = [&](const schema::entry& as, std::string measure::*of) {
        std::vector<std::string> all;
        for (const measure& m : what.measures) all.push_back(m.*of);
        return make_texts(in, as, all);
    };
    describe(dimensions.add(texts(schema::at("measures/measure"), &measure::name), "measure"),
             schema::at("measures/measure"));
    const auto add = [&](hdf5::dataset made, const schema::entry& as) {
        describe(made, as);
        dimensions.attach(made, {"measure"});
    };
    const auto add_texts = [&](const schema::entry& as, std::string measure::*of) { add(texts(as, of), as); };
    const auto numbers = [&]<class Stored>(const schema::entry& as, auto of, Stored /*type*/) {
        std::vector<Stored> all;
        for (const measure& m : what.measures) all.push_back(static_cast<Stored>(m.*of));
        hdf5::dataset made = in.make(as, in_one_piece(hdf5::element_of<Stored>, all.size()));
        made.write(all);
        add(std::move(made), as);
    };
    add_texts(schema::at("measures/label"), &measure::label);
    add_texts(schema::at("measures/label_zh"), &measure::label_zh);
    add_texts(schema::at("measures/units"), &measure::unit);
    add_texts(schema::at("measures/over"), &measure::over);
    add_texts(schema::at("measures/under"), &measure::under);
    add_texts(schema::at("measures/window"), &measure::window);
    numbers(schema::at("measures/shown_as"), &measure::shown_as, double{});
    numbers(schema::at("measures/digits"), &measure::digits, std::int32_t{});
    numbers(schema::at("measures/drifts"), &measure::drifts, std::int32_t{});
    add_texts(schema::at("measures/table"), &measure::table);
    numbers(schema::at("measures/relative"), &measure::relative, std::int32_t{});
    const auto told = [&](const schema::entry& as, std::string (*of)(const measure&)) {
        std::vector<std::string> all;
        for (const measure& m : what.measures) all.push_back(of(m));
        add(make_texts(in, as, all), as);
    };
    told(
        schema::at("measures/role"), +[](const measure& m) { return std::string{name_of(m.about)}; });
    told(
        schema::at("measures/better"), +[](const measure& m) { return std::string{name_of(m.better)}; });
    told(
        schema::at("measures/difference_units"), +[](const measure& m) { return m.unit_of_differences(); });
}

// What observations are about, of those that say it. Not as attributes of their arrays: from the ninth on HDF5 keeps
// attributes in another way, and its copying of an object (H5Ocopy) crashes on references among those.
void lay_out_roles(hdf5::group& root, const layout& what, scales& dimensions) {
    std::vector<std::string> names, roles, wholes;
    for (const observation& o : what.observations) {
        if (o.about == role::other && o.part_of.empty()) continue;
        names.push_back(o.name);
        roles.emplace_back(name_of(o.about));
        wholes.push_back(o.part_of);
    }
    if (names.empty()) return;
    hdf5::group in = root.make_group("observations");
    const schema::entry& own = schema::at("observations/observation");
    describe(dimensions.add(make_texts(in, own, names), "observation"), own);
    const auto add = [&](const schema::entry& as, const std::vector<std::string>& texts) {
        hdf5::dataset made = make_texts(in, as, texts);
        describe(made, as);
        dimensions.attach(made, {"observation"});
    };
    add(schema::at("observations/role"), roles);
    add(schema::at("observations/part_of"), wholes);
}

// When what was in force in which arm, at those points of a design that are run.
void lay_out_episodes(hdf5::group& root, const plan& all, scales& dimensions) {
    hdf5::group in = root.make_group("episodes");
    describe(dimensions.add(make_numbers(in, schema::at("episodes/episode"), all.episodes.size(), 0), "episode"),
             schema::at("episodes/episode"));
    const auto numbers = [&]<class Stored>(const schema::entry& as, Stored (*of)(const plan_episode&)) {
        std::vector<Stored> values;
        for (const plan_episode& e : all.episodes) values.push_back(of(e));
        hdf5::dataset made = in.make(as, in_one_piece(hdf5::element_of<Stored>, values.size()));
        made.write(values);
        describe(made, as);
        dimensions.attach(made, {"episode"});
    };
    const auto texts = [&](const schema::entry& as, std::string episode::*of) {
        std::vector<std::string> values;
        for (const plan_episode& e : all.episodes) values.push_back(e.what.*of);
        hdf5::dataset made = make_texts(in, as, values);
        describe(made, as);
        dimensions.attach(made, {"episode"});
    };
    using number = std::int32_t;
    numbers(
        schema::at("episodes/arm_index"), +[](const plan_episode& e) { return static_cast<number>(e.arm); });
    numbers(
        schema::at("episodes/chosen"), +[](const plan_episode& e) { return static_cast<number>(e.what.chosen); });
    numbers(
        schema::at("episodes/point"), +[](const plan_episode& e) { return static_cast<number>(e.point); });
    texts(schema::at("episodes/kind"), &episode::kind);
    texts(schema::at("episodes/name"), &episode::name);
    texts(schema::at("episodes/name_zh"), &episode::name_zh);
    numbers(
        schema::at("episodes/level"),
        +[](const plan_episode& e) { return e.what.level.value_or(std::numeric_limits<double>::quiet_NaN()); });
    texts(schema::at("episodes/unit"), &episode::unit);
    numbers(
        schema::at("episodes/start"), +[](const plan_episode& e) { return number{e.what.first}; });
    numbers(
        schema::at("episodes/end"), +[](const plan_episode& e) { return number{e.what.end}; });
}

void lay_out_provenance(hdf5::group& root, const results_head& head) {
    hdf5::group in = root.make_group("provenance");
    in.set(schema::at("provenance/model"), head.model);
    in.set_integer(schema::at("provenance/model_version"), head.model_version);
    in.set(schema::at("provenance/version"), COGOV_VERSION);
    for (const auto& [name, text] : head.provenance) in.make_text(name, text);
}
}   // namespace

std::vector<hdf5::dataset> lay_out(hdf5::group root, const layout& what, const results_head& head, const plan& all,
                                   std::span<const run_outcome> outcomes, std::span<const stored_array> arrays) {
    const std::span<const run> runs = all.runs;
    lay_out_head(root, what, head);
    scales dimensions;
    lay_out_scales(root, what, runs.size(), dimensions);
    const auto coordinates = lay_out_coordinates(root, what, head, runs, dimensions);
    lay_out_runs(root, all.points, runs, outcomes, dimensions);
    lay_out_arms(root, head, dimensions);
    if (!what.measures.empty()) lay_out_measures(root, what, dimensions);
    if (!all.points.factors.empty()) lay_out_design(root, head, all, dimensions);
    if (all.worlds.any()) lay_out_draws(root, all.worlds, dimensions);
    if (head.worth) lay_out_worth(root, *head.worth);
    if (!all.episodes.empty()) lay_out_episodes(root, all, dimensions);
    lay_out_provenance(root, head);
    const bool summed = std::ranges::any_of(arrays, [](const stored_array& a) { return a.summary; });
    const bool yearly = std::ranges::any_of(
        arrays, [&](const stored_array& a) { return what.observations[a.observation].when == rhythm::year; });
    if (summed) {
        hdf5::group summary = root.make_group("summary");
        std::vector<std::int32_t> lengths;
        for (const std::size_t n : window_lengths(what)) lengths.push_back(static_cast<std::int32_t>(n));
        describe(dimensions.add(make_texts(summary, schema::at("summary/window"), summary_windows), "window"),
                 what.step_name + "s that are summed", "求和的时段", "");
        hdf5::dataset length = summary.make(what.step_name + "s", in_one_piece(hdf5::element::i32, lengths.size()));
        length.write(lengths);
        constexpr const schema::entry& as = schema::at("summary/{step}s");
        describe(length, std::string{as.long_name}, std::string{as.long_name_zh}, what.step_unit);
        dimensions.attach(length, {"window"});
    }
    if (yearly) static_cast<void>(root.make_group("yearly"));
    std::vector<hdf5::dataset> made;
    for (const stored_array& a : arrays)
        made.push_back(lay_out_array(root, what, a, runs.size(), dimensions, coordinates));
    lay_out_roles(root, what, dimensions);
    return made;
}

std::vector<hdf5::dataset> lay_out_part(hdf5::group root, const layout& what, const results_head& head,
                                        std::span<const run> runs, std::span<const run_outcome> outcomes,
                                        std::span<const stored_array> arrays) {
    lay_out_head(root, what, head);
    hdf5::group about = root.make_group("runs");
    static_cast<void>(make_outcomes(about, runs, outcomes));
    for (const char* group : {"summary", "yearly"}) static_cast<void>(root.make_group(group));
    std::vector<hdf5::dataset> made;
    for (const stored_array& a : arrays) made.push_back(make_array(root, what, a, runs.size()));
    return made;
}

}   // namespace sim
