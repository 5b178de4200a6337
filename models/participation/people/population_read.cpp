// Reading a population file: one written by cogov, or a real population made in Python or R. Every mistake is said, and
// what a file may leave out gets a sound value; docs/results.md lists both.

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "models/participation/people/population.hpp"
#include "models/participation/people/population_tables.hpp"
#include "models/participation/people/roles.hpp"
#include "models/participation/people/synthesis.hpp"
#include "models/participation/state.hpp"
#include "sim/engine/draws.hpp"
#include "sim/results/hdf5.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

namespace h5 = sim::hdf5;

constexpr std::int64_t largest_index = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t most_residents = 200'000'000;   // as of tables
constexpr std::size_t most_communities = 65535;
constexpr std::size_t most_of_a_household = 100;   // where it follows from it who knows whom
constexpr float farthest_taste = 10;               // of a standard normal number, beyond all that is ever drawn
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
        const h5::shape& size = found.size();
        if ((found.type() == h5::element::text) != texts)
            mistake(fmt::format("'{}' should hold {}", name, texts ? "texts" : "numbers"));
        else if (size.size() != 1) mistake(fmt::format("'{}' has {} dimensions instead of one", name, size.size()));
        else if (length && size[0] != *length)
            mistake(fmt::format("'{}' has {} entries instead of {}", name, size[0], *length));
        else if (size[0] > static_cast<std::uint64_t>(largest_index))
            mistake(fmt::format("'{}' has {} entries; at most {} can be", name, size[0], largest_index));
        else return found;
        return std::nullopt;
    }

    // Whole numbers from low to high, in whatever type the file has them: 41.0 is one, 41.5 is none.
    template <class To>
    std::optional<std::vector<To>> whole(const std::string& name, std::optional<std::size_t> length, std::int64_t low,
                                         std::int64_t high, bool needed) {
        const auto found = open(name, length, false, needed);
        if (!found) return std::nullopt;
        const auto range = [&](bool number_is_whole) {
            return fmt::format("{}from {} to {}", number_is_whole ? "" : "a whole number ", low, high);
        };
        const auto from = static_cast<double>(low), to = static_cast<double>(high);   // 32 bits: exact
        switch (found->type()) {
            case h5::element::f32:
            case h5::element::f64:
                return checked<To, double>(
                    *found, name, [=](double v) { return v >= from && v <= to && v == std::floor(v); },
                    [&](double v) { return range(v == std::floor(v)); });
            case h5::element::u64:
                return checked<To, std::uint64_t>(
                    *found, name,
                    [=](std::uint64_t v) { return std::cmp_greater_equal(v, low) && std::cmp_less_equal(v, high); },
                    [&](std::uint64_t) { return range(true); });
            default:
                return checked<To, std::int64_t>(
                    *found, name, [=](std::int64_t v) { return v >= low && v <= high; },
                    [&](std::int64_t) { return range(true); });
        }
    }

    // Finite numbers from low to high.
    std::optional<std::vector<float>> reals(const std::string& name, std::size_t length, float low, float high) {
        return numbers<float>(name, length, static_cast<double>(low), static_cast<double>(high));
    }
    template <class To>
    std::optional<std::vector<To>> numbers(const std::string& name, std::size_t length, double low, double high,
                                           bool needed = false) {
        const auto found = open(name, length, false, needed);
        if (!found) return std::nullopt;
        return checked<To, double>(
            *found, name, [=](double v) { return v >= low && v <= high; },   // nan is not
            [=](double) { return fmt::format("a number from {} to {}", low, high); });
    }

    // Texts in UTF-8.
    std::optional<std::vector<std::string>> texts(const std::string& name, std::optional<std::size_t> length,
                                                  bool needed) {
        const auto found = open(name, length, true, needed);
        if (!found) return std::nullopt;
        auto all = found->read_texts();
        const auto bad = [](const std::string& text) { return sim::utf8_prefix(text) < text.size(); };
        const auto first = std::ranges::find_if(all, bad);
        if (first == all.end()) return all;
        mistake(fmt::format("entry {} of '{}' is not UTF-8{}", first - all.begin(), name,
                            others(static_cast<std::size_t>(std::ranges::count_if(all, bad)))));
        return std::nullopt;
    }

    [[nodiscard]] static std::string others(std::size_t count) {
        return count > 1 ? fmt::format(" (and {} more are wrong)", count - 1) : "";
    }

