#include "analysis/points.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include <Eigen/QR>
#include <fmt/format.h>

#include "analysis/compare.hpp"
#include "analysis/measured.hpp"

namespace analysis {

namespace {

// Values of an arm at a point by replicate.
std::map<std::uint32_t, double> by_replicate(const observed& file, std::size_t arm, const std::vector<double>& values) {
    std::map<std::uint32_t, double> out;
    for (const std::size_t run : file.runs_of(arm)) out[file.runs()[run].replicate] = values[run];
    return out;
}

// The same by world, each the mean over its replicates; as they are where there are no worlds.
std::map<std::uint32_t, double> in_worlds(const observed& file, const std::map<std::uint32_t, double>& by) {
    if (!file.worlds().any()) return by;
    std::map<std::uint32_t, double> out;
    std::map<std::uint32_t, std::size_t> lucks;
    for (const auto& [replicate, x] : by) {
        const auto world = static_cast<std::uint32_t>(file.worlds().of(replicate));
        out[world] += x;
        ++lucks[world];
    }
    for (auto& [world, x] : out) x /= static_cast<double>(lucks[world]);
    return out;
}

// What an arm is at a point less what the baseline is, by replicate that both have, or world. Differences that are
// the same but for the rounding of what they are made of are the same.
std::map<std::uint32_t, double> differences(const observed& file, std::size_t arm, std::size_t baseline,
                                            const std::vector<double>& values) {
    auto own = by_replicate(file, arm, values);
    const auto other = by_replicate(file, baseline, values);
    std::erase_if(own, [&](const auto& one) { return !other.contains(one.first); });
    std::vector<double> both, all;
    for (auto& [replicate, x] : own) {
        both.insert(both.end(), {x, other.at(replicate)});
        x -= other.at(replicate);
        all.push_back(x);
    }
    if (all.size() > 1 && all_alike(all, size_of(both)))
        for (auto& [replicate, x] : own) x = mean_of(all, size_of(both)).mean;
    return in_worlds(file, own);
}

// What numbers say that are of replicates, or of worlds where the file has them.
estimate said_by(const observed& file, std::span<const double> values, double size = 0) {
    return file.worlds().any() ? over_worlds(values, size) : mean_of(values, size);
}

estimate said_by(const observed& file, const std::map<std::uint32_t, double>& by) {
    std::vector<double> values;
    for (const auto& [replicate, x] : by) values.push_back(x);
    return said_by(file, values);
}

// What an arm is compared by: its difference from the baseline, of the baseline itself its level.
std::map<std::uint32_t, double> response(const observed& file, std::size_t arm, std::size_t baseline,
                                         const std::vector<double>& values) {
    return arm == baseline ? in_worlds(file, by_replicate(file, arm, values))
                           : differences(file, arm, baseline, values);
}

// Calls `use` with every point and arm where the arm or what it is compared with is run anew, seen from that point.
template <class Use>
void for_points(const observed& file, std::size_t baseline, Use use) {
    std::set<std::pair<std::size_t, std::size_t>> seen;   // first runs of an arm and the baseline
    for (std::size_t point = 0; point < file.points(); ++point) {
        const observed there = file.at_point(point);
        for (std::size_t arm = 0; arm < there.arms().size(); ++arm) {
            const auto &own = there.runs_of(arm), &other = there.runs_of(baseline);
            if (!own.empty() && !other.empty() && seen.emplace(own.front(), other.front()).second) use(there, arm);
        }
    }
}

// The response of one arm at those points where it is not a repetition, [replicate][point], or [world][point].
struct responses {
    std::vector<std::size_t> points;
    std::vector<std::vector<double>> by_replicate;
    bool worlds = false;
    [[nodiscard]] estimate said_by(std::span<const double> values, double size = 0) const {
        return worlds ? over_worlds(values, size) : mean_of(values, size);
    }
};

responses responses_of(const observed& file, std::size_t baseline, std::size_t arm, const std::vector<double>& values) {
    responses out{{}, {}, file.worlds().any()};
    std::vector<std::map<std::uint32_t, double>> at;
    for_points(file, baseline, [&](const observed& there, std::size_t of) {
        if (of != arm) return;
        at.push_back(response(there, arm, baseline, values));
        out.points.push_back(there.point());
    });
    if (at.empty()) return out;
    for (const auto& [replicate, x] : at.front()) {
        std::vector<double> row;
        for (const auto& point : at)
            if (const auto found = point.find(replicate); found != point.end() && std::isfinite(found->second))
                row.push_back(found->second);
        if (row.size() == at.size()) out.by_replicate.push_back(std::move(row));
    }
    return out;
}

// Columns of the linear model at some points, and what they are called.
struct model_terms {
    std::vector<std::string> names;
    Eigen::MatrixXd columns;   // the first is the constant
};

model_terms terms_of(const observed& file, std::size_t baseline, std::size_t arm,
                     const std::vector<std::size_t>& points, bool interactions) {
    std::vector<std::vector<double>> scaled;
    std::vector<std::string> keys;
    for (const factor& f : file.factors()) {
        if (f.numbers.empty() || !moves(f, arm, baseline)) continue;
        double low = f.numbers[points.front()], high = low;
        for (const std::size_t p : points) {
            low = std::min(low, f.numbers[p]);
            high = std::max(high, f.numbers[p]);
        }
        if (low == high) continue;
        scaled.emplace_back();
        for (const std::size_t p : points) scaled.back().push_back((2 * f.numbers[p] - low - high) / (high - low));
        keys.push_back(f.key);
    }
    model_terms out;
    std::vector<std::vector<double>> columns{std::vector<double>(points.size(), 1.0)};
    for (std::size_t f = 0; f < scaled.size(); ++f) {
        columns.push_back(scaled[f]);
        out.names.push_back(keys[f]);
    }
    for (std::size_t f = 0; interactions && f < scaled.size(); ++f)
        for (std::size_t g = f + 1; g < scaled.size(); ++g) {
            columns.emplace_back();
            for (std::size_t p = 0; p < points.size(); ++p) columns.back().push_back(scaled[f][p] * scaled[g][p]);
            out.names.push_back(keys[f] + " x " + keys[g]);
        }
    out.columns.resize(static_cast<Eigen::Index>(points.size()), static_cast<Eigen::Index>(columns.size()));
    for (std::size_t c = 0; c < columns.size(); ++c)
        for (std::size_t p = 0; p < points.size(); ++p)
            out.columns(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(c)) = columns[c][p];
    return out;
}

// Fits the model to each replicate; false where the points do not tell its terms apart.
bool fit(const model_terms& terms, const responses& found, factor_effects& out) {
    const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> solver{terms.columns};
    if (terms.columns.rows() < terms.columns.cols() || solver.rank() < terms.columns.cols()) return false;
    std::vector<std::vector<double>> sizes(terms.names.size());
    double largest = 0;   // response, whose rounding is left in the terms
    Eigen::VectorXd mean = Eigen::VectorXd::Zero(terms.columns.rows());
    for (const auto& row : found.by_replicate) {
        const Eigen::VectorXd y = Eigen::Map<const Eigen::VectorXd>(row.data(), static_cast<Eigen::Index>(row.size()));
        largest = std::max(largest, size_of(row));
        const Eigen::VectorXd coefficients = solver.solve(y);
        for (std::size_t t = 0; t < sizes.size(); ++t)
            sizes[t].push_back(2 * coefficients(static_cast<Eigen::Index>(t + 1)));
        mean += y / static_cast<double>(found.by_replicate.size());
    }
    const Eigen::VectorXd rest = mean - terms.columns * solver.solve(mean);
    const double all = (mean.array() - mean.mean()).square().sum();
    const bool exact = terms.columns.rows() == terms.columns.cols();   // whatever the responses are
    out.explained = all > 0 && !exact ? 1 - rest.squaredNorm() / all : unknown;
    std::vector<double> p;
    for (std::size_t t = 0; t < sizes.size(); ++t) {
        out.terms.push_back({terms.names[t], found.said_by(sizes[t], largest), unknown});
        p.push_back(p_value(out.terms.back().size));
    }
    const std::vector<double> adjusted = holm(p);
    for (std::size_t t = 0; t < sizes.size(); ++t) out.terms[t].p_holm = adjusted[t];
    return true;
}

// The share of worlds in which an arm is the best of all at a point; nan without worlds or a direction.
double best_at(const observed& there, std::size_t arm, const std::vector<double>& values, const sim::measure& m) {
    std::vector<std::size_t> arms(there.arms().size());
    std::iota(arms.begin(), arms.end(), std::size_t{0});
    const auto best = best_in_worlds(there, common_runs(there, arms), {1, values}, 0, m.better);
    return best.empty() ? unknown : best[arm];
}

using bins = std::vector<std::pair<std::string, std::vector<std::size_t>>>;   // values, and places in `points`

// The points at which a factor has one value or, where it has many, lies in one of five ranges with as many points each.
bins bins_of(const factor& f, const std::vector<std::size_t>& points) {
    constexpr std::size_t most_values = 10, ranges = 5;
    bins out;
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!f.numbers.empty()) std::ranges::stable_sort(order, {}, [&](std::size_t k) { return f.numbers[points[k]]; });
    std::map<std::string, std::size_t> bin_of;
    for (const std::size_t k : order) {
        const auto [at, fresh] = bin_of.emplace(f.texts[points[k]], out.size());
        if (fresh) out.emplace_back(at->first, std::vector<std::size_t>{});
        out[at->second].second.push_back(k);
    }
    if (out.size() <= most_values || f.numbers.empty()) return out;
    out.clear();
    for (std::size_t b = 0; b < ranges; ++b) {
        const auto first = order.begin() + static_cast<std::ptrdiff_t>(b * order.size() / ranges),
                   last = order.begin() + static_cast<std::ptrdiff_t>((b + 1) * order.size() / ranges);
        out.emplace_back(fmt::format("{:.4g} … {:.4g}", f.numbers[points[*first]], f.numbers[points[*(last - 1)]]),
                         std::vector<std::size_t>(first, last));
    }
    return out;
}

// The mean response at some of the points, over replicates.
estimate mean_over(const responses& found, const std::vector<std::size_t>& places) {
    std::vector<double> means;
    for (const auto& row : found.by_replicate) {
        double sum = 0;
        for (const std::size_t k : places) sum += row[k];
        means.push_back(sum / static_cast<double>(places.size()));
    }
    return found.said_by(means);
}

// `sign` is -1 for the smallest.
extreme_point extreme_of(const responses& found, double sign) {
    const std::size_t count = found.points.size();
    const auto mean_at = [&](std::size_t k) { return mean_over(found, {k}); };
    std::size_t at = 0;
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < count; ++k)
        if (const double x = sign * mean_at(k).value(); x > most) {
            most = x;
            at = k;
        }
    std::vector<double> p;
    std::size_t as_far = 0;   // across worlds: whose range of the difference holds 0
    for (std::size_t k = 0; k < count; ++k) {
        if (k == at) continue;
        std::vector<double> further;
        double size = 0;
        for (const auto& row : found.by_replicate) {
            further.push_back(row[at] - row[k]);
            size = std::max({size, std::abs(row[at]), std::abs(row[k])});
        }
        const estimate by = found.said_by(further, size);
        if (!by.excludes_zero() && !(by.alike() && by.mean != 0)) ++as_far;
        p.push_back(p_value(by));
    }
    if (found.worlds) return {found.points[at], mean_at(at), as_far};
    const auto among_all = holm(p);
    return {found.points[at], mean_at(at),
            static_cast<std::size_t>(std::ranges::count_if(among_all, [](double x) { return !(x <= 0.05); }))};
}

