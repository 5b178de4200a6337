// Neighbours, friends and the four layers put together. Pairs are proposed, proposals that exist already are dropped and
// proposed anew, so that the mean degree is the one asked for wherever there are enough people to be tied to.

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include "models/participation/people/synthesis.hpp"
#include "sim/engine/blocks.hpp"
#include "sim/engine/draws.hpp"

namespace participation {

namespace {

using sim::draw;

constexpr std::size_t grain = 4096;
constexpr pair nothing = ~pair{0};

std::uint32_t scaled(std::uint32_t word, std::uint32_t count) {
    return static_cast<std::uint32_t>((std::uint64_t{word} * count) >> 32U);
}

// Half the sum of degrees, as a whole number of pairs.
std::size_t pairs_for(double degree, std::size_t residents) {
    return static_cast<std::size_t>(std::floor(degree * static_cast<double>(residents) / 2 + 0.5));
}

// The grids' residents, [first, last): residents of a grid lie together.
std::vector<sim::block> grids_of(const population& town) {
    std::vector<sim::block> grids;
    for (std::size_t i = 0; i < town.residents(); ++i) {
        if (i == 0 || town.grid[i] != town.grid[i - 1]) grids.push_back({i, i});
        grids.back().last = i + 1;
    }
    return grids;
}

// Distances d = 1, 2, ... with P ~ exp(-d / scale): running sums of the weights, and a guide to where in them a search
// begins (Chen & Asau 1974).
struct distances {
    std::vector<double> sums{0.0};
    std::vector<std::uint32_t> guide;
    double cells_per_weight = 0;

