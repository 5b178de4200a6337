#include "sim/scenario/uncertain.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

#include "sim/engine/draws.hpp"
#include "sim/engine/math.hpp"
#include "sim/scenario/design.hpp"
#include "sim/scenario/model.hpp"
#include "sim/scenario/morris.hpp"
#include "sim/scenario/saltelli.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

constexpr double most_values = 1e8;   // of all keys in all worlds: about a gigabyte

// A value that a model has a row of, by the key that a scenario says it under.
struct candidate {
    std::string key;
    parameter_row row;
    prior believed;   // the row's, or the scenario's own
    place own;        // of the scenario's own
    bool has_own = false, of_agents = false;
    [[nodiscard]] bool any_prior() const { return believed.form != shape::none; }
};

std::vector<candidate> candidates_of(const model& how) {
    std::vector<candidate> all;
    const auto agents = how.parameters_of_agents();
    for (const parameter_row& row : how.parameters())
        all.push_back({fmt::format("parameters.{}", row.name),
                       row,
                       row.believed,
                       {},
                       false,
                       std::ranges::find(agents, row.name) != agents.end()});
    for (const parameter_row& row : how.instrument_parameters())
        all.push_back({fmt::format("{}.{}", how.instrument_heading(), row.name), row, row.believed, {}, false, false});
    return all;
}

// What a tree says under a path of names; null where it says nothing.
const node::entry* entry_at(const node& tree, std::string_view path) {
    const node* at = &tree;
    for (;;) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        const auto* const table = at->as_table();
        if (table == nullptr) return nullptr;
        const auto found = std::ranges::find(*table, path.substr(0, dot), &node::entry::key);
        if (found == table->end()) return nullptr;
        if (dot == path.size()) return &*found;
        at = &found->value;
        path.remove_prefix(dot + 1);
    }
}

// Another name of what an instrument costs.
std::string key_of_costs(const model& how, std::string_view key) {
    const std::string first = fmt::format("{}.", how.instrument_heading());
    constexpr std::string_view last = ".cost";
    if (first.size() == 1 || !key.starts_with(first) || !key.ends_with(last)) return {};
    return fmt::format("costs.{}", key.substr(first.size(), key.size() - first.size() - last.size()));
}

// Where a scenario states the value itself, for all arms or for one.
std::optional<place> stated_at(const scenario& s, const model& how, const std::string& key) {
    const node::entry* said = entry_at(s.tree, key);
    if (const std::string costs = key_of_costs(how, key); said == nullptr && !costs.empty())
        said = entry_at(s.tree, costs);
    for (std::size_t a = 0; a < s.arms.size() && said == nullptr; ++a)
        if (s.arms[a].table != nullptr) said = entry_at(*s.arms[a].table, key);
    if (said == nullptr) return std::nullopt;
    return said->where;
}

std::string in_words(const place& where) {
    return where.file.empty() ? "on the command line" : fmt::format("in {}:{}", where.file, where.line);
}

class reader {
public:
    reader(const scenario& s, const model& how, table_reader& root, const node& said, mistakes& remarks)
        : s_{s},
          how_{how},
          from_{root, said, "uncertain", "[uncertain]"},
          wrong_{root.all_wrong()},
          remarks_{remarks},
          all_{candidates_of(how)} {}

    uncertainty read() {
        if (!from_.flag("worlds").value_or(true)) {
            for (const std::string_view key :
                 {std::string_view{"draws"}, std::string_view{"priors"}, std::string_view{"seed"},
                  std::string_view{"kind"}, std::string_view{"by"}, std::string_view{"targets"},
                  std::string_view{"lucks"}, std::string_view{"population_seeds"}, std::string_view{"parameters"},
                  how_.instrument_heading()})
                (void)from_.any(key);
            from_.done();
            return {};
        }
        read_counts();
        read_beliefs();
        if (const auto kind = from_.text("kind")) {
            out_.kind = *kind;
            if (*kind != saltelli_kind && *kind != morris_kind)
                say(from_.where("kind"),
                    fmt::format(
                        "unknown kind '{}': \"saltelli\" makes samples of worlds that tell Sobol' indices, "
                        "\"morris\" trajectories that move one key at a time; without kind worlds are drawn one "
                        "by one",
                        *kind));
        }
        read_by();
        if (const auto targets = from_.text("targets")) out_.targets = *targets;
        out_.where_targets = from_.where("targets");
        const node *const draws = from_.any("draws"), *const priors = from_.any("priors");
        if (draws != nullptr && priors != nullptr)
            from_.wrong(draws->where, fmt::format("[uncertain] has draws and priors ({}): values come from a file of "
                                                  "draws or from what is believed; keep one of them",
                                                  in_words(priors->where)));
        else if (draws != nullptr) read_draws();
        else if (priors != nullptr) read_priors(*priors);
        else if (from_.lacks("draws") && from_.lacks("priors"))
            from_.wrong(from_.where("priors"),
                        "[uncertain] does not say what values are drawn from: priors = \"all\", "
                        "a list of names, or draws = \"FILE.csv\"; worlds = \"off\" draws none");
        from_.done();
        return std::move(out_);
    }

private:
    void say(const place& where, std::string what) { wrong_.push_back({where, std::move(what)}); }

