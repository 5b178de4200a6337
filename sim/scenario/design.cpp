#include "sim/scenario/design.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <unordered_map>

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

#include "sim/engine/draws.hpp"
#include "sim/engine/math.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

constexpr std::int64_t most_points = 1'000'000;
constexpr double most_values = 2e7;   // of all factors at all points: about two gigabytes
const std::vector<std::string> kinds{"factorial", "latin_hypercube", "sobol", "morris", "points"};

// Where the values of one factor come from: a list, or a range.
struct source {
    std::vector<node> levels;
    double low = 0, high = 0;
    bool range = false, log = false, whole = false;
    place where;

    // The value at u in [0, 1]: 0 is the first or lowest, 1 the last or highest.
    [[nodiscard]] node at(double u) const {
        const auto nth = [&](double count) { return std::min(count - 1, std::floor(u * count)); };
        if (!range) return levels[static_cast<std::size_t>(nth(static_cast<double>(levels.size())))];
        if (whole) return {where, static_cast<std::int64_t>(low + nth(high - low + 1))};
        const double x = log ? low * sim::exp(u * sim::log(high / low)) : low + u * (high - low);
        return {where, std::clamp(x, low, high)};
    }
};

using unit_points = std::vector<std::vector<double>>;   // by point and factor, in [0, 1]

unit_points latin_hypercube(std::size_t points, std::size_t factors, std::uint64_t seed) {
    constexpr double affordable = 2e8;   // distances
    const double each = static_cast<double>(points) * static_cast<double>(points) / 2 * static_cast<double>(factors);
    const auto tries = static_cast<std::uint32_t>(std::clamp(affordable / each, 1.0, 50.0));
    unit_points best;
    double best_distance = -1;
    for (std::uint32_t attempt = 0; attempt < tries; ++attempt) {
        unit_points made(points, std::vector<double>(factors));
        for (std::uint32_t f = 0; f < factors; ++f) {
            std::vector<std::uint32_t> slice(points);
            std::iota(slice.begin(), slice.end(), 0U);
            for (std::uint32_t i = 0; i < points; ++i) {   // Fisher & Yates
                const draw luck{seed, i, f, attempt};
                std::swap(slice[i], slice[i + luck.below(static_cast<std::uint32_t>(points) - i)]);
                made[i][f] = (slice[i] + luck.other_uniform()) / static_cast<double>(points);
            }
        }
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t a = 0; a < points && tries > 1; ++a)
            for (std::size_t b = a + 1; b < points; ++b) {
                double square = 0;
                for (std::size_t f = 0; f < factors; ++f)
                    square += (made[a][f] - made[b][f]) * (made[a][f] - made[b][f]);
                nearest = std::min(nearest, square);
            }
        if (nearest > best_distance) {
            best_distance = nearest;
            best = std::move(made);
        }
    }
    return best;
}

unit_points sobol(std::size_t points, std::size_t factors) {
    boost::random::sobol sequence{factors};
    unit_points made{std::vector<double>(factors, 0.0)};   // the first point is the origin, which Boost leaves out
    for (std::size_t p = 1; p < points; ++p) {
        made.emplace_back();
        for (std::size_t f = 0; f < factors; ++f)
            made.back().push_back(static_cast<double>(sequence() >> 11U) * 0x1p-53);
    }
    return made;
}

unit_points morris(std::size_t trajectories, std::size_t levels, std::size_t factors, std::uint64_t seed) {
    unit_points made;
    const auto half = static_cast<std::uint32_t>(levels / 2);
    for (std::uint32_t t = 0; t < trajectories; ++t) {
        std::vector<std::uint32_t> level(factors), order(factors);
        std::iota(order.begin(), order.end(), 0U);
        for (std::uint32_t f = 0; f < factors; ++f) {
            level[f] = draw{seed, t, f, 0}.below(static_cast<std::uint32_t>(levels));
            std::swap(order[f], order[f + draw{seed, t, f, 1}.below(static_cast<std::uint32_t>(factors) - f)]);
        }
        for (std::size_t moved = 0; moved <= factors; ++moved) {
            made.emplace_back();
            for (std::size_t f = 0; f < factors; ++f) made.back().push_back(level[f] / static_cast<double>(levels - 1));
            if (moved == factors) break;
            std::uint32_t& next = level[order[moved]];
            next = next < half ? next + half : next - half;
        }
    }
    return made;
}

