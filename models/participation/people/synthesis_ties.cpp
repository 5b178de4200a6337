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

// Adds proposals to sorted pairs until there are `wanted` (or no round of many brings more). propose(n, missing, round) is
// called for n in [0, missing), on all cores.
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

// Two steps along the ties from i, who has some: whoever a tie of i leads to has one back at least.
std::uint32_t two_steps(const adjacency& ties, std::uint32_t i, const draw& luck) {
    const auto one_of = [](std::span<const std::uint32_t> others, std::uint32_t word) {
        return others[scaled(word, static_cast<std::uint32_t>(others.size()))];
    };
    return one_of(ties.of(one_of(ties.of(i), luck.word(1))), luck.word(2));
}

// `wanted` pairs, a share `closure` of them between those who are tied to the same: meet(pass) proposes anybody, close(ties,
// pass) somebody two steps away. Where few ties offer less than that, another pass does the same with what is missing; the
// last hundredth is anybody's.
template <class Meet, class Close>
std::vector<pair> meet_and_close(std::size_t wanted, float closure, std::size_t residents, std::uint32_t rounds,
                                 const Meet& meet, const Close& close) {
    std::vector<pair> pairs;
    std::uint32_t pass = 0;
    for (std::size_t missing = wanted; pass == 0 || (pass < 10 && missing > wanted / 100); ++pass) {
        const double open = static_cast<double>(missing) * (1 - double{closure});
        fill_up(pairs, pairs.size() + static_cast<std::size_t>(open + 0.5), residents, rounds, meet(pass));
        if (!(closure > 0)) return pairs;
        const adjacency ties{pairs, residents};
        fill_up(pairs, wanted, residents, rounds, close(ties, pass));
        missing = wanted - pairs.size();
    }
    fill_up(pairs, wanted, residents, rounds, meet(pass));
    return pairs;
}

