#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "models/participation/people/population.hpp"
#include "models/participation/people/roles.hpp"
#include "sim/text/csv.hpp"
#include "sim/text/storage.hpp"
#include "sim/text/text.hpp"

namespace participation {

namespace {

constexpr double sum_tolerance = 0.005;              // printed tables are rounded
constexpr double most_adults = 2e8;                  // ties are numbered with 32 bits
constexpr std::size_t most_household_types = 1000;   // each is counted in each community

struct column {
    std::string_view name;
    double low, high;
    bool whole = false;
};

void say(sim::mistakes& wrong, sim::place where, std::string what) {
    wrong.push_back(sim::mistake{std::move(where), std::move(what)});
}

std::string sex_name(std::uint8_t sex) { return sex == 1 ? "male" : "female"; }

// Whether the file has a mistake already: one should not be reported again as others.
bool spoilt(const sim::csv& file, const sim::mistakes& wrong) { return wrong.any_in(file.file()); }

// A number of every column, or nothing where one is missing or wrong.
std::optional<std::vector<double>> numbers(const sim::csv& file, std::size_t row, std::span<const column> columns,
                                           std::span<const std::size_t> at, sim::mistakes& wrong) {
    std::vector<double> values;
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const auto value = file.number(row, at[k], columns[k].low, columns[k].high, columns[k].whole, wrong);
        if (value) values.push_back(*value);
    }
    if (values.size() != columns.size()) return std::nullopt;
    return values;
}

// Where the columns stand; nothing where one is missing (said), or the file could not be read (said by the reader).
std::optional<std::vector<std::size_t>> places(const sim::csv& file, std::span<const column> columns,
                                               sim::mistakes& wrong) {
    std::vector<std::size_t> at;
    for (const auto& c : columns) {
        if (const auto place = file.column(c.name, wrong)) at.push_back(*place);
    }
    if (at.size() != columns.size()) return std::nullopt;
    return at;
}

// The ages of each sex must follow one another without gap or overlap, whatever the order of the lines.
void check_ages(const sim::csv& file, const std::vector<marginals::row>& rows, std::size_t age_column,
                sim::mistakes& wrong) {
    for (const std::uint8_t sex : {std::uint8_t{0}, std::uint8_t{1}}) {
        std::vector<std::size_t> order;
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (rows[r].sex == sex) order.push_back(r);
        }
        if (order.empty()) {
            say(wrong, {file.file(), 0, 0}, "there is no row for sex " + sex_name(sex) + "; give rows for both sexes");
        }
        std::stable_sort(order.begin(), order.end(),
                         [&](std::size_t a, std::size_t b) { return rows[a].age_from < rows[b].age_from; });
        for (std::size_t k = 1; k < order.size(); ++k) {
            const auto& before = rows[order[k - 1]];
            const auto& now = rows[order[k]];
            if (now.age_from == before.age_to + 1) continue;
            const bool overlap = now.age_from <= before.age_to;
            say(wrong, file.where(order[k], age_column),
                "ages " + std::to_string(now.age_from) + '-' + std::to_string(now.age_to) + ' ' + sex_name(sex) +
                    (overlap ? " overlap those of " : " leave a gap after ") + std::to_string(before.age_from) + '-' +
                    std::to_string(before.age_to) + "; begin at " + std::to_string(before.age_to + 1));
        }
    }
}

// Shares that should sum to 1.
void check_sum(const sim::csv& file, std::span<const double> shares, std::size_t share_column, sim::mistakes& wrong) {
    double sum = 0;
    for (const double share : shares) sum += share;
    if (std::abs(sum - 1) <= sum_tolerance) return;
    say(wrong, file.where(0, share_column),
        "the shares of this column sum to " + sim::shortest(std::round(sum * 1e6) / 1e6) +
            "; they must sum to 1 (within " + sim::shortest(sum_tolerance) + ")");
}

