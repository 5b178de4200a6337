// The synthetic population of Boli (ODD 7.12) and one turn of its year (ODD 7.9).

#include <fmt/format.h>

#include "models/participation/people/population.hpp"
#include "tests/verification/parts.hpp"

namespace verification {

namespace {

using namespace participation;

// The cell of each table that the residents miss most, and how far.
void marginals_met(rows& out, const population& town) {
    for (std::size_t first = 0; first < town.fit.size();) {
        std::size_t last = first, worst = first;
        for (; last < town.fit.size() && town.fit[last].table == town.fit[first].table; ++last)
            if (std::abs(town.fit[last].found - town.fit[last].wanted) >
                std::abs(town.fit[worst].found - town.fit[worst].wanted))
                worst = last;
        out.push_back({"synthetic population (ODD 7.12)",
                       fmt::format("{}, worst of {} cells", town.fit[first].table, last - first), town.fit[worst].cell,
                       town.fit[worst].wanted, town.fit[worst].found, 0, 0, 0.01});
        first = last;
    }
}

// Clustering of the neighbour layer where pairs are tied independently with chances that fall off as exp(-distance /
// scale) along a row of households: triangles over open triads.
double neighbour_clustering(double degree, double scale, double adults_a_household) {
    constexpr int reach = 150;
    std::vector<double> chance(2 * reach + 1);
    double sum = 0;
    for (int d = -reach; d <= reach; ++d) sum += d == 0 ? 0 : adults_a_household * std::exp(-std::abs(d) / scale);
    for (int d = -reach; d <= reach; ++d)
        chance[static_cast<std::size_t>(d + reach)] = d == 0 ? 0 : degree * std::exp(-std::abs(d) / scale) / sum;
    const auto of = [&](int d) { return std::abs(d) > reach ? 0.0 : chance[static_cast<std::size_t>(d + reach)]; };
    double closed = 0, open = 0;
    for (int a = -reach; a <= reach; ++a)
        for (int b = -reach; b <= reach; ++b) {
            closed += of(a) * of(b) * of(a - b);
            open += of(a) * of(b);
        }
    return closed / open;
}

void layers(rows& out, const population& town, const parameters& p) {
    const std::string part = "ties of Boli (ODD 7.12)";
    for (const layer_fit& l : town.layers) {
        out.push_back({part, l.layer + " layer", "mean number of others", l.wanted_degree, l.mean_degree, 0, 0,
                       0.01 * l.wanted_degree});
        if (l.layer == "household")
            out.push_back({part, l.layer + " layer", "clustering", 1, l.clustering, 0, 0, 1e-9});
        if (l.layer == "neighbour") {
            double households = 0;
            for (const community& k : town.communities) households += k.households;
            parameters alone = p;   // as pairs are met; closing adds to it
            alone.neighbour_closure = alone.degree_friend = alone.degree_work = 0;
            out.push_back(
                {part, l.layer + " layer", "clustering, neighbour_closure 0",
                 neighbour_clustering(static_cast<double>(p.degree_neighbour), static_cast<double>(p.neighbour_scale),
                                      static_cast<double>(town.residents()) / households),
                 synthesise(town.tables, alone, town.seed).layers[neighbour_layer].clustering, 0, 0, 0.01});
        }
        if (l.layer == "friend") {
            double together = 0;   // chance that two residents drawn at random share a community
            for (const community& k : town.communities)
                together += std::pow(k.residents() / static_cast<double>(town.residents()), 2);
            const auto local = static_cast<double>(p.friend_local);
            // Friends of friends add some; without closure the share is as written.
            out.push_back({part, "friend layer", "share within a community", local + (1 - local) * together,
                           l.same_community, 0, 0, 0.05});
        }
    }
}

// One turn of the year: who dies or leaves is a coin for each resident.
void year(rows& out, const population& town, const parameters& p) {
    double expected = 0, variance = 0;
    for (std::size_t i = 0; i < town.residents(); ++i) {
        const auto& rates =
            town.tables.demography[row_of(town.tables.demography, town.start.age[i] + 1, town.start.sex[i])];
        const double goes = 1 - (1 - rates.value[0]) * (1 - rates.value[1]);
        expected += goes;
        variance += goes * (1 - goes);
    }
    const turned_year after = turn_year(town, town.start, p, 51);
    const auto n = static_cast<double>(town.residents());
    out.push_back({"a year's demography (ODD 7.9)", "Boli, first year", "residents who die or leave", expected,
                   static_cast<double>(after.newcomers.size()), std::sqrt(variance), n});
    // Of those who come, so many are 18.
    double in = 0;
    for (std::size_t i = 0; i < town.residents(); ++i)
        in +=
            town.tables.demography[row_of(town.tables.demography, town.start.age[i] + 1, town.start.sex[i])].value[2] /
            n;
    double eighteen = 0;
    for (const std::uint32_t i : after.newcomers) eighteen += after.residents.age[i] == 18 ? 1 : 0;
    // Those who move in may be 18 too: a year of the youngest row.
    double also = 0, all = 0;
    std::vector<double> weight(town.tables.demography.size());
    for (std::size_t i = 0; i < town.residents(); ++i)
        weight[row_of(town.tables.demography, town.start.age[i] + 1, town.start.sex[i])] += 1;
    for (std::size_t g = 0; g < weight.size(); ++g) {
        const auto& rates = town.tables.demography[g];
        all += weight[g] * rates.value[2];
        if (rates.age_from == 18) also += weight[g] * rates.value[2] / (rates.age_to - rates.age_from + 1);
    }
    const auto coming = static_cast<double>(p.coming_of_age);
    const double share = coming / (coming + in) + in / (coming + in) * also / all;
    const auto newcomers = static_cast<double>(after.newcomers.size());
    out.push_back({"a year's demography (ODD 7.9)", "Boli, first year", "share of newcomers aged 18", share,
                   eighteen / newcomers, std::sqrt(share * (1 - share) / newcomers), newcomers});
}

}   // namespace

rows people_and_ties() {
    rows out;
    sim::mistakes wrong;
    const marginals tables = read_marginals(std::string{COGOV_SOURCE_DIR} + "/scenarios/boli/population", wrong);
    const parameters p = standard_parameters();
    population town = synthesise(tables, p, 1);
    measure_fit(town, p);
    marginals_met(out, town);
    layers(out, town, p);
    year(out, town, p);
    return out;
}

}   // namespace verification