private:
    // All values of a dataset, a piece at a time; nothing where one is not right.
    template <class To, class Value>
    std::optional<std::vector<To>> checked(const h5::dataset& from, const std::string& name, const auto& right,
                                           const auto& should_be) {
        constexpr std::uint64_t piece = 1U << 20U;
        const std::uint64_t length = from.size()[0];
        std::vector<To> values;
        values.reserve(length);
        std::uint64_t wrong = 0, first = 0;
        Value first_value{};
        for (std::uint64_t at = 0; at < length; at += piece)
            for (const Value v : from.read<Value>({at}, {std::min(piece, length - at)})) {
                if (right(v)) {
                    if (wrong == 0) values.push_back(static_cast<To>(v));
                    continue;
                }
                if (wrong++ > 0) continue;
                first = values.size();
                first_value = v;
            }
        if (wrong == 0) return values;
        mistake(fmt::format("entry {} of '{}' is {}{}; it should be {}", first, name, first_value,
                            others(static_cast<std::size_t>(wrong)), should_be(first_value)));
        return std::nullopt;
    }

    const h5::group& root_;
    std::string path_;
    sim::mistakes& wrong_;
};

// Communities as named in the file; what follows from the residents is filled in later.
std::vector<community> read_communities(reader& file) {
    const auto listed = file.open("community", std::nullopt, true, true);
    if (!listed) return {};
    const std::size_t n = listed->size()[0];
    if (n > most_communities) {
        file.mistake(fmt::format("there are {} communities; at most {} can be: merge some", n, most_communities));
        return {};
    }
    const auto names = file.texts("community", n, true);
    if (!names) return {};
    std::vector<community> out(n);
    const auto names_zh = file.texts("community_zh", n, false), streets = file.texts("subdistrict", n, false),
               streets_zh = file.texts("subdistrict_zh", n, false);
    const auto seats = file.reals("seats_per_1000", n, 0, 1e6F);
    const auto posts = file.whole<std::uint32_t>("posts", n, 1, most_posts, false);
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t c = 0; c < n; ++c) {
        out[c].name = (*names)[c];
        out[c].name_zh = names_zh ? (*names_zh)[c] : out[c].name;
        out[c].subdistrict = streets ? (*streets)[c] : out[c].name;
        out[c].subdistrict_zh = streets_zh ? (*streets_zh)[c] : streets ? out[c].subdistrict : out[c].name_zh;
        out[c].seats_per_1000 = seats ? (*seats)[c] : usual_seats;
        out[c].posts = posts ? (*posts)[c] : 0;
        if (out[c].name.empty()) file.mistake(fmt::format("community {} has no name", c));
        else if (!seen.emplace(out[c].name, c).second)
            file.mistake(fmt::format("two communities are named '{}'", out[c].name));
        for (const std::string& why : wrong_names(out[c])) file.mistake(why);
    }
    return out;
}

void read_identities(reader& file, std::size_t residents, population& into) {
    auto given = file.whole<std::uint32_t>("id", residents, 0, largest_index, false);
    if (!given) {
        into.id.resize(residents);
        std::iota(into.id.begin(), into.id.end(), 0U);
        return;
    }
    into.id = std::move(*given);
    std::vector<std::uint32_t> sorted = into.id;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end())
        file.mistake(fmt::format("two residents have the id {}; luck is drawn by id, so each must be unique", *twice));
}

void read_attributes(reader& file, std::size_t residents, population& into) {
    const auto flags = [&](const std::string& name, std::vector<std::uint8_t>& to, std::uint8_t otherwise,
                           bool needed = false) {
        auto given = file.whole<std::uint8_t>(name, residents, 0, 1, needed);
        to = given ? std::move(*given) : std::vector<std::uint8_t>(residents, otherwise);
    };
    attributes& a = into.start;
    auto ages = file.whole<std::uint8_t>("age", residents, youngest, oldest, true);
    a.age = ages ? std::move(*ages) : std::vector<std::uint8_t>(residents, youngest);
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
    const auto taste = file.reals("taste", residents, -farthest_taste, farthest_taste);
    if (taste) a.taste = *taste;
    else
        for (const std::uint32_t id : into.id)
            a.taste.push_back(static_cast<float>(sim::draw{into.seed, id, 0, purpose_of_taste}.normal()));
    for (std::size_t c = 0; c < channel_count; ++c) {   // those of a file from before are what synth would have drawn
        auto own = file.reals(fmt::format("taste_{}", channel_names[c]), residents, -farthest_taste, farthest_taste);
        if (own) a.channel_taste[c] = std::move(*own);
        else
            for (const std::uint32_t id : into.id) a.channel_taste[c].push_back(channel_taste_of(into.seed, id, c));
    }
}

