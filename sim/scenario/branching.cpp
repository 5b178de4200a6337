#include "sim/scenario/branching.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace sim {

namespace {

// Ascending, with those that lack something after those that have it: then settings that are the same before some step
// stand together, and of two neighbours the first has what comes first of all that tells them apart.
bool stands_before(const std::vector<onset>& a, const std::vector<onset>& b) {
    const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (at == a.end() || other == b.end()) return at != a.end();
    return *at < *other;
}

}   // namespace

std::vector<std::size_t> all_settings(const study& set) {
    std::vector<std::size_t> all(set.settings());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

std::optional<step> first_difference(std::span<const onset> a, std::span<const onset> b) {
    const auto [at, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (at == a.end() && other == b.end()) return std::nullopt;
    if (at == a.end() || other == b.end()) return at == a.end() ? other->at : at->at;
    return std::min(at->at, other->at);
}

std::uint64_t shared_steps(const study& set, step first, step last) {
    const branching tree{set, all_settings(set), last};
    return tree.root().steps + static_cast<std::uint64_t>(tree.root().at - first);
}

branching::branching(const study& set, const std::vector<std::size_t>& settings, step last) {
    std::vector<std::vector<onset>> of;
    for (const std::size_t setting : settings) {
        of.push_back(set.onsets(setting));
        std::erase_if(of.back(), [last](const onset& one) { return one.at >= last; });
    }
    order_.resize(settings.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, [&](std::size_t a, std::size_t b) { return stands_before(of[a], of[b]); });
    std::vector<std::size_t> open{leaf(0, last)};   // from the root, each parting later than the one before
    for (std::size_t next = 1; next < order_.size(); ++next) {
        const step at = first_difference(of[order_[next - 1]], of[order_[next]]).value_or(last);
        if (at == last) continue;
        const std::size_t closed = close(open, next, at);
        if (open.empty() || nodes_[open.back()].at < at) {
            nodes_.push_back({at, nodes_[closed].first});
            open.push_back(nodes_.size() - 1);
        }
        nodes_[open.back()].children.push_back(closed);
        open.push_back(leaf(next, last));
    }
    root_ = close(open, order_.size(), std::numeric_limits<step>::min());
}

std::size_t branching::leaf(std::size_t first, step last) {
    nodes_.push_back({last, first});
    return nodes_.size() - 1;
}

std::size_t branching::close(std::vector<std::size_t>& open, std::size_t end, step at) {
    while (true) {
        const std::size_t closed = open.back();
        open.pop_back();
        finish(nodes_[closed], end);
        if (open.empty() || nodes_[open.back()].at <= at) return closed;
        nodes_[open.back()].children.push_back(closed);
    }
}

void branching::finish(node& one, std::size_t end) {
    one.settings = end - one.first;
    one.leader = order_[one.first];
    std::ranges::sort(one.children, {}, [&](std::size_t n) { return std::pair{nodes_[n].settings, nodes_[n].leader}; });
    for (const std::size_t n : one.children) {
        const node& child = nodes_[n];
        one.leader = std::min(one.leader, child.leader);
        one.states = std::max(one.states, child.states + (n != one.children.back() ? 1 : 0));
        one.steps += child.steps + static_cast<std::uint64_t>(child.at - one.at);
    }
}

}   // namespace sim
