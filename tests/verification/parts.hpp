#pragma once
// Parts of the participation model beside formulas with a known answer: what is expected, what the program gives.

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "sim/text/csv.hpp"
#include "tests/support/small_town.hpp"
#include "tests/support/written_week.hpp"

namespace verification {

struct row {
    std::string part, setting, quantity;
    double expected = 0, found = 0;
    double error = 0;       // standard error of `found`, or 0: no luck is involved
    double samples = 0;     // independent ones that the error rests on
    double tolerance = 0;   // where no luck is involved: how far `found` may be off
};
using rows = std::vector<row>;

// Each part of the model, in files of their own.
[[nodiscard]] rows habit_and_trust();           // people.cpp
[[nodiscard]] rows requests_and_workers();      // communities.cpp
[[nodiscard]] rows policies_and_volunteers();   // policies.cpp
[[nodiscard]] rows people_and_ties();           // population.cpp

// A town of `residents` in each of `communities` in which nobody takes part, asks for anything or is asked, and nothing
// else happens; tests switch on what they look at.
[[nodiscard]] inline participation::study_data still_town(std::uint32_t communities, std::uint32_t residents, int weeks,
                                                          const std::vector<support::tie>& ties = {}) {
    participation::study_data data = support::small_study(1, 2, weeks);
    data.people = std::make_shared<const participation::known_people>(
        support::small_population(communities, residents, 1, &ties));
    participation::parameters& p = data.values;
    p.base_build = p.base_govern = p.base_share = -60;
    p.request_young = p.request_middle = p.request_older = 0;
    p.volunteer_share = p.register_rate = p.recruit = 0;
    p.notice = 1;   // everybody is aware
    p.taste_sd = p.time_weight = p.b_social = p.b_neighbour = p.b_institution = p.b_habit = p.b_party = p.b_unit = 0;
    p.b_volunteer = p.b_fatigue = p.b_crowd = 0;
    p.b_experience = p.b_contact = p.b_company = p.hard_share = 0;
    p.band_young_build = p.band_young_govern = p.band_young_share = 0;
    p.band_older_build = p.band_older_govern = p.band_older_share = 0;
    return data;
}

// The bases of channels taken with constant chances, everybody being aware.
inline void take_part(participation::parameters& p, double build, double govern, double share) {
    const double none = 1 - build - govern - share;
    const auto base = [&](double chance) { return chance > 0 ? static_cast<float>(std::log(chance / none)) : -60.0F; };
    p.base_build = base(build);
    p.base_govern = base(govern);
    p.base_share = base(share);
}

// Arrays of one run's traced weeks; the run goes through all weeks of the study.
[[nodiscard]] inline std::vector<support::arrays> traced(const participation::study_data& data,
                                                         const std::vector<int>& weeks, std::uint64_t seed = 4) {
    const participation::town place{data};
    const auto seeds = support::seeds(1, seed);
    const auto run = place.start(0, seeds, {sim::best_instruction_set(), 1});
    std::vector<support::arrays> out;
    for (int t = -data.burn_in; t <= weeks.back(); ++t) {
        if (std::find(weeks.begin(), weeks.end(), t) == weeks.end()) run->advance(t, nullptr, 0);
        else out.emplace_back(run->trace(t)->arrays);
    }
    return out;
}

struct sample {
    double mean = 0, error = 0, count = 0;
};
[[nodiscard]] inline sample sample_of(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double sum = 0, squares = 0;
    for (const double x : values) sum += x;
    for (const double x : values) squares += (x - sum / n) * (x - sum / n);
    return {sum / n, std::sqrt(squares / (n - 1) / n), n};
}

// Mean and variance of independent values beside what they should be.
inline void moments(rows& out, const std::string& part, const std::string& setting, const std::string& what,
                    double mean, double variance, const std::vector<double>& values) {
    const sample m = sample_of(values);
    out.push_back({part, setting, "mean of " + what, mean, m.mean, m.error, m.count});
    std::vector<double> squares;
    for (const double x : values) squares.push_back((x - mean) * (x - mean));
    const sample v = sample_of(squares);
    out.push_back({part, setting, "variance of " + what, variance, v.mean, v.error, v.count});
}

// A quantity of each of many runs, from their recorded weeks.
using of_run = std::function<double(sim::recorder&, const sim::layout&, std::size_t run)>;
[[nodiscard]] inline std::vector<sample> over_runs(const participation::study_data& data, std::size_t runs,
                                                   const std::vector<of_run>& quantities) {
    const participation::town place{data};
    sim::recorder seen = support::run(place, 0, support::seeds(runs, 9));
    std::vector<sample> out;
    for (const of_run& quantity : quantities) {
        std::vector<double> values;
        for (std::size_t r = 0; r < runs; ++r) values.push_back(quantity(seen, place.observed(), r));
        out.push_back(sample_of(values));
    }
    return out;
}

// Sum of an observation over communities, bands and channels, and over weeks [first, last).
[[nodiscard]] inline double sum(sim::recorder& seen, const sim::layout& what, const std::string& name, std::size_t run,
                                int first, int last) {
    const std::size_t o = support::named(what, name);
    double total = 0;
    for (int t = first; t < last; ++t)
        for (std::size_t c = 0; c < what.cells(o); ++c) {
            const auto week = static_cast<std::size_t>(t);
            total += what.observations[o].kind == sim::number_kind::count
                         ? static_cast<double>(seen.counts(o, run, week)[c])
                         : seen.reals(o, run, week)[c];
        }
    return total;
}

// Rows of a table of known answers (tests/data/verification).
class known {
public:
    explicit known(const std::string& name)
        : table_{sim::csv::read(std::string{COGOV_SOURCE_DIR} + "/tests/data/verification/" + name, wrong_)} {}
    [[nodiscard]] std::size_t size() const { return table_.rows(); }
    [[nodiscard]] std::string text(std::size_t r, const std::string& column) const {
        sim::mistakes none;
        return table_.text(r, table_.column(column, none).value());
    }
    [[nodiscard]] double number(std::size_t r, const std::string& column) const { return std::stod(text(r, column)); }

private:
    sim::mistakes wrong_;
    sim::csv table_;
};

}   // namespace verification