std::vector<std::size_t> in_both(std::vector<std::size_t> some, std::vector<std::size_t> others) {
    std::ranges::sort(some);
    std::ranges::sort(others);
    std::vector<std::size_t> out;
    std::ranges::set_intersection(some, others, std::back_inserter(out));
    return out;
}

}   // namespace

bool moves(const factor& f, std::size_t arm, std::size_t baseline) {
    return !f.arm || *f.arm == arm || *f.arm == baseline;
}

std::vector<double> values_by_run(const observed& file, const sim::measure& m) {
    return measured{file, "", {}}.values(m).values;
}

points_comparison compare_points(const observed& file, std::size_t baseline, const std::string& table) {
    points_comparison out;
    out.baseline = baseline;
    for (const std::size_t m : measures_in(file, table))
        if (!file.measures()[m].relative) out.measures.push_back(m);   // of everybody always 1
    std::vector<std::vector<double>> values;
    measured everybody{file, "", {}};
    for (const std::size_t m : out.measures) values.push_back(everybody.values(file.measures()[m]).values);
    std::vector<double> p;
    for_points(file, baseline, [&](const observed& there, std::size_t arm) {
        point_row row{there.point(), arm, {}, {}, {}, {}};
        for (std::size_t m = 0; m < values.size(); ++m) {
            row.level.push_back(said_by(there, in_worlds(there, by_replicate(there, arm, values[m]))));
            row.difference.push_back(arm == baseline ? estimate{unknown, unknown, 0}
                                                     : said_by(there, differences(there, arm, baseline, values[m])));
            row.best.push_back(best_at(there, arm, values[m], file.measures()[out.measures[m]]));
            p.push_back(p_value(row.difference.back()));
        }
        out.rows.push_back(std::move(row));
    });
    const std::vector<double> adjusted = holm(p);
    std::size_t at = 0;
    for (point_row& row : out.rows)
        for (std::size_t m = 0; m < values.size(); ++m) row.p_holm.push_back(adjusted[at++]);
    return out;
}

