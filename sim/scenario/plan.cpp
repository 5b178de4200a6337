#include "sim/scenario/plan.hpp"

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"
#include "sim/scenario/branching.hpp"
#include "sim/text/hash.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

// People of a world: sixteen worlds share theirs, to go side by side, and each sixteen take the next population seed, the
// scenario's own first.
void take_people(node& tree, const ready& scenario, std::size_t world, mistakes& wrong) {
    const std::size_t turn = world / most_lanes % scenario.uncertain.population_seeds;
    if (turn == 0) return;
    const node* const said = tree.find("population_seed");
    const auto* const own = said != nullptr ? std::get_if<std::int64_t>(&said->value) : nullptr;
    if (said != nullptr && own == nullptr) return;   // a mistake that the model tells
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const std::uint64_t seed = (static_cast<std::uint64_t>(own != nullptr ? *own : 1) + turn) & most;
    const place& where = scenario.uncertain.where_people;
    assign(tree, "population_seed", node{where, static_cast<std::int64_t>(seed)}, where, {}, wrong);
}

// The values that a world draws.
void apply_world(node& tree, const ready& scenario, const possible_worlds& worlds, std::size_t world, mistakes& wrong) {
    for (std::size_t k = 0; k < worlds.drawn.size(); ++k) {
        const uncertain_key& one = worlds.drawn[k];
        const double x = worlds.values[world][k];
        node value{one.where, x};
        if (one.kind == number::whole) value.value = static_cast<std::int64_t>(x);
        assign(tree, one.key, value, one.where, {}, wrong);
    }
    take_people(tree, scenario, world, wrong);
}

// The scenario of a group: the values of its points and of its world, and as arms its settings.
result<ready> read_group(const ready& scenario, const plan& whole, const plan_group& group) {
    const design& points = whole.points;
    node tree{scenario.what.tree.where, node::table{}};   // without what may be long
    for (const node::entry& one : *scenario.what.tree.as_table())
        if (one.key != "design" && one.key != "uncertain") tree.as_table()->push_back(one);
    mistakes wrong;
    const auto apply = [&](node& to, std::uint32_t point, std::optional<std::size_t> arm) {
        for (std::size_t f = 0; f < points.factors.size(); ++f)
            if (points.factors[f].arm == arm)
                assign(to, points.factors[f].key, points.values[point][f], points.factors[f].where,
                       scenario.what.selectors, wrong);
    };
    apply(tree, group.settings.front().second, std::nullopt);
    if (tree.find("arms") != nullptr) {
        node& all = std::ranges::find(*tree.as_table(), "arms", &node::entry::key)->value;
        node::table arms;
        for (const auto& [arm, point] : group.settings) {   // each in a tree of its own, as small as can be
            node own{tree.where, node::table{{"arms", all.where, {all.where, node::table{(*all.as_table())[arm]}}}}};
            apply(own, point, arm);
            arms.push_back(std::move(own.as_table()->front().value.as_table()->front()));
        }
        *all.as_table() = std::move(arms);
    }
    std::vector<std::string> drawn;
    if (whole.worlds.any()) {
        apply_world(tree, scenario, whole.worlds, group.world, wrong);
        for (const uncertain_key& one : whole.worlds.drawn) drawn.push_back(one.key);
    }
    if (!wrong.empty()) return wrong;
    return read_scenario(std::move(tree), scenario.what, std::span{&scenario.how, 1}, std::move(drawn));
}

// Settings by group, of one world: arms at points, but those that no factor makes different only once.
void group_settings(const ready& scenario, plan& out) {
    const std::size_t arms = scenario.what.arms.size(), points = out.points.points();
    const auto& factors = out.points.factors;
    std::map<std::string, std::size_t> group_of;
    std::map<std::string, std::uint32_t> first_point;   // of a group and an arm's values
    for (std::uint32_t p = 0; p < points; ++p) {
        std::string all;
        for (std::size_t f = 0; f < factors.size(); ++f)
            if (!factors[f].arm) all += same_text(out.points.values[p][f]) + "\n";
        const auto [group, fresh] = group_of.emplace(all, out.groups.size());
        if (fresh) out.groups.emplace_back();
        for (std::uint32_t a = 0; a < arms; ++a) {
            std::string own = fmt::format("{} {} ", group->second, a);
            for (std::size_t f = 0; f < factors.size(); ++f)
                if (factors[f].arm == a) own += same_text(out.points.values[p][f]) + "\n";
            const auto [first, unseen] = first_point.emplace(own, p);
            if (unseen) out.groups[group->second].settings.emplace_back(a, p);
            out.stands_for.push_back(first->second);
        }
    }
}

place where_said(const ready& scenario, std::string_view key) {
    const node* const said = scenario.what.tree.find(key);
    return said != nullptr ? said->where : place{scenario.what.file, 0, 0};
}

// Said before any of it is listed.
std::optional<mistake> too_many_settings(const ready& scenario, std::size_t points) {
    const std::size_t arms = scenario.what.arms.size();
    if (points <= most_runs / std::max<std::size_t>(1, arms)) return std::nullopt;
    return mistake{where_said(scenario, "design"),
                   fmt::format("{} of {} are {} settings; a plan can have {} at most: take fewer points, or leave "
                               "out arms",
                               counted(points, "point"), counted(arms, "arm"), points * arms, most_runs)};
}

