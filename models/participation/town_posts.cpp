#include "models/participation/town_posts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/text/text.hpp"

namespace participation {

namespace {

// What decimals lose in binary: a quota of 6.9999999999 is one of 7, and rates that differ by less are equal.
constexpr double slip = 1e-9;

double whole_part(double x) { return std::floor(x + slip); }

// The rounded sum of the quotas in whole posts: each gets its whole part, the rest go one each to the largest fractional
// parts, the earlier first among equals.
std::vector<std::uint32_t> largest_remainders(std::span<const double> quotas) {
    std::vector<std::uint32_t> shares;
    std::vector<std::size_t> order(quotas.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    double left = whole_part(std::accumulate(quotas.begin(), quotas.end(), 0.0) + 0.5);
    for (const double quota : quotas) {
        shares.push_back(static_cast<std::uint32_t>(whole_part(quota)));
        left -= whole_part(quota);
    }
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t k) { return quotas[k] - whole_part(quotas[k]); });
    for (std::size_t i = 0; i < order.size() && static_cast<double>(i) < left; ++i) ++shares[order[i]];
    return shares;
}

}   // namespace

std::vector<std::uint32_t> base_posts(std::span<const community> town, const parameters& p, bool workers_stated) {
    const double rate = sim::as_written(p.workers_per_1000) / 1000;
    std::vector<double> quotas;
    double residents = 0;
    for (const community& k : town) {
        quotas.push_back(k.posts > 0 ? k.posts : rate * k.residents());
        residents += k.residents();
    }
    if (workers_stated && std::ranges::any_of(town, [](const community& k) { return k.posts > 0; })) {
        const double scale = rate * residents / std::accumulate(quotas.begin(), quotas.end(), 0.0);
        for (double& quota : quotas) quota *= scale;
    }
    std::vector<std::uint32_t> posts = largest_remainders(quotas);
    for (std::uint32_t& here : posts) here = std::max(here, 1U);
    return posts;
}

std::vector<std::uint32_t> added_posts(std::span<const community> town, std::span<const double> rates) {
    std::vector<std::uint32_t> posts(town.size(), 0);
    std::vector<bool> done(town.size(), false);
    for (std::size_t first = 0; first < town.size(); ++first) {
        if (done[first] || rates[first] <= slip) continue;
        std::vector<std::size_t> alike;
        std::vector<double> quotas;
        for (std::size_t k = first; k < town.size(); ++k) {
            if (done[k] || std::abs(rates[k] - rates[first]) > slip) continue;
            done[k] = true;
            alike.push_back(k);
            quotas.push_back(rates[first] * town[k].residents() / 1000);
        }
        const std::vector<std::uint32_t> shares = largest_remainders(quotas);
        for (std::size_t i = 0; i < alike.size(); ++i) posts[alike[i]] = shares[i];
    }
    return posts;
}

}   // namespace participation
