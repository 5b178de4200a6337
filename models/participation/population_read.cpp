// Reading a population file: one written by cogov, or a real population made in Python or R. Every mistake is said, and
// what a file may leave out gets a sound value; docs/results.md lists both.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "models/participation/population.hpp"
#include "models/participation/population_tables.hpp"
#include "models/participation/roles.hpp"
#include "models/participation/state.hpp"
#include "sim/draws.hpp"
#include "sim/hdf5.hpp"

namespace participation {

namespace {

namespace h5 = sim::hdf5;

constexpr std::int64_t largest_index = std::numeric_limits<std::uint32_t>::max();
constexpr int usual_band_cut_middle = 35, usual_band_cut_older = 60;   // whoever reads cuts again by its own parameters
constexpr float usual_work_hours = 40, usual_seats = 40;
constexpr std::uint32_t purpose_of_taste = 0x7a57e;

struct pair_list {
    std::vector<std::uint32_t> from, to;
};

class reader {
public:
    reader(const h5::group& root, std::string path, sim::mistakes& wrong)
        : root_{root}, path_{std::move(path)}, wrong_{wrong} {}

    void mistake(std::string what) { wrong_.push_back({{path_}, std::move(what)}); }
    [[nodiscard]] bool has(const std::string& name) const { return root_.has(name); }
    [[nodiscard]] const h5::group& root() const { return root_; }
    [[nodiscard]] const std::string& path() const { return path_; }

    // A one-dimensional dataset of the right length and kind; nothing where it is missing (said if `needed`) or wrong.
    std::optional<h5::dataset> open(const std::string& name, std::optional<std::size_t> length, bool texts,
                                    bool needed) {
        if (!has(name)) {
            if (needed) mistake(fmt::format("the dataset '{}' is missing", name));
            return std::nullopt;
        }
        h5::dataset found = root_.open(name);
        if ((found.type() == h5::element::text) != texts)
            mistake(fmt::format("'{}' should hold {}", name, texts ? "texts" : "numbers"));
        else if (found.size().size() != 1)
            mistake(fmt::format("'{}' has {} dimensions instead of one", name, found.size().size()));
        else if (length && found.size()[0] != *length)
            mistake(fmt::format("'{}' has {} entries instead of {}", name, found.size()[0], *length));
        else return found;
        return std::nullopt;
    }

    // Whole numbers from low to high.
    std::optional<std::vector<std::int64_t>> whole(const std::string& name, std::optional<std::size_t> length,
                                                   std::int64_t low, std::int64_t high, bool needed) {
        const auto found = open(name, length, false, needed);
        if (!found) return std::nullopt;
        auto values = found->read<std::int64_t>();
        const auto outside = [&](std::int64_t v) { return v < low || v > high; };
        const auto first = std::ranges::find_if(values, outside);
        if (first == values.end()) return values;
        mistake(fmt::format("entry {} of '{}' is {}{}; it should be from {} to {}", first - values.begin(), name,
                            *first, others(static_cast<std::size_t>(std::ranges::count_if(values, outside))), low,
                            high));
        return std::nullopt;
    }

    // Finite numbers from low to high.
    std::optional<std::vector<float>> reals(const std::string& name, std::size_t length, float low, float high) {
        const auto found = open(name, length, false, false);
        if (!found) return std::nullopt;
        auto values = found->read<float>();
        const auto outside = [&](float v) { return !(v >= low && v <= high); };   // also nan
        const auto first = std::ranges::find_if(values, outside);
        if (first == values.end()) return values;
        mistake(fmt::format("entry {} of '{}' is {}{}; it should be {}", first - values.begin(), name, *first,
                            others(static_cast<std::size_t>(std::ranges::count_if(values, outside))),
                            high >= std::numeric_limits<float>::max()
                                ? "a finite number"
                                : fmt::format("a number from {} to {}", low, high)));
        return std::nullopt;
    }

    std::optional<std::vector<std::string>> texts(const std::string& name, std::optional<std::size_t> length,
                                                  bool needed) {
        const auto found = open(name, length, true, needed);
        if (!found) return std::nullopt;
        return found->read_texts();
    }