// Where each resident lives. Without households everyone lives alone; without grids a community is one.
void read_places(reader& file, std::size_t residents, population& into) {
    const auto most = static_cast<std::int64_t>(into.communities.size()) - 1;
    const auto home = file.whole<std::uint32_t>("resident_community", residents, 0, most, true);
    into.community_of = home ? *home : std::vector<std::uint32_t>(residents, 0);
    const auto household = file.whole<std::uint32_t>("household", residents, 0, largest_index, false),
               grid = file.whole<std::uint32_t>("grid", residents, 0, largest_index, false);
    into.grid = grid ? *grid : into.community_of;
    into.household.resize(residents);
    if (household) into.household = *household;
    else std::iota(into.household.begin(), into.household.end(), 0U);
    const bool unread = (!household && file.has("household")) || (!grid && file.has("grid"));
    if (!home || unread) return;
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

// Those who live together know each other.
pair_list pairs_of_households(reader& file, const population& town) {
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> members;
    const auto residents = static_cast<std::uint32_t>(town.residents());
    for (std::uint32_t i = 0; i < residents; ++i) members[town.household[i]].push_back(i);
    std::size_t ties = 0, too_large = 0;
    std::uint32_t first = residents;   // the first resident of a household that is too large
    for (const auto& [number, of] : members) {
        ties += of.size() * (of.size() - 1);
        if (of.size() <= most_of_a_household) continue;
        ++too_large;
        first = std::min(first, of.front());
    }
    if (too_large > 0) {
        const std::uint32_t household = town.household[first];
        file.mistake(
            fmt::format("household {} has {} residents{}: those of a household are taken to know each other, "
                        "and at most {} can; of a dormitory or home say who does in tie_household_from and "
                        "tie_household_to",
                        household, members[household].size(), reader::others(too_large), most_of_a_household));
        return {};
    }
    pair_list out;
    if (ties > static_cast<std::size_t>(largest_index)) {
        file.mistake(fmt::format("the households make {} ties; at most {} can be", ties, largest_index));
        return out;
    }
    for (std::uint32_t i = 0; i < residents; ++i)
        for (const std::uint32_t j : members[town.household[i]])
            if (i != j) {
                out.from.push_back(i);
                out.to.push_back(j);
            }
    return out;
}

std::array<pair_list, layer_count> read_pairs(reader& file, std::size_t residents, const population& town) {
    std::array<pair_list, layer_count> out;
    const auto most = static_cast<std::int64_t>(residents) - 1;
    std::array<std::optional<std::size_t>, layer_count> lengths;   // of the layers that are there
    std::size_t ties = 0;
    for (std::size_t l = 0; l < layer_count; ++l) {
        const std::string name = "tie_" + std::string{layer_names[l]};
        if (!file.has(name + "_from") && !file.has(name + "_to")) continue;
        const auto from = file.open(name + "_from", std::nullopt, false, true);
        if (!file.has(name + "_to")) file.mistake(fmt::format("the dataset '{}_to' is missing", name));
        if (!from) continue;
        if (const std::size_t each = std::min(residents - 1, most_neighbours); from->size()[0] > residents * each) {
            file.mistake(
                fmt::format("'{}_from' has {} entries; {} residents can have {} ties at most in a layer, {} each", name,
                            from->size()[0], residents, residents * each, each));
            continue;
        }
        lengths[l] = from->size()[0];
        ties += *lengths[l];
    }
    if (ties > static_cast<std::size_t>(largest_index)) {   // before any is read
        file.mistake(
            fmt::format("there are {} ties; at most {} can be, each counted from both ends", ties, largest_index));
        return out;
    }
    for (std::size_t l = 0; l < layer_count; ++l) {
        const std::string name = "tie_" + std::string{layer_names[l]};
        if (!lengths[l] || !file.has(name + "_to")) continue;
        auto from = file.whole<std::uint32_t>(name + "_from", lengths[l], 0, most, true);
        auto to = file.whole<std::uint32_t>(name + "_to", lengths[l], 0, most, true);
        if (from && to) out[l] = {std::move(*from), std::move(*to)};
    }
    if (!file.has("tie_household_from") && !file.has("tie_household_to") && file.has("household"))
        out[household_layer] = pairs_of_households(file, town);
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
    for (std::size_t l = 0; l < layer_count; ++l)
        for (std::uint32_t i = 0; i < town.residents(); ++i)
            if (const std::size_t own = t.end(i, l) - t.begin(i, l); own > most_neighbours)
                return file.mistake(fmt::format("{} tie: the resident with id {} has {} of them; at most {} can be",
                                                layer_names[l], town.id[i], own, most_neighbours));
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
    for (auto& tastes : a.channel_taste) arrange(tastes);
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
        const auto given = file.whole<std::uint32_t>(name, size.size(), 0, most_residents, false);
        for (std::size_t c = 0; given && c < size.size(); ++c)
            town.communities[c].*member = std::max(town.communities[c].*member, (*given)[c]);
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

// How well the people match the tables: for readers of what comes out, but not to be read wrongly either.
void read_fit(reader& file, population& town, sim::mistakes& wrong) {
    constexpr double any = std::numeric_limits<double>::max();
    const auto group_rows = [&](const std::string& name, const std::string& first, auto read) {
        if (!file.has(name)) return;
        const h5::group group = file.root().open_group(name);
        reader in{group, file.path() + "/" + name, wrong};
        const auto texts = in.texts(first, std::nullopt, true);
        if (texts) read(in, *texts);
    };
    const auto column = [&](reader& in, const std::string& name, std::size_t rows) {
        return in.numbers<double>(name, rows, -any, any, true).value_or(std::vector<double>(rows, 0.0));
    };
    group_rows("fit", "table", [&](reader& in, const std::vector<std::string>& table) {
        const std::size_t n = table.size();
        const auto cell = in.texts("cell", n, true).value_or(std::vector<std::string>(n));
        const auto wanted = column(in, "wanted", n), found = column(in, "found", n),
                   miss = column(in, "largest_miss", n);
        for (std::size_t i = 0; i < n; ++i) town.fit.push_back({table[i], cell[i], wanted[i], found[i], miss[i]});
    });
    group_rows("layer_fit", "layer", [&](reader& in, const std::vector<std::string>& layer) {
        const std::size_t n = layer.size();
        const auto mean = column(in, "mean_degree", n), wanted = column(in, "wanted_degree", n),
                   clustering = column(in, "clustering", n), age = column(in, "age_correlation", n),
                   same = column(in, "same_community", n);
        for (std::size_t i = 0; i < n; ++i) {
            if (std::ranges::find(layer_names, layer[i]) == layer_names.end())
                in.mistake(fmt::format("entry {} of 'layer' is '{}'; it should be one of {}", i, layer[i],
                                       fmt::join(layer_names, ", ")));
            town.layers.push_back({layer[i], mean[i], wanted[i], clustering[i], age[i], same[i]});
        }
    });
    group_rows("reweighted", "type", [&](reader& in, const std::vector<std::string>& type) {
        const auto change = column(in, "change", type.size());
        for (std::size_t i = 0; i < type.size(); ++i) town.reweighted.emplace_back(type[i], change[i]);
    });
}

// An attribute that is there should be a whole number.
std::uint64_t read_seed(reader& file) {
    const h5::group& root = file.root();
    const auto seed = root.unsigned_integer("seed");
    const auto with_sign = root.integer("seed");
    if (seed && with_sign && *with_sign >= 0) return *seed;
    if (with_sign)
        file.mistake(fmt::format("the attribute 'seed' is {}; it should be a whole number from 0 on", *with_sign));
    else if (root.real("seed") || root.text("seed") || !root.integers("seed").empty())
        file.mistake("the attribute 'seed' should be one whole number from 0 on");
    return 0;
}

void read_all(reader& file, population& town, sim::mistakes& wrong) {
    town.seed = read_seed(file);
    town.communities = read_communities(file);
    const auto first = file.open("age", std::nullopt, false, true);   // the residents are as many as there are ages
    if (!first || town.communities.empty()) {
        if (wrong.empty()) file.mistake("there are no communities");
        return;
    }
    const std::size_t residents = first->size()[0];
    if (residents == 0) return file.mistake("there are no residents");
    if (residents > static_cast<std::size_t>(most_residents))
        return file.mistake(fmt::format("there are {} residents; at most {} can be: simulate a part of them", residents,
                                        most_residents));
    read_identities(file, residents, town);
    read_attributes(file, residents, town);
    read_places(file, residents, town);
    auto pairs = read_pairs(file, residents, town);
    if (wrong.empty()) {   // those of households are on top of those that are given
        std::size_t ties = 0;
        for (const pair_list& p : pairs) ties += p.from.size();
        if (ties > static_cast<std::size_t>(largest_index))
            file.mistake(
                fmt::format("there are {} ties; at most {} can be, each counted from both ends", ties, largest_index));
    }
    read_tables(file, town, wrong);
    if (!wrong.empty()) return;
    put_in_order(town, pairs);
    town.ties = compress(pairs, town);
    check_ties(file, town);
    number_through(town.household);
    number_through(town.grid);
    count_communities(file, town);
    read_fit(file, town, wrong);
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
    }
    if (!wrong.empty()) return wrong;
    return town;
}

}   // namespace participation
