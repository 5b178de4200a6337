// The end of a year: ODD "Once a year". Everything is drawn from the population's seed, the resident's id and the step, so
// that all runs over a population age alike.

#include <algorithm>
#include <bit>
#include <cassert>

#include "models/participation/people/synthesis.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace participation {

namespace {

using sim::draw;

constexpr std::size_t grain = 8192;
constexpr std::uint8_t oldest_stored = 255;

struct year {
    std::uint64_t seed = 0;
    std::uint32_t step = 0;
    [[nodiscard]] draw luck(std::uint32_t id, from_town what, std::uint32_t further = 0) const {
        return {seed, id, step, purpose(what), further};
    }
};

// Employment, hours and unit go together: P(employed), then hours ~ N(mean, sd) from 8 to 84, and the unit of the employed.
void draw_work(const marginals::row& row, year now, std::uint32_t id, std::size_t i, attributes& a) {
    const draw luck = now.luck(id, from_town::year_work);
    a.employed[i] = luck.uniform() < row.value[0] ? 1 : 0;
    a.unit[i] = a.employed[i] == 1 && luck.other_uniform() < row.value[3] ? 1 : 0;
    const double hours =
        a.employed[i] == 1 ? row.value[1] + row.value[2] * now.luck(id, from_town::year_work, 1).normal() : 0;
    a.work_hours[i] = a.employed[i] == 1 ? static_cast<float>(std::clamp(hours, 8.0, 84.0)) : 0.0f;
}

// Carers give ~ Exponential(mean) hours, 60 at most.
void draw_care(const marginals::row& row, year now, std::uint32_t id, std::size_t i, attributes& a) {
    const draw luck = now.luck(id, from_town::year_care);
    const bool cares = luck.uniform() < row.value[0];
    a.care_hours[i] = cares ? static_cast<float>(std::min(60.0, -row.value[1] * sim::log(luck.other_uniform()))) : 0.0f;
}

// Share of men among newcomers who come of age: that of the pyramid's first row. A population read from a file may have
// no pyramid; then that of the youngest residents at the start, ten being added, half of them men, so that a hamlet does
// not bring up one sex only.
double men_among_young(const population& town, const row_index& group) {
    const auto& pyramid = town.tables.age_sex;
    if (!pyramid.empty()) {
        const double men_share = pyramid[row_of(pyramid, youngest, 1)].value[0],
                     women_share = pyramid[row_of(pyramid, youngest, 0)].value[0];
        if (men_share + women_share > 0) return men_share / (men_share + women_share);
    }
    const std::size_t rows = town.tables.demography.size();
    std::vector<std::uint8_t> is_youngest(rows, 0);
    int last = 0;
    for (std::size_t s = 0; s < 2; ++s) {
        is_youngest[group[s][youngest]] = 1;
        last = std::max(last, town.tables.demography[group[s][youngest]].age_to);
    }
    std::uint64_t men = 5, all = 10;
    for (std::size_t i = 0; i < town.residents(); ++i) {
        if (town.start.age[i] > last) continue;   // most are
        if (is_youngest[group[town.start.sex[i]][town.start.age[i]]] == 0) continue;
        men += town.start.sex[i];
        ++all;
    }
    return static_cast<double>(men) / static_cast<double>(all);
}

// How newcomers come: at 18, or into a row of the table in proportion to in_migration_rate * its residents.
struct arrivals {
    double at_18 = 0, men = 0.5;
    std::vector<double> row_summed;
    std::vector<std::vector<double>> age_summed;   // by row: years after age_from, summed up
};

arrivals expect_arrivals(const population& town, const people_parameters& p, const row_index& group,
                         const std::vector<std::uint64_t>& residents_of) {
    const auto& table = town.tables.demography;
    arrivals in;
    double sum = 0;
    for (std::size_t r = 0; r < table.size(); ++r) {
        sum += table[r].value[2] * static_cast<double>(residents_of[r]);
        in.row_summed.push_back(sum);
        const bool open = row_of(table, oldest_stored, table[r].sex) == r;
        const int to = open ? std::max(table[r].age_to, usual_oldest) : table[r].age_to;
        auto ages = open ? falling_off(table, table[r].age_from, to, table[r].sex)
                         : std::vector<double>(static_cast<std::size_t>(to - table[r].age_from + 1), 1.0);
        for (std::size_t k = 1; k < ages.size(); ++k) ages[k] += ages[k - 1];
        in.age_summed.push_back(std::move(ages));
    }
    const double moving_in = sum / static_cast<double>(town.residents());
    in.at_18 = moving_in > 0 ? p.coming_of_age / (p.coming_of_age + moving_in) : 1;
    in.men = men_among_young(town, group);
    return in;
}

std::size_t place_of(const std::vector<double>& summed, double u) {
    const auto at = std::upper_bound(summed.begin(), summed.end(), u * summed.back());
    return std::min(static_cast<std::size_t>(at - summed.begin()), summed.size() - 1);
}

}   // namespace