    [[nodiscard]] static std::string others(std::size_t count) {
        return count > 1 ? fmt::format(" (and {} more are wrong)", count - 1) : "";
    }

private:
    const h5::group& root_;
    std::string path_;
    sim::mistakes& wrong_;
};

template <class To, class From>
std::vector<To> as(const std::vector<From>& values) {
    std::vector<To> out;
    out.reserve(values.size());
    for (const From v : values) out.push_back(static_cast<To>(v));
    return out;
}

// Communities as named in the file; what follows from the residents is filled in later.
std::vector<community> read_communities(reader& file) {
    const auto names = file.texts("community", std::nullopt, true);
    if (!names) return {};
    const std::size_t n = names->size();
    std::vector<community> out(n);
    const auto names_zh = file.texts("community_zh", n, false), streets = file.texts("subdistrict", n, false),
               streets_zh = file.texts("subdistrict_zh", n, false);
    const auto seats = file.reals("seats_per_1000", n, 0, 1e6F);
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t c = 0; c < n; ++c) {
        out[c].name = (*names)[c];
        out[c].name_zh = names_zh ? (*names_zh)[c] : out[c].name;
        out[c].subdistrict = streets ? (*streets)[c] : out[c].name;
        out[c].subdistrict_zh = streets_zh ? (*streets_zh)[c] : streets ? out[c].subdistrict : out[c].name_zh;
        out[c].seats_per_1000 = seats ? (*seats)[c] : usual_seats;
        if (out[c].name.empty()) file.mistake(fmt::format("community {} has no name", c));
        else if (!seen.emplace(out[c].name, c).second)
            file.mistake(fmt::format("two communities are named '{}'", out[c].name));
    }
    return out;
}

void read_identities(reader& file, std::size_t residents, population& into) {
    const auto given = file.whole("id", residents, 0, largest_index, false);
    if (!given) {
        into.id.resize(residents);
        std::iota(into.id.begin(), into.id.end(), 0U);
        return;
    }
    into.id = as<std::uint32_t>(*given);
    std::vector<std::uint32_t> sorted = into.id;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end())
        file.mistake(fmt::format("two residents have the id {}; luck is drawn by id, so each must be unique", *twice));
}

void read_attributes(reader& file, std::size_t residents, population& into) {
    const auto flags = [&](const std::string& name, std::vector<std::uint8_t>& to, std::uint8_t otherwise,
                           bool needed = false) {
        const auto given = file.whole(name, residents, 0, 1, needed);
        to = given ? as<std::uint8_t>(*given) : std::vector<std::uint8_t>(residents, otherwise);
    };
    attributes& a = into.start;
    const auto ages = file.whole("age", residents, youngest, oldest, true);
    a.age = ages ? as<std::uint8_t>(*ages) : std::vector<std::uint8_t>(residents, youngest);
    flags("sex", a.sex, 0, true);
    for (const std::uint8_t age : a.age)
        a.band.push_back(age >= usual_band_cut_older ? older : age >= usual_band_cut_middle ? middle : young);
    constexpr float hours_a_week = 168;
    const auto work = file.reals("work_hours", residents, 0, hours_a_week),
               care = file.reals("care_hours", residents, 0, hours_a_week);
    if (!file.has("employed") && !file.has("work_hours"))
        file.mistake("neither 'employed' nor 'work_hours' is there: one of them must say who works");
    flags("employed", a.employed, 0);
    if (!file.has("employed") && work)
        for (std::size_t i = 0; i < residents; ++i) a.employed[i] = (*work)[i] > 0 ? 1 : 0;
    a.work_hours.resize(residents);
    for (std::size_t i = 0; i < residents; ++i)
        a.work_hours[i] = work ? (*work)[i] : a.employed[i] == 1 ? usual_work_hours : 0;
    a.care_hours = care ? *care : std::vector<float>(residents, 0.0F);
    flags("unit", a.unit, 0);
    flags("party_member", a.party_member, 0);
    flags("digital", a.digital, 1);
    const auto taste =
        file.reals("taste", residents, std::numeric_limits<float>::lowest(), std::numeric_limits<float>::max());
    if (taste) a.taste = *taste;
    else
        for (const std::uint32_t id : into.id)
            a.taste.push_back(static_cast<float>(sim::draw{into.seed, id, 0, purpose_of_taste}.normal()));
}

