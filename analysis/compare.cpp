#include "analysis/compare.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

namespace analysis {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// The sums that measures are made of, by run and band (the last band is everybody), for one window.
class sums {
public:
    explicit sums(const results& file) : file_{&file}, bands_{file.axis_named("band").size()} {}

    // Sum over communities (and channels) of an observation in a run, by band; bands() is everybody.
    double of(const std::string& name, const std::string& window, std::size_t run, std::size_t band) {
        const array& a = get(name, window);
        std::size_t band_axis = a.shape.size(), inner = 1;
        for (std::size_t x = 0; x < a.axes.size(); ++x)
            if (a.axes[x] == "band") band_axis = x;
        const std::size_t a_run =
            std::accumulate(a.shape.begin() + 1, a.shape.end(), std::size_t{1}, std::multiplies<>{});
        for (std::size_t x = band_axis + 1; x < a.shape.size(); ++x) inner *= a.shape[x];
        double total = 0;
        for (std::size_t i = 0; i < a_run; ++i)
            if (band == bands_ || band_axis == a.shape.size() || i / inner % bands_ == band)
                total += a.values[run * a_run + i];
        return total;
    }
    [[nodiscard]] std::size_t bands() const { return bands_; }
    [[nodiscard]] bool has(const std::string& name) const { return file_->find(name) != nullptr; }
    [[nodiscard]] std::size_t communities() const { return file_->axis_named("community").size(); }
    [[nodiscard]] double weeks() const { return static_cast<double>(file_->steps_in("last_year")); }

private:
    const array& get(const std::string& name, const std::string& window) {
        const std::string key = window + "/" + name;
        auto found = arrays_.find(key);
        if (found == arrays_.end()) found = arrays_.emplace(key, file_->summary(name, window)).first;
        return found->second;
    }
    const results* file_;
    std::size_t bands_;
    std::map<std::string, array> arrays_;
};

double ratio(double a, double b) { return b > 0 ? a / b : unknown; }

// How each measure is made from sums; drift_of has the same by week where a slope makes sense.
struct recipe {
    measure about;
    double (*value)(sums&, std::size_t run, std::size_t band);
    const char *over = nullptr, *under = nullptr;   // weekly series whose ratio drifts
};

const std::vector<recipe>& recipes() {
    static const std::string year = "last_year", end = "last_week";
    static const std::vector<recipe> all{
        {{"participation", "weekly participation", "每周参与率", "%", 100, 2, true},
         [](sums& s, std::size_t r, std::size_t b) {
             return ratio(s.of("participants", year, r, b), s.of("residents", year, r, b));
         },
         "participants",
         "residents"},
        {{"reach", "reach in a year", "一年参与面", "%", 100, 2, true},
         [](sums& s, std::size_t r, std::size_t b) {
             return ratio(s.of("reached", end, r, b), s.of("residents", end, r, b));
         },
         "reached",
         "residents"},
        {{"institution_trust", "institution trust", "机构信任", "0-1", 1, 4, true},
         [](sums& s, std::size_t r, std::size_t b) {
             return ratio(s.of("institution_trust", year, r, b), s.of("residents", year, r, b));
         },
         "institution_trust",
         "residents"},
        {{"neighbour_trust", "neighbour trust", "邻里信任", "0-1", 1, 4, true},
         [](sums& s, std::size_t r, std::size_t b) {
             return ratio(s.of("neighbour_trust", year, r, b), s.of("neighbour_ties", year, r, b));
         },
         "neighbour_trust",
         "neighbour_ties"},
        {{"waiting", "waiting", "等待周数", "weeks", 1, 3, true},
         [](sums& s, std::size_t r, std::size_t b) {
             return ratio(s.of("waits", year, r, b), s.of("requests_served", year, r, b));
         }},
        {{"load", "load", "行政负荷", "ratio", 1, 3, false},
         [](sums& s, std::size_t r, std::size_t b) {
             return s.of("load_ratio", year, r, b) / s.weeks() / static_cast<double>(s.communities());
         }},
        {{"cost", "cost", "费用", "CNY/week", 1, 0, false},
         [](sums& s, std::size_t r, std::size_t b) {
             return s.has("spending") ? s.of("spending", year, r, b) / s.weeks() : 0.0;
         }},
    };
    return all;
}

// Weekly totals of an observation over the last `weeks` weeks of one run.
std::vector<double> series(const results& file, const std::string& name, std::size_t run, std::size_t weeks) {
    const std::size_t one[] = {run};
    const array a = file.weekly(name, one);
    const std::size_t steps = a.shape[1], cells = a.values.size() / steps;
    std::vector<double> out;
    for (std::size_t t = steps - weeks; t < steps; ++t)
        out.push_back(std::accumulate(a.values.begin() + static_cast<std::ptrdiff_t>(t * cells),
                                      a.values.begin() + static_cast<std::ptrdiff_t>((t + 1) * cells), 0.0));
    return out;
}

std::vector<drift> drifts_of(const results& file, const comparison& found) {
    std::vector<drift> out;
    const std::size_t weeks = file.steps_in("last_year");
    if (weeks < 2) return out;
    for (std::size_t m = 0; m < recipes().size(); ++m) {
        const recipe& how = recipes()[m];
        if (how.over == nullptr) continue;
        std::vector<double> slopes;
        for (const std::size_t run : file.runs_of(file.baseline())) {
            std::vector<double> over = series(file, how.over, run, weeks);
            const std::vector<double> under = series(file, how.under, run, weeks);
            for (std::size_t t = 0; t < over.size(); ++t) over[t] /= under[t];
            slopes.push_back(slope(over) * static_cast<double>(file.steps_per_year()));
        }
        drift one{m, mean_of(slopes), {}};
        if (one.a_year.excludes_zero())
            for (const arm_comparison& arm : found.arms) {
                const comparison_cell& all = arm.cells.back()[m];
                if (arm.arm != found.baseline && all.difference.excludes_zero() &&
                    std::abs(one.a_year.mean) > 0.1 * std::abs(all.difference.mean))
                    one.arms.push_back(arm.arm);
            }
        out.push_back(std::move(one));
    }
    return out;
}

}   // namespace