// What others call the kinds of designs.
std::string kind_meant(const std::string& said) {
    using names = std::pair<std::string_view, std::string_view>;
    constexpr std::array<names, 9> others{names{"lhs", "latin_hypercube"},
                                          names{"random", "latin_hypercube"},
                                          names{"monte_carlo", "latin_hypercube"},
                                          names{"grid", "factorial"},
                                          names{"full", "factorial"},
                                          names{"full_factorial", "factorial"},
                                          names{"elementary_effects", "morris"},
                                          names{"list", "points"},
                                          names{"csv", "points"}};
    std::string name = said;
    for (char& c : name) c = c == '-' || c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const auto known = std::ranges::find(others, name, &names::first);
    if (known != others.end()) return fmt::format("; did you mean '{}'?", known->second);
    return with_all_of(name, kinds);
}

// The keys and values that dots without quotes made tables of: "parameters.reach" of { reach = { low, high } }.
void undotted(const std::string& path, const node& value, std::vector<std::pair<std::string, const node*>>& into) {
    const auto* const table = value.as_table();
    const bool range = table == nullptr || table->empty() || std::ranges::any_of(*table, [](const node::entry& one) {
                           return one.key == "low" || one.key == "high";
                       });
    if (range) {
        into.emplace_back(path, &value);
        return;
    }
    for (const node::entry& one : *table) undotted(path + "." + one.key, one.value, into);
}

class reader {
public:
    reader(scenario& s, mistakes& wrong) : s_{s}, wrong_{wrong} {}

    design read() {
        node::table& keys = *s_.tree.as_table();
        const auto at = std::ranges::find(keys, "design", &node::entry::key);
        if (at == keys.end()) {
            wrong_.push_back(
                {{s_.file, 0, 0},
                 "this scenario has no [design], which says what a sweep varies; cogov run runs its arms"});
            return {};
        }
        node& said = at->value;
        table_reader from{said, "[design]", wrong_};
        if (said.as_table() == nullptr) return {};
        out_.kind = from.text("kind").value_or("");
        kind_known_ = std::ranges::find(kinds, out_.kind) != kinds.end();
        if (!kind_known_)   // whose keys the others are nobody knows
            for (const char* const key : {"kind", "points", "seed", "trajectories", "levels", "file", "factors"})
                (void)from.any(key);
        if (!kind_known_ && from.lacks("kind"))
            from.wrong(from.where("kind"),
                       fmt::format("[design] does not say its kind: one of {}", fmt::join(kinds, ", ")));
        else if (!kind_known_ && !out_.kind.empty())
            from.wrong(from.where("kind"),
                       fmt::format("unknown kind of design '{}'{}", out_.kind, kind_meant(out_.kind)));
        if (out_.kind == "points" && from.any("file") != nullptr) take_in_file(said, from);
        read_factors(from, said);
        make_points(from);
        from.done();
        return std::move(out_);
    }

private:
    void say(const place& where, std::string what) { wrong_.push_back({where, std::move(what)}); }

    // Replaces design.file by the lists that it holds.
    void take_in_file(node& said, table_reader& from) {
        const auto path = from.text("file");
        if (!path) return;
        if (from.any("factors") != nullptr)
            from.wrong(from.where("factors"), "[design] has a file and factors: the file's header names the factors");
        const csv file = csv::read(*path, wrong_);
        node::table factors;
        const std::vector<std::string> keys = file.columns();
        for (std::size_t c = 0; c < keys.size(); ++c) {
            node::array column;
            for (std::size_t row = 0; row < file.rows(); ++row)
                column.push_back(parse_value(file.text(row, c), file.where(row, c), wrong_));
            const place where = file.where_column(c);
            factors.push_back({keys[c], where, {where, std::move(column)}});
        }
        if (file.rows() == 0) say({*path, 0, 0}, "there is no point in this file; each line below the header is one");
        node::table& keys_of_design = *said.as_table();
        std::erase_if(keys_of_design, [](const node::entry& one) { return one.key == "file" || one.key == "factors"; });
        keys_of_design.push_back({"factors", {*path, 1, 1}, {{*path, 1, 1}, std::move(factors)}});
    }

    // A factor whose key has dots and no quotes, or one outside [design.factors].
    bool told_as_factor(const node::entry& one, bool outside) {
        std::vector<std::pair<std::string, const node*>> meant;
        undotted(one.key, one.value, meant);
        if (!outside && meant.size() == 1 && meant.front().second == &one.value) return false;
        for (const auto& [key, value] : meant) {
            const std::string text = value_text(*value);
            say(one.where, fmt::format("{}: \"{}\" = {}",
                                       outside ? "what is varied stands under [design.factors], its key in quotes"
                                               : "the key of a factor has dots, so it stands in quotes",
                                       key, text.size() > 60 ? "..." : text));
        }
        return true;
    }