    // What samples move together.
    void read_by() {
        const auto by = from_.text("by");
        if (!by) return;
        out_.by_subject = *by == "subject";
        if (!out_.by_subject)
            say(from_.where("by"),
                fmt::format("unknown by '{}': \"subject\" moves all keys of a subject together; without "
                            "by each key moves alone",
                            *by));
        else if (out_.kind != saltelli_kind)
            say(from_.where("by"),
                "by is of kind = \"saltelli\": only samples tell what all keys of a subject do together");
    }

    void read_counts() {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max(), many = 1'000'000;
        if (const auto seed = from_.whole("seed", 0, most, "", "where the luck of the draws starts"))
            out_.seed = static_cast<std::uint64_t>(*seed);
        if (const auto lucks = from_.whole("lucks", 1, many, "runs", "of each world, with different luck"))
            out_.lucks = static_cast<std::size_t>(*lucks);
        if (const auto people = from_.whole("population_seeds", 1, many, "", "populations that worlds take in turn"))
            out_.population_seeds = static_cast<std::size_t>(*people);
        out_.where_lucks = from_.where("lucks");
        out_.where_people = from_.where("population_seeds");
        const auto keys = how_.keys();
        if (out_.population_seeds > 1 && std::ranges::find(keys, "population_seed", &key_row::name) == keys.end())
            say(out_.where_people, fmt::format("the model '{}' makes no people, so it has one population: leave "
                                               "population_seeds out",
                                               how_.name()));
    }

    // The scenario's own beliefs, which stand as values do: [uncertain.parameters], and a table for each instrument.
    void read_beliefs() {
        if (const node* const said = from_.table("parameters")) {
            table_reader in{from_, *said, "parameters", "[uncertain.parameters]"};
            for (candidate& one : all_)
                if (one.key.starts_with("parameters.")) read_belief(in, one.row.name, one);
            in.done();
        }
        const std::string_view heading = how_.instrument_heading();
        const node* const said = heading.empty() ? nullptr : from_.table(heading);
        if (said == nullptr) return;
        table_reader in{from_, *said, heading, fmt::format("[uncertain.{}], which has tables of names", heading)};
        std::map<std::string_view, std::optional<table_reader>> tables;
        for (candidate& one : all_) {
            if (!one.key.starts_with(fmt::format("{}.", heading))) continue;
            const std::string_view instrument = one.row.name.substr(0, one.row.name.find('.'));
            const auto [at, fresh] = tables.try_emplace(instrument);
            if (fresh)
                if (const node* const own = in.table(instrument))
                    at->second.emplace(in, *own, instrument, fmt::format("[uncertain.{}.{}]", heading, instrument));
            if (at->second) read_belief(*at->second, one.row.name.substr(instrument.size() + 1), one);
        }
        for (auto& [instrument, table] : tables)
            if (table) table->done();
        in.done();
    }