// Where each resident lives. Without households everyone lives alone; without grids a community is one.
void read_places(reader& file, std::size_t residents, population& into) {
    const auto most = static_cast<std::int64_t>(into.communities.size()) - 1;
    const auto home = file.whole("resident_community", residents, 0, most, true);
    into.community_of = home ? as<std::uint32_t>(*home) : std::vector<std::uint32_t>(residents, 0);
    const auto household = file.whole("household", residents, 0, largest_index, false),
               grid = file.whole("grid", residents, 0, largest_index, false);
    into.grid = grid ? as<std::uint32_t>(*grid) : into.community_of;
    into.household.resize(residents);
    if (household) into.household = as<std::uint32_t>(*household);
    else std::iota(into.household.begin(), into.household.end(), 0U);
    if (!home) return;
    const auto lies_within = [&](const std::vector<std::uint32_t>& small, const std::vector<std::uint32_t>& large,
                                 const char* what, const char* in) {
        std::unordered_map<std::uint32_t, std::uint32_t> where;
        std::size_t wrong = 0;
        std::uint32_t first = 0;
        for (std::size_t i = 0; i < residents; ++i)
            if (where.emplace(small[i], large[i]).first->second != large[i] && wrong++ == 0) first = small[i];
        if (wrong > 0) file.mistake(fmt::format("{} {} lies in more than one {}", what, first, in));
    };
    lies_within(into.household, into.grid, "household", "grid");
    lies_within(into.grid, into.community_of, "grid", "community");
}

std::array<pair_list, layer_count> read_pairs(reader& file, std::size_t residents, const population& town) {
    std::array<pair_list, layer_count> out;
    const auto most = static_cast<std::int64_t>(residents) - 1;
    for (std::size_t l = 0; l < layer_count; ++l) {
        const std::string name = "tie_" + std::string{layer_names[l]};
        if (!file.has(name + "_from") && !file.has(name + "_to")) continue;
        const auto from = file.whole(name + "_from", std::nullopt, 0, most, true);
        const auto to = file.whole(name + "_to", from ? std::optional{from->size()} : std::nullopt, 0, most, true);
        if (from && to) out[l] = {as<std::uint32_t>(*from), as<std::uint32_t>(*to)};
    }
    if (!file.has("tie_household_from") && !file.has("tie_household_to") &&
        file.has("household")) {   // those who live together know each other
        std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> members;
        for (std::uint32_t i = 0; i < residents; ++i) members[town.household[i]].push_back(i);
        for (std::uint32_t i = 0; i < residents; ++i)
            for (const std::uint32_t j : members[town.household[i]])
                if (i != j) {
                    out[household_layer].from.push_back(i);
                    out[household_layer].to.push_back(j);
                }
    }
    return out;
}

// Compressed rows, sorted by the other's id within a layer.
sim::ties compress(const std::array<pair_list, layer_count>& pairs, const population& town) {
    const std::size_t residents = town.residents();
    sim::ties out;
    out.layers = layer_count;
    out.first.assign(residents * layer_count + 1, 0);
    for (std::size_t l = 0; l < layer_count; ++l)
        for (const std::uint32_t i : pairs[l].from) ++out.first[i * layer_count + l + 1];
    std::partial_sum(out.first.begin(), out.first.end(), out.first.begin());
    out.to.resize(out.first.back());
    std::vector<std::uint32_t> next(out.first.begin(), out.first.end() - 1);
    for (std::size_t l = 0; l < layer_count; ++l)
        for (std::size_t k = 0; k < pairs[l].from.size(); ++k)
            out.to[next[pairs[l].from[k] * layer_count + l]++] = pairs[l].to[k];
    for (std::size_t row = 0; row + 1 < out.first.size(); ++row)
        std::sort(out.to.begin() + out.first[row], out.to.begin() + out.first[row + 1],
                  [&](std::uint32_t a, std::uint32_t b) { return town.id[a] < town.id[b]; });
    return out;
}