    void read_factors(table_reader& from, const node& said) {
        const auto can_be_factor = [&](const node::entry& one) {
            constexpr std::array<std::string_view, 7> own{"kind",   "points", "seed",   "trajectories",
                                                          "levels", "file",   "factors"};
            return (one.value.as_table() != nullptr || one.value.as_array() != nullptr) &&
                   std::ranges::find(own, one.key) == own.end();
        };
        bool outside = false;
        for (const node::entry& one : *said.as_table())
            if (can_be_factor(one) && from.lacks("factors")) {
                (void)from.any(one.key);
                outside = told_as_factor(one, true);
            }
        if (outside) return;
        const node* const table = from.table("factors");
        if (table == nullptr || table->as_table()->empty()) {
            if (wrong_.empty())
                from.wrong(from.where("factors"),
                           "[design.factors] says which keys are varied, as in "
                           "\"parameters.b_social\" = { low = 1.0, high = 3.0 }");
            return;
        }
        for (const node::entry& one : *table->as_table()) {
            if (told_as_factor(one, false)) continue;
            const std::size_t before = wrong_.size();
            factor made{one.key, one.where, arm_of(one)};
            source values = one.value.as_array() != nullptr ? list(one) : range(one);
            if (wrong_.size() > before) continue;
            out_.factors.push_back(std::move(made));
            sources_.push_back(std::move(values));
        }
        check_together();
    }

    // The arm that a key is about; a mistake where it names none.
    std::optional<std::size_t> arm_of(const node::entry& one) {
        const std::size_t dot = one.key.find_first_of(".[");
        const std::string first = one.key.substr(0, dot);
        for (const std::string_view same : {"weeks", "burn_in", "replicates", "seed", "model", "title", "title_zh",
                                            "include", "design", "status", "key", "message"})
            if (first == same)
                say(one.where, fmt::format("'{}' cannot be varied: it is the same for all runs of a sweep", one.key));
        if (first != "arms") return std::nullopt;
        const std::size_t start = dot == std::string::npos ? one.key.size() : dot + 1,
                          end = std::min(one.key.find('.', start), one.key.size());
        const std::string name = one.key.substr(start, end - start);
        if (arms_.empty())
            for (std::size_t a = 0; a < s_.arms.size(); ++a) arms_.emplace(s_.arms[a].name, a);
        const auto arm = arms_.find(name);
        if (arm == arms_.end()) {
            wrong_.say(one.where, fmt::format("there is no arm '{}' to vary anything of", name), [&] {
                std::vector<std::string> names;
                for (const sim::arm& other : s_.arms) names.push_back(other.name);
                return with_all_of(name, names);
            });
            return std::nullopt;
        }
        const std::string what = end < one.key.size() ? one.key.substr(end + 1) : std::string{};
        if (what.empty()) {
            say(one.where, fmt::format("'{}' is a whole arm: name what of it is varied, as in "
                                       "arms.{}.policies.LEVER.level",
                                       one.key, name));
            return std::nullopt;
        }
        if (what == "title" || what == "title_zh")
            say(one.where, "a title changes no run, so there is nothing to vary");
        return arm->second;
    }

    source list(const node::entry& one) {
        source made;
        made.where = one.where;
        made.levels = *one.value.as_array();
        combinations_ *= static_cast<double>(made.levels.size());
        if (made.levels.empty()) say(one.value.where, fmt::format("'{}' has no levels", one.key));
        std::set<std::string> seen;
        for (const node& level : made.levels) {
            if (!seen.insert(same_text(level)).second && out_.kind == "factorial")
                say(level.where, fmt::format("'{}' has the level {} twice", one.key, as_text(level)));
        }
        return made;
    }

