#include "sim/scenario/design_kinds.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

#include "sim/engine/draws.hpp"
#include "sim/engine/math.hpp"
#include "sim/scenario/morris.hpp"
#include "sim/scenario/saltelli.hpp"
#include "sim/text/text.hpp"

namespace sim {

namespace {

constexpr std::int64_t most_points = 1'000'000;
constexpr std::size_t known_dimensions = 3667;   // of Sobol's sequence
constexpr double most_values = 2e7;              // of all factors at all points: about two gigabytes

// A number that the kind cannot do without.
std::int64_t needed(const points_to_make& of, std::string_view key, std::int64_t most, std::string_view meaning) {
    const auto said = of.from.whole(key, 1, most, "", meaning);
    if (of.from.any(key) == nullptr)
        of.from.wrong(of.from.where(key), fmt::format("[design] does not say how many {}", key));
    return said.value_or(1);
}

std::uint64_t seed_of(const points_to_make& of) {
    const auto said =
        of.from.whole("seed", 0, std::numeric_limits<std::int64_t>::max(), "", "where the luck of the points starts");
    return static_cast<std::uint64_t>(said.value_or(1));
}

// May so many points be made? Where not, that is among the mistakes; `told` says of them that they would be too many.
bool can_have(const points_to_make& of, double points, const std::string& told) {
    const double values = points * static_cast<double>(of.factors.size());
    if (points > static_cast<double>(most_points))
        of.wrong.push_back(
            {of.factors.front().where, fmt::format("{} points; at most {} can be run", told, most_points)});
    else if (values > most_values)
        of.wrong.push_back(
            {of.factors.front().where,
             fmt::format("{} factors at {:.0f} points are {:.0f} values; a design can have {:.0f} at most: take fewer "
                         "points, or vary less",
                         of.factors.size(), points, values, most_values)});
    return of.wrong.empty();
}
bool can_have(const points_to_make& of, double points) {
    return of.wrong.empty() && can_have(of, points, fmt::format("these would be {:.0f}", points));
}

using unit_points = std::vector<std::vector<double>>;   // by point and factor, in [0, 1]

design_points values_at(const points_to_make& of, const unit_points& unit) {
    design_points values;
    for (const auto& at : unit) {
        values.emplace_back();
        for (std::size_t f = 0; f < at.size(); ++f) values.back().push_back(of.levels[f].at(at[f]));
    }
    return values;
}

// Every combination of levels, the last factor fastest.
design_points factorial(const points_to_make& of) {
    if (!of.wrong.empty()) return {};
    double combinations = 1;
    for (const levels_of_factor& one : of.levels) combinations *= static_cast<double>(one.size());
    if (!can_have(of, combinations, fmt::format("every combination of these levels would be {:.3g}", combinations)))
        return {};
    std::vector<std::vector<node>> levels(of.levels.size());
    for (std::size_t f = 0; f < levels.size(); ++f)
        for (std::size_t i = 0; i < of.levels[f].size(); ++i) levels[f].push_back(of.levels[f].level(i));
    design_points values;
    for (std::size_t p = 0; p < static_cast<std::size_t>(combinations); ++p) {
        std::vector<node>& at = values.emplace_back(levels.size());
        for (std::size_t f = levels.size(), rest = p; f-- > 0; rest /= levels[f].size())
            at[f] = levels[f][rest % levels[f].size()];
    }
    return values;
}

// McKay, Beckman & Conover 1979; of several tries the one whose nearest points are farthest apart (maximin: Johnson,
// Moore & Ylvisaker 1990).
design_points latin_hypercube(const points_to_make& of) {
    const auto points = static_cast<std::size_t>(needed(of, "points", most_points, "how many points there are"));
    const std::uint64_t seed = seed_of(of);
    if (!can_have(of, static_cast<double>(points))) return {};
    const std::size_t factors = of.factors.size();
    constexpr double affordable = 2e8;   // distances
    const double each = static_cast<double>(points) * static_cast<double>(points) / 2 * static_cast<double>(factors);
    const auto tries = static_cast<std::uint32_t>(std::clamp(affordable / each, 1.0, 50.0));
    unit_points best;
    double best_distance = -1;
    for (std::uint32_t attempt = 0; attempt < tries; ++attempt) {
        unit_points made(points, std::vector<double>(factors));
        for (std::uint32_t f = 0; f < factors; ++f) {
            std::vector<std::uint32_t> slice(points);
            std::iota(slice.begin(), slice.end(), 0U);
            for (std::uint32_t i = 0; i < points; ++i) {   // Fisher & Yates
                const draw luck{seed, i, f, attempt};
                std::swap(slice[i], slice[i + luck.below(static_cast<std::uint32_t>(points) - i)]);
                made[i][f] = (slice[i] + luck.other_uniform()) / static_cast<double>(points);
            }
        }
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t a = 0; a < points && tries > 1; ++a)
            for (std::size_t b = a + 1; b < points; ++b) {
                double square = 0;
                for (std::size_t f = 0; f < factors; ++f)
                    square += (made[a][f] - made[b][f]) * (made[a][f] - made[b][f]);
                nearest = std::min(nearest, square);
            }
        if (nearest > best_distance) {
            best_distance = nearest;
            best = std::move(made);
        }
    }
    return values_at(of, best);
}

// Directions of Joe & Kuo (2008).
design_points sobol(const points_to_make& of) {
    const auto points = static_cast<std::size_t>(needed(of, "points", most_points, "how many points there are"));
    if (!can_have(of, static_cast<double>(points))) return {};
    const std::size_t factors = of.factors.size();
    if (factors > known_dimensions) {
        of.wrong.push_back({of.factors.back().where,
                            fmt::format("Sobol's sequence is known for {} factors at most", known_dimensions)});
        return {};
    }
    boost::random::sobol sequence{factors};
    unit_points made{std::vector<double>(factors, 0.0)};   // the first point is the origin, which Boost leaves out
    for (std::size_t p = 1; p < points; ++p) {
        made.emplace_back();
        for (std::size_t f = 0; f < factors; ++f)
            made.back().push_back(static_cast<double>(sequence() >> 11U) * 0x1p-53);
    }
    return values_at(of, made);
}

// Trajectories that change one factor at a time (Morris 1991).
design_points morris(const points_to_make& of) {
    const std::int64_t trajectories =
        needed(of, "trajectories", 100000, "how many trajectories of (factors + 1) points");
    const std::int64_t levels = of.from.whole("levels", 2, 1000, "", "levels of the grid").value_or(4);
    if (levels % 2 != 0) of.from.wrong(of.from.where("levels"), "levels must be even: a step is half of them");
    const std::uint64_t seed = seed_of(of);
    const std::size_t factors = of.factors.size();
    if (!can_have(of, static_cast<double>(trajectories) * static_cast<double>(rows_of_trajectory(factors)))) return {};
    unit_points made;
    const auto half = static_cast<std::uint32_t>(levels / 2);
    for (std::uint32_t t = 0; t < static_cast<std::uint32_t>(trajectories); ++t) {
        const std::vector<std::uint32_t> order = order_of_moves(seed, t, factors);
        std::vector<std::uint32_t> level(factors);
        for (std::uint32_t f = 0; f < factors; ++f)
            level[f] = draw{seed, t, f, 0}.below(static_cast<std::uint32_t>(levels));
        for (std::size_t moved = 0; moved <= factors; ++moved) {
            made.emplace_back();
            for (std::size_t f = 0; f < factors; ++f) made.back().push_back(level[f] / static_cast<double>(levels - 1));
            if (moved == factors) break;
            std::uint32_t& next = level[order[moved]];
            next = next < half ? next + half : next - half;
        }
    }
    return values_at(of, made);
}

// Samples of factors + 2 points, of pairs of points of a Sobol' sequence that has every factor twice; each scrambling moves
// all of its points by one vector (Cranley & Patterson 1976).
design_points saltelli(const points_to_make& of) {
    const auto samples = static_cast<std::size_t>(
        needed(of, "samples", most_points,
               fmt::format("how many samples of (factors + 2) points in each of {} scramblings", scramblings)));
    const std::uint64_t seed = seed_of(of);
    const std::size_t factors = of.factors.size(), rows = rows_of_sample(factors);
    if (!can_have(of, static_cast<double>(samples) * static_cast<double>(scramblings * rows))) return {};
    if (2 * factors > known_dimensions) {
        of.wrong.push_back(
            {of.factors.back().where, fmt::format("samples can be made of {} factors at most", known_dimensions / 2)});
        return {};
    }
    boost::random::sobol sequence{2 * factors};
    std::vector<double> point(2 * factors, 0.0);
    unit_points made;
    for (std::size_t sample = 0; sample < samples; ++sample) {
        for (double& x : point)
            if (sample > 0) x = static_cast<double>(sequence() >> 11U) * 0x1p-53;
        for (std::uint32_t scrambling = 0; scrambling < scramblings; ++scrambling) {
            std::vector<double> both = point;
            for (std::uint32_t d = 0; d < both.size(); ++d) {
                both[d] += draw{seed, d, scrambling, 0}.uniform();
                both[d] -= std::floor(both[d]);
            }
            for (std::size_t row = 0; row < rows; ++row) {
                std::vector<double>& at = made.emplace_back();
                for (std::size_t f = 0; f < factors; ++f) at.push_back(both[f + (from_second(row, f) ? factors : 0)]);
            }
        }
    }
    return values_at(of, made);
}

// One by one; a file of them has become lists by now.
design_points listed(const points_to_make& of) {
    if (!of.wrong.empty()) return {};
    const std::size_t points = of.levels.front().listed.size();
    if (!can_have(of, static_cast<double>(points))) return {};
    for (std::size_t f = 0; f < of.levels.size(); ++f) {
        if (of.levels[f].range)
            of.wrong.push_back({of.factors[f].where, "points are listed one by one: a range does not say which"});
        else if (of.levels[f].listed.size() != points)
            of.wrong.push_back(
                {of.factors[f].where,
                 fmt::format("'{}' has {} and '{}' has {}: each list has a value for every point", of.factors[f].key,
                             counted(of.levels[f].listed.size(), "value"), of.factors.front().key, points)});
    }
    if (!of.wrong.empty()) return {};
    design_points values(points);
    for (std::size_t p = 0; p < points; ++p)
        for (const levels_of_factor& one : of.levels) values[p].push_back(one.listed[p]);
    return values;
}

}   // namespace

