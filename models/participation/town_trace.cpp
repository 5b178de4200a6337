// What of a town a trace says once: its people and who is tied to whom. docs/results.md, "Traces", lists it.

#include <iterator>

#include <fmt/format.h>

#include "models/participation/town.hpp"

namespace participation {

sim::trace_frame town::traced() const {
    const std::vector<std::string> of_residents{"resident"};
    const population& people = this->people();
    sim::trace_frame out;
    sim::traced_dimension homes{"community", people.communities.size(), {}};
    for (const community& k : people.communities) homes.labels.push_back(k.name);
    out.dimensions = {homes,
                      {"resident", people.residents(), {}},
                      {"channel", channel_count, {std::begin(channel_names), std::end(channel_names)}}};
    out.arrays.push_back({"id", of_residents, "1", "identity, by which luck is drawn",
                          std::vector<std::uint64_t>(people.id.begin(), people.id.end())});
    out.arrays.push_back({"household", of_residents, "1", "household", people.household});
    out.arrays.push_back({"grid", of_residents, "1", "grid", people.grid});
    out.arrays.push_back({"resident_community", of_residents, "1", "index of the resident's community",
                          std::vector<std::uint16_t>(people.community_of.begin(), people.community_of.end())});
    for (std::size_t l = 0; l < layer_count; ++l) {
        std::vector<std::uint32_t> from, to;
        for (std::size_t i = 0; i < people.residents(); ++i)
            for (std::size_t k = people.ties.begin(i, l); k < people.ties.end(i, l); ++k) {
                from.push_back(static_cast<std::uint32_t>(i));
                to.push_back(people.ties.to[k]);
            }
        const std::string name = fmt::format("tie_{}", layer_names[l]);
        out.dimensions.push_back({name, from.size(), {}});
        out.arrays.push_back({name + "_from", {name}, "1", "index of the resident who has the tie", std::move(from)});
        out.arrays.push_back({name + "_to", {name}, "1", "index of the resident it leads to", std::move(to)});
    }
    return out;
}

}   // namespace participation