    source range(const node::entry& one) {
        source made;
        made.where = one.where;
        made.range = true;
        if (one.value.as_table() == nullptr) {
            say(one.value.where,
                fmt::format("'{}' takes a list of levels, as in [0.0, 0.5], or a range, as in {{ low = "
                            "0.0, high = 1.0 }}",
                            one.key));
            return made;
        }
        table_reader from{one.value, fmt::format("the range of '{}'", one.key), wrong_};
        constexpr double any = std::numeric_limits<double>::infinity();
        const auto low = from.number("low", -any, any, "", "the lowest value"),
                   high = from.number("high", -any, any, "", "the highest value");
        made.log = from.flag("log").value_or(false);
        made.whole = from.flag("whole").value_or(false);
        for (const char* const key : {"low", "high"})
            if (from.any(key) == nullptr)
                say(one.value.where, fmt::format("the range of '{}' has no {}", one.key, key));
        if (low && high) {
            made.low = *low;
            made.high = *high;
            if (!std::isfinite(*high - *low) || (made.log && *low > 0 && !std::isfinite(*high / *low)))
                say(from.where("high"),
                    fmt::format("the range from {} to {} is too wide to count in", shortest(*low), shortest(*high)));
            if (!(*low < *high))
                say(from.where("high"),
                    fmt::format("high {} must be more than low {}", shortest(*high), shortest(*low)));
            if (made.log && *low <= 0)
                say(from.where("low"), fmt::format("low {} must be more than 0 on a log scale", shortest(*low)));
            if (made.whole && (std::floor(*low) != *low || std::floor(*high) != *high || std::abs(*low) > 1e15 ||
                               std::abs(*high) > 1e15))
                say(from.where("low"), "the ends of a whole range are whole numbers");
            if (made.whole && made.log) say(from.where("log"), "a range is whole or on a log scale, not both");
        }
        if (out_.kind == "factorial") levels_of_range(one, from, made);
        else if (from.any("levels") != nullptr && kind_known_)
            say(from.where("levels"),
                fmt::format("levels of a range are for a factorial design; this one is {}", out_.kind));
        from.done();
        return made;
    }

    // A factorial design takes so many evenly spaced values of a range.
    void levels_of_range(const node::entry& one, table_reader& from, source& made) {
        const auto count = from.whole("levels", 2, 100000, "", "how many values a factorial design takes of the range");
        if (from.any("levels") == nullptr)
            say(one.value.where,
                fmt::format("the range of '{}' has no levels: a factorial design takes so many values of it", one.key));
        if (!count || made.low >= made.high) return;
        if (made.whole && static_cast<double>(*count - 1) > made.high - made.low)
            say(from.where("levels"),
                fmt::format("there are {:.0f} whole numbers from {} to {}, not {}", made.high - made.low + 1,
                            shortest(made.low), shortest(made.high), *count));
        combinations_ *= static_cast<double>(*count);
        if (combinations_ > static_cast<double>(most_points)) return;   // not even listed
        for (std::int64_t i = 0; i < *count; ++i) {
            const double u = static_cast<double>(i) / static_cast<double>(*count - 1);
            made.levels.push_back(made.whole ? node{one.where, static_cast<std::int64_t>(std::floor(
                                                                   made.low + u * (made.high - made.low) + 0.5))}
                                             : made.at(u));
        }
        made.range = false;
    }

    // Each key leads to a place of its own: a factor must not be lost under another.
    void check_together() {
        if (!wrong_.empty()) return;
        node tree = s_.tree;
        const auto mark = [](std::size_t f) { return fmt::format("\x01{}\x01", f); };
        for (std::size_t f = 0; f < out_.factors.size(); ++f)
            assign(tree, out_.factors[f].key, node{out_.factors[f].where, mark(f)}, out_.factors[f].where, s_.selectors,
                   wrong_);
        if (!wrong_.empty()) return;
        std::set<std::string> there;
        texts_in(tree, there);
        for (std::size_t f = 0; f < out_.factors.size(); ++f)
            if (!there.contains(mark(f)))
                say(out_.factors[f].where,
                    fmt::format("'{}' is changed by another factor too: a key can be varied once",
                                out_.factors[f].key));
    }

    static void texts_in(const node& value, std::set<std::string>& into) {
        if (const auto* const text = value.as_string()) into.insert(*text);
        if (const auto* const table = value.as_table())
            for (const node::entry& one : *table) texts_in(one.value, into);
        if (const auto* const all = value.as_array())
            for (const node& one : *all) texts_in(one, into);
    }