    void read_belief(table_reader& in, std::string_view name, candidate& about) {
        const node* const said = in.any(name);
        if (said == nullptr) return;
        about.own = said->where;
        about.has_own = true;
        if (said->as_table() == nullptr)
            return say(said->where, fmt::format("{} takes what is believed of it, as in {{ low = 2, mode = 5, high = "
                                                "12, distribution = \"log-triangular\" }}; a value that is certain "
                                                "stands outside [uncertain]",
                                                name));
        table_reader from{in, *said, name, fmt::format("the belief about '{}'", name)};
        const parameter_row& row = about.row;
        const double least = as_written(row.low), most = as_written(row.high);
        const auto low = from.number("low", least, most, row.unit, "the lowest value"),
                   mode = from.number("mode", least, most, row.unit, "the likeliest value"),
                   high = from.number("high", least, most, row.unit, "the highest value");
        const std::string form = from.text("distribution").value_or("triangular");
        for (const char* const key : {"low", "mode", "high"})
            if (from.lacks(key)) say(said->where, fmt::format("the belief about '{}' has no {}", name, key));
        from.done();
        about.believed.form = form == name_of(shape::log_triangular) ? shape::log_triangular : shape::triangular;
        if (form != name_of(about.believed.form)) {
            const std::vector<std::string> names{std::string{name_of(shape::triangular)},
                                                 std::string{name_of(shape::log_triangular)}};
            say(from.where("distribution"), fmt::format("unknown distribution '{}'{}", form, with_all_of(form, names)));
        }
        if (!low || !mode || !high) return;
        if (*low > *mode || *mode > *high || *low == *high)
            say(from.where("mode"), fmt::format("mode {} must lie from low {} to high {}, and high must be more than "
                                                "low",
                                                shortest(*mode), shortest(*low), shortest(*high)));
        if (about.believed.form == shape::log_triangular && *low <= 0)
            say(from.where("low"),
                fmt::format("low {} must be more than 0: the distribution is log-triangular", shortest(*low)));
        about.believed.low = *low;
        about.believed.mode = *mode;
        about.believed.high = *high;
    }

    // May a key that is named be drawn? Where not, that is among the mistakes.
    bool may_be_drawn(const candidate& one, const place& where) {
        if (one.of_agents) {
            say(where, fmt::format("'{}' decides who lives there and whom they know, and all worlds share that: it "
                                   "cannot be drawn; population_seeds = 4 takes several populations",
                                   one.key));
            return false;
        }
        if (const auto at = stated_at(s_, how_, one.key)) {
            say(where, fmt::format("'{}' is drawn here and stated {}: keep one of them", one.key, in_words(*at)));
            return false;
        }
        return true;
    }

    void add(const candidate& one, const place& where, bool by_name) {
        uncertain_key made{one.key, where, by_name, one.row.kind, one.believed, 0, {}, {}};
        if (out_.by_subject) made.subject = one.row.group.empty() ? one.key : std::string{one.row.group};
        made.dimension = static_cast<std::uint32_t>(&one - all_.data());
        out_.drawn.push_back(std::move(made));
    }

    // By its key or by the name of its row; null and a mistake where there is none.
    const candidate* named(const std::string& said, const place& where, bool key_only) {
        const auto found = std::ranges::find_if(
            all_, [&](const candidate& one) { return one.key == said || (!key_only && one.row.name == said); });
        if (found != all_.end()) return &*found;
        wrong_.say(where, fmt::format("there is nothing called '{}' to draw", said), [&] {
            std::vector<std::string> keys;
            for (const candidate& one : all_) keys.push_back(one.key);
            for (const candidate& one : all_)
                if (one.row.name == said) return fmt::format("; did you mean '{}'?", one.key);
            std::string near = did_you_mean(said, keys);
            return near.empty() ? did_you_mean_by_words(said, keys) : near;
        });
        return nullptr;
    }

    // Two names that have a prior, one of each kind.
    [[nodiscard]] std::string example() const {
        std::string names;
        for (const std::string_view heading : {std::string_view{"parameters"}, how_.instrument_heading()}) {
            const auto first = std::ranges::find_if(all_, [&](const candidate& one) {
                return one.any_prior() && !one.of_agents && one.key.starts_with(fmt::format("{}.", heading));
            });
            if (first == all_.end()) continue;
            const std::string name = heading == "parameters" ? std::string{first->row.name} : first->key;
            names += (names.empty() ? "" : "\", \"") + name;
        }
        return names;
    }