node levels_of_factor::at(double u) const {
    const auto nth = [&](double of) { return std::min(of - 1, std::floor(u * of)); };
    if (!range) return listed[static_cast<std::size_t>(nth(static_cast<double>(listed.size())))];
    if (whole) return {where, static_cast<std::int64_t>(low + nth(high - low + 1))};
    const double x = log ? low * sim::exp(u * sim::log(high / low)) : low + u * (high - low);
    return {where, std::clamp(x, low, high)};
}

node levels_of_factor::level(std::size_t number) const {
    if (!range) return listed[number];
    const double u = static_cast<double>(number) / static_cast<double>(count - 1);
    return whole ? node{where, static_cast<std::int64_t>(std::floor(low + u * (high - low) + 0.5))} : at(u);
}

std::span<const design_kind> design_kinds() {
    static const std::array rows{
        design_kind{
            "factorial",
            {"factorial", "全因子"},
            {"every combination of levels, the last factor fastest", "各因素水平的全部组合，最后一个因素变化最快"},
            {},
            {"grid", "full", "full_factorial"},
            true,
            factorial},
        design_kind{
            "latin_hypercube",
            {"Latin hypercube", "拉丁超立方"},
            {"one in each of so many slices of every factor (McKay, Beckman and Conover 1979); of up to 50 "
             "tries the one whose nearest points are farthest apart",
             "把每个因素的取值分成与点数相同的份，每份恰有一点（McKay、Beckman 和 Conover 1979）；最多试 50 次，"
             "取最近两点相距最远的一次"},
            {"points", "seed"},
            {"lhs", "random", "monte_carlo"},
            false,
            latin_hypercube},
        design_kind{"sobol",
                    {"Sobol'", "Sobol 序列"},
                    {"the first points of Sobol's sequence (directions of Joe and Kuo 2008), the origin among them; "
                     "powers of two fill space best",
                     "Sobol 序列最前面的点（方向数取自 Joe 和 Kuo 2008），含原点；点数为 2 的幂时最均匀"},
                    {"points"},
                    {},
                    false,
                    sobol},
        design_kind{morris_kind,
                    {"Morris", "Morris 轨迹"},
                    {"trajectories of one more point than there are factors; each step moves one factor by half the "
                     "grid (Morris 1991)",
                     "若干条轨迹，每条的点数比因素数多一；每步只把一个因素移动半个网格（Morris 1991）"},
                    {"trajectories", "levels", "seed"},
                    {"elementary_effects"},
                    false,
                    morris},
        design_kind{
            "saltelli",
            {"Saltelli", "Saltelli 抽样"},
            {"samples that tell Sobol' indices: two points of a sequence, and the first of them with each factor "
             "from the second in turn (Saltelli 2002), in eight scramblings",
             "用于估计 Sobol 指数的样本：序列中的两点，以及依次把第一点的一个因素换成第二点的值（Saltelli 2002），"
             "共八次随机化"},
            {"samples", "seed"},
            {"sobol_indices"},
            false,
            saltelli},
        design_kind{"points",
                    {"listed points", "指定点"},
                    {"as listed: lists of one length, or a CSV file whose header names the factors",
                     "逐一列出：各列表长度相同，或一个 CSV 文件，首行为因素名"},
                    {"file"},
                    {"list", "csv"},
                    false,
                    listed}};
    return rows;
}

const design_kind* design_kind_named(std::string_view name) {
    const auto rows = design_kinds();
    const auto at = std::ranges::find(rows, name, &design_kind::name);
    return at == rows.end() ? nullptr : &*at;
}

}   // namespace sim