turned_year turn_year(const population& town, const attributes& before, const people_parameters& p, int step) {
    const auto& tables = town.tables;
    const std::size_t residents = town.residents(), rows = tables.demography.size();
    assert(town.has_tables && before.age.size() == residents);
    const year now{town.seed, std::bit_cast<std::uint32_t>(step)};
    const row_index work_row = index_rows(tables.employment), care_row = index_rows(tables.care),
                    member_row = index_rows(tables.membership), group = index_rows(tables.demography);

    turned_year after;
    after.residents = before;
    attributes& a = after.residents;
    const std::size_t pieces = sim::ranges(residents, grain);
    std::vector<std::vector<std::uint32_t>> leaving(pieces);
    std::vector<std::vector<std::uint64_t>> counts(pieces, std::vector<std::uint64_t>(rows));
    sim::for_each_range(residents, grain, [&](sim::block b) {
        auto& left = leaving[b.first / grain];
        auto& count = counts[b.first / grain];
        for (std::size_t i = b.first; i < b.last; ++i) {
            const std::size_t s = before.sex[i], was = before.age[i];
            const std::size_t age = std::min<std::size_t>(was + 1, oldest_stored);
            a.age[i] = static_cast<std::uint8_t>(age);
            a.band[i] = band_of(a.age[i], p);
            const std::size_t w = work_row[s][age], c = care_row[s][age], g = group[s][age];
            if (w != work_row[s][was]) draw_work(tables.employment[w], now, town.id[i], i, a);
            if (c != care_row[s][was]) draw_care(tables.care[c], now, town.id[i], i, a);
            ++count[g];
            const auto& rate = tables.demography[g].value;
            const draw luck = now.luck(town.id[i], from_town::year_leave);
            if (luck.uniform() < rate[0] || luck.other_uniform() < rate[1])
                left.push_back(static_cast<std::uint32_t>(i));   // died or moved
        }
    });
    std::vector<std::uint64_t> residents_of(rows);   // before anybody leaves
    for (const auto& count : counts) {
        for (std::size_t g = 0; g < rows; ++g) residents_of[g] += count[g];
    }
    for (const auto& left : leaving) after.newcomers.insert(after.newcomers.end(), left.begin(), left.end());
    if (after.newcomers.empty()) return after;

    const arrivals in = expect_arrivals(town, p, group, residents_of);
    sim::for_each_range(after.newcomers.size(), 1024, [&](sim::block b) {
        for (std::size_t n = b.first; n < b.last; ++n) {
            const std::size_t i = after.newcomers[n];
            const std::uint32_t id = town.id[i];
            const draw luck = now.luck(id, from_town::year_newcomer);
            const draw more = now.luck(id, from_town::year_newcomer_sex);
            if (luck.uniform() < in.at_18) {
                a.age[i] = youngest;
                a.sex[i] = more.uniform() < in.men ? 1 : 0;
            } else {
                const std::size_t r = place_of(in.row_summed, luck.other_uniform());
                a.age[i] = static_cast<std::uint8_t>(
                    tables.demography[r].age_from + static_cast<int>(place_of(in.age_summed[r], more.other_uniform())));
                a.sex[i] = tables.demography[r].sex;
            }
            const std::size_t s = a.sex[i], age = a.age[i];
            a.band[i] = band_of(a.age[i], p);
            // The leaver's own draws of this year may have been used: newcomers have theirs.
            const year fresh{sim::mix(now.seed ^ 0x6e6577ULL), now.step};
            draw_work(tables.employment[work_row[s][age]], fresh, id, i, a);
            draw_care(tables.care[care_row[s][age]], fresh, id, i, a);
            const auto& member = tables.membership[member_row[s][age]].value;
            const draw for_member = now.luck(id, from_town::membership, 1);
            a.party_member[i] = for_member.uniform() < member[0] ? 1 : 0;
            a.digital[i] = for_member.other_uniform() < member[1] ? 1 : 0;
            a.taste[i] = static_cast<float>(now.luck(id, from_town::taste, 1).normal());
            for (std::size_t c = 0; c < channel_count; ++c)
                a.channel_taste[c][i] = channel_taste_of(now.seed, id, c, now.step);
        }
    });
    return after;
}

}   // namespace participation