    void read_priors(const node& said) {
        out_.from = "priors";
        out_.where = said.where;
        if (said.as_array() != nullptr) {
            std::set<std::string> names;
            for (const node& item : *said.as_array()) {
                if (item.as_string() == nullptr) {
                    say(item.where, "priors lists names of parameters in quotes, as in [\"" + example() + "\"]");
                    continue;
                }
                const candidate* const one = named(*item.as_string(), item.where, false);
                if (one == nullptr) continue;
                if (!names.insert(one->key).second) {
                    say(item.where, fmt::format("'{}' is listed twice", one->key));
                    continue;
                }
                if (!may_be_drawn(*one, item.where)) continue;
                if (!one->any_prior())
                    say(item.where, fmt::format("nothing is believed of '{}', so there is nothing to draw it from: say "
                                                "its low, mode and high under [uncertain.{}]",
                                                one->key, one->key.substr(0, one->key.rfind('.'))));
                else add(*one, item.where, true);
            }
            for (const candidate& one : all_)
                if (one.has_own && !names.contains(one.key))
                    say(one.own, fmt::format("a belief about '{}', which priors does not list: add it there", one.key));
            if (said.as_array()->empty())
                say(said.where, "priors lists nothing to draw; \"all\" draws all that have one");
            std::ranges::sort(out_.drawn, {}, &uncertain_key::dimension);
        } else if (said.as_string() != nullptr && *said.as_string() == "all") {
            draw_all(said.where);
        } else {
            from_.wrong(said.where, fmt::format("priors is \"all\" or a list of names, as in [\"{}\"]; found {}",
                                                example(), value_text(said)));
            return;
        }
        note_fixed();
        remark_on_calibrated();
    }

    void draw_all(const place& where) {
        std::string stated;
        for (const candidate& one : all_) {
            if (!one.any_prior()) continue;
            if (one.has_own) {
                if (may_be_drawn(one, one.own)) add(one, one.own, true);
            } else if (one.of_agents) {
                continue;
            } else if (const auto at = stated_at(s_, how_, one.key)) {
                stated += fmt::format("{}'{}' ({})", stated.empty() ? "" : ", ", one.key, in_words(*at));
            } else {
                add(one, where, false);
            }
        }
        if (out_.drawn.empty() && wrong_.empty())
            say(where, fmt::format("nothing is left to draw: the model '{}' has no priors, or the scenario states all "
                                   "that have one; say what is believed under [uncertain.parameters]",
                                   how_.name()));
        if (!stated.empty())
            remarks_.push_back(
                {where,
                 fmt::format("not drawn, since the scenario states the value, the same in all worlds: {}", stated)});
    }

    void read_draws() {
        const auto path = from_.text("draws");
        out_.where = from_.where("draws");
        if (from_.any("seed") != nullptr)
            from_.wrong(from_.where("seed"), "seed is of priors: rows of a file of draws are taken in their order");
        if (!out_.kind.empty())
            from_.wrong(from_.where("kind"),
                        "kind is of priors: samples and trajectories take draws that are independent of one another, "
                        "and those of a file need not be");
        for (const candidate& one : all_)
            if (one.has_own)
                say(one.own, fmt::format("a belief about '{}', while draws give the values: leave it out", one.key));
        if (!path) return;
        out_.from = *path;
        const csv file = csv::read(*path, wrong_);
        if (file.columns().empty()) return;
        out_.text = file.source();
        check_comments(file);
        const auto columns = file.columns();
        for (std::size_t c = 0; c < columns.size(); ++c) {
            const place where = file.where_column(c);
            const candidate* const one = named(columns[c], where, true);
            if (one == nullptr || !may_be_drawn(*one, where)) continue;
            add(*one, where, true);
            for (std::size_t row = 0; row < file.rows(); ++row)
                out_.drawn.back().given.push_back(file.number(row, c, as_written(one->row.low),
                                                              as_written(one->row.high), one->row.kind == number::whole,
                                                              wrong_)
                                                      .value_or(0));
        }
        if (file.rows() == 0) say({*path, 0, 0}, "there is no world in this file; each line below the header is one");
        note_fixed();
        if (!out_.fixed.empty())
            remarks_.push_back(
                {out_.where,
                 fmt::format("{} with a prior {} no column in {} and {} the same in all worlds: {}",
                             counted(out_.fixed.size(), "parameter"), out_.fixed.size() == 1 ? "has" : "have", *path,
                             out_.fixed.size() == 1 ? "stays" : "stay", fmt::join(out_.fixed, ", "))});
    }