std::vector<marginals::row> read_rows(const sim::csv& file, std::span<const column> values, sim::mistakes& wrong) {
    std::vector<column> columns{{"age_from", youngest, oldest, true}, {"age_to", youngest, oldest, true}};
    columns.insert(columns.end(), values.begin(), values.end());
    const auto at = places(file, columns, wrong);
    const auto sex = file.column("sex", wrong);
    std::vector<marginals::row> rows;
    if (!at || !sex) return rows;
    static const std::vector<std::string> sexes{"female", "male"};
    for (std::size_t r = 0; r < file.rows(); ++r) {
        const auto given = numbers(file, r, columns, *at, wrong);
        const std::string& of = file.text(r, *sex);
        if (of != "female" && of != "male") {
            say(wrong, file.where(r, *sex),
                "sex is '" + of + "'" + sim::did_you_mean(of, sexes) + "; write female or male");
        }
        if (!given) continue;
        marginals::row row;
        row.age_from = static_cast<int>((*given)[0]);
        row.age_to = static_cast<int>((*given)[1]);
        row.sex = of == "male" ? 1 : 0;
        std::copy(given->begin() + 2, given->end(), row.value.begin());
        if (row.age_from > row.age_to) {
            say(wrong, file.where(r, (*at)[0]),
                "age_from is " + std::to_string(row.age_from) + ", after age_to, " + std::to_string(row.age_to) +
                    "; swap them");
        }
        rows.push_back(row);
    }
    if (spoilt(file, wrong)) return rows;
    if (rows.empty()) {
        say(wrong, {file.file(), 0, 0}, "this table has no rows; give rows by age for both sexes");
        return rows;
    }
    check_ages(file, rows, (*at)[0], wrong);
    return rows;
}

void read_communities(const sim::csv& file, marginals& tables, sim::mistakes& wrong) {
    static constexpr std::array<column, 4> columns{{{"adults", 1, most_adults, true},
                                                    {"households", 1, most_adults, true},
                                                    {"grids", 1, most_adults, true},
                                                    {"seats_per_1000", 0, 1e6}}};
    static constexpr std::array<std::string_view, 4> words{"community", "community_zh", "subdistrict",
                                                           "subdistrict_zh"};
    std::vector<std::size_t> word_at;
    for (const auto word : words) {
        if (const auto place = file.column(word, wrong)) word_at.push_back(*place);
    }
    const auto at = places(file, columns, wrong);
    if (!at || word_at.size() != words.size()) return;
    const std::vector<std::string> names = file.columns();
    const auto posts_at =
        static_cast<std::size_t>(std::ranges::find(names, "posts") - names.begin());   // may be absent
    std::map<std::string, int> line_of_name;
    double all = 0;
    for (std::size_t r = 0; r < file.rows(); ++r) {
        const auto given = numbers(file, r, columns, *at, wrong);
        community c{file.text(r, word_at[0]), file.text(r, word_at[1]), file.text(r, word_at[2]),
                    file.text(r, word_at[3])};
        if (c.name.empty()) say(wrong, file.where(r, word_at[0]), "this community has no name; give it one");
        if (c.subdistrict.empty())
            say(wrong, file.where(r, word_at[2]), "this community belongs to no subdistrict; name it");
        for (const std::size_t column : word_at)
            if (const std::string& word = file.text(r, column); !word.empty())
                if (const std::string why = sim::why_no_name(word); !why.empty())
                    say(wrong, file.where(r, column), fmt::format("the name '{}' {}", word, why));
        if (c.name_zh.empty()) c.name_zh = c.name;
        if (c.subdistrict_zh.empty()) c.subdistrict_zh = c.subdistrict;
        for (std::size_t k = 0; k < 2; ++k) {
            const std::string& name = k == 0 ? c.name : c.name_zh;
            const int line = file.where(r, word_at[k]).line;
            const auto [first, fresh] = line_of_name.try_emplace(name, line);
            if (fresh || name.empty() || first->second == line) continue;
            say(wrong, file.where(r, word_at[k]),
                "community '" + name + "' is already in line " + std::to_string(first->second) +
                    "; give every community its own name");
        }
        const auto posts = posts_at < names.size() ? file.number(r, posts_at, 1, most_posts, true, wrong) : 0;
        if (!given || !posts) continue;
        c.posts = static_cast<std::uint32_t>(*posts);
        c.households = static_cast<std::uint32_t>((*given)[1]);
        c.grids = static_cast<std::uint32_t>((*given)[2]);
        c.seats_per_1000 = static_cast<float>((*given)[3]);
        if ((*given)[1] > (*given)[0]) {
            say(wrong, file.where(r, (*at)[1]),
                "there are more households than adults (" + sim::shortest((*given)[0]) +
                    "); a household has one adult or more");
        }
        if ((*given)[2] > (*given)[1]) {
            say(wrong, file.where(r, (*at)[2]),
                "there are more grids than households (" + sim::shortest((*given)[1]) + "); merge grids");
        }
        all += (*given)[0];
        tables.adults.push_back(static_cast<std::uint32_t>((*given)[0]));
        tables.communities.push_back(std::move(c));
    }
    if (spoilt(file, wrong)) return;
    if (tables.communities.empty()) say(wrong, {file.file(), 0, 0}, "nobody lives here; give at least one community");
    if (tables.communities.size() > 65535)
        say(wrong, {file.file(), 0, 0}, "there are more than 65,535 communities; merge some");
    if (all > most_adults)
        say(wrong, {file.file(), 0, 0}, "there are more than 200 million adults; simulate a part of them");
}