// Nobody is tied to themselves, nobody twice in a layer, and every tie has its reverse.
void check_ties(reader& file, const population& town) {
    const sim::ties& t = town.ties;
    const auto by_id = [&](std::uint32_t a, std::uint32_t b) { return town.id[a] < town.id[b]; };
    for (std::size_t l = 0; l < layer_count; ++l) {
        std::size_t selves = 0, twice = 0, alone = 0;
        std::array<std::uint32_t, 2> self{}, doubled{}, single{};   // the first of each, by id
        for (std::uint32_t i = 0; i < town.residents(); ++i)
            for (std::size_t k = t.begin(i, l); k < t.end(i, l); ++k) {
                const std::uint32_t j = t.to[k];
                const std::array<std::uint32_t, 2> ids{town.id[i], town.id[j]};
                if (i == j && selves++ == 0) self = ids;
                if (k > t.begin(i, l) && t.to[k - 1] == j && twice++ == 0) doubled = ids;
                const auto row = t.to.begin();
                const bool back = std::binary_search(row + static_cast<std::ptrdiff_t>(t.begin(j, l)),
                                                     row + static_cast<std::ptrdiff_t>(t.end(j, l)), i, by_id);
                if (!back && alone++ == 0) single = ids;
            }
        const std::string_view name = layer_names[l];
        if (selves > 0)
            file.mistake(fmt::format("{} tie: the resident with id {} is tied to themselves{}", name, self[0],
                                     reader::others(selves)));
        if (twice > 0)
            file.mistake(fmt::format("{} tie: the one from id {} to id {} is there twice{}", name, doubled[0],
                                     doubled[1], reader::others(twice)));
        if (alone > 0)
            file.mistake(fmt::format("{} tie: the one from id {} to id {} has no reverse{}; give both directions", name,
                                     single[0], single[1], reader::others(alone)));
    }
    for (std::uint32_t i = 0; i < town.residents(); ++i)
        if (const std::size_t own = t.end(i, neighbour_layer) - t.begin(i, neighbour_layer); own > most_neighbours)
            return file.mistake(fmt::format("neighbour tie: the resident with id {} has {} of them; at most {} can be",
                                            town.id[i], own, most_neighbours));
}

// Residents by community, grid and household, as the model has them; ids stay, ties follow.
void put_in_order(population& town, std::array<pair_list, layer_count>& pairs) {
    const std::size_t n = town.residents();
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(town.community_of[a], town.grid[a], town.household[a]) <
               std::tie(town.community_of[b], town.grid[b], town.household[b]);
    };
    if (std::ranges::is_sorted(order, before)) return;
    std::ranges::stable_sort(order, before);
    const auto arrange = [&](auto& values) {
        auto arranged = values;
        for (std::size_t i = 0; i < n; ++i) arranged[i] = values[order[i]];
        values = std::move(arranged);
    };
    attributes& a = town.start;
    for (auto* numbers : {&town.community_of, &town.household, &town.grid, &town.id}) arrange(*numbers);
    for (auto* bytes : {&a.age, &a.sex, &a.band, &a.employed, &a.unit, &a.party_member, &a.digital}) arrange(*bytes);
    for (auto* reals : {&a.work_hours, &a.care_hours, &a.taste}) arrange(*reals);
    std::vector<std::uint32_t> place(n);
    for (std::uint32_t i = 0; i < n; ++i) place[order[i]] = i;
    for (pair_list& p : pairs) {
        for (std::uint32_t& i : p.from) i = place[i];
        for (std::uint32_t& i : p.to) i = place[i];
    }
}

// Numbers households and grids 0, 1, 2 ... where a file numbers them with gaps.
void number_through(std::vector<std::uint32_t>& of) {
    std::unordered_map<std::uint32_t, std::uint32_t> number;
    for (const std::uint32_t i : of) number.emplace(i, static_cast<std::uint32_t>(number.size()));
    if (*std::ranges::max_element(of) < number.size()) return;
    for (std::uint32_t& i : of) i = number.at(i);
}

void count_communities(reader& file, population& town) {
    std::vector<std::uint32_t> size(town.communities.size(), 0);
    for (const std::uint32_t c : town.community_of) ++size[c];
    std::uint32_t first = 0;
    for (std::size_t c = 0; c < size.size(); ++c) {
        community& here = town.communities[c];
        here.first = first;
        here.last = first += size[c];
        if (size[c] == 0) file.mistake(fmt::format("nobody lives in the community '{}'; leave it out", here.name));
        for (std::uint32_t i = here.first; i < here.last; ++i) {   // residents of a household or grid lie together
            here.households += i == here.first || town.household[i] != town.household[i - 1] ? 1U : 0U;
            here.grids += i == here.first || town.grid[i] != town.grid[i - 1] ? 1U : 0U;
        }
    }
    const auto told = [&](const std::string& name,
                          std::uint32_t community::*member) {   // a grid may be empty: what the file says counts
        const auto given = file.whole(name, size.size(), 0, largest_index, false);
        for (std::size_t c = 0; given && c < size.size(); ++c)
            town.communities[c].*member =
                std::max(town.communities[c].*member, static_cast<std::uint32_t>((*given)[c]));
    };
    told("households", &community::households);
    told("grids", &community::grids);
}

