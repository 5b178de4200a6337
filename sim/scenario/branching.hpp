#pragma once
// How the settings of a study part as their policies begin, so that what they have in common is run once.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sim/scenario/model.hpp"

namespace sim {

// The first step at which two settings may differ; nothing where they never do.
[[nodiscard]] std::optional<step> first_difference(std::span<const onset> a, std::span<const onset> b);

// Steps of one lane through all settings of a study, with what they have in common run once.
[[nodiscard]] std::uint64_t shared_steps(const study& set, step first, step last);

// All settings of a study, ascending.
[[nodiscard]] std::vector<std::size_t> all_settings(const study& set);

// How some settings part, from the first step to the last: each node is settings that are the same before step `at`, and
// its children are those of them that are the same beyond it; leaves go on to the end. It takes as long as sorting the
// settings.
class branching {
public:
    struct node {
        step at = 0;
        std::size_t first = 0, settings = 0;   // its places: settings of in_order() from first on
        std::size_t leader = 0;                // the first of its places in the list
        std::vector<std::size_t> children{};   // the largest last: it goes on with the state that the others copy, so
                                               // that never more copies are alive than the settings can be halved
        std::size_t states = 1;                // alive at most while these settings are run
        std::uint64_t steps = 0;               // of a lane in all nodes below, not in this one
    };

    // Places are those in `settings`.
    branching(const study& set, const std::vector<std::size_t>& settings, step last);

    [[nodiscard]] const node& root() const { return nodes_[root_]; }
    [[nodiscard]] const node& operator[](std::size_t n) const { return nodes_[n]; }
    [[nodiscard]] const std::vector<std::size_t>& in_order() const { return order_; }   // of a leaf ascending

private:
    std::size_t leaf(std::size_t first, step last);
    // Closes the nodes that part after `at`, which have all settings before `end`; the last of them belongs to a node that
    // parts then.
    std::size_t close(std::vector<std::size_t>& open, std::size_t end, step at);
    void finish(node& one, std::size_t end);

    std::vector<node> nodes_;
    std::vector<std::size_t> order_;
    std::size_t root_ = 0;
};

}   // namespace sim