    void make_points(table_reader& from) {
        const std::string& kind = out_.kind;
        std::optional<std::int64_t> points, trajectories, levels, seed;
        const bool drawn = kind == "latin_hypercube" || kind == "morris";
        if (kind == "latin_hypercube" || kind == "sobol") {
            points = from.whole("points", 1, most_points, "", "how many points there are");
            if (from.any("points") == nullptr)
                from.wrong(from.where("points"), "[design] does not say how many points");
        }
        if (kind == "morris") {
            trajectories = from.whole("trajectories", 1, 100000, "", "how many trajectories of (factors + 1) points");
            levels = from.whole("levels", 2, 1000, "", "levels of the grid").value_or(4);
            if (from.any("trajectories") == nullptr)
                from.wrong(from.where("trajectories"), "[design] does not say how many trajectories");
            if (*levels % 2 != 0) from.wrong(from.where("levels"), "levels must be even: a step is half of them");
        }
        if (drawn)
            seed = from.whole("seed", 0, std::numeric_limits<std::int64_t>::max(), "",
                              "where the luck of the points starts")
                       .value_or(1);
        if (!wrong_.empty()) return;
        const std::size_t factors = sources_.size();
        double count = static_cast<double>(points.value_or(0));
        if (kind == "morris") count = static_cast<double>(*trajectories) * static_cast<double>(factors + 1);
        if (kind == "points") count = static_cast<double>(sources_.front().levels.size());
        if (kind == "factorial") count = combinations_;
        if (count > static_cast<double>(most_points))
            return say(
                out_.factors.front().where,
                kind == "factorial"
                    ? fmt::format("every combination of these levels would be {:.3g} points; at most {} can be run",
                                  count, most_points)
                    : fmt::format("these would be {:.0f} points; at most {} can be run", count, most_points));
        if (count * static_cast<double>(factors) > most_values)
            return say(
                out_.factors.front().where,
                fmt::format("{} factors at {:.0f} points are {:.0f} values; a design can have {:.0f} at most: take "
                            "fewer points, or vary less",
                            factors, count, count * static_cast<double>(factors), most_values));
        unit_points unit;
        const auto luck = static_cast<std::uint64_t>(seed.value_or(0));
        if (kind == "latin_hypercube") unit = latin_hypercube(static_cast<std::size_t>(*points), factors, luck);
        if (kind == "sobol") {
            if (factors > 3667)
                return say(out_.factors.back().where, "Sobol's sequence is known for 3667 factors at most");
            unit = sobol(static_cast<std::size_t>(*points), factors);
        }
        if (kind == "morris")
            unit = morris(static_cast<std::size_t>(*trajectories), static_cast<std::size_t>(*levels), factors, luck);
        out_.values.clear();
        for (const auto& at : unit) {
            out_.values.emplace_back();
            for (std::size_t f = 0; f < factors; ++f) out_.values.back().push_back(sources_[f].at(at[f]));
        }
        if (kind == "factorial") all_combinations();
        if (kind == "points") as_listed();
    }

    void all_combinations() {
        for (std::size_t p = 0; p < static_cast<std::size_t>(combinations_); ++p) {
            std::vector<node> at(sources_.size());
            for (std::size_t f = sources_.size(), rest = p; f-- > 0; rest /= sources_[f].levels.size())
                at[f] = sources_[f].levels[rest % sources_[f].levels.size()];
            out_.values.push_back(std::move(at));
        }
    }

    void as_listed() {
        for (std::size_t f = 0; f < sources_.size(); ++f) {
            if (sources_[f].range)
                say(out_.factors[f].where, "points are listed one by one: a range does not say which");
            else if (sources_[f].levels.size() != sources_[0].levels.size())
                say(out_.factors[f].where,
                    fmt::format("'{}' has {} and '{}' has {}: each list has a value for every point",
                                out_.factors[f].key, counted(sources_[f].levels.size(), "value"), out_.factors[0].key,
                                sources_[0].levels.size()));
        }
        if (!wrong_.empty()) return;
        for (std::size_t p = 0; p < sources_[0].levels.size(); ++p) {
            out_.values.emplace_back();
            for (const source& one : sources_) out_.values.back().push_back(one.levels[p]);
        }
    }

    scenario& s_;
    mistakes& wrong_;
    design out_;
    bool kind_known_ = false;
    std::vector<source> sources_;
    std::unordered_map<std::string, std::size_t> arms_;   // by name
    double combinations_ = 1;                             // of the levels read so far
};

}   // namespace

std::optional<double> as_number(const node& value) {
    if (const auto* const whole = std::get_if<std::int64_t>(&value.value)) return static_cast<double>(*whole);
    if (const auto* const real = std::get_if<double>(&value.value)) return *real;
    return std::nullopt;
}

std::string as_text(const node& value) { return value.as_string() != nullptr ? *value.as_string() : value_text(value); }

std::string same_text(const node& value) {
    // Whole numbers to their last digit: as doubles some of them are alike beyond 2^53.
    if (const auto* const whole = std::get_if<std::int64_t>(&value.value)) return std::to_string(*whole);
    const auto number = as_number(value);
    return number ? shortest(*number == 0 ? 0.0 : *number) : value_text(value);
}

bool design::is_number(std::size_t factor) const {
    return std::ranges::all_of(values, [&](const auto& point) { return as_number(point[factor]).has_value(); });
}

result<design> read_design(scenario& s) {
    mistakes wrong;
    design made = reader{s, wrong}.read();
    if (!wrong.empty()) return wrong;
    return made;
}

}   // namespace sim
