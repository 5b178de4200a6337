#include "models/participation/forced.hpp"

#include <algorithm>
#include <span>
#include <variant>

#include <fmt/format.h>

#include "models/participation/people/roles.hpp"
#include "models/participation/people/synthesis.hpp"
#include "sim/engine/draws.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

// The place of a word in a list of names; the list's length where it is none of them, which is told.
template <std::size_t N>
std::size_t word_of_list(sim::table_reader& from, std::string_view key, const std::array<std::string_view, N>& names) {
    const auto said = from.text(key);
    if (!said) return N;
    const auto at = std::ranges::find(names, *said);
    if (at == names.end())
        from.all_wrong().say(from.where(key), fmt::format("unknown {} '{}'", key, *said), [&] {
            return sim::did_you_mean(*said, std::vector<std::string>(names.begin(), names.end()));
        });
    return static_cast<std::size_t>(at - names.begin());
}

bool is_among(const attributes& a, std::size_t i, const moved_people& who, const people_parameters& p) {
    using enum moved_people::among;
    if (a.age[i] < who.ages[0] || a.age[i] > who.ages[1]) return false;
    switch (who.of) {
        case young:
        case middle:
        case older:
            return static_cast<int>(band_of(a.age[i], p)) == static_cast<int>(who.of) - static_cast<int>(young);
        case employed:
            return a.employed[i] != 0;
        default:
            return true;
    }
}

}   // namespace

forced read_forced(sim::table_reader& from, int burn_in, int weeks) {
    forced made;
    if (const auto week = from.whole("week", -burn_in, weeks - 1, "weeks after the burn-in", "when it is done"))
        made.week = static_cast<int>(*week);
    for (const std::string_view key : {"week", "do"})
        if (from.lacks(key)) from.wrong(from.where(key), fmt::format("this table of forced has no {}", key));
    if (const std::size_t what = word_of_list(from, "do", forcing_names); what < forcing_names.size())
        made.what = static_cast<forcing>(what);
    if (const auto group = from.whole("group", 1, most_groups_moved, "", "which of several groups of people is moved"))
        made.who.group = static_cast<int>(*group);
    if (const std::size_t of = word_of_list(from, "of", moved_names); of < moved_names.size())
        made.who.of = static_cast<moved_people::among>(of);
    if (const auto share = from.number("share", 0, 1, "", "the share of them that is moved"))
        made.who.share = static_cast<float>(*share);
    if (const sim::node::array* const ages = from.array("ages")) {
        std::vector<std::int64_t> said;
        for (const sim::node& item : *ages)
            if (const auto* const whole = std::get_if<std::int64_t>(&item.value)) said.push_back(*whole);
        if (said.size() == 2 && ages->size() == 2 && said[0] >= youngest && said[0] <= said[1] && said[1] <= 255)
            made.who.ages = {static_cast<int>(said[0]), static_cast<int>(said[1])};
        else
            from.wrong(from.where("ages"),
                       fmt::format("ages are the first and the last, as in [55, 59], from {} on", youngest));
    }
    return made;
}

std::string identity_of(const forced& f) {
    return fmt::format("forced {} {} of {}", f.week, forcing_names[static_cast<std::size_t>(f.what)],
                       identity_of(f.who));
}

std::string identity_of(const moved_people& who) {
    return fmt::format("{} {} ages {} to {}{}", sim::shortest(who.share), moved_names[static_cast<std::size_t>(who.of)],
                       who.ages[0], who.ages[1], who.group == 1 ? "" : fmt::format(" group {}", who.group));
}

std::string name_in_group(std::string_view name, int group) {
    return group == 1 ? std::string{name} : fmt::format("{}_{}", name, group);
}

std::vector<std::string> followed_names(std::span<const moved_people> groups) {
    std::vector<std::string> names{"others"};
    for (const moved_people& one : groups)
        for (const char* const name : {"moved", "housemates"}) names.push_back(name_in_group(name, one.group));
    return names;
}

std::vector<std::string> followed_names_zh(std::span<const moved_people> groups) {
    std::vector<std::string> names{"其他"};
    for (const moved_people& one : groups)
        for (const char* const name : {"被干预者", "其家人"})
            names.push_back(one.group == 1 ? std::string{name} : fmt::format("{}（第{}组）", name, one.group));
    return names;
}

std::vector<followed_as> followed_of(const population& town, std::span<const moved_people> groups,
                                     const people_parameters& p) {
    const std::size_t n = town.residents();
    const attributes& a = town.start;
    std::vector<followed_as> roles(n, followed_as::others);
    const auto home = [&](std::size_t i) {
        const sim::ties& ties = town.ties;
        return std::span{ties.to}.subspan(ties.begin(i, household_layer),
                                          ties.end(i, household_layer) - ties.begin(i, household_layer));
    };
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const moved_people& who = groups[g];
        const auto luck = [&](std::size_t i) {
            return sim::draw{town.seed, town.id[i], static_cast<std::uint32_t>(who.group - 1),
                             purpose(from_town::forced)}
                .uniform();
        };
        const auto may_be = [&](std::size_t i) { return roles[i] == followed_as::others && is_among(a, i, who, p); };
        for (std::size_t i = 0; i < n; ++i) {
            if (!may_be(i)) continue;
            if (who.of == moved_people::among::couples) {
                // Of two who live together alone, the one with the smaller number of luck; the square of the larger one
                // is as uniform, and says whether.
                if (home(i).size() != 1) continue;
                const std::size_t other = home(i)[0];
                if (!may_be(other) || luck(i) > luck(other)) continue;
                if (luck(other) * luck(other) < static_cast<double>(who.share)) roles[i] = moved_in(g);
            } else if (luck(i) < static_cast<double>(who.share)) {
                roles[i] = moved_in(g);
            }
        }
    }
    for (std::size_t g = 0; g < groups.size(); ++g)
        for (std::size_t i = 0; i < n; ++i)
            if (roles[i] == followed_as::others &&
                std::ranges::any_of(home(i), [&](std::uint32_t j) { return roles[j] == moved_in(g); }))
                roles[i] = housemate_in(g);
    return roles;
}

void force(const forced& f, person& who) {
    if (f.what != forcing::free) return;
    who.employed = who.unit = false;
    who.work_hours = 0;
}

void force(const forced& f, standing_part& of) {
    constexpr float beyond_all = 200;   // utility; e^-200 is nothing beside 1
    switch (f.what) {
        case forcing::build:
        case forcing::govern:
        case forcing::share:
            of.utility[static_cast<std::size_t>(f.what)] = beyond_all;
            [[fallthrough]];
        case forcing::hear:
            of.unheard = 0;
            break;
        case forcing::contact:
            of.unheard = asked_for_certain;
            break;
        case forcing::free:
            break;
    }
}

}   // namespace participation
