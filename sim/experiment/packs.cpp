#include "sim/experiment/packs.hpp"

#include <algorithm>
#include <compare>
#include <span>
#include <tuple>
#include <utility>

namespace sim {

namespace {

// Sixteen lanes take about as long as so many single ones.
constexpr double lanes_in_one = 5;

// Lanes that may share a batch lie behind one another.
struct family {
    std::size_t settings = 0;         // of each lane
    std::uint64_t side_by_side = 0;   // of its groups; 0: one group, and one block of replicates, alone
    std::uint64_t made_of = 0;
    std::size_t group = 0, block = 0;                  // where it is alone
    auto operator<=>(const family&) const = default;   // NOLINT(modernize-use-nullptr): the check's mistake
};

class packer {
public:
    packer(const plan& runs, const machine& on) : plan_{runs}, on_{on} {
        for (const plan_batch& batch : runs.batches)
            for (std::size_t r = batch.first_run; r < batch.first_run + batch.runs; ++r) out_.runs.push_back(r);
        std::ranges::stable_sort(out_.runs, {}, [&](std::size_t r) {
            const run& one = plan_.runs[r];
            return std::tuple{one.group, one.replicate, one.setting};
        });
        std::vector<lane_runs> lanes;
        for (std::size_t x = 0; x < out_.runs.size(); ++x) {
            const run& one = plan_.runs[out_.runs[x]];
            const bool fresh = lanes.empty() || lanes.back().group != one.group ||
                               plan_.runs[out_.runs[lanes.back().first]].replicate != one.replicate;
            if (fresh) lanes.push_back({x, 0, one.group});
            ++lanes.back().count;
        }
        std::vector<std::pair<family, lane_runs>> sorted;
        for (const lane_runs& lane : lanes) sorted.emplace_back(family_of(lane), lane);
        lanes = {};
        // Largest first: what begins last should be short. Of those of one size, such as are made of the same in turn.
        std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) {
            const auto order = [](const family& f) { return std::tuple{f.settings, f.made_of, f.side_by_side}; };
            return order(a.first) != order(b.first) ? order(a.first) > order(b.first) : a.first < b.first;
        });
        for (std::size_t first = 0; first < sorted.size();) {
            std::size_t end = first;
            std::vector<lane_runs> together;
            for (; end < sorted.size() && sorted[end].first == sorted[first].first; ++end)
                together.push_back(sorted[end].second);
            fill(together, sorted[first].first.side_by_side != 0);
            first = end;
        }
    }
    [[nodiscard]] packing result() && { return std::move(out_); }

private:
    [[nodiscard]] family family_of(const lane_runs& lane) const {
        const plan_group& group = plan_.groups[lane.group];
        family of{lane.count, group.side_by_side, group.made_of};
        if (group.side_by_side == 0) {
            of.group = lane.group;
            of.block = plan_.runs[out_.runs[lane.first]].replicate / replicates_a_block;
        }
        return of;
    }

    void add(std::span<const lane_runs> lanes, std::size_t width) {
        out_.packs.push_back(
            {out_.lanes.size(), lanes.size(), width, std::ranges::max(lanes, {}, &lane_runs::count).count});
        out_.lanes.insert(out_.lanes.end(), lanes.begin(), lanes.end());
    }

    void fill(std::span<const lane_runs> lanes, bool may_part) {
        if (on_.lanes == 1) return one_by_one(lanes);
        for (; lanes.size() >= most_lanes; lanes = lanes.subspan(most_lanes)) add(lanes.first(most_lanes), most_lanes);
        if (lanes.empty()) return;
        // Each lane's settings shared out among as many lanes as there is room for.
        const std::size_t parts = may_part ? std::min(lanes.front().count, most_lanes / lanes.size()) : 1,
                          each = (lanes.front().count + parts - 1) / parts;
        const plan_group& group = plan_.groups[lanes.front().group];
        if (on_.lanes == 0 && static_cast<double>(lanes.size() * steps_of(group, lanes.front().count)) <
                                  lanes_in_one * static_cast<double>(steps_of(group, each)))
            return one_by_one(lanes);
        std::vector<lane_runs> shared;
        for (const lane_runs& lane : lanes)
            for (std::size_t x = 0; x < lane.count; x += each)
                shared.push_back({lane.first + x, std::min(each, lane.count - x), lane.group});
        add(shared, most_lanes);
    }

    void one_by_one(std::span<const lane_runs> lanes) {
        for (const lane_runs& lane : lanes) add({&lane, 1}, 1);
    }

    const plan& plan_;
    const machine& on_;
    packing out_;
};

// Of a group's steps, as if its settings went together for some and then each alone: those together, and those alone.
std::pair<double, double> together_and_alone(const plan_group& group) {
    const auto settings = static_cast<double>(group.settings.size()), all = static_cast<double>(group.steps_unshared);
    if (group.settings.size() < 2) return {0, all};
    const double together = (all - static_cast<double>(group.steps)) / (settings - 1);
    return {together, all / settings - together};
}

}   // namespace

packing packs_of(const plan& runs, const machine& on) { return packer{runs, on}.result(); }

std::uint64_t steps_of(const plan_group& group, std::size_t settings) {
    const auto [together, alone] = together_and_alone(group);
    return static_cast<std::uint64_t>(together + alone * static_cast<double>(settings) + 0.5);
}

std::uint64_t steps_unshared_of(const plan_group& group, std::size_t settings) {
    return group.steps_unshared * settings / std::max<std::size_t>(1, group.settings.size());
}

}   // namespace sim