// Somebody of each role must be found in the pyramid.
void check_roles(const marginals::household_type& type, const household_rules& rules, const marginals& tables,
                 sim::mistakes& wrong) {
    for (const role& r : rules.roles) {
        if (r.follows) continue;
        for (const std::uint8_t sex : {std::uint8_t{0}, std::uint8_t{1}}) {
            const double p = r.sex == role::sexes::drawn ? (sex == 1 ? r.p_male : 1 - r.p_male)
                                                         : ((r.sex == role::sexes::male) == (sex == 1) ? 1.0 : 0.0);
            const auto share = ages_of_pyramid(tables, sex);
            double found = 0;
            for (int age = r.low; age <= r.high; ++age) {
                const auto a = static_cast<std::size_t>(age);
                found += share[a] * (&r == &rules.roles.front() ? rules.weight[a] : 1);
            }
            if (p == 0 || found > 0) continue;
            say(wrong, type.where,
                "household type '" + type.name + "': role '" + r.name + "' needs a " + sex_name(sex) + " resident of " +
                    std::to_string(r.low) + '-' + std::to_string(r.high) +
                    ", but age_sex.csv has none there, or the weight is 0");
            return;
        }
    }
}

void read_households(const sim::csv& file, marginals& tables, sim::mistakes& wrong) {
    static constexpr std::array<column, 3> columns{{{"adults", 1, 20, true}, {"minors_mean", 0, 20}, {"share", 0, 1}}};
    const auto name = file.column("type", wrong);
    const auto at = places(file, columns, wrong);
    const auto rule = file.column("role_age_rules", wrong);
    if (!name || !at || !rule) return;
    if (file.rows() > most_household_types)
        return say(wrong, {file.file(), 0, 0},
                   "there are " + std::to_string(file.rows()) + " types of households; at most " +
                       std::to_string(most_household_types) + " can be: merge some");
    bool anyone_alone = false;
    std::vector<double> shares;
    for (std::size_t r = 0; r < file.rows(); ++r) {
        const auto given = numbers(file, r, columns, *at, wrong);
        marginals::household_type type{file.text(r, *name), file.text(r, *rule), 0, 0, 0, file.where(r, *rule)};
        if (type.name.empty()) say(wrong, file.where(r, *name), "this household type has no name; give it one");
        for (const auto& other : tables.households) {
            if (other.name == type.name)
                say(wrong, file.where(r, *name),
                    "household type '" + type.name + "' appears twice; merge the two rows");
        }
        if (!given) continue;
        type.adults = static_cast<int>((*given)[0]);
        type.minors_mean = (*given)[1];
        type.share = (*given)[2];
        anyone_alone = anyone_alone || (type.adults == 1 && type.share > 0);
        shares.push_back(type.share);
        const std::size_t rules_before = wrong.size();
        const auto rules = parse_rules(type, wrong);
        if (wrong.size() == rules_before && !tables.age_sex.empty() && type.share > 0)
            check_roles(type, rules, tables, wrong);
        tables.households.push_back(std::move(type));
    }
    if (spoilt(file, wrong)) return;
    if (tables.households.empty()) {
        say(wrong, {file.file(), 0, 0}, "this table has no rows; give at least one household type");
        return;
    }
    check_sum(file, shares, (*at)[2], wrong);
    if (!anyone_alone) {
        say(wrong, file.where(0, (*at)[0]),
            "no household type has one adult, so the adults of a community cannot come out exactly; add a type");
    }
}

}   // namespace

