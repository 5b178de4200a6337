#include "sim/engine/networks.hpp"

#include <algorithm>

#include "sim/engine/draws.hpp"
#include "sim/engine/math.hpp"

namespace sim {

namespace {

// What the luck of making networks is for; `who` is a stub, a tie or an agent.
enum purpose : std::uint32_t { luck_of_stubs = 0x4e45'5401, luck_of_rewiring, luck_of_degrees };

// Rows from pairs: each pair gives a tie in both directions; the others of a row ascend.
ties in_rows(std::size_t agents, std::span<const std::pair<std::uint32_t, std::uint32_t>> pairs) {
    ties made;
    made.first.assign(agents + 1, 0);
    for (const auto& [a, b] : pairs) {
        ++made.first[a + 1];
        ++made.first[b + 1];
    }
    for (std::size_t i = 0; i < agents; ++i) made.first[i + 1] += made.first[i];
    made.to.resize(2 * pairs.size());
    std::vector<std::uint32_t> filled(made.first.begin(), made.first.end() - 1);
    for (const auto& [a, b] : pairs) {
        made.to[filled[a]++] = b;
        made.to[filled[b]++] = a;
    }
    for (std::size_t i = 0; i < agents; ++i)
        std::sort(made.to.begin() + made.first[i], made.to.begin() + made.first[i + 1]);
    return made;
}

}   // namespace

ties configuration_network(std::span<const std::uint32_t> degrees, std::uint64_t seed) {
    std::vector<std::uint32_t> stubs;
    for (std::size_t i = 0; i < degrees.size(); ++i)
        stubs.insert(stubs.end(), degrees[i], static_cast<std::uint32_t>(i));
    for (std::size_t left = stubs.size(); left > 1; --left) {   // Fisher & Yates
        const draw luck{seed, static_cast<std::uint32_t>(left), 0, luck_of_stubs};
        std::swap(stubs[left - 1], stubs[luck.below(static_cast<std::uint32_t>(left))]);
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::size_t s = 0; s + 1 < stubs.size(); s += 2)
        if (stubs[s] != stubs[s + 1]) pairs.emplace_back(stubs[s], stubs[s + 1]);
    return in_rows(degrees.size(), pairs);
}

ties small_world(std::size_t agents, std::size_t degree, double rewired, std::uint64_t seed) {
    std::vector<std::vector<std::uint32_t>> others(agents);
    for (std::size_t i = 0; i < agents; ++i)
        for (std::size_t k = 1; k <= degree / 2; ++k) {
            const std::size_t j = (i + k) % agents;
            others[i].push_back(static_cast<std::uint32_t>(j));
            others[j].push_back(static_cast<std::uint32_t>(i));
        }
    const auto tied = [&](std::size_t a, std::uint32_t b) {
        return std::find(others[a].begin(), others[a].end(), b) != others[a].end();
    };
    for (std::size_t k = 1; k <= degree / 2; ++k)
        for (std::size_t i = 0; i < agents; ++i) {
            const auto from = static_cast<std::uint32_t>(i), old = static_cast<std::uint32_t>((i + k) % agents);
            if (draw{seed, from, static_cast<std::uint32_t>(k), luck_of_rewiring}.uniform() >= rewired) continue;
            if (others[i].size() + 1 >= agents) continue;   // tied to everybody
            std::uint32_t fresh = from;
            for (std::uint32_t attempt = 1; fresh == from || tied(i, fresh); ++attempt)
                fresh = draw{seed, from, static_cast<std::uint32_t>(k), luck_of_rewiring, attempt}.below(
                    static_cast<std::uint32_t>(agents));
            *std::find(others[i].begin(), others[i].end(), old) = fresh;
            others[old].erase(std::find(others[old].begin(), others[old].end(), from));
            others[fresh].push_back(from);
        }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::size_t i = 0; i < agents; ++i)
        for (const std::uint32_t j : others[i])
            if (i < j) pairs.emplace_back(static_cast<std::uint32_t>(i), j);
    return in_rows(agents, pairs);
}

std::vector<std::uint32_t> poisson_degrees(std::size_t agents, double mean, std::uint64_t seed) {
    std::vector<double> below;   // distribution function
    double chance = exp(-mean), sum = 0;
    for (std::uint32_t k = 0; sum < 1 - 1e-15 && k < 10000; ++k) {
        sum += chance;
        below.push_back(sum);
        chance *= mean / (k + 1);
    }
    std::vector<std::uint32_t> degrees;
    for (std::size_t i = 0; i < agents; ++i) {
        const double u = draw{seed, static_cast<std::uint32_t>(i), 0, luck_of_degrees}.uniform();
        const auto at = std::upper_bound(below.begin(), below.end() - 1, u);
        degrees.push_back(static_cast<std::uint32_t>(at - below.begin()));
    }
    return degrees;
}

}   // namespace sim
