// How near the residents came to the marginals, and what the ties are like.

#include <algorithm>
#include <cmath>

#include "models/participation/people/synthesis.hpp"
#include "sim/engine/blocks.hpp"

namespace participation {

namespace {

// Below this number of people one person is more than the two points that a community may be off, so that its share
// says nothing about the synthesis; the largest miss is among larger groups.
constexpr double least_group = 50;
constexpr double week = 168;   // hours

std::string cell_name(const std::vector<marginals::row>& table, std::size_t r) {
    const auto& row = table[r];
    bool last = true;
    for (const auto& other : table) last = last && (other.sex != row.sex || other.age_from <= row.age_from);
    std::string name = row.sex == 1 ? "male " : "female ";
    name += std::to_string(row.age_from);
    if (last) return name += '+';
    name += '-';
    return name += std::to_string(row.age_to);
}

double one_if(bool yes) { return yes ? 1 : 0; }

// Beside a column of a table by age and sex: the mean value of those in each row that belong to the whole, over `unit`.
template <class Whole, class Value>
void ask(population& town, const std::string& name, const std::vector<marginals::row>& table, std::size_t column,
         double unit, const Whole& whole_has, const Value& value) {
    if (table.empty()) return;
    const row_index row = index_rows(table);
    const std::size_t rows = table.size(), places = town.communities.size();
    std::vector<double> whole(places * rows), sum(places * rows);
    sim::for_each_index(places, [&](std::size_t k) {
        for (std::size_t i = town.communities[k].first; i < town.communities[k].last; ++i) {
            if (!whole_has(i)) continue;
            const std::size_t at = k * rows + row[town.start.sex[i]][town.start.age[i]];
            whole[at] += 1;
            sum[at] += value(i);
        }
    });
    for (std::size_t r = 0; r < rows; ++r) {
        fit_row out{name, cell_name(table, r), table[r].value[column] / unit, 0, 0};
        double all = 0, found = 0;
        for (std::size_t k = 0; k < places; ++k) {
            const std::size_t at = k * rows + r;
            all += whole[at];
            found += sum[at];
            if (whole[at] >= least_group)
                out.largest_miss = std::max(out.largest_miss, std::abs(sum[at] / whole[at] / unit - out.wanted));
        }
        out.found = all > 0 ? found / all / unit : 0;
        if (all > 0) town.fit.push_back(out);
    }
}

void fit_pyramid(population& town) {
    const auto& table = town.tables.age_sex;
    if (table.empty()) return;
    const row_index row = index_rows(table);
    double all = 0;
    for (const auto& r : table) all += r.value[0];
    std::vector<double> found(table.size()), miss(table.size());
    for (const community& c : town.communities) {
        std::vector<double> here(table.size());
        for (std::size_t i = c.first; i < c.last; ++i) here[row[town.start.sex[i]][town.start.age[i]]] += 1;
        for (std::size_t r = 0; r < table.size() && c.residents() > 0; ++r) {
            found[r] += here[r];
            if (c.residents() >= least_group)
                miss[r] = std::max(miss[r], std::abs(here[r] / c.residents() - table[r].value[0] / all));
        }
    }
    for (std::size_t r = 0; r < table.size(); ++r) {
        town.fit.push_back({"age_sex", cell_name(table, r), table[r].value[0] / all,
                            found[r] / static_cast<double>(town.residents()), miss[r]});
    }
}

// Mean local clustering of a layer (Watts & Strogatz 1998), from every so-many-th resident in a large town.
double clustering(const population& town, std::size_t layer) {
    constexpr std::size_t sample = 10000, grain = 500, most_others = 200;
    const std::size_t stride = std::max<std::size_t>(1, town.residents() / sample),
                      taken = (town.residents() + stride - 1) / stride;
    std::vector<double> sum(sim::ranges(taken, grain)), count(sum.size());
    const sim::ties& t = town.ties;
    sim::for_each_range(taken, grain, [&](sim::block b) {
        for (std::size_t n = b.first; n < b.last; ++n) {
            const std::uint32_t* const to = t.to.data();
            const std::size_t begin = t.begin(n * stride, layer),
                              end = std::min(t.end(n * stride, layer), begin + most_others);
            if (end - begin < 2) continue;
            double closed = 0;
            for (std::size_t x = begin; x < end; ++x) {
                const std::uint32_t* const from = to + t.begin(to[x], layer);
                const std::uint32_t* const until = to + t.end(to[x], layer);
                for (std::size_t y = x + 1; y < end; ++y) closed += std::binary_search(from, until, to[y]) ? 1 : 0;
            }
            const auto degree = static_cast<double>(end - begin);
            sum[b.first / grain] += 2 * closed / (degree * (degree - 1));
            count[b.first / grain] += 1;
        }
    });
    double closed = 0, all = 0;
    for (std::size_t k = 0; k < sum.size(); ++k) {
        closed += sum[k];
        all += count[k];
    }
    return all > 0 ? closed / all : 0;
}

layer_fit measure_layer(const population& town, std::size_t layer, double wanted) {
    layer_fit out;
    out.layer = layer_names[layer];
    const sim::ties& t = town.ties;
    std::int64_t ties = 0, same = 0, employed = 0, ages = 0, squares = 0, products = 0;   // whole numbers: exact
    for (std::size_t i = 0; i < town.residents(); ++i) {
        employed += town.start.employed[i];
        const std::int64_t age = town.start.age[i];
        for (std::size_t k = t.begin(i, layer); k < t.end(i, layer); ++k) {
            ++ties;
            same += town.community_of[i] == town.community_of[t.to[k]] ? 1 : 0;
            ages += age;
            squares += age * age;
            products += age * town.start.age[t.to[k]];
        }
    }
    const auto whole =
        static_cast<double>(layer == work_layer ? employed : static_cast<std::int64_t>(town.residents()));
    const auto count = static_cast<double>(ties);
    out.mean_degree = whole > 0 ? count / whole : 0;
    out.wanted_degree = layer == household_layer ? out.mean_degree : wanted;   // households are as large as their types
    if (ties > 0) {
        const double mean = static_cast<double>(ages) / count,
                     variance = static_cast<double>(squares) / count - mean * mean;
        out.age_correlation = variance > 0 ? (static_cast<double>(products) / count - mean * mean) / variance : 0;
        out.same_community = static_cast<double>(same) / count;
    }
    out.clustering = clustering(town, layer);
    return out;
}

}   // namespace

std::vector<fit_row> fit_of_types(const marginals& tables, const raked_types& types,
                                  const std::vector<std::uint32_t>& households_by_type) {
    const std::size_t kinds = types.share.size(), places = kinds > 0 ? households_by_type.size() / kinds : 0;
    std::vector<double> all(places), of(kinds), miss(kinds);
    double whole = 0;
    for (std::size_t k = 0; k < places; ++k) {
        for (std::size_t t = 0; t < kinds; ++t) all[k] += households_by_type[k * kinds + t];
        whole += all[k];
        for (std::size_t t = 0; t < kinds; ++t) {
            const double here = households_by_type[k * kinds + t];
            of[t] += here;
            if (all[k] >= least_group) miss[t] = std::max(miss[t], std::abs(here / all[k] - types.share[t]));
        }
    }
    std::vector<fit_row> rows;
    for (std::size_t t = 0; t < kinds; ++t)
        rows.push_back({"households", tables.households[t].name, types.share[t], of[t] / whole, miss[t]});
    return rows;
}

void measure_fit(population& town, const people_parameters& p) {
    std::erase_if(town.fit,
                  [](const fit_row& row) { return row.table != "households"; });   // residents do not show their type
    fit_pyramid(town);
    const attributes& a = town.start;
    const auto anybody = [](std::size_t) { return true; };
    const auto works = [&](std::size_t i) { return a.employed[i] == 1; };
    const auto cares = [&](std::size_t i) { return a.care_hours[i] > 0; };
    const auto has = [](const std::vector<std::uint8_t>& field) {
        return [at = field.data()](std::size_t i) { return one_if(at[i] != 0); };
    };
    const auto hours = [](const std::vector<float>& field) {
        return [at = field.data()](std::size_t i) { return double{at[i]}; };
    };
    const auto& of = town.tables;
    ask(town, "employed_share", of.employment, 0, 1, anybody, has(a.employed));
    ask(town, "unit_share", of.employment, 3, 1, works, has(a.unit));
    ask(town, "work_hours (of 168)", of.employment, 1, week, works, hours(a.work_hours));
    ask(town, "carer_share", of.care, 0, 1, anybody, [&](std::size_t i) { return one_if(cares(i)); });
    ask(town, "care_hours (of 168)", of.care, 1, week, cares, hours(a.care_hours));
    ask(town, "party_share", of.membership, 0, 1, anybody, has(a.party_member));
    ask(town, "digital_share", of.membership, 1, 1, anybody, has(a.digital));
    town.layers.assign(layer_count, {});
    const std::array<double, layer_count> wanted{0, p.degree_neighbour, p.degree_friend, p.degree_work};
    sim::for_each_index(layer_count,
                        [&](std::size_t layer) { town.layers[layer] = measure_layer(town, layer, wanted[layer]); });
}

}   // namespace participation