void read_tables(reader& file, population& town, sim::mistakes& wrong) {
    if (!file.has("tables")) return;
    const h5::group in = file.root().open_group("tables");
    const std::size_t before = wrong.size();
    for (const carried_table& t : carried_tables) {
        const std::string name{t.name};
        if (in.has(name)) {
            const std::string text = in.read_text(name);
            town.tables.source.emplace_back(std::string{t.file}, text);
            parse_table(t.file, text, file.path() + "/tables/" + name, town.tables, wrong);
        } else if (t.needed) {
            file.mistake(
                fmt::format("the group 'tables' has no '{}'; give all of demography, employment, care and membership, "
                            "or leave the group out",
                            name));
        }
    }
    town.has_tables = wrong.size() == before;
}

void read_fit(reader& file, population& town) {
    const auto group_rows = [&](const std::string& name, auto read) {
        if (file.has(name)) read(file.root().open_group(name));
    };
    group_rows("fit", [&](const h5::group& in) {
        const auto table = in.open("table").read_texts(), cell = in.open("cell").read_texts();
        const auto wanted = in.open("wanted").read<double>(), found = in.open("found").read<double>(),
                   miss = in.open("largest_miss").read<double>();
        for (std::size_t i = 0; i < table.size(); ++i)
            town.fit.push_back({table[i], cell.at(i), wanted.at(i), found.at(i), miss.at(i)});
    });
    group_rows("layer_fit", [&](const h5::group& in) {
        const auto layer = in.open("layer").read_texts();
        const auto mean = in.open("mean_degree").read<double>(), wanted = in.open("wanted_degree").read<double>();
        const auto clustering = in.open("clustering").read<double>(), age = in.open("age_correlation").read<double>();
        const auto same = in.open("same_community").read<double>();
        for (std::size_t i = 0; i < layer.size(); ++i)
            town.layers.push_back({layer[i], mean.at(i), wanted.at(i), clustering.at(i), age.at(i), same.at(i)});
    });
    group_rows("reweighted", [&](const h5::group& in) {
        const auto type = in.open("type").read_texts();
        const auto change = in.open("change").read<double>();
        for (std::size_t i = 0; i < type.size(); ++i) town.reweighted.emplace_back(type[i], change.at(i));
    });
}

void read_all(reader& file, population& town, sim::mistakes& wrong) {
    town.seed = file.root().unsigned_integer("seed").value_or(0);
    town.communities = read_communities(file);
    const auto first = file.open("age", std::nullopt, false, true);   // the residents are as many as there are ages
    if (!first || town.communities.empty()) {
        if (wrong.empty()) file.mistake("there are no communities");
        return;
    }
    const std::size_t residents = first->size()[0];
    if (residents == 0) return file.mistake("there are no residents");
    if (residents > static_cast<std::size_t>(largest_index))
        return file.mistake("there are more residents than fit into 32 bits");
    read_identities(file, residents, town);
    read_attributes(file, residents, town);
    read_places(file, residents, town);
    auto pairs = read_pairs(file, residents, town);
    std::size_t ties = 0;
    for (const pair_list& p : pairs) ties += p.from.size();
    if (ties > static_cast<std::size_t>(largest_index))
        file.mistake(fmt::format("there are {} ties, more than fit into 32 bits", ties));
    read_tables(file, town, wrong);
    if (!wrong.empty()) return;
    put_in_order(town, pairs);
    town.ties = compress(pairs, town);
    check_ties(file, town);
    number_through(town.household);
    number_through(town.grid);
    count_communities(file, town);
    read_fit(file, town);
}

}   // namespace

sim::result<population> read_population(const std::string& path) {
    sim::mistakes wrong;
    population town;
    try {
        const h5::file f = h5::file::open(path);
        const h5::group root = f.root();
        reader file{root, path, wrong};
        const std::string kind = root.text("cogov_kind").value_or("population");
        if (kind != "population")
            file.mistake(
                fmt::format("this is a {} file of cogov, not a population file; `cogov synth` writes those", kind));
        else if (!root.has("age") && !root.has("resident_community"))
            file.mistake(
                "this is an HDF5 file, but not a population file: it has neither 'age' nor 'resident_community'; "
                "docs/results.md says what belongs into one");
        else if (root.integer("cogov_format").value_or(1) > 1)
            file.mistake("this population file is of a newer format; use a newer cogov");
        else read_all(file, town, wrong);
    } catch (const sim::storage_error& problem) {
        wrong.push_back({{path}, problem.what()});
    } catch (const std::out_of_range&) {
        wrong.push_back({{path}, "a group on the fit of this population has columns of different lengths"});
    }
    if (!wrong.empty()) return wrong;
    return town;
}

}   // namespace participation