    distances(double scale, std::size_t furthest) {
        constexpr std::size_t cells = 1024;
        const double step = sim::exp(-1 / scale);
        double weight = 1;
        for (std::size_t d = 1; d <= furthest; ++d) sums.push_back(sums.back() + (weight *= step));
        std::uint32_t d = 0;
        for (std::size_t c = 0; c < cells; ++c) {
            while (d + 1 < sums.size() && sums[d] <= static_cast<double>(c) / cells * sums.back()) ++d;
            guide.push_back(d);
        }
        cells_per_weight = sums.back() > 0 ? cells / sums.back() : 0;
    }
    // The first distance whose sum exceeds u.
    [[nodiscard]] std::uint32_t at(double u) const {
        auto d = guide[std::min(guide.size() - 1, static_cast<std::size_t>(u * cells_per_weight))];
        while (d + 1 < sums.size() && sums[d] <= u) ++d;
        return d;
    }
};

// The neighbour ties of one grid: for residents in turn, another household with P ~ exp(-distance / scale), somebody in it.
void tie_grid(const population& town, sim::block g, double degree, const distances& near, std::vector<pair>& pairs) {
    std::vector<std::uint32_t> first;   // of each household, and the end
    std::uint32_t largest = 0;
    for (std::size_t i = g.first; i < g.last; ++i) {
        if (i == g.first || town.household[i] != town.household[i - 1]) first.push_back(static_cast<std::uint32_t>(i));
    }
    const auto homes = static_cast<std::uint32_t>(first.size());
    first.push_back(static_cast<std::uint32_t>(g.last));
    std::uint64_t possible = std::uint64_t{g.size()} * g.size();
    for (std::size_t h = 0; h < homes; ++h) {
        const std::uint32_t size = first[h + 1] - first[h];
        largest = std::max(largest, size);
        possible -= std::uint64_t{size} * size;
    }
    const std::size_t wanted = std::min<std::size_t>(pairs_for(degree, g.size()), possible / 2);
    std::vector<std::uint32_t> home(g.size());
    for (std::uint32_t h = 0; h < homes; ++h) {
        for (std::size_t i = first[h]; i < first[h + 1]; ++i) home[i - g.first] = h;
    }

    for (std::uint32_t round = 0; round < 12 && pairs.size() < wanted; ++round) {
        const std::size_t missing = wanted - pairs.size();
        for (std::size_t n = 0; n < missing; ++n) {
            // In the first round everybody has an equal turn; later ones begin anywhere.
            const auto who = static_cast<std::uint32_t>(g.first), what = purpose(from_town::neighbour_tie);
            std::size_t turn = n * g.size() / missing;
            if (round > 0)
                turn = draw{town.seed, who, static_cast<std::uint32_t>(n), what, round * 64 + 63}.below(
                    static_cast<std::uint32_t>(g.size()));
            const std::uint32_t at = home[turn];
            const double left = near.sums[at], right = near.sums[homes - 1 - at];
            draw luck{town.seed, who, static_cast<std::uint32_t>(n), what, round * 64};
            for (std::uint32_t attempt = 0; attempt < 60;
                 ++attempt) {   // until a place in the other household is somebody's
                if (attempt % 2 == 0 && attempt > 0)
                    luck = draw{town.seed, who, static_cast<std::uint32_t>(n), what, round * 64 + attempt};
                const std::size_t word = attempt % 2 == 0 ? 0 : 2;
                double u = (luck.word(word) + 0.5) * 0x1p-32 * (left + right);
                const bool to_left = u < left;
                if (!to_left) u -= left;
                const std::uint32_t distance = near.at(u);
                const std::uint32_t other = to_left ? at - distance : at + distance;
                if (distance == 0 || other >= homes) continue;   // u rounded up to the end
                const std::uint32_t place = scaled(luck.word(word + 1), largest);
                if (place >= first[other + 1] - first[other]) continue;
                pairs.push_back(pair_of(static_cast<std::uint32_t>(g.first + turn), first[other] + place));
                break;
            }
        }
        std::sort(pairs.begin(), pairs.end());
        pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    }
}

// Adds proposals to sorted pairs until there are `wanted` (or no round of many brings more). propose(n, round) is called
// for n in [0, missing), on all cores.
template <class Propose>
void fill_up(std::vector<pair>& pairs, std::size_t wanted, std::size_t residents, std::uint32_t rounds,
             const Propose& propose) {
    for (std::uint32_t round = 0; round < rounds && pairs.size() < wanted; ++round) {
        std::vector<pair> more(wanted - pairs.size());
        sim::for_each_range(more.size(), grain, [&](sim::block b) {
            for (std::size_t n = b.first; n < b.last; ++n) more[n] = propose(n, more.size(), round);
        });
        std::erase(more, nothing);
        sort_once(more, residents);
        std::vector<pair> both;
        both.reserve(pairs.size() + more.size());
        std::set_union(pairs.begin(), pairs.end(), more.begin(), more.end(), std::back_inserter(both));
        pairs = std::move(both);
    }
}

// Who is tied to whom, both directions, from sorted pairs.
struct adjacency {
    std::vector<std::uint32_t> first, to;
    adjacency(const std::vector<pair>& pairs, std::size_t residents) : first(residents + 1), to(2 * pairs.size()) {
        for (const pair p : pairs) {
            ++first[lower(p) + 1];
            ++first[upper(p) + 1];
        }
        std::partial_sum(first.begin(), first.end(), first.begin());
        std::vector<std::uint32_t> next{first.begin(), first.end() - 1};
        for (const pair p : pairs) {
            to[next[lower(p)]++] = upper(p);
            to[next[upper(p)]++] = lower(p);
        }
    }
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t i) const {
        return {to.data() + first[i], to.data() + first[i + 1]};
    }
};

}   // namespace

