// Workplaces and who knows whom in them.

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "models/participation/people/synthesis.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace participation {

namespace {

using sim::draw;

struct workplace {
    std::size_t first = 0, size = 0;   // its people, in the list of all
};

void shuffle(std::vector<std::uint32_t>& people, std::uint64_t seed, std::uint32_t which) {   // Fisher & Yates
    for (auto n = static_cast<std::uint32_t>(people.size()); n > 1; --n) {
        const draw luck{seed, n - 1, which, purpose(from_town::workplace_order)};
        std::swap(people[n - 1], people[luck.below(n)]);
    }
}

double pairs_in(std::size_t size) { return 0.5 * static_cast<double>(size) * static_cast<double>(size - 1); }

// The degree to aim at in large workplaces, so that the mean is `degree` although small ones cannot reach it.
double aim(const std::vector<workplace>& places, double degree, std::size_t people) {
    std::map<std::size_t, double> of_size;
    for (const auto& w : places) ++of_size[w.size];
    const auto pairs = [&](double c) {
        double sum = 0;
        for (const auto& [size, count] : of_size)
            sum += count * std::min(c * static_cast<double>(size) / 2, pairs_in(size));
        return sum;
    };
    double low = 0, high = of_size.empty() ? 0.0 : static_cast<double>(of_size.rbegin()->first);
    const double wanted = degree * static_cast<double>(people) / 2;
    for (int k = 0; k < 60; ++k) {
        const double middle = 0.5 * (low + high);
        (pairs(middle) < wanted ? low : high) = middle;
    }
    return high;
}

// `wanted` different pairs of a workplace, all equally likely. `number` tells workplaces apart.
void tie_workplace(const std::uint32_t* people, std::size_t size, std::size_t wanted, std::uint64_t seed,
                   std::uint32_t number, std::vector<pair>& into) {
    const double all = pairs_in(size);
    if (2 * static_cast<double>(wanted) > all) {   // most of them: go through all (Knuth 3.4.2, algorithm S)
        double left = all, need = static_cast<double>(wanted);
        std::uint32_t n = 0;
        for (std::size_t a = 0; a < size; ++a) {
            for (std::size_t b = a + 1; b < size; ++b, --left) {
                if (draw{seed, number, n++, purpose(from_town::work_tie), 0}.uniform() * left >= need) continue;
                into.push_back(pair_of(people[a], people[b]));
                --need;
            }
        }
        return;
    }
    std::vector<pair> pairs;
    for (std::uint32_t round = 1; pairs.size() < wanted; ++round) {
        const std::size_t missing = wanted - pairs.size();
        for (std::uint32_t n = 0; n < missing; ++n) {
            const draw luck{seed, number, n, purpose(from_town::work_tie), round};
            const auto a = luck.below(static_cast<std::uint32_t>(size));
            auto b = static_cast<std::uint32_t>(luck.other_uniform() * static_cast<double>(size - 1));
            if (b >= a) ++b;
            pairs.push_back(pair_of(people[a], people[b]));
        }
        std::sort(pairs.begin(), pairs.end());
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    }
    into.insert(into.end(), pairs.begin(), pairs.end());
}

}   // namespace

std::vector<pair> work_pairs(const population& town, const people_parameters& p) {
    // The employed of each subdistrict in a random order; a share of them work in it, the others anywhere in the town.
    std::map<std::string, std::uint32_t> number_of;
    std::vector<std::vector<std::uint32_t>> of_subdistrict;
    for (const community& c : town.communities) {
        const auto [at, fresh] =
            number_of.try_emplace(c.subdistrict, static_cast<std::uint32_t>(of_subdistrict.size()));
        if (fresh) of_subdistrict.emplace_back();
        for (std::uint32_t i = c.first; i < c.last; ++i) {
            if (town.start.employed[i] == 1) of_subdistrict[at->second].push_back(i);
        }
    }
    std::vector<std::uint32_t> people, anywhere;
    std::vector<workplace> places;
    // Cuts people from `first` on into workplaces of size e^N(mean, sd); the last one takes what is left.
    const auto cut = [&](std::size_t first, std::uint32_t which) {
        for (std::uint32_t n = 0; first < people.size(); ++n) {
            const draw luck{town.seed, n, which, purpose(from_town::workplace_size)};
            const double size = sim::exp(std::min(20.0, p.workplace_mean + p.workplace_sd * luck.normal()));
            const auto whole = static_cast<std::size_t>(std::max(1.0, std::floor(size + 0.5)));
            places.push_back({first, std::min(whole, people.size() - first)});
            first += places.back().size;
        }
    };
    for (std::uint32_t s = 0; s < of_subdistrict.size(); ++s) {
        auto& here = of_subdistrict[s];
        shuffle(here, town.seed, s + 1);
        const auto local = static_cast<std::ptrdiff_t>(
            std::floor(static_cast<double>(p.workplace_local) * static_cast<double>(here.size()) + 0.5));
        const std::size_t first = people.size();
        people.insert(people.end(), here.begin(), here.begin() + local);
        anywhere.insert(anywhere.end(), here.begin() + local, here.end());
        cut(first, s + 1);
    }
    shuffle(anywhere, town.seed, 0);
    const std::size_t first = people.size();
    people.insert(people.end(), anywhere.begin(), anywhere.end());
    cut(first, 0);

    const double degree = aim(places, p.degree_work, people.size());
    std::vector<std::size_t> wanted(places.size());
    double sum = 0.5, given = 0;   // rounded so that the sum over workplaces is right to one
    for (std::size_t w = 0; w < places.size(); ++w) {
        sum += std::min(degree * static_cast<double>(places[w].size) / 2, pairs_in(places[w].size));
        const double now = std::min(std::floor(sum) - given, pairs_in(places[w].size));
        wanted[w] = static_cast<std::size_t>(now);
        given += now;
    }
    constexpr std::size_t grain = 64;
    std::vector<std::vector<pair>> parts(places.size() / grain + 1);
    sim::for_each_range(places.size(), grain, [&](sim::block b) {
        for (std::size_t w = b.first; w < b.last; ++w) {
            tie_workplace(people.data() + places[w].first, places[w].size, wanted[w], town.seed,
                          static_cast<std::uint32_t>(w), parts[b.first / grain]);
        }
    });
    std::vector<pair> pairs;
    for (const auto& part : parts) pairs.insert(pairs.end(), part.begin(), part.end());
    sort_once(pairs, town.residents());
    return pairs;
}

}   // namespace participation