std::optional<mistake> too_many_runs(const ready& scenario, const plan& made) {
    std::size_t settings = 0;
    for (const plan_group& group : made.groups) settings += group.settings.size();
    const auto replicates = static_cast<std::size_t>(scenario.what.replicates);
    if (settings <= most_runs / replicates) return std::nullopt;
    return mistake{where_said(scenario, "replicates"),
                   fmt::format("{} (arms at points) with {} each are {} runs; a plan can have {} at most: "
                               "take fewer replicates{}",
                               counted(settings, "setting"), counted(replicates, "replicate"), settings * replicates,
                               most_runs, made.points.factors.empty() ? ", or fewer arms" : " or points")};
}

// Of layouts that are not equal: what people would look for in the scenario.
std::string what_differs(const layout& one, const layout& other) {
    const auto &a = one.dimensions, &b = other.dimensions;
    for (std::size_t d = 0; d < std::max(a.size(), b.size()); ++d)
        if (d >= a.size() || d >= b.size() || a[d] != b[d])
            return fmt::format("what lies along '{}'", d < a.size() ? a[d].name : b[d].name);
    return "what is observed";
}

std::optional<mistake> too_much_observed(const ready& scenario, const layout& what) {
    double numbers = 0;
    for (std::size_t o = 0; o < what.observations.size(); ++o)
        numbers += static_cast<double>(what.cells(o)) *
                   static_cast<double>(what.observations[o].when == rhythm::step ? what.steps : what.years);
    if (numbers <= static_cast<double>(most_numbers)) return std::nullopt;
    return mistake{
        where_said(scenario, "weeks"),
        fmt::format(
            "a run of {} {}s would observe {:.3g} numbers, and one can keep {} at most: take fewer {}s{}", what.steps,
            what.step_name, numbers, most_numbers, what.step_name,
            what.groups.empty()
                ? ""
                : fmt::format(", or divide less (there are {} along '{}')",
                              std::ranges::find(what.dimensions, what.groups, &dimension::name)->size, what.groups))};
}

}   // namespace

