// Work, care, membership and taste of the residents at the start. Shares are met by quota: of those in a row of a table,
// every community has the number that its share asks for, and who they are is drawn. Independent draws would miss the
// shares of small groups by more than the tables are worth.

#include <algorithm>
#include <cmath>
#include <span>

#include "models/participation/people/synthesis.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace participation {

namespace {

using sim::draw;

// How many of each (community, row) have something that `rate` of the row have: whole numbers, whose sum over the
// communities of the town is right to one.
std::vector<std::uint32_t> quotas(const std::vector<std::uint32_t>& whole, std::size_t rows, std::size_t value,
                                  const std::vector<marginals::row>& table, std::uint64_t seed, std::uint32_t which) {
    std::vector<std::uint32_t> quota(whole.size());
    for (std::size_t r = 0; r < rows; ++r) {
        double wanted = draw{seed, static_cast<std::uint32_t>(r), which, purpose(from_town::quota)}.uniform();
        double given = 0;
        for (std::size_t at = r; at < whole.size(); at += rows) {
            wanted += whole[at] * table[r].value[value];
            const double now = std::clamp(std::floor(wanted) - given, 0.0, static_cast<double>(whole[at]));
            quota[at] = static_cast<std::uint32_t>(now);
            given += now;
        }
    }
    return quota;
}

// Chooses `need` of `left` residents met one after the other, all choices being equally likely (Knuth, The Art of Computer
// Programming 2, 3.4.2, algorithm S).
class chooser {
public:
    chooser(std::span<const std::uint32_t> whole, std::span<const std::uint32_t> quota)
        : left_(whole.begin(), whole.end()), need_(quota.begin(), quota.end()) {}
    bool operator()(std::size_t row, double u) {
        const bool chosen = u * left_[row] < need_[row];
        --left_[row];
        if (chosen) --need_[row];
        return chosen;
    }

private:
    std::vector<std::uint32_t> left_, need_;
};

// Uniform numbers that fill (0, 1) evenly, whatever their number: steps of the golden ratio (Weyl 1916) from a random
// start. Means of small groups then come out as the tables have them.
class even {
public:
    even(std::uint64_t seed, std::size_t community, std::size_t rows, std::uint32_t which) {
        for (std::size_t r = 0; r < rows; ++r) {
            const draw luck{seed, static_cast<std::uint32_t>(community), static_cast<std::uint32_t>(r),
                            purpose(from_town::hours_start), which};
            at_.push_back((std::uint64_t{luck.word(0)} << 32U) | luck.word(1));
        }
    }
    double operator()(std::size_t row) {
        at_[row] += 0x9E3779B97F4A7C15ULL;
        return sim::uniform_double(static_cast<std::uint32_t>(at_[row] >> 32U), static_cast<std::uint32_t>(at_[row]));
    }

private:
    std::vector<std::uint64_t> at_;
};

std::vector<std::uint32_t> count_rows(const population& town, const row_index& row, std::size_t rows) {
    std::vector<std::uint32_t> count(town.communities.size() * rows);
    sim::for_each_index(town.communities.size(), [&](std::size_t k) {
        for (std::size_t i = town.communities[k].first; i < town.communities[k].last; ++i)
            ++count[k * rows + row[town.start.sex[i]][town.start.age[i]]];
    });
    return count;
}

}   // namespace

void give_attributes(const marginals& tables, const people_parameters& p, population& town) {
    const row_index work_row = index_rows(tables.employment), care_row = index_rows(tables.care),
                    member_row = index_rows(tables.membership);
    const std::size_t work_rows = tables.employment.size(), care_rows = tables.care.size(),
                      member_rows = tables.membership.size();
    const auto workers = count_rows(town, work_row, work_rows);
    const auto carers = count_rows(town, care_row, care_rows);
    const auto members = count_rows(town, member_row, member_rows);
    const auto employed = quotas(workers, work_rows, 0, tables.employment, town.seed, 0);
    const auto unit = quotas(employed, work_rows, 3, tables.employment, town.seed, 1);   // a share of the employed
    const auto caring = quotas(carers, care_rows, 0, tables.care, town.seed, 2);
    const auto party = quotas(members, member_rows, 0, tables.membership, town.seed, 3);
    const auto digital = quotas(members, member_rows, 1, tables.membership, town.seed, 4);

    sim::for_each_index(town.communities.size(), [&](std::size_t k) {
        const auto part = [&](const std::vector<std::uint32_t>& of, std::size_t rows) {
            return std::span{of}.subspan(k * rows, rows);
        };
        chooser works{part(workers, work_rows), part(employed, work_rows)},
            has_unit{part(employed, work_rows), part(unit, work_rows)};
        chooser cares{part(carers, care_rows), part(caring, care_rows)};
        chooser is_member{part(members, member_rows), part(party, member_rows)},
            is_digital{part(members, member_rows), part(digital, member_rows)};
        even work_luck{town.seed, k, work_rows, 0}, care_luck{town.seed, k, care_rows, 1};
        attributes& a = town.start;
        for (std::uint32_t i = town.communities[k].first; i < town.communities[k].last; ++i) {
            const std::size_t s = a.sex[i], age = a.age[i];
            a.band[i] = band_of(a.age[i], p);
            const std::size_t w = work_row[s][age], c = care_row[s][age], m = member_row[s][age];
            const draw for_work{town.seed, town.id[i], 0, purpose(from_town::employment)};
            a.employed[i] = works(w, for_work.uniform()) ? 1 : 0;
            if (a.employed[i] == 1) {
                const auto& row = tables.employment[w].value;   // hours ~ N(mean, sd), 8 to 84
                a.work_hours[i] =
                    static_cast<float>(std::clamp(row[1] + row[2] * sim::normal_quantile(work_luck(w)), 8.0, 84.0));
                a.unit[i] = has_unit(w, for_work.other_uniform()) ? 1 : 0;
            }
            if (cares(c, draw{town.seed, town.id[i], 0, purpose(from_town::care)}
                             .uniform())) {   // hours ~ Exponential(mean), 60 at most
                a.care_hours[i] = static_cast<float>(std::min(60.0, -tables.care[c].value[1] * sim::log(care_luck(c))));
            }
            const draw for_member{town.seed, town.id[i], 0, purpose(from_town::membership)};
            a.party_member[i] = is_member(m, for_member.uniform()) ? 1 : 0;
            a.digital[i] = is_digital(m, for_member.other_uniform()) ? 1 : 0;
            a.taste[i] = static_cast<float>(draw{town.seed, town.id[i], 0, purpose(from_town::taste)}.normal());
            for (std::size_t channel = 0; channel < channel_count; ++channel)
                a.channel_taste[channel][i] = channel_taste_of(town.seed, town.id[i], channel);
        }
    });
}

}   // namespace participation