const std::vector<measure>& measures() {
    static const std::vector<measure> all = [] {
        std::vector<measure> list;
        for (const recipe& r : recipes()) list.push_back(r.about);
        return list;
    }();
    return all;
}

comparison compare(const results& file) {
    comparison out;
    out.baseline = file.baseline();
    out.bands = file.axis_named("band").labels;
    out.bands_zh = file.axis_named("band").labels_zh;
    out.bands.emplace_back("all");
    out.bands_zh.emplace_back("全体");
    out.weeks = file.steps_in("last_year");
    sums s{file};

    // values[arm][band][measure][replicate], replicates in the same order in every arm
    const auto values_of = [&](std::size_t arm, std::size_t band, std::size_t m) {
        std::vector<double> values;
        for (const std::size_t run : file.runs_of(arm)) values.push_back(recipes()[m].value(s, run, band));
        return values;
    };
    const auto totals_of = [&](std::size_t arm, const char* name, const char* window) {
        std::vector<double> values;
        for (const std::size_t run : file.runs_of(arm)) values.push_back(s.of(name, window, run, s.bands()));
        return values;
    };
    for (std::size_t arm = 0; arm < file.arms().size(); ++arm) {
        arm_comparison one;
        one.arm = arm;
        for (std::size_t b = 0; b < out.bands.size(); ++b) {
            one.cells.emplace_back();
            for (std::size_t m = 0; m < recipes().size(); ++m) {
                comparison_cell cell;
                if (recipes()[m].about.by_band || b + 1 == out.bands.size()) {
                    const auto here = values_of(arm, b, m);
                    cell.level = mean_of(here);
                    cell.known = std::isfinite(cell.level.mean);
                    const auto there = values_of(out.baseline, b, m);
                    if (cell.known && arm != out.baseline && here.size() == there.size())
                        cell.difference = paired_difference(here, there);
                }
                one.cells.back().push_back(cell);
            }
        }
        if (arm != out.baseline && file.runs_of(arm).size() == file.runs_of(out.baseline).size()) {
            const double further_cost = one.cells.back().back().difference.mean;
            const estimate participants = paired_difference(totals_of(arm, "participants", "last_year"),
                                                            totals_of(out.baseline, "participants", "last_year"));
            const estimate reached = paired_difference(totals_of(arm, "reached", "last_week"),
                                                       totals_of(out.baseline, "reached", "last_week"));
            one.participants_gained = participants.mean / s.weeks();
            one.reached_gained = reached.mean;
            one.cost_a_participant = participants.low() > 0 ? further_cost / one.participants_gained : unknown;
            one.cost_a_reached =
                reached.low() > 0 ? further_cost * static_cast<double>(file.steps_per_year()) / reached.mean : unknown;
        }
        out.arms.push_back(std::move(one));
    }
    out.drifts = drifts_of(file, out);
    return out;
}

}   // namespace analysis