    // Draws of another model mean nothing here, and those of another version of it something else.
    void check_comments(const csv& file) {
        const auto be = [&](const std::string& key, const std::string& ours) {
            for (const csv::comment& one : file.comments()) {
                const std::size_t colon = one.text.find(':');
                if (colon == std::string::npos || trimmed(std::string_view{one.text}.substr(0, colon)) != key) continue;
                const std::string said{trimmed(std::string_view{one.text}.substr(colon + 1))};
                if (said != ours)
                    say(one.where,
                        fmt::format("these draws are of {0} {1}, and the scenario's {0} is {2}: they have to "
                                    "be made anew",
                                    key, said, ours));
                return;
            }
            say({file.file(), 1, 1},
                fmt::format("nothing says of which {0} these draws are: a line \"# {0}: {1}\" stands "
                            "above the header",
                            key, ours));
        };
        be("model", std::string{how_.name()});
        be("model_version", std::to_string(how_.version()));
    }

    void note_fixed() {
        for (const candidate& one : all_)
            if (one.any_prior() && !is_drawn(one)) out_.fixed.push_back(one.key);
    }

    // What was set so that results come near what is known of them does not follow other values.
    void remark_on_calibrated() {
        std::vector<std::string_view> kept;
        for (const candidate& one : all_)
            if (one.row.from == provenance::calibrated && !is_drawn(one)) kept.push_back(one.row.name);
        const bool of_model = std::ranges::any_of(
            out_.drawn, [](const uncertain_key& one) { return one.key.starts_with("parameters."); });
        // A calibration has them follow from rates.
        if (of_model && !kept.empty() && out_.targets.empty())
            remarks_.push_back(
                {out_.where,
                 fmt::format(
                     "not drawn, since calibrated to the usual values of the rest: {}{}. With priors alone what "
                     "was calibrated, such as how many take part, wanders from world to world "
                     "(docs/how-sure.md)",
                     kept.front(), kept.size() > 1 ? " and " + counted(kept.size() - 1, "other") : "")});
    }

    [[nodiscard]] bool is_drawn(const candidate& one) const {
        return std::ranges::find(out_.drawn, one.key, &uncertain_key::key) != out_.drawn.end();
    }

    const scenario& s_;
    const model& how_;
    table_reader from_;
    mistakes& wrong_;
    mistakes& remarks_;
    std::vector<candidate> all_;
    uncertainty out_;
};

std::uint32_t reversed(std::uint32_t x) {
    x = (x >> 16U) | (x << 16U);
    x = ((x & 0xff00ff00U) >> 8U) | ((x & 0x00ff00ffU) << 8U);
    x = ((x & 0xf0f0f0f0U) >> 4U) | ((x & 0x0f0f0f0fU) << 4U);
    x = ((x & 0xccccccccU) >> 2U) | ((x & 0x33333333U) << 2U);
    return ((x & 0xaaaaaaaaU) >> 1U) | ((x & 0x55555555U) << 1U);
}

// Owen's nested scrambling (1995) by a hash in which each bit changes lower ones alone (Laine & Karras 2011, Burley
// 2020).
std::uint32_t scrambled(std::uint32_t x, std::uint32_t luck) {
    x = reversed(x) + luck;
    for (const std::uint32_t even : {0x6c50b47cU, 0xb82f1e52U, 0xc7afe638U, 0x8d22f6e6U}) x ^= x * even;
    return reversed(x);
}

// The value of a key below which a share of word / 2^32 of what is believed lies.
double value_at(const uncertain_key& one, std::uint32_t word) {
    const double x = quantile_of(one.believed, (word + 0.5) * 0x1p-32);
    return one.kind == number::whole ? std::floor(x + 0.5) : x;
}
// That which a word of a sequence, scrambled by a luck, stands for.
double value_at(const uncertain_key& one, std::uint32_t word, std::uint32_t luck) {
    return value_at(one, scrambled(word, luck));
}

// Sobol's sequence (directions of Joe & Kuo 2008), from its first point on, the origin, which Boost leaves out.
class sobol_points {
public:
    explicit sobol_points(std::size_t dimensions) : sequence_{dimensions}, point_(dimensions, 0) {}
    const std::vector<std::uint32_t>& next() {
        for (std::size_t d = 0; d < point_.size() && begun_; ++d)
            point_[d] = static_cast<std::uint32_t>(sequence_() >> 32U);
        begun_ = true;
        return point_;
    }

private:
    boost::random::sobol sequence_;
    std::vector<std::uint32_t> point_;
    bool begun_ = false;
};

