#pragma once
// Directed ties in layers, in compressed rows. What a tie carries (trust, a weight) is the model's own array, indexed
// by the tie's place in `to`.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sim {

// The ties of agent i in layer l are to[first[i * layers + l]] ... to[first[i * layers + l + 1] - 1]: an agent's ties
// lie together, layer after layer. Within a layer they are sorted by the other's id, so that sums over them do not
// depend on how agents are numbered.
struct ties {
    std::size_t layers = 1;
    std::vector<std::uint32_t> first;   // agents * layers + 1 entries
    std::vector<std::uint32_t> to;      // index of the other agent

    [[nodiscard]] std::size_t agents() const { return first.empty() ? 0 : (first.size() - 1) / layers; }
    [[nodiscard]] std::size_t size() const { return to.size(); }
    [[nodiscard]] std::size_t begin(std::size_t agent, std::size_t layer) const {
        return first[agent * layers + layer];
    }
    [[nodiscard]] std::size_t end(std::size_t agent, std::size_t layer) const {
        return first[agent * layers + layer + 1];
    }
};

}   // namespace sim