std::size_t middle_point(const observed& file) {
    std::vector<double> distance(file.points(), 0.0);
    for (const factor& f : file.factors()) {
        if (f.numbers.empty()) continue;
        const auto [low, high] = std::ranges::minmax(f.numbers);
        if (low == high) continue;
        for (std::size_t p = 0; p < distance.size(); ++p) {
            const double off = ((f.numbers[p] - low) - (high - f.numbers[p])) / (high - low);
            distance[p] += off * off;
        }
    }
    for (double& one : distance) one = std::round(one * 1e9);   // what differs by rounding alone is as near
    const auto nearest = std::ranges::min_element(distance.rbegin(), distance.rend());
    return distance.size() - 1 - static_cast<std::size_t>(nearest - distance.rbegin());
}

std::vector<std::vector<double>> all_differences(const observed& file, std::size_t baseline, std::size_t measure) {
    const std::vector<double> values = values_by_run(file, file.measures()[measure]);
    std::vector<std::vector<double>> out;
    for_points(file, baseline, [&](const observed& there, std::size_t arm) {
        if (arm == baseline && there.arms().size() > 1) return;
        out.emplace_back();
        for (const auto& [replicate, x] : response(there, arm, baseline, values)) out.back().push_back(x);
    });
    return out;
}

factor_effects effects_of_factors(const observed& file, std::size_t baseline, std::size_t arm, std::size_t measure) {
    factor_effects out;
    out.difference = arm != baseline;
    if (std::ranges::none_of(file.factors(), [&](const factor& f) { return moves(f, arm, baseline); })) return out;
    const responses found = responses_of(file, baseline, arm, values_by_run(file, file.measures()[measure]));
    if (found.points.size() < 2 || found.by_replicate.empty()) return out;
    out.points = found.points.size();
    out.replicates = found.by_replicate.size();
    out.highest = extreme_of(found, 1);
    out.lowest = extreme_of(found, -1);
    out.interactions = fit(terms_of(file, baseline, arm, found.points, true), found, out);
    if (!out.interactions) static_cast<void>(fit(terms_of(file, baseline, arm, found.points, false), found, out));
    std::vector<std::pair<std::size_t, bins>> varied;   // factors that have several values, by these
    for (std::size_t f = 0; f < file.factors().size(); ++f)
        if (moves(file.factors()[f], arm, baseline))
            if (bins of = bins_of(file.factors()[f], found.points); of.size() > 1)
                varied.emplace_back(f, std::move(of));
    for (const auto& [f, values] : varied)
        if (file.factors()[f].numbers.empty()) out.names.push_back(f);
    for (const auto& [f, values] : varied)
        for (const auto& [name, places] : values)
            out.partial.push_back({f, name, places.size(), mean_over(found, places)});
    constexpr std::size_t most_mapped = 6;
    for (std::size_t i = 0; i < std::min(most_mapped, varied.size()); ++i)
        for (std::size_t j = i + 1; j < std::min(most_mapped, varied.size()); ++j)
            for (const auto& [across, some] : varied[i].second)
                for (const auto& [up, others] : varied[j].second)
                    if (const auto both = in_both(some, others); !both.empty())
                        out.surface.push_back(
                            {varied[i].first, varied[j].first, across, up, both.size(), mean_over(found, both)});
    return out;
}

}   // namespace analysis