// Worlds one by one, of a scrambled sequence. A key keeps its dimension, and so its values, whatever else is drawn; a
// model has far fewer rows than there are dimensions (3667).
std::vector<std::vector<double>> draw_priors(const uncertainty& of, std::size_t count) {
    std::size_t dimensions = 1;
    std::vector<std::uint32_t> luck;
    for (const uncertain_key& one : of.drawn) {
        dimensions = std::max<std::size_t>(dimensions, one.dimension + 1);
        luck.push_back(draw{of.seed, one.dimension, 0, 0}.word(0));
    }
    sobol_points sequence{dimensions};
    std::vector<std::vector<double>> values;
    for (std::size_t w = 0; w < count; ++w) {
        const std::vector<std::uint32_t>& point = sequence.next();
        std::vector<double>& at = values.emplace_back();
        for (std::size_t k = 0; k < of.drawn.size(); ++k)
            at.push_back(value_at(of.drawn[k], point[of.drawn[k].dimension], luck[k]));
    }
    return values;
}

// Trajectories of worlds. Each starts at a draw of all keys, and a step takes a key half of what is believed of it up or
// down, from a share u below it to u + 1/2 or u - 1/2: so every world is a fair draw.
std::vector<std::vector<double>> draw_trajectories(const uncertainty& of, std::size_t count) {
    constexpr std::uint32_t half = 1U << 31U;
    std::vector<std::vector<double>> values;
    for (std::uint32_t t = 0; values.size() < count; ++t) {
        std::vector<std::uint32_t> words;
        std::vector<double> at;
        for (const uncertain_key& one : of.drawn) {
            words.push_back(draw{of.seed, one.dimension, t, 2}.word(0));
            at.push_back(value_at(one, words.back()));
        }
        values.push_back(at);
        for (const std::uint32_t k : order_of_moves(of.seed, t, of.drawn.size())) {
            at[k] = value_at(of.drawn[k], words[k] ^ half);
            values.push_back(at);
        }
    }
    return values;
}

// Samples of worlds that tell Sobol' indices. Both draws of a sample are of one point of a sequence that has every key
// twice; `dimensions` is how many keys there may be.
std::vector<std::vector<double>> draw_samples(const uncertainty& of, std::size_t dimensions, std::size_t count) {
    sobol_points sequence{2 * dimensions};
    const moved_together moved = together(of.drawn);
    std::vector<std::vector<double>> values;
    std::vector<std::uint32_t> point;
    for (std::size_t sample = 0; values.size() < count; ++sample) {
        const auto scrambling = static_cast<std::uint32_t>(sample % scramblings);
        if (scrambling == 0) point = sequence.next();
        std::array<std::vector<double>, 2> both;
        for (std::size_t half = 0; half < both.size(); ++half)
            for (const uncertain_key& one : of.drawn) {
                const auto dimension = static_cast<std::uint32_t>(one.dimension + half * dimensions);
                both[half].push_back(
                    value_at(one, point[dimension], draw{of.seed, dimension, scrambling + 1, 0}.word(0)));
            }
        for (std::size_t row = 0; row < rows_of_sample(moved.count); ++row) {
            std::vector<double>& at = values.emplace_back();
            for (std::size_t k = 0; k < of.drawn.size(); ++k)
                at.push_back(both[from_second(row, moved.of[k]) ? 1 : 0][k]);
        }
    }
    return values;
}

// Is what a design varies this very key, for all arms or in one?
bool is_varied(const model& how, const std::string& key, std::span<const factor> varied, place& where) {
    for (const factor& one : varied) {
        std::string name = one.key;
        std::erase_if(name, [](char c) { return c == '"' || c == '\'' || c == ' '; });
        if (name != key && name != key_of_costs(how, key) && !(name.starts_with("arms.") && name.ends_with("." + key)))
            continue;
        where = one.where;
        return true;
    }
    return false;
}

}   // namespace

std::size_t possible_worlds::luck_of(std::size_t replicate) const {
    if (kind != morris_kind) return replicate;
    return of(replicate) / rows_of_trajectory(drawn.size()) * lucks + replicate % lucks;
}

uncertainty read_uncertain(const scenario& s, const model& how, table_reader& root, mistakes& remarks) {
    const node* const said = root.table("uncertain");
    return said != nullptr ? reader{s, how, root, *said, remarks}.read() : uncertainty{};
}