result<plan> make_plan(const ready& scenario, design points) {
    plan out;
    out.points = std::move(points);
    mistakes files;
    const auto path_keys = scenario.how->path_keys();
    for (const factor& one : out.points.factors)
        if (std::ranges::find(path_keys, one.key) != path_keys.end())
            files.push_back(
                {one.where, fmt::format("'{}' names files, and a results file keeps those of one only: write a "
                                        "scenario for each",
                                        one.key)});
    if (!files.empty()) return files;
    if (auto many = too_many_settings(scenario, out.points.points())) return *std::move(many);
    group_settings(scenario, out);
    if (auto many = too_many_runs(scenario, out)) return *std::move(many);
    const auto replicates = static_cast<std::size_t>(scenario.what.replicates);
    auto worlds = make_worlds(scenario.uncertain, *scenario.how, replicates, out.points.factors);
    if (!worlds) return worlds.wrong();
    out.worlds = std::move(*worlds);
    for (const auto& [key, text] : scenario.what.told_as)
        if (key == "uncertain.draws") out.worlds.from = text;
    const std::size_t arms = scenario.what.arms.size(), a_world = out.groups.size();
    std::vector<std::pair<std::size_t, std::size_t>> place(out.points.points() * arms);   // group and setting
    for (std::size_t g = 0; g < a_world; ++g)
        for (std::size_t s = 0; s < out.groups[g].settings.size(); ++s) {
            const auto [arm, point] = out.groups[g].settings[s];
            place[point * arms + arm] = {g, s};
        }
    out.groups.reserve(a_world * std::max<std::size_t>(1, out.worlds.count()));
    for (std::size_t w = 1; w < out.worlds.count(); ++w)
        for (std::size_t g = 0; g < a_world; ++g) {
            out.groups.push_back(out.groups[g]);
            out.groups.back().world = static_cast<std::uint32_t>(w);
        }
    std::vector<std::vector<std::uint64_t>> identity(out.groups.size());   // by group and setting
    mistakes all;
    std::vector<std::string> apart(out.groups.size());   // from the first group by this; layouts may be large
    std::vector<std::atomic<char>> varies;   // is a text along an axis, by coordinate, another at some point?
    std::vector<std::vector<plan_episode>> episodes(out.groups.size());
    // The same slip may come back at every point: so many groups at a time, lest all of that is kept. The first by itself,
    // since the others are compared with it.
    constexpr std::size_t some = 4096;
    std::vector<mistakes> wrong;
    const auto read = [&](std::size_t g, mistakes& slips) {
        plan_group& group = out.groups[g];
        std::shared_ptr<const study> set = scenario.set;
        if (!out.points.factors.empty() || out.worlds.any()) {
            auto own = read_group(scenario, out, group);
            if (!own) {
                slips = own.wrong();
                return;
            }
            set = own->set;
        }
        const step first = -scenario.what.burn_in, last = scenario.what.weeks;
        group.made_of = hash_text(set->made_of());
        if (const std::string common = set->side_by_side(); !common.empty()) group.side_by_side = hash_text(common);
        group.steps = shared_steps(*set, first, last);
        group.steps_unshared = group.settings.size() * static_cast<std::uint64_t>(last - first);
        layout own = set->observed();
        if (g == 0) {
            out.observed = own;
            varies = std::vector<std::atomic<char>>(own.coordinates.size());
        }
        for (std::size_t c = 0; c < varies.size() && own.coordinates.size() == varies.size(); ++c)
            if (own.coordinates[c].labels != out.observed.coordinates[c].labels) {
                varies[c] = 1;
                own.coordinates[c].labels = out.observed.coordinates[c].labels;
            }
        if (own != out.observed) apart[g] = what_differs(own, out.observed);
        for (std::size_t s = 0; s < group.settings.size(); ++s) {
            const auto [arm, point] = group.settings[s];
            identity[g].push_back(
                hash_text(fmt::format("{} {} weeks {} burn-in {}\n{}", scenario.how->name(), scenario.how->version(),
                                      scenario.what.weeks, scenario.what.burn_in, set->identity(s))));
            if (group.world > 0) continue;   // what is in force is the same in all
            for (episode& one : set->episodes(s)) episodes[g].push_back({arm, point, std::move(one)});
        }
    };
    for (std::size_t first = 0; first < out.groups.size(); first += wrong.size()) {
        wrong.assign(first == 0 ? 1 : std::min(some, out.groups.size() - first), {});
        for_each_index(wrong.size(), [&](std::size_t g) { read(first + g, wrong[g]); });
        for (const mistakes& of : wrong) all.append(of);
    }
    for (std::size_t g = 1; g < out.groups.size() && all.empty(); ++g)
        if (!apart[g].empty())
            all.push_back(
                {out.groups[g].world > 0 ? scenario.uncertain.where : out.points.factors.front().where,
                 fmt::format("{0} {1} and {2} are not observed alike: they differ in {3}, and one results file holds "
                             "{0} that do not; write arms for those, or scenarios of their own",
                             out.groups[g].world > 0 ? "worlds" : "points",
                             out.groups[g].world > 0 ? 0U : out.groups.front().settings.front().second,
                             out.groups[g].world > 0 ? out.groups[g].world : out.groups[g].settings.front().second,
                             apart[g])});
    const std::size_t others = most_lanes * a_world;   // the first that have other people
    if (all.empty() && scenario.uncertain.population_seeds > 1 && out.groups.size() > others &&
        out.groups[others].made_of == out.groups.front().made_of)
        all.push_back({scenario.uncertain.where_people,
                       "these people are not made here, so population_seeds makes no others: leave it out"});
    if (!all.empty()) return all;
    // A text that is true of some points alone would be taken for true of all.
    for (std::size_t c = varies.size(); c-- > 0;)
        if (varies[c] != 0)
            out.observed.coordinates.erase(out.observed.coordinates.begin() + static_cast<std::ptrdiff_t>(c));
    if (auto much = too_much_observed(scenario, out.observed)) return *std::move(much);
    for (auto& of : episodes) std::ranges::move(of, std::back_inserter(out.episodes));
    std::ranges::stable_sort(out.episodes, {}, [](const plan_episode& e) { return std::pair{e.point, e.arm}; });

    std::map<std::pair<std::size_t, std::size_t>, std::size_t> pieces;   // by block and group
    for (std::size_t block = 0; block * replicates_a_block < replicates; ++block)
        for (std::uint32_t p = 0; p < out.points.points(); ++p)
            for (std::uint32_t a = 0; a < arms; ++a) {
                if (out.stands_for[p * arms + a] != p) continue;
                const auto [group, setting] = place[p * arms + a];
                const std::size_t first = block * replicates_a_block,
                                  last = std::min(replicates, first + replicates_a_block);
                const auto piece = pieces.emplace(std::pair{block, group}, pieces.size()).first->second;
                out.batches.push_back({out.runs.size(), last - first, setting, block, piece});
                for (std::size_t r = first; r < last; ++r) {
                    const std::size_t own = group + a_world * out.worlds.of(r);
                    run one{setting,
                            a,
                            p,
                            static_cast<std::uint32_t>(r),
                            run_seed(scenario.what.seed, out.worlds.luck_of(r)),
                            {},
                            own};
                    one.key = hexadecimal(hash_bytes(&one.seed, sizeof one.seed, identity[own][setting]));
                    out.runs.push_back(std::move(one));
                }
            }
    return out;
}

std::shared_ptr<const study> study_of(const ready& scenario, const plan& runs, std::size_t group) {
    if (runs.points.factors.empty() && !runs.worlds.any()) return scenario.set;
    auto read = read_group(scenario, runs, runs.groups[group]);
    if (read) return read->set;
    // The plan was made of the same values; only files can have changed meanwhile.
    throw std::runtime_error{"a file that the scenario names has changed since the sweep began:\n" +
                             describe(read.wrong())};
}

}   // namespace sim