std::size_t row_of(const std::vector<marginals::row>& table, int age, std::uint8_t sex) {
    std::optional<std::size_t> best, first;
    for (std::size_t r = 0; r < table.size(); ++r) {
        if (table[r].sex != sex) continue;
        if (table[r].age_from <= age && (!best || table[r].age_from > table[*best].age_from)) best = r;
        if (!first || table[r].age_from < table[*first].age_from) first = r;
    }
    return best ? *best : first.value_or(0);
}

std::vector<std::string> wrong_names(const community& of) {
    std::vector<std::string> out;
    for (const std::string* const name : {&of.name, &of.name_zh, &of.subdistrict, &of.subdistrict_zh}) {
        if (name == &of.name && name->empty()) continue;
        const std::string why = sim::why_no_name(*name);
        std::string sentence = "the name '" + *name + "' " + why;
        if (!why.empty() && std::find(out.begin(), out.end(), sentence) == out.end())
            out.push_back(std::move(sentence));
    }
    return out;
}

marginals of_size(marginals tables, std::size_t adults) {
    const double before = std::accumulate(tables.adults.begin(), tables.adults.end(), 0.0),
                 share = static_cast<double>(adults) / before;
    const auto part = [&](std::uint32_t of, std::uint32_t most) {
        const double exact = of * share;
        return std::clamp(static_cast<std::uint32_t>(exact + 0.5), std::min(of, 1U), most);
    };
    // Adults come out exactly: each community gets what is left of the total's share up to it.
    double seen = 0;
    std::uint32_t given = 0;
    for (std::size_t k = 0; k < tables.communities.size(); ++k) {
        community& here = tables.communities[k];
        seen += tables.adults[k];
        const auto after = static_cast<std::uint32_t>(std::llround(seen * share)),
                   left = static_cast<std::uint32_t>(tables.communities.size() - 1 - k);
        const std::uint32_t until = std::clamp(after, given + 1, static_cast<std::uint32_t>(adults) - left);
        tables.adults[k] = until - given;
        given = until;
        here.households = part(here.households, tables.adults[k]);
        here.grids = part(here.grids, here.households);
        here.posts = part(here.posts, most_posts);
    }
    return tables;
}

marginals read_marginals(const std::string& folder, sim::mistakes& wrong) {
    marginals tables;
    const std::filesystem::path root{folder};
    if (const std::string why = sim::why_unreadable(folder, sim::kind_of_path::folder); !why.empty()) {
        say(wrong, {folder, 0, 0}, why + "; a population is a folder of CSV files");
        return tables;
    }
    const auto read = [&](const std::string& name) {
        sim::csv file = sim::csv::read((root / name).string(), wrong);
        tables.source.emplace_back(name, file.source());
        return file;
    };
    static constexpr std::array<column, 1> pyramid{{{"share", 0, 1}}};
    static constexpr std::array<column, 4> employment{
        {{"employed_share", 0, 1}, {"hours_mean", 0, 168}, {"hours_sd", 0, 84}, {"unit_share", 0, 1}}};
    static constexpr std::array<column, 2> care{{{"carer_share", 0, 1}, {"hours_mean", 0, 168}}};
    static constexpr std::array<column, 2> membership{{{"party_share", 0, 1}, {"digital_share", 0, 1}}};
    static constexpr std::array<column, 3> demography{
        {{"death_rate", 0, 1}, {"out_migration_rate", 0, 1}, {"in_migration_rate", 0, 1}}};

    read_communities(read("communities.csv"), tables, wrong);
    const sim::csv ages = read("age_sex.csv");
    tables.age_sex = read_rows(ages, pyramid, wrong);
    if (!spoilt(ages, wrong)) {
        std::vector<double> shares;
        for (const auto& row : tables.age_sex) shares.push_back(row.value[0]);
        check_sum(ages, shares, *ages.column("share", wrong), wrong);
    }
    const bool pyramid_known = !spoilt(ages, wrong);
    tables.demography = read_rows(read("demography.csv"), demography, wrong);
    if (!pyramid_known) tables.age_sex.clear();   // roles are not checked against a pyramid with mistakes
    read_households(read("households.csv"), tables, wrong);
    tables.employment = read_rows(read("employment.csv"), employment, wrong);
    tables.care = read_rows(read("care.csv"), care, wrong);
    tables.membership = read_rows(read("membership.csv"), membership, wrong);
    return tables;
}

}   // namespace participation