void sort_once(std::vector<pair>& pairs, std::size_t residents) {
    constexpr std::size_t bucket_of = 4096;   // residents
    const std::size_t buckets = residents / bucket_of + 1;
    std::vector<std::size_t> first(buckets + 1), kept(buckets);
    for (const pair p : pairs) ++first[lower(p) / bucket_of + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    std::vector<pair> sorted(pairs.size());
    auto next = first;
    for (const pair p : pairs) sorted[next[lower(p) / bucket_of]++] = p;
    sim::for_each_index(buckets, [&](std::size_t b) {
        const auto from = sorted.begin() + static_cast<std::ptrdiff_t>(first[b]),
                   to = sorted.begin() + static_cast<std::ptrdiff_t>(first[b + 1]);
        std::sort(from, to);
        kept[b] = static_cast<std::size_t>(std::unique(from, to) - from);
    });
    pairs.clear();
    for (std::size_t b = 0; b < buckets; ++b) {
        const auto from = sorted.begin() + static_cast<std::ptrdiff_t>(first[b]);
        pairs.insert(pairs.end(), from, from + static_cast<std::ptrdiff_t>(kept[b]));
    }
}

std::vector<pair> neighbour_pairs(const population& town, const people_parameters& p) {
    const auto grids = grids_of(town);
    std::size_t largest = 0;
    for (const auto& g : grids)
        largest = std::max<std::size_t>(largest, town.household[g.last - 1] - town.household[g.first] + 1);
    const distances near{p.neighbour_scale, largest};
    std::vector<std::vector<pair>> of_grid(grids.size());
    sim::for_each_index(grids.size(),
                        [&](std::size_t g) { tie_grid(town, grids[g], p.degree_neighbour, near, of_grid[g]); });
    std::vector<pair> pairs;   // grids lie one after the other, so their sorted pairs do, too
    for (const auto& some : of_grid) pairs.insert(pairs.end(), some.begin(), some.end());
    return pairs;
}

std::vector<pair> friend_pairs(const population& town, const people_parameters& p) {
    const std::size_t residents = town.residents();
    const auto& age = town.start.age;
    std::array<double, 256> alike{};   // exp(-|difference of ages| / scale)
    for (std::size_t d = 0; d < alike.size(); ++d) alike[d] = sim::exp(-static_cast<double>(d) / p.friend_age_scale);
    const auto likeness = [&](std::uint32_t i, std::uint32_t j) {
        return alike[static_cast<std::size_t>(std::abs(int{age[i]} - int{age[j]}))];
    };
    // Residents have equal turns in the first round; later ones begin anywhere.
    const auto begin = [&](std::size_t n, std::size_t missing, std::uint32_t round, from_town what) {
        if (round == 0) return static_cast<std::uint32_t>(n * residents / missing);
        return draw{town.seed, static_cast<std::uint32_t>(n), round, purpose(what), 0}.below(
            static_cast<std::uint32_t>(residents));
    };

    // Somebody of the community, or of the town, taken with probability exp(-|difference of ages| / scale).
    const auto befriend = [&](from_town what) {
        return [&, what](std::size_t n, std::size_t missing, std::uint32_t round) {
            const std::uint32_t i = begin(n, missing, round, what);
            const community& home = town.communities[town.community_of[i]];
            std::uint32_t first = home.first, count = home.residents();
            draw luck{town.seed, static_cast<std::uint32_t>(n), round, purpose(what), 1};
            if (sim::uniform_float(luck.word(0)) >= p.friend_local) {
                first = 0;
                count = static_cast<std::uint32_t>(residents);
            }
            for (std::uint32_t attempt = 1; attempt < 1000; ++attempt) {   // two attempts a draw; the first has one
                if (attempt % 2 == 0)
                    luck = draw{town.seed, static_cast<std::uint32_t>(n), round, purpose(what), attempt};
                const std::size_t word = attempt % 2 == 0 ? 0 : 2;
                const std::uint32_t j = first + scaled(luck.word(word), count);
                if (j != i && sim::uniform_float(luck.word(word + 1)) < likeness(i, j)) return pair_of(i, j);
            }
            return nothing;   // nobody of a like age
        };
    };
    const std::size_t wanted = pairs_for(p.degree_friend, residents);
    const auto open = static_cast<std::size_t>(static_cast<double>(wanted) * (1 - double{p.friend_closure}) + 0.5);
    std::vector<pair> pairs;
    fill_up(pairs, open, residents, 10, befriend(from_town::friend_tie));

    // A friend of a friend; as often of the same community, and as alike in age, as other friends are.
    const adjacency friends{pairs, residents};
    const auto close = [&](std::size_t n, std::size_t missing, std::uint32_t round) {
        const std::uint32_t i = begin(n, missing, round, from_town::closing_tie);
        const auto of_i = friends.of(i);
        if (of_i.empty()) return nothing;
        bool local = true;
        for (std::uint32_t attempt = 1; attempt < 60; ++attempt) {
            const draw luck{town.seed, static_cast<std::uint32_t>(n), round, purpose(from_town::closing_tie), attempt};
            if (attempt == 1) local = sim::uniform_float(luck.word(0)) < p.friend_local;
            const auto of_j = friends.of(of_i[scaled(luck.word(1), static_cast<std::uint32_t>(of_i.size()))]);
            const std::uint32_t k = of_j[scaled(luck.word(2), static_cast<std::uint32_t>(of_j.size()))];
            const bool same = town.community_of[i] == town.community_of[k];
            if (k != i && (same == local || round >= 6) && sim::uniform_float(luck.word(3)) < likeness(i, k))
                return pair_of(i, k);
        }
        return nothing;
    };
    if (p.friend_closure > 0) fill_up(pairs, wanted, residents, 10, close);
    fill_up(pairs, wanted, residents, 10, befriend(from_town::friend_top_up));   // too few friends of friends
    return pairs;
}

sim::ties tie(const population& town, const people_parameters& p) {
    const std::size_t residents = town.residents();
    const auto fit = [&](double ties) {   // counted from both ends
        if (ties > std::numeric_limits<std::uint32_t>::max())
            throw std::runtime_error{
                fmt::format("{} residents with {:.0f} ties between them are more than fit: a town can have "
                            "{} ties at most, each counted from both ends; lower the degrees",
                            residents, ties / 2, std::numeric_limits<std::uint32_t>::max() / 2)};
    };
    double neighbours = 0;   // as many as there can be
    for (const sim::block grid : grids_of(town))
        neighbours += static_cast<double>(grid.size()) * static_cast<double>(grid.size());
    const auto people = static_cast<double>(residents),
               workers = static_cast<double>(std::ranges::count(town.start.employed, 1));
    fit(std::min(neighbours, p.degree_neighbour * people) + p.degree_friend * people + p.degree_work * workers);
    std::array<std::vector<pair>, layer_count> pairs;
    for (std::size_t i = 0; i < residents; ++i) {
        for (std::size_t j = i + 1; j < residents && town.household[j] == town.household[i]; ++j) {
            pairs[household_layer].push_back(pair_of(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)));
        }
    }
    if (p.degree_neighbour > 0) pairs[neighbour_layer] = neighbour_pairs(town, p);
    if (p.degree_friend > 0) pairs[friend_layer] = friend_pairs(town, p);
    if (p.degree_work > 0) pairs[work_layer] = work_pairs(town, p);

    std::size_t all = 0;
    for (const auto& of_layer : pairs) all += 2 * of_layer.size();
    fit(static_cast<double>(all));

    sim::ties ties;
    ties.layers = layer_count;
    ties.first.assign(residents * layer_count + 1, 0);
    sim::for_each_index(layer_count, [&](std::size_t layer) {   // each counts in its own places
        for (const pair tied : pairs[layer]) {
            ++ties.first[std::size_t{lower(tied)} * layer_count + layer + 1];
            ++ties.first[std::size_t{upper(tied)} * layer_count + layer + 1];
        }
    });
    std::partial_sum(ties.first.begin(), ties.first.end(), ties.first.begin());
    ties.to.resize(ties.first.back());
    sim::for_each_index(layer_count, [&](std::size_t layer) {
        std::vector<std::uint32_t> next(residents);
        for (std::size_t i = 0; i < residents; ++i) next[i] = ties.first[i * layer_count + layer];
        // Sorted pairs bring everybody first the others below, ascending, then those above: each list comes out sorted.
        for (const pair tied : pairs[layer]) {
            ties.to[next[lower(tied)]++] = upper(tied);
            ties.to[next[upper(tied)]++] = lower(tied);
        }
    });
    return ties;
}

}   // namespace participation