result<possible_worlds> make_worlds(const uncertainty& of, const model& how, std::size_t replicates,
                                    std::span<const factor> varied) {
    possible_worlds out;
    if (!of.any()) return out;
    mistakes wrong;
    out.from = of.from;
    out.lucks = of.lucks;
    out.fixed = of.fixed;
    out.kind = of.kind;
    out.populations = of.population_seeds;
    uncertainty left = of;
    std::erase_if(left.drawn, [&](const uncertain_key& one) {
        place where;
        if (!is_varied(how, one.key, varied, where)) return false;
        if (one.by_name)
            wrong.push_back({where, fmt::format("'{}' is varied here and drawn {}: it is one or the other", one.key,
                                                in_words(one.where))});
        out.fixed.push_back(one.key);
        return true;
    });
    const std::size_t count = replicates / of.lucks;
    if (replicates % of.lucks != 0)
        wrong.push_back({of.where_lucks, fmt::format("lucks = {} of each world do not make {}: take a multiple of {}",
                                                     of.lucks, counted(replicates, "replicate"), of.lucks)});
    const double numbers = static_cast<double>(count) * static_cast<double>(left.drawn.size());
    if (numbers > most_values)
        wrong.push_back(
            {of.where, fmt::format("{} values in {} worlds are {:.3g} draws, and a plan can have {:.0e}: take "
                                   "fewer replicates",
                                   left.drawn.size(), count, numbers, most_values)});
    const bool samples = of.kind == saltelli_kind, trajectories = of.kind == morris_kind;
    const std::size_t moved = together(left.drawn).count;
    const auto near = [&](std::size_t all) {
        return std::max<std::size_t>(1, (count + all / 2) / all) * all * of.lucks;
    };
    if (const std::size_t all = scramblings * rows_of_sample(moved); samples && wrong.empty() && count % all != 0)
        wrong.push_back(
            {of.where, fmt::format("samples of {} {} are {} worlds each and come in {}s, so worlds come in {}s; there "
                                   "are {}: take {} replicates, or draw fewer keys",
                                   moved, of.by_subject ? "subjects" : "drawn keys", rows_of_sample(moved), scramblings,
                                   all, count, near(all))});
    if (const std::size_t all = rows_of_trajectory(moved); trajectories && wrong.empty() && count % all != 0)
        wrong.push_back(
            {of.where,
             fmt::format("trajectories of {} drawn keys are {} worlds each; there are {}: take {} replicates, "
                         "or draw fewer keys",
                         moved, all, count, near(all))});
    if (trajectories && of.population_seeds > 1)
        wrong.push_back({of.where_people,
                         "worlds of a trajectory differ in one key alone, so all have the same people: leave "
                         "population_seeds out, or kind = \"morris\""});
    const bool from_file = !of.drawn.empty() && !of.drawn.front().given.empty();
    if (from_file && count > of.drawn.front().given.size())
        wrong.push_back(
            {of.where, fmt::format("{} are {}, and {} has draws of {}: take {} replicates at most, or make more "
                                   "draws",
                                   counted(replicates, "replicate"), counted(count, "world"), of.from,
                                   of.drawn.front().given.size(), of.drawn.front().given.size() * of.lucks)});
    if (!wrong.empty()) return wrong;
    if (from_file) {
        out.values.assign(count, {});
        for (std::size_t w = 0; w < count; ++w)
            for (const uncertain_key& one : left.drawn) out.values[w].push_back(one.given[w]);
    } else if (samples) {
        out.values = draw_samples(left, how.parameters().size() + how.instrument_parameters().size(), count);
    } else if (trajectories) {
        out.values = draw_trajectories(left, count);
    } else {
        out.values = draw_priors(left, count);
    }
    out.drawn = std::move(left.drawn);
    for (uncertain_key& one : out.drawn) one.given.clear();
    return out;
}

double quantile_of(const prior& believed, double u) {
    const bool log = believed.form == shape::log_triangular;
    const auto scale = [&](double x) { return log ? sim::log(x) : x; };
    const double low = scale(believed.low), mode = scale(believed.mode), high = scale(believed.high);
    const double x = u * (high - low) < mode - low ? low + std::sqrt(u * (high - low) * (mode - low))
                                                   : high - std::sqrt((1 - u) * (high - low) * (high - mode));
    return std::clamp(log ? sim::exp(x) : x, believed.low, believed.high);
}

}   // namespace sim