// The neighbour ties of one grid, its residents counted from 0. The draws of a grid are told from others' by its first
// resident.
std::vector<pair> tie_grid(const population& town, sim::block g, const people_parameters& p, const distances& near) {
    const auto who = static_cast<std::uint32_t>(g.first), residents = static_cast<std::uint32_t>(g.size());
    std::vector<std::uint32_t> home(residents), first;   // by resident; of each household, and the end
    for (std::uint32_t i = 0; i < residents; ++i) {
        if (i == 0 || town.household[who + i] != town.household[who + i - 1]) first.push_back(i);
        home[i] = static_cast<std::uint32_t>(first.size() - 1);
    }
    const auto homes = static_cast<std::uint32_t>(first.size());
    first.push_back(residents);
    std::uint32_t largest = 0;
    std::uint64_t possible = std::uint64_t{residents} * residents;
    for (std::size_t h = 0; h < homes; ++h) {
        const std::uint32_t size = first[h + 1] - first[h];
        largest = std::max(largest, size);
        possible -= std::uint64_t{size} * size;
    }
    const auto wanted = std::min<std::size_t>(pairs_for(p.degree_neighbour, residents), possible / 2);
    // Luck of the n-th proposal of a round: everybody has an equal turn in the first, later ones begin anywhere.
    const auto luck_of = [&](std::size_t n, from_town what, std::uint32_t pass, std::uint32_t round) {
        return [=, &town](std::uint32_t further) {
            return draw{town.seed, who, static_cast<std::uint32_t>(n), purpose(what),
                        (pass * 16 + round) * 64 + further};
        };
    };
    const auto turn = [&](std::size_t n, std::size_t missing, std::uint32_t round, const auto& luck) {
        return round == 0 ? static_cast<std::uint32_t>(n * residents / missing) : luck(63).below(residents);
    };

    // Another household with P ~ exp(-distance / scale), somebody in it.
    const auto meet = [&](std::uint32_t pass) {
        return [&, pass](std::size_t n, std::size_t missing, std::uint32_t round) {
            const auto luck = luck_of(n, from_town::neighbour_tie, pass, round);
            const std::uint32_t i = turn(n, missing, round, luck), at = home[i];
            const double left = near.sums[at], right = near.sums[homes - 1 - at];
            draw now = luck(0);
            for (std::uint32_t attempt = 0; attempt < 60; ++attempt) {   // until a place there is somebody's
                if (attempt % 2 == 0 && attempt > 0) now = luck(attempt);
                const std::size_t word = attempt % 2 == 0 ? 0 : 2;
                double u = (now.word(word) + 0.5) * 0x1p-32 * (left + right);
                const bool to_left = u < left;
                if (!to_left) u -= left;
                const std::uint32_t distance = near.at(u);
                const std::uint32_t other = to_left ? at - distance : at + distance;
                if (distance == 0 || other >= homes) continue;   // u rounded up to the end
                const std::uint32_t place = scaled(now.word(word + 1), largest);
                if (place < first[other + 1] - first[other]) return pair_of(i, first[other] + place);
            }
            return nothing;
        };
    };
    // A neighbour of a neighbour. Two steps of P ~ exp(-d / scale) lead to a distance with P ~ (1 + d / scale)
    // exp(-d / scale); taken with 1 / (1 + d / scale), they live as near as other neighbours do.
    const auto close = [&](const adjacency& ties, std::uint32_t pass) {
        return [&, pass](std::size_t n, std::size_t missing, std::uint32_t round) {
            const auto luck = luck_of(n, from_town::neighbour_closing_tie, pass, round);
            const std::uint32_t i = turn(n, missing, round, luck);
            for (std::uint32_t attempt = 0; attempt < 60 && !ties.of(i).empty(); ++attempt) {
                const draw now = luck(attempt);
                const std::uint32_t k = two_steps(ties, i, now);
                const double distance = std::abs(static_cast<double>(home[i]) - static_cast<double>(home[k]));
                if (distance > 0 && sim::uniform_float(now.word(3)) * (1 + distance / p.neighbour_scale) < 1)
                    return pair_of(i, k);
            }
            return nothing;
        };
    };
    return meet_and_close(wanted, p.neighbour_closure, residents, 12, meet, close);
}

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
    sim::for_each_index(grids.size(), [&](std::size_t g) { of_grid[g] = tie_grid(town, grids[g], p, near); });
    std::vector<pair> pairs;   // grids lie one after the other, so their sorted pairs do, too
    for (std::size_t g = 0; g < grids.size(); ++g) {
        const auto first = static_cast<std::uint32_t>(grids[g].first);
        for (const pair tied : of_grid[g]) pairs.push_back(pair_of(first + lower(tied), first + upper(tied)));
    }
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
    // Luck of the n-th proposal of a round: everybody has an equal turn in the first, later ones begin anywhere.
    const auto luck_of = [&](std::size_t n, from_town what, std::uint32_t pass, std::uint32_t round) {
        return [=, &town](std::uint32_t further) {
            return draw{town.seed, static_cast<std::uint32_t>(n), pass * 16 + round, purpose(what), further};
        };
    };
    const auto turn = [&](std::size_t n, std::size_t missing, std::uint32_t round, const auto& luck) {
        return round == 0 ? static_cast<std::uint32_t>(n * residents / missing)
                          : luck(0).below(static_cast<std::uint32_t>(residents));
    };

    // Somebody of the community, or of the town, taken with probability exp(-|difference of ages| / scale).
    const auto meet = [&](std::uint32_t pass) {
        return [&, pass](std::size_t n, std::size_t missing, std::uint32_t round) {
            const auto luck = pass == 0 ? luck_of(n, from_town::friend_tie, 0, round)
                                        : luck_of(n, from_town::friend_top_up, pass - 1, round);
            const std::uint32_t i = turn(n, missing, round, luck);
            const community& home = town.communities[town.community_of[i]];
            std::uint32_t first = home.first, count = home.residents();
            draw now = luck(1);
            if (sim::uniform_float(now.word(0)) >= p.friend_local) {
                first = 0;
                count = static_cast<std::uint32_t>(residents);
            }
            for (std::uint32_t attempt = 1; attempt < 1000; ++attempt) {   // two attempts a draw; the first has one
                if (attempt % 2 == 0) now = luck(attempt);
                const std::size_t word = attempt % 2 == 0 ? 0 : 2;
                const std::uint32_t j = first + scaled(now.word(word), count);
                if (j != i && sim::uniform_float(now.word(word + 1)) < likeness(i, j)) return pair_of(i, j);
            }
            return nothing;   // nobody of a like age
        };
    };
    // A friend of a friend; as often of the same community, and as alike in age, as other friends are.
    const auto close = [&](const adjacency& ties, std::uint32_t pass) {
        return [&, pass](std::size_t n, std::size_t missing, std::uint32_t round) {
            const auto luck = luck_of(n, from_town::closing_tie, pass, round);
            const std::uint32_t i = turn(n, missing, round, luck);
            bool local = true;
            for (std::uint32_t attempt = 1; attempt < 60 && !ties.of(i).empty(); ++attempt) {
                const draw now = luck(attempt);
                if (attempt == 1) local = sim::uniform_float(now.word(0)) < p.friend_local;
                const std::uint32_t k = two_steps(ties, i, now);
                const bool same = town.community_of[i] == town.community_of[k];
                if (k != i && (same == local || round >= 6) && sim::uniform_float(now.word(3)) < likeness(i, k))
                    return pair_of(i, k);
            }
            return nothing;
        };
    };
    return meet_and_close(pairs_for(p.degree_friend, residents), p.friend_closure, residents, 10, meet, close);
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
